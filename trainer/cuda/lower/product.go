package lower

import (
	"math"

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

// Product returns the op of a kernel whose body is fma(load, load, acc), together with the elementwise kernels that follow it at the same element, or
// nil if it is none, or if another kind of code is better.
func Product(p *program.Program, kernels []int, needed func(int) bool, card Card) *Op {
	return productOf(p, kernels, needed, card, nil)
}

// productOf is Product where of the product's own outputs only a part is looked at, if that is not nil.
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

// factor says where the elements of an operand are, or those of the output. Each of its three indexes has forms: the address, then what each bound is of.
type factor struct {
	operand             int
	offset              int64
	batch, outer, inner index
	bounds              []limit
	fill                uint32
	scratch             int // 1 + which of the op's scratch memory it is in; 0: it is a tensor
}

// limit says that first and the forms' sum is at least 0 and less than size.
type limit struct {
	first int64
	size  int64
}

// index is a number made of iterators, the outermost first, and several affine forms of them: strides[form][iterator].
type index struct {
	extents []int64
	strides [][]int64
}

// single reports whether each form is a multiple of the number.
func (x *index) single() bool { return len(x.extents) <= 1 }

// stride returns a form's stride where the index is single.
func (x *index) stride(form int) int64 {
	if len(x.extents) == 0 {
		return 0
	}
	return x.strides[form][0]
}

// innermost returns by how much the form grows for most steps of the number by one.
func (x *index) innermost(form int) int64 {
	if len(x.extents) == 0 {
		return 0
	}
	return x.strides[form][len(x.extents)-1]
}

// span returns the least and the greatest value of a form.
func (x *index) span(form int) (lo, hi int64) {
	for d, e := range x.extents {
		s := x.strides[form][d] * (e - 1)
		lo, hi = lo+min(s, 0), hi+max(s, 0)
	}
	return lo, hi
}

// newIndex merges iterators through which all forms step as through one.
func newIndex(extents []int64, ds []int, forms ...[]int64) index {
	x := index{strides: make([][]int64, len(forms))}
	for _, d := range ds {
		if extents[d] == 1 {
			continue
		}
		n := len(x.extents) - 1
		merge := n >= 0
		for f, s := range forms {
			merge = merge && x.strides[f][n] == s[d]*extents[d]
		}
		if !merge {
			x.extents, n = append(x.extents, 1), n+1
			for f := range forms {
				x.strides[f] = append(x.strides[f], 0)
			}
		}
		x.extents[n] *= extents[d]
		for f, s := range forms {
			x.strides[f][n] = s[d]
		}
	}
	return x
}

// most bounds what is computed in 32 bits.
const most = 1 << 30

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

// place finds where the elements are. It reports whether what is bounded fits 32 bits.
func (f *factor) place(k *program.Kernel, at int, bounds []program.Bound, extents []int64, batch, outer, inner []int) bool {
	o := &k.Operands[at]
	forms := [][]int64{o.Stride}
	for _, b := range bounds {
		forms = append(forms, b.Stride)
	}
	*f = factor{operand: at, offset: o.Offset, fill: o.Fill,
		batch: newIndex(extents, batch, forms...), outer: newIndex(extents, outer, forms...), inner: newIndex(extents, inner, forms...)}
	for _, b := range bounds {
		lo, hi := span(b.Offset, b.Stride, extents)
		from, to := max(b.Lo, lo), min(b.Hi, hi+1)
		if from > to { // it never holds, and its limits may be far
			from, to = lo, lo
		}
		if max(hi, -lo) > most {
			return false
		}
		f.bounds = append(f.bounds, limit{b.Offset - from, max(to-from, 0)})
	}
	return true
}

// span returns the least and the greatest value of an affine expression.
func span(offset int64, stride, extents []int64) (lo, hi int64) {
	lo, hi = offset, offset
	for d, e := range extents {
		s := stride[d] * (e - 1)
		lo, hi = lo+min(s, 0), hi+max(s, 0)
	}
	return lo, hi
}

// limits returns the bounds of an operand that do not always hold, those of the tensor among them.
func limits(o *program.Operand, extents []int64) []program.Bound {
	var all []program.Bound
	for _, b := range o.Bounds {
		if lo, hi := span(b.Offset, b.Stride, extents); lo < b.Lo || hi >= b.Hi {
			all = append(all, b)
		}
	}
	// The address is a multiple of what is bounded, for each bound, and more.
	lo, hi := o.Offset, o.Offset
	by := make([]int, len(extents)) // 1 + the bound that the iterator is counted with
	for i, b := range all {
		var q int64
		same := true
		for d, e := range extents {
			if s := b.Stride[d]; s != 0 && e > 1 {
				if by[d] != 0 || o.Stride[d]%s != 0 || q != 0 && o.Stride[d] != q*s || o.Stride[d] == 0 {
					same = false
					break
				}
				q = o.Stride[d] / s
			}
		}
		least, greatest := span(b.Offset, b.Stride, extents)
		least, greatest = max(least, b.Lo), min(greatest, b.Hi-1)
		if !same || q == 0 || least > greatest || max(greatest, -least) > math.MaxInt32 {
			continue
		}
		for d, e := range extents {
			if b.Stride[d] != 0 && e > 1 {
				by[d] = 1 + i
			}
		}
		x, y := q*(least-b.Offset), q*(greatest-b.Offset)
		lo, hi = lo+min(x, y), hi+max(x, y)
	}
	for d, e := range extents {
		if by[d] == 0 {
			s := o.Stride[d] * (e - 1)
			lo, hi = lo+min(s, 0), hi+max(s, 0)
		}
	}
	if lo < 0 || hi >= o.Count {
		all = append(all, program.Bound{Offset: o.Offset, Stride: o.Stride, Lo: 0, Hi: o.Count})
	}
	return all
}
