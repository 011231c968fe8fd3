package blas

// Index maps an index to its part of an address: i*Stride, or Table[i] if there is a table.
type Index struct {
	Stride int
	Table  []int
}

// At returns the part of the address that index i has.
func (x Index) At(i int) int {
	if x.Table != nil {
		return x.Table[i]
	}
	return i * x.Stride
}

// From returns what is to be added to all, and the index that begins at i: x.At(i+j) = base + rest.At(j).
func (x Index) From(i int) (base int, rest Index) {
	if x.Table != nil {
		return 0, Index{Table: x.Table[i:]}
	}
	return i * x.Stride, x
}

// span returns the least and the greatest part of an address that the first n indices have, n >= 1.
func (x Index) span(n int) (least, most int) {
	if x.Table == nil {
		return min(0, (n-1)*x.Stride), max(0, (n-1)*x.Stride)
	}
	least, most = x.Table[0], x.Table[0]
	for _, at := range x.Table[:n] {
		least, most = min(least, at), max(most, at)
	}
	return least, most
}

// View is a part of an operand in memory: element (i, k) of it is Data[Offset + Outer(i) + Inner(k)].
type View struct {
	Data         []float32
	Offset       int
	Outer, Inner Index
	Scratch      []float32 // memory that an operand may use, and grow, to put elements in
	Part         [3]int    // what is in it: an operand's own note, zero when a block begins
}

// Grow returns n floats of scratch memory, of any values.
func (v *View) Grow(n int) []float32 {
	v.Scratch = grow(v.Scratch, n)
	return v.Scratch
}

// check panics if any of the elements (i, k), i < m and k < n, is beyond the data: the kernels check nothing.
func (v *View) check(m, n int) {
	i0, i1 := v.Outer.span(m)
	k0, k1 := v.Inner.span(n)
	if v.Offset+i0+k0 < 0 || v.Offset+i1+k1 >= len(v.Data) {
		panic("blas: operand is beyond its data")
	}
}

// Operand is an operand of products. It has an outer index, the row of A or the column of B, an inner index, the term, and one of a
// batch of products.
type Operand interface {
	// Grain returns of what sizes the parts that are viewed must be multiples, but for the last.
	Grain() (outer, inner int)
	// View makes v the part with outer indices i <= . < i+m and inner ones k <= . < k+n of product batch, of which data are the elements.
	View(v *View, data []float32, batch, i, m, k, n int)
	// Steps returns how far neighbours along each index are apart in a view, at the first of them.
	Steps() (outer, inner int)
}

// Matrix is an operand that lies in memory: its element (i, k) is at Offset + Batch(b) + Outer(i) + Inner(k).
type Matrix struct {
	Offset              int
	Batch, Outer, Inner Index
}

// Grain implements Operand.
func (m *Matrix) Grain() (outer, inner int) { return 1, 1 }

// View implements Operand.
func (m *Matrix) View(v *View, data []float32, batch, i, _, k, _ int) {
	v.Data = data
	v.Offset, v.Outer = m.Outer.From(i)
	at, inner := m.Inner.From(k)
	v.Offset += m.Offset + m.Batch.At(batch) + at
	v.Inner = inner
}

// Steps implements Operand.
func (m *Matrix) Steps() (outer, inner int) { return m.Outer.Step(), m.Inner.Step() }

// Step returns how far the first two indices are apart.
func (x Index) Step() int {
	if x.Table == nil {
		return x.Stride
	}
	if len(x.Table) < 2 {
		return 0
	}
	return x.Table[1] - x.Table[0]
}

func grow(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}
