package court

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"refute/bisect"
	"refute/checkpoint/job"
	"refute/contracts/chain"
	"refute/sim/court/board"
)

var client, solver, alice = common.Address{0xc1}, common.Address{0x50}, common.Address{0xa1}

func newContracts(t testing.TB, price uint64) *Contracts {
	t.Helper()
	c, err := NewContracts()
	if err != nil {
		t.Fatal(err)
	}
	c.Price = chain.WeiOf(price).Int()
	for _, a := range []common.Address{client, solver, alice} {
		c.World.Fund(a, chain.Ether.Mul(1_000_000).Int())
	}
	return c
}

// someTerms returns terms of a job about a board's spec.
func someTerms(s *job.Spec, gasPriceCap uint64, bond, challenge chain.Wei) *chain.Terms {
	return &chain.Terms{
		Spec: s, Bond: bond, ChallengeBond: challenge, GasPriceCap: gasPriceCap,
		EpochSeconds: 3600, Window: 7200, Clock: 600, Extension: 60, Delivery: 600, ShareBps: 2000, LateBps: 1000,
	}
}

// try plays a game to its end before the contracts.
func (c *Contracts) try(t testing.TB, b *board.Board, on *board.Case, path board.Path, challenger bisect.Player, now *uint64) *Trial {
	t.Helper()
	least := chain.LeastChallengeBond(5_000_000_000)
	c.At(*now)
	a, err := c.Begin(client, solver, someTerms(b.Spec, 5_000_000_000, least.Mul(4), least), chain.Ether, on)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := a.Open(NewPlay(on, path, Defend(on), challenger), alice, common.Hash{1})
	if err != nil {
		t.Fatal(err)
	}
	for !tr.Over() {
		*now++
		c.At(*now)
		move, err := tr.Next(tr.Turn())
		if err != nil {
			t.Fatal(err)
		}
		if len(move) > 0 {
			err = tr.Apply(tr.Turn(), move)
		} else {
			*now = tr.Deadline + 1
			c.At(*now)
			err = tr.Timeout()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return tr
}

func TestContracts(t *testing.T) {
	b, c := newBoard(t), newContracts(t, 0)
	now := uint64(1000)
	total := c.World.Total()
	for _, path := range board.Paths {
		for draw := range uint64(4) {
			on, err := b.Wrong(path, draw)
			if err != nil {
				t.Fatal(err)
			}
			tr := c.try(t, b, on, path, Doubt(on, path), &now)
			if tr.Game.Winner != bisect.Challenger {
				t.Errorf("%s: the defender won", path)
			}
			t.Logf("%s: wrong: gas %v, attempt %d", path, tr.Gas, tr.Attempt.Gas)
			on = b.Honest(path, draw)
			tr = c.try(t, b, on, path, Accuse(on, path), &now)
			if tr.Game.Winner != bisect.Defender {
				t.Errorf("%s: the challenger won", path)
			}
			t.Logf("%s: right: gas %v", path, tr.Gas)
		}
	}
	if got := c.World.Total(); got.Cmp(total) != 0 {
		t.Errorf("there are %v wei, there were %v", got, total)
	}
}

func BenchmarkContracts(b *testing.B) {
	bd := newBoard(b)
	for _, path := range board.Paths {
		b.Run(path.String(), func(b *testing.B) {
			base := newContracts(b, 1_000_000_000)
			c := base.Copy()
			c.Price = base.Price
			now, gas := uint64(1000), uint64(0)
			for n := range uint64(16) {
				if _, err := bd.Wrong(path, n); err != nil {
					b.Fatal(err)
				}
			}
			b.ResetTimer()
			for n := range b.N {
				on, err := bd.Wrong(path, uint64(n%16))
				if err != nil {
					b.Fatal(err)
				}
				tr := c.try(b, bd, on, path, Doubt(on, path), &now)
				gas += tr.Gas[1] + tr.Gas[2]
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "disputes/s")
			b.ReportMetric(float64(gas)/float64(b.N), "gas/dispute")
		})
	}
}
