package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/gonum"

	"refute/trainer/f32"
)

// arguments are those of any routine.
type arguments struct {
	s           blas.Side
	ul          blas.Uplo
	tA, tB      blas.Transpose
	d           blas.Diag
	m, n, k     int
	kL, kU      int
	lda, ldb    int
	ldc         int
	incX, incY  int
	alpha, beta float32
	a, b, c     []float32
	x, y        []float32
	p           blas.SrotmParams
}

// String leaves out the elements.
func (g arguments) String() string {
	return fmt.Sprintf("side %c, triangle %c, transposes %c %c, diagonal %c, m %d, n %d, k %d, kL %d, kU %d, ld %d %d %d, inc %d %d, alpha %v, beta %v, lengths %d %d %d %d %d, rotation %v",
		g.s, g.ul, g.tA, g.tB, g.d, g.m, g.n, g.k, g.kL, g.kU, g.lda, g.ldb, g.ldc, g.incX, g.incY, g.alpha, g.beta, len(g.a), len(g.b), len(g.c), len(g.x), len(g.y), g.p)
}

func (g arguments) clone() arguments {
	for _, s := range []*[]float32{&g.a, &g.b, &g.c, &g.x, &g.y} {
		*s = slices.Clone(*s)
	}
	return g
}

// routines calls each routine and returns its scalar results.
var routines = []struct {
	name string
	call func(i blas.Float32, g *arguments) []float32
}{
	{"Sdot", func(i blas.Float32, g *arguments) []float32 { return []float32{i.Sdot(g.n, g.x, g.incX, g.y, g.incY)} }},
	{"Dsdot", func(i blas.Float32, g *arguments) []float32 {
		return []float32{float32(i.Dsdot(g.n, g.x, g.incX, g.y, g.incY))}
	}},
	{"Sdsdot", func(i blas.Float32, g *arguments) []float32 {
		return []float32{i.Sdsdot(g.n, g.alpha, g.x, g.incX, g.y, g.incY)}
	}},
	{"Snrm2", func(i blas.Float32, g *arguments) []float32 { return []float32{i.Snrm2(g.n, g.x, g.incX)} }},
	{"Sasum", func(i blas.Float32, g *arguments) []float32 { return []float32{i.Sasum(g.n, g.x, g.incX)} }},
	{"Isamax", func(i blas.Float32, g *arguments) []float32 { return []float32{float32(i.Isamax(g.n, g.x, g.incX))} }},
	{"Sswap", func(i blas.Float32, g *arguments) []float32 { i.Sswap(g.n, g.x, g.incX, g.y, g.incY); return nil }},
	{"Scopy", func(i blas.Float32, g *arguments) []float32 { i.Scopy(g.n, g.x, g.incX, g.y, g.incY); return nil }},
	{"Saxpy", func(i blas.Float32, g *arguments) []float32 {
		i.Saxpy(g.n, g.alpha, g.x, g.incX, g.y, g.incY)
		return nil
	}},
	{"Sscal", func(i blas.Float32, g *arguments) []float32 { i.Sscal(g.n, g.alpha, g.x, g.incX); return nil }},
	{"Srotg", func(i blas.Float32, g *arguments) []float32 {
		c, s, r, z := i.Srotg(g.alpha, g.beta)
		return []float32{c, s, r, z}
	}},
	{"Srotmg", func(i blas.Float32, g *arguments) []float32 {
		p, d1, d2, x := i.Srotmg(g.p.H[0], g.p.H[1], g.alpha, g.beta)
		return append([]float32{float32(p.Flag), d1, d2, x}, p.H[:]...)
	}},
	{"Srot", func(i blas.Float32, g *arguments) []float32 {
		i.Srot(g.n, g.x, g.incX, g.y, g.incY, g.alpha, g.beta)
		return nil
	}},
	{"Srotm", func(i blas.Float32, g *arguments) []float32 {
		i.Srotm(g.n, g.x, g.incX, g.y, g.incY, g.p)
		return nil
	}},
	{"Sgemv", func(i blas.Float32, g *arguments) []float32 {
		rows := g.m
		if g.tA != blas.NoTrans {
			rows = g.n
		}
		if most := 1 + max(rows-1, 0)*max(g.incY, -g.incY); len(g.y) > most {
			g.y = g.y[:most] // gonum clears all of y if beta is 0, beyond the vector too
		}
		i.Sgemv(g.tA, g.m, g.n, g.alpha, g.a, g.lda, g.x, g.incX, g.beta, g.y, g.incY)
		return nil
	}},
	{"Sgbmv", func(i blas.Float32, g *arguments) []float32 {
		i.Sgbmv(g.tA, g.m, g.n, g.kL, g.kU, g.alpha, g.a, g.lda, g.x, g.incX, g.beta, g.y, g.incY)
		return nil
	}},
	{"Ssymv", func(i blas.Float32, g *arguments) []float32 {
		i.Ssymv(g.ul, g.n, g.alpha, g.a, g.lda, g.x, g.incX, g.beta, g.y, g.incY)
		return nil
	}},
	{"Ssbmv", func(i blas.Float32, g *arguments) []float32 {
		i.Ssbmv(g.ul, g.n, g.k, g.alpha, g.a, g.lda, g.x, g.incX, g.beta, g.y, g.incY)
		return nil
	}},
	{"Sspmv", func(i blas.Float32, g *arguments) []float32 {
		i.Sspmv(g.ul, g.n, g.alpha, g.a, g.x, g.incX, g.beta, g.y, g.incY)
		return nil
	}},
	{"Strmv", func(i blas.Float32, g *arguments) []float32 {
		i.Strmv(g.ul, g.tA, g.d, g.n, g.a, g.lda, g.x, g.incX)
		return nil
	}},
	{"Stbmv", func(i blas.Float32, g *arguments) []float32 {
		i.Stbmv(g.ul, g.tA, g.d, g.n, g.k, g.a, g.lda, g.x, g.incX)
		return nil
	}},
	{"Stpmv", func(i blas.Float32, g *arguments) []float32 {
		i.Stpmv(g.ul, g.tA, g.d, g.n, g.a, g.x, g.incX)
		return nil
	}},
	{"Strsv", func(i blas.Float32, g *arguments) []float32 {
		i.Strsv(g.ul, g.tA, g.d, g.n, g.a, g.lda, g.x, g.incX)
		return nil
	}},
	{"Stbsv", func(i blas.Float32, g *arguments) []float32 {
		i.Stbsv(g.ul, g.tA, g.d, g.n, g.k, g.a, g.lda, g.x, g.incX)
		return nil
	}},
	{"Stpsv", func(i blas.Float32, g *arguments) []float32 {
		i.Stpsv(g.ul, g.tA, g.d, g.n, g.a, g.x, g.incX)
		return nil
	}},
	{"Sger", func(i blas.Float32, g *arguments) []float32 {
		x, y, incX, incY := g.x, g.y, g.incX, g.incY
		if _, ok := i.(gonum.Implementation); ok { // its assembly goes wrong on negative increments
			x, incX = forward(g.m, x, incX)
			y, incY = forward(g.n, y, incY)
		}
		i.Sger(g.m, g.n, g.alpha, x, incX, y, incY, g.a, g.lda)
		return nil
	}},
	{"Ssyr", func(i blas.Float32, g *arguments) []float32 {
		i.Ssyr(g.ul, g.n, g.alpha, g.x, g.incX, g.a, g.lda)
		return nil
	}},
	{"Sspr", func(i blas.Float32, g *arguments) []float32 {
		i.Sspr(g.ul, g.n, g.alpha, g.x, g.incX, g.a)
		return nil
	}},
	{"Ssyr2", func(i blas.Float32, g *arguments) []float32 {
		i.Ssyr2(g.ul, g.n, g.alpha, g.x, g.incX, g.y, g.incY, g.a, g.lda)
		return nil
	}},
	{"Sspr2", func(i blas.Float32, g *arguments) []float32 {
		i.Sspr2(g.ul, g.n, g.alpha, g.x, g.incX, g.y, g.incY, g.a)
		return nil
	}},
	{"Sgemm", func(i blas.Float32, g *arguments) []float32 {
		i.Sgemm(g.tA, g.tB, g.m, g.n, g.k, g.alpha, g.a, g.lda, g.b, g.ldb, g.beta, g.c, g.ldc)
		return nil
	}},
	{"Ssymm", func(i blas.Float32, g *arguments) []float32 {
		i.Ssymm(g.s, g.ul, g.m, g.n, g.alpha, g.a, g.lda, g.b, g.ldb, g.beta, g.c, g.ldc)
		return nil
	}},
	{"Ssyrk", func(i blas.Float32, g *arguments) []float32 {
		i.Ssyrk(g.ul, g.tA, g.n, g.k, g.alpha, g.a, g.lda, g.beta, g.c, g.ldc)
		return nil
	}},
	{"Ssyr2k", func(i blas.Float32, g *arguments) []float32 {
		i.Ssyr2k(g.ul, g.tA, g.n, g.k, g.alpha, g.a, g.lda, g.b, g.ldb, g.beta, g.c, g.ldc)
		return nil
	}},
	{"Strmm", func(i blas.Float32, g *arguments) []float32 {
		i.Strmm(g.s, g.ul, g.tA, g.d, g.m, g.n, g.alpha, g.a, g.lda, g.b, g.ldb)
		return nil
	}},
	{"Strsm", func(i blas.Float32, g *arguments) []float32 {
		i.Strsm(g.s, g.ul, g.tA, g.d, g.m, g.n, g.alpha, g.a, g.lda, g.b, g.ldb)
		return nil
	}},
}

