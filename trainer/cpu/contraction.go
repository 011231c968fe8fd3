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
// batch. The reduction's iterators together are k, in row-major order.
type contraction struct {
	m, n, k    int
	init       float32
	a, b       matrix
	rows, cols blas.Index
	batch      []offsets // a, b and out of each product
}

type matrix struct {
	operand      int
	outer, inner blas.Index
}

type offsets struct{ a, b, out int }

// maxTable bounds the tables of offsets that a contraction may need.
const maxTable = 1 << 22

// minTile is the least size of a product, in outputs, that is worth packing operands for.
const minTile = 16

// newContraction returns the plan and the bytes of its tables, or nil if the kernel is not a contraction, is better interpreted, or
// needs tables of more than the budget.
func newContraction(k *program.Kernel, budget int64) (*contraction, int64) {
	x, y, ok := factors(k)
	if !ok || k.Terms() > maxTable || k.Count() > 1<<31 {
		return nil, 0
	}
	for _, j := range []int{x, y} {
		if l := newLoader(k, j, nil); !l.safe || l.o.Type != tensor.F32 {
			return nil, 0
		}
	}
	a, b := &k.Operands[x], &k.Operands[y]
	c := &contraction{init: f32.From(k.Init), a: matrix{operand: x}, b: matrix{operand: y}}
	var rows, cols, batch []int
	for d, e := range k.Out {
		switch {
		case e == 1:
		case a.Stride[d] != 0 && b.Stride[d] == 0:
			rows = append(rows, d)
		case a.Stride[d] == 0 && b.Stride[d] != 0:
			cols = append(cols, d)
		default:
			batch = append(batch, d)
		}
	}
	extent := func(ds []int) int64 {
		n := int64(1)
		for _, d := range ds {
			n *= k.Out[d]
		}
		return n
	}
	m, n, products := extent(rows), extent(cols), extent(batch)
	bytes := 8 * (2*(m+n+k.Terms()) + 6*products)
	if m*n < minTile || m > maxTable || n > maxTable || products > maxTable || bytes > budget {
		return nil, 0
	}
	c.m, c.n, c.k = int(m), int(n), int(k.Terms())
	dense := make([]int64, len(k.Out)) // strides of the output
	for d, s := len(k.Out)-1, int64(1); d >= 0; d-- {
		dense[d] = s
		s *= k.Out[d]
	}
	pick := func(stride []int64, ds []int) blas.Index {
		var s, e []int64
		for _, d := range ds {
			s, e = append(s, stride[d]), append(e, k.Out[d])
		}
		return table(s, e)
	}
	c.a.outer, c.b.outer = pick(a.Stride, rows), pick(b.Stride, cols)
	c.a.inner, c.b.inner = table(a.Stride[len(k.Out):], k.Reduce), table(b.Stride[len(k.Out):], k.Reduce)
	c.rows, c.cols = pick(dense, rows), pick(dense, cols)
	ba, bb, bo := pick(a.Stride, batch), pick(b.Stride, batch), pick(dense, batch)
	c.batch = make([]offsets, products)
	for i := range c.batch {
		c.batch[i] = offsets{int(a.Offset) + at(ba, i), int(b.Offset) + at(bb, i), at(bo, i)}
	}
	if swap(c) {
		c.m, c.n, c.a, c.b, c.rows, c.cols = c.n, c.m, c.b, c.a, c.cols, c.rows
		for i, o := range c.batch {
			c.batch[i] = offsets{o.b, o.a, o.out}
		}
	}
	return c, bytes
}

// swap says whether the product is better transposed, so that the lanes of the micro-kernel run over the rows: if columns are few.
// fma(a, b, c) and fma(b, a, c) are the same bits, a NaN having one form.
func swap(c *contraction) bool {
	padded := func(m, n int) int { return (m + 5) / 6 * 6 * ((n + 15) / 16 * 16) }
	x, y := padded(c.m, c.n), padded(c.n, c.m)
	return y < x || y == x && c.cols.Stride != 1 && c.rows.Stride == 1
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

func at(x blas.Index, i int) int {
	if x.Table != nil {
		return x.Table[i]
	}
	return i * x.Stride
}

// product returns the product of the batch's element i over the operands' tensors.
func (c *contraction) product(i int, from []tensor.Tensor, out []float32) blas.Product {
	o := c.batch[i]
	return blas.Product{M: c.m, N: c.n, K: c.k, Init: c.init,
		A: blas.Matrix{Data: from[c.a.operand].F32(), Offset: o.a, Outer: c.a.outer, Inner: c.a.inner},
		B: blas.Matrix{Data: from[c.b.operand].F32(), Offset: o.b, Outer: c.b.outer, Inner: c.b.inner},
		C: out, Offset: o.out, Rows: c.rows, Cols: c.cols}
}
