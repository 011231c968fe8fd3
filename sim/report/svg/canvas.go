package svg

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// Fonts is the family of all text: Liberation Sans, whose widths the layout uses, and what has about the same widths elsewhere.
const Fonts = `"Liberation Sans",Arimo,Arial,Helvetica,sans-serif`

// Canvas is a drawing. The unit is the CSS pixel.
type Canvas struct {
	w, h  float64
	body  bytes.Buffer
	state state
	stack []state
	open  int // groups
}

type state struct {
	color color.Color
	width float64
	dash  []vg.Length
	phase vg.Length
	m     matrix
}

// matrix takes vg's coordinates, y upwards, to SVG's, y downwards: x' = a x + c y + e, y' = b x + d y + f.
type matrix struct{ a, b, c, d, e, f float64 }

func (m matrix) at(p vg.Point) (x, y float64) {
	px, py := float64(p.X), float64(p.Y)
	return m.a*px + m.c*py + m.e, m.b*px + m.d*py + m.f
}

// New is an empty drawing of a size.
func New(w, h vg.Length) *Canvas {
	c := &Canvas{w: float64(w), h: float64(h)}
	c.state = state{color: Ink, width: 1, m: matrix{a: 1, d: -1, f: c.h}}
	return c
}

func (c *Canvas) Size() (w, h vg.Length)                     { return vg.Length(c.w), vg.Length(c.h) }
func (c *Canvas) SetLineWidth(w vg.Length)                   { c.state.width = float64(w) }
func (c *Canvas) SetColor(clr color.Color)                   { c.state.color = clr }
func (c *Canvas) Push()                                      { c.stack = append(c.stack, c.state) }
func (c *Canvas) Pop()                                       { c.state, c.stack = c.stack[len(c.stack)-1], c.stack[:len(c.stack)-1] }
func (c *Canvas) Translate(p vg.Point)                       { c.state.m.e, c.state.m.f = c.state.m.at(p) }
func (c *Canvas) SetLineDash(d []vg.Length, phase vg.Length) { c.state.dash, c.state.phase = d, phase }

func (c *Canvas) Rotate(angle float64) {
	sin, cos := math.Sincos(angle)
	m := c.state.m
	c.state.m.a, c.state.m.b = m.a*cos+m.c*sin, m.b*cos+m.d*sin
	c.state.m.c, c.state.m.d = m.c*cos-m.a*sin, m.d*cos-m.b*sin
}

func (c *Canvas) Scale(x, y float64) {
	m := &c.state.m
	m.a, m.b, m.c, m.d = m.a*x, m.b*x, m.c*y, m.d*y
}

// Begin begins a mark that carries its numbers as a text; End ends it.
func (c *Canvas) Begin(text string) {
	c.open++
	fmt.Fprintf(&c.body, "<g><title>%s</title>", escape(text))
}

func (c *Canvas) End() {
	c.open--
	c.body.WriteString("</g>\n")
}

func (c *Canvas) Stroke(p vg.Path) {
	if c.state.width <= 0 || len(p) == 0 {
		return
	}
	fmt.Fprintf(&c.body, `<path d="%s" fill="none"`, c.path(p))
	c.paint("stroke")
	if c.state.width != 1 {
		fmt.Fprintf(&c.body, ` stroke-width="%s"`, num(c.state.width))
	}
	if len(c.state.dash) > 0 {
		var s []string
		for _, d := range c.state.dash {
			s = append(s, num(float64(d)))
		}
		fmt.Fprintf(&c.body, ` stroke-dasharray="%s"`, strings.Join(s, " "))
		if c.state.phase != 0 {
			fmt.Fprintf(&c.body, ` stroke-dashoffset="%s"`, num(float64(c.state.phase)))
		}
	}
	c.body.WriteString(` stroke-linejoin="round"/>` + "\n")
}

func (c *Canvas) Fill(p vg.Path) {
	if len(p) == 0 {
		return
	}
	fmt.Fprintf(&c.body, `<path d="%s"`, c.path(p))
	c.paint("fill")
	c.body.WriteString("/>\n")
}

// FillString writes a line of text. Its width is part of the drawing: a reader's other font is stretched to it.
func (c *Canvas) FillString(f font.Face, at vg.Point, s string) {
	if f.Font.Size <= 0 || s == "" {
		return
	}
	x, y := c.state.m.at(at)
	fmt.Fprintf(&c.body, `<text x="%s" y="%s" font-size="%s"`, num(x), num(y), num(float64(f.Font.Size)))
	if turn := math.Atan2(c.state.m.b, c.state.m.a); math.Abs(turn) > 1e-9 {
		fmt.Fprintf(&c.body, ` transform="rotate(%s %s %s)"`, num(turn*180/math.Pi), num(x), num(y))
	}
	if f.Font.Weight >= xfont.WeightSemiBold {
		c.body.WriteString(` font-weight="bold"`)
	}
	if f.Font.Style != xfont.StyleNormal {
		c.body.WriteString(` font-style="italic"`)
	}
	c.paint("fill")
	if len([]rune(s)) > 1 {
		fmt.Fprintf(&c.body, ` textLength="%s" lengthAdjust="spacingAndGlyphs"`, num(float64(f.Width(s))))
	}
	fmt.Fprintf(&c.body, ">%s</text>\n", escape(s))
}

