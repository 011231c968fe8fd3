#include "textflag.h"

// Row r of the tile is in the registers lo (lanes 0-7) and hi (lanes 8-15).
#define LOAD(r, lo, hi) \
	VMOVUPS (r*64)(DX), lo \
	VMOVUPS (r*64+32)(DX), hi

#define STORE(r, lo, hi) \
	VMOVUPS lo, (r*64)(DX) \
	VMOVUPS hi, (r*64+32)(DX)

// One term of row r: a[r] times the 16 lanes of b in Y0 and Y1.
#define TERM(r, x, lo, hi) \
	VBROADCASTSS (r*4)(SI), x \
	VFMADD231PS  Y0, x, lo    \
	VFMADD231PS  Y1, x, hi

// func tile6x16(k int, a, b, c *float32)
// k >= 1; a has 6 and b 16 floats a term, c is 6 rows of 16.
TEXT ·tile6x16(SB), NOSPLIT, $0-32
	MOVQ k+0(FP), CX
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), DI
	MOVQ c+24(FP), DX
	LOAD(0, Y4, Y5)
	LOAD(1, Y6, Y7)
	LOAD(2, Y8, Y9)
	LOAD(3, Y10, Y11)
	LOAD(4, Y12, Y13)
	LOAD(5, Y14, Y15)

term:
	VMOVUPS (DI), Y0
	VMOVUPS 32(DI), Y1
	TERM(0, Y2, Y4, Y5)
	TERM(1, Y3, Y6, Y7)
	TERM(2, Y2, Y8, Y9)
	TERM(3, Y3, Y10, Y11)
	TERM(4, Y2, Y12, Y13)
	TERM(5, Y3, Y14, Y15)
	ADDQ $24, SI
	ADDQ $64, DI
	DECQ CX
	JNZ  term

	STORE(0, Y4, Y5)
	STORE(1, Y6, Y7)
	STORE(2, Y8, Y9)
	STORE(3, Y10, Y11)
	STORE(4, Y12, Y13)
	STORE(5, Y14, Y15)
	VZEROUPPER
	RET

// func canon8(n int, c *float32)
// Makes the NaNs of n >= 1 groups of 8 floats canonical: a NaN is unordered with itself.
TEXT ·canon8(SB), NOSPLIT, $0-16
	MOVQ n+0(FP), CX
	MOVQ c+8(FP), DI
	MOVL $0x7fc00000, AX
	VMOVD AX, X2
	VPBROADCASTD X2, Y2

group:
	VMOVUPS (DI), Y0
	VCMPPS $3, Y0, Y0, Y1
	VBLENDVPS Y1, Y2, Y0, Y0
	VMOVUPS Y0, (DI)
	ADDQ $32, DI
	DECQ CX
	JNZ  group
	VZEROUPPER
	RET
