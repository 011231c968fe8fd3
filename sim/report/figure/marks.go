package figure

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// polyline is a line through points.
func polyline(xs, ys []float64, s draw.LineStyle) mark {
	return func(c draw.Canvas, at func(x, y float64) vg.Point) {
		if pts := points(xs, ys, at); len(pts) > 1 {
			c.StrokeLines(s, pts)
		}
	}
}

// staircase is a line that keeps a value until the next one.
func staircase(xs, ys []float64, s draw.LineStyle) mark {
	return func(c draw.Canvas, at func(x, y float64) vg.Point) {
		var pts []vg.Point
		for i, p := range points(xs, ys, at) {
			if i > 0 {
				pts = append(pts, vg.Point{X: p.X, Y: pts[len(pts)-1].Y})
			}
			pts = append(pts, p)
		}
		if len(pts) > 1 {
			c.StrokeLines(s, pts)
		}
	}
}

// points places data, leaving out what would fall on the pixel before.
func points(xs, ys []float64, at func(x, y float64) vg.Point) []vg.Point {
	var pts []vg.Point
	for i, x := range xs[:min(len(xs), len(ys))] { // a run that ended early has fewer
		if !finite(x) || !finite(ys[i]) {
			continue
		}
		p := at(x, ys[i])
		if n := len(pts); n > 0 && abs(p.X-pts[n-1].X) < 0.05 && abs(p.Y-pts[n-1].Y) < 0.05 {
			continue
		}
		pts = append(pts, p)
	}
	return pts
}

func abs(l vg.Length) vg.Length { return max(l, -l) }

// band is the area between two lines.
func band(xs, low, high []float64, clr svg.Color) mark {
	return func(c draw.Canvas, at func(x, y float64) vg.Point) {
		up, down := points(xs, high, at), points(xs, low, at)
		if len(up) < 2 || len(down) < 2 {
			return
		}
		var path vg.Path
		path.Move(up[0])
		for _, p := range up[1:] {
			path.Line(p)
		}
		for i := len(down) - 1; i >= 0; i-- {
			path.Line(down[i])
		}
		path.Close()
		c.SetColor(clr)
		c.Fill(path)
	}
}

// dot is an estimate with its interval upright, that says its numbers when pointed at.
func dot(x float64, e Estimate, y scale, clr svg.Color, shape draw.GlyphDrawer, says string) mark {
	return func(c draw.Canvas, at func(x, y float64) vg.Point) {
		if !finite(x) || !finite(e.Mean) {
			return
		}
		defer saying(c, says)()
		p := at(x, y.clamp(e.Mean))
		if e.known() {
			lo, hi := at(x, y.clamp(e.Low)), at(x, y.clamp(e.High))
			s := stroke(clr, 1.6)
			c.StrokeLine2(s, lo.X, lo.Y, hi.X, hi.Y)
			if e.Low >= y.lo {
				c.StrokeLine2(s, lo.X-3, lo.Y, lo.X+3, lo.Y)
			}
			if e.High <= y.hi {
				c.StrokeLine2(s, hi.X-3, hi.Y, hi.X+3, hi.Y)
			}
		}
		c.DrawGlyphNoClip(glyph(clr, 3.6, shape), p)
	}
}

// saying begins a mark that carries a text, on canvases that can, and returns what ends it.
func saying(c draw.Canvas, text string) func() {
	s, ok := c.Canvas.(*svg.Canvas)
	if !ok || text == "" {
		return func() {}
	}
	s.Begin(text)
	return s.End
}

// across is a horizontal line at a value.
func across(y float64, s draw.LineStyle) mark {
	return func(c draw.Canvas, at func(x, y float64) vg.Point) {
		p := at(0, y)
		if p.Y >= c.Min.Y-1 && p.Y <= c.Max.Y+1 {
			c.StrokeLine2(s, c.Min.X, p.Y, c.Max.X, p.Y)
		}
	}
}

// upright is a vertical line at a value.
func upright(x float64, s draw.LineStyle) mark {
	return func(c draw.Canvas, at func(x, y float64) vg.Point) {
		p := at(x, 0)
		if p.X >= c.Min.X-1 && p.X <= c.Max.X+1 {
			c.StrokeLine2(s, p.X, c.Min.Y, p.X, c.Max.Y)
		}
	}
}
