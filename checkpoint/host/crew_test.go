package host_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/checkpoint/host"
	"refute/checkpoint/job"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/runnertest"
	"refute/trainer/tensor"
)

// accumulating returns a job of which so many steps make one update.
func accumulating(t *testing.T, steps uint32, accumulate int) *job.Job {
	t.Helper()
	set, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.MLP{Hidden: []int{6}, Training: models.Training{Batch: 4, Accumulate: accumulate, Optimiser: models.AdamW, Rate: 0.01, Clip: 1}}.Build(set)
	if err != nil {
		t.Fatal(err)
	}
	m.SetSeed(3)
	return &job.Job{Programs: m.Programs(), Schedule: m.Schedule, Consts: m.Consts, Seed: 3, Steps: steps, EpochLength: steps}
}

// slow is an executor that takes its time, and fails at a step if it is told to.
type slow struct {
	trainer.Executor
	seed uint64
	err  func(t uint32) error
}

func (x *slow) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	time.Sleep(time.Duration(rand.New(rand.NewPCG(x.seed, uint64(t))).IntN(2000)) * time.Microsecond)
	if x.err != nil {
		if err := x.err(t); err != nil {
			return err
		}
	}
	return x.Executor.Step(ctx, next, prev, t, visit)
}

// inPlace is a slow executor of those that need no copy of what is kept.
type inPlace struct{ slow }

func (*inPlace) KeepsInPlace() {}

// crew returns workers of several kinds that take their time.
func crew(n int, seed uint64, err func(uint32) error) (workers []trainer.NewExecutor) {
	for i := range n {
		workers = append(workers, func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
			if i%2 == 1 {
				x, e := reference.New(p, consts)
				return &inPlace{slow{x, seed + uint64(i), err}}, e
			}
			x, e := cpu.New(p, consts, cpu.Options{Workers: 1})
			if i == 2 {
				return &inPlace{slow{x, seed + uint64(i), err}}, e
			}
			return &slow{x, seed + uint64(i), err}, e
		})
	}
	return workers
}

// result is what a run gives: the state roots, and the losses, by step.
type result struct {
	roots  []checkpoint.Root
	losses []float32
}

// train runs the steps from … of a job and adds to a result.
func train(t *testing.T, r trainer.Runner, j *job.Job, from, to uint32, out *result) error {
	t.Helper()
	s := trainer.Sequence{Runner: r, Settle: func(p *program.Program, at uint32, d trainer.Done) error {
		loss, ok := d.Output(p, "loss")
		if ok != (at > 0) {
			t.Errorf("step %d has a loss: %t", at, ok)
		}
		out.roots, out.losses = append(out.roots, checkpoint.RootOfState(d.Roots)), append(out.losses, loss)
		return nil
	}}
	for at := from; at <= to; at++ {
		if err := s.Step(t.Context(), j.ProgramOf(at), at); err != nil {
			return err
		}
	}
	return s.Drain(t.Context())
}

func ahead(j *job.Job) trainer.RunnerOptions {
	return trainer.RunnerOptions{Roots: true, Program: func(t uint32) *program.Program {
		if t > j.Steps {
			return nil
		}
		return j.ProgramOf(t)
	}}
}

// However many workers there are, and however slow each is, the bits are those of the undivided run; also of one that goes on in the middle of an update.
func TestWorkers(t *testing.T) {
	for _, accumulate := range []int{1, 2, 3, 7} {
		j := accumulating(t, 17, accumulate)
		var want result
		one, err := host.New(bisecttest.Executor(nil), 0)(j.Programs, j.Consts, trainer.RunnerOptions{Roots: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := train(t, one, j, 0, j.Steps, &want); err != nil {
			t.Fatal(err)
		}
		for n := 1; n <= 4; n++ {
			t.Run(fmt.Sprintf("%d workers, %d steps an update", n, accumulate), func(t *testing.T) {
				r, err := host.Parallel(crew(n, uint64(accumulate), nil), crew(1, 5, nil)[0], 1)(j.Programs, j.Consts, ahead(j))
				if err != nil {
					t.Fatal(err)
				}
				defer r.Close()
				var got result
				if err := train(t, r, j, 0, 11, &got); err != nil {
					t.Fatal(err)
				}
				c, err := r.Save()
				if err != nil {
					t.Fatal(err)
				}
				if err := train(t, r, j, 12, j.Steps, &got); err != nil {
					t.Fatal(err)
				}
				compare(t, want, got, 0)
				state, err := c.Wait(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if err := r.Load(trainer.CloneState(state)); err != nil {
					t.Fatal(err)
				}
				c.Release()
				got = result{}
				if err := train(t, r, j, 12, j.Steps, &got); err != nil {
					t.Fatal(err)
				}
				compare(t, want, got, 12)
			})
		}
	}
}

func compare(t *testing.T, want, got result, from int) {
	t.Helper()
	if len(got.roots) != len(want.roots)-from {
		t.Fatalf("%d steps from step %d, want %d", len(got.roots), from, len(want.roots)-from)
	}
	for i, root := range got.roots {
		if root != want.roots[from+i] || got.losses[i] != want.losses[from+i] {
			t.Fatalf("step %d: root %s, loss %v, want %s, %v", from+i, root, got.losses[i], want.roots[from+i], want.losses[from+i])
		}
	}
}

// A worker that fails ends the run at its step: those before are done. Then the run goes on from a state that is loaded.
func TestWorkerFails(t *testing.T) {
	j := accumulating(t, 12, 4)
	var want result
	one, err := host.New(fast, 0)(j.Programs, j.Consts, trainer.RunnerOptions{Roots: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := train(t, one, j, 0, j.Steps, &want); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	var mu sync.Mutex
	failing := true
	r, err := host.Parallel(crew(3, 1, func(at uint32) error {
		mu.Lock()
		defer mu.Unlock()
		if at == 7 && failing {
			return broken
		}
		return nil
	}), fast, 1)(j.Programs, j.Consts, ahead(j))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var got result
	if err := train(t, r, j, 0, 4, &got); err != nil {
		t.Fatal(err)
	}
	c, err := r.Save()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Release()
	if err := train(t, r, j, 5, j.Steps, &got); !errors.Is(err, broken) || len(got.roots) != 7 {
		t.Fatalf("%d steps are done, then: %v", len(got.roots), err)
	}
	mu.Lock()
	failing = false
	mu.Unlock()
	if _, err := r.Step(t.Context(), j.ProgramOf(8), 8); !errors.Is(err, broken) {
		t.Errorf("a step after one that failed: %v", err)
	}
	state, err := c.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Load(trainer.CloneState(state)); err != nil {
		t.Fatal(err)
	}
	got = result{}
	if err := train(t, r, j, 5, j.Steps, &got); err != nil {
		t.Fatal(err)
	}
	compare(t, want, got, 5)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Load(trainer.CloneState(state)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Step(ctx, j.ProgramOf(5), 5); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestWorkersConform(t *testing.T) {
	runnertest.Conform(t, host.Parallel(crew(3, 9, nil), fast, 0))
}
