package jit

// asm writes machine code: the vector instructions with their VEX (256 bits) or EVEX (512 bits) encodings, and the few scalar ones that loops need.
// Encodings are those of the Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
type asm struct {
	code []byte
	wide bool    // EVEX, 512 bits, 32 registers; otherwise VEX, 256 bits, 16 registers
	fix  []fixup // displacements to the constants behind the code
}

// General registers.
const (
	rax = iota
	rcx
	rdx
	rbx
	rsp
	rbp
	rsi
	rdi
	r8
	r9
	r10
	r11
	r12
	r13
	r14
	r15
)

// operand is a vector register or a place in memory.
type operand struct {
	reg   int // of a register operand, if base is none
	base  int // general register, rip, or none
	index int // general register, or vector register of a gather; none
	scale uint8
	disp  int32
	label int // rip: index into the constants that are placed behind the code
}

const (
	none = -1
	rip  = -2
)

func register(r int) operand { return operand{reg: r, base: none, index: none} }

func at(base int, disp int32) operand { return operand{base: base, index: none, disp: disp} }

func indexed(base, index int, scale uint8, disp int32) operand {
	return operand{base: base, index: index, scale: scale, disp: disp}
}

func (o operand) isReg() bool { return o.base == none }

// Opcode maps and mandatory prefixes.
const (
	map0F   = 1
	map0F38 = 2
	map0F3A = 3

	np  = 0
	p66 = 1
	pF3 = 2
	pF2 = 3
)

// opcode names a vector instruction.
type opcode struct{ prefix, table, code uint8 }

var (
	vmovupsLoad  = opcode{np, map0F, 0x10}
	vmovupsStore = opcode{np, map0F, 0x11}
	vmovdqaLoad  = opcode{p66, map0F, 0x6f} // vmovdqa32 with EVEX
	vaddps       = opcode{np, map0F, 0x58}
	vmulps       = opcode{np, map0F, 0x59}
	vsubps       = opcode{np, map0F, 0x5c}
	vminps       = opcode{np, map0F, 0x5d}
	vdivps       = opcode{np, map0F, 0x5e}
	vmaxps       = opcode{np, map0F, 0x5f}
	vsqrtps      = opcode{np, map0F, 0x51}
	vcmpps       = opcode{np, map0F, 0xc2}
	vcvtdq2ps    = opcode{np, map0F, 0x5b}
	vcvttps2dq   = opcode{pF3, map0F, 0x5b}
	vcvtudq2ps   = opcode{pF2, map0F, 0x7a} // EVEX
	vcvttps2udq  = opcode{np, map0F, 0x78}  // EVEX
	vpaddd       = opcode{p66, map0F, 0xfe}
	vpsubd       = opcode{p66, map0F, 0xfa}
	vpand        = opcode{p66, map0F, 0xdb}
	vpandn       = opcode{p66, map0F, 0xdf}
	vpor         = opcode{p66, map0F, 0xeb}
	vpxor        = opcode{p66, map0F, 0xef}
	vpcmpeqd     = opcode{p66, map0F, 0x76} // VEX
	vpcmpgtd     = opcode{p66, map0F, 0x66} // VEX
	vpmuludq     = opcode{p66, map0F, 0xf4} // W1 with EVEX
	vpmulld      = opcode{p66, map0F38, 0x40}
	vpminud      = opcode{p66, map0F38, 0x3b}
	vpsrlvd      = opcode{p66, map0F38, 0x45}
	vpsravd      = opcode{p66, map0F38, 0x46}
	vpsllvd      = opcode{p66, map0F38, 0x47}
	vpmovzxdq    = opcode{p66, map0F38, 0x35}
	vpmovqd      = opcode{pF3, map0F38, 0x35} // EVEX; the source is ModRM.reg
	vsubpd       = opcode{p66, map0F, 0x5c}   // this and the next ones have W1 with EVEX
	vaddpd       = opcode{p66, map0F, 0x58}
	vdivpd       = opcode{p66, map0F, 0x5e}
	vroundpd     = opcode{p66, map0F3A, 0x09} // vrndscalepd with EVEX
	vshufps      = opcode{np, map0F, 0xc6}
	vpermq       = opcode{p66, map0F3A, 0x00} // VEX
	vfmadd132ps  = opcode{p66, map0F38, 0x98}
	vfmadd213ps  = opcode{p66, map0F38, 0xa8}
	vfmadd231ps  = opcode{p66, map0F38, 0xb8}
	vbroadcastss = opcode{p66, map0F38, 0x18}
	vpmovzxbd    = opcode{p66, map0F38, 0x31}
	vpmovzxwd    = opcode{p66, map0F38, 0x33}
	vpgatherdd   = opcode{p66, map0F38, 0x90}
	vmaskmovLoad = opcode{p66, map0F38, 0x2c} // VEX
	vmaskmovSave = opcode{p66, map0F38, 0x2e} // VEX
	vblendmps    = opcode{p66, map0F38, 0x65} // EVEX
	vpcmpd       = opcode{p66, map0F3A, 0x1f} // EVEX
	vpcmpud      = opcode{p66, map0F3A, 0x1e} // EVEX
	vblendvps    = opcode{p66, map0F3A, 0x4a} // VEX, register in the immediate
	vpblendd     = opcode{p66, map0F3A, 0x02} // VEX
	shiftImm     = opcode{p66, map0F, 0x73}   // /2 vpsrlq; W1 with EVEX
	shiftImmD    = opcode{p66, map0F, 0x72}   // /2 vpsrld
)

