package bisecttest

import (
	"context"
	"fmt"

	"refute/bisect"
)

// Player makes moves in a game.
type Player interface {
	// Next returns the player's next move, nothing if it has none.
	Next(ctx context.Context, g *bisect.Game) ([]bisect.Action, error)
}

// Shown is a defender's data off chain, taken from what it knows.
type Shown struct{ Truth bisect.Truth }

// Children implements [bisect.Published].
func (s Shown) Children(ctx context.Context, at bisect.Spot, levels int) ([]bisect.Root, error) {
	t, err := s.tree(ctx, at)
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

func (s Shown) tree(ctx context.Context, at bisect.Spot) (bisect.Nodes, error) {
	switch at.Phase {
	case bisect.Outputs:
		return s.Truth.Trace(ctx, at.Step)
	case bisect.State:
		return s.Truth.State(ctx, at.Step)
	case bisect.Tensor:
		return s.Truth.Output(ctx, at.Step, at.Kernel)
	}
	return nil, fmt.Errorf("bisecttest: nothing is shown of the %s", at.Phase)
}

// Leaf implements [bisect.Published].
func (s Shown) Leaf(ctx context.Context, at bisect.Spot) ([]byte, error) {
	b, err := s.Truth.Leaf(ctx, at.Step, at.Kernel, at.Index)
	if err != nil {
		return nil, err
	}
	return b[:], nil
}

// Silent withholds its moves from a phase on.
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
