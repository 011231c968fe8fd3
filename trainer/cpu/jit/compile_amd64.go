//go:build unix

package jit

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"refute/trainer/f32"
	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Code of a loop. RDI holds the arguments, RCX the first lane in hand, RDX the end; pointers are in R8 to R13 as far as these reach and in the arguments
// beyond; RAX, RBX and the scratch registers are free between instructions; constants and tables lie behind the code.
//
//	values of the row to their slots
//	while unroll vectors are left:  vectors(unroll)
//	while a vector is left:         vectors(1)
//	if lanes are left:              vectors(1), loads and stores masked
//
// and vectors(n), for a loop with reductions, is
//
//	values of the lanes to their slots, accumulators = Init
//	for each term: values of the term, n times; pointers move
//	stores
type compiler struct {
	asm
	*Loop
	vl     int // lanes of a vector
	class  []class
	fused  []bool // comparisons that are done where a select needs them, and nowhere else
	lists  [3][]int
	lazy   int     // in lists[perLane], the first value that only a mask by position lets count; none
	blocks []block // constants behind the code

	words  map[uint32]int // label of a constant; looked up only
	table  map[int]int    // label of a load's table, looked up only
	index  map[int]int    // label of an index's table, looked up only
	limits map[int]int    // label of a bound's table, looked up only
	home   []int          // slot of values that other sections need; -1: none
	slots  int            // in use for good

	free    []bool // by register
	holds   []int  // value by register
	reg     []int  // register by value
	spilled []int  // slot by value, in this section
	temp    int    // slots in use in this section
	full    bool   // there were too few slots
	last    []int  // last use of a value in this section
	uses    [][]int
	pinned  []int
	now     int
	copy    int  // which vector of the unrolled ones
	tail    bool // masked
}

// class says when a value changes.
type class uint8

const (
	perRow class = iota
	perLane
	perTerm
)

type block struct {
	data []byte
}

const pointerRegs = 6

// registers returns how many are allocated; the two behind are scratch, and then, with AVX2, the mask of the last lanes.
func (c *compiler) registers() int {
	if c.wide {
		return 30
	}
	return 13
}

func (c *compiler) scratch(i int) int { return c.registers() + i }

const (
	maskCompare = 1 // result of a comparison
	maskOdd     = 2 // odd lanes
	maskTail    = 3 // lanes that are left
	maskGather  = 4 // of a gather, which clears it
	maskReg     = 15
)

// check reports whether the loop can be compiled.
func (l *Loop) check(level isa.Level) error {
	if level != isa.AVX2 && level != isa.AVX512 {
		return ErrUnsupported
	}
	switch {
	case len(l.Loads)+len(l.Stores) > MaxPointers, len(l.Indexes) > MaxIndexes, len(l.Reduce) > MaxReduce, len(l.Stores) == 0, len(l.Values) > 2048,
		len(l.Reduce) > 0 && (len(l.Stores) != 1 || l.Stores[0].Value != l.Last):
		return ErrUnsupported
	}
	bounds := 0
	for i := range l.Loads {
		d := &l.Loads[i]
		bounds += len(d.Bounds)
		if d.Type.Size() != 4 && len(d.Bounds) > 0 && (level == isa.AVX2 || d.Mode != Contiguous && d.Mode != Grouped) {
			return ErrUnsupported
		}
		for _, b := range d.Bounds {
			for r, s := range b.Steps {
				if total := s * l.Reduce[r]; s != 0 && (total/s != l.Reduce[r] || max(total, -total) > math.MaxInt32) {
					return ErrUnsupported
				}
			}
		}
		if d.Type.Size() != 4 && (d.Mode == Strided || d.Mode == Scattered || level == isa.AVX2 && l.Lanes%8 != 0) {
			return ErrUnsupported
		}
		for r, s := range d.Steps {
			if total := s * l.Reduce[r]; s != 0 && (total/s != l.Reduce[r] || max(total, -total) > math.MaxInt32 || l.Reduce[r] > math.MaxInt32) { // both ways: pointers come back
				return ErrUnsupported
			}
		}
	}
	if bounds > MaxBounds {
		return ErrUnsupported
	}
	return nil
}

