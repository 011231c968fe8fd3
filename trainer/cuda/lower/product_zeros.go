package lower

import (
	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
)

// Half of the weights of causal attention are +0, as the program says. What is a product of those needs no terms where a tile's weights are all such:
//
//	fma(+0, x, acc) = acc, bit for bit, if x is finite, and acc is not -0
//
// acc begins with +0 and is -0 only if a tiny product was rounded to it. So where the zeros come first, a block looks whether the other factor is finite there
// and begins after them; where they come last, it looks at its sums too. If anything is otherwise, no term is left out.

// blanks says of which terms a factor's elements are known to be +0.
type blanks struct {
	factor int // 0 or 1: A or B
	last   bool
}

// findBlanks looks for a factor that is +0 in a triangle of the outer index and k.
func (p *contraction) findBlanks(prog *program.Program) {
	if p.kernel.Init != 0 || p.term < 0 || p.a.table() || p.b.table() {
		return
	}
	for i, f := range []*factor{&p.a, &p.b} {
		o := &p.kernel.Operands[f.operand]
		outer := []int{p.row, p.col}[i]
		if o.Space != program.InKernel || outer < 0 {
			continue
		}
		from := &prog.Kernels[o.Tensor]
		t, ok := zero(from)
		if !ok {
			continue
		}
		dims := iteratorsOf(p.kernel, o, from)
		if dims == nil {
			continue
		}
		switch a, b := dims[t.a], dims[t.b]; {
		case a == p.term && b == outer: // +0 but where k is at most the outer index
			p.blanks = &blanks{i, true}
		case a == outer && b == p.term:
			p.blanks = &blanks{i, false}
		default:
			continue
		}
		return
	}
}

// partly writes the sum of a product whose factor has zeros, with as few terms as are needed.
func (g *gemm) partly(m, n ptx.Reg) {
	t := &g.tile
	z := g.blanks
	total := int(g.k) / t.k
	g.clear()
	// The tile's first and last outer index of the factor.
	size, count := t.m(), g.m
	first := g.U32()
	if z.factor == 1 {
		size, count, m = t.n(), g.n, n
	}
	g.Op("mul.lo.u32", first, m, size)
	other := g.from[1-z.factor]
	pieces, done := g.U32(), g.Pred()
	g.writing, g.reading = g.U32(), g.U32()
	if z.last {
		g.Op("add.u32", pieces, first, size)
		g.Op("min.u32", pieces, pieces, count)
		g.Op("add.u32", pieces, pieces, t.k-1)
		whole := g.U32()
		g.divide(whole, g.U32(), pieces, t.k)
		g.Op("min.u32", pieces, whole, total)
		g.Op("setp.eq.u32", done, pieces, total)
	} else {
		skip := g.U32()
		g.divide(skip, g.U32(), first, t.k)
		g.Op("min.u32", skip, skip, total)
		bad := g.agree(other.worst(skip))
		g.Op("selp.u32", skip, 0, skip, bad)
		for _, c := range g.from {
			c.forward(skip)
		}
		g.Op("sub.u32", pieces, total, skip)
		none := g.NewLabel()
		p := g.Pred()
		g.Op("setp.eq.u32", p, pieces, 0)
		defer g.Place(none)
		g.If(p).Go(none)
	}
	again := g.NewLabel()
	g.Place(again)
	g.Op("mov.u32", g.writing, 0)
	g.Op("mov.u32", g.reading, 0)
	for s := range t.stages - 1 {
		more := g.Pred()
		g.Op("setp.gt.u32", more, pieces, s)
		g.issue(t.k, more)
		g.Op("cp.async.commit_group")
	}
	g.wait()
	g.fragments(0, 0)
	left, count32, top := g.U32(), g.U32(), g.NewLabel()
	g.Op("sub.u32", left, pieces, t.stages-1)
	g.Op("mov.u32", count32, 0)
	g.Place(top)
	more, next := g.Pred(), g.Pred()
	g.Op("setp.lt.s32", more, count32, left)
	g.piece(t.k, true, more)
	g.Op("add.u32", count32, count32, 1)
	g.Op("setp.lt.u32", next, count32, pieces)
	g.If(next).Op("bra", top)
	if !z.last {
		return
	}
	end := g.NewLabel()
	g.If(done).Go(end)
	g.Op("cp.async.wait_group", 0)
	// The addresses are as many pieces ahead as there are stages but one.
	back := g.U32()
	g.Op("mov.u32", back, t.stages-1)
	for _, c := range g.from {
		c.backward(back)
	}
	g.Op("sub.u32", pieces, total, pieces)
	worst := other.worst(pieces)
	for _, row := range g.acc {
		for _, r := range row {
			p, w := g.Pred(), g.U32()
			g.Op("mov.b32", w, r)
			g.Op("setp.eq.u32", p, w, uint32(1<<31))
			g.Op("selp.u32", worst, infinity, worst, p)
		}
	}
	bad := g.agree(worst)
	g.IfNot(bad).Go(end)
	g.Op("setp.eq.u32", done, g.tid, g.tid)
	g.Go(again)
	g.Place(end)
}

// infinity is the least word without a sign that is not finite.
const infinity = 0x7f800000

