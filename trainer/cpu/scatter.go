package cpu

import (
	"context"
	"slices"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// scatter is the plan of a masked sum whose condition is eq(word of the term, output iterator): an embedding's gradient, a count by class. A
// block visits only the terms whose word is among its values of the iterator: of the others, every output keeps its accumulator.
type scatter struct {
	operand int // reads the word
	dim     int // the output iterator
}

// Bounds of the tables that a scatter needs.
const (
	maxScatterTerms  = 1 << 24
	maxScatterExtent = 1 << 22
)

// findScatter returns the plan, or nil if the condition is another or the tables would be too large.
func (p *interp) findScatter() *scatter {
	if p.mask < 0 || p.nodes[p.mask].op != program.Eq || p.kernel.Terms() > maxScatterTerms {
		return nil
	}
	n := &p.nodes[p.mask]
	x, y := &p.nodes[n.a], &p.nodes[n.b]
	if x.op == program.Index {
		x, y = y, x
	}
	if x.op != program.Load || y.op != program.Index || y.a >= len(p.kernel.Out) || p.kernel.Out[y.a] > maxScatterExtent {
		return nil
	}
	if l := p.loads[x.a]; !l.safe || !l.addr.uniform {
		return nil
	}
	return &scatter{x.a, y.a}
}

// buckets are the terms by their word: those of word v are terms[start[v]:start[v+1]], in order. Words beyond the iterator have none.
type buckets struct {
	start []int
	terms []int32
}

// fill sorts the terms by counting.
func (b *buckets) fill(p *interp, from tensor.Tensor) {
	l, reduce := p.loads[p.scatter.operand], p.kernel.Reduce
	extent := int(p.kernel.Out[p.scatter.dim])
	b.start = slices.Grow(b.start[:0], extent+2)[:extent+2]
	clear(b.start)
	each := func(f func(term int, word uint32)) {
		var idx [program.MaxRank]int64
		at := l.addr.offset
		for r := 0; ; r++ {
			if w := from.At(int(at)); int64(w) < int64(extent) {
				f(r, w)
			}
			d := advance(idx[:], reduce)
			if d < 0 {
				return
			}
			at += l.addr.steps[d]
		}
	}
	// start[v+2] counts word v; summed up, start[v+1] is where v's terms begin, and moves to their end as they are put in.
	total := 0
	each(func(_ int, w uint32) { b.start[w+2]++; total++ })
	for v := 2; v < len(b.start); v++ {
		b.start[v] += b.start[v-1]
	}
	b.terms = slices.Grow(b.terms[:0], total)[:total]
	each(func(r int, w uint32) { b.terms[b.start[w+1]] = int32(r); b.start[w+1]++ })
}

// advance moves idx to the next index in row-major order and returns the iterator that rose, -1 after the last.
func advance(idx, extents []int64) int {
	for d := len(extents) - 1; d >= 0; d-- {
		if idx[d]++; idx[d] < extents[d] {
			return d
		}
		idx[d] = 0
	}
	return -1
}

// sparse runs the terms that change a block's outputs.
func (f *frame) sparse(ctx context.Context, p *interp, first int64, n int) {
	out, extent := p.kernel.Out, p.kernel.Out[p.scatter.dim]
	inner := program.Product(out[p.scatter.dim+1:])
	from, to := first/inner, (first+int64(n)-1)/inner // the iterator's values, counted on without end
	lo, hi := from%extent, to%extent
	if to-from >= extent || hi < lo {
		lo, hi = 0, extent-1
	}
	// Word by word, not in the order of terms: each output takes the terms of one word alone, and those are in order.
	for i, r := range f.buckets.terms[f.buckets.start[lo]:f.buckets.start[hi+1]] {
		if i%4096 == 4095 && ctx.Err() != nil {
			return
		}
		rest := int64(r)
		for d := len(p.kernel.Reduce) - 1; d >= 0; d-- {
			f.index[d] = rest % p.kernel.Reduce[d]
			rest /= p.kernel.Reduce[d]
		}
		for _, j := range p.moving {
			p.loads[j].jump(&f.streams[j], f.index[:len(p.kernel.Reduce)])
		}
		f.term(p, first, n)
	}
}
