package lower

import (
	"fmt"

	"refute/trainer/cuda/ptx"
)

// begin finds where the thread reads, and begins its accumulators.
func (g *gemm) begin() {
	t := &g.tile
	for i := range g.read {
		g.read[i] = g.U32()
		g.Op("mad.lo.u32", g.read[i], g.first[i], 4, g.shared)
	}
	g.Op("add.u32", g.read[1], g.read[1], g.from[0].bytes())
	for range t.tm {
		var row []ptx.Reg
		for range t.tn {
			r := g.F32()
			g.Op("mov.f32", r, ptx.F(g.kernel.Init))
			row = append(row, r)
		}
		g.acc = append(g.acc, row)
	}
	for b := range 2 {
		for i, n := range []int{t.tm, t.tn} {
			for range n {
				g.frag[b][i] = append(g.frag[b][i], g.F32())
			}
		}
	}
}

// loop writes the sum. The first of the pieces in which k is taken may be shorter than the others.
func (g *gemm) loop() {
	t := &g.tile
	pieces, first := int(ceil(g.k, t.k)), int(g.k)%t.k
	full := pieces
	if first > 0 {
		full--
	}
	if pieces < t.stages || g.m%int64(t.m()) != 0 || g.n%int64(t.n()) != 0 {
		g.clear()
	}
	g.writing = g.U32()
	g.Op("mov.u32", g.writing, 0)
	for s := range t.stages - 1 {
		if s < pieces {
			terms := t.k
			if s == 0 && first > 0 {
				terms = first
			}
			g.issue(terms, "")
		}
		g.Op("cp.async.commit_group")
	}
	g.reading = g.U32()
	g.Op("mov.u32", g.reading, 0)
	g.wait()
	g.fragments(0, first%2)
	left := pieces - (t.stages - 1) // that are yet to be copied
	if first > 0 {
		g.piece(first, left > 0, "")
		left--
	}
	if full == 0 {
		return
	}
	count, top := g.U32(), g.NewLabel()
	g.Op("mov.u32", count, 0)
	g.Place(top)
	var more ptx.Reg
	if left > 0 {
		more = g.Pred()
		g.Op("setp.lt.s32", more, count, left)
	}
	g.piece(t.k, left > 0, more)
	g.Op("add.u32", count, count, 1)
	again := g.Pred()
	g.Op("setp.lt.u32", again, count, full)
	g.If(again).Op("bra", top)
}

// clear writes zeros to what no copy may fill: it is read at the edges of C, for elements that are not stored, and after the last piece.
func (g *gemm) clear() {
	zero := g.ConstF(0)
	at, end, step := g.U32(), g.U32(), 16*g.tile.threads()
	g.Op("mad.lo.u32", at, g.tid, 16, g.shared)
	g.Op("add.u32", end, g.shared, g.stage*g.tile.stages)
	top, done := g.NewLabel(), g.NewLabel()
	p := g.Pred()
	g.Place(top)
	g.Op("setp.ge.u32", p, at, end)
	g.If(p).Go(done)
	g.Op("st.shared.v4.f32", ptx.At(at, 0), ptx.Vector(zero, zero, zero, zero))
	g.Op("add.u32", at, at, step)
	g.Go(top)
	g.Place(done)
	g.Op("bar.sync", 0)
}

// issue copies the next piece of both factors.
func (g *gemm) issue(terms int, more ptx.Reg) {
	for _, c := range g.from {
		c.issue(g.writing, terms, more)
		c.settle(g.writing, terms)
	}
	g.next(g.writing)
}

// next moves an offset to the next stage.
func (g *gemm) next(r ptx.Reg) {
	p := g.Pred()
	g.Op("add.u32", r, r, g.stage)
	g.Op("setp.eq.u32", p, r, g.stage*g.tile.stages)
	g.Op("selp.u32", r, 0, r, p)
}

// wait waits until the next piece is in shared memory, and everyone is done with the one before.
func (g *gemm) wait() {
	g.Op("cp.async.wait_group", g.tile.stages-2)
	g.Op("bar.sync", 0)
}

// piece adds some terms. Its first elements are in registers already; it ends with those of the next piece.
func (g *gemm) piece(terms int, copies bool, more ptx.Reg) {
	begin, end := g.schedule(terms)
	for k := range terms {
		if copies {
			for i, c := range g.from {
				if begin[i] == k {
					c.issue(g.writing, g.tile.k, more)
				}
				if end[i] == k {
					c.settle(g.writing, g.tile.k)
				}
			}
		}
		if k == 0 {
			g.Op("cp.async.commit_group")
		}
		buffer := (k + terms) % 2
		if k == terms-1 {
			if copies {
				g.next(g.writing)
			}
			g.wait()
			g.next(g.reading)
			g.fragments(0, 1-buffer)
		} else {
			g.fragments(k+1, 1-buffer)
		}
		g.multiply(buffer)
	}
}

// schedule says at which terms of a piece each factor's copies begin and end. What goes through registers has time to come and to be stored before the
// barrier, and where both do, one follows the other through the same registers.
func (g *gemm) schedule(terms int) (begin, end [2]int) {
	a, b := g.from[0].turn, g.from[1].turn
	switch last := terms - 1; {
	case a && b:
		end = [2]int{last / 2, last}
		begin[1] = last / 2
	case a || b:
		end = [2]int{last * 3 / 4, last * 3 / 4}
	}
	return begin, end
}

// fragments loads the thread's elements of a term.
func (g *gemm) fragments(k, buffer int) {
	t := &g.tile
	for i, w := range []struct{ n, width, lanes int }{{t.tm, t.vm, t.lm}, {t.tn, t.vn, t.ln}} {
		at := g.U32()
		g.Op("add.u32", at, g.read[i], g.reading)
		for j := 0; j < w.n; j += w.width {
			from := ptx.At(at, int64(4*(g.from[i].row(k)*g.from[i].pitch+j*w.lanes)))
			regs := g.frag[buffer][i][j : j+w.width]
			if w.width == 1 {
				g.Op("ld.shared.f32", regs[0], from)
			} else {
				g.Op(fmt.Sprintf("ld.shared.v%d.f32", w.width), ptx.Vector(regs...), from)
			}
		}
	}
}

// multiply adds a term to each accumulator.
func (g *gemm) multiply(buffer int) {
	a, b := g.frag[buffer][0], g.frag[buffer][1]
	for i := range a {
		for j := range b {
			if i%2 == 1 {
				j = len(b) - 1 - j
			}
			g.Op("fma.rn.f32", g.acc[i][j], a[i], b[j], g.acc[i][j])
		}
	}
}
