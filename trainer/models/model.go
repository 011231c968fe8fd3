package models

import (
	"context"
	"fmt"

	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Model is what a job needs of a model, and the programs that measure it.
type Model struct {
	Init     *program.Program
	Steps    []*program.Program // the step programs, programs 1, 2, … of a job
	Schedule []byte             // step t runs program Schedule[(t-1) mod len]; nil: every step runs program 1
	Consts   []tensor.Tensor    // of Init and Steps; Consts[0] is the seed, zero until it is set
	Params   []int              // which state tensors are parameters, in order: the first ones

	Samples int // that a step trains on: images, or characters

	// Eval measures a state of the job, which it keeps. Its steps 1 … EvalSteps each measure a part of the test set; Correct and
	// ValidationLoss add the parts up. A classifier's outputs are "logits", "predictions" and "correct", a language model's "loss", the sum
	// over the part's characters.
	Eval       *program.Program
	EvalConsts []tensor.Tensor
	EvalSteps  int
	Tests      int // images or characters of the test set

	// Sampler gives a language model's output "logits" (Context, Vocabulary) after each place of a context, its last state tensor, which
	// follows the parameters; nil for other models. See Sample.
	Sampler    *program.Program
	Context    int // characters that the model sees at once
	Vocabulary int
}

// Programs returns the programs of a job: init, then the step programs.
func (m *Model) Programs() []*program.Program { return append([]*program.Program{m.Init}, m.Steps...) }

// ProgramOf returns the program that step t runs: Init for step 0.
func (m *Model) ProgramOf(t uint32) *program.Program {
	switch {
	case t == 0:
		return m.Init
	case m.Schedule == nil:
		return m.Steps[0]
	}
	return m.Steps[m.Schedule[int(t-1)%len(m.Schedule)]-1]
}

// Parameters returns the number of the model's parameters, in elements.
func (m *Model) Parameters() (n int64) {
	for _, i := range m.Params {
		n += m.Init.States[i].Count()
	}
	return n
}

// SetSeed writes a job's seed into constant 0.
func (m *Model) SetSeed(seed uint64) {
	m.Consts[0] = tensor.FromU32([]uint32{uint32(seed), uint32(seed >> 32)})
}

// Correct returns how many of the test samples the state classifies right; eval executes m.Eval over m.EvalConsts.
func (m *Model) Correct(ctx context.Context, eval trainer.Executor, state []tensor.Tensor) (int, error) {
	n := 0
	err := m.evaluate(ctx, eval, state, "correct", func(out tensor.Tensor) { n += int(out.Words[0]) })
	return n, err
}

// ValidationLoss returns a language model's mean loss, in nats a character, over the text that it is not trained on; eval executes m.Eval over
// m.EvalConsts.
func (m *Model) ValidationLoss(ctx context.Context, eval trainer.Executor, state []tensor.Tensor) (float64, error) {
	sum := 0.0
	err := m.evaluate(ctx, eval, state, "loss", func(out tensor.Tensor) { sum += float64(out.F32()[0]) })
	return sum / float64(m.Tests), err
}

// evaluate runs all steps of m.Eval and shows the named output of each.
func (m *Model) evaluate(ctx context.Context, eval trainer.Executor, state []tensor.Tensor, output string, see func(out tensor.Tensor)) error {
	k, ok := m.Eval.Output(output)
	if !ok {
		return fmt.Errorf("models: the evaluation program has no output named %s", output)
	}
	next := trainer.NewState(m.Eval)
	for t := range m.EvalSteps {
		err := trainer.StepOutputs(ctx, eval, m.Eval, next, state, uint32(t+1), func(kernel int, out tensor.Tensor) error {
			if kernel == k {
				see(out)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
