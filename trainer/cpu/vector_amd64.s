#include "textflag.h"

// Vector instructions: d[i] = op(a[i], b[i], c[i]) for n words, n a positive multiple of 8. Each rounds as the scalar
// instruction does; none sees the processor's flush modes, which Go leaves off.

#define BEGIN \
	MOVQ d+0(FP), DI  \
	MOVQ a+8(FP), SI  \
	MOVQ b+16(FP), DX \
	MOVQ c+24(FP), BX \
	MOVQ n+32(FP), CX \
	XORQ AX, AX

#define A VMOVDQU (SI)(AX*4), Y0
#define B VMOVDQU (DX)(AX*4), Y1
#define C VMOVDQU (BX)(AX*4), Y2

// END stores Y0 and goes on to the next 8 lanes.
#define END \
	VMOVDQU Y0, (DI)(AX*4) \
	ADDQ $8, AX            \
	CMPQ AX, CX            \
	JLT  loop              \
	VZEROUPPER             \
	RET

// CONST puts a word into all lanes of a register.
#define CONST(w, x, y) \
	MOVL $w, R8  \
	VMOVD R8, x  \
	VPBROADCASTD x, y

// BINARY is one instruction of two operands; the assembler has them in reverse.
#define BINARY(name, op) \
TEXT name(SB), NOSPLIT, $0-40 \
	BEGIN         \
loop:             \
	A             \
	B             \
	op Y1, Y0, Y0 \
	END

// COMPARE gives 1 where the comparison holds and 0 elsewhere.
#define COMPARE(name, predicate) \
TEXT name(SB), NOSPLIT, $0-40 \
	BEGIN             \
loop:                 \
	A                 \
	B                 \
	VCMPPS $predicate, Y1, Y0, Y0 \
	VPSRLD $31, Y0, Y0 \
	END

BINARY(·fadd, VADDPS)
BINARY(·fsub, VSUBPS)
BINARY(·fmul, VMULPS)
BINARY(·fdiv, VDIVPS)
BINARY(·fmin, VMINPS)
BINARY(·fmax, VMAXPS)
BINARY(·add, VPADDD)
BINARY(·sub, VPSUBD)
BINARY(·mul, VPMULLD)
BINARY(·and, VPAND)
BINARY(·or, VPOR)
BINARY(·xor, VPXOR)
BINARY(·shl, VPSLLVD)
BINARY(·shr, VPSRLVD)
BINARY(·sar, VPSRAVD)
COMPARE(·feq, 0x00)
COMPARE(·flt, 0x11)
COMPARE(·fle, 0x12)

TEXT ·fma(SB), NOSPLIT, $0-40
	BEGIN
loop:
	A
	B
	C
	VFMADD213PS Y2, Y1, Y0
	END

TEXT ·fsqrt(SB), NOSPLIT, $0-40
	BEGIN
loop:
	A
	VSQRTPS Y0, Y0
	END

TEXT ·fneg(SB), NOSPLIT, $0-40
	BEGIN
	CONST(0x80000000, X3, Y3)
loop:
	A
	VPXOR Y3, Y0, Y0
	END

TEXT ·fabs(SB), NOSPLIT, $0-40
	BEGIN
	CONST(0x7fffffff, X3, Y3)
loop:
	A
	VPAND Y3, Y0, Y0
	END

// A NaN, which is unordered with itself, becomes the one NaN.
TEXT ·bits(SB), NOSPLIT, $0-40
	BEGIN
	CONST(0x7fc00000, X3, Y3)
loop:
	A
	VCMPPS $0x03, Y0, Y0, Y1
	VBLENDVPS Y1, Y3, Y0, Y0
	END

TEXT ·i2f(SB), NOSPLIT, $0-40
	BEGIN
loop:
	A
	VCVTDQ2PS Y0, Y0
	END

// Both halves convert exactly; their sum, the upper half times 2^16, rounds once.
TEXT ·u2f(SB), NOSPLIT, $0-40
	BEGIN
	CONST(0x0000ffff, X3, Y3)
	CONST(0x47800000, X4, Y4)
loop:
	A
	VPSRLD $16, Y0, Y1
	VPAND Y3, Y0, Y0
	VCVTDQ2PS Y1, Y1
	VCVTDQ2PS Y0, Y0
	VFMADD231PS Y4, Y1, Y0
	END

// The processor gives 0x80000000 for what is out of range: right below, to be flipped above, and 0 for a NaN.
TEXT ·f2i(SB), NOSPLIT, $0-40
	BEGIN
	CONST(0x4f000000, X3, Y3)
loop:
	A
	VCVTTPS2DQ Y0, Y1
	VCMPPS $0x1d, Y3, Y0, Y2
	VPXOR Y2, Y1, Y1
	VCMPPS $0x07, Y0, Y0, Y2
	VPAND Y2, Y1, Y0
	END

TEXT ·mulhi(SB), NOSPLIT, $0-40
	BEGIN
loop:
	A
	B
	VPMULUDQ Y1, Y0, Y2
	VPSRLQ $32, Y0, Y0
	VPSRLQ $32, Y1, Y1
	VPMULUDQ Y1, Y0, Y0
	VPSRLQ $32, Y2, Y2
	VPBLENDD $0xaa, Y0, Y2, Y0
	END

TEXT ·eq(SB), NOSPLIT, $0-40
	BEGIN
loop:
	A
	B
	VPCMPEQD Y1, Y0, Y0
	VPSRLD $31, Y0, Y0
	END

TEXT ·slt(SB), NOSPLIT, $0-40
	BEGIN
loop:
	A
	B
	VPCMPGTD Y0, Y1, Y0
	VPSRLD $31, Y0, Y0
	END

// Unsigned: a <= b if a is the lesser of the two.
TEXT ·le(SB), NOSPLIT, $0-40
	BEGIN
loop:
	A
	B
	VPMINUD Y1, Y0, Y1
	VPCMPEQD Y1, Y0, Y0
	VPSRLD $31, Y0, Y0
	END

// Unsigned: a < b unless b is the lesser of the two.
TEXT ·lt(SB), NOSPLIT, $0-40
	BEGIN
	CONST(1, X3, Y3)
loop:
	A
	B
	VPMINUD Y1, Y0, Y0
	VPCMPEQD Y1, Y0, Y0
	VPANDN Y3, Y0, Y0
	END

// a is the condition: c where it is 0, else b.
TEXT ·choose(SB), NOSPLIT, $0-40
	BEGIN
	VPXOR Y3, Y3, Y3
loop:
	A
	B
	C
	VPCMPEQD Y3, Y0, Y0
	VBLENDVPS Y0, Y2, Y1, Y0
	END

// func fill8(d *uint32, n int, x uint32)
TEXT ·fill8(SB), NOSPLIT, $0-20
	MOVQ d+0(FP), DI
	MOVQ n+8(FP), CX
	MOVL x+16(FP), R8
	VMOVD R8, X0
	VPBROADCASTD X0, Y0
fill:
	VMOVDQU Y0, (DI)
	ADDQ $32, DI
	SUBQ $8, CX
	JGT  fill
	VZEROUPPER
	RET
