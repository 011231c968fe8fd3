package dispute_test

import (
	"context"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/contracts/chain"
	"refute/contracts/devchain"
	"refute/dispute"
	"refute/dispute/truth"
)

const gasPriceCap = 5_000_000_000

// world is a chain with the contracts, a job, and a solver that has anchored a run of it.
type world struct {
	t       *testing.T
	chain   *devchain.Chain
	client  *chain.Client
	wallets map[string]*chain.Wallet
	table   *dispute.Table
	run     *bisecttest.Run
	terms   *chain.Terms
	total   *big.Int // all money there is

	clock, extension uint32 // of the next jobs
}

// people have money in the first block.
var people = []string{"deployer", "customer", "solver", "alice", "bob", "mallory"}

// newWorld has the solver anchor all of a run; anchors may replace anchors of epochs.
func newWorld(t *testing.T, r *bisecttest.Run, anchors map[checkpoint.Epoch]checkpoint.Root) *world {
	t.Helper()
	ctx := t.Context()
	w := &world{t: t, run: r, wallets: map[string]*chain.Wallet{}, clock: 600, extension: 60}
	accounts := map[common.Address]chain.Wei{}
	for _, p := range people {
		accounts[chain.DeriveAccount(p).Address] = chain.Ether.Mul(1000)
	}
	var err error
	if w.chain, err = devchain.New(devchain.Config{Accounts: accounts}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.chain.Close() })
	w.total = w.money()
	deployer, err := chain.NewSender(ctx, w.chain, chain.DeriveAccount("deployer"), chain.SenderConfig{})
	w.ok(err)
	at, err := chain.Deploy(ctx, deployer)
	w.ok(err)
	w.client, err = chain.Dial(ctx, w.chain, at)
	w.ok(err)
	for _, p := range people {
		w.wallets[p], err = chain.NewWallet(ctx, w.client, chain.DeriveAccount(p), chain.SenderConfig{Poll: time.Millisecond})
		w.ok(err)
	}
	w.begin(r, anchors)
	return w
}

