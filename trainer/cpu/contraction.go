package cpu

import (
	"refute/trainer/blas"
	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// contraction is the plan of a kernel whose body is fma(load, load, acc): a batch of matrix products over outputs.
//
// An output iterator that moves only the first operand runs over rows, only the second over columns, both or neither over the
// batch. The reduction's iterators together are k, in row-major order. So a convolution is a product too: its image is a matrix of which
// many elements are the same pixel, and its padding what is out of bounds.
type contraction struct {
	m, n, k, batch int
	init           float32
	a, b           matrix
	out            place // rows are its outer and columns its inner index
}

// place is an affine expression of the batch's index and those of a matrix.
type place struct {
	offset              int
	batch, outer, inner blas.Index
}

// matrix is an operand of the products.
type matrix struct {
	operand int
	addr    place
	safe    bool // always within its bounds and the tensor
	bounds  []limit
	fill    float32
}

type limit struct {
	place
	from int
	size uint64
}

// maxTable bounds the tables of offsets that a contraction may need.
const maxTable = 1 << 22

// minTile is the least size of a product, in outputs, that is worth packing operands for.
const minTile = 16

// roles are the output iterators by what they move, and the strides of the output.
type roles struct {
	kernel            *program.Kernel
	batch, rows, cols []int
	dense             []int64
}

func newRoles(k *program.Kernel, a, b *loader) roles {
	r := roles{kernel: k, dense: make([]int64, len(k.Out))}
	moves := func(l *loader, d int) bool {
		for _, x := range l.bounds {
			if x.of.Stride[d] != 0 {
				return true
			}
		}
		return l.o.Stride[d] != 0
	}
	for d, e := range k.Out {
		x, y := moves(a, d), moves(b, d)
		switch {
		case e == 1:
		case x && !y:
			r.rows = append(r.rows, d)
		case y && !x:
			r.cols = append(r.cols, d)
		default:
			r.batch = append(r.batch, d)
		}
	}
	for d, s := len(k.Out)-1, int64(1); d >= 0; d-- {
		r.dense[d] = s
		s *= k.Out[d]
	}
	return r
}

func (r *roles) count(ds []int) int64 {
	n := int64(1)
	for _, d := range ds {
		n *= r.kernel.Out[d]
	}
	return n
}

// index is the part of an affine expression that depends on the iterators ds.
func (r *roles) index(stride []int64, ds []int) blas.Index {
	var s, e []int64
	for _, d := range ds {
		s, e = append(s, stride[d]), append(e, r.kernel.Out[d])
	}
	return table(s, e)
}

func (r *roles) place(offset int64, stride []int64, outer []int) place {
	return place{int(offset), r.index(stride, r.batch), r.index(stride, outer), table(stride[len(r.kernel.Out):], r.kernel.Reduce)}
}

func (r *roles) matrix(j int, l *loader, outer []int) matrix {
	m := matrix{operand: j, addr: r.place(l.o.Offset, l.o.Stride, outer), safe: l.safe, fill: f32.From(l.o.Fill)}
	for _, b := range l.bounds {
		m.bounds = append(m.bounds, limit{r.place(b.of.Offset, b.of.Stride, outer), int(b.from), b.size})
	}
	return m
}

// newContraction returns the plan and the bytes of its tables, or nil if the kernel is not a contraction, is better interpreted, or
// needs tables of more than the budget.
func newContraction(k *program.Kernel, budget int64) (*contraction, int64) {
	x, y, ok := factors(k)
	if !ok || k.Terms() > maxTable || k.Count() > 1<<31 {
		return nil, 0
	}
	a, b := newLoader(k, x, nil), newLoader(k, y, nil)
	for _, l := range []*loader{a, b} {
		if l.o.Type != tensor.F32 || l.o.Gather != program.NoGather {
			return nil, 0
		}
	}
	r := newRoles(k, a, b)
	m, n, products := r.count(r.rows), r.count(r.cols), r.count(r.batch)
	bytes := 8 * (m + n + k.Terms() + products) * int64(3+len(a.bounds)+len(b.bounds))
	if m*n < minTile || m > maxTable || n > maxTable || products > maxTable || bytes > budget {
		return nil, 0
	}
	c := &contraction{m: int(m), n: int(n), k: int(k.Terms()), batch: int(products), init: f32.From(k.Init),
		a: r.matrix(x, a, r.rows), b: r.matrix(y, b, r.cols),
		out: place{0, r.index(r.dense, r.batch), r.index(r.dense, r.rows), r.index(r.dense, r.cols)}}
	if c.better() {
		c.m, c.n, c.a, c.b, c.out.outer, c.out.inner = c.n, c.m, c.b, c.a, c.out.inner, c.out.outer
	}
	return c, bytes
}

// better says whether the product is better transposed, so that the lanes of the micro-kernel run over the rows: if columns are
// few. fma(a, b, c) and fma(b, a, c) are the same bits, a NaN having one form.
func (c *contraction) better() bool {
	padded := func(m, n int) int { return (m + 5) / 6 * 6 * ((n + 15) / 16 * 16) }
	x, y := padded(c.m, c.n), padded(c.n, c.m)
	return y < x || y == x && c.out.inner.Stride != 1 && c.out.outer.Stride == 1
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

// table returns the row-major offsets of iterators with the strides: evenly spaced if they are, else as a table.
func table(strides, extents []int64) blas.Index {
	var s, e []int64
	for d := range extents {
		if extents[d] == 1 {
			continue
		}
		if n := len(s); n > 0 && s[n-1] == strides[d]*extents[d] {
			s[n-1], e[n-1] = strides[d], e[n-1]*extents[d]
		} else {
			s, e = append(s, strides[d]), append(e, extents[d])
		}
	}
	switch len(s) {
	case 0:
		return blas.Index{}
	case 1:
		return blas.Index{Stride: int(s[0])}
	}
	t := []int{0}
	for d := range s {
		next := make([]int, 0, len(t)*int(e[d]))
		for _, base := range t {
			for i := range int(e[d]) {
				next = append(next, base+i*int(s[d]))
			}
		}
		t = next
	}
	return blas.Index{Table: t}
}

// product returns the batch's product i over the operands' tensors.
func (c *contraction) product(i int, from []tensor.Tensor, out []float32) blas.Product {
	return blas.Product{M: c.m, N: c.n, K: c.k, Init: c.init, A: c.a.source(i, from), B: c.b.source(i, from),
		C: out, Offset: c.out.batch.At(i), Rows: c.out.outer, Cols: c.out.inner}
}

func (m *matrix) source(i int, from []tensor.Tensor) blas.Source {
	dense := blas.Matrix{Data: from[m.operand].F32(), Offset: m.addr.offset + m.addr.batch.At(i), Outer: m.addr.outer, Inner: m.addr.inner}
	if m.safe {
		return dense
	}
	return &padded{dense, m, i}
}

// padded is a matrix with elements that are out of bounds or beyond the tensor.
type padded struct {
	blas.Matrix
	plan  *matrix
	batch int
}

// Panel implements blas.Source.
func (p *padded) Panel(dst []float32, width, first, n, from, to int) {
	for l := range n {
		lane := dst[l:]
		addr := p.Offset + p.Outer.At(first+l)
		for k := from; k < to; k++ {
			x := p.plan.fill
			if at := uint(addr + p.Inner.At(k)); at < uint(len(p.Data)) {
				x = p.Data[at]
			}
			lane[(k-from)*width] = x
		}
		for i := range p.plan.bounds {
			b := &p.plan.bounds[i]
			at := b.offset + b.batch.At(p.batch) + b.outer.At(first+l) - b.from
			for k := from; k < to; k++ {
				if uint64(at+b.inner.At(k)) >= b.size {
					lane[(k-from)*width] = p.plan.fill
				}
			}
		}
	}
}

// begin prepares for a run and returns into how many parts it is cut.
func (c *contraction) begin(m *step) int {
	first := c.product(0, m.from, m.outs[m.op.kernels[0]].F32())
	m.blocks = first.Blocks((m.workers + c.batch - 1) / c.batch)
	return c.batch * len(m.blocks)
}

// compute computes part i.
func (c *contraction) compute(m *step, _, i int) {
	p := c.product(i/len(m.blocks), m.from, m.outs[m.op.kernels[0]].F32())
	p.Compute(m.blocks[i%len(m.blocks)])
}
