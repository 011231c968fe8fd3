package court

import "testing"

// Those who have too little for gas are repaid what the contracts repay, at each fidelity, and gain nothing by it.
func TestTheContractsRepayThePoor(t *testing.T) {
	const text = `
tasks: 1
solvers: [{name: s, strategy: [poison], bad: 1000}]
verifiers: [{name: v, count: 2, bankroll: 0.746 ether}]
`
	for _, f := range []string{"abstract", "game", "evm"} {
		poor := simulate(t, text, f, 0)["verifier.v.profit"]
		rich := simulate(t, text, f, 0, "verifiers.0.bankroll=100 ether")["verifier.v.profit"]
		if poor != rich || poor <= 0 {
			t.Errorf("%s: who has just enough to challenge gains %d gwei, who has more %d", f, poor, rich)
		}
	}
}
