package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// SpendData is what the attackers and the defenders spent, run by run or point by point.
type SpendData struct {
	Title              string
	Attacker, Defender Quantity
	Pairs              [][2]float64 // attacker's, defender's
	One                string       // what a pair is: "run", "point"
	Ratio              Estimate     // of the sums: the defenders' loss for each unit of the attackers'
	Method             string       // of its interval
}

// Spend draws one against the other.
func Spend(name string, d SpendData) *Figure {
	shows := fmt.Sprintf("What the attackers spent (%s) against what it cost the defenders (%s), one dot for each %s.", d.Attacker.Label, d.Defender.Label, d.One)
	var a, b, both []float64
	for _, p := range d.Pairs {
		if finite(p[0]) && finite(p[1]) {
			a, b = append(a, p[0]), append(b, p[1])
			both = append(both, p[0], p[1])
		}
	}
	if len(a) == 0 {
		return Notice(name, d.Title, shows, "no "+d.One+" has finite values of both")
	}
	_, factor := Quantity{"", d.Attacker.Unit}.scale(both...) // one unit for both axes
	unit, _ := Quantity{"", d.Attacker.Unit}.scale(both...)
	log := true
	for i := range a {
		a[i], b[i] = a[i]*factor, b[i]*factor
		both[2*i], both[2*i+1] = a[i], b[i]
		log = log && a[i] > 0 && b[i] > 0
	}
	loA, hiA := limits(a)
	loB, hiB := limits(b)
	log = log && max(hiA/loA, hiB/loB) > 30
	f := &Figure{Name: name, Title: d.Title, Shows: shows, height: fixed(420)}
	f.Read = "On the dashed line both spend the same. Above it defending costs more than attacking: an attacker who does not mind the loss can grieve. Below it the attacker pays more than it does harm."
	x, y := span(append(a, 0)...), span(append(b, 0)...)
	if k := hiA / hiB; k > 0.05 && k < 20 && loA >= 0 && loB >= 0 {
		x = span(append(both, 0)...)
		y = x
	}
	if log {
		x = positive(append(append([]float64{}, a...), b...)...)
		y = x
		f.Notes = append(f.Notes, "Both axes are logarithmic.")
	}
	x.label, y.label = d.Attacker.Label+unit, d.Defender.Label+unit

	line := func(slope float64, s draw.LineStyle) mark {
		return func(c draw.Canvas, at func(x, y float64) vg.Point) {
			var xs, ys []float64
			for i := range 401 {
				v := x.at(float64(i) / 400)
				if w := slope * v; w >= y.lo && w <= y.hi {
					xs, ys = append(xs, v), append(ys, w)
				}
			}
			polyline(xs, ys, s)(c, at)
		}
	}
	above := 0
	f.Table.Columns = []string{d.One, x.label, y.label}
	for i := range a {
		if b[i] > a[i] {
			above++
		}
		f.Table.add(fmt.Sprint(i), Num(a[i]), Num(b[i]))
	}
	opacity := 0.75
	if len(a) > 200 {
		opacity = 0.35
	}
	equal := stroke(svg.Ink, 1.6, 6, 4)
	marks := []mark{line(1, equal)}
	f.legend = []entry{{"one " + d.One, dotMark(glyph(svg.Blue.Faint(opacity), 3.2, shapes[0]))}, {"equal spend", lineMark(equal)}}
	if x.hi != y.hi {
		f.Notes = append(f.Notes, "The two axes are scaled differently: the line of equal spend is steep or flat.")
	}
	shown := thin(len(a), 800)
	marks = append(marks, func(c draw.Canvas, at func(x, y float64) vg.Point) {
		for _, i := range shown {
			c.DrawGlyphNoClip(glyph(svg.Blue.Faint(opacity), 3.2, shapes[0]), at(a[i], b[i]))
		}
	})
	if len(shown) < len(a) {
		f.Notes = append(f.Notes, fmt.Sprintf("%d of %d %ss are drawn, evenly chosen; the numbers are of all.", len(shown), len(a), d.One))
	}
	if d.Ratio.finite() && d.Ratio.Mean > 0 {
		s := stroke(svg.Vermillion, 2.2)
		marks = append(marks, line(d.Ratio.Mean, s))
		f.legend = append(f.legend, entry{"griefing ratio " + d.Ratio.String(), lineMark(s)})
		t := fmt.Sprintf("The griefing ratio, the defenders' cost for each unit that the attackers spend, is %s", d.Ratio)
		if d.Ratio.known() {
			t += " (" + d.Method + ")"
			switch {
			case d.Ratio.Low > 1:
				t += ": attacking is cheaper than defending"
			case d.Ratio.High < 1:
				t += ": attacking costs more than it does harm"
			}
		}
		f.Says = append(f.Says, t+".")
	} else if sum(a) == 0 {
		f.Says = append(f.Says, "The attackers spent nothing: there is no griefing ratio.")
	}
	f.Says = append(f.Says, fmt.Sprintf("In %d of %d %ss the defenders spent more than the attackers.", above, len(a), d.One))
	f.paint = func(c draw.Canvas) { stack(c, panel{x: x, y: y, marks: marks, height: 1}) }
	return f
}

func sum(v []float64) float64 {
	t := 0.0
	for _, x := range v {
		t += math.Abs(x)
	}
	return t
}