// Compile returns the loop's machine code, which can lie anywhere at a multiple of 64 bytes.
func (l *Loop) Compile(level isa.Level) ([]byte, error) {
	if err := l.check(level); err != nil {
		return nil, err
	}
	c := &compiler{Loop: l, vl: 8, words: map[uint32]int{}, table: map[int]int{}, index: map[int]int{}, limits: map[int]int{}}
	if c.wide = level == isa.AVX512; c.wide {
		c.vl = 16
	}
	n := len(l.Values)
	c.class, c.fused, c.home = make([]class, n), make([]bool, n), make([]int, n)
	c.reg, c.spilled, c.last, c.uses = make([]int, n), make([]int, n), make([]int, n), make([][]int, n)
	c.holds, c.free = make([]int, 32), make([]bool, 32)
	c.classify()
	c.postpone()
	if err := c.emit(); err != nil {
		return nil, err
	}
	if c.full {
		return nil, ErrUnsupported
	}
	return c.link(), nil
}

func comparison(op program.Op) bool {
	switch op {
	case program.FEq, program.FLt, program.FLe, program.Eq, program.Lt, program.Le, program.SLt:
		return true
	}
	return false
}

func constant(op program.Op) bool { return op == program.ConstF || op == program.ConstU }

// inputs returns what a value is computed from, by the definition.
func (c *compiler) inputs(v int) []int {
	x := &c.Values[v]
	return []int{x.A, x.B, x.C}[:x.Op.Values()]
}

func moves(steps []int64) bool {
	return slices.ContainsFunc(steps, func(s int64) bool { return s != 0 })
}

// classify finds what is live, when each value changes, and which comparisons select does itself.
func (c *compiler) classify() {
	live, plain := make([]bool, len(c.Values)), make([]bool, len(c.Values))
	for v := range c.Values {
		x := &c.Values[v]
		switch x.Op {
		case program.Acc:
			c.class[v] = perTerm
		case program.Load:
			switch l := &c.Loads[x.A]; {
			case moves(l.Steps) || slices.ContainsFunc(l.Bounds, func(b Bound) bool { return moves(b.Steps) }):
				c.class[v] = perTerm
			case l.Mode != Uniform || slices.ContainsFunc(l.Bounds, func(b Bound) bool { return b.Stride != 0 || b.Table != nil }):
				c.class[v] = perLane
			}
		case program.Index:
			switch i := &c.Indexes[x.A]; {
			case i.Lanes != nil || i.Self:
				c.class[v] = perLane
			case i.Reduce >= 0:
				c.class[v] = perTerm
			}
		default:
			for _, in := range c.inputs(v) {
				c.class[v] = max(c.class[v], c.class[in])
			}
		}
	}
	for _, s := range c.Stores {
		live[s.Value], plain[s.Value] = true, true
	}
	for v := len(c.Values) - 1; v >= 0; v-- {
		if !live[v] {
			continue
		}
		x := &c.Values[v]
		for i, in := range c.inputs(v) {
			live[in] = true
			if x.Op != program.Select || i > 0 || !comparison(c.Values[in].Op) || c.class[in] != c.class[v] {
				plain[in] = true
			}
		}
	}
	folds := len(c.Reduce) > 0
	if folds {
		live[c.Last], plain[c.Last] = true, true
	}
	for v := range c.Values {
		x := &c.Values[v]
		c.fused[v] = live[v] && comparison(x.Op) && !plain[v]
		c.home[v] = none
		if !live[v] {
			continue
		}
		if !constant(x.Op) && x.Op != program.Acc && !c.fused[v] {
			c.lists[c.class[v]] = append(c.lists[c.class[v]], v)
		}
		switch {
		case x.Op == program.Select && comparison(c.Values[x.A].Op) && c.class[x.A] == c.class[v]:
			y := &c.Values[x.A]
			c.uses[v] = []int{y.A, y.B, x.B, x.C}
		default:
			c.uses[v] = slices.Clone(c.inputs(v))
		}
	}
}

