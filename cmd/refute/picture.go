package main

import (
	"fmt"
	"html"
	"io"
	"math"
	"strings"
)

// picture is what the drawing of a run shows: a strip of its steps, the loss, and each dispute as a funnel.
type picture struct {
	Title    string
	Steps    int
	Epoch    int // steps of an epoch
	Cheat    string
	CheatAt  int       // -1: none
	Loss     []float64 // Loss[t-1] is the loss of step t of the honest run
	Audits   []auditRow
	Disputes []funnel
}

// auditRow is one verifier's audits of the run that is drawn.
type auditRow struct {
	Name  string
	Steps []int
}

// funnel is how a dispute narrowed.
type funnel struct {
	Title  string
	Levels []level
	Note   string // moves, gas
	Right  bool   // the solver's claim was right
}

// level is one narrowing: one of Total things, at place At.
type level struct {
	What  string // "step 37 of 240"
	Total float64
	At    float64 // in 0 … Total-1
}

const (
	pictureWidth = 960.0
	left         = 130.0
	strip        = pictureWidth - left - 40
	ink          = "#1b1f24"
	grey         = "#6b7480"
	pale         = "#e6e9ed"
	blue         = "#2563a8"
	red          = "#c4321f"
	green        = "#2f7d4f"
)

// svg collects elements and grows downward.
type svg struct {
	b strings.Builder
	y float64
}

func (s *svg) text(x, y float64, size int, colour, anchor, t string) {
	fmt.Fprintf(&s.b, `<text x="%.1f" y="%.1f" font-size="%d" fill="%s" text-anchor="%s">%s</text>`+"\n", x, y, size, colour, anchor, html.EscapeString(t))
}

// plain is text on a dark ground.
func (s *svg) plain(x, y float64, size int, colour, t string) {
	fmt.Fprintf(&s.b, `<text x="%.1f" y="%.1f" font-size="%d" fill="%s">%s</text>`+"\n", x, y, size, colour, html.EscapeString(t))
}

func (s *svg) rect(x, y, w, h float64, colour string) {
	fmt.Fprintf(&s.b, `<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" fill="%s"/>`+"\n", x, y, w, h, colour)
}

func (s *svg) line(x1, y1, x2, y2 float64, colour string) {
	fmt.Fprintf(&s.b, `<line x1="%.2f" y1="%.2f" x2="%.2f" y2="%.2f" stroke="%s"/>`+"\n", x1, y1, x2, y2, colour)
}

// Write draws the picture as SVG.
func (p *picture) Write(w io.Writer) error {
	s := &svg{y: 40}
	s.text(left, s.y, 20, ink, "start", p.Title)
	s.y += 34
	p.drawSteps(s)
	p.drawAudits(s)
	p.drawLoss(s)
	for _, f := range p.Disputes {
		f.draw(s)
	}
	s.y += 10
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" font-family="Helvetica, Arial, sans-serif">
<rect width="100%%" height="100%%" fill="white"/>
%s</svg>
`, pictureWidth, s.y, pictureWidth, s.y, s.b.String())
	return err
}

// x returns the left edge of step t in the strip, t from 1.
func (p *picture) x(t float64) float64 { return left + strip*(t-1)/float64(max(p.Steps, 1)) }

func (p *picture) cell() float64 { return strip / float64(max(p.Steps, 1)) }

// drawSteps draws one cell a step: green while the state was what the program makes of it, red where it was not.
func (p *picture) drawSteps(s *svg) {
	s.text(left-12, s.y+14, 13, ink, "end", "steps")
	s.rect(left, s.y, strip, 20, green)
	if p.CheatAt >= 0 {
		at := math.Max(float64(p.CheatAt), 1)
		w := math.Max(p.cell(), 3)
		s.rect(p.x(at), s.y-4, w, 28, red)
		words := fmt.Sprintf("step %d: %s", p.CheatAt, p.Cheat)
		const letter = 6.6 // width of one, at most on average
		s.text(math.Max(left, math.Min(p.x(at), left+strip-letter*float64(len(words)))), s.y-8, 12, red, "start", words)
	}
	for t := p.Epoch; p.Epoch > 0 && t < p.Steps; t += p.Epoch {
		s.line(p.x(float64(t+1)), s.y, p.x(float64(t+1)), s.y+20, "white")
	}
	s.text(left, s.y+35, 11, grey, "start", "1")
	s.text(left+strip, s.y+35, 11, grey, "end", fmt.Sprintf("%d", p.Steps))
	if p.Epoch > 0 {
		s.text(left+strip/2, s.y+35, 11, grey, "middle", fmt.Sprintf("an anchor on chain every %d steps", p.Epoch))
	}
	s.y += 52
}

func (p *picture) drawAudits(s *svg) {
	for _, a := range p.Audits {
		s.text(left-12, s.y+10, 13, ink, "end", a.Name)
		s.rect(left, s.y, strip, 12, pale)
		for _, t := range a.Steps {
			if t >= 1 && t <= p.Steps {
				s.rect(p.x(float64(t)), s.y, math.Max(p.cell()*0.9, 0.8), 12, blue)
			}
		}
		s.y += 22
	}
	s.y += 6
}

func (p *picture) drawLoss(s *svg) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range p.Loss {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	if !(hi > lo) {
		return
	}
	const h = 110.0
	s.text(left-12, s.y+h/2, 13, ink, "end", "loss")
	s.line(left, s.y+h, left+strip, s.y+h, grey)
	for _, v := range []float64{lo, hi} {
		y := s.y + h - h*(v-lo)/(hi-lo)
		s.text(left-6, y+4, 10, grey, "end", fmt.Sprintf("%.3g", v))
	}
	var points []string
	for i, v := range p.Loss {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			points = append(points, fmt.Sprintf("%.2f,%.2f", p.x(float64(i+1))+p.cell()/2, s.y+h-h*(v-lo)/(hi-lo)))
		}
	}
	fmt.Fprintf(&s.b, `<polyline fill="none" stroke="%s" stroke-width="1.5" points="%s"/>`+"\n", blue, strings.Join(points, " "))
	s.y += h + 30
}

// draw draws a bar a level, each the magnified cell of the one above.
func (f *funnel) draw(s *svg) {
	s.text(left, s.y+8, 15, ink, "start", f.Title)
	s.y += 24
	const h, gap = 20.0, 14.0
	colour := red
	if f.Right {
		colour = green
	}
	for i, l := range f.Levels {
		frac, width := 0.5, strip
		if l.Total > 0 {
			frac = (l.At + 0.5) / l.Total
			width = math.Max(strip/l.Total, 3)
		}
		x0 := left + strip*frac - width/2
		x0 = math.Max(left, math.Min(x0, left+strip-width))
		s.rect(left, s.y, strip, h, pale)
		s.rect(x0, s.y, width, h, colour)
		switch y := s.y + 14; { // the words go where the cell is not
		case width > strip/2:
			s.plain(left+6, y, 12, "white", l.What)
		case x0+width/2 < left+strip/2:
			s.text(left+strip-6, y, 12, ink, "end", l.What)
		default:
			s.text(left+6, y, 12, ink, "start", l.What)
		}
		if i+1 < len(f.Levels) {
			s.line(x0, s.y+h, left, s.y+h+gap, grey)
			s.line(x0+width, s.y+h, left+strip, s.y+h+gap, grey)
		}
		s.y += h + gap
	}
	s.text(left, s.y+4, 12, grey, "start", f.Note)
	s.y += 38
}
