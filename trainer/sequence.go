package trainer

import (
	"context"
	"fmt"

	"refute/trainer/program"
)

// Sequence runs steps on a Runner as fast as it takes them, and settles them in order: the results of a step are seen when they are there, if need
// be after the next one was begun.
type Sequence struct {
	Runner Runner
	// Settle is given what each step gave. An error from it ends the sequence.
	Settle func(p *program.Program, t uint32, d Done) error

	begun []begun
}

type begun struct {
	program *program.Program
	t       uint32
	pending Pending
}

// Step begins a step, and settles those that are done, and at least as many as must be before another is begun.
func (s *Sequence) Step(ctx context.Context, p *program.Program, t uint32) error {
	if err := s.until(ctx, MaxInFlight-1); err != nil {
		return err
	}
	pending, err := s.Runner.Step(ctx, p, t)
	if err != nil {
		return err
	}
	s.begun = append(s.begun, begun{p, t, pending})
	for len(s.begun) > 0 {
		if r, ok := s.begun[0].pending.(Ready); !ok || !r.Ready() {
			return nil
		}
		if err := s.settle(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Drain settles all steps that were begun.
func (s *Sequence) Drain(ctx context.Context) error { return s.until(ctx, 0) }

// until settles steps until at most n are under way.
func (s *Sequence) until(ctx context.Context, n int) error {
	for len(s.begun) > n {
		if err := s.settle(ctx); err != nil {
			return err
		}
	}
	return nil
}

// settle waits for the oldest step.
func (s *Sequence) settle(ctx context.Context) error {
	b := s.begun[0]
	d, err := b.pending.Wait(ctx)
	if err != nil {
		return fmt.Errorf("step %d: %w", b.t, err)
	}
	s.begun = append(s.begun[:0], s.begun[1:]...)
	return s.Settle(b.program, b.t, d)
}
