package verifier_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/checkpoint/feed"
	"refute/checkpoint/host"
	"refute/contracts/chain"
	"refute/dispute/truth"
	"refute/solver"
	"refute/solver/cheat"
	"refute/solver/solvertest"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/runnertest"
	"refute/trainer/tensor"
	"refute/verifier"
)

const patience = 30 * time.Second // of the chain

func solverConfig(w *solvertest.World, name string) solver.Config {
	return solver.Config{
		Job: w.Job, ID: w.ID, Wallet: w.Wallet(name), Dir: filepath.Join(w.Dir, name), Executor: solvertest.Executor,
		Feed: w.Feed(name), Poll: solvertest.Poll, Busy: w.Pace.Busy,
	}
}

func verifierConfig(w *solvertest.World, name string) verifier.Config {
	return verifier.Config{
		Job: w.Job, ID: w.ID, Wallet: w.Wallet(name), Dir: filepath.Join(w.Dir, name), Executor: solvertest.Executor,
		Feed: w.Feed(name), Rate: 1, Secret: [32]byte{1, name[0]}, Poll: solvertest.Poll, Patience: patience, Busy: w.Pace.Busy,
		Observe: func(e verifier.Event) {
			switch e := e.(type) {
			case verifier.Troubled:
				w.T.Logf("%s: %v", name, e.Err)
			case verifier.Refused:
				w.T.Logf("%s refused: %v", name, e.Err)
			}
		},
	}
}

// outcome is what came of a run with solvers and verifiers.
type outcome struct {
	solver   *solver.Result
	verifier map[string]*verifier.Report
}

// play runs a solver and verifiers. When the solver is through and slashed, the client cancels the job as soon as it can, so that the
// verifiers end.
func play(t *testing.T, w *solvertest.World, s solver.Config, verifiers ...verifier.Config) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out := outcome{verifier: map[string]*verifier.Report{}}
	type ended struct {
		name   string
		report *verifier.Report
		err    error
	}
	done := make(chan ended)
	for _, cfg := range verifiers {
		v, err := verifier.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			r, err := v.Run(ctx)
			done <- ended{filepath.Base(cfg.Dir), r, err}
		}()
	}
	x, err := solver.New(s)
	if err == nil {
		out.solver, err = x.Run(ctx)
	}
	if err != nil {
		cancel()
		t.Errorf("solver: %v", err)
	} else if out.solver.Outcome == solver.Slashed {
		go giveUp(ctx, w, out.solver.Attempt)
	}
	for range verifiers {
		e := <-done
		if e.err != nil {
			t.Errorf("verifier %s: %v", e.name, e.err)
		}
		out.verifier[e.name] = e.report
	}
	return out
}

// giveUp cancels the job when the attempt is settled, which is after the time for claims: the verifiers can have their shares first.
func giveUp(ctx context.Context, w *solvertest.World, attempt uint32) {
	customer := w.Wallet("customer")
	for ctx.Err() == nil {
		a, err := w.Client.Attempt(ctx, w.ID, attempt)
		if err == nil && !a.Settled {
			_, _ = customer.Settle(ctx, w.ID, attempt) // refused until it is time
		}
		if err == nil && a.Settled {
			if _, err = customer.Cancel(ctx, w.ID); err == nil {
				return
			}
		}
		time.Sleep(solvertest.Poll)
	}
}

