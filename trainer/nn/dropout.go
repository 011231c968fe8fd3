package nn

import (
	"fmt"

	"refute/trainer/body"
	"refute/trainer/graph"
)

// Dropout returns x, of any shape, with each element set to 0 with probability p, and divided by 1-p elsewhere. Which ones, is a function of the job's seed,
// the step, the number of the dropout in the program and the element, so that it can be judged like anything else.
func Dropout(name string, x *graph.Tensor, p float32) *graph.Tensor {
	if p == 0 {
		return x
	}
	return masked(name, x, dropoutMask(x.Graph(), name, x.Len(), p).Reshape(x.Shape()...))
}

// masked returns x times a mask, which has no gradient.
func masked(name string, x, mask *graph.Tensor) *graph.Tensor {
	g := x.Graph()
	product := func(name string, x *graph.Tensor) *graph.Tensor {
		k := g.Kernel("dropout", name)
		at := k.Outs(x.Shape()...)
		return k.Store(k.Load(x, at...).Mul(k.Load(mask, at...)))
	}
	y := product(name, x)
	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor { return []*graph.Tensor{product(x.Gradient(), dy)} }, x)
	return y
}

// dropoutMask returns n elements of 0 with probability p, to a resolution of 2^-32, and 1/(1-p) else.
func dropoutMask(g *graph.Graph, name string, n int, p float32) *graph.Tensor {
	if !(p >= 0 && p < 1) {
		panic(fmt.Sprintf("nn: dropout with probability %v", p))
	}
	k := g.KernelU32("key of dropout", name)
	key, _ := body.Philox(k.Key(graph.PurposeDropout), k.Step(), k.U(g.Stream()))
	once := k.Store(key)
	k = g.Kernel("dropout mask", name)
	bits, _ := body.Philox(k.Load(once), k.Value(k.Out(n)), k.U(0))
	dropped := bits.Lt(k.U(uint32(float64(p) * (1 << 32))))
	return k.Store(body.Select(dropped, k.F(0), k.F(1/(1-p))))
}
