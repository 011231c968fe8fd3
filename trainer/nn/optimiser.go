package nn

import (
	"refute/trainer/body"
	"refute/trainer/graph"
)

// Optimiser says what becomes of the parameters, by their gradients: those of the loss, or what was made of them on the way.
type Optimiser interface {
	Update(params, gradients []*graph.Tensor)
}

// Minimise updates the parameters by the gradients of loss.
func Minimise(o Optimiser, loss *graph.Tensor, params ...*graph.Tensor) {
	o.Update(params, loss.Graph().Gradients(loss, params...))
}

// loaded loads an element of a gradient.
func loaded(k *graph.Kernel, d *graph.Tensor, at ...graph.Index) body.Value { return k.Load(d, at...) }

// clip scales gradients down where their norm is too great.
type clip struct{ factor *graph.Tensor }

// newClip returns min(1, most / (norm + 1e-6)), as PyTorch's clip_grad_norm_ defines it, where norm is the square root of the sum of
// the squares of all elements of all gradients; nothing if most is 0. A NaN stays one.
func newClip(most float32, gradients []*graph.Tensor) clip {
	if most == 0 {
		return clip{}
	}
	g := gradients[0].Graph()
	squares := make([]*graph.Tensor, len(gradients))
	for i, d := range gradients {
		squares[i] = graph.SumOfSquares(d.Name(), d)
	}
	total := graph.Add("gradients", squares...)
	k := g.Kernel("clip", "gradients")
	norm := k.Load(total).Sqrt()
	return clip{k.Store(k.F(1).Min(k.F(most).Div(norm.Add(k.F(1e-6)))))}
}

// load loads an element of a gradient, clipped.
func (c clip) load(k *graph.Kernel, d *graph.Tensor, at ...graph.Index) body.Value {
	v := k.Load(d, at...)
	if c.factor != nil {
		v = v.Mul(k.Load(c.factor))
	}
	return v
}
