package main

// avx2 writes a micro-kernel of up to 6 rows and 2 vectors of 8 lanes. It has no masks: it reads and writes all lanes of C.
func avx2(f *file, rows, vectors int) {
	row := []string{"AX", "BX", "CX", "DX", "SI", "R8"}[:rows]
	acc := func(r, v int) int { return 4 + r*vectors + v }
	last := 4 + rows*vectors
	each := func(do func(r, v, y int)) {
		for r := range row {
			for v := range vectors {
				do(r, v, acc(r, v))
			}
		}
	}
	f.begin(name("avx2", rows, vectors), 40)
	f.op("MOVQ s+0(FP), DI")
	for _, x := range []struct{ field, local string }{{"strip_tiles", "tiles-8"}, {"strip_a+rows_at", "a-16"}, {"strip_c+rows_at", "c-24"}, {"strip_a+rows_each", "arows-32"},
		{"strip_c+rows_each", "crows-40"}} {
		f.op("MOVQ (%s)(DI), AX", x.field)
		f.op("MOVQ AX, %s(SP)", x.local)
	}
	f.op("MOVQ strip_aStep(DI), R11")
	f.op("SHLQ $2, R11")
	f.op("MOVQ strip_bStep(DI), R12")
	f.op("SHLQ $2, R12")
	f.label("tile")
	f.op("MOVQ s+0(FP), DI")
	f.op("MOVQ c-24(SP), R14")
	f.op("MOVQ (strip_c+rows_data)(DI), AX")
	f.op("LEAQ (AX)(R14*4), R14")
	f.op("MOVQ crows-40(SP), BX")
	f.op("CMPB strip_more(DI), $0")
	f.op("JNE  more")
	f.op("VBROADCASTSS strip_init(DI), Y4")
	each(func(r, v, y int) {
		if y > 4 {
			f.op("VMOVAPS Y4, Y%d", y)
		}
	})
	for r := range row {
		f.op("MOVQ %d(BX), AX", 8*r)
		f.op("PREFETCHT0 (R14)(AX*4)")
	}
	f.op("JMP  terms")
	f.label("more")
	f.op("MOVQ (strip_c+rows_next)(DI), R15")
	f.op("LEAQ (R14)(R15*4), R15")
	for r := range row {
		f.op("MOVQ %d(BX), AX", 8*r)
		for v := range vectors {
			f.op("VMOVUPS %d(R14)(AX*4), Y%d", 32*v, acc(r, v))
		}
		f.op("PREFETCHT0 (R15)(AX*4)")
	}
	f.label("terms")
	f.op("MOVQ (strip_terms+0)(DI), R13")
	f.op("MOVQ (strip_terms+8)(DI), R15")
	f.op("MOVQ a-16(SP), R9")
	f.op("MOVQ (strip_a+rows_data)(DI), R10")
	f.op("LEAQ (R10)(R9*4), R9")
	f.op("MOVQ arows-32(SP), R10")
	for r, p := range row {
		f.op("MOVQ %d(R10), %s", 8*r, p)
		f.op("LEAQ (R9)(%s*4), %s", p, p)
	}
	f.op("MOVQ strip_bAt(DI), R9")
	f.op("MOVQ strip_b(DI), DI")
	f.op("LEAQ (DI)(R9*4), DI")
	f.label("segment")
	f.op("MOVQ segment_n(R13), R10")
	f.op("MOVQ segment_at(R13), R9")
	f.op("SHLQ $2, R9")
	f.op("ADDQ $segment__size, R13")
	f.op("PCALIGN $32")
	f.label("term")
	for v := range vectors {
		f.op("VMOVUPS %d(DI), Y%d", 32*v, v)
	}
	for r, p := range row {
		f.op("VBROADCASTSS (%s)(R9*1), Y%d", p, 2+r%2)
		for v := range vectors {
			f.op("VFMADD231PS Y%d, Y%d, Y%d", v, 2+r%2, acc(r, v))
		}
	}
	f.op("ADDQ R12, DI")
	f.op("ADDQ R11, R9")
	f.op("DECQ R10")
	f.op("JNZ  term")
	f.op("DECQ R15")
	f.op("JNZ  segment")
	// A NaN is unordered with whatever it is compared with.
	f.op("VCMPPS $3, Y4, Y%d, Y0", min(5, last-1))
	for y := 6; y < last; y += 2 {
		f.op("VCMPPS $3, Y%d, Y%d, Y1", y, min(y+1, last-1))
		f.op("VORPS Y1, Y0, Y0")
	}
	f.op("VPTEST Y0, Y0")
	f.op("JZ   store")
	f.op("MOVL $0x7fc00000, AX")
	f.op("VMOVD AX, X0")
	f.op("VPBROADCASTD X0, Y0")
	each(func(_, _, y int) {
		f.op("VCMPPS $3, Y%d, Y%d, Y1", y, y)
		f.op("VBLENDVPS Y1, Y0, Y%d, Y%d", y, y)
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
			f.op("VMOVUPS Y%d, %d(R14)(AX*4)", acc(r, v), 32*v)
		}
	}
	next(f)
	f.op("DECQ tiles-8(SP)")
	f.op("JNZ  tile")
	f.op("VZEROUPPER")
	f.op("RET")
}

// next goes on to the next tile on amd64; DI is the strip.
func next(f *file) {
	for _, x := range []struct{ field, local string }{{"strip_a+rows_next", "a-16"}, {"strip_c+rows_next", "c-24"}} {
		f.op("MOVQ (%s)(DI), AX", x.field)
		f.op("ADDQ AX, %s(SP)", x.local)
	}
	for _, x := range []struct{ field, local string }{{"strip_a+rows_skip", "arows-32"}, {"strip_c+rows_skip", "crows-40"}} {
		f.op("MOVQ (%s)(DI), AX", x.field)
		f.op("SHLQ $3, AX")
		f.op("ADDQ AX, %s(SP)", x.local)
	}
}
