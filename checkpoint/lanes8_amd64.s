// Eight SHA-256 computations side by side, one to each 32-bit lane of the AVX2 registers, for processors without SHA instructions.
//
//	Y0 … Y7      state words a … h of the eight messages; their names move round by round, the registers stay
//	Y8 … Y15     scratch
//	0(SP) …      the next sixteen message words of all lanes, 32 bytes each; then the state before the block
//
// Rows are loaded and transposed as in the version with sixteen lanes, half a block at a time.

#include "textflag.h"

DATA swap8<>+0x00(SB)/8, $0x0405060700010203
DATA swap8<>+0x08(SB)/8, $0x0c0d0e0f08090a0b
DATA swap8<>+0x10(SB)/8, $0x0405060700010203
DATA swap8<>+0x18(SB)/8, $0x0c0d0e0f08090a0b
GLOBL swap8<>(SB), RODATA|NOPTR, $32

DATA start8<>+0x00(SB)/4, $0x6a09e667
DATA start8<>+0x04(SB)/4, $0xbb67ae85
DATA start8<>+0x08(SB)/4, $0x3c6ef372
DATA start8<>+0x0c(SB)/4, $0xa54ff53a
DATA start8<>+0x10(SB)/4, $0x510e527f
DATA start8<>+0x14(SB)/4, $0x9b05688c
DATA start8<>+0x18(SB)/4, $0x1f83d9ab
DATA start8<>+0x1c(SB)/4, $0x5be0cd19
GLOBL start8<>(SB), RODATA|NOPTR, $32

// ROW reads half a block of a message, BX bytes into the message.
#define ROW(i, half, w) \
	MOVQ (8*i)(SI), R8; \
	VMOVDQU (half)(R8)(BX*1), w; \
	VPSHUFB swap8<>(SB), w, w

// QUARTER transposes 4 rows by 4 words in each half of the registers.
#define QUARTER(a, b, c, d, t0, t1, t2, t3) \
	VPUNPCKLDQ b, a, t0; \
	VPUNPCKHDQ b, a, t1; \
	VPUNPCKLDQ d, c, t2; \
	VPUNPCKHDQ d, c, t3; \
	VPUNPCKLQDQ t2, t0, a; \
	VPUNPCKHQDQ t2, t0, b; \
	VPUNPCKLQDQ t3, t1, c; \
	VPUNPCKHQDQ t3, t1, d

// WORDS stores word i and word i+4 of all lanes, from what QUARTER made of rows 0 to 3 and of rows 4 to 7.
#define WORDS(i, low, high) \
	VPERM2I128 $0x20, high, low, Y8; \
	VPERM2I128 $0x31, high, low, Y9; \
	VMOVDQU Y8, (32*(i))(SP); \
	VMOVDQU Y9, (32*(i)+128)(SP)

// HALF loads and transposes eight words of all messages; they are words i to i+7.
#define HALF(i) \
	ROW(0, 4*i, Y0); \
	ROW(1, 4*i, Y1); \
	ROW(2, 4*i, Y2); \
	ROW(3, 4*i, Y3); \
	QUARTER(Y0, Y1, Y2, Y3, Y8, Y9, Y10, Y11); \
	ROW(4, 4*i, Y4); \
	ROW(5, 4*i, Y5); \
	ROW(6, 4*i, Y6); \
	ROW(7, 4*i, Y7); \
	QUARTER(Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11); \
	WORDS(i+0, Y0, Y4); \
	WORDS(i+1, Y1, Y5); \
	WORDS(i+2, Y2, Y6); \
	WORDS(i+3, Y3, Y7)

// ROTATIONS sets s to the exclusive or of three rotations of x to the right.
#define ROTATIONS(i, j, k, x, s) \
	VPSRLD $i, x, s; \
	VPSLLD $(32-i), x, Y14; \
	VPSRLD $j, x, Y13; \
	VPXOR Y14, s, s; \
	VPSLLD $(32-j), x, Y14; \
	VPXOR Y13, s, s; \
	VPSRLD $k, x, Y13; \
	VPXOR Y14, s, s; \
	VPSLLD $(32-k), x, Y14; \
	VPXOR Y13, s, s; \
	VPXOR Y14, s, s

// MIX sets s to the exclusive or of two rotations to the right and a shift of x.
#define MIX(i, j, shift, x, s) \
	VPSRLD $i, x, s; \
	VPSLLD $(32-i), x, Y14; \
	VPSRLD $j, x, Y13; \
	VPXOR Y14, s, s; \
	VPSLLD $(32-j), x, Y14; \
	VPXOR Y13, s, s; \
	VPSRLD $shift, x, Y13; \
	VPXOR Y14, s, s; \
	VPXOR Y13, s, s

