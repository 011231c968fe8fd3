// Package replay gives the states of a run: from a checkpoint if there is one, and otherwise by executing the steps again from the
// nearest one before, each state held against the root that is known for it.
package replay

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// NewExecutor makes an executor of a program over a job's constants.
type NewExecutor = func(*program.Program, []tensor.Tensor) (trainer.Executor, error)

// Executors makes the executor of each of a job's programs once. It is for one goroutine.
type Executors struct {
	job  *job.Job
	make NewExecutor
	made map[*program.Program]trainer.Executor
}

// NewExecutors returns the executors of a job.
func NewExecutors(j *job.Job, make NewExecutor) *Executors {
	return &Executors{j, make, map[*program.Program]trainer.Executor{}}
}

// Step computes the state after step t into next; see trainer.Executor.
func (x *Executors) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	p := x.job.ProgramOf(t)
	e := x.made[p]
	if e == nil {
		var err error
		if e, err = x.make(p, x.job.Consts); err != nil {
			return err
		}
		x.made[p] = e
	}
	if err := e.Step(ctx, next, prev, t, visit); err != nil {
		return fmt.Errorf("step %d: %w", t, err)
	}
	return nil
}

// Source has checkpoints: a store, or a solver's published ones.
type Source interface {
	// Nearest returns the last step up to and including the given one that has a checkpoint, and false if there is none.
	Nearest(step uint32) (uint32, bool, error)
	// LoadExpecting reads the checkpoint of a step and checks that it has the state root.
	LoadExpecting(step uint32, root checkpoint.Root) (*checkpoint.Checkpoint, error)
}

// DivergedError says that executing a step gave another state root than the one that is known for it.
type DivergedError struct {
	Step     uint32
	Expected checkpoint.Root // that is known
	Got      checkpoint.Root // that was computed
}

func (e *DivergedError) Error() string {
	return fmt.Sprintf("replay: step %d gives state root %s, known is %s", e.Step, e.Got, e.Expected)
}

// Run gives the states of one run. It keeps two states in memory. It may be used by many goroutines.
type Run struct {
	// Job is what runs.
	Job *job.Job
	// Executors run it.
	Executors *Executors
	// Sources have checkpoints; they are asked in order. There may be none.
	Sources []Source
	// Root returns the root that is known for a step, if one is. Checkpoints of steps without a known root are not used. It may be nil.
	Root func(step uint32) (checkpoint.Root, bool)

	mu   sync.Mutex
	last [2]cached // states that were asked for, the newest first
	done uint64    // steps executed
}

type cached struct {
	step  uint32
	state []tensor.Tensor
}

// Executed returns how many steps were executed so far.
func (r *Run) Executed() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.done
}

// State returns S_t, which must not be changed. The error is a [*DivergedError] if an executed step does not give its known root.
func (r *Run) State(ctx context.Context, t uint32) ([]tensor.Tensor, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if t > r.Job.Steps {
		return nil, fmt.Errorf("replay: step %d of a job of %d", t, r.Job.Steps)
	}
	from, err := r.nearest(t)
	if err != nil {
		return nil, err
	}
	for from.state == nil || from.step < t {
		next := cached{step: from.step + 1, state: trainer.NewState(r.Job.Programs[0])}
		if from.state == nil {
			next.step = 0
		}
		if err := r.Executors.Step(ctx, next.state, from.state, next.step, nil); err != nil {
			return nil, err
		}
		r.done++
		if want, ok := r.known(next.step); ok {
			if got := checkpoint.StateRoot(next.state); got != want {
				return nil, &DivergedError{next.step, want, got}
			}
		}
		from = next
	}
	r.keep(from)
	return from.state, nil
}

// Put gives the run a state that the caller has computed and will not change any more.
func (r *Run) Put(t uint32, state []tensor.Tensor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keep(cached{t, state})
}

func (r *Run) keep(c cached) {
	if r.last[0].state != nil && r.last[0].step == c.step {
		return
	}
	r.last[1] = r.last[0]
	r.last[0] = c
}

func (r *Run) known(step uint32) (checkpoint.Root, bool) {
	if r.Root == nil {
		return checkpoint.Root{}, false
	}
	return r.Root(step)
}

// nearest returns the last state up to step t that is at hand; without tensors if there is none.
func (r *Run) nearest(t uint32) (cached, error) {
	var best cached
	for _, c := range r.last {
		if c.state != nil && c.step <= t && (best.state == nil || c.step > best.step) {
			best = c
		}
	}
	for _, s := range r.Sources {
		// A checkpoint that is damaged or not the known one is passed over for the one before.
		for at := int64(t); at >= 0; at-- {
			step, ok, err := s.Nearest(uint32(at))
			if err != nil {
				return best, fmt.Errorf("replay: %w", err)
			}
			if !ok || int64(step) > at || best.state != nil && step <= best.step {
				break
			}
			if root, ok := r.known(step); ok {
				if c, err := s.LoadExpecting(step, root); err == nil {
					best = cached{step, c.State}
					break
				}
			}
			at = int64(step)
		}
	}
	return best, nil
}

// ErrNoRoots says that the state roots of a range of steps are not known.
var ErrNoRoots = errors.New("replay: the state roots are not known")

// Roots returns the state roots of the steps first … last: those that are known, and computed ones where there are none.
func (r *Run) Roots(ctx context.Context, first, last uint32) ([]checkpoint.Root, error) {
	if first > last || last > r.Job.Steps {
		return nil, fmt.Errorf("%w: steps %d to %d of a job of %d", ErrNoRoots, first, last, r.Job.Steps)
	}
	roots := make([]checkpoint.Root, 0, last-first+1)
	for t := first; ; t++ {
		root, ok := r.known(t)
		if !ok {
			s, err := r.State(ctx, t)
			if err != nil {
				return nil, err
			}
			root = checkpoint.StateRoot(s)
		}
		roots = append(roots, root)
		if t == last {
			return roots, nil
		}
	}
}
