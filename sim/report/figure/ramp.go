package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// ramp is the colours of a map. Values on both sides of the limit go from blue (safe) over near-white (the limit) to orange (unsafe); of values on
// one side, only that half is used, so that a colour means the same in every map. Lightness alone tells how far a value is from the limit.
type ramp struct {
	lo, hi, limit float64
	under         bool
	soft          float64 // of the asinh that compresses the longer side; 0: linear
}

func newRamp(values []float64, limit float64, under bool) ramp {
	lo, hi := limits(append([]float64{limit}, values...))
	r := ramp{lo: lo, hi: hi, limit: limit, under: under}
	below, above := limit-lo, hi-limit
	if small, large := min(below, above), max(below, above); small > 0 && large > 6*small {
		r.soft = small / 2
	}
	if lo == hi {
		r.hi = hi + 1
	}
	return r
}

// bend is the distance from the limit as it is coloured.
func (r ramp) bend(v float64) float64 {
	d := v - r.limit
	if r.soft > 0 {
		return math.Asinh(d / r.soft)
	}
	return d
}

var (
	safeColors   = []uint32{0xf4f4f2, 0xc6dbef, 0x7fb6dc, 0x3787c0, 0x0d4f93}
	unsafeColors = []uint32{0xf4f4f2, 0xfdd5a8, 0xf7a35c, 0xdd6a12, 0x8f3a04}
)

// place is how far a value is towards the farthest one, -1 to 1, positive on the unsafe side.
func (r ramp) place(v float64) float64 {
	d := r.bend(v)
	if r.under {
		d = -d
	}
	far := max(math.Abs(r.bend(r.lo)), math.Abs(r.bend(r.hi)))
	if far == 0 {
		return 0
	}
	return max(-1, min(1, d/far))
}

func (r ramp) at(v float64) color.Color {
	t, stops := r.place(v), unsafeColors
	if t < 0 {
		t, stops = -t, safeColors
	}
	t *= float64(len(stops) - 1)
	i := min(int(t), len(stops)-2)
	return blend(stops[i], stops[i+1], t-float64(i))
}

// dark tells whether what is drawn on the colour must be white.
func (r ramp) dark(v float64) bool { return math.Abs(r.place(v)) > 0.72 }

func (r ramp) height() float64 { return line(small)*2 + 22 }

// draw draws the colours as a scale with its values.
func (r ramp) draw(c draw.Canvas, label string) {
	c.FillText(small.at(draw.XLeft, draw.YTop), vg.Point{X: c.Min.X, Y: c.Max.Y}, fit(label, small, float64(c.Size().X)))
	width := min(float64(c.Size().X)-20, 420)
	left, top := float64(c.Min.X)+10, float64(c.Max.Y)-line(small)-3
	const n = 84
	a, b := r.bend(r.lo), r.bend(r.hi)
	for i := range n {
		v := r.unbend(a + (b-a)*(float64(i)+0.5)/n)
		c.SetColor(r.at(v))
		x := left + width*float64(i)/n
		c.Fill(vg.Rectangle{Min: vg.Point{X: vg.Length(x), Y: vg.Length(top - 12)}, Max: vg.Point{X: vg.Length(x + width/n + 0.4), Y: vg.Length(top)}}.Path())
	}
	end := math.Inf(-1)
	for _, t := range r.ticks(width) {
		x := left + width*(r.bend(t)-a)/(b-a)
		s := Num(t)
		if w := small.width(s); x-w/2 > end+8 {
			c.StrokeLine2(draw.LineStyle{Color: small.color, Width: 1}, vg.Length(x), vg.Length(top-12), vg.Length(x), vg.Length(top-16))
			c.FillText(small.at(draw.XCenter, draw.YTop), vg.Point{X: max(c.Min.X+vg.Length(w/2), min(c.Max.X-vg.Length(w/2), vg.Length(x))), Y: vg.Length(top - 17)}, s)
			end = x + w/2
		}
	}
}

func (r ramp) unbend(d float64) float64 {
	if r.soft > 0 {
		return r.limit + r.soft*math.Sinh(d)
	}
	return r.limit + d
}

func (r ramp) ticks(width float64) []float64 {
	var v []float64
	if r.soft == 0 {
		for _, t := range linearTicks(r.lo, r.hi, max(2, int(width/70))) {
			v = append(v, t.Value)
		}
		return v
	}
	a, b := r.bend(r.lo), r.bend(r.hi)
	for i := range 7 {
		x := r.unbend(a + (b-a)*float64(i)/6)
		if math.Abs(r.bend(x)) < (b-a)/14 {
			x = r.limit
		}
		v = append(v, two(x))
	}
	return v
}

// two rounds to two significant digits.
func two(x float64) float64 {
	if x == 0 {
		return 0
	}
	p := math.Pow(10, math.Floor(math.Log10(math.Abs(x)))-1)
	return math.Round(x/p) * p
}

func blend(a, b uint32, t float64) color.NRGBA {
	part := func(shift uint) uint8 {
		x, y := float64(a>>shift&255), float64(b>>shift&255)
		return uint8(math.Round(x + (y-x)*t))
	}
	return color.NRGBA{part(16), part(8), part(0), 255}
}

func rgb(c uint32) color.NRGBA { return blend(c, c, 0) }