// ROUND is a round whose message word and constant are already in h.
#define ROUND(a, b, c, d, e, f, g, h) \
	ROTATIONS(6, 11, 25, e, Y8); \
	VPXOR f, g, Y9; \
	VPAND e, Y9, Y9; \
	VPXOR g, Y9, Y9; \
	VPADDD Y8, h, h; \
	VPADDD Y9, h, h; \
	VPADDD h, d, d; \
	VPXOR a, b, Y10; \
	VPXOR b, c, Y11; \
	VPAND Y11, Y10, Y10; \
	VPXOR b, Y10, Y10; \
	ROTATIONS(2, 13, 22, a, Y8); \
	VPADDD Y10, h, h; \
	VPADDD Y8, h, h

// PLAIN is a round with message word w and the constant i from AX on.
#define PLAIN(i, w, a, b, c, d, e, f, g, h) \
	VPBROADCASTD (4*i)(AX), Y8; \
	VPADDD (32*w)(SP), h, h; \
	VPADDD Y8, h, h; \
	ROUND(a, b, c, d, e, f, g, h)

// EXPANDING is PLAIN and replaces word w by the word that is sixteen after it; w1, w9 and w14 are that many after it.
#define EXPANDING(i, w, w1, w9, w14, a, b, c, d, e, f, g, h) \
	PLAIN(i, w, a, b, c, d, e, f, g, h); \
	VMOVDQU (32*w1)(SP), Y11; \
	VMOVDQU (32*w14)(SP), Y12; \
	VMOVDQU (32*w)(SP), Y15; \
	VPADDD (32*w9)(SP), Y15, Y15; \
	MIX(7, 18, 3, Y11, Y8); \
	MIX(17, 19, 10, Y12, Y9); \
	VPADDD Y8, Y15, Y15; \
	VPADDD Y9, Y15, Y15; \
	VMOVDQU Y15, (32*w)(SP)

// PADDING is a round with word i of the padding block, its constant added.
#define PADDING(i, a, b, c, d, e, f, g, h) \
	VPBROADCASTD (4*i)(DX), Y8; \
	VPADDD Y8, h, h; \
	ROUND(a, b, c, d, e, f, g, h)

#define KEEP \
	VMOVDQU Y0, 512(SP); \
	VMOVDQU Y1, 544(SP); \
	VMOVDQU Y2, 576(SP); \
	VMOVDQU Y3, 608(SP); \
	VMOVDQU Y4, 640(SP); \
	VMOVDQU Y5, 672(SP); \
	VMOVDQU Y6, 704(SP); \
	VMOVDQU Y7, 736(SP)

#define BACK \
	VMOVDQU 512(SP), Y0; \
	VMOVDQU 544(SP), Y1; \
	VMOVDQU 576(SP), Y2; \
	VMOVDQU 608(SP), Y3; \
	VMOVDQU 640(SP), Y4; \
	VMOVDQU 672(SP), Y5; \
	VMOVDQU 704(SP), Y6; \
	VMOVDQU 736(SP), Y7

#define ADD \
	VPADDD 512(SP), Y0, Y0; \
	VPADDD 544(SP), Y1, Y1; \
	VPADDD 576(SP), Y2, Y2; \
	VPADDD 608(SP), Y3, Y3; \
	VPADDD 640(SP), Y4, Y4; \
	VPADDD 672(SP), Y5, Y5; \
	VPADDD 704(SP), Y6, Y6; \
	VPADDD 736(SP), Y7, Y7

// HASHES stores half of the hashes of messages i and i+4.
#define HASHES(i, half, words, x) \
	VPSHUFB swap8<>(SB), words, words; \
	VMOVDQU x, (32*i+half)(DI); \
	VEXTRACTI128 $1, words, (32*i+half+128)(DI)

// func hash8(dst *[8]Root, src *[8]*byte, blocks int, padding *[64]uint32)
TEXT ·hash8(SB), NOSPLIT, $768-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ blocks+16(FP), CX
	MOVQ padding+24(FP), DX
	XORQ BX, BX
	LEAQ start8<>(SB), AX
	VPBROADCASTD 0(AX), Y0
	VPBROADCASTD 4(AX), Y1
	VPBROADCASTD 8(AX), Y2
	VPBROADCASTD 12(AX), Y3
	VPBROADCASTD 16(AX), Y4
	VPBROADCASTD 20(AX), Y5
	VPBROADCASTD 24(AX), Y6
	VPBROADCASTD 28(AX), Y7

block:
	KEEP
	HALF(0)
	HALF(8)
	BACK
	ADDQ $64, BX
	LEAQ ·roundConstants(SB), AX
	MOVQ $3, R9

