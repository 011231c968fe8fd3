package blas

import (
	"math"

	"gonum.org/v1/gonum/blas"
)

// Srotg returns the plane rotation that takes (a, b) to (r, 0), and z, from which c and s can be had again. The root and the
// quotients are taken in binary64, where the squares are exact, and rounded to binary32 last.
func (Implementation) Srotg(a, b float32) (c, s, r, z float32) {
	switch {
	case b == 0:
		return 1, 0, canonical(a), 0
	case a == 0:
		return 0, 1, canonical(b), 1
	}
	x, y := float64(a), float64(b)
	root := math.Sqrt(float64(x*x) + float64(y*y))
	if larger := abs(a) > abs(b); larger && a < 0 || !larger && b < 0 {
		root = -root
	}
	c, s, r = canonical(float32(x/root)), canonical(float32(y/root)), canonical(float32(root))
	switch {
	case abs(a) > abs(b):
		z = s
	case c != 0:
		z = canonical(float32(1 / c))
	default:
		z = 1
	}
	return c, s, r, z
}

// Srot computes x_i, y_i = fma(c, x_i, t), fma(c, y_i, -u) with t = s*y_i and u = s*x_i rounded.
func (Implementation) Srot(n int, x []float32, incX int, y []float32, incY int, c, s float32) {
	u, v, ok := pair(n, x, incX, y, incY)
	for i := 0; ok && i < n; i++ {
		a, b := u.at(i), v.at(i)
		u.set(i, FMA(c, a, float32(s*b)))
		v.set(i, FMA(c, b, -float32(s*a)))
	}
}

// Bounds within which Srotmg keeps the scale factors: 2^-24 and 2^24, rescaling by 2^12 a time.
const (
	rotScale = 1 << 12
	rotMost  = 1 << 24
	rotLeast = 1.0 / rotMost
)

// Srotmg returns the modified rotation H that takes the second component of (sqrt(d1)*x1, sqrt(d2)*y1) to zero, with the new
// factors and x1 (Lawson, Hanson, Kincaid and Krogh, "Basic linear algebra subprograms for Fortran usage", ACM TOMS 5(3), 1979). Every
// operation rounds once.
func (Implementation) Srotmg(d1, d2, x1, y1 float32) (p blas.SrotmParams, rd1, rd2, rx1 float32) {
	impossible := blas.SrotmParams{Flag: blas.Rescaling}
	if d1 < 0 {
		return impossible, 0, 0, 0
	}
	if d2 == 0 || y1 == 0 {
		return blas.SrotmParams{Flag: blas.Identity}, d1, d2, x1
	}
	var h [2][2]float32
	p1, p2 := float32(d1*x1), float32(d2*y1)
	q1, q2 := float32(p1*x1), float32(p2*y1)
	switch {
	case (d1 == 0 || x1 == 0) && d2 > 0:
		p.Flag = blas.Diagonal
		h = [2][2]float32{{0, 1}, {-1, 0}}
		d1, d2, x1 = d2, d1, y1
	case abs(q1) > abs(q2):
		p.Flag = blas.OffDiagonal
		h = [2][2]float32{{1, float32(p2 / p1)}, {float32(-y1 / x1), 1}}
		u := 1 - float32(h[0][1]*h[1][0])
		if u <= 0 {
			return impossible, 0, 0, 0
		}
		d1, d2, x1 = float32(d1/u), float32(d2/u), float32(x1*u)
	case q2 < 0:
		return impossible, 0, 0, 0
	default:
		p.Flag = blas.Diagonal
		h = [2][2]float32{{float32(p1 / p2), 1}, {-1, float32(x1 / y1)}}
		u := 1 + float32(h[0][0]*h[1][1])
		d1, d2, x1 = float32(d2/u), float32(d1/u), float32(y1*u)
	}
	// The scale factors are brought back into their bounds by even powers of two; the rows of H, and x1, by their roots.
	scale := func(by float32, row int) {
		p.Flag = blas.Rescaling
		h[row][0], h[row][1] = float32(h[row][0]*by), float32(h[row][1]*by)
	}
	for d1 <= rotLeast && d1 != 0 {
		d1, x1 = float32(d1*rotMost), float32(x1/rotScale)
		scale(1.0/rotScale, 0)
	}
	for d1 > rotMost && d1 <= math.MaxFloat32 {
		d1, x1 = float32(d1/rotMost), float32(x1*rotScale)
		scale(rotScale, 0)
	}
	for abs(d2) <= rotLeast && d2 != 0 {
		d2 = float32(d2 * rotMost)
		scale(1.0/rotScale, 1)
	}
	for abs(d2) > rotMost && abs(d2) <= math.MaxFloat32 {
		d2 = float32(d2 / rotMost)
		scale(rotScale, 1)
	}
	switch p.Flag {
	case blas.Diagonal:
		p.H = [4]float32{0: h[0][0], 3: h[1][1]}
	case blas.OffDiagonal:
		p.H = [4]float32{1: h[1][0], 2: h[0][1]}
	default:
		p.H = [4]float32{h[0][0], h[1][0], h[0][1], h[1][1]}
	}
	for i, x := range p.H {
		p.H[i] = canonical(x)
	}
	return p, canonical(d1), canonical(d2), canonical(x1)
}

// Srotm computes x_i, y_i = H (x_i, y_i): fma(h11, x_i, t) with t = h12*y_i rounded, fma(h22, y_i, u) with u = h21*x_i rounded. The entries of H
// that the flag implies count as numbers.
func (Implementation) Srotm(n int, x []float32, incX int, y []float32, incY int, p blas.SrotmParams) {
	u, v, ok := pair(n, x, incX, y, incY)
	if !ok {
		return
	}
	h11, h21, h12, h22 := p.H[0], p.H[1], p.H[2], p.H[3]
	switch p.Flag {
	case blas.OffDiagonal:
		h11, h22 = 1, 1
	case blas.Diagonal:
		h12, h21 = 1, -1
	case blas.Rescaling:
	default: // the identity; gonum takes unknown flags for it
		return
	}
	for i := range n {
		a, b := u.at(i), v.at(i)
		u.set(i, FMA(h11, a, float32(h12*b)))
		v.set(i, FMA(h22, b, float32(h21*a)))
	}
}
