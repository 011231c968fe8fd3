package cpu

import (
	"slices"

	"refute/trainer/cpu/jit"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// access is an operand, or an iterator used as a number, over the output elements of a group of kernels: what it adds to the address, in
// elements, for each output iterator and each reduction iterator.
type access struct {
	operand *program.Operand // nil: an iterator
	offset  int64            // in elements, of the first output element and the first term, or the only one
	out     []int64
	reduce  []int64
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

// plain reports whether an operand's loads are all in bounds and within the tensor, at affine addresses. at gives the reduction iterators
// of a kernel of which one term decides, or is nil.
func plainOperand(k *program.Kernel, j int, at []int64) bool { return newLoader(k, j, at).safe }

// newAccess returns an operand over the output iterators of more than one value.
func newAccess(k *program.Kernel, o *program.Operand, at []int64) *access {
	a := &access{operand: o, offset: o.Offset, out: slices.Clone(o.Stride[:len(k.Out)]), reduce: []int64{}}
	if at == nil {
		a.reduce = slices.Clone(o.Stride[len(k.Out):])
		return a
	}
	for d, v := range at {
		a.offset += o.Stride[len(k.Out)+d] * v
	}
	return a
}

// same reports whether two accesses of a group read the same words.
func (a *access) same(b *access) bool {
	return a.operand != nil && b.operand != nil && a.operand.Space == b.operand.Space && a.operand.Tensor == b.operand.Tensor &&
		a.operand.Gather == b.operand.Gather && (a.operand.Gather == program.NoGather || a.operand == b.operand) &&
		a.offset == b.offset && slices.Equal(a.out, b.out) && slices.Equal(a.reduce, b.reduce)
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

func wordType(t tensor.Type) bool { return t == tensor.F32 || t == tensor.U32 }
