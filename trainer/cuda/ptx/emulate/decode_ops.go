package emulate

// instruction decodes the statement at hand.
func (d *decoder) instruction() {
	s := d.s
	d.refuse()
	if d.err != nil {
		return
	}
	switch s.op[0] {
	case "mov":
		if d.moves() {
			return
		}
	case "and", "or", "xor", "not":
		if len(s.op) == 2 && s.op[1] == "pred" {
			d.logic()
			return
		}
	case "lop3":
		d.lop3()
		return
	case "bfi":
		d.bfi()
		return
	case "setp":
		d.setp()
		return
	case "selp":
		d.selp()
		return
	case "cvt":
		if d.convert() {
			return
		}
	case "ld", "st", "atom", "red", "cp", "prefetch":
		d.memory()
		return
	case "bra", "ret", "exit", "bar", "shfl", "vote", "activemask", "membar", "fence":
		d.control()
		return
	}
	if !d.simple() {
		d.fail("not in the subset that is emulated")
	}
}

// refuse names what must not be there, so that the error says why.
func (d *decoder) refuse() {
	op := d.s.op
	float := op[len(op)-1] == "f32"
	for _, m := range op[1:] {
		switch m {
		case "ftz", "approx", "full", "sat", "rz", "rm", "rp":
			d.fail(".%s: only results that are rounded to nearest are allowed", m)
		case "f16", "f16x2", "bf16", "f64", "tf32":
			d.fail("type .%s is not allowed", m)
		}
	}
	if !float {
		return
	}
	switch op[0] {
	case "add", "sub", "mul", "fma", "div", "sqrt":
		if len(op) < 2 || op[1] != "rn" {
			d.fail("without .rn: how it rounds, and whether it is contracted, would be the compiler's choice")
		}
	case "mad":
		d.fail("a fused product is fma.rn.f32")
	case "min", "max":
		d.fail("drops NaNs and orders zeros: compare and select")
	case "atom", "red":
		d.fail("a float result would depend on the order of threads")
	}
}

// moves are those of mov that are not of one register to another of its type.
func (d *decoder) moves() bool {
	s := d.s
	if len(s.op) != 2 {
		return false
	}
	if !d.count(2) {
		return true
	}
	dst, src := s.operands[0], s.operands[1]
	switch {
	case s.op[1] == "pred":
		r := d.dst(0, pred)
		d.in.op, d.in.d, d.in.dd = opMovP, r.slot, r.def
		var neg bool
		if d.in.a, neg = d.predicate(1); neg {
			d.fail("a negated operand: use not.pred")
		}
		return true
	case s.op[1] == "b64" && src.kind == isVector:
		if len(src.list) != 2 {
			d.fail("64 bits are made of two registers of 32")
			return true
		}
		r := d.dst(0, b64)
		d.in.op, d.in.d, d.in.dd = opPack, r.slot, r.def
		d.in.a = d.value(src.list[0], b32, typ.fits)
		d.in.b = d.value(src.list[1], b32, typ.fits)
		return true
	case s.op[1] == "b64" && dst.kind == isVector:
		if len(dst.list) != 2 {
			d.fail("64 bits are cut into two registers of 32")
			return true
		}
		d.in.op = opUnpack
		d.vector(dst.list, func(t typ) bool { return t.fits(b32) })
		d.in.a = d.src(1, b64)
		return true
	}
	return false
}

// vector reads the registers of a vector as results. "_" is one that is not kept.
func (d *decoder) vector(list []operand, fits func(typ) bool) {
	for _, o := range list {
		if o.kind == isReg && o.name == "_" {
			if d.s.op[0] != "mov" || d.in.guard >= 0 { // ptxas of CUDA 12.4 falls over a guarded one
				d.fail("a result that is not kept, _, is only for mov without a guard")
			}
			d.in.list = append(d.in.list, register{slot: -1})
			continue
		}
		r := d.reg(o)
		if d.err == nil && !fits(r.typ) {
			d.fail("result %s is declared .%s", o.name, r.typ)
		}
		for _, q := range d.in.list {
			if q.slot >= 0 && q.def == r.def {
				d.fail("result %s twice", o.name)
			}
		}
		d.in.list = append(d.in.list, r)
	}
}

