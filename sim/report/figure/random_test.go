package figure

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// hostile is a source of data that no simulation should give, and that one might.
type hostile struct{ *rand.Rand }

func (h hostile) number() float64 {
	switch h.IntN(14) {
	case 0:
		return math.NaN()
	case 1:
		return math.Inf(1 - 2*h.IntN(2))
	case 2:
		return 0
	case 3:
		return math.Copysign(1e300, h.NormFloat64())
	case 4:
		return 5e-324
	case 5:
		return float64(h.IntN(5))
	case 6:
		return 1e9 + 1e-7*h.Float64()
	case 7:
		return -math.Exp(30 * h.NormFloat64())
	case 8:
		return math.Exp(30 * h.NormFloat64())
	}
	return h.NormFloat64()
}

// numbers are all alike, or wild.
func (h hostile) numbers() []float64 {
	v := make([]float64, []int{0, 1, 2, 3, 30, 300}[h.IntN(6)])
	same := h.number()
	kind := h.IntN(4)
	for i := range v {
		switch kind {
		case 0:
			v[i] = same
		case 1:
			v[i] = math.Abs(h.NormFloat64()) * 1e9
		default:
			v[i] = h.number()
		}
	}
	return v
}

func (h hostile) text() string {
	return []string{"", "rate", "<script>alert(1)</script>", "a & b \"c\" 'd'", "\x00\xff\u202e", strings.Repeat("word ", 60), strings.Repeat("unbroken", 30), "验证者 ⟨φ⟩ −½", "]]>"}[h.IntN(9)]
}

func (h hostile) estimate() Estimate {
	e := Estimate{h.number(), h.number(), h.number(), h.IntN(3) * h.IntN(1000)}
	if h.IntN(2) == 0 {
		w := math.Abs(h.NormFloat64())
		e.Low, e.High = e.Mean-w, e.Mean+w
	}
	return e
}

func (h hostile) axis() Axis {
	a := Axis{Label: h.text(), Unit: h.unit(), Log: h.IntN(2) == 0}
	if h.IntN(4) == 0 {
		for range h.IntN(9) {
			a.Names = append(a.Names, h.text())
		}
	}
	return a
}

func (h hostile) unit() string       { return []string{"", "gwei", "s", "ns", "ether", "gas"}[h.IntN(6)] }
func (h hostile) quantity() Quantity { return Quantity{h.text(), h.unit()} }

func (h hostile) figure(kind int) *Figure {
	title := h.text()
	switch kind {
	case 0:
		d := MapData{Title: title, X: h.axis(), Y: h.axis(), Z: h.quantity(), Limit: h.NormFloat64(), Under: h.IntN(2) == 0}
		xs, ys := h.numbers(), h.numbers()
		for _, x := range xs[:min(len(xs), 12)] {
			for _, y := range ys[:min(len(ys), 12)] {
				d.Points = append(d.Points, MapPoint{x, y, h.estimate()})
			}
		}
		if h.IntN(2) == 0 {
			a, b := h.number(), h.number()
			d.Boundary = &Boundary{h.text(), h.text(), func(x, y float64) float64 { return x*a - y*b }}
		}
		return Map("map", d)
	case 1:
		d := CurveData{Title: title, X: h.axis(), Y: h.quantity(), LogY: h.IntN(2) == 0, Whole: h.IntN(2) == 0, Formula: h.text()}
		for range h.IntN(9) {
			s := Series{Name: h.text()}
			for _, x := range h.numbers() {
				s.Points = append(s.Points, CurvePoint{x, h.estimate()})
			}
			d.Series = append(d.Series, s)
		}
		if h.IntN(2) == 0 {
			a := h.number()
			d.Exact = func(s int, x float64) float64 { return a * x * float64(s) }
		}
		return Curve("curve", d)
	case 2, 9:
		var rows []Check
		for range h.IntN(40) {
			rows = append(rows, Check{h.text(), h.text(), h.estimate(), h.number()})
		}
		if kind == 9 {
			return Forest("forest", ForestData{title, rows, h.IntN(2) == 0})
		}
		return Validation("validation", ValidationData{title, rows})
	case 3:
		d := StrategiesData{Title: title, Value: h.quantity()}
		for range h.IntN(9) {
			d.Groups = append(d.Groups, Group{h.text(), h.estimate(), h.numbers()})
		}
		return Strategies("strategies", d)
	case 4, 5:
		times := h.numbers()
		var runs [][]float64
		for range h.IntN(9) {
			runs = append(runs, h.numbers())
		}
		if kind == 4 {
			d := BandsData{Title: title, Value: h.quantity(), Shares: h.IntN(2) == 0, Times: times}
			for range h.IntN(9) {
				d.Series = append(d.Series, RunSeries{h.text(), runs})
			}
			return Bands("shares", d)
		}
		return Paths("paths", PathsData{Title: title, Value: h.quantity(), Times: times, Runs: runs, Ruined: h.IntN(9), Of: h.IntN(9), Share: h.estimate(), Method: h.text()})
	case 6:
		return Times("times", TimesData{Title: title, Value: h.quantity(), Values: h.numbers(), One: "run", LogX: h.IntN(2) == 0})
	case 7:
		d := SpendData{Title: title, Attacker: h.quantity(), Defender: h.quantity(), One: "run", Ratio: h.estimate(), Method: h.text()}
		for _, x := range h.numbers() {
			d.Pairs = append(d.Pairs, [2]float64{x, h.number()})
		}
		return Spend("spend", d)
	case 8:
		d := SensitivityData{Title: title, Value: h.quantity(), Mean: h.number(), How: h.text()}
		for range h.IntN(9) {
			d.Effects = append(d.Effects, Effect{h.text(), h.text(), h.text(), h.estimate(), h.estimate(), h.estimate()})
		}
		return Sensitivity("sensitivity", d)
	}
	d := ConvergenceData{Title: title, Value: h.quantity(), Confidence: 0.95}
	for range h.IntN(4) {
		d.Series = append(d.Series, RunValues{h.text(), h.numbers()})
	}
	return Convergence("convergence", d)
}