// word returns the place of a constant in all lanes.
func (c *compiler) word(w uint32) operand {
	l, ok := c.words[w]
	if !ok {
		data := make([]byte, slot)
		for i := 0; i < slot; i += 4 {
			binary.LittleEndian.PutUint32(data[i:], w)
		}
		l = c.constants(data)
		c.words[w] = l
	}
	return operand{base: rip, index: none, label: l}
}

func (c *compiler) constants(data []byte) int {
	c.blocks = append(c.blocks, block{data})
	return len(c.blocks) - 1
}

func (c *compiler) iota(stride int32) operand {
	data := make([]byte, slot)
	for i := range 16 {
		binary.LittleEndian.PutUint32(data[4*i:], uint32(int32(i)*stride))
	}
	return operand{base: rip, index: none, label: c.constants(data)}
}

// lanes returns the label of a table by lane, padded to whole vectors.
func (c *compiler) lanes(labels map[int]int, i int, words []uint32) int {
	l, ok := labels[i]
	if !ok {
		data := make([]byte, (len(words)+15)/16*slot)
		for j, w := range words {
			binary.LittleEndian.PutUint32(data[4*j:], w)
		}
		l = c.constants(data)
		labels[i] = l
	}
	return l
}

// link places the constants behind the code.
func (c *compiler) link() []byte {
	code := c.code
	place := make([]int, len(c.blocks))
	for i, b := range c.blocks {
		code = append(code, make([]byte, -len(code)&(slot-1))...)
		place[i] = len(code)
		code = append(code, b.data...)
	}
	for _, f := range c.fix {
		binary.LittleEndian.PutUint32(code[f.place:], uint32(int32(place[f.label]-f.end)+f.disp))
	}
	return code
}

func slotAt(i int) operand { return at(rdi, int32(argSlots+slot*i)) }

// emit writes the code.
func (c *compiler) emit() error {
	for i := range min(pointerRegs, len(c.Loads)+len(c.Stores)) {
		c.load(r8+i, at(rdi, int32(argPointers+8*i)))
	}
	c.load(rcx, at(rdi, argLo))
	c.load(rdx, at(rdi, argHi))
	if c.wide && slices.ContainsFunc(c.Values, func(v Value) bool { return v.Op == program.MulHi }) {
		c.byte(0xb8) // mov eax, imm32
		c.int32(0xaaaa)
		c.kmov(maskOdd, rax)
	}
	c.section(c.lists[perRow])
	for _, v := range c.lists[perRow] {
		c.value(v)
		c.home[v] = c.newSlot()
		c.vec(vmovupsStore, c.reg[v], none, slotAt(c.home[v]))
		c.done()
	}
	unroll := c.unroll()
	if unroll > 1 {
		if err := c.vectors(unroll); err != nil {
			return err
		}
	}
	if err := c.vectors(1); err != nil {
		return err
	}
	// What is left, fewer lanes than a vector has.
	c.cmp(rcx, register(rdx))
	end := c.jump(notBelow)
	c.lea(rbx, at(rdx, 0))
	c.sub(rbx, register(rcx))
	if c.wide {
		c.byte(0xb8)
		c.int32(-1)
		c.bzhi(rax, rax, rbx)
		c.kmov(maskTail, rax)
	} else {
		data := make([]byte, slot)
		for i := range 32 {
			data[i] = 0xff
		}
		c.gpr(0xf7, 3, register(rbx), false, 0) // neg
		c.lea(rax, operand{base: rip, index: none, label: c.constants(data), disp: 32})
		c.vec(vmovupsLoad, maskReg, none, indexed(rax, rbx, 2, 0))
	}
	c.tail = true
	if err := c.group(1); err != nil {
		return err
	}
	c.land(end)
	c.vzeroupper()
	c.ret()
	return nil
}

// unroll returns how many vectors' sums are computed side by side, so that one need not wait for another's addition.
func (c *compiler) unroll() int {
	if len(c.Reduce) == 0 {
		return 1
	}
	most := 4
	if c.wide {
		most = 8
	}
	for n := most; n > 1; n /= 2 {
		if n*len(c.lists[perTerm]) <= 32 && n*c.vl <= c.Lanes {
			return n
		}
	}
	return 1
}

