//go:build unix

package jit

import (
	"encoding/binary"

	"refute/trainer/f32"
	"refute/trainer/program"
)

// arithmetic are the instructions that are one vector instruction of two operands.
var arithmetic = map[program.Op]struct {
	op       opcode
	commutes bool
}{
	program.FAdd: {vaddps, true}, program.FSub: {vsubps, false}, program.FMul: {vmulps, true}, program.FDiv: {vdivps, false},
	program.FMin: {vminps, false}, program.FMax: {vmaxps, false}, // both give the second operand where the first is not less or greater
	program.Add: {vpaddd, true}, program.Sub: {vpsubd, false}, program.Mul: {vpmulld, true},
	program.And: {vpand, true}, program.Or: {vpor, true}, program.Xor: {vpxor, true},
	program.Shl: {vpsllvd, false}, program.Shr: {vpsrlvd, false}, program.Sar: {vpsravd, false}, // counts beyond 31 give 0, or the sign
}

// operation writes the instructions that are neither loads, selects, comparisons nor fma.
func (c *compiler) operation(v int) {
	x := &c.Values[v]
	a := c.pin(x.A)
	if b, ok := arithmetic[x.Op]; ok {
		y := c.pin(x.B)
		if !a.isReg() && y.isReg() && b.commutes {
			a, y = y, a
		}
		s := c.inReg(a, 0)
		c.vec(b.op, c.to(v, true), s, y)
		return
	}
	switch x.Op {
	case program.FSqrt:
		c.vec(vsqrtps, c.to(v, true), none, a)
	case program.FNeg:
		s := c.inReg(a, 0)
		c.vec(vpxor, c.to(v, true), s, c.word(1<<31))
	case program.FAbs:
		s := c.inReg(a, 0)
		c.vec(vpand, c.to(v, true), s, c.word(1<<31-1))
	case program.Float:
		c.vec(vmovupsLoad, c.to(v, true), none, a)
	case program.I2F:
		c.vec(vcvtdq2ps, c.to(v, true), none, a)
	case program.U2F:
		c.fromUnsigned(v, a)
	case program.F2I:
		c.toSigned(v, a)
	case program.F2U:
		c.toUnsigned(v, a)
	case program.Bits:
		s := c.inReg(a, 0)
		d := c.to(v, true)
		if c.wide {
			c.vec(vcmpps, maskCompare, s, register(s), 3) // unordered
			c.masked(vblendmps, mask{k: maskCompare}, d, s, c.word(f32.NaN))
		} else {
			t := c.scratch(1)
			c.vec(vcmpps, t, s, register(s), 3)
			c.vec(vblendvps, d, s, c.word(f32.NaN), byte(t<<4))
		}
	case program.MulHi:
		c.mulHigh(v, a, c.pin(x.B))
	case program.Div, program.Rem:
		c.divide(v, x.Op == program.Rem, a, c.pin(x.B))
	default:
		panic("jit: no code for " + x.Op.String())
	}
}

// fromUnsigned: both halves convert exactly; their sum, the upper one times 2^16, rounds once.
func (c *compiler) fromUnsigned(v int, a operand) {
	if c.wide {
		c.vec(vcvtudq2ps, c.to(v, true), none, a)
		return
	}
	s, high := c.inReg(a, 0), c.scratch(1)
	d := c.to(v, true)
	c.vec(shiftImmD, 2, high, register(s), 16)
	c.vec(vpand, d, s, c.word(0xffff))
	c.vec(vcvtdq2ps, high, none, register(high))
	c.vec(vcvtdq2ps, d, none, register(d))
	c.vec(vfmadd231ps, d, high, c.word(0x47800000))
}

// toSigned: the processor gives 0x80000000 for what is out of range: right below, to be flipped above, and 0 for a NaN.
func (c *compiler) toSigned(v int, a operand) {
	s := c.inReg(a, 0)
	d := c.to(v, false)
	c.vec(vcvttps2dq, d, none, register(s))
	if c.wide {
		c.vec(vcmpps, maskCompare, s, c.word(0x4f000000), 0x1d) // at least 2^31
		c.masked(vpxor, mask{k: maskCompare}, d, d, c.word(^uint32(0)))
		c.vec(vcmpps, maskCompare, s, register(s), 7) // ordered
		c.masked(vmovdqaLoad, mask{maskCompare, true}, d, none, register(d))
		return
	}
	t := c.scratch(1)
	c.vec(vcmpps, t, s, c.word(0x4f000000), 0x1d)
	c.vec(vpxor, d, d, register(t))
	c.vec(vcmpps, t, s, register(s), 7)
	c.vec(vpand, d, d, register(t))
}

