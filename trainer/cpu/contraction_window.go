package cpu

import (
	"cmp"
	"math"
	"slices"

	"refute/trainer/blas"
	"refute/trainer/f32"
	"refute/trainer/program"
)

// window is an operand with a border, such as an image that a convolution reads beyond its edges: the part of the tensor that a block
// needs is copied, border and all, and the block reads the copy, in which every element has an affine address.
//
// One axis, the outer or the inner index, is cut into units of as many indices as the grain: images, or some lines of one. The copy of a
// unit has a dimension for each bound, along the value that is bounded, and one for each iterator that moves the address alone.
type window struct {
	fill         float32
	split        int // the axis that is cut: 0 outer, 1 inner
	grain        int
	size         int // floats of a unit's copy
	addr         origin
	bounds       []edge
	dims         []side // outermost first
	start        int    // address of the first element in the copies of all units, one after the other
	outer, inner blas.Index
}

// origin is an affine expression at coordinate 0 of a unit's copy.
type origin struct {
	offset      int
	batch, unit blas.Index
}

func (o *origin) at(batch, unit int) int { return o.offset + o.batch.At(batch) + o.unit.At(unit) }

// edge is a bound: lo <= value < hi.
type edge struct {
	origin
	lo, hi int
}

// side is a dimension of the copy.
type side struct {
	id     int // of the bound, or greater
	size   int
	stride int  // in the tensor
	block  int  // floats of the copy for one coordinate
	run    bool // what is in one block after the other is so in the tensor too
}

// mostWindow is the most floats that a unit's copy may have: 256 KiB.
var mostWindow = 1 << 16

// axis is an iterator of the outer or inner index.
type axis struct {
	extent, stride int64
	bounds         []int64 // strides of the bounds
}

// bounded says which bound the axis moves: -1 if none, -2 if several.
func (x *axis) bounded() int {
	b := -1
	for i, s := range x.bounds {
		switch {
		case s != 0 && b == -1:
			b = i
		case s != 0:
			return -2
		}
	}
	return b
}

func (r *roles) axes(l *loader, ds []int) (all []axis) {
	extents := append(slices.Clone(r.kernel.Out), r.kernel.Reduce...)
	for _, d := range ds {
		if extents[d] == 1 {
			continue
		}
		x := axis{extent: extents[d], stride: l.o.Stride[d]}
		for _, b := range l.bounds {
			x.bounds = append(x.bounds, b.of.Stride[d])
		}
		all = append(all, x)
	}
	return all
}

func count(all []axis) int64 {
	n := int64(1)
	for _, x := range all {
		n *= x.extent
	}
	return n
}

// window returns the operand as a window, or nil if it is none, or if its copies would be large.
func (r *roles) window(l *loader, outer []int) blas.Operand {
	var reduce []int
	for d := range r.kernel.Reduce {
		reduce = append(reduce, len(r.kernel.Out)+d)
	}
	all := [2][]axis{r.axes(l, outer), r.axes(l, reduce)}
	w := &window{fill: f32.From(l.o.Fill)}
	if count(all[1]) > count(all[0]) {
		w.split = 1
	}
	within := &all[w.split] // a unit's iterators
	var units []axis
	for len(*within) > 0 && (*within)[0].bounded() == -1 {
		units, *within = append(units, (*within)[0]), (*within)[1:]
	}
	for {
		if !w.shape(l, all) {
			return nil
		}
		if w.size <= mostWindow {
			break
		}
		if len(*within) == 0 {
			return nil
		}
		many, few := halve((*within)[0])
		units, *within = append(units, many), slices.Concat(few, (*within)[1:])
	}
	w.grain = int(count(*within))
	w.place(r, l, all, units)
	return w
}

// halve takes an iterator apart: the inner one has the greatest extent that is possible, but is left out if that is 1.
func halve(x axis) (outer axis, inner []axis) {
	g := int64(1)
	for f := int64(2); f*f <= x.extent; f++ {
		if x.extent%f == 0 {
			g = x.extent / f
			break
		}
	}
	outer = axis{extent: x.extent / g, stride: x.stride * g}
	for _, s := range x.bounds {
		outer.bounds = append(outer.bounds, s*g)
	}
	if x.extent = g; g > 1 {
		inner = []axis{x}
	}
	return outer, inner
}

// shape finds the sides of a unit's copy and reports whether it can have any: whether the address follows from the bounded values.
func (w *window) shape(l *loader, all [2][]axis) bool {
	axes := slices.Concat(all[0], all[1])
	w.dims, w.bounds = nil, nil
	for b := range l.bounds {
		of := l.bounds[b].of
		s := side{id: b, size: 1}
		first := int64(0)
		for _, x := range axes {
			step := x.bounds[b]
			if step == 0 {
				continue
			}
			if x.stride%step != 0 || s.size > 1 && int(x.stride/step) != s.stride {
				return false
			}
			s.stride = int(x.stride / step)
			s.size += int(max(step, -step) * (x.extent - 1))
			first += min(0, step*(x.extent-1))
		}
		w.dims = append(w.dims, s)
		w.bounds = append(w.bounds, edge{origin{offset: int(of.Offset + first)}, int(of.Lo), int(of.Hi)})
	}
	for i, x := range axes {
		switch x.bounded() {
		case -2:
			return false
		case -1:
			w.dims = append(w.dims, side{id: len(l.bounds) + i, size: int(x.extent), stride: int(x.stride)})
		}
	}
	far := func(s side) int {
		if s.size == 1 {
			return math.MaxInt
		}
		return max(s.stride, -s.stride)
	}
	slices.SortStableFunc(w.dims, func(x, y side) int { return cmp.Compare(far(y), far(x)) })
	w.size = 1
	for i := len(w.dims) - 1; i >= 0; i-- {
		d := &w.dims[i]
		if d.size > 1<<30 {
			return false
		}
		d.block = w.size
		if w.size *= d.size; w.size > 1<<30 {
			w.size = 1 << 30 // too large, whatever it is
		}
		d.run = d.stride == d.block && (i == len(w.dims)-1 || w.dims[i+1].run && w.dims[i+1].id >= len(l.bounds))
	}
	return true
}

