package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// MapData is a quantity over two parameters, and where it is safe.
type MapData struct {
	Title  string
	X, Y   Axis
	Z      Quantity
	Points []MapPoint

	// A point is unsafe if its interval lies above Limit (below, if Under), safe if it lies on the other side or on the limit, else undecided.
	Limit float64
	Under bool

	Boundary *Boundary // nil if no closed form is known
}

type MapPoint struct {
	X, Y float64
	Z    Estimate
}

// Boundary is a closed form of where it is safe.
type Boundary struct {
	Name    string
	Formula string // in words and signs, with what its letters mean
	// Margin is positive where it is safe, negative where not, and near zero at the boundary. NaN where the formula does not hold.
	Margin func(x, y float64) float64
}

// verdict on a point: +1 safe, -1 unsafe, 0 undecided.
func (d MapData) verdict(e Estimate) int {
	low, high := e.Low-d.Limit, e.High-d.Limit
	if d.Under {
		low, high = -high, -low
	}
	switch {
	case !e.known():
		return 0
	case low > 0:
		return -1
	case high <= 0:
		return 1
	}
	return 0
}

// Map draws the safe region.
func Map(name string, d MapData) *Figure {
	shows := fmt.Sprintf("%s by %s and %s, from the simulation at each point.", capital(d.Z.Label), d.X.Label, d.Y.Label)
	var pts []MapPoint
	for _, p := range d.Points {
		if finite(p.X) && finite(p.Y) && p.Z.finite() {
			pts = append(pts, p)
		}
	}
	if len(pts) == 0 {
		return Notice(name, d.Title, shows, "no point of the sweep has a finite value of "+d.Z.Label)
	}
	var xv, yv, zv []float64
	for _, p := range pts {
		xv, yv, zv = append(xv, p.X), append(yv, p.Y), append(zv, p.Z.Mean)
	}
	xname, xf := Quantity{d.X.Label, d.X.Unit}.scale(xv...)
	yname, yf := Quantity{d.Y.Label, d.Y.Unit}.scale(yv...)
	zname, zf := d.Z.scale(append(zv, d.Limit)...)
	for i := range pts {
		pts[i] = MapPoint{pts[i].X * xf, pts[i].Y * yf, pts[i].Z.times(zf)}
		xv[i], yv[i], zv[i] = xv[i]*xf, yv[i]*yf, zv[i]*zf
	}
	d.Limit *= zf
	margin := func(x, y float64) float64 { return math.NaN() }
	if d.Boundary != nil {
		raw := d.Boundary.Margin
		margin = func(x, y float64) float64 { return raw(x/xf, y/yf) }
	}

	f := &Figure{Name: name, Title: d.Title, Shows: shows, height: func(w float64) float64 { return max(320, min(460, w*0.75)) }}
	d.words(f, pts, margin, xname, yname)
	f.Table.Columns = []string{xname, yname, zname, "interval from", "to", "runs", "verdict"}
	for _, p := range pts {
		f.Table.add(Num(p.X), Num(p.Y), Num(p.Z.Mean), Num(p.Z.Low), Num(p.Z.High), fmt.Sprint(p.Z.N), verdictName(d.verdict(p.Z)))
	}

	x, y := around(xv, d.X), around(yv, d.Y)
	x.label, y.label = xname, yname
	if x.log || y.log {
		f.Notes = append(f.Notes, map[[2]bool]string{{true, false}: "The axis along x is logarithmic.", {false, true}: "The upright axis is logarithmic.", {true, true}: "Both axes are logarithmic."}[[2]bool{x.log, y.log}])
	}
	cols, rows := levels(xv), levels(yv)
	grid := len(cols)*len(rows) == len(pts) && len(cols) > 1 && len(rows) > 1
	var xe, ye []float64
	if grid {
		xe, ye = edges(cols, x.log), edges(rows, y.log)
		x.lo, x.hi, y.lo, y.hi = xe[0], xe[len(xe)-1], ye[0], ye[len(ye)-1]
	}
	pal := newRamp(zv, d.Limit, d.Under)
	paintPoints := func(c draw.Canvas, at func(x, y float64) vg.Point) {
		for _, p := range pts {
			end := saying(c, fmt.Sprintf("%s %s, %s %s: %s %s, %s", d.X.Label, x.name(p.X), d.Y.Label, y.name(p.Y), zname, p.Z, verdictName(d.verdict(p.Z))))
			if grid {
				i, _ := slices.BinarySearch(cols, p.X)
				j, _ := slices.BinarySearch(rows, p.Y)
				c.SetColor(pal.at(p.Z.Mean))
				c.Fill(vg.Rectangle{Min: at(xe[i], ye[j]), Max: at(xe[i+1], ye[j+1])}.Path())
			} else {
				q := at(p.X, p.Y)
				c.DrawGlyphNoClip(draw.GlyphStyle{Color: pal.at(p.Z.Mean), Radius: 7, Shape: draw.CircleGlyph{}}, q)
				c.DrawGlyphNoClip(glyph(svg.Muted, 7, draw.RingGlyph{}), q)
			}
			end()
		}
	}
	marks := []mark{paintPoints}
	if d.Boundary != nil {
		lines := contour(x, y, margin)
		marks = append(marks, func(c draw.Canvas, at func(x, y float64) vg.Point) {
			for _, s := range []draw.LineStyle{{Color: rgb(0xffffff), Width: 5.5}, {Color: rgb(0x000000), Width: 2.4}} {
				for _, l := range lines {
					pts := make([]vg.Point, len(l))
					for i, p := range l {
						pts[i] = at(p[0], p[1])
					}
					c.StrokeLines(s, pts)
				}
			}
		})
		if len(lines) == 0 {
			f.Notes = append(f.Notes, "The boundary of the closed form is outside the map.")
		} else {
			f.legend = append(f.legend, entry{d.Boundary.Name + ": " + d.Boundary.Formula, func(c draw.Canvas, r vg.Rectangle) {
				lineMark(draw.LineStyle{Color: rgb(0xffffff), Width: 5.5})(c, r)
				lineMark(draw.LineStyle{Color: rgb(0x000000), Width: 2.4})(c, r)
			}})
		}
	}
	marks = append(marks, func(c draw.Canvas, at func(x, y float64) vg.Point) {
		for _, p := range pts {
			drawVerdict(c, at(p.X, p.Y), d.verdict(p.Z), pal.dark(p.Z.Mean))
		}
	})
	for _, v := range []int{-1, 0, 1} {
		f.legend = append(f.legend, entry{verdictName(v), func(c draw.Canvas, r vg.Rectangle) {
			m := middle(r)
			c.SetColor(rgb([]uint32{unsafeColors[1], unsafeColors[0], safeColors[1]}[v+1]))
			c.Fill(vg.Rectangle{Min: vg.Point{X: m.X - 10, Y: m.Y - 7}, Max: vg.Point{X: m.X + 10, Y: m.Y + 7}}.Path())
			drawVerdict(c, m, v, false)
		}})
	}
	f.paint = func(c draw.Canvas) {
		bar := pal.height()
		pal.draw(draw.Crop(c, 0, 0, c.Size().Y-vg.Length(bar), 0), zname)
		stack(draw.Crop(c, 0, 0, 0, -vg.Length(bar)-8), panel{x: x, y: y, marks: marks, height: 1})
	}
	return f
}

