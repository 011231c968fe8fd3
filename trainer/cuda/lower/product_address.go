package lower

import "refute/trainer/cuda/ptx"

// guard guards the next instruction, if by anything.
func (g *gemm) guard(p ptx.Reg) *ptx.Entry {
	if p == "" {
		return g.Entry
	}
	return g.If(p)
}

// memory returns the memory at an address plus bytes.
func (g *gemm) memory(base ptx.Reg, bytes int64) ptx.Text {
	if bytes == int64(int32(bytes)) {
		return ptx.At(base, bytes)
	}
	r := g.U64()
	g.Op("add.s64", r, base, bytes)
	return ptx.At(r, 0)
}

// both is a predicate that is true if both are, of which either may be none.
func (g *gemm) both(p, q ptx.Reg) ptx.Reg {
	if p == "" {
		return q
	}
	if q == "" {
		return p
	}
	r := g.Pred()
	g.Op("and.pred", r, p, q)
	return r
}

// and is a predicate that is true if p is, or none, and the comparison.
func (g *gemm) and(p ptx.Reg, op string, args ...any) ptx.Reg {
	q := g.Pred()
	g.Op(op, append([]any{q}, args...)...)
	return g.both(p, q)
}

// divide writes quotient and remainder by a constant.
func (g *gemm) divide(quotient, remainder, x ptx.Reg, by int) {
	divide(g.Entry, quotient, remainder, x, int64(by))
}

// digits takes an index apart into its iterators.
func (g *gemm) digits(x *index, r ptx.Reg) []ptx.Reg {
	d := make([]ptx.Reg, len(x.extents))
	for i := len(d) - 1; i > 0; i-- {
		q, m := g.U32(), g.U32()
		g.divide(q, m, r, int(x.extents[i]))
		d[i], r = m, q
	}
	if len(d) > 0 {
		d[0] = r
	}
	return d
}

// address adds a form of the iterators, in words, to an address.
func (g *gemm) address(r ptx.Reg, x *index, digits []ptx.Reg, form int) {
	for i, d := range digits {
		g.multiple(r, d, 4*x.strides[form][i])
	}
}

// multiple adds a multiple of an index to a 64-bit register.
func (g *gemm) multiple(r, d ptx.Reg, by int64) {
	switch {
	case by == 0:
	case by == int64(int32(by)):
		g.Op("mad.wide.s32", r, d, by, r)
	default:
		w := g.U64()
		g.Op("cvt.u64.u32", w, d)
		g.Op("mad.lo.s64", r, w, by, r)
	}
}

// value adds a form of the iterators to a 32-bit register.
func (g *gemm) value(r ptx.Reg, x *index, digits []ptx.Reg, form int) {
	for i, d := range digits {
		if s := x.strides[form][i]; s != 0 {
			g.Op("mad.lo.s32", r, d, s, r)
		}
	}
}
