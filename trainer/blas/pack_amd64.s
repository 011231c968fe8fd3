#include "textflag.h"

// func copyRows(dst *float32, to int, src *float32, from int, n, width int)
TEXT ·copyRows(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ to+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ from+24(FP), R9
	MOVQ n+32(FP), CX
	MOVQ width+40(FP), DX
	CMPQ DX, $32
	JEQ  panel

row:
	MOVQ DX, BX
	XORQ AX, AX
	SUBQ $32, BX
	JLT  rest

wide:
	VMOVUPS (SI)(AX*4), Y0
	VMOVUPS 32(SI)(AX*4), Y1
	VMOVUPS 64(SI)(AX*4), Y2
	VMOVUPS 96(SI)(AX*4), Y3
	VMOVUPS Y0, (DI)(AX*4)
	VMOVUPS Y1, 32(DI)(AX*4)
	VMOVUPS Y2, 64(DI)(AX*4)
	VMOVUPS Y3, 96(DI)(AX*4)
	ADDQ    $32, AX
	SUBQ    $32, BX
	JGE     wide

rest:
	ADDQ $24, BX
	JLT  four

eight:
	VMOVUPS (SI)(AX*4), Y0
	VMOVUPS Y0, (DI)(AX*4)
	ADDQ    $8, AX
	SUBQ    $8, BX
	JGE     eight

four:
	ADDQ    $4, BX
	JLT     one
	VMOVUPS (SI)(AX*4), X0
	VMOVUPS X0, (DI)(AX*4)
	ADDQ    $4, AX
	SUBQ    $4, BX

one:
	ADDQ $4, BX
	JEQ  next

single:
	MOVL (SI)(AX*4), R10
	MOVL R10, (DI)(AX*4)
	INCQ AX
	DECQ BX
	JNZ  single

next:
	ADDQ R8, DI
	ADDQ R9, SI
	DECQ CX
	JNZ  row
	VZEROUPPER
	RET

panel:
	VMOVUPS (SI), Y0
	VMOVUPS 32(SI), Y1
	VMOVUPS 64(SI), Y2
	VMOVUPS 96(SI), Y3
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	ADDQ R8, DI
	ADDQ R9, SI
	DECQ CX
	JNZ  panel
	VZEROUPPER
	RET

// Two rows l and l+4 of four terms, one in each half.
#define HALVES(p, q, disp, x, y) \
	VMOVUPS disp(p)(AX*4), x \
	VINSERTF128 $1, disp(q)(AX*4), y, y

// Four terms of rows 0-3 and 4-7, in the halves of y0 … y3, become four rows of eight lanes.
#define FOUR \
	VUNPCKLPS Y1, Y0, Y4 \
	VUNPCKHPS Y1, Y0, Y5 \
	VUNPCKLPS Y3, Y2, Y6 \
	VUNPCKHPS Y3, Y2, Y7 \
	VUNPCKLPD Y6, Y4, Y0 \
	VUNPCKHPD Y6, Y4, Y1 \
	VUNPCKLPD Y7, Y5, Y2 \
	VUNPCKHPD Y7, Y5, Y3

#define STORE4 \
	VMOVUPS Y0, (DI) \
	VMOVUPS Y1, (DI)(R14*1) \
	LEAQ (DI)(R14*2), DI \
	VMOVUPS Y2, (DI) \
	VMOVUPS Y3, (DI)(R14*1) \
	LEAQ (DI)(R14*2), DI

// func transpose8(dst *float32, to int, src *float32, rows *[8]int, n int)
TEXT ·transpose8(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ src+16(FP), R15
	MOVQ rows+24(FP), AX
	MOVQ 0(AX), BX
	MOVQ 8(AX), CX
	MOVQ 16(AX), DX
	MOVQ 24(AX), SI
	MOVQ 32(AX), R8
	MOVQ 40(AX), R9
	MOVQ 48(AX), R10
	MOVQ 56(AX), R11
	LEAQ (R15)(BX*4), BX
	LEAQ (R15)(CX*4), CX
	LEAQ (R15)(DX*4), DX
	LEAQ (R15)(SI*4), SI
	LEAQ (R15)(R8*4), R8
	LEAQ (R15)(R9*4), R9
	LEAQ (R15)(R10*4), R10
	LEAQ (R15)(R11*4), R11
	MOVQ to+8(FP), R14
	MOVQ n+32(FP), R12
	XORQ AX, AX

eight:
	HALVES(BX, R8, 0, X0, Y0)
	HALVES(CX, R9, 0, X1, Y1)
	HALVES(DX, R10, 0, X2, Y2)
	HALVES(SI, R11, 0, X3, Y3)
	FOUR
	STORE4
	HALVES(BX, R8, 16, X0, Y0)
	HALVES(CX, R9, 16, X1, Y1)
	HALVES(DX, R10, 16, X2, Y2)
	HALVES(SI, R11, 16, X3, Y3)
	FOUR
	STORE4
	ADDQ $8, AX
	CMPQ AX, R12
	JLT  eight
	VZEROUPPER
	RET
