package court

import (
	"context"

	"refute/bisect"
	"refute/sim/court/board"
)

// Player makes the moves of a side; bisect.Honest and bisect.Doubter are the honest ones.
type Player interface {
	// Next returns the side's next move, nothing while it has none.
	Next(ctx context.Context, g *bisect.Game) ([]bisect.Action, error)
}

// Defend returns the player that answers for what the solver computed, right or wrong.
func Defend(c *board.Case) Player { return bisect.Honest{Truth: c.Defender} }

// Doubt returns the honest challenger of a wrong run.
func Doubt(c *board.Case, p board.Path) Player {
	if p.Withheld {
		return bisect.Doubter{Truth: c.Own}
	}
	return bisect.Doubter{Truth: c.OnTheirs, Target: &c.Place.Step, Published: shown{c.Defender}}
}

// shown is a defender's data off chain.
type shown struct{ truth bisect.Truth }

// Children implements bisect.Published.
func (s shown) Children(ctx context.Context, at bisect.Spot, levels int) ([]bisect.Root, error) {
	t, err := treeOf(ctx, s.truth, at.Phase, 0, at.Step, at.Kernel)
	if err != nil {
		return nil, err
	}
	out := make([]bisect.Root, 1<<levels)
	for i := range out {
		if out[i], err = t.Node(at.Height-levels, at.Index<<levels+uint64(i)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Leaf implements bisect.Published.
func (s shown) Leaf(ctx context.Context, at bisect.Spot) ([]byte, error) {
	b, err := s.truth.Leaf(ctx, at.Step, at.Kernel, at.Index)
	if err != nil {
		return nil, err
	}
	return b[:], nil
}

// Silent makes no move from a phase on.
type Silent struct {
	Player
	From bisect.Phase
}

// Next implements [Player].
func (s Silent) Next(ctx context.Context, g *bisect.Game) ([]bisect.Action, error) {
	if g.Phase >= s.From {
		return nil, nil
	}
	return s.Player.Next(ctx, g)
}
