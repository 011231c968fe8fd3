package emulate

import (
	"fmt"
	"math"
	"slices"
)

// Where shared memory begins in its window. Cards keep the beginning to themselves; and code that takes a variable's address for 0 is found.
const sharedBase = 1024

// constant is what a slot holds that no instruction writes.
type constant struct {
	slot int32
	bits uint64
}

// fixed is a slot whose value depends on the thread or the launch.
type fixed struct {
	slot int32
	what int // a special register, or -1-i for parameter i
}

// Function is a kernel that can be launched.
type Function struct {
	Name    string
	Params  []int // bytes of each
	Static  int   // bytes of shared memory, without what a launch adds
	Dynamic bool  // whether a launch may add some

	max, exact [3]int
	code       []instr
	n32, n64   int
	np, nd     int
	const32    []constant
	const64    []constant
	fixed32    []fixed
	fixed64    []fixed
	names      []string // by def
	fenced     bool     // has a fence: what blocks tell each other is not judged
	warpSync   bool
}

// Module is a module's kernels, by name.
type Module map[string]*Function

// Parse reads a module and checks every instruction: that it is of the subset, that its operands are of its types, that its labels exist.
func Parse(text string) (Module, error) {
	entries, vars, err := parse(text)
	if err != nil {
		return nil, err
	}
	m := Module{}
	for _, e := range entries {
		f, err := decode(e, vars)
		if err != nil {
			return nil, err
		}
		m[e.name] = f
	}
	return m, nil
}

// decoder turns a kernel's statements into instructions.
type decoder struct {
	e       *entry
	f       *Function
	regs    map[string]register
	symbols map[string]int64
	seen32  map[uint32]int32
	seen64  map[uint64]int32
	fixed   map[string]register
	s       *statement
	in      instr
	nsrc    int
	err     error
}

func decode(e *entry, module []variable) (*Function, error) {
	f := &Function{Name: e.name, max: e.max, exact: e.exact, n32: 1, n64: 1, np: 1, nd: 1, names: []string{""}}
	d := &decoder{e: e, f: f, regs: map[string]register{}, symbols: map[string]int64{}, seen32: map[uint32]int32{}, seen64: map[uint64]int32{}, fixed: map[string]register{}}
	for _, p := range e.params {
		f.Params = append(f.Params, p.typ.size())
	}
	if err := d.layout(slices.Concat(module, e.shared)); err != nil {
		return nil, err
	}
	for _, name := range e.order {
		r := register{def: int32(f.nd), typ: e.regs[name], wide: e.regs[name].size() == 8}
		f.nd++
		f.names = append(f.names, name)
		r.slot = d.slot(r.typ)
		d.regs[name] = r
	}
	for i := range e.body {
		s := &e.body[i]
		d.s, d.nsrc = s, 0
		d.in = instr{guard: -1, line: int32(s.line)}
		d.guard()
		d.instruction()
		if d.err != nil {
			return nil, &Error{Kernel: e.name, Line: s.line, Text: d.err.Error()}
		}
		f.code = append(f.code, d.in)
	}
	if n := len(f.code); n == 0 || f.code[n-1].guard >= 0 || f.code[n-1].op != opExit && f.code[n-1].op != opBra {
		return nil, &Error{Kernel: e.name, Line: e.line, Text: "the last instruction must be ret, exit or a jump"}
	}
	for label, at := range e.labels {
		if at == len(f.code) {
			return nil, &Error{Kernel: e.name, Line: e.line, Text: fmt.Sprintf("no instruction after label %s", label)}
		}
	}
	return f, nil
}

// layout gives the variables of shared memory their addresses.
func (d *decoder) layout(vars []variable) error {
	at := int64(sharedBase)
	place := func(v variable) error {
		if _, ok := d.symbols[v.name]; ok {
			return &Error{Kernel: d.e.name, Line: d.e.line, Text: fmt.Sprintf("a second variable %s", v.name)}
		}
		at = (at + int64(v.align) - 1) / int64(v.align) * int64(v.align)
		d.symbols[v.name] = at
		return nil
	}
	for _, v := range vars {
		if v.bytes >= 0 {
			if err := place(v); err != nil {
				return err
			}
			at += int64(v.bytes)
			if at > sharedBase+maxStatic {
				return &Error{Kernel: d.e.name, Line: d.e.line, Text: fmt.Sprintf("more than %d bytes of shared memory beside what a launch adds", maxStatic)}
			}
		}
	}
	for _, v := range vars {
		if v.bytes < 0 {
			d.f.Dynamic = true
			if err := place(v); err != nil {
				return err
			}
		}
	}
	d.f.Static = int(at - sharedBase)
	return nil
}

func (d *decoder) slot(t typ) int32 {
	n := &d.f.n32
	switch {
	case t == pred:
		n = &d.f.np
	case t.size() == 8:
		n = &d.f.n64
	}
	*n++
	return int32(*n - 1)
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%s: %s", d.s.name(), fmt.Sprintf(format, args...))
	}
}

