package models

import (
	"context"
	"fmt"

	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Model is what a job needs of a model, and the program that measures it.
type Model struct {
	Init, Step *program.Program
	Consts     []tensor.Tensor // of Init and Step; Consts[0] is the seed, zero until it is set
	Params     []int           // which state tensors are parameters, in order

	Eval       *program.Program // of the same state, which it keeps; outputs "logits", "predictions" and "correct"
	EvalConsts []tensor.Tensor
	Tests      int // samples that Eval classifies
}

// SetSeed writes a job's seed into constant 0.
func (m *Model) SetSeed(seed uint64) {
	m.Consts[0] = tensor.FromU32([]uint32{uint32(seed), uint32(seed >> 32)})
}

// Correct returns how many of the test samples the state classifies right; eval executes m.Eval over m.EvalConsts.
func (m *Model) Correct(ctx context.Context, eval trainer.Executor, state []tensor.Tensor) (int, error) {
	k, ok := m.Eval.Output("correct")
	if !ok {
		return 0, fmt.Errorf("models: the evaluation program has no output named correct")
	}
	n := 0
	err := eval.Step(ctx, trainer.NewState(m.Eval), state, 0, func(kernel int, out tensor.Tensor) error {
		if kernel == k {
			n = int(out.Words[0])
		}
		return nil
	})
	return n, err
}
