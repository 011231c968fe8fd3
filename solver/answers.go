package solver

import (
	"context"
	"errors"
	"sync"

	"refute/bisect"
	"refute/checkpoint"
	"refute/contracts/chain"
	"refute/dispute/truth"
)

// answers shows openings off chain, to anybody who asks, of steps that a bonded game has named.
type answers struct {
	solver *Solver

	mu    sync.Mutex // one computation at a time
	truth *truth.Local
}

// errNotShown says that an opening is not shown. The asker is told no more.
var errNotShown = errors.New("solver: not for this game")

// game checks that the game is about this attempt, and has named the step.
func (a *answers) game(ctx context.Context, id [32]byte, at bisect.Spot) (*chain.Game, error) {
	s := a.solver
	g, err := s.client.Game(ctx, chain.GameID(id))
	if err != nil {
		return nil, err
	}
	if g.Job != s.cfg.ID || g.Attempt != s.attempt || g.Defender != s.wallet.Address() {
		return nil, errNotShown
	}
	if at.Phase != bisect.History && (!g.StepNamed || at.Step != g.Step) {
		return nil, errNotShown
	}
	if a.truth == nil {
		a.truth = s.truth()
	}
	return g, nil
}

// Children implements feed.Answers.
func (a *answers) Children(ctx context.Context, id [32]byte, at bisect.Spot, levels int) ([]checkpoint.Root, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	defer a.solver.busy()()
	g, err := a.game(ctx, id, at)
	if err != nil {
		return nil, err
	}
	var t bisect.Nodes
	switch at.Phase {
	case bisect.History:
		t, err = a.truth.History(ctx, g.Epoch)
	case bisect.Outputs:
		t, err = a.truth.Trace(ctx, at.Step)
	case bisect.State:
		t, err = a.truth.State(ctx, at.Step)
	case bisect.Tensor:
		t, err = a.truth.Output(ctx, at.Step, at.Kernel)
	default:
		err = errNotShown
	}
	if err != nil {
		return nil, err
	}
	out := make([]checkpoint.Root, 1<<levels)
	for i := range out {
		if out[i], err = t.Node(at.Height-levels, at.Index<<levels+uint64(i)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Leaf implements feed.Answers.
func (a *answers) Leaf(ctx context.Context, id [32]byte, at bisect.Spot) ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	defer a.solver.busy()()
	if _, err := a.game(ctx, id, at); err != nil {
		return nil, err
	}
	if at.Phase != bisect.Tensor {
		return nil, errNotShown
	}
	t, err := a.truth.Output(ctx, at.Step, at.Kernel)
	if err != nil {
		return nil, err
	}
	if _, err := t.Node(0, at.Index); err != nil {
		return nil, err // there is no such leaf
	}
	b, err := a.truth.Leaf(ctx, at.Step, at.Kernel, at.Index)
	if err != nil {
		return nil, err
	}
	return b[:], nil
}
