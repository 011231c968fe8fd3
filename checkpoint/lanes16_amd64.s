// Sixteen SHA-256 computations side by side, one to each 32-bit lane of the AVX-512 registers. Rotations, and functions of three words, are
// one instruction each.
//
//	Z0 … Z7     state words a … h of the sixteen messages; their names move round by round, the registers stay
//	Z8 … Z23    the next sixteen message words
//	Z24 … Z31   scratch
//
// A block of a message is sixteen words in a row of memory; the computation wants word i of all messages in a register. So sixteen rows are
// loaded, and transposed: first within each 4 rows by 4 words, then the 4 by 4 results.

#include "textflag.h"

DATA swap16<>+0x00(SB)/8, $0x0405060700010203
DATA swap16<>+0x08(SB)/8, $0x0c0d0e0f08090a0b
GLOBL swap16<>(SB), RODATA|NOPTR, $16

DATA start16<>+0x00(SB)/4, $0x6a09e667
DATA start16<>+0x04(SB)/4, $0xbb67ae85
DATA start16<>+0x08(SB)/4, $0x3c6ef372
DATA start16<>+0x0c(SB)/4, $0xa54ff53a
DATA start16<>+0x10(SB)/4, $0x510e527f
DATA start16<>+0x14(SB)/4, $0x9b05688c
DATA start16<>+0x18(SB)/4, $0x1f83d9ab
DATA start16<>+0x1c(SB)/4, $0x5be0cd19
GLOBL start16<>(SB), RODATA|NOPTR, $32

// ROW reads a message's block, BX bytes into the message. Where messages follow one another, the sixteen after these are fetched meanwhile; an
// address without memory is not fetched.
#define ROW(i, w) \
	MOVQ (8*i)(SI), R8; \
	PREFETCHT1 16384(R8)(BX*1); \
	VMOVDQU32 (R8)(BX*1), w; \
	VPSHUFB Z31, w, w

// QUARTER transposes 4 rows by 4 words in each quarter of the registers.
#define QUARTER(a, b, c, d) \
	VPUNPCKLDQ b, a, Z24; \
	VPUNPCKHDQ b, a, Z25; \
	VPUNPCKLDQ d, c, Z26; \
	VPUNPCKHDQ d, c, Z27; \
	VPUNPCKLQDQ Z26, Z24, a; \
	VPUNPCKHQDQ Z26, Z24, b; \
	VPUNPCKLQDQ Z27, Z25, c; \
	VPUNPCKHQDQ Z27, Z25, d

// QUARTERS transposes 4 registers by 4 quarters.
#define QUARTERS(a, b, c, d) \
	VSHUFI32X4 $0x44, b, a, Z24; \
	VSHUFI32X4 $0xee, b, a, Z25; \
	VSHUFI32X4 $0x44, d, c, Z26; \
	VSHUFI32X4 $0xee, d, c, Z27; \
	VSHUFI32X4 $0x88, Z26, Z24, a; \
	VSHUFI32X4 $0xdd, Z26, Z24, b; \
	VSHUFI32X4 $0x88, Z27, Z25, c; \
	VSHUFI32X4 $0xdd, Z27, Z25, d

// ROUND is a round whose message word and constant are already in h.
#define ROUND(a, b, c, d, e, f, g, h) \
	VPRORD $6, e, Z24; \
	VPRORD $11, e, Z25; \
	VPRORD $25, e, Z26; \
	VMOVDQA32 e, Z27; \
	VPTERNLOGD $0xca, g, f, Z27; \
	VPTERNLOGD $0x96, Z25, Z26, Z24; \
	VPADDD Z27, h, h; \
	VPRORD $2, a, Z28; \
	VPRORD $13, a, Z29; \
	VPRORD $22, a, Z30; \
	VPADDD Z24, h, h; \
	VMOVDQA32 a, Z31; \
	VPTERNLOGD $0xe8, c, b, Z31; \
	VPTERNLOGD $0x96, Z29, Z30, Z28; \
	VPADDD h, d, d; \
	VPADDD Z31, h, h; \
	VPADDD Z28, h, h

