package stats

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// tailsByHand returns P(X <= k) and P(X >= k) as exact fractions of p = num/den, by summing C(n, i)·num^i·(den-num)^(n-i) in integers.
func tailsByHand(k, n, num, den int64) (below, above float64) {
	term := func(i int64) *big.Int {
		t := new(big.Int).Binomial(n, i)
		t.Mul(t, new(big.Int).Exp(big.NewInt(num), big.NewInt(i), nil))
		return t.Mul(t, new(big.Int).Exp(big.NewInt(den-num), big.NewInt(n-i), nil))
	}
	b, a := new(big.Int), new(big.Int)
	for i := range n + 1 {
		t := term(i)
		if i <= k {
			b.Add(b, t)
		}
		if i >= k {
			a.Add(a, t)
		}
	}
	all := new(big.Int).Exp(big.NewInt(den), big.NewInt(n), nil)
	below, _ = new(big.Rat).SetFrac(b, all).Float64()
	above, _ = new(big.Rat).SetFrac(a, all).Float64()
	return below, above
}

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > relative*math.Abs(want) {
		t.Errorf("%s: %.17g, want %.17g", what, got, want)
	}
}

func TestBinomialTestAgainstSums(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		n := 1 + r.Int64N(300)
		k, den := r.Int64N(n+1), 2+r.Int64N(999)
		num := 1 + r.Int64N(den-1)
		below, above := tailsByHand(k, n, num, den)
		p := float64(num) / float64(den)
		if want := min(1, 2*min(below, above)); want > 1e-290 {
			// p itself is rounded: n of its relative errors are in the value.
			near(t, "p-value", BinomialTest(k, n, p), want, 1e-11)
		}
	}
}

// Published exact intervals, to the digits that R's binom.test prints.
func TestClopperPearsonTable(t *testing.T) {
	for _, c := range []struct {
		k, n       int64
		confidence float64
		low, high  float64
	}{
		{0, 10, 0.95, 0, 0.3084971},
		{1, 10, 0.95, 0.002528579, 0.4450161},
		{5, 10, 0.95, 0.1870860, 0.8129140},
		{10, 10, 0.95, 0.6915029, 1},
		{7, 20, 0.95, 0.1539092, 0.5921885},
	} {
		i := ClopperPearson(c.k, c.n, c.confidence)
		if math.Abs(i.Low-c.low) > 6e-7 || math.Abs(i.High-c.high) > 6e-7 {
			t.Errorf("%d of %d: %v, want [%g, %g]", c.k, c.n, i, c.low, c.high)
		}
	}
}

// The ends for no success and for all are known in closed form, at every size.
func TestClopperPearsonEnds(t *testing.T) {
	for _, n := range []int64{1, 2, 7, 1000, 1e6, 1e9} {
		for _, confidence := range []float64{0.5, 0.95, 0.999, 1 - 1e-6} {
			alpha := (1 - confidence) / 2
			want := -math.Expm1(math.Log(alpha) / float64(n))
			got := ClopperPearson(0, n, confidence)
			if got.Low != 0 {
				t.Errorf("0 of %d begins at %g", n, got.Low)
			}
			near(t, "end of none", got.High, want, 1e-9+1e-15*float64(n))
			all := ClopperPearson(n, n, confidence)
			if all.High != 1 {
				t.Errorf("%d of %d ends at %g", n, n, all.High)
			}
			near(t, "begin of all", 1-all.Low, want, 1e-6)
			if one := ClopperPearson(1, n, confidence); n > 1 && !(one.Low > 0 && one.Low < 1/float64(n)) {
				t.Errorf("1 of %d begins at %g", n, one.Low)
			}
		}
	}
	if got := ClopperPearson(0, 0, 0.9); got != (Interval{0, 1}) {
		t.Errorf("no trials: %v", got)
	}
}

// The interval is the set of values that the test lets stand.
func TestIntervalInvertsTest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n := 1 + r.Int64N(100_000)
		k := r.Int64N(n + 1)
		alpha := math.Pow(10, -6*r.Float64())
		i := ClopperPearson(k, n, 1-alpha)
		for _, p := range []float64{i.Low, i.High} {
			if p == 0 || p == 1 {
				continue
			}
			if v := BinomialTest(k, n, p); math.Abs(v-alpha) > 1e-6*alpha {
				t.Errorf("%d of %d at the end %g of confidence 1-%g: p-value %g", k, n, p, alpha, v)
			}
		}
		p := r.Float64()
		if v := BinomialTest(k, n, p); math.Abs(v-alpha) > 1e-9 && (v > alpha) != i.Contains(p) {
			t.Errorf("%d of %d: p-value of %g is %g, interval of 1-%g is %v", k, n, p, v, alpha, i)
		}
	}
}

