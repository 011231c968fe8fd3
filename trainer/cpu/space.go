package cpu

import (
	"slices"

	"refute/trainer/cpu/jit"
	"refute/trainer/program"
)

// access is an operand, or an iterator used as a number, over the output elements of a group of kernels: what it adds to the address, in
// elements, for each output iterator and each reduction iterator.
type access struct {
	operand *program.Operand // nil: an iterator
	offset  int64            // in elements, of the first output element and the first term, or the only one
	out     []int64
	reduce  []int64
	bounds  []*access // of an operand, those that do not always hold
	size    uint32    // of a bound: it holds if 0 <= offset + … < size
}

// space is the iteration space of a group: output iterators of more than one value, neighbours that step alike in all accesses merged.
type space struct {
	out    []int64
	reduce []int64
	access []*access
}

// merge joins iterators d and d+1 where every access steps through them like through one.
func (s *space) merge() {
	s.out = mergeDims(s.out, s.access, func(a *access) *[]int64 { return &a.out })
	s.reduce = mergeDims(s.reduce, s.access, func(a *access) *[]int64 { return &a.reduce })
}

func mergeDims(extents []int64, accesses []*access, strides func(*access) *[]int64) []int64 {
	remove := func(d int) {
		extents = slices.Delete(extents, d, d+1)
		for _, a := range accesses {
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
		for _, a := range accesses {
			s := *strides(a)
			alike = alike && s[d] == s[d+1]*extents[d+1]
		}
		if alike && extents[d]*extents[d+1] < 1<<40 {
			extents[d+1] *= extents[d]
			remove(d)
		}
	}
	return extents
}

// Lanes of a row: as many of the inner output iterators as make about so many outputs. More lanes cost fewer calls; but the tables of
// what is not evenly spaced grow.
const (
	enoughLanes = 1024
	mostLanes   = 2048
)

// split divides the output iterators into rows and lanes: the lanes are those from first on. It may cut an iterator in two.
// stay says how many of the outer iterators must remain rows.
func (s *space) split(stay int) (first int) {
	if len(s.out) == 0 {
		return 0
	}
	first = len(s.out) - 1
	lanes := s.out[first]
	for first > stay && lanes < enoughLanes {
		e := s.out[first-1]
		if e*lanes <= mostLanes {
			first--
			lanes *= e
			continue
		}
		f := mostLanes / lanes
		for f > 1 && e%f != 0 {
			f--
		}
		if f <= 1 {
			break
		}
		s.out[first-1] = e / f
		s.out = slices.Insert(s.out, first, f)
		for _, a := range s.access {
			a.out = slices.Insert(a.out, first, a.out[first-1])
			a.out[first-1] *= f
		}
		break
	}
	return first
}

// offsets returns what an access adds for each lane, times size.
func offsets(strides, extents []int64, lanes int, size int64) []int64 {
	t := make([]int64, lanes)
	idx := make([]int64, len(extents))
	at := int64(0)
	for l := range t {
		t[l] = at * size
		for d := len(extents) - 1; d >= 0; d-- {
			at += strides[d]
			if idx[d]++; idx[d] < extents[d] {
				break
			}
			idx[d] = 0
			at -= strides[d] * extents[d]
		}
	}
	return t
}

// load returns how a loop reads an access over the lanes, for vectors of vl lanes, and false if it cannot.
func (a *access) load(s *space, first, lanes, vl int) (jit.Load, bool) {
	typ := a.operand.Type
	size := int64(typ.Size())
	l := jit.Load{Type: typ}
	for r, x := range a.reduce {
		if x != 0 && s.reduce[r] > 1 {
			l.Steps = make([]int64, len(a.reduce))
			for r, x := range a.reduce {
				l.Steps[r] = x * size
			}
			break
		}
	}
	strides, extents := a.out[first:], s.out[first:]
	if len(extents) <= 1 || lanes > mostLanes {
		stride := int64(0)
		if len(extents) == 1 {
			stride = strides[0]
		}
		switch {
		case stride == 0:
			l.Mode = jit.Uniform
		case stride == 1:
			l.Mode = jit.Contiguous
		case stride*size*16 != int64(int32(stride*size*16)):
			return l, false
		default:
			l.Mode, l.Stride = jit.Strided, int32(stride*size)
		}
		return l, l.Mode != jit.Strided || typ.Size() == 4
	}
	t := offsets(strides, extents, lanes, size)
	uniform, contiguous, grouped, splat := true, true, true, true
	for i, x := range t {
		if x != int64(int32(x)) {
			return l, false
		}
		base := t[i/vl*vl]
		uniform = uniform && x == 0
		contiguous = contiguous && x == int64(i)*size
		grouped = grouped && x == base+int64(i%vl)*size
		splat = splat && x == base
	}
	switch {
	case uniform:
		l.Mode = jit.Uniform
		return l, true
	case contiguous:
		l.Mode = jit.Contiguous
		return l, true
	case grouped:
		l.Mode = jit.Grouped
	case splat:
		l.Mode = jit.Splat
	default:
		l.Mode = jit.Scattered
		if typ.Size() != 4 {
			return l, false
		}
	}
	l.Table = make([]int32, lanes)
	for i, x := range t {
		l.Table[i] = int32(x)
	}
	return l, true
}

// bound returns how a loop checks a bound over the lanes, and false if it cannot.
func (a *access) bound(s *space, first, lanes int) (jit.Bound, bool) {
	b := jit.Bound{Size: a.size}
	if slices.ContainsFunc(a.reduce, func(x int64) bool { return x != 0 }) {
		b.Steps = slices.Clone(a.reduce)
	}
	strides, extents := a.out[first:], s.out[first:]
	if !slices.ContainsFunc(strides, func(x int64) bool { return x != 0 }) {
		return b, true
	}
	if len(extents) == 1 {
		b.Stride = int32(strides[0])
		return b, int64(b.Stride) == strides[0] && int64(int32(16*b.Stride)) == 16*strides[0]
	}
	if lanes > mostLanes {
		return b, false
	}
	for _, x := range offsets(strides, extents, lanes, 1) {
		b.Table = append(b.Table, int32(x)) // within the range that newAccess has checked
	}
	return b, true
}

// newAccess returns an operand over the output iterators. at gives the reduction iterators of a kernel of which one term decides, or is nil.
func newAccess(k *program.Kernel, o *program.Operand, at []int64) *access {
	a := affineAccess(k, o.Offset, o.Stride, at)
	a.operand = o
	return a
}

func affineAccess(k *program.Kernel, offset int64, stride, at []int64) *access {
	a := &access{offset: offset, out: slices.Clone(stride[:len(k.Out)]), reduce: []int64{}}
	if at == nil {
		a.reduce = slices.Clone(stride[len(k.Out):])
		return a
	}
	for d, v := range at {
		a.offset += stride[len(k.Out)+d] * v
	}
	return a
}

// mostReach is how far, in either direction, the two sides of a bound may be apart: 32 bits hold it.
const mostReach = 1 << 30

// bounded adds an operand's bounds that do not always hold, and that of the tensor itself. It returns false if they cannot be checked.
func (a *access) bounded(k *program.Kernel, l *loader, at []int64) bool {
	add := func(x *affine, offset int64, stride []int64, lo, size int64) bool {
		if size <= 0 || size > mostReach || x.lo-lo < -mostReach || x.hi-lo > mostReach {
			return false
		}
		b := affineAccess(k, offset-lo, stride, at)
		b.size = uint32(size)
		a.bounds = append(a.bounds, b)
		return true
	}
	for i := range l.bounds {
		b := &l.bounds[i]
		if !add(&b.affine, b.of.Offset, b.of.Stride, b.of.Lo, b.of.Hi-b.of.Lo) {
			return false
		}
	}
	if l.addr.lo >= 0 && l.addr.hi < l.o.Count {
		return true
	}
	return add(&l.addr, l.o.Offset, l.o.Stride, 0, l.o.Count)
}

// same reports whether two accesses of a group read the same words.
func (a *access) same(b *access) bool {
	return a.operand != nil && b.operand != nil && a.operand.Space == b.operand.Space && a.operand.Tensor == b.operand.Tensor &&
		a.operand.Gather == b.operand.Gather && (a.operand.Gather == program.NoGather || a.operand == b.operand) &&
		a.offset == b.offset && slices.Equal(a.out, b.out) && slices.Equal(a.reduce, b.reduce) && a.operand.Fill == b.operand.Fill &&
		slices.EqualFunc(a.bounds, b.bounds, func(x, y *access) bool {
			return x.size == y.size && x.offset == y.offset && slices.Equal(x.out, y.out) && slices.Equal(x.reduce, y.reduce)
		})
}

// identity reports whether an access reads element e of the tensor for output element e.
func (a *access) identity(out []int64, count int64) bool {
	if a.offset != 0 || a.operand.Count != count {
		return false
	}
	s := int64(1)
	for d := len(out) - 1; d >= 0; d-- {
		if out[d] > 1 && a.out[d] != s {
			return false
		}
		s *= out[d]
	}
	return true
}