func (d MapData) words(f *Figure, pts []MapPoint, margin func(x, y float64) float64, xname, yname string) {
	side, other := "above", "at or below"
	if d.Under {
		side, other = "below", "at or above"
	}
	f.Read = fmt.Sprintf("Each point of the sweep is coloured by its mean. A cross marks a point that is unsafe: the whole interval of the mean lies %s %s. A point without a mark is safe: the interval lies %s it. "+
		"A ring is undecided: the interval holds the limit, and more runs would tell.", side, Num(d.Limit), other)
	var safe, unsafe, open, agree, decided int
	var differ []string
	var x, y scale
	x.names, y.names = d.X.Names, d.Y.Names
	for _, p := range pts {
		v := d.verdict(p.Z)
		switch v {
		case 1:
			safe++
		case -1:
			unsafe++
		default:
			open++
		}
		m := margin(p.X, p.Y)
		if v == 0 || math.IsNaN(m) {
			continue
		}
		decided++
		if m >= 0 == (v > 0) {
			agree++
		} else {
			differ = append(differ, fmt.Sprintf("(%s, %s)", x.name(p.X), y.name(p.Y)))
		}
	}
	f.Says = append(f.Says, fmt.Sprintf("Of %s, %d are safe, %d unsafe and %d undecided.", count(len(pts), "point"), safe, unsafe, open))
	if s := d.least(pts, x, y, inWords(xname), inWords(yname)); s != "" {
		f.Says = append(f.Says, s)
	}
	if d.Boundary == nil {
		return
	}
	f.Read += " The black line is the boundary by the closed form, which knows nothing of the simulation."
	s := fmt.Sprintf("%s: %s. ", d.Boundary.Name, d.Boundary.Formula)
	switch {
	case decided == 0:
		s += "There is no decided point to compare it with."
	case agree == decided:
		s += fmt.Sprintf("It says the same as the simulation at all %d decided points.", decided)
	default:
		more := ""
		if len(differ) > 6 {
			differ, more = differ[:6], " and others"
		}
		s += fmt.Sprintf("It says the same as the simulation at %d of %d decided points; it differs at %s%s.", agree, decided, strings.Join(differ, ", "), more)
	}
	f.Says = append(f.Says, s)
}

