// Package evm runs a contract inside the process: go-ethereum's interpreter over a state in memory, with the rules of a
// current chain (Osaka). It is for questions that a contract answers without a chain: a window's verdict, an instruction's result,
// what something costs.
package evm

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"
)

// ChainID is the chain that the contracts here believe to be on.
const ChainID = 1

// MaxGas bounds what one call may burn, and with it its memory: far more than a chain allows in a transaction.
const MaxGas = 1_000_000_000

// RevertError is a call that the contract refused.
type RevertError struct {
	Data []byte // the encoded error: a selector and its arguments
}

func (e *RevertError) Error() string { return fmt.Sprintf("evm: reverted with 0x%x", e.Data) }

// Machine holds one deployed contract. It is not for concurrent use.
type Machine struct {
	config  runtime.Config
	address common.Address
	code    int
}

// New deploys a contract by its creation code.
func New(creation []byte) (*Machine, error) {
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		return nil, fmt.Errorf("evm: %w", err)
	}
	chain := *params.MergedTestChainConfig
	m := &Machine{config: runtime.Config{ChainConfig: &chain, State: db, GasLimit: MaxGas, BlockNumber: new(big.Int)}}
	code, address, _, err := runtime.Create(creation, &m.config)
	if err != nil {
		return nil, fmt.Errorf("evm: deploy: %w", err)
	}
	m.address, m.code = address, len(code)
	return m, nil
}

// CodeSize returns the bytes of the contract's runtime code.
func (m *Machine) CodeSize() int { return m.code }

// Call sends the input to the contract and returns its output and the gas that the execution used: without the
// transaction's own and its calldata's, see Transaction. The state is afterwards as it was. A refusal is a *RevertError.
func (m *Machine) Call(input []byte) (output []byte, gas uint64, err error) {
	return m.CallGas(input, MaxGas)
}

// CallGas is Call with a limit on the gas.
func (m *Machine) CallGas(input []byte, limit uint64) (output []byte, gas uint64, err error) {
	config := m.config
	config.GasLimit = limit
	snapshot := config.State.Snapshot()
	defer config.State.RevertToSnapshot(snapshot)
	output, left, err := runtime.Call(m.address, input, &config)
	gas = limit - left
	switch {
	case errors.Is(err, vm.ErrExecutionReverted):
		return nil, gas, &RevertError{output}
	case err != nil:
		return nil, gas, fmt.Errorf("evm: %w", err)
	}
	return output, gas, nil
}

// Transaction returns the gas of a whole transaction that calls a contract with the input, which uses the given gas to
// execute: the intrinsic cost and the calldata's, or the calldata's floor price (EIP-7623) if that is more.
func Transaction(input []byte, execution uint64) (uint64, error) {
	rules := params.MergedTestChainConfig.Rules(new(big.Int), true, 0)
	to, zero := common.Address{1}, new(uint256.Int)
	intrinsic, err := core.IntrinsicGas(input, nil, nil, common.Address{}, &to, zero, rules)
	if err != nil {
		return 0, fmt.Errorf("evm: %w", err)
	}
	floor, err := core.FloorDataGas(rules, common.Address{}, &to, zero, input, nil)
	if err != nil {
		return 0, fmt.Errorf("evm: %w", err)
	}
	return max(intrinsic+execution, floor), nil
}