// vectors writes a loop over n vectors at a time.
func (c *compiler) vectors(n int) error {
	top := len(c.code)
	c.lea(rax, at(rcx, int32(n*c.vl)))
	c.cmp(rax, register(rdx))
	out := c.jump(above)
	if err := c.group(n); err != nil {
		return err
	}
	c.addImm(register(rcx), int32(n*c.vl))
	c.backAlways(top)
	c.land(out)
	return nil
}

// group writes the computation of n vectors.
func (c *compiler) group(n int) error {
	keep := c.slots
	defer func() { c.slots = keep }()
	folds := len(c.Reduce) > 0
	homes := make([][]int, n)
	for u := range n {
		c.copy = u
		c.section(c.lists[perLane])
		if !folds {
			for _, s := range c.Stores {
				c.last[s.Value] = len(c.lists[perLane])
			}
		}
		masked, otherwise := none, operand{}
		for i, v := range c.lists[perLane] {
			if i == c.lazy {
				masked, otherwise = c.unmasked()
			}
			c.value(v)
			if folds {
				s := c.newSlot()
				homes[u] = append(homes[u], s)
				c.vec(vmovupsStore, c.reg[v], none, slotAt(s))
			}
			if i == len(c.lists[perLane])-1 && masked != none {
				d := c.reg[v]
				end := c.skip()
				c.land(masked)
				c.vec(vmovupsLoad, d, none, otherwise)
				c.land(end)
			}
			c.done()
		}
		if !folds {
			for i, s := range c.Stores {
				c.write(i, s)
			}
		}
	}
	if !folds {
		return nil
	}
	for u := range n {
		c.vec(vmovupsLoad, u, none, c.word(c.Init))
	}
	if err := c.terms(n, homes); err != nil {
		return err
	}
	c.section(nil)
	for u := range n {
		c.copy = u
		c.reg[c.Last], c.holds[u], c.free[u] = u, c.Last, false
		c.write(0, c.Stores[0])
		c.section(nil)
	}
	for _, v := range c.lists[perLane] {
		c.home[v] = none
	}
	return nil
}

// terms writes the loops over the reduction. Accumulator u is in register u.
func (c *compiler) terms(n int, homes [][]int) error {
	tops := make([]int, len(c.Reduce))
	for r, e := range c.Reduce {
		c.setImm(at(rdi, int32(argCounters+8*r)), int32(e))
		c.setImm32(at(rdi, int32(argTerms+4*r)), 0)
		tops[r] = len(c.code)
	}
	for u := range n {
		c.copy = u
		for i, v := range c.lists[perLane] {
			c.home[v] = homes[u][i]
		}
		c.section(c.lists[perTerm])
		for w := range n { // the accumulators
			c.free[w], c.holds[w] = false, none
		}
		for v := range c.Values {
			if c.Values[v].Op == program.Acc {
				c.reg[v], c.holds[u] = u, v
			}
		}
		c.last[c.Last] = len(c.lists[perTerm])
		for _, v := range c.lists[perTerm] {
			c.value(v)
			c.done()
		}
		if r := c.reg[c.Last]; r != u {
			c.vec(vmovupsLoad, u, none, c.place(c.Last))
		}
	}
	for r := len(c.Reduce) - 1; r >= 0; r-- {
		next := func(steps []int64) (int32, error) {
			if steps == nil {
				return 0, nil
			}
			step := steps[r]
			if r+1 < len(c.Reduce) {
				step -= steps[r+1] * c.Reduce[r+1]
			}
			if step != int64(int32(step)) {
				return 0, fmt.Errorf("%w: a step of %d", ErrUnsupported, step)
			}
			return int32(step), nil
		}
		bound := 0
		for i := range c.Loads {
			l := &c.Loads[i]
			step, err := next(l.Steps)
			if err != nil {
				return err
			}
			c.move(i, step)
			for _, b := range l.Bounds {
				if step, err = next(b.Steps); err != nil {
					return err
				}
				c.moveBound(bound, step)
				bound++
			}
		}
		c.inc32(at(rdi, int32(argTerms+4*r)))
		c.dec(at(rdi, int32(argCounters+8*r)))
		c.back(notZero, tops[r])
		// The counters of the loops within are set anew, where the outer one's top lies before them.
	}
	bound := 0
	for i := range c.Loads {
		l := &c.Loads[i]
		if l.Steps != nil {
			c.move(i, int32(-l.Steps[0]*c.Reduce[0]))
		}
		for _, b := range l.Bounds {
			if b.Steps != nil {
				c.moveBound(bound, int32(-b.Steps[0]*c.Reduce[0]))
			}
			bound++
		}
	}
	return nil
}

