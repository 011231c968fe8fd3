package figure

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// ValidationData is what was simulated beside what a closed form says.
type ValidationData struct {
	Title string
	Rows  []Check
}

// Check is one comparison.
type Check struct {
	Name     string  // of the closed form
	X        string  // at which parameters; may be empty
	Estimate         // from the simulation
	Exact    float64 // from the closed form
}

// residual is how far the simulation is from the closed form, in half widths of the interval: from -1 to 1 inside it, on either side by its own half.
func (c Check) residual() float64 {
	d := c.Mean - c.Exact
	half := c.Mean - c.Low
	if d < 0 {
		half = c.High - c.Mean
	}
	switch {
	case d == 0:
		return 0
	case half <= 0:
		return math.Copysign(math.Inf(1), d)
	}
	return d / half
}

func (c Check) inside() bool { return c.Exact >= c.Low && c.Exact <= c.High }

// Validation draws simulated against exact values, and below each how far it is off.
func Validation(name string, d ValidationData) *Figure {
	shows := "What the simulation estimates, against what a closed form says, with the interval of each; below, the differences in half widths of the interval."
	var rows []Check
	left := 0
	for _, r := range d.Rows {
		if r.finite() && finite(r.Exact) {
			rows = append(rows, r)
		} else {
			left++
		}
	}
	if len(rows) == 0 {
		return Notice(name, d.Title, shows, "there is no comparison with finite numbers")
	}
	f := &Figure{Name: name, Title: d.Title, Shows: shows, height: func(w float64) float64 {
		if w < 480 {
			return 420
		}
		return 520
	}}
	if left > 0 {
		f.Notes = append(f.Notes, count(left, "comparison")+" without finite numbers left out.")
	}
	f.Read = "A dot on the slanted line is exact agreement; its bar is the interval. Below, a dot between the lines at −1 and 1 is a closed form inside its interval."

	allPositive := true
	var ev, av []float64
	for _, r := range rows {
		allPositive = allPositive && r.Exact > 0 && r.Mean > 0
		ev, av = append(ev, r.Exact), append(av, r.Exact, r.Mean)
		if r.known() {
			av = append(av, r.Low, r.High)
		}
	}
	lo, hi := limits(ev)
	log := allPositive && hi/lo > 50
	var x, y scale
	if log {
		x = positive(av...)
		f.Notes = append(f.Notes, "Both axes of the upper plot are logarithmic.")
	} else {
		x = span(av...)
		x.cut = false
	}
	y = x
	x.label, y.label = "closed form", "simulation"
	names, index := []string{}, map[string]int{}
	for _, r := range rows {
		if _, ok := index[r.Name]; !ok {
			index[r.Name] = len(names)
			names = append(names, r.Name)
		}
	}
	worst, out := 0.0, []string{}
	res := make([]float64, len(rows))
	f.Table.Columns = []string{"closed form of", "at", "simulated", "interval from", "to", "n", "exact", "difference in half widths", "inside"}
	for i, r := range rows {
		res[i] = r.residual()
		if a := math.Abs(res[i]); !math.IsInf(a, 0) {
			worst = max(worst, a)
		}
		in := "yes"
		if !r.inside() {
			in = "no"
			out = append(out, strings.TrimSpace(r.Name+" "+r.X))
		}
		f.Table.add(r.Name, r.X, Num(r.Mean), Num(r.Low), Num(r.High), decimal(float64(r.N), 0, false), Num(r.Exact), Num(res[i]), in)
	}
	lim := max(1.3, min(worst*1.1, 6))
	ry := scale{label: "difference, half widths of the interval", lo: -lim, hi: lim}

	upper := []mark{func(c draw.Canvas, at func(x, y float64) vg.Point) {
		// The line of equality, where it is inside both axes.
		a, b := max(x.lo, y.lo), min(x.hi, y.hi)
		if a < b {
			p, q := at(a, a), at(b, b)
			c.StrokeLine2(stroke(svg.Muted, 1.4, 5, 3), p.X, p.Y, q.X, q.Y)
		}
	}}
	lower := []mark{across(0, stroke(svg.Muted, 1)), across(1, stroke(svg.Muted, 1.2, 5, 3)), across(-1, stroke(svg.Muted, 1.2, 5, 3))}
	for i, r := range rows {
		k := index[r.Name]
		clr, shape := colorOf(k), shapeOf(k)
		if len(names) > len(svg.Palette) {
			clr, shape = svg.Blue, shapes[0]
			if !r.inside() {
				clr, shape = svg.Vermillion, shapes[2]
			}
		}
		says := fmt.Sprintf("%s %s: simulated %s, exact %s", r.Name, r.X, r.Estimate, Num(r.Exact))
		upper = append(upper, dot(r.Exact, r.Estimate, y, clr, shape, says))
		lower = append(lower, dot(r.Exact, Estimate{Mean: ry.clamp(res[i])}, ry, clr, shape, says))
	}
	f.legend = append(f.legend, entry{"exact agreement", lineMark(stroke(svg.Muted, 1.4, 5, 3))})
	if len(names) <= len(svg.Palette) {
		for i, n := range names {
			f.legend = append(f.legend, entry{n, intervalMark(glyph(colorOf(i), 3.6, shapeOf(i)), stroke(colorOf(i), 1.6))})
		}
	} else {
		f.legend = append(f.legend, entry{"closed form inside the interval", intervalMark(glyph(svg.Blue, 3.6, shapes[0]), stroke(svg.Blue, 1.6))},
			entry{"outside", intervalMark(glyph(svg.Vermillion, 3.6, shapes[2]), stroke(svg.Vermillion, 1.6))})
	}
	s := fmt.Sprintf("Of %s, the closed form lies in the interval in %d", count(len(rows), "comparison"), len(rows)-len(out))
	if len(out) > 0 {
		more := ""
		if len(out) > 6 {
			out, more = out[:6], " and others"
		}
		s += "; outside: " + strings.Join(out, ", ") + more
	}
	f.Says = append(f.Says, s+fmt.Sprintf(". The largest finite difference is %s half widths.", Num(worst)))
	if worst > lim {
		f.Notes = append(f.Notes, fmt.Sprintf("Differences beyond %s half widths are drawn at the edge.", Num(lim)))
	}
	below := x
	below.label = "closed form"
	f.paint = func(c draw.Canvas) {
		stack(c, panel{x: x, y: y, marks: upper, height: 0.64, noX: true}, panel{x: below, y: ry, marks: lower, height: 0.36})
	}
	return f
}
