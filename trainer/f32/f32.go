// Package f32 is the arithmetic of profile f32/v1: IEEE-754 binary32, round to nearest even, gradual underflow, one
// rounding an instruction, and one NaN. It gives the same bits on every architecture that Go runs on.
//
// The functions work on bits (uint32) where NaNs or conversions are concerned and on float32 elsewhere. Go rounds
// float32 sums, products, quotients and square roots correctly everywhere, as long as no product feeds a sum in one
// expression (a compiler may contract that): hence the explicit conversions below.
package f32

import "math"

// NaN is the one NaN.
const NaN uint32 = 0x7fc00000

// Canon returns b with any NaN replaced by NaN.
func Canon(b uint32) uint32 {
	if b&0x7fffffff > 0x7f800000 {
		return NaN
	}
	return b
}

// Bits returns the canonical bits of x.
func Bits(x float32) uint32 { return Canon(math.Float32bits(x)) }

// From returns the value of canonical bits b.
func From(b uint32) float32 { return math.Float32frombits(b) }

// FMA returns x*y + z with a single rounding.
//
// The product of two binary32 numbers is exact in binary64 (24 + 24 <= 53 bits). The sum with z is rounded in binary64
// to odd (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd",
// IEEE Trans. Computers 57(4), 2008): the error of the sum is found with Knuth's TwoSum, and where it is not zero the last bit
// of the sum is made odd, in the error's direction. 53 >= 2*24 + 2, so the conversion to binary32 then rounds correctly,
// subnormals included.
func FMA(x, y, z float32) float32 {
	p := float64(x) * float64(y)
	c := float64(z)
	s := p + c
	bb := s - p
	err := float64(p-float64(s-bb)) + float64(c-bb)
	if err != 0 {
		// Not for NaN or infinite s: there err is NaN, and NaN != 0 holds, so it is excluded below.
		b := math.Float64bits(s)
		if b&1 == 0 && b<<1 < 0xffe0000000000000 {
			// Toward the error: away from zero when s and err agree in sign.
			if (err > 0) == (s > 0) {
				b++
			} else {
				b--
			}
			s = math.Float64frombits(b)
		}
	}
	return float32(s)
}

// Add, Sub, Mul and Div return the rounded result of one operation.
func Add(x, y float32) float32 { return float32(x + y) }

// Sub returns x - y, rounded once.
func Sub(x, y float32) float32 { return float32(x - y) }

// Mul returns x * y, rounded once.
func Mul(x, y float32) float32 { return float32(x * y) }

// Div returns x / y, rounded once.
func Div(x, y float32) float32 { return float32(x / y) }

// Sqrt returns the square root of x, rounded once. The double rounding through binary64 is innocuous for a square root
// (Figueroa, "When is double rounding innocuous?", SIGNUM Newsletter 30(3), 1995), and math.Sqrt is exact by IEEE-754.
func Sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// Min returns x < y ? x : y: y if they are equal or unordered.
func Min(x, y float32) float32 {
	if x < y {
		return x
	}
	return y
}

// Max returns x > y ? x : y: y if they are equal or unordered.
func Max(x, y float32) float32 {
	if x > y {
		return x
	}
	return y
}

// FromU32 returns the binary32 number nearest to u.
func FromU32(u uint32) float32 { return float32(float64(u)) }

// FromI32 returns the binary32 number nearest to the int32 with bits u.
func FromI32(u uint32) float32 { return float32(float64(int32(u))) }

// ToU32 truncates x toward zero and saturates at 0 and 2^32-1; NaN gives 0.
func ToU32(x float32) uint32 {
	switch {
	case x != x || x <= 0:
		return 0
	case x >= 4294967296:
		return math.MaxUint32
	}
	return uint32(uint64(x))
}

// ToI32 truncates x toward zero and saturates at -2^31 and 2^31-1; NaN gives 0. The result is the int32's bits.
func ToI32(x float32) uint32 {
	switch {
	case x != x:
		return 0
	case x >= 2147483648:
		return math.MaxInt32
	case x < -2147483648:
		return 1 << 31
	}
	return uint32(int32(int64(x)))
}