// forward returns the vector in the order of its elements, if it is long enough.
func forward(n int, x []float32, inc int) ([]float32, int) {
	if inc >= 0 || n < 1 || len(x) <= (1-n)*inc {
		return x, inc
	}
	out := make([]float32, n)
	for i := range out {
		out[i] = x[(n-1-i)*-inc]
	}
	return out, 1
}

func pick[T any](r *rand.Rand, good []T, bad T, spoil int) T {
	if r.IntN(spoil) == 0 {
		return bad
	}
	return good[r.IntN(len(good))]
}

// draw returns random arguments; one of spoil is bad, more or less. Diagonals are large, so that solving is well conditioned.
func draw(r *rand.Rand, spoil int) arguments {
	size := func() int {
		if r.IntN(spoil) == 0 {
			return r.IntN(2) - 1
		}
		return 1 + r.IntN(9)
	}
	inc := func() int { return pick(r, []int{1, 1, 1, 2, 3, -1, -2}, 0, spoil) }
	g := arguments{
		s: pick(r, []blas.Side{blas.Left, blas.Right}, 'X', spoil), ul: pick(r, []blas.Uplo{blas.Upper, blas.Lower}, 'X', spoil),
		tA: pick(r, []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans}, 'X', spoil), tB: pick(r, []blas.Transpose{blas.NoTrans, blas.Trans}, 'X', spoil),
		d: pick(r, []blas.Diag{blas.NonUnit, blas.Unit}, 'X', spoil), m: size(), n: size(), k: size(), kL: r.IntN(4), kU: r.IntN(4), incX: inc(), incY: inc(),
		alpha: pick(r, []float32{1, 1, 0.75, -1.5, 2}, 0, 5), beta: pick(r, []float32{1, 0.5, -2}, 0, 4),
	}
	most := max(g.m, g.n, g.k+1, g.kL+g.kU+1, 1)
	ld := func() int { return pick(r, []int{most, most + 2}, r.IntN(most+1), spoil) }
	g.lda, g.ldb, g.ldc = ld(), ld(), ld()
	vec := func(n int) []float32 {
		if r.IntN(spoil) == 0 {
			n = r.IntN(n + 1)
		}
		return values(r, n, false)
	}
	g.a, g.b, g.c = vec(most*(most+2)), vec(most*(most+2)), vec(most*(most+2))
	for i := range g.a {
		g.a[i] += float32(math.Copysign(8, float64(g.a[i])))
	}
	g.x, g.y = vec(3*most), vec(3*most)
	g.p = blas.SrotmParams{Flag: pick(r, []blas.Flag{blas.Identity, blas.Rescaling, blas.OffDiagonal, blas.Diagonal}, 7, spoil), H: [4]float32(values(r, 4, false))}
	if r.IntN(4) > 0 {
		g.p.H[0], g.p.H[1] = abs(g.p.H[0]), abs(g.p.H[1])
	}
	return g
}

