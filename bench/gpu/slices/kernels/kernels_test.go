// Package kernels has the product of docs/integer-profile.md, for two slices and all four products, in the kernels of docs/program.md as they are: its
// sums are of type u32, and their order does not matter.
package kernels

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"refute/trainer"
	"refute/trainer/body"
	"refute/trainer/graph"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

const limit = 127 * 257 // the greatest integer whose two digits fit 8 bits

// integers makes of x (rows×k) the powers 2^-E of its rows and its integers, as u32 words in two's complement.
func integers(name string, x *graph.Tensor) (scale, q *graph.Tensor) {
	g, rows, n := x.Graph(), x.Dim(0), x.Dim(1)
	k := g.Kernel("greatest magnitude", name)
	i, r := k.Out(rows), k.Fold(n)
	most := k.Store(k.Load(x, i, r).Abs().Max(k.Acc()))

	k = g.Kernel("scale", name)
	i = k.Out(rows)
	m := k.Load(most, i)
	// m is f·2^(e-126), with e its exponent's bits and 1/2 ≤ f < 1: 2^15·2^(126-e), or half of that where m would be rounded beyond the limit.
	s := k.U(127 + 15 + 126).Sub(m.Bits().Shr(k.U(23))).Shl(k.U(23)).Float()
	tooBig := k.U(limit).Lt(rounded(k, m, s))
	s = body.Select(tooBig, s.Mul(k.F(0.5)), s)
	scale = k.Store(body.Select(m.Eq(k.F(0)), k.F(1), s))

	k = g.KernelU32("integers", name)
	i, j := k.Out(rows), k.Out(n)
	q = k.Store(rounded(k, k.Load(x, i, j), k.Load(scale, i)))
	return scale, q
}

// rounded is x·s to the nearest integer, ties to even, for |x·s| < 2^22: where 1.5·2^23 is added, one place of the sum is 1.
func rounded(k *graph.Kernel, x, s body.Value) body.Value {
	const magic = 3 << 22
	return x.FMA(s, k.F(magic)).Bits().Sub(k.U(math.Float32bits(magic)))
}

// digits are q = 256·high + low, both from -128 to 127.
func digits(k *graph.Kernel, q body.Value) (high, low body.Value) {
	high = q.Add(k.U(128)).Sar(k.U(8))
	return high, q.Sub(high.Shl(k.U(8)))
}

// product returns x·yᵀ of x (m×n) and y (o×n).
func product(x, y *graph.Tensor) *graph.Tensor {
	g, m, o, n := x.Graph(), x.Dim(0), y.Dim(0), x.Dim(1)
	sx, qx := integers("x", x)
	sy, qy := integers("y", y)
	sum := func(name string, term func(h, l, h2, l2 body.Value) body.Value) *graph.Tensor {
		k := g.KernelU32("sum of products", name)
		i, j, r := k.Out(m), k.Out(o), k.Fold(n)
		h, l := digits(k, k.Load(qx, i, r))
		h2, l2 := digits(k, k.Load(qy, j, r))
		return k.Store(k.Acc().Add(term(h, l, h2, l2)))
	}
	high := sum("weight 2^16", func(h, _, h2, _ body.Value) body.Value { return h.Mul(h2) })
	middle := sum("weight 2^8", func(h, l, h2, l2 body.Value) body.Value { return h.Mul(l2).Add(l.Mul(h2)) })
	low := sum("weight 1", func(_, l, _, l2 body.Value) body.Value { return l.Mul(l2) })

	k := g.Kernel("combination", "product")
	i, j := k.Out(m), k.Out(o)
	a, b, c := k.Load(high, i, j), k.Load(middle, i, j), k.Load(low, i, j)
	mask := k.U(255)
	b = b.Add(c.Sar(k.U(8)))
	a = a.Add(b.Sar(k.U(8)))
	// a·2^16 + (b mod 256)·2^8 + c mod 256 is top·2^24 + rest: both are numbers of binary32, so that one fma rounds once.
	top := a.Sar(k.U(8)).FromI32()
	rest := a.And(mask).Shl(k.U(16)).Or(b.And(mask).Shl(k.U(8))).Or(c.And(mask)).FromU32()
	inverse := func(s body.Value) body.Value { return k.U(254 << 23).Sub(s.Bits()).Float() }
	return k.Store(top.FMA(k.F(1<<24), rest).Mul(inverse(k.Load(sx, i))).Mul(inverse(k.Load(sy, j))))
}

