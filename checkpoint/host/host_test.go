package host_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/checkpoint/host"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/program"
	"refute/trainer/runnertest"
	"refute/trainer/tensor"
)

func fast(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return cpu.New(p, consts, cpu.Options{})
}

func TestConform(t *testing.T) {
	runnertest.Conform(t, host.New(fast, 0))
	runnertest.Conform(t, host.New(bisecttest.Executor(nil), 1))
	runnertest.Conform(t, runnertest.Late{New: host.New(fast, 0), Delay: time.Millisecond}.Runner)
}

// failing is an executor that fails at a step.
type failing struct {
	trainer.Executor
	at  uint32
	err error
}

func (x *failing) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if t == x.at {
		next[0].Words[0] ^= 1
		return x.err
	}
	return x.Executor.Step(ctx, next, prev, t, visit)
}

// After a step that failed nothing goes on until a state is loaded.
func TestFailure(t *testing.T) {
	j := bisecttest.Job(9, 4)
	broken := errors.New("broken")
	r, err := host.New(func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		x, err := fast(p, consts)
		return &failing{x, 4, broken}, err
	}, 0)(j.Programs, j.Consts, trainer.RunnerOptions{Roots: true})
	if err != nil {
		t.Fatal(err)
	}
	step := func(at uint32) checkpoint.Root {
		p, err := r.Step(t.Context(), j.ProgramOf(at), at)
		if err != nil {
			t.Fatal(err)
		}
		d, err := p.Wait(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return checkpoint.RootOfState(d.Roots)
	}
	var before checkpoint.Root
	for at := range uint32(4) {
		before = step(at)
	}
	c, err := r.Save()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Step(t.Context(), j.ProgramOf(4), 4); !errors.Is(err, broken) {
		t.Fatalf("step 4: %v", err)
	}
	if _, err := r.Step(t.Context(), j.ProgramOf(5), 5); !errors.Is(err, broken) {
		t.Errorf("step 5 after a failure: %v", err)
	}
	if _, err := r.Save(); !errors.Is(err, broken) {
		t.Errorf("a copy after a failure: %v", err)
	}
	state, err := c.Wait(t.Context())
	if err != nil || checkpoint.StateRoot(state) != before {
		t.Errorf("the copy of step 3: %v", err)
	}
	for range 2 { // the memory that the failed step wrote into is used again
		if err := r.Load(trainer.CloneState(state)); err != nil {
			t.Fatal(err)
		}
		if first, again := step(5), step(5); first == before || again == first {
			t.Error("a step changes nothing: the test can see nothing")
		}
	}
	if got := checkpoint.StateRoot(state); got != before {
		t.Error("the copy has changed")
	}
	c.Release()
}
