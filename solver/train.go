package solver

import (
	"context"
	"errors"
	"fmt"

	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/checkpoint/feed"
	"refute/checkpoint/pipeline"
	"refute/contracts/chain"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// errEnded says that the attempt ended while it was worked on.
var errEnded = errors.New("solver: the attempt has ended")

// train computes what is left of the job, from the last logged step on, and anchors it.
func (s *Solver) train(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.untilEnded(ctx, cancel)
	}()
	err := s.computeSteps(ctx)
	cancelled := context.Cause(ctx)
	cancel(nil)
	<-ended
	if errors.Is(cancelled, errEnded) {
		return errEnded
	}
	return err
}

// untilEnded cancels the training when the chain says that the attempt is over.
func (s *Solver) untilEnded(ctx context.Context, cancel context.CancelCauseFunc) {
	for pause(ctx, s.cfg.Poll) == nil {
		on, err := s.client.Job(ctx, s.cfg.ID)
		if err == nil && (on.Attempt != s.attempt || on.Phase != chain.JobActive && on.Phase != chain.JobAnchored) {
			cancel(errEnded)
			return
		}
	}
}

func (s *Solver) computeSteps(ctx context.Context) error {
	done := s.busy()
	defer func() { done() }()
	next, state, err := s.resume(ctx)
	if err != nil {
		return err
	}
	s.observe(Taken{Attempt: s.attempt, Resumed: next > s.firstStep(), From: next})
	if err := s.republish(ctx, next); err != nil {
		return err
	}
	if next > s.firstStep() {
		if err := s.anchorUpTo(ctx, next-1); err != nil {
			return err
		}
	}
	pipe, err := s.pipeline()
	if err != nil {
		return err
	}
	defer pipe.Close()
	prevRoot := checkpoint.Root{}
	if next > 0 {
		var ok bool
		if prevRoot, ok = s.root(next - 1); !ok {
			return fmt.Errorf("solver: the root of step %d is not in the log", next-1)
		}
	}
	if err := s.runner.Load(state); err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	sequence := &trainer.Sequence{Runner: s.runner, Settle: func(p *program.Program, t uint32, d trainer.Done) error {
		root := checkpoint.RootOfState(d.Roots)
		if err := pipe.Commit(ctx, t, prevRoot, root); err != nil {
			return fmt.Errorf("solver: %w", err)
		}
		prevRoot = root
		e := Stepped{Step: t, Root: root}
		e.Loss, e.HasLoss = d.Output(p, "loss")
		s.observe(e)
		return nil
	}}
	for t := next; t <= s.job.Steps; t++ {
		if err := sequence.Step(ctx, s.job.ProgramOf(t), t); err != nil {
			return err
		}
		_, last := s.epochs.Range(s.epochs.Of(t))
		every := s.cfg.CheckpointEvery
		if t != last && (every == 0 || t%every != 0) {
			continue
		}
		// What follows publishes, and anchors what is in the log: nobody else may.
		if err := sequence.Drain(ctx); err != nil {
			return err
		}
		if err := pipe.Flush(ctx); err != nil {
			return fmt.Errorf("solver: %w", err)
		}
		if err := s.saveRunning(ctx, t, prevRoot); err != nil {
			return err
		}
		if t == last {
			if err := s.anchorUpTo(ctx, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// saveRunning stores and publishes the state after step t, which is the runner's.
func (s *Solver) saveRunning(ctx context.Context, t uint32, root checkpoint.Root) error {
	c, err := s.runner.Save()
	if err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	defer c.Release()
	state, err := c.Wait(ctx)
	if err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	return s.save(ctx, t, root, state)
}

// pipeline returns what signs, logs and publishes the roots while the training goes on.
func (s *Solver) pipeline() (*pipeline.Pipeline, error) {
	cfg := pipeline.Config{Job: s.cfg.ID, Attempt: s.attempt, Domain: s.client.Domain(), Key: s.wallet.Account().Key, Log: s.log}
	if s.pub != nil {
		cfg.Publisher = piped{s}
	}
	return pipeline.New(cfg)
}

// resume returns the first step that is not logged yet and the state before it.
func (s *Solver) resume(ctx context.Context) (uint32, []tensor.Tensor, error) {
	first := s.firstStep()
	next := first
	if last, ok, err := s.log.Last(); err != nil {
		return 0, nil, fmt.Errorf("solver: %w", err)
	} else if ok {
		next = last.Step + 1
	}
	if next == 0 {
		return 0, nil, nil
	}
	state, err := s.run().State(ctx, next-1)
	if err != nil {
		return 0, nil, fmt.Errorf("solver: the state after step %d: %w", next-1, err)
	}
	return next, trainer.CloneState(state), nil // the training writes over it
}

// publishLogged publishes the steps from … to-1 from the log.
func (s *Solver) publishLogged(ctx context.Context, from, to uint32) error {
	for t := from; t < to; t++ {
		e, err := s.log.At(t)
		if err != nil {
			return fmt.Errorf("solver: %w", err)
		}
		c := &commit.Commitment{Job: s.cfg.ID, Attempt: s.attempt, Step: t, Root: e.Root}
		copy(c.Sig[:], e.Sig)
		if t > 0 {
			var ok bool
			if c.Prev, ok = s.root(t - 1); !ok {
				return fmt.Errorf("solver: the root of step %d is not in the log", t-1)
			}
		}
		if err := s.pub.Publish(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// republish publishes what is logged and not in the stream: a crash may have come between.
func (s *Solver) republish(ctx context.Context, next uint32) error {
	if s.pub == nil || s.mirror == nil || next == s.firstStep() {
		return nil
	}
	s.mirror.Know(feed.Attempt{Number: s.attempt, Solver: s.wallet.Address(), First: s.firstStep()})
	if err := s.mirror.CatchUp(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		// What the stream has cannot be known: readers drop what they have already.
		s.observe(Unheard{s.firstStep(), err})
	}
	if at := max(s.mirror.Ledger.Next(s.attempt), s.firstStep()); at < next {
		s.outlet.fell(at)
		s.catchUp(ctx, next)
	}
	// Checkpoints that were stored and perhaps not announced.
	steps, err := s.store.Steps()
	if err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	for _, t := range steps {
		root, ok := s.root(t)
		if !ok {
			continue
		}
		if at, found, _ := s.mirror.Archive.Nearest(t); found && at == t {
			continue
		}
		if err := s.announceSoon(ctx, t, root); err != nil {
			return err
		}
	}
	return nil
}

// save stores a checkpoint and publishes it.
func (s *Solver) save(ctx context.Context, t uint32, root checkpoint.Root, state []tensor.Tensor) error {
	if _, err := s.store.Save(&checkpoint.Checkpoint{Step: t, State: state}); err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	if s.pub != nil {
		if err := s.announceSoon(ctx, t, root); err != nil {
			return err
		}
	}
	s.observe(Saved{t})
	return nil
}

// announceSoon publishes a checkpoint. If that fails it is reported and the work goes on: those who check can compute the state, and the deadline of
// the anchor does not wait. The next run publishes it.
func (s *Solver) announceSoon(ctx context.Context, t uint32, root checkpoint.Root) error {
	err := s.outlet.try(ctx, statePatience, func(ctx context.Context) error { return s.announce(ctx, t, root) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		s.observe(Unpublished{t, err})
	}
	return nil
}

// ensureSaved stores the checkpoint of a logged step if a crash came before, or took it away.
func (s *Solver) ensureSaved(ctx context.Context, t uint32, root checkpoint.Root) error {
	if at, ok, err := s.store.Nearest(t); err != nil {
		return fmt.Errorf("solver: %w", err)
	} else if ok && at == t {
		return nil
	}
	state, err := s.run().State(ctx, t)
	if err != nil {
		return fmt.Errorf("solver: the state after step %d: %w", t, err)
	}
	return s.save(ctx, t, root, state)
}

func (s *Solver) announce(ctx context.Context, t uint32, root checkpoint.Root) error {
	f, size, err := s.store.Open(t)
	if err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	defer f.Close()
	c := &commit.Checkpoint{Job: s.cfg.ID, Attempt: s.attempt, Step: t, Root: root, Object: fmt.Sprintf("%d-%d", s.attempt, t), Size: uint64(size)}
	if err := c.Sign(s.client.Domain(), s.wallet.Account().Key); err != nil {
		return err
	}
	if err := s.pub.PutState(ctx, c.Object, f); err != nil {
		return err
	}
	return s.pub.Announce(ctx, c)
}

// anchorUpTo anchors the epochs that are complete with step t and not anchored yet. All of their roots are in the log, their last states in the
// store.
func (s *Solver) anchorUpTo(ctx context.Context, t uint32) error {
	if s.pub != nil {
		s.flush(ctx, t)
	}
	trouble := newTrouble(s)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		on, err := s.client.Job(ctx, s.cfg.ID)
		if err != nil {
			trouble.wait(ctx, err)
			continue
		}
		if on.Attempt != s.attempt || on.Phase != chain.JobActive && on.Phase != chain.JobAnchored {
			return errEnded
		}
		e := on.Anchors
		if on.Phase == chain.JobAnchored {
			return nil
		}
		first, last := s.epochs.Range(e)
		if last > t {
			return nil
		}
		roots, err := s.log.Roots(first, last)
		if err != nil {
			return fmt.Errorf("solver: epoch %d cannot be anchored: %w", e, err)
		}
		root, err := checkpoint.Anchor(s.epochs, e, roots)
		if err != nil {
			return err
		}
		before := checkpoint.Root{}
		if e > 0 {
			a, err := s.client.Anchor(ctx, s.cfg.ID, e-1)
			if err != nil {
				trouble.wait(ctx, err)
				continue
			}
			if before = a.Root; e > s.first {
				if err := s.isMine(e-1, before); err != nil {
					return err
				}
			}
		}
		if err := s.ensureSaved(ctx, last, roots[len(roots)-1]); err != nil {
			return err
		}
		r, err := s.wallet.Anchor(ctx, s.cfg.ID, before, root)
		if chain.IsRevert(err, "TooLate") {
			return s.untilLapsed(ctx)
		}
		if chain.IsRevert(err, "WrongAnchor", "WrongPhase", "NotSolver") {
			continue // the chain has changed meanwhile: look again
		}
		if chain.IsRevert(err) {
			return fmt.Errorf("solver: anchor epoch %d: %w", e, err)
		}
		if err != nil {
			// The node is away, gas too dear, the account empty: until the deadline that may change.
			trouble.wait(ctx, fmt.Errorf("solver: anchor epoch %d: %w", e, err))
			continue
		}
		s.observe(Anchored{e, root, r.GasUsed})
	}
}

// isMine checks that an anchor of this attempt is the one that the log gives: anything else means that the log is of another run.
func (s *Solver) isMine(e checkpoint.Epoch, root checkpoint.Root) error {
	first, last := s.epochs.Range(e)
	roots, err := s.log.Roots(first, last)
	if err != nil {
		return fmt.Errorf("solver: epoch %d is anchored but not in the log: %w", e, err)
	}
	own, err := checkpoint.Anchor(s.epochs, e, roots)
	if err == nil && own != root {
		err = fmt.Errorf("solver: epoch %d is anchored with %s, the log gives %s: is the directory another run's?", e, root, own)
	}
	return err
}

// untilLapsed ends the attempt whose deadline was missed; anybody else may have done so before.
func (s *Solver) untilLapsed(ctx context.Context) error {
	trouble := newTrouble(s)
	for {
		_, err := s.wallet.Lapse(ctx, s.cfg.ID)
		switch {
		case err == nil || chain.IsRevert(err):
			return errEnded
		case ctx.Err() != nil:
			return ctx.Err()
		}
		trouble.wait(ctx, fmt.Errorf("solver: the deadline was missed: %w", err))
	}
}
