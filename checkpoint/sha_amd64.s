// Two SHA-256 computations side by side, with the processor's SHA instructions. One computation is a chain in which each instruction waits
// for the one before, so a second one goes into the gaps almost for nothing.
//
//	X0        round constants plus message words, the implicit operand of SHA256RNDS2
//	X1  X2    state of message 0, as ABEF and CDGH       X7  X8   of message 1
//	X3 … X6   16 message words of message 0              X9 … X12 of message 1
//	X13       scratch                                    X14      byte order

#include "textflag.h"

// The initial state, lanes from low to high: F E B A, H G D C.
DATA initial<>+0x00(SB)/8, $0x510e527f9b05688c
DATA initial<>+0x08(SB)/8, $0x6a09e667bb67ae85
DATA initial<>+0x10(SB)/8, $0x1f83d9ab5be0cd19
DATA initial<>+0x18(SB)/8, $0x3c6ef372a54ff53a
GLOBL initial<>(SB), RODATA|NOPTR, $32

DATA bigEndian<>+0x00(SB)/8, $0x0405060700010203
DATA bigEndian<>+0x08(SB)/8, $0x0c0d0e0f08090a0b
GLOBL bigEndian<>(SB), RODATA|NOPTR, $16

// LOAD reads four message words. FETCH has the memory after both messages fetched meanwhile: where messages follow one another, the third pair
// of leaves after these. An address without memory is not fetched.
#define FETCH \
	PREFETCHT1 6144(SI); \
	PREFETCHT1 6144(DI)

#define LOAD(from, m) \
	MOVOU from, m; \
	PSHUFB X14, m

// ROUNDS does four rounds with the words m and the constants at offset k.
#define ROUNDS(k, m, abef, cdgh) \
	MOVOU k(AX), X0; \
	PADDD m, X0; \
	SHA256RNDS2 X0, abef, cdgh; \
	PSHUFD $0x0e, X0, X0; \
	SHA256RNDS2 X0, cdgh, abef

// EXPAND completes the four words after m, in next; prev are those before m.
#define EXPAND(prev, m, next) \
	MOVO m, X13; \
	PALIGNR $4, prev, X13; \
	PADDD X13, next; \
	SHA256MSG2 m, next

// PADDING does four rounds of both messages with the words at offset k of the padding block, constants added.
#define PADDING(k) \
	MOVOU k(DX), X0; \
	PSHUFD $0x0e, X0, X13; \
	SHA256RNDS2 X0, X1, X2; \
	SHA256RNDS2 X0, X7, X8; \
	MOVO X13, X0; \
	SHA256RNDS2 X0, X2, X1; \
	SHA256RNDS2 X0, X8, X7

// STORE writes a state as a hash: A to H, big-endian.
#define STORE(abef, cdgh, to) \
	PSHUFD $0x1b, abef, X13; \
	PSHUFD $0xb1, cdgh, cdgh; \
	MOVO X13, abef; \
	PBLENDW $0xf0, cdgh, abef; \
	PALIGNR $8, X13, cdgh; \
	PSHUFB X14, abef; \
	PSHUFB X14, cdgh; \
	MOVOU abef, 0(to); \
	MOVOU cdgh, 16(to)

// func hashTwo(dst0, dst1 *Root, src0, src1 *byte, blocks int, padding *[64]uint32)
TEXT ·hashTwo(SB), NOSPLIT, $64-48
	MOVQ dst0+0(FP), R8
	MOVQ dst1+8(FP), R9
	MOVQ src0+16(FP), SI
	MOVQ src1+24(FP), DI
	MOVQ blocks+32(FP), CX
	MOVQ padding+40(FP), DX
	LEAQ ·roundConstants(SB), AX
	MOVOU bigEndian<>(SB), X14
	MOVOU initial<>+0(SB), X1
	MOVOU initial<>+16(SB), X2
	MOVO X1, X7
	MOVO X2, X8

