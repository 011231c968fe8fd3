package lower

import (
	"math"

	"refute/trainer/program"
)

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

// table reports whether the places of k are looked up.
func (f *factor) table() bool { return !f.inner.single() || len(f.bounds) > 0 }

// wide reports whether any four neighbours that begin at a multiple of four are so in memory, at an address of a multiple of 16 bytes, and all
// within the bounds or none.
func (f *factor) wide(size int) bool {
	return size%4 == 0 && f.offset%4 == 0 && f.outer.fours() && f.batch.apart(len(f.batch.extents)) && f.inner.apart(len(f.inner.extents))
}

// turns reports the same of any four neighbouring k that a piece may begin with.
func (f *factor) turns(piece int) bool {
	return piece%4 == 0 && f.offset%4 == 0 && f.inner.fours() && f.batch.apart(len(f.batch.extents)) && f.outer.apart(len(f.outer.extents))
}

// fours reports whether any four steps from a multiple of four are neighbours in memory and the same to all bounds.
func (x *index) fours() bool {
	last := len(x.extents) - 1
	if last < 0 || x.innermost(0) != 1 || x.extents[last]%4 != 0 || !x.apart(last) {
		return false
	}
	for form := 1; form < len(x.strides); form++ {
		if x.innermost(form) != 0 {
			return false
		}
	}
	return true
}

// apart reports whether the first iterators move the address by multiples of four.
func (x *index) apart(iterators int) bool {
	for _, s := range x.strides[0][:iterators] {
		if s%4 != 0 {
			return false
		}
	}
	return true
}
