package runnertest

import (
	"context"
	"fmt"
	"time"

	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Late makes runners whose steps and copies are done by a goroutine, some time after they were begun: what a runner on a card does, at its
// slowest. Every part of them waits for a while, and fails at a step if Fail says so.
type Late struct {
	New   trainer.NewRunner
	Delay time.Duration           // before a step is computed
	Fail  func(step uint32) error // nil: none fails
}

// Runner is a trainer.NewRunner.
func (l Late) Runner(programs []*program.Program, consts []tensor.Tensor, o trainer.RunnerOptions) (trainer.Runner, error) {
	r, err := l.New(programs, consts, o)
	if err != nil {
		return nil, err
	}
	q := &late{Late: l, runner: r, todo: make(chan func(), 64), ended: make(chan struct{})}
	go func() {
		defer close(q.ended)
		for f := range q.todo {
			f()
		}
	}()
	return q, nil
}

type late struct {
	Late
	runner   trainer.Runner
	todo     chan func()
	ended    chan struct{}
	inFlight int
	failed   error // of the goroutine
	closed   bool
}

// do does something after all that was begun.
func (l *late) do(f func()) {
	done := make(chan struct{})
	l.todo <- func() {
		defer close(done)
		f()
	}
	<-done
}

// Load implements trainer.Runner.
func (l *late) Load(state []tensor.Tensor) (err error) {
	l.inFlight = 0
	l.do(func() {
		l.failed = nil
		err = l.runner.Load(state)
	})
	return err
}

// pending implements trainer.Pending.
type pending struct {
	of   *late
	done chan struct{}
	gave trainer.Done
	err  error
}

// Step implements trainer.Runner.
func (l *late) Step(ctx context.Context, p *program.Program, t uint32) (trainer.Pending, error) {
	if l.closed || l.inFlight == trainer.MaxInFlight {
		return nil, fmt.Errorf("runnertest: closed, or %d steps under way", l.inFlight)
	}
	l.inFlight++
	s := &pending{of: l, done: make(chan struct{})}
	l.todo <- func() {
		defer close(s.done)
		time.Sleep(l.Delay)
		if l.failed == nil && l.Fail != nil {
			l.failed = l.Fail(t)
		}
		if s.err = l.failed; s.err != nil {
			return
		}
		var begun trainer.Pending
		if begun, s.err = l.runner.Step(ctx, p, t); s.err == nil {
			s.gave, s.err = begun.Wait(ctx)
		}
		l.failed = s.err
	}
	return s, nil
}

// Wait implements trainer.Pending.
func (p *pending) Wait(ctx context.Context) (trainer.Done, error) {
	select {
	case <-ctx.Done():
		return trainer.Done{}, ctx.Err()
	case <-p.done:
	}
	p.of.inFlight--
	return p.gave, p.err
}

// lateCopy implements trainer.Copy.
type lateCopy struct {
	of   *late
	done chan struct{}
	copy trainer.Copy
	err  error
}

// Save implements trainer.Runner.
func (l *late) Save() (trainer.Copy, error) {
	if l.closed {
		return nil, fmt.Errorf("runnertest: closed")
	}
	c := &lateCopy{of: l, done: make(chan struct{})}
	save := func() {
		defer close(c.done)
		if c.err = l.failed; c.err == nil {
			c.copy, c.err = l.runner.Save()
		}
	}
	if l.inFlight == 0 {
		l.do(save)
		return c, c.err
	}
	l.todo <- save
	return c, nil
}

// Wait implements trainer.Copy.
func (c *lateCopy) Wait(ctx context.Context) ([]tensor.Tensor, error) {
	<-c.done
	if c.err != nil {
		return nil, c.err
	}
	return c.copy.Wait(ctx)
}

// Release implements trainer.Copy.
func (c *lateCopy) Release() {
	<-c.done
	if c.copy != nil {
		c.copy.Release()
	}
}

// Close implements trainer.Runner.
func (l *late) Close() error {
	if l.closed {
		return nil
	}
	l.closed = true
	close(l.todo)
	<-l.ended
	return l.runner.Close()
}
