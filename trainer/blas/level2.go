package blas

import "gonum.org/v1/gonum/blas"

// Sgemv computes y = alpha*op(A)*x + beta*y.
func (z Implementation) Sgemv(tA blas.Transpose, m, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	checkTranspose(tA)
	require(m >= 0, mLT0)
	require(n >= 0, nLT0)
	require(lda >= max(1, n), badLdA)
	require(incX != 0, zeroIncX)
	require(incY != 0, zeroIncY)
	if m == 0 || n == 0 {
		return
	}
	op := dense(m, n, a, lda).op(tA)
	u, v := newVector(op.cols, x, incX, shortX), newVector(op.rows, y, incY, shortY)
	require(len(a) >= lda*(m-1)+n, shortA)
	if alpha == 0 {
		op.multiply(alpha, u, beta, v)
		return
	}
	s := make([]float32, op.rows)
	w := general(tA == blas.NoTrans, a, lda)
	p := Product{Count: 1, M: 1, N: op.rows, K: op.cols, C: Place{Cols: Index{Stride: 1}}}
	z.run(p, factor{Matrix{Offset: u.first, Inner: Index{Stride: incX}}, x}, w, s)
	for i := range s {
		v.set(i, scaled(alpha, s[i], beta, v.at(i)))
	}
}

// factor is an operand of a product and its elements.
type factor struct {
	Matrix
	data []float32
}

// general is a dense factor: the rows of a are its outer index, or else its columns.
func general(rows bool, a []float32, lda int) factor {
	if rows {
		return factor{Matrix{Outer: Index{Stride: lda}, Inner: Index{Stride: 1}}, a}
	}
	return factor{Matrix{Outer: Index{Stride: 1}, Inner: Index{Stride: lda}}, a}
}

// Sgbmv computes y = alpha*op(A)*x + beta*y with a band matrix A.
func (Implementation) Sgbmv(tA blas.Transpose, m, n, kL, kU int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	checkTranspose(tA)
	require(m >= 0, mLT0)
	require(n >= 0, nLT0)
	require(kL >= 0, kLLT0)
	require(kU >= 0, kULT0)
	require(lda >= kL+kU+1, badLdA)
	require(incX != 0, zeroIncX)
	require(incY != 0, zeroIncY)
	if m == 0 || n == 0 {
		return
	}
	require(len(a) >= lda*(min(m, n+kL)-1)+kL+kU+1, shortA)
	op := band(m, n, kL, kU, a, lda).op(tA)
	u, v := newVector(op.cols, x, incX, shortX), newVector(op.rows, y, incY, shortY)
	op.multiply(alpha, u, beta, v)
}

// symmetricArgs checks what the symmetric matrix-vector products share; ok is false if n is 0.
func symmetricArgs(ul blas.Uplo, n, k int, least int, lda int, incX, incY int) (ok bool) {
	checkUplo(ul)
	require(n >= 0, nLT0)
	require(k >= 0, kLT0)
	require(lda >= least, badLdA)
	require(incX != 0, zeroIncX)
	require(incY != 0, zeroIncY)
	return n > 0
}

// Ssymv computes y = alpha*A*x + beta*y with a symmetric A.
func (Implementation) Ssymv(ul blas.Uplo, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if !symmetricArgs(ul, n, 0, max(1, n), lda, incX, incY) {
		return
	}
	require(len(a) >= lda*(n-1)+n, shortA)
	m := dense(n, n, a, lda).mirrored(ul)
	u, v := newVector(n, x, incX, shortX), newVector(n, y, incY, shortY)
	m.multiply(alpha, u, beta, v)
}

// Ssbmv computes y = alpha*A*x + beta*y with a symmetric band matrix A.
func (Implementation) Ssbmv(ul blas.Uplo, n, k int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if !symmetricArgs(ul, n, k, k+1, lda, incX, incY) {
		return
	}
	require(len(a) >= lda*(n-1)+k+1, shortA)
	m := half(ul, n, k, a, lda).mirrored(ul)
	u, v := newVector(n, x, incX, shortX), newVector(n, y, incY, shortY)
	m.multiply(alpha, u, beta, v)
}

