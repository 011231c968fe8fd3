package dispute_test

import (
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/contracts/chain"
)

// A wrong step is found and judged over the chain, by games of both kinds.
func TestWrongStep(t *testing.T) {
	j := bisecttest.Job(9, 4)
	own := runOf(t, j, nil)
	for _, c := range []struct {
		name            string
		step            uint32
		kernel, element int
		bits            uint32
		withheld        int // moves
		published       int
	}{
		{"long sum", 6, bisecttest.KLanes, 3, 1 << 22, 13, 8},
		{"gather", 5, bisecttest.KPick, 41, 1 << 22, 9, 4},
		{"second leaf", 2, bisecttest.KUpdate, 299, 1 << 22, 11, 4},
		{"init", 0, 0, 280, 1 << 22, 8, 4},
		{"last step", 9, bisecttest.Kernels - 1, 0, 1, 9, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			hook := bisecttest.Flip(c.step, c.kernel, c.element, c.bits)
			r := runOf(t, j, hook)
			w := newWorld(t, r, nil)
			e := w.table.Spec.Epochs().Of(c.step)
			for _, mode := range []string{"withheld", "published"} {
				if mode == "published" { // the attempt is over with the first game lost: another world
					w = newWorld(t, r, nil)
				}
				var g *chain.Game
				if mode == "withheld" {
					id := w.open("alice", e, true)
					g = w.play(id, w.solver(defence(r, hook)), w.player("alice", bisect.Challenger, withheld(own)))
				} else {
					id := w.open("alice", e, false)
					g = w.play(id, w.solver(defence(r, hook)), w.player("alice", bisect.Challenger, published(r, c.step, local(r, hook, true))))
				}
				w.wins(g, bisect.Challenger)
				want := c.withheld
				if mode == "published" {
					want = c.published
				}
				if g.Step != c.step || int(g.Record.Kernel) != c.kernel || int(g.Record.Element) != c.element || int(g.Moves) != want {
					t.Errorf("%s: step %d, kernel %d, element %d after %d moves: want %d", mode, g.Step, g.Record.Kernel, g.Record.Element, g.Moves, want)
				}
			}
		})
	}
}
