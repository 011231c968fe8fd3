package report

import (
	"fmt"
	"math"
	"slices"

	"refute/sim/report/figure"
	"refute/sim/stats"
)

func (m *maker) validation(name string, p planned) (*figure.Figure, error) {
	if p.Exact == "" {
		return nil, fmt.Errorf("the plot names no closed form (exact); there are %s", exactNames())
	}
	e, err := findExact(p.Exact)
	if err != nil {
		return nil, err
	}
	d := figure.ValidationData{Title: p.title("Simulated against closed form: " + p.metrics[0].text)}
	for i := range m.r.Points {
		d.Rows = append(d.Rows, figure.Check{Name: e.name, X: m.r.place(i), Estimate: m.estimate(p.metrics[0], i), Exact: e.at(m.pointScenario(i), groupOf(p.Metric), m.numbers(i))})
	}
	f := figure.Validation(name, d)
	f.Shows += " The closed form is " + e.formula + "."
	f.Notes = append(f.Notes, fmt.Sprintf("Each interval holds at %g%% by itself: of %d one would expect %s to miss though the form is right; they use the same random numbers and may miss together.",
		100*m.r.Confidence, len(d.Rows), figure.Num(math.Round(10*(1-m.r.Confidence)*float64(len(d.Rows)))/10)))
	define(f, e.letters)
	m.explain(f, p.metrics[0])
	return f, nil
}

func (m *maker) sensitivity(name string, p planned) (*figure.Figure, error) {
	x := p.metrics[0]
	q := x.quantity()
	d := figure.SensitivityData{Title: p.title("What moves " + q.Label), Value: q}
	if len(m.r.Params) == 0 {
		return nil, fmt.Errorf("nothing is swept: refute sim sweep varies parameters")
	}
	var all []figure.Estimate
	for i := range m.r.Points {
		all = append(all, m.estimate(x, i))
	}
	d.Mean = together(all).Mean
	grid := true
	for i := range m.r.Params {
		_, at := m.axis(i, false)
		levels := slices.Clone(at)
		slices.Sort(levels)
		levels = slices.Compact(levels)
		if len(levels) < 2 {
			continue
		}
		// The lowest and the highest level; where each point has its own (a random design), the lowest and the highest third.
		low, high := levels[0], levels[len(levels)-1]
		random := len(levels) > 8 && len(levels) == len(m.r.Points)
		if random {
			grid = false
			low, high = levels[(len(levels)-1)/3], levels[len(levels)-1-(len(levels)-1)/3]
		}
		var atLow, atHigh []figure.Estimate
		for j, v := range at {
			if v <= low {
				atLow = append(atLow, all[j])
			}
			if v >= high {
				atHigh = append(atHigh, all[j])
			}
		}
		e := figure.Effect{Parameter: m.parameter(i), Low: levelName(m.r, i, at, levels[0]), High: levelName(m.r, i, at, levels[len(levels)-1])}
		if random {
			e.Low = "lowest third of " + e.Low
			e.AtLow, e.AtHigh = among(atLow, m.r.Confidence), among(atHigh, m.r.Confidence)
		} else {
			e.AtLow, e.AtHigh = together(atLow), together(atHigh)
		}
		e.Change = figure.Estimate{Mean: e.AtHigh.Mean - e.AtLow.Mean, N: e.AtLow.N + e.AtHigh.N}
		e.Change.Low, e.Change.High = e.AtHigh.Low-e.AtLow.High, e.AtHigh.High-e.AtLow.Low // wide enough whatever the correlation
		d.Effects = append(d.Effects, e)
	}
	d.How = "Low and high are the parameter's lowest and highest level; intervals are those of the runs, and the change's reaches as far as both."
	if !grid {
		d.How = "Low and high are the lowest and the highest third of the points by the parameter; intervals are of the points' means, so that what the other parameters do is in them."
	}
	f := figure.Sensitivity(name, d)
	m.explain(f, x)
	return f, nil
}

// among is the mean of points' means with the interval that their scatter gives.
func among(e []figure.Estimate, confidence float64) figure.Estimate {
	var s stats.Mean
	for _, x := range e {
		s.Add(x.Mean)
	}
	in := s.Interval(confidence)
	return figure.Estimate{Mean: s.Mean, Low: in.Low, High: in.High, N: int(s.N)}
}

func levelName(r *Results, param int, at []float64, level float64) string {
	return r.Points[slices.Index(at, level)][param]
}
