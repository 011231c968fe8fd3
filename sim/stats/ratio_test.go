package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestRatio(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for range 200 {
		var q, ones Ratio
		var m Mean
		for range 20 + r.IntN(500) {
			x := 3 + r.NormFloat64()
			y := 2*x + r.NormFloat64()
			q.Add(x, y)
			ones.Add(1, y)
			m.Add(y)
		}
		alpha := math.Pow(10, -4*r.Float64()-0.01)
		i := q.Interval(1 - alpha)
		if !i.Contains(q.Value()) {
			t.Errorf("%v without %g", i, q.Value())
		}
		near(t, "p-value at the low end", q.Test(i.Low), alpha, 1e-5)
		near(t, "p-value at the high end", q.Test(i.High), alpha, 1e-5)
		// With x = 1 it is the mean.
		near(t, "mean", ones.Value(), m.Mean, 1e-13)
		near(t, "test", ones.Test(6.1), m.Test(6.1), 1e-8)
		j, k := ones.Interval(1-alpha), m.Interval(1-alpha)
		near(t, "low", j.Low, k.Low, 1e-9)
		near(t, "high", j.High, k.High, 1e-9)
	}
	// Coverage, counted.
	missed := 0
	for range 4000 {
		var q Ratio
		for range 40 {
			x := 1 + r.Float64()
			q.Add(x, 0.7*x+r.ExpFloat64()-1)
		}
		if !q.Interval(0.95).Contains(0.7) {
			missed++
		}
	}
	if missed < 140 || missed > 280 { // 200 are expected
		t.Errorf("%d of 4000 intervals miss", missed)
	}
	var zero Ratio
	for i := range 10 {
		zero.Add(float64(i%2)*2-1, 1)
	}
	if j := zero.Interval(0.9); !math.IsInf(j.Low, -1) {
		t.Errorf("the denominator's mean is 0: %v", j)
	}
	var same Ratio
	for range 10 {
		same.Add(0.3, 0.1)
	}
	if same.Test(0.1/0.3) != 1 || same.Test(0.34) != 0 {
		t.Error("the same pair again and again")
	}
}