// Coverage, exactly: the probability of all outcomes whose interval holds the true p is at least the confidence.
func TestClopperPearsonCoverage(t *testing.T) {
	for _, n := range []int64{1, 5, 30, 61} {
		for num := int64(1); num < 40; num += 3 {
			p, covered := float64(num)/40, 0.0
			for k := range n + 1 {
				if ClopperPearson(k, n, 0.9).Contains(p) {
					b, _ := tailsByHand(k, n, num, 40)
					if k > 0 {
						c, _ := tailsByHand(k-1, n, num, 40)
						b -= c
					}
					covered += b
				}
			}
			if covered < 0.9-1e-9 {
				t.Errorf("n %d, p %g: coverage %g", n, p, covered)
			}
		}
	}
}

func TestImpossibleProbabilities(t *testing.T) {
	if BinomialTest(0, 10, 0) != 1 || BinomialTest(1, 10, 0) != 0 || BinomialTest(10, 10, 1) != 1 || BinomialTest(9, 10, 1) != 0 {
		t.Error("p of 0 and 1 are refuted by one success or failure, and by nothing else")
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN(), math.Inf(1)} {
		if BinomialTest(3, 10, p) != 0 {
			t.Errorf("%g is no probability", p)
		}
	}
}

func TestHolm(t *testing.T) {
	// Sorted 0.005, 0.01, 0.03, 0.04 against 0.0125, 0.0167, 0.025, 0.05: two are refuted, and the third saves the fourth.
	if got := Holm([]float64{0.01, 0.04, 0.03, 0.005}, 0.05); !slices.Equal(got, []bool{true, false, false, true}) {
		t.Error(got)
	}
	adjusted := HolmAdjusted([]float64{0.01, 0.04, 0.03, 0.005})
	for i, want := range []float64{0.03, 0.06, 0.06, 0.02} {
		near(t, "adjusted", adjusted[i], want, 1e-12)
	}
	if got := Holm(nil, 0.05); len(got) != 0 {
		t.Error(got)
	}
	if got := HolmAdjusted([]float64{1, 0.9, 1}); !slices.Equal(got, []float64{1, 1, 1}) {
		t.Error(got)
	}
}

// Against the definition by all subsets (closed testing with Bonferroni's test of each intersection), of which Holm's procedure is the short cut.
func TestHolmIsClosedBonferroni(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		p := make([]float64, 1+r.IntN(7))
		for i := range p {
			p[i] = math.Pow(r.Float64(), 4)
		}
		level := 0.001 + 0.3*r.Float64()
		got := Holm(p, level)
		anything := false
		for i := range p {
			refuted := true
			for set := 1; set < 1<<len(p); set++ {
				if set>>i&1 == 0 {
					continue
				}
				size, smallest := 0.0, 1.0
				for j := range p {
					if set>>j&1 == 1 {
						size++
						smallest = min(smallest, p[j])
					}
				}
				refuted = refuted && min(1, size*smallest) <= level
			}
			if got[i] != refuted {
				t.Fatalf("%v at %g: %v, want %v for number %d", p, level, got, refuted, i)
			}
			anything = anything || refuted
		}
		if anything != (slices.Min(p)*float64(len(p)) <= level) {
			t.Errorf("%v at %g: something is refuted if and only if the least is below level/m", p, level)
		}
	}
}