// toUnsigned converts; what is not above 0 or a NaN gives 0, what is too large all ones.
func (c *compiler) toUnsigned(v int, a operand) {
	s := c.inReg(a, 0)
	d := c.to(v, false)
	if c.wide {
		c.vec(vcmpps, maskCompare, s, c.word(0), 0x1e) // greater
		c.masked(vcvttps2udq, mask{maskCompare, true}, d, none, register(s))
		return
	}
	// From 2^31 on, less 2^31, which is exact, as a signed number, and with the highest bit again.
	t := c.scratch(1)
	c.vec(vcmpps, t, s, c.word(0x4f000000), 0x1d) // at least 2^31
	c.vec(vpand, d, t, c.word(0x4f000000))
	c.vec(vsubps, d, s, register(d))
	c.vec(vcvttps2dq, d, none, register(d))
	c.vec(vpand, t, t, c.word(1<<31))
	c.vec(vpxor, d, d, register(t))
	c.vec(vcmpps, t, s, c.word(0x4f800000), 0x1d) // at least 2^32
	c.vec(vpor, d, d, register(t))
	c.vec(vcmpps, t, s, c.word(0), 0x1e)
	c.vec(vpand, d, d, register(t))
}

// mulHigh multiplies the even and the odd lanes and puts the upper halves together.
func (c *compiler) mulHigh(v int, a, b operand) {
	x := c.inReg(a, 0)
	y := c.inReg(b, 1)
	d := c.to(v, false)
	s, t := c.scratch(0), c.scratch(1)
	c.vec(vpmuludq, d, x, register(y))
	c.vec(shiftImm, 2, s, register(x), 32)
	c.vec(shiftImm, 2, t, register(y), 32)
	c.vec(vpmuludq, s, s, register(t))
	c.vec(shiftImm, 2, d, register(d), 32)
	if c.wide {
		c.masked(vmovdqaLoad, mask{k: maskOdd}, d, none, register(s))
	} else {
		c.vec(vpblendd, d, d, register(s), 0xaa)
	}
}

// fma writes a·b + c in the form that overwrites an operand which is not needed any more.
func (c *compiler) fma(v int) {
	x := &c.Values[v]
	a, b, z := c.pin(x.A), c.pin(x.B), c.pin(x.C)
	switch {
	case c.dies(x.C):
		if !a.isReg() {
			a, b = b, a
		}
		s := c.inReg(a, 0)
		c.vec(vfmadd231ps, c.over(v, x.C), s, b)
		return
	case !c.dies(x.A) && c.dies(x.B):
		a, b, x = b, a, &Value{A: x.B}
		fallthrough
	case c.dies(x.A):
		if b.isReg() || !z.isReg() {
			s := c.inReg(b, 0)
			c.vec(vfmadd213ps, c.over(v, x.A), s, z)
		} else {
			c.vec(vfmadd132ps, c.over(v, x.A), z.reg, b)
		}
		return
	}
	if !a.isReg() {
		a, b = b, a
	}
	s := c.inReg(a, 0)
	d := c.to(v, false)
	c.vec(vmovupsLoad, d, none, z)
	c.vec(vfmadd231ps, d, s, b)
}

// over gives value v the register of w, which is needed no more.
func (c *compiler) over(v, w int) int {
	r := c.reg[w]
	c.release(w)
	return c.take(v, r)
}

// predicates are the conditions of vcmpps for floats, ordered, and of vpcmpud for integers.
var predicates = map[program.Op]byte{
	program.FEq: 0x00, program.FLt: 0x11, program.FLe: 0x12,
	program.Eq: 0, program.Lt: 1, program.Le: 2, program.SLt: 1,
}

// compare writes a comparison: to mask register 1, or to all bits of register t with AVX2. It reports whether the result is inverted.
func (c *compiler) compare(op program.Op, a, b operand, s, t int) (inverted bool) {
	float := op == program.FEq || op == program.FLt || op == program.FLe
	if !c.wide && (op == program.SLt || op == program.Lt) { // a < b is b > a; unsigned, unless min(a, b) = b
		a, b = b, a
	}
	r := a.reg
	if !a.isReg() {
		c.vec(vmovupsLoad, s, none, a)
		r = s
	}
	switch {
	case c.wide && float:
		c.vec(vcmpps, maskCompare, r, b, predicates[op])
	case c.wide && op == program.SLt:
		c.vec(vpcmpd, maskCompare, r, b, predicates[op])
	case c.wide:
		c.vec(vpcmpud, maskCompare, r, b, predicates[op])
	case float:
		c.vec(vcmpps, t, r, b, predicates[op])
	case op == program.Eq:
		c.vec(vpcmpeqd, t, r, b)
	case op == program.SLt:
		c.vec(vpcmpgtd, t, r, b)
	default: // a <= b if a is the lesser
		c.vec(vpminud, t, r, b)
		c.vec(vpcmpeqd, t, t, register(r))
		return op == program.Lt
	}
	return false
}

