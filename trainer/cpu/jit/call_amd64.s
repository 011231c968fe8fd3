//go:build unix

#include "textflag.h"

// func enter(code uintptr, args unsafe.Pointer)
// The code uses no stack but for its return address, and clobbers all registers but SP and BP.
TEXT ·enter(SB), 0, $8-16
	MOVQ code+0(FP), AX
	MOVQ args+8(FP), DI
	CALL AX
	RET
