package figure

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// entry is a line of a legend: a sample of a mark, and what it stands for.
type entry struct {
	label string
	mark  func(c draw.Canvas, r vg.Rectangle)
}

const (
	legendRow  = 19
	markWidth  = 26
	legendGap  = 16
	markToText = 6
)

type placed struct {
	entry
	x     float64
	lines []string
}

// flow sets entries side by side, in as many rows as they need. A label longer than a row takes several.
func flow(entries []entry, width float64) [][]placed {
	var rows [][]placed
	var row []placed
	x := 0.0
	for _, e := range entries {
		lines := wrap(e.label, small, width-markWidth-markToText)
		w := markWidth + markToText
		widest := 0.0
		for _, l := range lines {
			widest = max(widest, small.width(l))
		}
		if x > 0 && (x+float64(w)+widest > width || len(lines) > 1) {
			rows, row, x = append(rows, row), nil, 0
		}
		row = append(row, placed{e, x, lines})
		x += float64(w) + widest + legendGap
		if len(lines) > 1 {
			rows, row, x = append(rows, row), nil, 0
			for range lines[2:] {
				rows = append(rows, nil)
			}
			rows = append(rows, nil)
		}
	}
	if len(row) > 0 {
		rows = append(rows, row)
	}
	return rows
}

func drawLegend(c draw.Canvas, rows [][]placed, top float64) {
	for i, row := range rows {
		y := vg.Length(top - (float64(i)+0.5)*legendRow)
		for _, e := range row {
			x := vg.Length(margin + e.x)
			e.mark(c, vg.Rectangle{Min: vg.Point{X: x, Y: y - 6}, Max: vg.Point{X: x + markWidth, Y: y + 6}})
			for j, l := range e.lines {
				c.FillText(small.at(draw.XLeft, draw.YCenter), vg.Point{X: x + markWidth + markToText, Y: y - vg.Length(j*legendRow)}, l)
			}
		}
	}
}

func middle(r vg.Rectangle) vg.Point {
	return vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y + r.Max.Y) / 2}
}

func lineMark(s draw.LineStyle) func(draw.Canvas, vg.Rectangle) {
	return func(c draw.Canvas, r vg.Rectangle) { c.StrokeLine2(s, r.Min.X, middle(r).Y, r.Max.X, middle(r).Y) }
}

func dotMark(g draw.GlyphStyle) func(draw.Canvas, vg.Rectangle) {
	return func(c draw.Canvas, r vg.Rectangle) { c.DrawGlyphNoClip(g, middle(r)) }
}

// intervalMark is a dot with a vertical interval.
func intervalMark(g draw.GlyphStyle, s draw.LineStyle) func(draw.Canvas, vg.Rectangle) {
	return func(c draw.Canvas, r vg.Rectangle) {
		c.StrokeLine2(s, middle(r).X, r.Min.Y-2, middle(r).X, r.Max.Y+2)
		c.DrawGlyphNoClip(g, middle(r))
	}
}

// acrossMark is a dot with a horizontal interval.
func acrossMark(g draw.GlyphStyle, s draw.LineStyle) func(draw.Canvas, vg.Rectangle) {
	return func(c draw.Canvas, r vg.Rectangle) {
		lineMark(s)(c, r)
		c.DrawGlyphNoClip(g, middle(r))
	}
}

func bandMark(fill func(draw.Canvas, vg.Rectangle), s draw.LineStyle) func(draw.Canvas, vg.Rectangle) {
	return func(c draw.Canvas, r vg.Rectangle) {
		fill(c, r)
		if s.Width > 0 {
			lineMark(s)(c, r)
		}
	}
}
