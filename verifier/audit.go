package verifier

import (
	"context"
	"errors"
	"fmt"
	"time"

	"refute/checkpoint"
	"refute/checkpoint/replay"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/trainer"
)

// audit audits an epoch, and challenges it if it is wrong. done is false if it must wait for the feed.
func (v *Verifier) audit(ctx context.Context, e checkpoint.Epoch) (done bool, err error) {
	w := v.view
	anchor := w.anchors[e]
	first, last := v.epochs.Range(e)
	signed, complete := v.signed(anchor.Attempt, first, last)
	if !complete && v.mirror != nil {
		head, err := v.client.Head(ctx)
		if err != nil || head.Time < anchor.PostedAt+w.patience {
			return false, err
		}
	}
	defer v.busy()()
	start, before := time.Now(), w.run.Executed()
	a := Audit{Attempt: anchor.Attempt, Epoch: e, Anchor: anchor.Root}
	var own []checkpoint.Root
	if complete {
		rebuilt, err := checkpoint.Anchor(v.epochs, e, signed)
		if err != nil {
			return false, err
		}
		a.Published = rebuilt == anchor.Root
	}
	if a.Published {
		w.know(first, signed)
		a.Sampled = Sample(v.cfg.Secret, v.cfg.ID, e, anchor.Root, first, last, v.cfg.Rate)
		a.Fault, err = v.check(ctx, a.Sampled)
	} else {
		a.Fault, own, err = v.compute(ctx, e)
	}
	if err != nil {
		return false, err
	}
	a.Executed, a.Seconds = w.run.Executed()-before, time.Since(start).Seconds()
	w.audited[e] = true
	v.observe(a)
	if a.Fault == nil {
		if !a.Published && complete {
			return true, v.exposeLeaf(ctx, e, signed, own)
		}
		return true, v.keep(ctx, last)
	}
	return true, v.challenge(ctx, &a)
}

// signed returns the published roots of steps, if all of them are there.
func (v *Verifier) signed(attempt, first, last uint32) ([]checkpoint.Root, bool) {
	if v.mirror == nil {
		return nil, false
	}
	return v.mirror.Ledger.Roots(attempt, first, last)
}

// check executes steps whose published roots are under anchors.
func (v *Verifier) check(ctx context.Context, steps []uint32) (*Fault, error) {
	w := v.view
	for _, t := range steps {
		claimed, _ := w.root(t)
		own, err := w.run.Execute(ctx, t)
		if err != nil {
			return faultOf(err)
		}
		if own != claimed {
			return &Fault{Step: t, Claimed: claimed, Own: own}, nil
		}
	}
	return nil, nil
}

// faultOf turns a divergence on the way to a step into the fault that it is.
func faultOf(err error) (*Fault, error) {
	var d *replay.DivergedError
	if errors.As(err, &d) {
		return &Fault{Step: d.Step, Claimed: d.Expected, Own: d.Got}, nil
	}
	return nil, err
}

// compute computes all of an epoch and compares its own anchor.
func (v *Verifier) compute(ctx context.Context, e checkpoint.Epoch) (*Fault, []checkpoint.Root, error) {
	w := v.view
	first, last := v.epochs.Range(e)
	roots, err := w.run.Roots(ctx, first, last)
	if err != nil {
		fault, err := faultOf(err)
		return fault, nil, err
	}
	own, err := checkpoint.Anchor(v.epochs, e, roots)
	if err != nil {
		return nil, nil, err
	}
	if own != w.anchors[e].Root {
		return &Fault{Step: first, Claimed: w.anchors[e].Root, Own: own}, roots, nil
	}
	w.know(first, roots)
	return nil, roots, nil
}

// keep stores the state after an epoch, so that the next audits begin there. A verifier that samples does not compute it for that.
func (v *Verifier) keep(ctx context.Context, step uint32) error {
	if v.cfg.Rate < 1 && v.mirror != nil {
		return nil
	}
	state, err := v.view.run.State(ctx, step)
	if err != nil {
		_, err = faultOf(err)
		return err
	}
	if _, err := v.store.Save(&checkpoint.Checkpoint{Step: step, State: state}); err != nil {
		return fmt.Errorf("verifier: %w", err)
	}
	if _, err := v.store.Prune(2, 0); err != nil {
		return fmt.Errorf("verifier: %w", err)
	}
	return nil
}

// challenge opens a game about a fault, if the fault withstands all checks.
func (v *Verifier) challenge(ctx context.Context, a *Audit) error {
	w := v.view
	c := &dispute.Case{
		Table: v.table, Epoch: a.Epoch, States: w.run, Executors: [2]trainer.NewExecutor{v.cfg.Executor, v.cfg.Second},
	}
	if a.Published || a.Fault.Step < v.firstOf(a.Epoch) {
		// The wrong step may lie in an earlier epoch, on the way from a checkpoint.
		step := a.Fault.Step
		c.Step, c.Epoch = &step, v.epochs.Of(step)
	}
	err := v.play(ctx, c, w)
	var bad *dispute.BadDataError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		w.faulty, w.faultyFrom = true, c.Epoch
		delete(v.retry, a.Epoch)
		return nil
	case errors.Is(err, errJudged):
		delete(v.retry, a.Epoch)
	default:
		// The node's fault, or this machine's: audit again, as long as the window is open.
		v.refuse(a.Epoch, errors.As(err, &bad))
	}
	if errors.Is(err, errJudged) || bad != nil || chain.IsRevert(err) {
		v.observe(Refused{c.Epoch, err})
		return nil
	}
	return err
}

func (v *Verifier) firstOf(e checkpoint.Epoch) uint32 {
	first, _ := v.epochs.Range(e)
	return first
}
