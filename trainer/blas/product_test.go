package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"refute/trainer/f32"
)

// both runs a test with the machine's code and with Go's alone.
func both(t *testing.T, test func(t *testing.T)) {
	for _, on := range []bool{false, true} {
		Portable(on)
		t.Run(Tile(), test)
	}
	Portable(false)
}

// value returns a float; wild ones are NaNs with payloads, infinities, subnormals and zeros of both signs.
func value(r *rand.Rand, wild bool) float32 {
	if wild {
		switch r.IntN(8) {
		case 0:
			return math.Float32frombits(r.Uint32() & 0x80ffffff)
		case 1:
			return math.Float32frombits([]uint32{0, 1 << 31, 0x7f800000, 0xff800000, 0xffc12345, 0x7f7fffff, 1, 0x80000001}[r.IntN(8)])
		case 2:
			return math.Float32frombits(r.Uint32())
		}
	}
	return float32(r.NormFloat64()) * float32(math.Exp2(float64(r.IntN(9)-4)))
}

func values(r *rand.Rand, n int, wild bool) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = value(r, wild)
	}
	return x
}

func bits(x float32) uint32 { return f32.Bits(x) }

// The fast path of the emulation agrees with the slow one, above all near halfway and at the ends of the range.
func TestFMA(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 2_000_000 {
		x, y, z := math.Float32frombits(r.Uint32()), math.Float32frombits(r.Uint32()), math.Float32frombits(r.Uint32())
		switch i % 4 {
		case 1: // few bits: exact ties are common
			x, y, z = float32(r.IntN(4097)), float32(r.IntN(4097)), float32(math.Exp2(float64(r.IntN(60)-40)))
		case 2: // results in or near the subnormal range
			x, y, z = value(r, false)*0x1p-70, value(r, false)*0x1p-70, value(r, false)*0x1p-140
		case 3:
			z = -float32(x * y)
		}
		if got, want := FMA(x, y, z), f32.FMA(x, y, z); bits(got) != bits(want) {
			t.Fatalf("fma(%x, %x, %x) = %x, want %x", x, y, z, got, want)
		}
	}
}

func index(r *rand.Rand, n, stride int) (Index, int) {
	if r.IntN(3) > 0 {
		return Index{Stride: stride}, stride * (n - 1)
	}
	t := make([]int, n)
	for i, j := range r.Perm(n) {
		t[i] = j * stride
	}
	return Index{Table: t}, stride * (n - 1)
}

func TestProduct(t *testing.T) {
	both(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		for n := range 300 {
			p := Product{M: 1 + r.IntN(40), N: 1 + r.IntN(60), K: r.IntN(60), Init: value(r, n%4 == 0)}
			if n%50 == 0 {
				p.M, p.N, p.K = 1+r.IntN(300), 1+r.IntN(300), 200+r.IntN(400)
			}
			operand := func(rows int) Matrix {
				var m Matrix
				in, out := 1, max(p.K, 1)
				if r.IntN(2) == 0 {
					in, out = rows, 1
				}
				var a, b int
				m.Outer, a = index(r, rows, out)
				m.Inner, b = index(r, max(p.K, 1), in)
				m.Offset = r.IntN(4)
				m.Data = values(r, m.Offset+a+b+1, n%2 == 0)
				return m
			}
			a, b := operand(p.M), operand(p.N)
			p.A, p.B = a, b
			p.Rows, _ = index(r, p.M, p.N)
			p.Cols, _ = index(r, p.N, 1)
			if r.IntN(3) == 0 {
				p.Rows, p.Cols = Index{Stride: 1}, Index{Stride: p.M}
			}
			p.C = make([]float32, p.M*p.N)
			p.Run()
			for i := range p.M {
				for j := range p.N {
					s := p.Init
					for k := range p.K {
						s = f32.FMA(a.Data[a.Offset+a.Outer.At(i)+a.Inner.At(k)], b.Data[b.Offset+b.Outer.At(j)+b.Inner.At(k)], s)
					}
					if got := p.C[p.Rows.At(i)+p.Cols.At(j)]; math.Float32bits(got) != bits(s) {
						t.Fatalf("%dx%dx%d: element (%d, %d) is %08x, want %08x", p.M, p.N, p.K, i, j, math.Float32bits(got), bits(s))
					}
				}
			}
		}
	})
}

func BenchmarkProduct(b *testing.B) {
	for _, on := range []bool{false, true} {
		for _, n := range []int{64, 512} {
			Portable(on)
			b.Run(fmt.Sprintf("%s/%d", Tile(), n), func(b *testing.B) {
				r := rand.New(rand.NewPCG(1, 1))
				p := Product{M: n, N: n, K: n, A: Matrix{Data: values(r, n*n, false), Outer: Index{Stride: n}, Inner: Index{Stride: 1}},
					B: Matrix{Data: values(r, n*n, false), Outer: Index{Stride: 1}, Inner: Index{Stride: n}}, C: make([]float32, n*n), Rows: Index{Stride: n}, Cols: Index{Stride: 1}}
				for b.Loop() {
					p.Run()
				}
				b.ReportMetric(2*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
	Portable(false)
}

// Neither the number of goroutines nor the way the output is cut changes a bit.
func TestBlocks(t *testing.T) {
	both(t, func(t *testing.T) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
		r := rand.New(rand.NewPCG(9, 9))
		m, n, k := 130, 190, 70
		a, b := values(r, m*k, true), values(r, n*k, true)
		var want []float32
		for _, procs := range []int{1, 2, 3, 16} {
			runtime.GOMAXPROCS(procs)
			p := Product{M: m, N: n, K: k, A: general(true, a, k), B: general(true, b, k), C: make([]float32, m*n), Rows: Index{Stride: n}, Cols: Index{Stride: 1}}
			p.Run()
			if want == nil {
				want = p.C
			}
			for i, x := range p.C {
				if math.Float32bits(x) != math.Float32bits(want[i]) {
					t.Fatalf("on %d processors, element %d is %v, want %v", procs, i, x, want[i])
				}
			}
		}
	})
}
