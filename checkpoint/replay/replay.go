// Package replay gives the states of a run: from a checkpoint if there is one, and otherwise by executing the steps again from the
// nearest one before, each state held against the root that is known for it.
package replay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Executors makes the executor of each of a job's programs once, and runs one step at a time: many goroutines may share it, and so the
// memory that a step takes.
type Executors struct {
	job  *job.Job
	make trainer.NewExecutor

	mu    sync.Mutex
	made  map[*program.Program]trainer.Executor
	looks []tensor.Tensor // the state of Look and LookTrace
}

// NewExecutors returns the executors of a job.
func NewExecutors(j *job.Job, make trainer.NewExecutor) *Executors {
	return &Executors{job: j, make: make, made: map[*program.Program]trainer.Executor{}}
}

// Prepare makes the executors of all programs, so that what cannot be executed is known before a state is allocated.
func (x *Executors) Prepare() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, p := range x.job.Programs {
		if _, err := x.ofProgram(p); err != nil {
			return err
		}
	}
	return nil
}

// Step computes the state after step t into next; see trainer.Executor.
func (x *Executors) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	e, err := x.of(t)
	if err == nil {
		err = stepError(t, e.Step(ctx, next, prev, t, visit))
	}
	return err
}

// Look is Step for a caller that does not keep the state: after, if it is not nil, sees it during the call only.
func (x *Executors) Look(ctx context.Context, prev []tensor.Tensor, t uint32, visit trainer.Visit, after func([]tensor.Tensor)) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	e, err := x.of(t)
	if err != nil {
		return err
	}
	if err := e.Step(ctx, x.look(), prev, t, visit); err != nil {
		return stepError(t, err)
	}
	if after != nil {
		after(x.looks)
	}
	return nil
}

// look returns the state of Look.
func (x *Executors) look() []tensor.Tensor {
	if x.looks == nil {
		x.looks = trainer.NewState(x.job.Programs[0])
	}
	return x.looks
}

// Trace is Step, and returns the roots of the outputs of all kernels. hashes makes them if the executor does not.
func (x *Executors) Trace(ctx context.Context, next, prev []tensor.Tensor, t uint32, hashes *checkpoint.Trace) ([]checkpoint.Root, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.trace(ctx, next, prev, t, hashes)
}

// LookTrace is Trace for a caller that does not keep the state: after sees it during the call only.
func (x *Executors) LookTrace(ctx context.Context, prev []tensor.Tensor, t uint32, hashes *checkpoint.Trace, after func([]tensor.Tensor)) ([]checkpoint.Root, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	roots, err := x.trace(ctx, x.look(), prev, t, hashes)
	if err == nil {
		after(x.looks)
	}
	return roots, err
}

func (x *Executors) trace(ctx context.Context, next, prev []tensor.Tensor, t uint32, hashes *checkpoint.Trace) ([]checkpoint.Root, error) {
	e, err := x.of(t)
	if err != nil {
		return nil, err
	}
	tracer, ok := e.(trainer.Tracer)
	if !ok {
		if err := e.Step(ctx, next, prev, t, hashes.Visit); err != nil {
			return nil, stepError(t, err)
		}
		return slices.Clone(hashes.Roots()), nil
	}
	made, err := tracer.Trace(ctx, next, prev, t)
	if err != nil {
		return nil, stepError(t, err)
	}
	roots := make([]checkpoint.Root, len(made))
	for i, r := range made {
		roots[i] = r
	}
	return roots, nil
}

// of returns the executor of step t.
func (x *Executors) of(t uint32) (trainer.Executor, error) { return x.ofProgram(x.job.ProgramOf(t)) }

func (x *Executors) ofProgram(p *program.Program) (trainer.Executor, error) {
	if e := x.made[p]; e != nil {
		return e, nil
	}
	e, err := x.make(p, x.job.Consts)
	if err == nil {
		x.made[p] = e
	}
	return e, err
}

