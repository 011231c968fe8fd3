package lower

import (
	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
)

// A sum of many terms to few outputs is a chain that one thread walks, and few threads ask for too few words at a time to keep memory busy. Such a sum is
// staged: a block has a tile of neighbouring outputs; all its threads copy the terms of the tile to shared memory, some stages ahead, and
// a thread for each output folds them from there, in their order. So are sums whose terms lie side by side, as in a row of a matrix: folded directly, the threads
// of a warp would each read another line of memory.
//
//	copies      stage 3   stage 4   stage 5   …       cp.async, 16 bytes where they lie so
//	folds       stage 0   stage 1   stage 2   …       a chain for each output
type staged struct {
	*group
	columns int // outputs of a tile, at most 32; a power of two
	terms   int // of a stage
	stages  int // that shared memory holds
	tiles   []tile
	bytes   int // of a stage
}

// tile is how the words of an access lie in a stage.
type tile struct {
	a      *access
	layout layout
	width  int // words of a copy
	at     int // bytes before it in the stage
	pitch  int // words from one term (byTerm) or one output (byOutput) to the next
}

type layout uint8

const (
	line     layout = iota // a word for each term, the same for all outputs
	byTerm                 // (terms, columns): neighbours are outputs
	byOutput               // (columns, terms and a gap of 4): neighbours are terms
)

const (
	stageThreads = 128
	stageShared  = 48 << 10 // bytes: a block may have them on every card
	mostStages   = 8
	mostStaged   = 1 << 30 // terms
	stagedTerms  = 64      // fewer are not worth it
	fullTiles    = 128     // so many tiles there should be before they are narrower than 32 outputs
)

// fewColumns is below how many outputs a sum over columns is staged. Tests make it more.
var fewColumns int64 = 1 << 16

// newStaged returns the plan, or nil if the group is no such sum.
func newStaged(g *group) *staged {
	n := len(g.space.out)
	if g.fold == nil || !g.sums(0) || n == 0 || len(g.space.reduce) != 1 || g.space.reduce[0] < stagedTerms || g.space.reduce[0] > mostStaged {
		return nil
	}
	for i := range g.members {
		if _, ok := folderMask(g.members[i].kernel); ok {
			return nil // terms are skipped, and may not be there
		}
	}
	s := &staged{group: g}
	count, extent := program.Product(g.space.out), g.space.out[n-1]
	if count > 1<<31 {
		return nil // one dimension of a grid
	}
	rows, columns := false, false
	for _, a := range g.reads {
		if a.fixed() {
			continue
		}
		if a.through != nil || len(a.checks) > 0 || a.operand.Type.Size() != 4 {
			return nil
		}
		switch t := (tile{a: a, width: 1}); {
		case a.addr.out[n-1] == 0:
			s.tiles = append(s.tiles, t)
		case a.addr.out[n-1] != 1 && a.addr.reduce[0] == 1:
			t.layout, rows = byOutput, true
			if s.aligned(a, a.addr.reduce, a.addr.out) && g.space.reduce[0]%4 == 0 {
				t.width = 4
			}
			s.tiles = append(s.tiles, t)
		default:
			t.layout, columns = byTerm, columns || a.addr.out[n-1] == 1
			if s.aligned(a, a.addr.out[n-1:], a.addr.out[:n-1], a.addr.reduce) && extent%4 == 0 {
				t.width = 4
			}
			s.tiles = append(s.tiles, t)
		}
	}
	if !rows && (!columns || count >= fewColumns) || len(s.tiles) > 4 {
		return nil
	}
	s.columns, s.terms = 32, 64
	for s.columns > 8 && !rows && (count < fullTiles*int64(s.columns) || extent <= int64(s.columns)/2) {
		s.columns, s.terms = s.columns/2, s.terms*2
	}
	for i := range s.tiles {
		t := &s.tiles[i]
		t.at = s.bytes
		switch t.layout {
		case line:
			t.pitch = 1
			s.bytes += 4 * s.terms
		case byTerm:
			t.pitch = s.columns
			s.bytes += 4 * s.terms * s.columns
		case byOutput:
			t.pitch = s.terms + 4
			s.bytes += 4 * t.pitch * s.columns
		}
	}
	whole := int((g.space.reduce[0] + int64(s.terms) - 1) / int64(s.terms))
	s.stages = min(mostStages, stageShared/s.bytes, whole)
	return s
}

