#include "textflag.h"

// func fetch(address, bytes uintptr)
// Brings the lines of bytes > 0 from an address on to the level-2 cache. An address without memory is not fetched.
TEXT ·fetch(SB), NOSPLIT, $0-16
	MOVQ address+0(FP), AX
	MOVQ bytes+8(FP), CX
	ADDQ AX, CX
	ANDQ $~63, AX

line:
	PREFETCHT0 (AX)
	ADDQ $64, AX
	CMPQ AX, CX
	JLT  line
	RET
