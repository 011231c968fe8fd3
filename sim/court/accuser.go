package court

import (
	"context"
	"fmt"

	"refute/bisect"
	"refute/checkpoint"
	"refute/sim/court/board"
)

// Accuser challenges a place whatever is true of it. All that it shows is true of what the solver anchored, so that each move is
// accepted; the referee decides against it unless the place is wrong.
type Accuser struct {
	Truth bisect.Truth // what the solver committed to
	Place board.Place
	// Withheld has every node revealed on chain, although the accuser knows it.
	Withheld bool
	// Slow sends apart what belongs together, to make the game as long as the rules allow.
	Slow bool
}

// Accuse returns the accuser of a case's place.
func Accuse(c *board.Case, p board.Path) Accuser {
	return Accuser{Truth: c.Defender, Place: c.Place, Withheld: p.Withheld}
}

// Next implements [Player].
func (a Accuser) Next(ctx context.Context, g *bisect.Game) ([]bisect.Action, error) {
	var move []bisect.Action
	for sim := g.Clone(); sim.Turn == bisect.Challenger || !a.Withheld && !a.Slow; {
		next, err := a.next(ctx, sim)
		if err != nil || next == nil {
			return move, err
		}
		if err := sim.Move(bisect.Challenger, next); err != nil {
			return nil, fmt.Errorf("court: an accuser's move would be refused: %w", err)
		}
		if move = append(move, next); a.Slow {
			break
		}
	}
	return move, nil
}

func (a Accuser) next(ctx context.Context, g *bisect.Game) (bisect.Action, error) {
	p := a.Place
	switch g.Phase {
	case bisect.History:
		epoch, leaf := g.Spec.Epochs().Place(p.Step)
		if epoch != g.Epoch {
			return nil, fmt.Errorf("court: step %d is in epoch %d, the game is about epoch %d", p.Step, epoch, g.Epoch)
		}
		if g.Height == 0 {
			return a.step(ctx, g)
		}
		return a.descend(ctx, g, leaf)
	case bisect.Outputs:
		if g.Height == 0 {
			section, proof, err := a.Truth.Section(ctx, g.Step, p.Kernel+1)
			return bisect.OpenKernel{Section: section, Proof: proof}, err
		}
		return a.descend(ctx, g, uint64(p.Kernel))
	case bisect.Tensor:
		leaf, _ := checkpoint.LeafOf(g.Op.Type, uint64(p.Element))
		if g.Height > 0 {
			return a.descend(ctx, g, leaf)
		}
		if a.Withheld && g.Leaf == nil {
			return nil, nil
		}
		b, err := a.Truth.Leaf(ctx, g.Step, g.Kernel, leaf)
		if err != nil {
			return nil, err
		}
		return bisect.Element{Index: p.Element, Data: b[:]}, nil
	case bisect.Sums:
		if g.Claimed {
			return bisect.Pick{Part: len(g.Values), Values: g.Values}, nil
		}
	}
	return nil, nil
}

// descend goes to a leaf, or, slowly or where nothing is published, one reveal down on the way to it.
func (a Accuser) descend(ctx context.Context, g *bisect.Game, leaf uint64) (bisect.Action, error) {
	height := 0
	if a.Slow || a.Withheld {
		height = g.Height - min(g.Arities.Of(g.Phase), g.Height)
	}
	t, err := treeOf(ctx, a.Truth, g.Phase, g.Epoch, g.Step, g.Kernel)
	if err != nil {
		return nil, err
	}
	d := bisect.Descend{Index: leaf >> height, Height: height, Proof: make([]bisect.Root, g.Height-height)}
	if d.Hash, err = t.Node(height, d.Index); err != nil {
		return nil, err
	}
	for i := range d.Proof {
		if d.Proof[i], err = t.Node(height+i, leaf>>(height+i)^1); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (a Accuser) step(ctx context.Context, g *bisect.Game) (bisect.Action, error) {
	if g.Epoch == 0 {
		return bisect.Step{}, nil
	}
	epochs := g.Spec.Epochs()
	e, leaf := epochs.Place(a.Place.Step - 1)
	t, err := treeOf(ctx, a.Truth, bisect.History, e, 0, 0)
	if err != nil {
		return nil, err
	}
	s := bisect.Step{Proof: make([]bisect.Root, epochs.Shape(e).Depth)}
	if s.Before, err = t.Node(0, leaf); err != nil {
		return nil, err
	}
	for i := range s.Proof {
		if s.Proof[i], err = t.Node(i, leaf>>i^1); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// treeOf returns the tree of a phase.
func treeOf(ctx context.Context, truth bisect.Truth, p bisect.Phase, e checkpoint.Epoch, t, kernel uint32) (bisect.Nodes, error) {
	switch p {
	case bisect.History:
		return truth.History(ctx, e)
	case bisect.Outputs:
		return truth.Trace(ctx, t)
	case bisect.State:
		return truth.State(ctx, t)
	case bisect.Tensor:
		return truth.Output(ctx, t, kernel)
	}
	return nil, fmt.Errorf("court: there is no tree in the phase %s", p)
}
