package verifier_test

import (
	"context"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/checkpoint/replay"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/dispute/truth"
	"refute/solver"
	"refute/solver/cheat"
	"refute/solver/solvertest"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// checkCaught checks that the cheat at step 5 of seven was found, and won.
func checkCaught(t *testing.T, out outcome) {
	t.Helper()
	r := out.verifier["alice"]
	if out.solver == nil || out.solver.Outcome != solver.Slashed || len(r.Games) != 1 || !r.Games[0].Won || r.Games[0].Epoch != 2 {
		t.Fatalf("solver's result %+v, games %+v, refused %v", out.solver, r.Games, r.Refused)
	}
}

// A solver that cheats on a card is convicted by a verifier without one, and the other way round.
func TestCheatsOnACard(t *testing.T) {
	for _, kind := range []cheat.Kind{cheat.ULP, cheat.Round, cheat.Withhold} {
		t.Run("solver/"+string(kind), func(t *testing.T) {
			w := solvertest.New(t, solvertest.Job(t, 7, 3))
			s := solverConfig(w, "solver")
			s.Executor = solvertest.CardExecutor(solvertest.Card(t, 1))
			w.OK(cheat.Plan{Kind: kind, Step: 5, Seed: 3}.Apply(&s))
			checkCaught(t, play(t, w, s, verifierConfig(w, "alice")))
		})
		t.Run("verifier/"+string(kind), func(t *testing.T) {
			w := solvertest.New(t, solvertest.Job(t, 7, 3))
			s := solverConfig(w, "solver")
			w.OK(cheat.Plan{Kind: kind, Step: 5, Seed: 3}.Apply(&s))
			v := verifierConfig(w, "alice")
			card := solvertest.Card(t, 2)
			if v.Executor = solvertest.CardExecutor(card); kind != cheat.Round {
				v.Runner = solvertest.CardRunner(card)
			}
			checkCaught(t, play(t, w, s, v))
		})
	}
}

// another is a runner that trains on another batch at a step.
type another struct {
	trainer.Runner
	at uint32
}

func (r another) Step(ctx context.Context, p *program.Program, t uint32) (trainer.Pending, error) {
	if t == r.at {
		t++
	}
	return r.Runner.Step(ctx, p, t)
}

// The same with a state that stays on the card, where the cheat is.
func TestCheatStaysOnTheCard(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 7, 3))
	card := solvertest.Card(t, 3)
	s := solverConfig(w, "solver")
	s.Executor = solvertest.CardExecutor(card)
	w.OK(cheat.Plan{Kind: cheat.Batch, Step: 5}.Apply(&s)) // it defends what it computed
	s.Runner = func(programs []*program.Program, consts []tensor.Tensor, o trainer.RunnerOptions) (trainer.Runner, error) {
		r, err := solvertest.CardRunner(card)(programs, consts, o)
		return another{r, 5}, err
	}
	out := play(t, w, s, verifierConfig(w, "alice"))
	checkCaught(t, out)
	if g := out.verifier["alice"].Games[0]; !g.StepNamed || g.Step != 5 {
		t.Errorf("the game named step %d (%v)", g.Step, g.StepNamed)
	}
}

// An honest solver whose state stays on a card is audited by a verifier without one, and by one with a card of its own, wins against who disputes
// what is right, and is paid.
func TestHonestOnACard(t *testing.T) {
	w := solvertest.New(t, solvertest.Job(t, 10, 4))
	card := solvertest.Card(t, 4)
	s := solverConfig(w, "solver")
	s.Executor, s.Runner, s.CheckpointEvery = solvertest.CardExecutor(card), solvertest.CardRunner(card), 3
	games := make(chan *chain.Game, 3)
	mallory := w.Wallet("mallory") // one for all games: it counts their nonces
	s.Observe = func(e solver.Event) {
		if a, ok := e.(solver.Anchored); ok && a.Epoch >= 1 {
			release := w.Pace.Busy() // the windows stay open until the game is
			go func() { games <- grief(t, w, mallory, a, release) }()
		}
	}
	v := verifierConfig(w, "bob")
	own := solvertest.Card(t, 5)
	v.Executor, v.Runner = solvertest.CardExecutor(own), solvertest.CardRunner(own)
	out := play(t, w, s, verifierConfig(w, "alice"), v)
	if out.solver == nil || out.solver.Outcome != solver.Finished || len(out.solver.Games) != 3 {
		t.Fatalf("solver's result %+v", out.solver)
	}
	for range 3 {
		if g := <-games; g == nil || g.Won {
			t.Errorf("the griefer's game: %+v", g)
		}
	}
	for name, r := range out.verifier {
		if len(r.Audits) != 4 || len(r.Games) != 0 || len(r.Refused) != 0 {
			t.Errorf("%s: %d audits, %d games, refused %v", name, len(r.Audits), len(r.Games), r.Refused)
		}
	}
}

// grief disputes an epoch that is right.
func grief(t *testing.T, w *solvertest.World, wallet *chain.Wallet, a solver.Anchored, opened func()) *chain.Game {
	defer opened()
	table, err := dispute.NewTable(t.Context(), w.Client, w.ID, w.Job)
	if err != nil {
		t.Error(err)
		return nil
	}
	states := &replay.Run{Job: w.Job, Executors: replay.NewExecutors(w.Job, solvertest.Executor)}
	g := &bisecttest.Griefer{Truth: &truth.Local{Job: w.Job, States: states, Executor: solvertest.Executor}, Seed: uint64(a.Epoch)}
	first, _ := w.Terms.Spec.Epochs().Range(a.Epoch)
	report := chain.Report(first, checkpoint.Root{1}, wallet.Address(), [32]byte{})
	id, _, err := wallet.Open(t.Context(), w.ID, a.Epoch, a.Root, report, false, w.Terms.ChallengeBond)
	if err != nil {
		t.Error(err)
		return nil
	}
	p := &dispute.Player{Table: table, Wallet: wallet, Side: bisect.Challenger, Strategy: g, Poll: solvertest.Poll}
	game, err := p.Play(t.Context(), id)
	if err != nil {
		t.Error(err)
	}
	return game
}
