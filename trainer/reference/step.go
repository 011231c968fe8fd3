package reference

import (
	"context"

	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Executor runs a program by its definition.
type Executor struct {
	program *program.Program
	consts  []tensor.Tensor
}

// New returns an executor of a program over the job's constants. It validates the program.
func New(p *program.Program, consts []tensor.Tensor) (*Executor, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := trainer.CheckConsts(p, consts); err != nil {
		return nil, err
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

func (x *Executor) kernel(ctx context.Context, i int, prev, outs []tensor.Tensor, t uint32) (tensor.Tensor, error) {
	k := &x.program.Kernels[i]
	out := tensor.New(k.Type, int(k.Count()))
	read := Tensors(k, prev, x.consts, outs)
	for e := range out.Words {
		if e%1024 == 0 && ctx.Err() != nil {
			return out, ctx.Err()
		}
		out.Words[e], _ = Element(k, t, int64(e), read) // reading memory cannot fail
	}
	return out, nil
}

// Tensors returns a reader of a kernel's operands in memory.
func Tensors(k *program.Kernel, state, consts, outs []tensor.Tensor) Reader {
	from := make([]tensor.Tensor, len(k.Operands))
	for j, o := range k.Operands {
		from[j] = [][]tensor.Tensor{state, consts, outs}[o.Space][o.Tensor]
	}
	return func(j int, addr int64) (uint32, error) { return from[j].At(int(addr)), nil }
}
