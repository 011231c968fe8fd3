package lower

import (
	"fmt"

	"refute/trainer/cuda/ptx"
)

// gemm writes the code of a product.
type gemm struct {
	*ptx.Entry
	*contraction
	tile     gemmTile
	from     [2]*gemmCopy // A and B
	stage    int          // bytes of shared memory of a stage
	tid      ptx.Reg
	shared   ptx.Reg // address of shared memory
	acc      [][]ptx.Reg
	frag     [2][2][]ptx.Reg // by buffer and factor
	read     [2]ptx.Reg      // where the thread's first elements of A and B are, in the stage that is read
	reading  ptx.Reg         // its offset
	writing  ptx.Reg         // offset of the stage that is written next
	first    [2]ptx.Reg      // the thread's first row and column in the tile
	batchNo  ptx.Reg
	within   ptx.Reg // its first row among those that the epilogue has at once
	epilogue *group  // nil: the accumulators are stored
}

// raster is how many tiles along m are worked on before those along n go on, so that what they share is still in the cache.
const raster = 8

func newGemm(p *contraction, t gemmTile, epilogue *group) *gemm {
	g := &gemm{contraction: p, tile: t, epilogue: epilogue}
	if t.blocks > 2 && (p.a.table() || p.b.table()) { // copies take more registers
		g.tile.blocks -= (t.blocks + 3) / 4
	}
	g.from = [2]*gemmCopy{newGemmCopy(g, &p.a, t.m(), p.m), newGemmCopy(g, &p.b, t.n(), p.n)}
	g.stage = g.from[0].bytes() + g.from[1].bytes()
	return g
}

func ceil(x int64, by int) int64 { return (x + int64(by) - 1) / int64(by) }

// op returns the op of the kernel, or nil if its elements are too far apart in memory.
func (g *gemm) op(kernels []int) *Op {
	op := &Op{Kernels: kernels, How: g.tile.String()}
	k := g.kernel
	var args []Arg
	tensor := func(f *factor) Arg {
		o := &k.Operands[f.operand]
		return Arg{[]Source{State, Const, Output}[o.Space], o.Tensor}
	}
	for i := range g.packs {
		n := &g.packs[i]
		op.Scratch = append(op.Scratch, n.bytes())
		op.Launches = append(op.Launches, n.launch(tensor(&n.from), Arg{Scratch, i}))
	}
	for _, c := range g.from {
		if c.f.scratch > 0 {
			args = append(args, Arg{Scratch, c.f.scratch - 1})
		} else {
			args = append(args, tensor(c.f))
		}
	}
	for _, c := range g.from {
		table, ok := c.entriesOf()
		if !ok {
			return nil
		}
		if table != nil {
			args = append(args, Arg{Table, len(op.Tables)})
			op.Tables = append(op.Tables, table)
		}
	}
	blocks := ceil(g.m, g.tile.m()) * ceil(g.n, g.tile.n()) * g.batch
	if blocks > 1<<31-1 {
		return nil
	}
	g.Entry = ptx.New("k", g.tile.threads(), g.tile.blocks)
	shared := g.stage * g.tile.stages
	if g.blanks != nil {
		shared += 16 // a word on which the block agrees
	}
	if g.epilogue == nil {
		op.Stores = kernels
		args = append(args, Arg{Output, kernels[0]})
		g.emit(nil)
	} else {
		w := newWriter(g.Entry, g.epilogue, g.lanes())
		args = append(args, g.emit(w)...)
		for _, i := range g.epilogue.stores() {
			op.Stores = append(op.Stores, g.epilogue.members[i].index)
			args = append(args, Arg{Output, g.epilogue.members[i].index})
		}
		shared = max(shared, 4*g.tile.rows()*(g.tile.n()+4))
		op.How += " and more"
	}
	op.Launches = append(op.Launches, Launch{Entry: g.Entry, Grid: [3]int{int(blocks), 1, 1}, Block: g.tile.threads(), Shared: shared, Args: args})
	return op
}

