package lower

import (
	"math/bits"

	"refute/trainer/cuda/ptx"
)

// divide writes the quotient and the remainder of a register below 2^31 by a number from 1 to 2^31; either register may be "". A card divides by
// approximation, and its compiler leaves a division by a constant as it is: a product with 2^(31+l)/d, rounded up, l = ⌈log2 d⌉, is exact here, as its error of
// less than x·d/2^(31+l) · 1/d stays below 1/d (T. Granlund, P. L. Montgomery, "Division by invariant integers using multiplication", 1994).
func divide(e *ptx.Entry, quotient, remainder, x ptx.Reg, d int64) {
	if d&(d-1) == 0 {
		if remainder != "" {
			// First: the quotient's register may be x's.
			e.Op("and.b32", remainder, x, uint32(d-1))
		}
		if quotient != "" {
			e.Op("shr.u32", quotient, x, bits.TrailingZeros64(uint64(d)))
		}
		return
	}
	l := bits.Len64(uint64(d))
	q := e.U32()
	e.Op("mul.hi.u32", q, x, uint32(uint64(1)<<(31+l)/uint64(d)+1))
	e.Op("shr.u32", q, q, l-1)
	if remainder != "" {
		t := e.U32()
		e.Op("mul.lo.u32", t, q, uint32(d))
		e.Op("sub.u32", remainder, x, t)
	}
	if quotient != "" {
		e.Op("mov.u32", quotient, q)
	}
}

// divideAny is divide for any register. The multiplier may have 33 bits, of which the highest is added apart.
func divideAny(e *ptx.Entry, quotient, remainder, x ptx.Reg, d uint32) {
	if d&(d-1) == 0 {
		divide(e, quotient, remainder, x, int64(d))
		return
	}
	l := bits.Len32(d)
	t, q := e.U32(), e.U32()
	e.Op("mul.hi.u32", t, x, uint32((uint64(1)<<32*(uint64(1)<<l-uint64(d)))/uint64(d)+1))
	e.Op("sub.u32", q, x, t)
	e.Op("shr.u32", q, q, 1)
	e.Op("add.u32", q, q, t)
	e.Op("shr.u32", q, q, l-1)
	if remainder != "" {
		m := e.U32()
		e.Op("mul.lo.u32", m, q, d)
		e.Op("sub.u32", remainder, x, m)
	}
	if quotient != "" {
		e.Op("mov.u32", quotient, q)
	}
}
