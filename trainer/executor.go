// Package trainer runs training steps. What a step is, is data (trainer/program); who runs it is an executor: the
// definition in plain Go (trainer/reference), the fast one (trainer/cpu), and, a window at a time, the referee contract.
// All give the same bits.
package trainer

import (
	"context"
	"fmt"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Executor runs one program.
type Executor interface {
	// Step computes the state after step t into next, from the state before it. next has the program's state tensors and
	// shares no memory with prev; an init program ignores prev. If visit is not nil it is called for every kernel in order with
	// the kernel's output, which is valid, and must not be changed, during the call only; an error from it ends the step. The
	// result depends on nothing but the program, its constants, prev and t.
	Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit Visit) error
}

// Visit sees the output of a kernel.
type Visit func(kernel int, out tensor.Tensor) error

// Outputter is an executor that need not make every kernel's output visible, and is faster then.
type Outputter interface {
	// StepOutputs is Step, but visit sees no more than the kernels that the program names as outputs.
	StepOutputs(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit Visit) error
}

// KeepsInPlace is an executor that lets a state tensor be the same memory in next and prev if the program keeps it, or never reads it: what is kept
// needs no copy then.
type KeepsInPlace interface{ KeepsInPlace() }

// Tracer is an executor that can hash the outputs of a step's kernels where it makes them, and is faster then than one that shows them.
type Tracer interface {
	// Trace is Step, and returns the roots of the outputs of all kernels (docs/program.md, "Trees"), in order.
	Trace(ctx context.Context, next, prev []tensor.Tensor, t uint32) ([][32]byte, error)
}

// StepOutputs runs a step on any executor; visit sees the kernels that the program p names as outputs.
func StepOutputs(ctx context.Context, x Executor, p *program.Program, next, prev []tensor.Tensor, t uint32, visit Visit) error {
	if o, ok := x.(Outputter); ok {
		return o.StepOutputs(ctx, next, prev, t, visit)
	}
	return x.Step(ctx, next, prev, t, func(k int, out tensor.Tensor) error {
		for _, o := range p.Outputs {
			if o.Kernel == k {
				return visit(k, out)
			}
		}
		return nil
	})
}

// DefaultMemory is how many bytes of tensors a step may make if nobody says otherwise.
const DefaultMemory = 8 << 30

// StateBytes returns the size of the program's state tensors in bytes.
func StateBytes(p *program.Program) (n int64) {
	for _, s := range p.States {
		n += s.Count() * int64(s.Type.Size()) // at most 4,096 tensors below 4 TiB: cannot overflow
	}
	return n
}

// NewState returns zero tensors for the program's state.
func NewState(p *program.Program) []tensor.Tensor {
	s := make([]tensor.Tensor, len(p.States))
	for i, d := range p.States {
		s[i] = tensor.New(d.Type, int(d.Count()))
	}
	return s
}

// CloneState returns a copy that shares no memory with the state.
func CloneState(state []tensor.Tensor) []tensor.Tensor {
	c := make([]tensor.Tensor, len(state))
	for i := range state {
		c[i] = state[i].Clone()
	}
	return c
}

// CheckConsts reports whether the tensors are those that the program declares.
func CheckConsts(p *program.Program, consts []tensor.Tensor) error {
	if len(consts) != len(p.Consts) {
		return fmt.Errorf("trainer: %d constants given, the program reads %d", len(consts), len(p.Consts))
	}
	for i, c := range p.Consts {
		if consts[i].Type != c.Type || int64(consts[i].Len()) != c.Count() {
			return fmt.Errorf("trainer: constant %d (%s) is %s[%d], the program wants %s[%d]", i, c.Name, consts[i].Type, consts[i].Len(), c.Type, c.Count())
		}
	}
	return nil
}

// CheckState reports whether the tensors are those that the program declares.
func CheckState(p *program.Program, state []tensor.Tensor) error {
	if len(state) != len(p.States) {
		return fmt.Errorf("trainer: %d state tensors given, the program has %d", len(state), len(p.States))
	}
	for i, s := range p.States {
		if state[i].Type != s.Type || int64(state[i].Len()) != s.Count() {
			return fmt.Errorf("trainer: state %d (%s) is %s[%d], the program wants %s[%d]", i, s.Name, state[i].Type, state[i].Len(), s.Type, s.Count())
		}
	}
	return nil
}
