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
	d, c := honest(defence(r, nil)), &griefer{truth: defence(r, nil), seed: seed}
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
				var p bisecttest.Player = &griefer{truth: defence(r, nil), seed: seed}
				if by == bisect.Defender {
					p = honest(defence(r, nil))
				}
				move, err := p.Next(context.Background(), g)
				if err != nil || len(move) == 0 {
					continue
				}
				bad, ok := corrupt(rng, move[0])
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

// corrupt changes a true action so that it is not one any more.
func corrupt(rng *rand.Rand, a bisect.Action) (bisect.Action, bool) {
	roots := func(in []bisect.Root) []bisect.Root {
		out := append([]bisect.Root(nil), in...)
		switch n := rng.IntN(3); {
		case n == 0 || len(out) == 0:
			out = append(out, bisect.Root{})
		case n == 1:
			out = out[:len(out)-1]
		default:
			out[rng.IntN(len(out))][rng.IntN(32)] ^= 1 << rng.IntN(8)
		}
		return out
	}
	data := func(in []byte) []byte {
		out := append([]byte(nil), in...)
		switch n := rng.IntN(3); {
		case n == 0 || len(out) == 0:
			out = append(out, 0)
		case n == 1:
			out = out[:len(out)-1]
		default:
			out[rng.IntN(len(out))] ^= 1 << rng.IntN(8)
		}
		return out
	}
	switch a := a.(type) {
	case bisect.Descend:
		switch rng.IntN(4) {
		case 0:
			a.Index ^= 1 << rng.IntN(10)
		case 1:
			a.Height++
		case 2:
			a.Hash[3] ^= 1
		default:
			a.Proof = roots(a.Proof)
		}
		return a, true
	case bisect.Reveal:
		return bisect.Reveal{Children: roots(a.Children)}, true
	case bisect.Step:
		if rng.IntN(2) == 0 {
			a.Before[0] ^= 1
		} else {
			a.Proof = roots(a.Proof)
		}
		return a, true
	case bisect.ClaimTrace:
		a.Children = append(roots(a.Children), bisect.Root{}) // any hashes of the right number are a claim
		for len(a.Children)&(len(a.Children)-1) == 0 {
			a.Children = append(a.Children, bisect.Root{})
		}
		return a, true
	case bisect.OpenKernel:
		a.Section = data(a.Section)
		return a, true
	case bisect.RevealLeaf:
		return bisect.RevealLeaf{Data: data(a.Data)}, true
	case bisect.Element:
		if rng.IntN(2) == 0 {
			a.Index += 300 * int64(1-2*rng.IntN(2))
		} else {
			a.Data = data(a.Data)
		}
		return a, true
	case bisect.ClaimSums:
		return bisect.ClaimSums{Values: append(a.Values, 0)}, true
	case bisect.Pick:
		switch rng.IntN(3) {
		case 0:
			a.Part = len(a.Values) + 1
		case 1:
			a.Part = -1
		default:
			a.Values = append([]uint32(nil), a.Values...)
			a.Values[rng.IntN(len(a.Values))] ^= 1
		}
		return a, true
	case bisect.JudgeWindow:
		if rng.IntN(2) == 0 {
			a.Section = data(a.Section)
		} else {
			a.Openings = data(a.Openings)
		}
		return a, true
	case bisect.JudgeState:
		switch rng.IntN(3) {
		case 0:
			a.Source[0] ^= 1
		case 1:
			a.Header = data(a.Header)
		default:
			a.SourceProof = roots(a.SourceProof)
		}
		return a, true
	}
	return a, false
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
