package contracts_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/contracts/devchain"
)

// TestFreeloadersHaveNoProfit plays games to their end on a chain and compares what each side is repaid with what its transactions
// cost, refunds of gas, calldata's floor and the verdict's tail included: never more, and not much less.
func TestFreeloadersHaveNoProfit(t *testing.T) {
	ctx := t.Context()
	accounts := map[common.Address]chain.Wei{}
	for _, n := range []string{"deployer", "customer", "solver", "ann", "bob"} {
		accounts[chain.DeriveAccount(n).Address] = chain.Ether.Mul(100)
	}
	c, err := devchain.New(devchain.Config{Accounts: accounts})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	deployer, err := chain.NewSender(ctx, c, chain.DeriveAccount("deployer"), chain.SenderConfig{})
	if err != nil {
		t.Fatal(err)
	}
	at, err := chain.Deploy(ctx, deployer)
	if err != nil {
		t.Fatal(err)
	}
	client, err := chain.Dial(ctx, c, at)
	if err != nil {
		t.Fatal(err)
	}
	wallet := func(name string) *chain.Wallet {
		w, err := chain.NewWallet(ctx, client, chain.DeriveAccount(name), chain.SenderConfig{})
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	customer, solver, ann, bob := wallet("customer"), wallet("solver"), wallet("ann"), wallet("bob")

	const price = 10_000_000_000
	bond := chain.LeastChallengeBond(price)
	spec := &job.Spec{
		Programs: []job.Program{{Root: [32]byte{1}, Kernels: 3}, {Root: [32]byte{2}, Kernels: 4}}, Schedule: []byte{1},
		States: 2, Consts: 1, ConstRoot: [32]byte{3}, Steps: 2, EpochLength: 2,
	}
	id, _, err := customer.Create(ctx, &chain.Terms{
		Spec: spec, Bond: bond.Mul(4), ChallengeBond: bond, GasPriceCap: price,
		EpochSeconds: 10_000, Window: 5_000, Clock: 200, Extension: 20, ShareBps: 2000,
	}, chain.Ether)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := solver.Take(ctx, id, bond.Mul(4)); err != nil {
		t.Fatal(err)
	}
	steps := []checkpoint.Root{{0xaa, 1}, {0xaa, 2}}
	initial := checkpoint.Root{0xaa}
	anchor, err := checkpoint.SubtreeRoot(steps)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := solver.Anchor(ctx, id, checkpoint.Root{}, initial); err != nil {
		t.Fatal(err)
	}
	if _, err := solver.Anchor(ctx, id, initial, anchor); err != nil {
		t.Fatal(err)
	}

	a := bindings.NewActions()
	spent := map[common.Address]*big.Int{ann.Address(): new(big.Int), bob.Address(): new(big.Int), solver.Address(): new(big.Int)}
	pay := func(w *chain.Wallet, r *types.Receipt) {
		cost := new(big.Int).Mul(new(big.Int).SetUint64(r.GasUsed), r.EffectiveGasPrice)
		spent[w.Address()].Add(spent[w.Address()], cost)
	}
	move := func(w *chain.Wallet, g chain.GameID, actions ...[]byte) {
		t.Helper()
		game, err := client.Game(ctx, g)
		if err != nil {
			t.Fatal(err)
		}
		r, err := w.Move(ctx, g, game.Head, actions)
		if err != nil {
			t.Fatal(err)
		}
		pay(w, r)
	}
	open := func(w *chain.Wallet, ask bool) chain.GameID {
		t.Helper()
		g, r, err := w.Open(ctx, id, 1, anchor, common.Hash{1}, ask, bond)
		if err != nil {
			t.Fatal(err)
		}
		pay(w, r)
		return g
	}
	check := func(who string, metered, cost *big.Int) {
		t.Helper()
		if metered.Cmp(cost) > 0 {
			t.Errorf("%s: metered %d, its transactions cost %d: a freeloader lives on the difference", who, metered, cost)
		}
		if least := new(big.Int).Div(new(big.Int).Mul(cost, big.NewInt(80)), big.NewInt(100)); metered.Cmp(least) < 0 {
			t.Errorf("%s: metered %d, its transactions cost %d: the winner loses more than a fifth", who, metered, cost)
		}
		percent, _ := new(big.Rat).SetFrac(new(big.Int).Mul(metered, big.NewInt(100)), cost).Float64()
		t.Logf("%s: metered %.1f%% of %d wei", who, percent, cost)
	}

	// Ann's game goes as far as the trace; then she stops, and the defender ends it. The second time the verdict costs least: all
	// accounts and slots that it writes are there.
	step := bindings.ActionsStepNaming{Spec: chain.SpecArg(spec), Before: steps[0], Proof: [][32]byte{steps[1]}}
	descent := bindings.ActionsDescent{Index: 1, Height: 0, Hash: steps[1], Proof: [][32]byte{steps[0]}}
	for range 2 {
		before, had := spent[solver.Address()], credits(t, client, solver)
		spent[solver.Address()] = new(big.Int)
		g := open(ann, true)
		move(solver, g, a.PackReveal([][32]byte{steps[0], steps[1]}))
		move(ann, g, a.PackDescend(descent), a.PackStep(step))
		move(solver, g, a.PackClaimTrace([][32]byte{{1}, {2}, {3}, {4}}))
		if err := c.Advance(201 * time.Second); err != nil {
			t.Fatal(err)
		}
		move(solver, g, a.PackTimeout())
		check("defender that wins", new(big.Int).Sub(credits(t, client, solver), had), spent[solver.Address()])
		spent[solver.Address()].Add(spent[solver.Address()], before)
	}

	// The solver does not answer any more. The first of these verdicts slashes it, the others find it slashed.
	var games []chain.GameID
	for range 3 {
		games = append(games, open(bob, true))
	}
	if err := c.Advance(201 * time.Second); err != nil {
		t.Fatal(err)
	}
	each := new(big.Int).Div(spent[bob.Address()], big.NewInt(int64(len(games)))) // of opening
	for _, g := range games {
		had := credits(t, client, bob)
		spent[bob.Address()] = new(big.Int).Set(each)
		move(bob, g, a.PackTimeout())
		got := new(big.Int).Sub(credits(t, client, bob), had)
		check("challenger that wins", got.Sub(got, bond.Big()), spent[bob.Address()])
	}
}

func credits(t *testing.T, c *chain.Client, w *chain.Wallet) *big.Int {
	t.Helper()
	n, err := c.Credits(t.Context(), w.Address())
	if err != nil {
		t.Fatal(err)
	}
	return n.Big()
}
