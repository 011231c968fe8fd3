package solver_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/feed"
	"refute/contracts/chain"
	"refute/solver"
	"refute/solver/cheat"
	"refute/solver/solvertest"
	"refute/trainer/program"
)

// reference computes the roots of a job by one run that nothing disturbs.
func reference(t *testing.T, w *solvertest.World) map[uint32]checkpoint.Root {
	t.Helper()
	roots := map[uint32]checkpoint.Root{}
	cfg := config(w, "solver")
	cfg.Observe = func(e solver.Event) {
		if e, ok := e.(solver.Stepped); ok {
			roots[e.Step] = e.Root
		}
	}
	if _, err := run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	return roots
}

// published returns the roots that a reader of the feed believes.
func published(t *testing.T, w *solvertest.World) map[uint32]checkpoint.Root {
	t.Helper()
	f := w.Feed("reader")
	format := checkpoint.Format{Spec: checkpoint.Root(w.Terms.Spec.Hash()), Decls: checkpoint.Decls(w.Job.Programs[0])}
	m := feed.NewMirror(f, feed.NewLedger(w.Client.Domain(), w.ID, w.Job.Steps), feed.NewArchive(f, w.Client.Domain(), format))
	defer m.Close()
	m.Know(feed.Attempt{Number: 1, Solver: w.Wallet("solver").Address()})
	w.OK(m.CatchUp(t.Context()))
	if n := m.Ledger.Counts().Ignored(); n != 0 || len(m.Ledger.Equivocation()) != 0 {
		t.Errorf("%d messages of the solver are not believed: %v", n, m.Ledger.Counts())
	}
	roots := map[uint32]checkpoint.Root{}
	for s := uint32(0); s < m.Ledger.Next(1); s++ {
		r, _ := m.Ledger.Root(1, s)
		roots[s] = r.Root
	}
	// Every epoch's last state is there for those who begin in the middle.
	e := w.Terms.Spec.Epochs()
	for epoch := checkpoint.Epoch(0); epoch <= e.Count(); epoch++ {
		_, last := e.Range(epoch)
		if c, err := m.Archive.LoadExpecting(last, roots[last]); err != nil || c.Step != last {
			t.Errorf("state after epoch %d: %v", epoch, err)
		}
	}
	return roots
}

func TestCrashesLoseNothing(t *testing.T) {
	want := reference(t, solvertest.New(t, solvertest.Job(t, 40, 8)))
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := solvertest.New(t, solvertest.Job(t, 40, 8))
			rng := rand.New(rand.NewPCG(seed, 7))
			var result *solver.Result
			lives := 0
			for result == nil {
				lives++
				ctx, stop := context.WithCancel(t.Context())
				cfg := config(w, "solver")
				if lives%2 == 0 {
					cfg.Runner = late(nil).Runner
				}
				if lives <= 15 {
					// A crash at a random moment, or right after a random event.
					if rng.IntN(2) == 0 {
						time.AfterFunc(time.Duration(rng.IntN(30))*time.Millisecond, stop)
					} else {
						left := 1 + rng.IntN(8)
						cfg.Observe = func(solver.Event) {
							if left--; left == 0 {
								stop()
							}
						}
					}
				}
				r, err := run(ctx, cfg)
				if err == nil {
					result = r
				} else if ctx.Err() == nil {
					t.Fatal(err)
				}
				stop()
				if lives <= 15 && rng.IntN(3) == 0 {
					// The disk lost the checkpoints, or half of one: they are recomputed.
					w.OK(os.RemoveAll(filepath.Join(w.Dir, "solver", "checkpoints")))
				}
			}
			if result.Outcome != solver.Finished || result.State != want[40] || lives < 3 {
				t.Errorf("after %d lives: %+v", lives, result)
			}
			got := published(t, w)
			if len(got) != 41 {
				t.Errorf("%d roots were published, want 41", len(got))
			}
			for s, r := range got {
				if r != want[s] {
					t.Errorf("step %d was published as %s, want %s", s, r, want[s])
				}
			}
		})
	}
}

func TestSameSeedSameRoots(t *testing.T) {
	want := reference(t, solvertest.New(t, solvertest.Job(t, 12, 5)))
	for _, n := range []int{1, 3} {
		old := runtime.GOMAXPROCS(n)
		got := reference(t, solvertest.New(t, solvertest.Job(t, 12, 5)))
		runtime.GOMAXPROCS(old)
		for s, r := range want {
			if got[s] != r {
				t.Errorf("step %d with GOMAXPROCS %d: %s, otherwise %s", s, n, got[s], r)
			}
		}
	}
}

func TestStolenDirectoryIsNotTrained(t *testing.T) {
	a, b := solvertest.New(t, solvertest.Job(t, 6, 3)), solvertest.New(t, solvertest.Job(t, 6, 3))
	b.Terms.Parent = checkpoint.Root{1}
	id, _, err := b.Wallet("customer").Create(t.Context(), b.Terms, chain.Ether)
	b.OK(err)
	b.ID = id
	reference(t, a)
	cfg := config(b, "solver")
	cfg.Dir = filepath.Join(a.Dir, "solver")
	if _, err := run(t.Context(), cfg); err == nil {
		t.Error("a log of another job was continued")
	}
}

