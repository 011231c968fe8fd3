package figure

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// PathsData is one series of many runs, such as the jackpot's pot, and which runs came to ruin.
type PathsData struct {
	Title  string
	Value  Quantity
	Times  []float64 // ns
	Runs   [][]float64
	Ruined int // of Of runs; Of 0: not known
	Of     int
	Share  Estimate // of ruined runs, with its interval
	Method string   // of that interval
}

// drawnPaths is how many single runs are drawn.
const drawnPaths = 24

// Paths draws some runs' paths over the bands of all.
func Paths(name string, d PathsData) *Figure {
	shows := fmt.Sprintf("%s over simulated time: some runs, and the bands in which half and nine tenths of all runs are.", capital(d.Value.Label))
	all := RunSeries{Runs: d.Runs}
	median, lo, hi, runs := all.middleOf(len(d.Times), 0.05, 0.95)
	if runs == 0 {
		return Notice(name, d.Title, shows, "the runs recorded no series of "+d.Value.Label)
	}
	if !increasing(d.Times) {
		return Notice(name, d.Title, shows, "the times of the series are not in order")
	}
	_, q1, q3, _ := all.middleOf(len(d.Times), 0.25, 0.75)
	_, median, _, _ = all.middleOf(len(d.Times), 0.5, 0.5)
	tname, tf := Quantity{"simulated time", "ns"}.scale(d.Times...)
	var values []float64
	values = append(append(values, lo...), hi...)
	shown := thin(len(d.Runs), drawnPaths)
	for _, i := range shown {
		values = append(values, d.Runs[i]...)
	}
	vname, vf := d.Value.scale(values...)
	mul := func(v []float64, f float64) []float64 {
		out := make([]float64, len(v))
		for i := range v {
			out[i] = v[i] * f
		}
		return out
	}
	times := mul(d.Times, tf)
	median, lo, hi, q1, q3, values = mul(median, vf), mul(lo, vf), mul(hi, vf), mul(q1, vf), mul(q3, vf), mul(values, vf)
	x, y := around(times, Axis{}), span(values...)
	x.lo, x.hi = times[0], times[len(times)-1]
	if x.lo == x.hi {
		x.lo, x.hi = x.lo-0.5, x.hi+0.5
	}
	x.label, y.label = tname, vname

	f := &Figure{Name: name, Title: d.Title, Shows: shows, height: fixed(380)}
	f.Read = "Thin lines are single runs. The thick line is the median of all runs; half of the runs are in the darker band, nine of ten in the lighter."
	marks := []mark{band(times, lo, hi, svg.Blue.Faint(0.14)), band(times, q1, q3, svg.Blue.Faint(0.2))}
	for _, i := range shown {
		marks = append(marks, polyline(times, mul(d.Runs[i], vf), stroke(svg.Muted.Faint(0.5), 0.8)))
	}
	if d.Of > 0 && y.lo <= 0 && y.hi > 0 {
		f.legend = append(f.legend, entry{"nothing left", lineMark(stroke(svg.Vermillion, 1.4))})
		marks = append(marks, across(0, stroke(svg.Vermillion, 1.4)))
	}
	marks = append(marks, polyline(times, median, stroke(svg.Blue, 2.4)))
	f.legend = append([]entry{
		{"median", lineMark(stroke(svg.Blue, 2.4))},
		{"half of the runs", bandMark(func(c draw.Canvas, r vg.Rectangle) { box(c, r, svg.Blue.Faint(0.14)); box(c, r, svg.Blue.Faint(0.2)) }, draw.LineStyle{})},
		{"nine of ten", bandMark(func(c draw.Canvas, r vg.Rectangle) { box(c, r, svg.Blue.Faint(0.14)) }, draw.LineStyle{})},
		{count(len(shown), "run"), lineMark(stroke(svg.Muted.Faint(0.6), 0.8))},
	}, f.legend...)
	f.Says = append(f.Says, fmt.Sprintf("%s begins at %s; at the end the median is %s, and 9 of 10 runs are between %s and %s.", capital(inWords(vname)), Num(median[0]), Num(lastOf(median)), Num(lastOf(lo)), Num(lastOf(hi))))
	if d.Of > 0 {
		s := fmt.Sprintf("%s of %s came to ruin: %s", decimal(float64(d.Ruined), 0, false), count(d.Of, "run"), share(d.Share.Mean))
		if d.Share.known() {
			s += fmt.Sprintf(" [%s, %s] (%s)", share(d.Share.Low), share(d.Share.High), d.Method)
		}
		f.Says = append(f.Says, s+".")
	}
	f.Table.Columns = []string{tname, vname + ": 5%", "25%", "median", "75%", "95%"}
	for _, j := range thin(len(times), 60) {
		f.Table.add(Num(times[j]), Num(lo[j]), Num(q1[j]), Num(median[j]), Num(q3[j]), Num(hi[j]))
	}
	f.paint = func(c draw.Canvas) { stack(c, panel{x: x, y: y, marks: marks, height: 1}) }
	return f
}
