package blas

import "gonum.org/v1/gonum/blas"

// stored is a matrix in any of BLAS's storage schemes. Its terms are the elements with -below <= j-i <= above.
type stored struct {
	data         []float32
	rows, cols   int
	below, above int
	address      func(i, j int) int // of an element that is stored
	trans        bool
	unit         bool // the diagonal is 1 and not read
	symmetric    bool // only the upper or lower triangle is stored
	upper        bool
}

func (m *stored) at(i, j int) float32 {
	if m.unit && i == j {
		return 1
	}
	if m.trans || m.symmetric && i != j && (i > j) == m.upper {
		i, j = j, i
	}
	return m.data[m.address(i, j)]
}

// span returns the columns [from, to) of the terms of row i.
func (m *stored) span(i int) (from, to int) {
	return min(max(0, i-m.below), m.cols), max(0, min(m.cols, i+m.above+1))
}

// transposed returns the matrix with rows and columns exchanged.
func (m stored) transposed() stored {
	m.rows, m.cols, m.below, m.above, m.trans = m.cols, m.rows, m.above, m.below, !m.trans
	return m
}

func (m stored) op(t blas.Transpose) stored {
	if t == blas.NoTrans {
		return m
	}
	return m.transposed()
}

func (m stored) triangle(ul blas.Uplo, d blas.Diag) stored {
	if ul == blas.Upper {
		m.below = 0
	} else {
		m.above = 0
	}
	m.unit = d == blas.Unit
	return m
}

func (m stored) mirrored(ul blas.Uplo) stored {
	m.symmetric, m.upper = true, ul == blas.Upper
	return m
}

func dense(rows, cols int, a []float32, lda int) stored {
	return stored{data: a, rows: rows, cols: cols, below: rows, above: cols, address: func(i, j int) int { return i*lda + j }}
}

// band is a matrix of kL diagonals below the main one and kU above: element (i, j) at i*lda + j-i+kL.
func band(rows, cols, kL, kU int, a []float32, lda int) stored {
	return stored{data: a, rows: rows, cols: cols, below: kL, above: kU, address: func(i, j int) int { return i*lda + j - i + kL }}
}

// half is the stored triangle of a square band matrix with k diagonals beside the main one.
func half(ul blas.Uplo, n, k int, a []float32, lda int) stored {
	kL := k
	if ul == blas.Upper {
		kL = 0
	}
	m := band(n, n, kL, k, a, lda)
	m.below = k
	return m
}

// packed is a triangle whose rows follow one another.
func packed(ul blas.Uplo, n int, ap []float32) stored {
	m := stored{data: ap, rows: n, cols: n, below: n, above: n, address: func(i, j int) int { return i*(i+1)/2 + j }}
	if ul == blas.Upper {
		m.address = func(i, j int) int { return i*(2*n-i-1)/2 + j }
	}
	return m
}

// chain returns the sum of row i times x over the terms, from s on.
func (m *stored) chain(i int, s float32, x func(int) float32) float32 {
	from, to := m.span(i)
	for j := from; j < to; j++ {
		s = FMA(m.at(i, j), x(j), s)
	}
	return s
}

// multiply computes y = alpha*m*x + beta*y.
func (m *stored) multiply(alpha float32, x vector, beta float32, y vector) {
	for i := range m.rows {
		if alpha == 0 {
			y.set(i, rest(beta, y.at(i)))
			continue
		}
		y.set(i, scaled(alpha, m.chain(i, 0, x.at), beta, y.at(i)))
	}
}

// triangular computes x = m*x.
func (m *stored) triangular(x vector) {
	y := make([]float32, m.rows)
	for i := range y {
		y[i] = m.chain(i, 0, x.at)
	}
	for i, s := range y {
		x.set(i, s)
	}
}

// solve computes x = m^-1 * x: the chain x_i = fma(-m_ij, x_j, x_i) over the other terms j of row i in order, then the quotient by m_ii
// unless the diagonal is 1. Rows go from the one with a single term on.
func (m *stored) solve(x vector) {
	for r := range m.rows {
		i := r
		if m.above > 0 {
			i = m.rows - 1 - r
		}
		s := x.at(i)
		from, to := m.span(i)
		for j := from; j < to; j++ {
			if j != i {
				s = FMA(-m.at(i, j), x.at(j), s)
			}
		}
		if !m.unit {
			s = float32(s / m.at(i, i))
		}
		x.set(i, s)
	}
}

// update replaces every stored term by f of it.
func (m *stored) update(f func(i, j int, a float32) float32) {
	for i := range m.rows {
		from, to := m.span(i)
		for j := from; j < to; j++ {
			at := m.address(i, j)
			m.data[at] = canonical(f(i, j, m.data[at]))
		}
	}
}
