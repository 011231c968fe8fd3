package bisect

import (
	"context"
	"fmt"
)

// Player makes the moves of a side; [Honest] and [Doubter] are the honest ones.
type Player interface {
	// Next returns the side's next move, nothing while it has none.
	Next(ctx context.Context, g *Game) ([]Action, error)
}

// Silent makes no move from a phase on.
type Silent struct {
	Player
	From Phase
}

// Next implements [Player].
func (s Silent) Next(ctx context.Context, g *Game) ([]Action, error) {
	if g.Phase >= s.From {
		return nil, nil
	}
	return s.Player.Next(ctx, g)
}

// Shown is what a defender that hides nothing shows of a step off chain, taken from what it knows.
type Shown struct{ Truth Truth }

// Children implements [Published].
func (s Shown) Children(ctx context.Context, at Spot, levels int) ([]Root, error) {
	t, err := s.tree(ctx, at)
	if err != nil {
		return nil, err
	}
	return childrenOf(t, at.Height, at.Index, levels)
}

func (s Shown) tree(ctx context.Context, at Spot) (Nodes, error) {
	switch at.Phase {
	case Outputs:
		return s.Truth.Trace(ctx, at.Step)
	case State:
		return s.Truth.State(ctx, at.Step)
	case Tensor:
		return s.Truth.Output(ctx, at.Step, at.Kernel)
	}
	return nil, fmt.Errorf("bisect: nothing is shown of the %s", at.Phase)
}

// Leaf implements [Published].
func (s Shown) Leaf(ctx context.Context, at Spot) ([]byte, error) {
	b, err := s.Truth.Leaf(ctx, at.Step, at.Kernel, at.Index)
	if err != nil {
		return nil, err
	}
	return b[:], nil
}