// want is the product by its definition, in 64-bit integers, the terms from the last to the first.
func want(x, y []float32, m, o, n int) []float32 {
	integers := func(x []float32, rows int) (q []int64, e []int) {
		for i := range rows {
			row := x[i*n : i*n+n]
			var most float64
			for _, v := range row {
				most = max(most, math.Abs(float64(v)))
			}
			_, exp := math.Frexp(most)
			exp -= 15
			if math.RoundToEven(math.Ldexp(most, -exp)) > limit {
				exp++
			}
			if most == 0 {
				exp = 0
			}
			for _, v := range row {
				q = append(q, int64(math.RoundToEven(math.Ldexp(float64(v), -exp))))
			}
			e = append(e, exp)
		}
		return q, e
	}
	qx, ex := integers(x, m)
	qy, ey := integers(y, o)
	var out []float32
	for i := range m {
		for j := range o {
			var sum int64
			for r := n - 1; r >= 0; r-- {
				sum += qx[i*n+r] * qy[j*n+r]
			}
			out = append(out, float32(math.Ldexp(float64(float32(sum)), ex[i]+ey[j])))
		}
	}
	return out
}

func TestProduct(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, d := range [][3]int{{1, 1, 1}, {3, 2, 5}, {4, 5, 300}, {2, 3, 3072}} {
		m, o, n := d[0], d[1], d[2]
		draw := func(rows int) []float32 {
			x := make([]float32, rows*n)
			for i := range x {
				x[i] = float32(rng.NormFloat64() * math.Exp(2*rng.NormFloat64()))
			}
			if rows > 2 {
				clear(x[n : 2*n])                   // zeros
				x[2*n] = math.Nextafter32(1<<20, 0) // would be rounded beyond the limit
			}
			return x
		}
		x, y := draw(m), draw(o)
		g := graph.New()
		g.Output("product", product(g.Param("x", graph.Zeros(), m, n), g.Param("y", graph.Zeros(), o, n)))
		p, err := g.Program()
		if err != nil {
			t.Fatal(err)
		}
		ref, err := reference.New(p, []tensor.Tensor{tensor.New(tensor.U32, 2)})
		if err != nil {
			t.Fatal(err)
		}
		var got tensor.Tensor
		state := []tensor.Tensor{tensor.FromF32(x), tensor.FromF32(y)}
		err = ref.Step(context.Background(), trainer.NewState(p), state, 1, func(k int, out tensor.Tensor) error {
			if k == p.Outputs[0].Kernel {
				got = out.Clone()
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range want(x, y, m, o, n) {
			if got.Words[i] != math.Float32bits(w) {
				t.Errorf("%v: element %d is %v, want %v", d, i, math.Float32frombits(got.Words[i]), w)
			}
		}
		if n == 3072 {
			for i := range p.Kernels {
				k := &p.Kernels[i]
				t.Logf("%s: windows of %d terms, at most %d gas, %d a term more", k.Name, k.Window, k.Gas(k.Window), perTerm(k))
			}
		}
	}
}

// perTerm returns by how much a term makes a verdict dearer, by the measured table, without the leaves that it opens.
func perTerm(k *program.Kernel) int64 {
	gas := program.Cost.Term
	for range k.Operands {
		gas += program.Cost.Load
	}
	for _, in := range k.Body {
		gas += program.Cost.Instr[in.Op]
	}
	return gas
}
