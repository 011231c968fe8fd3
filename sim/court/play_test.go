package court

import (
	"testing"

	"refute/bisect"
	"refute/sim/court/board"
)

func newBoard(t testing.TB) *board.Board {
	t.Helper()
	b, err := known()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func finish(t testing.TB, p *Play) {
	t.Helper()
	if _, err := p.Finish(); err != nil {
		t.Fatal(err)
	}
}

// Every path of every drawn place goes to the verdict in the number of moves that it promises.
func TestPaths(t *testing.T) {
	b := newBoard(t)
	for _, path := range board.Paths {
		for draw := range uint64(24) {
			c, err := b.Wrong(path, draw)
			if err != nil {
				t.Fatal(err)
			}
			p := NewPlay(c, path, Defend(c), Doubt(c, path))
			finish(t, p)
			g := p.Game
			if g.Winner != bisect.Challenger || g.Moves != path.Moves() {
				t.Errorf("%s, place %d: the %s won after %d moves: %s", path, draw, g.Winner, g.Moves, g.Reason)
			}
			if g.Step != c.Place.Step || g.Kernel != c.Place.Kernel || g.Element != c.Place.Element {
				t.Errorf("%s: the game led to step %d, kernel %d, element %d: the error is at %+v", path, g.Step, g.Kernel, g.Element, c.Place)
			}
			h := b.Honest(path, draw)
			p = NewPlay(h, path, Defend(h), Accuse(h, path))
			finish(t, p)
			if g := p.Game; g.Winner != bisect.Defender || g.Moves != path.Moves()+1 {
				t.Errorf("%s, place %d: a false challenge: the %s won after %d moves: %s", path, draw, g.Winner, g.Moves, g.Reason)
			}
		}
	}
}

// A side that falls silent loses, wherever it does.
func TestSilence(t *testing.T) {
	b := newBoard(t)
	for _, path := range board.Paths {
		for from := bisect.History; from < bisect.Done; from++ {
			c, err := b.Wrong(path, uint64(from))
			if err != nil {
				t.Fatal(err)
			}
			p := NewPlay(c, path, bisect.Silent{Player: Defend(c), From: from}, Doubt(c, path))
			finish(t, p)
			if p.Game.Winner != bisect.Challenger {
				t.Errorf("%s: a defender silent from %s wins", path, from)
			}
			p = NewPlay(c, path, Defend(c), bisect.Silent{Player: Doubt(c, path), From: bisect.History})
			finish(t, p)
			if p.Game.Winner != bisect.Defender {
				t.Errorf("%s: a challenger that never moves wins", path)
			}
			h := b.Honest(path, uint64(from))
			for _, slow := range []bool{false, true} {
				a := Accuse(h, path)
				a.Slow = slow
				p = NewPlay(h, path, Defend(h), bisect.Silent{Player: a, From: from})
				finish(t, p)
				if p.Game.Winner != bisect.Defender {
					t.Errorf("%s: a false challenger silent from %s wins", path, from)
				}
			}
		}
	}
}

// benchmark plays games about places drawn in turn.
func benchmark(b *testing.B, path board.Path) {
	bd := newBoard(b)
	play := func(n int) {
		c, err := bd.Wrong(path, uint64(n))
		if err != nil {
			b.Fatal(err)
		}
		finish(b, NewPlay(c, path, Defend(c), Doubt(c, path)))
	}
	for n := range board.Places {
		play(n)
	}
	b.ResetTimer()
	for n := range b.N {
		play(n)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "disputes/s")
}

func BenchmarkGame(b *testing.B) {
	for _, path := range board.Paths {
		b.Run(path.String(), func(b *testing.B) { benchmark(b, path) })
	}
}
