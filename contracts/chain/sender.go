package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Defaults of a SenderConfig.
const (
	// MaxTxGas is the most gas that a transaction can have (EIP-7825).
	MaxTxGas = 1 << 24
	// DefaultMaxFee bounds the price of gas, in wei: 200 gwei.
	DefaultMaxFee = 200_000_000_000
	// DefaultMaxTip bounds the part of it that goes to the block's maker: 5 gwei.
	DefaultMaxTip = 5_000_000_000
	// DefaultResend is how long a transaction may wait before it is sent again for more.
	DefaultResend = 45 * time.Second
	// DefaultPatience is how long a transaction is waited for in all.
	DefaultPatience = 10 * time.Minute
	// DefaultPoll is the longest pause between two questions to the node.
	DefaultPoll = 500 * time.Millisecond
	// gasMargin is added to the node's estimate, in percent: what a call costs may change between estimate and block.
	gasMargin = 25
	// bump is by how many percent the price rises when a transaction is sent again; nodes ask for at least 10.
	bump = 25
)

// SenderConfig bounds what a Sender spends and how long it waits. Zero values mean the defaults.
type SenderConfig struct {
	MaxFee        uint64 // wei per gas
	MaxTip        uint64 // wei per gas
	Confirmations uint64 // blocks on top of a transaction's own before it counts
	Resend        time.Duration
	Patience      time.Duration
	Poll          time.Duration
	Errors        []*abi.ABI // contracts whose named errors are known; nil means all of this project's
}

func (c SenderConfig) withDefaults() SenderConfig {
	set := func(v *uint64, d uint64) {
		if *v == 0 {
			*v = d
		}
	}
	wait := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&c.MaxFee, DefaultMaxFee)
	set(&c.MaxTip, DefaultMaxTip)
	wait(&c.Resend, DefaultResend)
	wait(&c.Patience, DefaultPatience)
	wait(&c.Poll, DefaultPoll)
	if c.Errors == nil {
		c.Errors = contractABIs()
	}
	return c
}

// Tx is what a transaction shall do.
type Tx struct {
	To    *common.Address // nil: Data is a contract to be made
	Value Wei
	Data  []byte
	Gas   uint64 // 0: the node estimates it
}

// Sender sends the transactions of one account, one nonce after another. It may be used by many goroutines; one account should
// have one Sender.
type Sender struct {
	backend Backend
	account Account
	chainID *big.Int
	cfg     SenderConfig

	mu    sync.Mutex
	next  uint64 // the next nonce, if known
	known bool
	busy  int // transactions that are waited for
}

// NewSender asks the node for the chain's id and returns a sender for the account.
func NewSender(ctx context.Context, b Backend, a Account, cfg SenderConfig) (*Sender, error) {
	id, err := b.ChainID(ctx)
	if err != nil {
		return nil, fmt.Errorf("chain: id: %w", err)
	}
	if id == nil || id.Sign() <= 0 || id.BitLen() > 63 {
		return nil, fmt.Errorf("chain: the node says that the chain's id is %v: want 1 to 2^63-1", id)
	}
	return &Sender{backend: b, account: a, chainID: id, cfg: cfg.withDefaults()}, nil
}

// Address returns the account's address.
func (s *Sender) Address() common.Address { return s.account.Address }

// FeeError says that gas is dearer than the sender may pay. Nothing was sent.
type FeeError struct{ Needed, Max *big.Int }

func (e *FeeError) Error() string {
	return fmt.Sprintf("chain: gas costs %v wei, at most %v may be paid: raise the limit or wait", e.Needed, e.Max)
}

// PendingError says that a transaction was sent and not seen in a block while there was patience. It may still be mined.
type PendingError struct {
	Nonce  uint64
	Hashes []common.Hash
	Err    error
}

func (e *PendingError) Error() string {
	return fmt.Sprintf("chain: transaction %s (nonce %d) is not mined yet: %v", e.Hashes[len(e.Hashes)-1], e.Nonce, e.Err)
}

func (e *PendingError) Unwrap() error { return e.Err }