// PLAIN is a round with the message word w and the constant i from AX on.
#define PLAIN(i, w, a, b, c, d, e, f, g, h) \
	VPADDD w, h, h; \
	VPADDD.BCST (4*i)(AX), h, h; \
	ROUND(a, b, c, d, e, f, g, h)

// EXPANDING is PLAIN and replaces w by the word that is sixteen after it; w1, w9 and w14 are that many after it.
#define EXPANDING(i, w, w1, w9, w14, a, b, c, d, e, f, g, h) \
	VPADDD w, h, h; \
	VPADDD.BCST (4*i)(AX), h, h; \
	ROUND(a, b, c, d, e, f, g, h); \
	VPRORD $7, w1, Z24; \
	VPRORD $18, w1, Z25; \
	VPSRLD $3, w1, Z26; \
	VPADDD w9, w, w; \
	VPRORD $17, w14, Z27; \
	VPRORD $19, w14, Z28; \
	VPSRLD $10, w14, Z29; \
	VPTERNLOGD $0x96, Z25, Z26, Z24; \
	VPADDD Z24, w, w; \
	VPTERNLOGD $0x96, Z28, Z29, Z27; \
	VPADDD Z27, w, w

// PADDING is a round with word i of the padding block, its constant added.
#define PADDING(i, a, b, c, d, e, f, g, h) \
	VPADDD.BCST (4*i)(DX), h, h; \
	ROUND(a, b, c, d, e, f, g, h)

#define KEEP \
	VMOVDQU32 Z0, 0(SP); \
	VMOVDQU32 Z1, 64(SP); \
	VMOVDQU32 Z2, 128(SP); \
	VMOVDQU32 Z3, 192(SP); \
	VMOVDQU32 Z4, 256(SP); \
	VMOVDQU32 Z5, 320(SP); \
	VMOVDQU32 Z6, 384(SP); \
	VMOVDQU32 Z7, 448(SP)

#define ADD \
	VPADDD 0(SP), Z0, Z0; \
	VPADDD 64(SP), Z1, Z1; \
	VPADDD 128(SP), Z2, Z2; \
	VPADDD 192(SP), Z3, Z3; \
	VPADDD 256(SP), Z4, Z4; \
	VPADDD 320(SP), Z5, Z5; \
	VPADDD 384(SP), Z6, Z6; \
	VPADDD 448(SP), Z7, Z7

// HASHES stores half of the hashes of messages i, i+4, i+8 and i+12.
#define HASHES(i, half, words) \
	VPSHUFB Z31, words, words; \
	VEXTRACTI32X4 $0, words, (32*i+half)(DI); \
	VEXTRACTI32X4 $1, words, (32*i+half+128)(DI); \
	VEXTRACTI32X4 $2, words, (32*i+half+256)(DI); \
	VEXTRACTI32X4 $3, words, (32*i+half+384)(DI)

// func hash16(dst *[16]Root, src *[16]*byte, blocks int, padding *[64]uint32)
TEXT ·hash16(SB), NOSPLIT, $512-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ blocks+16(FP), CX
	MOVQ padding+24(FP), DX
	XORQ BX, BX
	LEAQ start16<>(SB), AX
	VPBROADCASTD 0(AX), Z0
	VPBROADCASTD 4(AX), Z1
	VPBROADCASTD 8(AX), Z2
	VPBROADCASTD 12(AX), Z3
	VPBROADCASTD 16(AX), Z4
	VPBROADCASTD 20(AX), Z5
	VPBROADCASTD 24(AX), Z6
	VPBROADCASTD 28(AX), Z7

