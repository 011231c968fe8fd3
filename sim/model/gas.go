package model

import (
	"refute/bisect"
	"refute/sim/costs"
)

// Gas is what was measured of transactions, and what the model makes of it.
type Gas struct {
	*costs.Table
	Take, Anchor, Finish, Equivocate uint64
	Share                            uint64 // to claim a share, and to collect it
}

// DefaultGas returns what was measured: a task has one epoch, and with it two anchors.
func DefaultGas() Gas {
	t := costs.Default()
	g := &t.Gas
	return Gas{t, g.Take, g.AnchorFirst + g.Anchor, g.Finish, g.Equivocate, g.ClaimShare + g.CollectShare}
}

// Timeout returns what it costs to end a game in which the other side is late, and what the contract's meter reads of it.
func (g *Gas) Timeout(winner bisect.Side) (gas, metered uint64) {
	gas = g.Table.Gas.TimeoutLost
	if winner == bisect.Challenger {
		gas = g.Table.Gas.Timeout
	}
	return gas, uint64(float64(gas) * g.Table.Gas.Metered)
}