// place computes where units are in the tensor, and where their elements are in the copies.
func (w *window) place(r *roles, l *loader, all [2][]axis, units []axis) {
	at := func(offset int64, stride []int64, of func(*axis) int64) origin {
		var s, e []int64
		for i := range units {
			s, e = append(s, of(&units[i])), append(e, units[i].extent)
		}
		return origin{int(offset), r.index(stride, r.batch), table(s, e)}
	}
	block := make([]int64, len(w.bounds)+len(all[0])+len(all[1]))
	w.addr = at(l.o.Offset, l.o.Stride, func(x *axis) int64 { return x.stride })
	for _, d := range w.dims {
		block[d.id] = int64(d.block)
		if b := d.id; b < len(w.bounds) {
			of := l.bounds[b].of
			first := w.bounds[b].offset
			w.addr.offset += d.stride * (first - int(of.Offset))
			w.bounds[b].origin = at(int64(first), of.Stride, func(x *axis) int64 { return x.bounds[b] })
		}
	}
	var in [2]blas.Index
	id := len(w.bounds)
	w.start = 0
	for i, axes := range all {
		var s, e []int64
		if i == w.split {
			s, e = append(s, int64(w.size)), append(e, count(units))
		}
		for j := range axes {
			x := &axes[j]
			step := block[id]
			if b := x.bounded(); b >= 0 {
				step = block[b] * x.bounds[b]
				w.start -= int(min(0, step*(x.extent-1))) // a value that falls begins at the far end of its side
			}
			s, e = append(s, step), append(e, x.extent)
			id++
		}
		in[i] = table(s, e)
	}
	w.outer, w.inner = in[0], in[1]
}

// Grain implements blas.Operand.
func (w *window) Grain() (outer, inner int) {
	if w.split == 0 {
		return w.grain, 1
	}
	return 1, w.grain
}

// Steps implements blas.Operand.
func (w *window) Steps() (outer, inner int) { return w.outer.Step(), w.inner.Step() }

// View implements blas.Operand.
func (w *window) View(v *blas.View, data []float32, batch, i, m, k, n int) {
	first, units := i/w.grain, (m+w.grain-1)/w.grain
	if w.split == 1 {
		first, units = k/w.grain, (n+w.grain-1)/w.grain
	}
	if part := [3]int{batch + 1, first, units}; v.Part != part {
		dst := v.Grow(units * w.size)
		for u := range units {
			w.copy(dst[u*w.size:][:w.size], data, batch, first+u)
		}
		v.Part = part
	}
	at, outer := w.outer.From(i)
	more, inner := w.inner.From(k)
	v.Data, v.Offset, v.Outer, v.Inner = v.Scratch, w.start+at+more-first*w.size, outer, inner
}

// copy copies a unit.
func (w *window) copy(dst, data []float32, batch, unit int) {
	c := copier{window: w, data: data}
	at := w.addr.at(batch, unit)
	least, most := at, at
	for i, d := range w.dims {
		lo, hi := 0, d.size
		if d.id < len(w.bounds) {
			b := &w.bounds[d.id]
			x := b.at(batch, unit)
			lo, hi = max(lo, b.lo-x), min(hi, b.hi-x)
		}
		if lo >= hi {
			c.border(dst)
			return
		}
		c.lo[i], c.hi[i] = lo, hi
		x, y := d.stride*lo, d.stride*(hi-1)
		least, most = least+min(x, y), most+max(x, y)
	}
	c.checked = least < 0 || most >= len(data)
	c.side(dst, 0, at)
}

// copier copies a unit.
type copier struct {
	*window
	data    []float32
	lo, hi  [program.MaxRank + program.MaxBounds]int // coordinates within the bounds
	checked bool                                     // some addresses may be beyond the tensor
}

func (c *copier) border(dst []float32) {
	for i := range dst {
		dst[i] = c.fill
	}
}

// side copies dimension i and those inner to it.
func (c *copier) side(dst []float32, i, at int) {
	if i == len(c.dims) {
		if uint(at) >= uint(len(c.data)) {
			dst[0] = c.fill
		} else {
			dst[0] = c.data[at]
		}
		return
	}
	d := &c.dims[i]
	lo, hi := c.lo[i], c.hi[i]
	c.border(dst[:lo*d.block])
	c.border(dst[hi*d.block:])
	at += lo * d.stride
	switch inside := dst[lo*d.block : hi*d.block]; {
	case d.run && !c.checked:
		copy(inside, c.data[at:])
	case d.block == 1 && !c.checked:
		for x := range inside {
			inside[x] = c.data[at]
			at += d.stride
		}
	default:
		for ; len(inside) > 0; inside = inside[d.block:] {
			c.side(inside[:d.block], i+1, at)
			at += d.stride
		}
	}
}
