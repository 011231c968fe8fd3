package verifier_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"refute/checkpoint/commit"
	"refute/checkpoint/feed"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/solver"
	"refute/solver/cheat"
	"refute/solver/solvertest"
	"refute/verifier"
)

// other signs and publishes another root for one step than it anchors, and the honest one never.
type other struct {
	*feed.Feed
	cfg  *solver.Config
	step uint32
}

func (o other) Publish(ctx context.Context, c *commit.Commitment) error {
	two := *c
	if c.Step == o.step {
		two.Root[0] ^= 1
	}
	if c.Step == o.step+1 {
		two.Prev[0] ^= 1
	}
	if err := two.Sign(o.cfg.Wallet.Domain(), o.cfg.Wallet.Account().Key); err != nil {
		return err
	}
	return o.Feed.Publish(ctx, &two)
}

func TestSignatureThatIsNotWhatWasAnchored(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 6, 3))
	s := solverConfig(w, "solver")
	s.Publisher = other{s.Feed, &s, 2}
	out := play(t, w, s, verifierConfig(w, "alice"))
	r := out.verifier["alice"]
	if out.solver == nil || out.solver.Outcome != solver.Slashed || len(r.Exposed) != 1 || r.Exposed[0].Step != 2 || len(r.Games) != 0 {
		t.Errorf("result %+v, exposed %v, games %d", out.solver, r.Exposed, len(r.Games))
	}
	checkCredits(t, r, "share")
}

func TestVerifierWithoutFeedCatchesToo(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 7, 3))
	s := solverConfig(w, "solver")
	w.OK(cheat.Plan{Kind: cheat.ULP, Step: 5, Seed: 1}.Apply(&s))
	v := verifierConfig(w, "alice")
	v.Feed = nil
	out := play(t, w, s, v)
	r := out.verifier["alice"]
	if out.solver == nil || out.solver.Outcome != solver.Slashed || len(r.Games) != 1 || !r.Games[0].Won || r.Games[0].Step != 5 {
		t.Fatalf("result %+v, games %+v", out.solver, r.Games)
	}
	// The solver answers on chain: everything is forced, and bounded.
	if n := r.Games[0].Moves; n > 28 {
		t.Errorf("%d moves", n)
	}
}

// deaf publishes commitments, and no checkpoints.
type deaf struct{ *feed.Feed }

func (deaf) PutState(context.Context, string, io.Reader) error         { return nil }
func (deaf) Announce(context.Context, *commit.Checkpoint) error        { return nil }
func (d deaf) Publish(ctx context.Context, c *commit.Commitment) error { return d.Feed.Publish(ctx, c) }

func TestWithheldStatesAreRecomputed(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 7, 3))
	s := solverConfig(w, "solver")
	s.Publisher = deaf{s.Feed}
	v := verifierConfig(w, "alice")
	v.Rate = 0.5
	out := play(t, w, s, v)
	r := out.verifier["alice"]
	if out.solver == nil || out.solver.Outcome != solver.Finished || len(r.Audits) != 4 {
		t.Errorf("result %+v, audits %+v", out.solver, r.Audits)
	}
	for _, a := range r.Audits {
		if !a.Published || a.Fault != nil {
			t.Errorf("audit %+v", a)
		}
	}
}

// garbler publishes checkpoints in which a byte is wrong, as somebody might put in the place of good ones.
type garbler struct{ *feed.Feed }

func (g garbler) PutState(ctx context.Context, name string, r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	b[len(b)-5] ^= 1
	return g.Feed.PutState(ctx, name, bytes.NewReader(b))
}

func TestGarbledCheckpointsAreNotBelieved(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 7, 3))
	s := solverConfig(w, "solver")
	s.Publisher = garbler{s.Feed}
	v := verifierConfig(w, "alice")
	v.Rate = 0.4
	out := play(t, w, s, v)
	r := out.verifier["alice"]
	if out.solver == nil || out.solver.Outcome != solver.Finished || len(r.Audits) != 4 || len(r.Refused) != 0 {
		t.Errorf("result %+v, audits %+v, refused %v", out.solver, r.Audits, r.Refused)
	}
	for _, a := range r.Audits {
		if a.Fault != nil {
			t.Errorf("audit %+v", a)
		}
	}
}

// full cannot store checkpoints.
type full struct{ *feed.Feed }

func (full) PutState(context.Context, string, io.Reader) error {
	return errors.New("the store is full")
}

