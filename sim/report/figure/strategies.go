package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// StrategiesData is what each group of actors gained, run by run.
type StrategiesData struct {
	Title  string
	Value  Quantity // of all groups
	Groups []Group
}

type Group struct {
	Name string
	Mean Estimate
	Runs []float64 // one value a run
}

// quantiles of a sorted sample, by linear interpolation between order statistics.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

func clean(v []float64) []float64 {
	var out []float64
	for _, x := range v {
		if finite(x) {
			out = append(out, x)
		}
	}
	slices.Sort(out)
	return out
}

// Strategies draws the mean of each group with its interval, over the distribution of its runs.
func Strategies(name string, d StrategiesData) *Figure {
	shows := fmt.Sprintf("%s of each strategy: the mean with its interval, over the distribution of the runs.", capital(d.Value.Label))
	var groups []Group
	var values []float64
	for _, g := range d.Groups {
		g.Runs = clean(g.Runs)
		if !g.Mean.finite() || len(g.Runs) == 0 {
			continue
		}
		groups = append(groups, g)
		values = append(values, g.Mean.Mean, g.Runs[0], g.Runs[len(g.Runs)-1])
		if g.Mean.known() {
			values = append(values, g.Mean.Low, g.Mean.High)
		}
	}
	if len(groups) == 0 {
		return Notice(name, d.Title, shows, "no group has a finite value of "+d.Value.Label)
	}
	label, factor := d.Value.scale(values...)
	f := &Figure{Name: name, Title: d.Title, Shows: shows}
	f.Read = "Each row is a group of actors with one strategy. The diamond is the mean over the runs with its interval; the box holds the middle half of the runs, its line is the median, the whiskers reach from the 5th to the 95th percentile, and faint ticks below are single runs."
	f.Table.Columns = []string{"group", label + ": mean", "interval from", "to", "runs", "5th percentile", "median", "95th percentile", "least", "greatest"}
	for i := range values {
		values[i] *= factor
	}
	x := span(values...)
	x.label = label
	best, worst := 0, 0
	loss := []string{}
	for i := range groups {
		g := &groups[i]
		g.Mean = g.Mean.times(factor)
		r := make([]float64, len(g.Runs))
		for j, v := range g.Runs {
			r[j] = v * factor
		}
		g.Runs = r
		f.Table.add(g.Name, Num(g.Mean.Mean), Num(g.Mean.Low), Num(g.Mean.High), fmt.Sprint(g.Mean.N), Num(quantile(r, 0.05)), Num(quantile(r, 0.5)), Num(quantile(r, 0.95)), Num(r[0]), Num(r[len(r)-1]))
		if g.Mean.Mean > groups[best].Mean.Mean {
			best = i
		}
		if g.Mean.Mean < groups[worst].Mean.Mean {
			worst = i
		}
		if g.Mean.known() && g.Mean.High < 0 {
			loss = append(loss, g.Name)
		}
	}
	f.Says = append(f.Says, fmt.Sprintf("Best in %s is %s with %s.", inWords(label), groups[best].Name, groups[best].Mean))
	if len(groups) > 1 {
		f.Says[0] = strings.TrimSuffix(f.Says[0], ".") + fmt.Sprintf(", worst is %s with %s.", groups[worst].Name, groups[worst].Mean)
		b, w := groups[best].Mean, groups[worst].Mean
		if b.known() && w.known() && b.Low <= w.High {
			f.Says = append(f.Says, "Their intervals overlap: these runs do not tell them apart.")
		}
	}
	for i, g := range loss {
		if i == 0 {
			f.Says = append(f.Says, "Losing money (the whole interval is below 0): "+g)
		} else {
			f.Says[len(f.Says)-1] += ", " + g
		}
	}
	if len(loss) > 0 {
		f.Says[len(f.Says)-1] += "."
	}
	if len(groups[0].Runs) < 2 {
		f.Notes = append(f.Notes, "There is one run: no interval can be given.")
	}
	mid := svg.Blue
	f.legend = []entry{
		{"mean and interval", acrossMark(glyph(svg.Vermillion, 4, diamond{}), stroke(svg.Vermillion, 3))},
		{"middle half, median, 5% to 95%", func(c draw.Canvas, r vg.Rectangle) {
			drawBox(c, r.Min.X, r.Min.X+6, middle(r).X, r.Max.X-6, r.Max.X, middle(r).Y, mid)
		}},
		{"runs", func(c draw.Canvas, r vg.Rectangle) {
			for i := vg.Length(3); i < 26; i += 5 {
				c.StrokeLine2(stroke(mid.Faint(0.45), 1), r.Min.X+i, middle(r).Y-4, r.Min.X+i, middle(r).Y+4)
			}
		}},
	}
	f.height = func(float64) float64 { return rowsHeight(len(groups), 52) }
	f.paint = func(c draw.Canvas) {
		paintRows(c, x, len(groups), func(c draw.Canvas, i int, at func(float64) vg.Length, y, h vg.Length) {
			g := groups[i]
			rowLabel(c, y+h, g.Name, plain)
			base := y + h*0.44
			defer saying(c, fmt.Sprintf("%s: %s %s, median %s", g.Name, label, g.Mean, Num(quantile(g.Runs, 0.5))))()
			var ticks vg.Path
			seen := vg.Length(-1)
			for _, j := range thin(len(g.Runs), 200) {
				if px := at(g.Runs[j]); px-seen >= 0.4 {
					ticks.Move(vg.Point{X: px, Y: base - 14})
					ticks.Line(vg.Point{X: px, Y: base - 8})
					seen = px
				}
			}
			c.SetLineStyle(stroke(mid.Faint(0.4), 1))
			c.Stroke(ticks)
			drawBox(c, at(quantile(g.Runs, 0.05)), at(quantile(g.Runs, 0.25)), at(quantile(g.Runs, 0.5)), at(quantile(g.Runs, 0.75)), at(quantile(g.Runs, 0.95)), base, mid)
			if g.Mean.known() {
				c.StrokeLine2(stroke(svg.Vermillion, 3), at(g.Mean.Low), base, at(g.Mean.High), base)
			}
			c.DrawGlyphNoClip(glyph(svg.Vermillion, 4, diamond{}), vg.Point{X: at(g.Mean.Mean), Y: base})
		})
	}
	return f
}

