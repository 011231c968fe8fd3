package bisecttest

import (
	"context"
	"fmt"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// Hook changes the output of a kernel of a step.
type Hook func(t uint32, kernel int, out tensor.Tensor)

// Flip returns a hook that flips bits of one element.
func Flip(t uint32, kernel, element int, bits uint32) Hook {
	return func(at uint32, k int, out tensor.Tensor) {
		if at == t && k == kernel {
			out.Words[element] ^= bits
		}
	}
}

// Executor returns an executor by the definition whose kernels' outputs go through a hook, which may be nil: later kernels read what the
// hook left.
func Executor(h Hook) trainer.NewExecutor {
	return func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		x, err := reference.New(p, consts)
		return &hooked{x, p, consts, h}, err
	}
}

type hooked struct {
	*reference.Executor
	program *program.Program
	consts  []tensor.Tensor
	hook    Hook
}

func (x *hooked) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if x.hook == nil {
		return x.Executor.Step(ctx, next, prev, t, visit)
	}
	p := x.program
	outs := make([]tensor.Tensor, len(p.Kernels))
	for i := range p.Kernels {
		k := &p.Kernels[i]
		outs[i] = tensor.New(k.Type, int(k.Count()))
		read := reference.Tensors(k, prev, x.consts, outs)
		for e := range outs[i].Words {
			outs[i].Words[e], _ = reference.Element(k, t, int64(e), read)
		}
		x.hook(t, i, outs[i])
		if visit != nil {
			if err := visit(i, outs[i]); err != nil {
				return err
			}
		}
	}
	for i, s := range p.States {
		if s.Kernel == program.Keep {
			next[i].Copy(prev[i])
		} else {
			next[i].Copy(outs[s.Kernel])
		}
	}
	return nil
}

// Run holds all states of a run. It implements [truth.States].
type Run struct {
	Job    *job.Job
	states [][]tensor.Tensor
	roots  []checkpoint.Root
}

// NewRun runs a job. After each step, after may change the state that is committed to, and from which the run goes on; it may be nil.
func NewRun(j *job.Job, x trainer.NewExecutor, after func(t uint32, state []tensor.Tensor)) (*Run, error) {
	r := &Run{Job: j}
	var prev []tensor.Tensor
	for t := uint32(0); t <= j.Steps; t++ {
		p := j.ProgramOf(t)
		e, err := x(p, j.Consts)
		if err != nil {
			return nil, err
		}
		next := trainer.NewState(p)
		if err := e.Step(context.Background(), next, prev, t, nil); err != nil {
			return nil, err
		}
		if after != nil {
			after(t, next)
		}
		r.states, r.roots, prev = append(r.states, next), append(r.roots, checkpoint.StateRoot(next)), next
	}
	return r, nil
}

// RunOf returns the run of a job that has these states.
func RunOf(j *job.Job, states [][]tensor.Tensor) *Run {
	r := &Run{Job: j, states: states}
	for _, s := range states {
		r.roots = append(r.roots, checkpoint.StateRoot(s))
	}
	return r
}

// State implements [truth.States].
func (r *Run) State(_ context.Context, t uint32) ([]tensor.Tensor, error) {
	if int(t) >= len(r.states) {
		return nil, fmt.Errorf("bisecttest: no state %d", t)
	}
	return r.states[t], nil
}

// Roots implements [truth.States].
func (r *Run) Roots(_ context.Context, first, last uint32) ([]checkpoint.Root, error) {
	if first > last || int(last) >= len(r.roots) {
		return nil, fmt.Errorf("bisecttest: no steps %d to %d", first, last)
	}
	return r.roots[first : last+1], nil
}

// Anchor returns the anchor of an epoch, zero for one before the first.
func (r *Run) Anchor(e checkpoint.Epoch) checkpoint.Root {
	epochs := checkpoint.Epochs{Steps: r.Job.Steps, Length: r.Job.EpochLength}
	first, last := epochs.Range(e)
	root, err := checkpoint.Anchor(epochs, e, r.roots[first:last+1])
	if err != nil {
		panic(err)
	}
	return root
}

// FirstDifference returns the first step at which two runs differ.
func (r *Run) FirstDifference(o *Run) (uint32, bool) {
	t, ok := checkpoint.FirstDifference(r.roots, o.roots)
	return uint32(t), ok
}
