package bisect_test

import (
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
)

// "A true step: every opening exists, every claim made from the definition is confirmed by the referee wherever the challenger looks."
func TestGrieferLoses(t *testing.T) {
	r := honestRun()
	small := bisect.Arities{History: 1, Outputs: 2, State: 1, Tensor: 1, Sums: 3}
	ends := map[string]int{}
	for seed := range uint64(150) {
		m := of(t, r).epoch(checkpoint.Epoch(seed % 4)).by(honest(defence(r, nil))).against(&bisecttest.Griefer{Truth: defence(r, nil), Seed: seed})
		if seed%3 == 0 {
			m.with(small)
		}
		if m.ask = seed%2 == 0; m.ask {
			m.asking()
		}
		ends[m.wins(bisect.Defender).Reason]++
	}
	for _, reason := range []string{"the referee computed what was claimed", "the state tensor is what the program says"} {
		if ends[reason] == 0 {
			t.Errorf("no game ended so: %s (%v)", reason, ends)
		}
	}
}

// The liars' strategies, combined with both kinds of honest challenger. The false commitment is one bit of one kernel.
func TestLiars(t *testing.T) {
	j := tiny()
	const step = 6
	for _, kernel := range []int{bisecttest.KLanes, bisecttest.KUpdate, bisecttest.KPick, bisecttest.Kernels - 1} {
		hook := bisecttest.Flip(step, kernel, elementOf(kernel), bitsOf(kernel))
		r := mustRun(j, hook, nil)
		for name, lie := range liars(r, hook) {
			for _, mode := range []string{"withheld", "published", "mixed"} {
				m := of(t, r).epoch(2).by(lie)
				switch mode {
				case "withheld":
					m.asking().against(withheld(honestRun()))
				case "published":
					m.against(published(r, step, lie.(liar).shown()))
				case "mixed": // what is shown off chain is not what is claimed on chain
					m.against(published(r, step, defence(r, nil)))
				}
				t.Run(name+"/"+mode, func(t *testing.T) {
					m.t = t
					g := m.wins(bisect.Challenger)
					if limit := bisect.MaxMoves(bisect.ShapeOf(j), false); g.Moves > limit {
						t.Errorf("%d moves, at most %d are promised", g.Moves, limit)
					}
				})
			}
		}
	}
}
