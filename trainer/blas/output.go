package blas

// output is where the elements of a block go.
type output struct {
	block
	data       []float32
	at         int
	rows, cols Index
	direct     int // so many columns are written by the kernels, the others to a workspace whose rows have the width
	width      int
}

// check panics if any element is beyond the memory.
func (o *output) check() {
	v := View{Data: o.data, Offset: o.at, Outer: o.rows, Inner: o.cols}
	v.check(o.m, o.n)
}

func (o *output) fill(x float32) {
	for i := range o.m {
		for j := range o.n {
			o.data[o.at+o.rows.At(i)+o.cols.At(j)] = x
		}
	}
}

// direct decides what the kernels write: columns that are neighbours in memory, by whole vectors if the kernels have no masks.
func (w *workspace) direct(o *output) {
	if o.n == 1 { // a neighbour of itself
		o.at, o.cols = o.at+o.cols.At(0), Index{Stride: 1}
	}
	o.direct = o.n
	switch {
	case o.cols.Table != nil || o.cols.Stride != 1:
		o.direct = 0
	case !w.tile.masked && o.n%w.tile.vector != 0:
		o.direct = o.n - o.n%w.tile.lanes()
	}
	w.cTile = spaced(w.cTile, w.tile.rows(), o.rows.Stride)
	o.width = roundUp(o.n-o.direct, w.tile.vector)
	w.out = grow(w.out, o.m*o.width)
	w.outTile = spaced(w.outTile, w.tile.rows(), o.width)
}

// flush copies the columns that the kernels did not write.
func (w *workspace) flush(o *output) {
	n := o.n - o.direct
	if n == 0 {
		return
	}
	at, cols := o.cols.From(o.direct)
	at += o.at
	switch {
	case cols.Table == nil && cols.Stride == 1 && o.rows.Table == nil && o.rows.Stride >= 0:
		w.tile.pack.copy(o.data[at:], o.rows.Stride, 0, w.out, 0, o.width, o.m, 1, n)
	case o.rows.Table == nil && o.rows.Stride == 1 && cols.Table == nil && cols.Stride >= 0:
		for i := 0; i < o.m; i += 8 {
			w.each = spaced(w.each, min(8, o.m-i), o.width)
			w.tile.pack.transpose(o.data[at+i:], cols.Stride, w.out[i*o.width:], w.each, n)
		}
	default:
		for i := range o.m {
			to := at + o.rows.At(i)
			for j, x := range w.out[i*o.width:][:n] {
				o.data[to+cols.At(j)] = x
			}
		}
	}
}
