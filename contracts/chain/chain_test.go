package chain_test

import (
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/checkpoint/job"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/contracts/devchain"
)

type world struct {
	chain                    *devchain.Chain
	client                   *chain.Client
	customer, solver, anyone *chain.Wallet
	terms                    *chain.Terms
	job                      chain.JobID
}

const gasPriceCap = 10_000_000_000

// begin deploys the contracts and creates a job of 5 steps in epochs of 2.
func begin(t *testing.T) *world {
	t.Helper()
	ctx := t.Context()
	accounts := map[common.Address]chain.Wei{}
	names := []string{"deployer", "customer", "solver", "anyone"}
	for _, n := range names {
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
	challenge := chain.LeastChallengeBond(gasPriceCap)
	w := &world{
		chain: c, client: client, customer: wallet("customer"), solver: wallet("solver"), anyone: wallet("anyone"),
		terms: &chain.Terms{
			Spec: &job.Spec{
				Programs: []job.Program{{Root: [32]byte{1}, Kernels: 3}, {Root: [32]byte{2}, Kernels: 4}}, Schedule: []byte{1},
				States: 2, Consts: 1, ConstRoot: [32]byte{3}, Seed: 7, Steps: 5, EpochLength: 2,
			},
			Parent: checkpoint.Root{9}, Bond: challenge.Mul(4), ChallengeBond: challenge, GasPriceCap: gasPriceCap,
			EpochSeconds: 600, Window: 300, Clock: 200, Extension: 20, Delivery: 100, ShareBps: 2000, LateBps: 1000,
		},
	}
	w.job, _, err = w.customer.Create(ctx, w.terms, chain.Ether)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) advance(t *testing.T, seconds int) {
	t.Helper()
	if err := w.chain.Advance(time.Duration(seconds) * time.Second); err != nil {
		t.Fatal(err)
	}
}

func stateRoot(step uint32) checkpoint.Root { return checkpoint.Root{0xaa, byte(step)} }

// anchors posts the anchors of epochs from … to.
func (w *world) anchors(t *testing.T, from, to checkpoint.Epoch) {
	t.Helper()
	e := w.terms.Spec.Epochs()
	before := checkpoint.Root{}
	for epoch := checkpoint.Epoch(0); epoch <= to; epoch++ {
		first, last := e.Range(epoch)
		var roots []checkpoint.Root
		for s := first; s <= last; s++ {
			roots = append(roots, stateRoot(s))
		}
		root, err := checkpoint.Anchor(e, epoch, roots)
		if err != nil {
			t.Fatal(err)
		}
		if epoch >= from {
			if _, err := w.solver.Anchor(t.Context(), w.job, before, root); err != nil {
				t.Fatalf("anchor %d: %v", epoch, err)
			}
		}
		before = root
	}
}

func TestJobIsWhatWasCreated(t *testing.T) {
	w := begin(t)
	j, err := w.client.Job(t.Context(), w.job)
	if err != nil {
		t.Fatal(err)
	}
	want := chain.Job{
		ID: w.job, Client: w.customer.Address(), Phase: chain.JobOpen, Spec: w.terms.Spec.Hash(), Terms: j.Terms, Parent: w.terms.Parent,
		Reward: chain.Ether, Escrow: chain.Ether, Bond: w.terms.Bond, ChallengeBond: w.terms.ChallengeBond, GasPriceCap: gasPriceCap,
		EpochSeconds: 600, Window: 300, Clock: 200, Extension: 20, Delivery: 100, ShareBps: 2000, LateBps: 1000,
		Epochs: w.terms.Spec.Epochs(),
	}
	if *j != want {
		t.Errorf("job\n%+v, want\n%+v", *j, want)
	}
	var missing *chain.MissingJobError
	if _, err := w.client.Job(t.Context(), chain.JobID{1}); !errors.As(err, &missing) {
		t.Errorf("a job that does not exist: %v", err)
	}
	var noGame *chain.MissingGameError
	if _, err := w.client.Game(t.Context(), chain.GameID{1}); !errors.As(err, &noGame) {
		t.Errorf("a game that does not exist: %v", err)
	}
}

func TestDigestIsTheContracts(t *testing.T) {
	w := begin(t)
	for _, step := range []uint32{0, 1, 1<<32 - 1} {
		root := checkpoint.Root{1, 2, byte(step)}
		want, err := w.client.CommitmentDigest(t.Context(), w.job, step, root)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.client.Domain().Digest(w.job, step, root); got != want {
			t.Errorf("step %d: digest %s, the contract's is %s", step, got, want)
		}
	}
}

func TestHonestRunIsPaid(t *testing.T) {
	ctx := t.Context()
	w := begin(t)
	if n, _, err := w.solver.Take(ctx, w.job, w.terms.Bond); err != nil || n != 1 {
		t.Fatalf("attempt %d, %v", n, err)
	}
	w.anchors(t, 0, 3)
	_, err := w.solver.Finish(ctx, w.job, stateRoot(5), nil)
	if !chain.IsRevert(err, "TooEarly") {
		t.Fatalf("finished in the window: %v", err)
	}
	w.advance(t, 401)
	proof := []checkpoint.Root{{}} // epoch 3 holds step 5 alone, in a tree of depth 1
	if _, err = w.solver.Finish(ctx, w.job, stateRoot(4), proof); !chain.IsRevert(err, "WrongProof") {
		t.Fatalf("finished with another state: %v", err)
	}
	if _, err = w.solver.Finish(ctx, w.job, stateRoot(5), proof); err != nil {
		t.Fatal(err)
	}
	credits, err := w.client.Credits(ctx, w.solver.Address())
	if err != nil || credits != w.terms.Bond.Add(chain.Ether) {
		t.Errorf("credits %s, %v; want bond and reward", credits, err)
	}
	before, err := w.client.Balance(ctx, w.solver.Address())
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.solver.Withdraw(ctx)
	if err != nil {
		t.Fatal(err)
	}
	paid, err := chain.WeiFromBig(new(big.Int).Mul(r.EffectiveGasPrice, new(big.Int).SetUint64(r.GasUsed)))
	if err != nil {
		t.Fatal(err)
	}
	after, err := w.client.Balance(ctx, w.solver.Address())
	if err != nil || after != before.Add(credits).Sub(paid) {
		t.Errorf("balance %s, %v; want %s", after, err, before.Add(credits).Sub(paid))
	}
	j, err := w.client.Job(ctx, w.job)
	if err != nil || j.Phase != chain.JobDone || j.State != stateRoot(5) || j.History.IsZero() {
		t.Errorf("job %+v, %v", j, err)
	}
	// The log of the whole life, by names.
	f := w.client.Follow(0)
	b, err := f.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for i := range b.Logs {
		e, err := w.client.DecodeEvent(&b.Logs[i])
		if err != nil {
			t.Fatal(err)
		}
		switch e := e.(type) {
		case *bindings.JobsJobCreated:
			kinds = append(kinds, "created")
		case *bindings.JobsTaken:
			kinds = append(kinds, "taken")
		case *bindings.JobsAnchored:
			kinds = append(kinds, "anchored")
			if e.Epoch > 3 {
				t.Errorf("anchor of epoch %d", e.Epoch)
			}
		case *bindings.JobsFinished:
			kinds = append(kinds, "finished")
		case nil:
			t.Errorf("a log that nobody knows: %v", b.Logs[i].Topics)
		}
	}
	want := []string{"created", "taken", "anchored", "anchored", "anchored", "anchored", "finished"}
	if len(kinds) != len(want) {
		t.Fatalf("events %v, want %v", kinds, want)
	}
	for i := range want {
		if kinds[i] != want[i] {
			t.Errorf("events %v, want %v", kinds, want)
		}
	}
}

func TestEquivocationTakesOneTransaction(t *testing.T) {
	ctx := t.Context()
	w := begin(t)
	if _, _, err := w.solver.Take(ctx, w.job, w.terms.Bond); err != nil {
		t.Fatal(err)
	}
	w.anchors(t, 0, 1)
	sign := func(root checkpoint.Root) commit.Signature {
		c := commit.Commitment{Job: w.job, Step: 2, Root: root}
		if err := c.Sign(w.client.Domain(), w.solver.Account().Key); err != nil {
			t.Fatal(err)
		}
		return c.Sig
	}
	one, two := stateRoot(2), checkpoint.Root{0xbb}
	if _, err := w.anyone.Equivocate(ctx, w.job, 2, one, sign(one), one, sign(one)); !chain.IsRevert(err, "SameRoot") {
		t.Errorf("one signature shown twice: %v", err)
	}
	if _, err := w.anyone.Equivocate(ctx, w.job, 2, one, sign(one), two, sign(one)); !chain.IsRevert(err, "NotSolver") {
		t.Errorf("a signature of something else: %v", err)
	}
	if _, err := w.anyone.Equivocate(ctx, w.job, 2, one, sign(one), two, sign(two)); err != nil {
		t.Fatal(err)
	}
	a, err := w.client.Attempt(ctx, w.job, 1)
	if err != nil || !a.Slashed {
		t.Fatalf("attempt %+v, %v", a, err)
	}
	share, err := w.client.Credits(ctx, w.anyone.Address())
	if err != nil || share != w.terms.Bond.Mul(2000).Div(10_000) {
		t.Errorf("share %s, %v", share, err)
	}
}

func TestSignatureAgainstTheAnchoredLeaf(t *testing.T) {
	ctx := t.Context()
	w := begin(t)
	if _, _, err := w.solver.Take(ctx, w.job, w.terms.Bond); err != nil {
		t.Fatal(err)
	}
	w.anchors(t, 0, 1)
	c := commit.Commitment{Job: w.job, Step: 1, Root: checkpoint.Root{0xbb}}
	if err := c.Sign(w.client.Domain(), w.solver.Account().Key); err != nil {
		t.Fatal(err)
	}
	if _, err := w.anyone.EquivocateAnchor(ctx, w.job, 1, c.Root, c.Sig, stateRoot(1), []checkpoint.Root{stateRoot(2)}); err != nil {
		t.Fatal(err)
	}
	j, err := w.client.Job(ctx, w.job)
	if err != nil || j.Phase != chain.JobOpen || j.Anchors != 1 {
		t.Errorf("job %+v, %v; want it open at epoch 1", j, err)
	}
}

func TestDeadlineIsTheChains(t *testing.T) {
	ctx := t.Context()
	w := begin(t)
	if _, _, err := w.solver.Take(ctx, w.job, w.terms.Bond.Sub(chain.WeiOf(1))); !chain.IsRevert(err, "WrongValue") {
		t.Errorf("a smaller bond: %v", err)
	}
	if _, _, err := w.solver.Take(ctx, w.job, w.terms.Bond); err != nil {
		t.Fatal(err)
	}
	w.anchors(t, 0, 0)
	w.advance(t, 601)
	if _, err := w.solver.Anchor(ctx, w.job, stateRoot(0), stateRoot(1)); !chain.IsRevert(err, "TooLate") {
		t.Errorf("an anchor after its deadline: %v", err)
	}
	if _, err := w.anyone.Lapse(ctx, w.job); err != nil {
		t.Fatal(err)
	}
	j, err := w.client.Job(ctx, w.job)
	if err != nil || j.Phase != chain.JobOpen {
		t.Errorf("job %+v, %v", j, err)
	}
}

func TestGameIsOpenedWithItsBond(t *testing.T) {
	ctx := t.Context()
	w := begin(t)
	if _, _, err := w.solver.Take(ctx, w.job, w.terms.Bond); err != nil {
		t.Fatal(err)
	}
	w.anchors(t, 0, 1)
	anchor, err := w.client.Anchor(ctx, w.job, 1)
	if err != nil {
		t.Fatal(err)
	}
	salt := [32]byte{5}
	report := chain.Report(2, checkpoint.Root{7}, w.anyone.Address(), salt)
	id, _, err := w.anyone.Open(ctx, w.job, 1, anchor.Root, report, true, w.terms.ChallengeBond)
	if err != nil {
		t.Fatal(err)
	}
	g, err := w.client.Game(ctx, id)
	if err != nil || g.Job != w.job || g.Epoch != 1 || g.Anchor != anchor.Root || g.Challenger != w.anyone.Address() ||
		g.Defender != w.solver.Address() || g.Report != report || g.Done || g.Moves != 1 || g.Head != common.Hash(id) {
		t.Errorf("game %+v, %v", g, err)
	}
	// The silent defender loses by its clock, and the report is worth the share.
	w.advance(t, 201)
	move := bindings.NewActions().PackTimeout()
	if _, err := w.anyone.Move(ctx, id, g.Head, [][]byte{move}); err != nil {
		t.Fatal(err)
	}
	if g, err = w.client.Game(ctx, id); err != nil || !g.Done || !g.Won {
		t.Fatalf("game %+v, %v", g, err)
	}
	w.advance(t, 301)
	if _, err := w.anyone.ClaimShare(ctx, id, 2, checkpoint.Root{7}, [32]byte{6}); !chain.IsRevert(err, "NotEligible") {
		t.Errorf("another salt: %v", err)
	}
	if _, err := w.anyone.ClaimShare(ctx, id, 2, checkpoint.Root{7}, salt); err != nil {
		t.Fatal(err)
	}
	w.advance(t, 301)
	if _, err := w.anyone.Settle(ctx, w.job, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := w.anyone.CollectShare(ctx, id); err != nil {
		t.Fatal(err)
	}
	credits, err := w.client.Credits(ctx, w.anyone.Address())
	if least := w.terms.ChallengeBond.Add(w.terms.Bond.Mul(2000).Div(10_000)); err != nil || credits.Cmp(least) <= 0 {
		t.Errorf("credits %s, %v; want more than bond and share, %s", credits, err, least)
	}
}

func TestDialChecks(t *testing.T) {
	w := begin(t)
	at := w.client.Addresses()
	for _, bad := range []chain.Addresses{
		{Referee: at.Referee, Jobs: at.Disputes, Disputes: at.Disputes},
		{Referee: at.Jobs, Jobs: at.Jobs, Disputes: at.Disputes},
		{Referee: at.Referee, Jobs: at.Jobs, Disputes: w.anyone.Address()},
	} {
		if _, err := chain.Dial(t.Context(), w.chain, bad); err == nil {
			t.Errorf("dialled %+v", bad)
		}
	}
}

// dear is a node where gas costs more than anybody may pay.
type dear struct{ chain.Backend }

func (dear) HeaderByNumber(context.Context, *big.Int) (*types.Header, error) {
	return &types.Header{Number: big.NewInt(1), BaseFee: big.NewInt(chain.DefaultMaxFee)}, nil
}

func TestFeesAreBounded(t *testing.T) {
	w := begin(t)
	s, err := chain.NewSender(t.Context(), dear{w.chain}, chain.DeriveAccount("anyone"), chain.SenderConfig{})
	if err != nil {
		t.Fatal(err)
	}
	to := w.customer.Address()
	var fee *chain.FeeError
	if _, err := s.Send(t.Context(), chain.Tx{To: &to}); !errors.As(err, &fee) {
		t.Errorf("sent at any price: %v", err)
	}
}

// slow is a node that mines what it is sent only after it was sent for more.
type slow struct {
	chain.Backend
	seen int
}

func (s *slow) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if s.seen++; s.seen < 3 {
		return nil
	}
	return s.Backend.SendTransaction(ctx, tx)
}

func TestWaitingTransactionIsSentAgainForMore(t *testing.T) {
	w := begin(t)
	node := &slow{Backend: w.chain}
	s, err := chain.NewSender(t.Context(), node, chain.DeriveAccount("anyone"), chain.SenderConfig{Resend: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	to := w.customer.Address()
	r, err := s.Send(t.Context(), chain.Tx{To: &to, Value: chain.Gwei})
	if err != nil || node.seen != 3 {
		t.Fatalf("sent %d times, %v", node.seen, err)
	}
	tx, _, err := w.chain.TransactionByHash(t.Context(), r.TxHash)
	if err != nil || tx.GasTipCap().Cmp(big.NewInt(devchain.DefaultTip)) <= 0 {
		t.Errorf("mined with tip %v, %v", tx.GasTipCap(), err)
	}
	if _, err := s.Send(t.Context(), chain.Tx{To: &to, Value: chain.Gwei}); err != nil {
		t.Errorf("the next transaction: %v", err)
	}
}

func TestManyGoroutinesOneAccount(t *testing.T) {
	w := begin(t)
	to := w.customer.Address()
	errs := make(chan error)
	const n = 12
	for range n {
		go func() {
			_, err := w.anyone.Send(t.Context(), chain.Tx{To: &to, Value: chain.Gwei})
			errs <- err
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// liar is a node that gives a log which was not asked for.
type liar struct {
	chain.Backend
	log types.Log
}

func (l liar) FilterLogs(context.Context, ethereum.FilterQuery) ([]types.Log, error) {
	return []types.Log{l.log}, nil
}

func TestLogsThatWereNotAskedForAreRefused(t *testing.T) {
	w := begin(t)
	jobs := w.client.Addresses().Jobs
	for name, l := range map[string]types.Log{
		"contract": {Address: common.Address{1}},
		"block":    {Address: jobs, BlockNumber: 1 << 40},
		"removed":  {Address: jobs, Removed: true},
	} {
		if _, err := chain.NewFollower(liar{w.chain, l}, 0, jobs).Next(t.Context()); err == nil {
			t.Errorf("a log of another %s was taken", name)
		}
	}
}

func TestWei(t *testing.T) {
	if got := chain.Ether.Mul(3).Add(chain.Gwei).Ether(); got != "3" {
		t.Errorf("3 ether and a gwei: %s", got)
	}
	if got := chain.Ether.Mul(3).Div(2).Ether(); got != "1.500000" {
		t.Errorf("1.5 ether: %s", got)
	}
	if got := chain.WeiOf(1).Sub(chain.WeiOf(2)); !got.IsZero() {
		t.Errorf("1 - 2 = %s", got)
	}
	for _, s := range []string{"", "-1", "1.5", "x"} {
		if _, err := chain.ParseWei(s); err == nil {
			t.Errorf("%q is money", s)
		}
	}
	if _, err := chain.WeiFromBig(big.NewInt(-1)); err == nil {
		t.Error("a debt is money")
	}
}
