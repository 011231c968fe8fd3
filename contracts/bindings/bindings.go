// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package bindings

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// RefereeMetaData contains all meta data concerning the Referee contract.
var RefereeMetaData = bind.MetaData{
	ABI: "[{\"type\":\"function\",\"name\":\"climb\",\"inputs\":[{\"name\":\"leaf\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"index\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"error\",\"name\":\"Sha256Failed\",\"inputs\":[]}]",
	ID:  "Referee",
	Bin: "0x6080806040523460155761011b908161001a8239f35b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c62b92d0d14610023575f80fd5b346101175760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101175760243560443567ffffffffffffffff8111610117573660238201121561011757806004013567ffffffffffffffff81116101175760051b8101602401903682116101175760248391019160208260051b1660043581526001925b8091838610156100dd576020918287818094183760011c9260041b1693818560405f60025afa1694019392906100ac565b5184156100ef57602090604051908152f35b7fc176b3c5000000000000000000000000000000000000000000000000000000005f5260045ffd5b5f80fd",
}

// Referee is an auto generated Go binding around an Ethereum contract.
type Referee struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Referee) GetABI() abi.ABI {
	return c.abi
}

// NewReferee creates a new instance of Referee.
func NewReferee() *Referee {
	parsed, err := RefereeMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Referee{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Referee) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackClimb is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x00b92d0d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function climb(bytes32 leaf, uint256 index, bytes32[] proof) view returns(bytes32)
func (referee *Referee) PackClimb(leaf [32]byte, index *big.Int, proof [][32]byte) []byte {
	enc, err := referee.abi.Pack("climb", leaf, index, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClimb is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x00b92d0d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function climb(bytes32 leaf, uint256 index, bytes32[] proof) view returns(bytes32)
func (referee *Referee) TryPackClimb(leaf [32]byte, index *big.Int, proof [][32]byte) ([]byte, error) {
	return referee.abi.Pack("climb", leaf, index, proof)
}

// UnpackClimb is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x00b92d0d.
//
// Solidity: function climb(bytes32 leaf, uint256 index, bytes32[] proof) view returns(bytes32)
func (referee *Referee) UnpackClimb(data []byte) ([32]byte, error) {
	out, err := referee.abi.Unpack("climb", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (referee *Referee) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], referee.abi.Errors["Sha256Failed"].ID.Bytes()[:4]) {
		return referee.UnpackSha256FailedError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// RefereeSha256Failed represents a Sha256Failed error raised by the Referee contract.
type RefereeSha256Failed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Sha256Failed()
func RefereeSha256FailedErrorID() common.Hash {
	return common.HexToHash("0xc176b3c572babf624fc6d5964982df8059b47a8c8a5f584c9de405c1efcf67de")
}

// UnpackSha256FailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Sha256Failed()
func (referee *Referee) UnpackSha256FailedError(raw []byte) (*RefereeSha256Failed, error) {
	out := new(RefereeSha256Failed)
	if err := referee.abi.UnpackIntoInterface(out, "Sha256Failed", raw); err != nil {
		return nil, err
	}
	return out, nil
}
