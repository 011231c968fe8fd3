// Package host runs a job in this process: a trainer.Runner over executors that take their states from its memory, and the hasher of package
// checkpoint. A step is computed and hashed when Step returns; a copy of a state is the state itself, which is not computed into until it is released. What
// a step keeps is neither copied nor hashed again.
//
// Several workers, each an executor of its own, compute the steps that make one update side by side (package parallel). They are goroutines of
// this process; the states are in its memory whatever the executors are.
package host

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/parallel"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// New returns what makes runners over executors of one kind. hashers is how many goroutines hash; GOMAXPROCS if 0.
func New(executor trainer.NewExecutor, hashers int) trainer.NewRunner {
	return Parallel([]trainer.NewExecutor{executor}, executor, hashers)
}

// Parallel returns what makes runners with several workers, each of which has executors made by one of the functions. late makes those of what must be computed
// in the order of the steps, beside the workers: it adds up and updates, so its executors should be where the states are, in this process's memory.
// Runners need to be told by their options what the steps to come will run; steps of which nothing can be computed ahead are the first worker's.
func Parallel(workers []trainer.NewExecutor, late trainer.NewExecutor, hashers int) trainer.NewRunner {
	return func(programs []*program.Program, consts []tensor.Tensor, o trainer.RunnerOptions) (trainer.Runner, error) {
		if len(programs) == 0 || len(workers) == 0 {
			return nil, errors.New("host: a runner needs a program and an executor")
		}
		r := &runner{programs: programs, options: o, whole: map[*program.Program]*parallel.Part{}, hasher: checkpoint.Hasher{Workers: hashers}}
		for _, w := range workers {
			r.workers = append(r.workers, newWorker(w, consts))
		}
		r.late = newWorker(late, consts)
		for i, p := range programs {
			r.whole[p] = wholeOf(p)
			if _, err := r.workers[0].of(r.whole[p]); err != nil {
				return nil, fmt.Errorf("program %d: %w", i, err)
			}
		}
		if len(workers) > 1 && o.Program != nil {
			r.crew = newCrew(r)
			if err := r.crew.prepare(); err != nil {
				return nil, err
			}
		}
		return r, nil
	}
}

// runner implements trainer.Runner.
type runner struct {
	programs []*program.Program
	whole    map[*program.Program]*parallel.Part
	workers  []*worker
	late     *worker
	crew     *crew // nil: one worker computes whole steps
	options  trainer.RunnerOptions
	hasher   checkpoint.Hasher
	memory   memory
	now      []*cell // the state; nil: none
	begun    []*step // and not waited for
	failed   error   // since the last Load

	hashing []*cell // of a step; the slices are used again
	hashed  []tensor.Tensor
	roots   []checkpoint.Root
}

// errNoState says that there is nothing to begin with.
var errNoState = errors.New("host: there is no state: load one, or begin with an init program")

// Load implements trainer.Runner.
func (r *runner) Load(state []tensor.Tensor) error {
	r.begun, r.failed = nil, nil
	r.become(nil)
	if state == nil {
		return nil
	}
	if err := trainer.CheckState(r.programs[0], state); err != nil {
		return err
	}
	var now []*cell
	for _, t := range state {
		now = append(now, &cell{tensor: t, users: 1})
	}
	r.become(now)
	return nil
}

// become makes cells the state, in place of those before.
func (r *runner) become(now []*cell) {
	if now == nil && r.crew != nil {
		r.crew.stop()
	}
	r.memory.release(r.now)
	r.now = now
}

