package main

import (
	"context"
	"fmt"
	"time"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Lanes of the timeline beside the runner's and the pipeline's.
const (
	laneKernel     = "kernels"
	laneCheckpoint = "checkpoints"
)

// profiledSteps is how many steps after the warm-up are in the timeline.
const profiledSteps = 8

// flushPatience is how long the end of a run waits for the embedded server.
const flushPatience = 30 * time.Second

// trained is what the loop leaves.
type trained struct {
	begin          // where the run went on
	last    uint32 // the last step that was computed, or loaded
	state   []tensor.Tensor
	root    checkpoint.Root
	losses  []float32 // of the steps from begin.next, or 1, on
	warmup  uint32    // steps that were not timed
	timed   uint32    // steps that were
	elapsed time.Duration
}

// loop computes the steps, and closes the runner. A step that has begun is finished: an interrupt is looked at between steps. What a step gave is
// seen when it is there: a runner on a card has begun the next one then.
func (r *training) loop(ctx context.Context, from begin, m *meter) (*trained, error) {
	out := &trained{begin: from, last: max(from.next, 1) - 1, root: from.root}
	finish := context.WithoutCancel(ctx)
	some := from.state != nil // of states
	if err := r.runner.Load(from.state); err != nil {
		return nil, err
	}
	out.begin.state = nil // it is the runner's
	saves := &saver{r: r}
	defer func() { _ = saves.wait() }() // of a run that failed; else its error was looked at
	sequence := &trainer.Sequence{Runner: r.runner, Settle: func(p *program.Program, t uint32, d trainer.Done) error {
		if r.pipe != nil {
			root := checkpoint.RootOfState(d.Roots)
			if err := r.pipe.Commit(finish, t, out.root, root); err != nil {
				return err
			}
			out.root = root
		}
		loss, _ := d.Output(p, "loss")
		if t > 0 {
			out.losses = append(out.losses, loss)
		}
		m.step(t, loss)
		return nil
	}}
	every := r.file.CheckpointEvery()
	first := max(from.next, 1)
	if r.o.until >= first {
		out.warmup = min(r.o.warmup, (r.o.until-first+1)/2)
	}
	clock := time.Now()
	for t := from.next; t <= r.o.until && ctx.Err() == nil; t++ {
		timed := t == first+out.warmup
		if timed || r.timeline != nil && t == first+out.warmup+profiledSteps {
			if err := sequence.Drain(finish); err != nil {
				return nil, err
			}
			r.timeline.Record(timed)
		}
		if timed {
			clock = time.Now()
		}
		if err := sequence.Step(finish, r.job.ProgramOf(t), t); err != nil {
			return nil, err
		}
		out.last, some = t, true
		if t%every == 0 && t > 0 && t < r.o.until {
			if err := saves.save(t); err != nil {
				return nil, err
			}
		}
	}
	if err := sequence.Drain(finish); err != nil {
		return nil, err
	}
	if r.pipe != nil {
		waiting, cancel := context.WithTimeout(finish, flushPatience)
		defer cancel()
		if err := r.pipe.Flush(waiting); err != nil {
			return nil, err
		}
	}
	if out.timed = out.last + 1 - first; out.timed > out.warmup {
		out.timed -= out.warmup
		out.elapsed = time.Since(clock)
	} else {
		out.timed = 0
	}
	r.timeline.Record(false)
	m.end()
	if !some {
		return out, nil
	}
	if err := r.take(finish, out); err != nil {
		return nil, err
	}
	if err := saves.wait(); err != nil {
		return nil, err
	}
	if out.last+1 > from.next {
		return out, saves.write(out.last, out.state)
	}
	return out, nil
}

// take takes the state from the runner, which it closes: what follows the training may need its memory.
func (r *training) take(ctx context.Context, out *trained) error {
	c, err := r.runner.Save()
	if err != nil {
		return err
	}
	state, err := c.Wait(ctx)
	if err != nil {
		return err
	}
	out.state = trainer.CloneState(state)
	if r.pipe == nil {
		out.root = checkpoint.StateRoot(out.state)
	}
	c.Release()
	return r.closeRunner()
}

// closeRunner closes the runner, once.
func (r *training) closeRunner() error {
	x := r.runner
	if r.runner = nil; x == nil {
		return nil
	}
	return x.Close()
}

// program says what step t is going to run, nil if it will not.
func (r *training) program(t uint32) *program.Program {
	if t > r.o.until {
		return nil
	}
	return r.job.ProgramOf(t)
}

// span tells the timeline what a runner did.
func (r *training) span(lane string, t uint32, from, to time.Time) {
	what := "step"
	if lane == trainer.LaneHash || lane == trainer.LaneCopy {
		what = "state"
	}
	r.timeline.Span(lane, fmt.Sprintf("%s %d", what, t), from, to)
}

// kernelSpan tells the timeline of a part of a step.
func (r *training) kernelSpan(p *program.Program, t uint32, kernels []int, how string, from, to time.Time) {
	if p == nil {
		p = r.job.ProgramOf(t)
	}
	name := p.Kernels[kernels[0]].Name
	if n := len(kernels); n > 1 {
		name = fmt.Sprintf("%s and %d more", name, n-1)
	}
	r.timeline.Span(laneKernel, name+" ("+how+")", from, to)
}
