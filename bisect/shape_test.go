package bisect_test

import (
	"testing"

	"refute/bisect"
)

// docs/protocol.md: "4 moves with one window, 6 with up to 256 windows, 8 with up to 65,536. Withheld … with 2^20 steps, 2^12 kernels, 2^24
// leaves and 2^24 terms that is at most 28."
func TestMaxMoves(t *testing.T) {
	large := bisect.Shape{Epoch: 1 << 20, Kernels: 1 << 12, States: 1 << 12, Leaves: 1 << 24}
	for _, c := range []struct {
		windows             uint64
		published, withheld int
	}{{1, 4, 23}, {2, 6, 25}, {256, 6, 25}, {257, 8, 27}, {1 << 16, 8, 27}, {1<<16 + 1, 10, 29}} {
		s := large
		s.Windows = c.windows
		if got := bisect.MaxMoves(s, true); got != c.published {
			t.Errorf("%d windows, published: %d moves, want %d", c.windows, got, c.published)
		}
		if got := bisect.MaxMoves(s, false); got != c.withheld {
			t.Errorf("%d windows, withheld: %d moves, want %d", c.windows, got, c.withheld)
		}
	}
	large.Windows = 1 << 24 / 256
	if p, w := bisect.MaxMoves(large, true), bisect.MaxMoves(large, false); p > 8 || w > 28 {
		t.Errorf("%d and %d moves, at most 8 and 28 are promised", p, w)
	}
	// The smallest game: nothing to be narrowed anywhere.
	one := bisect.Shape{Epoch: 1, Kernels: 1, States: 1, Leaves: 1, Windows: 1}
	if got := bisect.MaxMoves(one, false); got != 6 { // open, Step, ClaimTrace, Kernel, RevealLeaf, Element with JudgeWindow
		t.Errorf("the smallest game has %d moves, want 6", got)
	}
}

func TestArities(t *testing.T) {
	if err := bisect.DefaultArities.Check(); err != nil {
		t.Error(err)
	}
	for _, a := range []bisect.Arities{{}, {History: 9, Outputs: 6, State: 6, Tensor: 6, Sums: 256}, {History: 5, Outputs: 6, State: 6, Tensor: 6, Sums: 1}} {
		if a.Check() == nil {
			t.Errorf("%v is accepted", a)
		}
	}
}
