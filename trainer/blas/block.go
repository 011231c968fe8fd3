package blas

// block computes a block of product batch.
//
// The terms are taken in chunks, for each of them the columns in panels as wide as a tile, and for each of these all rows. A
// chunk's part of A stays in the level-2 cache, and a panel of B in the level-1 cache while all rows go past it.
func (w *workspace) block(p *Plan, batch int, b block, aData, bData, c []float32) {
	at, rows := p.C.Rows.From(b.i)
	more, cols := p.C.Cols.From(b.j)
	out := output{block: b, data: c, at: p.C.Offset + p.C.Batch.At(batch) + at + more, rows: rows, cols: cols}
	out.check()
	if p.K == 0 {
		out.fill(canonical(p.Init))
		return
	}
	w.direct(&out)
	w.a.Part, w.b.Part = [3]int{}, [3]int{}
	s := &w.strip
	s.init = p.Init
	for k := 0; k < p.K; k += p.terms {
		n := min(p.terms, p.K-k)
		p.A.View(&w.a, aData, batch, b.i, b.m, k, n)
		p.B.View(&w.b, bData, batch, b.j, b.n, k, n)
		w.a.check(b.m, n)
		w.b.check(b.n, n)
		w.relay(b, n)
		w.aTerms, w.aStep = w.a.Inner.runs(w.aTerms[:0], n)
		w.bTerms, w.bStep = w.b.Inner.runs(w.bTerms[:0], n)
		w.aTile = spaced(w.aTile, w.tile.rows(), w.a.Outer.Stride)
		s.terms, s.aStep, s.more = w.aTerms, w.aStep, k > 0
		for j := 0; j < b.n; j += w.tile.lanes() {
			w.operandB(b, j, n)
			w.column(&out, j)
		}
	}
	w.flush(&out)
}

// operandB sets the strip's panel of B: columns j … of the block, in place or packed.
func (w *workspace) operandB(b block, j, n int) {
	s := &w.strip
	l := min(w.tile.lanes(), b.n-j)
	if l%w.tile.vector == 0 && len(w.bTerms) == 1 && w.b.Outer.Table == nil && (w.b.Outer.Stride == 1) && (b.m <= 2*w.tile.rows() || !crowded(w.bStep)) {
		s.b, s.bAt, s.bStep = w.b.Data, w.b.Offset+w.bTerms[0].at+j, w.bStep
		return
	}
	s.bStep = roundUp(l, w.tile.vector)
	w.panels = grow(w.panels, n*s.bStep)
	w.panel(w.panels, s.bStep, &w.b, j, l, w.bTerms, w.bStep)
	s.b, s.bAt = w.panels, 0
}

// crowded says whether elements so far apart fall into few sets of a cache.
func crowded(step int) bool { return step%512 == 0 && step > 0 }

// relay copies the part of A if its rows, or its terms, crowd the caches and are used for several panels.
func (w *workspace) relay(b block, n int) {
	a := &w.a
	if b.n <= 2*w.tile.lanes() || a.Outer.Table != nil || a.Inner.Table != nil {
		return
	}
	const spread = 16 // floats between rows besides, so that they do not crowd themselves
	switch {
	case a.Inner.Stride == 1 && crowded(a.Outer.Stride):
		width := roundUp(n, 16) + spread
		w.rows = grow(w.rows, b.m*width)
		w.tile.pack.copy(w.rows, width, a.Data, a.Offset, a.Outer.Stride, b.m, n)
		a.Data, a.Offset, a.Outer.Stride = w.rows, 0, width
	case a.Outer.Stride == 1 && crowded(a.Inner.Stride):
		width := roundUp(b.m, 16) + spread
		w.rows = grow(w.rows, n*width)
		w.tile.pack.copy(w.rows, width, a.Data, a.Offset, a.Inner.Stride, n, b.m)
		a.Data, a.Offset, a.Inner.Stride = w.rows, 0, width
	}
}

// column computes the chunk's terms of the panel of columns j …, for all rows: tiles of q+1 rows, then tiles of q.
func (w *workspace) column(out *output, j int) {
	t, s := w.tile, &w.strip
	l := min(t.lanes(), out.n-j)
	s.mask = uint32(1<<l - 1)
	tiles := ceilDiv(out.m, t.rows())
	q, large := out.m/tiles, out.m%tiles
	first := 0
	for _, part := range [2]struct{ rows, tiles int }{{q + 1, large}, {q, tiles - large}} {
		if part.tiles == 0 {
			continue
		}
		s.tiles = part.tiles
		s.a.place(w.a.Data, w.a.Offset, w.a.Outer, w.aTile, first, part.rows)
		if j < out.direct {
			s.c.place(out.data, out.at+j, out.rows, w.cTile, first, part.rows)
		} else {
			s.c.place(w.out, j-out.direct, Index{Stride: out.width}, w.outTile, first, part.rows)
		}
		t.kernels[part.rows-1][ceilDiv(l, t.vector)-1](s)
		first += part.rows * part.tiles
	}
}

// place sets the rows of tiles of n rows from row first of an index on. The table tile has the offsets of n evenly spaced rows.
func (r *rows) place(data []float32, at int, x Index, tile []int, first, n int) {
	r.data = data
	if x.Table != nil {
		r.at, r.each, r.next, r.skip = at, x.Table[first:], 0, n
	} else {
		r.at, r.each, r.next, r.skip = at+first*x.Stride, tile, n*x.Stride, 0
	}
}

// spaced returns the offsets of n evenly spaced rows.
func spaced(to []int, n, stride int) []int {
	to = to[:0]
	for r := range n {
		to = append(to, r*stride)
	}
	return to
}
