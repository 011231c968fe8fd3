package lower

import (
	"fmt"

	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
)

// Loops returns the op of a group of kernels that each thread computes for some outputs of its own, or nil if they cannot run together; a single
// kernel always can. needed says which outputs are stored.
func Loops(p *program.Program, kernels []int, needed func(int) bool, card Card) *Op {
	if len(kernels) == 1 {
		if s := newScatter(&p.Kernels[kernels[0]]); s != nil {
			return s.op(kernels[0], needed, card)
		}
	}
	g := newGroup(p, kernels, needed)
	if g == nil {
		if r := newRows(p, kernels, needed); r != nil {
			return r.op()
		}
		return nil
	}
	if s := newStaged(g); s != nil {
		return s.op()
	}
	return g.threads(card)
}

// op returns an op of the group without launches.
func (g *group) op(how string) *Op {
	o := &Op{How: how}
	for i := range g.members {
		o.Kernels = append(o.Kernels, g.members[i].index)
		if g.members[i].stored {
			o.Stores = append(o.Stores, g.members[i].index)
		}
	}
	return o
}

const (
	maxThreads = 256 // of a block

	longBody   = 400 // instructions, above which a thread has fewer lanes
	wholeTerms = 64  // at most so many terms are written out without a loop …
	wholeBody  = 600 // … of so many instructions in all
	roundBody  = 384 // instructions in a round of the innermost loop
	roundLoads = 16  // loads in it, at most
	// Few outputs wait for one instruction after another: what of their terms does not depend on the sum is computed side by side.
	fewOutputs    = 1 << 12
	longRoundBody = 1024
)

// laneCount says how many outputs a thread has.
func (g *group) laneCount() int {
	n := len(g.space.out)
	if n == 0 || program.Product(g.space.out) < manyLanes || g.fold != nil && len(g.members) > 1 {
		return 1
	}
	some := false
	for _, a := range g.reads {
		spread := false
		a.each(func(x *affine) { spread = spread || x.out[n-1] != 0 && x.out[n-1] != 1 })
		if spread {
			return 1
		}
		some = some || !a.none && a.addr.out[n-1] == 1
	}
	if !some && g.fold != nil {
		return 1
	}
	for v := 4; v > 1; v /= 2 {
		if g.space.out[n-1]%int64(v) == 0 && v*g.work() <= longBody {
			return v
		}
	}
	return 1
}

// threads returns the op in which each thread has some outputs of its own.
func (g *group) threads(card Card) *Op {
	how := "map"
	if g.fold != nil {
		how = "fold"
		if len(g.members) > 1 {
			how = "map and fold"
		}
	}
	o := g.op(how)
	if g.spreads() {
		o.Launches = []Launch{g.spread()}
		return o
	}
	o.Launches = []Launch{g.launch(card, g.laneCount(), nil, func(w *writer, _ []ptx.Reg, made [][]ptx.Reg) { w.values(made) })}
	return o
}

// values writes what the members make, for each lane.
func (w *writer) values(made [][]ptx.Reg) {
	g := w.g
	if g.fold != nil {
		w.foldTerms(made)
		return
	}
	if cond, ok := mask(g.members[0].kernel); ok && len(g.members) == 1 {
		w.maskedMap(cond, made)
		return
	}
	for lane := range made {
		for i := range g.members {
			m := w.emitter(i, lane, made[lane])
			m.acc = w.constant(g.members[i].kernel, g.members[i].kernel.Init)
			made[lane][i] = m.body()
		}
	}
}

// launch returns a launch in which each thread has some lanes. body writes what all members make for each; it gets the addresses of more arguments.
func (g *group) launch(card Card, lanes int, more []Arg, body func(w *writer, more []ptx.Reg, made [][]ptx.Reg)) Launch {
	e := ptx.New("k", maxThreads, 0)
	w := newWriter(e, g, lanes)
	args := w.params()
	var extra []ptx.Reg
	for range more {
		extra = append(extra, e.Param("u64"))
	}
	args = append(args, more...)
	for _, i := range g.stores() {
		w.outs[i] = e.Param("u64")
		args = append(args, Arg{Output, g.members[i].index})
	}
	threads := program.Product(g.space.out) / int64(lanes)
	grid, block := shape(threads, card)
	if g.fold != nil && newGuards(g) != nil { // rows of a triangle: small blocks spread the long ones
		grid, block = blocks(threads, 32), 32
	}
	end := e.NewLabel()
	first := w.locate(threads, lanes, end)
	w.prepare()
	made := make([][]ptx.Reg, lanes)
	for lane := range made {
		made[lane] = make([]ptx.Reg, len(g.members))
	}
	body(w, extra, made)
	for _, i := range g.stores() {
		if g.fold != nil && !g.sums(i) {
			continue // each of its elements is a term, and stored with it
		}
		at := e.U64()
		e.Op("add.s64", at, w.outs[i], first)
		w.store(g.members[i].kernel, at, made, i)
	}
	e.Place(end)
	return Launch{Entry: e, Grid: grid, Block: block, Args: args}
}

