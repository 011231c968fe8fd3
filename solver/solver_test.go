package solver_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/contracts/chain"
	"refute/solver"
	"refute/solver/solvertest"
)

func config(w *solvertest.World, name string) solver.Config {
	return solver.Config{
		Job: w.Job, ID: w.ID, Wallet: w.Wallet(name), Dir: filepath.Join(w.Dir, name), Executor: solvertest.Executor,
		Feed: w.Feed(name), Poll: solvertest.Poll, Busy: w.Pace.Busy,
	}
}

func run(ctx context.Context, cfg solver.Config) (*solver.Result, error) {
	s, err := solver.New(cfg)
	if err != nil {
		return nil, err
	}
	return s.Run(ctx)
}

func TestHonestRunIsPaid(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 10, 4))
	cfg := config(w, "solver")
	var steps []uint32
	var anchored []checkpoint.Epoch
	losses := 0
	cfg.Observe = func(e solver.Event) {
		switch e := e.(type) {
		case solver.Stepped:
			steps = append(steps, e.Step)
			if e.HasLoss && e.Loss > 0 {
				losses++
			}
		case solver.Anchored:
			anchored = append(anchored, e.Epoch)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := run(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if r.Outcome != solver.Finished || r.Steps != 10 || r.Paid != w.Terms.Bond.Add(solvertest.Reward) {
		t.Errorf("result %+v", r)
	}
	if len(steps) != 11 || steps[0] != 0 || steps[10] != 10 || len(anchored) != 4 || losses != 10 {
		t.Errorf("steps %v, anchors %v, %d losses", steps, anchored, losses)
	}
	j, err := w.Client.Job(t.Context(), w.ID)
	if err != nil || j.Phase != chain.JobDone || j.State != r.State || j.History != r.History || r.History.IsZero() {
		t.Errorf("job %+v, %v", j, err)
	}
	if again, err := run(ctx, cfg); err != nil || again.Outcome != solver.Finished || !again.Paid.IsZero() {
		t.Errorf("run again: %+v, %v", again, err)
	}
}

func TestNothingIsRiskedOnAnotherJob(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 10, 4))
	cfg := config(w, "solver")
	other := solvertest.Job(t, 11, 4)
	cfg.Job = other
	var mismatch *job.MismatchError
	if _, err := run(t.Context(), cfg); !errors.As(err, &mismatch) {
		t.Errorf("another job: %v", err)
	}
	hasty := config(w, "solver")
	hasty.MinExtension = time.Hour
	var terms *solver.TermsError
	if _, err := run(t.Context(), hasty); !errors.As(err, &terms) || terms.Term != "extension" {
		t.Errorf("a job without time for an answer: %v", err)
	}
	j, err := w.Client.Job(t.Context(), w.ID)
	if err != nil || j.Phase != chain.JobOpen {
		t.Errorf("job %+v, %v", j, err)
	}
	if _, err := run(t.Context(), config(w, "solver")); err != nil {
		t.Fatal(err)
	}
	var taken *solver.TakenError
	if _, err := run(t.Context(), config(w, "second")); !errors.As(err, &taken) {
		t.Errorf("a job that is another's: %v", err)
	}
}
