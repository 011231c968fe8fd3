package figure

import (
	"slices"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"refute/sim/report/svg"
)

// The styles of text.
var (
	bold  = style{font.Font{Typeface: "Liberation", Variant: "Sans", Weight: xfont.WeightBold, Size: 15}, svg.Ink}
	plain = style{font.Font{Typeface: "Liberation", Variant: "Sans", Size: 13}, svg.Ink}
	small = style{font.Font{Typeface: "Liberation", Variant: "Sans", Size: 12}, svg.Muted}
)

type style struct {
	font  font.Font
	color svg.Color
}

func (s style) at(x draw.XAlignment, y draw.YAlignment) text.Style {
	return text.Style{Color: s.color, Font: s.font, XAlign: x, YAlign: y, Handler: plot.DefaultTextHandler}
}

func (s style) width(t string) float64 { return float64(s.at(0, 0).Width(t)) }

// line is the height of a line of text.
func line(s style) float64 { return float64(s.font.Size) * 1.3 }

// wrap breaks a text into lines of at most a width; a word that is longer is cut.
func wrap(t string, s style, width float64) []string {
	var lines []string
	var now string
	words := strings.Fields(t)
	for i := 0; i < len(words); i++ {
		word := words[i]
		if s.width(word) > width {
			r := []rune(word)
			n := len(r)
			for n > 1 && s.width(string(r[:n])) > width {
				n--
			}
			word = string(r[:n])
			if n < len(r) {
				words = slices.Insert(words, i+1, string(r[n:]))
			}
		}
		next := word
		if now != "" {
			next = now + " " + word
		}
		if now != "" && s.width(next) > width {
			lines, now = append(lines, now), word
		} else {
			now = next
		}
	}
	if now != "" {
		lines = append(lines, now)
	}
	return lines
}

// fit shortens a text to a width.
func fit(t string, s style, width float64) string {
	if s.width(t) <= width {
		return t
	}
	r := []rune(t)
	for len(r) > 1 && s.width(string(r)+"…") > width {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

func box(c draw.Canvas, r vg.Rectangle, clr svg.Color) {
	c.SetColor(clr)
	c.Fill(r.Path())
}

// The shapes and dashes of series, beside their colours: nothing is told by colour alone.
var (
	shapes = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, diamond{}, draw.RingGlyph{}, draw.SquareGlyph{}}
	dashes = [][]vg.Length{nil, {7, 3}, {2, 3}, {9, 3, 2, 3}, {4, 2}, {12, 4}}
)

func colorOf(i int) svg.Color        { return svg.Palette[i%len(svg.Palette)] }
func shapeOf(i int) draw.GlyphDrawer { return shapes[i%len(shapes)] }
func dashOf(i int) []vg.Length       { return dashes[i%len(dashes)] }
func stroke(c svg.Color, w float64, d ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: vg.Length(w), Dashes: d}
}
func glyph(c svg.Color, r float64, s draw.GlyphDrawer) draw.GlyphStyle {
	return draw.GlyphStyle{Color: c, Radius: vg.Length(r), Shape: s}
}

type diamond struct{}

func (diamond) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, p vg.Point) {
	r := s.Radius * 1.25
	c.SetColor(s.Color)
	var path vg.Path
	path.Move(vg.Point{X: p.X - r, Y: p.Y})
	path.Line(vg.Point{X: p.X, Y: p.Y + r})
	path.Line(vg.Point{X: p.X + r, Y: p.Y})
	path.Line(vg.Point{X: p.X, Y: p.Y - r})
	path.Close()
	c.Fill(path)
}
