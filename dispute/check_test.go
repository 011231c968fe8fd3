package dispute_test

import (
	"context"
	"errors"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint/job"
	"refute/dispute"
	"refute/trainer"
	"refute/trainer/tensor"
)

// liarStates gives another state for a step than its root says.
type liarStates struct {
	*bisecttest.Run
	step uint32
}

func (l liarStates) State(ctx context.Context, t uint32) ([]tensor.Tensor, error) {
	s, err := l.Run.State(ctx, t)
	if err != nil || t != l.step {
		return s, err
	}
	out := make([]tensor.Tensor, len(s))
	for i := range s {
		out[i] = s[i].Clone()
	}
	out[0].Words[5] ^= 1
	return out, nil
}

// Attack: an honest node with bad local data. It refuses to bond, and says which check failed.
func TestAttackBadLocalData(t *testing.T) {
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KUpdate, 7, 1<<22)
	wrong, own := runOf(t, j, hook), runOf(t, j, nil)
	w := newWorld(t, wrong, nil)
	ctx := t.Context()
	step, right := uint32(6), uint32(7)
	claimed, err := wrong.State(ctx, 6)
	w.ok(err)
	good := dispute.Case{Table: w.table, Epoch: 2, Step: &step, States: wrong, Claimed: claimed, Executors: [2]trainer.NewExecutor{fast, nil}}
	f, err := good.Check(ctx)
	if err != nil || f.Asked != 1 || f.Step != 6 {
		t.Fatalf("a good case is refused, or the contract was not asked: %+v, %v", f, err)
	}
	withheldCase := dispute.Case{Table: w.table, Epoch: 2, States: own, Executors: [2]trainer.NewExecutor{fast, nil}}
	if f, err = withheldCase.Check(ctx); err != nil || f.Asked == 0 {
		t.Fatalf("a good case without published roots is refused: %+v, %v", f, err)
	}
	other := bisecttest.Job(9, 4)
	other.Consts[1].Words[17] ^= 1 // the data set has changed since the table was made
	broken := bisecttest.Executor(bisecttest.Flip(6, bisecttest.KPick, 1, 1))
	for _, c := range []struct {
		name   string
		change func(c *dispute.Case)
		check  string
	}{
		{"data set", func(c *dispute.Case) {
			table := *c.Table
			table.Job, c.Table = other, &table
		}, dispute.CheckJob},
		{"another run's history", func(c *dispute.Case) { c.States = own }, dispute.CheckAnchor},
		{"step of another epoch", func(c *dispute.Case) { s := uint32(9); c.Step = &s }, dispute.CheckAnchor},
		{"epoch that is not anchored", func(c *dispute.Case) { c.Epoch = 4 }, dispute.CheckAnchor},
		{"state before the step", func(c *dispute.Case) { c.States = liarStates{wrong, 5} }, dispute.CheckBefore},
		{"one broken executor", func(c *dispute.Case) { c.Executors[0] = broken }, dispute.CheckExecutors},
		{"the other broken executor", func(c *dispute.Case) { c.Executors[1] = broken }, dispute.CheckExecutors},
		{"both executors broken alike", func(c *dispute.Case) {
			c.Executors = [2]trainer.NewExecutor{bisecttest.Executor(bisecttest.Flip(6, bisecttest.KUpdate, 3, 1)), bisecttest.Executor(bisecttest.Flip(6, bisecttest.KUpdate, 3, 1))}
		}, dispute.CheckReferee},
		{"a step that is right", func(c *dispute.Case) { c.Step = &right }, dispute.CheckAgreement},
		{"withheld: the run is the solver's", func(c *dispute.Case) { c.Step, c.States = nil, wrong }, dispute.CheckAgreement},
		{"withheld: an earlier epoch differs", func(c *dispute.Case) {
			c.Step, c.States = nil, runOf(t, j, bisecttest.Flip(3, bisecttest.KUpdate, 0, 1<<22))
		}, dispute.CheckAnchor},
		{"withheld: the run is broken", func(c *dispute.Case) {
			c.Step, c.States = nil, runOf(t, j, bisecttest.Flip(8, bisecttest.KUpdate, 0, 1<<22))
		}, dispute.CheckExecutors},
	} {
		bad := good
		c.change(&bad)
		before, err := w.client.Balance(ctx, w.wallets["alice"].Address())
		w.ok(err)
		_, _, err = bad.Open(ctx, w.wallets["alice"], [32]byte{1})
		var refusal *dispute.BadDataError
		if !errors.As(err, &refusal) || refusal.Check != c.check {
			t.Errorf("%s: got %v, want the check of the %s to fail", c.name, err, c.check)
		}
		if after, err := w.client.Balance(ctx, w.wallets["alice"].Address()); err != nil || after != before {
			t.Errorf("%s: money was risked: %v", c.name, err)
		}
	}
	// The good cases win.
	for i, c := range []dispute.Case{good, withheldCase} {
		if i == 1 {
			w.begin(wrong, nil)
			c.Table = w.table
		}
		challenge, _, err := c.Open(ctx, w.wallets["alice"], [32]byte{byte(i)})
		w.ok(err)
		var shown bisect.Published
		if i == 0 {
			shown = bisect.Shown{Truth: local(wrong, hook, true)}
		}
		g := w.play(challenge.Game, w.solver(dispute.Defence(w.table, wrong, bisecttest.Executor(hook))), w.player("alice", bisect.Challenger, c.Strategy(shown)))
		w.wins(g, bisect.Challenger)
	}
}

// Attack: a client that withholds its data set, or shows another one. A solver and a verifier compare it with the job's spec first.
func TestAttackClientWithholdsData(t *testing.T) {
	r := runOf(t, bisecttest.Job(2, 2), nil)
	w := newWorld(t, r, nil)
	for _, change := range []func(*job.Job){
		func(j *job.Job) { j.Consts[1].Words[0] ^= 1 },
		func(j *job.Job) { j.Seed++; j.Consts[0] = tensor.FromU32(job.SeedWords(j.Seed)) },
		func(j *job.Job) { j.Steps++ },
		func(j *job.Job) { j.Programs[1].Kernels[0].Name = "other" },
	} {
		j := bisecttest.Job(2, 2)
		change(j)
		var mismatch *job.MismatchError
		if _, err := dispute.NewTable(t.Context(), w.client, w.table.ID, j); !errors.As(err, &mismatch) {
			t.Errorf("got %v, want a MismatchError", err)
		}
	}
}