// shape returns the grid and block of so many threads. Few threads are spread over the multiprocessors in small blocks.
func shape(threads int64, card Card) (grid [3]int, block int) {
	block = maxThreads
	for block > 32 && threads < int64(block)*2*int64(card.Multiprocessors) {
		block /= 2
	}
	return blocks(threads, block), block
}

// blocks returns the grid of so many threads in blocks.
func blocks(threads int64, block int) [3]int {
	n := (threads + int64(block) - 1) / int64(block)
	if n > wideGrid {
		return [3]int{wideGrid, int((n + wideGrid - 1) / wideGrid), 1}
	}
	return [3]int{int(n), 1, 1}
}

// wideThreads is from how many threads their numbers have 64 bits. Tests make it less.
var wideThreads int64 = 1<<31 - maxThreads

// wideGrid is the first extent of a grid that needs a second one.
const wideGrid = 1 << 30

// locate finds the thread's coordinates, or goes to the end if it has none, and returns the bytes before its first output.
func (w *writer) locate(threads int64, lanes int, end ptx.Text) (first ptx.Reg) {
	tid, ntid, block := w.U32(), w.U32(), w.U32()
	w.Op("mov.u32", tid, ptx.Text("%tid.x"))
	w.Op("mov.u32", ntid, ptx.Text("%ntid.x"))
	w.Op("mov.u32", block, ptx.Text("%ctaid.x"))
	p := w.Pred()
	first = w.U64()
	out := w.g.space.out
	w.coords = make([]ptx.Reg, len(out))
	bytes := uint32(4 * lanes)
	typ, number := "u32", w.U32
	if threads >= wideThreads {
		typ, number = "u64", w.U64
	}
	rest := number()
	if typ == "u32" {
		w.Op("mad.lo.u32", rest, block, ntid, tid)
		w.Op("setp.ge.u32", p, rest, uint32(threads))
		w.If(p).Go(end)
		w.Op("mul.wide.u32", first, rest, bytes)
	} else {
		row, t := w.U32(), w.U64()
		w.Op("mov.u32", row, ptx.Text("%ctaid.y"))
		w.Op("mul.wide.u32", rest, row, uint32(wideGrid))
		w.Op("cvt.u64.u32", t, block)
		w.Op("add.s64", rest, rest, t)
		w.Op("cvt.u64.u32", t, ntid)
		w.Op("mul.lo.s64", rest, rest, t)
		w.Op("cvt.u64.u32", t, tid)
		w.Op("add.s64", rest, rest, t)
		w.Op("setp.ge.u64", p, rest, threads)
		w.If(p).Go(end)
		w.Op("mul.lo.s64", first, rest, int64(bytes))
	}
	for d := len(out) - 1; d >= 0; d-- {
		e := out[d]
		if d == len(out)-1 {
			e /= int64(lanes)
		}
		c := rest
		if d > 0 {
			q := number()
			c = number()
			if typ == "u32" {
				divide(w.Entry, q, c, rest, e)
			} else {
				w.Op("div.u64", q, rest, e)
				w.Op("rem.u64", c, rest, e)
			}
			rest = q
		}
		if typ == "u64" {
			n := w.U32()
			w.Op("cvt.u32.u64", n, c)
			c = n
		}
		if d == len(out)-1 && lanes > 1 {
			n := w.U32()
			w.Op("mul.lo.u32", n, c, lanes)
			c = n
		}
		w.coords[d] = c
	}
	return first
}

// store writes the lanes of what member i has made.
func (w *writer) store(k *program.Kernel, at ptx.Reg, made [][]ptx.Reg, i int) {
	words := make([]ptx.Reg, len(made))
	for lane := range made {
		words[lane] = made[lane][i]
		if isFloat(k) {
			words[lane] = w.U32()
			canonical(w.Entry, words[lane], made[lane][i])
		}
	}
	if len(words) == 1 {
		w.Op("st.global.u32", ptx.At(at, 0), words[0])
		return
	}
	w.Op(fmt.Sprintf("st.global.v%d.u32", len(words)), ptx.At(at, 0), ptx.Vector(words...))
}