// Send estimates, signs and sends a transaction and waits until it is in a block (and Confirmations more are on top). If the
// contract refuses, the error is a *RevertError: without Tx if nothing was sent.
func (s *Sender) Send(ctx context.Context, tx Tx) (*types.Receipt, error) {
	fee, tip, err := s.price(ctx)
	if err != nil {
		return nil, err
	}
	if tx.Gas == 0 {
		// With the price: the contracts meter gas by it, and what they write costs more where it is not 0.
		gas, err := s.backend.EstimateGas(ctx, ethereum.CallMsg{
			From: s.account.Address, To: tx.To, Value: tx.Value.Big(), Data: tx.Data, GasFeeCap: fee, GasTipCap: tip,
		})
		if err != nil {
			return nil, decodeRevert(err, s.cfg.Errors)
		}
		if gas > MaxTxGas {
			return nil, fmt.Errorf("chain: the call needs %d gas, a transaction has at most %d", gas, MaxTxGas)
		}
		tx.Gas = min(gas+gas*gasMargin/100, MaxTxGas)
	}
	nonce, first, err := s.submit(ctx, tx, fee, tip)
	if err != nil {
		return nil, err
	}
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.busy--; s.busy == 0 {
			s.known = false // the node knows best: a reorganisation may have undone what was mined
		}
	}()
	return s.await(ctx, tx, nonce, fee, tip, []common.Hash{first})
}

// price returns what may be paid for gas: twice the base fee, so that it holds for a few blocks, and the suggested tip.
func (s *Sender) price(ctx context.Context) (fee, tip *big.Int, err error) {
	h, err := s.backend.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("chain: newest block: %w", err)
	}
	if h == nil || h.BaseFee == nil {
		return nil, nil, errors.New("chain: the newest block has no base fee: the chain must have EIP-1559")
	}
	tip, err = s.backend.SuggestGasTipCap(ctx)
	if err != nil || tip == nil || tip.Sign() < 0 {
		return nil, nil, fmt.Errorf("chain: suggested tip %v: %w", tip, errors.Join(err, errors.New("the node gave no usable tip")))
	}
	if most := new(big.Int).SetUint64(s.cfg.MaxTip); tip.Cmp(most) > 0 {
		tip = most
	}
	most := new(big.Int).SetUint64(s.cfg.MaxFee)
	if needed := new(big.Int).Add(h.BaseFee, tip); needed.Cmp(most) > 0 {
		return nil, nil, &FeeError{needed, most}
	}
	fee = new(big.Int).Add(new(big.Int).Lsh(h.BaseFee, 1), tip)
	if fee.Cmp(most) > 0 {
		fee = most
	}
	return fee, tip, nil
}

// submit signs with the next nonce and sends. Only here are nonces given out, one at a time: a nonce is used up only when the node
// took the transaction.
func (s *Sender) submit(ctx context.Context, tx Tx, fee, tip *big.Int) (uint64, common.Hash, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.known {
		n, err := s.backend.PendingNonceAt(ctx, s.account.Address)
		if err != nil {
			return 0, common.Hash{}, fmt.Errorf("chain: nonce of %s: %w", s.account.Address, err)
		}
		s.next, s.known = n, true
	}
	signed, err := s.sign(tx, s.next, fee, tip)
	if err != nil {
		return 0, common.Hash{}, err
	}
	if err := s.backend.SendTransaction(ctx, signed); err != nil {
		// The node may have taken it all the same, or know of others from this account: ask again next time.
		s.known = false
		return 0, common.Hash{}, fmt.Errorf("chain: send: %w", decodeRevert(err, s.cfg.Errors))
	}
	nonce := s.next
	s.next++
	s.busy++
	return nonce, signed.Hash(), nil
}

func (s *Sender) sign(tx Tx, nonce uint64, fee, tip *big.Int) (*types.Transaction, error) {
	signed, err := types.SignNewTx(s.account.Key, types.LatestSignerForChainID(s.chainID), &types.DynamicFeeTx{
		ChainID: s.chainID, Nonce: nonce, GasTipCap: tip, GasFeeCap: fee, Gas: tx.Gas, To: tx.To, Value: tx.Value.Big(), Data: tx.Data,
	})
	if err != nil {
		return nil, fmt.Errorf("chain: sign: %w", err)
	}
	return signed, nil
}