// outcome is everything that a call changes or returns, or what it panics with.
func outcome(i blas.Float32, call func(blas.Float32, *arguments) []float32, g arguments) (all []float32, panics any) {
	g = g.clone()
	defer func() { panics = recover() }()
	result := call(i, &g)
	for _, s := range [][]float32{result, g.a, g.b, g.c, g.x, g.y} {
		all = append(all, s...)
	}
	return all, nil
}

// Every routine computes what gonum's does, to rounding, and panics with the same words.
func TestAgreesWithGonum(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, c := range routines {
			r := rand.New(rand.NewPCG(21, uint64(len(c.name))))
			for n := range 1500 {
				g := draw(r, 40)
				want, wantPanic := outcome(gonum.Implementation{}, c.call, g)
				got, gotPanic := outcome(Implementation{}, c.call, g)
				if fmt.Sprint(gotPanic) != fmt.Sprint(wantPanic) {
					t.Fatalf("%s, case %d: panics with %v, gonum with %v\n%v", c.name, n, gotPanic, wantPanic, g)
				}
				if wantPanic != nil {
					continue
				}
				for i, w := range want {
					if e := math.Abs(float64(got[i]) - float64(w)); !(e <= 1e-3+2e-4*math.Abs(float64(w))) && !(w != w && got[i] != got[i]) && got[i] != w {
						t.Fatalf("%s, case %d: value %d is %v, gonum has %v\n%v", c.name, n, i, got[i], w, g)
					}
				}
			}
		}
	})
}

