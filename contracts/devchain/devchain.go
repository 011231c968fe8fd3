// Package devchain is an embedded Ethereum chain for development, demonstrations and tests: go-ethereum's own node with one
// rule of its own, that each transaction is mined at once in a block of its own.
//
// Its time does not follow the clock on the wall: it begins at a fixed time, each block is one second later than the block before,
// and [Chain.Advance] moves it. The same transactions in the same order give the same state, times and gas prices
// (the block hashes differ, because a block's random field does).
package devchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"

	"refute/contracts/chain"
)

// Defaults of a Config.
const (
	// DefaultChainID is the chain id that development chains use by custom.
	DefaultChainID = 1337
	// DefaultGasLimit is the gas limit of a block, that of Ethereum's main chain. The limit of one transaction is the
	// protocol's own, 16,777,216.
	DefaultGasLimit = 60_000_000
	// GenesisTime is the time of the first block, in seconds: 2096. It lies in the future because the node never makes a block older than
	// the clock on the wall; a block's time must be the same whenever the chain is run.
	GenesisTime = 4_000_000_000
	// DefaultTip is the price of gas that the chain suggests, beyond the base fee.
	DefaultTip = 1_000_000_000
)

// Config says what the chain begins with.
type Config struct {
	ChainID  uint64                       // 0 means DefaultChainID
	GasLimit uint64                       // of a block; 0 means DefaultGasLimit
	Accounts map[common.Address]chain.Wei // balances in the first block
}

// Chain is an embedded chain. It is a chain.Backend and may be used by many goroutines.
type Chain struct {
	simulated.Client
	backend *simulated.Backend
	faucet  chain.Account
	chainID *big.Int

	mu     sync.Mutex // one block at a time
	closed bool
	mined  time.Time // on the wall, of the last transaction
}

var _ chain.Backend = (*Chain)(nil)

// New starts a chain.
func New(cfg Config) (*Chain, error) {
	if cfg.ChainID == 0 {
		cfg.ChainID = DefaultChainID
	}
	if cfg.GasLimit == 0 {
		cfg.GasLimit = DefaultGasLimit
	}
	if cfg.GasLimit < params.MaxTxGas {
		return nil, fmt.Errorf("devchain: blocks of %d gas cannot hold a transaction of %d: raise the limit", cfg.GasLimit, uint64(params.MaxTxGas))
	}
	c := &Chain{faucet: chain.DeriveAccount("refute", "devchain", "faucet"), chainID: new(big.Int).SetUint64(cfg.ChainID)}
	alloc := types.GenesisAlloc{c.faucet.Address: {Balance: new(big.Int).Lsh(big.NewInt(1), 128)}}
	for a, w := range cfg.Accounts {
		alloc[a] = types.Account{Balance: w.Big()}
	}
	// The configuration is a global of go-ethereum with an unreleased fork switched on, which multiplies the gas of
	// storage: a copy without it behaves as the released chain.
	rules := *params.AllDevChainProtocolChanges
	rules.BogotaTime = nil
	rules.ChainID = c.chainID
	c.backend = simulated.NewBackend(alloc,
		simulated.WithBlockGasLimit(cfg.GasLimit),
		simulated.WithMinerMinTip(big.NewInt(1)),
		func(_ *node.Config, eth *ethconfig.Config) {
			eth.Genesis.Config = &rules
			eth.Genesis.Timestamp = GenesisTime
			eth.RPCGasCap = cfg.GasLimit
		})
	c.Client = c.backend.Client()
	return c, nil
}

// Close stops the chain; it is lost.
func (c *Chain) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	return c.backend.Close()
}

// errClosed says that the chain is over.
var errClosed = errors.New("devchain: the chain was closed")

// SendTransaction takes a transaction and mines it at once, in a block of its own.
func (c *Chain) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// Who gives up in the middle would leave a transaction in the pool and no block for it, and time is not moved past one that waits.
	if err := c.Client.SendTransaction(context.WithoutCancel(ctx), tx); err != nil {
		return err
	}
	c.backend.Commit()
	c.mined = time.Now()
	return nil
}

// SuggestGasTipCap returns DefaultTip: the price of gas must not depend on what was paid before.
func (c *Chain) SuggestGasTipCap(context.Context) (*big.Int, error) {
	return big.NewInt(DefaultTip), nil
}

// Advance mines an empty block whose time is d, a whole number of seconds and at least one, after the newest.
func (c *Chain) Advance(d time.Duration) error {
	if d < time.Second || d%time.Second != 0 {
		return fmt.Errorf("devchain: cannot move time by %s: want whole seconds, at least one", d)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return errClosed
	}
	// The pool drops what was mined a moment after the block, and time is not moved past a transaction that waits.
	for wait := time.Millisecond; ; wait *= 2 {
		err := c.backend.AdjustTime(d)
		if err == nil || wait > time.Second {
			return err
		}
		time.Sleep(wait)
	}
}

// Fund gives money to an account, from an account that only this chain has.
func (c *Chain) Fund(ctx context.Context, to common.Address, amount chain.Wei) error {
	s, err := chain.NewSender(ctx, c, c.faucet, chain.SenderConfig{})
	if err != nil {
		return err
	}
	c.mu.Lock()
	closed := c.closed
	c.mu.Unlock()
	if closed {
		return errClosed
	}
	_, err = s.Send(ctx, chain.Tx{To: &to, Value: amount})
	return err
}

// Fork makes the block of that hash the newest again, as a reorganisation would: transactions mined after it are undone and
// forgotten, so that the next ones may differ.
func (c *Chain) Fork(hash common.Hash) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return errClosed
	}
	if err := c.backend.Fork(hash); err != nil {
		return err
	}
	// The pool takes back what was undone, a moment later. Asking for the same fork again waits for it and does no more.
	_ = c.backend.Fork(hash)
	c.backend.Rollback()
	return nil
}
