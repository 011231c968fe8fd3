package report

import (
	"fmt"
	"math"
	"slices"

	"refute/sim/report/figure"
)

// value is a key for a float in a map; NaN is not one.
func value(x float64) uint64 { return math.Float64bits(x) }

func (m *maker) safeMap(name string, p planned) (*figure.Figure, error) {
	x, err := m.r.param(p.X, 0)
	if err != nil {
		return nil, err
	}
	second := 1
	if x == 1 {
		second = 0
	}
	y, err := m.r.param(p.Y, second)
	if err != nil {
		return nil, err
	}
	if x == y {
		return nil, fmt.Errorf("x and y are the same parameter, %s", m.r.Params[x].Path)
	}
	q := p.metrics[0].quantity()
	d := figure.MapData{Title: p.title(fmt.Sprintf("%s by %s and %s", capitalise(q.Label), m.parameter(x), m.parameter(y))), Z: q, Limit: p.Limit, Under: p.Unsafe == "below"}
	var xs, ys []float64
	d.X, xs = m.axis(x, p.LogX)
	d.Y, ys = m.axis(y, p.LogY)
	type place struct{ x, y uint64 }
	cells := map[place][]figure.Estimate{}
	var order []int
	points, sliced := m.slice(x, y)
	for _, i := range points {
		k := place{value(xs[i]), value(ys[i])}
		if cells[k] == nil {
			order = append(order, i)
		}
		cells[k] = append(cells[k], m.estimate(p.metrics[0], i))
	}
	for _, i := range order {
		d.Points = append(d.Points, figure.MapPoint{X: xs[i], Y: ys[i], Z: together(cells[place{value(xs[i]), value(ys[i])}])})
	}
	letters := ""
	if p.Exact != "" {
		e, err := findExact(p.Exact)
		if err != nil {
			return nil, err
		}
		letters = e.letters
		if len(d.X.Names) == 0 && len(d.Y.Names) == 0 {
			d.Boundary = e.boundary(m.scenario, groupOf(p.Metric), m.r.Params[x].Path, m.r.Params[y].Path, p.Limit, d.Under)
		}
	}
	f := figure.Map(name, d)
	define(f, letters)
	if sliced || len(order) < len(points) {
		m.others(f, sliced, x, y)
	}
	m.explain(f, p.metrics[0])
	m.parameters(f, x, y)
	return f, nil
}

// mostLines is how many values of a second parameter are lines of their own.
const mostLines = 6

func (m *maker) curve(name string, p planned) (*figure.Figure, error) {
	x, err := m.r.param(p.X, 0)
	if err != nil {
		return nil, err
	}
	q := p.metrics[0].quantity()
	d := figure.CurveData{Title: p.title(fmt.Sprintf("%s against %s", capitalise(q.Label), m.parameter(x))), Y: q, LogY: p.LogY}
	var xs []float64
	d.X, xs = m.axis(x, p.LogX)
	shown := []int{x}
	lines := make([]string, len(m.r.Points)) // each point's line
	second := 1
	if x == 1 {
		second = 0
	}
	if p.Y == "none" {
		second = len(m.r.Params)
		p.Y = ""
	}
	if y, err := m.r.param(p.Y, second); err == nil && y != x {
		names := []string{}
		for i := range m.r.Points {
			if v := m.r.Points[i][y]; !slices.Contains(names, v) {
				names = append(names, v)
			}
		}
		if len(names) <= mostLines {
			shown = append(shown, y)
			for i := range m.r.Points {
				lines[i] = m.parameter(y) + " = " + m.r.Points[i][y]
			}
		}
	} else if p.Y != "" {
		return nil, err
	}
	type place struct {
		line string
		x    uint64
	}
	cells := map[place][]figure.Estimate{}
	first := []int{} // a point of each line
	points, sliced := m.slice(shown...)
	for _, i := range points {
		k := place{lines[i], value(xs[i])}
		s := slices.IndexFunc(d.Series, func(s figure.Series) bool { return s.Name == lines[i] })
		if s < 0 {
			s = len(d.Series)
			d.Series = append(d.Series, figure.Series{Name: lines[i]})
			first = append(first, i)
		}
		if cells[k] == nil {
			d.Series[s].Points = append(d.Series[s].Points, figure.CurvePoint{X: xs[i]})
		}
		cells[k] = append(cells[k], m.estimate(p.metrics[0], i))
	}
	averaged := false
	for s := range d.Series {
		pts := d.Series[s].Points
		for i := range pts {
			c := cells[place{d.Series[s].Name, value(pts[i].X)}]
			averaged = averaged || len(c) > 1
			pts[i].Y = together(c)
		}
		slices.SortStableFunc(pts, func(a, b figure.CurvePoint) int {
			switch {
			case a.X < b.X:
				return -1
			case a.X > b.X:
				return 1
			}
			return 0
		})
	}
	letters := ""
	if p.Exact != "" {
		e, err := findExact(p.Exact)
		if err != nil {
			return nil, err
		}
		letters = e.letters
		d.Formula, d.Whole = e.formula, m.whole(xs)
		d.Sparse = e.slow()
		type evaluation struct {
			series int
			x      float64
		}
		known := map[evaluation]float64{}
		form := func(s int, v float64) float64 {
			at := m.numbers(first[s])
			at[m.r.Params[x].Path] = v
			if len(d.X.Names) > 0 {
				i := m.at(x, d.X.Names, v, first[s])
				return e.at(m.pointScenario(i), groupOf(p.Metric), m.numbers(i))
			}
			return e.at(m.pointScenario(first[s]), groupOf(p.Metric), at)
		}
		d.Exact = func(s int, v float64) float64 {
			k := evaluation{s, v}
			if _, ok := known[k]; !ok {
				known[k] = form(s, v)
			}
			return known[k]
		}
	}
	if p.Threshold != "" && len(d.X.Names) == 0 {
		e, err := findExact(p.Threshold)
		if err != nil {
			return nil, err
		}
		for s := range d.Series {
			v := e.at(m.pointScenario(first[s]), groupOf(p.Metric), m.numbers(first[s]))
			if !math.IsNaN(v) && !slices.ContainsFunc(d.Thresholds, func(t figure.Level) bool { return t.Value == v }) {
				d.Thresholds = append(d.Thresholds, figure.Level{Name: e.formula, Value: v})
			}
		}
		if letters != "" {
			letters += "; "
		}
		letters += e.letters
	}
	f := figure.Curve(name, d)
	define(f, letters)
	if sliced || averaged {
		m.others(f, sliced, shown...)
	}
	m.explain(f, p.metrics[0])
	m.parameters(f, shown...)
	return f, nil
}

// at finds a point that has a named value of a parameter and otherwise those of another point, or that other point.
func (m *maker) at(param int, names []string, v float64, like int) int {
	for i, p := range m.r.Points {
		q := slices.Clone(m.r.Points[like])
		q[param] = names[max(0, min(len(names)-1, int(math.Round(v))))]
		if slices.Equal(p, q) {
			return i
		}
	}
	return like
}

// whole tells whether all values are small whole numbers: a parameter that counts something.
func (m *maker) whole(v []float64) bool {
	return !slices.ContainsFunc(v, func(x float64) bool { return x != math.Trunc(x) || math.Abs(x) > 1e4 }) && slices.Max(v) > 1
}