// logic is and, or, xor and not of predicates.
func (d *decoder) logic() {
	n := 3
	if d.s.op[0] == "not" {
		n = 2
	}
	if !d.count(n) {
		return
	}
	r := d.dst(0, pred)
	d.in.op = map[string]op{"and": opAndP, "or": opOrP, "xor": opXorP, "not": opNotP}[d.s.op[0]]
	d.in.d, d.in.dd = r.slot, r.def
	var na, nb bool
	d.in.a, na = d.predicate(1)
	if n == 3 {
		d.in.b, nb = d.predicate(2)
	}
	if na || nb {
		d.fail("a negated operand: use not.pred")
	}
}

// immediate is operand i as a number from 0 to limit.
func (d *decoder) immediate(i int, limit int64) int64 {
	o := d.s.operands[i]
	if o.kind != isInt || o.value < 0 || o.value > limit {
		d.fail("operand %d must be a number from 0 to %d", i+1, limit)
	}
	return o.value
}

func (d *decoder) lop3() {
	if d.s.name() != "lop3.b32" {
		d.fail("not in the subset that is emulated")
	}
	if !d.count(5) {
		return
	}
	r := d.dst(0, b32)
	d.in.op, d.in.d, d.in.dd = opLop3, r.slot, r.def
	d.in.a, d.in.b, d.in.c = d.src(1, b32), d.src(2, b32), d.src(3, b32)
	d.in.imm = d.immediate(4, 255)
}

// bfi inserts a, of so many bits from a place, into b.
func (d *decoder) bfi() {
	if d.s.name() != "bfi.b32" {
		d.fail("not in the subset that is emulated")
	}
	if !d.count(5) {
		return
	}
	r := d.dst(0, b32)
	d.in.op, d.in.d, d.in.dd = opBfi32, r.slot, r.def
	d.in.a, d.in.b, d.in.c = d.src(1, b32), d.src(2, b32), d.src(3, u32)
	d.in.target = d.src(4, u32)
}

// comparisons by the class of their type: base comparison, whether the operands are swapped, whether the result is negated.
type comparison struct {
	cmp          cmp
	swap, negate bool
}

var floats = map[string]comparison{"eq": {eqF, false, false}, "ne": {equF, false, true}, "lt": {ltF, false, false}, "le": {leF, false, false}, "gt": {ltF, true, false}, "ge": {leF, true, false},
	"equ": {equF, false, false}, "neu": {eqF, false, true}, "ltu": {leF, true, true}, "leu": {ltF, true, true}, "gtu": {leF, false, true}, "geu": {ltF, false, true},
	"num": {nanF, false, true}, "nan": {nanF, false, false}}

func compareInt(name string, t typ) (comparison, bool) {
	eq, lt := eq32, ltU32
	switch {
	case t.size() == 8 && t.signed():
		eq, lt = eq64, ltS64
	case t.size() == 8:
		eq, lt = eq64, ltU64
	case t.signed():
		lt = ltS32
	}
	switch name {
	case "eq":
		return comparison{eq, false, false}, true
	case "ne":
		return comparison{eq, false, true}, true
	}
	if t.bits() {
		return comparison{}, false
	}
	switch name {
	case "lo", "ls", "hi", "hs": // names of the unsigned ones
		if t.signed() {
			return comparison{}, false
		}
	}
	switch name {
	case "lt", "lo":
		return comparison{lt, false, false}, true
	case "le", "ls":
		return comparison{lt, true, true}, true
	case "gt", "hi":
		return comparison{lt, true, false}, true
	case "ge", "hs":
		return comparison{lt, false, true}, true
	}
	return comparison{}, false
}

