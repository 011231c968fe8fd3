package emulate

import (
	"slices"
	"strings"
)

// What may be said of caching, without effect on results.
var (
	loadCaching  = []string{"ca", "cg", "cs", "lu"}
	storeCaching = []string{"wb", "cg", "cs", "wt"}
)

// words takes an instruction's words one after another.
type words []string

func (w *words) take(of ...string) string {
	if len(*w) > 0 && slices.Contains(of, (*w)[0]) {
		s := (*w)[0]
		*w = (*w)[1:]
		return s
	}
	return ""
}

// hints skips what is said of the caches' levels.
func (w *words) hints() {
	for len(*w) > 0 && (strings.HasPrefix((*w)[0], "L1::") || slices.Contains([]string{"L2::64B", "L2::128B", "L2::256B"}, (*w)[0])) {
		*w = (*w)[1:]
	}
}

// memory decodes what reads or writes memory.
func (d *decoder) memory() {
	w := words(d.s.op[1:])
	switch d.s.op[0] {
	case "ld":
		d.load(w)
	case "st":
		d.store(w)
	case "atom", "red":
		d.atomic(w)
	case "cp":
		d.async(w)
	case "prefetch":
		if w.take("global") == "" || w.take("L1", "L2") == "" || len(w) > 0 {
			d.fail("not in the subset that is emulated")
		}
		if d.count(1) {
			d.place(0, global)
			d.in.op = opNothing
		}
	}
}

func (w *words) space() (space, bool) {
	switch w.take("global", "shared", "shared::cta") {
	case "global":
		return global, true
	case "shared", "shared::cta":
		return shared, true
	}
	return 0, false
}

// elements reads ".v2.u32": how many, and of which type.
func (d *decoder) elements(w words) (n int, t typ) {
	n = 1
	switch w.take("v2", "v4") {
	case "v2":
		n = 2
	case "v4":
		n = 4
	}
	if len(w) == 1 {
		t = typeOf(w[0])
	}
	if t.size() == 0 || t == f64t {
		d.fail("not in the subset that is emulated")
		return
	}
	if n*t.size() > 16 {
		d.fail("more than 16 bytes at once")
	}
	d.in.bytes, d.in.signed = uint8(t.size()), t.signed()
	return n, t
}

// place decodes operand i as an address: a is its register, imm what is added. Addresses of shared memory may be of 32 or 64 bits.
func (d *decoder) place(i int, s space) {
	o := d.s.operands[i]
	d.in.a, d.in.imm, d.in.wide = d.placeOf(o, s)
	d.in.space = s
}

func (d *decoder) placeOf(o operand, s space) (slot int32, add int64, wide bool) {
	if o.kind != isAddress || o.name == "" {
		d.fail("an operand is not an address in a register")
		return
	}
	if at, ok := d.symbols[o.name]; ok && s == shared {
		return d.constant(0, u32), at + o.value, false
	}
	r, ok := d.regs[o.name]
	if !ok {
		d.fail("register %s is not declared", o.name)
		return
	}
	wide = r.typ.size() == 8
	if r.typ.float() || r.typ == pred || !wide && (s == global || r.typ.size() != 4) {
		d.fail("address %s is declared .%s", o.name, r.typ)
	}
	d.need(r.def)
	return r.slot, o.value, wide
}

func (d *decoder) load(w words) {
	if w.take("param") != "" {
		n, t := d.elements(w)
		if !d.count(2) {
			return
		}
		o := d.s.operands[1]
		if n != 1 || o.kind != isAddress || o.value != 0 {
			d.fail("a parameter is read whole")
			return
		}
		r := d.dst(0, t)
		d.in.op, d.in.d, d.in.dd = opMov32, r.slot, r.def
		if t.size() == 8 {
			d.in.op = opMov64
		}
		d.in.a = d.param(o.name, t)
		return
	}
	s, ok := w.space()
	if !ok {
		d.fail("loads of .param, .shared and .global are emulated")
		return
	}
	if s == global {
		w.take(loadCaching...)
		d.in.nc = w.take("nc") != ""
		w.take(loadCaching...)
		w.hints()
	}
	n, t := d.elements(w)
	if !d.count(2) {
		return
	}
	list, ok := d.parts(0, n)
	if !ok {
		return
	}
	d.in.op = opLd
	d.vector(list, func(r typ) bool { return r.fitsWide(t) })
	d.place(1, s)
}

// parts is operand i as n elements.
func (d *decoder) parts(i, n int) ([]operand, bool) {
	o := d.s.operands[i]
	if n == 1 && o.kind != isVector {
		return []operand{o}, true
	}
	if o.kind != isVector || len(o.list) != n {
		d.fail("operand %d must be %d registers", i+1, n)
		return nil, false
	}
	return o.list, true
}

