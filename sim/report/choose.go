package report

import (
	"fmt"
	"slices"
	"strings"

	"refute/sim/report/figure"
	"refute/sim/report/plotspec"
	"refute/sim/scenario"
)

// maker makes the figures of a report.
type maker struct {
	r         *Results
	scenario  *scenario.Scenario // nil if its text cannot be read
	main      string             // the metric that the experiment is about
	point     int                // whose runs are shown where one point's are
	asked     []plotspec.Plot
	data      *loaded
	need      columns
	series    *series
	scenarios map[int]*scenario.Scenario // by point
	left      int                        // plots that need a sweep, where nothing is swept
}

// planned is a plot that was asked for, with its metrics found.
type planned struct {
	plotspec.Plot
	metrics []*metric
	err     error
}

// figures makes all figures of the results: first those that the scenario asks for, then profit by strategy and convergence.
func (m *maker) figures() ([]*figure.Figure, error) {
	if len(m.asked) == 0 {
		m.asked = m.fitting()
	}
	plans := []planned{}
	for _, p := range m.asked {
		if len(m.r.Params) == 0 && slices.Contains([]string{"map", "curve", "sensitivity"}, p.Kind) {
			m.left++
			continue
		}
		plans = append(plans, m.plan(p))
	}
	for _, kind := range []string{"strategies", "convergence"} {
		if !slices.ContainsFunc(m.asked, func(p plotspec.Plot) bool { return p.Kind == kind }) {
			plans = append(plans, m.plan(plotspec.Plot{Kind: kind}))
		}
	}
	var err error
	if m.data, err = m.r.load(m.need); err != nil {
		return nil, err
	}
	var prefixes []string
	for _, p := range plans {
		if p.Kind == "shares" || p.Kind == "paths" {
			prefixes = append(prefixes, p.Metric)
		}
	}
	if m.series, err = m.r.loadSeries(m.point, prefixes); err != nil {
		return nil, err
	}
	var out []*figure.Figure
	used := map[string]int{}
	for _, p := range plans {
		name := p.Kind
		if used[p.Kind]++; used[p.Kind] > 1 {
			name = fmt.Sprintf("%s-%d", p.Kind, used[p.Kind])
		}
		out = append(out, m.figure(name, p))
	}
	return out, nil
}

// fitting is what a report shows of a scenario that does not say.
func (m *maker) fitting() []plotspec.Plot {
	var out []plotspec.Plot
	switch len(m.r.Params) {
	case 0:
	case 1:
		out = append(out, plotspec.Plot{Kind: "curve"})
	default:
		x, err := m.r.metric(m.main, &columns{})
		switch {
		case err == nil && x.unit == "gwei": // money has a natural limit, 0
			out = append(out, plotspec.Plot{Kind: "map", Y: m.r.Params[1].Path})
		case m.grid(0, 1):
			out = append(out, plotspec.Plot{Kind: "curve", Y: m.r.Params[1].Path})
		}
		out = append(out, plotspec.Plot{Kind: "sensitivity"})
	}
	if slices.ContainsFunc(m.r.Columns, func(c Column) bool { return strings.HasPrefix(c.Name, "share.") }) {
		out = append(out, plotspec.Plot{Kind: "shares"})
	}
	return out
}

// plan fills in what a plot leaves open and finds its metrics.
func (m *maker) plan(p plotspec.Plot) planned {
	r := m.r
	want := []string{}
	switch p.Kind {
	case "strategies":
		if p.Metric == "" {
			p.Metric = "profit"
		}
		for _, c := range r.Columns {
			if strings.HasSuffix(c.Name, "."+p.Metric) {
				want = append(want, c.Name)
			}
		}
		if len(want) == 0 {
			return planned{Plot: p, err: fmt.Errorf("no group has a metric that ends with .%s", p.Metric)}
		}
	case "shares":
		if p.Metric == "" {
			p.Metric = "share"
		}
	case "paths":
		if p.Metric == "" {
			p.Metric = "pot"
		}
		for _, ruin := range []string{p.Metric + "_ruined", "ruined"} {
			if _, ok := r.column(ruin); ok {
				want = append(want, ruin)
				break
			}
		}
	case "times":
		if p.Metric == "" {
			p.Metric = "dispute_seconds"
		}
		want = append(want, p.Metric)
		if _, ok := r.column("games"); ok && strings.Contains(p.Metric, "dispute") {
			want = append(want, "games")
		}
	case "spend":
		if p.X == "" {
			p.X = "attack_spend"
		}
		if p.Metric == "" {
			p.Metric = "defence_spend"
		}
		want = append(want, p.X, p.Metric, p.Metric+"/"+p.X)
	default:
		if p.Metric == "" {
			p.Metric = m.main
		}
		want = append(want, p.Metric)
	}
	for _, q := range m.asked { // a metric has one name throughout
		if p.Label == "" && q.Metric == p.Metric {
			p.Label = q.Label
		}
	}
	out := planned{Plot: p}
	for _, text := range want {
		x, err := r.metric(text, &m.need)
		if err != nil {
			out.err = err
			return out
		}
		if text == p.Metric {
			x.label = p.Label
		}
		out.metrics = append(out.metrics, x)
	}
	return out
}

func (p planned) title(otherwise string) string {
	if p.Title != "" {
		return p.Title
	}
	return otherwise
}

