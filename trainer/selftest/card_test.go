//go:build cuda

package selftest

import (
	"os"
	"testing"

	"refute/trainer"
	"refute/trainer/cuda"
	"refute/trainer/cuda/driver"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// TestCard is doctor's test on the machine's first card.
func TestCard(t *testing.T) {
	if os.Getenv("REFUTE_CUDA") == "" {
		t.Skip("REFUTE_CUDA=1 runs it on a card")
	}
	d, err := driver.Open(0)
	if err != nil {
		t.Fatal(err)
	}
	c, err := cuda.Open(d)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	all, err := Run(t.Context(), Subject{
		Executor: func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
			return cuda.New(p, consts, c, cuda.Options{})
		},
		Runner: func(programs []*program.Program, consts []tensor.Tensor, o trainer.RunnerOptions) (trainer.Runner, error) {
			return cuda.NewRun(programs, consts, c, cuda.Options{}, o)
		},
	})
	if err != nil {
		t.Error(err)
	}
	for _, d := range all {
		t.Error(d)
	}
}
