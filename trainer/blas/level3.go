package blas

import (
	"gonum.org/v1/gonum/blas"
)

// Sgemm computes C = alpha*op(A)*op(B) + beta*C: for each element the chain over k in order from +0, then alpha and beta as the package's
// comment says.
func (z Implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkTranspose(tA)
	checkTranspose(tB)
	require(m >= 0, mLT0)
	require(n >= 0, nLT0)
	require(k >= 0, kLT0)
	rowsA, colsA, rowsB, colsB := m, k, k, n
	if tA != blas.NoTrans {
		rowsA, colsA = k, m
	}
	if tB != blas.NoTrans {
		rowsB, colsB = n, k
	}
	require(lda >= max(1, colsA), badLdA)
	require(ldb >= max(1, colsB), badLdB)
	require(ldc >= max(1, n), badLdC)
	if m == 0 || n == 0 {
		return
	}
	require(len(a) >= (rowsA-1)*lda+colsA, shortA)
	require(len(b) >= (rowsB-1)*ldb+colsB, shortB)
	require(len(c) >= (m-1)*ldc+n, shortC)
	z.product(dense(m, n, c, ldc), k, alpha, general(tA == blas.NoTrans, a, lda), general(tB != blas.NoTrans, b, ldb), beta, ldc)
}

// product computes alpha times the product of the factors plus beta*c for the stored elements of c, whose rows are ldc apart.
func (z Implementation) product(c stored, k int, alpha float32, a, b factor, beta float32, ldc int) {
	if alpha == 0 || k == 0 {
		c.update(func(_, _ int, x float32) float32 { return rest(beta, x) })
		return
	}
	p := Product{Count: 1, M: c.rows, N: c.cols, K: k, C: Place{Rows: Index{Stride: ldc}, Cols: Index{Stride: 1}}}
	if alpha == 1 && beta == 0 && c.below >= c.rows && c.above >= c.cols {
		z.run(p, a, b, c.data)
		return
	}
	s := make([]float32, c.rows*c.cols)
	p.C.Rows.Stride = c.cols
	z.run(p, a, b, s)
	c.update(func(i, j int, x float32) float32 { return scaled(alpha, s[i*c.cols+j], beta, x) })
}

// run computes the product of the factors into c. A small one, which a single goroutine computes, takes no new memory.
func (z Implementation) run(p Product, a, b factor, c []float32) {
	workers := min(z.workers(), 1+int(min(float64(p.M)*float64(p.N)*float64(p.K)/smallWork, 1<<20)))
	w := takeWorkspace()
	w.factors = [2]Matrix{a.Matrix, b.Matrix}
	p.A, p.B = &w.factors[0], &w.factors[1]
	if workers == 1 {
		var plan Plan
		plan.choose(p, 1)
		for i := range plan.Blocks() {
			w.run(&plan, i, a.data, b.data, c)
		}
	} else {
		NewPlan(p, workers).RunAll(workers, a.data, b.data, c)
	}
	w.give()
}

// smallWork is how many terms of all outputs are worth a goroutine of their own.
const smallWork = 1 << 19

// elements is the factor of computed elements (i, k), i < m and k < n.
func elements(m, n int, at func(i, k int) float32) factor {
	f := general(true, make([]float32, m*n), n)
	for i := range m {
		for k := range n {
			f.data[i*n+k] = at(i, k)
		}
	}
	return f
}

// Ssymm computes C = alpha*A*B + beta*C, or alpha*B*A + beta*C, with a symmetric A.
func (z Implementation) Ssymm(s blas.Side, ul blas.Uplo, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkSide(s)
	checkUplo(ul)
	require(m >= 0, mLT0)
	require(n >= 0, nLT0)
	k := n
	if s == blas.Left {
		k = m
	}
	require(lda >= max(1, k), badLdA)
	require(ldb >= max(1, n), badLdB)
	require(ldc >= max(1, n), badLdC)
	if m == 0 || n == 0 {
		return
	}
	require(len(a) >= lda*(k-1)+k, shortA)
	require(len(b) >= ldb*(m-1)+n, shortB)
	require(len(c) >= ldc*(m-1)+n, shortC)
	sym := dense(k, k, a, lda).mirrored(ul)
	if s == blas.Left {
		z.product(dense(m, n, c, ldc), k, alpha, elements(k, k, sym.at), general(false, b, ldb), beta, ldc)
	} else {
		z.product(dense(m, n, c, ldc), k, alpha, general(true, b, ldb), elements(k, k, sym.at), beta, ldc)
	}
}

