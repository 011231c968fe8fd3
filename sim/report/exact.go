package report

import (
	"fmt"
	"math"
	"strings"

	"refute/config"
	"refute/sim/report/figure"
	"refute/sim/scenario"
)

// exact is a closed form as a function of a scenario: what a metric should be, or at which value of a parameter something changes. docs/economics.md derives them;
// package theory has them as functions of numbers, and here they are given the scenario's.
type exact struct {
	name    string
	formula string
	letters string // what they mean
	// value is the form for a scenario; group is that of which the metric is, "" if it is of none. NaN where the form does not speak of the scenario.
	value func(s *scenario.Scenario, group string) float64
}

// slow tells whether a value takes long: then a curve has it at its points alone.
func (e *exact) slow() bool { return e.name == "pot-ruin" }

func exactNames() string {
	var s []string
	for _, e := range exacts {
		s = append(s, e.name)
	}
	return strings.Join(s, ", ")
}

func findExact(name string) (*exact, error) {
	for i := range exacts {
		if exacts[i].name == name {
			return &exacts[i], nil
		}
	}
	return nil, fmt.Errorf("no closed form is called %q; there are %s", name, exactNames())
}

// boundary is where a closed form is at the limit of a map.
func (e *exact) boundary(s *scenario.Scenario, group, x, y string, limit float64, under bool) *figure.Boundary {
	wholeX, wholeY := counts(s, x), counts(s, y)
	return &figure.Boundary{Name: "closed form", Formula: e.formula + " = " + figure.Num(limit), Margin: func(a, b float64) float64 {
		v := e.between(s, group, x, y, a, b, wholeX, wholeY) - limit
		if under {
			return v
		}
		return -v
	}}
}

// at is the closed form with some of the scenario's numbers changed.
func (e *exact) at(s *scenario.Scenario, group string, values map[string]float64) (x float64) {
	if s == nil {
		return nan
	}
	// Between and beside the points of a sweep there are numbers that no scenario may have, on which package theory panics: there the form has no value.
	defer func() {
		if p := recover(); p != nil {
			if text, ok := p.(string); !ok || !strings.HasPrefix(text, "theory: ") {
				panic(p)
			}
			x = nan
		}
	}()
	t, ok := with(s, values)
	if !ok || t.Task.Steps < 1 {
		return nan
	}
	return e.value(t, group)
}

// between is the closed form at two parameters. Those that count something have whole values only; between two, the form is taken to be straight.
func (e *exact) between(s *scenario.Scenario, group, x, y string, a, b float64, wholeX, wholeY bool) float64 {
	ends := func(v float64, whole bool) (low, high, t float64) {
		if whole {
			v = max(v, 1) // 0 is none, or stands for all
			return math.Floor(v), math.Ceil(v), v - math.Floor(v)
		}
		return v, v, 0
	}
	x0, x1, tx := ends(a, wholeX)
	y0, y1, ty := ends(b, wholeY)
	sum := 0.0
	for _, c := range []struct{ x, y, weight float64 }{{x0, y0, (1 - tx) * (1 - ty)}, {x1, y0, tx * (1 - ty)}, {x0, y1, (1 - tx) * ty}, {x1, y1, tx * ty}} {
		if c.weight > 0 {
			sum += c.weight * e.at(s, group, map[string]float64{x: c.x, y: c.y})
		}
	}
	return sum
}

// counts tells whether a parameter is a number of things: a whole number without a unit.
func counts(s *scenario.Scenario, path string) bool {
	if s == nil {
		return false
	}
	v, ok := get(s, path)
	k, err := config.Find(scenario.Scenario{}, path)
	return ok && err == nil && (v.CanInt() || v.CanUint()) && k.Unit == ""
}

// groupOf is the group of which a metric is: that of its first column.
func groupOf(metric string) string {
	column, _, _ := strings.Cut(metric, "/")
	if parts := strings.Split(column, "."); len(parts) == 3 {
		return parts[1]
	}
	return ""
}
