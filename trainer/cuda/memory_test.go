package cuda_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/cuda"
	"refute/trainer/cuda/emulated"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Where a step does not fit, the error says what it needs; with less memory outputs are made again, and the bits are the same.
func TestMemory(t *testing.T) {
	for _, j := range jobs(t)[3:4] {
		t.Run(j.name, func(t *testing.T) {
			c := open(t)
			j.steps = 2
			states := j.reference(t)
			p := j.model.Steps[0]
			_, err := cuda.New(p, j.model.Consts, c, cuda.Options{Memory: 1})
			var full, least *cuda.MemoryError
			if !errors.As(err, &full) || full.Allowed != 1 || full.Work <= 0 || full.Need < full.Work+full.Constants+full.State || !full.Limit || full.State < 2*trainer.StateBytes(p) {
				t.Fatalf("error %v", err)
			}
			if _, err = cuda.New(p, j.model.Consts, c, cuda.Options{Memory: 1, Recompute: true}); !errors.As(err, &least) || least.Work >= full.Work || !least.Recompute {
				t.Fatalf("error %v, without outputs made again %v", err, full)
			}
			if _, err := cuda.New(p, j.model.Consts, c, cuda.Options{Memory: full.Need - 1}); !errors.As(err, &full) {
				t.Errorf("with a byte less than needed: error %v", err)
			}
			for _, memory := range []int64{full.Need, (full.Need + least.Need) / 2, least.Need} {
				again := 0
				x, err := cuda.New(p, j.model.Consts, c, cuda.Options{Memory: memory, Recompute: true, Timeline: func(s cuda.Span) {
					if s.Again {
						again++
					}
				}})
				if err != nil {
					t.Fatal(err)
				}
				next := step(t, x, p, states[0], 1, nil)
				for i := range next {
					compare(t, p, fmt.Sprintf("state %d in %d bytes", i, memory), next[i], states[1][i])
				}
				if (again > 0) != (memory < full.Need) {
					t.Errorf("with %d bytes of %d, %d ops ran again", memory, full.Need, again)
				}
				t.Logf("%d bytes: %d ops ran again", memory, again)
				if err := x.Close(); err != nil {
					t.Fatal(err)
				}
			}
			// A run too, whose graph has the same ops.
			var tight *cuda.MemoryError
			o := cuda.Options{Memory: 1, Recompute: true}
			if _, err = cuda.NewRun(j.model.Programs(), j.model.Consts, c, o, trainer.RunnerOptions{Roots: true}); !errors.As(err, &tight) {
				t.Fatalf("error %v", err)
			}
			for o.Memory = tight.Need; ; o.Memory = tight.Need { // of another of the job's programs
				r, err := cuda.NewRun(j.model.Programs(), j.model.Consts, c, o, trainer.RunnerOptions{Roots: true})
				if errors.As(err, &tight) && tight.Need > o.Memory {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				s := trainer.Sequence{Runner: r, Settle: func(_ *program.Program, at uint32, d trainer.Done) error {
					if checkpoint.RootOfState(d.Roots) != checkpoint.StateRoot(states[at]) {
						t.Errorf("step %d has another root", at)
					}
					return nil
				}}
				for at := range j.steps + 1 {
					if err := s.Step(context.Background(), j.model.ProgramOf(at), at); err != nil {
						t.Fatal(err)
					}
				}
				if err := errors.Join(s.Drain(context.Background()), r.Close()); err != nil {
					t.Fatal(err)
				}
				return
			}
		})
	}
}

// What steps on the host's states have taken, a run on the same card may take: the card has room for the states of one of them.
func TestRunTakesTheMemoryOfSteps(t *testing.T) {
	const n = 1 << 18
	p := &program.Program{Kind: program.Step, States: []program.State{{Name: "w", Type: tensor.F32, Shape: []int64{n}}}, Kernels: []program.Kernel{{
		Name: "double", Type: tensor.F32, Out: []int64{n}, Window: 1,
		Operands: []program.Operand{{Space: program.InState, Type: tensor.F32, Count: n, Stride: []int64{1}, Gather: program.NoGather}},
		Body:     []program.Instr{{Op: program.Load}, {Op: program.FAdd}},
	}}}
	i := emulated.Default
	i.Memory = 3 * 4 * n // two states, and half of a third for everything else
	c, err := cuda.Open(emulated.New(emulated.Options{Info: i}))
	if err != nil {
		t.Fatal(err)
	}
	state := trainer.NewState(p)
	for i := range state[0].Words {
		state[0].Words[i] = uint32(i)
	}
	x, err := cuda.New(p, nil, c, cuda.Options{})
	if err != nil {
		t.Fatal(err)
	}
	once := step(t, x, p, state, 1, nil)
	twice := step(t, x, p, once, 2, nil)
	r, err := cuda.NewRun([]*program.Program{p}, nil, c, cuda.Options{}, trainer.RunnerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Load(once); err != nil {
		t.Fatal(err)
	}
	s := trainer.Sequence{Runner: r, Settle: func(*program.Program, uint32, trainer.Done) error { return nil }}
	if err := errors.Join(s.Step(context.Background(), p, 2), s.Drain(context.Background())); err != nil {
		t.Fatal(err)
	}
	copied, err := r.Save()
	if err != nil {
		t.Fatal(err)
	}
	got, err := copied.Wait(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	compare(t, p, "state", got[0], twice[0])
	copied.Release()
	if err := errors.Join(r.Close(), x.Close(), c.Close()); err != nil {
		t.Fatal(err)
	}
}