func stepError(t uint32, err error) error {
	if err != nil {
		err = fmt.Errorf("step %d: %w", t, err)
	}
	return err
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

// Run gives the states of one run. It keeps states in memory, and one more to compute the next in. It may be used by many goroutines.
type Run struct {
	// Job is what runs.
	Job *job.Job
	// Executors run it.
	Executors *Executors
	// Walker, if not nil, goes from state to state in their place; they are for who looks into a step.
	Walker *Walker
	// Sources have checkpoints; they are asked in order. There may be none.
	Sources []Source
	// Root returns the root that is known for a step, if one is. Checkpoints of steps without a known root are not used. It may be nil.
	Root func(step uint32) (checkpoint.Root, bool)
	// Memory is how many bytes of states are kept: as many as fit, but at least two and at most MaxKept.
	Memory int64

	mu     sync.Mutex
	last   []cached // states that were asked for, the newest first
	spare  []tensor.Tensor
	hasher checkpoint.Hasher
	done   uint64 // steps executed
}

// MaxKept is the most states that a run keeps.
const MaxKept = 64

// kept returns how many states are kept.
func (r *Run) kept() int {
	return int(max(2, min(MaxKept, r.Memory/trainer.StateBytes(r.Job.Programs[0]))))
}

type cached struct {
	step  uint32
	state []tensor.Tensor
	given bool // to a caller, who may read it for as long as it likes
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
	c, err := r.reach(ctx, t)
	if err != nil {
		return nil, err
	}
	c.given = true
	r.keep(c)
	return c.state, nil
}

// Execute computes S_t from S_{t-1}, though a checkpoint of step t may be at hand, and returns its root. The error is a [*DivergedError] if a step
// on the way does not give its known root; of step t the caller must judge.
func (r *Run) Execute(ctx context.Context, t uint32) (checkpoint.Root, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Walker != nil {
		return r.walkedStep(ctx, t)
	}
	var prev cached
	if t > 0 {
		var err error
		if prev, err = r.reach(ctx, t-1); err != nil {
			return checkpoint.Root{}, err
		}
		r.keep(prev)
	}
	next, err := r.step(ctx, prev)
	if err != nil {
		return checkpoint.Root{}, err
	}
	root := r.hasher.StateRoot(next.state)
	if want, ok := r.known(t); ok && want != root {
		r.drop(next)
	} else {
		r.keep(next)
	}
	return root, nil
}

// reach returns S_t.
func (r *Run) reach(ctx context.Context, t uint32) (cached, error) {
	if t > r.Job.Steps {
		return cached{}, fmt.Errorf("replay: step %d of a job of %d", t, r.Job.Steps)
	}
	if r.Walker != nil {
		return r.walked(ctx, t)
	}
	from, err := r.nearest(t, -1)
	if err != nil {
		return cached{}, err
	}
	for from.state == nil || from.step < t {
		next, err := r.step(ctx, from)
		if err != nil {
			return cached{}, err
		}
		if want, ok := r.known(next.step); ok {
			if got := r.hasher.StateRoot(next.state); got != want {
				r.drop(next)
				return cached{}, &DivergedError{next.step, want, got}
			}
		}
		r.drop(from)
		from = next
	}
	return from, nil
}

// step executes the step after a state, step 0 if there is none.
func (r *Run) step(ctx context.Context, from cached) (cached, error) {
	next := cached{state: r.spare}
	if r.spare = nil; next.state == nil {
		next.state = trainer.NewState(r.Job.Programs[0])
	}
	if from.state != nil {
		next.step = from.step + 1
	}
	if err := r.Executors.Step(ctx, next.state, from.state, next.step, nil); err != nil {
		r.spare = next.state
		return cached{}, err
	}
	r.done++
	return next, nil
}

// drop makes a state's memory the next step's, unless somebody may still read it.
func (r *Run) drop(c cached) {
	if c.state != nil && !c.given && !r.isKept(c.state) {
		r.spare = c.state
	}
}

// isKept reports whether a state's memory is that of one that is kept.
func (r *Run) isKept(state []tensor.Tensor) bool {
	return slices.ContainsFunc(r.last, func(k cached) bool { return &k.state[0] == &state[0] })
}

// keep makes a state the newest of those that are kept.
func (r *Run) keep(c cached) {
	var old cached // gives way
	at := slices.IndexFunc(r.last, func(k cached) bool { return k.step == c.step })
	switch {
	case at >= 0:
		if old = r.last[at]; &old.state[0] == &c.state[0] {
			c.given = c.given || old.given
		}
		r.last = slices.Delete(r.last, at, at+1)
	case len(r.last) == r.kept():
		old = r.last[len(r.last)-1]
		r.last = r.last[:len(r.last)-1]
	}
	r.last = slices.Insert(r.last, 0, c)
	r.drop(old)
}

func (r *Run) known(step uint32) (checkpoint.Root, bool) {
	if r.Root == nil {
		return checkpoint.Root{}, false
	}
	return r.Root(step)
}

// nearest returns the last state up to step t, and after step least, that is at hand; without tensors if there is none.
func (r *Run) nearest(t uint32, least int64) (cached, error) {
	var best cached
	for _, c := range r.last {
		if c.step <= t && int64(c.step) > least && (best.state == nil || c.step > best.step) {
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
			if !ok || int64(step) > at || int64(step) <= least || best.state != nil && step <= best.step {
				break
			}
			if root, ok := r.known(step); ok {
				if c, err := s.LoadExpecting(step, root); err == nil {
					best = cached{step, c.State, false}
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
			var err error
			if root, err = r.root(ctx, t); err != nil {
				return nil, err
			}
		}
		roots = append(roots, root)
		if t == last {
			return roots, nil
		}
	}
}

// root computes the root of S_t.
func (r *Run) root(ctx context.Context, t uint32) (checkpoint.Root, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Walker != nil {
		return r.walkedRoot(ctx, t)
	}
	c, err := r.reach(ctx, t)
	if err != nil {
		return checkpoint.Root{}, err
	}
	r.keep(c)
	return r.hasher.StateRoot(c.state), nil
}
