package nn

import (
	"refute/trainer/body"
	"refute/trainer/graph"
)

// Adam is the optimiser of D. P. Kingma and J. L. Ba ("Adam: a method for stochastic optimization", 2015), with d the gradient plus
// L2·p; with Decay it is AdamW (I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", 2019). At update t:
//
//	m ← Beta1·m + (1-Beta1)·d        v ← Beta2·v + (1-Beta2)·d²
//	p ← (1 - Rate·Decay)·p - Rate/(1-Beta1^t) · m / (√v/√(1-Beta2^t) + Epsilon)
//
// What is the same for all elements is computed once an update, in kernels of a few elements.
type Adam struct {
	Rate         Rate
	Beta1, Beta2 float64 // from 0 to below 1
	Epsilon      float32
	L2           float32 // weight decay as a part of the gradient; 0: none
	Decay        float32 // weight decay apart from it, of parameters of two dimensions and more; 0: none
	Clip         float32 // greatest norm of all gradients together; 0: any
}

// Update updates the parameters by their gradients. A parameter W has its moments in the state tensors "first moment of W" and "second
// moment of W"; the betas' powers are in the state tensor "powers of beta".
func (o Adam) Update(params, gradients []*graph.Tensor) {
	clip := newClip(o.Clip, gradients)
	numbers := o.numbers(params[0].Graph())
	for i, d := range gradients {
		p, load := params[i], clip.load
		g := p.Graph()
		if o.L2 != 0 {
			k := g.Kernel("decay", p.Gradient())
			at := k.Outs(p.Shape()...)
			d, load = k.Store(k.Load(p, at...).FMA(k.F(o.L2), load(k, d, at...))), loaded
		}
		moment := func(name string, beta float64, of func(d body.Value) body.Value) *graph.Tensor {
			old := g.Param(name+" of "+p.Name(), graph.Zeros(), p.Shape()...)
			k := g.Kernel(name, p.Name())
			at := k.Outs(p.Shape()...)
			m := k.Store(k.F(float32(1-beta)).FMA(of(load(k, d, at...)), k.Load(old, at...).Mul(k.F(float32(beta)))))
			g.Update(old, m)
			return m
		}
		m := moment("first moment", o.Beta1, func(d body.Value) body.Value { return d })
		v := moment("second moment", o.Beta2, func(d body.Value) body.Value { return d.Mul(d) })
		k := g.Kernel("update", p.Name())
		at := k.Outs(p.Shape()...)
		rate, scale, keep := k.Load(numbers, graph.At(0)), k.Load(numbers, graph.At(1)), k.Load(numbers, graph.At(2))
		old := k.Load(p, at...)
		if o.Decay != 0 && p.Rank() > 1 {
			old = old.Mul(keep)
		}
		root := k.Load(v, at...).Sqrt().FMA(scale, k.F(o.Epsilon))
		g.Update(p, k.Store(rate.Neg().FMA(k.Load(m, at...).Div(root), old)))
	}
}

// numbers returns Rate/(1-Beta1^t), 1/√(1-Beta2^t) and 1 - Rate·Decay.
//
// A power β^t is a state tensor that is multiplied once an update. It is a sum of two f32, high + low, as β itself is here: the
// difference 1 - β^t is small at first, and would keep few digits of a single one.
func (o Adam) numbers(g *graph.Graph) *graph.Tensor {
	state := g.Param("powers of beta", func(k *graph.Kernel, e graph.Index, _ int) body.Value { // (beta 1 or 2, high or low)
		return k.Value(e).And(k.U(1)).Xor(k.U(1)).FromU32() // 1 + 0
	}, 2, 2)
	k := g.Kernel("power", "beta")
	i, part := k.Out(2), k.Out(2)
	beta := func(of func(b float64) float32) body.Value {
		return body.Select(k.Value(i).Eq(k.U(0)), k.F(of(o.Beta1)), k.F(of(o.Beta2)))
	}
	high := beta(func(b float64) float32 { return float32(b) })
	low := beta(func(b float64) float32 { return float32(b - float64(float32(b))) })
	h, l := k.Load(state, i, graph.At(0)), k.Load(state, i, graph.At(1))
	product := h.Mul(high)
	rest := h.FMA(low, l.FMA(high, h.FMA(high, product.Neg()))) // the product's rounding error is an f32, exactly
	sum := product.Add(rest)
	powers := k.Store(body.Select(k.Value(part).Eq(k.U(0)), sum, rest.Sub(sum.Sub(product))))
	g.Update(state, powers)

	k = g.Kernel("numbers", "adam")
	which := k.Value(k.Out(3))
	missing := func(beta int) body.Value { // 1 - β^t
		return k.F(1).Sub(k.Load(powers, graph.At(beta), graph.At(0))).Sub(k.Load(powers, graph.At(beta), graph.At(1)))
	}
	rate := o.Rate(k)
	return k.Store(body.Select(which.Eq(k.U(0)), rate.Div(missing(0)),
		body.Select(which.Eq(k.U(1)), body.Rsqrt(missing(1)), rate.Neg().FMA(k.F(o.Decay), k.F(1)))))
}
