package blas

// packing is how operands are laid out anew.
type packing struct {
	// copy cuts n rows into panels of the given width, which are apart in dst: dst[i*to+p*apart+l] = src[at+i*from+p*width+l].
	copy func(dst []float32, to, apart int, src []float32, at, from int, n, panels, width int)
	// transpose copies n terms of rows that are anywhere: dst[k*to+l] = src[rows[l]+k].
	transpose func(dst []float32, to int, src []float32, rows []int, n int)
}

func copyGo(dst []float32, to, apart int, src []float32, at, from int, n, panels, width int) {
	for i := range n {
		for p := range panels {
			copy(dst[i*to+p*apart:][:width], src[at+i*from+p*width:][:width])
		}
	}
}

func transposeGo(dst []float32, to int, src []float32, rows []int, n int) {
	l := 0
	for ; l+4 <= len(rows); l += 4 {
		a, b, c, d := src[rows[l]:][:n], src[rows[l+1]:][:n], src[rows[l+2]:][:n], src[rows[l+3]:][:n]
		for k, x := range a {
			y := dst[k*to+l:][:4]
			y[0], y[1], y[2], y[3] = x, b[k], c[k], d[k]
		}
	}
	for ; l < len(rows); l++ {
		for k, x := range src[rows[l]:][:n] {
			dst[k*to+l] = x
		}
	}
}

// runs appends the runs of the first n indices' parts of an address, all with the same step: that of the first two.
func (x Index) runs(to []segment, n int) (all []segment, step int) {
	if x.Table == nil {
		return append(to, segment{n, 0}), x.Stride
	}
	t := x.Table[:n]
	if n > 1 {
		step = t[1] - t[0]
	}
	for i := 0; i < n; {
		from, at := i, t[i]
		for i++; i < n && t[i] == at+(i-from)*step; i++ {
		}
		to = append(to, segment{i - from, at})
	}
	return to, step
}

// panel writes the lanes j <= . < j+n of a view to dst, width >= n floats a term. The lanes beyond n are outputs that are thrown away, never
// terms: they get what is there. The terms are evenly spaced runs.
func (w *workspace) panel(dst []float32, width int, v *View, j, n int, terms []segment, step int) {
	at, outer := v.Outer.From(j)
	at += v.Offset
	var stride int
	w.lanes, stride = outer.runs(w.lanes[:0], n)
	switch {
	case stride == 1 && len(w.lanes) <= 1+n/4:
		l := 0
		for _, lanes := range w.lanes {
			for k, i := 0, 0; i < len(terms); i++ {
				w.tile.pack.copy(dst[k*width+l:], width, 0, v.Data, at+lanes.at+terms[i].at, step, terms[i].n, 1, lanes.n)
				k += terms[i].n
			}
			l += lanes.n
		}
	case step == 1:
		for k, i := 0, 0; i < len(terms); i++ {
			w.each = w.each[:0]
			for l := range n {
				w.each = append(w.each, at+outer.At(l)+terms[i].at)
			}
			w.tile.pack.transpose(dst[k*width:], width, v.Data, w.each, terms[i].n)
			k += terms[i].n
		}
	default:
		for l := range n {
			to := l
			for _, s := range terms {
				from := at + outer.At(l) + s.at
				for range s.n {
					dst[to] = v.Data[from]
					to += width
					from += step
				}
			}
		}
	}
}
