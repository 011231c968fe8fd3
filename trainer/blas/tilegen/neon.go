package main

// neon writes a micro-kernel of up to 8 rows and 2 vectors of 4 lanes. It has no masks: it reads and writes all lanes of C.
//
// A row's pointer moves with the terms, since a load that spreads one float over the lanes has no index.
func neon(f *file, rows, vectors int) {
	row := []string{"R0", "R1", "R2", "R3", "R4", "R5", "R6", "R7"}[:rows]
	acc := func(r, v int) int { return 8 + r*vectors + v }
	each := func(do func(r, v, x int)) {
		for r := range row {
			for v := range vectors {
				do(r, v, acc(r, v))
			}
		}
	}
	// locate puts the address of row r into R16: R14 and R15 are the base and the table.
	locate := func(r int) {
		f.op("MOVD %d(R15), R16", 8*r)
		f.op("ADD  R16<<2, R14, R16")
	}
	base := func(operand, to string) {
		f.op("MOVD (strip_%s+rows_data)(R8), R17", operand)
		f.op("ADD  %s<<2, R17, R14", to)
	}
	f.begin(name("neon", rows, vectors), 0)
	f.op("MOVD s+0(FP), R8")
	f.op("MOVD strip_tiles(R8), R9")
	f.op("MOVD (strip_a+rows_at)(R8), R19")
	f.op("MOVD (strip_c+rows_at)(R8), R20")
	f.op("MOVD (strip_a+rows_each)(R8), R21")
	f.op("MOVD (strip_c+rows_each)(R8), R22")
	f.op("MOVD strip_aStep(R8), R10")
	f.op("LSL  $2, R10")
	f.op("MOVD strip_bStep(R8), R11")
	f.op("LSL  $2, R11")
	f.op("MOVD $0x7fc00000, R16")
	f.op("VDUP R16, V7.S4")
	f.label("tile")
	f.op("MOVBU strip_more(R8), R16")
	f.op("CBNZ R16, more")
	f.op("MOVWU strip_init(R8), R16")
	each(func(_, _, x int) { f.op("VDUP R16, V%d.S4", x) })
	f.op("B    terms")
	f.label("more")
	base("c", "R20")
	f.op("MOVD R22, R15")
	for r := range row {
		locate(r)
		if vectors == 2 {
			f.op("VLD1 (R16), [V%d.S4, V%d.S4]", acc(r, 0), acc(r, 1))
		} else {
			f.op("VLD1 (R16), [V%d.S4]", acc(r, 0))
		}
	}
	f.label("terms")
	f.op("MOVD (strip_terms+0)(R8), R12")
	f.op("MOVD (strip_terms+8)(R8), R13")
	f.op("MOVD (strip_b)(R8), R17")
	f.op("MOVD strip_bAt(R8), R16")
	f.op("ADD  R16<<2, R17, R23")
	f.label("segment")
	base("a", "R19")
	f.op("MOVD segment_at(R12), R16")
	f.op("ADD  R16<<2, R14, R14")
	f.op("MOVD R21, R15")
	for r, p := range row {
		f.op("MOVD %d(R15), R16", 8*r)
		f.op("ADD  R16<<2, R14, %s", p)
	}
	f.op("MOVD segment_n(R12), R16")
	f.op("ADD  $segment__size, R12")
	f.label("term")
	if vectors == 2 {
		f.op("VLD1 (R23), [V0.S4, V1.S4]")
	} else {
		f.op("VLD1 (R23), [V0.S4]")
	}
	f.op("ADD  R11, R23")
	for r, p := range row {
		x := 2 + r%4
		f.op("VLD1R (%s), [V%d.S4]", p, x)
		f.op("ADD  R10, %s", p)
		for v := range vectors {
			f.op("VFMLA V%d.S4, V%d.S4, V%d.S4", v, x, acc(r, v))
		}
	}
	f.op("SUBS $1, R16")
	f.op("BNE  term")
	f.op("SUBS $1, R13")
	f.op("BNE  segment")
	base("c", "R20")
	f.op("MOVD R22, R15")
	each(func(_, _, x int) {
		// Where x equals itself, x; else the NaN.
		f.op("WORD $%#x // FCMEQ V%d.4S, V%d.4S, V6.4S", 0x4e20e400|x<<16|x<<5|6, x, x)
		f.op("VBIF V6.B16, V7.B16, V%d.B16", x)
	})
	for r := range row {
		locate(r)
		if vectors == 2 {
			f.op("VST1 [V%d.S4, V%d.S4], (R16)", acc(r, 0), acc(r, 1))
		} else {
			f.op("VST1 [V%d.S4], (R16)", acc(r, 0))
		}
	}
	for _, x := range []struct{ field, to, table string }{{"a", "R19", "R21"}, {"c", "R20", "R22"}} {
		f.op("MOVD (strip_%s+rows_next)(R8), R16", x.field)
		f.op("ADD  R16, %s", x.to)
		f.op("MOVD (strip_%s+rows_skip)(R8), R16", x.field)
		f.op("ADD  R16<<3, %s", x.table)
	}
	f.op("SUBS $1, R9")
	f.op("BNE  tile")
	f.op("RET")
}
