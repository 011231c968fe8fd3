package bisect

import (
	"context"
	"errors"
	"fmt"

	"refute/checkpoint"
)

// Doubter is the strategy of a challenger that is right: whatever the defender answers, it goes where the answer differs from what
// follows from the definition.
type Doubter struct {
	Truth Truth
	// Target is the step that is wrong, if the defender has published its state roots: Truth's history is then the defender's own, and its
	// outputs and sums follow from the defender's own S_{t-1}. If it is nil, Truth is the challenger's own run, and the game goes to the
	// first step that differs.
	Target *uint32
	// Published is what the defender shows off chain; nil if nothing.
	Published Published
}

// ErrAgree says that nothing in the game differs from what the challenger computes: it should not have been opened.
var ErrAgree = errors.New("bisect: the defender's claim is what this challenger computes")

// Asks reports whether the challenger opens a game with a question for the top of the epoch's tree.
func (c Doubter) Asks() bool { return c.Target == nil }

// Next returns the challenger's next move: all that it can do without another answer. It is nothing while it waits for the defender.
func (c Doubter) Next(ctx context.Context, g *Game) ([]Action, error) {
	var move []Action
	for sim := g.Clone(); sim.Phase != Done; {
		a, err := c.next(ctx, sim)
		if err != nil {
			return nil, err
		}
		if a == nil {
			break
		}
		if err := sim.Move(Challenger, a); err != nil {
			return nil, fmt.Errorf("bisect: a move of our own would be refused: %w", err)
		}
		if sim.Winner == Defender {
			return nil, fmt.Errorf("%w: %s", ErrAgree, sim.Reason)
		}
		move = append(move, a)
	}
	return move, nil
}

func (c Doubter) next(ctx context.Context, g *Game) (Action, error) {
	switch g.Phase {
	case History:
		if g.Height == 0 {
			return c.step(ctx, g)
		}
		if c.Target != nil {
			return c.direct(ctx, g)
		}
	case Outputs:
		own, err := c.Truth.Trace(ctx, g.Step)
		if err != nil {
			return nil, err
		}
		if n, err := own.Node(g.Height, g.Index); err != nil {
			return nil, err
		} else if n == g.Node && g.Height == g.shape(Outputs).Depth {
			return AskState{}, nil
		}
		if g.Height == 0 {
			section, proof, err := c.Truth.Section(ctx, g.Step, uint32(g.Index)+1)
			return OpenKernel{section, proof}, err
		}
	case State:
		if g.Height == 0 {
			return judgeState(ctx, c.Truth, g)
		}
	case Tensor:
		if g.Height == 0 {
			return c.element(ctx, g)
		}
	case Sums:
		if !g.Claimed {
			return nil, nil
		}
		return c.pick(ctx, g)
	case Window:
		return judgeWindow(ctx, c.Truth, g)
	}
	if !g.Phase.Tree() {
		return nil, nil
	}
	return c.descend(ctx, g)
}

// direct goes down to the target in the defender's own tree.
func (c Doubter) direct(ctx context.Context, g *Game) (Action, error) {
	epoch, leaf := g.Spec.Epochs().Place(*c.Target)
	if epoch != g.Epoch {
		return nil, fmt.Errorf("bisect: step %d is in epoch %d, the game is about epoch %d", *c.Target, epoch, g.Epoch)
	}
	own, err := c.Truth.History(ctx, g.Epoch)
	if err != nil {
		return nil, err
	}
	if n, err := own.Node(g.Height, g.Index); err != nil {
		return nil, err
	} else if n != g.Node {
		return nil, &NotMineError{fmt.Sprintf("node %d at height %d of epoch %d", g.Index, g.Height, g.Epoch), n, g.Node}
	}
	hash, err := own.Node(0, leaf)
	if err != nil {
		return nil, err
	}
	proof, err := proofOf(own, leaf, g.Height)
	return Descend{leaf, 0, hash, proof}, err
}

func (c Doubter) step(ctx context.Context, g *Game) (Action, error) {
	if g.Epoch == 0 {
		return Step{}, nil
	}
	own, err := c.Truth.History(ctx, g.Epoch)
	if err != nil {
		return nil, err
	}
	if g.Index > 0 {
		before, err := own.Node(0, g.Index-1)
		if err != nil {
			return nil, err
		}
		proof, err := leftProof(own, g.Node, g.Index, g.Path, g.Index-1)
		return Step{before, proof}, err
	}
	epochs := g.Spec.Epochs()
	if own, err = c.Truth.History(ctx, g.Epoch-1); err != nil {
		return nil, err
	}
	_, last := epochs.Range(g.Epoch - 1)
	_, leaf := epochs.Place(last)
	before, err := own.Node(0, leaf)
	if err != nil {
		return nil, err
	}
	proof, err := proofOf(own, leaf, epochs.Shape(g.Epoch-1).Depth)
	return Step{before, proof}, err
}

