package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// Axis is a parameter along an axis. Its values are numbers, or the places of names.
type Axis struct {
	Label, Unit string
	Log         bool
	Names       []string // of the values 0, 1, 2, …
}

// scale is an axis as it is drawn.
type scale struct {
	label  string
	lo, hi float64
	log    bool
	names  []string
	whole  bool // it counts: marks are whole numbers
	cut    bool // it does not begin at zero, though the values are of one sign
}

// span chooses the limits of a linear axis for values of which differences and sizes both matter: zero is in it unless the values are far
// from zero and near each other; then the axis says so.
func span(values ...float64) scale {
	lo, hi := limits(values)
	switch big := max(math.Abs(lo), math.Abs(hi)); {
	case lo == hi && lo == 0:
		return scale{lo: 0, hi: 1}
	case hi-lo <= 1e-6*big && lo > 0: // all the same, but for rounding
		return scale{lo: 0, hi: 1.25 * hi}
	case hi-lo <= 1e-6*big:
		return scale{lo: 1.25 * lo, hi: 0}
	case lo >= 0 && lo <= 0.7*hi:
		lo = 0
	case hi <= 0 && hi >= 0.7*lo:
		hi = 0
	}
	cut := lo > 0 || hi < 0
	pad := 0.04 * (hi - lo)
	if lo != 0 {
		lo -= pad
	}
	if hi != 0 {
		hi += pad
	}
	return scale{lo: lo, hi: hi, cut: cut}
}

// around is the limits of an axis of a parameter: its values and a little room.
func around(values []float64, a Axis) scale {
	lo, hi := limits(values)
	s := scale{lo: lo, hi: hi, names: a.Names}
	if len(a.Names) > 0 {
		s.lo, s.hi = -0.5, float64(len(a.Names))-0.5
		return s
	}
	if a.Log && lo > tiny {
		s.log = true
		pad := math.Pow(hi/lo, 0.04)
		if hi == lo {
			pad = 2
		}
		s.lo, s.hi = lo/pad, hi*pad
		return s
	}
	pad := 0.04 * (hi - lo)
	if pad == 0 {
		pad = max(math.Abs(hi)/2, 0.5)
	}
	s.lo, s.hi = lo-pad, hi+pad
	if lo >= 0 {
		s.lo = max(s.lo, 0)
		if lo < 0.15*hi {
			s.lo = 0
		}
	}
	return s
}

// positive is the limits of a logarithmic axis.
func positive(values ...float64) scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) && v > tiny {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo > hi {
		lo, hi = 0.1, 1
	}
	if hi/lo < 2 {
		lo, hi = lo/1.5, hi*1.5
	}
	pad := math.Pow(hi/lo, 0.05)
	return scale{lo: lo / pad, hi: hi * pad, log: true}
}

func limits(values []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo > hi {
		return 0, 0
	}
	return lo, hi
}

// norm is where a value is along the axis, 0 to 1 inside it.
func (s scale) norm(v float64) float64 {
	if s.log {
		if v <= 0 {
			return 0
		}
		return math.Log(v/s.lo) / math.Log(s.hi/s.lo)
	}
	return (v - s.lo) / (s.hi - s.lo)
}

// at is the value at a place along the axis.
func (s scale) at(t float64) float64 {
	if s.log {
		return s.lo * math.Pow(s.hi/s.lo, t)
	}
	return s.lo + t*(s.hi-s.lo)
}

// clamp keeps a value within the axis.
func (s scale) clamp(v float64) float64 { return max(s.lo, min(s.hi, v)) }

func (s scale) Normalize(_, _, v float64) float64 { return s.norm(v) }

// name is the value in words.
func (s scale) name(v float64) string {
	if len(s.names) > 0 {
		return s.names[max(0, min(len(s.names)-1, int(math.Round(v))))]
	}
	return Num(v)
}

// panel is a plot within a figure.
type panel struct {
	x, y   scale
	marks  []mark
	height float64 // share of the figure's height
	noX    bool    // the axis along x is that of the panel below
}

// mark draws data within a panel.
type mark func(draw.Canvas, func(x, y float64) vg.Point)

func (m mark) Plot(c draw.Canvas, p *plot.Plot) {
	m(c, func(x, y float64) vg.Point { return vg.Point{X: c.X(p.X.Norm(x)), Y: c.Y(p.Y.Norm(y))} })
}

