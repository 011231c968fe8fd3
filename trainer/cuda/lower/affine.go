package lower

import "slices"

// affine is an address, the value that a bound limits, or an iterator's value: offset plus a stride for each iterator of the space.
type affine struct {
	offset      int64
	out, reduce []int64
}

// view says how a kernel's iterators are those of a space.
type view struct {
	space *space
	out   []int64   // extents of the kernel's parallel iterators
	to    [][]share // what each of them is; nil: those of the space, in order, and so the reduction iterators
	at    []int64   // values of the reduction iterators, if they are none of the space
}

// share is a part of an iterator: by times an iterator of the space, whose reduction iterators follow the others.
type share struct {
	dim int
	by  int64
}

// affine returns an expression of the kernel over the space, which is not merged yet.
func (v *view) affine(offset int64, stride []int64) *affine {
	n := len(v.space.out)
	a := &affine{offset: offset, out: make([]int64, n), reduce: make([]int64, len(v.space.reduce))}
	add := func(d int, s int64) {
		switch {
		case s == 0:
		case d < n && v.space.out[d] > 1:
			a.out[d] += s
		case d >= n && v.space.reduce[d-n] > 1:
			a.reduce[d-n] += s
		}
	}
	for d := range v.out {
		if v.to == nil {
			add(d, stride[d])
			continue
		}
		for _, t := range v.to[d] {
			add(t.dim, stride[d]*t.by)
		}
	}
	for d, s := range stride[len(v.out):] {
		if v.at != nil {
			a.offset += s * v.at[d]
		} else {
			add(len(v.out)+d, s)
		}
	}
	return a
}

// element returns the place of the kernel's output element.
func (v *view) element(rank int) *affine {
	stride := make([]int64, rank)
	s := int64(1)
	for d := len(v.out) - 1; d >= 0; d-- {
		stride[d] = s
		s *= v.out[d]
	}
	return v.affine(0, stride)
}

// equal reports whether two expressions of a space have the same value everywhere.
func (a *affine) equal(b *affine) bool {
	return a.offset == b.offset && slices.Equal(a.out, b.out) && slices.Equal(a.reduce, b.reduce)
}

// fixed reports whether the value is the same for all terms. The space is merged: no extent is 1.
func (a *affine) fixed() bool {
	return !slices.ContainsFunc(a.reduce, func(s int64) bool { return s != 0 })
}

// span returns the least and the greatest value. By the limits of the format it cannot overflow.
func (a *affine) span(s *space) (lo, hi int64) {
	lo, hi = a.offset, a.offset
	reach := func(extents, strides []int64) {
		for d, e := range extents {
			if r := strides[d] * (e - 1); r < 0 {
				lo += r
			} else {
				hi += r
			}
		}
	}
	reach(s.out, a.out)
	reach(s.reduce, a.reduce)
	return lo, hi
}

// space is the iteration space of a group: the iterators of more than one value, neighbours that step alike in all expressions merged.
type space struct {
	out, reduce []int64
	all         []*affine
}

// mostExtent is below what a merged iterator stays: 32 bits hold it, and its negative.
const mostExtent = 1 << 31

// merge joins neighbouring iterators where every expression steps through them like through one.
func (s *space) merge() {
	s.out = mergeDims(s.out, s.all, func(a *affine) *[]int64 { return &a.out })
	s.reduce = mergeDims(s.reduce, s.all, func(a *affine) *[]int64 { return &a.reduce })
}

func mergeDims(extents []int64, all []*affine, strides func(*affine) *[]int64) []int64 {
	extents = slices.Clone(extents)
	remove := func(d int) {
		extents = slices.Delete(extents, d, d+1)
		for _, a := range all {
			s := strides(a)
			*s = slices.Delete(*s, d, d+1)
		}
	}
	for d := len(extents) - 1; d >= 0; d-- {
		if extents[d] == 1 {
			remove(d)
		}
	}
	for d := len(extents) - 2; d >= 0; d-- {
		alike := true
		for _, a := range all {
			s := *strides(a)
			alike = alike && s[d] == s[d+1]*extents[d+1]
		}
		if alike && extents[d] < mostExtent && extents[d+1] < mostExtent && extents[d]*extents[d+1] < mostExtent {
			extents[d+1] *= extents[d]
			remove(d)
		}
	}
	return extents
}
