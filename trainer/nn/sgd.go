package nn

import "refute/trainer/graph"

// SGD is stochastic gradient descent with momentum:
//
//	v ← Momentum·v + (∂loss/∂p + Decay·p)        p ← p - Rate·v
//
// each an fma: one rounding.
type SGD struct {
	Rate     Rate
	Momentum float32 // 0: none, and no state for it
	Decay    float32 // weight decay; 0: none
}

// Minimise updates the parameters by the gradients of loss. A parameter W has its momentum in the state tensor "momentum of W".
func (o SGD) Minimise(loss *graph.Tensor, params ...*graph.Tensor) {
	o.Update(params, loss.Graph().Gradients(loss, params...))
}

// Update updates the parameters by gradients that may have been changed on the way, clipped for instance.
func (o SGD) Update(params, gradients []*graph.Tensor) {
	for i, d := range gradients {
		g := params[i].Graph()
		p := params[i]
		v := d
		if o.Decay != 0 {
			k := g.Kernel("decay", p.Gradient())
			at := k.Outs(p.Shape()...)
			v = k.Store(k.Load(p, at...).FMA(k.F(o.Decay), k.Load(d, at...)))
		}
		if o.Momentum != 0 {
			old := g.Param("momentum of "+p.Name(), graph.Zeros(), p.Shape()...)
			k := g.Kernel("momentum", p.Name())
			at := k.Outs(p.Shape()...)
			v = k.Store(k.Load(old, at...).FMA(k.F(o.Momentum), k.Load(v, at...)))
			g.Update(old, v)
		}
		k := g.Kernel("update", p.Name())
		at := k.Outs(p.Shape()...)
		g.Update(p, k.Store(o.Rate(k).Neg().FMA(k.Load(v, at...), k.Load(p, at...))))
	}
}
