package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"refute/trainer/f32"
	"refute/trainer/isa"
)

// levels runs a test with each of the machine's instruction sets.
func levels(t *testing.T, test func(t *testing.T)) {
	for _, l := range isa.Levels() {
		t.Run(l.String(), func(t *testing.T) {
			defer isa.Use(l)()
			test(t)
		})
	}
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

// heavy returns the number of cases: n, or fifty times as many in the heavy target.
func heavy(n int) int {
	if os.Getenv("REFUTE_HEAVY") != "" {
		return 50 * n
	}
	return n
}

// index returns a random way to space n elements that are stride apart, or whole runs of them, and how far it reaches.
func index(r *rand.Rand, n, stride int) (Index, int) {
	switch r.IntN(4) {
	case 0: // anywhere
		t := make([]int, n)
		for i, j := range r.Perm(n) {
			t[i] = j * stride
		}
		return Index{Table: t}, stride * (n - 1)
	case 1: // runs
		t, at := make([]int, n), 0
		for i := range t {
			if i > 0 {
				at += stride
			}
			if r.IntN(6) == 0 {
				at += r.IntN(3) * stride
			}
			t[i] = at
		}
		return Index{Table: t}, at
	}
	return Index{Stride: stride}, stride * (n - 1)
}

// operand returns an operand with random elements.
func operand(r *rand.Rand, batch, outer, inner int, wild bool) (*Matrix, []float32) {
	var m Matrix
	s, u := 1, inner+r.IntN(3)
	switch r.IntN(6) {
	case 0, 1:
		s, u = outer+r.IntN(3), 1
	case 2:
		s, u = r.IntN(3), r.IntN(4)
	case 3: // crowded
		u = 512
	case 4:
		s, u = 512, 1
	}
	var a, b int
	m.Outer, a = index(r, outer, u)
	m.Inner, b = index(r, inner, s)
	m.Offset = r.IntN(4)
	m.Batch.Stride = a + b + 1
	x := values(r, m.Offset+batch*m.Batch.Stride, wild)
	if m.Inner.Table == nil && r.IntN(4) == 0 { // backwards
		m.Inner.Stride = -s
		m.Offset += b
	}
	return &m, x
}

// The elements of a product are the documented chains, on wild values, of operands laid out in any way, whatever the number of workers; nothing else is
// written.
func TestProduct(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	levels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, seed))
		for n := range heavy(200) {
			p := Product{Count: 1 + r.IntN(3)*r.IntN(2), M: 1 + r.IntN(40), N: 1 + r.IntN(40), K: r.IntN(40), Init: value(r, n%3 == 0)}
			switch {
			case n%60 == 0:
				p.Count, p.M, p.N, p.K = 1, 1+r.IntN(60), 1+r.IntN(90), 700+r.IntN(2000)
			case n%61 == 0:
				p.Count, p.M, p.N, p.K = 1, 1+r.IntN(1200), 1+r.IntN(20), r.IntN(50)
			case n%7 == 0:
				p.N = 32 * (1 + r.IntN(4))
			}
			testProduct(t, r, p, n%2 == 0)
			if t.Failed() {
				return
			}
		}
	})
}

func testProduct(t *testing.T, r *rand.Rand, p Product, wild bool) {
	a, x := operand(r, p.Count, p.M, max(p.K, 1), wild)
	b, y := operand(r, p.Count, p.N, max(p.K, 1), wild)
	p.A, p.B = a, b
	rows, cols := p.N+r.IntN(2)*r.IntN(9), 1
	if r.IntN(3) == 0 {
		rows, cols = 1, p.M+r.IntN(2)*r.IntN(9)
	}
	var reach [2]int
	p.C.Rows, reach[0] = index(r, p.M, rows)
	if rows == 1 {
		p.C.Rows, reach[0] = Index{Stride: 1}, p.M-1
		p.C.Cols, reach[1] = index(r, p.N, cols)
	} else if p.C.Cols, reach[1] = (Index{Stride: 1}), p.N-1; r.IntN(3) == 0 {
		table := r.Perm(p.N)
		p.C.Cols = Index{Table: table}
	}
	p.C.Offset = r.IntN(3)
	p.C.Batch.Stride = reach[0] + reach[1] + 1
	const untouched = 0x7fc0dead
	c := make([]float32, p.C.Offset+p.Count*p.C.Batch.Stride+3)
	for i := range c {
		c[i] = math.Float32frombits(untouched)
	}
	want := slices.Clone(c)
	for l := range p.Count {
		for i := range p.M {
			for j := range p.N {
				s := p.Init
				for k := range p.K {
					s = f32.FMA(x[a.Offset+a.Batch.At(l)+a.Outer.At(i)+a.Inner.At(k)], y[b.Offset+b.Batch.At(l)+b.Outer.At(j)+b.Inner.At(k)], s)
				}
				want[p.C.Offset+p.C.Batch.At(l)+p.C.Rows.At(i)+p.C.Cols.At(j)] = f32.From(bits(s))
			}
		}
	}
	for _, workers := range []int{1, 2 + r.IntN(9)} {
		got := slices.Clone(c)
		NewPlan(p, workers).RunAll(1+r.IntN(2), x, y, got)
		for i := range got {
			if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
				t.Errorf("%d of %dx%dx%d for %d workers: element %d is %08x, want %08x\na %s\nb %s\nc %+v", p.Count, p.M, p.N, p.K, workers, i, math.Float32bits(got[i]),
					math.Float32bits(want[i]), shape(a), shape(b), p.C)
				return
			}
		}
	}
}

