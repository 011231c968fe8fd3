package blas

// run computes block i of a plan.
func (w *workspace) run(p *Plan, i int, a, b, c []float32) {
	if p.turned {
		a, b = b, a
	}
	w.tile = p.tile
	w.block(p, i/p.each, p.block(i%p.each), a, b, c)
}

// block computes a block of product batch.
//
// The terms are taken in chunks, for each of them the rows in groups, and for each of these the columns in panels as wide as a tile. A group's part of
// A stays in the level-2 cache for all panels, and a panel of B in the level-1 cache while the group's rows go past it.
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
		p.B.View(&w.b, bData, batch, b.j, b.n, k, n)
		w.b.check(b.n, n)
		w.bTerms, w.bStep = w.b.Inner.runs(w.bTerms[:0], n)
		s.more = k > 0
		for i := 0; i < b.m; i += p.group {
			m := min(p.group, b.m-i)
			p.A.View(&w.a, aData, batch, b.i+i, m, k, n)
			w.a.check(m, n)
			w.relay(m, b.n, n)
			w.aTerms, s.aStep = w.a.Inner.runs(w.aTerms[:0], n)
			w.aTile = spaced(w.aTile, w.tile.rows(), w.a.Outer.Stride)
			s.terms = w.aTerms
			if i == 0 {
				w.pack(b.m, b.n, n)
			}
			for j := 0; j < b.n; j += w.tile.lanes() {
				w.panelOf(j, b.n, n)
				w.column(&out, i, m, j, n)
			}
		}
	}
	w.flush(&out)
}

// pack packs the columns of B, n of them, for m rows, panel by panel. Those that are in place already are whole panels of neighbours, terms evenly
// spaced.
func (w *workspace) pack(m, n, terms int) {
	t, v := w.tile, &w.b
	w.packed = 0 // columns before are in place
	even := len(w.bTerms) == 1 && v.Outer.Table == nil && v.Outer.Stride == 1
	if even && (m <= 2*t.rows() || !crowded(w.bStep)) {
		if w.packed = n; n%t.vector > 0 {
			w.packed -= n % t.lanes()
		}
	}
	if w.packed == n {
		return
	}
	w.panels = grow(w.panels, terms*roundUp(n-w.packed, t.vector))
	if !even {
		for j := w.packed; j < n; j += t.lanes() {
			l := min(t.lanes(), n-j)
			w.panel(w.panels[terms*(j-w.packed):], roundUp(l, t.vector), v, j, l, w.bTerms, w.bStep)
		}
		return
	}
	at := v.Offset + w.bTerms[0].at + w.packed
	panels := (n - w.packed) / t.lanes()
	t.pack.copy(w.panels, t.lanes(), terms*t.lanes(), v.Data, at, w.bStep, terms, panels, t.lanes())
	if j := panels * t.lanes(); w.packed+j < n {
		l := n - w.packed - j
		t.pack.copy(w.panels[terms*j:], roundUp(l, t.vector), 0, v.Data, at+j, w.bStep, terms, 1, l)
	}
}

// panelOf sets the strip's panel of B: columns j … of n.
func (w *workspace) panelOf(j, n, terms int) {
	s := &w.strip
	if j < w.packed {
		s.b, s.bAt, s.bStep = w.b.Data, w.b.Offset+w.bTerms[0].at+j, w.bStep
		return
	}
	s.b, s.bAt, s.bStep = w.panels, terms*(j-w.packed), roundUp(min(w.tile.lanes(), n-j), w.tile.vector)
}

// crowded says whether elements so far apart fall into few sets of a cache.
func crowded(step int) bool { return step%512 == 0 && step > 0 }

// relay lays the part of A out anew if the columns are many and its rows would crowd the caches, or take too much of them.
func (w *workspace) relay(m, cols, n int) {
	a, t := &w.a, w.tile
	w.aPacked = false
	if cols <= 2*t.lanes() || a.Outer.Table != nil || a.Inner.Table != nil {
		return
	}
	switch {
	case a.Inner.Stride == 1 && crowded(a.Outer.Stride):
		const spread = 16 // floats between rows besides, so that they do not crowd themselves
		width := roundUp(n, 16) + spread
		w.rows = grow(w.rows, m*width)
		t.pack.copy(w.rows, width, 0, a.Data, a.Offset, a.Outer.Stride, m, 1, n)
		a.Data, a.Offset, a.Outer.Stride = w.rows, 0, width
	case a.Outer.Stride == 1 && (crowded(a.Inner.Stride) || cols >= t.many):
		w.rows = grow(w.rows, n*m)
		first := 0
		for _, part := range t.split(m) {
			t.pack.copy(w.rows[first*n:], part.rows, part.rows*n, a.Data, a.Offset+first, a.Inner.Stride, n, part.tiles, part.rows)
			first += part.rows * part.tiles
		}
		a.Data, a.Offset, w.aPacked = w.rows, 0, true
	}
}

// part is a number of tiles of the same rows.
type part struct{ rows, tiles int }

// split returns the tiles that m rows are computed by: some of q+1 rows, then some of q.
func (t *tile) split(m int) [2]part {
	tiles := ceilDiv(m, t.rows())
	q, large := m/tiles, m%tiles
	return [2]part{{q + 1, large}, {q, tiles - large}}
}

// column computes the chunk's terms, n, of the panel of columns j …, for rows i <= . < i+m.
func (w *workspace) column(out *output, i, m, j, n int) {
	t, s := w.tile, &w.strip
	l := min(t.lanes(), out.n-j)
	s.mask = uint32(1<<l - 1)
	first := 0
	for _, part := range t.split(m) {
		if part.tiles == 0 {
			continue
		}
		s.tiles = part.tiles
		if w.aPacked {
			s.a = rows{data: w.a.Data, at: first * n, each: ascending[:], next: part.rows * n}
			s.aStep = part.rows
		} else {
			s.a.place(w.a.Data, w.a.Offset, w.a.Outer, w.aTile, first, part.rows)
		}
		if j < out.direct {
			s.c.place(out.data, out.at+j, out.rows, w.cTile, i+first, part.rows)
		} else {
			s.c.place(w.out, j-out.direct, Index{Stride: out.width}, w.outTile, i+first, part.rows)
		}
		t.kernels[part.rows-1][ceilDiv(l, t.vector)-1](s)
		first += part.rows * part.tiles
	}
}

// ascending are the offsets of the rows of a packed tile.
var ascending = [...]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}

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
