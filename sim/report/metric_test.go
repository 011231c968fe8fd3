package report

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"refute/sim/report/figure"
	"refute/sim/stats"
)

func results(columns ...string) *Results {
	r := &Results{}
	for _, c := range columns {
		r.Columns = append(r.Columns, Column{Name: c})
	}
	return r
}

func TestMetricMean(t *testing.T) {
	var need columns
	m, err := results("a", "b").metric("b", &need)
	if err != nil {
		t.Fatal(err)
	}
	g := rand.New(rand.NewPCG(1, 1))
	mo, want := newMoments(1), stats.Mean{}
	for range 50 {
		x := 1e9 + g.NormFloat64()
		mo.add([]float64{x})
		want.Add(x)
	}
	e, in := m.estimate(mo, 0.9), want.Interval(0.9)
	for i, d := range []float64{e.Mean - want.Mean, e.Low - in.Low, e.High - in.High} {
		if math.Abs(d) > 1e-6 {
			t.Errorf("%d: off by %g", i, d)
		}
	}
}

// TestMetricCovers: intervals of ratios and of differences of ratios hold the true value about as often as they say.
func TestMetricCovers(t *testing.T) {
	var need columns
	r := results("a", "b", "c", "d")
	ratio, err := r.metric("a/b", &need)
	if err != nil {
		t.Fatal(err)
	}
	difference, err := r.metric("a/b - c/d", &need)
	if err != nil {
		t.Fatal(err)
	}
	g := rand.New(rand.NewPCG(2, 2))
	const times = 600
	held := [2]int{}
	for range times {
		mo := newMoments(len(need.names))
		for range 80 {
			b, d := 20+10*g.Float64(), 30+10*g.Float64()
			common := g.NormFloat64()
			mo.add([]float64{0.3*b + 2*g.NormFloat64() + common, b, 0.1*d + common, d})
		}
		for i, want := range []float64{0.3, 0.2} {
			if e := []*metric{ratio, difference}[i].estimate(mo, 0.9); e.Low <= want && want <= e.High {
				held[i]++
			}
		}
	}
	for i, n := range held {
		if n < times*86/100 || n > times*94/100 {
			t.Errorf("metric %d: %d of %d intervals of 90%% hold the true value", i, n, times)
		}
	}
}

func TestMetricOfCounts(t *testing.T) {
	var need columns
	r := results("found", "all")
	share, _ := r.metric("found/all", &need)
	mo := newMoments(2)
	for range 10 {
		mo.add([]float64{0, 5})
	}
	e, in := share.estimate(mo, 0.95), stats.ClopperPearson(0, 50, 0.95)
	if e != (figure.Estimate{Mean: 0, Low: in.Low, High: in.High, N: 10}) {
		t.Errorf("none of 50: %+v, want %+v", e, in)
	}
	mo = newMoments(2)
	for i := range 900 { // 900 runs of 24 or 25: the mean is no whole number
		mo.add([]float64{0, float64(24 + i%7%2)})
	}
	if e := share.estimate(mo, 0.95); !(e.High > 0) {
		t.Errorf("none of many: %+v", e)
	}
	r.Columns = append(r.Columns, Column{"profit", "gwei", ""})
	var other columns
	earned, _ := r.metric("profit/all", &other)
	mo = newMoments(2)
	for range 10 {
		mo.add([]float64{0, 5})
	}
	if e := earned.estimate(mo, 0.95); e.Low != 0 || e.High != 0 {
		t.Errorf("money is no share: %+v", e)
	}
	one, _ := r.metric("found", &need)
	mo = newMoments(2)
	for i := range 10 {
		mo.add([]float64{float64(i / 7), 1})
	}
	if e, in := one.estimate(mo, 0.95), stats.ClopperPearson(3, 10, 0.95); math.Abs(e.Low-in.Low)+math.Abs(e.High-in.High) > 1e-12 {
		t.Errorf("3 of 10 runs: %+v, want %+v", e, in)
	}
	for _, none := range []*moments{nil, newMoments(2)} {
		if e := share.estimate(none, 0.95); !math.IsNaN(e.Mean) {
			t.Errorf("of no runs: %+v", e)
		}
	}
	mo = newMoments(2)
	mo.add([]float64{1, 0})
	if e := share.estimate(mo, 0.95); !math.IsNaN(e.Mean) {
		t.Errorf("divided by 0: %+v", e)
	}
}

func TestMetricRefuses(t *testing.T) {
	r := results("a", "b")
	r.Columns = append(r.Columns, Column{"money", "gwei", ""})
	for _, text := range []string{"", "c", "a/c", "a - money", "a - b - a", "a/b/b"} {
		if _, err := r.metric(text, new(columns)); err == nil {
			t.Errorf("%q is a metric", text)
		}
	}
}

// TestTogether: the interval of a mean over points holds, though all points draw the same numbers.
func TestTogether(t *testing.T) {
	g := rand.New(rand.NewPCG(3, 3))
	held := 0
	for range 400 {
		points := make([]stats.Mean, 5)
		for range 60 {
			x := g.NormFloat64()
			for i := range points {
				points[i].Add(float64(i) + x + 0.1*g.NormFloat64())
			}
		}
		var all []figure.Estimate
		for _, p := range points {
			in := p.Interval(0.9)
			all = append(all, figure.Estimate{Mean: p.Mean, Low: in.Low, High: in.High, N: 60})
		}
		if e := together(all); e.Low <= 2 && 2 <= e.High {
			held++
		}
	}
	if held < 340 {
		t.Errorf("%d of 400 intervals of 90%% hold the true mean", held)
	}
}

// TestSlice: of a grid a plot takes the points that are like the scenario's own in all that it does not show, of another design all.
func TestSlice(t *testing.T) {
	m := &maker{r: &Results{}}
	for _, a := range []string{"1", "2"} {
		for _, b := range []string{"x", "y", "z"} {
			for _, c := range []string{"1h", "2h"} {
				m.r.Points = append(m.r.Points, []string{a, b, c})
			}
		}
	}
	m.point = 3 // 1, y, 2h
	for _, c := range []struct {
		shown, want []int
	}{
		{[]int{0}, []int{3, 9}},
		{[]int{0, 1}, []int{1, 3, 5, 7, 9, 11}},
		{[]int{2}, []int{2, 3}},
	} {
		if got, sliced := m.slice(c.shown...); !sliced || !slices.Equal(got, c.want) {
			t.Errorf("by %v: %v, want %v", c.shown, got, c.want)
		}
	}
	if got, sliced := m.slice(0, 1, 2); sliced || len(got) != 12 {
		t.Errorf("all shown: %v", got)
	}
	m.r.Points = [][]string{{"1", "x", "3h"}, {"2", "y", "1h"}, {"3", "z", "2h"}, {"3", "x", "1h"}}
	if got, sliced := m.slice(0); sliced || len(got) != 4 {
		t.Errorf("no grid: %v", got)
	}
}
