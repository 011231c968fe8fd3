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
