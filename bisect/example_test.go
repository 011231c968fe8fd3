package bisect_test

import (
	"context"
	"fmt"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/dispute/referee"
	"refute/dispute/truth"
)

// A solver has flipped one bit in step 6. A challenger that has its own run, and nothing from the solver but the anchors, narrows the
// claim until the referee computes one term.
func Example() {
	ctx := context.Background()
	j := bisecttest.Job(9, 4)
	cheat := bisecttest.Executor(bisecttest.Flip(6, bisecttest.KUpdate, 7, 1<<22))
	wrong, err := bisecttest.NewRun(j, cheat, nil)
	if err != nil {
		panic(err)
	}
	own, err := bisecttest.NewRun(j, truth.Reference, nil)
	if err != nil {
		panic(err)
	}
	spec, err := j.Spec()
	if err != nil {
		panic(err)
	}

	epoch := checkpoint.Epoch(2)
	claim := bisect.Claim{Spec: spec, Epoch: epoch, Anchor: wrong.Anchor(epoch), Previous: wrong.Anchor(epoch - 1)}
	challenger := bisect.Doubter{Truth: &truth.Local{Job: j, States: own}}
	defender := bisect.Honest{Truth: &truth.Local{Job: j, States: wrong, Executor: cheat, Committed: true}}

	g := bisect.New(claim, bisect.DefaultArities, challenger.Asks(), referee.Referee{})
	for g.Phase != bisect.Done {
		by := bisect.Challenger
		move, err := challenger.Next(ctx, g)
		if err == nil && len(move) == 0 {
			by = bisect.Defender
			move, err = defender.Next(ctx, g)
		}
		if err == nil {
			err = g.Move(by, move...)
		}
		if err != nil {
			panic(err)
		}
	}
	fmt.Println(g.Where(j))
	fmt.Printf("claimed 0x%08x, computed 0x%08x: the %s wins after %d moves\n", g.PHi, g.Sum, g.Winner, g.Moves)
	// Output:
	// step 6 of 9 > kernel 4 (update) > element (1, 2) > terms 0..0
	// claimed 0xbccb500c, computed 0xbc8b500c: the challenger wins after 11 moves
}
