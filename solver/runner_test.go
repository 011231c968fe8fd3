package solver_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"refute/checkpoint/host"
	"refute/solver"
	"refute/solver/solvertest"
	"refute/trainer/cuda"
	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/emulated"
	"refute/trainer/runnertest"
)

// late makes runners that have always begun a step more than they have done, as one on a card does.
func late(fail func(uint32) error) runnertest.Late {
	return runnertest.Late{New: host.New(solvertest.Executor, 1), Delay: time.Millisecond, Fail: fail}
}

// A solver whose steps come late commits to the same roots, in their order.
func TestLateRunner(t *testing.T) {
	want := reference(t, solvertest.New(t, solvertest.Job(t, 13, 5)))
	w := solvertest.New(t, solvertest.Job(t, 13, 5))
	cfg := config(w, "solver")
	cfg.Runner, cfg.CheckpointEvery = late(nil).Runner, 3
	next, saved := uint32(0), []uint32{}
	cfg.Observe = func(e solver.Event) {
		switch e := e.(type) {
		case solver.Stepped:
			if e.Step != next || e.Root != want[e.Step] || e.HasLoss != (e.Step > 0) {
				t.Errorf("step %d: %+v, want root %s", next, e, want[e.Step])
			}
			next++
		case solver.Saved:
			if next != e.Step+1 {
				t.Errorf("the checkpoint of step %d is stored when step %d is the next", e.Step, next)
			}
			saved = append(saved, e.Step)
		}
	}
	r, err := run(t.Context(), cfg)
	if err != nil || r.Outcome != solver.Finished || r.State != want[13] {
		t.Errorf("result %+v, %v", r, err)
	}
	if !slices.Equal(saved, []uint32{0, 3, 5, 6, 9, 10, 12, 13}) {
		t.Errorf("checkpoints of steps %v", saved)
	}
	if got := published(t, w); len(got) != 14 || got[13] != want[13] {
		t.Errorf("%d roots were published", len(got))
	}
}

// A step that fails ends the training. What was committed before stands, nothing after it is published, and the next solver goes on from there.
func TestRunnerFails(t *testing.T) {
	want := reference(t, solvertest.New(t, solvertest.Job(t, 10, 4)))
	broken := errors.New("the card has fallen off the bus")
	for _, at := range []uint32{0, 3, 4, 7} {
		w := solvertest.New(t, solvertest.Job(t, 10, 4))
		cfg := config(w, "solver")
		cfg.Runner = late(func(step uint32) error {
			if step == at {
				return broken
			}
			return nil
		}).Runner
		ctx, stop := context.WithCancel(t.Context())
		steps, said := uint32(0), false
		cfg.Observe = func(e solver.Event) {
			switch e := e.(type) {
			case solver.Stepped:
				if steps++; e.Step >= at || e.Root != want[e.Step] {
					t.Errorf("step %d failed: committed to %s at step %d", at, e.Root, e.Step)
				}
			case solver.Troubled: // what is anchored would be defended until the deadline
				said = errors.Is(e.Err, broken)
				stop()
			}
		}
		if _, err := run(ctx, cfg); !said && !errors.Is(err, broken) {
			t.Errorf("step %d failed: %v", at, err)
		}
		stop()
		if steps != at {
			t.Errorf("step %d failed, and %d steps were committed to", at, steps)
		}
		r, err := run(t.Context(), config(w, "solver"))
		if err != nil || r.Outcome != solver.Finished || r.State != want[10] {
			t.Errorf("gone on after step %d failed: %+v, %v", at, r, err)
		}
		if got := published(t, w); len(got) != 11 || got[10] != want[10] {
			t.Errorf("step %d failed: %d roots were published", at, len(got))
		}
	}
}

// A card that is lost in the middle of a run ends the training, not the solver: what is committed to is defended by a processor, and the run goes on
// there.
func TestCardIsLost(t *testing.T) {
	want := reference(t, solvertest.New(t, solvertest.Job(t, 10, 4)))
	for _, call := range []int{1, 4, 9} {
		w := solvertest.New(t, solvertest.Job(t, 10, 4))
		card, err := cuda.Open(emulated.New(emulated.Options{Seed: 1, Faults: []emulated.Fault{{Call: "Run", Nth: call, Lost: true}}}))
		w.OK(err)
		cfg := config(w, "solver")
		cfg.Runner = solvertest.CardRunner(card)
		ctx, stop := context.WithCancel(t.Context())
		said := false
		cfg.Observe = func(e solver.Event) {
			if e, ok := e.(solver.Troubled); ok {
				said = errors.Is(e.Err, driver.ErrLost)
				stop()
			}
		}
		if _, err := run(ctx, cfg); !said && !errors.Is(err, driver.ErrLost) {
			t.Errorf("call %d is lost: %v", call, err)
		}
		stop()
		_ = card.Close()
		r, err := run(t.Context(), config(w, "solver"))
		if err != nil || r.Outcome != solver.Finished || r.State != want[10] {
			t.Errorf("call %d is lost, gone on on a processor: %+v, %v", call, r, err)
		}
	}
}
