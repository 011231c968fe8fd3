package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// CurveData is a quantity against a parameter, one line for each value of a second one.
type CurveData struct {
	Title  string
	X      Axis
	Y      Quantity
	LogY   bool
	Series []Series

	Formula    string                              // of the closed form; "" if none is known
	Exact      func(series int, x float64) float64 // its value; NaN where it does not hold
	Thresholds []Level                             // values of x at which something changes
	Whole      bool                                // x is a count: the closed form is for whole numbers
	Sparse     bool                                // the closed form is computed at the points alone
}

type Series struct {
	Name   string
	Points []CurvePoint // by X
}

type CurvePoint struct {
	X float64
	Y Estimate
}

// Curve draws a quantity against a parameter.
func Curve(name string, d CurveData) *Figure {
	shows := fmt.Sprintf("%s against %s, from the simulation, with the interval of each point.", capital(d.Y.Label), d.X.Label)
	var xv, yv []float64
	for _, s := range d.Series {
		for _, p := range s.Points {
			if finite(p.X) && finite(p.Y.Mean) {
				xv, yv = append(xv, p.X), append(yv, p.Y.Mean)
				if p.Y.known() {
					yv = append(yv, p.Y.Low, p.Y.High)
				}
			}
		}
	}
	if len(xv) == 0 {
		return Notice(name, d.Title, shows, "no point has a finite value of "+d.Y.Label)
	}
	xname, xf := Quantity{d.X.Label, d.X.Unit}.scale(xv...)
	yname, yf := d.Y.scale(yv...)
	for i := range xv {
		xv[i] *= xf
	}
	for i := range yv {
		yv[i] *= yf
	}
	x := around(xv, d.X)
	x.label, x.whole = xname, d.Whole || allWhole(xv)

	f := &Figure{Name: name, Title: d.Title, Shows: shows, height: fixed(380)}
	f.Read = "A dot is the mean over the runs of a point, the bar its interval: bars of two points that do not overlap mean that the two differ."
	if d.Exact == nil && len(x.names) == 0 {
		f.Read += " Lines only join the dots."
	}
	exact := func(int, float64) float64 { return math.NaN() }
	if d.Exact != nil {
		exact = func(s int, v float64) float64 { return d.Exact(s, v/xf) * yf }
		f.Read += " The line is the closed form, which knows nothing of the simulation: it should pass through nearly all bars."
		if d.Sparse {
			f.Read += " It is computed at the points; between them the line only joins."
		}
	}

	type curve struct{ x, y []float64 }
	curves := make([]curve, len(d.Series))
	for i := range d.Series {
		if d.Exact == nil {
			for _, p := range d.Series[i].Points {
				curves[i].x, curves[i].y = append(curves[i].x, p.X*xf), append(curves[i].y, p.Y.Mean*yf)
			}
			continue
		}
		if d.Sparse || len(x.names) > 0 {
			for _, p := range d.Series[i].Points {
				if e := exact(i, p.X*xf); finite(e) {
					curves[i].x, curves[i].y = append(curves[i].x, p.X*xf), append(curves[i].y, e)
					yv = append(yv, e)
				}
			}
			continue
		}
		lo, hi := limits(xv)
		for j := range 201 {
			v := x.at(x.norm(lo) + (x.norm(hi)-x.norm(lo))*float64(j)/200)
			if d.Whole {
				v = math.Round(v)
				if n := len(curves[i].x); n > 0 && curves[i].x[n-1] == v {
					continue
				}
			}
			e := exact(i, v)
			curves[i].x, curves[i].y = append(curves[i].x, v), append(curves[i].y, e)
			yv = append(yv, e)
		}
	}
	y := span(yv...)
	if d.LogY {
		y = positive(yv...)
		f.Notes = append(f.Notes, "The upright axis is logarithmic: what is zero, and what of an interval reaches down to zero, is at its lower edge.")
	}
	if x.log {
		f.Notes = append(f.Notes, "The axis along x is logarithmic.")
	}
	y.label = yname

	f.Table.Columns = []string{xname, yname, "interval from", "to", "runs"}
	if len(d.Series) > 1 {
		f.Table.Columns = append([]string{"series"}, f.Table.Columns...)
	}
	if d.Exact != nil {
		f.Table.Columns = append(f.Table.Columns, "closed form")
	}
	var marks, dots []mark
	for i, t := range d.Thresholds {
		s := stroke(svg.Ink, 1.6, dashOf(i+1)...)
		v := t.Value * xf
		marks = append(marks, upright(v, s))
		if i < 3 {
			f.legend = append(f.legend, entry{fmt.Sprintf("threshold by the closed form, %s = %s", t.Name, Num(v)), lineMark(s)})
			f.Says = append(f.Says, fmt.Sprintf("The closed form %s puts the threshold at %s = %s.", t.Name, inWords(xname), Num(v)))
		}
		if v < x.lo || v > x.hi {
			f.Notes = append(f.Notes, fmt.Sprintf("The threshold at %s is outside the plot.", Num(v)))
		}
	}
	if y.lo < 0 && y.hi > 0 {
		marks = append(marks, across(0, stroke(svg.Muted, 1)))
	}
	inside, judged, worst, where := 0, 0, 0.0, ""
	for i, s := range d.Series {
		clr := colorOf(i)
		aside := 0.0 // dots of several series at one name stand side by side
		if len(x.names) > 0 {
			aside = (float64(i) - float64(len(d.Series)-1)/2) * min(0.08, 0.6/float64(len(d.Series)))
		}
		lineStyle := stroke(clr, 1.8, dashOf(i)...)
		if len(x.names) == 0 {
			marks = append(marks, polyline(curves[i].x, clampAll(curves[i].y, y), lineStyle))
		} else if d.Exact != nil {
			for j, v := range curves[i].x {
				at := []float64{v + aside - 0.12, v + aside + 0.12}
				marks = append(marks, polyline(at, clampAll([]float64{curves[i].y[j], curves[i].y[j]}, y), stroke(clr, 2.4)))
			}
		}
		for _, p := range s.Points {
			e, px := p.Y.times(yf), p.X*xf
			if !finite(px) || !finite(e.Mean) {
				continue
			}
			says := fmt.Sprintf("%s %s: %s %s", d.X.Label, x.name(px), yname, e)
			row := []string{x.name(px), Num(e.Mean), Num(e.Low), Num(e.High), fmt.Sprint(e.N)}
			if len(d.Series) > 1 {
				says = s.Name + ", " + says
				row = append([]string{s.Name}, row...)
			}
			if d.Exact != nil {
				v := exact(i, px)
				says += ", closed form " + Num(v)
				row = append(row, Num(v))
				if e.known() && finite(v) {
					judged++
					if v >= e.Low && v <= e.High {
						inside++
					}
					if far := math.Abs(e.Mean - v); where == "" || far > worst {
						worst, where = far, x.name(px)
					}
				}
			}
			f.Table.add(row...)
			dots = append(dots, dot(px+aside, e, y, clr, shapeOf(i), says))
		}
		label := s.Name
		if len(d.Series) == 1 || label == "" {
			label = "simulation, mean and interval"
		}
		f.legend = append(f.legend, entry{label, intervalMark(glyph(clr, 3.6, shapeOf(i)), stroke(clr, 1.6))})
		if d.Exact != nil && len(d.Series) == 1 {
			f.legend = append(f.legend, entry{"closed form: " + d.Formula, lineMark(lineStyle)})
		}
	}
	if d.Exact != nil && len(d.Series) > 1 {
		f.legend = append(f.legend, entry{"lines: closed form " + d.Formula, lineMark(stroke(svg.Muted, 1.8))})
	}
	var without []string
	for _, s := range d.Series {
		for _, p := range s.Points {
			if finite(p.X) && !finite(p.Y.Mean) {
				without = append(without, strings.TrimPrefix(s.Name+" at ", " ")+x.name(p.X*xf))
			}
		}
	}
	if len(without) > 0 {
		f.Notes = append(f.Notes, "Left out are points without a value, where "+d.Y.Label+" is not a number: "+strings.Join(without, "; ")+".")
	}
	for _, s := range d.Series {
		if t := trend(s, x, xf, yf, inWords(yname)); t != "" && len(f.Says) < 6 {
			f.Says = append(f.Says, t)
		}
	}
	if judged > 0 {
		f.Says = append(f.Says, fmt.Sprintf("The closed form %s lies in the interval at %d of %s; the largest difference is %s, at %s = %s.", d.Formula, inside, count(judged, "point"), Num(worst), inWords(xname), where))
	}
	f.paint = func(c draw.Canvas) { stack(c, panel{x: x, y: y, marks: append(marks, dots...), height: 1}) }
	return f
}

