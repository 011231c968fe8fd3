package figure

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// SensitivityData is the effect of each swept parameter on a quantity.
type SensitivityData struct {
	Title   string
	Value   Quantity
	Mean    float64 // over all points
	Effects []Effect
	How     string // what low and high are, and how the interval is made
}

// Effect is the quantity where a parameter is low and where it is high, over all values of the others.
type Effect struct {
	Parameter, Low, High string // its name; its values at the two ends
	AtLow, AtHigh        Estimate
	Change               Estimate // AtHigh - AtLow
}

// Sensitivity draws a tornado: the parameters by what they do, the strongest first.
func Sensitivity(name string, d SensitivityData) *Figure {
	shows := fmt.Sprintf("What each swept parameter does to %s: from its low values to its high ones, over all values of the others.", d.Value.Label)
	var effects []Effect
	values := []float64{}
	for _, e := range d.Effects {
		if e.AtLow.finite() && e.AtHigh.finite() && finite(e.Change.Mean) {
			effects = append(effects, e)
			for _, at := range []Estimate{e.AtLow, e.AtHigh} {
				values = append(values, at.Mean)
				if at.known() {
					values = append(values, at.Low, at.High)
				}
			}
		}
	}
	if len(effects) == 0 {
		return Notice(name, d.Title, shows, "no parameter was swept over two values with finite results")
	}
	if finite(d.Mean) {
		values = append(values, d.Mean)
	}
	label, factor := d.Value.scale(values...)
	slices.SortStableFunc(effects, func(a, b Effect) int {
		switch x, y := math.Abs(a.Change.Mean), math.Abs(b.Change.Mean); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	for i := range values {
		values[i] *= factor
	}
	lo, hi := limits(values)
	x := span(values...)
	if lo > 0 || hi < 0 { // a tornado is about differences
		pad := 0.06 * max(hi-lo, math.Abs(hi)*1e-6)
		x = scale{lo: lo - pad, hi: hi + pad, cut: true}
		if lo > 0 && lo < 0.25*hi {
			x = scale{lo: 0, hi: hi + pad}
		}
	}
	x.label = label
	f := &Figure{Name: name, Title: d.Title, Shows: shows}
	f.Read = "Each row is a parameter, the strongest first. The bar goes from the mean where the parameter is low (square) to the mean where it is high (dot), each with its interval. " + d.How
	f.Table.Columns = []string{"parameter", "low", "high", label + " at low", "at high", "change", "interval from", "to"}
	var clear, not []string
	for i := range effects {
		e := &effects[i]
		e.AtLow, e.AtHigh, e.Change = e.AtLow.times(factor), e.AtHigh.times(factor), e.Change.times(factor)
		f.Table.add(e.Parameter, e.Low, e.High, Num(e.AtLow.Mean), Num(e.AtHigh.Mean), Num(e.Change.Mean), Num(e.Change.Low), Num(e.Change.High))
		if e.Change.known() && (e.Change.Low > 0 || e.Change.High < 0) {
			word := "raises"
			if e.Change.Mean < 0 {
				word = "lowers"
			}
			clear = append(clear, fmt.Sprintf("%s from %s to %s %s it by %s", e.Parameter, e.Low, e.High, word, Estimate{math.Abs(e.Change.Mean), min(math.Abs(e.Change.Low), math.Abs(e.Change.High)), max(math.Abs(e.Change.Low), math.Abs(e.Change.High)), e.Change.N}))
		} else {
			not = append(not, e.Parameter)
		}
	}
	for i, s := range clear {
		if i == 0 {
			f.Says = append(f.Says, capital(inWords(label))+": "+s)
		} else {
			f.Says[0] += "; " + s
		}
	}
	if len(clear) > 0 {
		f.Says[0] += "."
	}
	for i, s := range not {
		if i == 0 {
			f.Says = append(f.Says, "No effect is seen of "+s)
		} else {
			f.Says[len(f.Says)-1] += ", " + s
		}
	}
	if len(not) > 0 {
		f.Says[len(f.Says)-1] += ": the interval of the change holds 0, or is not known."
	}
	square, round := glyph(svg.Blue, 4, shapes[1]), glyph(svg.Vermillion, 4, shapes[0])
	f.legend = []entry{
		{"parameter low", acrossMark(square, stroke(svg.Blue, 1.6))},
		{"parameter high", acrossMark(round, stroke(svg.Vermillion, 1.6))},
		{"mean of all points", lineMark(stroke(svg.Muted, 1.4, 5, 3))},
	}
	f.height = func(float64) float64 { return rowsHeight(len(effects), 50) }
	f.paint = func(c draw.Canvas) {
		paintRows(c, x, len(effects), func(c draw.Canvas, i int, at func(float64) vg.Length, y, h vg.Length) {
			e := effects[i]
			if m := d.Mean * factor; i == 0 && finite(m) && m >= x.lo && m <= x.hi {
				c.StrokeLine2(stroke(svg.Muted, 1.4, 5, 3), at(m), c.Min.Y, at(m), c.Max.Y)
			}
			text := fmt.Sprintf("%s, %s to %s", e.Parameter, e.Low, e.High)
			rowLabel(c, y+h-1, text, plain)
			defer saying(c, fmt.Sprintf("%s: %s at low, %s at high, change %s", text, e.AtLow, e.AtHigh, e.Change))()
			base := y + h*0.46
			a, b := at(e.AtLow.Mean), at(e.AtHigh.Mean)
			box(c, vg.Rectangle{Min: vg.Point{X: min(a, b), Y: base - 5}, Max: vg.Point{X: max(a, b), Y: base + 5}}, svg.Muted.Faint(0.3))
			for _, s := range []struct {
				e Estimate
				g draw.GlyphStyle
				y vg.Length
			}{{e.AtLow, square, base + 2}, {e.AtHigh, round, base - 2}} {
				if s.e.known() {
					c.StrokeLine2(draw.LineStyle{Color: s.g.Color, Width: 1.6}, at(s.e.Low), s.y, at(s.e.High), s.y)
				}
				c.DrawGlyphNoClip(s.g, vg.Point{X: at(s.e.Mean), Y: base})
			}
		})
	}
	return f
}
