package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"refute/sim/report/figure"
	"refute/sim/scenario"
	"refute/sim/stats"
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
	for i := range m.r.Points {
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
	if len(order) < len(m.r.Points) {
		m.others(f, x, y)
	}
	m.explain(f, p.metrics[0])
	m.parameters(f, x, y)
	return f, nil
}

// define says what a formula's letters mean.
func define(f *figure.Figure, letters string) {
	if letters == "" {
		return
	}
	var each []string // once
	for _, s := range strings.Split(letters, "; ") {
		if !slices.Contains(each, s) {
			each = append(each, s)
		}
	}
	f.Notes = append(f.Notes, "In the closed form: "+strings.Join(each, "; ")+".")
}

// parameters says what the paths mean.
func (m *maker) parameters(f *figure.Figure, which ...int) {
	for _, i := range which {
		q := m.r.Params[i]
		name := m.parameter(i)
		if name != q.Path {
			name += " (" + q.Path + ")"
		}
		if q.Doc != "" {
			f.Shows += " " + capitalise(name) + ": " + strings.TrimSuffix(lower(q.Doc), ".") + "."
		}
	}
}

func lower(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
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
	for i := range m.r.Points {
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
	if averaged {
		m.others(f, shown...)
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

// pointScenario is the scenario of a point: that of the file with the point's values.
func (m *maker) pointScenario(point int) *scenario.Scenario {
	if m.scenario == nil || len(m.r.Params) == 0 {
		return m.scenario
	}
	if s, ok := m.scenarios[point]; ok {
		return s
	}
	sets := slices.Clone(m.r.Sets)
	for i, p := range m.r.Params {
		sets = append(sets, p.Path+"="+m.r.Points[point][i])
	}
	s, err := scenario.Read("scenario", strings.NewReader(m.r.Scenario), sets)
	if err != nil {
		s = nil
	}
	m.scenarios[point] = s
	return s
}

// numbers are the parameters of a point that are numbers, by path.
func (m *maker) numbers(point int) map[string]float64 {
	out := map[string]float64{}
	for i, p := range m.r.Params {
		if x := p.Number(m.r.Points[point][i]); !math.IsNaN(x) {
			out[p.Path] = x
		}
	}
	return out
}

// whole tells whether all values are small whole numbers: a parameter that counts something.
func (m *maker) whole(v []float64) bool {
	return !slices.ContainsFunc(v, func(x float64) bool { return x != math.Trunc(x) || math.Abs(x) > 1e4 }) && slices.Max(v) > 1
}

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
	define(f, e.letters)
	m.explain(f, p.metrics[0])
	return f, nil
}

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

// group names a group with what it does, "cheat: 2 solvers, substitute", and counts its members.
func (m *maker) group(column string) (name string, members float64) {
	parts := strings.Split(column, ".")
	if len(parts) != 3 || m.scenario == nil {
		return column, 1
	}
	count, strategy, arms := 0, []string(nil), []string(nil)
	for _, g := range m.scenario.Solvers {
		if parts[0] == "solver" && g.Name == parts[1] {
			count, strategy, arms = g.Count, g.Strategy, g.Arms
		}
	}
	for _, g := range m.scenario.Verifiers {
		if parts[0] == "verifier" && g.Name == parts[1] {
			count, strategy, arms = g.Count, g.Strategy, g.Arms
		}
	}
	// A sweep may vary how many there are.
	list := map[string]string{"solver": "solvers", "verifier": "verifiers"}[parts[0]]
	for i, p := range m.r.Params {
		if k, key, ok := m.listed(p.Path); ok && key == "count" && k == list+"."+parts[1] {
			count = int(p.Number(m.r.Points[m.point][i]))
		}
	}
	if count < 1 {
		return column, 1
	}
	does := strings.Join(strategy, ", ")
	if len(arms) > 0 {
		does = "learning which of " + strings.Join(arms, ", ")
		if len(strategy) > 1 {
			does += "; " + strings.Join(strategy[1:], ", ")
		}
	}
	s := "s"
	if count == 1 {
		s = ""
	}
	return fmt.Sprintf("%s (%d %s%s, %s)", parts[1], count, parts[0], s, does), float64(count)
}

// listed is the group of a parameter such as verifiers.0.rate, as verifiers.NAME, and its key.
func (m *maker) listed(path string) (group, key string, ok bool) {
	parts := strings.SplitN(path, ".", 3)
	if m.scenario == nil || len(parts) != 3 {
		return "", "", false
	}
	i, err := strconv.Atoi(parts[1])
	switch {
	case err != nil || i < 0:
	case parts[0] == "solvers" && i < len(m.scenario.Solvers):
		return "solvers." + m.scenario.Solvers[i].Name, parts[2], true
	case parts[0] == "verifiers" && i < len(m.scenario.Verifiers):
		return "verifiers." + m.scenario.Verifiers[i].Name, parts[2], true
	}
	return "", "", false
}

// parameter is a swept parameter in a reader's words: "rate of watch" for verifiers.0.rate.
func (m *maker) parameter(i int) string {
	path := m.r.Params[i].Path
	if group, key, ok := m.listed(path); ok {
		list, name, _ := strings.Cut(group, ".")
		return strings.ReplaceAll(key, "_", " ") + " of " + list + " (" + name + ")"
	}
	return path
}

// withoutRest leaves out the first arm of each group that has two, since its share is what the other's leaves, and gives the series their names for readers:
// "honest (watch)" for share.watch.honest.
func withoutRest(all []figure.RunSeries, shares bool) []figure.RunSeries {
	arms := map[string]int{}
	group := func(s figure.RunSeries) string { return s.Name[:max(0, strings.LastIndexByte(s.Name, '.'))] }
	for _, s := range all {
		arms[group(s)]++
	}
	seen := map[string]bool{}
	var out []figure.RunSeries
	for _, s := range all {
		g := group(s)
		first := !seen[g]
		seen[g] = true
		if shares && first && arms[g] == 2 {
			continue
		}
		if parts := strings.Split(s.Name, "."); len(parts) == 3 && parts[0] == "share" {
			s.Name = parts[2] + " (" + parts[1] + ")"
		}
		out = append(out, s)
	}
	return out
}

// seriesUnit is the unit of a series: those of money are in ether.
func seriesUnit(name string) string {
	for _, s := range []string{"pot", "burnt", "spend", "profit"} {
		if strings.Contains(name, s) {
			return "ether"
		}
	}
	return ""
}

func (m *maker) shares(name string, p planned) (*figure.Figure, error) {
	isShare := strings.HasPrefix(p.Metric, "share")
	d := figure.BandsData{Title: p.title("Shares of strategies over time"), Value: figure.Quantity{Label: "share of a group that plays a strategy"}, Shares: isShare, Times: m.series.times}
	if !isShare {
		d.Title, d.Value = p.title(capitalise(p.Metric)+" over time"), figure.Quantity{Label: p.Metric, Unit: seriesUnit(p.Metric)}
	}
	for _, s := range m.series.names {
		if s == p.Metric || strings.HasPrefix(s, strings.TrimSuffix(p.Metric, ".")+".") {
			d.Series = append(d.Series, figure.RunSeries{Name: s, Runs: m.series.runs[s]})
		}
	}
	d.Series = withoutRest(d.Series, isShare)
	if len(d.Series) == 0 {
		return nil, fmt.Errorf("the runs recorded no series that begins with %q; output.series_every of the scenario asks for series", p.Metric)
	}
	letters := ""
	for _, text := range strings.Fields(p.Exact) {
		e, err := findExact(text)
		if err != nil {
			return nil, err
		}
		if v := e.at(m.pointScenario(m.point), "", m.numbers(m.point)); !math.IsNaN(v) {
			d.Levels = append(d.Levels, figure.Level{Name: e.formula, Value: v})
			if letters != "" {
				letters += "; "
			}
			letters += e.letters
		}
	}
	f := figure.Bands(name, d)
	define(f, letters)
	m.fewer(f)
	return f, nil
}

func (m *maker) paths(name string, p planned) (*figure.Figure, error) {
	runs := m.series.runs[p.Metric]
	if len(runs) == 0 {
		return nil, fmt.Errorf("the runs recorded no series %q; output.series_every of the scenario asks for series", p.Metric)
	}
	d := figure.PathsData{Title: p.title(capitalise(strings.ReplaceAll(p.Metric, "_", " ")) + ", run by run"), Value: figure.Quantity{Label: strings.ReplaceAll(p.Metric, "_", " "), Unit: seriesUnit(p.Metric)}, Times: m.series.times, Runs: runs}
	if len(p.metrics) > 0 {
		for _, x := range m.data.runs(p.metrics[0], m.point) {
			d.Of++
			if x > 0 {
				d.Ruined++
			}
		}
		if d.Of > 0 {
			in := stats.ClopperPearson(int64(d.Ruined), int64(d.Of), m.r.Confidence)
			d.Share = figure.Estimate{Mean: float64(d.Ruined) / float64(d.Of), Low: in.Low, High: in.High, N: d.Of}
			d.Method = "Clopper and Pearson's interval"
		}
	}
	f := figure.Paths(name, d)
	if len(p.metrics) > 0 && p.metrics[0].doc != "" {
		f.Shows += " Ruin: " + p.metrics[0].doc + "."
	}
	m.fewer(f)
	return f, nil
}

// fewer says whose series were kept.
func (m *maker) fewer(f *figure.Figure) {
	if len(m.r.Points) > 1 {
		f.Notes = append(f.Notes, fmt.Sprintf("The runs are those of one point of the sweep: %s.", m.r.place(m.point)))
	}
	n := 0
	for _, runs := range m.series.runs {
		n = max(n, len(runs))
	}
	if all := m.data.moments[m.point].n; n < all {
		f.Notes = append(f.Notes, fmt.Sprintf("Series are of the first %d of %d runs.", n, all))
	}
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

func (m *maker) convergence(name string, p planned) (*figure.Figure, error) {
	x := p.metrics[0]
	d := figure.ConvergenceData{Title: p.title("Have there been enough runs?"), Value: x.quantity(), Confidence: m.r.Confidence}
	if !x.plain() {
		// The running mean is of one run's values; those without a denominator are left out.
		d.Value.Label += " (run by run)"
	}
	d.Series = append(d.Series, figure.RunValues{Runs: m.data.runs(x, m.point)})
	f := figure.Convergence(name, d)
	m.here(f)
	m.explain(f, x)
	return f, nil
}