// moveBound adds to a bound's part that is the same in all lanes.
func (c *compiler) moveBound(i int, by int32) {
	if by != 0 {
		c.addImm32(at(rdi, int32(argBounds+4*i)), by)
	}
}

// move adds bytes to a pointer.
func (c *compiler) move(i int, bytes int32) {
	switch {
	case bytes == 0:
	case i < pointerRegs:
		c.addImm(register(r8+i), bytes)
	default:
		c.addImm(at(rdi, int32(argPointers+8*i)), bytes)
	}
}

// newSlot returns a slot that stays in use; such slots grow from below, those of a section from above.
func (c *compiler) newSlot() int {
	c.slots++
	c.full = c.full || c.slots+c.temp > maxSlots
	return min(c.slots, maxSlots) - 1
}

// tempSlot returns a slot that is in use until the section ends.
func (c *compiler) tempSlot() int {
	c.temp++
	c.full = c.full || c.slots+c.temp > maxSlots
	return max(maxSlots-c.temp, 0)
}

// section begins a run of values: no register is in use. The list's values are used by one another.
func (c *compiler) section(list []int) {
	for r := range c.free {
		c.free[r], c.holds[r] = r < c.registers(), none
	}
	for v := range c.Values {
		c.reg[v], c.spilled[v], c.last[v] = none, none, none
	}
	for i, v := range list {
		for _, in := range c.uses[v] {
			c.last[in] = i
		}
	}
	c.temp, c.now, c.pinned = 0, 0, c.pinned[:0]
}

// done ends a value: registers of values that are not needed any more are free.
func (c *compiler) done() {
	for r := range c.registers() {
		if v := c.holds[r]; v != none && !c.free[r] && c.last[v] <= c.now {
			c.release(v)
		}
	}
	c.pinned = c.pinned[:0]
	c.now++
}

func (c *compiler) release(v int) {
	r := c.reg[v]
	c.free[r], c.holds[r], c.reg[v] = true, none, none
}

// place returns where a value is.
func (c *compiler) place(v int) operand {
	switch x := &c.Values[v]; {
	case c.reg[v] != none:
		return register(c.reg[v])
	case constant(x.Op):
		w := x.Imm
		if x.Op == program.ConstF {
			w = f32.Canon(w)
		}
		return c.word(w)
	case c.home[v] != none:
		return slotAt(c.home[v])
	case c.spilled[v] != none:
		return slotAt(c.spilled[v])
	}
	panic(fmt.Sprintf("jit: value %d (%s) is nowhere", v, c.Values[v].Op))
}

// pin returns where a value is and keeps its register until the value in hand is done.
func (c *compiler) pin(v int) operand {
	o := c.place(v)
	if o.isReg() {
		c.pinned = append(c.pinned, o.reg)
	}
	return o
}

// inReg returns the value's register, or loads it to a scratch register.
func (c *compiler) inReg(o operand, scratch int) int {
	if o.isReg() {
		return o.reg
	}
	c.vec(vmovupsLoad, c.scratch(scratch), none, o)
	return c.scratch(scratch)
}

// dies reports whether a value is used for the last time by the value in hand.
func (c *compiler) dies(v int) bool { return c.reg[v] != none && c.last[v] <= c.now }