// Sgemm is the documented chain, bit for bit, on wild values and all transposes, and does not touch what lies between rows of C.
func TestSgemmBits(t *testing.T) {
	levels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(23, 1))
		for range 300 {
			m, n, k := 1+r.IntN(30), 1+r.IntN(40), r.IntN(50)
			tA, tB := []blas.Transpose{blas.NoTrans, blas.Trans}[r.IntN(2)], []blas.Transpose{blas.NoTrans, blas.Trans}[r.IntN(2)]
			ld := max(m, n, k, 1) + r.IntN(3)
			a, b, c := values(r, ld*ld, true), values(r, ld*ld, true), values(r, ld*ld, true)
			alpha, beta := pick(r, []float32{1, 1, 0.3, value(r, true)}, 0, 9), pick(r, []float32{0, 0, 1, -0.7}, value(r, true), 9)
			got := slices.Clone(c)
			Implementation{}.Sgemm(tA, tB, m, n, k, alpha, a, ld, b, ld, beta, got, ld)
			for i := range ld {
				for j := range ld {
					want := math.Float32bits(c[i*ld+j])
					if i < m && j < n {
						want = bits(gemmElement(tA, tB, i, j, k, alpha, a, b, beta, c[i*ld+j], ld))
					}
					if math.Float32bits(got[i*ld+j]) != want {
						t.Fatalf("%c%c %dx%dx%d, alpha %v, beta %v: element (%d, %d) is %08x, want %08x", tA, tB, m, n, k, alpha, beta, i, j, math.Float32bits(got[i*ld+j]), want)
					}
				}
			}
		}
	})
}

func gemmElement(tA, tB blas.Transpose, i, j, k int, alpha float32, a, b []float32, beta, c float32, ld int) float32 {
	t := float32(0)
	if beta != 0 {
		t = float32(beta * c)
	}
	if alpha == 0 || k == 0 {
		return t
	}
	var s float32
	for l := range k {
		x, y := a[i*ld+l], b[l*ld+j]
		if tA != blas.NoTrans {
			x = a[l*ld+i]
		}
		if tB != blas.NoTrans {
			y = b[j*ld+l]
		}
		s = f32.FMA(x, y, s)
	}
	if beta == 0 {
		return float32(alpha * s)
	}
	return f32.FMA(alpha, s, t)
}

// A triangular solve is the documented chain: each row from the documented end, the other terms in order.
func TestStrsvBits(t *testing.T) {
	r := rand.New(rand.NewPCG(25, 1))
	for range 200 {
		n := 1 + r.IntN(20)
		a, x := values(r, n*n, r.IntN(2) == 0), values(r, n, r.IntN(2) == 0)
		want := slices.Clone(x)
		for i := n - 1; i >= 0; i-- {
			s := want[i]
			for j := i + 1; j < n; j++ {
				s = f32.FMA(-a[i*n+j], want[j], s)
			}
			want[i] = float32(s / a[i*n+i])
		}
		Implementation{}.Strsv(blas.Upper, blas.NoTrans, blas.NonUnit, n, a, n, x, 1)
		for i := range x {
			if bits(x[i]) != bits(want[i]) {
				t.Fatalf("n %d: element %d is %v, want %v", n, i, x[i], want[i])
			}
		}
	}
}

// The package serves gonum's blas32 when it is registered, for the whole process.
func ExampleImplementation() {
	blas32.Use(Implementation{})
	defer blas32.Use(gonum.Implementation{})
	x := blas32.Vector{N: 3, Inc: 1, Data: []float32{1, 2, 3}}
	fmt.Println(blas32.Dot(x, x))
	// Output: 14
}