// figure makes one figure. What cannot be drawn is a figure that says why.
func (m *maker) figure(name string, p planned) *figure.Figure {
	err := p.err
	var f *figure.Figure
	if err == nil {
		f, err = m.drawer(p.Kind)(name, p)
	}
	if err != nil {
		return figure.Notice(name, p.title(strings.ToUpper(p.Kind[:1])+p.Kind[1:]), "A plot of kind "+p.Kind+" that the scenario asks for.", err.Error())
	}
	return f
}

// drawer is what makes the figures of a kind.
func (m *maker) drawer(kind string) func(string, planned) (*figure.Figure, error) {
	switch kind {
	case "map":
		return m.safeMap
	case "curve":
		return m.curve
	case "validation":
		return m.validation
	case "strategies":
		return m.strategies
	case "shares":
		return m.shares
	case "paths":
		return m.paths
	case "times":
		return m.times
	case "spend":
		return m.spend
	case "sensitivity":
		return m.sensitivity
	case "convergence":
		return m.convergence
	}
	return nil
}

func (m *maker) estimate(x *metric, point int) figure.Estimate {
	return x.estimate(m.data.moments[point], m.r.Confidence)
}

// together is the estimate over several points of equal weight: the mean of their means. All points draw the same random numbers, so their errors go together, and the
// interval reaches as far as the points' do on average: an upper bound, whatever the correlation.
func together(e []figure.Estimate) figure.Estimate {
	if len(e) == 1 {
		return e[0]
	}
	var out figure.Estimate
	for i, x := range e {
		n := float64(i + 1)
		out.Mean += (x.Mean - out.Mean) / n
		out.Low += (x.Low - out.Low) / n
		out.High += (x.High - out.High) / n
		out.N += x.N
	}
	return out
}

// slice chooses the points that a plot of some parameters is about. In a grid they are those at which all others are as at the scenario's own point: a mean over values that
// somebody chose for a sweep is the answer to no question. Where that leaves something out of the plot, as in other designs, they are all.
func (m *maker) slice(shown ...int) (points []int, sliced bool) {
	if m.point >= len(m.r.Points) {
		return nil, false
	}
	place := func(p []string) string {
		var at []string
		for _, i := range shown {
			at = append(at, p[i])
		}
		return fmt.Sprintf("%q", at)
	}
	all, missed := []int{}, map[string]bool{}
	for i, p := range m.r.Points {
		all = append(all, i)
		missed[place(p)] = true
	}
	for i, p := range m.r.Points {
		same := true
		for j := range p {
			same = same && (slices.Contains(shown, j) || p[j] == m.r.Points[m.point][j])
		}
		if same {
			points = append(points, i)
			delete(missed, place(p))
		}
	}
	if len(missed) > 0 || len(points) == len(all) {
		return all, false
	}
	return points, true
}

// grid tells whether each value of a parameter was run with each of another.
func (m *maker) grid(a, b int) bool {
	both, left, right := map[[2]string]bool{}, map[string]bool{}, map[string]bool{}
	for _, p := range m.r.Points {
		both[[2]string{p[a], p[b]}], left[p[a]], right[p[b]] = true, true, true
	}
	return len(both) == len(left)*len(right)
}

// others says what is done about the parameters that a plot does not show.
func (m *maker) others(f *figure.Figure, sliced bool, shown ...int) {
	var rest []string
	for i := range m.r.Params {
		if slices.Contains(shown, i) {
			continue
		}
		text := m.parameter(i)
		if sliced {
			text += " = " + m.r.Points[m.point][i]
		}
		rest = append(rest, text)
	}
	switch {
	case len(rest) == 0:
	case sliced:
		f.Notes = append(f.Notes, "Of what else is swept, these are the points with "+strings.Join(rest, ", ")+".")
	default:
		f.Notes = append(f.Notes, "Each point is the mean over the values of what else is swept: "+strings.Join(rest, ", ")+".")
	}
}

// here says of which point the runs are.
func (m *maker) here(f *figure.Figure) {
	if len(m.r.Points) > 1 {
		f.Notes = append(f.Notes, fmt.Sprintf("The runs are those of one point of the sweep: %s.", m.r.place(m.point)))
	}
	m.first(f, m.point)
}

// first says if not all runs of a point are kept.
func (m *maker) first(f *figure.Figure, point int) {
	if n := m.data.moments[point].n; n > m.data.kept {
		f.Notes = append(f.Notes, fmt.Sprintf("The figure is of the first %d of %d runs.", m.data.kept, n))
	}
}

// explain says what a metric is.
func (m *maker) explain(f *figure.Figure, x *metric) {
	f.Shows += " " + capitalise(x.quantity().Label) + ": " + x.text + "."
	if x.plain() && x.doc != "" {
		f.Shows = strings.TrimSuffix(f.Shows, ".") + ", " + x.doc + "."
	} else if x.doc != "" {
		f.Shows += " " + x.doc + "."
	}
	if !x.plain() && !strings.HasPrefix(f.Name, "convergence") {
		f.Notes = append(f.Notes, "Ratios are those of the sums over all runs; their intervals are by the delta method, and Clopper and Pearson's where a share is 0 or 1.")
	}
}

func capitalise(s string) string {
	if first, _, _ := strings.Cut(s, " "); first == "" || strings.ContainsAny(first, "._/") {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
