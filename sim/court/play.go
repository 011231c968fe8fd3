package court

import (
	"context"
	"fmt"
	"slices"

	"refute/bisect"
	"refute/dispute/referee"
	"refute/sim/court/board"
)

// Play is a game between two players, without time: whoever drives it decides when a move arrives, and whose clock has run out. The
// state machine is that of the nodes, and so are the honest players.
type Play struct {
	Case *board.Case
	Path board.Path
	Game *bisect.Game
	// Named is which move named the step, the opening being 0; 0 before.
	Named int

	players [3]bisect.Player // by side
}

// NewPlay opens a game about a case's anchor.
func NewPlay(c *board.Case, p board.Path, defender, challenger bisect.Player) *Play {
	return &Play{
		Case: c, Path: p, Game: bisect.New(c.Claim, bisect.DefaultArities, p.Withheld, referee.Referee{}),
		players: [3]bisect.Player{bisect.Defender: defender, bisect.Challenger: challenger},
	}
}

// Turn returns the side whose clock runs; Nobody once the game is over.
func (p *Play) Turn() bisect.Side { return p.Game.Turn }

// Over reports whether the game has ended.
func (p *Play) Over() bool { return p.Game.Phase == bisect.Done }

// Next returns what a side does now: nothing if it waits, or has no answer.
func (p *Play) Next(by bisect.Side) ([]bisect.Action, error) {
	if p.Over() {
		return nil, nil
	}
	move, err := p.players[by].Next(context.Background(), p.Game)
	if err != nil {
		return nil, fmt.Errorf("court: the %s at %s: %w", by, p.Game.Where(nil), err)
	}
	return move, nil
}

// Apply makes a side's move. A move that is refused changes nothing.
func (p *Play) Apply(by bisect.Side, move []bisect.Action) error {
	if err := p.Game.Move(by, move...); err != nil {
		return err
	}
	if p.Named == 0 && slices.ContainsFunc(move, func(a bisect.Action) bool { _, ok := a.(bisect.Step); return ok }) {
		p.Named = p.Game.Moves - 1
	}
	return nil
}

// Timeout ends the game against the side whose turn it is.
func (p *Play) Timeout() error { return p.Game.Move(p.Turn().Other(), bisect.Timeout{}) }

// Finish plays to the end without delay: a side that has no answer when it is its turn runs out of time. It is what a dispute comes to if
// nothing comes between.
func (p *Play) Finish() (winner bisect.Side, err error) {
	limit := p.Game.Arities.Limit(bisect.Shape{Epoch: board.Steps, Kernels: 64, States: 64, Leaves: 64, Windows: 1 << 16})
	for !p.Over() {
		if p.Game.Moves > limit {
			return bisect.Nobody, fmt.Errorf("court: a game of %d moves, at most %d are possible", p.Game.Moves, limit)
		}
		by := p.Turn()
		move, err := p.Next(by)
		if err != nil {
			return bisect.Nobody, err
		}
		if len(move) == 0 {
			err = p.Timeout()
		} else {
			err = p.Apply(by, move)
		}
		if err != nil {
			return bisect.Nobody, err
		}
	}
	return p.Game.Winner, nil
}
