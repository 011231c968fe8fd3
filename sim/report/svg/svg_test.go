package svg

import (
	"bytes"
	"encoding/xml"
	"image/color"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

func face(size float64) font.Face {
	return font.NewCache(liberation.Collection()).Lookup(font.Font{Typeface: "Liberation", Variant: "Sans"}, vg.Length(size))
}

func document(draw func(c *Canvas)) string {
	c := New(100, 50)
	draw(c)
	return string(c.Document("id", "a title", "a description", true))
}

// TestUpright: y points up in drawings, down in SVG, and texts keep upright, also when turned.
func TestUpright(t *testing.T) {
	s := document(func(c *Canvas) {
		var p vg.Path
		p.Move(vg.Point{X: 10, Y: 10})
		p.Line(vg.Point{X: 20, Y: 40})
		c.Stroke(p)
		c.FillString(face(10), vg.Point{X: 5, Y: 45}, "level")
		c.Push()
		c.Rotate(math.Pi / 2)
		c.FillString(face(10), vg.Point{X: 20, Y: -30}, "upwards") // at (30, 20)
		c.Pop()
		c.Push()
		c.Translate(vg.Point{X: 10, Y: 5})
		c.Scale(2, 2)
		c.Fill(vg.Rectangle{Min: vg.Point{X: 1, Y: 1}, Max: vg.Point{X: 2, Y: 3}}.Path())
		c.Pop()
	})
	for _, want := range []string{`d="M10 40L20 10"`, `<text x="5" y="5" font-size="10" class`, `<text x="30" y="30" font-size="10" transform="rotate(-90 30 30)"`, `M12 43L14 43L14 39L12 39Z`} {
		if !strings.Contains(s, want) {
			t.Errorf("no %s in\n%s", want, s)
		}
	}
}

// TestArcs: an arc ends where it should and turns the right way; SVG's flag says so for y downwards.
func TestArcs(t *testing.T) {
	s := document(func(c *Canvas) {
		var p vg.Path
		p.Arc(vg.Point{X: 50, Y: 25}, 10, 0, math.Pi/2) // from the right to the top, against the clock
		c.Stroke(p)
		p = nil
		p.Arc(vg.Point{X: 50, Y: 25}, 10, 0, 2*math.Pi)
		c.Fill(p)
	})
	for _, want := range []string{`M60 25A10 10 0 0 0 57.07 17.93A10 10 0 0 0 50 15"`, `M60 25A10 10 0 0 0 40 25A10 10 0 0 0 60 25"`} {
		if !strings.Contains(s, want) {
			t.Errorf("no %s in\n%s", want, s)
		}
	}
}

// TestNames: texts from outside are escaped wherever they stand, and what XML does not allow is replaced.
func TestNames(t *testing.T) {
	for _, s := range []string{`<b>&"'`, "]]>", "\x00\x1b\xff", "\u202e", ""} {
		c := New(10, 10)
		c.Begin(s)
		c.FillString(face(10), vg.Point{}, s+"x")
		c.End()
		d := xml.NewDecoder(bytes.NewReader(c.Document("a", s, s, false)))
		for {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v", s, err)
			}
		}
	}
}

func TestColors(t *testing.T) {
	s := document(func(c *Canvas) {
		c.SetColor(Blue.Faint(0.5))
		c.Fill(vg.Rectangle{Max: vg.Point{X: 1, Y: 1}}.Path())
		c.SetColor(color.NRGBA{1, 2, 3, 255})
		c.Fill(vg.Rectangle{Max: vg.Point{X: 1, Y: 1}}.Path())
		c.SetColor(nil)
		c.Fill(vg.Rectangle{Max: vg.Point{X: 1, Y: 1}}.Path())
	})
	for _, want := range []string{`class="f-blue" fill="#0072b2" fill-opacity="0.5"`, `fill="#010203"/>`, `fill="#000000"/>`} {
		if !strings.Contains(s, want) {
			t.Errorf("no %s in\n%s", want, s)
		}
	}
	for _, c := range Palette {
		for _, on := range []struct{ color, ground RGB }{{c.Light, Paper.Light}, {c.Dark, Paper.Dark}} {
			if r := contrast(on.color, on.ground); r < 3 {
				t.Errorf("%s on %s: a contrast of %.2f, WCAG asks for 3", on.color, on.ground, r)
			}
		}
	}
	for _, c := range []Color{Ink, Muted} {
		if contrast(c.Light, Paper.Light) < 4.5 || contrast(c.Dark, Paper.Dark) < 4.5 {
			t.Errorf("text in %s is too weak", c.Name)
		}
	}
}

// contrast is that of WCAG 2: the ratio of relative luminances.
func contrast(a, b RGB) float64 {
	light := func(c RGB) float64 {
		sum := 0.0
		for i, w := range []float64{0.0722, 0.7152, 0.2126} {
			x := float64(c>>(8*i)&255) / 255
			if x <= 0.03928 {
				x /= 12.92
			} else {
				x = math.Pow((x+0.055)/1.055, 2.4)
			}
			sum += w * x
		}
		return sum
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestDescribed(t *testing.T) {
	s := document(func(*Canvas) {})
	for _, want := range []string{`role="img" aria-labelledby="id-t id-d"`, `<title id="id-t">a title</title>`, `<desc id="id-d">a description</desc>`, "prefers-color-scheme:dark"} {
		if !strings.Contains(s, want) {
			t.Errorf("no %s in\n%s", want, s)
		}
	}
}

func TestNumbers(t *testing.T) {
	plain := regexp.MustCompile(`^-?\d+(\.\d{1,2})?$`)
	for _, x := range []float64{0, -0.001, 1.005, -3, 1e300, math.Inf(1), math.Inf(-1), math.NaN(), 1e-300, 123456.789} {
		if s := num(x); !plain.MatchString(s) || s == "-0" {
			t.Errorf("%v is written %q", x, s)
		}
	}
	if s := strings.Join([]string{num(2.5), num(-0.25), num(100)}, " "); s != "2.5 -0.25 100" {
		t.Error(s)
	}
}