// aligned reports whether four words from a multiple of four are neighbours at an address that is one too: along is the stride between them.
func (s *staged) aligned(a *access, along []int64, others ...[]int64) bool {
	if along[0] != 1 || a.addr.offset%4 != 0 {
		return false
	}
	for _, o := range others {
		for _, x := range o {
			if x%4 != 0 {
				return false
			}
		}
	}
	return true
}

// op returns the op.
func (s *staged) op() *Op {
	g := s.group
	e := ptx.New("k", stageThreads, 0)
	w := newWriter(e, g, 1)
	args := w.params()
	var outs []ptx.Reg
	for _, i := range g.stores() {
		outs = append(outs, e.Param("u64"))
		args = append(args, Arg{Output, g.members[i].index})
	}
	n := len(g.space.out)
	extent := g.space.out[n-1]
	across := (extent + int64(s.columns) - 1) / int64(s.columns)

	tid, block, part, index := e.U32(), e.U32(), e.U32(), e.U32()
	e.Op("mov.u32", tid, ptx.Text("%tid.x"))
	e.Op("mov.u32", block, ptx.Text("%ctaid.x"))
	divide(e, part, index, block, across)
	first := e.U32() // the tile's first output in its row
	e.Op("mul.lo.u32", first, index, s.columns)
	w.coords = make([]ptx.Reg, n)
	w.split(part, g.space.out[:n-1], w.coords[:n-1])
	shared := e.U32()
	e.Op("mov.u32", shared, e.Dynamic())
	c := &copier{writer: w, staged: s, tid: tid, first: first}
	for i := range s.tiles {
		c.begin(&s.tiles[i], shared)
	}

	// The thread's own output: those beyond the tile's or the row's have none, and only copy.
	column, folds, q := e.U32(), e.Pred(), e.Pred()
	e.Op("add.u32", column, first, tid)
	e.Op("setp.lt.u32", folds, tid, s.columns)
	e.Op("setp.lt.u32", q, column, uint32(extent))
	e.Op("and.pred", folds, folds, q)
	inside := e.U32() // a place that exists
	e.Op("selp.u32", inside, column, uint32(extent-1), q)
	w.coords[n-1] = inside
	w.prepare()
	f := &stageFolder{w.newFolder(), s, make([]ptx.Reg, len(s.tiles)), ""}
	for i := range s.tiles {
		t := &s.tiles[i]
		f.from[i] = e.U32()
		switch t.layout {
		case line:
			e.Op("add.u32", f.from[i], shared, t.at)
		case byTerm:
			e.Op("add.u32", f.from[i], shared, t.at)
			e.Op("mad.lo.u32", f.from[i], tid, 4, f.from[i])
		case byOutput:
			e.Op("add.u32", f.from[i], shared, t.at)
			e.Op("mad.lo.u32", f.from[i], tid, 4*t.pitch, f.from[i])
		}
	}

	terms := g.space.reduce[0]
	whole, tail := terms/int64(s.terms), terms%int64(s.terms)
	for range s.stages - 1 {
		c.copy()
	}
	f.buffer = e.U32()
	e.Op("mov.u32", f.buffer, 0)
	held := f.hold()
	if whole > 0 {
		count, top, skip, p := e.U32(), e.NewLabel(), e.NewLabel(), e.Pred()
		e.Op("mov.u32", count, uint32(whole))
		e.Place(top)
		c.await()
		e.IfNot(folds).Go(skip)
		copy(f.acc, held)
		f.stage(int64(s.terms))
		f.back(held)
		e.Place(skip)
		f.next()
		e.Op("sub.u32", count, count, 1)
		e.Op("setp.ne.u32", p, count, 0)
		e.If(p).Go(top)
	}
	end := e.NewLabel()
	if tail > 0 {
		c.await()
	}
	e.IfNot(folds).Go(end)
	copy(f.acc, held)
	if tail > 0 {
		f.stage(tail)
	}
	for m, i := range g.stores() {
		at := e.U64()
		e.Op("cvt.u64.u32", at, part)
		e.Op("mul.lo.s64", at, at, 4*extent)
		e.Op("add.s64", at, at, outs[m])
		e.Op("mad.wide.u32", at, column, 4, at)
		w.store(g.members[i].kernel, at, [][]ptx.Reg{f.acc}, i)
	}
	e.Place(end)
	o := g.op("staged")
	blocks := program.Product(g.space.out) / extent * across
	o.Launches = []Launch{{Entry: e, Grid: [3]int{int(blocks), 1, 1}, Block: stageThreads, Shared: s.bytes * s.stages, Args: args}}
	return o
}

