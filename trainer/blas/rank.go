package blas

import "gonum.org/v1/gonum/blas"

// Sger computes a_ij = fma(t_i, y_j, a_ij) with t_i = alpha*x_i rounded, or nothing if alpha is 0.
func (Implementation) Sger(m, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	require(m >= 0, mLT0)
	require(n >= 0, nLT0)
	require(lda >= max(1, n), badLdA)
	require(incX != 0, zeroIncX)
	require(incY != 0, zeroIncY)
	if m == 0 || n == 0 {
		return
	}
	u, v := newVector(m, x, incX, shortX), newVector(n, y, incY, shortY)
	require(len(a) >= lda*(m-1)+n, shortA)
	if alpha == 0 {
		return
	}
	c := dense(m, n, a, lda)
	c.update(func(i, j int, a float32) float32 { return FMA(float32(alpha*u.at(i)), v.at(j), a) })
}

// rank1 computes a_ij = fma(t_i, x_j, a_ij) with t_i = alpha*x_i rounded.
func (m stored) rank1(alpha float32, x vector) {
	if alpha != 0 {
		m.update(func(i, j int, a float32) float32 { return FMA(float32(alpha*x.at(i)), x.at(j), a) })
	}
}

// rank2 computes a_ij = fma(t_i, y_j, a_ij), then fma(u_i, x_j, a_ij), with t_i = alpha*x_i and u_i = alpha*y_i rounded.
func (m stored) rank2(alpha float32, x, y vector) {
	if alpha != 0 {
		m.update(func(i, j int, a float32) float32 {
			return FMA(float32(alpha*y.at(i)), x.at(j), FMA(float32(alpha*x.at(i)), y.at(j), a))
		})
	}
}

// rankArgs checks what the symmetric updates share; ok is false if n is 0.
func rankArgs(ul blas.Uplo, n, least, lda, incX, incY int) (ok bool) {
	checkUplo(ul)
	require(n >= 0, nLT0)
	require(lda >= least, badLdA)
	require(incX != 0, zeroIncX)
	require(incY != 0, zeroIncY)
	return n > 0
}

// Ssyr computes a_ij = fma(t_i, x_j, a_ij) on a triangle, with t_i = alpha*x_i rounded, or nothing if alpha is 0.
func (Implementation) Ssyr(ul blas.Uplo, n int, alpha float32, x []float32, incX int, a []float32, lda int) {
	if !rankArgs(ul, n, max(1, n), lda, incX, 1) {
		return
	}
	u := newVector(n, x, incX, shortX)
	require(len(a) >= lda*(n-1)+n, shortA)
	dense(n, n, a, lda).triangle(ul, blas.NonUnit).rank1(alpha, u)
}

// Sspr is Ssyr on a packed triangle.
func (Implementation) Sspr(ul blas.Uplo, n int, alpha float32, x []float32, incX int, ap []float32) {
	if !rankArgs(ul, n, 0, 0, incX, 1) {
		return
	}
	u := newVector(n, x, incX, shortX)
	require(len(ap) >= n*(n+1)/2, shortAP)
	packed(ul, n, ap).triangle(ul, blas.NonUnit).rank1(alpha, u)
}

// Ssyr2 computes a_ij = fma(t_i, y_j, a_ij), then fma(u_i, x_j, a_ij), on a triangle, with t_i = alpha*x_i and u_i = alpha*y_i rounded, or nothing if
// alpha is 0.
func (Implementation) Ssyr2(ul blas.Uplo, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	if !rankArgs(ul, n, max(1, n), lda, incX, incY) {
		return
	}
	u, v := newVector(n, x, incX, shortX), newVector(n, y, incY, shortY)
	require(len(a) >= lda*(n-1)+n, shortA)
	dense(n, n, a, lda).triangle(ul, blas.NonUnit).rank2(alpha, u, v)
}

// Sspr2 is Ssyr2 on a packed triangle.
func (Implementation) Sspr2(ul blas.Uplo, n int, alpha float32, x []float32, incX int, y []float32, incY int, ap []float32) {
	if !rankArgs(ul, n, 0, 0, incX, incY) {
		return
	}
	u, v := newVector(n, x, incX, shortX), newVector(n, y, incY, shortY)
	require(len(ap) >= n*(n+1)/2, shortAP)
	packed(ul, n, ap).triangle(ul, blas.NonUnit).rank2(alpha, u, v)
}