const kinds = 11

// TestHostile: no data make a constructor or a drawing panic, and every drawing is well-formed and within its sheet.
func TestHostile(t *testing.T) {
	seeds := uint64(12)
	if os.Getenv("REFUTE_HEAVY") != "" {
		seeds = 300
	}
	for seed := range seeds {
		for kind := range kinds {
			h := hostile{rand.New(rand.NewPCG(seed, uint64(kind)))}
			f := h.figure(kind)
			if len(f.Says) == 0 {
				t.Fatalf("seed %d: %s says nothing", seed, f.Name)
			}
			for _, w := range []float64{Wide, Narrow} {
				b := f.SVG(w, true)
				if again := f.SVG(w, true); !bytes.Equal(b, again) {
					t.Fatalf("seed %d: %s differs from itself", seed, f.Name)
				}
				if _, err := texts(b); err != nil {
					t.Fatalf("seed %d: %s: %v\n%s", seed, f.Name, err, b)
				}
			}
		}
	}
}

func FuzzFigure(f *testing.F) {
	for kind := range kinds {
		f.Add(uint64(1), uint64(kind))
	}
	f.Fuzz(func(t *testing.T, seed, kind uint64) {
		h := hostile{rand.New(rand.NewPCG(seed, kind))}
		b := h.figure(int(kind%kinds)).SVG(Narrow, false)
		if _, err := texts(b); err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
	})
}

// label is a text of a drawing and the room it takes.
type label struct {
	text           string
	x0, y0, x1, y1 float64
}

// texts reads a drawing, and returns its texts. The error says what is wrong with it.
func texts(b []byte) ([]label, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	var out []label
	var w, h float64
	number := func(e xml.StartElement, name string) float64 {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				x, err := strconv.ParseFloat(a.Value, 64)
				if err != nil {
					return math.NaN()
				}
				return x
			}
		}
		return 0
	}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "svg":
			w, h = number(e, "width"), number(e, "height")
			if !(w > 0 && h > 0 && h < 5000) {
				return nil, fmt.Errorf("a sheet of %v by %v", w, h)
			}
		case "text":
			size, length := number(e, "font-size"), number(e, "textLength")
			x, y := number(e, "x"), number(e, "y")
			if math.IsNaN(x) || math.IsNaN(y) || math.IsNaN(length) {
				return nil, fmt.Errorf("a text without a place")
			}
			inner, err := d.Token()
			if err != nil {
				return nil, err
			}
			s, _ := inner.(xml.CharData)
			l := label{string(s), x, y - 0.72*size, x + length, y + 0.2*size}
			out = append(out, l)
			if y > h+0.5 || l.y0 < -1 {
				return nil, fmt.Errorf("%q is above or below the sheet: %v of %v", s, y, h)
			}
			if x < -1 || l.x1 > w+1 {
				return nil, fmt.Errorf("%q is beside the sheet: %v to %v of %v", s, x, l.x1, w)
			}
		}
	}
}

// TestLegible: no two texts of the gallery lie over each other.
func TestLegible(t *testing.T) {
	for _, f := range gallery() {
		for _, w := range []float64{Wide, Narrow} {
			all, err := texts(f.SVG(w, true))
			if err != nil {
				t.Fatal(err)
			}
			for i, a := range all {
				for _, b := range all[:i] {
					if min(a.x1, b.x1)-max(a.x0, b.x0) > 0.5 && min(a.y1, b.y1)-max(a.y0, b.y0) > 0.5 {
						t.Errorf("%s at %v: %q lies over %q", f.Name, w, a.text, b.text)
					}
				}
				if a.x1 > w+0.5 || a.x0 < -0.5 {
					t.Errorf("%s at %v: %q leaves the sheet", f.Name, w, a.text)
				}
			}
		}
	}
}