// to returns a register for value v. If reuse is true it may be one of an operand that is used for the last time.
func (c *compiler) to(v int, reuse bool) int {
	if reuse {
		for _, in := range c.uses[v] {
			if c.dies(in) {
				r := c.reg[in]
				c.release(in)
				c.pinned = slices.DeleteFunc(c.pinned, func(p int) bool { return p == r })
			}
		}
	}
	if len(c.Reduce) > 0 && v == c.Last && c.free[c.copy] {
		return c.take(v, c.copy)
	}
	for r := range c.registers() {
		if c.free[r] {
			return c.take(v, r)
		}
	}
	// The value that is needed last gives way.
	victim, far := none, none
	for r := range c.registers() {
		w := c.holds[r]
		if w == none || slices.Contains(c.pinned, r) || c.Values[w].Op == program.Acc {
			continue
		}
		if next := c.nextUse(w); next > far {
			victim, far = r, next
		}
	}
	if victim == none {
		panic("jit: no register")
	}
	w := c.holds[victim]
	if c.home[w] == none && c.spilled[w] == none {
		c.spilled[w] = c.tempSlot()
		c.vec(vmovupsStore, victim, none, slotAt(c.spilled[w]))
	}
	c.release(w)
	return c.take(v, victim)
}

func (c *compiler) take(v, r int) int {
	c.free[r], c.holds[r], c.reg[v] = false, v, r
	return r
}

func (c *compiler) nextUse(w int) int {
	list := c.lists[perLane]
	if c.inTerms() {
		list = c.lists[perTerm]
	}
	for i := c.now + 1; i < len(list); i++ {
		if slices.Contains(c.uses[list[i]], w) {
			return i
		}
	}
	return len(list)
}

// inTerms reports whether the section in hand is that of the terms.
func (c *compiler) inTerms() bool {
	return c.last != nil && len(c.Reduce) > 0 && c.last[c.Last] == len(c.lists[perTerm])
}

// write stores an output, canonical if it is a float.
func (c *compiler) write(i int, s Store) {
	p := len(c.Loads) + i
	base := r8 + p
	if p >= pointerRegs {
		base = rax
		c.load(rax, at(rdi, int32(argPointers+8*p)))
	}
	to := indexed(base, rcx, 2, int32(4*c.vl*c.copy))
	o := c.place(s.Value)
	r := c.inReg(o, 0)
	if s.Float {
		d := c.scratch(0)
		if c.wide {
			c.vec(vcmpps, maskCompare, r, register(r), 3)
			c.masked(vblendmps, mask{k: maskCompare}, d, r, c.word(f32.NaN))
		} else {
			t := c.scratch(1)
			c.vec(vcmpps, t, r, register(r), 3)
			c.vec(vblendvps, d, r, c.word(f32.NaN), byte(t<<4))
		}
		r = d
	}
	switch {
	case !c.tail:
		c.vec(vmovupsStore, r, none, to)
	case c.wide:
		c.masked(vmovupsStore, mask{k: maskTail}, r, none, to)
	default:
		c.vec(vmaskmovSave, r, maskReg, to)
	}
}

// value writes the code of a value, into a register.
func (c *compiler) value(v int) {
	x := &c.Values[v]
	switch x.Op {
	case program.Load:
		c.read(c.to(v, false), x.A)
	case program.Index:
		c.iterator(c.to(v, false), x.A)
	case program.StepNo:
		c.vec(vbroadcastss, c.to(v, false), none, at(rdi, argStep))
	case program.Select:
		c.choose(v)
	case program.FMA:
		c.fma(v)
	default:
		if comparison(x.Op) {
			c.truth(v)
		} else {
			c.operation(v)
		}
	}
}

