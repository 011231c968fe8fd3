package blas

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// Source is an operand of a product: for each outer index (a row of A, a column of B) a vector over k.
type Source interface {
	// Panel writes element (first+l, k) to dst[(k-from)*width+l] for 0 <= l < n and from <= k < to. It leaves the rest of dst alone.
	Panel(dst []float32, width, first, n, from, to int)
}

// Index maps an index to its part of an address: i*Stride, or Table[i] if there is a table.
type Index struct {
	Stride int
	Table  []int
}

// At returns the part of the address that index i has.
func (x Index) At(i int) int {
	if x.Table != nil {
		return x.Table[i]
	}
	return i * x.Stride
}

// Matrix is a source in memory: element (i, k) is Data[Offset + Outer(i) + Inner(k)].
type Matrix struct {
	Data         []float32
	Offset       int
	Outer, Inner Index
}

// Product is the matrix product C[i,j] = Init, then fma(A[i,k], B[j,k], C[i,j]) for k = 0 … K-1 in this order. C's element
// (i, j) is C[Offset + Rows(i) + Cols(j)]; no two may be the same, and C must not share memory with the operands.
type Product struct {
	M, N, K    int
	Init       float32
	A, B       Source // outer index over M and N respectively, inner over K
	C          []float32
	Offset     int
	Rows, Cols Index
}

// Block is a part of a product's output: rows [I, I+M), columns [J, J+N).
type Block struct{ I, J, M, N int }

// Block sizes, chosen so that the parts of A, B and C which a block works on fit a level-2 cache of 1 MiB together.
const (
	blockRows  = 192
	blockCols  = 256
	blockTerms = 256
)

// Blocks cuts the output into blocks, at least parallel of them unless they would become small. Any way of cutting gives the
// same bits.
func (p *Product) Blocks(parallel int) []Block {
	if p.M == 0 || p.N == 0 {
		return nil
	}
	t := active()
	m, n := min(roundUp(p.M, t.rows), roundUp(blockRows, t.rows)), min(roundUp(p.N, t.lanes), roundUp(blockCols, t.lanes))
	for ceilDiv(p.M, m)*ceilDiv(p.N, n) < parallel && (m > t.rows || n > t.lanes) && m*n*p.K > 1<<15 {
		if m/t.rows > n/t.lanes {
			m = roundUp(m/2, t.rows)
		} else {
			n = roundUp(n/2, t.lanes)
		}
	}
	blocks := make([]Block, 0, ceilDiv(p.M, m)*ceilDiv(p.N, n))
	for i := 0; i < p.M; i += m {
		for j := 0; j < p.N; j += n {
			blocks = append(blocks, Block{i, j, min(m, p.M-i), min(n, p.N-j)})
		}
	}
	return blocks
}

// workspace holds a block's packed operands and its output, tile by tile.
type workspace struct{ a, b, c []float32 }

var workspaces = sync.Pool{New: func() any { return new(workspace) }}

func grow(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}

// Compute computes one block. Blocks of one product may be computed at the same time.
func (p *Product) Compute(b Block) {
	t := active()
	w := workspaces.Get().(*workspace)
	defer workspaces.Put(w)
	mt, nt := ceilDiv(b.M, t.rows), ceilDiv(b.N, t.lanes)
	size := t.rows * t.lanes
	w.c = grow(w.c, mt*nt*size)
	if math.Float32bits(p.Init) == 0 {
		clear(w.c)
	} else {
		for i := range w.c {
			w.c[i] = p.Init
		}
	}
	kc := min(p.K, blockTerms)
	w.a, w.b = grow(w.a, mt*t.rows*kc), grow(w.b, nt*t.lanes*kc)
	for k := 0; k < p.K; k += kc {
		n := min(kc, p.K-k)
		pack(w.a, p.A, t.rows, b.I, b.M, k, n)
		pack(w.b, p.B, t.lanes, b.J, b.N, k, n)
		for j := range nt {
			bp := w.b[j*t.lanes*n : (j+1)*t.lanes*n]
			for i := range mt {
				at := (j*mt + i) * size
				t.run(n, w.a[i*t.rows*n:(i+1)*t.rows*n], bp, w.c[at:at+size])
			}
		}
	}
	t.canon(w.c)
	for j := range nt {
		for i := range mt {
			p.store(b, w.c[(j*mt+i)*size:], t, i*t.rows, j*t.lanes)
		}
	}
}

// pack writes panels of the given width, each n terms long. Lanes beyond the matrix are zero: they are outputs that are thrown
// away, never terms.
func pack(dst []float32, s Source, width, first, rows, k, n int) {
	for r := 0; r < rows; r += width {
		panel := dst[r*n : (r+width)*n]
		lanes := min(width, rows-r)
		if lanes < width {
			clear(panel)
		}
		s.Panel(panel, width, first+r, lanes, k, k+n)
	}
}

// store writes the tile at (i, j) of block b to C.
func (p *Product) store(b Block, c []float32, t *tile, i, j int) {
	n := min(t.lanes, b.N-j)
	for r := range min(t.rows, b.M-i) {
		row := c[r*t.lanes : r*t.lanes+n]
		to := p.Offset + p.Rows.At(b.I+i+r)
		switch {
		case p.Cols.Table != nil:
			for l, at := range p.Cols.Table[b.J+j:][:n] {
				p.C[to+at] = row[l]
			}
		case p.Cols.Stride == 1:
			copy(p.C[to+b.J+j:][:n], row)
		default:
			at := to + (b.J+j)*p.Cols.Stride
			for _, x := range row {
				p.C[at] = x
				at += p.Cols.Stride
			}
		}
	}
}

// Run computes the whole product on up to GOMAXPROCS goroutines.
func (p *Product) Run() {
	workers := runtime.GOMAXPROCS(0)
	blocks := p.Blocks(workers)
	each(len(blocks), workers, func(i int) { p.Compute(blocks[i]) })
}

// each calls f(0 … n-1), each once, on up to workers goroutines.
func each(n, workers int, f func(int)) {
	if workers = min(workers, n); workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

func roundUp(a, b int) int { return ceilDiv(a, b) * b }

// Panel implements Source.
func (m Matrix) Panel(dst []float32, width, first, n, from, to int) {
	switch {
	case m.Outer.Table == nil && m.Outer.Stride == 1: // lanes are neighbours
		base := m.Offset + first
		for k := from; k < to; k++ {
			at := base + m.Inner.At(k)
			copy(dst[(k-from)*width:][:n], m.Data[at:at+n])
		}
	case m.Inner.Table == nil && m.Inner.Stride == 1: // terms are neighbours
		row := func(l int) []float32 { return m.Data[m.Offset+m.Outer.At(first+l)+from:][:to-from] }
		l := 0
		for ; l+4 <= n; l += 4 {
			a, b, c, d := row(l), row(l+1), row(l+2), row(l+3)
			for k, x := range a {
				to := dst[k*width+l:][:4]
				to[0], to[1], to[2], to[3] = x, b[k], c[k], d[k]
			}
		}
		for ; l < n; l++ {
			for k, x := range row(l) {
				dst[k*width+l] = x
			}
		}
	default:
		for l := range n {
			at, d := m.Offset+m.Outer.At(first+l), dst[l:]
			for k := from; k < to; k++ {
				d[(k-from)*width] = m.Data[at+m.Inner.At(k)]
			}
		}
	}
}
