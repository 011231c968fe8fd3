package lower

import (
	"slices"

	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
)

// newEpilogue returns the elementwise kernels that follow a product, as a group whose first member is the product itself, or nil if they cannot be
// computed from its elements one by one.
func newEpilogue(p *program.Program, kernels []int, needed func(int) bool) *group {
	head := &p.Kernels[kernels[0]]
	g := &group{space: space{out: head.Out}, members: []member{{kernel: head, index: kernels[0], stored: needed(kernels[0])}}}
	values := 0
	for _, i := range kernels[1:] {
		k := &p.Kernels[i]
		if !slices.Equal(k.Out, head.Out) || k.Terms() > 1 && usesAcc(k) {
			return nil
		}
		m := member{kernel: k, index: i, stored: needed(i), at: make([]int64, len(k.Reduce))}
		for d, e := range k.Reduce {
			m.at[d] = e - 1
		}
		if !g.add(&m) {
			return nil
		}
		g.members = append(g.members, m)
		for _, live := range liveValues(k) {
			if live {
				values++
			}
		}
	}
	if values > maxGroupValues || len(g.reads) > maxGroupReads {
		return nil
	}
	for _, a := range g.reads {
		g.collect(a)
	}
	if len(g.tensors)+len(kernels) > maxGroupTensors {
		return nil
	}
	for i := range g.members {
		for _, x := range g.members[i].indexes {
			if x != nil {
				g.space.all = append(g.space.all, x)
			}
		}
	}
	g.space.merge()
	return g
}

// rows returns how many rows of the tile are in shared memory at once for the epilogue: a piece of each thread's.
func (t *gemmTile) rows() int { return t.vm * t.lm * t.wm }

// lanes returns how many neighbouring columns a thread takes at once.
func (g *gemm) lanes() int {
	n := 4
	for n > 1 && (g.tile.n()%n != 0 || g.tile.vn%n != 0 || !g.out.wideStore(n, g.n)) {
		n /= 2
	}
	if out := g.epilogue.space.out; len(out) > 0 {
		for n > 1 && out[len(out)-1]%int64(n) != 0 {
			n /= 2
		}
	}
	return n
}

// finish writes the epilogue: the accumulators go through shared memory, so that one loop's body serves all elements of the tile and memory is read and
// written in order.
func (g *gemm) finish(w *writer, outs []ptx.Reg, m, n ptx.Reg) {
	t := &g.tile
	pitch := t.n() + 4
	g.Op("cp.async.wait_group", 0)
	// Where the thread's piece is in shared memory.
	put := g.U32()
	g.Op("mul.lo.u32", put, g.within, 4*pitch)
	g.Op("mad.lo.u32", put, g.first[1], 4, put)
	g.Op("add.u32", put, put, g.shared)
	base := g.U64()
	g.Op("mov.u64", base, 0)
	g.address(base, &g.out.batch, g.digits(&g.out.batch, g.batchNo), 0)
	for p := range t.tm / t.vm {
		g.Op("bar.sync", 0)
		for v := range t.vm {
			row := g.acc[p*t.vm+v]
			for j := 0; j < t.tn; j += t.vn {
				at := ptx.At(put, int64(4*(v*pitch+j*t.ln)))
				if t.vn == 1 {
					g.Op("st.shared.f32", at, row[j])
				} else {
					g.Op("st.shared.v"+string(rune('0'+t.vn))+".f32", at, ptx.Vector(row[j:j+t.vn]...))
				}
			}
		}
		g.Op("bar.sync", 0)
		g.rest(w, outs, m, n, base, p)
	}
}

// elements are neighbours of the tile: at is their first byte in the output, from where the product's are in shared memory. Where there are none
// it is another, and valid is false.
type elements struct {
	at, from, valid ptx.Reg
}

// rest writes the loop over the elements that are in shared memory, of piece p of each thread. Each round takes several: all that they need of memory is asked
// for before the first is computed.
func (g *gemm) rest(w *writer, outs []ptx.Reg, m, n, base ptx.Reg, p int) {
	t := &g.tile
	count := t.rows() * (t.n() / w.lanes)
	together := g.together(w.lanes, count)
	e, top := g.U32(), g.NewLabel()
	g.Op("mov.u32", e, g.tid)
	g.Place(top)
	some := make([]elements, together)
	writers := make([]writer, together)
	acc := make([][]ptx.Reg, together)
	for u := range some {
		some[u] = g.locate(w.lanes, e, u*t.threads(), count, m, n, base, p)
		x := &writers[u]
		*x = *w
		x.reset()
		x.coords = g.coords(some[u].at)
		x.prepare()
		for _, a := range g.epilogue.reads {
			for lane := range w.lanes {
				x.load(a, lane)
			}
		}
		for range w.lanes {
			acc[u] = append(acc[u], g.F32())
		}
		if w.lanes == 1 {
			g.Op("ld.shared.f32", acc[u][0], ptx.At(some[u].from, 0))
		} else {
			g.Op("ld.shared.v"+string(rune('0'+w.lanes))+".f32", ptx.Vector(acc[u]...), ptx.At(some[u].from, 0))
		}
	}
	for u := range some {
		g.element(&writers[u], outs, some[u], acc[u])
	}
	g.Op("add.u32", e, e, together*t.threads())
	again := g.Pred()
	g.Op("setp.lt.u32", again, e, count)
	g.If(again).Go(top)
}

