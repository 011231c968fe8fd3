package cpu

import (
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// affine is an address or a bound over a block: offset plus a part that depends on the output element plus one of the term.
type affine struct {
	offset  int64
	out     []dim   // of the output element, neighbours that step alike merged
	term    []int64 // strides of the reduction iterators
	steps   []int64 // what is added when reduction iterator d rises by one and those inner to it fall back to 0
	lo, hi  int64   // the least and the greatest value
	uniform bool    // does not depend on the output element
	fixed   bool    // does not depend on the term
}

type dim struct{ stride, extent int64 }

// newAffine splits an affine expression. If at is not nil, the reduction iterators have these values.
func newAffine(k *program.Kernel, offset int64, stride []int64, at []int64) affine {
	x := affine{offset: offset, uniform: true, fixed: true}
	term := stride[len(k.Out):]
	for d, v := range at {
		x.offset += term[d] * v
	}
	x.lo, x.hi = x.offset, x.offset
	reach := func(s, e int64) {
		if s < 0 {
			x.lo += s * (e - 1)
		} else {
			x.hi += s * (e - 1)
		}
	}
	for d, e := range k.Out {
		s := stride[d]
		reach(s, e)
		if e == 1 {
			continue
		}
		x.uniform = x.uniform && s == 0
		if n := len(x.out); n > 0 && x.out[n-1].stride == s*e { // cannot overflow: addresses are below 2^62
			x.out[n-1] = dim{s, x.out[n-1].extent * e}
		} else {
			x.out = append(x.out, dim{s, e})
		}
	}
	if at == nil {
		x.term, x.steps = term, make([]int64, len(term))
		back := int64(0)
		for d := len(term) - 1; d >= 0; d-- {
			reach(term[d], k.Reduce[d])
			x.fixed = x.fixed && (term[d] == 0 || k.Reduce[d] == 1)
			x.steps[d] = term[d] - back
			back += term[d] * (k.Reduce[d] - 1)
		}
	}
	return x
}

// loader is the plan of an operand's loads.
type loader struct {
	o      *program.Operand
	addr   affine
	bounds []bound
	safe   bool // always within its bounds and the tensor
	none   bool // never within a bound
	class  class
	whole  bool // the same word for the whole kernel
}

type bound struct {
	affine
	of   *program.Bound
	from int64 // in bounds if 0 <= x - from < size
	size uint64
}

func newLoader(k *program.Kernel, j int, at []int64) *loader {
	o := &k.Operands[j]
	l := &loader{o: o, addr: newAffine(k, o.Offset, o.Stride, at)}
	classOf := func(x *affine) class {
		switch {
		case !x.fixed:
			return perTerm
		case !x.uniform:
			return perBlock
		}
		return perKernel
	}
	l.class = classOf(&l.addr)
	for i := range o.Bounds {
		b := &o.Bounds[i]
		x := newAffine(k, b.Offset, b.Stride, at)
		if x.lo >= b.Lo && x.hi < b.Hi {
			continue // always holds
		}
		if b.Hi <= b.Lo || x.hi < b.Lo || x.lo >= b.Hi {
			l.none = true
		}
		l.bounds = append(l.bounds, bound{x, b, b.Lo, uint64(max(b.Hi-b.Lo, 0))})
		l.class = max(l.class, classOf(&x))
	}
	l.safe = len(l.bounds) == 0 && o.Gather == program.NoGather && l.addr.lo >= 0 && l.addr.hi < o.Count
	return l
}

// segment is a part of a block's lanes [from, to) whose addresses are at, at+stride, …
type segment struct {
	from, to   int
	at, stride int64
}

// segments cuts lanes [0, n), the output elements first …, into evenly spaced runs.
func (x *affine) segments(s []segment, first int64, n int) []segment {
	s = s[:0]
	if len(x.out) == 0 {
		return append(s, segment{0, n, x.offset, 0})
	}
	inner := x.out[len(x.out)-1]
	for from := 0; from < n; {
		flat := first + int64(from)
		within := flat % inner.extent
		at := x.offset + inner.stride*within
		rest := flat / inner.extent
		for d := len(x.out) - 2; d >= 0; d-- {
			at += x.out[d].stride * (rest % x.out[d].extent)
			rest /= x.out[d].extent
		}
		to := int(min(int64(n), int64(from)+inner.extent-within))
		s = append(s, segment{from, to, at, inner.stride})
		from = to
	}
	return s
}

// lanes writes the value for each lane.
func (x *affine) lanes(dst []int64, s []segment) {
	for _, g := range s {
		at := g.at
		for l := g.from; l < g.to; l++ {
			dst[l] = at
			at += g.stride
		}
	}
}

// stream is the state of an operand's loads in a block.
type stream struct {
	from  tensor.Tensor
	segs  []segment
	shift int64 // the term's part of the address
	lane  []int64
	bound [program.MaxBounds]struct {
		shift int64
		lane  []int64
	}
	addr []int64
}

// start prepares the stream for a block of n outputs.
func (l *loader) start(s *stream, first int64, n int) {
	s.segs = l.addr.segments(s.segs, first, n)
	s.shift = 0
	if l.safe || l.none {
		return
	}
	if len(s.lane) < n {
		s.lane, s.addr = make([]int64, maxLanes), make([]int64, maxLanes)
	}
	l.addr.lanes(s.lane, s.segs)
	for i := range l.bounds {
		b := &s.bound[i]
		if len(b.lane) < n {
			b.lane = make([]int64, maxLanes)
		}
		s.segs = l.bounds[i].segments(s.segs, first, n)
		l.bounds[i].lanes(b.lane, s.segs)
		b.shift = 0
	}
}

// move goes on to another term: reduction iterator d rose by one and those inner to it fell back to 0.
func (l *loader) move(s *stream, d int) {
	s.shift += l.addr.steps[d]
	for i := range l.bounds {
		s.bound[i].shift += l.bounds[i].steps[d]
	}
}

// jump goes to the term at the index.
func (l *loader) jump(s *stream, index []int64) {
	s.shift = dot(l.addr.term, index)
	for i := range l.bounds {
		s.bound[i].shift = dot(l.bounds[i].term, index)
	}
}

func dot(x, y []int64) (s int64) {
	for i := range x {
		s += x[i] * y[i]
	}
	return s
}

// load returns the words of n lanes, in reg or in the tensor itself. index holds the gathered values.
func (l *loader) load(s *stream, reg []uint32, n int, index []uint32) []uint32 {
	switch {
	case l.none:
		fill(reg, l.o.Fill)
		return reg
	case l.o.Gather != program.NoGather && len(l.bounds) == 0 && l.rows(s, reg, index):
		return reg
	case !l.safe:
		l.checked(s, reg, n, index)
		return reg
	}
	if len(s.segs) == 1 && s.segs[0].stride == 1 && n == len(reg) && s.from.Words != nil {
		at := s.segs[0].at + s.shift
		return s.from.Words[at : at+int64(n)]
	}
	if len(s.segs) == 1 && s.segs[0].stride == 0 {
		fill(reg, s.from.At(int(s.segs[0].at+s.shift)))
		return reg
	}
	for i := range s.segs {
		s.segment(&s.segs[i], reg, s.shift)
	}
	return reg
}

// segment loads evenly spaced words that are all in the tensor.
func (s *stream) segment(g *segment, reg []uint32, shift int64) {
	at, dst := g.at+shift, reg[g.from:g.to]
	switch s.from.Type {
	case tensor.U8:
		run(dst, s.from.Bytes, at, g.stride)
	case tensor.U16:
		run(dst, s.from.Halves, at, g.stride)
	default:
		run(dst, s.from.Words, at, g.stride)
	}
}

func run[T uint8 | uint16 | uint32](dst []uint32, src []T, at, stride int64) {
	switch stride {
	case 0:
		x := uint32(src[at])
		for l := range dst {
			dst[l] = x
		}
	case 1:
		src = src[at:][:len(dst)]
		for l, x := range src {
			dst[l] = uint32(x)
		}
	default:
		for l := range dst {
			dst[l] = uint32(src[at])
			at += stride
		}
	}
}

// rows loads whole segments where every lane of one gathers through the same value, as rows of a table do, and reports whether
// all segments are such and within the tensor. reg and index may be the same memory: nothing is written before all is checked.
func (l *loader) rows(s *stream, reg, index []uint32) bool {
	for i := range s.segs {
		g := &s.segs[i]
		x := index[g.from]
		for _, y := range index[g.from:g.to] {
			if y != x {
				return false
			}
		}
		first := g.at + s.shift + l.o.GatherStride*int64(x)
		last := first + g.stride*int64(g.to-g.from-1)
		if min(first, last) < 0 || max(first, last) >= l.o.Count {
			return false
		}
	}
	for i := range s.segs {
		g := &s.segs[i]
		s.segment(g, reg, s.shift+l.o.GatherStride*int64(index[g.from]))
	}
	return true
}

// checked loads lane by lane: what is out of bounds or beyond the tensor reads the fill.
func (l *loader) checked(s *stream, reg []uint32, n int, index []uint32) {
	lane := s.lane[:n]
	if l.o.Gather != program.NoGather || len(l.bounds) > 0 {
		lane = s.addr[:n]
		l.resolve(s, lane, index)
	}
	switch s.from.Type {
	case tensor.U8:
		pick(reg, s.from.Bytes, lane, s.shift, l.o.Fill)
	case tensor.U16:
		pick(reg, s.from.Halves, lane, s.shift, l.o.Fill)
	default:
		pick(reg, s.from.Words, lane, s.shift, l.o.Fill)
	}
}

// resolve writes the address of each lane, but for the shift: -1 less the shift, which is beyond every tensor, if it is out of bounds.
func (l *loader) resolve(s *stream, addr []int64, index []uint32) {
	n := len(addr)
	if l.o.Gather != program.NoGather {
		index, base, stride := index[:n], s.lane[:n], l.o.GatherStride
		for i := range addr {
			addr[i] = base[i] + stride*int64(index[i])
		}
	} else {
		copy(addr, s.lane[:n])
	}
	nowhere := -1 - s.shift
	for i := range l.bounds {
		b, in := &s.bound[i], &l.bounds[i]
		shift, lane := b.shift-in.from, b.lane[:n]
		for i, x := range lane {
			if uint64(x+shift) >= in.size {
				addr[i] = nowhere
			}
		}
	}
}

func pick[T uint8 | uint16 | uint32](reg []uint32, src []T, lane []int64, shift int64, fill uint32) {
	reg = reg[:len(lane)]
	for i, x := range lane {
		w := fill
		if at := uint64(x + shift); at < uint64(len(src)) {
			w = uint32(src[at])
		}
		reg[i] = w
	}
}
