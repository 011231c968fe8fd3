package nn

import (
	"refute/trainer/body"
	"refute/trainer/graph"
)

// ReLU returns max(0, x) of any shape. A NaN is passed on; the gradient at 0 is 0. It is found from the output, so that x need not be kept.
func ReLU(name string, x *graph.Tensor) *graph.Tensor {
	g := x.Graph()
	k := g.Kernel("relu", name)
	at := k.Outs(x.Shape()...)
	y := k.Store(k.F(0).Max(k.Load(x, at...))) // 0 > x ? 0 : x
	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		k := g.Kernel("relu", x.Gradient())
		at := k.Outs(x.Shape()...)
		return []*graph.Tensor{k.Store(body.Select(k.F(0).Lt(k.Load(y, at...)), k.Load(dy, at...), k.F(0)))}
	}, x)
	return y
}
