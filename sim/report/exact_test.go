package report

import (
	"math"
	"strings"
	"testing"

	"refute/config"
	"refute/sim/report/plotspec"
	"refute/sim/scenario"
)

func read(t *testing.T, text string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Read("test", strings.NewReader(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestExact: forms of scenarios whose values are known from elsewhere: by hand, or from the scenario's own comments.
func TestExact(t *testing.T) {
	shipped := func(name string) *scenario.Scenario {
		text, err := scenario.Text(name)
		if err != nil {
			t.Fatal(err)
		}
		return read(t, string(text))
	}
	one := read(t, "task: {steps: 10}\nsolvers: [{name: c, strategy: [skip], bad: 1}]\nverifiers: [{name: v, count: 2, sample: 5, rate: 0.5}, {name: l, strategy: [lazy]}]\n")
	for _, c := range []struct {
		form, group string
		s           *scenario.Scenario
		want        float64
	}{
		{"undetected", "", one, 0.75 * 0.75},
		{"detection", "", one, 1 - 0.75*0.75},
		{"cheat-profit", "c", one, 0.1*float64(one.Task.Cost) - (1-0.75*0.75)*float64(one.Terms.Bond+one.Task.Reward)},
		{"look", "", shipped("verifiers-dilemma"), 1 - math.Pow(0.7, 0.25)},
		{"cheat", "", shipped("verifiers-dilemma"), 0.06 * 4 * (1 - math.Pow(0.7, 0.25)) / (0.5 * 0.3)},
		{"attention", "", shipped("attention-test"), 0.12},
		{"double-check", "guesses", shipped("posp-threshold"), 0.4},
		{"cheat-profit", "guesses", shipped("posp-threshold"), 0.6e9 - 0.4*0.75*2e9},
		{"break-even", "", shipped("nondeterminism-false-slash"), 0.4 / 11},
		{"bribable", "bribes", shipped("bribery"), 4.5},
		{"undetected", "", shipped("verifiers-dilemma"), math.NaN()},
		{"participation", "", one, math.NaN()},
	} {
		e, err := findExact(c.form)
		if err != nil {
			t.Fatal(err)
		}
		got := e.at(c.s, c.group, nil)
		if math.Abs(got-c.want) > 1e-9*max(1000, math.Abs(c.want)) || math.IsNaN(got) != math.IsNaN(c.want) {
			t.Errorf("%s of %s: %v, want %v", c.form, c.s.Name, got, c.want)
		}
	}
}

// TestExactOfAnything: no number at the path of a key makes a form panic.
func TestExactOfAnything(t *testing.T) {
	for _, name := range scenario.Names() {
		text, err := scenario.Text(name)
		if err != nil {
			t.Fatal(err)
		}
		s := read(t, string(text))
		for _, p := range s.Sweep {
			for _, e := range exacts {
				for _, x := range []float64{0, 1, -1, 0.5, 2, 1e4, 1e9, 1e18, math.Inf(1), math.NaN()} {
					e.at(s, "", map[string]float64{p.Path: x})
				}
			}
		}
	}
}

func TestWith(t *testing.T) {
	s := read(t, stakes)
	u, ok := with(s, map[string]float64{"verifiers.0.rate": 0.25, "terms.bond": 3e9, "task.steps": 7.4})
	if !ok || u.Verifiers[0].Rate != 0.25 || u.Terms.Bond != 3e9 || u.Task.Steps != 7 {
		t.Errorf("set %v: %+v", ok, u)
	}
	if s.Verifiers[0].Rate != 0.05 || s.Terms.Bond != 2e9 {
		t.Error("the scenario that was given has changed")
	}
	for _, path := range []string{"", "terms", "verifiers.9.rate", "verifiers.x.rate", "no.such", "scheme.kind"} {
		if _, ok := with(s, map[string]float64{path: 1}); ok {
			t.Errorf("%q was set", path)
		}
	}
}

// TestShippedPlots: every plot of a shipped scenario names closed forms that there are, and parameters that are swept.
func TestShippedPlots(t *testing.T) {
	for _, name := range scenario.Names() {
		text, err := scenario.Text(name)
		if err != nil {
			t.Fatal(err)
		}
		s := read(t, string(text))
		swept := map[string]bool{"": true, "none": true}
		for _, p := range s.Sweep {
			swept[p.Path] = true
		}
		for i, p := range s.Report.Plots {
			for _, form := range append(strings.Fields(p.Exact), strings.Fields(p.Threshold)...) {
				if _, err := findExact(form); err != nil {
					t.Errorf("%s: plot %d: %v", name, i, err)
				}
			}
			if p.Kind != "spend" && (!swept[p.X] || !swept[p.Y]) {
				t.Errorf("%s: plot %d is of %s and %s, which are not both swept", name, i, p.X, p.Y)
			}
		}
	}
}

// TestPlotsAreKnown: each kind that a scenario may ask for is drawn.
func TestPlotsAreKnown(t *testing.T) {
	k, err := config.Find(plotspec.Plot{}, "kind")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range strings.Split(strings.TrimPrefix(k.Allowed, "one of "), ", ") {
		m := &maker{}
		if m.drawer(kind) == nil {
			t.Errorf("%s is not drawn", kind)
		}
	}
}