func drawBox(c draw.Canvas, p5, p25, p50, p75, p95, y vg.Length, clr svg.Color) {
	s := stroke(clr, 1.2)
	c.StrokeLine2(s, p5, y, p25, y)
	c.StrokeLine2(s, p75, y, p95, y)
	c.StrokeLine2(s, p5, y-3, p5, y+3)
	c.StrokeLine2(s, p95, y-3, p95, y+3)
	r := vg.Rectangle{Min: vg.Point{X: p25, Y: y - 5.5}, Max: vg.Point{X: p75, Y: y + 5.5}}
	box(c, r, clr.Faint(0.18))
	c.SetLineStyle(s)
	c.Stroke(r.Path())
	c.StrokeLine2(stroke(clr, 2), p50, y-5.5, p50, y+5.5)
}

// rowLabel writes what a row is above it, on a ground of its own, so that no line goes through it.
func rowLabel(c draw.Canvas, top vg.Length, text string, s style) {
	text = fit(text, s, float64(c.Size().X))
	if text == "" {
		return
	}
	box(c, vg.Rectangle{Min: vg.Point{X: c.Min.X, Y: top - vg.Length(line(s))}, Max: vg.Point{X: c.Min.X + vg.Length(s.width(text)) + 4, Y: top - 1}}, svg.Paper)
	c.FillText(s.at(draw.XLeft, draw.YTop), vg.Point{X: c.Min.X, Y: top}, text)
}

const rowsFoot = 52

func rowsHeight(n int, row float64) float64 { return float64(n)*row + rowsFoot }

// paintRows draws one row for each of n things over a common axis along x.
func paintRows(c draw.Canvas, x scale, n int, row func(c draw.Canvas, i int, at func(float64) vg.Length, y, h vg.Length)) {
	area := panel{x: x, y: scale{lo: 0, hi: float64(n), names: []string{""}}, height: 1}
	area.marks = append(area.marks, func(c draw.Canvas, at func(x, y float64) vg.Point) {
		for _, t := range x.ticks(float64(c.Size().X), true) {
			p := at(t.Value, 0)
			c.StrokeLine2(stroke(svg.Rule, 1), p.X, c.Min.Y, p.X, c.Max.Y)
		}
		if x.lo <= 0 && x.hi >= 0 {
			p := at(0, 0)
			c.StrokeLine2(stroke(svg.Muted, 1.2), p.X, c.Min.Y, p.X, c.Max.Y)
		}
		h := c.Size().Y / vg.Length(n)
		for i := range n {
			row(c, i, func(v float64) vg.Length { return at(x.clamp(v), 0).X }, c.Max.Y-h*vg.Length(i+1), h)
		}
	})
	stack(c, area)
}