func TestFullObjectStoreStopsNobody(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 4, 4))
	s := solverConfig(w, "solver")
	s.Publisher = full{s.Feed}
	var unpublished []uint32
	s.Observe = func(e solver.Event) {
		if e, ok := e.(solver.Unpublished); ok {
			unpublished = append(unpublished, e.Step)
		}
	}
	out := play(t, w, s, verifierConfig(w, "alice"))
	if out.solver == nil || out.solver.Outcome != solver.Finished || len(unpublished) != 2 {
		t.Errorf("result %+v, unpublished %v", out.solver, unpublished)
	}
}

func TestJobFallsAndAnotherFinishesIt(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 9, 3))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	bad := solverConfig(w, "solver")
	w.OK(cheat.Plan{Kind: cheat.Poison, Step: 8}.Apply(&bad))
	vcfg := verifierConfig(w, "alice")
	v, err := verifier.New(vcfg)
	w.OK(err)
	report := make(chan *verifier.Report, 1)
	go func() {
		r, err := v.Run(ctx)
		if err != nil {
			t.Errorf("verifier: %v", err)
		}
		report <- r
	}()
	x, err := solver.New(bad)
	w.OK(err)
	r, err := x.Run(ctx)
	if err != nil || r.Outcome != solver.Slashed {
		t.Fatalf("cheater: %+v, %v", r, err)
	}
	var from uint32
	good := solverConfig(w, "second")
	good.Observe = func(e solver.Event) {
		if e, ok := e.(solver.Taken); ok {
			from = e.From
		}
	}
	y, err := solver.New(good)
	w.OK(err)
	r, err = y.Run(ctx)
	if err != nil || r.Outcome != solver.Finished || r.Attempt != 2 || r.Steps != 9 || from != 7 {
		t.Fatalf("second solver: %+v from step %d, %v", r, from, err)
	}
	// Epochs 1 and 2 were the first solver's, which was slashed: they return to the client.
	if want := w.Terms.Bond.Add(solvertest.Reward.Div(3)); r.Paid != want {
		t.Errorf("the second solver was paid %s, want %s", r.Paid, want)
	}
	got := <-report
	if len(got.Games) != 1 || !got.Games[0].Won {
		t.Errorf("games %+v", got.Games)
	}
}

// TestVerifierSurvivesCrashes stops a verifier again and again at any moment of a dispute, and starts it anew.
func TestVerifierSurvivesCrashes(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 7, 3))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	s := solverConfig(w, "solver")
	w.OK(cheat.Plan{Kind: cheat.ULP, Step: 5, Seed: 2}.Apply(&s))
	slashed := make(chan struct{})
	go func() {
		defer close(slashed)
		x, err := solver.New(s)
		if err == nil {
			_, err = x.Run(ctx)
		}
		if err != nil {
			t.Errorf("solver: %v", err)
		}
		giveUp(ctx, w, 1)
	}()
	rng := rand.New(rand.NewPCG(1, 2))
	runs := 0
	for {
		runs++
		life, stop := context.WithCancel(ctx)
		if runs < 12 {
			time.AfterFunc(time.Duration(1+rng.IntN(60))*time.Millisecond, stop)
		}
		cfg := verifierConfig(w, "alice")
		v, err := verifier.New(cfg)
		w.OK(err)
		r, err := v.Run(life)
		stop()
		if err == nil {
			if sum := sumOf(r.Credits); sum.Cmp(w.Terms.ChallengeBond) <= 0 {
				t.Errorf("credits %v", r.Credits)
			}
			break
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
	}
	<-slashed
	// However often it was started, it opened one game.
	games := 0
	f := w.Client.Follow(0)
	for {
		b, err := f.Next(ctx)
		w.OK(err)
		games += countOpened(w, b)
		if !b.More {
			break
		}
	}
	if games != 1 {
		t.Errorf("%d games were opened in %d lives, want 1", games, runs)
	}
	if files, _ := filepath.Glob(filepath.Join(w.Dir, "alice", "challenge-*.json")); len(files) != 1 {
		t.Errorf("%d challenges are written down", len(files))
	}
}

func sumOf(credits []verifier.Credit) chain.Wei {
	sum := chain.Wei{}
	for _, c := range credits {
		sum = sum.Add(c.Amount)
	}
	return sum
}

func countOpened(w *solvertest.World, b chain.Batch) int {
	n := 0
	for i := range b.Logs {
		e, err := w.Client.DecodeEvent(&b.Logs[i])
		w.OK(err)
		if _, ok := e.(*bindings.DisputesOpened); ok {
			n++
		}
	}
	return n
}
