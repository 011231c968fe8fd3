package board

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

// run holds the states of a run, as far as a dispute may need them, and the roots of all. It implements truth.States.
type run struct {
	states [Steps + 1][]tensor.Tensor // nil after a fault: nobody asks
	roots  [Steps + 1]checkpoint.Root
}

// State implements truth.States.
func (r *run) State(_ context.Context, t uint32) ([]tensor.Tensor, error) {
	if int(t) >= len(r.states) || r.states[t] == nil {
		return nil, fmt.Errorf("board: state %d of the run is not kept", t)
	}
	return r.states[t], nil
}

// Roots implements truth.States.
func (r *run) Roots(_ context.Context, first, last uint32) ([]checkpoint.Root, error) {
	if first > last || int(last) >= len(r.roots) {
		return nil, fmt.Errorf("board: no steps %d to %d", first, last)
	}
	return r.roots[first : last+1], nil
}

// anchor returns the anchor of an epoch, 0 or 1.
func (r *run) anchor(e checkpoint.Epoch) (checkpoint.Root, error) {
	epochs := checkpoint.Epochs{Steps: Steps, Length: Steps}
	first, last := epochs.Range(e)
	return checkpoint.Anchor(epochs, e, r.roots[first:last+1])
}

// executor makes executors of the job by the definition.
func executor(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return reference.New(p, consts)
}

// newRun runs the job honestly.
func newRun(j *job.Job) (*run, error) {
	r := &run{}
	var prev []tensor.Tensor
	for t := range uint32(Steps + 1) {
		p := j.ProgramOf(t)
		x, err := executor(p, j.Consts)
		if err != nil {
			return nil, err
		}
		next := trainer.NewState(p)
		if err := x.Step(context.Background(), next, prev, t, nil); err != nil {
			return nil, err
		}
		r.states[t], r.roots[t], prev = next, checkpoint.StateRoot(next), next
	}
	return r, nil
}

// flip is a bit error: one element of one kernel's output in one step.
type flip struct {
	step    uint32
	kernel  int
	element int64
	bits    uint32
}

// executor makes executors that run the job with the error, and go on from it.
func (f flip) executor(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	x, err := reference.New(p, consts)
	return &flipping{x, p, consts, f}, err
}

type flipping struct {
	*reference.Executor
	program *program.Program
	consts  []tensor.Tensor
	flip    flip
}

// Step implements trainer.Executor.
func (x *flipping) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if t != x.flip.step {
		return x.Executor.Step(ctx, next, prev, t, visit)
	}
	outs := make([]tensor.Tensor, len(x.program.Kernels))
	for i := range x.program.Kernels {
		k := &x.program.Kernels[i]
		outs[i] = tensor.New(k.Type, int(k.Count()))
		read := reference.Tensors(k, prev, x.consts, outs)
		for e := range outs[i].Words {
			var err error
			if outs[i].Words[e], err = reference.Element(k, t, int64(e), read); err != nil {
				return err
			}
		}
		if i == x.flip.kernel {
			outs[i].Words[x.flip.element] ^= x.flip.bits
		}
		if visit != nil {
			if err := visit(i, outs[i]); err != nil {
				return err
			}
		}
	}
	for i, s := range x.program.States {
		if s.Kernel == program.Keep {
			next[i].Copy(prev[i])
		} else {
			next[i].Copy(outs[s.Kernel])
		}
	}
	return nil
}

// corrupted returns the run with the error, and false if no state shows it.
func corrupted(j *job.Job, honest *run, f flip) (*run, bool, error) {
	r := &run{states: honest.states, roots: honest.roots}
	clear(r.states[f.step:])
	prev := honest.states[f.step-1]
	for t := f.step; t <= Steps; t++ {
		x, err := f.executor(j.ProgramOf(t), j.Consts)
		if err != nil {
			return nil, false, err
		}
		next := trainer.NewState(j.Programs[0])
		if err := x.Step(context.Background(), next, prev, t, nil); err != nil {
			return nil, false, err
		}
		if t == f.step {
			r.states[t] = next
		}
		r.roots[t], prev = checkpoint.StateRoot(next), next
		if t == f.step && r.roots[t] == honest.roots[t] {
			return nil, false, nil
		}
	}
	return r, true, nil
}
