package lower

import "refute/trainer/cuda/ptx"

// lookup loads the entries of the next tile.
func (c *gemmCopy) lookup(more ptx.Reg) {
	for i, e := range c.entry {
		op := "ld.global.nc"
		var to any = e[0]
		switch len(e) {
		case 2, 4:
			op += ".v" + string(rune('0'+len(e)))
			to = ptx.Vector(e...)
		}
		for at := 0; at < len(e); at += 4 {
			if len(e) == 8 {
				op, to = "ld.global.nc.v4", ptx.Vector(e[at:at+4]...)
			}
			c.guard(more).Op(op+".u32", to, ptx.At(c.entries, int64(4*(i*c.lk*c.words+at))))
		}
	}
}

// issue writes the copying of the next tile, of terms terms, to a stage at an offset in shared memory; more is a predicate or none.
func (c *gemmCopy) issue(stage ptx.Reg, terms int, more ptx.Reg) {
	to := c.U32()
	c.Op("add.u32", to, c.to, stage)
	c.each(terms, func(i, j int, p ptx.Reg) {
		dst := 4 * (i*c.lk*c.pitch + j*c.lo)
		if c.wide {
			dst = 4 * (i*c.lk*c.pitch + 4*j*c.lo)
		}
		c.one(i, j, c.both(p, more), ptx.At(to, int64(dst)))
	})
	// On to the next.
	if c.table {
		c.Op("add.s64", c.entries, c.entries, 4*c.terms(terms)*c.words)
		c.lookup(more)
		return
	}
	if d := 4 * c.f.inner.stride(0) * int64(terms); d != 0 {
		for _, r := range c.base {
			c.Op("add.s64", r, r, d)
		}
	}
}

// each calls f for each of the thread's copies for a piece of some terms.
func (c *gemmCopy) each(terms int, f func(i, j int, p ptx.Reg)) {
	terms = c.terms(terms)
	for i := range c.ek {
		kvalid := c.kvalid[i]
		if terms < c.terms(c.tile.k) {
			if i*c.lk >= terms {
				break
			}
			kvalid = ""
			if (i+1)*c.lk > terms {
				kvalid = c.and("", "setp.lt.u32", c.klane, terms-i*c.lk)
			}
		}
		for j := range c.eo {
			f(i, j, c.both(kvalid, c.valid[j]))
		}
	}
}

// terms returns in how many parts some terms are copied.
func (c *gemmCopy) terms(n int) int {
	if c.turn {
		return n / 4
	}
	return n
}

// settle stores what was loaded to registers, of some terms, to a stage.
func (c *gemmCopy) settle(stage ptx.Reg, terms int) {
	if !c.turn {
		return
	}
	to := c.U32()
	c.Op("add.u32", to, c.to, stage)
	c.each(terms, func(i, j int, p ptx.Reg) {
		for v, r := range c.loaded[i*c.eo+j] {
			c.guard(p).Op("st.shared.f32", ptx.At(to, int64(4*(c.row(4*i*c.lk+v)*c.pitch+j*c.lo))), r)
		}
	})
}

// one copies an element, or four.
func (c *gemmCopy) one(i, j int, p ptx.Reg, dst ptx.Text) {
	base, at := c.base[0], int64(0)
	if len(c.base) > 1 || len(c.limits) > 0 {
		base = c.base[j]
	} else {
		at = int64(j) * c.step
	}
	if !c.table {
		at += int64(i*c.lk) * c.inner
	} else {
		r, wide := c.U64(), c.U64()
		c.Op("cvt.s64.s32", wide, c.entry[i][0])
		c.Op("add.s64", r, base, wide)
		base = r
	}
	in := p
	for b, l := range c.f.bounds {
		v := c.U32()
		c.Op("add.u32", v, c.limits[j][b], c.entry[i][1+b])
		q := c.Pred()
		c.Op("setp.lt.u32", q, v, l.size)
		if b == 0 {
			in = q
			continue
		}
		both := c.Pred()
		c.Op("and.pred", both, in, q)
		in = both
	}
	if len(c.f.bounds) > 0 {
		out := c.Pred()
		c.Op("not.pred", out, in)
		fill := c.U32()
		c.Op("mov.u32", fill, c.f.fill)
		out = c.both(p, out)
		switch {
		case c.turn:
			for _, r := range c.loaded[i*c.eo+j] {
				c.Op("mov.f32", r, ptx.F(c.f.fill))
			}
		case c.wide:
			c.guard(out).Op("st.shared.v4.u32", dst, ptx.Vector(fill, fill, fill, fill))
		default:
			c.guard(out).Op("st.shared.u32", dst, fill)
		}
		in = c.both(p, in)
	}
	from := c.memory(base, at)
	if c.turn {
		c.guard(in).Op("ld.global.nc.v4.f32", ptx.Vector(c.loaded[i*c.eo+j]...), from)
		return
	}
	if c.wide {
		c.guard(in).Op("cp.async.cg.shared.global", dst, from, 16)
	} else {
		c.guard(in).Op("cp.async.ca.shared.global", dst, from, 4)
	}
}
