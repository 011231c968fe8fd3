package main

import (
	"fmt"
	"math"
	"slices"
)

// Figure is one measured thing: ours beside the peer's.
type Figure struct {
	Part    string  `json:"part"` // of the measurement, see flag -only
	Section string  `json:"section"`
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Ours    *Sample `json:"ours,omitempty"`
	Peer    *Sample `json:"peer,omitempty"`
	PeerIs  string  `json:"peer_is,omitempty"` // which peer, with which settings
	// Ratio says how many times better ours is than the peer, by the median of the rounds' ratios; of a cost, what it is a part of. 0: none.
	Ratio float64 `json:"ratio,omitempty"`
	// Goal is what the ratio, or ours where there is no peer, should reach (AtLeast) or keep below. 0: none.
	Goal    float64 `json:"goal,omitempty"`
	AtLeast bool    `json:"at_least,omitempty"`
}

// Sample is a few runs of one thing.
type Sample struct {
	Runs   int     `json:"runs"`
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

// sample summarises runs.
func sample(runs []float64) *Sample {
	if len(runs) == 0 {
		return nil
	}
	return &Sample{len(runs), median(runs), slices.Min(runs), slices.Max(runs)}
}

func median(x []float64) float64 {
	s := slices.Sorted(slices.Values(x))
	n := len(s)
	if n == 0 {
		return math.NaN()
	}
	return (s[(n-1)/2] + s[n/2]) / 2
}

// ratios divides run by run, as they were interleaved.
func ratios(a, b []float64) []float64 {
	var r []float64
	for i := range min(len(a), len(b)) {
		r = append(r, a[i]/b[i])
	}
	return r
}

func (s *Sample) String() string {
	if s == nil {
		return ""
	}
	if s.Runs == 1 || s.Low == s.High {
		return digits(s.Median)
	}
	return fmt.Sprintf("%s (%s to %s)", digits(s.Median), digits(s.Low), digits(s.High))
}

// digits writes a number with three of them or more.
func digits(x float64) string {
	switch a := math.Abs(x); {
	case a >= 100 || a == math.Trunc(a):
		return fmt.Sprintf("%.0f", x)
	case a >= 10:
		return fmt.Sprintf("%.1f", x)
	case a >= 1:
		return fmt.Sprintf("%.2f", x)
	default:
		return fmt.Sprintf("%.3f", x)
	}
}

// goal says what was to be reached, and whether it was.
func (f *Figure) goal() string {
	if f.Goal == 0 {
		return ""
	}
	value := f.Ratio
	if value == 0 && f.Ours != nil {
		value = f.Ours.Median
	}
	if f.AtLeast {
		return fmt.Sprintf("≥ %s%s", digits(f.Goal), missed(value >= f.Goal))
	}
	return fmt.Sprintf("≤ %s%s", digits(f.Goal), missed(value <= f.Goal))
}

func missed(reached bool) string {
	if reached {
		return ""
	}
	return ", missed"
}
