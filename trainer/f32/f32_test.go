package f32

import (
	"math"
	"math/big"
	"math/rand"
	"testing"
)

// exactFMA computes x*y+z with big.Float arithmetic wide enough to be exact, rounded once to binary32.
func exactFMA(x, y, z float32) uint32 {
	fx, fy, fz := float64(x), float64(y), float64(z)
	if bad(fx) || bad(fy) || bad(fz) {
		return Bits(float32(fx*fy + fz)) // infinities and NaNs follow the same rules in binary64
	}
	p := new(big.Float).SetPrec(0).SetMode(big.ToNearestEven)
	p.SetPrec(2000).Mul(new(big.Float).SetPrec(2000).SetFloat64(fx), new(big.Float).SetPrec(2000).SetFloat64(fy))
	s := new(big.Float).SetPrec(2000).Add(p, new(big.Float).SetPrec(2000).SetFloat64(fz))
	if s.Sign() == 0 {
		return math.Float32bits(float32(float64(fx*fy) + fz)) // the sign of an exact zero
	}
	r, _ := s.Float32() // rounds to nearest even, subnormals included
	return math.Float32bits(r)
}

func bad(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }

var edges = []uint32{0, 0x80000000, 1, 0x80000001, 0x007fffff, 0x00800000, 0x00800001, 0x3f800000, 0xbf800000, 0x3f7fffff, 0x3f800001,
	0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00001, 0x7f800001, 0x33800000, 0x4b800000, 0x4b7fffff, 0x34000000, 0x00ffffff, 0x20000000, 0x1f800000}

func TestFMAEdges(t *testing.T) {
	for _, a := range edges {
		for _, b := range edges {
			for _, c := range edges {
				x, y, z := From(a), From(b), From(c)
				if got, want := Bits(FMA(x, y, z)), Canon(exactFMA(x, y, z)); got != want {
					t.Fatalf("fma(%08x, %08x, %08x) = %08x, want %08x", a, b, c, got, want)
				}
			}
		}
	}
}

// Random cases, many of them with a sum close to a rounding boundary or deep in cancellation.
func TestFMARandom(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for i := 0; i < 200000; i++ {
		a, b := r.Uint32(), r.Uint32()
		c := r.Uint32()
		switch i % 4 {
		case 1: // cancel: z near -x*y
			c = math.Float32bits(float32(-float64(From(a))*float64(From(b)))) + uint32(r.Intn(3)) - 1
		case 2: // exponents near each other
			e := uint32(r.Intn(250)) << 23
			a, b = a&0x807fffff|0x3f800000, b&0x807fffff|e
			c = c&0x807fffff | (e + uint32(r.Intn(60))<<23 - 30<<23)
		case 3: // subnormal results
			a, b = a&0x807fffff|uint32(r.Intn(64))<<23, b&0x807fffff|uint32(40+r.Intn(64))<<23
			c = c & 0x80ffffff
		}
		x, y, z := From(a), From(b), From(c)
		if got, want := Bits(FMA(x, y, z)), Canon(exactFMA(x, y, z)); got != want {
			t.Fatalf("fma(%08x, %08x, %08x) = %08x, want %08x", a, b, c, got, want)
		}
	}
}

func TestIdentities(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	negZero := From(0x80000000)
	for i := 0; i < 200000; i++ {
		a, b := r.Uint32(), r.Uint32()
		if i < len(edges)*len(edges) {
			a, b = edges[i/len(edges)], edges[i%len(edges)]
		}
		x, y := From(a), From(b)
		if Bits(Add(x, y)) != Bits(FMA(x, 1, y)) || Bits(Sub(x, y)) != Bits(FMA(x, 1, -y)) || Bits(Mul(x, y)) != Bits(FMA(x, y, negZero)) {
			t.Fatalf("identities fail at %08x, %08x", a, b)
		}
	}
}

func TestConversions(t *testing.T) {
	for _, c := range []struct {
		x    float32
		u, i uint32
	}{
		{From(NaN), 0, 0}, {-1, 0, 0xffffffff}, {3.99, 3, 3}, {-3.99, 0, 0xfffffffd}, {4294967296, 0xffffffff, 0x7fffffff}, {4294967040, 4294967040, 0x7fffffff},
		{-2147483648, 0, 0x80000000}, {-2147483904, 0, 0x80000000}, {2147483520, 2147483520, 2147483520}, {From(0x7f800000), 0xffffffff, 0x7fffffff}, {From(0xff800000), 0, 0x80000000}, {From(0x80000000), 0, 0},
	} {
		if u := ToU32(c.x); u != c.u {
			t.Errorf("ToU32(%v) = %d, want %d", c.x, u, c.u)
		}
		if i := ToI32(c.x); i != c.i {
			t.Errorf("ToI32(%v) = %#x, want %#x", c.x, i, c.i)
		}
	}
	if Bits(FromU32(16777217)) != Bits(16777216) || Bits(FromU32(0xffffffff)) != 0x4f800000 || Bits(FromI32(0x80000000)) != 0xcf000000 {
		t.Error("integer to float")
	}
}

func BenchmarkFMAChain(b *testing.B) {
	s, x := float32(0), float32(1.0000001)
	for i := 0; i < b.N; i++ {
		s = FMA(x, 0.99, s)
	}
	sink = s
}

var sink float32