// agree returns whether any thread of the block has a word of at least infinity, the same to all.
func (g *gemm) agree(word ptx.Reg) ptx.Reg {
	flag, zero, one := g.U32(), g.U32(), g.U32()
	p, mine, any := g.Pred(), g.Pred(), g.Pred()
	g.Op("add.u32", flag, g.shared, g.stage*g.tile.stages)
	g.Op("mov.u32", zero, 0)
	g.Op("mov.u32", one, 1)
	g.Op("setp.eq.u32", p, g.tid, 0)
	g.Op("bar.sync", 0)
	g.If(p).Op("st.shared.u32", ptx.At(flag, 0), zero)
	g.Op("bar.sync", 0)
	g.Op("setp.ge.u32", mine, word, infinity)
	g.If(mine).Op("st.shared.u32", ptx.At(flag, 0), one)
	g.Op("bar.sync", 0)
	r := g.U32()
	g.Op("ld.shared.u32", r, ptx.At(flag, 0))
	g.Op("setp.ne.u32", any, r, 0)
	return any
}

// forward moves on by so many pieces; backward does the contrary.
func (c *gemmCopy) forward(pieces ptx.Reg)  { c.move(pieces, 1) }
func (c *gemmCopy) backward(pieces ptx.Reg) { c.move(pieces, -1) }

func (c *gemmCopy) move(pieces ptx.Reg, sign int64) {
	by := sign * 4 * c.f.inner.stride(0) * int64(c.tile.k)
	for _, r := range c.base {
		c.multiple(r, pieces, by)
	}
}

// worst returns the greatest word, without its sign, of the thread's elements of the next pieces.
func (c *gemmCopy) worst(pieces ptx.Reg) ptx.Reg {
	worst, count := c.U32(), c.U32()
	c.Op("mov.u32", worst, 0)
	c.Op("mov.u32", count, 0)
	at := make([]ptx.Reg, len(c.base))
	for i, r := range c.base {
		at[i] = c.U64()
		c.Op("mov.u64", at[i], r)
	}
	together := max(1, 8/(c.eo*c.ek)) // pieces whose loads are under way at once
	top, end := c.NewLabel(), c.NewLabel()
	p := c.Pred()
	c.Place(top)
	c.Op("setp.ge.u32", p, count, pieces)
	c.If(p).Go(end)
	var words []ptx.Reg
	for u := range together {
		more, nth := c.Pred(), c.U32()
		c.Op("add.u32", nth, count, u)
		c.Op("setp.lt.u32", more, nth, pieces)
		c.each(c.tile.k, func(i, j int, p ptx.Reg) {
			n := 1
			if c.wide || c.turn {
				n = 4
			}
			var some []ptx.Reg
			for range n {
				r := c.U32()
				c.Op("mov.u32", r, 0)
				some = append(some, r)
			}
			base, shift := at[0], int64(j)*c.step
			if len(at) > 1 {
				base, shift = at[j], 0
			}
			from := c.memory(base, shift+int64(i*c.lk)*c.inner+int64(u*c.tile.k)*4*c.f.inner.stride(0))
			if n == 1 {
				c.guard(c.both(p, more)).Op("ld.global.nc.u32", some[0], from)
			} else {
				c.guard(c.both(p, more)).Op("ld.global.nc.v4.u32", ptx.Vector(some...), from)
			}
			words = append(words, some...)
		})
	}
	for _, r := range words {
		c.Op("and.b32", r, r, uint32(1<<31-1))
		c.Op("max.u32", worst, worst, r)
	}
	step := c.U32()
	c.Op("mov.u32", step, together)
	for _, r := range at {
		c.multiple(r, step, 4*c.f.inner.stride(0)*int64(c.tile.k))
	}
	c.Op("add.u32", count, count, together)
	c.Go(top)
	c.Place(end)
	return worst
}

// blankBeyond reports whether all that is stored is +0 where nobody looks at the product.
func (g *gemm) blankBeyond() bool {
	for _, i := range g.epilogue.stores() {
		t, ok := zero(g.epilogue.members[i].kernel)
		if i == 0 || !ok || t != g.beyond {
			return false
		}
	}
	return g.part != whole
}

// zeroTile stores +0 in the whole tile.
func (g *gemm) zeroTile(lanes int, outs []ptx.Reg) {
	t := &g.tile
	m, n := g.place()
	base, zero := g.U64(), g.U32()
	g.Op("mov.u64", base, 0)
	g.address(base, &g.out.batch, g.digits(&g.out.batch, g.batchNo), 0)
	g.Op("mov.u32", zero, 0)
	words := make([]ptx.Reg, lanes)
	for i := range words {
		words[i] = zero
	}
	across := t.n() / lanes
	e, top := g.U32(), g.NewLabel()
	g.Op("mov.u32", e, g.tid)
	g.Place(top)
	row, col, valid := g.U32(), g.U32(), g.Pred()
	g.divide(row, col, e, across)
	g.Op("mul.lo.u32", col, col, lanes)
	g.Op("mad.lo.u32", row, m, t.m(), row)
	g.Op("mad.lo.u32", col, n, t.n(), col)
	g.Op("setp.lt.u32", valid, e, t.m()*across)
	valid = g.both(valid, g.and("", "setp.lt.u32", row, g.m))
	valid = g.both(valid, g.and("", "setp.lt.u32", col, g.n))
	at := g.U64()
	g.Op("mov.u64", at, base)
	g.address(at, &g.out.outer, g.digits(&g.out.outer, row), 0)
	g.address(at, &g.out.inner, g.digits(&g.out.inner, col), 0)
	for _, out := range outs {
		to := g.U64()
		g.Op("add.s64", to, out, at)
		if lanes == 1 {
			g.guard(valid).Op("st.global.u32", ptx.At(to, 0), zero)
		} else {
			g.guard(valid).Op("st.global.v"+string(rune('0'+lanes))+".u32", ptx.At(to, 0), ptx.Vector(words...))
		}
	}
	g.Op("add.u32", e, e, t.threads())
	again := g.Pred()
	g.Op("setp.lt.u32", again, e, t.m()*across)
	g.If(again).Go(top)
}
