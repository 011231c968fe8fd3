package kernel

import "math"

// The logarithm and the exponential by additions, multiplications and divisions alone, each rounded once and none fused, so that they have
// the same bits on every machine; math.Log and math.Exp do not. They are for random variables: a relative error of some 2^-52 is
// all the same there.

const (
	ln2Hi = 0x1.62e42fee00000p-1 // the upper 33 bits of ln 2: times an exponent it is exact
	ln2Lo = 0x1.a39ef35793c76p-33
)

// Ln returns the natural logarithm: ln(m 2^k) = k ln 2 + 2 artanh((m-1)/(m+1)), with m between sqrt(1/2) and sqrt(2), by the series of artanh. It is -Inf at
// 0 and NaN below.
func Ln(x float64) float64 {
	const smallest, infinite, root = 1 << 52, 0x7ff << 52, 0x3fe6a09e667f3bcd // bits of the least normal number, of infinity, and of sqrt(1/2)
	b := math.Float64bits(x)
	if b-smallest >= infinite-smallest {
		switch {
		case x == 0:
			return math.Inf(-1)
		case x > math.MaxFloat64:
			return x
		case x > 0:
			return Ln(x*0x1p54) - 54*math.Ln2
		}
		return math.NaN()
	}
	k := int64(b-root) >> 52
	m := math.Float64frombits(b - uint64(k)<<52)
	s := (m - 1) / (m + 1) // at most 0.1716
	z := s * s
	sum := float64(z * (1. / 23)) // the next term is below 2^-64 of the first
	sum = float64(z * (1./21 + sum))
	sum = float64(z * (1./19 + sum))
	sum = float64(z * (1./17 + sum))
	sum = float64(z * (1./15 + sum))
	sum = float64(z * (1./13 + sum))
	sum = float64(z * (1./11 + sum))
	sum = float64(z * (1./9 + sum))
	sum = float64(z * (1./7 + sum))
	sum = float64(z * (1./5 + sum))
	sum = float64(z * (1./3 + sum))
	e := float64(k)
	low := float64(2*s*sum) + float64(e*ln2Lo)
	return float64(e*ln2Hi) + (2*s + low)
}

// Exp returns e^x: e^x = 2^k e^r with |r| at most ln(2)/2, by the series of e^r, whose next term is below 2^-60.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709.79:
		return math.Inf(1)
	case x < -745.2:
		return 0
	}
	k := math.RoundToEven(x * (1 / math.Ln2))
	r := (x - float64(k*ln2Hi)) - float64(k*ln2Lo)
	sum := float64(r * (1. / 87178291200))
	sum = float64(r * (1./6227020800 + sum))
	sum = float64(r * (1./479001600 + sum))
	sum = float64(r * (1./39916800 + sum))
	sum = float64(r * (1./3628800 + sum))
	sum = float64(r * (1./362880 + sum))
	sum = float64(r * (1./40320 + sum))
	sum = float64(r * (1./5040 + sum))
	sum = float64(r * (1./720 + sum))
	sum = float64(r * (1./120 + sum))
	sum = float64(r * (1./24 + sum))
	sum = float64(r * (1./6 + sum))
	sum = float64(r * (1./2 + sum))
	sum = 1 + float64(r*(1+sum))
	if k > -1022 && k < 1024 {
		return sum * math.Float64frombits(uint64(int64(k)+1023)<<52)
	}
	return math.Ldexp(sum, int(k))
}

// Power returns x^n for a whole n of at least 0, by multiplication.
func Power(x float64, n int) float64 {
	y := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			y *= x
		}
		x *= x
	}
	return y
}