func (d *decoder) guard() {
	if d.s.guard == "" {
		return
	}
	r, ok := d.regs[d.s.guard]
	if !ok || r.typ != pred {
		d.fail("guard %s is not a predicate", d.s.guard)
		return
	}
	d.in.guard, d.in.guardD, d.in.not = r.slot, r.def, d.s.not
}

// need notes a register that must have been written.
func (d *decoder) need(def int32) {
	if def == 0 {
		return
	}
	if d.nsrc < len(d.in.src) {
		d.in.src[d.nsrc] = def
		d.nsrc++
		return
	}
	d.in.more = append(d.in.more, def)
}

// count checks the number of operands.
func (d *decoder) count(n int) bool {
	if len(d.s.operands) != n {
		d.fail("%d operands, want %d", len(d.s.operands), n)
	}
	return d.err == nil
}

// reg returns a register by its name.
func (d *decoder) reg(o operand) register {
	if o.kind != isReg || o.neg || o.second != "" {
		d.fail("an operand is not a register")
		return register{}
	}
	r, ok := d.regs[o.name]
	if !ok {
		d.fail("register %s is not declared", o.name)
	}
	return r
}

// dst is operand i as a result of type t.
func (d *decoder) dst(i int, t typ) register {
	r := d.reg(d.s.operands[i])
	if d.err == nil && !r.typ.fits(t) {
		d.fail("result %s is declared .%s", d.s.operands[i].name, r.typ)
	}
	return r
}

// src is operand i as an input of type t: a register, a constant, a special register.
func (d *decoder) src(i int, t typ) int32 { return d.value(d.s.operands[i], t, typ.fits) }

func (d *decoder) value(o operand, t typ, fits func(typ, typ) bool) int32 {
	switch o.kind {
	case isReg:
		r, ok := d.regs[o.name]
		if !ok {
			if at, ok := d.symbols[o.name]; ok && o.second == "" && !o.neg {
				return d.address(at, t)
			}
			d.fail("register %s is not declared", o.name)
			return 0
		}
		if o.neg || o.second != "" {
			d.fail("operand %s cannot be negated or paired here", o.name)
		}
		if !fits(r.typ, t) {
			d.fail("operand %s is declared .%s", o.name, r.typ)
		}
		d.need(r.def)
		return r.slot
	case isInt:
		if t.float() || t == pred {
			d.fail("a whole number as an operand of type %s", t)
		}
		if n := 8 * t.size(); n < 64 && (o.value < -1<<(n-1) || o.value >= 1<<n) {
			d.fail("%d does not fit .%s", o.value, t)
		}
		return d.constant(uint64(o.value), t)
	case isFloat:
		if t != f32t && t != b32 {
			d.fail("a binary32 constant as an operand of type %s", t)
		}
		return d.constant(uint64(o.value), t)
	case isSpecial:
		return d.special(o.name, t)
	case isSymbol:
		at, ok := d.symbols[o.name]
		if !ok {
			d.fail("variable %s is not declared", o.name)
		}
		return d.address(at+o.value, t)
	}
	d.fail("an operand is not a value")
	return 0
}

// address is the address of a variable as a value.
func (d *decoder) address(at int64, t typ) int32 {
	if t.float() || t.size() < 4 || d.s.op[0] != "mov" {
		d.fail("a variable's address is taken by mov.u32 or mov.u64")
	}
	return d.constant(uint64(at), t)
}

// constant returns the slot of a constant of a type's width.
func (d *decoder) constant(bits uint64, t typ) int32 {
	if t.size() == 8 {
		s, ok := d.seen64[bits]
		if !ok {
			s = d.slot(t)
			d.seen64[bits] = s
			d.f.const64 = append(d.f.const64, constant{s, bits})
		}
		return s
	}
	b := uint32(bits)
	if t.size() < 4 {
		b &= 1<<(8*t.size()) - 1
	}
	s, ok := d.seen32[b]
	if !ok {
		s = d.slot(u32)
		d.seen32[b] = s
		d.f.const32 = append(d.f.const32, constant{s, uint64(b)})
	}
	return s
}

// predicate is operand i as an input predicate, which may be negated.
func (d *decoder) predicate(i int) (slot int32, negated bool) {
	o := d.s.operands[i]
	r, ok := d.regs[o.name]
	if o.kind != isReg || !ok || r.typ != pred || o.second != "" {
		d.fail("operand %d is not a predicate", i+1)
		return 0, false
	}
	d.need(r.def)
	return r.slot, o.neg
}

// label returns where a jump goes.
func (d *decoder) label(o operand) int32 {
	at, ok := d.e.labels[o.name]
	if o.kind != isReg || !ok || at > math.MaxInt32 {
		d.fail("label %q is not declared", o.name)
	}
	return int32(at)
}
