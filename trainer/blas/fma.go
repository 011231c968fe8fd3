package blas

import (
	"math"

	"refute/trainer/f32"
)

var nan = f32.From(f32.NaN)

// FMA returns f32.FMA(x, y, z), faster: the long way is taken only where it may matter.
func FMA(x, y, z float32) float32 {
	if s := float64(float64(x)*float64(y)) + float64(z); plain(s) {
		return float32(s)
	}
	return f32.FMA(x, y, z)
}

// plain reports whether s, the exact x*y + z rounded to binary64, gives the exact value's rounding when it is rounded to binary32. Rounding
// twice goes wrong only if s is halfway between two binary32 numbers, though the exact value is not: among numbers of the normal range, if
// its last 29 bits are 1 and then zeros. Those, and all below the normal range but zero, which is always exact, are not plain.
func plain(s float64) bool {
	b := math.Float64bits(s)
	return b&(1<<29-1) != 1<<28 && b<<1-1 >= 897<<53-1
}
