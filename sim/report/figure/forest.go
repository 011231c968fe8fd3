package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// ForestData is many comparisons of different things, each in units of what was claimed.
type ForestData struct {
	Title string
	Rows  []Check
	Wrong bool // the claims are meant to be refuted
}

// Forest draws what was simulated in units of the claim, a row for each: 1 is agreement.
func Forest(name string, d ForestData) *Figure {
	shows := "For each closed form, what was simulated divided by what the form says, with its interval. The upright line at 1 is exact agreement."
	if d.Wrong {
		shows = "For each wrong formula, what was simulated divided by what the formula says, with its interval. The upright line at 1 would be agreement."
	}
	type line struct {
		Check
		ratio Estimate
	}
	var rows []line
	var values []float64
	left := 0
	for _, c := range d.Rows {
		if !c.finite() || !finite(c.Exact) || math.Abs(c.Exact) < tiny {
			left++
			continue
		}
		r := c.Estimate.times(1 / c.Exact)
		if !r.finite() {
			left++
			continue
		}
		rows = append(rows, line{c, r})
		values = append(values, r.Mean, r.Low, r.High)
	}
	if len(rows) == 0 {
		return Notice(name, d.Title, shows, "there is no comparison with finite numbers")
	}
	f := &Figure{Name: name, Title: d.Title, Shows: shows, height: func(float64) float64 { return rowsHeight(len(rows), 34) }}
	f.Read = "A dot is the simulation, the bar its interval. A form is right if its bar holds the line at 1; intervals are wide enough to hold for all rows at once."
	if d.Wrong {
		f.Read = "A dot is the simulation, the bar its interval. A formula is refuted if its bar does not touch the line at 1: the check that refutes it would refute a simulator that is as wrong."
	}
	if left > 0 {
		f.Notes = append(f.Notes, count(left, "comparison")+" whose claim is 0, or without finite numbers, left out.")
	}
	far := 0.0
	for _, v := range values {
		far = max(far, math.Abs(v-1))
	}
	x := scale{lo: 1 - 1.1*far, hi: 1 + 1.1*far, label: "simulated / closed form"}
	if far == 0 {
		x.lo, x.hi = 0, 2
	}
	if far > 0.5 {
		const most = 4.0
		lo, hi := limits(append(values, 1))
		x.lo, x.hi = max(0, lo-0.1), min(most, hi+0.1)
		if lo < 0 {
			x.lo = max(-most, lo-0.1)
		}
		if hi > most || lo < -most {
			f.Notes = append(f.Notes, fmt.Sprintf("What is beyond %s is drawn at the edge.", Num(most)))
		}
	}
	held, out, worst := 0, 0, 0.0
	f.Table.Columns = []string{"closed form", "at", "simulated", "interval from", "to", "claimed", "simulated / claimed", "holds"}
	for _, r := range rows {
		worst = max(worst, math.Abs(r.ratio.Mean-1))
		in := "yes"
		if r.inside() {
			held++
		} else {
			in = "no"
			out++
		}
		f.Table.add(r.Name, r.X, Num(r.Mean), Num(r.Low), Num(r.High), Num(r.Exact), Num(r.ratio.Mean), in)
	}
	if d.Wrong {
		f.Says = append(f.Says, fmt.Sprintf("Of %s, %d are refuted by their intervals.", count(len(rows), "wrong formula"), out))
	} else {
		f.Says = append(f.Says, fmt.Sprintf("Of %s, %d are in the interval of what was simulated. The largest difference is %s of the value.", count(len(rows), "closed form"), held, share(worst)))
	}
	inside, outside := glyph(svg.Blue, 3.6, shapes[0]), glyph(svg.Vermillion, 4, shapes[2])
	f.legend = []entry{{"the claim is in the interval", acrossMark(inside, stroke(svg.Blue, 1.6))}, {"it is not", acrossMark(outside, stroke(svg.Vermillion, 1.6))}}
	f.paint = func(c draw.Canvas) {
		paintRows(c, x, len(rows), func(c draw.Canvas, i int, at func(float64) vg.Length, y, h vg.Length) {
			r := rows[i]
			if i == 0 {
				c.StrokeLine2(stroke(svg.Ink, 1.2), at(1), c.Min.Y, at(1), c.Max.Y)
			}
			g := inside
			if !r.inside() {
				g = outside
			}
			defer saying(c, fmt.Sprintf("%s %s: simulated %s, claimed %s", r.Name, r.X, r.Estimate, Num(r.Exact)))()
			text := r.Name
			if r.X != "" {
				text += ": " + r.X
			}
			rowLabel(c, y+h, text, small)
			base := y + h*0.36
			c.StrokeLine2(draw.LineStyle{Color: g.Color, Width: 1.6}, at(r.ratio.Low), base, at(r.ratio.High), base)
			c.DrawGlyphNoClip(g, vg.Point{X: at(r.ratio.Mean), Y: base})
		})
	}
	return f
}
