package board

import (
	"strings"
	"testing"

	"refute/checkpoint"
)

func newBoard(t *testing.T) *Board {
	t.Helper()
	b, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPathNames(t *testing.T) {
	var names []string
	for _, p := range Paths {
		names = append(names, p.String())
	}
	if got := strings.Join(names, " "); got != "published-4 published-6 published-8 withheld-9 withheld-11 withheld-13" {
		t.Errorf("the paths are %s", got)
	}
}

// A run is wrong from the place's step on, and not before; the same draw gives the same run on another board, in any order.
func TestPlaces(t *testing.T) {
	b, other := newBoard(t), newBoard(t)
	steps, kernels := map[uint32]bool{}, map[uint32]bool{}
	const n = 40
	for _, p := range Paths {
		for draw := range uint64(n) {
			c, err := b.Wrong(p, draw)
			if err != nil {
				t.Fatal(err)
			}
			r := c.Defender.(*memo).make().States.(*run)
			if at, ok := checkpoint.FirstDifference(r.roots[:], b.honest.roots[:]); !ok || uint32(at) != c.Place.Step {
				t.Errorf("%s, place %d: the runs differ at step %d, want %d", p, draw, at, c.Place.Step)
			}
			if k := c.Place.Kernel; uint64(b.Job.Programs[1].Kernels[k].Windows()) != windows[p.Rounds] {
				t.Errorf("%s, place %d: kernel %d", p, draw, k)
			}
			steps[c.Place.Step], kernels[c.Place.Kernel] = true, true
			if h := b.Honest(p, draw); h.Wrong || h.Place != c.Place || h.Claim.Anchor == c.Claim.Anchor {
				t.Errorf("%s, place %d: the honest run's is %+v", p, draw, h.Place)
			}
		}
		for draw := range uint64(5) {
			a, err := b.Wrong(p, n-1-draw+Places)
			if err != nil {
				t.Fatal(err)
			}
			c, err := other.Wrong(p, n-1-draw)
			if err != nil {
				t.Fatal(err)
			}
			if a.Place != c.Place || a.Claim.Anchor != c.Claim.Anchor {
				t.Errorf("%s: two boards disagree about place %d", p, n-1-draw)
			}
		}
	}
	if len(steps) < Steps/2 || len(kernels) != 7 {
		t.Errorf("places in %d steps of %d and %d kernels", len(steps), Steps, len(kernels))
	}
}
