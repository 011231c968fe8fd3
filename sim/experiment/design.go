package experiment

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"refute/sim/kernel"
)

// Axis is a parameter that a design varies: over a list of values, or over a range.
type Axis struct {
	Path     string
	Values   []string // as they are written in a scenario; if there are none:
	From, To float64  // the range, with both ends
	Unit     string   // of the range: empty, "whole", or a unit of measure of time or money
	Count    int      // values that a grid takes of the range
	Log      bool     // whether equal ratios are equally far from each other, rather than equal differences
}

// places are the digits after the point that a value of a unit has at most.
var places = map[string]int{"": 300, "whole": 0, "gwei": 0, "ether": 9, "ns": 0, "us": 3, "ms": 6, "s": 9, "m": 10, "h": 11, "d": 11}

// Check returns an error if the axis is none.
func (a *Axis) Check() error {
	if len(a.Values) > 0 {
		return nil
	}
	finite := func(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
	switch _, known := places[a.Unit]; {
	case !known:
		return fmt.Errorf("%s: a range in %q, allowed are whole numbers, ether, gwei, ns, us, ms, s, m, h and d", a.Path, a.Unit)
	case !finite(a.From) || !finite(a.To) || a.From > a.To:
		return fmt.Errorf("%s: a range from %v to %v: want it upwards", a.Path, a.From, a.To)
	case a.Log && a.From <= 0:
		return fmt.Errorf("%s: a range from %v with equal ratios: want it to begin above 0", a.Path, a.From)
	case a.Count < 1 || a.Count > MaxPoints:
		return fmt.Errorf("%s: %d values, allowed are 1 to %d", a.Path, a.Count, MaxPoints)
	}
	return nil
}

// At returns the value at a share of the way, 0 ≤ u < 1 for lists and ≤ 1 for ranges. Six digits are kept, so that it is the same on every machine and can be read.
func (a *Axis) At(u float64) string {
	if n := len(a.Values); n > 0 {
		return a.Values[min(int(u*float64(n)), n-1)]
	}
	var x float64
	switch {
	case u <= 0:
		x = a.From
	case u >= 1:
		x = a.To
	case a.Log:
		low := kernel.Ln(a.From)
		x = kernel.Exp(low + float64(u*(kernel.Ln(a.To)-low)))
	default:
		x = a.From + float64(u*(a.To-a.From))
	}
	return a.text(x)
}

// text writes a value of the range.
func (a *Axis) text(x float64) string {
	if a.Unit == "" {
		return strconv.FormatFloat(round(x, 6), 'g', -1, 64)
	}
	if a.Unit != "whole" && a.Unit != "gwei" && a.Unit != "ns" {
		x = round(x, 6)
	}
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if _, fraction, _ := strings.Cut(s, "."); len(fraction) > places[a.Unit] {
		s = strconv.FormatFloat(x, 'f', places[a.Unit], 64)
		if strings.Contains(s, ".") {
			s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
		}
	}
	if s == "-0" {
		s = "0"
	}
	switch a.Unit {
	case "whole":
		return s
	case "gwei", "ether":
		return s + " " + a.Unit
	}
	return s + a.Unit
}

// round rounds to so many significant digits.
func round(x float64, digits int) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if err != nil {
		return x
	}
	return y
}

// list returns the values that a grid takes.
func (a *Axis) list() []string {
	if len(a.Values) > 0 {
		return a.Values
	}
	out := make([]string, a.Count)
	for i := range out {
		u := 0.0
		if a.Count > 1 {
			u = float64(i) / float64(a.Count-1)
		}
		out[i] = a.At(u)
	}
	return out
}

func checkAxes(axes []Axis) error {
	if len(axes) == 0 || len(axes) > MaxParams {
		return fmt.Errorf("%d parameters are varied, want 1 to %d", len(axes), MaxParams)
	}
	seen := map[string]bool{}
	for i := range axes {
		if err := axes[i].Check(); err != nil {
			return err
		}
		if seen[axes[i].Path] {
			return fmt.Errorf("%s is varied twice", axes[i].Path)
		}
		seen[axes[i].Path] = true
	}
	return nil
}

// Grid returns all combinations of the axes' values, the last axis' changing first. Each point has a value for each axis.
func Grid(axes []Axis) ([][]string, error) {
	if err := checkAxes(axes); err != nil {
		return nil, err
	}
	points := [][]string{nil}
	for i := range axes {
		list := axes[i].list()
		if len(points)*len(list) > MaxPoints {
			return nil, fmt.Errorf("more than %d points: vary less, or sample the space (lhs, halton)", MaxPoints)
		}
		next := make([][]string, 0, len(points)*len(list))
		for _, p := range points {
			for _, v := range list {
				next = append(next, append(p[:len(p):len(p)], v))
			}
		}
		points = next
	}
	return points, nil
}

// forDesign is the purpose of a design's random numbers; the entity is the axis.
var forDesign = kernel.Named("design")

// LatinHypercube returns n points: along each axis, one in each of n parts of equal size, at a random place in it (McKay, Beckman and Conover 1979).
func LatinHypercube(axes []Axis, n int, seed uint64) ([][]string, error) {
	return sampled(axes, n, func(axis int) func(i int) float64 {
		s := kernel.NewSource(kernel.Seed(seed), 0).Stream(uint64(axis), forDesign)
		order := make([]int, n)
		for i := range order { // a random permutation, from the inside out
			j := int(s.Below(uint64(i + 1)))
			order[i] = order[j]
			order[j] = i
		}
		return func(i int) float64 { return (float64(order[i]) + s.Float64()) / float64(n) }
	})
}

// Halton returns the first n points of Halton's sequence (1960) in the primes' bases, the digits of each axis put through random permutations, one for each place (Owen 2017, "A
// randomized Halton algorithm in R"): without them the higher axes go together for long. The first points of a longer sequence are those of a shorter one.
func Halton(axes []Axis, n int, seed uint64) ([][]string, error) {
	return sampled(axes, n, func(axis int) func(i int) float64 {
		base := primes[axis]
		s := kernel.NewSource(kernel.Seed(seed), 0).Stream(uint64(axis), forDesign)
		var permutations [][]int // of the digits, the most significant of the result first
		for unit := 1.0; unit > 0x1p-53; unit /= float64(base) {
			p := make([]int, base)
			for i := range p {
				j := int(s.Below(uint64(i + 1)))
				p[i] = p[j]
				p[j] = i
			}
			permutations = append(permutations, p)
		}
		return func(i int) float64 {
			u, unit := 0.0, 1.0
			for _, p := range permutations {
				unit /= float64(base)
				u += float64(unit * float64(p[i%base]))
				i /= base
			}
			return min(u, 1-0x1p-53)
		}
	})
}

// sampled returns n points; draw returns for an axis the function that gives each point's place on it.
func sampled(axes []Axis, n int, draw func(axis int) func(i int) float64) ([][]string, error) {
	if err := checkAxes(axes); err != nil {
		return nil, err
	}
	if n < 1 || n > MaxPoints {
		return nil, fmt.Errorf("%d points, allowed are 1 to %d", n, MaxPoints)
	}
	points := make([][]string, n)
	for i := range points {
		points[i] = make([]string, len(axes))
	}
	for a := range axes {
		at := draw(a)
		for i := range points {
			points[i][a] = axes[a].At(at(i))
		}
	}
	return points, nil
}

// primes are the first MaxParams primes.
var primes = func() (out []int) {
	for n := 2; len(out) < MaxParams; n++ {
		prime := true
		for _, p := range out {
			prime = prime && n%p != 0
		}
		if prime {
			out = append(out, n)
		}
	}
	return out
}()