// read writes a load.
func (c *compiler) read(d, i int) {
	l := &c.Loads[i]
	base := r8 + i
	if i >= pointerRegs {
		base = rax
	}
	pointer := func() { // only where rax is not in use for something else
		if i >= pointerRegs {
			c.load(rax, at(rdi, int32(argPointers+8*i)))
		}
	}
	ahead := int32(4 * c.vl * c.copy)
	if len(l.Bounds) > 0 {
		c.within(i)
		c.vec(vmovupsLoad, d, none, c.word(l.Fill))
		switch l.Mode {
		case Uniform, Splat: // by gathers, which read nothing where the mask is 0
			from := base
			if l.Mode == Splat {
				c.lea(rbx, operand{base: rip, index: none, label: c.lanes(c.table, i, unsigned(l.Table))})
				c.movsxd(rbx, indexed(rbx, rcx, 2, ahead))
				pointer()
				c.add(rbx, register(base))
				from = rbx
			} else {
				pointer()
			}
			c.vec(vpxor, c.scratch(0), c.scratch(0), register(c.scratch(0)))
			c.gather(d, from, true)
			return
		}
	}
	bounded := len(l.Bounds) > 0
	switch l.Mode {
	case Uniform:
		pointer()
		c.broadcast(d, l.Type, at(base, 0))
	case Contiguous:
		pointer()
		size := l.Type.Size()
		c.vector(d, l.Type, indexed(base, rcx, uint8(size>>1), int32(size*c.vl*c.copy)), bounded)
	case Grouped, Splat:
		c.lea(rbx, operand{base: rip, index: none, label: c.lanes(c.table, i, unsigned(l.Table))})
		c.movsxd(rbx, indexed(rbx, rcx, 2, ahead))
		pointer()
		if l.Mode == Splat {
			c.broadcast(d, l.Type, indexed(base, rbx, 0, 0))
		} else {
			c.vector(d, l.Type, indexed(base, rbx, 0, 0), bounded)
		}
	case Strided:
		c.lea(rbx, at(rcx, int32(c.vl*c.copy)))
		c.imul(rbx, register(rbx), l.Stride)
		pointer()
		c.add(rbx, register(base))
		c.vec(vmovdqaUnaligned, c.scratch(0), none, c.iota(l.Stride))
		c.gather(d, rbx, bounded)
	case Scattered:
		c.lea(rbx, operand{base: rip, index: none, label: c.lanes(c.table, i, unsigned(l.Table))})
		c.vec(vmovdqaUnaligned, c.scratch(0), none, indexed(rbx, rcx, 2, ahead))
		pointer()
		c.gather(d, base, bounded)
	}
}

// vmovdqaUnaligned loads integers from anywhere, with either encoding.
var vmovdqaUnaligned = vmovupsLoad

func unsigned(x []int32) []uint32 {
	u := make([]uint32, len(x))
	for i, v := range x {
		u[i] = uint32(v)
	}
	return u
}

// broadcast writes the load of one word to all lanes.
func (c *compiler) broadcast(d int, t tensor.Type, m operand) {
	switch t {
	case tensor.U8:
		c.byteOp(0xb6, rax, m)
		c.broadcastGPR(d, rax)
	case tensor.U16:
		c.byteOp(0xb7, rax, m)
		c.broadcastGPR(d, rax)
	default:
		c.vec(vbroadcastss, d, none, m)
	}
}

// byteOp writes a two-byte opcode of general registers: movzx.
func (c *compiler) byteOp(code uint8, reg int, m operand) {
	rex := byte(0x40) | byte(reg>>3&1)<<2 | byte(max(m.index, 0)>>3&1)<<1 | byte(m.base>>3&1)
	c.byte(rex, 0x0f)
	c.modrm(code, reg, m, 0)
}

