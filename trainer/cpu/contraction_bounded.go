package cpu

import (
	"refute/trainer/blas"
	"refute/trainer/f32"
)

// bounded returns an operand some of whose elements are the fill: images with a border, or whatever it may be.
func (r *roles) bounded(l *loader, outer []int) blas.Operand {
	if w := r.window(l, outer); w != nil {
		return w
	}
	g := &gathered{fill: f32.From(l.o.Fill), addr: r.place(l.o.Offset, l.o.Stride, outer)}
	for _, b := range l.bounds {
		g.bounds = append(g.bounds, limit{r.place(b.of.Offset, b.of.Stride, outer), int(b.from), b.size})
	}
	return g
}

func (r *roles) place(offset int64, stride []int64, outer []int) place {
	return place{int(offset), r.index(stride, r.batch), r.index(stride, outer), r.inner(stride)}
}

// place is an affine expression of the batch's index and those of a matrix.
type place struct {
	offset              int
	batch, outer, inner blas.Index
}

// gathered is an operand whose elements are looked up one by one.
type gathered struct {
	addr   place
	bounds []limit
	fill   float32
}

// limit says that a place is at least from, and less than size above it.
type limit struct {
	place
	from int
	size uint64
}

// Grain implements blas.Operand.
func (g *gathered) Grain() (outer, inner int) { return 1, 1 }

// Steps implements blas.Operand.
func (g *gathered) Steps() (outer, inner int) { return 0, 1 }

// View implements blas.Operand.
func (g *gathered) View(v *blas.View, data []float32, batch, i, m, k, n int) {
	width := n + 16
	dst := v.Grow(m * width)
	for l := range m {
		row := dst[l*width:][:n]
		at := g.addr.offset + g.addr.batch.At(batch) + g.addr.outer.At(i+l)
		for j := range row {
			x := g.fill
			if a := uint(at + g.addr.inner.At(k+j)); a < uint(len(data)) {
				x = data[a]
			}
			row[j] = x
		}
		for b := range g.bounds {
			b := &g.bounds[b]
			at := b.offset + b.batch.At(batch) + b.outer.At(i+l) - b.from
			for j := range row {
				if uint64(at+b.inner.At(k+j)) >= b.size {
					row[j] = g.fill
				}
			}
		}
	}
	v.Data, v.Offset, v.Outer, v.Inner = dst, 0, blas.Index{Stride: width}, blas.Index{Stride: 1}
}
