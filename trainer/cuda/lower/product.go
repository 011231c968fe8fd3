package lower

import (
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// contraction is a kernel whose body is fma(load, load, acc) as a batch of matrix products:
//
//	C[b,m,n] = fold over k in order of acc = fma(A[b,m,k], B[b,n,k], acc), from Init
//
// An output iterator that moves only one factor runs over m or n, the others over the batch; the reduction's iterators together are k. So a
// convolution is a product too: its image is a matrix of which many elements are the same pixel, and its padding what is out of bounds.
type contraction struct {
	kernel         *program.Kernel
	batch, m, n, k int64
	a, b           factor
	out            factor // its places: rows in outer, columns in inner, no bounds
	row, col       int    // the output iterators that m and n are, -1 if they are several
	term           int    // the only iterator that k is, likewise
	part           region
	beyond         triangle // what the part is, in output iterators
	blanks         *blanks  // nil: none are known
	packs          []pack   // copies that come first
}

// region is which elements are looked at.
type region uint8

const (
	whole region = iota
	upper        // where m is at most n
	under        // where n is at most m
)

// looked sets the region to a part, if it is one of rows and columns.
func (p *contraction) looked(t triangle) {
	p.beyond = t
	switch {
	case t.a == p.row && t.b == p.col:
		p.part = upper
	case t.a == p.col && t.b == p.row:
		p.part = under
	}
}

// productOf returns the op, whose tables are still to be filled, of a kernel whose body is fma(load, load, acc), together with the elementwise kernels that
// follow it at the same element; or nil if it is none, or if another kind of code is better. Of the product's own outputs only a part is looked at, if part is
// not nil.
func productOf(p *program.Program, kernels []int, needed func(int) bool, card Card, part *triangle) *Op {
	c := newContraction(&p.Kernels[kernels[0]])
	if c == nil || !c.worthwhile() {
		return nil
	}
	if part != nil {
		c.looked(*part)
	}
	c.findBlanks(p)
	var epilogue *group
	if len(kernels) > 1 {
		if epilogue = newEpilogue(p, kernels, needed); epilogue == nil {
			return nil
		}
	}
	c, t, ok := c.choose(card, epilogue)
	if !ok {
		return nil
	}
	return newGemm(c, t, epilogue).op(kernels)
}

// worthwhile reports whether tiles are better than a thread for each output.
func (p *contraction) worthwhile() bool { return min(p.m, p.n) >= 4 && p.m*p.n >= 64 }

// newContraction returns the kernel as a product, or nil if it is none, or one of another kind than the code here is for.
func newContraction(k *program.Kernel) *contraction {
	x, y, ok := factors(k)
	if !ok {
		return nil
	}
	extents := k.Extents()
	p := &contraction{kernel: k, batch: 1, m: 1, n: 1, k: k.Terms()}
	var bounds [2][]program.Bound
	for i, at := range []int{x, y} {
		o := &k.Operands[at]
		if o.Type != tensor.F32 || o.Gather != program.NoGather {
			return nil
		}
		bounds[i] = limits(o, extents)
	}
	moves := func(i, at, d int) bool {
		for _, b := range bounds[i] {
			if b.Stride[d] != 0 {
				return true
			}
		}
		return k.Operands[at].Stride[d] != 0
	}
	var batch, rows, cols, terms []int
	last := -1
	for d, e := range k.Out {
		if e == 1 {
			continue
		}
		last = d
		switch mx, my := moves(0, x, d), moves(1, y, d); {
		case mx && !my:
			rows, p.m = append(rows, d), p.m*e
		case my && !mx:
			cols, p.n = append(cols, d), p.n*e
		default:
			batch, p.batch = append(batch, d), p.batch*e
		}
	}
	var long []int
	for d, e := range k.Reduce {
		terms = append(terms, len(k.Out)+d)
		if e > 1 {
			long = append(long, len(k.Out)+d)
		}
	}
	if len(rows) > 0 && rows[len(rows)-1] == last { // neighbours in the output are columns
		x, y, rows, cols = y, x, cols, rows
		p.m, p.n = p.n, p.m
		bounds[0], bounds[1] = bounds[1], bounds[0]
	}
	if max(p.batch, p.m, p.n, p.k) > most {
		return nil
	}
	p.row, p.col, p.term = only(rows), only(cols), only(long)
	for i, f := range []*factor{&p.a, &p.b} {
		at := []int{x, y}[i]
		if !f.place(k, at, bounds[i], extents, batch, [][]int{rows, cols}[i], terms) {
			return nil
		}
	}
	dense, s := make([]int64, len(extents)), int64(1)
	for d := len(k.Out) - 1; d >= 0; d-- {
		dense[d] = s
		s *= k.Out[d]
	}
	p.out = factor{batch: newIndex(extents, batch, dense), outer: newIndex(extents, rows, dense), inner: newIndex(extents, cols, dense)}
	return p
}

// only returns the only one of some iterators.
func only(ds []int) int {
	if len(ds) != 1 {
		return -1
	}
	return ds[0]
}

// factors returns the operands of a body that is fma(load, load, acc).
func factors(k *program.Kernel) (x, y int, ok bool) {
	if k.Type != tensor.F32 {
		return
	}
	last := k.Body[len(k.Body)-1]
	if last.Op != program.FMA || k.Body[last.C].Op != program.Acc || k.Body[last.A].Op != program.Load || k.Body[last.B].Op != program.Load {
		return
	}
	return int(k.Body[last.A].A), int(k.Body[last.B].A), true
}
