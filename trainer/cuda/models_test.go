package cuda_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/cuda"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/runnertest"
	"refute/trainer/tensor"
)

// job is a model of the size that the device can take: small ones for the emulator.
type job struct {
	name  string
	model *models.Model
	steps uint32
}

// jobs are small models of all kinds; on a card, more steps of them.
func jobs(t testing.TB) []job {
	t.Helper()
	digits, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	text, err := data.ReadText(strings.NewReader(strings.Repeat("the quick brown fox jumps over a lazy dog;\n", 20)), "verse")
	if err != nil {
		t.Fatal(err)
	}
	build := func(name string, m *models.Model, err error) job {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		m.SetSeed(5)
		steps := uint32(5)
		if os.Getenv("REFUTE_CUDA") != "" {
			steps = 100
		}
		return job{name, m, steps}
	}
	mlp, err := models.MLP{Hidden: []int{9}, Training: models.Training{Batch: 8, Rate: 0.1, Momentum: 0.9}}.Build(digits)
	a := build("mlp", mlp, err)
	mlp, err = models.MLP{Hidden: []int{5}, Training: models.Training{Batch: 4, Accumulate: 3, Optimiser: models.Adam, Rates: []float32{0.1, 0.05}, Clip: 0.5}}.Build(digits)
	b := build("mlp, accumulated", mlp, err)
	cnn, err := models.CNN{Filters: []int{3}, Hidden: []int{6}, Training: models.Training{Batch: 4, Optimiser: models.Adam, Rate: 1e-3}}.Build(digits)
	c := build("cnn", cnn, err)
	gpt, err := models.GPT{Layers: 2, Width: 12, Heads: 2, Context: 8, Tied: true, Dropout: 0.1, Training: models.Training{Batch: 2, Accumulate: 2, Optimiser: models.AdamW, Rate: 0.01, Decay: 0.1}}.Build(text)
	d := build("gpt", gpt, err)
	gpt, err = models.GPT{Layers: 1, Width: 8, Heads: 2, Context: 6, Activation: models.SiLU, Norm: models.RMSNorm, Training: models.Training{Batch: 2, Rate: 0.01}}.Build(text)
	return []job{a, b, c, d, build("gpt, other layers", gpt, err)}
}

// reference runs a job on this machine's processors.
func (j *job) reference(t testing.TB) (states [][]tensor.Tensor) {
	t.Helper()
	of := map[*program.Program]trainer.Executor{}
	var prev []tensor.Tensor
	for at := range j.steps + 1 {
		p := j.model.ProgramOf(at)
		if of[p] == nil {
			x, err := cpu.New(p, j.model.Consts, cpu.Options{Workers: 1})
			if err != nil {
				t.Fatal(err)
			}
			of[p] = x
		}
		next := trainer.NewState(p)
		if err := of[p].Step(context.Background(), next, prev, at, nil); err != nil {
			t.Fatal(err)
		}
		states = append(states, next)
		prev = next
	}
	return states
}

// All models' programs give the bits of the definition, every kernel's output.
func TestModels(t *testing.T) {
	for _, j := range jobs(t) {
		t.Run(j.name, func(t *testing.T) {
			c := open(t)
			states := j.reference(t)
			programs := append(j.model.Programs(), j.model.Eval)
			for i, p := range programs {
				consts := j.model.Consts
				if p == j.model.Eval {
					consts = j.model.EvalConsts
				}
				ref, x := executors(t, c, p, consts, cuda.Options{})
				prev := states[1]
				if p == j.model.Eval {
					prev = prev[:len(p.States)]
				}
				checkProgram(t, "program "+string(rune('0'+i)), ref, x, p, prev, 1)
			}
		})
	}
}

// A run's roots and states are those of the steps on this machine's processors.
func TestRun(t *testing.T) {
	for i, j := range jobs(t) {
		t.Run(j.name, func(t *testing.T) {
			if i > 0 { // the first is as it is for a user
				defer cuda.AsNeeded()()
			}
			c := open(t)
			states := j.reference(t)
			r, err := cuda.NewRun(j.model.Programs(), j.model.Consts, c, cuda.Options{}, trainer.RunnerOptions{Roots: true})
			if err != nil {
				t.Fatal(err)
			}
			copies := map[uint32]trainer.Copy{}
			s := trainer.Sequence{Runner: r, Settle: func(p *program.Program, at uint32, d trainer.Done) error {
				if got, want := checkpoint.RootOfState(d.Roots), checkpoint.StateRoot(states[at]); got != want {
					t.Errorf("step %d: root %s, want %s", at, got, want)
				}
				return nil
			}}
			for at := range j.steps + 1 {
				if err := s.Step(t.Context(), j.model.ProgramOf(at), at); err != nil {
					t.Fatal(err)
				}
				if at%3 == 1 {
					if copies[at], err = r.Save(); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := s.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			for at, k := range copies {
				state, err := k.Wait(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if got, want := checkpoint.StateRoot(state), checkpoint.StateRoot(states[at]); got != want {
					t.Errorf("the copy of step %d has root %s, want %s", at, got, want)
				}
				k.Release()
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A run does what a runner must, with a timeline too.
func TestConform(t *testing.T) {
	for name, o := range map[string]cuda.Options{"graph": {}, "timeline": {Timeline: func(cuda.Span) {}}} {
		t.Run(name, func(t *testing.T) {
			defer cuda.AsNeeded()()
			c := open(t)
			runnertest.Conform(t, func(programs []*program.Program, consts []tensor.Tensor, ro trainer.RunnerOptions) (trainer.Runner, error) {
				return cuda.NewRun(programs, consts, c, o, ro)
			})
		})
	}
}

// Runs of random programs give the definition's outputs and roots: some state tensors are kept, some equal to others.
func TestRunPrograms(t *testing.T) {
	defer cuda.AsNeeded()()
	c := open(t)
	for n := range heavy(30) {
		p, consts, state := random(uint64(5000+n), 12)
		ref, _ := executors(t, c, p, consts, cuda.Options{})
		r, err := cuda.NewRun([]*program.Program{p}, consts, c, cuda.Options{}, trainer.RunnerOptions{Roots: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Load(trainer.CloneState(state)); err != nil {
			t.Fatal(err)
		}
		want, outs := map[uint32][]tensor.Tensor{}, map[uint32][]tensor.Tensor{}
		s := trainer.Sequence{Runner: r, Settle: func(_ *program.Program, at uint32, d trainer.Done) error {
			for i, root := range d.Roots {
				if root != checkpoint.TensorRoot(want[at][i]) {
					t.Errorf("program %d, step %d: state %d has another root", n, at, i)
				}
			}
			for i, o := range p.Outputs {
				compare(t, p, "output "+o.Name, d.Outputs[i], outs[at][o.Kernel])
			}
			return nil
		}}
		for at := uint32(1); at < 6; at++ {
			state = step(t, ref, p, state, at, func(_ int, out tensor.Tensor) error { outs[at] = append(outs[at], out.Clone()); return nil })
			want[at] = state
			if err := s.Step(t.Context(), p, at); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(s.Drain(t.Context()), r.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
