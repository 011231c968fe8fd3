package bisect

import (
	"context"
	"fmt"
)

// Honest is the strategy of a defender: it answers what is asked, from what it committed to.
type Honest struct{ Truth Truth }

// NotMineError says that the game is about something that the player did not commit to, or that follows from nothing that it
// knows: it has the wrong job, or lost what it had.
type NotMineError struct {
	What      string
	Own, Game Root
}

func (e *NotMineError) Error() string {
	return fmt.Sprintf("bisect: %s is %s in the game but %s here: the data at hand are not those of the commitment", e.What, e.Game.Short(), e.Own.Short())
}

// Next returns the defender's next move, or nothing while it is not its turn.
func (d Honest) Next(ctx context.Context, g *Game) ([]Action, error) {
	if g.Turn != Defender {
		return nil, nil
	}
	a, err := d.next(ctx, g)
	if err != nil {
		return nil, err
	}
	return []Action{a}, nil
}

func (d Honest) next(ctx context.Context, g *Game) (Action, error) {
	switch g.Phase {
	case Trace:
		t, err := d.Truth.Trace(ctx, g.Step)
		if err != nil {
			return nil, err
		}
		depth := g.shape(Outputs).Depth
		children, err := childrenOf(t, depth, 0, min(g.Arities.Outputs, depth))
		return ClaimTrace{children}, err
	case Sums:
		_, at := g.Arities.cuts(g.Lo, g.Hi)
		values, err := d.Truth.Sums(ctx, g.Step, g.Kernel, g.Element, at)
		return ClaimSums{values}, err
	case Window:
		return judgeWindow(ctx, d.Truth, g)
	}
	if g.Phase == State && g.Height == 0 {
		return judgeState(ctx, d.Truth, g)
	}
	t, err := tree(ctx, d.Truth, g)
	if err != nil {
		return nil, err
	}
	own, err := t.Node(g.Height, g.Index)
	if err != nil {
		return nil, err
	}
	if own != g.Node {
		return nil, &NotMineError{fmt.Sprintf("node %d at height %d (%s)", g.Index, g.Height, g.Phase), own, g.Node}
	}
	if g.Height == 0 { // a leaf of a tensor
		leaf, err := d.Truth.Leaf(ctx, g.Step, g.Kernel, g.Index)
		if err != nil {
			return nil, err
		}
		return RevealLeaf{leaf[:]}, nil
	}
	children, err := childrenOf(t, g.Height, g.Index, min(g.Arities.Of(g.Phase), g.Height))
	return Reveal{children}, err
}

// tree returns a player's own tree of the game's phase.
func tree(ctx context.Context, truth Truth, g *Game) (Nodes, error) {
	switch g.Phase {
	case History:
		return truth.History(ctx, g.Epoch)
	case Outputs:
		return truth.Trace(ctx, g.Step)
	case State:
		return truth.State(ctx, g.Step)
	case Tensor:
		return truth.Output(ctx, g.Step, g.Kernel)
	}
	return nil, ErrPhase
}

// judgeWindow opens what the window reads. It serves both sides: the outputs of earlier kernels are equal, and where the trees over
// them differ, the path to the disputed one has shown the other side's.
func judgeWindow(ctx context.Context, truth Truth, g *Game) (Action, error) {
	section, _, err := truth.Section(ctx, g.Step, g.Kernel+1)
	if err != nil {
		return nil, err
	}
	openings, err := truth.Openings(ctx, g.Query(section), func(kernel uint32) ([]Root, error) {
		own, err := truth.Trace(ctx, g.Step)
		if err != nil {
			return nil, err
		}
		depth := g.shape(Outputs).Depth
		if len(g.OutPath) != depth { // a defender that has read the position, not the moves: the trace is its own
			return proofOf(own, uint64(kernel), depth)
		}
		return leftProof(own, g.Output, uint64(g.Kernel), g.OutPath, uint64(kernel))
	})
	return JudgeWindow{section, openings}, err
}

// judgeState shows what the program says of a state tensor. It serves both sides: the trace is not in dispute, nor is S_{t-1}.
func judgeState(ctx context.Context, truth Truth, g *Game) (Action, error) {
	header, proof, err := truth.Section(ctx, g.Step, 0)
	if err != nil {
		return nil, err
	}
	e, err := headerState(header, g.place(0), g.Index)
	if err != nil {
		return nil, err
	}
	var t Nodes
	shape, index := g.shape(State), g.Index
	if e.kernel {
		shape, index = g.shape(Outputs), uint64(e.source)
		t, err = truth.Trace(ctx, g.Step)
	} else {
		t, err = truth.Before(ctx, g.Step)
	}
	if err != nil {
		return nil, err
	}
	source, err := t.Node(0, index)
	if err != nil {
		return nil, err
	}
	sp, err := proofOf(t, index, shape.Depth)
	return JudgeState{header, proof, source, sp}, err
}
