package body

import "math"

// round is 1.5·2^23: a sum with it has its last bit at 1, so it is rounded to an integer, which is then in its low bits.
const round = 12582912

const log2e = float32(math.Log2E)

// ln2Short has 15 bits, so that its products with the 9-bit integers here are exact; ln2Rest is what is missing.
const (
	ln2Short = float32(0x1.62e4p-1)
	ln2Rest  = float32(math.Ln2 - float64(ln2Short))
)

// horner returns (…(c[n-1]·x + c[n-2])·x + …)·x + c[0], one fma a coefficient.
func horner(x Value, c []float32) Value {
	b := x.builder()
	p := b.F(c[len(c)-1])
	for i := len(c) - 2; i >= 0; i-- {
		p = p.FMA(x, b.F(c[i]))
	}
	return p
}

// Exp returns e^x. e^-Inf is 0, e^Inf is Inf, and so is what overflows; results underflow gradually.
//
// With n the integer nearest to x·log2(e) and r = x - n·ln 2, e^x = 2^n·e^r, |r| <= ln 2 / 2; e^r is a polynomial of degree 6.
func Exp(x Value) Value {
	b := x.builder()
	x = b.F(89).Min(x) // e^89 is infinite, e^-104 is 0: beyond, n would leave its bits
	x = b.F(-104).Max(x)
	k, p := reduce(x, 1, 254)
	// 2^n in two factors, since n goes from -150 to 128: n + 254 is halved into two biased exponents. Only the last product
	// rounds, and only where the result is subnormal.
	half := k.Shr(b.U(1))
	scale := func(e Value) Value { return e.Shl(b.U(23)).Float() }
	return p.Mul(scale(half)).Mul(scale(k.Sub(half)))
}

// ExpNeg returns e^-a for a >= -64, a NaN, or Inf, in fewer instructions than Exp. It is what a softmax needs, with a = max - x.
func ExpNeg(a Value) Value {
	b := a.builder()
	k, p := reduce(b.F(104).Min(a), -1, 24+127)
	// 2^n as 2^(n+24)·2^-24: the first is normal for n >= -150, and again only the last product rounds.
	return p.Mul(k.Shl(b.U(23)).Float()).Mul(b.F(0x1p-24))
}

// reduce returns, for e^(sign·x) = 2^n·p, a u32 of which the low 9 bits are n + bias, and p; sign is 1 or -1.
func reduce(x Value, sign, bias float32) (k, p Value) {
	b := x.builder()
	magic := b.F(round + bias)
	kf := x.FMA(b.F(sign*log2e), magic)
	n := kf.Sub(magic)
	r := n.FMA(b.F(-sign*ln2Short), x) // exact; it has the sign of x, not of sign·x
	r = n.FMA(b.F(-sign*ln2Rest), r)
	return kf.Bits(), horner(r, alternate(sign, append([]float32{1, 1}, expPoly...)))
}

// alternate returns the coefficients of the polynomial of sign·x.
func alternate(sign float32, c []float32) []float32 {
	out := make([]float32, len(c))
	for i, w := 0, float32(1); i < len(c); i, w = i+1, w*sign {
		out[i] = c[i] * w
	}
	return out
}

// Sigmoid returns 1 / (1 + e^-x). It underflows gradually to 0 and is never above 1.
//
// With e = e^-|x| it is 1/(1+e), or q = e/(1+e) for negative x, where nothing overflows or cancels; a small q is better as e - e·q,
// which is free of the rounding of the sum.
func Sigmoid(x Value) Value {
	b := x.builder()
	e := ExpNeg(x.Abs())
	q := Select(x.Lt(b.F(0)), e, b.F(1)).Div(e.Add(b.F(1)))
	return Select(q.Lt(b.F(0.25)), e.Neg().FMA(q, e), q)
}

// withSign returns v, which is not negative, with the sign of x.
func withSign(v, x Value) Value {
	return v.Bits().Or(x.Bits().And(v.builder().U(1 << 31))).Float()
}

// Tanh returns the hyperbolic tangent. It is odd and keeps -0.
//
// With h = (e^(2|x|) - 1)/2 it is q = h / (h + 1), and also h - h·q, which for small h is free of the rounding of the sum.
func Tanh(x Value) Value {
	b := x.builder()
	h := expm1(b.F(10).Min(x.Abs()))
	q := h.Div(h.Add(b.F(1)))
	return withSign(Select(q.Lt(b.F(0.25)), h.Neg().FMA(q, h), q), x)
}

// expm1 returns (e^(2x) - 1) / 2 for x in [0, 40] or NaN.
//
// e^2x - 1 = 2^n·(e^2r - 1) + (2^n - 1), and (e^2r - 1)/2 = r + r^2·P(r): for small x the result is the polynomial's alone, so
// its relative error is small. The part of ln 2 beyond binary32 is left out: n times 1e-9 is of no influence on Tanh.
func expm1(x Value) Value {
	b := x.builder()
	magic := b.F(round + 127) // the low 8 bits are the biased exponent
	k := x.FMA(b.F(2*log2e), magic)
	r := k.Sub(magic).FMA(b.F(-math.Ln2/2), x)
	c := make([]float32, len(expm1Poly))
	for i, w := 0, float32(2); i < len(c); i, w = i+1, w*2 {
		c[i] = expm1Poly[i] * w // the polynomial of 2r; the factors are powers of two, so exact
	}
	p := r.Mul(r).FMA(horner(r, c), r)
	s := k.Bits().Shl(b.U(23)).Float()
	return s.FMA(p, s.FMA(b.F(0.5), b.F(-0.5)))
}

// erfEnd is where erf is 1 to all of binary32's digits; it begins to be at 3.92.
const erfEnd = 4

// Erf returns the error function 2/sqrt(pi) · integral of e^(-t^2) from 0 to x. It is odd and keeps -0.
//
// erf(x) = 1 - e^-g with g = -log(1 - erf(x)), a smooth function x·(1.13 + 0.64·x + …), for which one polynomial suffices: g is x plus
// x·P(x), so that the rounding of P matters little where x is small.
func Erf(x Value) Value {
	b := x.builder()
	a := b.F(erfEnd).Min(x.Abs())
	return withSign(oneMinusExp(a.FMA(horner(a, erfPoly), a)), x)
}

// oneMinusExp returns 1 - e^-g for g in [0, 80] or NaN. With g = n·ln 2 + r it is 2^-n·(1 - e^-r) + (1 - 2^-n), and
// 1 - e^-r = r - r^2·P(-r), as in expm1.
func oneMinusExp(g Value) Value {
	b := g.builder()
	magic := b.F(round + 127)
	k := g.FMA(b.F(-log2e), magic) // -n, and in its low 8 bits the biased exponent of 2^-n
	r := k.Sub(magic).FMA(b.F(math.Ln2), g)
	c := alternate(-1, expm1Poly)
	for i := range c {
		c[i] = -c[i]
	}
	p := r.Mul(r).FMA(horner(r, c), r)
	s := k.Bits().Shl(b.U(23)).Float()
	return s.FMA(p, b.F(1).Sub(s))
}