// stageFolder writes the folds of a stage.
type stageFolder struct {
	*folder
	s      *staged
	from   []ptx.Reg // where the thread's words of each tile begin in the first stage
	buffer ptx.Reg
}

func (f *stageFolder) next() { turn(f.Entry, f.buffer, f.s.bytes, f.s.stages) }

// stage writes the terms of the stage in hand, in rounds.
func (f *stageFolder) stage(n int64) {
	round := int64(32)
	for round > 4 && round*int64(f.body) > roundBody*2 {
		round /= 2
	}
	at := make([]ptx.Reg, len(f.from))
	for i := range at {
		at[i] = f.U32()
		f.Op("add.u32", at[i], f.from[i], f.buffer)
	}
	if rounds := n / round; rounds > 1 {
		held := f.hold()
		count, top, p := f.U32(), f.NewLabel(), f.Pred()
		f.Op("mov.u32", count, uint32(rounds))
		f.Place(top)
		copy(f.acc, held)
		f.round(at, round)
		f.back(held)
		f.Op("sub.u32", count, count, 1)
		f.Op("setp.ne.u32", p, count, 0)
		f.If(p).Go(top)
		copy(f.acc, held)
	} else if rounds == 1 {
		f.round(at, round)
	}
	if left := n % round; left > 0 {
		f.round(at, left)
	}
}

// round writes terms, and moves on by as many.
func (f *stageFolder) round(at []ptx.Reg, n int64) {
	words := make([]map[loaded]ptx.Reg, n)
	for u := range words {
		words[u] = map[loaded]ptx.Reg{}
	}
	for i := range f.s.tiles {
		t := &f.s.tiles[i]
		reg, typ := f.U32, "u32"
		if t.a.operand.Type == 0 {
			reg, typ = f.F32, "f32"
		}
		for u := int64(0); u < n; {
			step, by := int64(1), 4*u*int64(t.pitch)
			if t.layout == byOutput {
				by = 4 * u
			}
			if t.layout != byTerm && n-u >= 4 && u%4 == 0 && n%4 == 0 { // lines and rows begin at multiples of 16 bytes
				step = 4
			}
			regs := make([]ptx.Reg, step)
			for v := range regs {
				regs[v] = reg()
				words[u+int64(v)][loaded{t.a, 0}] = regs[v]
			}
			if step == 4 {
				f.Op("ld.shared.v4."+typ, ptx.Vector(regs...), ptx.At(at[i], by))
			} else {
				f.Op("ld.shared."+typ, regs[0], ptx.At(at[i], by))
			}
			u += step
		}
	}
	for u := range n {
		f.delta[0] = u
		f.moved = words[u]
		f.term()
	}
	f.delta[0] = 0
	for _, m := range f.amounts {
		if m.kind == narrow && !m.x.fixed() {
			f.Op("add.u32", m.reg, m.reg, uint32(m.x.reduce[0]*n))
		}
	}
	for i := range at {
		pitch := int64(f.s.tiles[i].pitch)
		if f.s.tiles[i].layout == byOutput {
			pitch = 1
		}
		f.Op("add.u32", at[i], at[i], 4*n*pitch)
	}
}
