package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"refute/checkpoint/feed"
	"refute/checkpoint/job"
	"refute/contracts/chain"
	"refute/contracts/devchain"
)

const (
	// What a job may publish: a commitment is some 250 bytes, a checkpoint of the larger model 2 MB.
	demoMaxBytes = 256 << 20
	demoMaxState = 2 << 30

	// demoPoll is the pause between two looks at the embedded chain.
	demoPoll = 4 * time.Millisecond
	// demoPace is how far the embedded chain's time moves at once when everybody waits, after demoQuiet on the wall.
	demoPace  = 480 * time.Second
	demoQuiet = 50 * time.Millisecond
)

// Everybody's money, and what a client pays. The terms of the demo's jobs are chain.DefaultTerms.
var (
	demoMoney  = chain.Ether.Mul(100)
	demoReward = chain.Ether
)

// stage is what the actors of the demo share: an embedded chain with the contracts, an embedded NATS server, and wallets.
type stage struct {
	seed    string
	chain   *devchain.Chain
	client  *chain.Client
	server  *feed.Server
	pace    *devchain.Pace
	wallets map[string]*chain.Wallet
	begin   map[string]chain.Wei // balances at the beginning
	close   []func()
}

// newStage starts the chain and the server, with an account for each of the names.
func newStage(ctx context.Context, seed uint64, dir string, names []string) (s *stage, err error) {
	s = &stage{seed: fmt.Sprintf("refute demo %d", seed), wallets: map[string]*chain.Wallet{}, begin: map[string]chain.Wei{},
		pace: &devchain.Pace{Step: demoPace, Quiet: demoQuiet}}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	deployer := chain.DeriveAccount(s.seed, "deployer")
	accounts := map[common.Address]chain.Wei{deployer.Address: demoMoney}
	for _, n := range names {
		accounts[chain.DeriveAccount(s.seed, n).Address] = demoMoney
	}
	if s.chain, err = devchain.New(devchain.Config{Accounts: accounts}); err != nil {
		return s, err
	}
	s.close = append(s.close, func() { s.chain.Close() })
	if s.server, err = feed.StartServer(feed.ServerConfig{Dir: filepath.Join(dir, "nats")}); err != nil {
		return s, err
	}
	s.close = append(s.close, s.server.Close)
	sender, err := chain.NewSender(ctx, s.chain, deployer, chain.SenderConfig{Poll: demoPoll})
	if err != nil {
		return s, err
	}
	at, err := chain.Deploy(ctx, sender)
	if err != nil {
		return s, err
	}
	if s.client, err = chain.Dial(ctx, s.chain, at); err != nil {
		return s, err
	}
	for _, n := range names {
		w, err := chain.NewWallet(ctx, s.client, chain.DeriveAccount(s.seed, n), chain.SenderConfig{Poll: demoPoll})
		if err != nil {
			return s, err
		}
		s.wallets[n] = w
		if s.begin[n], err = s.client.Balance(ctx, w.Address()); err != nil {
			return s, err
		}
	}
	pacing, stop := context.WithCancel(context.Background())
	paced := make(chan struct{})
	go func() {
		defer close(paced)
		_ = s.pace.Run(pacing, s.chain) // it ends with its context; a broken chain shows in every other call
	}()
	s.close = append(s.close, func() { stop(); <-paced })
	return s, nil
}

// Close stops everything, the last first.
func (s *stage) Close() {
	for i := len(s.close) - 1; i >= 0; i-- {
		s.close[i]()
	}
	s.close = nil
}

// post creates a job.
func (s *stage) post(ctx context.Context, client string, spec *job.Spec) (chain.JobID, error) {
	id, _, err := s.wallets[client].Create(ctx, chain.DefaultTerms(spec, demoReward), demoReward)
	return id, err
}

// feed opens the feed of a job over a connection of its own.
func (s *stage) feed(ctx context.Context, name string, id chain.JobID) (*feed.Feed, error) {
	nc, err := s.server.Connect(name)
	if err != nil {
		return nil, err
	}
	s.close = append(s.close, nc.Close)
	return feed.Open(ctx, nc, id, feed.Config{MaxBytes: demoMaxBytes, MaxState: demoMaxState})
}

// worth is what an account has, with what the contract owes it.
func (s *stage) worth(ctx context.Context, name string) (chain.Wei, error) {
	a := s.wallets[name].Address()
	b, err := s.client.Balance(ctx, a)
	if err != nil {
		return b, err
	}
	c, err := s.client.Credits(ctx, a)
	return b.Add(c), err
}
