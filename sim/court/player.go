package court

import (
	"refute/bisect"
	"refute/sim/court/board"
)

// Defend returns the player that answers for what the solver computed, right or wrong.
func Defend(c *board.Case) bisect.Player { return bisect.Honest{Truth: c.Defender} }

// Doubt returns the honest challenger of a wrong run.
func Doubt(c *board.Case, p board.Path) bisect.Player {
	if p.Withheld {
		return bisect.Doubter{Truth: c.Own}
	}
	return bisect.Doubter{Truth: c.OnTheirs, Target: &c.Place.Step, Published: bisect.Shown{Truth: c.Defender}}
}
