#include "textflag.h"

// func copyPanels(dst *float32, to, apart int, src *float32, from int, n, panels, width int)
TEXT ·copyPanels(SB), NOSPLIT, $0-64
	MOVQ dst+0(FP), R13
	MOVQ apart+16(FP), R8
	MOVQ src+24(FP), R12
	MOVQ from+32(FP), R9
	MOVQ n+40(FP), CX
	MOVQ width+56(FP), DX

term:
	MOVQ R12, SI
	MOVQ R13, DI
	MOVQ panels+48(FP), R11
	CMPQ DX, $32
	JEQ  whole
	CMPQ DX, $16
	JEQ  half
	CMPQ DX, $8
	JLT  narrow

row:
	XORQ AX, AX
	MOVQ DX, BX
	SUBQ $8, BX

eight:
	VMOVUPS (SI)(AX*4), Y0
	VMOVUPS Y0, (DI)(AX*4)
	ADDQ    $8, AX
	CMPQ    AX, BX
	JLE     eight

	// The last vector ends where the row ends, over what is copied already.
	VMOVUPS -32(SI)(DX*4), Y0
	VMOVUPS Y0, -32(DI)(DX*4)
	LEAQ    (SI)(DX*4), SI
	ADDQ    R8, DI
	DECQ    R11
	JNZ     row

next:
	ADDQ to+8(FP), R13
	ADDQ R9, R12
	DECQ CX
	JNZ  term
	VZEROUPPER
	RET

whole:
	VMOVUPS (SI), Y0
	VMOVUPS 32(SI), Y1
	VMOVUPS 64(SI), Y2
	VMOVUPS 96(SI), Y3
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y2, 64(DI)
	VMOVUPS Y3, 96(DI)
	ADDQ    $128, SI
	ADDQ    R8, DI
	DECQ    R11
	JNZ     whole
	JMP     next

half:
	VMOVUPS (SI), Y0
	VMOVUPS 32(SI), Y1
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, 32(DI)
	ADDQ    $64, SI
	ADDQ    R8, DI
	DECQ    R11
	JNZ     half
	JMP     next

narrow:
	CMPQ    DX, $4
	JLT     few
	VMOVUPS (SI), X0
	VMOVUPS -16(SI)(DX*4), X1
	VMOVUPS X0, (DI)
	VMOVUPS X1, -16(DI)(DX*4)
	LEAQ    (SI)(DX*4), SI
	ADDQ    R8, DI
	DECQ    R11
	JNZ     narrow
	JMP     next

few:
	XORQ AX, AX

single:
	MOVL (SI)(AX*4), R10
	MOVL R10, (DI)(AX*4)
	INCQ AX
	CMPQ AX, DX
	JLT  single
	LEAQ (SI)(DX*4), SI
	ADDQ R8, DI
	DECQ R11
	JNZ  few
	JMP  next

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