// descend goes down as far as the defender's nodes are known, always to the first child that differs from the challenger's own: all
// before it is then equal.
func (c Doubter) descend(ctx context.Context, g *Game) (Action, error) {
	own, err := tree(ctx, c.Truth, g)
	if err != nil {
		return nil, err
	}
	node, height, index := g.Node, g.Height, g.Index
	children := g.Children
	var proof []Root
	for height > 0 {
		levels := min(g.Arities.Of(g.Phase), height)
		if children == nil {
			if children = c.published(ctx, g, node, height, index, levels); children == nil {
				break
			}
		}
		mine, err := childrenOf(own, height, index, levels)
		if err != nil {
			return nil, err
		}
		i, ok := checkpoint.FirstDifference(mine, children)
		if !ok {
			return nil, fmt.Errorf("%w: node %d at height %d (%s)", ErrAgree, index, height, g.Phase)
		}
		down, err := pathIn(children, i)
		if err != nil {
			return nil, err
		}
		proof = append(down, proof...)
		node, height, index = children[i], height-levels, index<<levels+uint64(i)
		children = nil
		if g.shape(g.Phase).Beyond(height, index) {
			break // this wins at once
		}
	}
	if height == g.Height {
		return nil, nil // the defender's answer is awaited
	}
	return Descend{index, height, node, proof}, nil
}

// published returns what the defender has shown of a node off chain, nil if nothing that hashes to it.
func (c Doubter) published(ctx context.Context, g *Game, node Root, height int, index uint64, levels int) []Root {
	if c.Published == nil {
		return nil
	}
	children, err := c.Published.Children(ctx, Spot{g.Phase, g.Step, g.Kernel, height, index}, levels)
	if err != nil || checkTop(children, levels, node) != nil {
		return nil
	}
	return children
}

// pathIn returns the siblings, lowest first, of node i of 2^k nodes up to their common ancestor.
func pathIn(nodes []Root, i int) ([]Root, error) {
	t, err := checkpoint.NewTree(checkpoint.Nodes, nodes, checkpoint.Depth(uint64(len(nodes))))
	if err != nil {
		return nil, err
	}
	return t.Proof(uint64(i))
}

func (c Doubter) element(ctx context.Context, g *Game) (Action, error) {
	leaf := g.Leaf
	if leaf == nil && c.Published != nil {
		if b, err := c.Published.Leaf(ctx, Spot{g.Phase, g.Step, g.Kernel, 0, g.Index}); err == nil {
			leaf, _ = g.leaf(b)
		}
	}
	if leaf == nil {
		return nil, nil
	}
	own, err := c.Truth.Leaf(ctx, g.Step, g.Kernel, g.Index)
	if err != nil {
		return nil, err
	}
	first, end := checkpoint.LeafRange(g.Op.Type, uint64(g.Facts.Count), g.Index)
	size := uint64(g.Op.Type.Size())
	for e := first; e < end; e++ {
		at := (e - first) * size
		if [4]byte(own[at:at+4]) != [4]byte(leaf[at:at+4]) {
			return Element{int64(e), leaf[:]}, nil
		}
	}
	if _, bad := checkpoint.PaddingFault(g.Op.Type, uint64(g.Facts.Count), g.Index, leaf); bad {
		return Element{int64(first), leaf[:]}, nil
	}
	return nil, fmt.Errorf("%w: leaf %d of kernel %d", ErrAgree, g.Index, g.Kernel)
}

// pick goes to the first part that ends with a sum which differs: it begins with one that is right.
func (c Doubter) pick(ctx context.Context, g *Game) (Action, error) {
	_, at := g.Arities.cuts(g.Lo, g.Hi)
	own, err := c.Truth.Sums(ctx, g.Step, g.Kernel, g.Element, at)
	if err != nil {
		return nil, err
	}
	part := len(at)
	for i, v := range own {
		if v != g.Values[i] {
			part = i
			break
		}
	}
	return Pick{part, g.Values}, nil
}
