package nn

import (
	"math"

	"refute/trainer/body"
	"refute/trainer/graph"
)

// Shuffle returns which samples step t trains on, u32 (batch): numbers below samples, in the order of the job's seed.
//
// The steps read one endless row of positions, batch by batch: row b of step t is position p = (t-1)·batch + b, in epoch
// p / samples. Each epoch's positions are a permutation of the samples of its own, so that every sample is read exactly once an
// epoch, whether or not batch divides samples. Positions are u32: they begin again after 2^32.
func Shuffle(g *graph.Graph, samples, batch int) *graph.Tensor {
	k := g.KernelU32("shuffle", "batch")
	b, r := k.Out(batch), k.Fold(body.ShuffleRounds)
	n, round := k.U(uint32(samples)), k.Value(r)
	p := k.Step().Sub(k.U(1)).Mul(k.U(uint32(batch))).Add(k.Value(b))
	epoch := p.Div(n)
	x := body.Select(round.Eq(k.U(0)), p.Rem(n), k.Acc())
	key := k.Key(graph.PurposeShuffle)
	return k.Store(body.ShuffleRound(x, n, body.ShuffleKey(key, epoch, round, n), key, epoch, round))
}

// Sequence returns which samples step t of an evaluation sees, u32 (batch): numbers (t-1)·batch and on. At the last step they may go
// beyond the samples: see TakeLabelsOr.
func Sequence(g *graph.Graph, batch int) *graph.Tensor {
	k := g.KernelU32("sequence", "batch")
	b := k.Out(batch)
	return k.Store(k.Step().Sub(k.U(1)).Mul(k.U(uint32(batch))).Add(k.Value(b)))
}

// Take returns the rows of a table of u8, u16 or f32 (samples, …) that rows (N) numbers, as f32 (N, …) times scale: for
// images of a data set, 1/255.
func Take(name string, table, rows *graph.Tensor, scale float32) *graph.Tensor {
	k := table.Graph().Kernel("take", name)
	i := k.Out(rows.Dim(0))
	at := append([]graph.Index{k.Through(rows, i)}, k.Outs(table.Shape()[1:]...)...)
	v := k.Load(table, at...)
	if v.Type() != k.F(0).Type() {
		v = v.FromU32()
	}
	return k.Store(v.Mul(k.F(scale)))
}

// TakeRows returns the rows of a table of integers (samples, D) that rows (N) numbers, one after the other, as u32 (N·D). Beyond the table it
// returns the greatest u32.
func TakeRows(name string, table, rows *graph.Tensor) *graph.Tensor {
	k := table.Graph().KernelU32("take", name)
	i, j := k.Out(rows.Dim(0)), k.Out(table.Dim(1))
	there := k.Load(rows, i).Lt(k.U(uint32(table.Dim(0)))) // beyond the rows there may be more of the tensor
	v := k.Load(table, k.Through(rows, i), j)
	return k.Store(body.Select(there, v, k.U(math.MaxUint32))).Reshape(rows.Dim(0) * table.Dim(1))
}

// TakeLabels returns the elements of an integer vector (samples) that rows (N) numbers, as u32 (N).
func TakeLabels(name string, labels, rows *graph.Tensor) *graph.Tensor {
	k := labels.Graph().KernelU32("take", name)
	i := k.Out(rows.Dim(0))
	return k.Store(k.Load(labels, k.Through(rows, i)))
}

// TakeLabelsOr is TakeLabels where a row may be beyond the labels: there it returns the greatest u32, which is no class.
func TakeLabelsOr(name string, labels, rows *graph.Tensor) *graph.Tensor {
	k := labels.Graph().KernelU32("take", name)
	i := k.Out(rows.Dim(0))
	return k.Store(k.LoadOr(labels, math.MaxUint32, k.Through(rows, i)))
}

// Scale returns a table of u8, u16 or f32 as f32, times scale.
func Scale(name string, table *graph.Tensor, scale float32) *graph.Tensor {
	k := table.Graph().Kernel("scale", name)
	v := k.Load(table, k.Outs(table.Shape()...)...)
	if v.Type() != k.F(0).Type() {
		v = v.FromU32()
	}
	return k.Store(v.Mul(k.F(scale)))
}