// setp is "setp.cmp.type p[|q], a, b" or "setp.cmp.and.type p[|q], a, b, [!]c": p is the comparison and c, q its opposite and c.
func (d *decoder) setp() {
	s := d.s
	if len(s.op) != 3 && len(s.op) != 4 {
		d.fail("not in the subset that is emulated")
		return
	}
	t := typeOf(s.op[len(s.op)-1])
	n := 3
	if len(s.op) == 4 {
		n = 4
	}
	if !d.count(n) {
		return
	}
	var c comparison
	var ok bool
	if t == f32t {
		c, ok = floats[s.op[1]]
	} else if t.size() == 2 && t.signed() {
		ok = false // sign bits are not kept in 16-bit registers
	} else if t.size() >= 2 {
		c, ok = compareInt(s.op[1], t)
	}
	if !ok {
		d.fail("not in the subset that is emulated")
		return
	}
	p := s.operands[0]
	second := p.second
	p.second = ""
	s.operands[0] = p
	r := d.dst(0, pred)
	d.in.op, d.in.sub, d.in.swap, d.in.negate = opSetp, uint8(c.cmp), c.swap, c.negate
	d.in.d, d.in.dd, d.in.d2 = r.slot, r.def, -1
	if second != "" {
		q, ok := d.regs[second]
		if !ok || q.typ != pred || q.def == r.def {
			d.fail("result %s is not another predicate", second)
		}
		d.in.d2, d.in.dd2 = q.slot, q.def
	}
	d.in.a, d.in.b = d.src(1, t), d.src(2, t)
	if c.swap {
		d.in.a, d.in.b = d.in.b, d.in.a
	}
	if n == 4 {
		switch s.op[2] {
		case "and":
			d.in.imm = 1
		case "or":
			d.in.imm = 2
		case "xor":
			d.in.imm = 3
		default:
			d.fail("not in the subset that is emulated")
		}
		d.in.c, d.in.signed = d.predicate(3)
	}
}

func (d *decoder) selp() {
	if len(d.s.op) != 2 {
		d.fail("not in the subset that is emulated")
		return
	}
	t := typeOf(d.s.op[1])
	if t.size() < 2 || t == f64t {
		d.fail("not in the subset that is emulated")
		return
	}
	if !d.count(4) {
		return
	}
	r := d.dst(0, t)
	d.in.op, d.in.d, d.in.dd = opSelp32, r.slot, r.def
	if t.size() == 8 {
		d.in.op = opSelp64
	}
	d.in.a, d.in.b = d.src(1, t), d.src(2, t)
	d.in.c, d.in.negate = d.predicate(3)
	if d.in.negate {
		d.fail("a negated operand is not allowed")
	}
}

// convert is cvt between integers; the others are simple. The result is that of the narrower of both types, extended by the sign of the source's type if
// the result is wider, and by that of the result's type to the register that holds it (PTX ISA, "cvt").
func (d *decoder) convert() bool {
	s := d.s
	if len(s.op) != 3 {
		return false
	}
	to, from := typeOf(s.op[1]), typeOf(s.op[2])
	if to == noType || from == noType || to.float() || from.float() || to == pred || from == pred || to.bits() || from.bits() {
		return false
	}
	if !d.count(2) {
		return true
	}
	r := d.reg(s.operands[0])
	if d.err != nil {
		return true
	}
	if !r.typ.fitsWide(to) {
		d.fail("result %s is declared .%s", s.operands[0].name, r.typ)
		return true
	}
	o := s.operands[1]
	wide := from.size() == 8
	if o.kind == isReg {
		if q, ok := d.regs[o.name]; ok {
			wide = q.typ.size() == 8
		}
	}
	d.in.a = d.value(o, from, typ.fitsWide)
	d.in.d, d.in.dd = r.slot, r.def
	// What is kept of the source: the bits of the narrower type, as that type's number.
	narrow := from
	if to.size() < from.size() || to.size() == from.size() && r.typ.size() > to.size() {
		narrow = to
	}
	bits := int64(8 * narrow.size())
	// A sign that is extended to the result's width and then cut or extended again is right only if the widths are in order.
	if narrow.signed() {
		bits = -bits
		if narrow == from && !to.signed() && r.typ.size() > to.size() && from.size() < to.size() {
			d.fail("a negative number to .%s in a register of .%s: convert in two steps", to, r.typ)
		}
	}
	d.in.imm = bits
	out := r.typ.size() == 8
	d.in.half = r.typ.size() == 2
	switch {
	case out && wide:
		d.in.op = opExt64
	case out && bits < 0:
		d.in.op = opSext
	case out:
		d.in.op = opZext
	case wide:
		d.in.op = opTrunc
	default:
		d.in.op = opExt32
	}
	return true
}