// truth writes a comparison whose result is used as a number.
func (c *compiler) truth(v int) {
	x := &c.Values[v]
	a, b := c.pin(x.A), c.pin(x.B)
	t := c.scratch(1)
	inverted := c.compare(x.Op, a, b, c.scratch(0), t)
	d := c.to(v, true)
	switch {
	case c.wide:
		c.masked(vmovdqaLoad, mask{maskCompare, true}, d, none, c.word(1))
	case inverted:
		c.vec(vpandn, d, t, c.word(1))
	default:
		c.vec(shiftImmD, 2, d, register(t), 31)
	}
}

// choose writes a select. A comparison that it alone needs is done here and gives a mask.
func (c *compiler) choose(v int) {
	x := &c.Values[v]
	var inverted bool
	t := c.scratch(1)
	if y := &c.Values[x.A]; comparison(y.Op) && c.class[x.A] == c.class[v] {
		inverted = c.compare(y.Op, c.pin(y.A), c.pin(y.B), c.scratch(0), t)
	} else {
		a := c.pin(x.A)
		if c.wide {
			s := c.inReg(a, 0)
			c.vec(vpcmpud, maskCompare, s, c.word(0), 4) // not equal
		} else {
			c.vec(vpxor, t, t, register(t))
			c.vec(vpcmpeqd, t, t, a)
			inverted = true
		}
	}
	yes, no := c.pin(x.B), c.pin(x.C)
	if inverted {
		yes, no = no, yes
	}
	s := c.inReg(no, 0)
	d := c.to(v, true)
	if c.wide {
		c.masked(vblendmps, mask{k: maskCompare}, d, s, yes)
	} else {
		c.vec(vblendvps, d, s, yes, byte(t<<4))
	}
}

// divide divides u32 by u32 in binary64, which holds both exactly. The quotient, rounded once and then cut off, is the whole number wanted: where a/b is not
// whole it is at least 1/b below the next whole number, and the rounding is at most a/b·2^-53 < 2^-21/b.
func (c *compiler) divide(v int, remainder bool, a, b operand) {
	s, t := c.scratch(0), c.scratch(1)
	var at [3]operand // a, b and the quotients, in memory
	for i := range at {
		at[i] = slotAt(c.tempSlot())
	}
	c.vec(vmovupsStore, c.inReg(a, 0), none, at[0])
	c.vec(vmovupsStore, c.inReg(b, 0), none, at[1])
	d := c.to(v, false)
	magic := c.doubles(0x4330000000000000) // 2^52: the low bits of 2^52 + n are n's
	for half := range 2 {
		ahead := int32(half * c.vl * 2)
		for i, r := range []int{s, t} {
			from := at[i]
			from.disp += ahead
			c.vec(vpmovzxdq, r, none, from)
			c.vec(vpor, r, r, magic)
			c.vec(vsubpd, r, r, magic)
		}
		c.vec(vdivpd, s, s, register(t))
		c.vec(vroundpd, s, none, register(s), 3) // toward zero
		c.vec(vaddpd, s, s, magic)
		switch {
		case c.wide:
			to := at[2]
			to.disp += ahead
			c.vec(vpmovqd, s, none, to)
		case half == 0:
			c.vec(vmovupsLoad, d, none, register(s))
		default:
			c.vec(vshufps, d, d, register(s), 0x88)
			c.vec(vpermq, d, none, register(d), 0xd8)
		}
	}
	if c.wide {
		c.vec(vmovupsLoad, d, none, at[2])
	}
	if remainder {
		c.vec(vpmulld, d, d, at[1])
		c.vec(vmovupsLoad, s, none, at[0])
		c.vec(vpsubd, d, s, register(d))
	}
	c.vec(vmovupsLoad, s, none, at[1])
	if c.wide {
		c.vec(vpcmpud, maskCompare, s, c.word(0), 4) // not equal
		c.masked(vmovdqaLoad, mask{maskCompare, true}, d, none, register(d))
		return
	}
	c.vec(vpxor, t, t, register(t))
	c.vec(vpcmpeqd, t, t, register(s))
	c.vec(vpandn, d, t, register(d))
}

// doubles returns the place of a binary64 in all lanes.
func (c *compiler) doubles(bits uint64) operand {
	data := make([]byte, slot)
	for i := 0; i < slot; i += 8 {
		binary.LittleEndian.PutUint64(data[i:], bits)
	}
	return operand{base: rip, index: none, label: c.constants(data)}
}