func (a *asm) byte(b ...byte) { a.code = append(a.code, b...) }

func (a *asm) int32(x int32) { a.byte(byte(x), byte(x>>8), byte(x>>16), byte(x>>24)) }

// mask is an EVEX write mask: register k (0 none), zeroing or merging.
type mask struct {
	k    int
	zero bool
}

// vec writes an instruction: reg is ModRM.reg, src the register of the vvvv field (none: unused), rm the last source or the place of a store.
func (a *asm) vec(op opcode, reg, src int, rm operand, imm ...byte) {
	a.masked(op, mask{}, reg, src, rm, imm...)
}

func (a *asm) masked(op opcode, m mask, reg, src int, rm operand, imm ...byte) {
	v := src
	if v == none {
		v = 0
	}
	if a.wide {
		a.evex(op, m, reg, v, rm)
	} else {
		w := 0
		if op == vpermq {
			w = 1
		}
		a.vex(op, 1, w, reg, v, rm)
	}
	a.modrm(op.code, reg, rm, len(imm))
	a.byte(imm...)
}

func inverted(x, bit int) byte { // 1 if the bit of x is 0
	return byte(^x>>bit) & 1
}

// vex writes the three-byte prefix.
func (a *asm) vex(op opcode, l, w int, reg, v int, rm operand) {
	x, b := 0, 0
	if rm.isReg() {
		b = rm.reg
	} else {
		x, b = max(rm.index, 0), max(rm.base, 0)
	}
	a.byte(0xc4, inverted(reg, 3)<<7|inverted(x, 3)<<6|inverted(b, 3)<<5|op.table,
		byte(w)<<7|byte(^v&15)<<3|byte(l)<<2|op.prefix)
}

// w1 says which instructions have W = 1 with EVEX.
func (op opcode) w1() byte {
	switch op {
	case vpmuludq, shiftImm, vsubpd, vaddpd, vdivpd, vroundpd:
		return 1
	}
	return 0
}

func (a *asm) evex(op opcode, m mask, reg, v int, rm operand) {
	x, b, v4 := 0, 0, v
	switch {
	case rm.isReg():
		x, b = rm.reg>>1, rm.reg // X holds bit 4
	default:
		x, b = max(rm.index, 0), max(rm.base, 0)
		if op == vpgatherdd {
			v4 = rm.index // V' holds bit 4 of the index
		}
	}
	z := byte(0)
	if m.zero {
		z = 1
	}
	a.byte(0x62,
		inverted(reg, 3)<<7|inverted(x, 3)<<6|inverted(b, 3)<<5|inverted(reg, 4)<<4|op.table,
		op.w1()<<7|byte(^v&15)<<3|1<<2|op.prefix,
		z<<7|2<<5|inverted(v4, 4)<<3|byte(m.k))
}

// modrm writes the opcode, ModRM, SIB and displacement. Displacements are of 32 bits, which EVEX does not scale.
func (a *asm) modrm(code uint8, reg int, rm operand, immediates int) {
	a.byte(code)
	r := byte(reg&7) << 3
	switch {
	case rm.isReg():
		a.byte(0xc0 | r | byte(rm.reg&7))
	case rm.base == rip:
		a.byte(r | 5)
		a.fix = append(a.fix, fixup{len(a.code), len(a.code) + 4 + immediates, rm.label, rm.disp})
		a.int32(0)
	case rm.index != none || rm.base&7 == rsp:
		index := byte(4) // none
		if rm.index != none {
			index = byte(rm.index & 7)
		}
		a.byte(0x80|r|4, rm.scale<<6|index<<3|byte(rm.base&7))
		a.int32(rm.disp)
	default:
		a.byte(0x80 | r | byte(rm.base&7))
		a.int32(rm.disp)
	}
}

// gpr writes a 64-bit instruction of general registers (32-bit if narrow) with ModRM.
func (a *asm) gpr(code uint8, reg int, rm operand, narrow bool, immediates int) {
	x, b := 0, 0
	if rm.isReg() {
		b = rm.reg
	} else {
		x, b = max(rm.index, 0), max(rm.base, 0)
	}
	rex := byte(0x40) | byte(reg>>3&1)<<2 | byte(x>>3&1)<<1 | byte(b>>3&1)
	if !narrow {
		rex |= 8
	}
	a.byte(rex)
	a.modrm(code, reg, rm, immediates)
}

