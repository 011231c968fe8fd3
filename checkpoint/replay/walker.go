package replay

import (
	"context"
	"sync"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Walker is a trainer.Runner that goes from state to state for Runs, for one of them at a time. What lies on the way of a Run with a walker does not leave the runner, which may
// be a card, but for its roots.
type Walker struct {
	job    *job.Job
	mu     sync.Mutex
	runner trainer.Runner
	of     *Run // whose state the runner has; nil: nobody's
	at     uint32
	root   checkpoint.Root
	rooted bool // the root is that of the state
}

// NewWalker makes a walker for a job's steps. Close it.
func NewWalker(j *job.Job, make trainer.NewRunner) (*Walker, error) {
	r, err := make(j.Programs, j.Consts, trainer.RunnerOptions{Roots: true})
	if err != nil {
		return nil, err
	}
	return &Walker{job: j, runner: r}, nil
}

// Close ends the walker. Runs that have it can go nowhere from then on.
func (w *Walker) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.of = nil
	return w.runner.Close()
}

// has reports whether the walker has a state of the run, of step t or one before.
func (w *Walker) has(r *Run, t uint32) bool { return w.of == r && w.at <= t }

// walk goes to S_t, from S_from if its state is given, and otherwise from where the walker is or from the beginning. The error is a [*DivergedError] if a
// step does not give its known root.
func (w *Walker) walk(ctx context.Context, r *Run, from cached, t uint32) (err error) {
	first := uint32(0)
	switch {
	case from.state != nil:
		state := from.state
		if from.given || r.isKept(state) {
			state = trainer.CloneState(state)
		}
		first, w.of = from.step+1, nil
		err = w.runner.Load(state)
		w.at, w.rooted = from.step, false
	case w.has(r, t):
		first = w.at + 1
	default:
		err = w.runner.Load(nil)
	}
	defer func() {
		if w.of = r; err != nil {
			w.of = nil
		}
	}()
	if err != nil {
		return err
	}
	s := trainer.Sequence{Runner: w.runner, Settle: func(_ *program.Program, at uint32, d trainer.Done) error {
		r.done++
		w.at, w.root, w.rooted = at, checkpoint.RootOfState(d.Roots), true
		if want, ok := r.known(at); ok && want != w.root {
			return &DivergedError{at, want, w.root}
		}
		return nil
	}}
	for at := first; at <= t; at++ {
		if err := s.Step(ctx, w.job.ProgramOf(at), at); err != nil {
			return stepError(at, err)
		}
	}
	return s.Drain(ctx)
}

// state returns the state where the walker is.
func (w *Walker) state(ctx context.Context) ([]tensor.Tensor, error) {
	c, err := w.runner.Save()
	if err != nil {
		return nil, err
	}
	defer c.Release()
	s, err := c.Wait(ctx)
	if err != nil {
		return nil, err
	}
	return trainer.CloneState(s), nil
}

// walked is reach by the walker.
func (r *Run) walked(ctx context.Context, t uint32) (cached, error) {
	w := r.Walker
	w.mu.Lock()
	defer w.mu.Unlock()
	from, err := r.ahead(t)
	if err != nil || from.state != nil && from.step == t {
		return from, err
	}
	if err := w.walk(ctx, r, from, t); err != nil {
		return cached{}, err
	}
	s, err := w.state(ctx)
	return cached{step: t, state: s}, err
}

// ahead returns the last state up to step t that is at hand, if it is nearer than where the walker is.
func (r *Run) ahead(t uint32) (cached, error) {
	least := int64(-1)
	if r.Walker.has(r, t) {
		least = int64(r.Walker.at)
	}
	return r.nearest(t, least)
}

// walkedRoot is root, of S_t by the walker.
func (r *Run) walkedRoot(ctx context.Context, t uint32) (checkpoint.Root, error) {
	w := r.Walker
	w.mu.Lock()
	defer w.mu.Unlock()
	from, err := r.ahead(t)
	if err != nil {
		return checkpoint.Root{}, err
	}
	if from.state != nil && from.step == t {
		return r.hasher.StateRoot(from.state), nil
	}
	if err := w.walk(ctx, r, from, t); err != nil {
		return checkpoint.Root{}, err
	}
	if !w.rooted {
		s, err := w.state(ctx)
		if err != nil {
			return checkpoint.Root{}, err
		}
		w.root, w.rooted = r.hasher.StateRoot(s), true
	}
	return w.root, nil
}

// walkedStep is Execute by the walker.
func (r *Run) walkedStep(ctx context.Context, t uint32) (checkpoint.Root, error) {
	w := r.Walker
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	if t == 0 {
		w.of = nil
		err = w.runner.Load(nil)
	} else {
		var from cached
		if from, err = r.ahead(t - 1); err == nil {
			err = w.walk(ctx, r, from, t-1)
		}
	}
	if err != nil {
		return checkpoint.Root{}, err
	}
	w.of = nil // until the step is known to be right
	pending, err := w.runner.Step(ctx, w.job.ProgramOf(t), t)
	if err != nil {
		return checkpoint.Root{}, stepError(t, err)
	}
	d, err := pending.Wait(ctx)
	if err != nil {
		return checkpoint.Root{}, stepError(t, err)
	}
	r.done++
	root := checkpoint.RootOfState(d.Roots)
	if want, ok := r.known(t); !ok || want == root {
		w.of, w.at, w.root, w.rooted = r, t, root, true
	}
	return root, nil
}
