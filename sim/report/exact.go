package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"refute/sim/report/figure"
	"refute/sim/scenario"
	"refute/sim/theory"
)

// exact is a closed form as a function of a scenario. docs/economics.md derives them.
type exact struct {
	name    string
	formula string
	letters string // what they mean
	unit    string
	// value is NaN where the form does not speak of the scenario.
	value func(s *scenario.Scenario) float64
}

// exacts are the closed forms that plots can ask for.
var exacts = []exact{
	{"undetected", "Π (1 − q·D)ⁿ", "the product over the groups of verifiers: n of them, of which each looks at a task with probability q and then meets a bad step with probability D", "", undetected},
	{"detection", "1 − Π (1 − q·D)ⁿ", "the product over the groups of verifiers: n of them, of which each looks at a task with probability q and then meets a bad step with probability D", "", func(s *scenario.Scenario) float64 { return 1 - undetected(s) }},
	{"cheat-profit", "saved + (1 − D)·G − D·(bond + reward)", "saved: the cost that is not spent; G: the gain outside; D: the chance of being found", "gwei", cheatProfit},
	{"captured", "φᵐ", "φ: the coalition's part of the stake; m: auditors of a task", "", captured},
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
func (e *exact) boundary(s *scenario.Scenario, x, y string, limit float64, under bool) *figure.Boundary {
	return &figure.Boundary{Name: "closed form", Formula: e.formula + " = " + figure.Num(limit), Margin: func(a, b float64) float64 {
		v := e.at(s, map[string]float64{x: a, y: b}) - limit
		if under {
			return v
		}
		return -v
	}}
}

// at is the closed form with some of the scenario's numbers changed.
func (e *exact) at(s *scenario.Scenario, values map[string]float64) float64 {
	if s == nil {
		return math.NaN()
	}
	t, ok := with(s, values)
	if !ok {
		return math.NaN()
	}
	return e.value(t)
}

// cheats is the first group of solvers that cheat, and how: its bad steps, and the share of the cost that it saves.
func cheats(s *scenario.Scenario) (g *scenario.Solvers, bad int64, saved float64) {
	for i := range s.Solvers {
		g := &s.Solvers[i]
		if len(g.Strategy) == 0 || len(g.Arms) > 0 {
			continue
		}
		n := s.Task.Steps
		switch {
		case slices.Contains(g.Strategy, "skip"):
			return g, min(g.Bad, n), float64(min(g.Bad, n)) / float64(n)
		case slices.Contains(g.Strategy, "substitute"), slices.Contains(g.Strategy, "withhold"):
			return g, n, g.Saves
		case slices.Contains(g.Strategy, "poison"):
			return g, min(g.Bad, n), 0
		}
	}
	return nil, 0, 0
}

// finds is the chance that a verifier of a group finds a task's bad steps. NaN where no closed form says it.
func finds(s *scenario.Scenario, g *scenario.Verifiers, bad int64) float64 {
	if len(g.Arms) > 0 {
		return math.NaN()
	}
	part := 1.0
	for _, name := range g.Strategy {
		switch name {
		case "lazy", "copier":
			return 0
		case "partial":
			part = g.Part
		case "honest", "predictable", "sybil", "noisy":
		default:
			return math.NaN()
		}
	}
	if !(g.Rate >= 0 && g.Rate <= 1 && g.Each >= 0 && g.Each <= 1 && part >= 0 && part <= 1) {
		return math.NaN()
	}
	switch {
	case bad == 0:
		return 0
	case g.Each > 0:
		return g.Rate * theory.Independent(g.Each*part, bad)
	case g.Sample > 0 && g.Sample <= s.Task.Steps:
		return g.Rate * theory.Sampled(s.Task.Steps, bad, int64(float64(g.Sample)*part+0.5))
	case g.Sample == 0:
		return g.Rate * theory.Sampled(s.Task.Steps, bad, int64(float64(s.Task.Steps)*part+0.5))
	}
	return math.NaN()
}

func undetected(s *scenario.Scenario) float64 {
	_, bad, _ := cheats(s)
	if bad == 0 || s.Scheme.Kind == "audit" || s.Scheme.Kind == "posp" || s.Task.Steps < 1 {
		return math.NaN()
	}
	p := 1.0
	for i := range s.Verifiers {
		g := &s.Verifiers[i]
		p *= math.Pow(1-finds(s, g, bad), float64(g.Count))
	}
	return p
}

// cheatProfit is what a task in which one cheats brings, beyond what honest work brings.
func cheatProfit(s *scenario.Scenario) float64 {
	g, _, share := cheats(s)
	if g == nil {
		return math.NaN()
	}
	d := 1 - undetected(s)
	saved := share * float64(s.Task.Cost)
	return saved + (1-d)*float64(g.Gain) - d*float64(s.Terms.Bond+s.Task.Reward)
}

// captured is the chance that all auditors of a task are the coalition's.
func captured(s *scenario.Scenario) float64 {
	all, coalition := 0.0, 0.0
	for _, g := range s.Verifiers {
		stake := g.Stake * float64(g.Count)
		all += stake
		if slices.Contains(g.Strategy, "ally") {
			coalition += stake
		}
	}
	if all <= 0 || s.Scheme.Auditors < 1 {
		return math.NaN()
	}
	return theory.Captured(coalition/all, int64(s.Scheme.Auditors))
}
