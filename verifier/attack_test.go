package verifier_test

import (
	"context"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/solver"
	"refute/solver/cheat"
	"refute/solver/solvertest"
	"refute/verifier"
)

// TestCheaterStopsTheServer has a cheater that runs the NATS server and stops it before it cheats.
func TestCheaterStopsTheServer(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 7, 3))
	s := solverConfig(w, "solver")
	w.OK(cheat.Plan{Kind: cheat.ULP, Step: 5, Seed: 1}.Apply(&s))
	s.Publisher = nobody{}
	release := func() {}
	var once sync.Once
	s.Observe = func(e solver.Event) {
		if e, ok := e.(solver.Anchored); ok && e.Epoch == 1 {
			release = w.Pace.Busy() // the few seconds for which the verifier waits are none of the chain's
			w.Server.Close()
		}
	}
	v := verifierConfig(w, "alice")
	v.Observe = func(e verifier.Event) {
		if _, ok := e.(verifier.Troubled); ok {
			once.Do(func() { release() })
		}
	}
	out := play(t, w, s, v)
	r := out.verifier["alice"]
	if out.solver == nil || out.solver.Outcome != solver.Slashed || len(r.Games) != 1 || !r.Games[0].Won {
		t.Errorf("result %+v, games %+v", out.solver, r.Games)
	}
}

// nobody publishes nothing.
type nobody struct{}

func (nobody) Publish(context.Context, *commit.Commitment) error  { return nil }
func (nobody) Flush(context.Context) error                        { return nil }
func (nobody) PutState(context.Context, string, io.Reader) error  { return nil }
func (nobody) Announce(context.Context, *commit.Checkpoint) error { return nil }

// TestVerifierOutlivesItsNode lets some calls to the verifier's node fail, and takes it away when the fault is found.
func TestVerifierOutlivesItsNode(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 7, 3))
	s := solverConfig(w, "solver")
	w.OK(cheat.Plan{Kind: cheat.ULP, Step: 5, Seed: 1}.Apply(&s))
	node := &solvertest.Flaky{Backend: w.Chain}
	v := verifierConfig(w, "alice")
	v.Wallet = w.WalletOn(node, "alice")
	node.Every.Store(31)
	once := false
	v.Observe = func(e verifier.Event) {
		if a, ok := e.(verifier.Audit); ok && a.Fault != nil && !once {
			once = true
			node.Down.Store(true)
			release := w.Pace.Busy()
			time.AfterFunc(100*time.Millisecond, func() { node.Down.Store(false); release() })
		}
	}
	out := play(t, w, s, v)
	r := out.verifier["alice"]
	if out.solver == nil || out.solver.Outcome != solver.Slashed || len(r.Games) != 1 || !r.Games[0].Won || !once {
		t.Errorf("result %+v, games %+v, refused %v", out.solver, r.Games, r.Refused)
	}
}

// twice cheats at two steps.
func twice(t *testing.T, w *solvertest.World, s *solver.Config, one, two uint32) {
	t.Helper()
	w.OK(cheat.Plan{Kind: cheat.Poison, Step: one}.Apply(s))
	w.OK(cheat.Plan{Kind: cheat.ULP, Step: two, Seed: 1}.Apply(s))
}

// TestFaultBeforeTheVerifierCame has a fault in an epoch whose window is over when the verifier comes, and one after.
func TestFaultBeforeTheVerifierCame(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 9, 3))
	s := solverConfig(w, "solver")
	twice(t, w, &s, 2, 8)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var late sync.WaitGroup
	var report *verifier.Report
	started := false
	s.Observe = func(e solver.Event) {
		if a, ok := e.(solver.Anchored); ok && a.Epoch == 2 && !started {
			started = true
			w.OK(w.Chain.Advance(time.Duration(w.Terms.Window+1) * time.Second))
			v, err := verifier.New(verifierConfig(w, "alice"))
			w.OK(err)
			late.Go(func() { report, _ = v.Run(ctx) })
		}
	}
	x, err := solver.New(s)
	w.OK(err)
	r, err := x.Run(ctx)
	w.OK(err)
	if r.Outcome == solver.Slashed {
		go giveUp(ctx, w, r.Attempt)
	}
	late.Wait()
	if r.Outcome != solver.Slashed || len(report.Games) != 1 || !report.Games[0].Won || report.Games[0].Step != 8 {
		t.Errorf("outcome %s, games %+v, refused %v", r.Outcome, report.Games, report.Refused)
	}
	if !slices.Equal(report.Missed, []checkpoint.Epoch{0, 1, 2}) {
		t.Errorf("missed %v", report.Missed)
	}
}

// TestGameUndone undoes the block in which the verifier opened its game.
func TestGameUndone(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 7, 3))
	s := solverConfig(w, "solver")
	w.OK(cheat.Plan{Kind: cheat.ULP, Step: 5, Seed: 1}.Apply(&s))
	v := verifierConfig(w, "alice")
	var before common.Hash
	opened := 0
	v.Observe = func(e verifier.Event) {
		switch e := e.(type) {
		case verifier.Audit:
			if e.Fault != nil && opened == 0 {
				h, err := w.Client.Head(t.Context())
				w.OK(err)
				before = h.Hash
			}
		case verifier.Opened:
			if opened++; opened == 1 {
				w.OK(w.Chain.Fork(before))
			}
		}
	}
	out := play(t, w, s, v)
	r := out.verifier["alice"]
	if out.solver == nil || out.solver.Outcome != solver.Slashed || len(r.Games) != 1 || !r.Games[0].Won {
		t.Errorf("result %+v, games %+v, opened %d", out.solver, r.Games, opened)
	}
}

// TestTwoVerifiersOneFault has two verifiers that find the same fault at once: both win, both have their share.
func TestTwoVerifiersOneFault(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 7, 3))
	s := solverConfig(w, "solver")
	w.OK(cheat.Plan{Kind: cheat.ULP, Step: 5, Seed: 1}.Apply(&s))
	out := play(t, w, s, verifierConfig(w, "alice"), verifierConfig(w, "bob"))
	won := 0
	for _, r := range out.verifier {
		for _, g := range r.Games {
			if g.Won {
				won++
			}
		}
		if len(r.Games) > 1 {
			t.Errorf("%d games of one verifier", len(r.Games))
		}
	}
	if out.solver == nil || out.solver.Outcome != solver.Slashed || won == 0 {
		t.Errorf("result %+v, won %d", out.solver, won)
	}
}

// TestFaultsAtTheEdges cheats at the first steps, the last, and at the edges of epochs, also with epochs of one step and jobs of one.
func TestFaultsAtTheEdges(t *testing.T) {
	for _, c := range []struct{ steps, epoch, at uint32 }{{5, 2, 1}, {5, 2, 2}, {5, 2, 3}, {5, 2, 5}, {3, 1, 2}, {3, 8, 3}, {1, 1, 1}} {
		w := solvertest.New(t, solvertest.Job(t, c.steps, c.epoch))
		s := solverConfig(w, "solver")
		w.OK(cheat.Plan{Kind: cheat.ULP, Step: c.at, Seed: 1}.Apply(&s))
		out := play(t, w, s, verifierConfig(w, "alice"))
		r := out.verifier["alice"]
		if out.solver == nil || out.solver.Outcome != solver.Slashed || len(r.Games) != 1 || !r.Games[0].Won || r.Games[0].Step != c.at {
			t.Errorf("%+v: result %+v, games %+v, refused %v", c, out.solver, r.Games, r.Refused)
		}
	}
}