// begin has the customer create another job and the solver anchor a run of it.
func (w *world) begin(r *bisecttest.Run, anchors map[checkpoint.Epoch]checkpoint.Root) {
	w.t.Helper()
	ctx := w.t.Context()
	w.run = r
	spec, err := r.Job.Spec()
	w.ok(err)
	challenge := chain.LeastChallengeBond(gasPriceCap)
	w.terms = &chain.Terms{
		Spec: spec, Bond: challenge.Mul(10), ChallengeBond: challenge, GasPriceCap: gasPriceCap,
		EpochSeconds: 3600, Window: 7200, Clock: w.clock, Extension: w.extension, Delivery: 600, ShareBps: 2000, LateBps: 1000,
	}
	id, _, err := w.wallets["customer"].Create(ctx, w.terms, chain.Ether)
	w.ok(err)
	_, _, err = w.wallets["solver"].Take(ctx, id, w.terms.Bond)
	w.ok(err)
	var before checkpoint.Root
	for e := checkpoint.Epoch(0); e <= spec.Epochs().Count(); e++ {
		root, ok := anchors[e]
		if !ok {
			root = r.Anchor(e)
		}
		_, err := w.wallets["solver"].Anchor(ctx, id, before, root)
		w.ok(err)
		before = root
	}
	w.table, err = dispute.NewTable(ctx, w.client, id, r.Job)
	w.ok(err)
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// money returns all that accounts hold, the fees burnt with each block included: it never changes.
func (w *world) money() *big.Int {
	ctx := context.Background()
	holders := map[common.Address]bool{{}: true}
	for _, p := range people {
		holders[chain.DeriveAccount(p).Address] = true
	}
	if w.client != nil {
		holders[w.client.Addresses().Jobs], holders[w.client.Addresses().Disputes] = true, true
	}
	head, err := w.chain.HeaderByNumber(ctx, nil)
	w.ok(err)
	sum := new(big.Int)
	for n := uint64(0); n <= head.Number.Uint64(); n++ {
		h, err := w.chain.HeaderByNumber(ctx, new(big.Int).SetUint64(n))
		w.ok(err)
		holders[h.Coinbase] = true
		sum.Add(sum, new(big.Int).Mul(h.BaseFee, new(big.Int).SetUint64(h.GasUsed)))
	}
	for a := range holders {
		b, err := w.chain.BalanceAt(ctx, a, nil)
		w.ok(err)
		sum.Add(sum, b)
	}
	return sum
}

// conserved checks that no money came from nowhere or was lost.
func (w *world) conserved() {
	w.t.Helper()
	if got := w.money(); got.Cmp(w.total) != 0 {
		w.t.Errorf("there are %v wei, there were %v", got, w.total)
	}
}

func (w *world) player(name string, side bisect.Side, s dispute.Strategy) *dispute.Player {
	return &dispute.Player{Table: w.table, Wallet: w.wallets[name], Side: side, Strategy: s, Poll: time.Millisecond,
		Trouble: func(err error) { w.t.Logf("%s: %v", name, err) }}
}

func (w *world) solver(s dispute.Strategy) *dispute.Player {
	return w.player("solver", bisect.Defender, s)
}

// open opens a game without any check, as somebody does who does not care.
func (w *world) open(name string, e checkpoint.Epoch, ask bool) chain.GameID {
	w.t.Helper()
	anchor, err := w.client.Anchor(w.t.Context(), w.table.ID, e)
	w.ok(err)
	id, _, err := w.wallets[name].Open(w.t.Context(), w.table.ID, e, anchor.Root, common.Hash{1}, ask, w.terms.ChallengeBond)
	w.ok(err)
	return id
}

// play has players act in turn until a game is over. When nobody has anything to do, time passes until a clock has run out.
func (w *world) play(id chain.GameID, players ...*dispute.Player) *chain.Game {
	w.t.Helper()
	ctx := w.t.Context()
	idle := 0
	for range 200 {
		acted := false
		for _, p := range players {
			a, _, err := p.Act(ctx, id)
			if err != nil {
				w.t.Logf("%s: %v", p.Side, err)
			}
			acted = acted || a
		}
		g, err := w.client.Game(ctx, id)
		w.ok(err)
		if g.Done {
			return g
		}
		if idle++; acted || idle < 4 { // a player tries a few times what it holds to be right
			if acted {
				idle = 0
			}
			continue
		}
		head, err := w.client.Head(ctx)
		w.ok(err)
		if d := int64(g.Deadline) - int64(head.Time) + 1; d > 0 {
			w.ok(w.chain.Advance(time.Duration(d) * time.Second))
		}
	}
	w.t.Fatal("a game without an end")
	return nil
}

// wins checks who won a game that is over, that money is conserved, and that the honest side got its bond and its gas back.
func (w *world) wins(g *chain.Game, side bisect.Side) {
	w.t.Helper()
	if got := sideOf(g.Won); got != side {
		w.t.Errorf("the %s won (by way %d), the %s is right", got, g.Record.How, side)
	}
	w.conserved()
	if side == bisect.Challenger {
		credits, err := w.client.Credits(w.t.Context(), g.Challenger)
		w.ok(err)
		if credits.Cmp(w.terms.ChallengeBond) < 0 {
			w.t.Errorf("the winner was credited %s, its bond is %s", credits, w.terms.ChallengeBond)
		}
	}
}

func sideOf(challengerWon bool) bisect.Side {
	if challengerWon {
		return bisect.Challenger
	}
	return bisect.Defender
}

func runOf(t testing.TB, j *job.Job, h bisecttest.Hook) *bisecttest.Run {
	t.Helper()
	r, err := bisecttest.NewRun(j, bisecttest.Executor(h), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// local is what somebody knows who has the run, and computes with the hook.
func local(r *bisecttest.Run, h bisecttest.Hook, committed bool) *truth.Local {
	return &truth.Local{Job: r.Job, States: r, Executor: bisecttest.Executor(h), Committed: committed}
}

func defence(r *bisecttest.Run, h bisecttest.Hook) bisect.Honest {
	return bisect.Honest{Truth: local(r, h, true)}
}

// doubter is the honest challenger, with its own run alone or with all that the solver shows.
func withheld(own *bisecttest.Run) bisect.Doubter {
	return bisect.Doubter{Truth: local(own, nil, false)}
}

func published(r *bisecttest.Run, step uint32, shown bisect.Truth) bisect.Doubter {
	return bisect.Doubter{Truth: local(r, nil, false), Target: &step, Published: bisect.Shown{Truth: shown}}
}