func TestMean(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 100 {
		n := 2 + r.IntN(50)
		xs := make([]float64, n)
		var all, first, second Mean
		offset := 1e6 * r.NormFloat64()
		for i := range xs {
			xs[i] = offset + r.NormFloat64()
			all.Add(xs[i])
			if i%3 == 0 {
				first.Add(xs[i])
			} else {
				second.Add(xs[i])
			}
		}
		sum := new(big.Float).SetPrec(200)
		for _, x := range xs {
			sum.Add(sum, big.NewFloat(x))
		}
		mean := sum.Quo(sum, big.NewFloat(float64(n)))
		squares := new(big.Float).SetPrec(200)
		for _, x := range xs {
			d := new(big.Float).SetPrec(200).Sub(big.NewFloat(x), mean)
			squares.Add(squares, d.Mul(d, d))
		}
		wantMean, _ := mean.Float64()
		want, _ := squares.Quo(squares, big.NewFloat(float64(n-1))).Float64()
		near(t, "mean", all.Mean, wantMean, 1e-14)
		near(t, "variance", all.Variance(), want, 1e-8)
		first.Merge(second)
		near(t, "merged mean", first.Mean, wantMean, 1e-14)
		near(t, "merged variance", first.Variance(), want, 1e-8)
		if first.N != all.N || all.Min != slices.Min(xs) || all.Max != slices.Max(xs) || first.Min != all.Min || first.Max != all.Max {
			t.Errorf("%+v and %+v of %v", all, first, xs)
		}
	}
}

// Two-sided critical values from the usual tables of Student's distribution.
func TestStudentTable(t *testing.T) {
	for _, c := range []struct{ v, two, want float64 }{
		{1, 0.05, 12.706}, {2, 0.05, 4.303}, {5, 0.05, 2.571}, {10, 0.05, 2.228}, {30, 0.05, 2.042}, {120, 0.05, 1.980},
		{1, 0.01, 63.657}, {5, 0.01, 4.032}, {10, 0.001, 4.587}, {30, 0.001, 3.646}, {1e9, 0.05, 1.95996}, {1e9, 0.001, 3.29053},
	} {
		if got := studentQuantile(c.two/2, c.v); math.Abs(got-c.want) > 5.1e-4*max(1, c.want/10) {
			t.Errorf("%g degrees of freedom, %g: %g, want %g", c.v, c.two, got, c.want)
		}
	}
	// One and two degrees of freedom have closed forms, deep into the tails.
	for _, x := range []float64{1e-9, 0.1, 1, 3, 50, 1e6} {
		near(t, "Cauchy", studentTail(x, 1), math.Atan2(1, x)/math.Pi, 1e-9)
		root := math.Sqrt(2 + x*x)
		near(t, "two degrees", studentTail(x, 2), 1/(root*(root+x)), 1e-9)
	}
}

func TestMeanTestInvertsInterval(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 200 {
		var m Mean
		for range 2 + r.IntN(2000) {
			m.Add(3 + 2*r.NormFloat64())
		}
		alpha := math.Pow(10, -5*r.Float64()-0.01)
		i := m.Interval(1 - alpha)
		near(t, "p-value at the low end", m.Test(i.Low), alpha, 1e-6)
		near(t, "p-value at the high end", m.Test(i.High), alpha, 1e-6)
		if m.N > 1000 && alpha > 1e-3 {
			near(t, "normal", m.NormalTest(i.High), alpha, 0.05)
		}
	}
	var m Mean
	if i := m.Interval(0.9); !math.IsInf(i.Low, -1) || !math.IsInf(i.High, 1) || m.Test(3) != 1 || !math.IsNaN(m.Variance()) {
		t.Error("nothing is known of nothing")
	}
	m.Add(4)
	m.Add(4)
	if m.Test(4) != 1 || m.Test(5) != 0 || m.NormalTest(5) != 0 || m.Interval(0.99) != (Interval{4, 4}) {
		t.Error("the same number twice")
	}
}

// The level is kept and the power is there: of 2,000 families of ten true hypotheses few are refuted, and a wrong one nearly always is.
func TestHolmKeepsLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	alarms, caught := 0, 0
	for range 2000 {
		p := make([]float64, 10)
		for i := range p {
			k := int64(0)
			for range 200 {
				if r.Float64() < 0.3 {
					k++
				}
			}
			p[i] = BinomialTest(k, 200, 0.3)
			if i == 9 {
				p[i] = BinomialTest(k, 200, 0.5)
			}
		}
		refuted := Holm(p, 0.05)
		if slices.Contains(refuted[:9], true) {
			alarms++
		}
		if refuted[9] {
			caught++
		}
	}
	if alarms > 130 || caught < 1950 { // 100 are allowed on average; 130 is three standard deviations more
		t.Errorf("%d false alarms, %d of 2000 wrong values caught", alarms, caught)
	}
}
