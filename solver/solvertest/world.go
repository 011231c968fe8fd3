// Package solvertest has what tests of solvers and verifiers share: a chain with the contracts, a NATS server, people with money, and a
// small job that trains a real model.
package solvertest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"refute/checkpoint/feed"
	"refute/checkpoint/job"
	"refute/contracts/chain"
	"refute/contracts/devchain"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// GasPriceCap of the jobs, in wei.
const GasPriceCap = chain.DefaultGasPriceCap

// Poll is the pause between two looks at the chain.
const Poll = 2 * time.Millisecond

// Reward of the jobs.
var Reward = chain.Ether.Mul(3)

// World is a chain, a server and people.
type World struct {
	T      testing.TB
	Chain  *devchain.Chain
	Client *chain.Client
	Server *feed.Server
	Pace   *devchain.Pace
	Job    *job.Job
	Terms  *chain.Terms
	ID     chain.JobID
	Dir    string
}

// Money that everybody begins with.
var Money = chain.Ether.Mul(1000)

// Names of the people with money.
var Names = []string{"deployer", "customer", "solver", "second", "alice", "bob", "mallory"}

// New starts a world with one job in it, whose time moves when nobody is busy.
func New(t testing.TB, j *job.Job) *World {
	t.Helper()
	ctx := t.Context()
	accounts := map[common.Address]chain.Wei{}
	for _, n := range Names {
		accounts[chain.DeriveAccount(n).Address] = Money
	}
	w := &World{T: t, Job: j, Dir: t.TempDir(), Pace: &devchain.Pace{Step: 30 * time.Second, Quiet: 30 * time.Millisecond}}
	var err error
	w.Chain, err = devchain.New(devchain.Config{Accounts: accounts})
	w.OK(err)
	t.Cleanup(func() { w.Chain.Close() })
	w.Server, err = feed.StartServer(feed.ServerConfig{Dir: filepath.Join(w.Dir, "nats")})
	w.OK(err)
	t.Cleanup(w.Server.Close)
	deployer, err := chain.NewSender(ctx, w.Chain, chain.DeriveAccount("deployer"), chain.SenderConfig{})
	w.OK(err)
	at, err := chain.Deploy(ctx, deployer)
	w.OK(err)
	w.Client, err = chain.Dial(ctx, w.Chain, at)
	w.OK(err)
	spec, err := j.Spec()
	w.OK(err)
	w.Terms = chain.DefaultTerms(spec, Reward)
	w.Terms.Window, w.Terms.Clock, w.Terms.Extension, w.Terms.Delivery = 1200, 1200, 120, 300 // of the chain's time, which passes while a test waits
	w.Terms.Bond = w.Terms.ChallengeBond.Mul(10)
	w.ID, _, err = w.Wallet("customer").Create(ctx, w.Terms, Reward)
	w.OK(err)
	pacing, stop := context.WithCancel(context.Background())
	paced := make(chan struct{})
	go func() {
		defer close(paced)
		_ = w.Pace.Run(pacing, w.Chain)
	}()
	t.Cleanup(func() { stop(); <-paced })
	return w
}

// OK ends the test on an error.
func (w *World) OK(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// Wallet returns the wallet of one of the people.
func (w *World) Wallet(name string) *chain.Wallet {
	w.T.Helper()
	x, err := chain.NewWallet(context.Background(), w.Client, chain.DeriveAccount(name), chain.SenderConfig{Poll: Poll})
	w.OK(err)
	return x
}

// Feed returns a feed of the job over a connection of its own.
func (w *World) Feed(name string) *feed.Feed {
	w.T.Helper()
	nc, err := w.Server.Connect(name)
	w.OK(err)
	w.T.Cleanup(nc.Close)
	f, err := feed.Open(context.Background(), nc, w.ID, feed.Config{})
	w.OK(err)
	return f
}

// Executor is the fast executor with one goroutine.
func Executor(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return cpu.New(p, consts, cpu.Options{Workers: 1})
}

var _ trainer.NewExecutor = Executor

// Job returns a job that trains a small network on the digits: 64-6-10, batches of 8.
func Job(t testing.TB, steps, epoch uint32) *job.Job {
	t.Helper()
	set, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.MLP{Hidden: []int{6}, Training: models.Training{Batch: 8, Rate: 0.1, Momentum: 0.9}}.Build(set)
	if err != nil {
		t.Fatal(err)
	}
	const seed = 11
	m.SetSeed(seed)
	return &job.Job{Programs: m.Programs(), Consts: m.Consts, Seed: seed, Steps: steps, EpochLength: epoch}
}