// Sspmv computes y = alpha*A*x + beta*y with a symmetric packed A.
func (Implementation) Sspmv(ul blas.Uplo, n int, alpha float32, ap []float32, x []float32, incX int, beta float32, y []float32, incY int) {
	if !symmetricArgs(ul, n, 0, 0, 0, incX, incY) {
		return
	}
	require(len(ap) >= n*(n+1)/2, shortAP)
	m := packed(ul, n, ap).mirrored(ul)
	u, v := newVector(n, x, incX, shortX), newVector(n, y, incY, shortY)
	m.multiply(alpha, u, beta, v)
}

// triangularArgs checks what the triangular routines share; ok is false if n is 0.
func triangularArgs(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k, least, lda, incX int) (ok bool) {
	checkUplo(ul)
	checkTranspose(tA)
	checkDiag(d)
	require(n >= 0, nLT0)
	require(k >= 0, kLT0)
	require(lda >= least, badLdA)
	require(incX != 0, zeroIncX)
	return n > 0
}

// Strmv computes x = op(A)*x with a triangular A.
func (Implementation) Strmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float32, lda int, x []float32, incX int) {
	if !triangularArgs(ul, tA, d, n, 0, max(1, n), lda, incX) {
		return
	}
	require(len(a) >= lda*(n-1)+n, shortA)
	m := dense(n, n, a, lda).triangle(ul, d).op(tA)
	m.triangular(newVector(n, x, incX, shortX))
}

// Strsv computes x = op(A)^-1*x with a triangular A: for each row, the chain of fma(-a_ij, x_j, x_i) in the order of j, then the quotient by the
// diagonal's element.
func (Implementation) Strsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float32, lda int, x []float32, incX int) {
	if !triangularArgs(ul, tA, d, n, 0, max(1, n), lda, incX) {
		return
	}
	require(len(a) >= lda*(n-1)+n, shortA)
	m := dense(n, n, a, lda).triangle(ul, d).op(tA)
	m.solve(newVector(n, x, incX, shortX))
}

// Stbmv computes x = op(A)*x with a triangular band matrix A.
func (Implementation) Stbmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []float32, lda int, x []float32, incX int) {
	if !triangularArgs(ul, tA, d, n, k, k+1, lda, incX) {
		return
	}
	require(len(a) >= lda*(n-1)+k+1, shortA)
	m := half(ul, n, k, a, lda).triangle(ul, d).op(tA)
	m.triangular(newVector(n, x, incX, shortX))
}

// Stbsv computes x = op(A)^-1*x with a triangular band matrix A, in the order of Strsv.
func (Implementation) Stbsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n, k int, a []float32, lda int, x []float32, incX int) {
	if !triangularArgs(ul, tA, d, n, k, k+1, lda, incX) {
		return
	}
	require(len(a) >= lda*(n-1)+k+1, shortA)
	m := half(ul, n, k, a, lda).triangle(ul, d).op(tA)
	m.solve(newVector(n, x, incX, shortX))
}

// Stpmv computes x = op(A)*x with a triangular packed A.
func (Implementation) Stpmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, ap []float32, x []float32, incX int) {
	if !triangularArgs(ul, tA, d, n, 0, 0, 0, incX) {
		return
	}
	require(len(ap) >= n*(n+1)/2, shortAP)
	m := packed(ul, n, ap).triangle(ul, d).op(tA)
	m.triangular(newVector(n, x, incX, shortX))
}

// Stpsv computes x = op(A)^-1*x with a triangular packed A, in the order of Strsv.
func (Implementation) Stpsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, ap []float32, x []float32, incX int) {
	if !triangularArgs(ul, tA, d, n, 0, 0, 0, incX) {
		return
	}
	require(len(ap) >= n*(n+1)/2, shortAP)
	m := packed(ul, n, ap).triangle(ul, d).op(tA)
	m.solve(newVector(n, x, incX, shortX))
}
