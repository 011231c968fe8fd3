package solvertest

import (
	"testing"

	"refute/trainer"
	"refute/trainer/cuda"
	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/emulated"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// openDevice opens an emulated card, or one of the machine's: see card_cuda.go.
var openDevice = func(seed uint64) (driver.Device, error) {
	return emulated.New(emulated.Options{Seed: seed}), nil
}

// Card is a card, emulated if nobody asks for another.
func Card(t testing.TB, seed uint64) *cuda.Card {
	t.Helper()
	d, err := openDevice(seed)
	if err != nil {
		t.Fatal(err)
	}
	c, err := cuda.Open(d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// CardExecutor returns what makes executors on a card.
func CardExecutor(c *cuda.Card) trainer.NewExecutor {
	return func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		x, err := cuda.New(p, consts, c, cuda.Options{})
		if err != nil {
			return nil, err
		}
		return x, nil
	}
}

// CardRunner returns what makes runners whose state stays on a card.
func CardRunner(c *cuda.Card) trainer.NewRunner {
	return func(programs []*program.Program, consts []tensor.Tensor, o trainer.RunnerOptions) (trainer.Runner, error) {
		r, err := cuda.NewRun(programs, consts, c, cuda.Options{}, o)
		if err != nil {
			return nil, err
		}
		return r, nil
	}
}