func TestHonestRunIsAuditedAndPaid(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 10, 4))
	sampled := verifierConfig(w, "bob")
	sampled.Rate, sampled.Runner = 0.3, runnertest.Late{New: host.New(solvertest.Executor, 1), Delay: time.Millisecond}.Runner
	blind := verifierConfig(w, "mallory")
	blind.Feed = nil
	out := play(t, w, solverConfig(w, "solver"), verifierConfig(w, "alice"), sampled, blind)
	if out.solver == nil || out.solver.Outcome != solver.Finished {
		t.Fatalf("solver's result %+v", out.solver)
	}
	for name, r := range out.verifier {
		if len(r.Audits) != 4 || len(r.Games) != 0 || len(r.Refused) != 0 {
			t.Errorf("%s: %d audits, %d games, refused %v", name, len(r.Audits), len(r.Games), r.Refused)
		}
		for _, a := range r.Audits {
			if a.Fault != nil || a.Published != (name != "mallory") {
				t.Errorf("%s: audit %+v", name, a)
			}
		}
		if name == "alice" && r.Steps() != 11 {
			t.Errorf("alice executed %d steps, want each of 11 once", r.Steps())
		}
	}
}

func TestEachCheatIsCaught(t *testing.T) {
	for i, kind := range cheat.Kinds[1:] {
		t.Run(string(kind), func(t *testing.T) {
			w := solvertest.New(t, solvertest.Job(t, 7, 3))
			s := solverConfig(w, "solver")
			const at = 5
			w.OK(cheat.Plan{Kind: kind, Step: at, Seed: 3}.Apply(&s))
			v := verifierConfig(w, "alice")
			if i%2 == 0 {
				v.Runner = host.New(solvertest.Executor, 1)
			}
			out := play(t, w, s, v)
			if out.solver == nil || out.solver.Outcome != solver.Slashed {
				t.Fatalf("solver's result %+v", out.solver)
			}
			r := out.verifier["alice"]
			if kind == cheat.Equivocate {
				if len(r.Exposed) != 1 || r.Exposed[0].Step != at || len(r.Games) != 0 {
					t.Errorf("exposed %v, games %d", r.Exposed, len(r.Games))
				}
				checkCredits(t, r, "share")
				return
			}
			if len(r.Games) != 1 || !r.Games[0].Won || r.Games[0].Epoch != 2 {
				t.Fatalf("games %+v, refused %v", r.Games, r.Refused)
			}
			g := r.Games[0]
			if kind != cheat.Withhold && (!g.StepNamed || g.Step != at || g.Moves > 8) {
				t.Errorf("the game named step %d (%v) in %d moves", g.Step, g.StepNamed, g.Moves)
			}
			if kind != cheat.Withhold {
				checkCredits(t, r, "challenger's bond", "gas", "share")
			}
			last := r.Audits[len(r.Audits)-1]
			if last.Epoch != 2 || last.Fault == nil || last.Published != (kind != cheat.Withhold) || last.Published && last.Fault.Step != at {
				t.Errorf("last audit %+v", last)
			}
		})
	}
}

// checkCredits checks that a verifier's credits have these reasons, and add up to what it withdrew.
func checkCredits(t *testing.T, r *verifier.Report, want ...string) {
	t.Helper()
	sum := chain.Wei{}
	var got []string
	for _, c := range r.Credits {
		got = append(got, c.Reason)
		sum = sum.Add(c.Amount)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("credits for %v, want %v", got, want)
	}
	if sum != r.Withdrawn {
		t.Errorf("credits are %s, withdrawn %s", sum, r.Withdrawn)
	}
}

func TestSamplingFindsWhatItSamples(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 12, 12))
	s := solverConfig(w, "solver")
	s.CheckpointEvery = 1
	w.OK(cheat.Plan{Kind: cheat.Batch, Step: 6}.Apply(&s))
	a, b := verifierConfig(w, "alice"), verifierConfig(w, "bob")
	a.Rate, b.Rate = 0.5, 0.5
	out := play(t, w, s, a, b, verifierConfig(w, "mallory"))
	for _, name := range []string{"alice", "bob"} {
		r := out.verifier[name]
		for _, x := range r.Audits {
			if x.Epoch == 0 {
				continue
			}
			// With a checkpoint at every step an audit executes what it sampled, and no more.
			drawn := slices.Contains(x.Sampled, 6)
			if len(x.Sampled) != 6 || drawn != (x.Fault != nil) || drawn && x.Fault.Step != 6 || !drawn && x.Executed != 6 {
				t.Errorf("%s: audit %+v", name, x)
			}
		}
	}
}

