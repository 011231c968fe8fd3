package solvertest

import (
	"context"
	"errors"
	"math/big"
	"sync/atomic"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"refute/contracts/chain"
)

// ErrDown is what a node that is down answers.
var ErrDown = errors.New("the node is down")

// Flaky is a node that fails while it is Down, and otherwise every call whose number Every divides, if that is not 0.
type Flaky struct {
	chain.Backend
	Down  atomic.Bool
	Every atomic.Int64
	calls atomic.Int64
}

func (f *Flaky) fail() error {
	if n := f.calls.Add(1); f.Down.Load() || f.divides(n) {
		return ErrDown
	}
	return nil
}

// HeaderByNumber implements chain.Backend.
func (f *Flaky) HeaderByNumber(ctx context.Context, n *big.Int) (*types.Header, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.Backend.HeaderByNumber(ctx, n)
}

// PendingNonceAt implements chain.Backend.
func (f *Flaky) PendingNonceAt(ctx context.Context, a common.Address) (uint64, error) {
	if err := f.fail(); err != nil {
		return 0, err
	}
	return f.Backend.PendingNonceAt(ctx, a)
}

// CallContract implements chain.Backend.
func (f *Flaky) CallContract(ctx context.Context, c ethereum.CallMsg, n *big.Int) ([]byte, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.Backend.CallContract(ctx, c, n)
}

// EstimateGas implements chain.Backend.
func (f *Flaky) EstimateGas(ctx context.Context, c ethereum.CallMsg) (uint64, error) {
	if err := f.fail(); err != nil {
		return 0, err
	}
	return f.Backend.EstimateGas(ctx, c)
}

// SendTransaction implements chain.Backend.
func (f *Flaky) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if err := f.fail(); err != nil {
		return err
	}
	return f.Backend.SendTransaction(ctx, tx)
}

// TransactionReceipt implements chain.Backend.
func (f *Flaky) TransactionReceipt(ctx context.Context, h common.Hash) (*types.Receipt, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.Backend.TransactionReceipt(ctx, h)
}

// TransactionByHash implements chain.Backend.
func (f *Flaky) TransactionByHash(ctx context.Context, h common.Hash) (*types.Transaction, bool, error) {
	if err := f.fail(); err != nil {
		return nil, false, err
	}
	return f.Backend.TransactionByHash(ctx, h)
}

// FilterLogs implements chain.Backend.
func (f *Flaky) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.Backend.FilterLogs(ctx, q)
}

// WalletOn returns the wallet of one of the people at another node of the world's chain.
func (w *World) WalletOn(b chain.Backend, name string) *chain.Wallet {
	w.T.Helper()
	c, err := chain.Dial(context.Background(), b, w.Client.Addresses())
	w.OK(err)
	x, err := chain.NewWallet(context.Background(), c, chain.DeriveAccount(name), chain.SenderConfig{Poll: Poll})
	w.OK(err)
	return x
}

func (f *Flaky) divides(n int64) bool {
	every := f.Every.Load()
	return every != 0 && n%every == 0
}
