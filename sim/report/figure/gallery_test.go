package figure

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// To look at the figures: go test ./sim/report/figure -run Gallery -figures DIR
var folder = flag.String("figures", "", "write the figures of the tests to this folder")

// gallery is one figure of each kind, and some of hard data, from numbers like those of a simulation.
func gallery() []*Figure {
	r := rand.New(rand.NewPCG(1, 2))
	normal := func(mean, sd float64, n int) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = mean + sd*r.NormFloat64()
		}
		return v
	}
	about := func(mean, sd float64, n int) Estimate {
		m := mean + sd*r.NormFloat64()/math.Sqrt(float64(n))
		w := 1.96 * sd / math.Sqrt(float64(n))
		return Estimate{m, m - w, m + w, n}
	}
	var all []*Figure

	m := MapData{Title: "Where cheating pays: bond by sampling rate", X: Axis{Label: "sampling rate of a verifier", Unit: ""}, Y: Axis{Label: "bond", Unit: "gwei", Log: true},
		Z: Quantity{"profit of a cheating solver", "gwei"}}
	for _, q := range []float64{0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15} {
		for _, bond := range []float64{0.1e9, 0.2e9, 0.5e9, 1e9, 2e9, 5e9, 10e9, 20e9} {
			caught := 1 - math.Pow(1-q, 5)
			m.Points = append(m.Points, MapPoint{q, bond, about(0.5e9*(1-caught)-bond*caught, 0.5*bond, 400)})
		}
	}
	m.Boundary = &Boundary{"honesty threshold", "D·S = (1−D)·G, D = 1−(1−q)ⁿ, G = 0.5 ether, n = 5", func(q, bond float64) float64 {
		caught := 1 - math.Pow(1-q, 5)
		return bond*caught - 0.5e9*(1-caught)
	}}
	all = append(all, Map("map", m))

	scatter := m
	scatter.Points, scatter.Title = nil, "The same over a Latin hypercube"
	for range 60 {
		q, bond := 0.01+0.14*r.Float64(), 0.1e9*math.Pow(200, r.Float64())
		caught := 1 - math.Pow(1-q, 5)
		scatter.Points = append(scatter.Points, MapPoint{q, bond, about(0.5e9*(1-caught)-bond*caught, 0.5*bond, 400)})
	}
	all = append(all, Map("map-scatter", scatter))

	c := CurveData{Title: "Cheating that nobody finds, by the number of verifiers", X: Axis{Label: "number of verifiers"}, Y: Quantity{"share of cheats undetected", ""}, LogY: true,
		Formula: "(1−q)ⁿ", Whole: true, Exact: func(s int, x float64) float64 { return math.Pow(1-[]float64{0.05, 0.2}[s], x) }}
	for i, q := range []float64{0.05, 0.2} {
		s := Series{Name: fmt.Sprintf("sampling rate %v", q)}
		for _, n := range []float64{1, 2, 3, 5, 8, 12, 20} {
			p := math.Pow(1-q, n)
			s.Points = append(s.Points, CurvePoint{n, about(p, math.Sqrt(p*(1-p)), 4000)})
		}
		_ = i
		c.Series = append(c.Series, s)
	}
	all = append(all, Curve("curve", c))
	names := CurveData{Title: "Forced errors found, with and without commit-reveal", X: Axis{Label: "scheme.commit", Names: []string{"off", "on"}}, Y: Quantity{"share of forced errors found", ""},
		Series: []Series{{Points: []CurvePoint{{0, about(0.35, 0.48, 500)}, {1, about(0.93, 0.25, 500)}}}}}
	all = append(all, Curve("curve-names", names))

	v := ValidationData{Title: "Simulation against closed forms"}
	for _, n := range []string{"detection, Bernoulli", "detection, hypergeometric", "coalition"} {
		for i := range 8 {
			p := math.Pow(0.6, float64(i)+r.Float64())
			v.Rows = append(v.Rows, Check{n, fmt.Sprintf("n = %d", i+1), about(p, math.Sqrt(p*(1-p)), 20000), p})
		}
	}
	all = append(all, Validation("validation", v))
	for i := range 9 {
		v.Rows = append(v.Rows, Check{fmt.Sprintf("form %d", i), "", about(float64(i)+0.5, 1, 500), float64(i) + 0.5})
	}
	v.Rows[30].Exact *= 1.05
	all = append(all, Validation("validation-many", v))
	all = append(all, Forest("forest", ForestData{Title: "Closed forms", Rows: v.Rows[24:]}))
	all = append(all, Forest("forest-wrong", ForestData{Title: "Wrong formulas", Rows: []Check{{"one", "1 + x", Estimate{0.5, 0.4, 0.6, 100}, 0.05}, {"two", "x", Estimate{-0.5, -0.6, -0.4, 100}, 0.5}}, Wrong: true}))

	s := StrategiesData{Title: "Profit by strategy", Value: Quantity{"profit in a run", "gwei"}}
	for i, n := range []string{"solver honest", "solver cheats with probability 0.05", "solver poisoned-step", "verifier honest, rate 0.1", "verifier lazy", "verifier copier"} {
		mean := []float64{3e9, 1.2e9, -6e9, 0.8e9, 1e9, 0.2e9}[i]
		runs := normal(mean, 1.5e9, 300)
		s.Groups = append(s.Groups, Group{n, about(mean, 1.5e9, 300), runs})
	}
	all = append(all, Strategies("strategies", s))

	b := BandsData{Title: "Shares of strategies over time", Value: Quantity{"share of verifiers", ""}, Shares: true}
	for t := range 101 {
		b.Times = append(b.Times, float64(t)*36e11)
	}
	b.Series = []RunSeries{{Name: "honest"}, {Name: "lazy"}, {Name: "copier"}}
	for range 40 {
		x, y := 0.6, 0.3
		var h, l, cp []float64
		for range b.Times {
			h, l, cp = append(h, x), append(l, y), append(cp, 1-x-y)
			x += 0.03*(0.35-x) + 0.01*r.NormFloat64()
			y += 0.03*(0.5-y) + 0.01*r.NormFloat64()
		}
		b.Series[0].Runs, b.Series[1].Runs, b.Series[2].Runs = append(b.Series[0].Runs, h), append(b.Series[1].Runs, l), append(b.Series[2].Runs, cp)
	}
	all = append(all, Bands("shares", b))

	p := PathsData{Title: "The jackpot's pot, and its ruin", Value: Quantity{"pot", "gwei"}, Times: b.Times, Of: 300, Method: "Clopper-Pearson"}
	for range 300 {
		x, out := 5e9, []float64{}
		for range p.Times {
			out = append(out, x)
			if x > 0 {
				x = max(0, x+0.12e9)
				if r.Float64() < 0.06 {
					x = max(0, x-3e9*r.ExpFloat64())
				}
			}
		}
		if x == 0 {
			p.Ruined++
		}
		p.Runs = append(p.Runs, out)
	}
	p.Share = Estimate{float64(p.Ruined) / 300, float64(p.Ruined)/300 - 0.05, float64(p.Ruined)/300 + 0.05, 300}
	all = append(all, Paths("paths", p))

	t := TimesData{Title: "How long disputes take", Value: Quantity{"duration of a dispute", "s"}, One: "dispute"}
	for range 2000 {
		t.Values = append(t.Values, 3600*(2+8*r.Float64())+1800*r.ExpFloat64())
	}
	all = append(all, Times("times", t))

	sp := SpendData{Title: "What an attack costs both sides", Attacker: Quantity{"attackers' spend", "gwei"}, Defender: Quantity{"defenders' spend", "gwei"}, One: "run", Method: "delta method, 95%", Ratio: Estimate{0.62, 0.55, 0.69, 300}}
	for range 300 {
		a := 1e9 * math.Exp(r.NormFloat64())
		sp.Pairs = append(sp.Pairs, [2]float64{a, a * 0.62 * math.Exp(0.3*r.NormFloat64())})
	}
	all = append(all, Spend("spend", sp))

	se := SensitivityData{Title: "What moves the profit of cheating", Value: Quantity{"profit of a cheating solver", "gwei"}, Mean: -1e9, How: "Low and high are the lowest and the highest level."}
	for i, n := range []string{"terms.bond", "verifiers.0.rate", "terms.share", "network.latency", "chain.gas_price"} {
		d := []float64{-6e9, -4e9, 0.8e9, 0.1e9, -0.05e9}[i]
		lo, hi := about(-1e9-d/2, 2e9, 400), about(-1e9+d/2, 2e9, 400)
		w := math.Hypot(lo.High-lo.Mean, hi.High-hi.Mean)
		ch := hi.Mean - lo.Mean
		se.Effects = append(se.Effects, Effect{n, "0.1", "20", lo, hi, Estimate{ch, ch - w, ch + w, 800}})
	}
	all = append(all, Sensitivity("sensitivity", se))

	co := ConvergenceData{Title: "Convergence", Value: Quantity{"undetected cheats", ""}, Confidence: 0.95, Series: []RunValues{{"", normal(3.2, 1.1, 500)}}}
	all = append(all, Convergence("convergence", co))
	co.Series = []RunValues{{"bond 1 ether", normal(3.2, 1.1, 50)}, {"bond 2 ether", normal(2.2, 1, 50)}}
	all = append(all, Convergence("convergence-two", co))

	all = append(all, Convergence("nothing", ConvergenceData{Title: "Convergence", Value: Quantity{"undetected cheats", ""}, Confidence: 0.95, Series: []RunValues{{"", []float64{3}}}}))
	return all
}

func TestGallery(t *testing.T) {
	for _, f := range gallery() {
		if len(f.Says) == 0 {
			t.Errorf("%s: says nothing", f.Name)
		}
		for _, w := range []float64{Wide, Narrow} {
			drawing := f.SVG(w, true)
			if *folder == "" {
				continue
			}
			name := filepath.Join(*folder, fmt.Sprintf("%s-%.0f.svg", f.Name, w))
			if err := os.WriteFile(name, drawing, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
