package court

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/ethereum/go-ethereum/common"

	"refute/bisect"
	"refute/contracts/chain"
	"refute/sim/court/board"
	"refute/sim/kernel"
	"refute/sim/ledger"
	"refute/sim/model"
	"refute/sim/scenario"
)

// Judged is the court at which the compiled contracts judge every move, keep the clocks, the bonds and the pot, and pay. Each task
// that is disputed is a job in a world of its own, which begins as the same one: so what a task costs does not depend on others.
//
// What the contracts do is compared with the model after each move and each settlement; a difference ends the run.
type Judged struct {
	Played
	fresh *Contracts // the contracts, with accounts that have been there before
	terms chain.Terms
	suits map[*model.Task]*suit
}

// newJudged deploys the contracts, if they can play the scenario.
func newJudged(s *scenario.Scenario, b *board.Board) (*Judged, error) {
	terms, err := termsOf(s)
	if err != nil {
		return nil, err
	}
	c := &Judged{Played: Played{b}, terms: *terms}
	c.terms.Spec = b.Spec
	c.fresh, err = newFresh(&c.terms, b)
	return c, err
}

// Reset implements model.Court.
func (c *Judged) Reset(w *model.World) error {
	c.suits = map[*model.Task]*suit{}
	return nil
}

// Open implements model.Court.
func (c *Judged) Open(w *model.World, g *model.Game) {
	if err := c.open(w, g); err != nil {
		w.Fail(fmt.Errorf("game %d about task %d: %w", g.Number, g.Task.Number, err))
	}
}

func (c *Judged) open(w *model.World, g *model.Game) error {
	m, err := c.match(w, g)
	if err != nil {
		return err
	}
	s := c.suits[g.Task]
	if s == nil {
		if s, err = c.sue(g.Task, m.play.Case); err != nil {
			return err
		}
		c.suits[g.Task] = s
	}
	s.at(w)
	if m.trial, err = s.open(g, m.play); err != nil {
		return err
	}
	g.State = m
	if err := m.spend(w, g, bisect.Challenger); err != nil {
		return err
	}
	m.next(w, g)
	return nil
}

// Handle implements model.Court.
func (c *Judged) Handle(w *model.World, g *model.Game, arg int32) {
	c.suits[g.Task].at(w)
	c.Played.Handle(w, g, arg)
}

// Settled implements model.Treasury.
func (c *Judged) Settled(w *model.World, t *model.Task, paid []model.Paid) {
	s := c.suits[t]
	if s == nil {
		return // nobody disputed it
	}
	delete(c.suits, t)
	if err := s.settle(t, paid); err != nil {
		w.Fail(fmt.Errorf("the settlement of task %d: %w", t.Number, err))
	}
}

// suit is what the contracts have of a task that is disputed.
type suit struct {
	*Contracts
	attempt *Attempt
	names   []int32 // verifiers that challenged, -1 for the solver's other name: the order of their accounts
	trials  []suitTrial
}

type suitTrial struct {
	*Trial
	game   int64 // number
	knows  knowledge
	number int // among the names
}

// sue has the solver of a task anchor a case's run, at the time at which it did.
func (c *Judged) sue(t *model.Task, on *board.Case) (*suit, error) {
	s := &suit{Contracts: c.fresh.Copy()}
	s.At(seconds(t.Anchored))
	terms := c.terms
	terms.Bond = wei(t.Bond)
	var err error
	s.attempt, err = s.Begin(clientOf, solverOf, &terms, wei(t.Reward), on)
	return s, err
}

// at is now: transactions are in the block of this time, at its price of gas.
func (s *suit) at(w *model.World) {
	s.At(seconds(w.Now()))
	s.Price = chain.WeiOf(uint64(math.RoundToEven(w.GasPrice(w.Now()) * 1e9))).Int()
}

// open opens a game.
func (s *suit) open(g *model.Game, p *Play) (*Trial, error) {
	number := -1
	for i, n := range s.names {
		if n == g.Who {
			number = i
		}
	}
	if number < 0 {
		number = len(s.names)
		if s.names = append(s.names, g.Who); number >= regulars {
			s.World.Fund(challengerOf(number), plenty)
		}
	}
	var salt [32]byte
	binary.BigEndian.PutUint64(salt[:], uint64(g.Number))
	k := knowledge{salt: salt, blind: g.Blind}
	report, err := k.report(p, challengerOf(number))
	if err != nil {
		return nil, err
	}
	t, err := s.attempt.Open(p, challengerOf(number), report)
	if err == nil {
		s.trials = append(s.trials, suitTrial{t, g.Number, k, number})
	}
	return t, err
}

