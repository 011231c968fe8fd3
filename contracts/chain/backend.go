// Package chain is how Go talks to the contracts: typed calls, transactions with serialized nonces and bounded fees, reverts as
// typed errors, logs in bounded ranges with reorganisations noticed, and the chain's time.
//
// Everything that a node answers is outside input: it is bounded and checked before it is used. The chain is the truth; nothing
// here caches what the chain may change.
package chain

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Backend is what is asked of a node. ethclient.Client satisfies it, and so does the embedded development chain
// (contracts/devchain).
type Backend interface {
	ChainID(ctx context.Context) (*big.Int, error)
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
	BalanceAt(ctx context.Context, account common.Address, number *big.Int) (*big.Int, error)
	CodeAt(ctx context.Context, account common.Address, number *big.Int) ([]byte, error)
	PendingNonceAt(ctx context.Context, account common.Address) (uint64, error)
	CallContract(ctx context.Context, call ethereum.CallMsg, number *big.Int) ([]byte, error)
	EstimateGas(ctx context.Context, call ethereum.CallMsg) (uint64, error)
	SuggestGasTipCap(ctx context.Context) (*big.Int, error)
	SendTransaction(ctx context.Context, tx *types.Transaction) error
	TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error)
	TransactionByHash(ctx context.Context, hash common.Hash) (tx *types.Transaction, pending bool, err error)
	FilterLogs(ctx context.Context, query ethereum.FilterQuery) ([]types.Log, error)
}
