package solver_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"refute/checkpoint/commit"
	"refute/contracts/chain"
	"refute/solver"
	"refute/solver/solvertest"
)

// TestSolverOutlivesItsNode takes the solver's node away when it wants to anchor, and lets every seventh call fail for all of the run.
func TestSolverOutlivesItsNode(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 6, 3))
	node := &solvertest.Flaky{Backend: w.Chain}
	cfg := config(w, "solver")
	cfg.Wallet = w.WalletOn(node, "solver")
	troubled := false
	cfg.Observe = func(e solver.Event) {
		switch e := e.(type) {
		case solver.Taken:
			node.Every.Store(7)
		case solver.Stepped:
			if e.Step == 3 {
				node.Down.Store(true)
				time.AfterFunc(200*time.Millisecond, func() { node.Down.Store(false) })
			}
		case solver.Troubled:
			troubled = troubled || errors.Is(e.Err, solvertest.ErrDown)
		}
	}
	r, err := run(t.Context(), cfg)
	if err != nil || r.Outcome != solver.Finished || !troubled {
		t.Errorf("%+v, %v, troubled %v", r, err, troubled)
	}
}

// dead is a feed that takes nothing and answers nothing.
type dead struct{}

func (dead) Publish(ctx context.Context, _ *commit.Commitment) error   { return errors.New("no") }
func (dead) Flush(ctx context.Context) error                           { <-ctx.Done(); return ctx.Err() }
func (dead) PutState(ctx context.Context, _ string, _ io.Reader) error { return errors.New("no") }
func (dead) Announce(ctx context.Context, _ *commit.Checkpoint) error  { return errors.New("no") }

// TestDeadFeedCostsNoDeadline has a feed that takes nothing, as one whose stream somebody has filled.
func TestDeadFeedCostsNoDeadline(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 6, 3))
	w.Terms.EpochSeconds = 20
	id, _, err := w.Wallet("customer").Create(t.Context(), w.Terms, chain.Ether)
	w.OK(err)
	w.ID = id
	cfg := config(w, "solver")
	cfg.Publisher = dead{}
	unheard := false
	stop := make(chan struct{})
	var ticking sync.WaitGroup
	ticking.Go(func() { // the chain's time goes on while the solver works
		for {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
				_ = w.Chain.Advance(time.Second)
			}
		}
	})
	cfg.Observe = func(e solver.Event) {
		if _, ok := e.(solver.Unheard); ok {
			unheard = true
		}
	}
	r, err := run(t.Context(), cfg)
	close(stop)
	ticking.Wait()
	if err != nil || r.Outcome != solver.Finished || !unheard {
		t.Errorf("%+v, %v, unheard %v", r, err, unheard)
	}
}

// TestAnchorUndoneAtTheEnd undoes the block of the last anchor after the solver has seen it.
func TestAnchorUndoneAtTheEnd(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 6, 3))
	cfg := config(w, "solver")
	var before common.Hash
	undone := false
	cfg.Observe = func(e solver.Event) {
		switch e := e.(type) {
		case solver.Stepped:
			if e.Step == 6 {
				h, err := w.Client.Head(t.Context())
				w.OK(err)
				before = h.Hash
			}
		case solver.Anchored:
			if e.Epoch == 2 && !undone {
				undone = true
				w.OK(w.Chain.Fork(before))
			}
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := run(ctx, cfg)
	if err != nil || r.Outcome != solver.Finished || !undone {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestEmptyAccountRisksNothing has an account without money: it says so, and has sent nothing.
func TestEmptyAccountRisksNothing(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 3, 3))
	cfg := config(w, "nobody")
	if _, err := run(t.Context(), cfg); err == nil {
		t.Error("an account without money took a job")
	}
	on, err := w.Client.Job(t.Context(), w.ID)
	w.OK(err)
	if on.Phase != chain.JobOpen {
		t.Errorf("the job is %s", on.Phase)
	}
}

// TestManyGames has a griefer that opens 64 games about right epochs at once, on one processor: the solver answers each in time and is paid.
func TestManyGames(t *testing.T) {
	old := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(old)
	w := solvertest.New(t, solvertest.Job(t, 6, 3))
	cfg := config(w, "solver")
	mallory := w.Wallet("mallory")
	var opening sync.WaitGroup
	cfg.Observe = func(e solver.Event) {
		a, ok := e.(solver.Anchored)
		if !ok || a.Epoch != 2 {
			return
		}
		release := w.Pace.Busy()
		opening.Go(func() {
			defer release()
			for i := range byte(64) {
				if _, _, err := mallory.Open(t.Context(), w.ID, 2, a.Root, [32]byte{i}, true, w.Terms.ChallengeBond); err != nil {
					t.Error(err)
				}
			}
		})
	}
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	r, err := run(ctx, cfg)
	opening.Wait()
	if err != nil || r.Outcome != solver.Finished || len(r.Games) != 64 {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, g := range r.Games {
		if g.Won {
			t.Errorf("game %s was lost", g.ID.Short())
		}
	}
	// Nothing goes on after Run.
	time.Sleep(50 * time.Millisecond)
	buf := make([]byte, 1<<20)
	if s := string(buf[:runtime.Stack(buf, true)]); strings.Contains(s, "refute/solver.(*Solver)") {
		t.Errorf("goroutines are left:\n%s", s)
	}
}
