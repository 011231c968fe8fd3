package nn

import (
	"refute/trainer/body"
	"refute/trainer/graph"
)

// NormEpsilon is added to a variance or a mean square, as PyTorch does by default.
const NormEpsilon = 1e-5

// LayerNorm returns each row of x (N, D), brought to mean 0 and variance 1, times gain plus bias, both (D) (J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer
// normalization", 2016):
//
//	μ = Σ x/D     r = 1/√(Σ (x-μ)²/D + ε)     x̂ = (x-μ)·r     y = x̂·gain + bias
//	dx = r·(g - Σg/D - x̂·Σ(g·x̂)/D)           g = dy·gain
func LayerNorm(name string, x, gain, bias *graph.Tensor) *graph.Tensor {
	g, n, d := x.Graph(), x.Dim(0), x.Dim(1)
	shape, rows, columns := []int{n, d}, []int{1}, []int{0}
	share := 1 / float32(d)

	sum := g.SumOf("sum", name, shape, rows, func(r *graph.Term) body.Value { return r.Acc().Add(r.X(x, r.At...)) })
	// centre is x - μ, which is cheaper to compute again than to store.
	centre := func(k *graph.Term, i, j graph.Index) body.Value {
		return k.X(x, i, j).Sub(k.X(sum, i).Mul(k.F(share)))
	}
	variance := g.SumOf("sum of squares", name, shape, rows, func(r *graph.Term) body.Value {
		c := centre(r, r.At[0], r.At[1])
		return c.FMA(c, r.Acc())
	})
	scale := reciprocalRoot(name, variance, share)
	normal := func(k *graph.Term, i, j graph.Index) body.Value { return centre(k, i, j).Mul(k.X(scale, i)) }

	k := &graph.Term{Kernel: g.Kernel("layer norm", name)}
	i, j := k.Out(n), k.Out(d)
	y := k.Store(normal(k, i, j).FMA(k.X(gain, j), k.X(bias, j)))

	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		part := func(k *graph.Term, i, j graph.Index) body.Value { return k.X(dy, i, j).Mul(k.X(gain, j)) }
		first := g.SumOf("sum", x.Gradient(), shape, rows, func(r *graph.Term) body.Value {
			return r.Acc().Add(part(r, r.At[0], r.At[1]))
		})
		second := g.SumOf("product", x.Gradient(), shape, rows, func(r *graph.Term) body.Value {
			return part(r, r.At[0], r.At[1]).FMA(normal(r, r.At[0], r.At[1]), r.Acc())
		})
		k := &graph.Term{Kernel: g.Kernel("layer norm", x.Gradient())}
		i, j := k.Out(n), k.Out(d)
		v := part(k, i, j).Sub(k.X(first, i).Mul(k.F(share)))
		v = normal(k, i, j).Neg().FMA(k.X(second, i).Mul(k.F(share)), v)
		dx := k.Store(v.Mul(k.X(scale, i)))
		dgain := g.SumOf("layer norm", gain.Gradient(), shape, columns, func(r *graph.Term) body.Value {
			return r.X(dy, r.At...).FMA(normal(r, r.At[0], r.At[1]), r.Acc())
		})
		return []*graph.Tensor{dx, dgain, graph.Sum(bias.Gradient(), dy, 0)}
	}, x, gain, bias)
	return y
}

// RMSNorm returns each row of x (N, D), brought to mean square 1, times gain (D) (B. Zhang, R. Sennrich, "Root mean square layer normalization", 2019):
//
//	r = 1/√(Σ x²/D + ε)     y = x·r·gain     dx = r·(g - x·r·Σ(g·x·r)/D)     g = dy·gain
func RMSNorm(name string, x, gain *graph.Tensor) *graph.Tensor {
	g, n, d := x.Graph(), x.Dim(0), x.Dim(1)
	shape, rows, columns := []int{n, d}, []int{1}, []int{0}
	share := 1 / float32(d)

	squares := g.SumOf("sum of squares", name, shape, rows, func(r *graph.Term) body.Value {
		v := r.X(x, r.At...)
		return v.FMA(v, r.Acc())
	})
	scale := reciprocalRoot(name, squares, share)
	normal := func(k *graph.Term, i, j graph.Index) body.Value { return k.X(x, i, j).Mul(k.X(scale, i)) }

	k := &graph.Term{Kernel: g.Kernel("rms norm", name)}
	i, j := k.Out(n), k.Out(d)
	y := k.Store(normal(k, i, j).Mul(k.X(gain, j)))

	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		part := func(k *graph.Term, i, j graph.Index) body.Value { return k.X(dy, i, j).Mul(k.X(gain, j)) }
		sum := g.SumOf("product", x.Gradient(), shape, rows, func(r *graph.Term) body.Value {
			return part(r, r.At[0], r.At[1]).FMA(normal(r, r.At[0], r.At[1]), r.Acc())
		})
		k := &graph.Term{Kernel: g.Kernel("rms norm", x.Gradient())}
		i, j := k.Out(n), k.Out(d)
		v := normal(k, i, j).Neg().FMA(k.X(sum, i).Mul(k.F(share)), part(k, i, j))
		dx := k.Store(v.Mul(k.X(scale, i)))
		dgain := g.SumOf("rms norm", gain.Gradient(), shape, columns, func(r *graph.Term) body.Value {
			return r.X(dy, r.At...).FMA(normal(r, r.At[0], r.At[1]), r.Acc())
		})
		return []*graph.Tensor{dx, dgain}
	}, x, gain)
	return y
}

// reciprocalRoot returns 1/√(share·x + ε) of a vector.
func reciprocalRoot(name string, x *graph.Tensor, share float32) *graph.Tensor {
	k := x.Graph().Kernel("reciprocal root", name)
	return k.Store(body.Rsqrt(k.Load(x, k.Out(x.Dim(0))).FMA(k.F(share), k.F(NormEpsilon))))
}
