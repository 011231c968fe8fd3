package costs

import (
	"fmt"
	"math"
	"reflect"

	"refute/bisect"
)

const (
	maxRounds = 2
	// A transaction costs at least its own 21,000 and at most what a chain allows.
	leastGas, mostGas = 21_000, 1 << 24
)

// check checks that everything is there and possible, and sets the sides of moves.
func (t *Table) check() error {
	v := reflect.ValueOf(t.Gas)
	for i := range v.NumField() {
		if g, ok := v.Field(i).Interface().(uint64); ok && (g < leastGas || g > mostGas) {
			return fmt.Errorf("gas.%s: %d gas: want %d to %d", v.Type().Field(i).Tag.Get("json"), g, leastGas, mostGas)
		}
	}
	if m := t.Gas.Metered; !(m > 0 && m <= 1) {
		return fmt.Errorf("gas.metered: a share of %v: want above 0, to 1", m)
	}
	seen := map[[3]int]bool{}
	for i := range t.Paths {
		p := &t.Paths[i]
		key := [3]int{p.Rounds}
		if p.Withheld {
			key[1] = 1
		}
		if p.False {
			key[2] = 1
		}
		if p.Rounds < 0 || p.Rounds > maxRounds || seen[key] {
			return fmt.Errorf("paths.%d: %d rounds again, or more than %d", i, p.Rounds, maxRounds)
		}
		seen[key] = true
		if err := p.check(); err != nil {
			return fmt.Errorf("paths.%d (%s): %w", i, p.Name, err)
		}
	}
	if len(seen) != 4*(maxRounds+1) {
		return fmt.Errorf("paths: %d of %d", len(seen), 4*(maxRounds+1))
	}
	if len(t.Jobs) == 0 {
		return fmt.Errorf("jobs: none")
	}
	for i := range t.Jobs {
		j := &t.Jobs[i]
		for _, s := range []float64{j.Step, j.Committed, j.Audited, j.Traced, j.Load} {
			if !(s > 0 && s < 1e6) {
				return fmt.Errorf("jobs.%d (%s): a time of %v seconds", i, j.Name, s)
			}
		}
		if j.Name == "" || j.Parameters < 1 || j.StateBytes < 4 {
			return fmt.Errorf("jobs.%d: %q of %d parameters and %d bytes", i, j.Name, j.Parameters, j.StateBytes)
		}
	}
	if !(t.Hash > 0 && t.Hash < math.MaxFloat32) {
		return fmt.Errorf("hash_bytes_per_second: %v", t.Hash)
	}
	return nil
}

// check checks that a path begins with the challenger's opening and does not end there.
func (p *Path) check() error {
	if len(p.Moves) < 4 || len(p.Moves) > 64 {
		return fmt.Errorf("%d moves: want 4 to 64", len(p.Moves))
	}
	if p.Named < 1 || p.Named >= len(p.Moves) {
		return fmt.Errorf("move %d of %d names the step", p.Named, len(p.Moves))
	}
	for i := range p.Moves {
		m := &p.Moves[i]
		switch m.By {
		case "challenger":
			m.Side = bisect.Challenger
		case "defender":
			m.Side = bisect.Defender
		default:
			return fmt.Errorf("moves.%d: by %q: want challenger or defender", i, m.By)
		}
		if m.Least < leastGas || m.Least > m.Gas || m.Gas > m.Most || m.Most > mostGas || m.Metered > m.Gas {
			return fmt.Errorf("moves.%d: %d gas between %d and %d, of which %d are metered", i, m.Gas, m.Least, m.Most, m.Metered)
		}
	}
	last := p.Moves[len(p.Moves)-1].Side
	if p.Moves[0].Side != bisect.Challenger || (last == bisect.Defender) != p.False {
		return fmt.Errorf("begun by the %s and ended by the %s", p.Moves[0].By, last)
	}
	return nil
}

// Gas returns what all moves of a side cost.
func (p *Path) Gas(by bisect.Side) (gas uint64) {
	for _, m := range p.Moves {
		if m.Side == by {
			gas += m.Gas
		}
	}
	return gas
}