// least says from which y on it is safe at each x, where the points are a grid.
func (d MapData) least(pts []MapPoint, x, y scale, xname, yname string) string {
	var xs []float64
	for _, p := range pts {
		xs = append(xs, p.X)
	}
	cols := levels(xs)
	if len(cols) > 12 || len(cols)*2 > len(pts) {
		return ""
	}
	var said []string
	for _, c := range cols {
		from, found := math.Inf(1), false
		rows := slices.Clone(pts)
		slices.SortFunc(rows, func(a, b MapPoint) int { return cmp.Compare(b.Y, a.Y) })
		for _, p := range rows { // from above
			if p.X != c {
				continue
			}
			if d.verdict(p.Z) != 1 {
				break
			}
			from, found = p.Y, true
		}
		if found {
			said = append(said, fmt.Sprintf("%s at %s", y.name(from), x.name(c)))
		} else {
			said = append(said, "none at "+x.name(c))
		}
	}
	return fmt.Sprintf("The least %s from which on all simulated points are safe, by %s: %s.", yname, xname, strings.Join(said, ", "))
}

func verdictName(v int) string {
	return [...]string{"unsafe", "undecided", "safe"}[v+1]
}

// drawVerdict marks a point on its colour.
func drawVerdict(c draw.Canvas, p vg.Point, verdict int, dark bool) {
	clr := rgb(0x000000)
	if dark {
		clr = rgb(0xffffff)
	}
	s := draw.LineStyle{Color: clr, Width: 1.5}
	switch verdict {
	case -1:
		c.StrokeLine2(s, p.X-3.5, p.Y-3.5, p.X+3.5, p.Y+3.5)
		c.StrokeLine2(s, p.X-3.5, p.Y+3.5, p.X+3.5, p.Y-3.5)
	case 0:
		c.SetLineStyle(s)
		var ring vg.Path
		ring.Arc(p, 3.5, 0, 2*math.Pi)
		c.Stroke(ring)
	}
}

func capital(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if first == "" || strings.ContainsAny(first, "._/") { // the name of a metric or a parameter
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