// emit writes the code. It returns the arguments of what the epilogue reads.
func (g *gemm) emit(w *writer) (more []Arg) {
	var tensors [2]ptx.Reg
	for i := range tensors {
		tensors[i] = g.Param("u64")
	}
	var tables [2]ptx.Reg
	for i, c := range g.from {
		if c.table {
			tables[i] = g.Param("u64")
		}
	}
	stores := 1
	if w != nil {
		more = w.params()
		stores = len(g.epilogue.stores())
	}
	var outs []ptx.Reg
	for range stores {
		outs = append(outs, g.Param("u64"))
	}
	t := &g.tile
	g.Comment("%d x %d x %d of %d: tiles of %d x %d, %d threads of %d x %d, %d stages of %d terms", g.m, g.n, g.k, g.batch, t.m(), t.n(), t.threads(), t.tm, t.tn, t.stages, t.k)
	m, n := g.place()
	for i, c := range g.from {
		at := 0
		if i == 1 {
			at = g.from[0].bytes()
		}
		c.setup(tensors[i], tables[i], at, []ptx.Reg{m, n}[i], g.batchNo)
	}
	g.threads()
	g.begin()
	end, zeros := g.NewLabel(), g.NewLabel()
	if blank := w != nil && g.blankBeyond(); blank {
		g.unseen(m, n, zeros)
		defer func() {
			over := g.NewLabel()
			g.Go(over)
			g.Place(zeros)
			g.zeroTile(w.lanes, outs)
			g.Place(over)
		}()
	} else {
		g.unseen(m, n, end)
	}
	if g.blanks != nil && g.k%int64(t.k) == 0 {
		g.partly(m, n)
	} else {
		g.loop()
	}
	if w != nil {
		g.Place(end)
	}
	// What is computed again does not take registers in the loop.
	m, n = g.place()
	g.threads()
	if w == nil {
		g.store(outs[0], m, n)
		g.Place(end)
	} else {
		g.finish(w, outs, m, n)
	}
	return more
}

// unseen writes a jump for tiles of which nobody looks at an element: no sum is needed, and without an epilogue nothing is stored.
func (g *gemm) unseen(m, n ptx.Reg, to ptx.Text) {
	if g.part == whole {
		return
	}
	least, most, p := g.U32(), g.U32(), g.Pred()
	x, y, tx, ty := m, n, g.tile.m(), g.tile.n()
	if g.part == under {
		x, y, tx, ty = y, x, ty, tx
	}
	g.Op("mul.lo.u32", least, x, tx)
	g.Op("mul.lo.u32", most, y, ty)
	g.Op("add.u32", most, most, ty-1)
	g.Op("setp.gt.u32", p, least, most)
	g.If(p).Go(to)
}

// place finds the thread and takes the block's number apart: batch, and tile along m and n.
func (g *gemm) place() (m, n ptx.Reg) {
	g.tid, g.shared = g.U32(), g.U32()
	g.Op("mov.u32", g.tid, ptx.Text("%tid.x"))
	g.Op("mov.u32", g.shared, g.Dynamic())
	tm, tn := int(ceil(g.m, g.tile.m())), int(ceil(g.n, g.tile.n()))
	block := g.U32()
	g.Op("mov.u32", block, ptx.Text("%ctaid.x"))
	g.batchNo = g.U32()
	if g.batch > 1 {
		rest := g.U32()
		g.divide(g.batchNo, rest, block, tm*tn)
		block = rest
	} else {
		g.Op("mov.u32", g.batchNo, 0)
	}
	m, n = g.U32(), g.U32()
	switch {
	case tm <= raster:
		g.divide(n, m, block, tm)
	case tm%raster == 0:
		row, rest := g.U32(), g.U32()
		g.divide(row, rest, block, raster*tn)
		g.divide(n, m, rest, raster)
		g.Op("mad.lo.u32", m, row, raster, m)
	default:
		row, rest, size := g.U32(), g.U32(), g.U32()
		g.divide(row, rest, block, raster*tn)
		g.Op("mul.lo.u32", row, row, raster)
		g.Op("sub.u32", size, tm, row)
		g.Op("min.u32", size, size, raster)
		g.Op("div.u32", n, rest, size)
		g.Op("rem.u32", m, rest, size)
		g.Op("add.u32", m, m, row)
	}
	return m, n
}

// threads computes which part of the tile is the thread's.
func (g *gemm) threads() {
	t := &g.tile
	lane, warp, wm, wn := g.U32(), g.U32(), g.U32(), g.U32()
	g.Op("and.b32", lane, g.tid, 31)
	g.Op("shr.u32", warp, g.tid, 5)
	g.divide(wn, wm, warp, t.wm)
	lm, ln := g.U32(), g.U32()
	if g.from[0].wide && g.from[1].wide {
		g.divide(lm, ln, lane, t.ln)
	} else {
		g.alternate(lm, ln, lane)
	}
	g.first = [2]ptx.Reg{g.U32(), g.U32()}
	for i, w := range []struct {
		warp, lane  ptx.Reg
		size, width int
	}{{wm, lm, t.tm * t.lm, t.vm}, {wn, ln, t.tn * t.ln, t.vn}} {
		g.Op("mul.lo.u32", g.first[i], w.warp, w.size)
		g.Op("mad.lo.u32", g.first[i], w.lane, w.width, g.first[i])
	}
	g.within = g.U32()
	g.Op("mul.lo.u32", g.within, lm, t.vm)
	g.Op("mad.lo.u32", g.within, wm, t.vm*t.lm, g.within)
}