func (a *asm) load(reg int, m operand)          { a.gpr(0x8b, reg, m, false, 0) }
func (a *asm) lea(reg int, m operand)           { a.gpr(0x8d, reg, m, false, 0) }
func (a *asm) movsxd(reg int, m operand)        { a.gpr(0x63, reg, m, false, 0) }
func (a *asm) add(reg int, m operand)           { a.gpr(0x03, reg, m, false, 0) }
func (a *asm) sub(reg int, m operand)           { a.gpr(0x2b, reg, m, false, 0) }
func (a *asm) cmp(reg int, m operand)           { a.gpr(0x3b, reg, m, false, 0) }
func (a *asm) addImm(m operand, x int32)        { a.gpr(0x81, 0, m, false, 4); a.int32(x) }
func (a *asm) setImm(m operand, x int32)        { a.gpr(0xc7, 0, m, false, 4); a.int32(x) } // sign-extended
func (a *asm) setImm32(m operand, x int32)      { a.gpr(0xc7, 0, m, true, 4); a.int32(x) }
func (a *asm) dec(m operand)                    { a.gpr(0xff, 1, m, false, 0) }
func (a *asm) addImm32(m operand, x int32)      { a.gpr(0x81, 0, m, true, 4); a.int32(x) }
func (a *asm) inc32(m operand)                  { a.gpr(0xff, 0, m, true, 0) }
func (a *asm) imul(reg int, m operand, x int32) { a.gpr(0x69, reg, m, false, 4); a.int32(x) }

func (a *asm) ret()        { a.byte(0xc3) }
func (a *asm) vzeroupper() { a.byte(0xc5, 0xf8, 0x77) }

// kmov moves the low 16 bits of a general register to a mask.
func (a *asm) kmov(k, reg int) {
	a.vex(opcode{np, map0F, 0x92}, 0, 0, k, 0, register(reg))
	a.modrm(0x92, k, register(reg), 0)
}

// kmovk copies a mask.
func (a *asm) kmovk(to, from int) {
	a.vex(opcode{np, map0F, 0x90}, 0, 0, to, 0, register(from))
	a.modrm(0x90, to, register(from), 0)
}

// kones sets all bits of a mask.
func (a *asm) kones(k int) {
	a.vex(opcode{np, map0F, 0x46}, 1, 0, k, k, register(k))
	a.modrm(0x46, k, register(k), 0)
}

// kortest sets the zero flag if no bit of a mask is set.
func (a *asm) kortest(k int) {
	a.vex(opcode{np, map0F, 0x98}, 0, 0, k, 0, register(k))
	a.modrm(0x98, k, register(k), 0)
}

// movmsk sets a general register to the lanes' highest bits.
func (a *asm) movmsk(reg, v int) {
	a.vex(opcode{np, map0F, 0x50}, 1, 0, reg, 0, register(v))
	a.modrm(0x50, reg, register(v), 0)
}

// bzhi sets reg to the low bits of src of which there are as many as count's low byte says.
func (a *asm) bzhi(reg, src, count int) {
	a.vex(opcode{np, map0F38, 0xf5}, 0, 0, reg, count, register(src))
	a.modrm(0xf5, reg, register(src), 0)
}

// vmovd moves a general register's 32 bits to the lowest lane.
func (a *asm) vmovd(x, reg int) {
	a.vex(opcode{p66, map0F, 0x6e}, 0, 0, x, 0, register(reg))
	a.modrm(0x6e, x, register(reg), 0)
}

// broadcastGPR sets all lanes to a general register's 32 bits.
func (a *asm) broadcastGPR(v, reg int) {
	if a.wide {
		a.vec(opcode{p66, map0F38, 0x7c}, v, none, register(reg))
		return
	}
	a.vmovd(v, reg)
	a.vec(opcode{p66, map0F38, 0x58}, v, none, register(v))
}

// Conditions of jumps.
const (
	notBelow = 0x3
	zero     = 0x4
	notZero  = 0x5
	above    = 0x7
)

// jump writes a forward jump on a condition; land completes it.
func (a *asm) jump(condition byte) (from int) {
	a.byte(0x0f, 0x80|condition)
	a.int32(0)
	return len(a.code)
}

func (a *asm) land(from int) { a.patch(from-4, int32(len(a.code)-from)) }

// back writes a jump to an earlier place.
func (a *asm) back(condition byte, to int) {
	a.byte(0x0f, 0x80|condition)
	a.int32(int32(to - len(a.code) - 4))
}

// skip writes a forward jump; land completes it.
func (a *asm) skip() (from int) {
	a.byte(0xe9)
	a.int32(0)
	return len(a.code)
}

func (a *asm) backAlways(to int) {
	a.byte(0xe9)
	a.int32(int32(to - len(a.code) - 4))
}

func (a *asm) patch(place int, x int32) {
	a.code[place], a.code[place+1], a.code[place+2], a.code[place+3] = byte(x), byte(x>>8), byte(x>>16), byte(x>>24)
}

// fixup is a displacement, relative to the end of its instruction, that waits for the place of a block of constants.
type fixup struct {
	place, end int
	label      int
	disp       int32
}