// Ssyrk computes C = alpha*A*Aᵀ + beta*C, or alpha*Aᵀ*A + beta*C, on a triangle of C.
func (z Implementation) Ssyrk(ul blas.Uplo, t blas.Transpose, n, k int, alpha float32, a []float32, lda int, beta float32, c []float32, ldc int) {
	if !updateArgs(ul, t, n, k, [][]float32{a}, []int{lda}, c, ldc) {
		return
	}
	x := general(t == blas.NoTrans, a, lda)
	z.product(dense(n, n, c, ldc).triangle(ul, blas.NonUnit), k, alpha, x, x, beta, ldc)
}

// Ssyr2k computes C = alpha*(A*Bᵀ + B*Aᵀ) + beta*C, or alpha*(Aᵀ*B + Bᵀ*A) + beta*C, on a triangle of C. The chain of element (i, j) takes for each
// k first A's element of i times B's of j, then B's of i times A's of j.
func (z Implementation) Ssyr2k(ul blas.Uplo, t blas.Transpose, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if !updateArgs(ul, t, n, k, [][]float32{a, b}, []int{lda, ldb}, c, ldc) {
		return
	}
	x, y := dense(n, k, a, lda), dense(n, k, b, ldb)
	if t != blas.NoTrans {
		x, y = dense(k, n, a, lda).transposed(), dense(k, n, b, ldb).transposed()
	}
	alternate := func(x, y stored) factor {
		return elements(n, 2*k, func(i, k int) float32 {
			if k%2 == 0 {
				return x.at(i, k/2)
			}
			return y.at(i, k/2)
		})
	}
	z.product(dense(n, n, c, ldc).triangle(ul, blas.NonUnit), 2*k, alpha, alternate(x, y), alternate(y, x), beta, ldc)
}

// updateArgs checks the arguments of Ssyrk and Ssyr2k; ok is false if n is 0.
func updateArgs(ul blas.Uplo, t blas.Transpose, n, k int, x [][]float32, ld []int, c []float32, ldc int) (ok bool) {
	checkUplo(ul)
	checkTranspose(t)
	require(n >= 0, nLT0)
	require(k >= 0, kLT0)
	rows, cols := n, k
	if t != blas.NoTrans {
		rows, cols = k, n
	}
	for i := range x {
		require(ld[i] >= max(1, cols), []string{badLdA, badLdB}[i])
	}
	require(ldc >= max(1, n), badLdC)
	if n == 0 {
		return false
	}
	for i := range x {
		require(len(x[i]) >= ld[i]*(rows-1)+cols, []string{shortA, shortB}[i])
	}
	require(len(c) >= ldc*(n-1)+n, shortC)
	return true
}

// Strmm computes B = alpha*op(A)*B, or alpha*B*op(A), with a triangular A: the chain, then alpha*s rounded. If alpha is 0, B becomes 0.
func (z Implementation) Strmm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int) {
	z.sides(s, ul, tA, d, m, n, a, lda, b, ldb, func(op *stored, x vector) {
		if alpha != 0 {
			op.triangular(x)
		}
		for i := range op.rows {
			x.set(i, rest(alpha, x.at(i)))
		}
	})
}

// Strsm computes X with op(A)*X = alpha*B, or X*op(A) = alpha*B, into B, with a triangular A: alpha*b_ij rounded, then the order of Strsv. If alpha is
// 0, B becomes 0.
func (z Implementation) Strsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int) {
	z.sides(s, ul, tA, d, m, n, a, lda, b, ldb, func(op *stored, x vector) {
		for i := range op.rows {
			x.set(i, rest(alpha, x.at(i)))
		}
		if alpha != 0 {
			op.solve(x)
		}
	})
}

// sides checks the arguments of Strmm and Strsm and runs f on every column of B with op(A), or on every row with its transpose.
func (z Implementation) sides(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, a []float32, lda int, b []float32, ldb int, f func(op *stored, x vector)) {
	checkSide(s)
	checkUplo(ul)
	checkTranspose(tA)
	checkDiag(d)
	require(m >= 0, mLT0)
	require(n >= 0, nLT0)
	k, lines := n, m
	if s == blas.Left {
		k, lines = m, n
	}
	require(lda >= max(1, k), badLdA)
	require(ldb >= max(1, n), badLdB)
	if m == 0 || n == 0 {
		return
	}
	require(len(a) >= lda*(k-1)+k, shortA)
	require(len(b) >= ldb*(m-1)+n, shortB)
	op := dense(k, k, a, lda).triangle(ul, d).op(tA)
	if s == blas.Right {
		op = op.transposed()
	}
	each(lines, z.workers(), func(i int) {
		if s == blas.Left {
			f(&op, vector{b, ldb, i})
		} else {
			f(&op, vector{b, 1, i * ldb})
		}
	})
}