// alternate shares the bits of a lane's number out to rows and columns by turns, so that threads which differ in the lowest bit, or in the next, read the
// same of a factor: beside words on their way through registers that is 3% quicker, and else 2% slower (on an H200, squares of 4,096).
func (g *gemm) alternate(lm, ln, lane ptx.Reg) {
	t := &g.tile
	g.Op("mov.u32", lm, 0)
	g.Op("mov.u32", ln, 0)
	bit := g.U32()
	for b, bm, bn := 0, 0, 0; b < 5; b++ {
		to, at := ln, bn
		if 1<<bn >= t.ln || b%2 == 1 && 1<<bm < t.lm {
			to, at = lm, bm
			bm++
		} else {
			bn++
		}
		g.Op("and.b32", bit, lane, 1<<b)
		if b > at {
			g.Op("shr.u32", bit, bit, b-at)
		}
		g.Op("or.b32", to, to, bit)
	}
}

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

// store stores the accumulators.
func (g *gemm) store(out, m, n ptx.Reg) {
	t := &g.tile
	first := [2]ptx.Reg{g.U32(), g.U32()}
	g.Op("mad.lo.u32", first[0], m, t.m(), g.first[0])
	g.Op("mad.lo.u32", first[1], n, t.n(), g.first[1])
	o := &g.out
	base := g.U64()
	g.Op("mov.u64", base, out)
	g.address(base, &o.batch, g.digits(&o.batch, g.batchNo), 0)
	wide := t.vn
	for wide > 1 && !o.wideStore(wide, g.n) {
		wide /= 2
	}
	// Addresses of the columns' pieces, and whether they are there.
	cols := make([]ptx.Reg, t.tn/wide)
	valid := make([]ptx.Reg, t.tn/wide)
	at := make([]int64, t.tn/wide)
	if o.inner.single() {
		g.multiple(base, first[1], 4*o.inner.stride(0))
	}
	for j := range cols {
		shift := j*wide/t.vn*t.vn*t.ln + j*wide%t.vn
		if g.n%int64(t.n()) != 0 {
			valid[j] = g.and("", "setp.lt.s32", first[1], g.n-int64(shift))
		}
		if o.inner.single() {
			at[j] = 4 * int64(shift) * o.inner.stride(0)
			continue
		}
		r, c := g.U64(), g.U32()
		g.Op("add.u32", c, first[1], shift)
		g.Op("mov.u64", r, 0)
		g.address(r, &o.inner, g.digits(&o.inner, c), 0)
		cols[j] = r
	}
	for i := range t.tm {
		row, shift := g.U32(), i/t.vm*t.vm*t.lm+i%t.vm
		g.Op("add.u32", row, first[0], shift)
		line := g.U64()
		g.Op("mov.u64", line, base)
		g.address(line, &o.outer, g.digits(&o.outer, row), 0)
		skip := ptx.Text("")
		if g.m%int64(t.m()) != 0 {
			p := g.Pred()
			skip = g.NewLabel()
			g.Op("setp.ge.u32", p, row, g.m)
			g.If(p).Op("bra", skip)
		}
		for j := range cols {
			place := line
			if cols[j] != "" {
				place = g.U64()
				g.Op("add.s64", place, line, cols[j])
			}
			var words []ptx.Reg
			for v := range wide {
				w := g.U32()
				canonical(g.Entry, w, g.acc[i][j*wide+v])
				words = append(words, w)
			}
			to := g.memory(place, at[j])
			if wide == 1 {
				g.guard(valid[j]).Op("st.global.u32", to, words[0])
			} else {
				g.guard(valid[j]).Op(fmt.Sprintf("st.global.v%d.u32", wide), to, ptx.Vector(words...))
			}
		}
		if skip != "" {
			g.Place(skip)
		}
	}
}

// wideStore reports whether any n neighbouring columns that begin at a multiple of n are so in memory, at an address of such a multiple.
func (f *factor) wideStore(n int, count int64) bool {
	w := int64(n)
	last := len(f.inner.extents) - 1
	if last < 0 || f.inner.innermost(0) != 1 || f.inner.extents[last]%w != 0 || count%w != 0 {
		return false
	}
	for _, s := range f.inner.strides[0][:last] {
		if s%w != 0 {
			return false
		}
	}
	for _, x := range []*index{&f.batch, &f.outer} {
		for _, s := range x.strides[0] {
			if s%w != 0 {
				return false
			}
		}
	}
	return true
}