// await waits for the receipt of any of the transactions sent with one nonce, and sends again for more when it takes long.
func (s *Sender) await(ctx context.Context, tx Tx, nonce uint64, fee, tip *big.Int, hashes []common.Hash) (*types.Receipt, error) {
	start := time.Now()
	sent := start
	wait := time.Millisecond
	var last error
	for {
		for _, h := range hashes {
			r, err := s.receipt(ctx, h)
			if err != nil {
				last = err
				continue
			}
			if r == nil {
				continue
			}
			if r.Status != types.ReceiptStatusSuccessful {
				return r, s.failure(ctx, tx, r)
			}
			return r, nil
		}
		if time.Since(start) > s.cfg.Patience {
			return nil, &PendingError{nonce, hashes, errors.Join(errors.New("patience ran out"), last)}
		}
		if time.Since(sent) > s.cfg.Resend {
			if h, ok := s.resend(ctx, tx, nonce, fee, tip); ok {
				hashes = append(hashes, h)
			}
			sent = time.Now()
		}
		if err := pause(ctx, wait); err != nil {
			return nil, &PendingError{nonce, hashes, err}
		}
		wait = min(2*wait, s.cfg.Poll)
	}
}

// receipt returns the receipt of a transaction that is deep enough in the chain, nil if there is none yet.
func (s *Sender) receipt(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	r, err := s.backend.TransactionReceipt(ctx, hash)
	if errors.Is(err, ethereum.NotFound) || r == nil && err == nil {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("chain: receipt: %w", err)
	}
	if r.TxHash != hash || r.BlockNumber == nil || !r.BlockNumber.IsUint64() {
		return nil, fmt.Errorf("chain: the node gave a receipt of another transaction than %s", hash)
	}
	if s.cfg.Confirmations == 0 {
		return r, nil
	}
	head, err := LatestHead(ctx, s.backend)
	if err != nil {
		return nil, err
	}
	if head.Number < r.BlockNumber.Uint64()+s.cfg.Confirmations {
		return nil, nil
	}
	at, found, err := HeadAt(ctx, s.backend, r.BlockNumber.Uint64())
	if err != nil || !found || at.Hash != r.BlockHash {
		return nil, err // the block was reorganised away: wait for the next
	}
	return r, nil
}

// resend raises the price in place, up to the limits, and sends with the same nonce: at most one of them can be mined.
func (s *Sender) resend(ctx context.Context, tx Tx, nonce uint64, fee, tip *big.Int) (common.Hash, bool) {
	raise := func(v *big.Int, most uint64) bool {
		m := new(big.Int).SetUint64(most)
		if v.Cmp(m) >= 0 {
			return false
		}
		v.Add(v, new(big.Int).Add(new(big.Int).Div(new(big.Int).Mul(v, big.NewInt(bump)), big.NewInt(100)), big.NewInt(1)))
		if v.Cmp(m) > 0 {
			v.Set(m)
		}
		return true
	}
	if !raise(fee, s.cfg.MaxFee) || !raise(tip, s.cfg.MaxTip) {
		return common.Hash{}, false
	}
	signed, err := s.sign(tx, nonce, fee, tip)
	if err != nil || s.backend.SendTransaction(ctx, signed) != nil {
		return common.Hash{}, false
	}
	return signed.Hash(), true
}

// failure asks the node why a mined transaction failed, by calling the same at its block.
func (s *Sender) failure(ctx context.Context, tx Tx, r *types.Receipt) error {
	_, err := s.backend.CallContract(ctx, ethereum.CallMsg{From: s.account.Address, To: tx.To, Value: tx.Value.Big(), Data: tx.Data, Gas: tx.Gas}, r.BlockNumber)
	var revert *RevertError
	if errors.As(decodeRevert(err, s.cfg.Errors), &revert) {
		revert.Tx = r.TxHash
		return revert
	}
	if r.GasUsed >= tx.Gas {
		return fmt.Errorf("chain: transaction %s used up its %d gas", r.TxHash, tx.Gas)
	}
	return &RevertError{Tx: r.TxHash}
}
