package figure

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// BandsData is series over time, each known from several runs: shares of strategies, for one.
type BandsData struct {
	Title  string
	Value  Quantity
	Shares bool      // the values are fractions of a whole: the axis is 0 to 1
	Times  []float64 // ns since the beginning of a run
	Series []RunSeries
	Levels []Level // what closed forms say
}

// Level is a value that a closed form gives.
type Level struct {
	Name  string
	Value float64
}

// RunSeries is one series of several runs on common times; a NaN is a time that a run did not reach.
type RunSeries struct {
	Name string
	Runs [][]float64 // [run][time]
}

// middleOf is the mean and two quantiles over runs at each time.
func (s RunSeries) middleOf(times int, low, high float64) (mean, lo, hi []float64, runs int) {
	mean, lo, hi = make([]float64, times), make([]float64, times), make([]float64, times)
	for t := range times {
		var v []float64
		for _, r := range s.Runs {
			if t < len(r) && finite(r[t]) {
				v = append(v, r[t])
			}
		}
		runs = max(runs, len(v))
		if len(v) == 0 {
			mean[t], lo[t], hi[t] = math.NaN(), math.NaN(), math.NaN()
			continue
		}
		slices.Sort(v)
		sum := 0.0
		for _, x := range v {
			sum += x / float64(len(v))
		}
		mean[t], lo[t], hi[t] = sum, quantile(v, low), quantile(v, high)
	}
	return
}

// Bands draws the mean of each series over the runs, and the band in which 90 of 100 runs are.
func Bands(name string, d BandsData) *Figure {
	shows := fmt.Sprintf("%s over simulated time: the mean over the runs, and the band from the 5th to the 95th percentile of the runs.", capital(d.Value.Label))
	if len(d.Times) == 0 || len(d.Series) == 0 {
		return Notice(name, d.Title, shows, "the runs recorded no series of "+d.Value.Label)
	}
	if !increasing(d.Times) {
		return Notice(name, d.Title, shows, "the times of the series are not in order")
	}
	tname, tf := Quantity{"simulated time", "ns"}.scale(d.Times...)
	times := make([]float64, len(d.Times))
	for i, t := range d.Times {
		times[i] = t * tf
	}
	type drawn struct {
		name         string
		mean, lo, hi []float64
	}
	var all []drawn
	var values []float64
	runs := 0
	for _, s := range d.Series {
		mean, lo, hi, n := s.middleOf(len(times), 0.05, 0.95)
		if n == 0 {
			continue
		}
		runs = max(runs, n)
		all = append(all, drawn{s.Name, mean, lo, hi})
		values = append(append(append(values, mean...), lo...), hi...)
	}
	if len(all) == 0 {
		return Notice(name, d.Title, shows, "the series of "+d.Value.Label+" have no finite values")
	}
	vname, vf := d.Value.scale(values...)
	for i := range all {
		for j := range times {
			all[i].mean[j], all[i].lo[j], all[i].hi[j] = all[i].mean[j]*vf, all[i].lo[j]*vf, all[i].hi[j]*vf
		}
	}
	for _, l := range d.Levels {
		values = append(values, l.Value)
	}
	for i := range values {
		values[i] *= vf
	}
	x, y := around(times, Axis{}), span(values...)
	x.lo, x.hi = times[0], times[len(times)-1]
	if x.lo == x.hi {
		x.lo, x.hi = x.lo-0.5, x.hi+0.5
	}
	if d.Shares {
		y = scale{lo: 0, hi: 1}
	}
	x.label, y.label = tname, vname

	f := &Figure{Name: name, Title: d.Title, Shows: shows, height: fixed(360)}
	f.Read = "A line is the mean over the runs at a time; in its band are 9 of 10 runs. A narrow band means that the runs go the same way, a wide one that chance decides."
	if runs == 1 {
		f.Read = "A line is the only run; with more runs a band would show how much of it is chance."
		f.Notes = append(f.Notes, "There is one run.")
	}
	f.Table.Columns = []string{tname}
	var marks []mark
	for i, s := range all {
		f.Table.Columns = append(f.Table.Columns, s.name+": mean", "5%", "95%")
		marks = append(marks, band(times, s.lo, s.hi, colorOf(i).Faint(0.18)))
	}
	for i, s := range all {
		line := stroke(colorOf(i), 2, dashOf(i)...)
		marks = append(marks, polyline(times, s.mean, line))
		f.legend = append(f.legend, entry{s.name, bandMark(func(c draw.Canvas, r vg.Rectangle) { box(c, r, colorOf(i).Faint(0.18)) }, line)})
		first, last := firstLast(s.mean)
		if i < 6 {
			t := fmt.Sprintf("%s goes from %s to %s", capital(s.name), Num(first), Num(last))
			if runs > 1 {
				t += fmt.Sprintf(" on average; 9 of 10 runs end between %s and %s", Num(lastOf(s.lo)), Num(lastOf(s.hi)))
			}
			f.Says = append(f.Says, t+fmt.Sprintf("; its mean over the second half of the time is %s.", Num(meanOf(s.mean[len(s.mean)/2:]))))
		}
	}
	for i, l := range d.Levels {
		s := stroke(svg.Ink, 1.5, dashOf(i+1)...)
		marks = append(marks, across(l.Value*vf, s))
		f.legend = append(f.legend, entry{fmt.Sprintf("closed form %s = %s", l.Name, Num(l.Value*vf)), lineMark(s)})
		f.Says = append(f.Says, fmt.Sprintf("The closed form %s gives %s.", l.Name, Num(l.Value*vf)))
	}
	if len(all) > len(svg.Palette) {
		f.Notes = append(f.Notes, "There are more series than colours: colours and dashes repeat.")
	}
	for _, j := range thin(len(times), 40) {
		row := []string{Num(times[j])}
		for _, s := range all {
			row = append(row, Num(s.mean[j]), Num(s.lo[j]), Num(s.hi[j]))
		}
		f.Table.add(row...)
	}
	f.paint = func(c draw.Canvas) { stack(c, panel{x: x, y: y, marks: marks, height: 1}) }
	return f
}

func increasing(times []float64) bool {
	for i, t := range times {
		if !finite(t) || i > 0 && t <= times[i-1] {
			return false
		}
	}
	return true
}

func firstLast(v []float64) (first, last float64) {
	first, last = math.NaN(), math.NaN()
	for _, x := range v {
		if finite(x) {
			if !finite(first) {
				first = x
			}
			last = x
		}
	}
	return
}

// meanOf is the mean of the finite values.
func meanOf(v []float64) float64 {
	v = clean(v)
	m := 0.0
	for _, x := range v {
		m += x / float64(len(v))
	}
	return m
}

// lastOf is the last finite value.
func lastOf(v []float64) float64 { _, last := firstLast(v); return last }

// thin chooses at most most+1 of n places, evenly, the first and the last among them.
func thin(n, most int) []int {
	step := max(1, (n+most-1)/most)
	var out []int
	for i := 0; i < n; i += step {
		out = append(out, i)
	}
	if n > 0 && out[len(out)-1] != n-1 {
		out = append(out, n-1)
	}
	return out
}
