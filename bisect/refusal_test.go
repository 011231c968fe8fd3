package bisect_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
)

// at returns games of the honest run, one at each position that the players come through.
func positions(t *testing.T, seed uint64) []*bisect.Game {
	t.Helper()
	ctx := context.Background()
	r := honestRun()
	m := of(t, r).epoch(2)
	if seed%2 == 0 {
		m.asking()
	}
	g := m.game()
	d, c := honest(defence(r, nil)), &bisecttest.Griefer{Truth: defence(r, nil), Seed: seed}
	var out []*bisect.Game
	for g.Phase != bisect.Done && g.Moves < 100 {
		out = append(out, g.Clone())
		move, err := c.Next(ctx, g)
		by := bisect.Challenger
		if len(move) == 0 && g.Turn == bisect.Defender {
			by = bisect.Defender
			move, err = d.Next(ctx, g)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := g.Move(by, move...); err != nil {
			t.Fatal(err)
		}
	}
	return append(out, g)
}

// A true move that is changed in any way is refused, and a refused move changes nothing.
func TestChangedMovesAreRefused(t *testing.T) {
	r := honestRun()
	refused := map[string]int{}
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 7))
		for _, g := range positions(t, seed) {
			for _, by := range []bisect.Side{bisect.Challenger, bisect.Defender} {
				var p bisect.Player = &bisecttest.Griefer{Truth: defence(r, nil), Seed: seed}
				if by == bisect.Defender {
					p = honest(defence(r, nil))
				}
				move, err := p.Next(context.Background(), g)
				if err != nil || len(move) == 0 {
					continue
				}
				bad, ok := bisecttest.Corrupt(rng, move[0])
				if !ok {
					continue
				}
				after := g.Clone()
				err = after.Move(by, bad)
				var refusal *bisect.ActionError
				if !errors.As(err, &refusal) {
					t.Fatalf("%s: %T %+v is accepted: %v", g.Phase, bad, bad, err)
				}
				if after.Phase != g.Phase || after.Node != g.Node || after.Moves != g.Moves || after.Turn != g.Turn || after.Height != g.Height {
					t.Fatalf("the refused %T changed the position", bad)
				}
				refused[refusal.Action]++
			}
		}
	}
	for _, a := range []string{"Descend", "Reveal", "Step", "ClaimTrace", "Kernel", "RevealLeaf", "Element", "ClaimSums", "Pick", "JudgeWindow", "JudgeState"} {
		if refused[a] == 0 {
			t.Errorf("%s was never tried", a)
		}
	}
}

// An action of the wrong phase, turn or sender is refused with the reason.
func TestRules(t *testing.T) {
	r := honestRun()
	g := of(t, r).epoch(2).game()
	for _, c := range []struct {
		by   bisect.Side
		a    bisect.Action
		want error
	}{
		{bisect.Challenger, bisect.ClaimTrace{}, bisect.ErrPhase},
		{bisect.Challenger, bisect.AskState{}, bisect.ErrPhase},
		{bisect.Challenger, bisect.Pick{}, bisect.ErrPhase},
		{bisect.Defender, bisect.Descend{}, bisect.ErrSender},
		{bisect.Nobody, bisect.Descend{}, bisect.ErrSender},
		{bisect.Defender, bisect.Reveal{}, bisect.ErrTurn}, // nobody has asked
		{bisect.Challenger, bisect.Step{}, bisect.ErrTurn}, // not at a leaf
		{bisect.Challenger, bisect.Descend{Height: g.Height}, bisect.ErrPlace},
		{bisect.Challenger, bisect.Descend{Height: -1}, bisect.ErrPlace},
		{bisect.Challenger, bisect.Descend{Height: 1}, bisect.ErrPlace}, // less far down than a reveal shows
		{bisect.Challenger, bisect.Descend{Index: 4}, bisect.ErrPlace},
		{bisect.Challenger, bisect.Descend{}, bisect.ErrCount},
		{bisect.Challenger, bisect.JudgeWindow{}, bisect.ErrPhase},
		{bisect.Challenger, bisect.JudgeState{}, bisect.ErrPhase},
	} {
		if err := g.Move(c.by, c.a); !errors.Is(err, c.want) {
			t.Errorf("%s by %s: got %v, want %v", c.a.Name(), c.by, err, c.want)
		}
	}
	// The zero subtree beyond the count is as it must be.
	last := of(t, r).epoch(3).game()
	tree, err := defence(r, nil).History(context.Background(), 3)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := tree.(*checkpoint.Tree).Proof(3)
	if err != nil {
		t.Fatal(err)
	}
	if err := last.Move(bisect.Challenger, bisect.Descend{Index: 3, Proof: proof}); !errors.Is(err, bisect.ErrZero) {
		t.Errorf("got %v, want ErrZero", err)
	}
	if err := g.Move(bisect.Challenger); !errors.Is(err, bisect.ErrCount) {
		t.Errorf("an empty move: got %v", err)
	}
	if err := g.Move(bisect.Challenger, bisect.Timeout{}); err != nil || g.Winner != bisect.Defender {
		t.Errorf("time out in the challenger's turn: %v, the %s wins", err, g.Winner)
	}
	if err := g.Move(bisect.Challenger, bisect.Timeout{}); !errors.Is(err, bisect.ErrDone) {
		t.Errorf("got %v, want ErrDone", err)
	}
}