// shape is an operand without its tables.
func shape(m *Matrix) string {
	return fmt.Sprintf("offset %d, batch %d, outer %d (table of %d), inner %d (table of %d)", m.Offset, m.Batch.Stride, m.Outer.Stride, len(m.Outer.Table), m.Inner.Stride, len(m.Inner.Table))
}

// A plan that ran once needs no memory.
func TestAllocations(t *testing.T) {
	levels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 3))
		for range 20 {
			p := Product{Count: 2, M: 1 + r.IntN(100), N: 1 + r.IntN(100), K: 1 + r.IntN(300), C: Place{Rows: Index{Stride: 100}, Cols: Index{Stride: 1}, Batch: Index{Stride: 10000}}}
			a, x := operand(r, p.Count, p.M, p.K, false)
			b, y := operand(r, p.Count, p.N, p.K, false)
			p.A, p.B = a, b
			c := make([]float32, 20000)
			plan := NewPlan(p, 1)
			if n := testing.AllocsPerRun(3, func() {
				for i := range plan.Blocks() {
					plan.Run(i, x, y, c)
				}
			}); n != 0 {
				t.Errorf("%dx%dx%d: %v allocations", p.M, p.N, p.K, n)
			}
		}
	})
}

// Elements beyond the memory are refused: the kernels check nothing.
func TestBeyond(t *testing.T) {
	good := func() (Product, [3]int) {
		return Product{Count: 1, M: 5, N: 7, K: 9, A: &Matrix{Outer: Index{Stride: 9}, Inner: Index{Stride: 1}}, B: &Matrix{Outer: Index{Stride: 1}, Inner: Index{Stride: 7}},
			C: Place{Rows: Index{Stride: 7}, Cols: Index{Stride: 1}}}, [3]int{45, 63, 35}
	}
	run := func(p Product, n [3]int) (failed bool) {
		defer func() { failed = recover() != nil }()
		NewPlan(p, 1).RunAll(1, make([]float32, n[0]), make([]float32, n[1]), make([]float32, n[2]))
		return false
	}
	levels(t, func(t *testing.T) {
		p, n := good()
		if run(p, n) {
			t.Error("a good product is refused")
		}
		for i := range n {
			p, n := good()
			if n[i]--; !run(p, n) {
				t.Errorf("memory %d may be too short", i)
			}
		}
		for i := range 3 {
			p, n := good()
			switch i {
			case 0:
				p.A.(*Matrix).Offset = -1
			case 1:
				p.B.(*Matrix).Inner = Index{Table: []int{0, 1, 2, 3, 4, 5, 6, 7, 57}}
			case 2:
				p.C.Offset = -1
			}
			if !run(p, n) {
				t.Errorf("case %d: elements may be beyond the memory", i)
			}
		}
	})
}

func BenchmarkProduct(b *testing.B) {
	for _, l := range isa.Levels() {
		for _, n := range []int{64, 512} {
			b.Run(fmt.Sprintf("%s/%d", l, n), func(b *testing.B) {
				defer isa.Use(l)()
				r := rand.New(rand.NewPCG(1, 1))
				p := NewPlan(Product{Count: 1, M: n, N: n, K: n, A: &Matrix{Outer: Index{Stride: n}, Inner: Index{Stride: 1}},
					B: &Matrix{Outer: Index{Stride: 1}, Inner: Index{Stride: n}}, C: Place{Rows: Index{Stride: n}, Cols: Index{Stride: 1}}}, 1)
				x, y, c := values(r, n*n, false), values(r, n*n, false), make([]float32, n*n)
				for b.Loop() {
					p.RunAll(1, x, y, c)
				}
				b.ReportMetric(2*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}
