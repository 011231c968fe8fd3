package reference

import (
	"context"
	"fmt"
	"math"

	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Executor runs a program by its definition.
type Executor struct {
	program *program.Program
	consts  []tensor.Tensor
}

// New returns an executor of a program over the job's constants. It validates the program, and refuses one of whose tensors a step
// would make more than trainer.DefaultMemory bytes: it keeps the outputs of all kernels to the step's end.
func New(p *program.Program, consts []tensor.Tensor) (*Executor, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := trainer.CheckConsts(p, consts); err != nil {
		return nil, err
	}
	need := trainer.StateBytes(p)
	for i := range p.Kernels {
		need += p.Kernels[i].Count() * int64(p.Kernels[i].Type.Size()) // at most 65,536 tensors below 4 TiB: cannot overflow
	}
	if limit := min(int64(trainer.DefaultMemory), math.MaxInt); need > limit {
		return nil, fmt.Errorf("reference: the outputs of the program's kernels and its state take %d bytes, allowed are %d: run it with trainer/cpu, which keeps fewer", need, limit)
	}
	return &Executor{p, consts}, nil
}

// Step implements trainer.Executor.
func (x *Executor) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	p := x.program
	if err := trainer.CheckState(p, next); err != nil {
		return err
	}
	if p.Kind == program.Step {
		if err := trainer.CheckState(p, prev); err != nil {
			return err
		}
	}
	outs := make([]tensor.Tensor, len(p.Kernels))
	for i := range p.Kernels {
		out, err := x.kernel(ctx, i, prev, outs, t)
		if err != nil {
			return err
		}
		if outs[i] = out; visit != nil {
			if err := visit(i, out); err != nil {
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

// KeepsInPlace implements trainer.KeepsInPlace.
func (*Executor) KeepsInPlace() {}

func (x *Executor) kernel(ctx context.Context, i int, prev, outs []tensor.Tensor, t uint32) (tensor.Tensor, error) {
	k := &x.program.Kernels[i]
	out := tensor.New(k.Type, int(k.Count()))
	read := Tensors(k, prev, x.consts, outs)
	terms, done := k.Terms(), int64(0)
	for e := range out.Words {
		acc := k.Init
		for from := int64(0); from < terms; from += pause {
			to := min(from+pause, terms)
			if done += to - from; done >= pause {
				if done = 0; ctx.Err() != nil {
					return out, ctx.Err()
				}
			}
			acc, _ = Fold(k, t, int64(e), from, to, acc, read) // reading memory cannot fail
		}
		out.Words[e] = acc
	}
	return out, ctx.Err()
}

// pause is after how many terms a step looks whether its context has ended.
const pause = 1 << 16

// Tensors returns a reader of a kernel's operands in memory.
func Tensors(k *program.Kernel, state, consts, outs []tensor.Tensor) Reader {
	from := make([]tensor.Tensor, len(k.Operands))
	for j, o := range k.Operands {
		from[j] = [][]tensor.Tensor{state, consts, outs}[o.Space][o.Tensor]
	}
	return func(j int, addr int64) (uint32, error) { return from[j].At(int(addr)), nil }
}
