package nn

import (
	"math"

	"refute/trainer/body"
	"refute/trainer/graph"
)

// Predict returns the class of the greatest element of each row of z (N, classes), as u32 (N): the first of equals; the number
// of classes where the row has a NaN.
func Predict(name string, z *graph.Tensor) *graph.Tensor {
	g, n, classes := z.Graph(), z.Dim(0), z.Dim(1)
	m := graph.Max(name, z, 1)
	k := g.KernelU32("argmax", name)
	k.BeginU(uint32(classes))
	i, c := k.Out(n), k.Fold(classes)
	here := k.Load(z, i, c).Eq(k.Load(m, i)).And(k.Value(c).Lt(k.Acc()))
	return k.Store(body.Select(here, k.Value(c), k.Acc()))
}

// Count returns how many elements of two integer vectors (N) agree, as u32 of one element.
func Count(name string, a, b *graph.Tensor) *graph.Tensor {
	g, n := a.Graph(), a.Dim(0)
	const block = 256
	k := g.KernelU32("equal by blocks", name)
	blocks := (n + block - 1) / block
	j, r := k.Out(blocks), k.Fold(block)
	at := j.Times(block).And(r)
	same := k.LoadOr(a, math.MaxUint32, at).Eq(k.LoadOr(b, math.MaxUint32-1, at))
	part := k.Store(k.Acc().Add(same))
	k = g.KernelU32("equal", name)
	return k.Store(k.Acc().Add(k.Load(part, k.Fold(blocks))))
}
