package scenario_test

import (
	"strings"
	"testing"
	"time"

	"refute/contracts/chain"
	"refute/sim/kernel"
	"refute/sim/ledger"
	"refute/sim/scenario"
)

// What is simulated by default is what the contracts are given by default.
func TestDefaultTerms(t *testing.T) {
	s, err := scenario.Read("x", strings.NewReader("solvers: [{name: a}]"), nil)
	if err != nil {
		t.Fatal(err)
	}
	gwei := func(g ledger.Gwei) chain.Wei { return chain.Gwei.Mul(uint64(g)) }
	terms := chain.DefaultTerms(nil, gwei(s.Task.Reward))
	for what, got := range map[string][2]chain.Wei{
		"bond": {gwei(s.Terms.Bond), terms.Bond}, "challenge_bond": {gwei(s.Terms.ChallengeBond), terms.ChallengeBond}, "gas_cap": {gwei(s.Chain.GasCap), chain.WeiOf(terms.GasPriceCap)},
	} {
		if got[0].Cmp(got[1]) != 0 {
			t.Errorf("%s: %s ether in scenarios, %s in the contracts' default terms", what, got[0].Ether(), got[1].Ether())
		}
	}
	for what, got := range map[string]struct {
		here  kernel.Time
		there uint32
	}{
		"window": {s.Terms.Window, terms.Window}, "clock": {s.Terms.Clock, terms.Clock}, "extension": {s.Terms.Extension, terms.Extension}, "epoch_time": {s.Terms.EpochTime, terms.EpochSeconds},
	} {
		if int64(got.here) != int64(got.there)*int64(time.Second) {
			t.Errorf("%s: %v in scenarios, %d s in the contracts' default terms", what, got.here, got.there)
		}
	}
	if s.Terms.Share*10_000 != float64(terms.ShareBps) || s.Terms.Late*10_000 != float64(terms.LateBps) {
		t.Errorf("share %v and late %v in scenarios, %d and %d basis points in the contracts' default terms", s.Terms.Share, s.Terms.Late, terms.ShareBps, terms.LateBps)
	}
}
