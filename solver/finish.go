package solver

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"refute/checkpoint"
	"refute/contracts/chain"
)

// finish waits until the attempt can lose nothing any more, ends the job if it is to be ended, and collects what is due. Errors of the node are
// answered by asking again; those of this machine, and refusals of the contract, end it.
func (s *Solver) finish(ctx context.Context) (*Result, error) {
	trouble := newTrouble(s)
	for {
		r, err := s.tryResult(ctx)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case r != nil:
			return r, nil
		case err == nil:
			trouble.rest = 0
			if err := pause(ctx, s.cfg.Poll); err != nil {
				return nil, err
			}
		case chain.IsRevert(err) || errors.Is(err, errLocal):
			return nil, err
		default:
			trouble.wait(ctx, err)
		}
	}
}

// errLocal says that this machine's own data are in the way.
var errLocal = errors.New("solver: local data")

// tryResult returns the result if the attempt is over.
func (s *Solver) tryResult(ctx context.Context) (*Result, error) {
	on, err := s.client.Job(ctx, s.cfg.ID)
	if err != nil {
		return nil, err
	}
	a, err := s.client.Attempt(ctx, s.cfg.ID, s.attempt)
	if err != nil {
		return nil, err
	}
	outcome, err := s.outcome(ctx, on, a)
	if err != nil || outcome == 0 {
		return nil, err
	}
	over, err := s.client.Over(ctx, s.cfg.ID, s.attempt)
	if err != nil || !over {
		return nil, err
	}
	if !a.Settled {
		settled, err := s.settled(ctx)
		// A slashed solver's settlement is the winners' business.
		if !settled && outcome != Slashed {
			return nil, err
		}
	}
	return s.result(ctx, on, outcome)
}

// outcome says how the attempt ended, 0 if it has not. It ends a job that can be ended.
func (s *Solver) outcome(ctx context.Context, on *chain.Job, a *chain.Attempt) (Outcome, error) {
	switch {
	case a.Slashed:
		return Slashed, nil
	case on.Attempt != s.attempt:
		return Lapsed, nil // another took the job since, and this attempt was not slashed
	}
	switch on.Phase {
	case chain.JobDone:
		return Finished, nil
	case chain.JobCancelled:
		return Cancelled, nil
	case chain.JobDiverged:
		return Diverged, nil
	case chain.JobOpen:
		return Lapsed, nil
	case chain.JobAnchored:
		return 0, s.tryFinish(ctx, on, a)
	case chain.JobActive:
		return 0, s.anchorAgain(ctx, on)
	}
	return 0, nil
}

// tryFinish ends the job if every window is over.
func (s *Solver) tryFinish(ctx context.Context, on *chain.Job, a *chain.Attempt) error {
	if a.Games > 0 || a.Demands > 0 {
		return nil
	}
	e := s.epochs.Count()
	last, err := s.client.Anchor(ctx, s.cfg.ID, e)
	if err != nil {
		return err
	}
	end := last.PostedAt + uint64(on.Window)
	if !on.Received {
		end += uint64(on.Delivery)
	}
	head, err := s.client.Head(ctx)
	if err != nil || head.Time <= end {
		return err
	}
	first, final := s.epochs.Range(e)
	roots, err := s.log.Roots(first, final)
	if err != nil {
		return fmt.Errorf("%w: the last epoch: %w", errLocal, err)
	}
	tree, err := checkpoint.EpochTree(s.epochs, e, roots)
	if err != nil {
		return err
	}
	proof, err := tree.Proof(uint64(final - first))
	if err != nil {
		return err
	}
	_, err = s.wallet.Finish(ctx, s.cfg.ID, roots[len(roots)-1], proof)
	if chain.IsRevert(err, "TooEarly", "NotOver", "WrongPhase") {
		return nil // the chain has changed meanwhile: look again
	}
	return err
}

// anchorAgain anchors what a reorganisation of the chain has undone after the last step was computed.
func (s *Solver) anchorAgain(ctx context.Context, on *chain.Job) error {
	last, ok, err := s.log.Last()
	if err != nil {
		return fmt.Errorf("%w: %w", errLocal, err)
	}
	if !ok || last.Step != s.job.Steps {
		return s.lapseWhenLate(ctx, on)
	}
	if err := s.anchorUpTo(ctx, last.Step); err != nil && !errors.Is(err, errEnded) {
		return fmt.Errorf("%w: %w", errLocal, err)
	}
	return nil
}

// lapseWhenLate ends an attempt that cannot go on, when its deadline is over.
func (s *Solver) lapseWhenLate(ctx context.Context, on *chain.Job) error {
	head, err := s.client.Head(ctx)
	if err != nil || head.Time <= on.Deadline {
		return err
	}
	if err := s.untilLapsed(ctx); !errors.Is(err, errEnded) {
		return err
	}
	return nil
}

// settled settles the attempt and reports whether that was possible or needless. An error is the node's.
func (s *Solver) settled(ctx context.Context) (bool, error) {
	_, err := s.wallet.Settle(ctx, s.cfg.ID, s.attempt)
	if chain.IsRevert(err) {
		return chain.IsRevert(err, "NothingToDo"), nil
	}
	return err == nil, err
}

func (s *Solver) result(ctx context.Context, on *chain.Job, outcome Outcome) (*Result, error) {
	r := &Result{Attempt: s.attempt, Outcome: outcome, History: on.History}
	if last, ok, err := s.log.Last(); err != nil {
		return nil, fmt.Errorf("solver: %w", err)
	} else if ok {
		r.Steps, r.State = last.Step, last.Root
	}
	s.mu.Lock()
	played := slices.Clone(s.played)
	s.mu.Unlock()
	for _, id := range played {
		g, err := s.client.Game(ctx, id)
		var undone *chain.MissingGameError
		if errors.As(err, &undone) {
			continue // by a reorganisation
		}
		if err != nil {
			return nil, err
		}
		r.Games = append(r.Games, g)
	}
	credits, err := s.client.Credits(ctx, s.wallet.Address())
	if err != nil {
		return nil, err
	}
	if !credits.IsZero() {
		if _, err := s.wallet.Withdraw(ctx); err != nil && !chain.IsRevert(err, "NothingToDo") {
			return nil, errors.Join(errors.New("solver: collect the credits"), err)
		}
		r.Paid = credits
	}
	return r, nil
}
