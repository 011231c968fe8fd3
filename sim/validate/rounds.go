package validate

import (
	"math"

	"refute/bisect"
	"refute/dispute/referee"
	"refute/sim/court"
	"refute/sim/court/board"
	"refute/sim/kernel"
	"refute/sim/theory"
)

// forRounds is what the random numbers are for that choose a game.
var forRounds = kernel.Named("validate rounds")

var gameLength = []check{{
	name: "rounds", section: 9, form: "⌈log_k n⌉", seen: "moves of games with nothing shown, for those that the form gives",
	runs: 100, play: playRounds, rounds: theory.Rounds,
	twins: []twin{
		{form: "⌊log_k n⌋", why: "a question divides by k", rounds: func(n, k uint64) int {
			r := 0
			for ; n >= k; n /= k {
				r++
			}
			return r
		}},
		{form: "⌈log_2 n⌉", why: "bisection", rounds: func(n, _ uint64) int { return theory.Rounds(n, 2) }},
		{form: "log_k n, rounded", why: "the logarithm is near enough", rounds: func(n, k uint64) int {
			return int(math.Round(math.Log(float64(n)) / math.Log(float64(k))))
		}},
	},
}}

// playRounds plays real games, by the state machine of package bisect, about a real wrong run, with nothing shown off chain: arities and place
// are drawn. Each tree costs a question and a descent a round, but the top of the trace tree, which comes with the claim; then a leaf and an
// element. The disputed sums have one window: trees are padded, so that every leaf is as deep as any, but a sum's last part may be shorter than
// the others, and its game too.
func playRounds() (func(draw uint64) (game, error), error) {
	b, err := board.New()
	if err != nil {
		return nil, err
	}
	shape := bisect.ShapeOf(b.Job)
	return func(draw uint64) (game, error) {
		s := kernel.NewSource(kernel.Seed(draw), 0).Stream(0, forRounds)
		at := func(lo, hi uint64) int { return int(lo + s.Below(hi-lo+1)) }
		a := bisect.Arities{History: at(1, 6), Outputs: at(1, 3), State: at(1, 3), Tensor: at(1, 6), Sums: at(2, 400)}
		return playOne(b, board.Path{Withheld: true}, s.Below(places), a, shape)
	}, nil
}

// places is how many wrong runs are played about: to compute one takes longer than to play about it.
const places = 8

func playOne(b *board.Board, path board.Path, place uint64, a bisect.Arities, shape bisect.Shape) (game, error) {
	c, err := b.Wrong(path, place)
	if err != nil {
		return game{}, err
	}
	p := court.NewPlay(c, path, court.Defend(c), court.Doubt(c, path))
	p.Game = bisect.New(c.Claim, a, path.Withheld, referee.Referee{})
	if _, err := p.Finish(); err != nil {
		return game{}, err
	}
	k := bisect.ShapeOfKernel(b.Job, b.Job.Programs[1], int(c.Place.Kernel))
	return game{p.Game.Moves, func(r rounds) int {
		n := 1 + 2*r(shape.Epoch, 1<<a.History) + 1 // open; Reveal and Descend; ClaimTrace
		n += max(1, 2*r(k.Kernels, 1<<a.Outputs)-1) + 2*r(k.Leaves, 1<<a.Tensor)
		return n + 2 + 2*r(k.Windows, uint64(a.Sums)) // RevealLeaf, Element; ClaimSums and Pick, the last with the verdict
	}}, nil
}