// within finds the lanes that are in bounds: in the mask of a gather, or with AVX2 in scratch register 1. Lanes beyond the end are out.
func (c *compiler) within(i int) {
	s, t := c.scratch(0), c.scratch(1)
	number := 0
	for j := range i {
		number += len(c.Loads[j].Bounds)
	}
	c.everyLane(t)
	for n, b := range c.Loads[i].Bounds {
		switch {
		case b.Table != nil:
			c.lea(rbx, operand{base: rip, index: none, label: c.lanes(c.limits, number+n, unsigned(b.Table))})
			c.vec(vmovdqaUnaligned, s, none, indexed(rbx, rcx, 2, int32(4*c.vl*c.copy)))
		case b.Stride != 0:
			c.lea(rbx, at(rcx, int32(c.vl*c.copy)))
			c.imul(rbx, register(rbx), b.Stride)
			c.broadcastGPR(s, rbx)
			c.vec(vpaddd, s, s, c.iota(b.Stride))
		default:
			c.vec(vpxor, s, s, register(s))
		}
		from := at(rdi, int32(argBounds+4*(number+n)))
		if c.wide {
			c.vec(vbroadcastss, t, none, from)
			c.vec(vpaddd, s, s, register(t))
			c.masked(vpcmpud, mask{k: maskGather}, maskGather, s, c.word(b.Size), 1)
			continue
		}
		// Two registers are too few: the mask waits in memory.
		wait := slotAt(c.tempSlot())
		c.vec(vmovupsStore, t, none, wait)
		c.vec(vbroadcastss, t, none, from)
		c.vec(vpaddd, s, s, register(t))
		c.vec(vpminud, s, s, c.word(b.Size)) // at least Size: the lesser is Size
		c.vec(vpcmpeqd, s, s, c.word(b.Size))
		c.vec(vpandn, t, s, wait)
	}
}

// everyLane sets the mask of a gather, or with AVX2 scratch register t, for all lanes but those beyond the end.
func (c *compiler) everyLane(t int) {
	switch {
	case c.wide && c.tail:
		c.kmovk(maskGather, maskTail)
	case c.wide:
		c.kones(maskGather)
	case c.tail:
		c.vec(vmovupsLoad, t, none, register(maskReg))
	default:
		c.vec(vpcmpeqd, t, t, register(t))
	}
}

// vector writes the load of neighbouring words. If bounded, only where [compiler.within] says; d holds what is elsewhere.
func (c *compiler) vector(d int, t tensor.Type, m operand, bounded bool) {
	op := vmovupsLoad
	switch t {
	case tensor.U8:
		op = vpmovzxbd
	case tensor.U16:
		op = vpmovzxwd
	}
	switch {
	case bounded && c.wide:
		c.masked(op, mask{k: maskGather}, d, none, m)
	case bounded:
		c.vec(vmaskmovLoad, c.scratch(0), c.scratch(1), m)
		c.vec(vblendvps, d, d, register(c.scratch(0)), byte(c.scratch(1)<<4))
	case !c.tail, t.Size() != 4 && !c.wide: // the lanes are whole vectors there
		c.vec(op, d, none, m)
	case c.wide:
		c.masked(op, mask{maskTail, true}, d, none, m)
	default:
		c.vec(vmaskmovLoad, d, maskReg, m)
	}
}

// gather loads the words at base plus the byte offsets in scratch register 0. If bounded, only where [compiler.within] says; d holds what is elsewhere.
func (c *compiler) gather(d, base int, bounded bool) {
	from := indexed(base, c.scratch(0), 0, 0)
	if !bounded {
		c.everyLane(c.scratch(1))
	}
	if c.wide {
		c.masked(vpgatherdd, mask{k: maskGather}, d, none, from)
	} else {
		c.vec(vpgatherdd, d, c.scratch(1), from)
	}
}

// iterator writes the values of an iterator.
func (c *compiler) iterator(d, i int) {
	switch x := &c.Indexes[i]; {
	case x.Lanes != nil:
		c.lea(rbx, operand{base: rip, index: none, label: c.lanes(c.index, i, x.Lanes)})
		c.vec(vmovdqaUnaligned, d, none, indexed(rbx, rcx, 2, int32(4*c.vl*c.copy)))
		if x.Row {
			c.vec(vbroadcastss, c.scratch(0), none, at(rdi, int32(argIndexes+4*i)))
			c.vec(vpaddd, d, d, register(c.scratch(0)))
		}
	case x.Self:
		c.lea(rax, at(rcx, int32(c.vl*c.copy)))
		c.broadcastGPR(d, rax)
		c.vec(vpaddd, d, d, c.iota(1))
	case x.Reduce >= 0:
		c.vec(vbroadcastss, d, none, at(rdi, int32(argTerms+4*x.Reduce)))
	default:
		c.vec(vbroadcastss, d, none, at(rdi, int32(argIndexes+4*i)))
	}
}
