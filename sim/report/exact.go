package report

import (
	"fmt"
	"math"
	"strings"

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
	return &figure.Boundary{Name: "closed form", Formula: e.formula + " = " + figure.Num(limit), Margin: func(a, b float64) float64 {
		v := e.at(s, group, map[string]float64{x: a, y: b}) - limit
		if under {
			return v
		}
		return -v
	}}
}

// at is the closed form with some of the scenario's numbers changed.
func (e *exact) at(s *scenario.Scenario, group string, values map[string]float64) float64 {
	if s == nil {
		return math.NaN()
	}
	t, ok := with(s, values)
	if !ok || t.Task.Steps < 1 {
		return math.NaN()
	}
	return e.value(t, group)
}

// groupOf is the group of which a metric is: that of its first column.
func groupOf(metric string) string {
	column, _, _ := strings.Cut(metric, "/")
	if parts := strings.Split(column, "."); len(parts) == 3 {
		return parts[1]
	}
	return ""
}
