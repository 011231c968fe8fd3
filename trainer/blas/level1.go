package blas

import (
	"math"
	"runtime"

	"gonum.org/v1/gonum/blas"
)

// Implementation implements gonum's blas.Float32. The zero value is ready; there is no state.
type Implementation struct {
	Workers int // goroutines for a routine; GOMAXPROCS if 0
}

func (x Implementation) workers() int {
	if x.Workers > 0 {
		return x.Workers
	}
	return runtime.GOMAXPROCS(0)
}

var _ blas.Float32 = Implementation{}

// pair checks the vectors of a routine that reads n elements of each; ok is false if n is 0.
func pair(n int, x []float32, incX int, y []float32, incY int) (u, v vector, ok bool) {
	require(incX != 0, zeroIncX)
	require(incY != 0, zeroIncY)
	require(n >= 0, nLT0)
	if n == 0 {
		return
	}
	return newVector(n, x, incX, shortX), newVector(n, y, incY, shortY), true
}

// Sdot returns the chain s = fma(x_i, y_i, s) from +0.
func (Implementation) Sdot(n int, x []float32, incX int, y []float32, incY int) float32 {
	u, v, ok := pair(n, x, incX, y, incY)
	if !ok {
		return 0
	}
	var s float32
	for i := range n {
		s = FMA(u.at(i), v.at(i), s)
	}
	return canonical(s)
}

// Dsdot returns the sum of the products, which are exact in binary64, each addition rounded in binary64.
func (Implementation) Dsdot(n int, x []float32, incX int, y []float32, incY int) float64 {
	u, v, ok := pair(n, x, incX, y, incY)
	if !ok {
		return 0
	}
	return dot64(n, 0, u, v)
}

// Sdsdot returns alpha plus the sum of the products: a chain of additions in binary64 from alpha on, rounded to binary32 at the end. It
// returns 0 if n is 0, as gonum's does.
func (Implementation) Sdsdot(n int, alpha float32, x []float32, incX int, y []float32, incY int) float32 {
	u, v, ok := pair(n, x, incX, y, incY)
	if !ok {
		return 0
	}
	return canonical(float32(dot64(n, float64(alpha), u, v)))
}

func dot64(n int, s float64, u, v vector) float64 {
	for i := range n {
		s += float64(float64(u.at(i)) * float64(v.at(i)))
	}
	return s
}

// Snrm2 returns the square root, rounded to binary32 once more, of the sum in binary64 of the squares, which are exact there and
// can neither overflow nor vanish.
func (Implementation) Snrm2(n int, x []float32, incX int) float32 {
	v, ok := single(n, x, incX)
	if !ok {
		return 0
	}
	return canonical(float32(math.Sqrt(dot64(n, 0, v, v))))
}

// single checks a vector; ok is false if n is 0 or the increment negative, for which these routines do nothing.
func single(n int, x []float32, incX int) (v vector, ok bool) {
	require(incX != 0, zeroIncX)
	if incX < 0 {
		return
	}
	require(n < 1 || len(x) > (n-1)*incX, shortX)
	require(n >= 0, nLT0)
	return vector{x, incX, 0}, n > 0
}

// Sasum returns the sum of the magnitudes, each addition rounded.
func (Implementation) Sasum(n int, x []float32, incX int) float32 {
	require(n >= 0, nLT0)
	v, ok := single(n, x, incX)
	if !ok {
		return 0
	}
	var s float32
	for i := range n {
		s += abs(v.at(i))
	}
	return canonical(s)
}

func abs(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ (1 << 31)) }

// Isamax returns the first index of the largest magnitude, -1 if there is none. A NaN is larger than nothing; one at index 0 is never
// exceeded.
func (Implementation) Isamax(n int, x []float32, incX int) int {
	v, ok := single(n, x, incX)
	if !ok {
		return -1
	}
	best := 0
	for i := range n {
		if abs(v.at(i)) > abs(v.at(best)) {
			best = i
		}
	}
	return best
}

// Sswap exchanges x and y, bits and all.
func (Implementation) Sswap(n int, x []float32, incX int, y []float32, incY int) {
	u, v, ok := pair(n, x, incX, y, incY)
	for i := 0; ok && i < n; i++ {
		a, b := &u.data[u.first+i*u.inc], &v.data[v.first+i*v.inc]
		*a, *b = *b, *a
	}
}

// Scopy copies x to y, bits and all.
func (Implementation) Scopy(n int, x []float32, incX int, y []float32, incY int) {
	u, v, ok := pair(n, x, incX, y, incY)
	for i := 0; ok && i < n; i++ {
		v.data[v.first+i*v.inc] = u.at(i)
	}
}

// Saxpy computes y_i = fma(alpha, x_i, y_i), or nothing if alpha is 0.
func (Implementation) Saxpy(n int, alpha float32, x []float32, incX int, y []float32, incY int) {
	u, v, ok := pair(n, x, incX, y, incY)
	for i := 0; ok && alpha != 0 && i < n; i++ {
		v.set(i, FMA(alpha, u.at(i), v.at(i)))
	}
}

// Sscal computes x_i = alpha*x_i, or 0 if alpha is 0.
func (Implementation) Sscal(n int, alpha float32, x []float32, incX int) {
	v, ok := single(n, x, incX)
	for i := 0; ok && i < n; i++ {
		v.set(i, rest(alpha, v.at(i)))
	}
}
