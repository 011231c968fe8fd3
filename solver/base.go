package solver

import (
	"context"
	"fmt"

	"refute/checkpoint"
	"refute/checkpoint/feed"
	"refute/checkpoint/replay"
	"refute/contracts/chain"
	"refute/trainer"
	"refute/trainer/tensor"
)

// BaseError says that the last anchor that stands is not what the programs give: who builds on it loses its bond.
type BaseError struct {
	Epoch    checkpoint.Epoch
	Anchored checkpoint.Root
	Own      checkpoint.Root
}

func (e *BaseError) Error() string {
	return fmt.Sprintf("solver: epoch %d is anchored with %s, computed %s: refusing to continue from it", e.Epoch, e.Anchored, e.Own)
}

// base returns the state after an anchored epoch, which an earlier attempt computed, and stores it. It is taken from a published
// checkpoint if the published roots give the anchors, and otherwise computed from what is at hand; its root is the anchor's last leaf in
// any case.
func (s *Solver) base(ctx context.Context, on *chain.Job, last checkpoint.Epoch) ([]tensor.Tensor, error) {
	known := map[uint32]checkpoint.Root{}
	var anchors []chain.Anchor
	for e := checkpoint.Epoch(0); e <= last; e++ {
		a, err := s.client.Anchor(ctx, s.cfg.ID, e)
		if err != nil {
			return nil, err
		}
		anchors = append(anchors, a)
	}
	if s.mirror != nil {
		for n := uint32(1); n <= on.Attempt; n++ {
			a, err := s.client.Attempt(ctx, s.cfg.ID, n)
			if err != nil {
				return nil, err
			}
			first, _ := s.epochs.Range(a.First)
			s.mirror.Know(feed.Attempt{Number: n, Solver: a.Solver, First: first})
		}
		if err := s.mirror.CatchUp(ctx); err != nil {
			return nil, fmt.Errorf("solver: %w", err)
		}
		for e, a := range anchors {
			first, end := s.epochs.Range(checkpoint.Epoch(e))
			roots, ok := s.mirror.Ledger.Roots(a.Attempt, first, end)
			if !ok {
				continue
			}
			if got, err := checkpoint.Anchor(s.epochs, checkpoint.Epoch(e), roots); err == nil && got == a.Root {
				for i, r := range roots {
					known[first+uint32(i)] = r
				}
			}
		}
	}
	r := &replay.Run{Job: s.job, Executors: s.executors, Root: func(t uint32) (checkpoint.Root, bool) {
		root, ok := known[t]
		return root, ok
	}}
	r.Sources = append(r.Sources, s.store)
	if s.mirror != nil {
		r.Sources = append(r.Sources, s.mirror.Archive)
	}
	first, end := s.epochs.Range(last)
	roots, err := r.Roots(ctx, first, end)
	if err != nil {
		return nil, fmt.Errorf("solver: the state after epoch %d: %w", last, err)
	}
	own, err := checkpoint.Anchor(s.epochs, last, roots)
	if err != nil {
		return nil, err
	}
	if own != anchors[last].Root {
		return nil, &BaseError{last, anchors[last].Root, own}
	}
	known[end] = roots[len(roots)-1]
	state, err := r.State(ctx, end)
	if err != nil {
		return nil, fmt.Errorf("solver: the state after epoch %d: %w", last, err)
	}
	if _, err := s.store.Save(&checkpoint.Checkpoint{Step: end, State: state}); err != nil {
		return nil, fmt.Errorf("solver: %w", err)
	}
	return trainer.CloneState(state), nil
}