// Step implements trainer.Runner. The step is done when it returns.
func (r *runner) Step(ctx context.Context, p *program.Program, t uint32) (trainer.Pending, error) {
	switch {
	case r.failed != nil:
		return nil, r.failed
	case r.whole[p] == nil:
		return nil, errors.New("host: the program is none of the runner's")
	case len(r.begun) == trainer.MaxInFlight:
		return nil, fmt.Errorf("host: %d steps were begun and not waited for", len(r.begun))
	case r.now == nil && p.Kind == program.Step:
		return nil, errNoState
	}
	s := &step{runner: r}
	if n := len(p.Outputs); n > 0 {
		s.done.Outputs = make([]tensor.Tensor, n)
	}
	next, err := r.compute(ctx, p, t, s.done.Outputs)
	if err != nil {
		r.failed = fmt.Errorf("step %d: %w", t, err)
		return nil, r.failed
	}
	r.become(next)
	if r.crew != nil {
		r.crew.begin(t + 1) // while this state is hashed
	}
	if r.options.Roots {
		from := time.Now()
		s.done.Roots = r.hash()
		r.span(trainer.LaneHash, t, from)
	}
	r.begun = append(r.begun, s)
	return s, nil
}

// compute returns the state after a step, and sets the outputs.
func (r *runner) compute(ctx context.Context, p *program.Program, t uint32, outputs []tensor.Tensor) ([]*cell, error) {
	if r.crew != nil {
		if next, ok, err := r.crew.step(ctx, p, t, outputs); ok || err != nil {
			return next, err
		}
	}
	from := time.Now()
	made, err := r.workers[0].run(ctx, &r.memory, r.whole[p], t, func(i int) *cell {
		if r.now == nil {
			return nil
		}
		return r.now[i]
	}, outputs)
	if err != nil {
		return nil, err
	}
	for i := range made {
		if made[i] == nil {
			made[i] = r.now[i]
			r.memory.hold(r.now[i : i+1])
		}
	}
	r.span(trainer.LaneStep, t, from)
	return made, nil
}

// hash returns the roots of the state's tensors: those that the last step made are hashed.
func (r *runner) hash() [][32]byte {
	r.hashing, r.hashed = r.hashing[:0], r.hashed[:0]
	for _, c := range r.now {
		if !c.hashed {
			r.hashing, r.hashed = append(r.hashing, c), append(r.hashed, c.tensor)
		}
	}
	if n := len(r.hashed); cap(r.roots) < n {
		r.roots = make([]checkpoint.Root, n)
	}
	roots := r.roots[:len(r.hashed)]
	r.hasher.Roots(roots, r.hashed)
	for i, c := range r.hashing {
		c.root, c.hashed = roots[i], true
	}
	clear(r.hashed)
	all := make([][32]byte, len(r.now))
	for i, c := range r.now {
		all[i] = c.root
	}
	return all
}

// span tells what has ended.
func (r *runner) span(lane string, t uint32, from time.Time) {
	if r.options.Span != nil {
		r.options.Span(lane, t, from, time.Now())
	}
}

// step implements trainer.Pending.
type step struct {
	runner *runner
	done   trainer.Done
}

// Ready implements trainer.Ready.
func (s *step) Ready() bool { return true }

// Wait implements trainer.Pending.
func (s *step) Wait(context.Context) (trainer.Done, error) {
	if b := s.runner.begun; len(b) == 0 || b[0] != s {
		return trainer.Done{}, errors.New("host: steps are waited for in their order, once")
	}
	s.runner.begun = s.runner.begun[1:]
	return s.done, nil
}

// Save implements trainer.Runner.
func (r *runner) Save() (trainer.Copy, error) {
	switch {
	case r.failed != nil:
		return nil, r.failed
	case r.now == nil:
		return nil, errNoState
	}
	r.memory.hold(r.now)
	return &held{memory: &r.memory, cells: r.now, state: tensors(r.now)}, nil
}

// Close implements trainer.Runner.
func (r *runner) Close() error {
	r.become(nil)
	r.memory.forget()
	r.begun, r.failed = nil, errors.New("host: the runner is closed")
	return nil
}

// held is a state that is not computed into. It implements trainer.Copy.
type held struct {
	memory *memory
	cells  []*cell
	state  []tensor.Tensor
	once   sync.Once
}

// Wait implements trainer.Copy.
func (h *held) Wait(context.Context) ([]tensor.Tensor, error) { return h.state, nil }

// Release implements trainer.Copy.
func (h *held) Release() { h.once.Do(func() { h.memory.release(h.cells) }) }