func TestMissedDeadlineLapses(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 6, 3))
	cfg := config(w, "solver")
	cfg.Observe = func(e solver.Event) {
		if e, ok := e.(solver.Stepped); ok && e.Step == 5 {
			w.OK(w.Chain.Advance(3 * time.Hour))
		}
	}
	r, err := run(t.Context(), cfg)
	if err != nil || r.Outcome != solver.Lapsed {
		t.Fatalf("%+v, %v", r, err)
	}
	if want := w.Terms.Bond.Sub(w.Terms.Bond.Div(10)); r.Paid != want {
		t.Errorf("paid %s, want the bond less a tenth, %s", r.Paid, want)
	}
}

func TestDemandedLeafIsPublished(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 6, 3))
	cfg := config(w, "solver")
	anchored := make(chan checkpoint.Epoch, 10)
	answered := make(chan uint64, 10)
	cfg.Observe = func(e solver.Event) {
		switch e := e.(type) {
		case solver.Anchored:
			anchored <- e.Epoch
		case solver.Answered:
			answered <- e.Demand
		}
	}
	done := make(chan error)
	go func() {
		r, err := run(t.Context(), cfg)
		if err == nil && r.Outcome != solver.Finished {
			err = fmt.Errorf("outcome %s", r.Outcome)
		}
		done <- err
	}()
	for e := range anchored {
		if e == 2 {
			break
		}
	}
	release := w.Pace.Busy() // the windows stay open
	mallory := w.Wallet("mallory")
	step := w.Job.Programs[1]
	sections := step.Sections()
	leaves := make([]checkpoint.Root, len(sections))
	for i, s := range sections {
		leaves[i] = program.SectionLeaf(s)
	}
	proof, err := checkpoint.NodeTree(leaves).Proof(0)
	w.OK(err)
	n, _, err := mallory.Demand(t.Context(), w.ID, 2, w.Terms.Spec, sections[0], proof, 0, 1)
	release()
	w.OK(err)
	if got := <-answered; got != n {
		t.Errorf("demand %d was answered, want %d", got, n)
	}
	w.OK(<-done)
}

func TestOpeningsAreForNamedStepsOnly(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 6, 3))
	ctx, cancel := context.WithCancel(t.Context())
	cfg := config(w, "solver")
	anchored := make(chan struct{}, 10)
	cfg.Observe = func(e solver.Event) {
		if e, ok := e.(solver.Anchored); ok && e.Epoch == 2 {
			close(anchored)
		}
	}
	done := make(chan error)
	go func() {
		_, err := run(ctx, cfg)
		done <- err
	}()
	<-anchored
	release := w.Pace.Busy()
	defer release()
	mallory := w.Wallet("mallory")
	anchor, err := w.Client.Anchor(ctx, w.ID, 2)
	w.OK(err)
	id, _, err := mallory.Open(ctx, w.ID, 2, anchor.Root, [32]byte{1}, false, w.Terms.ChallengeBond)
	w.OK(err)
	asker := w.Feed("mallory").Published(id)
	var refused *feed.RefusedError
	if _, err := asker.Children(ctx, spotOfTrace(w, 5), 2); !errors.As(err, &refused) {
		t.Errorf("the trace of a step that no game has named: %v", err)
	}
	if _, err := asker.Children(ctx, spotOfHistory(5), 2); err != nil {
		t.Errorf("the roots of the epoch: %v", err)
	}
	other := w.Feed("mallory").Published([32]byte{7})
	if _, err := other.Children(ctx, spotOfHistory(5), 2); !errors.As(err, &refused) {
		t.Errorf("a game that does not exist: %v", err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// spotOfTrace is the top of a step's trace.
func spotOfTrace(w *solvertest.World, step uint32) bisect.Spot {
	return bisect.Spot{Phase: bisect.Outputs, Step: step, Height: checkpoint.Depth(uint64(len(w.Job.Programs[1].Kernels)))}
}

// spotOfHistory is the top of an epoch of three or four steps.
func spotOfHistory(step uint32) bisect.Spot {
	return bisect.Spot{Phase: bisect.History, Step: step, Height: 2}
}

func TestCheatsAreAtOneStep(t *testing.T) {
	honest := map[uint32]checkpoint.Root{}
	for _, kind := range []cheat.Kind{cheat.None, cheat.ULP, cheat.Stale, cheat.Batch, cheat.Optimizer, cheat.Round, cheat.Poison, cheat.Withhold} {
		for seed := range uint64(2) {
			w := solvertest.New(t, solvertest.Job(t, 4, 4))
			cfg := config(w, "solver")
			w.OK(cheat.Plan{Kind: kind, Step: 3, Seed: seed}.Apply(&cfg))
			got := map[uint32]checkpoint.Root{}
			ctx, stop := context.WithCancel(t.Context())
			cfg.Observe = func(e solver.Event) {
				if e, ok := e.(solver.Stepped); ok {
					got[e.Step] = e.Root
					if e.Step == 4 {
						stop()
					}
				}
			}
			if _, err := run(ctx, cfg); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			for s := range uint32(5) {
				if kind == cheat.None {
					honest[s] = got[s]
				}
				if (got[s] == honest[s]) != (s < 3 || kind == cheat.None) {
					t.Errorf("%s, seed %d, step %d: %s, the honest root is %s", kind, seed, s, got[s], honest[s])
				}
			}
		}
	}
	for _, p := range []cheat.Plan{{Kind: "magic", Step: 1}, {Kind: cheat.Stale, Step: 0}, {Kind: cheat.ULP, Step: 9}, {Kind: cheat.Poison, Step: 1, Params: []int{99}}} {
		w := solvertest.New(t, solvertest.Job(t, 4, 4))
		cfg := config(w, "solver")
		if err := p.Apply(&cfg); err == nil {
			t.Errorf("%+v was taken", p)
		}
	}
}
