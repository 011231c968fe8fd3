package figure

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
	"refute/sim/stats"
)

// ConvergenceData is a metric run by run, at each of several points.
type ConvergenceData struct {
	Title      string
	Value      Quantity
	Confidence float64
	Series     []RunValues
}

type RunValues struct {
	Name string
	Runs []float64 // in the order of the runs
}

// Convergence draws how the mean and its interval settle as runs are added.
func Convergence(name string, d ConvergenceData) *Figure {
	shows := fmt.Sprintf("The mean of %s over the first n runs, with its %s interval, as n grows.", d.Value.Label, share(d.Confidence))
	type drawn struct {
		name            string
		n               []float64
		mean, low, high []float64
		last            Estimate
	}
	var all []drawn
	var values, ns []float64
	single := false
	for _, s := range d.Series {
		var v []float64
		for _, x := range s.Runs {
			if finite(x) {
				v = append(v, x)
			}
		}
		if len(v) < 2 {
			single = single || len(v) == 1
			continue
		}
		keep := map[int]bool{}
		for _, i := range thin(len(v), 240) {
			keep[i] = true
		}
		for i := 1; i < len(v) && i < 40; i++ {
			keep[i] = true
		}
		r := drawn{name: s.Name}
		var m stats.Mean
		for i, x := range v {
			m.Add(x)
			if i == 0 || !keep[i] {
				continue
			}
			in := m.Interval(d.Confidence)
			r.n, r.mean, r.low, r.high = append(r.n, float64(i+1)), append(r.mean, m.Mean), append(r.low, in.Low), append(r.high, in.High)
			r.last = Estimate{m.Mean, in.Low, in.High, i + 1}
		}
		all = append(all, r)
		ns = append(ns, r.n...)
		// The first intervals are huge; the axis is for the rest of them.
		from := min(len(r.n)-1, 8)
		values = append(append(append(values, r.mean[min(2, len(r.mean)-1):]...), r.low[from:]...), r.high[from:]...)
	}
	if len(all) == 0 {
		why := "no run has a finite value of " + d.Value.Label
		if single {
			why = "there is one run; an interval needs two"
		}
		return Notice(name, d.Title, shows, why)
	}
	label, factor := d.Value.scale(values...)
	for i := range values {
		values[i] *= factor
	}
	for i := range all {
		for j := range all[i].n {
			all[i].mean[j], all[i].low[j], all[i].high[j] = all[i].mean[j]*factor, all[i].low[j]*factor, all[i].high[j]*factor
		}
		all[i].last = all[i].last.times(factor)
	}
	_, most := limits(ns)
	x := around(ns, Axis{Log: most > 60})
	y := span(values...)
	x.whole = true
	x.label, y.label = "number of runs", "mean of "+label
	f := &Figure{Name: name, Title: d.Title, Shows: shows, height: fixed(340)}
	f.Read = "The line should be flat, and the band narrow, at its right end: then more runs would not change what the report says. A line that still climbs means too few runs."
	if x.log {
		f.Notes = append(f.Notes, "The axis of runs is logarithmic.")
	}
	f.Table.Columns = []string{"runs", "mean of " + label, "interval from", "to"}
	if len(all) > 1 {
		f.Table.Columns = append([]string{"series"}, f.Table.Columns...)
	}
	var marks []mark
	for i, r := range all {
		marks = append(marks, band(r.n, clampAll(r.low, y), clampAll(r.high, y), colorOf(i).Faint(0.18)))
	}
	if y.lo < 0 && y.hi > 0 {
		marks = append(marks, across(0, stroke(svg.Muted, 1)))
	}
	for i, r := range all {
		line := stroke(colorOf(i), 2, dashOf(i)...)
		marks = append(marks, polyline(r.n, clampAll(r.mean, y), line))
		text, inLegend := r.name, r.name
		if len(all) == 1 && text == "" {
			inLegend = d.Value.Label
		}
		f.legend = append(f.legend, entry{inLegend, bandMark(func(c draw.Canvas, q vg.Rectangle) { box(c, q, colorOf(i).Faint(0.18)) }, line)})
		if text != "" {
			text += ": "
		}
		half := (r.last.High - r.last.Low) / 2
		t := fmt.Sprintf("%sAfter %s the mean of %s is %s", text, count(r.last.N, "run"), inWords(label), r.last)
		switch size := max(r.last.Mean, -r.last.Mean); {
		case !r.last.known():
			t += ", and nothing says how well it is known"
		case half == 0:
			t = fmt.Sprintf("%sIn each of %s, %s is %s", text, count(r.last.N, "run"), inWords(label), r.last)
		case half < size:
			t += fmt.Sprintf(", known to ±%s (%s)", Num(half), share(half/size))
		default:
			t += fmt.Sprintf(", known to ±%s, which may be 0", Num(half))
		}
		if i < 6 {
			f.Says = append(f.Says, t+".")
		}
		for _, j := range thin(len(r.n), 24) {
			row := []string{Num(r.n[j]), Num(r.mean[j]), Num(r.low[j]), Num(r.high[j])}
			if len(all) > 1 {
				row = append([]string{r.name}, row...)
			}
			f.Table.add(row...)
		}
	}
	cutOff := false
	for _, r := range all {
		for j := range r.n {
			cutOff = cutOff || r.low[j] < y.lo || r.high[j] > y.hi
		}
	}
	if cutOff {
		f.Notes = append(f.Notes, "The wide intervals of the first few runs reach beyond the drawing.")
	}
	f.paint = func(c draw.Canvas) { stack(c, panel{x: x, y: y, marks: marks, height: 1}) }
	return f
}
