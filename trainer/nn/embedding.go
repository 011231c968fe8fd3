package nn

import (
	"refute/trainer/body"
	"refute/trainer/graph"
)

// Embedding returns the rows of a table (V, D) that ids (N), of an integer type, number: y (N, D). Ids must be below V.
//
// The gradient adds to a row, in the order of the batch, the gradients of all places that read it: a fold over the batch whose
// terms leave the accumulator untouched where the id is another. Executors skip these.
func Embedding(name string, table, ids *graph.Tensor) *graph.Tensor {
	g := table.Graph()
	n, v, d := ids.Dim(0), table.Dim(0), table.Dim(1)

	k := g.Kernel("embedding", name)
	i, j := k.Out(n), k.Out(d)
	y := k.Store(k.Load(table, k.Through(ids, i), j))

	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		k := g.Kernel("embedding", table.Gradient())
		row, j, i := k.Out(v), k.Out(d), k.Fold(n)
		here := k.Load(ids, i).Eq(k.Value(row))
		return []*graph.Tensor{k.Store(body.Select(here, k.Acc().Add(k.Load(dy, i, j)), k.Acc()))}
	}, table)
	return y
}

// Positions returns x (B·T, D), the rows of B sequences of T places, plus the row of the table (T, D) for each one's place.
func Positions(name string, x, table *graph.Tensor) *graph.Tensor {
	g, t, d := x.Graph(), table.Dim(0), table.Dim(1)
	rows := x.Reshape(x.Dim(0)/t, t, d)
	k := g.Kernel("positions", name)
	b, i, j := k.Out(rows.Dim(0)), k.Out(t), k.Out(d)
	y := k.Store(k.Load(rows, b, i, j).Add(k.Load(table, i, j)))
	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		return []*graph.Tensor{dy, graph.Sum(table.Gradient(), dy, 0)}
	}, rows, table)
	return y.Reshape(x.Shape()...)
}