block:
	MOVOU X1, 0(SP)
	MOVOU X2, 16(SP)
	MOVOU X7, 32(SP)
	MOVOU X8, 48(SP)

	// rounds 0 to 3
	FETCH
	LOAD(0(SI), X3)
	ROUNDS(0, X3, X1, X2)
	LOAD(0(DI), X9)
	ROUNDS(0, X9, X7, X8)

	// rounds 4 to 7
	LOAD(16(SI), X4)
	ROUNDS(16, X4, X1, X2)
	SHA256MSG1 X4, X3
	LOAD(16(DI), X10)
	ROUNDS(16, X10, X7, X8)
	SHA256MSG1 X10, X9

	// rounds 8 to 11
	LOAD(32(SI), X5)
	ROUNDS(32, X5, X1, X2)
	SHA256MSG1 X5, X4
	LOAD(32(DI), X11)
	ROUNDS(32, X11, X7, X8)
	SHA256MSG1 X11, X10

	// rounds 12 to 15
	LOAD(48(SI), X6)
	ROUNDS(48, X6, X1, X2)
	EXPAND(X5, X6, X3)
	SHA256MSG1 X6, X5
	LOAD(48(DI), X12)
	ROUNDS(48, X12, X7, X8)
	EXPAND(X11, X12, X9)
	SHA256MSG1 X12, X11

	// rounds 16 to 19
	ROUNDS(64, X3, X1, X2)
	EXPAND(X6, X3, X4)
	SHA256MSG1 X3, X6
	ROUNDS(64, X9, X7, X8)
	EXPAND(X12, X9, X10)
	SHA256MSG1 X9, X12

	// rounds 20 to 23
	ROUNDS(80, X4, X1, X2)
	EXPAND(X3, X4, X5)
	SHA256MSG1 X4, X3
	ROUNDS(80, X10, X7, X8)
	EXPAND(X9, X10, X11)
	SHA256MSG1 X10, X9

	// rounds 24 to 27
	ROUNDS(96, X5, X1, X2)
	EXPAND(X4, X5, X6)
	SHA256MSG1 X5, X4
	ROUNDS(96, X11, X7, X8)
	EXPAND(X10, X11, X12)
	SHA256MSG1 X11, X10

	// rounds 28 to 31
	ROUNDS(112, X6, X1, X2)
	EXPAND(X5, X6, X3)
	SHA256MSG1 X6, X5
	ROUNDS(112, X12, X7, X8)
	EXPAND(X11, X12, X9)
	SHA256MSG1 X12, X11

	// rounds 32 to 35
	ROUNDS(128, X3, X1, X2)
	EXPAND(X6, X3, X4)
	SHA256MSG1 X3, X6
	ROUNDS(128, X9, X7, X8)
	EXPAND(X12, X9, X10)
	SHA256MSG1 X9, X12

	// rounds 36 to 39
	ROUNDS(144, X4, X1, X2)
	EXPAND(X3, X4, X5)
	SHA256MSG1 X4, X3
	ROUNDS(144, X10, X7, X8)
	EXPAND(X9, X10, X11)
	SHA256MSG1 X10, X9

	// rounds 40 to 43
	ROUNDS(160, X5, X1, X2)
	EXPAND(X4, X5, X6)
	SHA256MSG1 X5, X4
	ROUNDS(160, X11, X7, X8)
	EXPAND(X10, X11, X12)
	SHA256MSG1 X11, X10

	// rounds 44 to 47
	ROUNDS(176, X6, X1, X2)
	EXPAND(X5, X6, X3)
	SHA256MSG1 X6, X5
	ROUNDS(176, X12, X7, X8)
	EXPAND(X11, X12, X9)
	SHA256MSG1 X12, X11

	// rounds 48 to 51
	ROUNDS(192, X3, X1, X2)
	EXPAND(X6, X3, X4)
	SHA256MSG1 X3, X6
	ROUNDS(192, X9, X7, X8)
	EXPAND(X12, X9, X10)
	SHA256MSG1 X9, X12

	// rounds 52 to 55
	ROUNDS(208, X4, X1, X2)
	EXPAND(X3, X4, X5)
	ROUNDS(208, X10, X7, X8)
	EXPAND(X9, X10, X11)

	// rounds 56 to 59
	ROUNDS(224, X5, X1, X2)
	EXPAND(X4, X5, X6)
	ROUNDS(224, X11, X7, X8)
	EXPAND(X10, X11, X12)

	// rounds 60 to 63
	ROUNDS(240, X6, X1, X2)
	ROUNDS(240, X12, X7, X8)

	MOVOU 0(SP), X13
	PADDD X13, X1
	MOVOU 16(SP), X13
	PADDD X13, X2
	MOVOU 32(SP), X13
	PADDD X13, X7
	MOVOU 48(SP), X13
	PADDD X13, X8
	ADDQ $64, SI
	ADDQ $64, DI
	DECQ CX
	JNZ  block

	// The padding block is the same for every message of a length.
	MOVOU X1, 0(SP)
	MOVOU X2, 16(SP)
	MOVOU X7, 32(SP)
	MOVOU X8, 48(SP)
	PADDING(0)
	PADDING(16)
	PADDING(32)
	PADDING(48)
	PADDING(64)
	PADDING(80)
	PADDING(96)
	PADDING(112)
	PADDING(128)
	PADDING(144)
	PADDING(160)
	PADDING(176)
	PADDING(192)
	PADDING(208)
	PADDING(224)
	PADDING(240)

	MOVOU 0(SP), X13
	PADDD X13, X1
	MOVOU 16(SP), X13
	PADDD X13, X2
	MOVOU 32(SP), X13
	PADDD X13, X7
	MOVOU 48(SP), X13
	PADDD X13, X8

	STORE(X1, X2, R8)
	STORE(X7, X8, R9)
	RET

// func cpuid(leaf, subleaf uint32) (ax, bx, cx, dx uint32)
TEXT ·cpuid(SB), NOSPLIT, $0-24
	MOVL leaf+0(FP), AX
	MOVL subleaf+4(FP), CX
	CPUID
	MOVL AX, ax+8(FP)
	MOVL BX, bx+12(FP)
	MOVL CX, cx+16(FP)
	MOVL DX, dx+20(FP)
	RET
