package nn

import (
	"math"

	"refute/trainer/body"
	"refute/trainer/graph"
)

// Attention returns scaled dot-product attention of several heads (A. Vaswani et al., "Attention is all you need", 2017): queries q, keys k and values v are
// (B, T, H, D), of B sequences of T places and H heads, and so is y:
//
//	x[b,h,s,t] = Σ_d k[b,s,h,d]·q[b,t,h,d]        m = max_s x        e = exp((x - m)/√D)        z = Σ_s e
//	y[b,t,h,d] = Σ_s e[b,h,s,t]·v[b,s,h,d] / z[b,h,t]
//
// The places t that see are innermost, so that maxima and sums over s are worked on side by side.
//
// Causal: place t sees the places s ≤ t only. Beyond, e is 0, and maxima leave them out. The weights e/z are not made: y is divided instead, and in the
// gradient dy, which are smaller by a factor T/D. With u = dy/z,
//
//	dv = Σ_t e·u        dx = e·(Σ_d u·v - Σ_d u·y)/√D        dq = Σ_s dx·k        dk = Σ_t dx·q
//
// Dropout, the probability with which a weight is set to 0, multiplies e by a mask after z is taken.
func Attention(name string, q, k, v *graph.Tensor, causal bool, dropout float32) *graph.Tensor {
	g := q.Graph()
	b, t, h, d, s := q.Dim(0), q.Dim(1), q.Dim(2), q.Dim(3), k.Dim(1)
	scale := float32(1 / math.Sqrt(float64(d)))
	scores := []int{b, h, s, t}

	x := graph.Einsum("scores", name, "bshd,bthd->bhst", k, q)
	m := g.MaxOf("max", name, scores, []int{2}, func(r *graph.Term) body.Value {
		most := graph.Greater(r.Acc(), r.X(x, r.At...))
		if causal {
			most = body.Select(r.Value(r.At[2]).Le(r.Value(r.At[3])), most, r.Acc())
		}
		return most
	})
	n := g.Kernel("exp", name)
	at := n.Outs(scores...)
	weight := body.ExpNeg(n.Load(m, at[0], at[1], at[3]).Sub(n.Load(x, at...)).Mul(n.F(scale)))
	if causal {
		weight = body.Select(n.Value(at[2]).Le(n.Value(at[3])), weight, n.F(0))
	}
	e := n.Store(weight)
	z := graph.Sum(name, e, 2)
	kept := e
	if dropout > 0 {
		kept = masked(name, e, dropoutMask(g, name, e.Len(), dropout).Reshape(scores...))
	}
	sum := graph.Einsum("values", name, "bhst,bshd->bthd", kept, v)
	divided := func(name string, y *graph.Tensor) *graph.Tensor {
		n := g.Kernel("divide", name)
		at := n.Outs(b, t, h, d)
		return n.Store(n.Load(y, at...).Div(n.Load(z, at[0], at[2], at[1])))
	}
	y := divided(name, sum)

	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		u := divided(y.Gradient(), dy)
		same := g.SumOf("product", y.Gradient(), []int{b, t, h, d}, []int{3}, func(r *graph.Term) body.Value {
			return r.X(u, r.At...).FMA(r.X(y, r.At...), r.Acc())
		})
		same = graph.Copy(y.Gradient(), same.Transpose(0, 2, 1)) // small, and read by each s
		dp := graph.Einsum("weights", y.Gradient(), "bshd,bthd->bhst", v, u)
		dv := graph.Einsum("values", v.Gradient(), "bhst,bthd->bshd", kept, u)
		n := g.Kernel("softmax", x.Gradient())
		at := n.Outs(scores...)
		p, row := n.Load(dp, at...), n.Load(same, at[0], at[1], at[3])
		if dropout > 0 {
			p = n.Load(kept, at...).Mul(p).Sub(n.Load(e, at...).Mul(row))
		} else {
			p = n.Load(e, at...).Mul(p.Sub(row))
		}
		p = p.Mul(n.F(scale))
		if causal { // e is 0 beyond: said once more, for executors that then need not look
			p = body.Select(n.Value(at[2]).Le(n.Value(at[3])), p, n.F(0))
		}
		dx := n.Store(p)
		dq := graph.Einsum("scores", q.Gradient(), "bhst,bshd->bthd", dx, k)
		dk := graph.Einsum("scores", k.Gradient(), "bhst,bthd->bshd", dx, q)
		return []*graph.Tensor{dq, dk, dv}
	}, q, k, v)
	return y
}
