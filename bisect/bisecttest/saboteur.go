package bisecttest

import (
	"context"
	"fmt"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Saboteur makes executors that flip bits of one element of one kernel's output, and go on with that: what Flip does, for models that are too
// large for the definition. A program gets a kernel after each of its own, which flips an element that a constant names, so that it is
// planned once for all elements.
type Saboteur struct {
	// New makes the executors that run the programs.
	New trainer.NewExecutor

	step   uint32
	target [3]uint32 // kernel, element, bits
}

// Aim says what is flipped from now on, and in which step.
func (s *Saboteur) Aim(step uint32, kernel int, element int64, bits uint32) error {
	if element >= 1<<32 {
		return fmt.Errorf("bisecttest: element %d is no index of 32 bits", element)
	}
	s.step, s.target = step, [3]uint32{uint32(kernel), uint32(element), bits}
	return nil
}

// Executor is a [trainer.NewExecutor].
func (s *Saboteur) Executor(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	target := tensor.New(tensor.U32, len(s.target))
	x, err := s.New(sabotaged(p), append(consts[:len(consts):len(consts)], target))
	return &sabotage{x, s, target.Words}, err
}

type sabotage struct {
	trainer.Executor
	by     *Saboteur
	target []uint32 // a constant, for as long as a step takes
}

// Step implements trainer.Executor.
func (x *sabotage) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if copy(x.target, x.by.target[:]); t != x.by.step {
		x.target[2] = 0
	}
	if visit == nil {
		return x.Executor.Step(ctx, next, prev, t, nil)
	}
	return x.Executor.Step(ctx, next, prev, t, func(k int, out tensor.Tensor) error {
		if k%2 == 0 {
			return nil
		}
		return visit(k/2, out)
	})
}

// sabotaged returns the program in which kernel 2k+1 is what others see of kernel k.
func sabotaged(p *program.Program) *program.Program {
	q := *p
	q.Consts = append(p.Consts[:len(p.Consts):len(p.Consts)], program.Const{Name: "target", Type: tensor.U32, Shape: []int64{3}})
	q.States = append([]program.State(nil), p.States...)
	for i := range q.States {
		if k := &q.States[i].Kernel; *k != program.Keep {
			*k = 2**k + 1
		}
	}
	q.Outputs = append([]program.Output(nil), p.Outputs...)
	for i := range q.Outputs {
		q.Outputs[i].Kernel = 2*q.Outputs[i].Kernel + 1
	}
	q.Kernels = nil
	for k, from := range p.Kernels {
		from.Operands = append([]program.Operand(nil), from.Operands...)
		for i := range from.Operands {
			if o := &from.Operands[i]; o.Space == program.InKernel {
				o.Tensor = 2*o.Tensor + 1
			}
		}
		q.Kernels = append(q.Kernels, from, flipping(k, &from, len(p.Consts)))
	}
	return &q
}

// flipping returns the kernel that copies the output of kernel k, and flips what the constant target says of it.
func flipping(k int, from *program.Kernel, target int) program.Kernel {
	n := from.Count()
	f := program.Kernel{
		Name: fmt.Sprint("flip", k), Type: from.Type, Out: []int64{n}, Window: 1,
		Operands: []program.Operand{operand(program.InKernel, 2*k, from.Type, n, 1)},
		Body: []program.Instr{
			load(1), imm(program.ConstU, uint32(k)), op(program.Eq, 0, 1),
			load(2), op(program.Index, 0), op(program.Eq, 3, 4), op(program.And, 2, 5),
			load(3), op(program.Mul, 6, 7), load(0),
		},
	}
	for i := range int64(3) {
		o := operand(program.InConst, target, tensor.U32, 3, 0)
		o.Offset = i
		f.Operands = append(f.Operands, o)
	}
	if from.Type == tensor.F32 {
		f.Body = append(f.Body, op(program.Bits, 9), op(program.Xor, 8, 10), op(program.Float, 11))
	} else {
		f.Body = append(f.Body, op(program.Xor, 8, 9))
	}
	return f
}
