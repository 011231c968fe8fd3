package figure

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// Figure is a plot and the words and numbers that go with it.
type Figure struct {
	Name  string // of its file and its place in a page: lower case, digits and hyphens
	Title string
	Shows string   // what is drawn
	Read  string   // how to read it
	Says  []string // what the numbers say, computed from them
	Notes []string // what a reader must know not to be misled
	Table Table

	empty  bool
	legend []entry
	height func(width float64) float64 // of the panels
	paint  func(draw.Canvas)
}

// Table is the numbers behind a plot, as text.
type Table struct {
	Columns []string
	Rows    [][]string
	Left    int // rows that were left out
}

// Estimate is a mean, or another number that was estimated, with its interval.
type Estimate struct {
	Mean, Low, High float64
	N               int // of runs, or of what was counted
}

func (e Estimate) finite() bool { return finite(e.Mean) && finite(e.Low) && finite(e.High) }

// known tells whether the estimate has an interval.
func (e Estimate) known() bool { return e.finite() && e.N >= 2 }

func (e Estimate) times(f float64) Estimate {
	e.Mean, e.Low, e.High = e.Mean*f, e.Low*f, e.High*f
	if f < 0 {
		e.Low, e.High = e.High, e.Low
	}
	return e
}

// finite tells whether a number can be drawn: sums, products and differences of a few such are numbers, too.
func finite(x float64) bool { return math.Abs(x) < 1e100 }

// tiny is below what a logarithmic axis shows.
const tiny = 1e-100

// maxRows bounds a table: it is for reading; the files of the results have everything.
const maxRows = 400

func (t *Table) add(cells ...string) {
	if len(t.Rows) >= maxRows {
		t.Left++
		return
	}
	t.Rows = append(t.Rows, cells)
}

// Widths of a drawing: on a page, and on a phone.
const (
	Wide   = 720
	Narrow = 360
)

const margin = 6

// SVG draws the figure at a width. A drawing alone has its title and its ground in it; in a page those are the page's.
func (f *Figure) SVG(width float64, alone bool) []byte {
	inner := width - 2*margin
	top := float64(margin)
	var title []string
	if alone {
		title = wrap(f.Title, bold, inner)
		top += float64(len(title))*line(bold) + 6
	}
	rows := flow(f.legend, inner)
	legendTop := top
	if len(rows) > 0 {
		top += float64(len(rows))*legendRow + 6
	}
	height := math.Ceil(top + f.height(inner) + margin)

	id := fmt.Sprintf("%s-%d", f.Name, int(width))
	c := svg.New(vg.Length(width), vg.Length(height))
	dc := draw.NewCanvas(c, vg.Length(width), vg.Length(height))
	y := height - margin
	for _, s := range title {
		dc.FillText(bold.at(draw.XLeft, draw.YTop), vg.Point{X: margin, Y: vg.Length(y)}, s)
		y -= line(bold)
	}
	drawLegend(dc, rows, height-legendTop)
	f.paint(draw.Crop(dc, margin, -margin, margin, -vg.Length(top)))
	return c.Document(id, f.Title, f.Description(), alone)
}

// Empty reports whether there was nothing to draw.
func (f *Figure) Empty() bool { return f.empty }

// Description is the figure in words, for those who do not see it.
func (f *Figure) Description() string {
	return strings.Join(append([]string{f.Shows}, f.Says...), " ")
}

// Notice is a figure that says why there is no plot.
func Notice(name, title, shows, why string) *Figure {
	f := &Figure{Name: name, Title: title, Shows: shows, empty: true, Says: []string{"Nothing is drawn: " + why + "."}}
	text := "Nothing to draw: " + why + "."
	f.height = func(w float64) float64 { return float64(len(wrap(text, plain, w-24)))*line(plain) + 48 }
	f.paint = func(c draw.Canvas) {
		box(c, c.Rectangle, svg.Rule.Faint(0.35))
		lines := wrap(text, plain, float64(c.Size().X)-24)
		y := c.Center().Y + vg.Length(float64(len(lines))*line(plain)/2)
		for _, s := range lines {
			c.FillText(plain.at(draw.XCenter, draw.YTop), vg.Point{X: c.Center().X, Y: y}, s)
			y -= vg.Length(line(plain))
		}
	}
	return f
}

// fixed is a height that does not depend on the width, but for a phone, where a plot is nearly square.
func fixed(h float64) func(float64) float64 {
	return func(w float64) float64 {
		if w < 480 {
			return min(h, max(240, w*0.8))
		}
		return h
	}
}