// together is how many vectors of elements a thread takes in a round.
func (g *gemm) together(lanes, count int) int {
	work := 0
	for i := range g.epilogue.members[1:] {
		work += len(g.epilogue.members[1+i].kernel.Body)
	}
	n := 4
	for n > 1 && (n*lanes*work > longBody || count < n*g.tile.threads()) {
		n /= 2
	}
	return n
}

// locate finds the elements number e + more of the rows in shared memory.
func (g *gemm) locate(lanes int, e ptx.Reg, more, count int, m, n, base ptx.Reg, p int) elements {
	t := &g.tile
	pitch, across := t.n()+4, t.n()/lanes
	x := elements{g.U64(), g.U32(), g.Pred()}
	i := g.U32()
	g.Op("add.u32", i, e, more)
	g.Op("setp.lt.u32", x.valid, i, count)
	g.Op("min.u32", i, i, count-1)
	r, c := g.U32(), g.U32()
	g.divide(r, c, i, across)
	g.Op("mul.lo.u32", x.from, r, 4*pitch)
	g.Op("mad.lo.u32", x.from, c, 4*lanes, x.from)
	g.Op("add.u32", x.from, x.from, g.shared)
	warp, within, row, col := g.U32(), g.U32(), g.U32(), g.U32()
	g.divide(warp, within, r, t.lm*t.vm)
	g.Op("mad.lo.u32", row, warp, t.tm*t.lm, within)
	g.Op("mad.lo.u32", row, m, t.m(), row)
	g.Op("add.u32", row, row, p*t.lm*t.vm)
	g.Op("mul.lo.u32", col, c, lanes)
	g.Op("mad.lo.u32", col, n, t.n(), col)
	if g.m%int64(t.m()) != 0 {
		x.valid = g.and(x.valid, "setp.lt.u32", row, g.m)
		g.Op("min.u32", row, row, g.m-1)
	}
	if g.n%int64(t.n()) != 0 {
		x.valid = g.and(x.valid, "setp.lt.u32", col, g.n)
		g.Op("min.u32", col, col, g.n-int64(lanes))
	}
	g.Op("mov.u64", x.at, base)
	g.address(x.at, &g.out.outer, g.digits(&g.out.outer, row), 0)
	g.address(x.at, &g.out.inner, g.digits(&g.out.inner, col), 0)
	return x
}

// coords returns the coordinates in the epilogue's space of the element at a byte of the output.
func (g *gemm) coords(at ptx.Reg) []ptx.Reg {
	out := g.epilogue.space.out
	coords := make([]ptx.Reg, len(out))
	if len(out) == 0 {
		return coords
	}
	rest := g.U64()
	g.Op("shr.u64", rest, at, 2)
	for d := len(out) - 1; d > 0; d-- {
		q, c, c32 := g.U64(), g.U64(), g.U32()
		if g.kernel.Count() < 1<<31 {
			x, y := g.U32(), g.U32()
			g.Op("cvt.u32.u64", x, rest)
			g.divide(y, c32, x, int(out[d]))
			g.Op("cvt.u64.u32", q, y)
		} else {
			g.Op("div.u64", q, rest, out[d])
			g.Op("rem.u64", c, rest, out[d])
			g.Op("cvt.u32.u64", c32, c)
		}
		coords[d], rest = c32, q
	}
	coords[0] = g.U32()
	g.Op("cvt.u32.u64", coords[0], rest)
	return coords
}

// element computes and stores the members' elements.
func (g *gemm) element(w *writer, outs []ptx.Reg, x elements, acc []ptx.Reg) {
	e := g.epilogue
	made := make([][]ptx.Reg, w.lanes)
	for lane := range made {
		made[lane] = make([]ptx.Reg, len(e.members))
		made[lane][0] = acc[lane]
		for i := 1; i < len(e.members); i++ {
			m := w.emitter(i, lane, made[lane])
			m.acc = w.constant(e.members[i].kernel, e.members[i].kernel.Init)
			made[lane][i] = m.body()
		}
	}
	next := g.NewLabel()
	g.IfNot(x.valid).Go(next)
	for n, i := range e.stores() {
		to := g.U64()
		g.Op("add.s64", to, outs[n], x.at)
		w.store(e.members[i].kernel, to, made, i)
	}
	g.Place(next)
}

// reset forgets what was computed for another place.
func (w *writer) reset() {
	w.amounts, w.of = nil, map[*affine]*amount{}
	w.fixed, w.moved = map[loaded]ptx.Reg{}, map[loaded]ptx.Reg{}
}
