package evm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"
)

// World is contracts and accounts without a chain around them: transactions are applied one after another by go-ethereum's own rules
// (gas with its intrinsic part, refunds and the calldata's floor, fees, reverts), but nothing is signed, mined or stored, and the
// caller says what block it is. All money that fees cost goes to Fees.
//
// It is for thousands of transactions a second: a simulator's. It is not for concurrent use.
type World struct {
	state    *state.StateDB
	vm       *vm.EVM
	accounts map[common.Address]bool // that have ever been named, for Total
	sent     uint64                  // transactions
	gas      *core.GasPool
}

// Fees is the account that gets all fees.
var Fees = common.Address{0xfe, 0xe5}

// Tx is a transaction. The sender's nonce is the account's, whatever it is.
type Tx struct {
	From  common.Address
	To    *common.Address // nil: Data creates a contract
	Value *uint256.Int    // wei; nil is none
	Data  []byte
	Price *uint256.Int // wei per gas; nil is none
	Gas   uint64       // limit; 0 is the greatest that a chain allows, 16,777,216
}

// Receipt says what a transaction did.
type Receipt struct {
	Output   []byte         // what the call returned
	Gas      uint64         // paid for: all of the transaction's
	Logs     []*types.Log   // in order
	Contract common.Address // created, if To was nil
}

// NewWorld returns a world in which nothing is, at block 0 of time 0.
func NewWorld() (*World, error) {
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		return nil, fmt.Errorf("evm: %w", err)
	}
	w := &World{state: db, accounts: map[common.Address]bool{Fees: true, {}: true}, gas: core.NewGasPool(params.MaxTxGas)}
	w.vm = newVM(db)
	return w, nil
}

func newVM(db *state.StateDB) *vm.EVM {
	chain := *params.MergedTestChainConfig
	return vm.NewEVM(vm.BlockContext{
		CanTransfer: core.CanTransfer, Transfer: core.Transfer, GetHash: func(uint64) common.Hash { return common.Hash{} },
		Coinbase: Fees, GasLimit: params.MaxTxGas, BlockNumber: new(big.Int), Difficulty: new(big.Int), BaseFee: new(big.Int), BlobBaseFee: big.NewInt(1),
		Random: new(common.Hash),
	}, db, &chain, vm.Config{NoBaseFee: true})
}

// Copy returns a world that stands as this one does, and goes on apart from it.
func (w *World) Copy() *World {
	c := &World{state: w.state.Copy(), accounts: maps.Clone(w.accounts), sent: w.sent, gas: core.NewGasPool(params.MaxTxGas)}
	c.vm = newVM(c.state)
	c.SetBlock(w.vm.Context.BlockNumber.Uint64(), w.vm.Context.Time)
	return c
}

// SetBlock says which block the next transactions are in, and its time in seconds.
func (w *World) SetBlock(number, seconds uint64) {
	w.vm.Context.BlockNumber.SetUint64(number)
	w.vm.Context.Time = seconds
}

// Block returns the number and the time of the block.
func (w *World) Block() (number, seconds uint64) {
	return w.vm.Context.BlockNumber.Uint64(), w.vm.Context.Time
}

// Fund gives an account money out of nothing.
func (w *World) Fund(a common.Address, wei *uint256.Int) {
	w.accounts[a] = true
	w.state.AddBalance(a, wei, tracing.BalanceChangeUnspecified)
	w.state.Finalise(w.rules())
}

// Balance returns what an account has.
func (w *World) Balance(a common.Address) uint256.Int { return *w.state.GetBalance(a) }

// Total returns what all accounts that were funded, sent or received a transaction or were created have together, Fees and address 0
// (where money is burnt) included.
func (w *World) Total() *uint256.Int {
	sum := new(uint256.Int)
	for _, a := range slices.SortedFunc(maps.Keys(w.accounts), func(a, b common.Address) int { return bytes.Compare(a[:], b[:]) }) {
		sum.Add(sum, w.state.GetBalance(a))
	}
	return sum
}

// NextContract returns the address of the contract that an account creates with its transaction after so many more.
func (w *World) NextContract(from common.Address, after uint64) common.Address {
	return crypto.CreateAddress(from, w.state.GetNonce(from)+after)
}

// Send applies a transaction. A transaction that the contract refuses costs its gas and changes nothing else: the error is a
// *RevertError, and the receipt tells the gas. Any other error is of a transaction that no chain would take, or that ran out of gas.
func (w *World) Send(t Tx) (*Receipt, error) {
	m := &core.Message{
		From: t.From, To: t.To, Value: t.Value, Data: t.Data, GasLimit: t.Gas, GasPrice: t.Price,
		Nonce: w.state.GetNonce(t.From),
	}
	if m.GasLimit == 0 {
		m.GasLimit = params.MaxTxGas
	}
	if m.Value == nil {
		m.Value = new(uint256.Int)
	}
	if m.GasPrice == nil {
		m.GasPrice = new(uint256.Int)
	}
	m.GasFeeCap, m.GasTipCap = m.GasPrice, m.GasPrice
	w.accounts[t.From] = true
	r := &Receipt{}
	if t.To != nil {
		w.accounts[*t.To] = true
	} else {
		r.Contract = w.NextContract(t.From, 0)
		w.accounts[r.Contract] = true
	}
	// A number instead of a hash: what names the transaction in the state's own records.
	var name common.Hash
	w.sent++
	binary.BigEndian.PutUint64(name[24:], w.sent)
	w.state.SetTxContext(name, 0, 0)
	*w.gas = *core.NewGasPool(m.GasLimit)
	out, err := core.ApplyMessage(w.vm, m, w.gas)
	if err != nil {
		return nil, fmt.Errorf("evm: %w", err)
	}
	r.Gas, r.Output = out.UsedGas, out.ReturnData
	r.Logs = w.state.GetLogs(name, 0, common.Hash{}, 0)
	w.state.Finalise(w.rules())
	switch {
	case errors.Is(out.Err, vm.ErrExecutionReverted):
		return r, &RevertError{out.ReturnData}
	case out.Err != nil:
		return r, fmt.Errorf("evm: %w", out.Err)
	}
	return r, nil
}

// View returns what a contract answers, and changes nothing.
func (w *World) View(to common.Address, input []byte) ([]byte, error) {
	w.state.Prepare(w.rules(), common.Address{}, Fees, &to, vm.ActivePrecompiles(w.rules()), nil)
	w.vm.SetTxContext(vm.TxContext{GasPrice: new(uint256.Int)})
	out, _, err := w.vm.StaticCall(common.Address{}, to, input, vm.NewGasBudget(MaxGas, 0))
	w.state.Finalise(w.rules())
	switch {
	case errors.Is(err, vm.ErrExecutionReverted):
		return nil, &RevertError{out}
	case err != nil:
		return nil, fmt.Errorf("evm: %w", err)
	}
	return out, nil
}

func (w *World) rules() params.Rules {
	c := &w.vm.Context
	return w.vm.ChainConfig().Rules(c.BlockNumber, true, c.Time)
}
