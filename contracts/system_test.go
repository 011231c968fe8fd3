package contracts_test

import (
	"context"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/contracts"
	"refute/contracts/chain"
	"refute/contracts/devchain"
	"refute/contracts/evm"
	"refute/dispute"
	"refute/dispute/referee"
	"refute/dispute/truth"
)

// The same transactions cost the same gas, and give the same credits, without a chain as on one: a whole game, lost by the solver.
func TestSystemIsTheChain(t *testing.T) {
	const price = 1_500_000_000
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	names := []string{"deployer", "client", "solver", "challenger"}
	accounts, at := map[string]chain.Account{}, map[string]common.Address{}
	funds := map[common.Address]chain.Wei{}
	for _, n := range names {
		accounts[n] = chain.DeriveAccount(n)
		at[n] = accounts[n].Address
		funds[at[n]] = chain.Ether.Mul(1000)
	}
	dev, err := devchain.New(devchain.Config{ChainID: 1, Accounts: funds})
	ok(err)
	defer dev.Close()
	deployer, err := chain.NewSender(ctx, dev, accounts["deployer"], chain.SenderConfig{})
	ok(err)
	addresses, err := chain.Deploy(ctx, deployer)
	ok(err)
	client, err := chain.Dial(ctx, dev, addresses)
	ok(err)
	wallets := map[string]*chain.Wallet{}
	for _, n := range names {
		wallets[n], err = chain.NewWallet(ctx, client, accounts[n], chain.SenderConfig{Poll: time.Millisecond})
		ok(err)
	}

	w, err := evm.NewWorld()
	ok(err)
	for _, n := range names {
		w.Fund(at[n], chain.Ether.Mul(1000).Int())
	}
	now := uint64(devchain.GenesisTime)
	tick := func() { now++; w.SetBlock(now-devchain.GenesisTime, now) }
	tick()
	sys, err := contracts.Deploy(w, at["deployer"])
	ok(err)
	if sys.At != addresses {
		t.Fatalf("deployed at %+v, on the chain at %+v", sys.At, addresses)
	}
	sys.Price = chain.WeiOf(price).Int()
	total := w.Total()

	compare := func(what string, on *types.Receipt, here *evm.Receipt) {
		t.Helper()
		if on.GasUsed != here.Gas {
			t.Errorf("%s: %d gas, on the chain %d", what, here.Gas, on.GasUsed)
		}
	}
	j := bisecttest.Job(9, 4)
	hook := bisecttest.Flip(6, bisecttest.KLanes, 3, 1<<22)
	run, err := bisecttest.NewRun(j, bisecttest.Executor(hook), nil)
	ok(err)
	spec, err := j.Spec()
	ok(err)
	least := chain.LeastChallengeBond(2_000_000_000)
	terms := &chain.Terms{Spec: spec, Bond: least.Mul(3), ChallengeBond: least, GasPriceCap: 2_000_000_000,
		EpochSeconds: 3600, Window: 7200, Clock: 600, Extension: 60, Delivery: 600, ShareBps: 2000, LateBps: 1000}

	id, r, err := wallets["client"].Create(ctx, terms, chain.Ether)
	ok(err)
	tick()
	mine, mr, err := sys.Create(at["client"], terms, chain.Ether)
	ok(err)
	if id != mine {
		t.Fatalf("job %s, on the chain %s", mine, id)
	}
	compare("create", r, mr)
	_, r, err = wallets["solver"].Take(ctx, id, terms.Bond)
	ok(err)
	tick()
	mr, err = sys.Take(at["solver"], id, terms.Bond)
	ok(err)
	compare("take", r, mr)
	var before [32]byte
	for e := range spec.Epochs().Count() + 1 {
		root := run.Anchor(e)
		r, err = wallets["solver"].Anchor(ctx, id, before, root)
		ok(err)
		tick()
		mr, err = sys.Anchor(at["solver"], id, before, root)
		ok(err)
		compare("anchor", r, mr)
		before = root
	}

	game, r, err := wallets["challenger"].Open(ctx, id, 2, run.Anchor(2), common.Hash{1}, true, terms.ChallengeBond)
	ok(err)
	tick()
	_, mr, err = sys.Open(at["challenger"], id, 2, run.Anchor(2), common.Hash{1}, true, terms.ChallengeBond)
	ok(err)
	compare("open", r, mr)
	g := bisect.New(bisect.Claim{Spec: spec, Epoch: 2, Anchor: run.Anchor(2), Previous: run.Anchor(1)}, bisect.DefaultArities, true, referee.Referee{})
	honest, err := bisecttest.NewRun(j, bisecttest.Executor(nil), nil)
	ok(err)
	players := map[bisect.Side]dispute.Strategy{
		bisect.Defender:   bisect.Honest{Truth: &truth.Local{Job: j, States: run, Executor: bisecttest.Executor(hook), Committed: true}},
		bisect.Challenger: bisect.Doubter{Truth: &truth.Local{Job: j, States: honest}},
	}
	sides := map[bisect.Side]string{bisect.Defender: "solver", bisect.Challenger: "challenger"}
	for g.Phase != bisect.Done {
		by := g.Turn
		move, err := players[by].Next(context.Background(), g)
		ok(err)
		ok(g.Move(by, move...))
		actions, err := dispute.Encode(spec, move...)
		ok(err)
		on, err := client.Game(ctx, game)
		ok(err)
		r, err := wallets[sides[by]].Move(ctx, game, on.Head, actions)
		ok(err)
		tick()
		mr, err := sys.Move(at[sides[by]], game, on.Head, actions)
		ok(err)
		compare(move[0].Name(), r, mr)
	}
	if g.Winner != bisect.Challenger {
		t.Errorf("the %s won", g.Winner)
	}
	record, err := sys.Game(game)
	ok(err)
	on, err := client.Game(ctx, game)
	ok(err)
	if !record.Won || !on.Won || record.Moves != on.Moves || record.Head != on.Head {
		t.Errorf("won %v after %d moves, on the chain %v after %d", record.Won, record.Moves, on.Won, on.Moves)
	}
	// The chain's price of gas is not ours: what is repaid is metered gas at the price, the bond is the bond.
	credits, err := sys.Credits(at["challenger"])
	ok(err)
	if gas := credits.Sub(terms.ChallengeBond); gas.IsZero() || gas != chain.WeiOf(price).Mul(gas.Div(price).Int().Uint64()) {
		t.Errorf("%s is credited for gas at %d", gas, price)
	}
	if got := w.Total(); got.Cmp(total) != 0 {
		t.Errorf("there are %v wei, there were %v", got, total)
	}
	if _, err := sys.Move(at["solver"], game, common.Hash{}, nil); err != nil {
		t.Errorf("a move on a finished game: %v", err)
	}
	if _, err := sys.Take(at["solver"], id, terms.Bond); !contracts.Refused(err, "NotOver") {
		t.Errorf("taken before the attempt is over: %v", err)
	}
}