// broken is an executor with a fault of its own: a verifier's memory, say.
type broken struct{ trainer.Executor }

func (x broken) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	err := x.Executor.Step(ctx, next, prev, t, visit)
	if t == 3 {
		next[0].Words[5] ^= 1
	}
	return err
}

func TestBrokenVerifierRisksNothing(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 6, 3))
	cfg := verifierConfig(w, "alice")
	cfg.Executor = func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		x, err := solvertest.Executor(p, consts)
		return broken{x}, err
	}
	cfg.Second = truth.Reference
	out := play(t, w, solverConfig(w, "solver"), cfg)
	r := out.verifier["alice"]
	if len(r.Games) != 0 || len(r.Refused) == 0 {
		t.Errorf("games %v, refused %v", r.Games, r.Refused)
	}
	if out.solver == nil || out.solver.Outcome != solver.Finished {
		t.Errorf("solver's result %+v", out.solver)
	}
}

func TestHostileMessagesAreIgnoredAndCounted(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 6, 3))
	nc, err := w.Server.Connect("mallory")
	w.OK(err)
	defer nc.Close()
	f := w.Feed("mallory")
	thief := w.Wallet("mallory").Account().Key
	forged := &commit.Commitment{Job: w.ID, Attempt: 1, Step: 0, Root: checkpoint.Root{1}}
	w.OK(forged.Sign(w.Client.Domain(), thief))
	w.OK(f.Publish(t.Context(), forged))
	elsewhere := *forged
	elsewhere.Attempt = 9
	w.OK(f.Publish(t.Context(), &elsewhere))
	w.OK(f.Flush(t.Context()))
	subject := "refute." + w.ID.String()[2:]
	for _, s := range []string{".commit", ".checkpoint"} {
		w.OK(nc.Publish(subject+s, []byte("nonsense")))
	}
	a := &commit.Checkpoint{Job: w.ID, Attempt: 1, Step: 3, Root: checkpoint.Root{1}, Object: "trap", Size: 1}
	w.OK(a.Sign(w.Client.Domain(), thief))
	w.OK(f.Announce(t.Context(), a))
	w.OK(nc.Flush())
	out := play(t, w, solverConfig(w, "solver"), verifierConfig(w, "alice"))
	r := out.verifier["alice"]
	if len(r.Audits) != 3 || len(r.Refused) != 0 || out.solver == nil || out.solver.Outcome != solver.Finished {
		t.Errorf("audits %+v, refused %v, result %+v", r.Audits, r.Refused, out.solver)
	}
	m := r.Messages
	if m[feed.Malformed] != 2 || m[feed.Forged] != 1 || m[feed.Misplaced] != 2 || m.Ignored() != 5 {
		t.Errorf("messages: %v", m)
	}
}

func TestConfigIsChecked(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 3, 3))
	for name, change := range map[string]func(*verifier.Config){
		"rate 0":     func(c *verifier.Config) { c.Rate = 0 },
		"rate 2":     func(c *verifier.Config) { c.Rate = 2 },
		"no secret":  func(c *verifier.Config) { c.Secret = [32]byte{} },
		"no dir":     func(c *verifier.Config) { c.Dir = "" },
		"no job":     func(c *verifier.Config) { c.Job = nil },
		"no wallet":  func(c *verifier.Config) { c.Wallet = nil },
		"no machine": func(c *verifier.Config) { c.Executor = nil },
	} {
		cfg := verifierConfig(w, "alice")
		change(&cfg)
		if _, err := verifier.New(cfg); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	cfg := verifierConfig(w, "alice")
	cfg.Job = solvertest.Job(t, 4, 3)
	v, err := verifier.New(cfg)
	w.OK(err)
	if _, err := v.Run(t.Context()); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("another job: %v", err)
	}
}
