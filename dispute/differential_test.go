package dispute_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/trainer/tensor"
)

// The contract and package bisect are two implementations of one specification: on random sequences of actions, true and false, by all
// kinds of senders, they accept and refuse the same, and stand at the same position after each.
func TestDifferential(t *testing.T) {
	j := bisecttest.Job(9, 4)
	// Wrong almost everywhere, so that both sides win some.
	hook := func(_ uint32, kernel int, out tensor.Tensor) {
		for i := range out.Words {
			if kernel%2 == 1 {
				out.Words[i] ^= 1 << 22
			}
		}
	}
	wrong := runOf(t, j, hook)
	w := newWorld(t, wrong, nil)
	ctx := t.Context()
	accepted, refused := map[string]int{}, map[string]int{}
	ends := map[bisect.Side]int{}
	for seed := range uint64(24) {
		rng := rand.New(rand.NewPCG(seed, 3))
		e := checkpoint.Epoch(seed % 4)
		ask := seed%3 == 0
		if _, err := w.client.Job(ctx, w.table.ID); err != nil {
			t.Fatal(err)
		}
		if g, err := w.client.Job(ctx, w.table.ID); err == nil && e >= g.Anchors {
			w = newWorld(t, wrong, nil) // the attempt fell: another
		}
		id := w.open("alice", e, ask)
		r, err := w.client.Game(ctx, id)
		w.ok(err)
		g, err := w.table.Position(ctx, r, bisect.Challenger)
		w.ok(err)
		d := defence(wrong, hook)
		c := &bisecttest.Griefer{Truth: local(wrong, hook, true), Seed: seed}
		for range 60 {
			if g.Phase == bisect.Done {
				break
			}
			by, name := bisect.Challenger, "alice"
			var move []bisect.Action
			var err error
			switch rng.IntN(5) {
			case 0, 1:
				by, name = bisect.Defender, "solver"
				move, err = d.Next(ctx, g)
			case 2, 3:
				move, err = c.Next(ctx, g)
			default: // somebody else does what the defender would
				by, name = bisect.Nobody, "bob"
				move, err = d.Next(ctx, g)
			}
			if err != nil || len(move) == 0 {
				continue
			}
			// A lie now and then, or the right action by the wrong side.
			switch rng.IntN(3) {
			case 0:
				if bad, ok := bisecttest.Corrupt(rng, move[0]); ok {
					move = []bisect.Action{bad}
				}
			case 1:
				if rng.IntN(3) == 0 {
					by, name = by.Other(), map[bisect.Side]string{bisect.Challenger: "solver", bisect.Defender: "alice", bisect.Nobody: "mallory"}[by]
				}
			}
			encoded, err := dispute.Encode(w.table.Spec, move...)
			if err != nil {
				continue // out of the ranges of the encoding
			}
			r, err := w.client.Game(ctx, id)
			w.ok(err)
			_, chainErr := w.wallets[name].Move(ctx, id, r.Head, encoded)
			goErr := g.Move(by, move...)
			what := move[0].Name()
			if (chainErr == nil) != (goErr == nil) {
				t.Fatalf("seed %d: %s by %s at %s: the contract says %v, bisect %v", seed, what, by, g.Where(j), chainErr, goErr)
			}
			if goErr != nil {
				refused[what]++
				continue
			}
			accepted[what]++
			same(t, w, id, g)
		}
		if g.Phase == bisect.Done {
			ends[g.Winner]++
		}
		w.conserved()
	}
	for _, what := range []string{"Descend", "Reveal", "Step", "ClaimTrace", "AskState", "Kernel", "RevealLeaf", "Element", "ClaimSums", "Pick", "JudgeWindow", "JudgeState"} {
		if accepted[what] == 0 {
			t.Errorf("no %s was accepted: %v", what, accepted)
		}
		if refused[what] == 0 && what != "AskState" {
			t.Errorf("no %s was refused: %v", what, refused)
		}
	}
	if ends[bisect.Challenger] == 0 || ends[bisect.Defender] == 0 {
		t.Errorf("games ended %v: want both sides to win some", ends)
	}
	t.Logf("accepted %v, refused %v, won %v", accepted, refused, ends)
}

// same compares the contract's position with the state machine's.
func same(t *testing.T, w *world, id chain.GameID, g *bisect.Game) {
	t.Helper()
	ctx := context.Background()
	r, err := w.client.Game(ctx, id)
	w.ok(err)
	on, err := w.table.Position(ctx, r, bisect.Challenger)
	w.ok(err)
	type common struct {
		phase         bisect.Phase
		turn          bisect.Side
		moves, height int
		node          bisect.Root
		index         uint64
		step, kernel  uint32
		element       int64
		lo, hi        int64
		plo, phi      uint32
		state, before bisect.Root
		trace         bisect.Root
		winner        bisect.Side
		children      int
		values        int
		leaf          bool
	}
	of := func(g *bisect.Game) common {
		c := common{
			phase: g.Phase, turn: g.Turn, moves: g.Moves, step: g.Step, state: g.State, before: g.Before, trace: g.Trace, winner: g.Winner,
		}
		if g.Phase.Tree() {
			c.node, c.height, c.index, c.children = g.Node, g.Height, g.Index, len(g.Children)
			c.leaf = g.Leaf != nil
		}
		if g.Op != nil {
			c.kernel = g.Kernel
		}
		if g.Phase == bisect.Sums || g.Phase == bisect.Window {
			c.element, c.lo, c.hi, c.plo, c.phi, c.values = g.Element, g.Lo, g.Hi, g.PLo, g.PHi, len(g.Values)
		}
		return c
	}
	if a, b := of(on), of(g); a != b {
		t.Fatalf("the contract stands at\n%+v\nbisect at\n%+v", a, b)
	}
	for i := range g.Path {
		if on.Phase.Tree() && (i >= len(on.Path) || on.Path[i] != g.Path[i]) {
			t.Fatalf("the paths differ")
		}
	}
}
