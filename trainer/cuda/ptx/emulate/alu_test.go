package emulate

import (
	"math"
	"math/rand/v2"
	"testing"

	"refute/trainer/f32"
)

// The short way of fma gives what f32.FMA gives, on sums at and beside halfway between two numbers, around the end of the normal range, and on all kinds of
// words.
func TestFMA(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	var d, a, b, c, e vec32
	half, small := 0, 0
	for range 20000 {
		for i := range lanes {
			x, y := float32(1+r.IntN(1<<24)), float32(1+r.IntN(1<<24))
			if r.IntN(2) == 0 {
				x = float32(int(1) << r.IntN(24))
			}
			p := float64(x) * float64(y)
			near := float32(p * (0.25 + float64(r.IntN(9))/2))
			z := float32(float64(near) + float64(math.Nextafter32(near, float32(math.Inf(1)))-near)/2 - p)
			z = math.Float32frombits(math.Float32bits(z) + uint32(r.IntN(5)) - 2)
			k, l := r.IntN(100), r.IntN(100)
			x, y, z = float32(math.Ldexp(float64(x), -k)), float32(math.Ldexp(float64(y), -l)), float32(math.Ldexp(float64(z), -k-l))
			a[i], b[i], c[i] = math.Float32bits(x), math.Float32bits(y), math.Float32bits(z)
			switch r.IntN(16) {
			case 0:
				a[i], b[i], c[i] = r.Uint32(), r.Uint32(), r.Uint32()
			case 1:
				c[i] ^= 1 << 31
			case 2:
				a[i] &= 1 << 31
			case 3, 4, 5, 6: // half of z's last place and a little less, or above, which binary64 does not hold
				z := r.Uint32N(0x60000000)
				if r.IntN(2) == 0 {
					z = r.Uint32N(1 << 24)
				}
				last := float64(f32.From(z+1)) - float64(f32.From(z))
				tiny := math.Ldexp(1, -15-r.IntN(9))
				exp := math.Ilogb(last) - 1
				c[i] = z | uint32(r.IntN(2))<<31
				a[i] = math.Float32bits(float32(math.Ldexp(1+tiny, exp/2)))
				b[i] = math.Float32bits(float32(math.Ldexp(1-tiny, exp-exp/2))) | uint32(r.IntN(2))<<31
			}
		}
		alu32(&instr{op: opFmaF}, &d, &a, &b, &c, &e)
		for i := range lanes {
			x, y, z := f32.From(a[i]), f32.From(b[i]), f32.From(c[i])
			want := result(f32.FMA(x, y, z))
			if d[i] != want {
				t.Fatalf("fma(%08x, %08x, %08x) = %08x, want %08x", a[i], b[i], c[i], d[i], want)
			}
			if s := float64(float64(x)*float64(y)) + float64(z); math.Float64bits(s)&(1<<29-1) == 1<<28 {
				half++
			}
			if v := f32.From(want); v != 0 && v < 0x1p-126 && v > -0x1p-126 {
				small++
			}
		}
	}
	if half < 10000 || small < 10000 {
		t.Errorf("%d halfway, %d below the normal range", half, small)
	}
}
