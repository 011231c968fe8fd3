package blas

import "gonum.org/v1/gonum/blas"

// What bad arguments panic with: the words that gonum uses, so that a caller can change implementations.
const (
	zeroIncX     = "blas: zero x index increment"
	zeroIncY     = "blas: zero y index increment"
	mLT0         = "blas: m < 0"
	nLT0         = "blas: n < 0"
	kLT0         = "blas: k < 0"
	kLLT0        = "blas: kL < 0"
	kULT0        = "blas: kU < 0"
	badUplo      = "blas: illegal triangle"
	badTranspose = "blas: illegal transpose"
	badDiag      = "blas: illegal diagonal"
	badSide      = "blas: illegal side"
	badLdA       = "blas: bad leading dimension of A"
	badLdB       = "blas: bad leading dimension of B"
	badLdC       = "blas: bad leading dimension of C"
	shortX       = "blas: insufficient length of x"
	shortY       = "blas: insufficient length of y"
	shortAP      = "blas: insufficient length of ap"
	shortA       = "blas: insufficient length of a"
	shortB       = "blas: insufficient length of b"
	shortC       = "blas: insufficient length of c"
)

func require(ok bool, otherwise string) {
	if !ok {
		panic(otherwise)
	}
}

func checkTranspose(t blas.Transpose) {
	require(t == blas.NoTrans || t == blas.Trans || t == blas.ConjTrans, badTranspose)
}

func checkUplo(u blas.Uplo) { require(u == blas.Upper || u == blas.Lower, badUplo) }

func checkDiag(d blas.Diag) { require(d == blas.Unit || d == blas.NonUnit, badDiag) }

func checkSide(s blas.Side) { require(s == blas.Left || s == blas.Right, badSide) }

// vector is every inc-th element of data; a negative inc runs backwards from the last.
type vector struct {
	data       []float32
	inc, first int
}

// newVector checks the length of a vector of n >= 1 elements.
func newVector(n int, data []float32, inc int, short string) vector {
	v := vector{data, inc, 0}
	if inc < 0 {
		v.first = (1 - n) * inc
	}
	require(len(data) > v.first && len(data) > v.first+(n-1)*inc, short)
	return v
}

func (v vector) at(i int) float32     { return v.data[v.first+i*v.inc] }
func (v vector) set(i int, x float32) { v.data[v.first+i*v.inc] = canonical(x) }

// canonical returns x, or the one NaN.
func canonical(x float32) float32 {
	if x != x {
		return nan
	}
	return x
}

// scaled returns the result of a sum s: alpha*s, plus beta*c rounded unless beta is 0.
func scaled(alpha, s, beta, c float32) float32 {
	if beta == 0 {
		return float32(alpha * s)
	}
	return FMA(alpha, s, float32(beta*c))
}

// rest returns beta*c, or 0 if beta is 0: the result where there is no sum.
func rest(beta, c float32) float32 {
	if beta == 0 {
		return 0
	}
	return float32(beta * c)
}
