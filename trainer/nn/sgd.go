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
	Clip     float32 // greatest norm of all gradients together; 0: any
}

// Update updates the parameters by their gradients. A parameter W has its momentum in the state tensor "momentum of W".
func (o SGD) Update(params, gradients []*graph.Tensor) {
	clip := newClip(o.Clip, gradients)
	for i, d := range gradients {
		g := params[i].Graph()
		p := params[i]
		v, load := d, clip.load
		if o.Decay != 0 {
			k := g.Kernel("decay", p.Gradient())
			at := k.Outs(p.Shape()...)
			v, load = k.Store(k.Load(p, at...).FMA(k.F(o.Decay), load(k, d, at...))), loaded
		}
		if o.Momentum != 0 {
			old := g.Param("momentum of "+p.Name(), graph.Zeros(), p.Shape()...)
			k := g.Kernel("momentum", p.Name())
			at := k.Outs(p.Shape()...)
			v, load = k.Store(k.Load(old, at...).FMA(k.F(o.Momentum), load(k, v, at...))), loaded
			g.Update(old, v)
		}
		k := g.Kernel("update", p.Name())
		at := k.Outs(p.Shape()...)
		g.Update(p, k.Store(o.Rate(k).Neg().FMA(load(k, v, at...), k.Load(p, at...))))
	}
}
