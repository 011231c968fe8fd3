package court

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/contracts"
	"refute/contracts/chain"
	"refute/sim/court/board"
)

// The contracts and the state machine accept and refuse the same, and money stays: games of all kinds of players, with false moves between the true ones, by the
// wrong sides, early, at the last second and too late.
func TestTrials(t *testing.T) {
	b, c := newBoard(t), newContracts(t, 3)
	total := c.World.Total()
	now := uint64(1000)
	refused, late, won := 0, 0, map[bisect.Side]int{}
	least := chain.LeastChallengeBond(1)
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 5))
		path := board.Paths[rng.IntN(len(board.Paths))]
		on := b.Honest(path, rng.Uint64())
		accuser := Accuse(on, path)
		accuser.Slow = rng.IntN(2) == 0
		var challenger bisect.Player = accuser
		if rng.IntN(2) == 0 {
			var err error
			if on, err = b.Wrong(path, rng.Uint64()); err != nil {
				t.Fatal(err)
			}
			challenger = Doubt(on, path)
		}
		players := [3]bisect.Player{bisect.Defender: Defend(on), bisect.Challenger: challenger}
		if n := rng.IntN(6); n == 1 || n == 2 {
			players[n] = bisect.Silent{Player: players[n], From: bisect.Phase(rng.IntN(int(bisect.Done)))}
		}
		c.At(now)
		a, err := c.Begin(client, solver, someTerms(b.Spec, 1, least.Mul(4), least), chain.Ether, on)
		if err != nil {
			t.Fatal(err)
		}
		tr, err := a.Open(NewPlay(on, path, players[1], players[2]), alice, common.Hash{1})
		if err != nil {
			t.Fatal(err)
		}
		for !tr.Over() {
			by := tr.Turn()
			move, err := tr.Next(by)
			if err != nil {
				t.Fatal(err)
			}
			// A false move, or the true one by the other side, changes nothing.
			if len(move) > 0 && rng.IntN(2) == 0 {
				sender, changed := by, move
				if bad, ok := bisecttest.Corrupt(rng, move[0]); ok {
					changed = []bisect.Action{bad}
				}
				if rng.IntN(4) == 0 {
					sender = by.Other()
				}
				before := tr.Game.Position.Moves
				var wrong *bisect.ActionError
				if err := tr.Apply(sender, changed); errors.As(err, &wrong) {
					refused++
				} else if err != nil && tr.Game.Moves != before {
					t.Fatalf("seed %d: %v", seed, err)
				}
				if tr.Over() {
					break
				}
				if tr.Game.Moves != before { // it was no false move after all
					continue
				}
			}
			if err := tr.Timeout(); !contracts.Refused(err, "ClockRuns") {
				t.Fatalf("seed %d: a claim of time that has not run out: %v", seed, err)
			}
			switch rng.IntN(12) {
			case 0: // the last second
				now = tr.Deadline
			case 1: // one too late
				now = tr.Deadline + 1
			default:
				now += rng.Uint64N(20)
			}
			c.At(now)
			switch {
			case now > tr.Deadline:
				if len(move) > 0 {
					if err := tr.Apply(by, move); !contracts.Refused(err, "ClockRanOut") {
						t.Fatalf("seed %d: a move after the deadline: %v", seed, err)
					}
				}
				late++
				err = tr.Timeout()
			case len(move) > 0:
				err = tr.Apply(by, move)
			default:
				now = tr.Deadline
			}
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		won[tr.Game.Winner]++
		record, err := c.Game(tr.ID)
		if err != nil {
			t.Fatal(err)
		}
		if record.Won != (tr.Game.Winner == bisect.Challenger) || int(record.Moves) != tr.Game.Moves {
			t.Errorf("seed %d: the contract's record says won %v after %d moves, the state machine the %s after %d", seed, record.Won, record.Moves, tr.Game.Winner, tr.Game.Moves)
		}
		if got := c.World.Total(); got.Cmp(total) != 0 {
			t.Fatalf("seed %d: there are %v wei, there were %v", seed, got, total)
		}
	}
	if refused < 20 || late < 5 || won[bisect.Defender] < 10 || won[bisect.Challenger] < 10 {
		t.Errorf("%d refused, %d late, won %v", refused, late, won)
	}
}