// DrawImage is in the interface; no plot of a report needs it.
func (c *Canvas) DrawImage(r vg.Rectangle, img image.Image) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic("svg: " + err.Error()) // an image of no size: the caller's error
	}
	x, y := c.state.m.at(vg.Point{X: r.Min.X, Y: r.Max.Y})
	fmt.Fprintf(&c.body, `<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none" href="data:image/png;base64,%s"/>`+"\n",
		num(x), num(y), num(float64(r.Size().X)), num(float64(r.Size().Y)), base64.StdEncoding.EncodeToString(b.Bytes()))
}

func (c *Canvas) path(p vg.Path) string {
	var b []byte
	to := func(letter byte, ps ...vg.Point) {
		b = append(b, letter)
		for i, p := range ps {
			if i > 0 {
				b = append(b, ' ')
			}
			x, y := c.state.m.at(p)
			b = append(append(append(b, num(x)...), ' '), num(y)...)
		}
	}
	for i, e := range p {
		switch e.Type {
		case vg.MoveComp:
			to('M', e.Pos)
		case vg.LineComp:
			to('L', e.Pos)
		case vg.CurveComp:
			to("_QC"[len(e.Control)], append(append([]vg.Point{}, e.Control...), e.Pos)...)
		case vg.CloseComp:
			b = append(b, 'Z')
		case vg.ArcComp:
			on := func(angle float64) vg.Point {
				sin, cos := math.Sincos(angle)
				return vg.Point{X: e.Pos.X + e.Radius*vg.Length(cos), Y: e.Pos.Y + e.Radius*vg.Length(sin)}
			}
			if i == 0 {
				to('M', on(e.Start))
			} else {
				to('L', on(e.Start))
			}
			// SVG has no arc that ends where it begins, so each is drawn as two.
			r := num(float64(e.Radius) * math.Hypot(c.state.m.a, c.state.m.b))
			sweep := '0' // y points down, which turns the sense
			if e.Angle < 0 {
				sweep = '1'
			}
			for half := 1.0; half <= 2; half++ {
				x, y := c.state.m.at(on(e.Start + max(-2*math.Pi, min(2*math.Pi, e.Angle))*half/2))
				b = fmt.Appendf(b, "A%s %s 0 0 %c %s %s", r, r, sweep, num(x), num(y))
			}
		}
	}
	return string(b)
}

// paint writes the current colour: a class that the style sheet sets, and the light colour for readers without style sheets.
func (c *Canvas) paint(what string) {
	switch clr := c.state.color.(type) {
	case Color:
		fmt.Fprintf(&c.body, ` class="%c-%s" %s="%s"`, what[0], clr.Name, what, clr.Light)
		if a := clr.alpha(); a != 255 {
			fmt.Fprintf(&c.body, ` %s-opacity="%s"`, what, num(float64(a)/255))
		}
	case nil:
		fmt.Fprintf(&c.body, ` %s="#000000"`, what)
	default:
		n := color.NRGBAModel.Convert(clr).(color.NRGBA)
		fmt.Fprintf(&c.body, ` %s="#%02x%02x%02x"`, what, n.R, n.G, n.B)
		if n.A != 255 {
			fmt.Fprintf(&c.body, ` %s-opacity="%s"`, what, num(float64(n.A)/255))
		}
	}
}

// Document is the whole drawing. The id must be unique in a page. Alone, it brings its own style and ground; else the page does.
func (c *Canvas) Document(id, title, description string, alone bool) []byte {
	if c.open != 0 {
		panic("svg: a mark was begun and not ended")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%[1]s" height="%[2]s" role="img" aria-labelledby="%[3]s-t %[3]s-d" font-family='%[4]s'>`+"\n",
		num(c.w), num(c.h), escape(id), Fonts)
	fmt.Fprintf(&b, "<title id=\"%s-t\">%s</title>\n<desc id=\"%[1]s-d\">%[3]s</desc>\n", escape(id), escape(title), escape(description))
	if alone {
		fmt.Fprintf(&b, "<style>%s</style>\n<rect class=\"f-paper\" fill=\"%s\" width=\"100%%\" height=\"100%%\"/>\n", Style(), Paper.Light)
	}
	b.Write(c.body.Bytes())
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// num is a coordinate to a hundredth.
func num(x float64) string {
	if math.IsNaN(x) || math.Abs(x) > 1e7 {
		x = math.Copysign(1e7, x) // off any page, and still a number
	}
	s := strconv.FormatFloat(x, 'f', 2, 64)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // also replaces what XML does not allow
	return b.String()
}
