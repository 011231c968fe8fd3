package court

import (
	"fmt"
	"math"

	"github.com/ethereum/go-ethereum/common"

	"refute/bisect"
	"refute/contracts/chain"
	"refute/sim/court/board"
	"refute/sim/kernel"
	"refute/sim/scenario"
)

// termsOf returns a scenario's terms as the contracts take them, without a spec. An error says why the contracts cannot play it.
func termsOf(s *scenario.Scenario) (*chain.Terms, error) {
	t := &s.Terms
	refuse := func(key, format string, args ...any) (*chain.Terms, error) {
		return nil, fmt.Errorf("fidelity: evm: %s: "+format+", or choose another fidelity", append([]any{key}, args...)...)
	}
	if s.Scheme.Judge != "referee" {
		return refuse("scheme.judge", "the contracts' judge is the referee: choose it")
	}
	clock, extension := t.Clock, t.Extension
	if t.Clocks == "move" {
		clock = extension
	}
	for _, x := range []struct {
		key  string
		time kernel.Time
	}{{"chain.block", s.Chain.Block}, {"terms.clock", clock}, {"terms.extension", extension}, {"terms.window", t.Window}} {
		if x.time < kernel.Second || x.time%kernel.Second != 0 {
			return refuse(x.key, "the contracts count seconds: choose whole ones, at least 1s, not %v", x.time)
		}
	}
	if extension > clock {
		return refuse("terms.extension", "choose at most terms.clock, which is %v", clock)
	}
	share := math.RoundToEven(t.Share * 10_000)
	if share > 5_000 || math.Abs(share-float64(t.Share*10_000)) > 1e-9 {
		return refuse("terms.share", "choose a multiple of 0.0001, at most 0.5")
	}
	limit := max(1, uint64(s.Chain.GasCap)*1_000_000_000)
	least := chain.LeastChallengeBond(limit)
	if wei(t.ChallengeBond).Cmp(least) < 0 {
		return refuse("terms.challenge_bond", "at chain.gas_cap = %d gwei the contracts ask for %s ether at least", s.Chain.GasCap, least.Ether())
	}
	if t.Bond < 2*t.ChallengeBond {
		return refuse("terms.bond", "choose at least twice terms.challenge_bond, which is %v ether", t.ChallengeBond.Ether())
	}
	whole := func(t kernel.Time) uint32 { return uint32((t + kernel.Second - 1) / kernel.Second) }
	return &chain.Terms{
		Bond: wei(t.Bond), ChallengeBond: wei(t.ChallengeBond), GasPriceCap: limit,
		EpochSeconds: whole(t.EpochTime), Window: whole(t.Window), Clock: whole(clock), Extension: whole(extension),
		ShareBps: uint16(share), LateBps: uint16(t.Late * 10_000),
	}, nil
}

// The accounts of a world in which one task is disputed.
var clientOf, solverOf = common.Address{0xc1}, common.Address{0x50}

// challengerOf returns the account of a task's nth challenger.
func challengerOf(n int) common.Address { return common.Address{0xa1, byte(n >> 8), byte(n)} }

// plenty is what each account has: the model knows who can pay.
var plenty = chain.Ether.Mul(1_000_000_000_000).Int()

// regulars is how many challengers have been in a fresh world before.
const regulars = 16

// newFresh returns contracts with accounts that have money, and have taken part before: what the contracts store for an account for the first time
// is paid. Nobody has credits.
func newFresh(t *chain.Terms, b *board.Board) (*Contracts, error) {
	c, err := NewContracts()
	if err != nil {
		return nil, err
	}
	c.World.Fund(clientOf, plenty)
	c.World.Fund(solverOf, plenty)
	c.At(1)
	path := board.Path{}
	on := b.Honest(path, 0)
	a, err := c.Begin(clientOf, solverOf, t, chain.Wei{}, on)
	if err != nil {
		return nil, err
	}
	var trials []*Trial
	for n := range regulars {
		c.World.Fund(challengerOf(n), plenty)
		tr, err := a.Open(NewPlay(on, path, Defend(on), bisect.Silent{Player: Accuse(on, path)}), challengerOf(n), common.Hash{1})
		if err != nil {
			return nil, err
		}
		trials = append(trials, tr)
	}
	c.At(trials[0].Deadline + 1)
	for _, tr := range trials {
		if err := tr.Timeout(); err != nil {
			return nil, err
		}
	}
	return c, nil
}
