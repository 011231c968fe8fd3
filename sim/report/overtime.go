package report

import (
	"fmt"
	"math"
	"strings"

	"refute/sim/report/figure"
	"refute/sim/stats"
)

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
