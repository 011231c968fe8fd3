package f32

import (
	"math"
	"math/rand"
	"testing"
)

// Sums on and beside the boundary between two binary32 numbers, and around the end of the normal range, where FMA must not round twice.
func TestFMABoundaries(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	n := 0
	for range 400000 {
		// x·y is a power of two times an odd number of up to 48 bits; z is such that the sum ends near a boundary.
		x, y := float32(1+r.Intn(1<<24)), float32(1+r.Intn(1<<24))
		if r.Intn(2) == 0 {
			x = float32(int(1) << r.Intn(24))
		}
		p := float64(x) * float64(y)
		target := float32(p * (0.25 + float64(r.Intn(9))/2))
		half := float64(math.Nextafter32(target, float32(math.Inf(1)))-target) / 2
		z := float32(float64(target) + half - p)
		z = math.Float32frombits(math.Float32bits(z) + uint32(r.Intn(5)) - 2)
		scale := float32(math.Ldexp(1, -r.Intn(150)))
		x *= scale
		z = float32(float64(z) * float64(scale))
		if r.Intn(4) == 0 {
			y, z = -y, -z
		}
		s := float64(x)*float64(y) + float64(z)
		if math.Float64bits(s)&(1<<29-1) == 1<<28 {
			n++
		}
		if got, want := Bits(FMA(x, y, z)), Canon(exactFMA(x, y, z)); got != want {
			t.Fatalf("fma(%x, %x, %x) = %08x, want %08x", x, y, z, got, want)
		}
	}
	if n < 1000 {
		t.Errorf("%d sums on a boundary", n)
	}
}
