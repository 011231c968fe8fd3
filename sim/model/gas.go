package model

import "refute/bisect"

// GasMove is a move of a game.
type GasMove struct {
	Side bisect.Side
	Gas  uint64
}

// Gas is what transactions cost, in units of gas, and which moves a game has.
type Gas struct {
	Take, Anchor, Finish, Timeout, Equivocate uint64

	Metered   float64   // which part of what was paid the contract's meter sees
	Published []GasMove // the opening first
	Hidden    []GasMove // if all must be forced on chain
}

// path returns the moves that a game takes if nobody is late.
func (w *World) path(g *Game) []GasMove {
	if g.Hidden {
		return w.Gas.Hidden
	}
	return w.Gas.Published
}

// DefaultGas returns what was measured.
func DefaultGas() Gas {
	d, c := bisect.Defender, bisect.Challenger
	return Gas{Take: 150_000, Anchor: 90_000, Finish: 150_000, Timeout: 120_000, Equivocate: 150_000, Metered: 0.875,
		Published: []GasMove{{c, 250_000}, {c, 200_000}, {d, 150_000}, {c, 300_000}, {d, 200_000}, {c, 1_400_000}},
		Hidden:    []GasMove{{c, 250_000}, {d, 100_000}, {c, 100_000}, {d, 150_000}, {c, 100_000}, {d, 100_000}, {c, 300_000}, {d, 200_000}, {c, 1_400_000}},
	}
}
