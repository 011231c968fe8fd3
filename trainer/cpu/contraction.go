package cpu

import (
	"sync/atomic"

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
	product blas.Product
	a, b    int // operands
	plan    atomic.Pointer[cut]
}

// cut is a plan for a number of workers.
type cut struct {
	*blas.Plan
	workers int
}

// maxTable bounds the tables of offsets that a contraction may need.
const maxTable = 1 << 22

// minTile is the least size of a product, in outputs, that is worth packing operands for.
const minTile = 16

// minTerms is the least number of terms, of all its outputs, that one of several products must have.
const minTerms = 1024

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

// operand returns an operand of the products whose outer index is made of the iterators given.
func (r *roles) operand(l *loader, outer []int) blas.Operand {
	if !l.safe {
		return r.bounded(l, outer)
	}
	return &blas.Matrix{Offset: int(l.o.Offset), Batch: r.index(l.o.Stride, r.batch), Outer: r.index(l.o.Stride, outer), Inner: r.inner(l.o.Stride)}
}

// inner is the part of an affine expression that depends on the term.
func (r *roles) inner(stride []int64) blas.Index {
	return table(stride[len(r.kernel.Out):], r.kernel.Reduce)
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
	if products > 1 && m*n*k.Terms() < minTerms {
		return nil, 0
	}
	return &contraction{a: x, b: y, product: blas.Product{Count: int(products), M: int(m), N: int(n), K: int(k.Terms()), Init: f32.From(k.Init),
		A: r.operand(a, r.rows), B: r.operand(b, r.cols),
		C: blas.Place{Batch: r.index(r.dense, r.batch), Rows: r.index(r.dense, r.rows), Cols: r.index(r.dense, r.cols)}}}, bytes
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

// begin prepares for a run and returns into how many parts it is cut.
func (c *contraction) begin(m *step) int {
	p := c.plan.Load()
	if p == nil || p.workers != m.workers {
		p = &cut{blas.NewPlan(c.product, m.workers), m.workers}
		c.plan.Store(p)
	}
	m.plan = p.Plan
	return p.Blocks()
}

// compute computes part i.
func (c *contraction) compute(m *step, _, i int) {
	m.plan.Run(i, m.from[c.a].F32(), m.from[c.b].F32(), m.outs[m.op.kernels[0]].F32())
}
