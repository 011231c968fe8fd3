package lower

import (
	"fmt"
	"math"

	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// writer writes the loads of a group, for a thread whose place in the space is known. A thread may have several neighbouring outputs, its lanes.
type writer struct {
	*ptx.Entry
	g     *group
	lanes int

	tensors []ptx.Reg           // addresses of the group's tensors
	outs    []ptx.Reg           // of what the members store
	stepAt  ptx.Reg             // address of the step's number
	slots   map[int]ptx.Reg     // where the outputs of kernels are in shared memory; looked up only
	coords  []ptx.Reg           // of the thread's first output, in the space
	amounts []*amount           // in the order of their first use
	of      map[*affine]*amount // looked up only

	fixed map[loaded]ptx.Reg  // words that are the same for all terms; looked up only
	moved map[loaded]ptx.Reg  // those of the term in hand
	guard map[*access]ptx.Reg // predicates without which words are not to be loaded; looked up only
	delta []int64             // of the term in hand, from where the amounts are, by reduction iterator
}

type loaded struct {
	a    *access
	lane int
}

func newWriter(e *ptx.Entry, g *group, lanes int) *writer {
	return &writer{Entry: e, g: g, lanes: lanes, outs: make([]ptx.Reg, len(g.members)), of: map[*affine]*amount{}, fixed: map[loaded]ptx.Reg{}, moved: map[loaded]ptx.Reg{}, delta: make([]int64, len(g.space.reduce))}
}

// params declares the parameters of what the group reads, and returns them as arguments.
func (w *writer) params() []Arg {
	for range w.g.tensors {
		w.tensors = append(w.tensors, w.Param("u64"))
	}
	args := append([]Arg(nil), w.g.tensors...)
	if w.g.steps {
		w.stepAt = w.Param("u64")
		args = append(args, Arg{From: Step})
	}
	return args
}

// prepare computes all that the accesses and the members' iterators need at the thread's first output and the first term.
func (w *writer) prepare() {
	for _, a := range w.g.reads {
		w.prepareAccess(a)
	}
	for i := range w.g.members {
		for _, x := range w.g.members[i].indexes {
			if x != nil {
				w.amount(x, narrow, 0, "")
			}
		}
		if m := &w.g.members[i]; w.g.fold != nil && !w.g.sums(i) && m.stored {
			w.amount(m.place, address, 4, w.outs[i])
		}
	}
}

func (w *writer) prepareAccess(a *access) {
	if a.none {
		return
	}
	for _, c := range a.checks {
		w.amount(c.x, w.checkKind(c), 0, "")
	}
	size := int64(a.operand.Type.Size())
	if a.local {
		w.amount(a.addr, inShared, size, w.slots[a.operand.Tensor])
		return
	}
	if a.through != nil {
		w.prepareAccess(a.through)
		w.amount(a.addr, wide, size, w.tensors[a.tensor])
		return
	}
	w.amount(a.addr, address, size, w.tensors[a.tensor])
}

// checkKind says whether 32 bits tell that a value is in range.
func (w *writer) checkKind(c check) kind {
	if lo, hi := c.x.span(&w.g.space); lo >= math.MinInt32 && hi <= math.MaxInt32 {
		return narrow
	}
	return wide
}

// uniform reports whether an access is the same for all lanes.
func (w *writer) uniform(a *access) bool {
	u := true
	a.each(func(x *affine) { u = u && (len(x.out) == 0 || x.out[len(x.out)-1] == 0) })
	return u
}

// vector reports whether the words of the lanes are neighbours that one load can take, all of them or none.
func (w *writer) vector(a *access) bool {
	n, v := len(w.g.space.out), int64(w.lanes)
	if v == 1 || n == 0 || a.none || a.addr.out[n-1] != 1 || a.addr.offset%v != 0 || !a.local && a.operand.Count%v != 0 {
		return false
	}
	for d, s := range a.addr.out[:n-1] {
		if s%v != 0 && w.g.space.out[d] > 1 {
			return false
		}
	}
	for _, s := range a.addr.reduce {
		if s%v != 0 {
			return false
		}
	}
	for _, c := range a.checks {
		if c.x.out[n-1] != 0 && !(c.size == a.operand.Count && c.x.equal(a.addr)) {
			return false
		}
	}
	return a.through == nil || a.operand.GatherStride%v == 0 && w.uniform(a.through)
}

// load returns the word of an access for a lane and the term in hand.
func (w *writer) load(a *access, lane int) ptx.Reg {
	words := w.moved
	if a.fixed() {
		words = w.fixed
	}
	if w.uniform(a) {
		lane = 0
	}
	if r := words[loaded{a, lane}]; r != "" {
		return r
	}
	width, first := 1, lane
	if w.vector(a) {
		width, first = w.lanes, 0
	}
	reg, fill := w.U32, func(r ptx.Reg) { w.Op("mov.u32", r, a.operand.Fill) }
	if a.operand.Type == tensor.F32 {
		reg, fill = w.F32, func(r ptx.Reg) { w.Op("mov.f32", r, ptx.F(a.operand.Fill)) }
	}
	regs := make([]ptx.Reg, width)
	for i := range regs {
		regs[i] = reg()
		words[loaded{a, first + i}] = regs[i]
	}
	if a.none {
		fill(regs[0])
		return regs[0]
	}
	var p ptx.Reg
	and := func(q ptx.Reg) {
		if p != "" {
			w.Op("and.pred", q, q, p)
		}
		p = q
	}
	for _, c := range a.checks {
		q, x := w.Pred(), w.value(c.x, first)
		if w.of[c.x].kind == narrow {
			w.Op("setp.lt.u32", q, x, uint32(min(c.size, 1<<31)))
		} else {
			w.Op("setp.lt.u64", q, x, c.size)
		}
		and(q)
	}
	if g := w.guard[a]; g != "" {
		q := w.Pred()
		w.Op("mov.pred", q, g)
		and(q)
	}
	var at ptx.Text
	if a.through != nil {
		x := w.U64()
		w.Op("mov.u64", x, w.value(a.addr, first))
		if s := a.operand.GatherStride; s != 0 {
			w.accumulate(x, w.load(a.through, first), s)
		}
		q := w.Pred()
		w.Op("setp.lt.u64", q, x, a.operand.Count)
		and(q)
		m := w.of[a.addr]
		if m.size > 1 {
			w.Op("shl.b64", x, x, map[int64]int{2: 1, 4: 2}[m.size])
		}
		w.Op("add.s64", x, x, m.base)
		at = ptx.At(x, 0)
	} else {
		at = w.place(a.addr, first)
	}
	op := "ld.global."
	if a.local {
		op = "ld.shared."
	}
	if width > 1 {
		op += fmt.Sprintf("v%d.", width)
	}
	op += map[tensor.Type]string{tensor.F32: "f32", tensor.U32: "u32", tensor.U16: "u16", tensor.U8: "u8"}[a.operand.Type]
	if p != "" {
		for _, r := range regs {
			fill(r)
		}
		w.If(p)
	}
	if width > 1 {
		w.Op(op, ptx.Vector(regs...), at)
	} else {
		w.Op(op, regs[0], at)
	}
	return words[loaded{a, lane}]
}

// place returns the memory at an address.
func (w *writer) place(x *affine, lane int) ptx.Text {
	m := w.of[x]
	by := w.shift(x, lane) * m.size
	if by != int64(int32(by)) {
		r := w.U64()
		w.Op("add.s64", r, m.reg, by)
		return ptx.At(r, 0)
	}
	return ptx.At(m.reg, by)
}

// emitters returns one for each member, for a lane. made holds what members have made for the lane.
func (w *writer) emitter(i, lane int, made []ptx.Reg) *emitter {
	m := &w.g.members[i]
	e := newEmitter(w.Entry, m.kernel)
	e.load = func(j int) ptx.Reg {
		if n := m.reads[j]; n < 0 {
			return made[^n]
		} else {
			return w.load(w.g.reads[n], lane)
		}
	}
	e.index = func(d int) ptx.Reg { return w.value(m.indexes[d], lane) }
	e.step = func() ptx.Reg {
		r := w.U32()
		w.Op("ld.global.u32", r, ptx.At(w.stepAt, 0))
		return r
	}
	return e
}

// constant returns a register with a word of a kernel's type.
func (w *writer) constant(k *program.Kernel, word uint32) ptx.Reg {
	if isFloat(k) {
		r := w.F32()
		w.Op("mov.f32", r, ptx.F(word))
		return r
	}
	r := w.U32()
	w.Op("mov.u32", r, word)
	return r
}
