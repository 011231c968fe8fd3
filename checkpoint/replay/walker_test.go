package replay_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/checkpoint/host"
	"refute/checkpoint/replay"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/runnertest"
	"refute/trainer/tensor"
)

// Two runs share a walker that is late: whatever they are asked for, in whatever order, is what the definition gives; and where a known root is not what
// follows, that is what they say.
func TestWalker(t *testing.T) {
	j := bisecttest.Job(9, 4)
	roots := want(t, j)
	const wrong = 4
	claimed := append([]checkpoint.Root(nil), roots...)
	claimed[wrong][0] ^= 1
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 8))
		make := runnertest.Late{New: host.New(fast, 1)}.Runner
		if seed%2 == 0 {
			make = host.New(fast, 1)
		}
		w, err := replay.NewWalker(j, make)
		if err != nil {
			t.Fatal(err)
		}
		all := &replay.Run{Job: j, Executors: replay.NewExecutors(j, fast)}
		s := store{}
		for range rng.IntN(3) {
			at := uint32(rng.IntN(10))
			if s[at], err = all.State(t.Context(), at); err != nil {
				t.Fatal(err)
			}
		}
		honest := &replay.Run{Job: j, Executors: replay.NewExecutors(j, fast), Walker: w, Sources: []replay.Source{s},
			Root: func(t uint32) (checkpoint.Root, bool) { return roots[t], rng.IntN(2) == 0 }}
		cheated := &replay.Run{Job: j, Executors: replay.NewExecutors(j, fast), Walker: w,
			Root: func(t uint32) (checkpoint.Root, bool) { return claimed[t], true }}
		given := map[uint32][]tensor.Tensor{}
		for range 12 {
			at := uint32(rng.IntN(10))
			switch rng.IntN(4) {
			case 0:
				state, err := honest.State(t.Context(), at)
				if err != nil {
					t.Fatal(err)
				}
				given[at] = state
			case 1:
				if got, err := honest.Execute(t.Context(), at); err != nil || got != roots[at] {
					t.Fatalf("seed %d, step %d executed: %s, %v, want %s", seed, at, got, err, roots[at])
				}
			case 2:
				if got, err := honest.Roots(t.Context(), 0, at); err != nil || got[at] != roots[at] {
					t.Fatalf("seed %d, roots to step %d: %v, %v", seed, at, got, err)
				}
			default:
				got, err := cheated.Execute(t.Context(), at)
				var d *replay.DivergedError
				if at <= wrong && (err != nil || got != roots[at]) || at > wrong && (!errors.As(err, &d) || d.Step != wrong || d.Got != roots[wrong] || d.Expected != claimed[wrong]) {
					t.Fatalf("seed %d, step %d executed where step %d is wrong: %s, %v", seed, at, wrong, got, err)
				}
			}
			for at, state := range given {
				if got := checkpoint.StateRoot(state); got != roots[at] {
					t.Fatalf("seed %d: the state of step %d is %s, want %s", seed, at, got, roots[at])
				}
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Consecutive steps are executed once each, as they are without a walker.
func TestWalkerExecutesEachStepOnce(t *testing.T) {
	j := bisecttest.Job(9, 4)
	w, err := replay.NewWalker(j, host.New(fast, 1))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	r := &replay.Run{Job: j, Executors: replay.NewExecutors(j, func(*program.Program, []tensor.Tensor) (trainer.Executor, error) {
		return nil, errors.New("the walker goes")
	}), Walker: w}
	for at := uint32(3); at <= 9; at++ {
		if _, err := r.Execute(t.Context(), at); err != nil {
			t.Fatal(err)
		}
		if at == 5 {
			if _, err := r.State(t.Context(), 5); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := r.Executed(); got != 10 {
		t.Errorf("%d steps were executed, want each of 10 once", got)
	}
}