block:
	KEEP
	VBROADCASTI32X4 swap16<>(SB), Z31
	ROW(0, Z8)
	ROW(1, Z9)
	ROW(2, Z10)
	ROW(3, Z11)
	QUARTER(Z8, Z9, Z10, Z11)
	ROW(4, Z12)
	ROW(5, Z13)
	ROW(6, Z14)
	ROW(7, Z15)
	QUARTER(Z12, Z13, Z14, Z15)
	ROW(8, Z16)
	ROW(9, Z17)
	ROW(10, Z18)
	ROW(11, Z19)
	QUARTER(Z16, Z17, Z18, Z19)
	ROW(12, Z20)
	ROW(13, Z21)
	ROW(14, Z22)
	ROW(15, Z23)
	QUARTER(Z20, Z21, Z22, Z23)
	QUARTERS(Z8, Z12, Z16, Z20)
	QUARTERS(Z9, Z13, Z17, Z21)
	QUARTERS(Z10, Z14, Z18, Z22)
	QUARTERS(Z11, Z15, Z19, Z23)
	ADDQ $64, BX
	LEAQ ·roundConstants(SB), AX
	MOVQ $3, R9

expanding:
	EXPANDING(0, Z8, Z9, Z17, Z22, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7)
	EXPANDING(1, Z9, Z10, Z18, Z23, Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z6)
	EXPANDING(2, Z10, Z11, Z19, Z8, Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z5)
	EXPANDING(3, Z11, Z12, Z20, Z9, Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z4)
	EXPANDING(4, Z12, Z13, Z21, Z10, Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z3)
	EXPANDING(5, Z13, Z14, Z22, Z11, Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z2)
	EXPANDING(6, Z14, Z15, Z23, Z12, Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z1)
	EXPANDING(7, Z15, Z16, Z8, Z13, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z0)
	EXPANDING(8, Z16, Z17, Z9, Z14, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7)
	EXPANDING(9, Z17, Z18, Z10, Z15, Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z6)
	EXPANDING(10, Z18, Z19, Z11, Z16, Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z5)
	EXPANDING(11, Z19, Z20, Z12, Z17, Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z4)
	EXPANDING(12, Z20, Z21, Z13, Z18, Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z3)
	EXPANDING(13, Z21, Z22, Z14, Z19, Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z2)
	EXPANDING(14, Z22, Z23, Z15, Z20, Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z1)
	EXPANDING(15, Z23, Z8, Z16, Z21, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z0)
	ADDQ $64, AX
	DECQ R9
	JNZ  expanding

	PLAIN(0, Z8, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7)
	PLAIN(1, Z9, Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z6)
	PLAIN(2, Z10, Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z5)
	PLAIN(3, Z11, Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z4)
	PLAIN(4, Z12, Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z3)
	PLAIN(5, Z13, Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z2)
	PLAIN(6, Z14, Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z1)
	PLAIN(7, Z15, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z0)
	PLAIN(8, Z16, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7)
	PLAIN(9, Z17, Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z6)
	PLAIN(10, Z18, Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z5)
	PLAIN(11, Z19, Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z4)
	PLAIN(12, Z20, Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z3)
	PLAIN(13, Z21, Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z2)
	PLAIN(14, Z22, Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z1)
	PLAIN(15, Z23, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z0)
	ADD
	DECQ CX
	JNZ  block

	KEEP
	MOVQ $8, R9

padding:
	PADDING(0, Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7)
	PADDING(1, Z7, Z0, Z1, Z2, Z3, Z4, Z5, Z6)
	PADDING(2, Z6, Z7, Z0, Z1, Z2, Z3, Z4, Z5)
	PADDING(3, Z5, Z6, Z7, Z0, Z1, Z2, Z3, Z4)
	PADDING(4, Z4, Z5, Z6, Z7, Z0, Z1, Z2, Z3)
	PADDING(5, Z3, Z4, Z5, Z6, Z7, Z0, Z1, Z2)
	PADDING(6, Z2, Z3, Z4, Z5, Z6, Z7, Z0, Z1)
	PADDING(7, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z0)
	ADDQ $32, DX
	DECQ R9
	JNZ  padding
	ADD

	VBROADCASTI32X4 swap16<>(SB), Z31
	QUARTER(Z0, Z1, Z2, Z3)
	QUARTER(Z4, Z5, Z6, Z7)
	HASHES(0, 0, Z0)
	HASHES(1, 0, Z1)
	HASHES(2, 0, Z2)
	HASHES(3, 0, Z3)
	HASHES(0, 16, Z4)
	HASHES(1, 16, Z5)
	HASHES(2, 16, Z6)
	HASHES(3, 16, Z7)
	VZEROUPPER
	RET
