package main

import (
	"testing"

	"refute/sim/experiment"
	"refute/sim/scenario"
)

// Every sweep that a shipped scenario asks for has points that can be simulated, in each design.
func TestShippedSweeps(t *testing.T) {
	for _, name := range scenario.Names() {
		s, text, err := scenario.Load(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Sweep) == 0 {
			continue
		}
		src := &source{file: name, text: string(text), scenario: s}
		axes, err := src.axes(nil)
		if err != nil {
			t.Fatal(err)
		}
		var params []string
		for _, a := range axes {
			params = append(params, a.Path)
		}
		for _, design := range []string{"grid", "lhs", "halton"} {
			points, err := designed(design, axes, 10, s.Seed)
			if err != nil {
				t.Fatal(err)
			}
			e, err := src.experiment(params, points)
			if err != nil {
				t.Errorf("%s, %s: %v", name, design, err)
				continue
			}
			if _, err := e.ID(); err != nil {
				t.Errorf("%s, %s: %v", name, design, err)
			}
			if design == "grid" {
				t.Logf("%s: %d points", name, len(points))
			}
		}
	}
}

// What a parameter's kind is follows from how its values are written.
func TestParameterUnits(t *testing.T) {
	s, text, err := scenario.Load("validator-count", nil)
	if err != nil {
		t.Fatal(err)
	}
	src := &source{file: "validator-count", text: string(text), scenario: s}
	axes, err := src.axes([]string{"verifiers.0.count=1,2", "terms.bond=1 ether,20 gwei", "terms.window=1h,2d", "verifiers.0.rate=0.5,1", "solvers.0.strategy=[skip],[poison]"})
	if err != nil {
		t.Fatal(err)
	}
	points, err := experiment.Grid(axes)
	if err != nil {
		t.Fatal(err)
	}
	if len(points) != 32 || points[31][1] != "20 gwei" {
		t.Errorf("%d points, the last %q", len(points), points[len(points)-1])
	}
}

// What earns the same as something else is one row, which honesty leads.
func TestAlikeStrategiesAreOneRow(t *testing.T) {
	at := func(name string, profit float64) tried {
		return tried{Strategy: name, Profit: experimentStatistic{Mean: profit}}
	}
	rows := alike([]tried{at("[silent]", 2), at("[honest]", 2), at("[skip]", 1), at("[honest, leak]", 2)})
	if len(rows) != 2 || len(rows[0]) != 3 || rows[0][0].Strategy != "[honest]" || rows[1][0].Strategy != "[skip]" {
		t.Errorf("%v", rows)
	}
}
