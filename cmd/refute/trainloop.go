package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Lanes of the timeline beside the pipeline's.
const (
	laneStep       = "steps"
	laneKernel     = "kernels"
	laneHash       = "hashing"
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

// loop computes the steps. A step that has begun is finished: an interrupt is looked at between steps.
func (r *training) loop(ctx context.Context, from begin, m *meter) (*trained, error) {
	out := &trained{begin: from, last: max(from.next, 1) - 1, state: from.state, root: from.root}
	finish := context.WithoutCancel(ctx)
	hasher := &checkpoint.Hasher{Workers: r.o.threads}
	saves := &saver{r: r}
	defer func() { _ = saves.wait() }() // of a run that failed; else its error was looked at
	every := r.file.CheckpointEvery()
	first := max(from.next, 1)
	if r.o.until >= first {
		out.warmup = min(r.o.warmup, (r.o.until-first+1)/2)
	}
	clock := time.Now()
	for t := from.next; t <= r.o.until && ctx.Err() == nil; t++ {
		if t == first+out.warmup {
			r.timeline.Record(true)
			clock = time.Now()
		}
		if t == first+out.warmup+profiledSteps {
			r.timeline.Record(false)
		}
		next := saves.buffer()
		begun := time.Now()
		l := r.lossOf(t)
		if err := r.steps.StepOutputs(finish, next, out.state, t, l.visit); err != nil {
			return nil, err
		}
		computed := time.Now()
		r.timeline.Span(laneStep, fmt.Sprintf("step %d", t), begun, computed)
		if r.pipe != nil {
			root := hasher.StateRoot(next)
			r.timeline.Span(laneHash, fmt.Sprintf("state %d", t), computed, time.Now())
			if err := r.pipe.Commit(finish, t, out.root, root); err != nil {
				return nil, err
			}
			out.root = root
		}
		if t > 0 {
			out.losses = append(out.losses, l.value)
		}
		saves.release(out.state)
		out.state, out.last = next, t
		if t%every == 0 && t > 0 && t < r.o.until {
			if err := saves.save(t, next); err != nil {
				return nil, err
			}
		}
		m.step(t, l.value)
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
	if out.state == nil {
		return out, nil
	}
	if out.last+1 > from.next {
		if err := saves.save(out.last, out.state); err != nil {
			return nil, err
		}
	}
	if r.pipe == nil {
		out.root = checkpoint.StateRoot(out.state)
	}
	return out, saves.wait()
}

// loss takes the output named "loss" from a step.
type loss struct {
	kernel int
	ok     bool
	value  float32
}

// lossOf looks for the loss of step t.
func (r *training) lossOf(t uint32) *loss {
	k, ok := r.job.ProgramOf(t).Output("loss")
	return &loss{kernel: k, ok: ok}
}

func (l *loss) visit(kernel int, out tensor.Tensor) error {
	if l.ok && kernel == l.kernel && out.Type == tensor.F32 && out.Len() == 1 {
		l.value = out.F32()[0]
	}
	return nil
}

// executor makes an executor that tells the timeline of what it runs.
func (r *training) executor(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	o := cpu.Options{Workers: r.o.threads, Memory: r.memory}
	if r.timeline != nil {
		o.Timeline = func(s cpu.Span) {
			name := p.Kernels[s.Kernels[0]].Name
			if n := len(s.Kernels); n > 1 {
				name = fmt.Sprintf("%s and %d more", name, n-1)
			}
			r.timeline.Span(laneKernel, name+" ("+s.How+")", s.Start, s.End)
		}
	}
	x, err := cpu.New(p, consts, o)
	var much *cpu.MemoryError
	if errors.As(err, &much) {
		return nil, fmt.Errorf("a step takes %.1f GB, allowed are %.1f GB of this machine's memory: make the batch or the model smaller", float64(much.Need)/1e9, float64(much.Allowed)/1e9)
	}
	return x, err
}
