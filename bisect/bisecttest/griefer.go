package bisecttest

import (
	"context"
	"math/rand/v2"

	"refute/bisect"
	"refute/checkpoint"
	"refute/dispute/truth"
)

// Griefer challenges an honest run: it goes to places drawn at random, by openings that are all true, now by small steps and now by
// large ones, in its own turn and in the defender's.
type Griefer struct {
	Truth *truth.Local
	Seed  uint64
	rng   *rand.Rand
}

// Next implements [Player].
func (p *Griefer) Next(ctx context.Context, g *bisect.Game) ([]bisect.Action, error) {
	if p.rng == nil {
		p.rng = rand.New(rand.NewPCG(p.Seed, 1))
	}
	if g.Turn == bisect.Defender && p.rng.IntN(2) == 0 {
		return nil, nil
	}
	a, err := p.next(ctx, g)
	if a == nil || err != nil {
		return nil, err
	}
	return []bisect.Action{a}, nil
}

func (p *Griefer) next(ctx context.Context, g *bisect.Game) (bisect.Action, error) {
	l := p.Truth
	switch g.Phase {
	case bisect.History:
		if g.Height == 0 {
			return p.step(ctx, g)
		}
		n, err := l.History(ctx, g.Epoch)
		return p.descend(g, n, err, g.Spec.Epochs().Shape(g.Epoch))
	case bisect.Outputs:
		kernels := uint64(len(l.Job.ProgramOf(g.Step).Kernels))
		if g.Height == 0 {
			section, proof, err := l.Section(ctx, g.Step, uint32(g.Index)+1)
			return bisect.OpenKernel{Section: section, Proof: proof}, err
		}
		if g.Height == checkpoint.Depth(kernels) && p.rng.IntN(4) == 0 {
			return bisect.AskState{}, nil
		}
		n, err := l.Trace(ctx, g.Step)
		return p.descend(g, n, err, checkpoint.NodeShape(kernels))
	case bisect.State:
		n, err := l.State(ctx, g.Step)
		return p.descend(g, n, err, checkpoint.NodeShape(uint64(g.Spec.States)))
	case bisect.Tensor:
		if g.Height == 0 {
			b, err := l.Leaf(ctx, g.Step, g.Kernel, g.Index)
			first, end := checkpoint.LeafRange(g.Op.Type, uint64(g.Op.Count()), g.Index)
			return bisect.Element{Index: int64(first + p.rng.Uint64N(end-first)), Data: b[:]}, err
		}
		n, err := l.Output(ctx, g.Step, g.Kernel)
		return p.descend(g, n, err, checkpoint.TensorShape(g.Op.Type, uint64(g.Op.Count())))
	case bisect.Sums:
		if g.Claimed {
			return bisect.Pick{Part: p.rng.IntN(len(g.Values) + 1), Values: g.Values}, nil
		}
	}
	return nil, nil
}

func (p *Griefer) step(ctx context.Context, g *bisect.Game) (bisect.Action, error) {
	if g.Epoch == 0 {
		return bisect.Step{}, nil
	}
	epochs := g.Spec.Epochs()
	first, _ := epochs.Range(g.Epoch)
	e, leaf := epochs.Place(first + uint32(g.Index) - 1)
	n, err := p.Truth.History(ctx, e)
	if err != nil {
		return nil, err
	}
	t := n.(*checkpoint.Tree)
	before, _ := t.Node(0, leaf)
	proof, err := t.Proof(leaf)
	return bisect.Step{Before: before, Proof: proof}, err
}

func (p *Griefer) descend(g *bisect.Game, n bisect.Nodes, err error, shape checkpoint.Shape) (bisect.Action, error) {
	if err != nil || g.Height == 0 {
		return nil, err
	}
	// Anything from one reveal's depth to all the way, at a node that has something below it.
	most := g.Height - min(g.Arities.Of(g.Phase), g.Height)
	height := p.rng.IntN(most + 1)
	lo, hi := g.Index<<(g.Height-height), (g.Index+1)<<(g.Height-height)
	index := lo + p.rng.Uint64N(min(hi, shape.Width(height))-lo)
	if long := uint64(KLanes) >> height; g.Phase == bisect.Outputs && long >= lo && long < hi && p.rng.IntN(2) == 0 {
		index = long // the kernel with sums
	}
	t := n.(*checkpoint.Tree)
	hash, err := t.Node(height, index)
	if err != nil {
		return nil, err
	}
	proof, err := t.ProofBetween(height, index, g.Height)
	return bisect.Descend{Index: index, Height: height, Hash: hash, Proof: proof}, err
}