func (d *decoder) store(w words) {
	s, ok := w.space()
	if !ok {
		d.fail("stores to .shared and .global are emulated")
		return
	}
	if s == global {
		w.take(storeCaching...)
		w.hints()
	}
	n, t := d.elements(w)
	if !d.count(2) {
		return
	}
	list, ok := d.parts(1, n)
	if !ok {
		return
	}
	d.in.op = opSt
	d.place(0, s)
	for _, o := range list {
		r := register{typ: t}
		if o.kind == isReg {
			if q, ok := d.regs[o.name]; ok {
				r.typ = q.typ
			}
		}
		r.slot = d.value(o, t, typ.fitsWide)
		d.in.list = append(d.in.list, r)
	}
}

var atoms = map[string]struct {
	types []typ
	atom  [2]atom // unsigned, signed
}{
	"add": {[]typ{u32, s32, u64}, [2]atom{atomAdd, atomAdd}}, "min": {[]typ{u32, s32, u64, s64}, [2]atom{atomMinU, atomMinS}}, "max": {[]typ{u32, s32, u64, s64}, [2]atom{atomMaxU, atomMaxS}},
	"and": {[]typ{b32, b64}, [2]atom{atomAnd, atomAnd}}, "or": {[]typ{b32, b64}, [2]atom{atomOr, atomOr}}, "xor": {[]typ{b32, b64}, [2]atom{atomXor, atomXor}},
	"exch": {[]typ{b32, b64}, [2]atom{atomExch, atomExch}}, "cas": {[]typ{b32, b64}, [2]atom{atomCas, atomCas}},
}

// atomic is "atom[.relaxed][.scope].space.op.type d, [a], b[, c]", or red without d.
func (d *decoder) atomic(w words) {
	w.take("relaxed", "acq_rel")
	w.take("cta", "gpu", "sys")
	s, ok := w.space()
	if !ok || len(w) != 2 {
		d.fail("not in the subset that is emulated")
		return
	}
	k, ok := atoms[w[0]]
	t := typeOf(w[1])
	red := d.s.op[0] == "red"
	if !ok || !slices.Contains(k.types, t) || red && (w[0] == "exch" || w[0] == "cas") {
		d.fail("not in the subset that is emulated")
		return
	}
	n := 3
	if red {
		n--
	}
	if w[0] == "cas" {
		n++
	}
	if !d.count(n) {
		return
	}
	d.in.op, d.in.sub, d.in.bytes = opAtom, uint8(k.atom[0]), uint8(t.size())
	if t.signed() {
		d.in.sub = uint8(k.atom[1])
	}
	i := 0
	d.in.d = -1
	if !red {
		r := d.dst(0, t)
		d.in.d, d.in.dd = r.slot, r.def
		i++
	}
	d.place(i, s)
	d.in.b = d.src(i+1, t)
	if w[0] == "cas" {
		d.in.c = d.src(i+2, t)
	}
}

// async is "cp.async.ca.shared.global [dst], [src], bytes[, of the source]" and what waits for such copies.
func (d *decoder) async(w words) {
	if w.take("async") == "" {
		d.fail("not in the subset that is emulated")
		return
	}
	switch w.take("commit_group", "wait_group", "wait_all") {
	case "commit_group":
		d.count(0)
		d.in.op = opCommit
		return
	case "wait_group":
		d.in.op = opWaitGroup
		if d.count(1) {
			d.in.imm = d.immediate(0, 1<<20)
		}
		return
	case "wait_all":
		d.count(0)
		d.in.op = opWaitAll
		return
	}
	cache := w.take("ca", "cg")
	if cache == "" || w.take("shared", "shared::cta") == "" || w.take("global") == "" {
		d.fail("not in the subset that is emulated")
		return
	}
	w.hints()
	if len(w) > 0 {
		d.fail("not in the subset that is emulated")
		return
	}
	n := len(d.s.operands)
	if n != 3 && n != 4 {
		d.fail("%d operands, want 3 or 4", n)
		return
	}
	d.in.op = opAsync
	// The source in a; the destination in b, its addend in target, its width in signed.
	d.place(1, global)
	slot, add, wide := d.placeOf(d.s.operands[0], shared)
	d.in.b, d.in.target, d.in.signed = slot, int32(add), wide
	if add != int64(int32(add)) {
		d.fail("%d is no offset in shared memory", add)
	}
	bytes := d.immediate(2, 16)
	if bytes != 16 && (cache == "cg" || bytes != 4 && bytes != 8) {
		d.fail("%d bytes: .ca copies 4, 8 or 16, .cg 16", bytes)
	}
	d.in.bytes, d.in.c = uint8(bytes), -1
	if n == 4 {
		d.in.c = d.src(3, u32)
	}
}