// settle has everything claimed, settled and collected, and compares it with what the model has paid.
func (s *suit) settle(t *model.Task, paid []model.Paid) error {
	s.Price = nil // who settles pays for it, and the model does not say who does
	terms := s.attempt.Terms
	// Now the windows are over, and the time for claims has begun.
	_, now := s.World.Block()
	now = max(now, seconds(t.WindowEnd)) + 1
	s.At(now)
	var claimed []bool
	for _, p := range paid {
		tr := s.trial(p.Game)
		if tr == nil {
			return fmt.Errorf("court: the model paid for game %d, which is not here", p.Game)
		}
		ok, err := tr.knows.claim(s.Contracts, tr.Trial)
		if err != nil {
			return err
		}
		claimed = append(claimed, ok)
	}
	now += uint64(terms.Window) + uint64(terms.Delivery) + 1
	s.At(now)
	if t.Slashed {
		if _, err := s.Settle(clientOf, s.attempt.Job, 1); err != nil {
			return fmt.Errorf("court: settle: %w", err)
		}
	} else if err := s.finish(); err != nil {
		return err
	}
	for i, p := range paid {
		if claimed[i] {
			if _, err := s.CollectShare(clientOf, s.trial(p.Game).ID); err != nil {
				return fmt.Errorf("court: collect: %w", err)
			}
		}
	}
	return s.compare(t, paid)
}

func (s *suit) trial(game int64) *suitTrial {
	for i := range s.trials {
		if s.trials[i].game == game {
			return &s.trials[i]
		}
	}
	return nil
}

// finish ends the job of an attempt that nothing was proven against.
func (s *suit) finish() error {
	on := s.attempt.Case
	state, proof, err := nodeOf(on.Defender, 1, 0, board.Steps-1)
	if err != nil {
		return err
	}
	if _, err := s.Finish(solverOf, s.attempt.Job, state, proof); err != nil {
		return fmt.Errorf("court: finish: %w", err)
	}
	return nil
}

// compare compares what the contracts have credited with what the model has paid, to a gwei for each transaction that was repaid.
func (s *suit) compare(t *model.Task, paid []model.Paid) error {
	bond := s.attempt.Terms.ChallengeBond
	want := make([]chain.Wei, len(s.names)) // by challenger
	solver, moves := chain.Wei{}, uint64(0)
	for i := range s.trials {
		tr := &s.trials[i]
		moves += uint64(tr.Game.Moves)
		record, err := s.Game(tr.ID)
		if err != nil {
			return err
		}
		if tr.Game.Winner == bisect.Challenger {
			want[tr.number] = want[tr.number].Add(bond)
			continue
		}
		gas, err := chain.WeiFromBig(record.DefenderGas)
		if err != nil {
			return err
		}
		if gas.Cmp(bond) > 0 {
			gas = bond
		}
		solver = solver.Add(gas)
	}
	for _, p := range paid {
		n := s.trial(p.Game).number
		want[n] = want[n].Add(wei(p.Amount))
	}
	if !t.Slashed {
		solver = solver.Add(wei(t.Bond)).Add(wei(t.Reward))
	}
	tolerance := chain.Gwei.Mul(moves + 1)
	near := func(who string, a common.Address, want chain.Wei) error {
		got, err := s.Credits(a)
		if err != nil {
			return err
		}
		if got.Sub(want).Cmp(tolerance) > 0 || want.Sub(got).Cmp(tolerance) > 0 {
			return fmt.Errorf("court: the contracts credit %s %s wei, the model %s", who, got, want)
		}
		return nil
	}
	if err := near("the solver", solverOf, solver); err != nil {
		return err
	}
	for i, n := range s.names {
		if err := near(fmt.Sprintf("challenger %d", n), challengerOf(i), want[i]); err != nil {
			return err
		}
	}
	return nil
}

// metered reads the contract's meter into a verdict.
func (t *Trial) metered(v *model.Verdict) error {
	record, err := t.Attempt.contracts.Game(t.ID)
	if err != nil {
		return err
	}
	v.Metered[bisect.Defender] = ledger.Gwei(record.DefenderGas.Uint64() / 1e9)
	v.Metered[bisect.Challenger] = ledger.Gwei(record.ChallengerGas.Uint64() / 1e9)
	return nil
}

// seconds returns the time of the block that an instant is in.
func seconds(t kernel.Time) uint64 {
	return epoch + uint64((t+kernel.Second-1)/kernel.Second)
}

// epoch is the time of the chain at which a run begins, in seconds.
const epoch = 1_000_000

// wei returns an amount of the ledger's.
func wei(g ledger.Gwei) chain.Wei { return chain.Gwei.Mul(uint64(g)) }
