package body

import "math"

// Log returns the natural logarithm: -Inf of 0 and -0, NaN of negative numbers, Inf of Inf.
func Log(x Value) Value {
	b := x.builder()
	one, inf := b.F(1), b.F(float32(math.Inf(1)))
	// A subnormal is brought into the normal range, and its exponent set right afterwards.
	small := x.Lt(b.F(0x1p-126))
	l := logNormal(Select(small, x.Mul(b.F(0x1p23)), x), func(e Value) Value { return e.Sub(small.Mul(b.U(23 << 23))) })
	// All of 0, negative numbers, Inf and NaN have bits outside [1, 0x7f7fffff]; (sqrt(x) - 1)·Inf is what they give.
	ordinary := x.Bits().Sub(b.U(1)).Lt(b.U(0x7f7fffff))
	return Select(ordinary, l, x.Sqrt().Sub(one).Mul(inf))
}

// ln2Hi has 9 bits, so that its products with the exponents of binary32 are exact. Both parts are used times 2^-23, on
// an exponent that is still in its field.
const (
	ln2Hi = float32(0x1.62p-1)
	ln2Lo = float32(math.Ln2 - float64(ln2Hi))
)

// logNormal returns log(x) of a positive normal x. adjust may change the exponent, given as n·2^23 in two's complement.
//
// x = 2^n·m with m in [sqrt(1/2), sqrt(2)), f = m - 1 is exact, and log(x) = n·ln 2 + f - f^2/2 + f^3·P(f). The leading
// n·ln2Hi + f is summed with its rounding error kept, so that the result is rounded once at its size, and not twice.
func logNormal(x Value, adjust func(exponent Value) Value) Value {
	b := x.builder()
	xb := x.Bits()
	e := xb.Sub(b.U(0x3f3504f3)).And(b.U(0xff800000))
	f := xb.Sub(e).Float().Sub(b.F(1))
	n := adjust(e).FromI32()
	lead := n.FMA(b.F(ln2Hi*0x1p-23), f)
	lost := f.Sub(n.FMA(b.F(-ln2Hi*0x1p-23), lead))
	t := horner(f, append([]float32{-0.5}, logPoly...))
	return lead.Add(n.FMA(b.F(ln2Lo*0x1p-23), f.Mul(f).FMA(t, lost)))
}
