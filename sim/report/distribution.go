package report

import (
	"fmt"
	"strings"

	"refute/sim/report/figure"
)

func (m *maker) strategies(name string, p planned) (*figure.Figure, error) {
	d := figure.StrategiesData{Title: p.title("Profit by strategy"), Value: figure.Quantity{Label: p.Metric + " of a member in a run", Unit: p.metrics[0].unit}}
	if m.scenario == nil {
		d.Value.Label = p.Metric + " of a group in a run"
	}
	for _, x := range p.metrics {
		name, members := m.group(x.text)
		g := figure.Group{Name: name, Mean: m.estimate(x, m.point), Runs: m.data.runs(x, m.point)}
		g.Mean.Mean, g.Mean.Low, g.Mean.High = g.Mean.Mean/members, g.Mean.Low/members, g.Mean.High/members
		for i := range g.Runs {
			g.Runs[i] /= members
		}
		d.Groups = append(d.Groups, g)
	}
	f := figure.Strategies(name, d)
	m.here(f)
	return f, nil
}

func (m *maker) times(name string, p planned) (*figure.Figure, error) {
	x := p.metrics[0]
	d := figure.TimesData{Title: p.title("How long disputes take"), Value: x.quantity(), One: "run", LogX: p.LogX}
	if p.Title == "" && !strings.Contains(p.Metric, "dispute") {
		d.Title = "Distribution of " + x.quantity().Label
	}
	values := m.data.runs(x, m.point)
	without := 0
	if len(p.metrics) > 1 {
		for i, g := range m.data.runs(p.metrics[1], m.point) {
			if g == 0 {
				without++
			} else {
				d.Values = append(d.Values, values[i])
			}
		}
	} else {
		d.Values = values
	}
	f := figure.Times(name, d)
	if without > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("%d of %d runs had no dispute; they are left out.", without, len(values)))
	}
	m.here(f)
	m.explain(f, x)
	return f, nil
}

func (m *maker) spend(name string, p planned) (*figure.Figure, error) {
	a, b, ratio := p.metrics[0], p.metrics[1], p.metrics[2]
	if a.unit != b.unit {
		return nil, fmt.Errorf("%s is in %q and %s in %q: they cannot be compared", a.text, a.unit, b.text, b.unit)
	}
	d := figure.SpendData{Title: p.title("What an attack costs both sides"), Attacker: a.quantity(), Defender: b.quantity(), One: "run",
		Method: fmt.Sprintf("ratio of the sums, delta method, %g%%", 100*m.r.Confidence)}
	if len(m.r.Points) == 1 {
		x, y := m.data.runs(a, 0), m.data.runs(b, 0)
		for i := range x {
			d.Pairs = append(d.Pairs, [2]float64{x[i], y[i]})
		}
		d.Ratio = m.estimate(ratio, 0)
	} else {
		d.One = "point"
		for i := range m.data.moments {
			d.Pairs = append(d.Pairs, [2]float64{m.estimate(a, i).Mean, m.estimate(b, i).Mean})
		}
		d.Ratio = ratioOfSums(ratio.terms[0], m.data.moments, m.r.Confidence)
	}
	f := figure.Spend(name, d)
	if len(m.r.Points) == 1 {
		m.here(f)
	}
	m.explain(f, a)
	m.explain(f, b)
	return f, nil
}

// convergence shows the point that is known least: whether there were enough runs for it, and so for all.
func (m *maker) convergence(name string, p planned) (*figure.Figure, error) {
	x := p.metrics[0]
	d := figure.ConvergenceData{Title: p.title("Have there been enough runs?"), Value: x.quantity(), Confidence: m.r.Confidence}
	if !x.plain() {
		// The running mean is of one run's values; those without a denominator are left out.
		d.Value.Label += " (run by run)"
	}
	point, widest := m.point, 0.0
	for i := range m.r.Points {
		if e := m.estimate(x, i); e.High-e.Low > widest {
			point, widest = i, e.High-e.Low
		}
	}
	d.Series = append(d.Series, figure.RunValues{Runs: m.data.runs(x, point)})
	f := figure.Convergence(name, d)
	if len(m.r.Points) > 1 {
		f.Notes = append(f.Notes, "The runs are those of the point whose interval is the widest: "+m.r.place(point)+".")
	}
	m.first(f, point)
	if !x.plain() {
		f.Notes = append(f.Notes, "Here a ratio is each run's own; elsewhere it is that of the sums over all runs.")
	}
	m.explain(f, x)
	return f, nil
}
