package main

import (
	"reflect"
	"testing"

	"refute/sim/costs"
)

// The gas of the committed file is what the contracts cost now.
func TestGasIsMeasured(t *testing.T) {
	gas, paths, err := gasOf()
	if err != nil {
		t.Fatal(err)
	}
	have := costs.Default()
	if have.Bytecode != bytecode() {
		t.Errorf("the file was measured on other bytecode: make sim-costs")
	}
	if gas != have.Gas {
		t.Errorf("measured\n%+v, in the file\n%+v: make sim-costs", gas, have.Gas)
	}
	if len(paths) != len(have.Paths) {
		t.Fatalf("%d paths, in the file %d", len(paths), len(have.Paths))
	}
	for i, p := range paths {
		h := have.Paths[i]
		if len(p.Moves) != len(h.Moves) {
			t.Errorf("%s: %d moves, in the file %d", p.Name, len(p.Moves), len(h.Moves))
			continue
		}
		for k := range p.Moves {
			p.Moves[k].Side = h.Moves[k].Side
		}
		if !reflect.DeepEqual(p, h) {
			t.Errorf("%s: measured\n%+v, in the file\n%+v: make sim-costs", p.Name, p, h)
		}
	}
}
