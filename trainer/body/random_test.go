package body

import (
	"math"
	"math/bits"
	"math/rand"
	"slices"
	"testing"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// philoxBodies are the two words of Philox(load 0, load 1, load 2).
func philoxBodies() (r0, r1 []program.Instr) {
	b := New(tensor.U32)
	v0, v1 := Philox(b.Load(0, tensor.U32), b.Load(1, tensor.U32), b.Load(2, tensor.U32))
	return b.Result(v0), b.Result(v1)
}

// The vectors are those for philox2x32 with 10 rounds in the file kat_vectors of the authors' library Random123.
func TestPhiloxKnownAnswers(t *testing.T) {
	b0, b1 := philoxBodies()
	for _, c := range [][5]uint32{ // c0, c1, key, r0, r1
		{0, 0, 0, 0xff1dae59, 0x6cd10df2},
		{0xffffffff, 0xffffffff, 0xffffffff, 0x2c3f628b, 0xab4fd7ad},
		{0x243f6a88, 0x85a308d3, 0x13198a2e, 0xdd7ce038, 0xf62a4c12},
	} {
		r0, r1 := run(b0, 0, 0, nil, c[2], c[0], c[1]), run(b1, 0, 0, nil, c[2], c[0], c[1])
		if r0 != c[3] || r1 != c[4] {
			t.Errorf("philox(%08x; %08x %08x) = %08x %08x, want %08x %08x", c[2], c[0], c[1], r0, r1, c[3], c[4])
		}
		if m0, m1 := philox(c[2], c[0], c[1]); m0 != r0 || m1 != r1 {
			t.Errorf("the mirror gives %08x %08x", m0, m1)
		}
	}
}

// philox mirrors Philox in Go, so that the statistics below take little time; the tests check the one against the other.
func philox(key, c0, c1 uint32) (uint32, uint32) {
	for range philoxRounds {
		hi, lo := bits.Mul32(c0, philoxMultiplier)
		c0, c1, key = hi^key^c1, lo, key+philoxWeyl
	}
	return c0, c1
}

func TestUniform(t *testing.T) {
	b := New(tensor.F32)
	half := b.Result(Uniform(b.Load(0, tensor.U32)))
	positive := b.Result(UniformPositive(b.Load(0, tensor.U32)))
	for _, c := range []struct {
		bits           uint32
		half, positive float32
	}{{0, 0, 0x1p-24}, {255, 0, 0x1p-24}, {256, 0x1p-24, 0x1p-23}, {1 << 31, 0.5, 0.5 + 0x1p-24}, {math.MaxUint32, 1 - 0x1p-24, 1}} {
		if got := f32.From(run(half, 0, 0, nil, c.bits)); got != c.half {
			t.Errorf("Uniform(%08x) = %v, want %v", c.bits, got, c.half)
		}
		if got := f32.From(run(positive, 0, 0, nil, c.bits)); got != c.positive {
			t.Errorf("UniformPositive(%08x) = %v, want %v", c.bits, got, c.positive)
		}
	}
}

func normalBody() []program.Instr {
	b := New(tensor.F32)
	return b.Result(Normal(b.Load(0, tensor.U32), b.Load(1, tensor.U32)))
}

// Normal is Box and Muller's formula to within 2^-19, and finite for all bits.
func TestNormalFormula(t *testing.T) {
	instrs := normalBody()
	r := rand.New(rand.NewSource(3))
	edges := []uint32{0, 1, 2, 0x7fffffff, 0x80000000, 0x80000001, 0x3fffffff, 0x40000000, 0xc0000000, 0xffffff7f, 0xffffff80, 0xfffffffe, 0xffffffff}
	worst := 0.0
	for i := range 100000 {
		a, b := r.Uint32(), r.Uint32()
		if i < len(edges)*len(edges) {
			a, b = edges[i/len(edges)], edges[i%len(edges)]
		}
		got := float64(f32.From(run(instrs, 0, 0, nil, a, b)))
		v := float64(float32((float64(a) + 0.5) * 0x1p-32)) // the uniform number is rounded to binary32
		want := math.Sqrt(-2*math.Log(v)) * math.Cos(math.Pi*float64(int32(b))*0x1p-31)
		if d := math.Abs(got - want); !(d < 0x1p-19) {
			t.Fatalf("normal(%08x, %08x) = %v, want %v", a, b, got, want)
		} else if d > worst {
			worst = d
		}
	}
	t.Logf("%d instructions, largest absolute error 2^%.1f", len(instrs), math.Log2(worst))
}

// 200,000 deviates have the moments of the normal distribution and follow its distribution function (Kolmogorov and Smirnov).
func TestNormalDistribution(t *testing.T) {
	instrs := normalBody()
	const n = 200000
	x := make([]float64, n)
	var m [5]float64
	for i := range x {
		r0, r1 := philox(12345, uint32(i), 7)
		x[i] = float64(f32.From(run(instrs, 0, 0, nil, r0, r1)))
		for p := range m {
			m[p] += math.Pow(x[i], float64(p)) / n
		}
	}
	for p, c := range []struct{ want, sd float64 }{{1, 1e-9}, {0, 1}, {1, math.Sqrt(2)}, {0, math.Sqrt(15)}, {3, math.Sqrt(96)}} {
		if d := math.Abs(m[p]-c.want) * math.Sqrt(n) / c.sd; d > 4 {
			t.Errorf("moment %d is %v, %.1f standard deviations from %v", p, m[p], d, c.want)
		}
	}
	slices.Sort(x)
	ks := 0.0
	for i, v := range x {
		p := math.Erfc(-v/math.Sqrt2) / 2
		ks = max(ks, math.Abs(p-float64(i)/n), math.Abs(p-float64(i+1)/n))
	}
	if ks *= math.Sqrt(n); ks > 1.95 { // exceeded with probability 0.001
		t.Errorf("Kolmogorov-Smirnov statistic %.2f", ks)
	}
	t.Logf("moments %.4f, Kolmogorov-Smirnov statistic %.2f", m[1:], ks)
}
