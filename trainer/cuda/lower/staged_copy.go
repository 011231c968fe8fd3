package lower

import "refute/trainer/cuda/ptx"

// copier writes the copies of a block's threads.
type copier struct {
	*writer
	*staged
	tid, first ptx.Reg
	of         []copied
	buffer     ptx.Reg // bytes before the stage that is copied to
}

// copied is what a thread copies of a tile: some pieces, so far apart.
type copied struct {
	*tile
	pieces       int
	from, to     ptx.Reg
	fromBy, toBy int64   // bytes from one piece to the next
	term         ptx.Reg // of the first piece, in the sum
	termBy       int     // terms from one piece to the next
	only         ptx.Reg // predicate: the thread copies at all; "" if all do
	columnOK     ptx.Reg // likewise of the pieces of one output each
	columnBy     int
	column       ptx.Reg
}

// begin finds what the thread copies of a tile.
func (c *copier) begin(t *tile, shared ptx.Reg) {
	e := c.Entry
	n := len(c.group.space.out)
	p := copied{tile: t}
	extent := c.group.space.out[n-1]
	term, column := e.U32(), e.U32() // of the first piece, within the tile
	p.to = e.U32()
	and := func(op string, a ptx.Reg, b uint32) {
		q := e.Pred()
		e.Op(op, q, a, b)
		if p.only != "" {
			e.Op("and.pred", q, q, p.only)
		}
		p.only = q
	}
	switch t.layout {
	case line:
		e.Op("mov.u32", term, c.tid)
		e.Op("mov.u32", column, 0)
		e.Op("mad.lo.u32", p.to, c.tid, 4, shared)
		p.pieces = (c.terms + stageThreads - 1) / stageThreads
		p.termBy, p.toBy = stageThreads, 4*stageThreads
		if c.terms < stageThreads {
			and("setp.lt.u32", c.tid, uint32(c.terms))
		}
	case byTerm:
		chunks := c.columns / t.width // of a term
		per := stageThreads / chunks  // terms that the block's threads copy at once
		divide(e, term, column, c.tid, int64(chunks))
		e.Op("mul.lo.u32", column, column, t.width)
		e.Op("mad.lo.u32", p.to, term, 4*t.pitch, shared)
		e.Op("mad.lo.u32", p.to, column, 4, p.to)
		p.pieces = c.terms / per
		p.termBy, p.toBy = per, int64(4*per*t.pitch)
	case byOutput:
		chunks := c.terms / t.width
		per := stageThreads / chunks // outputs at once
		divide(e, column, term, c.tid, int64(chunks))
		e.Op("mul.lo.u32", term, term, t.width)
		e.Op("mad.lo.u32", p.to, column, 4*t.pitch, shared)
		e.Op("mad.lo.u32", p.to, term, 4, p.to)
		p.pieces = c.columns / per
		p.columnBy, p.toBy = per, int64(4*per*t.pitch)
	}
	e.Op("add.u32", p.to, p.to, t.at)
	e.Op("add.u32", column, column, c.first)
	if t.layout == byTerm && extent%int64(c.columns) != 0 {
		and("setp.lt.u32", column, uint32(extent))
	}
	p.column = column
	c.coords[n-1] = column
	p.from = c.sum64(t.a.addr, 4, c.tensors[t.a.tensor])
	c.accumulate(p.from, term, 4*t.a.addr.reduce[0])
	p.fromBy = 4*int64(p.termBy)*t.a.addr.reduce[0] + 4*int64(p.columnBy)*t.a.addr.out[n-1]
	p.term = term
	c.of = append(c.of, p)
	if c.buffer == "" {
		c.buffer = e.U32()
		e.Op("mov.u32", c.buffer, 0)
	}
}

// copy writes the copies of the next stage, as far as there are terms, and commits them.
func (c *copier) copy() {
	e := c.Entry
	n := len(c.group.space.out)
	terms, extent := c.group.space.reduce[0], c.group.space.out[n-1]
	for i := range c.of {
		p := &c.of[i]
		base := e.U32()
		e.Op("add.u32", base, p.to, c.buffer)
		for k := range p.pieces {
			ok := e.Pred()
			e.Op("setp.lt.s32", ok, p.term, int(terms)-k*p.termBy)
			if p.only != "" {
				e.Op("and.pred", ok, ok, p.only)
			}
			if p.columnBy > 0 && extent%int64(c.columns) != 0 {
				q := e.Pred()
				e.Op("setp.lt.s64", q, c.wide(p.column), extent-int64(k*p.columnBy))
				e.Op("and.pred", ok, ok, q)
			}
			from := ptx.At(p.from, 0)
			if by := int64(k) * p.fromBy; by == int64(int32(by)) {
				from = ptx.At(p.from, by)
			} else {
				r := e.U64()
				e.Op("add.s64", r, p.from, by)
				from = ptx.At(r, 0)
			}
			op := "cp.async.ca.shared.global"
			if p.width == 4 {
				op = "cp.async.cg.shared.global.L2::128B" // what is beside in the line is for another block
			}
			e.If(ok).Op(op, ptx.At(base, int64(k)*p.toBy), from, 4*p.width)
		}
		e.Op("add.s64", p.from, p.from, 4*p.a.addr.reduce[0]*int64(c.staged.terms))
		e.Op("add.u32", p.term, p.term, c.staged.terms)
	}
	e.Op("cp.async.commit_group")
	c.turn(c.buffer)
}

// await waits for the next stage to be there, for all threads, and begins the copies of one that is not yet on the way: into the place of the stage
// that was folded last.
func (c *copier) await() {
	if c.stages == 1 {
		c.Op("bar.sync", 0)
		c.copy()
	}
	c.Op("cp.async.wait_group", max(c.stages-2, 0))
	c.Op("bar.sync", 0)
	if c.stages > 1 {
		c.copy()
	}
}

func (c *copier) wide(x ptx.Reg) ptx.Reg {
	r := c.U64()
	c.Op("cvt.u64.u32", r, x)
	return r
}

// turn moves to the next of the stages, in turn.
func (c *copier) turn(buffer ptx.Reg) { turn(c.Entry, buffer, c.bytes, c.stages) }

func turn(e *ptx.Entry, buffer ptx.Reg, bytes, stages int) {
	if stages == 1 {
		return
	}
	p := e.Pred()
	e.Op("add.u32", buffer, buffer, bytes)
	e.Op("setp.eq.u32", p, buffer, bytes*stages)
	e.If(p).Op("mov.u32", buffer, 0)
}