// stack draws panels above each other, with their data aligned.
func stack(c draw.Canvas, panels ...panel) {
	plots := make([]*plot.Plot, len(panels))
	areas := make([]draw.Canvas, len(panels))
	type foot struct { // the label of an axis along x
		lines  []string
		bottom vg.Length
	}
	feet := make([]foot, len(panels))
	var left, right, total float64
	for _, p := range panels {
		total += p.height
	}
	top := c.Max.Y
	for i, p := range panels {
		h := c.Size().Y * vg.Length(p.height/total)
		area := draw.Crop(c, 0, 0, top-h-c.Min.Y, top-c.Max.Y)
		top -= h
		if i > 0 {
			area.Max.Y -= 8
		}
		for _, s := range wrap(p.y.title(), small, float64(c.Size().X)) {
			area.FillText(small.at(draw.XLeft, draw.YTop), vg.Point{X: area.Min.X, Y: area.Max.Y}, s)
			area.Max.Y -= vg.Length(line(small))
		}
		area.Max.Y -= 6
		if !p.noX {
			below := wrap(p.x.title(), small, float64(c.Size().X))
			feet[i] = foot{below, area.Min.Y}
			area.Min.Y += vg.Length(float64(len(below))*line(small) + 1)
		}
		plots[i], areas[i] = p.build(area), area
		data := plots[i].DataCanvas(area)
		left, right = max(left, float64(data.Min.X-area.Min.X)), max(right, float64(area.Max.X-data.Max.X))
		for _, t := range plots[i].X.Tick.Marker.Ticks(p.x.lo, p.x.hi) { // the labels at the ends have room, too
			if t.Label != "" {
				half, x := small.width(t.Label)/2, p.x.norm(t.Value)
				left, right = max(left, half-x*float64(data.Size().X)), max(right, half-(1-x)*float64(data.Size().X))
			}
		}
	}
	for i, p := range plots {
		data := p.DataCanvas(areas[i])
		area := draw.Crop(areas[i], vg.Length(left)-(data.Min.X-areas[i].Min.X), -(vg.Length(right) - (areas[i].Max.X - data.Max.X)), 0, 0)
		p.Draw(area)
		data = p.DataCanvas(area)
		for j, s := range feet[i].lines {
			half := vg.Length(small.width(s) / 2)
			x := max(c.Min.X+half, min(c.Max.X-half, data.Center().X))
			c.FillText(small.at(draw.XCenter, draw.YBottom), vg.Point{X: x, Y: feet[i].bottom + vg.Length(float64(len(feet[i].lines)-1-j)*line(small)) + 2}, s)
		}
	}
}

func (s scale) title() string {
	if s.cut {
		return s.label + " (the axis does not begin at 0)"
	}
	return s.label
}

// build makes the gonum plot of a panel of a size.
func (p panel) build(c draw.Canvas) *plot.Plot {
	g := plot.New()
	g.BackgroundColor = nil
	g.X.Min, g.X.Max, g.X.Scale = p.x.lo, p.x.hi, p.x
	g.Y.Min, g.Y.Max, g.Y.Scale = p.y.lo, p.y.hi, p.y
	xs := p.x.ticks(float64(c.Size().X)-50, true)
	ys := p.y.ticks(float64(c.Size().Y)-40, false)
	for _, a := range []*plot.Axis{&g.X, &g.Y} {
		a.Padding = 0
		a.LineStyle = stroke(svg.Muted, 1)
		a.Tick.LineStyle = stroke(svg.Muted, 1)
	}
	g.X.Tick.Length, g.Y.Tick.Length = 4, 0
	g.Y.LineStyle.Width = 0
	g.Y.Padding = 5
	g.X.Tick.Label, g.Y.Tick.Label = small.at(draw.XCenter, draw.YTop), small.at(draw.XRight, draw.YCenter)
	g.X.Tick.Marker, g.Y.Tick.Marker = plot.ConstantTicks(xs), plot.ConstantTicks(ys)
	if p.noX {
		for i := range xs {
			xs[i].Label = ""
		}
		g.X.Tick.Label.Font.Size = 1
	}
	g.Add(mark(func(c draw.Canvas, at func(x, y float64) vg.Point) {
		for _, t := range ys {
			if y := at(p.x.lo, t.Value).Y; y >= c.Min.Y-0.5 && y <= c.Max.Y+0.5 {
				c.StrokeLine2(stroke(svg.Rule, 1), c.Min.X, y, c.Max.X, y)
			}
		}
	}))
	for _, m := range p.marks {
		g.Add(m)
	}
	return g
}
