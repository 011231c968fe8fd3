package main

// avx512 writes a micro-kernel of up to 9 rows and 2 vectors of 16 lanes.
//
// All rows' pointers are in registers, and one index runs over the terms, so that rows may be anywhere. There would be room for the chains of 12 rows, but
// then counter and steps are in memory, which costs more than three rows bring.
func avx512(f *file, rows, vectors int) {
	row := []string{"AX", "BX", "CX", "DX", "SI", "R8", "R9", "R10", "R11"}[:rows]
	const n, astep, bstep = "R12", "R13", "R15"
	acc := func(r, v int) int { return 8 + r*vectors + v }
	last := 8 + rows*vectors
	each := func(do func(r, v, z int)) {
		for r := range row {
			for v := range vectors {
				do(r, v, acc(r, v))
			}
		}
	}
	f.begin(name("avx512", rows, vectors), 56)
	f.op("MOVQ s+0(FP), DI")
	f.op("MOVL strip_mask(DI), AX")
	f.op("KMOVW AX, K1")
	f.op("SHRL $16, AX")
	f.op("KMOVW AX, K2")
	for _, x := range []struct{ field, local string }{{"strip_tiles", "tiles-8"}, {"strip_a+rows_at", "a-16"}, {"strip_c+rows_at", "c-24"}, {"strip_a+rows_each", "arows-32"},
		{"strip_c+rows_each", "crows-40"}} {
		f.op("MOVQ (%s)(DI), AX", x.field)
		f.op("MOVQ AX, %s(SP)", x.local)
	}
	f.label("tile")
	// The tile of C: its values so far, or the first.
	f.op("MOVQ s+0(FP), DI")
	f.op("MOVQ c-24(SP), R14")
	f.op("MOVQ (strip_c+rows_data)(DI), AX")
	f.op("LEAQ (AX)(R14*4), R14")
	f.op("CMPB strip_more(DI), $0")
	f.op("JNE  more")
	f.op("VBROADCASTSS strip_init(DI), Z8")
	each(func(r, v, z int) {
		if z > 8 {
			f.op("VMOVAPS Z8, Z%d", z)
		}
	})
	f.op("MOVQ crows-40(SP), DI")
	for r := range row {
		f.op("MOVQ %d(DI), AX", 8*r)
		for v := range vectors {
			f.op("PREFETCHT0 %d(R14)(AX*4)", 64*v)
		}
	}
	f.op("JMP  terms")
	f.label("more")
	f.op("MOVQ (strip_c+rows_next)(DI), R15")
	f.op("LEAQ (R14)(R15*4), R15")
	f.op("MOVQ crows-40(SP), DI")
	for r := range row {
		f.op("MOVQ %d(DI), AX", 8*r)
		for v := range vectors {
			f.op("VMOVUPS.Z %d(R14)(AX*4), K%d, Z%d", 64*v, v+1, acc(r, v))
		}
		for v := range vectors {
			f.op("PREFETCHT0 %d(R15)(AX*4)", 64*v)
		}
	}
	f.label("terms")
	f.op("MOVQ s+0(FP), DI")
	f.op("MOVQ (strip_terms+0)(DI), AX")
	f.op("MOVQ AX, term-48(SP)")
	f.op("MOVQ (strip_terms+8)(DI), AX")
	f.op("MOVQ AX, segments-56(SP)")
	f.op("MOVQ a-16(SP), R14")
	f.op("MOVQ (strip_a+rows_data)(DI), AX")
	f.op("LEAQ (AX)(R14*4), R14")
	f.op("MOVQ arows-32(SP), DI")
	for r, p := range row {
		f.op("MOVQ %d(DI), %s", 8*r, p)
		f.op("LEAQ (R14)(%s*4), %s", p, p)
	}
	f.op("MOVQ s+0(FP), DI")
	f.op("MOVQ strip_aStep(DI), %s", astep)
	f.op("SHLQ $2, %s", astep)
	f.op("MOVQ strip_bStep(DI), %s", bstep)
	f.op("SHLQ $2, %s", bstep)
	f.op("MOVQ strip_bAt(DI), R14")
	f.op("MOVQ strip_b(DI), DI")
	f.op("LEAQ (DI)(R14*4), DI")
	f.label("segment")
	f.op("MOVQ term-48(SP), R14")
	f.op("ADDQ $segment__size, term-48(SP)")
	f.op("MOVQ segment_n(R14), %s", n)
	f.op("MOVQ segment_at(R14), R14")
	f.op("SHLQ $2, R14")
	f.op("PCALIGN $32")
	f.label("term")
	for v := range vectors {
		f.op("VMOVUPS %d(DI), Z%d", 64*v, v)
	}
	for r, p := range row {
		if vectors == 1 {
			f.op("VFMADD231PS.BCST (%s)(R14*1), Z0, Z%d", p, acc(r, 0))
			continue
		}
		x := 2 + r%4
		f.op("VBROADCASTSS (%s)(R14*1), Z%d", p, x)
		for v := range vectors {
			f.op("VFMADD231PS Z%d, Z%d, Z%d", v, x, acc(r, v))
		}
	}
	f.op("ADDQ %s, DI", bstep)
	f.op("ADDQ %s, R14", astep)
	f.op("DECQ %s", n)
	f.op("JNZ  term")
	f.op("DECQ segments-56(SP)")
	f.op("JNZ  segment")
	// A NaN is unordered with whatever it is compared with. Masks keep what was found before, along three chains.
	for c := range 3 {
		f.op("KXNORW K%d, K%d, K%d", 3+c, 3+c, 3+c)
	}
	for z := 8; z < last; z += 2 {
		k := 3 + z/2%3
		f.op("VCMPPS $7, Z%d, Z%d, K%d, K%d", z, min(z+1, last-1), k, k)
	}
	f.op("KANDW K3, K4, K4")
	f.op("KANDW K4, K5, K5")
	f.op("KORTESTW K5, K5")
	f.op("JCS  store")
	f.op("MOVL $0x7fc00000, AX")
	f.op("VPBROADCASTD AX, Z0")
	each(func(_, _, z int) {
		f.op("VCMPPS $3, Z%d, Z%d, K3", z, z)
		f.op("VMOVAPS Z0, K3, Z%d", z)
	})
	f.label("store")
	f.op("MOVQ s+0(FP), DI")
	f.op("MOVQ c-24(SP), R14")
	f.op("MOVQ (strip_c+rows_data)(DI), AX")
	f.op("LEAQ (AX)(R14*4), R14")
	f.op("MOVQ crows-40(SP), BX")
	for r := range row {
		f.op("MOVQ %d(BX), AX", 8*r)
		for v := range vectors {
			f.op("VMOVUPS Z%d, K%d, %d(R14)(AX*4)", acc(r, v), v+1, 64*v)
		}
	}
	next(f)
	f.op("DECQ tiles-8(SP)")
	f.op("JNZ  tile")
	f.op("VZEROUPPER")
	f.op("RET")
}