expanding:
	EXPANDING(0, 0, 1, 9, 14, Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7)
	EXPANDING(1, 1, 2, 10, 15, Y7, Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	EXPANDING(2, 2, 3, 11, 0, Y6, Y7, Y0, Y1, Y2, Y3, Y4, Y5)
	EXPANDING(3, 3, 4, 12, 1, Y5, Y6, Y7, Y0, Y1, Y2, Y3, Y4)
	EXPANDING(4, 4, 5, 13, 2, Y4, Y5, Y6, Y7, Y0, Y1, Y2, Y3)
	EXPANDING(5, 5, 6, 14, 3, Y3, Y4, Y5, Y6, Y7, Y0, Y1, Y2)
	EXPANDING(6, 6, 7, 15, 4, Y2, Y3, Y4, Y5, Y6, Y7, Y0, Y1)
	EXPANDING(7, 7, 8, 0, 5, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y0)
	EXPANDING(8, 8, 9, 1, 6, Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7)
	EXPANDING(9, 9, 10, 2, 7, Y7, Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	EXPANDING(10, 10, 11, 3, 8, Y6, Y7, Y0, Y1, Y2, Y3, Y4, Y5)
	EXPANDING(11, 11, 12, 4, 9, Y5, Y6, Y7, Y0, Y1, Y2, Y3, Y4)
	EXPANDING(12, 12, 13, 5, 10, Y4, Y5, Y6, Y7, Y0, Y1, Y2, Y3)
	EXPANDING(13, 13, 14, 6, 11, Y3, Y4, Y5, Y6, Y7, Y0, Y1, Y2)
	EXPANDING(14, 14, 15, 7, 12, Y2, Y3, Y4, Y5, Y6, Y7, Y0, Y1)
	EXPANDING(15, 15, 0, 8, 13, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y0)
	ADDQ $64, AX
	DECQ R9
	JNZ  expanding

	PLAIN(0, 0, Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7)
	PLAIN(1, 1, Y7, Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	PLAIN(2, 2, Y6, Y7, Y0, Y1, Y2, Y3, Y4, Y5)
	PLAIN(3, 3, Y5, Y6, Y7, Y0, Y1, Y2, Y3, Y4)
	PLAIN(4, 4, Y4, Y5, Y6, Y7, Y0, Y1, Y2, Y3)
	PLAIN(5, 5, Y3, Y4, Y5, Y6, Y7, Y0, Y1, Y2)
	PLAIN(6, 6, Y2, Y3, Y4, Y5, Y6, Y7, Y0, Y1)
	PLAIN(7, 7, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y0)
	PLAIN(8, 8, Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7)
	PLAIN(9, 9, Y7, Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	PLAIN(10, 10, Y6, Y7, Y0, Y1, Y2, Y3, Y4, Y5)
	PLAIN(11, 11, Y5, Y6, Y7, Y0, Y1, Y2, Y3, Y4)
	PLAIN(12, 12, Y4, Y5, Y6, Y7, Y0, Y1, Y2, Y3)
	PLAIN(13, 13, Y3, Y4, Y5, Y6, Y7, Y0, Y1, Y2)
	PLAIN(14, 14, Y2, Y3, Y4, Y5, Y6, Y7, Y0, Y1)
	PLAIN(15, 15, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y0)
	ADD
	DECQ CX
	JNZ  block

	KEEP
	MOVQ $8, R9

padding:
	PADDING(0, Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7)
	PADDING(1, Y7, Y0, Y1, Y2, Y3, Y4, Y5, Y6)
	PADDING(2, Y6, Y7, Y0, Y1, Y2, Y3, Y4, Y5)
	PADDING(3, Y5, Y6, Y7, Y0, Y1, Y2, Y3, Y4)
	PADDING(4, Y4, Y5, Y6, Y7, Y0, Y1, Y2, Y3)
	PADDING(5, Y3, Y4, Y5, Y6, Y7, Y0, Y1, Y2)
	PADDING(6, Y2, Y3, Y4, Y5, Y6, Y7, Y0, Y1)
	PADDING(7, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y0)
	ADDQ $32, DX
	DECQ R9
	JNZ  padding
	ADD

	QUARTER(Y0, Y1, Y2, Y3, Y8, Y9, Y10, Y11)
	QUARTER(Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11)
	HASHES(0, 0, Y0, X0)
	HASHES(1, 0, Y1, X1)
	HASHES(2, 0, Y2, X2)
	HASHES(3, 0, Y3, X3)
	HASHES(0, 16, Y4, X4)
	HASHES(1, 16, Y5, X5)
	HASHES(2, 16, Y6, X6)
	HASHES(3, 16, Y7, X7)
	VZEROUPPER
	RET