func allWhole(v []float64) bool {
	for _, x := range v {
		if x != math.Trunc(x) {
			return false
		}
	}
	return true
}

func clampAll(v []float64, s scale) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = v[i]
		if finite(v[i]) {
			out[i] = s.clamp(v[i])
		}
	}
	return out
}

// trend says how a series goes from its first point to its last.
func trend(s Series, x scale, xf, yf float64, yname string) string {
	var at []CurvePoint
	for _, p := range s.Points {
		if finite(p.X) && finite(p.Y.Mean) {
			at = append(at, p)
		}
	}
	if len(at) == 0 {
		return ""
	}
	first, last := at[0], at[len(at)-1]
	unit := ""
	if i := strings.LastIndex(x.label, ", "); i >= 0 && len(x.names) == 0 {
		unit = " " + x.label[i+2:]
	}
	where := func(p CurvePoint) string { return x.name(p.X*xf) + unit }
	who := yname
	if s.Name != "" {
		who = yname + " (" + s.Name + ")"
	}
	if len(at) == 1 {
		return fmt.Sprintf("%s is %s at %s.", capital(who), first.Y.times(yf), where(first))
	}
	low, high := first, first
	for _, p := range at {
		if p.Y.Mean < low.Y.Mean {
			low = p
		}
		if p.Y.Mean > high.Y.Mean {
			high = p
		}
	}
	number := func(p CurvePoint) string { return Num(p.Y.Mean * yf) }
	ends := []string{number(first), number(last)}
	if number(low) == number(high) {
		return fmt.Sprintf("%s is %s from %s to %s.", capital(who), first.Y.times(yf), where(first), where(last))
	}
	t := fmt.Sprintf("%s goes from %s at %s to %s at %s", capital(who), first.Y.times(yf), where(first), last.Y.times(yf), where(last))
	if !slices.Contains(ends, number(low)) {
		t += fmt.Sprintf("; its least is %s at %s", number(low), where(low))
	}
	if !slices.Contains(ends, number(high)) {
		t += fmt.Sprintf("; its greatest is %s at %s", number(high), where(high))
	}
	return t + "."
}
