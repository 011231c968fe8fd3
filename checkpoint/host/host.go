// Package host runs a job on this machine's processors: a trainer.Runner over executors that work in this process's memory, and the hasher of
// package checkpoint. A step is computed and hashed when Step returns; a copy of a state is the state itself, which is not computed into until it is
// released.
package host

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// New returns what makes runners over executors of one kind. workers is how many goroutines hash; GOMAXPROCS if 0.
func New(executor trainer.NewExecutor, workers int) trainer.NewRunner {
	return func(programs []*program.Program, consts []tensor.Tensor, o trainer.RunnerOptions) (trainer.Runner, error) {
		if len(programs) == 0 {
			return nil, errors.New("host: a runner needs a program")
		}
		r := &runner{programs: programs, executors: map[*program.Program]trainer.Executor{}, options: o,
			hasher: checkpoint.Hasher{Workers: workers}, roots: make([]checkpoint.Root, len(programs[0].States))}
		for i, p := range programs {
			x, err := executor(p, consts)
			if err != nil {
				return nil, fmt.Errorf("program %d: %w", i, err)
			}
			r.executors[p] = x
		}
		return r, nil
	}
}

// runner implements trainer.Runner.
type runner struct {
	programs  []*program.Program
	executors map[*program.Program]trainer.Executor
	options   trainer.RunnerOptions
	hasher    checkpoint.Hasher
	roots     []checkpoint.Root // of a step
	now       *buffer           // the state; nil: none
	begun     []*step           // and not waited for
	failed    error             // since the last Load

	mu   sync.Mutex
	free [][]tensor.Tensor
}

// buffer is the memory of a state. It is free when it is neither the runner's state nor copied.
type buffer struct {
	state []tensor.Tensor
	users int // guarded by the runner's mu
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
	r.become(&buffer{state: state, users: 1})
	return nil
}

// become makes a buffer the state, in place of the one before.
func (r *runner) become(b *buffer) {
	if r.now != nil {
		r.release(r.now)
	}
	r.now = b
}

func (r *runner) release(b *buffer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if b.users--; b.users == 0 {
		r.free = append(r.free, b.state)
	}
}

// buffer returns memory to compute into; what is in it is of no meaning.
func (r *runner) buffer() *buffer {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := &buffer{users: 1}
	if n := len(r.free); n > 0 {
		b.state, r.free = r.free[n-1], r.free[:n-1]
	} else {
		b.state = trainer.NewState(r.programs[0])
	}
	return b
}

// Step implements trainer.Runner. The step is done when it returns.
func (r *runner) Step(ctx context.Context, p *program.Program, t uint32) (trainer.Pending, error) {
	switch {
	case r.failed != nil:
		return nil, r.failed
	case r.executors[p] == nil:
		return nil, errors.New("host: the program is none of the runner's")
	case len(r.begun) == trainer.MaxInFlight:
		return nil, fmt.Errorf("host: %d steps were begun and not waited for", len(r.begun))
	case r.now == nil && p.Kind == program.Step:
		return nil, errNoState
	}
	var prev []tensor.Tensor
	if r.now != nil {
		prev = r.now.state
	}
	next, s := r.buffer(), &step{runner: r}
	var visit trainer.Visit
	if len(p.Outputs) > 0 {
		s.done.Outputs = make([]tensor.Tensor, len(p.Outputs))
		visit = func(kernel int, out tensor.Tensor) error {
			for i, o := range p.Outputs {
				if o.Kernel == kernel {
					s.done.Outputs[i] = out.Clone()
				}
			}
			return nil
		}
	}
	from := time.Now()
	if err := r.compute(ctx, p, next.state, prev, t, visit); err != nil {
		r.release(next)
		r.failed = fmt.Errorf("step %d: %w", t, err)
		return nil, r.failed
	}
	r.become(next)
	from = r.span(trainer.LaneStep, t, from)
	if r.options.Roots {
		r.hasher.Roots(r.roots, next.state)
		s.done.Roots = make([][32]byte, len(r.roots))
		for i, root := range r.roots {
			s.done.Roots[i] = root
		}
		r.span(trainer.LaneHash, t, from)
	}
	r.begun = append(r.begun, s)
	return s, nil
}

func (r *runner) compute(ctx context.Context, p *program.Program, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if visit == nil {
		return r.executors[p].Step(ctx, next, prev, t, nil)
	}
	return trainer.StepOutputs(ctx, r.executors[p], p, next, prev, t, visit)
}

// span tells what has ended, and returns when.
func (r *runner) span(lane string, t uint32, from time.Time) time.Time {
	if r.options.Span == nil {
		return from
	}
	now := time.Now()
	r.options.Span(lane, t, from, now)
	return now
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
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now.users++
	return &held{runner: r, buffer: r.now}, nil
}

// Close implements trainer.Runner.
func (r *runner) Close() error {
	r.become(nil)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.free, r.begun, r.failed = nil, nil, errors.New("host: the runner is closed")
	return nil
}

// held is a state that is not computed into. It implements trainer.Copy.
type held struct {
	runner *runner
	buffer *buffer
	once   sync.Once
}

// Wait implements trainer.Copy.
func (h *held) Wait(context.Context) ([]tensor.Tensor, error) { return h.buffer.state, nil }

// Release implements trainer.Copy.
func (h *held) Release() { h.once.Do(func() { h.runner.release(h.buffer) }) }
