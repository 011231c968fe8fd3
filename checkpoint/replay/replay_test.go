package replay_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/checkpoint/replay"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/cuda"
	"refute/trainer/cuda/emulated"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

func fast(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return cpu.New(p, consts, cpu.Options{})
}

// want is all that follows from the definition.
func want(t *testing.T, j *job.Job) (roots []checkpoint.Root) {
	t.Helper()
	r, err := bisecttest.NewRun(j, bisecttest.Executor(nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	roots, err = r.Roots(t.Context(), 0, j.Steps)
	if err != nil {
		t.Fatal(err)
	}
	return roots
}

// A state that was given stays as it is, while the run goes on in memory of its own.
func TestStatesThatWereGivenStay(t *testing.T) {
	j := bisecttest.Job(9, 4)
	roots := want(t, j)
	r := &replay.Run{Job: j, Executors: replay.NewExecutors(j, fast)}
	given := map[uint32][]tensor.Tensor{}
	for _, s := range []uint32{3, 1, 2, 2, 9, 0, 8, 9, 4, 5, 6} {
		state, err := r.State(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		given[s] = state
		if own, err := r.Execute(t.Context(), s); err != nil || own != roots[s] {
			t.Fatalf("step %d executed: %s, %v, want %s", s, own, err, roots[s])
		}
		for at, state := range given {
			if got := checkpoint.StateRoot(state); got != roots[at] {
				t.Fatalf("after step %d the state of step %d is %s, want %s", s, at, got, roots[at])
			}
		}
	}
	if got, err := r.Roots(t.Context(), 2, 9); err != nil || len(got) != 8 || got[0] != roots[2] || got[7] != roots[9] {
		t.Errorf("roots %v, %v", got, err)
	}
	if _, err := r.State(t.Context(), 10); err == nil {
		t.Error("a step after the last has a state")
	}
}

// As many states are kept as fit: with room for them, questions about several steps in turn execute each step once.
func TestStatesAreKept(t *testing.T) {
	j := bisecttest.Job(9, 4)
	for _, x := range []struct {
		memory int64
		want   uint64 // steps executed, step 0 among them
	}{{1 << 20, 10}, {0, 4 * 10}} {
		r := &replay.Run{Job: j, Executors: replay.NewExecutors(j, fast), Memory: x.memory}
		for range 4 {
			for _, s := range []uint32{3, 6, 9} {
				if _, err := r.State(t.Context(), s); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := r.Executed(); got != x.want {
			t.Errorf("with %d bytes %d steps were executed, want %d", x.memory, got, x.want)
		}
	}
}

// store is checkpoints in memory; some are damaged.
type store map[uint32][]tensor.Tensor

func (s store) Nearest(step uint32) (uint32, bool, error) {
	for at := int64(step); at >= 0; at-- {
		if _, ok := s[uint32(at)]; ok {
			return uint32(at), true, nil
		}
	}
	return 0, false, nil
}

func (s store) LoadExpecting(step uint32, root checkpoint.Root) (*checkpoint.Checkpoint, error) {
	if got := checkpoint.StateRoot(s[step]); got != root {
		return nil, errors.New("damaged")
	}
	return &checkpoint.Checkpoint{Step: step, State: s[step]}, nil
}

// Auditing consecutive steps executes each of them once, from the checkpoint before the first.
func TestAuditExecutesEachStepOnce(t *testing.T) {
	j := bisecttest.Job(9, 4)
	roots := want(t, j)
	all := &replay.Run{Job: j, Executors: replay.NewExecutors(j, fast)}
	s := store{}
	for _, step := range []uint32{3, 5} {
		state, err := all.State(t.Context(), step)
		if err != nil {
			t.Fatal(err)
		}
		s[step] = state
	}
	s[5] = trainer.NewState(j.Programs[0]) // damaged
	r := &replay.Run{Job: j, Executors: replay.NewExecutors(j, fast), Sources: []replay.Source{s},
		Root: func(t uint32) (checkpoint.Root, bool) { return roots[t], true }}
	for step := uint32(4); step <= 9; step++ {
		if own, err := r.Execute(t.Context(), step); err != nil || own != roots[step] {
			t.Fatalf("step %d: %s, %v", step, own, err)
		}
		if got := r.Executed(); got != uint64(step-3) {
			t.Fatalf("%d steps executed for steps 4 to %d", got, step)
		}
	}
}

// A step on the way that does not give its known root is found; of the step that was asked for the caller judges.
func TestDivergence(t *testing.T) {
	j := bisecttest.Job(9, 4)
	roots := want(t, j)
	claimed := append([]checkpoint.Root(nil), roots...)
	claimed[4][0] ^= 1
	r := &replay.Run{Job: j, Executors: replay.NewExecutors(j, fast), Root: func(t uint32) (checkpoint.Root, bool) { return claimed[t], true }}
	var d *replay.DivergedError
	for range 2 {
		if own, err := r.Execute(t.Context(), 4); err != nil || own != roots[4] {
			t.Errorf("step 4: %s, %v, want %s", own, err, roots[4])
		}
		if _, err := r.Execute(t.Context(), 6); !errors.As(err, &d) || d.Step != 4 || d.Got != roots[4] || d.Expected != claimed[4] {
			t.Errorf("step 6: %v", err)
		}
		if _, err := r.State(t.Context(), 4); !errors.As(err, &d) {
			t.Errorf("state 4: %v", err)
		}
	}
	if got, err := r.State(t.Context(), 3); err != nil || checkpoint.StateRoot(got) != roots[3] {
		t.Errorf("state 3: %v", err)
	}
}

// A look at a step leaves nothing behind, whatever became of it.
func TestLook(t *testing.T) {
	j := bisecttest.Job(9, 4)
	roots := want(t, j)
	x := replay.NewExecutors(j, fast)
	r := &replay.Run{Job: j, Executors: x}
	before, err := r.State(t.Context(), 4)
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("enough")
	if err := x.Look(t.Context(), before, 5, func(k int, _ tensor.Tensor) error {
		if k == bisecttest.KUpdate {
			return stop
		}
		return nil
	}, func([]tensor.Tensor) { t.Error("a step that was stopped has a state") }); !errors.Is(err, stop) {
		t.Errorf("stopped: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := x.Look(ctx, before, 5, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := x.Look(t.Context(), before, 5, nil, func(s []tensor.Tensor) {
		if got := checkpoint.StateRoot(s); got != roots[5] {
			t.Errorf("state root %s, want %s", got, roots[5])
		}
	}); err != nil {
		t.Error(err)
	}
}

// A state may be hashed while the next step reads it, and by several at once: nobody writes to it.
func TestHashBesideTheNextStep(t *testing.T) {
	j := bisecttest.Job(9, 4)
	roots := want(t, j)
	x := replay.NewExecutors(j, fast)
	var prev []tensor.Tensor
	hashed := make(chan error, 2)
	for step := range uint32(10) {
		next := trainer.NewState(j.Programs[0])
		if step > 0 {
			for range 2 {
				go func() {
					h := checkpoint.Hasher{Workers: 3}
					var err error
					if got := h.StateRoot(prev); got != roots[step-1] {
						err = &replay.DivergedError{Step: step - 1, Expected: roots[step-1], Got: got}
					}
					hashed <- err
				}()
			}
		}
		if err := x.Step(t.Context(), next, prev, step, nil); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if step > 0 {
				if err := <-hashed; err != nil {
					t.Error(err)
				}
			}
		}
		prev = next
	}
}

// A trace has the roots of the outputs of all kernels, whether the executor shows them or hashes them where they are.
func TestTrace(t *testing.T) {
	j := bisecttest.Job(5, 4)
	card, err := cuda.Open(emulated.New(emulated.Options{Seed: 6}))
	if err != nil {
		t.Fatal(err)
	}
	defer card.Close()
	onCard := func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		x, err := cuda.New(p, consts, card, cuda.Options{})
		if err != nil {
			return nil, err
		}
		return x, nil
	}
	roots := want(t, j)
	r := &replay.Run{Job: j, Executors: replay.NewExecutors(j, fast)}
	defined := replay.NewExecutors(j, bisecttest.Executor(nil))
	for name, x := range map[string]*replay.Executors{"cpu": replay.NewExecutors(j, fast), "card": replay.NewExecutors(j, onCard)} {
		for at := range j.Steps + 1 {
			var before []tensor.Tensor
			if at > 0 {
				if before, err = r.State(t.Context(), at-1); err != nil {
					t.Fatal(err)
				}
			}
			var outs []checkpoint.Root
			if err := defined.Look(t.Context(), before, at, func(_ int, out tensor.Tensor) error {
				outs = append(outs, checkpoint.TensorRoot(out))
				return nil
			}, nil); err != nil {
				t.Fatal(err)
			}
			next, seen := trainer.NewState(j.Programs[0]), checkpoint.Root{}
			got, err := x.LookTrace(t.Context(), before, at, new(checkpoint.Trace), func(s []tensor.Tensor) { seen = checkpoint.StateRoot(s) })
			if err != nil || !slices.Equal(got, outs) || seen != roots[at] {
				t.Fatalf("%s, step %d: %d roots, state %s, %v", name, at, len(got), seen, err)
			}
			if got, err = x.Trace(t.Context(), next, before, at, new(checkpoint.Trace)); err != nil || !slices.Equal(got, outs) {
				t.Fatalf("%s, step %d: %d roots, %v", name, at, len(got), err)
			}
			if got := checkpoint.StateRoot(next); got != roots[at] {
				t.Fatalf("%s, step %d: state %s, want %s", name, at, got, roots[at])
			}
		}
	}
}
