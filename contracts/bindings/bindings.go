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

// ActionsDescent is an auto generated low-level Go binding around an user-defined struct.
type ActionsDescent struct {
	Index  uint64
	Height uint8
	Hash   [32]byte
	Proof  [][32]byte
}

// ActionsElementNaming is an auto generated low-level Go binding around an user-defined struct.
type ActionsElementNaming struct {
	Element uint64
	Leaf    []byte
}

// ActionsKernelNaming is an auto generated low-level Go binding around an user-defined struct.
type ActionsKernelNaming struct {
	Spec   Spec
	Kernel []byte
	Proof  [][32]byte
}

// ActionsPartNaming is an auto generated low-level Go binding around an user-defined struct.
type ActionsPartNaming struct {
	Part   uint32
	Values []byte
}

// ActionsStateJudgement is an auto generated low-level Go binding around an user-defined struct.
type ActionsStateJudgement struct {
	Spec        Spec
	Header      []byte
	HeaderProof [][32]byte
	Source      [32]byte
	SourceProof [][32]byte
}

// ActionsStepNaming is an auto generated low-level Go binding around an user-defined struct.
type ActionsStepNaming struct {
	Spec   Spec
	Before [32]byte
	Proof  [][32]byte
}

// ActionsWindowJudgement is an auto generated low-level Go binding around an user-defined struct.
type ActionsWindowJudgement struct {
	Spec     Spec
	Kernel   []byte
	Openings []byte
}

// ClockT is an auto generated low-level Go binding around an user-defined struct.
type ClockT struct {
	Deadline   uint64
	Challenger uint32
	Defender   uint32
	Extension  uint32
}

// DisputesGame is an auto generated low-level Go binding around an user-defined struct.
type DisputesGame struct {
	Job           [32]byte
	Spec          [32]byte
	Anchor        [32]byte
	Before        [32]byte
	Head          [32]byte
	Report        [32]byte
	Node          [32]byte
	State         [32]byte
	Prior         [32]byte
	Trace         [32]byte
	KernelLeaf    [32]byte
	Sums          [32]byte
	Clock         ClockT
	Phase         uint8
	Defends       bool
	Height        uint8
	Index         uint64
	Count         uint64
	Moves         uint32
	Won           bool
	How           uint8
	Claimed       bool
	Collected     bool
	DefenderGas   *big.Int
	ChallengerGas *big.Int
	GasPriceCap   uint64
	Challenger    common.Address
	Attempt       uint32
	Epoch         uint32
	Step          uint32
	Defender      common.Address
	Kernel        uint32
	Kernels       uint32
	States        uint32
	OpenedAt      uint64
	StepAt        uint64
	Steps         uint32
	EpochLength   uint32
	Init          uint32
	Elements      uint64
	Windows       uint64
	Element       uint64
	Lo            uint64
	Hi            uint64
	AccLo         uint32
	AccHi         uint32
}

// DisputesOwnAnchor is an auto generated low-level Go binding around an user-defined struct.
type DisputesOwnAnchor struct {
	Anchor      [32]byte
	Salt        [32]byte
	Root        [32]byte
	Proof       [][32]byte
	ProofBefore [][32]byte
}

// Facts is an auto generated low-level Go binding around an user-defined struct.
type Facts struct {
	Valid   bool
	Kind    uint8
	Window  uint16
	Init    uint32
	Count   uint64
	Terms   uint64
	Windows uint64
}

// JobsAnchor is an auto generated low-level Go binding around an user-defined struct.
type JobsAnchor struct {
	Root     [32]byte
	PostedAt uint64
	Attempt  uint32
}

// JobsAttempt is an auto generated low-level Go binding around an user-defined struct.
type JobsAttempt struct {
	Solver   common.Address
	Slashed  bool
	Shared   bool
	Settled  bool
	Paid     bool
	First    uint32
	Games    uint32
	Held     *big.Int
	Share    *big.Int
	Slash    *big.Int
	ClosedAt uint64
	PublicAt uint64
	Demands  uint32
	Claims   uint32
}

// JobsDemand is an auto generated low-level Go binding around an user-defined struct.
type JobsDemand struct {
	Job      [32]byte
	Root     [32]byte
	By       common.Address
	Deadline uint64
	Epoch    uint32
	Fee      *big.Int
	Index    uint64
	Attempt  uint32
	Depth    uint8
	Open     bool
}

// JobsGround is an auto generated low-level Go binding around an user-defined struct.
type JobsGround struct {
	Attempt     uint32
	Solver      common.Address
	Before      [32]byte
	Spec        [32]byte
	Clock       uint32
	Extension   uint32
	GasPriceCap uint64
	Steps       uint32
	EpochLength uint32
}

// JobsJob is an auto generated low-level Go binding around an user-defined struct.
type JobsJob struct {
	Client        common.Address
	Phase         uint8
	Attempt       uint32
	Anchors       uint32
	Spec          [32]byte
	Terms         [32]byte
	Parent        [32]byte
	History       [32]byte
	State         [32]byte
	Reward        *big.Int
	Escrow        *big.Int
	Bond          *big.Int
	ChallengeBond *big.Int
	GasPriceCap   uint64
	EpochSeconds  uint32
	Window        uint32
	Clock         uint32
	Extension     uint32
	Delivery      uint32
	ShareBps      uint16
	LateBps       uint16
	Deadline      uint64
	Steps         uint32
	EpochLength   uint32
	Epochs        uint32
	Received      bool
}

// Place is an auto generated low-level Go binding around an user-defined struct.
type Place struct {
	Init     bool
	Position uint32
	States   uint32
	Consts   uint32
	Kernels  uint32
}

// Program is an auto generated low-level Go binding around an user-defined struct.
type Program struct {
	Root    [32]byte
	Kernels uint32
}

// Query is an auto generated low-level Go binding around an user-defined struct.
type Query struct {
	Kernel    []byte
	Place     Place
	Step      uint32
	Element   uint64
	Window    uint64
	Acc       uint32
	StateRoot [32]byte
	ConstRoot [32]byte
	TraceRoot [32]byte
}

// Spec is an auto generated low-level Go binding around an user-defined struct.
type Spec struct {
	Programs    []Program
	Schedule    []byte
	States      uint32
	Consts      uint32
	ConstRoot   [32]byte
	Seed        uint64
	Steps       uint32
	EpochLength uint32
}

// Terms is an auto generated low-level Go binding around an user-defined struct.
type Terms struct {
	Spec          Spec
	Parent        [32]byte
	Bond          *big.Int
	ChallengeBond *big.Int
	GasPriceCap   uint64
	EpochSeconds  uint32
	Window        uint32
	Clock         uint32
	Extension     uint32
	Delivery      uint32
	ShareBps      uint16
	LateBps       uint16
}

// ActionsMetaData contains all meta data concerning the Actions contract.
var ActionsMetaData = bind.MetaData{
	ABI: "[{\"type\":\"function\",\"name\":\"askState\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"claimSums\",\"inputs\":[{\"name\":\"values\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"claimTrace\",\"inputs\":[{\"name\":\"children\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"descend\",\"inputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structActions.Descent\",\"components\":[{\"name\":\"index\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"height\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"hash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"element\",\"inputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structActions.ElementNaming\",\"components\":[{\"name\":\"element\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"leaf\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"judgeState\",\"inputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structActions.StateJudgement\",\"components\":[{\"name\":\"spec\",\"type\":\"tuple\",\"internalType\":\"structSpec\",\"components\":[{\"name\":\"programs\",\"type\":\"tuple[]\",\"internalType\":\"structProgram[]\",\"components\":[{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"schedule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"constRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"seed\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"header\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"headerProof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"},{\"name\":\"source\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"sourceProof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"judgeWindow\",\"inputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structActions.WindowJudgement\",\"components\":[{\"name\":\"spec\",\"type\":\"tuple\",\"internalType\":\"structSpec\",\"components\":[{\"name\":\"programs\",\"type\":\"tuple[]\",\"internalType\":\"structProgram[]\",\"components\":[{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"schedule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"constRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"seed\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"kernel\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"openings\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"kernel\",\"inputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structActions.KernelNaming\",\"components\":[{\"name\":\"spec\",\"type\":\"tuple\",\"internalType\":\"structSpec\",\"components\":[{\"name\":\"programs\",\"type\":\"tuple[]\",\"internalType\":\"structProgram[]\",\"components\":[{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"schedule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"constRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"seed\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"kernel\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"pick\",\"inputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structActions.PartNaming\",\"components\":[{\"name\":\"part\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"values\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"reveal\",\"inputs\":[{\"name\":\"children\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"revealLeaf\",\"inputs\":[{\"name\":\"leaf\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"step\",\"inputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structActions.StepNaming\",\"components\":[{\"name\":\"spec\",\"type\":\"tuple\",\"internalType\":\"structSpec\",\"components\":[{\"name\":\"programs\",\"type\":\"tuple[]\",\"internalType\":\"structProgram[]\",\"components\":[{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"schedule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"constRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"seed\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"before\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"timeout\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"}]",
	ID:  "Actions",
}

// Actions is an auto generated Go binding around an Ethereum contract.
type Actions struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Actions) GetABI() abi.ABI {
	return c.abi
}

// NewActions creates a new instance of Actions.
func NewActions() *Actions {
	parsed, err := ActionsMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Actions{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Actions) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackAskState is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xda0c6a95.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function askState() returns()
func (actions *Actions) PackAskState() []byte {
	enc, err := actions.abi.Pack("askState")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAskState is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xda0c6a95.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function askState() returns()
func (actions *Actions) TryPackAskState() ([]byte, error) {
	return actions.abi.Pack("askState")
}

// PackClaimSums is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x12fed0aa.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimSums(bytes values) returns()
func (actions *Actions) PackClaimSums(values []byte) []byte {
	enc, err := actions.abi.Pack("claimSums", values)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimSums is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x12fed0aa.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimSums(bytes values) returns()
func (actions *Actions) TryPackClaimSums(values []byte) ([]byte, error) {
	return actions.abi.Pack("claimSums", values)
}

// PackClaimTrace is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x86e14b65.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimTrace(bytes32[] children) returns()
func (actions *Actions) PackClaimTrace(children [][32]byte) []byte {
	enc, err := actions.abi.Pack("claimTrace", children)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimTrace is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x86e14b65.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimTrace(bytes32[] children) returns()
func (actions *Actions) TryPackClaimTrace(children [][32]byte) ([]byte, error) {
	return actions.abi.Pack("claimTrace", children)
}

// PackDescend is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9da2630a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function descend((uint64,uint8,bytes32,bytes32[]) ) returns()
func (actions *Actions) PackDescend(arg0 ActionsDescent) []byte {
	enc, err := actions.abi.Pack("descend", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDescend is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9da2630a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function descend((uint64,uint8,bytes32,bytes32[]) ) returns()
func (actions *Actions) TryPackDescend(arg0 ActionsDescent) ([]byte, error) {
	return actions.abi.Pack("descend", arg0)
}

// PackElement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x384e2b43.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function element((uint64,bytes) ) returns()
func (actions *Actions) PackElement(arg0 ActionsElementNaming) []byte {
	enc, err := actions.abi.Pack("element", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackElement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x384e2b43.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function element((uint64,bytes) ) returns()
func (actions *Actions) TryPackElement(arg0 ActionsElementNaming) ([]byte, error) {
	return actions.abi.Pack("element", arg0)
}

// PackJudgeState is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x71c4dd89.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function judgeState((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes,bytes32[],bytes32,bytes32[]) ) returns()
func (actions *Actions) PackJudgeState(arg0 ActionsStateJudgement) []byte {
	enc, err := actions.abi.Pack("judgeState", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJudgeState is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x71c4dd89.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function judgeState((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes,bytes32[],bytes32,bytes32[]) ) returns()
func (actions *Actions) TryPackJudgeState(arg0 ActionsStateJudgement) ([]byte, error) {
	return actions.abi.Pack("judgeState", arg0)
}

// PackJudgeWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3fb5adfb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function judgeWindow((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes,bytes) ) returns()
func (actions *Actions) PackJudgeWindow(arg0 ActionsWindowJudgement) []byte {
	enc, err := actions.abi.Pack("judgeWindow", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJudgeWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3fb5adfb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function judgeWindow((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes,bytes) ) returns()
func (actions *Actions) TryPackJudgeWindow(arg0 ActionsWindowJudgement) ([]byte, error) {
	return actions.abi.Pack("judgeWindow", arg0)
}

// PackKernel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbc1a834e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function kernel((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes,bytes32[]) ) returns()
func (actions *Actions) PackKernel(arg0 ActionsKernelNaming) []byte {
	enc, err := actions.abi.Pack("kernel", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackKernel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbc1a834e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function kernel((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes,bytes32[]) ) returns()
func (actions *Actions) TryPackKernel(arg0 ActionsKernelNaming) ([]byte, error) {
	return actions.abi.Pack("kernel", arg0)
}

// PackPick is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x035af1e4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pick((uint32,bytes) ) returns()
func (actions *Actions) PackPick(arg0 ActionsPartNaming) []byte {
	enc, err := actions.abi.Pack("pick", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPick is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x035af1e4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pick((uint32,bytes) ) returns()
func (actions *Actions) TryPackPick(arg0 ActionsPartNaming) ([]byte, error) {
	return actions.abi.Pack("pick", arg0)
}

// PackReveal is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4ef4067.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function reveal(bytes32[] children) returns()
func (actions *Actions) PackReveal(children [][32]byte) []byte {
	enc, err := actions.abi.Pack("reveal", children)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReveal is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4ef4067.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function reveal(bytes32[] children) returns()
func (actions *Actions) TryPackReveal(children [][32]byte) ([]byte, error) {
	return actions.abi.Pack("reveal", children)
}

// PackRevealLeaf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xeebf2521.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function revealLeaf(bytes leaf) returns()
func (actions *Actions) PackRevealLeaf(leaf []byte) []byte {
	enc, err := actions.abi.Pack("revealLeaf", leaf)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRevealLeaf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xeebf2521.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function revealLeaf(bytes leaf) returns()
func (actions *Actions) TryPackRevealLeaf(leaf []byte) ([]byte, error) {
	return actions.abi.Pack("revealLeaf", leaf)
}

// PackStep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c7cb48d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function step((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes32,bytes32[]) ) returns()
func (actions *Actions) PackStep(arg0 ActionsStepNaming) []byte {
	enc, err := actions.abi.Pack("step", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackStep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c7cb48d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function step((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes32,bytes32[]) ) returns()
func (actions *Actions) TryPackStep(arg0 ActionsStepNaming) ([]byte, error) {
	return actions.abi.Pack("step", arg0)
}

// PackTimeout is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70dea79a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function timeout() returns()
func (actions *Actions) PackTimeout() []byte {
	enc, err := actions.abi.Pack("timeout")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTimeout is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70dea79a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function timeout() returns()
func (actions *Actions) TryPackTimeout() ([]byte, error) {
	return actions.abi.Pack("timeout")
}

// DisputesMetaData contains all meta data concerning the Disputes contract.
var DisputesMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"jobs_\",\"type\":\"address\",\"internalType\":\"contractJobs\"},{\"name\":\"referee_\",\"type\":\"address\",\"internalType\":\"contractIReferee\"},{\"name\":\"historyArity_\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"treeArity_\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"ANY_STEP\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"PARTS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"TAIL_GAS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"VERDICT_GAS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"claimShare\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"step\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"claimShareByAnchor\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"a\",\"type\":\"tuple\",\"internalType\":\"structDisputes.OwnAnchor\",\"components\":[{\"name\":\"anchor\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"},{\"name\":\"proofBefore\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"collectShare\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"game\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structDisputes.Game\",\"components\":[{\"name\":\"job\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"spec\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"anchor\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"before\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"head\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"report\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"node\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"state\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"prior\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"trace\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"kernelLeaf\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"sums\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"clock\",\"type\":\"tuple\",\"internalType\":\"structClock.T\",\"components\":[{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"challenger\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"defender\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"extension\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"phase\",\"type\":\"uint8\",\"internalType\":\"enumDisputes.Phase\"},{\"name\":\"defends\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"height\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"index\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"count\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"moves\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"won\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"how\",\"type\":\"uint8\",\"internalType\":\"enumDisputes.How\"},{\"name\":\"claimed\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"collected\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"defenderGas\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"challengerGas\",\"type\":\"uint96\",\"internalType\":\"uint96\"},{\"name\":\"gasPriceCap\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"challenger\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"step\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"defender\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"kernel\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"openedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"stepAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"init\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"elements\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"windows\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"element\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"lo\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"hi\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"accLo\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"accHi\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"historyArity\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"jobs\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractJobs\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"move\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"head\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"actions\",\"type\":\"bytes[]\",\"internalType\":\"bytes[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"nonces\",\"inputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"open\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"anchor\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"report\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"ask\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"outputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"referee\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractIReferee\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"treeArity\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"event\",\"name\":\"ElementNamed\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"element\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"value\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"KernelNamed\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"kernel\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"elements\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"windows\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"LeafRevealed\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"node\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"index\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"data\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Moved\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"head\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"mover\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"phase\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumDisputes.Phase\"},{\"name\":\"defends\",\"type\":\"bool\",\"indexed\":false,\"internalType\":\"bool\"},{\"name\":\"height\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"uint8\"},{\"name\":\"index\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"node\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Opened\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"challenger\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"anchor\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"defender\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"report\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"nonce\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Picked\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"lo\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"hi\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"accLo\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"accHi\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Revealed\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"node\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"height\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"uint8\"},{\"name\":\"index\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"children\",\"type\":\"bytes32[]\",\"indexed\":false,\"internalType\":\"bytes32[]\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"ShareClaimed\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"step\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"StepNamed\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"step\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"state\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"prior\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"SumsClaimed\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"lo\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"hi\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"values\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TraceClaimed\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Verdict\",\"inputs\":[{\"name\":\"game\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"winner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"challengerWon\",\"type\":\"bool\",\"indexed\":false,\"internalType\":\"bool\"},{\"name\":\"how\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumDisputes.How\"},{\"name\":\"computed\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"adjudicationGas\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"moves\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"ChildrenLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ClockRanOut\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ClockRuns\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"LeafLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NoActions\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotChallenger\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotDefender\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotEligible\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Sha256Failed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"StaleHead\",\"inputs\":[{\"name\":\"head\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"UnknownAction\",\"inputs\":[{\"name\":\"selector\",\"type\":\"bytes4\",\"internalType\":\"bytes4\"}]},{\"type\":\"error\",\"name\":\"UnknownGame\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongArity\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongCount\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"want\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"WrongIndex\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongJobs\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongKernel\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongNode\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongPhase\",\"inputs\":[{\"name\":\"phase\",\"type\":\"uint8\",\"internalType\":\"enumDisputes.Phase\"}]},{\"type\":\"error\",\"name\":\"WrongProof\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongSpec\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongTurn\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongValues\",\"inputs\":[]}]",
	ID:  "Disputes",
	Bin: "0x610100806040523461019c57608081614936803803809161002082856101b3565b83398101031261019c5780516001600160a01b038116919082810361019c576020820151906001600160a01b038216820361019c5760046020606060408601519501519560405192838092636a62d92960e11b82525afa9081156101a8575f91610162575b50306001600160a01b03909116036101535782158015610149575b8015610141575b8015610137575b6101285760805260a05260c05260e05260405161474b90816101eb823960805181818161037c015281816110da015281816111f7015281816117d20152612d84015260a0518181816112be015281816126fd01526135dd015260c05181818161118301526145f6015260e05181818160fc015261462d0152f35b63684ec4ab60e01b5f5260045ffd5b50600884116100ae565b5083156100a7565b50600883116100a0565b63c67258ed60e01b5f5260045ffd5b90506020813d6020116101a0575b8161017d602093836101b3565b8101031261019c57516001600160a01b038116810361019c575f610085565b5f80fd5b3d9150610170565b6040513d5f823e3d90fd5b601f909101601f19168101906001600160401b038211908210176101d657604052565b634e487b7160e01b5f52604160045260245ffdfe6080806040526004361015610012575f80fd5b5f905f3560e01c9081630e094dba146112ed575080633b1bebd1146112a9578063404cab9b146111a6578063481e54121461116b5780636e414577146111095780637c8fce23146110c45780637ecebe00146110875780638c1cdb4a146109225780639a1ec5c6146109055780639a8f95e1146108e8578063cfd7b780146107bc578063ee71864714610317578063f13d1dde1461011f578063f7c7da9a146100e45763ff5925d2146100c3575f80fd5b346100e157806003193601126100e157602060405163ffffffff8152f35b80fd5b50346100e157806003193601126100e15760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b50346100e15760803660031901126100e1576004359061013d611343565b604435908383528260205260408320600d81015460ff81166009811015610303576008148015906102f5575b80156102e8575b6102d957600582015490600f83015490604051926020840163ffffffff87169485825288604082015260018060a01b03851660608201526064356080820152608081526101be60a0826113e9565b519020036102ca576011840154604081901c6001600160401b03161561021957505060e01c1480159061020c575b6101fd576101fa9394612d15565b80f35b637c75aa6f60e11b8452600484fd5b50600781015483146101ec565b909160c01c63ffffffff169081610277575050855b80831092831561024a575b5050506101fd576101fa9394612d15565b6102559293506119d6565b601082901c60ff161c60189190911c6001600160401b031614155f8080610239565b5f1982019182116102b6579063ffffffff6102969260a01c16906119e3565b600181018091111561022e57634e487b7160e01b87526011600452602487fd5b634e487b7160e01b88526011600452602488fd5b637c75aa6f60e11b8752600487fd5b637c75aa6f60e11b8552600485fd5b5060ff8160c81c16610170565b5060ff8160b81c1615610169565b634e487b7160e01b86526021600452602486fd5b5060a03660031901126100e15760043561032f611343565b90604435916084359081151582036107b8575a92604051926381553a5560e01b845281600485015263ffffffff831690816024860152866044860152610120856064813460018060a01b037f0000000000000000000000000000000000000000000000000000000000000000165af19485156107ad5788956106d3575b50338852600160205260408820908154916103c683611451565b905563ffffffff865116604051602081019186835260408201528460608201528960808201523360a08201528360c082015260c0815261040760e0826113e9565b51902097888a528960205260408a209685885560608101516001890155816002890155604081015160038901558960048901556064356005890155816006890155600f88019060018060a01b03331660018060a01b031983541617825561047563ffffffff82511683611932565b602081015160108a0180546001600160a01b0319166001600160a01b0392909216919091178155976104a79083611955565b600d8901805460ff63ffffffff60981b0119166001600160981b0117815560118a0180546001600160401b034381166001600160401b031990921691909117825560c08401519296926104fe9116600e8d01611990565b63ffffffff60e08401511661051381836119b3565b61052a61010085019263ffffffff84511690611932565b8861063a5750508454600160581b600160981b031916600160581b17855560209c506106229a999897969594939263ffffffff9290916105b491905b8061062a575b6105769087611a37565b6105ae60ff600c8d01975460081c16916105a88660a08160808501511693015116916105a2818b6129c3565b896129a0565b876119b3565b85613c1a565b5460a01c169560018060a01b039054169160018060401b03905416936040519687528b87015260408601526060850152606435608085015260a084015260c0830152857f4d50202354b505724b3742eb071332c52da947b971d28135675322720e1ef28960e03394a46129ff565b604051908152f35b50855460101c60ff16151561056c565b5f1989018981116106be579260209f60ff6106229f9e9d9c9b9a999897956106af928663ffffffff610682819b9861067c6106a896846105b49d5116906119e3565b906119d6565b9151169150818110156106b4576106a3905b6001600160401b03168c6119f6565b612de9565b1688611a1f565b610566565b506106a381610694565b50634e487b7160e01b8f52601160045260248ffd5b909450610120813d82116107a5575b816106f061012093836113e9565b810103126107a15760405190610705826113b2565b61070e8161190d565b825260208101516001600160a01b038116810361079d576107909161010091602085015260408101516040850152606081015160608501526107526080820161190d565b608085015261076360a0820161190d565b60a085015261077460c0820161191e565b60c085015261078560e0820161190d565b60e08501520161190d565b610100820152935f6103ac565b8980fd5b8780fd5b3d91506106e2565b6040513d8a823e3d90fd5b8480fd5b50346100e15760403660031901126100e157602435906004356001600160401b0383116108e457826004019060a060031985360301126108e0578083528260205260408320600d81015460ff8116600981101561030357600814908115916108d0575b81156108c2575b506101fd57600581015494600f82015495604051602081019063ffffffff82528635604082015260018060a01b0389166060820152602484013560808201526080815261087460a0826113e9565b519020036102d957604461088b9101359382612b96565b83146101fd57601181015493946101fa9460401c6001600160401b0316156108b65760e01c91612d15565b5063ffffffff91612d15565b60ff915060c81c165f610826565b905060ff8160b81c16159061081f565b8280fd5b5080fd5b50346100e157806003193601126100e15760206040516101008152f35b50346100e157806003193601126100e15760206040516184d08152f35b50346100e15760203660031901126100e157806105a060405161094481611367565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e08201528261010082015282610120820152826101408201528261016082015260405161099981611397565b838152836020820152836040820152836060820152610180820152826101a0820152826101c0820152826101e08201528261020082015282610220820152826102408201528261026082015282610280820152826102a0820152826102c0820152826102e08201528261030082015282610320820152826103408201528261036082015282610380820152826103a0820152826103c0820152826103e08201528261040082015282610420820152826104408201528261046082015282610480820152826104a0820152826104c0820152826104e082015282610500820152826105208201528261054082015282610560820152826105808201520152600435815280602052604081209060405190610ab182611367565b8254825260018301546020830152600283015460408301526003830154606083015260048301546080830152600583015460a0830152600683015460c0830152600783015460e083015260088301546101008301526009830154610120830152600a830154610140830152600b830154610160830152604051610b3381611397565b63ffffffff600c85015460018060401b0381168352818160401c166020840152818160601c16604084015260801c166060820152610180830152600d8301549060ff82166009811015611073576101a084015260ff8260081c1615156101c084015260ff8260101c166101e084015260018060401b038260181c1661020084015260018060401b038260581c1661022084015263ffffffff8260981c1661024084015260ff8260b81c161515610260840152600760ff8360c01c16101561105f575060136106209360ff838163ffffffff9560c01c16610280870152818160c81c1615156102a087015260d01c1615156102c0850152600e81015460018060601b0381166102e086015260018060601b038160601c1661030086015260c01c610320850152600f81015460018060a01b038116610340860152838160a01c16610360860152838160c01c1661038086015260e01c6103a0850152601081015460018060a01b0381166103c0860152838160a01c166103e0860152838160c01c1661040086015260e01c61042085015282601182015460018060401b03811661044087015260018060401b038160401c16610460870152818160801c16610480870152818160a01c166104a087015260c01c166104c0850152601281015460018060401b0381166104e086015260018060401b038160401c1661050086015260018060401b038160801c1661052086015260c01c610540850152015460018060401b038116610560840152818160401c1661058084015260601c166105a082015263ffffffff6105a060405192805184526020810151602085015260408101516040850152606081015160608501526080810151608085015260a081015160a085015260c081015160c085015260e081015160e085015261010081015161010085015261012081015161012085015261014081015161014085015261016081015161016085015282606061018083015160018060401b03815116610180880152826020820151166101a0880152826040820151166101c08801520151166101e0850152610e496101a0820151610200860190611329565b6101c0810151151561022085015260ff6101e08201511661024085015260018060401b036102008201511661026085015260018060401b036102208201511661028085015282610240820151166102a085015261026081015115156102c0850152610ebe6102808201516102e0860190611336565b6102a081015115156103008501526102c0810151151561032085015260018060601b036102e08201511661034085015260018060601b036103008201511661036085015260018060401b036103208201511661038085015260018060a01b03610340820151166103a085015282610360820151166103c085015282610380820151166103e0850152826103a08201511661040085015260018060a01b036103c082015116610420850152826103e0820151166104408501528261040082015116610460850152826104208201511661048085015260018060401b03610440820151166104a085015260018060401b03610460820151166104c085015282610480820151166104e0850152826104a082015116610500850152826104c08201511661052085015260018060401b036104e08201511661054085015260018060401b036105008201511661056085015260018060401b036105208201511661058085015260018060401b03610540820151168285015260018060401b03610560820151166105c085015282610580820151166105e0850152015116610600820152f35b634e487b7160e01b81526021600452602490fd5b634e487b7160e01b82526021600452602482fd5b50346100e15760203660031901126100e1576004356001600160a01b038116908190036108e4578160409160209352600183522054604051908152f35b50346100e157806003193601126100e1576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b50346100e15760603660031901126100e1576044356001600160401b0381116108e457366023820112156108e45760048101356001600160401b0381116108e0573660248260051b840101116108e05760246101fa92016024356004356114a5565b50346100e157806003193601126100e15760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b5034611289576020366003190112611289576004355f525f60205260405f20600d8101805460ff8160c81c1615801561129c575b61128d5760ff60d01b1916600160d01b1790558054600f909101547f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169190823b156112895760645f9283604051958694859363fb08e48d60e01b8552600485015263ffffffff8160a01c16602485015260018060a01b031660448401525af1801561127e57611270575080f35b61127c91505f906113e9565b005b6040513d5f823e3d90fd5b5f80fd5b637c75aa6f60e11b5f5260045ffd5b5060ff8160d01c166111da565b34611289575f366003190112611289576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b34611289575f366003190112611289578061138860209252f35b600981101561131557600452565b634e487b7160e01b5f52602160045260245ffd5b9060098210156113155752565b9060078210156113155752565b6024359063ffffffff8216820361128957565b359063ffffffff8216820361128957565b6105c081019081106001600160401b0382111761138357604052565b634e487b7160e01b5f52604160045260245ffd5b608081019081106001600160401b0382111761138357604052565b61012081019081106001600160401b0382111761138357604052565b60a081019081106001600160401b0382111761138357604052565b601f909101601f19168101906001600160401b0382119082101761138357604052565b9192916001600160401b0382116113835760405191611435601f8201601f1916602001846113e9565b829481845281830111611289578281602093845f960137010152565b5f19811461145f5760010190565b634e487b7160e01b5f52601160045260245ffd5b903590601e198136030182121561128957018035906001600160401b0382116112895760200191813603831361128957565b93905a91855f525f60205260405f2092600d84019081549360ff85169460098610156113155785156118fe576001600160401b0336116113835760086040516114f86020601f19601f36011601826113e9565b3681526020810190365f83375f60203683010152519020604051602081019185835260408201526040815261152e6060826113e9565b519020961480156118f1575b6118e557600487019182549081036118d3575088156118c4578563ffffffff925560981c1663ffffffff811461145f57825463ffffffff60981b1916600190910160981b63ffffffff60981b161780835560081c60ff16935f5b88811080806118ac575b156115e657156115d257806115c8888c6115c06115cd9560051b8d018d611473565b929091611a92565b611451565b611594565b634e487b7160e01b5f52603260045260245ffd5b505093919650945095909560ff8654166009811015611315576008146117755785546116e996919060081c60ff161515811515146116f5575061165e600c850160ff835460081c169063ffffffff61164860018060401b0383541642906119d6565b1682156116eb5761165990826129c3565b613c1a565b546006840154600c8501546040519485526001600160401b0316916116896020860160ff8316611329565b60ff8160081c161515604086015260ff8160101c16606086015260018060401b039060181c16608085015260a084015260c08301527fa6f180a65d58b1dcad3ce1f81bec3480b62d5d5ecf370d2e186e50baa84793e860e03393a3612b1f565b565b61165990826129a0565b8061175f575b1561165e57600c8401805463ffffffff61171e426001600160401b0384166119d6565b9160801c16809110611732575b505061165e565b6001600160401b039061174790428316612987565b82546001600160401b03191691161790555f8061172b565b50600f8401546001600160a01b031633146116fb565b505050906117839082612add565b601181015460401c6001600160401b0316806118a35750436001600160401b03169160ff905b5460b81c1691821561188f57600e82015460601c6001600160601b0316905b8254600f909301547f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316939092843b156112895760405163bab26c3d60e01b8152600481019290925263ffffffff60a085901c8116602484015260c085901c1660448301526001600160a01b03909316606482015293151560848501526001600160601b0390911660a48401526001600160401b031660c48301525f90829060e490829084905af1801561127e576118855750565b5f6116e9916113e9565b600e8201546001600160601b0316906117c8565b60ff90926117a9565b5060ff8554166009811015611315576008141561159e565b636ed2248360e01b5f5260045ffd5b637ab6242160e11b5f5260045260245ffd5b50505050945050505050565b508560048801541461153a565b63274f9f4960e21b5f5260045ffd5b519063ffffffff8216820361128957565b51906001600160401b038216820361128957565b805463ffffffff60a01b191660a09290921b63ffffffff60a01b16919091179055565b805463ffffffff60c01b191660c09290921b63ffffffff60c01b16919091179055565b9060098110156113155760ff80198354169116179055565b80546001600160c01b031660c09290921b6001600160c01b031916919091179055565b805463ffffffff60801b191660809290921b63ffffffff60801b16919091179055565b9190820391821161145f57565b8181029291811591840414171561145f57565b8054600160581b600160981b03191660589290921b600160581b600160981b0316919091179055565b9062ff000082549160101b169062ff00001916179055565b9061ff00825491151560081b169061ff001916179055565b9190820180921161145f57565b356001600160e01b0319811692919060048210611a77575050565b6001600160e01b031960049290920360031b82901b16169150565b916001600160e01b0319611aa68583611a5c565b1663386f53cd60e11b81146128a657600c8301546001600160401b031642811061289457506004820194634ed1318560e11b8203611af05750506004906116e99435010191613987565b909492939290919063d4ef406760e01b8603611bf25750611b13929394506143d9565b90611b1d8461457f565b15611bd257600d84019081549160ff8360081c1615611bc35760ff8360101c16918215611bb4576006611b5186838a614465565b970154809703611ba5575f5160206146eb5f395f51905f5294611ba09261ff001986169055604051948594855260018060401b039060181c1660208501526060604085015260608401916138fb565b0390a3565b63923983b960e01b5f5260045ffd5b63b032e53760e01b5f5260045ffd5b63dff5046d60e01b5f5260045ffd5b600d8401546396fe8cdd60e01b5f52611bed9060ff16611307565b60245ffd5b929490929190635c7cb48d60e01b8103611ed15750503501906004820190611c1981613886565b600d810160ff81541660098110156113155760018103611ebe575080549160ff8360101c16611bb457611c55611c4f8580612e78565b82613dfd565b5f93600f82019363ffffffff855460c01c169081155f14611d99575050602486013515801590611d82575b611ba5575b611c9563ffffffff86168561391f565b6006820154600783019081556024909601356008830181905594611cc5436001600160401b0316601185016134a4565b611ccf8280612e78565b80611cd991613942565b9091611ce58480612e78565b90611cef91614532565b90611cf992613977565b602001611d0590612e8d565b9160100191611d149083611955565b80611d1e91612e78565b604001611d2a90612e8d565b611d339161391f565b805461ffff19166101021790555491546040805160e09490941c845260208401919091528201527f28159c983d7b937544bddb12826c4e67baefbe594eac00393541e84bd0c0b00a90606090a2565b50611d906044870182612b61565b90501515611c80565b601184015491965060a09190911c63ffffffff169060181c6001600160401b03165f19870187811161145f5782611dcf916119e3565b6001810180911161145f5781611de491611a4f565b968115611e36575060028401545f19820191821161145f57611e08611e2393612de9565b611e1560448b0186612b61565b93909260248c013590613daa565b611c855763923983b960e01b5f5260045ffd5b600114159050611e9c57506003820154611e536044880183612b61565b8015929183611e93575b83611e8a575b83611e71575b505050611e23565b611e8192935060248a0135614651565b145f8080611e69565b60019350611e63565b60019350611e5d565b60038301545f1982019082821161145f57611e08611eb993612de9565b611e23565b6396fe8cdd60e01b5f52611bed90611307565b93949193919290916386e14b6560e01b8103611ffa5750611ef39293506143d9565b600d840160ff81541660098110156113155760028103611ebe575060108501546001600160a01b0381163303611feb575f5160206146eb5f395f51905f529360ff9363ffffffff611ba09360c01c16611f4d600386611978565b611f6d86611f6660068c01935f85556106a3818a6119f6565b1686611a1f565b84546301000000600160581b03191685556009611f8b83858c614465565b998a809355015583549361ff001985169055867fc917e7054ca2fb76bfbfcb8dbf40cee3b4e8f16716bbc2435e98a56e35f19c8f60206040518b8152a260405194859460101c1684525f60208501526060604085015260608401916138fb565b633d0566d360e21b5f5260045ffd5b909163da0c6a9560e01b820361209657505050505061201881613886565b612021816138e0565b600d81019060ff825460101c169060108101549161204763ffffffff8460c01c16612de9565b03611bb45761207981612080936006600760ff9501549160e01c9261206d600489611978565b01556106a381866119f6565b1682611a1f565b805462ff0100600160581b031916610100179055565b93949293635e0d41a760e11b82036120ba5750506004906116e994350101916134cd565b909492939290919063eebf252160e01b860361216d57506120dd9293945061435d565b6120e6846138c5565b600d840180549060ff8260081c1615611bc35760ff8260101c16611bb4576006612110848661442b565b960154809603611ba5577fd85793c18525a9ee028b6a39210ef296bc1dde7e5cf7b2cd33dd752159b8d01393611ba09161ff00198416905560405193849360018060401b039060181c1684526040602085015260408401916131cc565b92949092919063384e2b4360e01b81036121955750506116e993929160049135010191613200565b90919063097f685560e11b81036122ab5750506121b19161435d565b91906121bc826138aa565b60108201546001600160a01b03163303611feb57600d8201805460ff8160081c1615611bc3576121eb846142b2565b5f1981019150811161145f57600281901b906001600160fe1b0381160361145f57808603612295575091612290917fa41aa54c890d98d9ad3e41a2648a382a92ea578a9d8e72a7e68d887178dde99a95949361224836878561140c565b60208151910120600b86015561ff0019169055601283015460c01c92601360018060401b039101541693604051948594855260208501526060604085015260608401916131cc565b0390a2565b85631e8deeaf60e31b5f5260045260245260445ffd5b90915062d6bc7960e21b81036125025750350190600482016122cc82613886565b6122d5826138aa565b600d82019060ff825460081c1680156124d7575b6124c8576122f6836142b2565b63ffffffff61230784959395612e8d565b1694818610156124b957601281019361232e855460c01c612328888a6119e3565b90611a4f565b926001880180891161145f57149586156124a9575060138201546001600160401b0316965b8061245457936123de63ffffffff96929460138589976123b5995f51602061470b5f395f51905f529e8a60809f9e9a86015460401c16995b1561243557505050878282015460601c169889935b6001600160401b039081169c16968c90611990565b0180546001600160401b0319166001600160401b0386161781556123d986826129c3565b6129a0565b60016001600160401b036123f28985614299565b160361242b5761240460075b82611978565b61010061ff00198254161790556040519586526020860152166040840152166060820152a2565b61240460066123fe565b61244c926024612446920190611473565b90614327565b9889936123a0565b949096959197936124686024860189611473565b90945f1988019188831161145f575f51602061470b5f395f51905f529b60809b63ffffffff9a6123b59a6124a36123de976013968f9d614327565b9961238b565b6124b39084611a4f565b96612353565b632230814560e11b5f5260045ffd5b63bd95487760e01b5f5260045ffd5b506124ef6124e86024860183611473565b369161140c565b60208151910120600b84015414156122e9565b929392633fb5adfb60e01b810361285e57503501906004820192600d81019060ff82541660098110156113155760078103611ebe5750612545611c4f8680612e78565b6024840161255c6125568288611473565b90613f85565b600a83015403612803576125709086611473565b91909461257d8780612e78565b61258790836141fc565b92600f830197885460e01c9460128501549060138601549960088701546125ae8580612e78565b6080013590600989015492604051976125c6896113b2565b36906125d19261140c565b87526020870193845260408701998a528c6060880196600160401b600190038760801c168852608089019660c01c875260a089019160401c63ffffffff16825260c0890192835260e0890193845261010089019485525a9960440161263591611473565b9690976040519c8d809b631b73750160e11b8252600482016040905251604482016101a090528051918291826101e483015260200190610204015e808c01610204015f9052601f1990601f01168b01975160648c0161269391613191565b5163ffffffff9081166101048c015290516001600160401b039081166101248c015291519091166101448a015290511661016488015251610184870152516101a4860152516101c48501526102008482030160248501526126fb9261020490910191906131cc565b7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b031691859103815a93604094fa90811561127e575f935f92612812575b5061274c905a906119d6565b92156128035783546008600360c11b0160ff61ffff60b81b011990911660609790971c63ffffffff9081169216918214801560b881901b60ff60b81b16989098179190911794859055959690956127ee57546001600160a01b0316905b54604051968752945f51602061472b5f395f51905f529360a09363ffffffff92600660208b015260408a0152606089015260981c166080870152600180831b031694a4565b5060108101546001600160a01b0316906127a9565b63191c355760e31b5f5260045ffd5b935090506040833d604011612856575b8161282f604093836113e9565b810103126112895761274c61284f602061284886613184565b950161190d565b9190612740565b3d9150612822565b919493916371c4dd8960e01b810361288257506116e9939460049135010191612e9e565b632d8d621d60e01b5f5260045260245ffd5b6382bc7fcb60e01b5f5260045260245ffd5b5050600c8101549092506001600160401b0316428110156129755750600d8201805460ff60b81b60ff600883901c1615801560b881901b9290921660ff61ffff60b81b0119909316929092176008600160c01b011792839055939192919061296157600f8101546001600160a01b0316905b5460405194855292600160208601525f60408601819052606086015260981c63ffffffff1660808501526001600160a01b0316925f51602061472b5f395f51905f529060a090a4565b60108101546001600160a01b031690612918565b637b5535df60e11b5f5260045260245ffd5b6001600160401b03918216908216019190821161145f57565b805463ffffffff60601b191660609290921b63ffffffff60601b16919091179055565b805463ffffffff60401b191660409290921b63ffffffff60401b16919091179055565b6001600160601b03918216908216019190821161145f57565b9060018060a01b03601083015416331490811580612ac6575b612ac157612a285f600e92613c8a565b920191612a468354918260c01c803a105f14612abb57503a906119e3565b9115612a7a57508154906001600160601b0390612a679082168284166129e6565b6001600160601b03199092169116179055565b90600160601b600160c01b0390612aa2906001600160601b0390811690606085901c166129e6565b60601b16600160601b600160c01b031991909116179055565b906119e3565b505050565b50600f8301546001600160a01b0316331415612a18565b9060018060a01b03601083015416331490811580612b08575b612ac157612a286184d0600e92613c8a565b50600f8301546001600160a01b0316331415612af6565b9060018060a01b03601083015416331490811580612b4a575b612ac157612a28611388600e92613c8a565b50600f8301546001600160a01b0316331415612b38565b903590601e198136030182121561128957018035906001600160401b03821161128957602001918160051b3603831361128957565b90600f8201549063ffffffff8260c01c16918215805f14612cf9575f935b601186015491604083901c6001600160401b031615612c875715612c4d575050505f5b8135612bf7612be96060850185612b61565b908685604088013586613daa565b15611ba5578115159384612c15575b50505050611ba5576007015490565b600886015493945090915f19810190811161145f57612c3b856080612c43970190612b61565b949093613daa565b155f808080612c06565b5f19810190811161145f5763ffffffff612c6b9260a01c16906119e3565b6001810180911161145f57612c829160e01c6119d6565b612bd7565b50505050600d83015460ff8160101c1690612ca56060840184612b61565b939092858111159586612cc5575b50505050505015611ba5576006015490565b612cee965090612cd4916119d6565b9160181c6001600160401b03169060408101359035613daa565b5f8080808080612cb3565b612d0f63ffffffff601187015460a01c16612de9565b93612bb4565b916040907f6116016abf89a08114010a0616bc545b8a9a995f90dced33be38c42b078fb46f9294600d8601600160c81b60ff60c81b1982541617905563ffffffff8351921682526020820152a28054600f8201546011909201546001600160401b03169160a01c63ffffffff167f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316803b15611289575f9283606492604051968795869463019f6acb60e01b86526004860152602485015260448401525af1801561127e576118855750565b905f9160018111612df75750565b5f19011e610100039150565b600d82018054600861020160b81b0160ff61ffff60b81b01199091161790819055600f8301549254604051600181526001600160a01b0394909416939092918163ffffffff60a092600260205f51602061472b5f395f51905f529601525f60408401525f606084015260981c166080820152a4565b90359060fe1981360301821215611289570190565b3563ffffffff811681036112895790565b5a92600d830160ff81541660098110156113155760048103611ebe5750805460ff8160101c16611bb457612edb612ed58480612e78565b86613dfd565b601085019263ffffffff845460c01c1660208201612efc6125568285611473565b612f0f612f098580612e78565b8a613fa9565b6002840180851161145f57612f2390612de9565b91612f316040870187612b61565b918483149485613178575b508461316f575b8461315a575b5050505015611ba557612f5f612fb29184611473565b600f8a969296019584875460e01c15612f836040612f7d8a80612e78565b01612e8d565b9363ffffffff80612f996060612f7d8d80612e78565b60189890981c6001600160401b03169716951693614016565b908151156130db576040820151156130b157612ffc91612fe163ffffffff606060098c01549301511692612de9565b612fee6080860186612b61565b939092606087013590613daa565b15611ba55761301990606060068801549101351415965a906119d6565b82546008600560c01b0160ff61ffff60b81b011990911660b889901b60ff60b81b1617179283905592861561309f5750546001600160a01b0316935b5460405195865293600560208701525f6040870152606086019290925260981c63ffffffff1660808501526001600160a01b0316925f51602061472b5f395f51905f529060a090a4565b546001600160a01b0316949050613055565b50506130d6600887015460018060401b03855460181c1690612fe1875460e01c612de9565b612ffc565b505050915092936130ed905a906119d6565b8354600861040160b81b0160ff61ffff60b81b0119909116179384905590549354604051600181526001600160a01b03959095169490939063ffffffff60a0925f51602061472b5f395f51905f5294600460208501525f6040850152606084015260981c166080820152a4565b613165939450614651565b145f808080612f49565b60019450612f43565b6101001194505f612f3c565b5190811515820361128957565b63ffffffff60808092805115158552826020820151166020860152826040820151166040860152826060820151166060860152015116910152565b908060209392818452848401375f828201840152601f01601f1916010190565b356001600160401b03811681036112895790565b9061320a81613886565b613213816138c5565b600d8101928354908160101c9360ff8516611bb457602082019261324061323a8585611473565b9061442b565b600686015403611ba55766ffffffffffffff61325b846131ec565b60081c1660189190911c6001600160401b0316036124b95761327d8383611473565b90613287846131ec565b60021b6103fc16600481019081811161145f576132ad936132a793613ffe565b90611a5c565b63ff0000008160f81c61ff008360e81c161762ff00008360d81c16179160c81c1617926132d9836131ec565b601286018054600160801b600160c01b0319811660809390931b600160801b600160c01b031692909217815596837fd272d8a35522528d1ae93dc7686360c0076090b4db5d0bd4e59d158139891be66040613333886131ec565b815190600180841b03168152896020820152a26001600160401b0390911690610100600160481b031661010061336982846119d6565b10928361343a575b50505061342b5750613382906131ec565b835491906001600160401b03808416911610156124b957601183015484546001600160c01b031690945560139290920180546001600160401b03191660409290921c6001600160401b0316918217815560019391926133f1929091906123d99060c01c63ffffffff16826129c3565b6134015f838060401b0392614299565b160361342157613412600782611978565b805461ff001916610100179055565b61341260066123fe565b92935050506116e99250612e03565b61345192935061344a9086611473565b50926119d6565b5f9161040081019160021b8101915b8083106134745750505015155f8080613371565b9091926020908435908383870111613491575b1793019190613460565b906103df198587030160031b1c90613487565b8054600160401b600160801b03191660409290921b600160401b600160801b0316919091179055565b906134d781613886565b6134e0816138e0565b600d810192835460ff8160101c16611bb4576135056134ff8380612e78565b84613dfd565b60108301805490946020840192909160c01c63ffffffff169060181c6001600160401b0381166135386125568688611473565b9261354c6135468880612e78565b89613fa9565b6001830180931161145f576002820180921161145f5761357e926135708693612de9565b90612c3b60408b018b612b61565b15611ba55760e06135ce956135a36135a961359a5a9884611473565b92909380612e78565b8a6141fc565b6135d9604051998a94859463825b15c3881b865260c0600487015260c48601916131cc565b916024840190613191565b03817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa94851561127e575f956137b4575b5063ffffffff61362791168097611932565b600a8501556080830191817fb96fb5b8033324763bc09d090783d037b357649beb3bc2dbf99d3ea810529ca5606060018060401b038651169860c088019960018060401b038b51169060405192835260208301526040820152a2835115613732575050516012830180546001600160401b0319166001600160401b0380841691909117825594519194600694936136d89363ffffffff936060936136cc9216906134a4565b01511660118301611955565b01805490916004600160421b0360029190911b1661040081019081811161145f576103ff0190811161145f576120809260ff9261207992600a1c9161371e600588611978565b556106a36001600160401b038216866119f6565b91509294935061374491505a906119d6565b8254600861030160b81b0160ff61ffff60b81b01199091161792839055600f8401549354604051600181526001600160a01b03959095169490939063ffffffff60a0925f51602061472b5f395f51905f5294600360208501525f6040850152606084015260981c166080820152a4565b90945060e0813d60e01161387e575b816137d060e093836113e9565b810103126112895760405160e081016001600160401b03811182821017611383576040526137fd82613184565b8152602082015160ff8116810361128957602082015260408201519061ffff821682036112895761387160c06136279463ffffffff9460408501526138446060820161190d565b60608501526138556080820161191e565b608085015261386660a0820161191e565b60a08501520161191e565b60c0820152959150613615565b3d91506137c3565b600f01546001600160a01b0316330361389b57565b636a25f23760e11b5f5260045ffd5b600d015460ff1660098110156113155760068103611ebe5750565b600d015460ff1660098110156113155760058103611ebe5750565b600d015460ff1660098110156113155760038103611ebe5750565b81835290916001600160fb1b0383116112895760209260051b809284830137010190565b80546001600160e01b031660e09290921b6001600160e01b031916919091179055565b903590601e198136030182121561128957018035906001600160401b03821161128957602001918160061b3603831361128957565b91908110156115d25760061b0190565b61399082613886565b6139998261457f565b15613bff5760208301359160ff831680930361128957600d81019384549060ff8260101c1680158015613be5575b611bb457856139d5916119d6565b916060820192806139e68585612b61565b905003613bc4576001600160401b039081613a00856131ec565b16901c1660189190911c6001600160401b0316036124b957613a44604082013592613a34613a2d846131ec565b9184612b61565b916001600160401b0316856146a2565b6006840190815403611ba5578290613a5b836131ec565b88546301000000600160581b03191660189190911b6301000000600160581b0316178855613a898789611a1f565b556001600160401b0390613a9c906131ec565b86549116851b605882901c6001600160401b03161115613b01575050505015801590613acc575b6116e991611a37565b5060ff815416906009821015611315578160016116e99314159081613af5575b50909150613ac3565b6003915014155f613aec565b60ff9193955093919316600981101561131557600503613b8c57807f5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef915b613b545750905b146124b9576116e991612e03565b90805f5260205260205f60408160025afa5f519015613b7d5790801561145f575f190180613b3f565b63c176b3c560e01b5f5260045ffd5b805f915b613b9b575090613b46565b90805f5260205260205f60408160025afa5f519015613b7d5790801561145f575f190180613b90565b613bce8484612b61565b9050631e8deeaf60e31b5f5260045260245260445ffd5b5080613bf9613bf3866145db565b88611a4f565b116139c7565b600d8201546396fe8cdd60e01b5f52611bed9060ff16611307565b9015613c7a5763ffffffff815460601c165b63ffffffff8181845460801c169182911610613c72575b506001600160401b0390613c5f9063ffffffff16428316612987565b82546001600160401b0319169116179055565b90505f613c43565b63ffffffff815460401c16613c2c565b90613c99613c9e925a906119d6565b611a4f565b323314801590613da0575b613d9d575f905f5b368110613d3f5750613cc382366119d6565b906001600160fe1b038216820361145f576001600160fc1b038316830361145f57613cf8906123288460041b8460021b611a4f565b9181600a0291600a83040361145f578060280290602882040361145f57613d1e91611a4f565b80821115613d3857505b61520801806152081161145f5790565b9050613d28565b916020907f01010101010101010101010101010101010101010101010101010101010101018085357f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f808216011760071c160260f81c019201613cb1565b90565b50333b1515613ca9565b9391909492948584149586613df1575b86613de5575b5085613dcf575b505050505090565b613dda9495506146a2565b145f80808080613dc7565b82901c1595505f613dc0565b61010081109650613dba565b9060405160208101906020825261014081018335601e1985360301908181121561128957850160208101929035906001600160401b038211611289578160061b36038413611289578190610100604087015252610160840192905f5b818110613f5657505050602085013590811215611289578401602081019190356001600160401b03811161128957803603831361128957838203603f19016060850152613ea5926131cc565b9263ffffffff613eb760408301611356565b16608083015263ffffffff613ece60608301611356565b1660a0830152608081013560c083015260a08101359060018060401b0382168092036112895760019463ffffffff613f2560e08694613f3a968287015283613f1860c08301611356565b1661010087015201611356565b1661012083015203601f1981018352826113e9565b51902091015403613f4757565b633931ae5760e21b5f5260045ffd5b9091936040806001928735815263ffffffff613f7460208a01611356565b166020820152019501929101613e59565b5f906001602093806040519385855383850137019060025afa905f519115613b7d57565b600f613fca613fd093613fbc8180613942565b939094015460e01c90614532565b91613977565b3590565b60405190613fe1826113ce565b5f6080838281528260208201528260408201528260608201520152565b90939293848311611289578411611289578101920390565b929395909194614024613fd4565b9661402f8282611a4f565b6001600160fc1b038116810361145f5760041b6018018060181161145f5784036141f25786156141e7575f915b84601811611289576001600160b81b03909216608087901b1760609190911b17604091821b17600160b81b17843590911c03613dc757600481901b906001600160fc1b0381160361145f5780601801908160181161145f576028019182821161145f576140c893613ffe565b6001600160801b031991359182169391601082106141c7575b50508260f81c9360ff8460f01c169163ffffffff8560c01c169360018060401b038660801c16956001881180156141bd575b80156141ad575b6141a2578615908115614190575b50614186578361417c57508015614173575b61416b57506001906040519461414f866113ce565b8286521560208601521460408401526060830152608082015290565b935050505090565b5082151561413a565b905083101561413a565b5050935050505090565b62ffffff915060a81c1615155f614128565b505050935050505090565b5061ffff8160e01c16151561411a565b5060018511614113565b6001600160801b031960109290920360031b82901b161692505f806140e1565b600160b01b9161405c565b5050505050505090565b614204613fd4565b50600d81015460ff8116600981101561131557600703614288575063ffffffff80601083015460a01c16915b81600f82015460e01c159481806010614257606061425060408701612e8d565b9501612e8d565b95015460c01c16956040519761426c896113ce565b8852166020870152166040850152166060830152608082015290565b63ffffffff809160181c1691614230565b6001600160401b03918216908216039190821161145f57565b60138101546012909101546001600160401b03916142d59160c01c908316614299565b1690610100820180831161145f5760ff830190811161145f576142fc9060081c8093611a4f565b5f19810190811161145f5782156143135782900490565b634e487b7160e01b5f52601260045260245ffd5b9091600281901b906001600160fe1b0381160361145f57600481019081811161145f57614357936132a793613ffe565b60e01c90565b6044821080156143c2575b6143aa57816044116112895760248101358092604319810181811161145f57821161439557505060440191565b631e8deeaf60e31b5f5260045260245260445ffd5b50631e8deeaf60e31b5f52600452604460245260445ffd5b508160241161128957602060048201351415614368565b604482108015614414575b6143aa57816044116112895760248101358092604319810181811161145f5760051c821161439557505060440191565b5081602411611289576020600482013514156143e4565b90610400810361445357505f6104006020928160405191823760025afa905f519115613b7d57565b634b1063bb60e11b5f5260045260245ffd5b6144736001919392936145db565b1b80820361451c5760010361448b57156115d2573590565b8091600282108015614507575b6144f4576040519160051b9082376001915b600181116144bd5750519015613b7d5790565b81828260051b8401905b8181106144d95750505060011c6144aa565b90919460206040918188848660025afa1696019291016144c7565b50633cb83df760e01b5f5260045260245ffd5b505f19820182811161145f5782161515614498565b90631e8deeaf60e31b5f5260045260245260445ffd5b9080156145795760208201906145488284611473565b9390925f19830192831161145f5761455f91611473565b80929150156143135706918210156115d257013560f81c90565b50505f90565b600d60ff910154166009811015908161131557600181149182156145ce575b82156145bd575b82156145b057505090565b9091506113155760051490565b8092506113155760048114916145a5565b506003811491505f61459e565b600d01549060ff821660098110156113155760010361462b577f00000000000000000000000000000000000000000000000000000000000000005b9160101c60ff168083116146275750565b9150565b7f0000000000000000000000000000000000000000000000000000000000000000614616565b5f90815290929160051b8301906001815b809284871015614693576020918288818094183760011c9360041b1691818360405f60025afa169501949091614662565b935050935050519115613b7d57565b9091939260208360051b1691825260019060051b850192809284871015614693576020918288818094183760011c9360041b1691818360405f60025afa16950194909161466256fe45dc4b67b79087a69afa3ea7da9ff5fd64e2c7cfea4002fe1dcd2f8b2e051a131b915d3572710dfcf609811c9aad783b52875aaef5c193890f382f656e8f906770b740bd78474fb04aa77216a19280f0cdb732f28f372f6cc61a60ff73befad6",
}

// Disputes is an auto generated Go binding around an Ethereum contract.
type Disputes struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Disputes) GetABI() abi.ABI {
	return c.abi
}

// NewDisputes creates a new instance of Disputes.
func NewDisputes() *Disputes {
	parsed, err := DisputesMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Disputes{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Disputes) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address jobs_, address referee_, uint256 historyArity_, uint256 treeArity_) returns()
func (disputes *Disputes) PackConstructor(jobs_ common.Address, referee_ common.Address, historyArity_ *big.Int, treeArity_ *big.Int) []byte {
	enc, err := disputes.abi.Pack("", jobs_, referee_, historyArity_, treeArity_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackANYSTEP is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xff5925d2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ANY_STEP() view returns(uint32)
func (disputes *Disputes) PackANYSTEP() []byte {
	enc, err := disputes.abi.Pack("ANY_STEP")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackANYSTEP is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xff5925d2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ANY_STEP() view returns(uint32)
func (disputes *Disputes) TryPackANYSTEP() ([]byte, error) {
	return disputes.abi.Pack("ANY_STEP")
}

// UnpackANYSTEP is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xff5925d2.
//
// Solidity: function ANY_STEP() view returns(uint32)
func (disputes *Disputes) UnpackANYSTEP(data []byte) (uint32, error) {
	out, err := disputes.abi.Unpack("ANY_STEP", data)
	if err != nil {
		return *new(uint32), err
	}
	out0 := *abi.ConvertType(out[0], new(uint32)).(*uint32)
	return out0, nil
}

// PackPARTS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a8f95e1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PARTS() view returns(uint256)
func (disputes *Disputes) PackPARTS() []byte {
	enc, err := disputes.abi.Pack("PARTS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPARTS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a8f95e1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PARTS() view returns(uint256)
func (disputes *Disputes) TryPackPARTS() ([]byte, error) {
	return disputes.abi.Pack("PARTS")
}

// UnpackPARTS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9a8f95e1.
//
// Solidity: function PARTS() view returns(uint256)
func (disputes *Disputes) UnpackPARTS(data []byte) (*big.Int, error) {
	out, err := disputes.abi.Unpack("PARTS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTAILGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0e094dba.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function TAIL_GAS() view returns(uint256)
func (disputes *Disputes) PackTAILGAS() []byte {
	enc, err := disputes.abi.Pack("TAIL_GAS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTAILGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0e094dba.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function TAIL_GAS() view returns(uint256)
func (disputes *Disputes) TryPackTAILGAS() ([]byte, error) {
	return disputes.abi.Pack("TAIL_GAS")
}

// UnpackTAILGAS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0e094dba.
//
// Solidity: function TAIL_GAS() view returns(uint256)
func (disputes *Disputes) UnpackTAILGAS(data []byte) (*big.Int, error) {
	out, err := disputes.abi.Unpack("TAIL_GAS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackVERDICTGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a1ec5c6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function VERDICT_GAS() view returns(uint256)
func (disputes *Disputes) PackVERDICTGAS() []byte {
	enc, err := disputes.abi.Pack("VERDICT_GAS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVERDICTGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a1ec5c6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function VERDICT_GAS() view returns(uint256)
func (disputes *Disputes) TryPackVERDICTGAS() ([]byte, error) {
	return disputes.abi.Pack("VERDICT_GAS")
}

// UnpackVERDICTGAS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9a1ec5c6.
//
// Solidity: function VERDICT_GAS() view returns(uint256)
func (disputes *Disputes) UnpackVERDICTGAS(data []byte) (*big.Int, error) {
	out, err := disputes.abi.Unpack("VERDICT_GAS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackClaimShare is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf13d1dde.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimShare(bytes32 id, uint32 step, bytes32 root, bytes32 salt) returns()
func (disputes *Disputes) PackClaimShare(id [32]byte, step uint32, root [32]byte, salt [32]byte) []byte {
	enc, err := disputes.abi.Pack("claimShare", id, step, root, salt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimShare is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf13d1dde.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimShare(bytes32 id, uint32 step, bytes32 root, bytes32 salt) returns()
func (disputes *Disputes) TryPackClaimShare(id [32]byte, step uint32, root [32]byte, salt [32]byte) ([]byte, error) {
	return disputes.abi.Pack("claimShare", id, step, root, salt)
}

// PackClaimShareByAnchor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcfd7b780.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimShareByAnchor(bytes32 id, (bytes32,bytes32,bytes32,bytes32[],bytes32[]) a) returns()
func (disputes *Disputes) PackClaimShareByAnchor(id [32]byte, a DisputesOwnAnchor) []byte {
	enc, err := disputes.abi.Pack("claimShareByAnchor", id, a)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimShareByAnchor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcfd7b780.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimShareByAnchor(bytes32 id, (bytes32,bytes32,bytes32,bytes32[],bytes32[]) a) returns()
func (disputes *Disputes) TryPackClaimShareByAnchor(id [32]byte, a DisputesOwnAnchor) ([]byte, error) {
	return disputes.abi.Pack("claimShareByAnchor", id, a)
}

// PackCollectShare is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x404cab9b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function collectShare(bytes32 id) returns()
func (disputes *Disputes) PackCollectShare(id [32]byte) []byte {
	enc, err := disputes.abi.Pack("collectShare", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCollectShare is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x404cab9b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function collectShare(bytes32 id) returns()
func (disputes *Disputes) TryPackCollectShare(id [32]byte) ([]byte, error) {
	return disputes.abi.Pack("collectShare", id)
}

// PackGame is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8c1cdb4a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function game(bytes32 id) view returns((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,(uint64,uint32,uint32,uint32),uint8,bool,uint8,uint64,uint64,uint32,bool,uint8,bool,bool,uint96,uint96,uint64,address,uint32,uint32,uint32,address,uint32,uint32,uint32,uint64,uint64,uint32,uint32,uint32,uint64,uint64,uint64,uint64,uint64,uint32,uint32))
func (disputes *Disputes) PackGame(id [32]byte) []byte {
	enc, err := disputes.abi.Pack("game", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGame is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8c1cdb4a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function game(bytes32 id) view returns((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,(uint64,uint32,uint32,uint32),uint8,bool,uint8,uint64,uint64,uint32,bool,uint8,bool,bool,uint96,uint96,uint64,address,uint32,uint32,uint32,address,uint32,uint32,uint32,uint64,uint64,uint32,uint32,uint32,uint64,uint64,uint64,uint64,uint64,uint32,uint32))
func (disputes *Disputes) TryPackGame(id [32]byte) ([]byte, error) {
	return disputes.abi.Pack("game", id)
}

// UnpackGame is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8c1cdb4a.
//
// Solidity: function game(bytes32 id) view returns((bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,(uint64,uint32,uint32,uint32),uint8,bool,uint8,uint64,uint64,uint32,bool,uint8,bool,bool,uint96,uint96,uint64,address,uint32,uint32,uint32,address,uint32,uint32,uint32,uint64,uint64,uint32,uint32,uint32,uint64,uint64,uint64,uint64,uint64,uint32,uint32))
func (disputes *Disputes) UnpackGame(data []byte) (DisputesGame, error) {
	out, err := disputes.abi.Unpack("game", data)
	if err != nil {
		return *new(DisputesGame), err
	}
	out0 := *abi.ConvertType(out[0], new(DisputesGame)).(*DisputesGame)
	return out0, nil
}

// PackHistoryArity is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x481e5412.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function historyArity() view returns(uint256)
func (disputes *Disputes) PackHistoryArity() []byte {
	enc, err := disputes.abi.Pack("historyArity")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHistoryArity is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x481e5412.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function historyArity() view returns(uint256)
func (disputes *Disputes) TryPackHistoryArity() ([]byte, error) {
	return disputes.abi.Pack("historyArity")
}

// UnpackHistoryArity is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x481e5412.
//
// Solidity: function historyArity() view returns(uint256)
func (disputes *Disputes) UnpackHistoryArity(data []byte) (*big.Int, error) {
	out, err := disputes.abi.Unpack("historyArity", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackJobs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7c8fce23.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function jobs() view returns(address)
func (disputes *Disputes) PackJobs() []byte {
	enc, err := disputes.abi.Pack("jobs")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJobs is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7c8fce23.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function jobs() view returns(address)
func (disputes *Disputes) TryPackJobs() ([]byte, error) {
	return disputes.abi.Pack("jobs")
}

// UnpackJobs is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7c8fce23.
//
// Solidity: function jobs() view returns(address)
func (disputes *Disputes) UnpackJobs(data []byte) (common.Address, error) {
	out, err := disputes.abi.Unpack("jobs", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackMove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6e414577.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function move(bytes32 id, bytes32 head, bytes[] actions) returns()
func (disputes *Disputes) PackMove(id [32]byte, head [32]byte, actions [][]byte) []byte {
	enc, err := disputes.abi.Pack("move", id, head, actions)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6e414577.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function move(bytes32 id, bytes32 head, bytes[] actions) returns()
func (disputes *Disputes) TryPackMove(id [32]byte, head [32]byte, actions [][]byte) ([]byte, error) {
	return disputes.abi.Pack("move", id, head, actions)
}

// PackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function nonces(address ) view returns(uint256)
func (disputes *Disputes) PackNonces(arg0 common.Address) []byte {
	enc, err := disputes.abi.Pack("nonces", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function nonces(address ) view returns(uint256)
func (disputes *Disputes) TryPackNonces(arg0 common.Address) ([]byte, error) {
	return disputes.abi.Pack("nonces", arg0)
}

// UnpackNonces is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7ecebe00.
//
// Solidity: function nonces(address ) view returns(uint256)
func (disputes *Disputes) UnpackNonces(data []byte) (*big.Int, error) {
	out, err := disputes.abi.Unpack("nonces", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xee718647.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function open(bytes32 job, uint32 epoch, bytes32 anchor, bytes32 report, bool ask) payable returns(bytes32 id)
func (disputes *Disputes) PackOpen(job [32]byte, epoch uint32, anchor [32]byte, report [32]byte, ask bool) []byte {
	enc, err := disputes.abi.Pack("open", job, epoch, anchor, report, ask)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOpen is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xee718647.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function open(bytes32 job, uint32 epoch, bytes32 anchor, bytes32 report, bool ask) payable returns(bytes32 id)
func (disputes *Disputes) TryPackOpen(job [32]byte, epoch uint32, anchor [32]byte, report [32]byte, ask bool) ([]byte, error) {
	return disputes.abi.Pack("open", job, epoch, anchor, report, ask)
}

// UnpackOpen is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xee718647.
//
// Solidity: function open(bytes32 job, uint32 epoch, bytes32 anchor, bytes32 report, bool ask) payable returns(bytes32 id)
func (disputes *Disputes) UnpackOpen(data []byte) ([32]byte, error) {
	out, err := disputes.abi.Unpack("open", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackReferee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3b1bebd1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function referee() view returns(address)
func (disputes *Disputes) PackReferee() []byte {
	enc, err := disputes.abi.Pack("referee")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReferee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3b1bebd1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function referee() view returns(address)
func (disputes *Disputes) TryPackReferee() ([]byte, error) {
	return disputes.abi.Pack("referee")
}

// UnpackReferee is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3b1bebd1.
//
// Solidity: function referee() view returns(address)
func (disputes *Disputes) UnpackReferee(data []byte) (common.Address, error) {
	out, err := disputes.abi.Unpack("referee", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackTreeArity is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf7c7da9a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function treeArity() view returns(uint256)
func (disputes *Disputes) PackTreeArity() []byte {
	enc, err := disputes.abi.Pack("treeArity")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTreeArity is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf7c7da9a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function treeArity() view returns(uint256)
func (disputes *Disputes) TryPackTreeArity() ([]byte, error) {
	return disputes.abi.Pack("treeArity")
}

// UnpackTreeArity is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf7c7da9a.
//
// Solidity: function treeArity() view returns(uint256)
func (disputes *Disputes) UnpackTreeArity(data []byte) (*big.Int, error) {
	out, err := disputes.abi.Unpack("treeArity", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// DisputesElementNamed represents a ElementNamed event raised by the Disputes contract.
type DisputesElementNamed struct {
	Game    [32]byte
	Element uint64
	Value   uint32
	Raw     *types.Log // Blockchain specific contextual infos
}

const DisputesElementNamedEventName = "ElementNamed"

// ContractEventName returns the user-defined event name.
func (DisputesElementNamed) ContractEventName() string {
	return DisputesElementNamedEventName
}

// UnpackElementNamedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ElementNamed(bytes32 indexed game, uint64 element, uint32 value)
func (disputes *Disputes) UnpackElementNamedEvent(log *types.Log) (*DisputesElementNamed, error) {
	event := "ElementNamed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesElementNamed)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesKernelNamed represents a KernelNamed event raised by the Disputes contract.
type DisputesKernelNamed struct {
	Game     [32]byte
	Kernel   uint32
	Elements uint64
	Windows  uint64
	Raw      *types.Log // Blockchain specific contextual infos
}

const DisputesKernelNamedEventName = "KernelNamed"

// ContractEventName returns the user-defined event name.
func (DisputesKernelNamed) ContractEventName() string {
	return DisputesKernelNamedEventName
}

// UnpackKernelNamedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event KernelNamed(bytes32 indexed game, uint32 kernel, uint64 elements, uint64 windows)
func (disputes *Disputes) UnpackKernelNamedEvent(log *types.Log) (*DisputesKernelNamed, error) {
	event := "KernelNamed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesKernelNamed)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesLeafRevealed represents a LeafRevealed event raised by the Disputes contract.
type DisputesLeafRevealed struct {
	Game  [32]byte
	Node  [32]byte
	Index uint64
	Data  []byte
	Raw   *types.Log // Blockchain specific contextual infos
}

const DisputesLeafRevealedEventName = "LeafRevealed"

// ContractEventName returns the user-defined event name.
func (DisputesLeafRevealed) ContractEventName() string {
	return DisputesLeafRevealedEventName
}

// UnpackLeafRevealedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event LeafRevealed(bytes32 indexed game, bytes32 indexed node, uint64 index, bytes data)
func (disputes *Disputes) UnpackLeafRevealedEvent(log *types.Log) (*DisputesLeafRevealed, error) {
	event := "LeafRevealed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesLeafRevealed)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesMoved represents a Moved event raised by the Disputes contract.
type DisputesMoved struct {
	Game     [32]byte
	Head     [32]byte
	Mover    common.Address
	Phase    uint8
	Defends  bool
	Height   uint8
	Index    uint64
	Node     [32]byte
	Deadline uint64
	Raw      *types.Log // Blockchain specific contextual infos
}

const DisputesMovedEventName = "Moved"

// ContractEventName returns the user-defined event name.
func (DisputesMoved) ContractEventName() string {
	return DisputesMovedEventName
}

// UnpackMovedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Moved(bytes32 indexed game, bytes32 head, address indexed mover, uint8 phase, bool defends, uint8 height, uint64 index, bytes32 node, uint64 deadline)
func (disputes *Disputes) UnpackMovedEvent(log *types.Log) (*DisputesMoved, error) {
	event := "Moved"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesMoved)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesOpened represents a Opened event raised by the Disputes contract.
type DisputesOpened struct {
	Game       [32]byte
	Job        [32]byte
	Challenger common.Address
	Attempt    uint32
	Epoch      uint32
	Anchor     [32]byte
	Defender   common.Address
	Report     [32]byte
	Nonce      *big.Int
	Deadline   uint64
	Raw        *types.Log // Blockchain specific contextual infos
}

const DisputesOpenedEventName = "Opened"

// ContractEventName returns the user-defined event name.
func (DisputesOpened) ContractEventName() string {
	return DisputesOpenedEventName
}

// UnpackOpenedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Opened(bytes32 indexed game, bytes32 indexed job, address indexed challenger, uint32 attempt, uint32 epoch, bytes32 anchor, address defender, bytes32 report, uint256 nonce, uint64 deadline)
func (disputes *Disputes) UnpackOpenedEvent(log *types.Log) (*DisputesOpened, error) {
	event := "Opened"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesOpened)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesPicked represents a Picked event raised by the Disputes contract.
type DisputesPicked struct {
	Game  [32]byte
	Lo    uint64
	Hi    uint64
	AccLo uint32
	AccHi uint32
	Raw   *types.Log // Blockchain specific contextual infos
}

const DisputesPickedEventName = "Picked"

// ContractEventName returns the user-defined event name.
func (DisputesPicked) ContractEventName() string {
	return DisputesPickedEventName
}

// UnpackPickedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Picked(bytes32 indexed game, uint64 lo, uint64 hi, uint32 accLo, uint32 accHi)
func (disputes *Disputes) UnpackPickedEvent(log *types.Log) (*DisputesPicked, error) {
	event := "Picked"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesPicked)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesRevealed represents a Revealed event raised by the Disputes contract.
type DisputesRevealed struct {
	Game     [32]byte
	Node     [32]byte
	Height   uint8
	Index    uint64
	Children [][32]byte
	Raw      *types.Log // Blockchain specific contextual infos
}

const DisputesRevealedEventName = "Revealed"

// ContractEventName returns the user-defined event name.
func (DisputesRevealed) ContractEventName() string {
	return DisputesRevealedEventName
}

// UnpackRevealedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Revealed(bytes32 indexed game, bytes32 indexed node, uint8 height, uint64 index, bytes32[] children)
func (disputes *Disputes) UnpackRevealedEvent(log *types.Log) (*DisputesRevealed, error) {
	event := "Revealed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesRevealed)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesShareClaimed represents a ShareClaimed event raised by the Disputes contract.
type DisputesShareClaimed struct {
	Game [32]byte
	Step uint32
	Root [32]byte
	Raw  *types.Log // Blockchain specific contextual infos
}

const DisputesShareClaimedEventName = "ShareClaimed"

// ContractEventName returns the user-defined event name.
func (DisputesShareClaimed) ContractEventName() string {
	return DisputesShareClaimedEventName
}

// UnpackShareClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ShareClaimed(bytes32 indexed game, uint32 step, bytes32 root)
func (disputes *Disputes) UnpackShareClaimedEvent(log *types.Log) (*DisputesShareClaimed, error) {
	event := "ShareClaimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesShareClaimed)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesStepNamed represents a StepNamed event raised by the Disputes contract.
type DisputesStepNamed struct {
	Game  [32]byte
	Step  uint32
	State [32]byte
	Prior [32]byte
	Raw   *types.Log // Blockchain specific contextual infos
}

const DisputesStepNamedEventName = "StepNamed"

// ContractEventName returns the user-defined event name.
func (DisputesStepNamed) ContractEventName() string {
	return DisputesStepNamedEventName
}

// UnpackStepNamedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event StepNamed(bytes32 indexed game, uint32 step, bytes32 state, bytes32 prior)
func (disputes *Disputes) UnpackStepNamedEvent(log *types.Log) (*DisputesStepNamed, error) {
	event := "StepNamed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesStepNamed)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesSumsClaimed represents a SumsClaimed event raised by the Disputes contract.
type DisputesSumsClaimed struct {
	Game   [32]byte
	Lo     uint64
	Hi     uint64
	Values []byte
	Raw    *types.Log // Blockchain specific contextual infos
}

const DisputesSumsClaimedEventName = "SumsClaimed"

// ContractEventName returns the user-defined event name.
func (DisputesSumsClaimed) ContractEventName() string {
	return DisputesSumsClaimedEventName
}

// UnpackSumsClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SumsClaimed(bytes32 indexed game, uint64 lo, uint64 hi, bytes values)
func (disputes *Disputes) UnpackSumsClaimedEvent(log *types.Log) (*DisputesSumsClaimed, error) {
	event := "SumsClaimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesSumsClaimed)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesTraceClaimed represents a TraceClaimed event raised by the Disputes contract.
type DisputesTraceClaimed struct {
	Game [32]byte
	Root [32]byte
	Raw  *types.Log // Blockchain specific contextual infos
}

const DisputesTraceClaimedEventName = "TraceClaimed"

// ContractEventName returns the user-defined event name.
func (DisputesTraceClaimed) ContractEventName() string {
	return DisputesTraceClaimedEventName
}

// UnpackTraceClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TraceClaimed(bytes32 indexed game, bytes32 root)
func (disputes *Disputes) UnpackTraceClaimedEvent(log *types.Log) (*DisputesTraceClaimed, error) {
	event := "TraceClaimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesTraceClaimed)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// DisputesVerdict represents a Verdict event raised by the Disputes contract.
type DisputesVerdict struct {
	Game            [32]byte
	Job             [32]byte
	Winner          common.Address
	ChallengerWon   bool
	How             uint8
	Computed        uint32
	AdjudicationGas *big.Int
	Moves           uint32
	Raw             *types.Log // Blockchain specific contextual infos
}

const DisputesVerdictEventName = "Verdict"

// ContractEventName returns the user-defined event name.
func (DisputesVerdict) ContractEventName() string {
	return DisputesVerdictEventName
}

// UnpackVerdictEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Verdict(bytes32 indexed game, bytes32 indexed job, address indexed winner, bool challengerWon, uint8 how, uint32 computed, uint256 adjudicationGas, uint32 moves)
func (disputes *Disputes) UnpackVerdictEvent(log *types.Log) (*DisputesVerdict, error) {
	event := "Verdict"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != disputes.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DisputesVerdict)
	if len(log.Data) > 0 {
		if err := disputes.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range disputes.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (disputes *Disputes) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], disputes.abi.Errors["ChildrenLength"].ID.Bytes()[:4]) {
		return disputes.UnpackChildrenLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["ClockRanOut"].ID.Bytes()[:4]) {
		return disputes.UnpackClockRanOutError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["ClockRuns"].ID.Bytes()[:4]) {
		return disputes.UnpackClockRunsError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["LeafLength"].ID.Bytes()[:4]) {
		return disputes.UnpackLeafLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NoActions"].ID.Bytes()[:4]) {
		return disputes.UnpackNoActionsError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NotChallenger"].ID.Bytes()[:4]) {
		return disputes.UnpackNotChallengerError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NotDefender"].ID.Bytes()[:4]) {
		return disputes.UnpackNotDefenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["NotEligible"].ID.Bytes()[:4]) {
		return disputes.UnpackNotEligibleError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["Sha256Failed"].ID.Bytes()[:4]) {
		return disputes.UnpackSha256FailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["StaleHead"].ID.Bytes()[:4]) {
		return disputes.UnpackStaleHeadError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["UnknownAction"].ID.Bytes()[:4]) {
		return disputes.UnpackUnknownActionError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["UnknownGame"].ID.Bytes()[:4]) {
		return disputes.UnpackUnknownGameError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongArity"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongArityError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongCount"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongIndex"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongIndexError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongJobs"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongJobsError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongKernel"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongKernelError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongNode"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongNodeError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongPhase"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongPhaseError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongProof"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongProofError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongSpec"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongSpecError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongTurn"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongTurnError(raw[4:])
	}
	if bytes.Equal(raw[:4], disputes.abi.Errors["WrongValues"].ID.Bytes()[:4]) {
		return disputes.UnpackWrongValuesError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DisputesChildrenLength represents a ChildrenLength error raised by the Disputes contract.
type DisputesChildrenLength struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ChildrenLength(uint256 length)
func DisputesChildrenLengthErrorID() common.Hash {
	return common.HexToHash("0x3cb83df7e3810d2707050e57d146f122d0efd1f6d2de55547612af31db9e8255")
}

// UnpackChildrenLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ChildrenLength(uint256 length)
func (disputes *Disputes) UnpackChildrenLengthError(raw []byte) (*DisputesChildrenLength, error) {
	out := new(DisputesChildrenLength)
	if err := disputes.abi.UnpackIntoInterface(out, "ChildrenLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesClockRanOut represents a ClockRanOut error raised by the Disputes contract.
type DisputesClockRanOut struct {
	Deadline *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClockRanOut(uint256 deadline)
func DisputesClockRanOutErrorID() common.Hash {
	return common.HexToHash("0x82bc7fcbc3e74215ac84139d42e3736648be3581a0e46d307fef4e5e34297d7b")
}

// UnpackClockRanOutError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClockRanOut(uint256 deadline)
func (disputes *Disputes) UnpackClockRanOutError(raw []byte) (*DisputesClockRanOut, error) {
	out := new(DisputesClockRanOut)
	if err := disputes.abi.UnpackIntoInterface(out, "ClockRanOut", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesClockRuns represents a ClockRuns error raised by the Disputes contract.
type DisputesClockRuns struct {
	Deadline *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClockRuns(uint256 deadline)
func DisputesClockRunsErrorID() common.Hash {
	return common.HexToHash("0xf6aa6bbea8a871c27e07ab7be630d8544ec79216685bfff5dc361b79ad758431")
}

// UnpackClockRunsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClockRuns(uint256 deadline)
func (disputes *Disputes) UnpackClockRunsError(raw []byte) (*DisputesClockRuns, error) {
	out := new(DisputesClockRuns)
	if err := disputes.abi.UnpackIntoInterface(out, "ClockRuns", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesLeafLength represents a LeafLength error raised by the Disputes contract.
type DisputesLeafLength struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LeafLength(uint256 length)
func DisputesLeafLengthErrorID() common.Hash {
	return common.HexToHash("0x9620c776ec5d6df5fff882a7f1780ef5252d9915bfba4a5c7e1b715597dd3310")
}

// UnpackLeafLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LeafLength(uint256 length)
func (disputes *Disputes) UnpackLeafLengthError(raw []byte) (*DisputesLeafLength, error) {
	out := new(DisputesLeafLength)
	if err := disputes.abi.UnpackIntoInterface(out, "LeafLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNoActions represents a NoActions error raised by the Disputes contract.
type DisputesNoActions struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoActions()
func DisputesNoActionsErrorID() common.Hash {
	return common.HexToHash("0x6ed22483ba52cad871af62d65da72b7a2a02a4935c9d56d00dd901e605742768")
}

// UnpackNoActionsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoActions()
func (disputes *Disputes) UnpackNoActionsError(raw []byte) (*DisputesNoActions, error) {
	out := new(DisputesNoActions)
	if err := disputes.abi.UnpackIntoInterface(out, "NoActions", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNotChallenger represents a NotChallenger error raised by the Disputes contract.
type DisputesNotChallenger struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotChallenger()
func DisputesNotChallengerErrorID() common.Hash {
	return common.HexToHash("0xd44be46e474815517f17472ced2e82d163811eb1b31f0c9e778f3fb9aa875ee7")
}

// UnpackNotChallengerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotChallenger()
func (disputes *Disputes) UnpackNotChallengerError(raw []byte) (*DisputesNotChallenger, error) {
	out := new(DisputesNotChallenger)
	if err := disputes.abi.UnpackIntoInterface(out, "NotChallenger", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNotDefender represents a NotDefender error raised by the Disputes contract.
type DisputesNotDefender struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotDefender()
func DisputesNotDefenderErrorID() common.Hash {
	return common.HexToHash("0xf4159b4c4a4b1de8f7ca63b20eb31a7b30bda00a615af14982d202c09f518dfe")
}

// UnpackNotDefenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotDefender()
func (disputes *Disputes) UnpackNotDefenderError(raw []byte) (*DisputesNotDefender, error) {
	out := new(DisputesNotDefender)
	if err := disputes.abi.UnpackIntoInterface(out, "NotDefender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesNotEligible represents a NotEligible error raised by the Disputes contract.
type DisputesNotEligible struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotEligible()
func DisputesNotEligibleErrorID() common.Hash {
	return common.HexToHash("0xf8eb54de284c97bfa6191d3cb5e2a0cef222e6ce29e2e7ed2edafab612c84e14")
}

// UnpackNotEligibleError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotEligible()
func (disputes *Disputes) UnpackNotEligibleError(raw []byte) (*DisputesNotEligible, error) {
	out := new(DisputesNotEligible)
	if err := disputes.abi.UnpackIntoInterface(out, "NotEligible", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesSha256Failed represents a Sha256Failed error raised by the Disputes contract.
type DisputesSha256Failed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Sha256Failed()
func DisputesSha256FailedErrorID() common.Hash {
	return common.HexToHash("0xc176b3c572babf624fc6d5964982df8059b47a8c8a5f584c9de405c1efcf67de")
}

// UnpackSha256FailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Sha256Failed()
func (disputes *Disputes) UnpackSha256FailedError(raw []byte) (*DisputesSha256Failed, error) {
	out := new(DisputesSha256Failed)
	if err := disputes.abi.UnpackIntoInterface(out, "Sha256Failed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesStaleHead represents a StaleHead error raised by the Disputes contract.
type DisputesStaleHead struct {
	Head [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StaleHead(bytes32 head)
func DisputesStaleHeadErrorID() common.Hash {
	return common.HexToHash("0xf56c4842c9fa66bde720ef9f9ac69c1b79eff05c2b91aa911af5afe90f6a29ef")
}

// UnpackStaleHeadError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StaleHead(bytes32 head)
func (disputes *Disputes) UnpackStaleHeadError(raw []byte) (*DisputesStaleHead, error) {
	out := new(DisputesStaleHead)
	if err := disputes.abi.UnpackIntoInterface(out, "StaleHead", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesUnknownAction represents a UnknownAction error raised by the Disputes contract.
type DisputesUnknownAction struct {
	Selector [4]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownAction(bytes4 selector)
func DisputesUnknownActionErrorID() common.Hash {
	return common.HexToHash("0x2d8d621d8de228224cd92a577a20d9f44adcef89c46a4d182127d96c9e044daf")
}

// UnpackUnknownActionError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownAction(bytes4 selector)
func (disputes *Disputes) UnpackUnknownActionError(raw []byte) (*DisputesUnknownAction, error) {
	out := new(DisputesUnknownAction)
	if err := disputes.abi.UnpackIntoInterface(out, "UnknownAction", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesUnknownGame represents a UnknownGame error raised by the Disputes contract.
type DisputesUnknownGame struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownGame()
func DisputesUnknownGameErrorID() common.Hash {
	return common.HexToHash("0x9d3e7d2445755ac2482eb99f2c5e378f9d12d40e94d04a0607c0afee7e6ff985")
}

// UnpackUnknownGameError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownGame()
func (disputes *Disputes) UnpackUnknownGameError(raw []byte) (*DisputesUnknownGame, error) {
	out := new(DisputesUnknownGame)
	if err := disputes.abi.UnpackIntoInterface(out, "UnknownGame", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongArity represents a WrongArity error raised by the Disputes contract.
type DisputesWrongArity struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongArity()
func DisputesWrongArityErrorID() common.Hash {
	return common.HexToHash("0x684ec4ab5b0b39c5029bbc7e5520a37a7a7225b00f44f79ebabd61b4cbeb6c47")
}

// UnpackWrongArityError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongArity()
func (disputes *Disputes) UnpackWrongArityError(raw []byte) (*DisputesWrongArity, error) {
	out := new(DisputesWrongArity)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongArity", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongCount represents a WrongCount error raised by the Disputes contract.
type DisputesWrongCount struct {
	Got  *big.Int
	Want *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongCount(uint256 got, uint256 want)
func DisputesWrongCountErrorID() common.Hash {
	return common.HexToHash("0xf46f757871802addf3b01f57405479da942775d3c5f7489ced984c285a1ec4bf")
}

// UnpackWrongCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongCount(uint256 got, uint256 want)
func (disputes *Disputes) UnpackWrongCountError(raw []byte) (*DisputesWrongCount, error) {
	out := new(DisputesWrongCount)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongIndex represents a WrongIndex error raised by the Disputes contract.
type DisputesWrongIndex struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongIndex()
func DisputesWrongIndexErrorID() common.Hash {
	return common.HexToHash("0x4461028ae0c6381a39e5a66032a2f5217e628d3674b5dbb85d6a1ff24852fba8")
}

// UnpackWrongIndexError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongIndex()
func (disputes *Disputes) UnpackWrongIndexError(raw []byte) (*DisputesWrongIndex, error) {
	out := new(DisputesWrongIndex)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongIndex", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongJobs represents a WrongJobs error raised by the Disputes contract.
type DisputesWrongJobs struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongJobs()
func DisputesWrongJobsErrorID() common.Hash {
	return common.HexToHash("0xc67258edc3d2384dae5cbb196d780769a0f6accd33685baaa0c725bb1609df72")
}

// UnpackWrongJobsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongJobs()
func (disputes *Disputes) UnpackWrongJobsError(raw []byte) (*DisputesWrongJobs, error) {
	out := new(DisputesWrongJobs)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongJobs", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongKernel represents a WrongKernel error raised by the Disputes contract.
type DisputesWrongKernel struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongKernel()
func DisputesWrongKernelErrorID() common.Hash {
	return common.HexToHash("0xc8e1aab8f710df16248365008c04b0960ad4d181f13098e71eddb41980d283d5")
}

// UnpackWrongKernelError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongKernel()
func (disputes *Disputes) UnpackWrongKernelError(raw []byte) (*DisputesWrongKernel, error) {
	out := new(DisputesWrongKernel)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongKernel", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongNode represents a WrongNode error raised by the Disputes contract.
type DisputesWrongNode struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongNode()
func DisputesWrongNodeErrorID() common.Hash {
	return common.HexToHash("0xb032e537b95ba7713c7626e22fee6ea50c86ad99fe9ed2e74500b1b7daf455e5")
}

// UnpackWrongNodeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongNode()
func (disputes *Disputes) UnpackWrongNodeError(raw []byte) (*DisputesWrongNode, error) {
	out := new(DisputesWrongNode)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongNode", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongPhase represents a WrongPhase error raised by the Disputes contract.
type DisputesWrongPhase struct {
	Phase uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongPhase(uint8 phase)
func DisputesWrongPhaseErrorID() common.Hash {
	return common.HexToHash("0x96fe8cdd585d6e16539084786ef0330f221a01706accefe0bc861b9b7c7ccd00")
}

// UnpackWrongPhaseError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongPhase(uint8 phase)
func (disputes *Disputes) UnpackWrongPhaseError(raw []byte) (*DisputesWrongPhase, error) {
	out := new(DisputesWrongPhase)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongPhase", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongProof represents a WrongProof error raised by the Disputes contract.
type DisputesWrongProof struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongProof()
func DisputesWrongProofErrorID() common.Hash {
	return common.HexToHash("0x923983b95725ef8bba975b943fae190b70d615718a6d503ac530ba58b34141d6")
}

// UnpackWrongProofError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongProof()
func (disputes *Disputes) UnpackWrongProofError(raw []byte) (*DisputesWrongProof, error) {
	out := new(DisputesWrongProof)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongProof", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongSpec represents a WrongSpec error raised by the Disputes contract.
type DisputesWrongSpec struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongSpec()
func DisputesWrongSpecErrorID() common.Hash {
	return common.HexToHash("0xe4c6b95cbb1cd44966fa643fd04f806108da894f46224eb833a56e997bba0a4d")
}

// UnpackWrongSpecError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongSpec()
func (disputes *Disputes) UnpackWrongSpecError(raw []byte) (*DisputesWrongSpec, error) {
	out := new(DisputesWrongSpec)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongSpec", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongTurn represents a WrongTurn error raised by the Disputes contract.
type DisputesWrongTurn struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongTurn()
func DisputesWrongTurnErrorID() common.Hash {
	return common.HexToHash("0xdff5046dfb041f30363915a715a356bc6d6f661c64d19bf3848d97e259b513bd")
}

// UnpackWrongTurnError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongTurn()
func (disputes *Disputes) UnpackWrongTurnError(raw []byte) (*DisputesWrongTurn, error) {
	out := new(DisputesWrongTurn)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongTurn", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DisputesWrongValues represents a WrongValues error raised by the Disputes contract.
type DisputesWrongValues struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongValues()
func DisputesWrongValuesErrorID() common.Hash {
	return common.HexToHash("0xbd9548776f2e60db7b5fb18a8245478e714eb5234b83b244fd4def4a0bd24b24")
}

// UnpackWrongValuesError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongValues()
func (disputes *Disputes) UnpackWrongValuesError(raw []byte) (*DisputesWrongValues, error) {
	out := new(DisputesWrongValues)
	if err := disputes.abi.UnpackIntoInterface(out, "WrongValues", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsMetaData contains all meta data concerning the Jobs contract.
var JobsMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"disputes_\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"DEMAND_SPACING\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_GAS_PRICE\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_LATE_BPS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_MONEY\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_SECONDS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_SHARE_BPS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"PUBLISH_GAS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"WORST_GAS\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"anchor\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"before\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"anchorOf\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structJobs.Anchor\",\"components\":[{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"postedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"attempt\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"n\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structJobs.Attempt\",\"components\":[{\"name\":\"solver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"slashed\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"shared\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"settled\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"paid\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"first\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"games\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"held\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"share\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"slash\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"closedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"publicAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"demands\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"claims\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"cancel\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"claim\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"n\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"openedAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"commitmentDigest\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"step\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"create\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"spec\",\"type\":\"tuple\",\"internalType\":\"structSpec\",\"components\":[{\"name\":\"programs\",\"type\":\"tuple[]\",\"internalType\":\"structProgram[]\",\"components\":[{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"schedule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"constRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"seed\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"parent\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"bond\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"challengeBond\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"gasPriceCap\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"epochSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"window\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"clock\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"extension\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"delivery\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"shareBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"lateBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"}]}],\"outputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"credits\",\"inputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"demand\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"spec\",\"type\":\"tuple\",\"internalType\":\"structSpec\",\"components\":[{\"name\":\"programs\",\"type\":\"tuple[]\",\"internalType\":\"structProgram[]\",\"components\":[{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"schedule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"constRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"seed\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"header\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"headerProof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"},{\"name\":\"tensor\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"leaf\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[{\"name\":\"n\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"demandCount\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"demandFee\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"demandOf\",\"inputs\":[{\"name\":\"n\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structJobs.Demand\",\"components\":[{\"name\":\"job\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"by\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"fee\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"index\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"depth\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"open\",\"type\":\"bool\",\"internalType\":\"bool\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"disputes\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"diverged\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"spec\",\"type\":\"tuple\",\"internalType\":\"structSpec\",\"components\":[{\"name\":\"programs\",\"type\":\"tuple[]\",\"internalType\":\"structProgram[]\",\"components\":[{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"schedule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"constRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"seed\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"header\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"headerProof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"},{\"name\":\"tensor\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"element\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"leaf\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"enter\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structJobs.Ground\",\"components\":[{\"name\":\"attempt\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"solver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"before\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"spec\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"clock\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"extension\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"gasPriceCap\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"equivocate\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"step\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"other\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"otherSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"equivocateAnchor\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"step\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"leaf\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"finish\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"state\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"job\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple\",\"internalType\":\"structJobs.Job\",\"components\":[{\"name\":\"client\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"phase\",\"type\":\"uint8\",\"internalType\":\"enumJobs.Phase\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"anchors\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"spec\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"terms\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"parent\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"history\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"state\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"reward\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"escrow\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"bond\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"challengeBond\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"gasPriceCap\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"epochSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"window\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"clock\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"extension\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"delivery\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"shareBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"lateBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"deadline\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochs\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"received\",\"type\":\"bool\",\"internalType\":\"bool\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"lapse\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"nonces\",\"inputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"over\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"n\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[{\"name\":\"yes\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"since\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"payShare\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"n\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"publish\",\"inputs\":[{\"name\":\"n\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"leaf\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"proof\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"receipt\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"settle\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"n\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"specOf\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"take\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[],\"stateMutability\":\"payable\"},{\"type\":\"function\",\"name\":\"unpublished\",\"inputs\":[{\"name\":\"n\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"verdict\",\"inputs\":[{\"name\":\"id\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"n\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"challenger\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"challengerWon\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"spent\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"publicAt\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"withdraw\",\"inputs\":[],\"outputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Anchored\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Burnt\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"cause\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumJobs.Cause\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Cancelled\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Credited\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"reason\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumJobs.Reason\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"DemandClosed\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"demand\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"unpublished\",\"type\":\"bool\",\"indexed\":false,\"internalType\":\"bool\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Demanded\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"demand\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"tensor\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"leaf\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"by\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Diverged\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"tensor\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"element\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"bits\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Equivocated\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"step\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"root\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"other\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Fell\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"cause\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumJobs.Cause\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Finished\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"history\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"state\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"JobCreated\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"client\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"spec\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"nonce\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"reward\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"terms\",\"type\":\"tuple\",\"indexed\":false,\"internalType\":\"structTerms\",\"components\":[{\"name\":\"spec\",\"type\":\"tuple\",\"internalType\":\"structSpec\",\"components\":[{\"name\":\"programs\",\"type\":\"tuple[]\",\"internalType\":\"structProgram[]\",\"components\":[{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"schedule\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"constRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"seed\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"steps\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"epochLength\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"parent\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"bond\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"challengeBond\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"gasPriceCap\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"epochSeconds\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"window\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"clock\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"extension\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"delivery\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"shareBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"lateBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Lapsed\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"epoch\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Published\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"demand\",\"type\":\"uint256\",\"indexed\":true,\"internalType\":\"uint256\"},{\"name\":\"data\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Received\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Settled\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"share\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"claims\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Slashed\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"solver\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"cause\",\"type\":\"uint8\",\"indexed\":false,\"internalType\":\"enumJobs.Cause\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Taken\",\"inputs\":[{\"name\":\"job\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"attempt\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"solver\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"first\",\"type\":\"uint32\",\"indexed\":false,\"internalType\":\"uint32\"},{\"name\":\"bond\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withdrawn\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"ChildrenLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ConstCount\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"EpochCount\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"EpochLength\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"KernelCount\",\"inputs\":[{\"name\":\"program\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"LeafLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NotClient\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotDisputes\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotEligible\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotOver\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotSolver\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NothingToDo\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"OutOfBounds\",\"inputs\":[{\"name\":\"term\",\"type\":\"string\",\"internalType\":\"string\"}]},{\"type\":\"error\",\"name\":\"ProgramCount\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"SameRoot\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ScheduleEntry\",\"inputs\":[{\"name\":\"entry\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"program\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ScheduleLength\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"SendFailed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Sha256Failed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"SignatureForm\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"SignatureLength\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"StateCount\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"StepCount\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TensorCount\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TooEarly\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TooLate\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"WrongAnchor\",\"inputs\":[{\"name\":\"expected\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"WrongPhase\",\"inputs\":[{\"name\":\"phase\",\"type\":\"uint8\",\"internalType\":\"enumJobs.Phase\"}]},{\"type\":\"error\",\"name\":\"WrongProof\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongSpec\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongStep\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongValue\",\"inputs\":[{\"name\":\"got\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"want\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ZeroRoot\",\"inputs\":[]}]",
	ID:  "Jobs",
	Bin: "0x60a03461008657601f6156a638819003918201601f19168301916001600160401b0383118484101761008a5780849260209460405283398101031261008657516001600160a01b038116810361008657608052604051615607908161009f8239608051818181610d24015281816112dd015281816115b401528181611c6601526130b10152f35b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe6080806040526004361015610012575f80fd5b5f3560e01c90816301293d02146131aa57508063019f6acb1461307c57806303b2bf8e1461305f5780630b5198a914612c12578063198a27aa14612baa5780633ccfd60b14612b0e5780634a37cecf146129945780634f26e96514612658578063590cb1ab1461263b57806359321469146124ab5780635d65129f14612253578063629066701461223657806365f267be1461175c5780636ed37a1d1461205d5780636f275f6214611fb757806377c2498f14611ea75780637ecebe0014611e6f57806381553a5514611c135780638287fd4a14611bf1578063831af27414611ad557806396b013f414611ab45780639a05ff3614611a80578063a21b56a414611a5c578063a373530214611a40578063aa410c7b14611761578063b54352011461175c578063bab26c3d14611558578063c4d252f5146114c2578063cc78b4f11461147b578063cc9ae6931461130c578063d4c5b252146112c8578063d4d3c2be1461126a578063db371c6014610e4a578063dfec1c1914610e2c578063e3bbb4f114610e0c578063f644206c14610de0578063fb08e48d14610cf1578063fc5b7fdc146102055763fe5ff468146101c9575f80fd5b34610201576020366003190112610201576001600160a01b036101ea61329d565b165f526005602052602060405f2054604051908152f35b5f80fd5b6020366003190112610201576004356001600160401b0381116102015780600401906101806003198236030112610201576102408280613d9d565b61024a8180614180565b9050600281108015610ce7575b610cd5575f5b818110610c785750602082016102738184615258565b80929150158015610c6d575b610c5a575f5b828110610c0c57505050506040810163ffffffff6102a28261331f565b16158015610bf3575b610bd257606082019063ffffffff6102c28361331f565b16158015610bb9575b610b99576118006102f963ffffffff6102e38461331f565b1663ffffffff6102f28661331f565b16906132e8565b11610b6a57505060c0810163ffffffff6103128261331f565b16158015610b4f575b610b2e575060e0810163ffffffff6103328261331f565b16158015610b14575b610af35750610349906152a7565b6104008111610ae1575060848101916001600160401b0361036984614043565b16158015610ac1575b610a8d576001600160401b0361038784614043565b169182627a12000292627a1200840481036107dd576302625a000292808404600514901517156107dd57606481019260021c6001600160801b036103ca8561402f565b16108015610a6c575b610a365760448101936103e58561402f565b6103ee8561402f565b60011b6002600160811b03166001600160801b03909116108015610a15575b6109e95760a482019063ffffffff6104248361331f565b161580156109ce575b6109995760c483019163ffffffff6104448461331f565b1615801561097e575b61094f5760e4840163ffffffff6104638261331f565b16158015610934575b61090657610104850163ffffffff6104838261331f565b161580156108e4575b6108b25761012486016301e1338063ffffffff6104a88361331f565b16116108815761014487019161138861ffff6104c38561409d565b16116108505761016488019361138861ffff6104de8761409d565b1611610820576001600160601b0334116107f1578960405161051e816105106020820194602086526040830190613f13565b03601f1981018352826133d6565b51902097335f52600460205260405f209788549c8d5f19146107dd578c9960018f0190558d604051602081019146835230604083015233606083015260808201528c60a082015260a0815261057460c0826133d6565b5190209e8f9c8d5f525f60205260405f209b600160a01b6001900333168d600160a01b6001900319905416178d55600160a01b8d60ff60a01b19905416178d55806105be91613d9d565b6105c79061528a565b60018d0190815560028d019d909d556024013560038c015560068b0180546001600160801b031916346001600160801b0316908117825561060791613728565b6106109061402f565b60078b0180546001600160801b0319166001600160801b039092169190911781559061063b9061402f565b61064491613728565b61064d90614043565b6008890180546001600160401b0319166001600160401b03909216919091178155966106789061331f565b610682908861355c565b61068b9061331f565b6106959087614057565b61069e9061331f565b6106a8908661407a565b6106b19061331f565b845463ffffffff60a01b191660a09190911b63ffffffff60a01b161784556106d89061331f565b6106e29084613461565b6106eb9061409d565b825490916001600160f01b0319906107029061409d565b60f01b169161ffff60e01b9060e01b1690600160e01b60019003161717905561072b8480613d9d565b60c0016107379061331f565b9060090190610746908261355c565b6107508480613d9d565b60e00161075c9061331f565b6107669082614057565b6107708480613d9d565b610779906152a7565b63ffffffff166107889161407a565b54926040519081523460208201526040810160609052803393606082016107ae91613f13565b037f9c47bbd9f9ce5653e94367c8aa627d5d51ba20631715f98d0b21fc680b62013391a4604051908152602090f35b634e487b7160e01b5f52601160045260245ffd5b604051637a72dbcd60e11b81526020600482015260066024820152651c995dd85c9960d21b6044820152606490fd5b604051637a72dbcd60e11b81526020600482015260076024820152666c61746542707360c81b6044820152606490fd5b604051637a72dbcd60e11b8152602060048201526008602482015267736861726542707360c01b6044820152606490fd5b604051637a72dbcd60e11b815260206004820152600860248201526764656c697665727960c01b6044820152606490fd5b604051637a72dbcd60e11b815260206004820152600960248201526832bc3a32b739b4b7b760b91b6044820152606490fd5b506108ee8161331f565b63ffffffff806108fd8561331f565b1691161161048c565b604051637a72dbcd60e11b8152602060048201526005602482015264636c6f636b60d81b6044820152606490fd5b506301e1338063ffffffff6109488361331f565b161161046c565b604051637a72dbcd60e11b815260206004820152600660248201526577696e646f7760d01b6044820152606490fd5b506301e1338063ffffffff6109928561331f565b161161044d565b604051637a72dbcd60e11b815260206004820152600c60248201526b65706f63685365636f6e647360a01b6044820152606490fd5b506301e1338063ffffffff6109e28461331f565b161161042d565b6064604051637a72dbcd60e11b8152602060048201526004602482015263189bdb9960e21b6044820152fd5b506001600160601b036001600160801b03610a2f8761402f565b161161040d565b604051637a72dbcd60e11b815260206004820152600d60248201526c18da185b1b195b99d9509bdb99609a1b6044820152606490fd5b506001600160601b036001600160801b03610a868561402f565b16116103d3565b604051637a72dbcd60e11b815260206004820152600b60248201526a067617350726963654361760ac1b6044820152606490fd5b506509184e72a0006001600160401b03610ada85614043565b1611610372565b63b35ec61d60e01b5f5260045260245ffd5b610b0163ffffffff9161331f565b630d6907b960e01b5f521660045260245ffd5b506210000063ffffffff610b278361331f565b161161033b565b610b3c63ffffffff9161331f565b630a535c0560e41b5f521660045260245ffd5b50638000000063ffffffff610b638361331f565b161161031b565b9063ffffffff6102f281610b80610b879561331f565b169261331f565b63d4bb4acd60e01b5f5260045260245ffd5b63ffffffff610ba78361331f565b6259216160e01b5f521660045260245ffd5b5061100063ffffffff610bcb8461331f565b16116102cb565b610be063ffffffff9161331f565b635abfb9df60e11b5f521660045260245ffd5b5061100063ffffffff610c058361331f565b16116102ab565b610c2081610c1a8488615258565b90614854565b3560f81c80158015610c50575b610c3a5750600101610285565b906328ec942d60e01b5f5260045260245260445ffd5b5084811015610c2d565b5063684f852160e01b5f5260045260245ffd5b50610100821161027f565b63ffffffff610c9c6020610c9684610c908880614180565b906141b5565b0161331f565b1680158015610cc9575b610cb3575060010161025d565b9063fc52a56560e01b5f5260045260245260445ffd5b50620100008111610ca6565b63d57f5ac560e01b5f5260045260245ffd5b5060108111610257565b3461020157606036600319011261020157600435610d0d6131c3565b60443591906001600160a01b0383168303610201577f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03163303610dd157815f52600160205263ffffffff60405f2091165f5260205260405f209160ff835460b01c1615610dc2576001929092018054610dc09391906001600160801b0390610da490608081901c9083166135a2565b82546001600160801b0319169116179081905560801c91614fc9565b005b63502b00df60e01b5f5260045ffd5b6326185c6560e11b5f5260045ffd5b34610201576020366003190112610201576004355f525f6020526020600160405f200154604051908152f35b34610201575f3660031901126102015760206040516509184e72a0008152f35b34610201575f3660031901126102015760206040516301e133808152f35b34610201576020366003190112610201575f610320604051610e6b8161339f565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e08201528261010082015282610120820152826101408201528261016082015282610180820152826101a0820152826101c0820152826101e08201528261020082015282610220820152826102408201528261026082015282610280820152826102a0820152826102c0820152826102e08201528261030082015201526004355f525f60205260405f2060405190610f2b8261339f565b80546001600160a01b038116835260a081901c60ff169160078310156112565763ffffffff60099260ff946020870152818160a81c16604087015260c81c16606085015260018101546080850152600281015460a0850152600381015460c0850152600481015460e08501526005810154610100850152600681015460018060801b03811661012086015260801c610140850152600781015460018060801b03811661016086015260801c610180850152600881015460018060401b0381166101a086015263ffffffff8160401c166101c086015263ffffffff8160601c166101e086015263ffffffff8160801c1661020086015263ffffffff8160a01c1661022086015263ffffffff8160c01c1661024086015261ffff8160e01c1661026086015260f01c610280850152015460018060401b0381166102a084015263ffffffff8160401c166102c084015263ffffffff8160601c166102e084015263ffffffff8160801c1661030084015260a01c16151561032082015260405160018060a01b03825116815260208201516007811015611256576103409261032091602084015263ffffffff604082015116604084015263ffffffff60608201511660608401526080810151608084015260a081015160a084015260c081015160c084015260e081015160e084015261010081015161010084015260018060801b036101208201511661012084015260018060801b036101408201511661014084015260018060801b036101608201511661016084015260018060801b036101808201511661018084015260018060401b036101a0820151166101a084015263ffffffff6101c0820151166101c084015263ffffffff6101e0820151166101e084015263ffffffff6102008201511661020084015263ffffffff6102208201511661022084015263ffffffff6102408201511661024084015261ffff6102608201511661026084015261ffff6102808201511661028084015260018060401b036102a0820151166102a084015263ffffffff6102c0820151166102c084015263ffffffff6102e0820151166102e084015263ffffffff6103008201511661030084015201511515610320820152f35b634e487b7160e01b5f52602160045260245ffd5b34610201576060366003190112610201576024356001600160401b0381116102015761129a903690600401613224565b604435916001600160401b038311610201576112bd610dc0933690600401613251565b929091600435613c40565b34610201575f366003190112610201576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b60203660031901126102015760043561132481614507565b80549063ffffffff8260a81c1661133b81856135bb565b5015610dc25760078201546001600160801b03163481900361146557509061136763ffffffff926132f5565b60ff60a01b1960a884811b199095169184169485901b9190911716600160a11b17815560088101546113a79060401c8316426001600160401b031661357f565b6009820180546001600160401b0319166001600160401b039092169190911790555f848152600160209081526040808320868452909152902080546001600160a01b0319163317815590546114019060c81c831682613461565b6001810180546001600160801b031916346001600160801b0381169190911790915590546040805160c09290921c93909316815260208101919091523393917f6fbf9d1a7f9984426283f27123d6cba104ab5dd8c4a5f3431633bc5e3e7e77fe91a4005b63195a3ca160e01b5f523460045260245260445ffd5b34610201576020366003190112610201576004355f525f60205260018060401b03600860405f20015416806203d09002906203d0908204036107dd57602090604051908152f35b34610201576020366003190112610201576004356114df81614507565b80546001600160a01b03811633036115495763ffffffff6115049160a81c16836135bb565b5015610dc257805460ff60a01b1916600560a01b178155610dc091807fbaa1eb22f2a492ba1a5fea61b8df4d27c6c8b5f3971e63bb58fa14ff72eedb705f80a2614622565b630836f21d60e21b5f5260045ffd5b346102015760e0366003190112610201576004356115746131c3565b6044359163ffffffff831680930361020157606435906001600160a01b03821682036102015760843580151581036102015760a4356115b16131fa565b947f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03163303610dd157835f525f60205260405f2090845f52600160205263ffffffff60405f2091165f5260205260405f209561162161161b885460e01c613c0e565b88613415565b6002870190611639426001600160401b031683613438565b600783015460801c94156117165761167292828992610dc09b9454908160c01c8015908115611703575b506116dc575b50505086614b3a565b818110156116d5575b60019490940180546001600160801b03168086116116cd575b6116c89291906001600160801b03906116b090888316906135a2565b82546001600160801b03191691161790558383614f81565b614f39565b945084611694565b508061167b565b6001600160c01b039190911660c09190911b6001600160c01b0319161790558a8080611669565b6001600160401b0383161090508e611663565b50610dc09750939561174a955093505081811015611750576117459080935b546001600160a01b031686614f39565b6134fd565b90614e7e565b50611745818093611735565b613281565b34610201576060366003190112610201576004356024356044356001600160401b03811161020157611797903690600401613251565b9290916117a3826144b9565b92825f52600160205260405f2063ffffffff855460a81c165f5260205260405f209460098501549163ffffffff8360801c16966117e1888888614119565b60ff8560a01c1615611a23575b80421115611a115750805460e01c15908115916119fd575b50610dc25763ffffffff8360401c165f1981019081116107dd5761183763ffffffff61185e9560601c16809261350a565b865f52600260205260405f20895f526020528561185860405f205493614935565b92614568565b156119ee57600184018094116107dd5761189061187a85613bf7565b9461188860405196876133d6565b808652613bf7565b6020850190601f19013682375f5b85518110156118ef57835f52600260205260405f20815f5260205260405f20549086518110156118db5760019160208260051b890101520161189e565b634e487b7160e01b5f52603260045260245ffd5b50835460ff60a01b1916600160a21b17845584519193909180156119db57600161191882614935565b1b92604051918060051b8092845e840360051b9036908301376001925b600181116119a4575051911561199557827fa9cd008479516e1a4d1e19b34ce9d584a6d5d5dbae525ff005db216a446a30fe604084610dc09763ffffffff96600487015580600587015582519182526020820152a25460a81c169061374b565b63c176b3c560e01b5f5260045ffd5b81828260051b8401905b8181106119c05750505060011c611935565b90919560206040918189848660025afa1697019291016119ae565b633cb83df760e01b5f525f60045260245ffd5b63923983b960e01b5f5260045ffd5b63ffffffff91506003015416151588611806565b630a8d68c960e21b5f5260045260245ffd5b611a3b9063ffffffff60088a015460c01c16906132e8565b6117ee565b3461020157602036600319011261020157610dc0600435613a98565b3461020157604036600319011261020157610dc0611a786131c3565b60043561374b565b34610201576040366003190112610201576040611aa6611a9e6131c3565b6004356135bb565b825191151582526020820152f35b34610201576020611acd611ac7366132b3565b9161473a565b604051908152f35b346102015760c036600319011261020157600435611af16131c3565b906044356064356001600160401b03811161020157611b14903690600401613224565b9060843560a4356001600160401b03811161020157611b37903690600401613224565b611b44888897939761467f565b9791959096858514611be257611b6491611b5f868d8d61473a565b614860565b86546001600160a01b03908116939116839003611bd3576001600160a01b0391611b949190611b5f878d8d61473a565b1603611bd3575f5160206155475f395f51905f528691610dc098611bc963ffffffff875460a81c169560405193849384613528565b0390a3339361494f565b63c139eabd60e01b5f5260045ffd5b63f65eace560e01b5f5260045ffd5b34610201575f366003190112610201576040516001600160601b038152602090f35b611c1c366132b3565b91905f610100604051611c2e81613383565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e0820152015260018060a01b037f0000000000000000000000000000000000000000000000000000000000000000163303610dd157815f525f60205260405f2090815463ffffffff82169463ffffffff8260c81c16861015611e5c57845f52600260205260405f20865f5260205260405f2054809103611e4a5750611cdd858486614119565b804211611e385750600783015460801c803403611465575063ffffffff92610120959284809360a81c1695805f52600160205260405f20875f5260205260405f20611d34611d2e825460e01c6132f5565b82613415565b546001600160a01b031694611e125750505f905b82600182015492816009600885015494015496879560405193611d6a85613383565b8b85526020850192835260408501908152606085019182526080850192848860801c1684528461010060a0880197828b60a01c16895260c081019a60018060401b03168b528260e082019c60401c168c52019b60601c168b526040519c8d5260018060a01b0390511660208d01525160408c01525160608b015251166080890152511660a087015260018060401b0390511660c0860152511660e08401525116610100820152f35b5f52600260205282611e2760405f2092613544565b165f5260205260405f205490611d48565b63348f2b4160e11b5f5260045260245ffd5b630fbac78d60e31b5f5260045260245ffd5b630fbac78d60e31b5f525f60045260245ffd5b34610201576020366003190112610201576001600160a01b03611e9061329d565b165f526004602052602060405f2054604051908152f35b3461020157602036600319011261020157600435611ec4816144e0565b60098101546001600160401b03169142831015611fa4575f818152600160208181526040808420865460a881901c63ffffffff168652925290922060ff60a01b19909216600160a01b1784550180546008840154610dc095506001600160801b039182169492919061271090611f3d9060f01c8761330c565b0416936001600160801b0390611f549086906135a2565b1660018060801b031982541617905554817f8356592f262d95e8c4549fa9bb8906a2f2e3040e8718fe8a1fa909a7ccd3d94f602063ffffffff60405194818160c81c16865260a81c1693a3614e38565b82630a8d68c960e21b5f5260045260245ffd5b3461020157604036600319011261020157611fd06131c3565b5f60408051611fde81613368565b82815282602082015201526004355f52600260205263ffffffff60405f2091165f52602052606060405f2063ffffffff60405161201a81613368565b60018354938483520154908260406020830192600180831b0385168452019260401c16825260405193845260018060401b03905116602084015251166040820152f35b346102015760603660031901126102015760443560043561207d816144e0565b90815463ffffffff8160a81c1692825f52600160205260405f20845f5260205260018060a01b0360405f2054163303611bd3576009810180549092906001600160401b0316428110611e38575060c81c63ffffffff16948561220c575f5b8060243503611e4a575080156121fd577fc9072c644e9ec11e47ace59a0f777f89f6383de2ab5d70e059f5e3f415d0d9379260209260018060401b0342166121848963ffffffff8a600160405161213181613368565b8981528a810187815260408083019485525f8f815260028e52818120978152968d52909520905181559351930180546001600160401b0319166001600160401b039490941693909317835551169061355c565b6121966121908a6134c2565b836134da565b825460801c63ffffffff1689036121c45750805460ff60a01b1916600360a01b179055505b604051908152a4005b600891909101546001600160401b03916121e79160401c63ffffffff169061357f565b82546001600160401b03191691161790556121bb565b63b263ae7360e01b5f5260045ffd5b835f52600260205260405f2063ffffffff61222688613544565b165f5260205260405f20546120db565b34610201575f3660031901126102015760206040516203d0908152f35b346102015760403660031901126102015761226c6131c3565b6040516122788161334c565b5f8152602081015f9052604081015f9052606081015f9052608081015f905260a081015f905260c081015f905260e081015f905261010081015f905261012081015f905261014081015f905261016081015f905261018081015f90526101a0015f90526004355f52600160205260405f209063ffffffff165f5260205260405f206040516123058161334c565b815490600160a01b6001900382169182825260208201938160a01c60ff1615158552604083018260a81c60ff161515815260608401928060b01c60ff1615158452608085018160b81c60ff161515815260a08601918060c01c63ffffffff16835260c087019060e01c815260018501549260e0880192600160801b600190038516845261010089019460801c85526002870154976101208a0196600160801b600190038a1688526101408b0198600160401b600190038b60801c168a526101608c019a60c01c8b52600301549b8b6101808e9d019c63ffffffff168d526101a0019c60201c63ffffffff168d526040519d8e918252511515906020015251151560408d015251151560608c015251151560808b01525163ffffffff1660a08a01525163ffffffff1660c0890152600160801b6001900390511660e0880152600160801b60019003905116610100870152600160801b60019003905116610120860152600160401b60019003905116610140850152600160401b600190039051166101608401525163ffffffff166101808301525163ffffffff166101a08201526101c090f35b346102015760c0366003190112610201576004356124c76131c3565b906044356064356001600160401b038111610201576124ea903690600401613224565b60843560a4356001600160401b0381116102015761250c903690600401613251565b9490612518888861467f565b9791959096858514611be25787549163ffffffff8360c01c168a108015612627575b6126185761254d91611b5f878e8e61473a565b6001600160a01b03918216911603611bd35786159182156125e457612594925f905b156125c8575f905b8a5f52600260205260405f208a5f526020528660405f2054614568565b156119ee575f5160206155475f395f51905f528691610dc098611bc963ffffffff875460a81c169560405193849384613528565b6125de63ffffffff600989015460601c16614935565b90612577565b63ffffffff8a16925f1984019384116107dd576126126125949463ffffffff60098a015460601c169061350a565b9061256f565b635e1e452d60e11b5f5260045ffd5b5063ffffffff885460c81c168a101561253a565b34610201575f366003190112610201576020604051627a12008152f35b3461020157610120366003190112610201576004356126756131c3565b604435916001600160401b038311610201576101006003198436030112610201576064356001600160401b038111610201576126b5903690600401613224565b9390926084356001600160401b038111610201576126d7903690600401613251565b946126e06131d6565b6126e86131fa565b9460e4356001600160401b03811161020157612708903690600401613224565b9093909290610104356001600160401b0381116102015761272d903690600401613251565b9290916127398b6140ac565b9b8c549863ffffffff8b169963ffffffff8160c81c168b1015611e5c576127638f8f908d91614119565b80421115611a1157508d5f52600160205263ffffffff60405f209160a81c165f5260205260405f205460e01c610dc25763ffffffff8e94169e8f938b89600401906127ad976141c5565b926020840151158015612979575b61294957612826938c8a8d8a63ffffffff66ffffffffffffff6127e360446127fe990161331f565b96608060018060401b03910151169460081c1695169161440a565b908a5f52600260205260405f20885f5260205260405f2054612820878961452e565b90614568565b156119ee57600285901b6103fc1660048101918282116107dd576128499361460a565b6001600160e01b03199135918216929160048210612929575b50508160f81c938260d81c908360c81c91637f8000008088165f1762800000831617637f0000008516170361291a5762ff0000889761ff0060809763ff00000095610dc09e6128ec8f6128e67f4c34cf6cb34bae4d5be46b0661b9326ed0d2c9dbca7ebe54ea7e35e7581c22509e600360a11b60ff60a01b198454161783556134c2565b906134da565b604051998a5260208a015260018060401b0316604089015260e81c16179116179116176060820152a2614622565b637c75aa6f60e11b5f5260045ffd5b6001600160e01b031960049290920360031b82901b161691508780612862565b604051637a72dbcd60e11b8152602060048201526007602482015266195b195b595b9d60ca1b6044820152606490fd5b5060808401516001600160401b03908116908a1610156127bb565b34610201576020366003190112610201575f6101206040516129b581613330565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e08201528261010082015201526101406129f96004356133f9565b50604051612a0681613330565b60ff82549283835263ffffffff600182015493602081019485526002830154946040820160018060a01b0387168152836003606085019660018060401b038a60a01c168852608086019960e01c8a52015497889660a086019360018060801b038916855260c087019560018060401b038a60801c1687528a61012060e08a0199878d60c01c168b528261010082019d60e01c168d52019c60e81c1615158c526040519c8d525160208d015260018060a01b0390511660408c015260018060401b0390511660608b01525116608089015260018060801b0390511660a088015260018060401b0390511660c0870152511660e08501525116610100830152511515610120820152f35b34610201575f36600319011261020157335f52600560205260405f20548015612b9b57335f5260056020525f60408120556040518181527f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d560203392a25f80808084335af1612b7b613484565b5015612b8c57602090604051908152f35b6381063e5160e01b5f5260045ffd5b630b8a550d60e31b5f5260045ffd5b3461020157602036600319011261020157600435612bc7816144b9565b80546001600160a01b0316330361154957600901805460ff60a01b1916600160a01b1790557f383ab61835ef171bf38d73022941ddcab99ceb1f013160359750ac5f8f8e4f145f80a2005b60e036600319011261020157600435612c296131c3565b906044356001600160401b038111610201576101006003198236030112610201576064356001600160401b03811161020157612c69903690600401613224565b92906084356001600160401b03811161020157612c8a903690600401613251565b90612c936131d6565b94612c9c6131fa565b93612ca6866140ac565b9363ffffffff85549a169363ffffffff8b60c81c16851015611e5c576008860154986203d0906001600160401b038b16818102918204036107dd578034036114655750612cf486888b614119565b60ff8d60a01c1660078110156112565760031480613049575b80613037575b61301e575b804211611e385750916080939163ffffffff612d3d94169b8c9387600401898b6141c5565b018051612d52906001600160401b03166143e9565b6001600160401b0390951694851015612ff25787859163ffffffff612d7c6044612d90960161331f565b91516001600160401b03169116858761440a565b939097855f52600160205263ffffffff60405f209160a81c165f526020526003612dc763ffffffff60405f209860801c16426132e8565b9601805463ffffffff811697612df0612df6916401fffffffe63ffffffff9460011b16906132e8565b986132f5565b1663ffffffff1982541617905560035496855f52600260205260405f20835f5260205263ffffffff60405f2054945460a81c1660405190612e3682613330565b878252602082019586526040820196338852606083019960018060401b03168a52608083019786895260a084019360018060801b033416855260c08101809e60018060401b0316905260e0810193845260ff610100820193168352610120810193600185528d600160401b1115612fde57612eb78e600181016003556133f9565b9b909b612fcb5791518b55985160018b0155905160028a0180549c51600160a01b600160e01b0360a09190911b166001600160a01b039092166001600160e01b0319909d169c909c17178b555160209c8c9b7f26084ccb3c48bbea33d415f0ab48c28067d7e31409629bfd4e7f8e34ef50ad8b9a60809a612f809463ffffffff949193612f78936003929091612f4f91881690613415565b98519801805460018e1b5f1901998a16991916989098178855516001600160401b031687613438565b511684613461565b518254915161ffff60e01b1990921660e09190911b60ff60e01b161790151560e81b60ff60e81b161790556040805193845289840191909152820152336060820152a3604051908152f35b634e487b7160e01b5f525f60045260245ffd5b634e487b7160e01b5f52604160045260245ffd5b6064604051637a72dbcd60e11b81526020600482015260046024820152633632b0b360e11b6044820152fd5b6130329063ffffffff8c60c01c16906132e8565b612d18565b5060ff600989015460a01c1615612d13565b5063ffffffff600989015460801c168714612d0d565b34610201575f366003190112610201576020600354604051908152f35b34610201576060366003190112610201576004356130986131c3565b906044356001600160401b0381169190829003610201577f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03163303610dd157805f52600160205260405f2063ffffffff84165f5260205261310560405f2093826135bb565b9015610dc25761312c915f525f60205263ffffffff600860405f20015460601c16906132e8565b804211611e38575081549060ff8260a01c161591821561319c575b50811561318a575b5061291a57600301805463ffffffff60201b613174602083901c63ffffffff166132f5565b60201b1663ffffffff60201b1991909116179055005b9050600282015460c01c11158261314f565b60a81c60ff16915083613147565b34610201575f3660031901126102015780600260209252f35b6024359063ffffffff8216820361020157565b60a4359063ffffffff8216820361020157565b359063ffffffff8216820361020157565b60c435906001600160401b038216820361020157565b35906001600160401b038216820361020157565b9181601f84011215610201578235916001600160401b038311610201576020838186019501011161020157565b9181601f84011215610201578235916001600160401b038311610201576020808501948460051b01011161020157565b34610201575f3660031901126102015760206040516113888152f35b600435906001600160a01b038216820361020157565b6060906003190112610201576004359060243563ffffffff81168103610201579060443590565b600781101561125657600452565b919082018092116107dd57565b63ffffffff1663ffffffff81146107dd5760010190565b818102929181159184041417156107dd57565b3563ffffffff811681036102015790565b61014081019081106001600160401b03821117612fde57604052565b6101c081019081106001600160401b03821117612fde57604052565b606081019081106001600160401b03821117612fde57604052565b61012081019081106001600160401b03821117612fde57604052565b61034081019081106001600160401b03821117612fde57604052565b60a081019081106001600160401b03821117612fde57604052565b601f909101601f19168101906001600160401b03821190821017612fde57604052565b6003548110156118db5760035f5260205f209060021b01905f90565b80546001600160e01b031660e09290921b6001600160e01b031916919091179055565b8054600160801b600160c01b03191660809290921b600160801b600160c01b0316919091179055565b805463ffffffff60c01b191660c09290921b63ffffffff60c01b16919091179055565b3d156134bd573d906001600160401b038211612fde57604051916134b2601f8201601f1916602001846133d6565b82523d5f602084013e565b606090565b63ffffffff60019116019063ffffffff82116107dd57565b805463ffffffff60c81b191660c89290921b63ffffffff60c81b16919091179055565b919082039182116107dd57565b8115613514570690565b634e487b7160e01b5f52601260045260245ffd5b60409194939263ffffffff606083019616825260208201520152565b63ffffffff5f199116019063ffffffff82116107dd57565b805463ffffffff60401b191660409290921b63ffffffff60401b16919091179055565b6001600160401b0391821690821601919082116107dd57565b8115613514570490565b6001600160801b0391821690821603919082116107dd57565b91825f525f60205260405f2091835f52600160205260405f209263ffffffff821693845f5260205260405f20948415808015613715575b61370b575081549163ffffffff8360a81c16938487145f146136d7575063ffffffff808460c81c165b1690816136bd575050505f915b82941090811561368d575b5080613681575b8061366f575b80613666575b60029094015460801c6001600160401b03169081116136625750565b9150565b50804211613646565b5063ffffffff60038501541615613640565b50835460e01c1561363a565b60ff915060a01c16600781101561125657600281141590816136b1575b505f613633565b6003915014155f6136aa565b5f1982019182116107dd576136d192614119565b91613628565b825f52600160205263ffffffff6136f160405f20926134c2565b165f5260205263ffffffff8060405f205460c01c1661361b565b95505f9450505050565b5063ffffffff835460a81c1686116135f2565b80546001600160801b031660809290921b6001600160801b031916919091179055565b5f818152602081815260408083206001835281842063ffffffff871680865293529220805493949192906001600160a01b03851615612b9b575f9361379084886135bb565b969060ff855460a01c1691600783101592836112565760048114938415613a8b575b8415613a78575b5050815f9981613a68575b81613a2e575b50613907575b50816138ff575b50806138f0575b6137f7575b5050505015612b9b576137f591614eb8565b565b815460ff60b81b1916600160b81b178083558354600196509394929361385193919263ffffffff929060a883901c8416036138c457508180808360c81c165b169160c81c16808210156138bc5750915b60c01c16846151f1565b906138756006840161386f60018060801b038516825460801c6135a2565b90613728565b5460ff8160a01c165f146138a35750905461389a91906001600160a01b0316856150a0565b5f8080806137e3565b6138b792506001600160a01b031685615059565b61389a565b905091613847565b895f5287602052826138d960405f20926134c2565b165f5260205281808060405f205460c01c16613836565b5060ff825460b81c16156137de565b90505f6137d7565b60ff60b01b1916600160b01b17808555600185810180549199508b9290916001600160801b03169060a01c60ff166139955781546001600160801b031916825586548693925f5160206155875f395f51905f529260409261397291906001600160a01b031686615011565b5460801c63ffffffff60038a015460201c1682519182526020820152a35f6137d0565b819a506040613a098794935f5160206155875f395f51905f529363ffffffff60038c015460201c1691828d8d82155f14613a0f575050506139eb6139db5f945b8561330c565b936001600160801b031682613728565b80546001600160801b0319166001600160801b0384161790556134fd565b9b613972565b6139eb92613a23613a28926139db94614ef1565b613598565b946139d5565b905060ff8260a01c1615908115613a47575b505f6137ca565b613a60915063ffffffff600889015460601c16906132e8565b42115f613a40565b905060ff8260b01c1615906137c4565b9091935061125657600614915f806137b9565b506005811493505f6137b2565b613aa1816133f9565b50906003820160ff815460e81c1615613bf25782545f525f60205260405f2091600284019182549063ffffffff855460c81c168260e01c1091828093613bdb575b613bb85750613b8990805460ff60e81b198116825587545f52600160205263ffffffff60405f209160c01c165f5260205260405f20936003850163ffffffff613b2d81835416613c0e565b825463ffffffff19169116179055613b51426001600160401b031660028701613438565b87545f5160206155c75f395f51905f526020604051878152a38654855491546001600160801b0316916001600160a01b0316906150e8565b613b94575b50505050565b613baf935491549260018060a01b0384169360e01c92614c9c565b5f808080613b8e565b630a8d68c960e21b5f90815260a09190911c6001600160401b0316600452602490fd5b5060a081901c6001600160401b0316421115613ae2565b505050565b6001600160401b038111612fde5760051b60200190565b63ffffffff1680156107dd575f190190565b908060209392818452848401375f828201840152601f01601f1916010190565b92919390613c4d846133f9565b50916003830193845460ff8160e81c1615613d9357600285015460a01c6001600160401b0316428110611e38575090613cab92916001860154613c908a8761452e565b60e083901c60ff169260801c6001600160401b031691614568565b156119ee576137f5947fa3d983fa003e71d3fe6d5438fec8ca1f84d3dd2a064b5c945710fd256343c5af8592845492613cf1604051928392602084526020840191613c20565b0390a3815460ff60e81b198116835581545f52600160205263ffffffff60405f209160c01c165f5260205260405f20926003840163ffffffff613d3681835416613c0e565b825463ffffffff19169116179055613d5a426001600160401b031660028601613438565b81545f5160206155c75f395f51905f5260206040515f8152a354915490546001600160801b0316916001600160a01b0390911690615130565b5050505050505050565b90359060fe1981360301821215610201570190565b90610100810136839003601e190183358181121561020157840160208101929035906001600160401b038211610201578160061b36038413610201578190610100865252610120840192905f5b818110613ec1575050506020840135908112156102015783018035916020909101906001600160401b0383116102015782360382136102015760e0613e5682829563ffffffff9588613eba960360208a0152613c20565b9583613e64604083016131e9565b16604087015283613e77606083016131e9565b166060870152608081810135908701526001600160401b03613e9b60a08301613210565b1660a087015283613eae60c083016131e9565b1660c0870152016131e9565b1691015290565b9091936040806001928735815263ffffffff613edf60208a016131e9565b166020820152019501929101613dff565b35906001600160801b038216820361020157565b359061ffff8216820361020157565b90813560fe19833603018112156102015761ffff613eba610160613f44819461018087528761018088019101613db2565b60208088013590870152956001600160801b03613f6360408301613ef0565b1660408701526001600160801b03613f7d60608301613ef0565b1660608701526001600160401b03613f9760808301613210565b16608087015263ffffffff613fae60a083016131e9565b1660a087015263ffffffff613fc560c083016131e9565b1660c087015263ffffffff613fdc60e083016131e9565b1660e087015263ffffffff613ff461010083016131e9565b1661010087015263ffffffff61400d61012083016131e9565b16610120870152836140226101408301613f04565b1661014087015201613f04565b356001600160801b03811681036102015790565b356001600160401b03811681036102015790565b805463ffffffff60601b191660609290921b63ffffffff60601b16919091179055565b805463ffffffff60801b191660809290921b63ffffffff60801b16919091179055565b3561ffff811681036102015790565b5f525f60205260405f209060ff825460a01c16600781101580611256576001821415908161410c575b816140fb575b506140e35750565b6396fe8cdd60e01b5f526140f6906132da565b60245ffd5b90506112565760038114155f6140db565b505060028114155f6140d5565b91614153925f52600260205260405f20905f5260205263ffffffff600860018060401b03600160405f2001541692015460601c16906132e8565b90565b60405190614163826133bb565b5f6080838281528260208201528260408201528260608201520152565b903590601e198136030182121561020157018035906001600160401b03821161020157602001918160061b3603831361020157565b91908110156118db5760061b0190565b96959291949390936141d5614156565b506141df8661528a565b6001890154036143da57604086019763ffffffff6141fc8a61331f565b168810156143ab5761421e600963ffffffff92015496828860601c169061330c565b9560401c168086116143a3575b5061423685876152f2565b9361425e63ffffffff6142526020610c9689610c908d80614180565b1695610c908980614180565b3560205f60405181815386886001830137600187019060025afa925f51931561199557600287018088116107dd5761429590614935565b938484149485614397575b508461438e575b84614318575b50505050156119ee5763ffffffff806142d460606142cd6142df9b61331f565b980161331f565b169516931591615340565b908151156142e957565b604051637a72dbcd60e11b81526020600482015260066024820152653432b0b232b960d11b6044820152606490fd5b99949b96919a9590809994509792979b8c995f905f9c5f5260019a60051b019b5b8c829c101561436d576020918f839290838092183760011c9b60041b1699818b60405f60025afa169d019c98998d9a614339565b93989d5050949950949992975095909551901561199557145f8080806142ad565b600194506142a7565b6101001194505f6142a0565b94505f61422b565b604051637a72dbcd60e11b81526020600482015260066024820152653a32b739b7b960d11b6044820152606490fd5b633931ae5760e21b5f5260045ffd5b60021b6104008101908181116107dd576103ff019081116107dd57600a1c90565b9493919261442261441d614428926143e9565b614935565b93614935565b5f9161443482866132e8565b968161444f575b505083614447916132e8565b1b911b171791565b61447d9197929350614483600963ffffffff92015493828560601c1693849161447783614935565b906132e8565b9961330c565b9260401c168083116144b1575b505f1982019182116107dd576144aa85916144479361350a565b929161443b565b91505f614490565b5f525f60205260405f209060ff825460a01c16600781101561125657600381036140e35750565b5f525f60205260405f209060ff825460a01c16600781101561125657600281036140e35750565b5f525f60205260405f209060ff825460a01c16600781101561125657600181036140e35750565b90610400810361455657505f6104006020928160405191823760025afa905f51911561199557565b634b1063bb60e11b5f5260045260245ffd5b939294919085831495866145fe575b866145f2575b508561458c575b505050505090565b92809495509590959360208760051b1693845260019260051b01955b8093878610156145d9576020918287818094183760011c9460041b1692818460405f60025afa1694019391926145a8565b9350509450915051901561199557145f80808080614584565b82901c1595505f61457d565b61010081109650614577565b90939293848311610201578411610201578101920390565b906137f591600682019161466f83549361386f61465b61464c63ffffffff865460c81c1686615178565b6001600160801b0388166134fd565b956001600160801b0387169060801c6135a2565b546001600160a01b0316906150a0565b91614689836140ac565b925f52600160205260405f2063ffffffff845460a81c165f5260205260405f2091825460018060a01b0381161590811561472b575b811561471d575b5061291a5763ffffffff6009850154911663ffffffff8260401c16811161261857806146f15750505f90565b5f1981019081116107dd5763ffffffff61470f9260601c1690613598565b600181018091116107dd5790565b60ff915060b01c165f6146c5565b905060ff8160a01c16906146be565b9163ffffffff6040519260208401947f7ed4c28ca6bfa8dd8381f2a99063cd9c731beadbc8e137f511e068bfd0a8c5c18652604085015216606083015260808201526080815261478b60a0826133d6565b51902060405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527fa8912ea11e5ef2688ec5b18807d353c084e1c86ebf2c1f327d0e764e10b5a71a60408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261482060c0826133d6565b5190209060405190602082019261190160f01b8452602283015260428201526042815261484e6062826133d6565b51902090565b908210156118db570190565b604183036149225782602011610201578135918360401161020157602081013593604010156118db576040013560f81c906fa2a8918ca85bafe22016d0b997e4df60600160ff1b038411801561490b575b6148f1576020935f93608093604051938452868401526040830152606082015282805260015afa15614900575f51906001600160a01b038216156148f157565b63314bebcf60e01b5f5260045ffd5b6040513d5f823e3d90fd5b50601b82141580156148b15750601c8214156148b1565b82630feddbc160e01b5f5260045260245ffd5b905f91600181116149435750565b5f19011e610100039150565b9093919263ffffffff845460c01c16808210614b32575b5060ff855460a01c16600781101590816112565760018114918215614b25575b8215614b14575b5050614ace575b50835460405160c882901c63ffffffff168152905f5160206155a75f395f51905f52604063ffffffff85936001602087015260a81c1693a3825460ff8160a01c16614ac75760ff60a01b1916600160a01b178084556001840180546002860180546001600160801b0319166001600160801b03929092169182179055865460405191825291959160a81c63ffffffff16600160208301526001600160a01b0384169185905f5160206155e75f395f51905f5290604090a46001600160a01b038416158015614abb575b614ab35760ff60a81b19909116600160a81b1781556137f594614a809190614ef1565b83549093906001600160801b0390614a9d908287169083166135a2565b82546001600160801b0319169116179055614fc9565b505050505050565b508160e01c1515614a5d565b5050505050565b845460ff60a01b19908116600160a01b1780875560098701805490921690915560c81c63ffffffff168110156149945763ffffffff614b0e9116856134da565b5f614994565b909150611256576003145f8061498d565b506002811491505f614986565b90505f614966565b909263ffffffff835460c01c16808210614c94575b5060ff845460a01c16600781101590816112565760018114918215614c87575b8215614c76575b5050614c30575b50825460405160c882901c63ffffffff168152905f5160206155a75f395f51905f52604063ffffffff85935f602087015260a81c1693a3815460ff8160a01c16613b8e5760ff60a01b198116600160a01b1783556001830154600290930180546001600160801b0319166001600160801b0394909416938417905592546040519283526001600160a01b039093169260a81c63ffffffff16916040815f60205f5160206155e75f395f51905f52940152a4565b835460ff60a01b19908116600160a01b1780865560098601805490921690915560c81c63ffffffff16811015614b7d5763ffffffff614c709116846134da565b5f614b7d565b909150611256576003145f80614b76565b506002811491505f614b6f565b90505f614b4f565b9093919263ffffffff845460c01c16808210614e30575b5060ff855460a01c16600781101590816112565760018114918215614e23575b8215614e12575b5050614dcc575b50835460405160c882901c63ffffffff168152905f5160206155a75f395f51905f52604063ffffffff85936002602087015260a81c1693a3825460ff8160a01c16614ac75760ff60a01b1916600160a01b178084556001840180546002860180546001600160801b0319166001600160801b03929092169182179055865460405191825291959160a81c63ffffffff16600260208301526001600160a01b0384169185905f5160206155e75f395f51905f5290604090a46001600160a01b038416158015614abb57614ab35760ff60a81b19909116600160a81b1781556137f594614a809190614ef1565b845460ff60a01b19908116600160a01b1780875560098701805490921690915560c81c63ffffffff16811015614ce15763ffffffff614e0c9116856134da565b5f614ce1565b909150611256576003145f80614cda565b506002811491505f614cd3565b90505f614cb3565b908015614e7a57604051818152915f8093928193925f5160206155275f395f51905f526040856003602087980152a2815af1614e72613484565b5015612b8c57565b5050565b908015614e7a57604051818152915f8093928193925f5160206155275f395f51905f526040856004602087980152a2815af1614e72613484565b908015614e7a57604051818152915f8093928193925f5160206155275f395f51905f5260408585602081980152a2815af1614e72613484565b600282015460089091015491929161271091614f1d9160e01c61ffff16906001600160801b031661330c565b6001909301549204916001600160801b03168083116136625750565b908215613bf25760405f5160206155675f395f51905f529160018060a01b031693845f526005602052815f20614f708282546132e8565b9055815190815260046020820152a3565b908215613bf25760405f5160206155675f395f51905f529160018060a01b031693845f526005602052815f20614fb88282546132e8565b9055815190815260036020820152a3565b908215613bf25760405f5160206155675f395f51905f529160018060a01b031693845f526005602052815f206150008282546132e8565b9055815190815260056020820152a3565b908215613bf25760405f5160206155675f395f51905f529160018060a01b031693845f526005602052815f206150488282546132e8565b9055815190815260026020820152a3565b908215613bf25760405f5160206155675f395f51905f529160018060a01b031693845f526005602052815f206150908282546132e8565b905581519081525f6020820152a3565b908215613bf25760405f5160206155675f395f51905f529160018060a01b031693845f526005602052815f206150d78282546132e8565b9055815190815260016020820152a3565b908215613bf25760405f5160206155675f395f51905f529160018060a01b031693845f526005602052815f2061511f8282546132e8565b9055815190815260076020820152a3565b908215613bf25760405f5160206155675f395f51905f529160018060a01b031693845f526005602052815f206151678282546132e8565b9055815190815260066020820152a3565b91909160018311156151eb5763ffffffff600960018060801b0360068401541692015460801c168015613514578082046001600160801b03165f1985018581116107dd576151c783918361330c565b95116151d257505050565b916151e56144779261415395969461330c565b906134fd565b505f9150565b909291928015615250575b808411156152495763ffffffff600960018060801b0360068501541693015460801c16908115613514578183046001600160801b03169082906151c79061524390886134fd565b8361330c565b505f925050565b5060016151fc565b903590601e198136030182121561020157018035906001600160401b0382116102015760200191813603831361020157565b60405161484e816105106020820194602086526040830190613db2565b6152cf60e063ffffffff6152bd60c0850161331f565b1692019163ffffffff6102f28461331f565b5f1981019081116107dd5763ffffffff6152eb6141539361331f565b1690613598565b90801561533a57602082016153078184615258565b9190925f1981019081116107dd5761532561532d9261533396615258565b91905061350a565b91614854565b3560f81c90565b50505f90565b92939590919461534e614156565b9661535982826132e8565b6001600160fc1b03811681036107dd5760041b601801806018116107dd57840361551c578615615511575f915b84601811610201576001600160b81b03909216608087901b1760609190911b17604091821b17600160b81b17843590911c0361458457600481901b906001600160fc1b038116036107dd578060180190816018116107dd57602801918282116107dd576153f29361460a565b6001600160801b031991359182169391601082106154f1575b50508260f81c9360ff8460f01c169163ffffffff8560c01c169360018060401b038660801c16956001881180156154e7575b80156154d7575b6154cc5786159081156154ba575b506154b057836154a65750801561549d575b615495575060019060405194615479866133bb565b8286521560208601521460408401526060830152608082015290565b935050505090565b50821515615464565b9050831015615464565b5050935050505090565b62ffffff915060a81c1615155f615452565b505050935050505090565b5061ffff8160e01c161515615444565b506001851161543d565b6001600160801b031960109290920360031b82901b161692505f8061540b565b600160b01b91615386565b505050505050509056fe69f8ddb184a1c6a2ab3778bb814d2554143b9423a278c1f7f2d52a7aba2d9082c7598ac1c4d35b6769608202956bb113726eb52d72ca72cca50b70e09ddc908638cc5e7c5f7bf4eed993b40f07de886ded7140204eeb8f43b17f31fbe2dfd46c054537b5937c5718f638f30b090de61c95fd314592365a9bc5362b33e714731c3de9468a74c15fc6c57b5cffead2fc517d39c6157010409fe46bac62c4473b2434772db9474cd12671141b8017c84b5636a0cd2f5925f945d50e5803a79fa40c32b6cf6a1341389e18de4abd9cb3c305f51a50331c71fff56ae72b003c9847a1",
}

// Jobs is an auto generated Go binding around an Ethereum contract.
type Jobs struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Jobs) GetABI() abi.ABI {
	return c.abi
}

// NewJobs creates a new instance of Jobs.
func NewJobs() *Jobs {
	parsed, err := JobsMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Jobs{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Jobs) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address disputes_) returns()
func (jobs *Jobs) PackConstructor(disputes_ common.Address) []byte {
	enc, err := jobs.abi.Pack("", disputes_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackDEMANDSPACING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01293d02.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function DEMAND_SPACING() view returns(uint256)
func (jobs *Jobs) PackDEMANDSPACING() []byte {
	enc, err := jobs.abi.Pack("DEMAND_SPACING")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDEMANDSPACING is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01293d02.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function DEMAND_SPACING() view returns(uint256)
func (jobs *Jobs) TryPackDEMANDSPACING() ([]byte, error) {
	return jobs.abi.Pack("DEMAND_SPACING")
}

// UnpackDEMANDSPACING is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01293d02.
//
// Solidity: function DEMAND_SPACING() view returns(uint256)
func (jobs *Jobs) UnpackDEMANDSPACING(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("DEMAND_SPACING", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXGASPRICE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe3bbb4f1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_GAS_PRICE() view returns(uint256)
func (jobs *Jobs) PackMAXGASPRICE() []byte {
	enc, err := jobs.abi.Pack("MAX_GAS_PRICE")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXGASPRICE is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe3bbb4f1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_GAS_PRICE() view returns(uint256)
func (jobs *Jobs) TryPackMAXGASPRICE() ([]byte, error) {
	return jobs.abi.Pack("MAX_GAS_PRICE")
}

// UnpackMAXGASPRICE is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe3bbb4f1.
//
// Solidity: function MAX_GAS_PRICE() view returns(uint256)
func (jobs *Jobs) UnpackMAXGASPRICE(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("MAX_GAS_PRICE", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXLATEBPS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb5435201.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_LATE_BPS() view returns(uint256)
func (jobs *Jobs) PackMAXLATEBPS() []byte {
	enc, err := jobs.abi.Pack("MAX_LATE_BPS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXLATEBPS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb5435201.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_LATE_BPS() view returns(uint256)
func (jobs *Jobs) TryPackMAXLATEBPS() ([]byte, error) {
	return jobs.abi.Pack("MAX_LATE_BPS")
}

// UnpackMAXLATEBPS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb5435201.
//
// Solidity: function MAX_LATE_BPS() view returns(uint256)
func (jobs *Jobs) UnpackMAXLATEBPS(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("MAX_LATE_BPS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXMONEY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8287fd4a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_MONEY() view returns(uint256)
func (jobs *Jobs) PackMAXMONEY() []byte {
	enc, err := jobs.abi.Pack("MAX_MONEY")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXMONEY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8287fd4a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_MONEY() view returns(uint256)
func (jobs *Jobs) TryPackMAXMONEY() ([]byte, error) {
	return jobs.abi.Pack("MAX_MONEY")
}

// UnpackMAXMONEY is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8287fd4a.
//
// Solidity: function MAX_MONEY() view returns(uint256)
func (jobs *Jobs) UnpackMAXMONEY(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("MAX_MONEY", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXSECONDS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdfec1c19.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_SECONDS() view returns(uint256)
func (jobs *Jobs) PackMAXSECONDS() []byte {
	enc, err := jobs.abi.Pack("MAX_SECONDS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXSECONDS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdfec1c19.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_SECONDS() view returns(uint256)
func (jobs *Jobs) TryPackMAXSECONDS() ([]byte, error) {
	return jobs.abi.Pack("MAX_SECONDS")
}

// UnpackMAXSECONDS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdfec1c19.
//
// Solidity: function MAX_SECONDS() view returns(uint256)
func (jobs *Jobs) UnpackMAXSECONDS(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("MAX_SECONDS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMAXSHAREBPS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x65f267be.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_SHARE_BPS() view returns(uint256)
func (jobs *Jobs) PackMAXSHAREBPS() []byte {
	enc, err := jobs.abi.Pack("MAX_SHARE_BPS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXSHAREBPS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x65f267be.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_SHARE_BPS() view returns(uint256)
func (jobs *Jobs) TryPackMAXSHAREBPS() ([]byte, error) {
	return jobs.abi.Pack("MAX_SHARE_BPS")
}

// UnpackMAXSHAREBPS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x65f267be.
//
// Solidity: function MAX_SHARE_BPS() view returns(uint256)
func (jobs *Jobs) UnpackMAXSHAREBPS(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("MAX_SHARE_BPS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPUBLISHGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x62906670.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function PUBLISH_GAS() view returns(uint256)
func (jobs *Jobs) PackPUBLISHGAS() []byte {
	enc, err := jobs.abi.Pack("PUBLISH_GAS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPUBLISHGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x62906670.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function PUBLISH_GAS() view returns(uint256)
func (jobs *Jobs) TryPackPUBLISHGAS() ([]byte, error) {
	return jobs.abi.Pack("PUBLISH_GAS")
}

// UnpackPUBLISHGAS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x62906670.
//
// Solidity: function PUBLISH_GAS() view returns(uint256)
func (jobs *Jobs) UnpackPUBLISHGAS(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("PUBLISH_GAS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackWORSTGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x590cb1ab.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function WORST_GAS() view returns(uint256)
func (jobs *Jobs) PackWORSTGAS() []byte {
	enc, err := jobs.abi.Pack("WORST_GAS")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWORSTGAS is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x590cb1ab.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function WORST_GAS() view returns(uint256)
func (jobs *Jobs) TryPackWORSTGAS() ([]byte, error) {
	return jobs.abi.Pack("WORST_GAS")
}

// UnpackWORSTGAS is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x590cb1ab.
//
// Solidity: function WORST_GAS() view returns(uint256)
func (jobs *Jobs) UnpackWORSTGAS(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("WORST_GAS", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackAnchor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6ed37a1d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function anchor(bytes32 id, bytes32 before, bytes32 root) returns()
func (jobs *Jobs) PackAnchor(id [32]byte, before [32]byte, root [32]byte) []byte {
	enc, err := jobs.abi.Pack("anchor", id, before, root)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnchor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6ed37a1d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function anchor(bytes32 id, bytes32 before, bytes32 root) returns()
func (jobs *Jobs) TryPackAnchor(id [32]byte, before [32]byte, root [32]byte) ([]byte, error) {
	return jobs.abi.Pack("anchor", id, before, root)
}

// PackAnchorOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6f275f62.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function anchorOf(bytes32 id, uint32 epoch) view returns((bytes32,uint64,uint32))
func (jobs *Jobs) PackAnchorOf(id [32]byte, epoch uint32) []byte {
	enc, err := jobs.abi.Pack("anchorOf", id, epoch)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAnchorOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6f275f62.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function anchorOf(bytes32 id, uint32 epoch) view returns((bytes32,uint64,uint32))
func (jobs *Jobs) TryPackAnchorOf(id [32]byte, epoch uint32) ([]byte, error) {
	return jobs.abi.Pack("anchorOf", id, epoch)
}

// UnpackAnchorOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6f275f62.
//
// Solidity: function anchorOf(bytes32 id, uint32 epoch) view returns((bytes32,uint64,uint32))
func (jobs *Jobs) UnpackAnchorOf(data []byte) (JobsAnchor, error) {
	out, err := jobs.abi.Unpack("anchorOf", data)
	if err != nil {
		return *new(JobsAnchor), err
	}
	out0 := *abi.ConvertType(out[0], new(JobsAnchor)).(*JobsAnchor)
	return out0, nil
}

// PackAttempt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5d65129f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function attempt(bytes32 id, uint32 n) view returns((address,bool,bool,bool,bool,uint32,uint32,uint128,uint128,uint128,uint64,uint64,uint32,uint32))
func (jobs *Jobs) PackAttempt(id [32]byte, n uint32) []byte {
	enc, err := jobs.abi.Pack("attempt", id, n)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAttempt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5d65129f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function attempt(bytes32 id, uint32 n) view returns((address,bool,bool,bool,bool,uint32,uint32,uint128,uint128,uint128,uint64,uint64,uint32,uint32))
func (jobs *Jobs) TryPackAttempt(id [32]byte, n uint32) ([]byte, error) {
	return jobs.abi.Pack("attempt", id, n)
}

// UnpackAttempt is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5d65129f.
//
// Solidity: function attempt(bytes32 id, uint32 n) view returns((address,bool,bool,bool,bool,uint32,uint32,uint128,uint128,uint128,uint64,uint64,uint32,uint32))
func (jobs *Jobs) UnpackAttempt(data []byte) (JobsAttempt, error) {
	out, err := jobs.abi.Unpack("attempt", data)
	if err != nil {
		return *new(JobsAttempt), err
	}
	out0 := *abi.ConvertType(out[0], new(JobsAttempt)).(*JobsAttempt)
	return out0, nil
}

// PackCancel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc4d252f5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function cancel(bytes32 id) returns()
func (jobs *Jobs) PackCancel(id [32]byte) []byte {
	enc, err := jobs.abi.Pack("cancel", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCancel is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc4d252f5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function cancel(bytes32 id) returns()
func (jobs *Jobs) TryPackCancel(id [32]byte) ([]byte, error) {
	return jobs.abi.Pack("cancel", id)
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x019f6acb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim(bytes32 id, uint32 n, uint64 openedAt) returns()
func (jobs *Jobs) PackClaim(id [32]byte, n uint32, openedAt uint64) []byte {
	enc, err := jobs.abi.Pack("claim", id, n, openedAt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x019f6acb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim(bytes32 id, uint32 n, uint64 openedAt) returns()
func (jobs *Jobs) TryPackClaim(id [32]byte, n uint32, openedAt uint64) ([]byte, error) {
	return jobs.abi.Pack("claim", id, n, openedAt)
}

// PackCommitmentDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x96b013f4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function commitmentDigest(bytes32 id, uint32 step, bytes32 root) view returns(bytes32)
func (jobs *Jobs) PackCommitmentDigest(id [32]byte, step uint32, root [32]byte) []byte {
	enc, err := jobs.abi.Pack("commitmentDigest", id, step, root)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCommitmentDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x96b013f4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function commitmentDigest(bytes32 id, uint32 step, bytes32 root) view returns(bytes32)
func (jobs *Jobs) TryPackCommitmentDigest(id [32]byte, step uint32, root [32]byte) ([]byte, error) {
	return jobs.abi.Pack("commitmentDigest", id, step, root)
}

// UnpackCommitmentDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x96b013f4.
//
// Solidity: function commitmentDigest(bytes32 id, uint32 step, bytes32 root) view returns(bytes32)
func (jobs *Jobs) UnpackCommitmentDigest(data []byte) ([32]byte, error) {
	out, err := jobs.abi.Unpack("commitmentDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCreate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc5b7fdc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function create((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes32,uint128,uint128,uint64,uint32,uint32,uint32,uint32,uint32,uint16,uint16) terms) payable returns(bytes32 id)
func (jobs *Jobs) PackCreate(terms Terms) []byte {
	enc, err := jobs.abi.Pack("create", terms)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc5b7fdc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function create((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes32,uint128,uint128,uint64,uint32,uint32,uint32,uint32,uint32,uint16,uint16) terms) payable returns(bytes32 id)
func (jobs *Jobs) TryPackCreate(terms Terms) ([]byte, error) {
	return jobs.abi.Pack("create", terms)
}

// UnpackCreate is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfc5b7fdc.
//
// Solidity: function create((((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes32,uint128,uint128,uint64,uint32,uint32,uint32,uint32,uint32,uint16,uint16) terms) payable returns(bytes32 id)
func (jobs *Jobs) UnpackCreate(data []byte) ([32]byte, error) {
	out, err := jobs.abi.Unpack("create", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCredits is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfe5ff468.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function credits(address ) view returns(uint256)
func (jobs *Jobs) PackCredits(arg0 common.Address) []byte {
	enc, err := jobs.abi.Pack("credits", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCredits is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfe5ff468.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function credits(address ) view returns(uint256)
func (jobs *Jobs) TryPackCredits(arg0 common.Address) ([]byte, error) {
	return jobs.abi.Pack("credits", arg0)
}

// UnpackCredits is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfe5ff468.
//
// Solidity: function credits(address ) view returns(uint256)
func (jobs *Jobs) UnpackCredits(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("credits", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDemand is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0b5198a9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function demand(bytes32 id, uint32 epoch, ((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32) spec, bytes header, bytes32[] headerProof, uint32 tensor, uint64 leaf) payable returns(uint256 n)
func (jobs *Jobs) PackDemand(id [32]byte, epoch uint32, spec Spec, header []byte, headerProof [][32]byte, tensor uint32, leaf uint64) []byte {
	enc, err := jobs.abi.Pack("demand", id, epoch, spec, header, headerProof, tensor, leaf)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDemand is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0b5198a9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function demand(bytes32 id, uint32 epoch, ((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32) spec, bytes header, bytes32[] headerProof, uint32 tensor, uint64 leaf) payable returns(uint256 n)
func (jobs *Jobs) TryPackDemand(id [32]byte, epoch uint32, spec Spec, header []byte, headerProof [][32]byte, tensor uint32, leaf uint64) ([]byte, error) {
	return jobs.abi.Pack("demand", id, epoch, spec, header, headerProof, tensor, leaf)
}

// UnpackDemand is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0b5198a9.
//
// Solidity: function demand(bytes32 id, uint32 epoch, ((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32) spec, bytes header, bytes32[] headerProof, uint32 tensor, uint64 leaf) payable returns(uint256 n)
func (jobs *Jobs) UnpackDemand(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("demand", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDemandCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x03b2bf8e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function demandCount() view returns(uint256)
func (jobs *Jobs) PackDemandCount() []byte {
	enc, err := jobs.abi.Pack("demandCount")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDemandCount is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x03b2bf8e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function demandCount() view returns(uint256)
func (jobs *Jobs) TryPackDemandCount() ([]byte, error) {
	return jobs.abi.Pack("demandCount")
}

// UnpackDemandCount is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x03b2bf8e.
//
// Solidity: function demandCount() view returns(uint256)
func (jobs *Jobs) UnpackDemandCount(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("demandCount", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDemandFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcc78b4f1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function demandFee(bytes32 id) view returns(uint256)
func (jobs *Jobs) PackDemandFee(id [32]byte) []byte {
	enc, err := jobs.abi.Pack("demandFee", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDemandFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcc78b4f1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function demandFee(bytes32 id) view returns(uint256)
func (jobs *Jobs) TryPackDemandFee(id [32]byte) ([]byte, error) {
	return jobs.abi.Pack("demandFee", id)
}

// UnpackDemandFee is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcc78b4f1.
//
// Solidity: function demandFee(bytes32 id) view returns(uint256)
func (jobs *Jobs) UnpackDemandFee(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("demandFee", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDemandOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4a37cecf.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function demandOf(uint256 n) view returns((bytes32,bytes32,address,uint64,uint32,uint128,uint64,uint32,uint8,bool))
func (jobs *Jobs) PackDemandOf(n *big.Int) []byte {
	enc, err := jobs.abi.Pack("demandOf", n)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDemandOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4a37cecf.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function demandOf(uint256 n) view returns((bytes32,bytes32,address,uint64,uint32,uint128,uint64,uint32,uint8,bool))
func (jobs *Jobs) TryPackDemandOf(n *big.Int) ([]byte, error) {
	return jobs.abi.Pack("demandOf", n)
}

// UnpackDemandOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x4a37cecf.
//
// Solidity: function demandOf(uint256 n) view returns((bytes32,bytes32,address,uint64,uint32,uint128,uint64,uint32,uint8,bool))
func (jobs *Jobs) UnpackDemandOf(data []byte) (JobsDemand, error) {
	out, err := jobs.abi.Unpack("demandOf", data)
	if err != nil {
		return *new(JobsDemand), err
	}
	out0 := *abi.ConvertType(out[0], new(JobsDemand)).(*JobsDemand)
	return out0, nil
}

// PackDisputes is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4c5b252.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function disputes() view returns(address)
func (jobs *Jobs) PackDisputes() []byte {
	enc, err := jobs.abi.Pack("disputes")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDisputes is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4c5b252.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function disputes() view returns(address)
func (jobs *Jobs) TryPackDisputes() ([]byte, error) {
	return jobs.abi.Pack("disputes")
}

// UnpackDisputes is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd4c5b252.
//
// Solidity: function disputes() view returns(address)
func (jobs *Jobs) UnpackDisputes(data []byte) (common.Address, error) {
	out, err := jobs.abi.Unpack("disputes", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackDiverged is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f26e965.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function diverged(bytes32 id, uint32 epoch, ((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32) spec, bytes header, bytes32[] headerProof, uint32 tensor, uint64 element, bytes leaf, bytes32[] proof) returns()
func (jobs *Jobs) PackDiverged(id [32]byte, epoch uint32, spec Spec, header []byte, headerProof [][32]byte, tensor uint32, element uint64, leaf []byte, proof [][32]byte) []byte {
	enc, err := jobs.abi.Pack("diverged", id, epoch, spec, header, headerProof, tensor, element, leaf, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDiverged is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f26e965.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function diverged(bytes32 id, uint32 epoch, ((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32) spec, bytes header, bytes32[] headerProof, uint32 tensor, uint64 element, bytes leaf, bytes32[] proof) returns()
func (jobs *Jobs) TryPackDiverged(id [32]byte, epoch uint32, spec Spec, header []byte, headerProof [][32]byte, tensor uint32, element uint64, leaf []byte, proof [][32]byte) ([]byte, error) {
	return jobs.abi.Pack("diverged", id, epoch, spec, header, headerProof, tensor, element, leaf, proof)
}

// PackEnter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x81553a55.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function enter(bytes32 id, uint32 epoch, bytes32 root) payable returns((uint32,address,bytes32,bytes32,uint32,uint32,uint64,uint32,uint32))
func (jobs *Jobs) PackEnter(id [32]byte, epoch uint32, root [32]byte) []byte {
	enc, err := jobs.abi.Pack("enter", id, epoch, root)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEnter is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x81553a55.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function enter(bytes32 id, uint32 epoch, bytes32 root) payable returns((uint32,address,bytes32,bytes32,uint32,uint32,uint64,uint32,uint32))
func (jobs *Jobs) TryPackEnter(id [32]byte, epoch uint32, root [32]byte) ([]byte, error) {
	return jobs.abi.Pack("enter", id, epoch, root)
}

// UnpackEnter is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x81553a55.
//
// Solidity: function enter(bytes32 id, uint32 epoch, bytes32 root) payable returns((uint32,address,bytes32,bytes32,uint32,uint32,uint64,uint32,uint32))
func (jobs *Jobs) UnpackEnter(data []byte) (JobsGround, error) {
	out, err := jobs.abi.Unpack("enter", data)
	if err != nil {
		return *new(JobsGround), err
	}
	out0 := *abi.ConvertType(out[0], new(JobsGround)).(*JobsGround)
	return out0, nil
}

// PackEquivocate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x831af274.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function equivocate(bytes32 id, uint32 step, bytes32 root, bytes signature, bytes32 other, bytes otherSignature) returns()
func (jobs *Jobs) PackEquivocate(id [32]byte, step uint32, root [32]byte, signature []byte, other [32]byte, otherSignature []byte) []byte {
	enc, err := jobs.abi.Pack("equivocate", id, step, root, signature, other, otherSignature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEquivocate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x831af274.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function equivocate(bytes32 id, uint32 step, bytes32 root, bytes signature, bytes32 other, bytes otherSignature) returns()
func (jobs *Jobs) TryPackEquivocate(id [32]byte, step uint32, root [32]byte, signature []byte, other [32]byte, otherSignature []byte) ([]byte, error) {
	return jobs.abi.Pack("equivocate", id, step, root, signature, other, otherSignature)
}

// PackEquivocateAnchor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x59321469.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function equivocateAnchor(bytes32 id, uint32 step, bytes32 root, bytes signature, bytes32 leaf, bytes32[] proof) returns()
func (jobs *Jobs) PackEquivocateAnchor(id [32]byte, step uint32, root [32]byte, signature []byte, leaf [32]byte, proof [][32]byte) []byte {
	enc, err := jobs.abi.Pack("equivocateAnchor", id, step, root, signature, leaf, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEquivocateAnchor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x59321469.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function equivocateAnchor(bytes32 id, uint32 step, bytes32 root, bytes signature, bytes32 leaf, bytes32[] proof) returns()
func (jobs *Jobs) TryPackEquivocateAnchor(id [32]byte, step uint32, root [32]byte, signature []byte, leaf [32]byte, proof [][32]byte) ([]byte, error) {
	return jobs.abi.Pack("equivocateAnchor", id, step, root, signature, leaf, proof)
}

// PackFinish is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xaa410c7b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function finish(bytes32 id, bytes32 state, bytes32[] proof) returns()
func (jobs *Jobs) PackFinish(id [32]byte, state [32]byte, proof [][32]byte) []byte {
	enc, err := jobs.abi.Pack("finish", id, state, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFinish is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xaa410c7b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function finish(bytes32 id, bytes32 state, bytes32[] proof) returns()
func (jobs *Jobs) TryPackFinish(id [32]byte, state [32]byte, proof [][32]byte) ([]byte, error) {
	return jobs.abi.Pack("finish", id, state, proof)
}

// PackJob is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdb371c60.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function job(bytes32 id) view returns((address,uint8,uint32,uint32,bytes32,bytes32,bytes32,bytes32,bytes32,uint128,uint128,uint128,uint128,uint64,uint32,uint32,uint32,uint32,uint32,uint16,uint16,uint64,uint32,uint32,uint32,bool))
func (jobs *Jobs) PackJob(id [32]byte) []byte {
	enc, err := jobs.abi.Pack("job", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackJob is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdb371c60.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function job(bytes32 id) view returns((address,uint8,uint32,uint32,bytes32,bytes32,bytes32,bytes32,bytes32,uint128,uint128,uint128,uint128,uint64,uint32,uint32,uint32,uint32,uint32,uint16,uint16,uint64,uint32,uint32,uint32,bool))
func (jobs *Jobs) TryPackJob(id [32]byte) ([]byte, error) {
	return jobs.abi.Pack("job", id)
}

// UnpackJob is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdb371c60.
//
// Solidity: function job(bytes32 id) view returns((address,uint8,uint32,uint32,bytes32,bytes32,bytes32,bytes32,bytes32,uint128,uint128,uint128,uint128,uint64,uint32,uint32,uint32,uint32,uint32,uint16,uint16,uint64,uint32,uint32,uint32,bool))
func (jobs *Jobs) UnpackJob(data []byte) (JobsJob, error) {
	out, err := jobs.abi.Unpack("job", data)
	if err != nil {
		return *new(JobsJob), err
	}
	out0 := *abi.ConvertType(out[0], new(JobsJob)).(*JobsJob)
	return out0, nil
}

// PackLapse is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x77c2498f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function lapse(bytes32 id) returns()
func (jobs *Jobs) PackLapse(id [32]byte) []byte {
	enc, err := jobs.abi.Pack("lapse", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLapse is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x77c2498f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function lapse(bytes32 id) returns()
func (jobs *Jobs) TryPackLapse(id [32]byte) ([]byte, error) {
	return jobs.abi.Pack("lapse", id)
}

// PackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function nonces(address ) view returns(uint256)
func (jobs *Jobs) PackNonces(arg0 common.Address) []byte {
	enc, err := jobs.abi.Pack("nonces", arg0)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackNonces is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7ecebe00.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function nonces(address ) view returns(uint256)
func (jobs *Jobs) TryPackNonces(arg0 common.Address) ([]byte, error) {
	return jobs.abi.Pack("nonces", arg0)
}

// UnpackNonces is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7ecebe00.
//
// Solidity: function nonces(address ) view returns(uint256)
func (jobs *Jobs) UnpackNonces(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("nonces", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackOver is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a05ff36.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function over(bytes32 id, uint32 n) view returns(bool yes, uint256 since)
func (jobs *Jobs) PackOver(id [32]byte, n uint32) []byte {
	enc, err := jobs.abi.Pack("over", id, n)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOver is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9a05ff36.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function over(bytes32 id, uint32 n) view returns(bool yes, uint256 since)
func (jobs *Jobs) TryPackOver(id [32]byte, n uint32) ([]byte, error) {
	return jobs.abi.Pack("over", id, n)
}

// OverOutput serves as a container for the return parameters of contract
// method Over.
type OverOutput struct {
	Yes   bool
	Since *big.Int
}

// UnpackOver is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9a05ff36.
//
// Solidity: function over(bytes32 id, uint32 n) view returns(bool yes, uint256 since)
func (jobs *Jobs) UnpackOver(data []byte) (OverOutput, error) {
	out, err := jobs.abi.Unpack("over", data)
	outstruct := new(OverOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Yes = *abi.ConvertType(out[0], new(bool)).(*bool)
	outstruct.Since = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackPayShare is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfb08e48d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function payShare(bytes32 id, uint32 n, address to) returns()
func (jobs *Jobs) PackPayShare(id [32]byte, n uint32, to common.Address) []byte {
	enc, err := jobs.abi.Pack("payShare", id, n, to)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPayShare is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfb08e48d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function payShare(bytes32 id, uint32 n, address to) returns()
func (jobs *Jobs) TryPackPayShare(id [32]byte, n uint32, to common.Address) ([]byte, error) {
	return jobs.abi.Pack("payShare", id, n, to)
}

// PackPublish is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4d3c2be.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function publish(uint256 n, bytes leaf, bytes32[] proof) returns()
func (jobs *Jobs) PackPublish(n *big.Int, leaf []byte, proof [][32]byte) []byte {
	enc, err := jobs.abi.Pack("publish", n, leaf, proof)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPublish is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd4d3c2be.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function publish(uint256 n, bytes leaf, bytes32[] proof) returns()
func (jobs *Jobs) TryPackPublish(n *big.Int, leaf []byte, proof [][32]byte) ([]byte, error) {
	return jobs.abi.Pack("publish", n, leaf, proof)
}

// PackReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x198a27aa.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function receipt(bytes32 id) returns()
func (jobs *Jobs) PackReceipt(id [32]byte) []byte {
	enc, err := jobs.abi.Pack("receipt", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReceipt is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x198a27aa.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function receipt(bytes32 id) returns()
func (jobs *Jobs) TryPackReceipt(id [32]byte) ([]byte, error) {
	return jobs.abi.Pack("receipt", id)
}

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa21b56a4.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle(bytes32 id, uint32 n) returns()
func (jobs *Jobs) PackSettle(id [32]byte, n uint32) []byte {
	enc, err := jobs.abi.Pack("settle", id, n)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa21b56a4.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle(bytes32 id, uint32 n) returns()
func (jobs *Jobs) TryPackSettle(id [32]byte, n uint32) ([]byte, error) {
	return jobs.abi.Pack("settle", id, n)
}

// PackSpecOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf644206c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function specOf(bytes32 id) view returns(bytes32)
func (jobs *Jobs) PackSpecOf(id [32]byte) []byte {
	enc, err := jobs.abi.Pack("specOf", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSpecOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf644206c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function specOf(bytes32 id) view returns(bytes32)
func (jobs *Jobs) TryPackSpecOf(id [32]byte) ([]byte, error) {
	return jobs.abi.Pack("specOf", id)
}

// UnpackSpecOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf644206c.
//
// Solidity: function specOf(bytes32 id) view returns(bytes32)
func (jobs *Jobs) UnpackSpecOf(data []byte) ([32]byte, error) {
	out, err := jobs.abi.Unpack("specOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackTake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcc9ae693.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function take(bytes32 id) payable returns()
func (jobs *Jobs) PackTake(id [32]byte) []byte {
	enc, err := jobs.abi.Pack("take", id)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTake is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcc9ae693.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function take(bytes32 id) payable returns()
func (jobs *Jobs) TryPackTake(id [32]byte) ([]byte, error) {
	return jobs.abi.Pack("take", id)
}

// PackUnpublished is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa3735302.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unpublished(uint256 n) returns()
func (jobs *Jobs) PackUnpublished(n *big.Int) []byte {
	enc, err := jobs.abi.Pack("unpublished", n)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnpublished is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa3735302.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unpublished(uint256 n) returns()
func (jobs *Jobs) TryPackUnpublished(n *big.Int) ([]byte, error) {
	return jobs.abi.Pack("unpublished", n)
}

// PackVerdict is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbab26c3d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function verdict(bytes32 id, uint32 n, uint32 epoch, address challenger, bool challengerWon, uint256 spent, uint64 publicAt) returns()
func (jobs *Jobs) PackVerdict(id [32]byte, n uint32, epoch uint32, challenger common.Address, challengerWon bool, spent *big.Int, publicAt uint64) []byte {
	enc, err := jobs.abi.Pack("verdict", id, n, epoch, challenger, challengerWon, spent, publicAt)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVerdict is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbab26c3d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function verdict(bytes32 id, uint32 n, uint32 epoch, address challenger, bool challengerWon, uint256 spent, uint64 publicAt) returns()
func (jobs *Jobs) TryPackVerdict(id [32]byte, n uint32, epoch uint32, challenger common.Address, challengerWon bool, spent *big.Int, publicAt uint64) ([]byte, error) {
	return jobs.abi.Pack("verdict", id, n, epoch, challenger, challengerWon, spent, publicAt)
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw() returns(uint256 amount)
func (jobs *Jobs) PackWithdraw() []byte {
	enc, err := jobs.abi.Pack("withdraw")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw() returns(uint256 amount)
func (jobs *Jobs) TryPackWithdraw() ([]byte, error) {
	return jobs.abi.Pack("withdraw")
}

// UnpackWithdraw is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3ccfd60b.
//
// Solidity: function withdraw() returns(uint256 amount)
func (jobs *Jobs) UnpackWithdraw(data []byte) (*big.Int, error) {
	out, err := jobs.abi.Unpack("withdraw", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// JobsAnchored represents a Anchored event raised by the Jobs contract.
type JobsAnchored struct {
	Job     [32]byte
	Attempt uint32
	Epoch   uint32
	Root    [32]byte
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsAnchoredEventName = "Anchored"

// ContractEventName returns the user-defined event name.
func (JobsAnchored) ContractEventName() string {
	return JobsAnchoredEventName
}

// UnpackAnchoredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Anchored(bytes32 indexed job, uint32 indexed attempt, uint32 indexed epoch, bytes32 root)
func (jobs *Jobs) UnpackAnchoredEvent(log *types.Log) (*JobsAnchored, error) {
	event := "Anchored"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsAnchored)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsBurnt represents a Burnt event raised by the Jobs contract.
type JobsBurnt struct {
	Job    [32]byte
	Amount *big.Int
	Cause  uint8
	Raw    *types.Log // Blockchain specific contextual infos
}

const JobsBurntEventName = "Burnt"

// ContractEventName returns the user-defined event name.
func (JobsBurnt) ContractEventName() string {
	return JobsBurntEventName
}

// UnpackBurntEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Burnt(bytes32 indexed job, uint256 amount, uint8 cause)
func (jobs *Jobs) UnpackBurntEvent(log *types.Log) (*JobsBurnt, error) {
	event := "Burnt"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsBurnt)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsCancelled represents a Cancelled event raised by the Jobs contract.
type JobsCancelled struct {
	Job [32]byte
	Raw *types.Log // Blockchain specific contextual infos
}

const JobsCancelledEventName = "Cancelled"

// ContractEventName returns the user-defined event name.
func (JobsCancelled) ContractEventName() string {
	return JobsCancelledEventName
}

// UnpackCancelledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Cancelled(bytes32 indexed job)
func (jobs *Jobs) UnpackCancelledEvent(log *types.Log) (*JobsCancelled, error) {
	event := "Cancelled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsCancelled)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsCredited represents a Credited event raised by the Jobs contract.
type JobsCredited struct {
	Job     [32]byte
	Account common.Address
	Amount  *big.Int
	Reason  uint8
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsCreditedEventName = "Credited"

// ContractEventName returns the user-defined event name.
func (JobsCredited) ContractEventName() string {
	return JobsCreditedEventName
}

// UnpackCreditedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Credited(bytes32 indexed job, address indexed account, uint256 amount, uint8 reason)
func (jobs *Jobs) UnpackCreditedEvent(log *types.Log) (*JobsCredited, error) {
	event := "Credited"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsCredited)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsDemandClosed represents a DemandClosed event raised by the Jobs contract.
type JobsDemandClosed struct {
	Job         [32]byte
	Demand      *big.Int
	Unpublished bool
	Raw         *types.Log // Blockchain specific contextual infos
}

const JobsDemandClosedEventName = "DemandClosed"

// ContractEventName returns the user-defined event name.
func (JobsDemandClosed) ContractEventName() string {
	return JobsDemandClosedEventName
}

// UnpackDemandClosedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event DemandClosed(bytes32 indexed job, uint256 indexed demand, bool unpublished)
func (jobs *Jobs) UnpackDemandClosedEvent(log *types.Log) (*JobsDemandClosed, error) {
	event := "DemandClosed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsDemandClosed)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsDemanded represents a Demanded event raised by the Jobs contract.
type JobsDemanded struct {
	Job    [32]byte
	Demand *big.Int
	Epoch  uint32
	Tensor uint32
	Leaf   uint64
	By     common.Address
	Raw    *types.Log // Blockchain specific contextual infos
}

const JobsDemandedEventName = "Demanded"

// ContractEventName returns the user-defined event name.
func (JobsDemanded) ContractEventName() string {
	return JobsDemandedEventName
}

// UnpackDemandedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Demanded(bytes32 indexed job, uint256 indexed demand, uint32 epoch, uint32 tensor, uint64 leaf, address by)
func (jobs *Jobs) UnpackDemandedEvent(log *types.Log) (*JobsDemanded, error) {
	event := "Demanded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsDemanded)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsDiverged represents a Diverged event raised by the Jobs contract.
type JobsDiverged struct {
	Job     [32]byte
	Epoch   uint32
	Tensor  uint32
	Element uint64
	Bits    uint32
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsDivergedEventName = "Diverged"

// ContractEventName returns the user-defined event name.
func (JobsDiverged) ContractEventName() string {
	return JobsDivergedEventName
}

// UnpackDivergedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Diverged(bytes32 indexed job, uint32 epoch, uint32 tensor, uint64 element, uint32 bits)
func (jobs *Jobs) UnpackDivergedEvent(log *types.Log) (*JobsDiverged, error) {
	event := "Diverged"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsDiverged)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsEquivocated represents a Equivocated event raised by the Jobs contract.
type JobsEquivocated struct {
	Job     [32]byte
	Attempt uint32
	Step    uint32
	Root    [32]byte
	Other   [32]byte
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsEquivocatedEventName = "Equivocated"

// ContractEventName returns the user-defined event name.
func (JobsEquivocated) ContractEventName() string {
	return JobsEquivocatedEventName
}

// UnpackEquivocatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Equivocated(bytes32 indexed job, uint32 indexed attempt, uint32 step, bytes32 root, bytes32 other)
func (jobs *Jobs) UnpackEquivocatedEvent(log *types.Log) (*JobsEquivocated, error) {
	event := "Equivocated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsEquivocated)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsFell represents a Fell event raised by the Jobs contract.
type JobsFell struct {
	Job     [32]byte
	Attempt uint32
	Epoch   uint32
	Cause   uint8
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsFellEventName = "Fell"

// ContractEventName returns the user-defined event name.
func (JobsFell) ContractEventName() string {
	return JobsFellEventName
}

// UnpackFellEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Fell(bytes32 indexed job, uint32 indexed attempt, uint32 epoch, uint8 cause)
func (jobs *Jobs) UnpackFellEvent(log *types.Log) (*JobsFell, error) {
	event := "Fell"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsFell)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsFinished represents a Finished event raised by the Jobs contract.
type JobsFinished struct {
	Job     [32]byte
	History [32]byte
	State   [32]byte
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsFinishedEventName = "Finished"

// ContractEventName returns the user-defined event name.
func (JobsFinished) ContractEventName() string {
	return JobsFinishedEventName
}

// UnpackFinishedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Finished(bytes32 indexed job, bytes32 history, bytes32 state)
func (jobs *Jobs) UnpackFinishedEvent(log *types.Log) (*JobsFinished, error) {
	event := "Finished"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsFinished)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsJobCreated represents a JobCreated event raised by the Jobs contract.
type JobsJobCreated struct {
	Job    [32]byte
	Client common.Address
	Spec   [32]byte
	Nonce  *big.Int
	Reward *big.Int
	Terms  Terms
	Raw    *types.Log // Blockchain specific contextual infos
}

const JobsJobCreatedEventName = "JobCreated"

// ContractEventName returns the user-defined event name.
func (JobsJobCreated) ContractEventName() string {
	return JobsJobCreatedEventName
}

// UnpackJobCreatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event JobCreated(bytes32 indexed job, address indexed client, bytes32 indexed spec, uint256 nonce, uint256 reward, (((bytes32,uint32)[],bytes,uint32,uint32,bytes32,uint64,uint32,uint32),bytes32,uint128,uint128,uint64,uint32,uint32,uint32,uint32,uint32,uint16,uint16) terms)
func (jobs *Jobs) UnpackJobCreatedEvent(log *types.Log) (*JobsJobCreated, error) {
	event := "JobCreated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsJobCreated)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsLapsed represents a Lapsed event raised by the Jobs contract.
type JobsLapsed struct {
	Job     [32]byte
	Attempt uint32
	Epoch   uint32
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsLapsedEventName = "Lapsed"

// ContractEventName returns the user-defined event name.
func (JobsLapsed) ContractEventName() string {
	return JobsLapsedEventName
}

// UnpackLapsedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Lapsed(bytes32 indexed job, uint32 indexed attempt, uint32 epoch)
func (jobs *Jobs) UnpackLapsedEvent(log *types.Log) (*JobsLapsed, error) {
	event := "Lapsed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsLapsed)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsPublished represents a Published event raised by the Jobs contract.
type JobsPublished struct {
	Job    [32]byte
	Demand *big.Int
	Data   []byte
	Raw    *types.Log // Blockchain specific contextual infos
}

const JobsPublishedEventName = "Published"

// ContractEventName returns the user-defined event name.
func (JobsPublished) ContractEventName() string {
	return JobsPublishedEventName
}

// UnpackPublishedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Published(bytes32 indexed job, uint256 indexed demand, bytes data)
func (jobs *Jobs) UnpackPublishedEvent(log *types.Log) (*JobsPublished, error) {
	event := "Published"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsPublished)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsReceived represents a Received event raised by the Jobs contract.
type JobsReceived struct {
	Job [32]byte
	Raw *types.Log // Blockchain specific contextual infos
}

const JobsReceivedEventName = "Received"

// ContractEventName returns the user-defined event name.
func (JobsReceived) ContractEventName() string {
	return JobsReceivedEventName
}

// UnpackReceivedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Received(bytes32 indexed job)
func (jobs *Jobs) UnpackReceivedEvent(log *types.Log) (*JobsReceived, error) {
	event := "Received"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsReceived)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsSettled represents a Settled event raised by the Jobs contract.
type JobsSettled struct {
	Job     [32]byte
	Attempt uint32
	Share   *big.Int
	Claims  uint32
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsSettledEventName = "Settled"

// ContractEventName returns the user-defined event name.
func (JobsSettled) ContractEventName() string {
	return JobsSettledEventName
}

// UnpackSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Settled(bytes32 indexed job, uint32 indexed attempt, uint256 share, uint32 claims)
func (jobs *Jobs) UnpackSettledEvent(log *types.Log) (*JobsSettled, error) {
	event := "Settled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsSettled)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsSlashed represents a Slashed event raised by the Jobs contract.
type JobsSlashed struct {
	Job     [32]byte
	Attempt uint32
	Solver  common.Address
	Amount  *big.Int
	Cause   uint8
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsSlashedEventName = "Slashed"

// ContractEventName returns the user-defined event name.
func (JobsSlashed) ContractEventName() string {
	return JobsSlashedEventName
}

// UnpackSlashedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Slashed(bytes32 indexed job, uint32 indexed attempt, address indexed solver, uint256 amount, uint8 cause)
func (jobs *Jobs) UnpackSlashedEvent(log *types.Log) (*JobsSlashed, error) {
	event := "Slashed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsSlashed)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsTaken represents a Taken event raised by the Jobs contract.
type JobsTaken struct {
	Job     [32]byte
	Attempt uint32
	Solver  common.Address
	First   uint32
	Bond    *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsTakenEventName = "Taken"

// ContractEventName returns the user-defined event name.
func (JobsTaken) ContractEventName() string {
	return JobsTakenEventName
}

// UnpackTakenEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Taken(bytes32 indexed job, uint32 indexed attempt, address indexed solver, uint32 first, uint256 bond)
func (jobs *Jobs) UnpackTakenEvent(log *types.Log) (*JobsTaken, error) {
	event := "Taken"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsTaken)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// JobsWithdrawn represents a Withdrawn event raised by the Jobs contract.
type JobsWithdrawn struct {
	Account common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const JobsWithdrawnEventName = "Withdrawn"

// ContractEventName returns the user-defined event name.
func (JobsWithdrawn) ContractEventName() string {
	return JobsWithdrawnEventName
}

// UnpackWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Withdrawn(address indexed account, uint256 amount)
func (jobs *Jobs) UnpackWithdrawnEvent(log *types.Log) (*JobsWithdrawn, error) {
	event := "Withdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != jobs.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(JobsWithdrawn)
	if len(log.Data) > 0 {
		if err := jobs.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range jobs.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (jobs *Jobs) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], jobs.abi.Errors["ChildrenLength"].ID.Bytes()[:4]) {
		return jobs.UnpackChildrenLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["ConstCount"].ID.Bytes()[:4]) {
		return jobs.UnpackConstCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["EpochCount"].ID.Bytes()[:4]) {
		return jobs.UnpackEpochCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["EpochLength"].ID.Bytes()[:4]) {
		return jobs.UnpackEpochLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["KernelCount"].ID.Bytes()[:4]) {
		return jobs.UnpackKernelCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["LeafLength"].ID.Bytes()[:4]) {
		return jobs.UnpackLeafLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["NotClient"].ID.Bytes()[:4]) {
		return jobs.UnpackNotClientError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["NotDisputes"].ID.Bytes()[:4]) {
		return jobs.UnpackNotDisputesError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["NotEligible"].ID.Bytes()[:4]) {
		return jobs.UnpackNotEligibleError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["NotOver"].ID.Bytes()[:4]) {
		return jobs.UnpackNotOverError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["NotSolver"].ID.Bytes()[:4]) {
		return jobs.UnpackNotSolverError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["NothingToDo"].ID.Bytes()[:4]) {
		return jobs.UnpackNothingToDoError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["OutOfBounds"].ID.Bytes()[:4]) {
		return jobs.UnpackOutOfBoundsError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["ProgramCount"].ID.Bytes()[:4]) {
		return jobs.UnpackProgramCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["SameRoot"].ID.Bytes()[:4]) {
		return jobs.UnpackSameRootError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["ScheduleEntry"].ID.Bytes()[:4]) {
		return jobs.UnpackScheduleEntryError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["ScheduleLength"].ID.Bytes()[:4]) {
		return jobs.UnpackScheduleLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["SendFailed"].ID.Bytes()[:4]) {
		return jobs.UnpackSendFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["Sha256Failed"].ID.Bytes()[:4]) {
		return jobs.UnpackSha256FailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["SignatureForm"].ID.Bytes()[:4]) {
		return jobs.UnpackSignatureFormError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["SignatureLength"].ID.Bytes()[:4]) {
		return jobs.UnpackSignatureLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["StateCount"].ID.Bytes()[:4]) {
		return jobs.UnpackStateCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["StepCount"].ID.Bytes()[:4]) {
		return jobs.UnpackStepCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["TensorCount"].ID.Bytes()[:4]) {
		return jobs.UnpackTensorCountError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["TooEarly"].ID.Bytes()[:4]) {
		return jobs.UnpackTooEarlyError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["TooLate"].ID.Bytes()[:4]) {
		return jobs.UnpackTooLateError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["WrongAnchor"].ID.Bytes()[:4]) {
		return jobs.UnpackWrongAnchorError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["WrongPhase"].ID.Bytes()[:4]) {
		return jobs.UnpackWrongPhaseError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["WrongProof"].ID.Bytes()[:4]) {
		return jobs.UnpackWrongProofError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["WrongSpec"].ID.Bytes()[:4]) {
		return jobs.UnpackWrongSpecError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["WrongStep"].ID.Bytes()[:4]) {
		return jobs.UnpackWrongStepError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["WrongValue"].ID.Bytes()[:4]) {
		return jobs.UnpackWrongValueError(raw[4:])
	}
	if bytes.Equal(raw[:4], jobs.abi.Errors["ZeroRoot"].ID.Bytes()[:4]) {
		return jobs.UnpackZeroRootError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// JobsChildrenLength represents a ChildrenLength error raised by the Jobs contract.
type JobsChildrenLength struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ChildrenLength(uint256 length)
func JobsChildrenLengthErrorID() common.Hash {
	return common.HexToHash("0x3cb83df7e3810d2707050e57d146f122d0efd1f6d2de55547612af31db9e8255")
}

// UnpackChildrenLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ChildrenLength(uint256 length)
func (jobs *Jobs) UnpackChildrenLengthError(raw []byte) (*JobsChildrenLength, error) {
	out := new(JobsChildrenLength)
	if err := jobs.abi.UnpackIntoInterface(out, "ChildrenLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsConstCount represents a ConstCount error raised by the Jobs contract.
type JobsConstCount struct {
	Got *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ConstCount(uint256 got)
func JobsConstCountErrorID() common.Hash {
	return common.HexToHash("0x00592161e8b4ab88ec8c122394c57a4c98b2fcfcef687d7b831e274de9653e4c")
}

// UnpackConstCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ConstCount(uint256 got)
func (jobs *Jobs) UnpackConstCountError(raw []byte) (*JobsConstCount, error) {
	out := new(JobsConstCount)
	if err := jobs.abi.UnpackIntoInterface(out, "ConstCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsEpochCount represents a EpochCount error raised by the Jobs contract.
type JobsEpochCount struct {
	Got *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EpochCount(uint256 got)
func JobsEpochCountErrorID() common.Hash {
	return common.HexToHash("0xb35ec61d84604fa7251d814fd7cff438edea361a98c07d41958f851110b903ea")
}

// UnpackEpochCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EpochCount(uint256 got)
func (jobs *Jobs) UnpackEpochCountError(raw []byte) (*JobsEpochCount, error) {
	out := new(JobsEpochCount)
	if err := jobs.abi.UnpackIntoInterface(out, "EpochCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsEpochLength represents a EpochLength error raised by the Jobs contract.
type JobsEpochLength struct {
	Got *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EpochLength(uint256 got)
func JobsEpochLengthErrorID() common.Hash {
	return common.HexToHash("0x0d6907b9b2ea7da47011fac3f7a9cd92db6a465b919c62b15e61cc74e360ed42")
}

// UnpackEpochLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EpochLength(uint256 got)
func (jobs *Jobs) UnpackEpochLengthError(raw []byte) (*JobsEpochLength, error) {
	out := new(JobsEpochLength)
	if err := jobs.abi.UnpackIntoInterface(out, "EpochLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsKernelCount represents a KernelCount error raised by the Jobs contract.
type JobsKernelCount struct {
	Program *big.Int
	Got     *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error KernelCount(uint256 program, uint256 got)
func JobsKernelCountErrorID() common.Hash {
	return common.HexToHash("0xfc52a565008f32d32d06fd044c752ae8b557a7e49ddd6d194425cc08d432499c")
}

// UnpackKernelCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error KernelCount(uint256 program, uint256 got)
func (jobs *Jobs) UnpackKernelCountError(raw []byte) (*JobsKernelCount, error) {
	out := new(JobsKernelCount)
	if err := jobs.abi.UnpackIntoInterface(out, "KernelCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsLeafLength represents a LeafLength error raised by the Jobs contract.
type JobsLeafLength struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LeafLength(uint256 length)
func JobsLeafLengthErrorID() common.Hash {
	return common.HexToHash("0x9620c776ec5d6df5fff882a7f1780ef5252d9915bfba4a5c7e1b715597dd3310")
}

// UnpackLeafLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LeafLength(uint256 length)
func (jobs *Jobs) UnpackLeafLengthError(raw []byte) (*JobsLeafLength, error) {
	out := new(JobsLeafLength)
	if err := jobs.abi.UnpackIntoInterface(out, "LeafLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsNotClient represents a NotClient error raised by the Jobs contract.
type JobsNotClient struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotClient()
func JobsNotClientErrorID() common.Hash {
	return common.HexToHash("0x20dbc8744d453df555874a9fb4bfc2e2a9c4bad22c5742928ec789edbc038b43")
}

// UnpackNotClientError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotClient()
func (jobs *Jobs) UnpackNotClientError(raw []byte) (*JobsNotClient, error) {
	out := new(JobsNotClient)
	if err := jobs.abi.UnpackIntoInterface(out, "NotClient", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsNotDisputes represents a NotDisputes error raised by the Jobs contract.
type JobsNotDisputes struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotDisputes()
func JobsNotDisputesErrorID() common.Hash {
	return common.HexToHash("0x4c30b8ca3436d5aebc00b27437c719e28e9e0d2edd1b8cdcfd1e8cb66cf25c5a")
}

// UnpackNotDisputesError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotDisputes()
func (jobs *Jobs) UnpackNotDisputesError(raw []byte) (*JobsNotDisputes, error) {
	out := new(JobsNotDisputes)
	if err := jobs.abi.UnpackIntoInterface(out, "NotDisputes", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsNotEligible represents a NotEligible error raised by the Jobs contract.
type JobsNotEligible struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotEligible()
func JobsNotEligibleErrorID() common.Hash {
	return common.HexToHash("0xf8eb54de284c97bfa6191d3cb5e2a0cef222e6ce29e2e7ed2edafab612c84e14")
}

// UnpackNotEligibleError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotEligible()
func (jobs *Jobs) UnpackNotEligibleError(raw []byte) (*JobsNotEligible, error) {
	out := new(JobsNotEligible)
	if err := jobs.abi.UnpackIntoInterface(out, "NotEligible", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsNotOver represents a NotOver error raised by the Jobs contract.
type JobsNotOver struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOver()
func JobsNotOverErrorID() common.Hash {
	return common.HexToHash("0x502b00dfc2dd5d8412f2fd188b5bed7dcc751aa5f80ec2636ddec14d1282400f")
}

// UnpackNotOverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOver()
func (jobs *Jobs) UnpackNotOverError(raw []byte) (*JobsNotOver, error) {
	out := new(JobsNotOver)
	if err := jobs.abi.UnpackIntoInterface(out, "NotOver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsNotSolver represents a NotSolver error raised by the Jobs contract.
type JobsNotSolver struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotSolver()
func JobsNotSolverErrorID() common.Hash {
	return common.HexToHash("0xc139eabd1a4f258a1bb0bfdf8d80b8fb8155b7a1621f556f1b0e09968920c78d")
}

// UnpackNotSolverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotSolver()
func (jobs *Jobs) UnpackNotSolverError(raw []byte) (*JobsNotSolver, error) {
	out := new(JobsNotSolver)
	if err := jobs.abi.UnpackIntoInterface(out, "NotSolver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsNothingToDo represents a NothingToDo error raised by the Jobs contract.
type JobsNothingToDo struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingToDo()
func JobsNothingToDoErrorID() common.Hash {
	return common.HexToHash("0x5c52a8685c474c69637a8bd0989a1142629129e3293bd9aa6468eff5dd643948")
}

// UnpackNothingToDoError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingToDo()
func (jobs *Jobs) UnpackNothingToDoError(raw []byte) (*JobsNothingToDo, error) {
	out := new(JobsNothingToDo)
	if err := jobs.abi.UnpackIntoInterface(out, "NothingToDo", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsOutOfBounds represents a OutOfBounds error raised by the Jobs contract.
type JobsOutOfBounds struct {
	Term string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OutOfBounds(string term)
func JobsOutOfBoundsErrorID() common.Hash {
	return common.HexToHash("0xf4e5b79a16b8cda34a08441d4283fa1a72fc62a7aeda3151c7664fddfb9a0e6b")
}

// UnpackOutOfBoundsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OutOfBounds(string term)
func (jobs *Jobs) UnpackOutOfBoundsError(raw []byte) (*JobsOutOfBounds, error) {
	out := new(JobsOutOfBounds)
	if err := jobs.abi.UnpackIntoInterface(out, "OutOfBounds", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsProgramCount represents a ProgramCount error raised by the Jobs contract.
type JobsProgramCount struct {
	Got *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ProgramCount(uint256 got)
func JobsProgramCountErrorID() common.Hash {
	return common.HexToHash("0xd57f5ac591674ab97dc0315aff37442d90c77a6259bb8eabf6f8dc34250d8db6")
}

// UnpackProgramCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ProgramCount(uint256 got)
func (jobs *Jobs) UnpackProgramCountError(raw []byte) (*JobsProgramCount, error) {
	out := new(JobsProgramCount)
	if err := jobs.abi.UnpackIntoInterface(out, "ProgramCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsSameRoot represents a SameRoot error raised by the Jobs contract.
type JobsSameRoot struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SameRoot()
func JobsSameRootErrorID() common.Hash {
	return common.HexToHash("0xf65eace59e389f073190f8d03480f4ef9a57cd553d725647c36b1724fd185c7a")
}

// UnpackSameRootError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SameRoot()
func (jobs *Jobs) UnpackSameRootError(raw []byte) (*JobsSameRoot, error) {
	out := new(JobsSameRoot)
	if err := jobs.abi.UnpackIntoInterface(out, "SameRoot", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsScheduleEntry represents a ScheduleEntry error raised by the Jobs contract.
type JobsScheduleEntry struct {
	Entry   *big.Int
	Program *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ScheduleEntry(uint256 entry, uint256 program)
func JobsScheduleEntryErrorID() common.Hash {
	return common.HexToHash("0x28ec942d1ca775f97c8cb7d9945102845702beb3133c61613d75c3a80b35e900")
}

// UnpackScheduleEntryError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ScheduleEntry(uint256 entry, uint256 program)
func (jobs *Jobs) UnpackScheduleEntryError(raw []byte) (*JobsScheduleEntry, error) {
	out := new(JobsScheduleEntry)
	if err := jobs.abi.UnpackIntoInterface(out, "ScheduleEntry", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsScheduleLength represents a ScheduleLength error raised by the Jobs contract.
type JobsScheduleLength struct {
	Got *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ScheduleLength(uint256 got)
func JobsScheduleLengthErrorID() common.Hash {
	return common.HexToHash("0x684f85213dfcaa33a93babca69c7ae4977ecd9714e8e3c1326ff52259136a605")
}

// UnpackScheduleLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ScheduleLength(uint256 got)
func (jobs *Jobs) UnpackScheduleLengthError(raw []byte) (*JobsScheduleLength, error) {
	out := new(JobsScheduleLength)
	if err := jobs.abi.UnpackIntoInterface(out, "ScheduleLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsSendFailed represents a SendFailed error raised by the Jobs contract.
type JobsSendFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SendFailed()
func JobsSendFailedErrorID() common.Hash {
	return common.HexToHash("0x81063e51806c3994c498b39c9d9f4124c2e61b7cd154bc84f959aea44d44ce4f")
}

// UnpackSendFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SendFailed()
func (jobs *Jobs) UnpackSendFailedError(raw []byte) (*JobsSendFailed, error) {
	out := new(JobsSendFailed)
	if err := jobs.abi.UnpackIntoInterface(out, "SendFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsSha256Failed represents a Sha256Failed error raised by the Jobs contract.
type JobsSha256Failed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Sha256Failed()
func JobsSha256FailedErrorID() common.Hash {
	return common.HexToHash("0xc176b3c572babf624fc6d5964982df8059b47a8c8a5f584c9de405c1efcf67de")
}

// UnpackSha256FailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Sha256Failed()
func (jobs *Jobs) UnpackSha256FailedError(raw []byte) (*JobsSha256Failed, error) {
	out := new(JobsSha256Failed)
	if err := jobs.abi.UnpackIntoInterface(out, "Sha256Failed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsSignatureForm represents a SignatureForm error raised by the Jobs contract.
type JobsSignatureForm struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SignatureForm()
func JobsSignatureFormErrorID() common.Hash {
	return common.HexToHash("0x314bebcfc10bcfea939782a597da695cf1f15a574dac5c3a01f5bd79e2caf6e3")
}

// UnpackSignatureFormError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SignatureForm()
func (jobs *Jobs) UnpackSignatureFormError(raw []byte) (*JobsSignatureForm, error) {
	out := new(JobsSignatureForm)
	if err := jobs.abi.UnpackIntoInterface(out, "SignatureForm", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsSignatureLength represents a SignatureLength error raised by the Jobs contract.
type JobsSignatureLength struct {
	Got *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SignatureLength(uint256 got)
func JobsSignatureLengthErrorID() common.Hash {
	return common.HexToHash("0x0feddbc1712da417d2644ca7381d5ae53b596bc590cf60d13e5ec9cf1bad2ac1")
}

// UnpackSignatureLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SignatureLength(uint256 got)
func (jobs *Jobs) UnpackSignatureLengthError(raw []byte) (*JobsSignatureLength, error) {
	out := new(JobsSignatureLength)
	if err := jobs.abi.UnpackIntoInterface(out, "SignatureLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsStateCount represents a StateCount error raised by the Jobs contract.
type JobsStateCount struct {
	Got *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StateCount(uint256 got)
func JobsStateCountErrorID() common.Hash {
	return common.HexToHash("0xb57f73be36da18a56658b9930cb439eb737cf24374b0154bfa031f842d0250ec")
}

// UnpackStateCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StateCount(uint256 got)
func (jobs *Jobs) UnpackStateCountError(raw []byte) (*JobsStateCount, error) {
	out := new(JobsStateCount)
	if err := jobs.abi.UnpackIntoInterface(out, "StateCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsStepCount represents a StepCount error raised by the Jobs contract.
type JobsStepCount struct {
	Got *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StepCount(uint256 got)
func JobsStepCountErrorID() common.Hash {
	return common.HexToHash("0xa535c0500337f343dd85851f3ee7d615f1581681141b97d274aae48799ab0ddc")
}

// UnpackStepCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StepCount(uint256 got)
func (jobs *Jobs) UnpackStepCountError(raw []byte) (*JobsStepCount, error) {
	out := new(JobsStepCount)
	if err := jobs.abi.UnpackIntoInterface(out, "StepCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsTensorCount represents a TensorCount error raised by the Jobs contract.
type JobsTensorCount struct {
	Got *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TensorCount(uint256 got)
func JobsTensorCountErrorID() common.Hash {
	return common.HexToHash("0xd4bb4acdbcf1a5a66838adc8f93edbf41666322d02a2b794e70647fd9a5536fa")
}

// UnpackTensorCountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TensorCount(uint256 got)
func (jobs *Jobs) UnpackTensorCountError(raw []byte) (*JobsTensorCount, error) {
	out := new(JobsTensorCount)
	if err := jobs.abi.UnpackIntoInterface(out, "TensorCount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsTooEarly represents a TooEarly error raised by the Jobs contract.
type JobsTooEarly struct {
	Deadline *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooEarly(uint256 deadline)
func JobsTooEarlyErrorID() common.Hash {
	return common.HexToHash("0x2a35a3246d5070e2b118858c24c2c4d23eaebe645b92ab746b92dd600c35a9d7")
}

// UnpackTooEarlyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooEarly(uint256 deadline)
func (jobs *Jobs) UnpackTooEarlyError(raw []byte) (*JobsTooEarly, error) {
	out := new(JobsTooEarly)
	if err := jobs.abi.UnpackIntoInterface(out, "TooEarly", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsTooLate represents a TooLate error raised by the Jobs contract.
type JobsTooLate struct {
	Deadline *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooLate(uint256 deadline)
func JobsTooLateErrorID() common.Hash {
	return common.HexToHash("0x691e5682c05af91a82d806fceac093f8891d2c453dfc42c67196c1ccdb7b8be1")
}

// UnpackTooLateError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooLate(uint256 deadline)
func (jobs *Jobs) UnpackTooLateError(raw []byte) (*JobsTooLate, error) {
	out := new(JobsTooLate)
	if err := jobs.abi.UnpackIntoInterface(out, "TooLate", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsWrongAnchor represents a WrongAnchor error raised by the Jobs contract.
type JobsWrongAnchor struct {
	Expected [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongAnchor(bytes32 expected)
func JobsWrongAnchorErrorID() common.Hash {
	return common.HexToHash("0x7dd63c6867700b482fee6199612be9506692f1927f65e83723ff2d4d06ef10b1")
}

// UnpackWrongAnchorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongAnchor(bytes32 expected)
func (jobs *Jobs) UnpackWrongAnchorError(raw []byte) (*JobsWrongAnchor, error) {
	out := new(JobsWrongAnchor)
	if err := jobs.abi.UnpackIntoInterface(out, "WrongAnchor", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsWrongPhase represents a WrongPhase error raised by the Jobs contract.
type JobsWrongPhase struct {
	Phase uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongPhase(uint8 phase)
func JobsWrongPhaseErrorID() common.Hash {
	return common.HexToHash("0x96fe8cdd585d6e16539084786ef0330f221a01706accefe0bc861b9b7c7ccd00")
}

// UnpackWrongPhaseError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongPhase(uint8 phase)
func (jobs *Jobs) UnpackWrongPhaseError(raw []byte) (*JobsWrongPhase, error) {
	out := new(JobsWrongPhase)
	if err := jobs.abi.UnpackIntoInterface(out, "WrongPhase", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsWrongProof represents a WrongProof error raised by the Jobs contract.
type JobsWrongProof struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongProof()
func JobsWrongProofErrorID() common.Hash {
	return common.HexToHash("0x923983b95725ef8bba975b943fae190b70d615718a6d503ac530ba58b34141d6")
}

// UnpackWrongProofError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongProof()
func (jobs *Jobs) UnpackWrongProofError(raw []byte) (*JobsWrongProof, error) {
	out := new(JobsWrongProof)
	if err := jobs.abi.UnpackIntoInterface(out, "WrongProof", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsWrongSpec represents a WrongSpec error raised by the Jobs contract.
type JobsWrongSpec struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongSpec()
func JobsWrongSpecErrorID() common.Hash {
	return common.HexToHash("0xe4c6b95cbb1cd44966fa643fd04f806108da894f46224eb833a56e997bba0a4d")
}

// UnpackWrongSpecError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongSpec()
func (jobs *Jobs) UnpackWrongSpecError(raw []byte) (*JobsWrongSpec, error) {
	out := new(JobsWrongSpec)
	if err := jobs.abi.UnpackIntoInterface(out, "WrongSpec", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsWrongStep represents a WrongStep error raised by the Jobs contract.
type JobsWrongStep struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongStep()
func JobsWrongStepErrorID() common.Hash {
	return common.HexToHash("0xbc3c8a5a94b27f160f1b92f62d402d946766caac5227a2ffc2d1381f57f4e236")
}

// UnpackWrongStepError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongStep()
func (jobs *Jobs) UnpackWrongStepError(raw []byte) (*JobsWrongStep, error) {
	out := new(JobsWrongStep)
	if err := jobs.abi.UnpackIntoInterface(out, "WrongStep", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsWrongValue represents a WrongValue error raised by the Jobs contract.
type JobsWrongValue struct {
	Got  *big.Int
	Want *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongValue(uint256 got, uint256 want)
func JobsWrongValueErrorID() common.Hash {
	return common.HexToHash("0x195a3ca12ac3744ef64727effb118b3b203c382e49c7a7d24d450eae5e3b889a")
}

// UnpackWrongValueError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongValue(uint256 got, uint256 want)
func (jobs *Jobs) UnpackWrongValueError(raw []byte) (*JobsWrongValue, error) {
	out := new(JobsWrongValue)
	if err := jobs.abi.UnpackIntoInterface(out, "WrongValue", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// JobsZeroRoot represents a ZeroRoot error raised by the Jobs contract.
type JobsZeroRoot struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroRoot()
func JobsZeroRootErrorID() common.Hash {
	return common.HexToHash("0xb263ae738e814ca9af6ee56bb85daa47624e790421913c947dcba2aac07cfdbd")
}

// UnpackZeroRootError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroRoot()
func (jobs *Jobs) UnpackZeroRootError(raw []byte) (*JobsZeroRoot, error) {
	out := new(JobsZeroRoot)
	if err := jobs.abi.UnpackIntoInterface(out, "ZeroRoot", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RefereeMetaData contains all meta data concerning the Referee contract.
var RefereeMetaData = bind.MetaData{
	ABI: "[{\"type\":\"function\",\"name\":\"check\",\"inputs\":[{\"name\":\"kernel\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"place\",\"type\":\"tuple\",\"internalType\":\"structPlace\",\"components\":[{\"name\":\"init\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"position\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]}],\"outputs\":[{\"name\":\"f\",\"type\":\"tuple\",\"internalType\":\"structFacts\",\"components\":[{\"name\":\"valid\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"kind\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"window\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"init\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"count\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"terms\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"windows\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"evaluate\",\"inputs\":[{\"name\":\"op\",\"type\":\"uint8\",\"internalType\":\"uint8\"},{\"name\":\"tuples\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"results\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"window\",\"inputs\":[{\"name\":\"query\",\"type\":\"tuple\",\"internalType\":\"structQuery\",\"components\":[{\"name\":\"kernel\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"place\",\"type\":\"tuple\",\"internalType\":\"structPlace\",\"components\":[{\"name\":\"init\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"position\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"step\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"element\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"window\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"acc\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"stateRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"constRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"traceRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"openings\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"valid\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"acc\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"windowPlain\",\"inputs\":[{\"name\":\"query\",\"type\":\"tuple\",\"internalType\":\"structQuery\",\"components\":[{\"name\":\"kernel\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"place\",\"type\":\"tuple\",\"internalType\":\"structPlace\",\"components\":[{\"name\":\"init\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"position\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"states\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"consts\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"kernels\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"name\":\"step\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"element\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"window\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"acc\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"stateRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"constRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"traceRoot\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"openings\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"valid\",\"type\":\"bool\",\"internalType\":\"bool\"},{\"name\":\"acc\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"stateMutability\":\"view\"},{\"type\":\"error\",\"name\":\"BadLeaf\",\"inputs\":[{\"name\":\"i\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadSource\",\"inputs\":[{\"name\":\"i\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"BadTuples\",\"inputs\":[{\"name\":\"op\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"LeafOrder\",\"inputs\":[{\"name\":\"i\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"MissingLeaf\",\"inputs\":[{\"name\":\"operand\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"leaf\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NoElement\",\"inputs\":[{\"name\":\"element\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"count\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NoWindow\",\"inputs\":[{\"name\":\"window\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"windows\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"OpeningsLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"Sha256Failed\",\"inputs\":[]}]",
	ID:  "Referee",
	Bin: "0x60808060405234601557615b55908161001a8239f35b5f80fdfe6103006040526004361015610012575f80fd5b5f3560e01c806336e6ea02146103da5780635c85eb60146103a9578063825b15c3146102c157638acf704d14610046575f80fd5b346102bd5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102bd5760043560ff81168091036102bd5760243567ffffffffffffffff81116102bd576100a39036906004016103f1565b916100ad8161335d565b92831580156102a8575b610279576100c9908460021b906105de565b91602082108015610264575b936006831461025c575b60258314610254575b6100f2606061057e565b9460603687375f5b82811061019457600286901b60406020820189898961012c61012361011e866106fb565b61057e565b948086526106fb565b95601f1960208601970136883784528161016f575b505050601f19601f8351948593602085525180918160208701528686015e5f85828601015201168101030190f35b8261018c93518660208301519201519260048960081b17906133cf565b838080610141565b6101bc86604051906020601f19601f8360021b0116830101604052151560021b9060081b1790565b600382101561022757808260051b89015260081c5f5b8781106101e35750506001016100fa565b600190858102840160021b87013560e01c8561020a575b60e01b8160021b840152016101d2565b637f800000637fffffff821611156101fa5750637fc000006101fa565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b5f94506100e8565b5f94506100df565b506021821180156100d55750602582106100d5565b907fdf613503000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506102b68460021b826106f1565b15156100b7565b5f80fd5b346102bd5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102bd5760043567ffffffffffffffff81116102bd576103109036906004016103f1565b9060a07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc3601126102bd5760e09161034791610615565b67ffffffffffffffff60c06040519280511515845260ff602082015116602085015261ffff604082015116604085015263ffffffff60608201511660608501528260808201511660808501528260a08201511660a085015201511660c0820152f35b346102bd576103c06103ba3661041f565b91611c57565b60408051921515835263ffffffff91909116602083015290f35b346102bd576103c06103eb3661041f565b91610751565b9181601f840112156102bd5782359167ffffffffffffffff83116102bd57602083818601950101116102bd57565b9060407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8301126102bd5760043567ffffffffffffffff81116102bd576101a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc82850301126102bd57600401916024359067ffffffffffffffff82116102bd576104ac916004016103f1565b9091565b6040519060e0820182811067ffffffffffffffff8211176104d057604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b604051906060820182811067ffffffffffffffff8211176104d057604052565b604051906080820182811067ffffffffffffffff8211176104d057604052565b60405190610180820182811067ffffffffffffffff8211176104d057604052565b6040519060a0820182811067ffffffffffffffff8211176104d057604052565b90601f19601f604051930116820182811067ffffffffffffffff8211176104d057604052565b919082018092116105b157565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b81156105e8570490565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601260045260245ffd5b919061065360246106246104b0565b925f84525f60208501525f60408501525f60608501525f60808501525f60a08501525f60c08501528395612e0e565b908151156106ec57506001835260ff60208201511660208401526106c3610120608083019261ffff845116604087015263ffffffff60e082015116606087015267ffffffffffffffff6101008201511660808701520167ffffffffffffffff81511660a0860152518251906105a4565b905f1982019182116105b15767ffffffffffffffff916106e49151906105de565b1660c0830152565b925050565b81156105e8570690565b67ffffffffffffffff81116104d057601f01601f191660200190565b3567ffffffffffffffff811681036102bd5790565b80518210156102275760209160051b010190565b3563ffffffff811681036102bd5790565b9290919260e05260e051357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe160e0513603018112156102bd5760e0510180359067ffffffffffffffff82116102bd5760200181360381136102bd576107bc91602060e0510191612e0e565b61014052610140515115611c4f5760e080510167ffffffffffffffff6107e182610717565b610100610140510151918291161015611c0e575061010060e051019067ffffffffffffffff61080f83610717565b1691608061014051019081518094026101605261012061014051019384519182610160511015611bbd5750505067ffffffffffffffff9161086791516101605101610120528351806101205111611bb3575b50610717565b1690610100916108768361057e565b6101005282366101005137604061014051015190815b611b6b57505061089a6104fd565b6080525f608051526108ab8261057e565b82368237602060805101526108bf8261057e565b823682376040608051015251936040610140510151945b606061014051015186101561096d576109026001916108fb8861014080510151613540565b51906105de565b95816109148261014080510151613540565b51146109685761092a8161014080510151613540565b5161093f602060805101516080515190613540565b5286610955604060805101516080515190613540565b52816080515101608051525b01946108d6565b610961565b509193509161097a61051d565b6101a0525f6101a051525f60206101a05101526102006109998161057e565b8136823760406101a05101526109ae8161057e565b9036823760606101a0510152818101811015611b3f5760018101908281016001823560f81c60210283010111611b10576109eb813560f81c613569565b6101e0526109ff61011e823560f81c613551565b91813560f81c8352601f19610a17833560f81c613551565b013660208501375f5b823560f81c81106119445750838201811015611918579081600185930193610a4b6101e05151613569565b6101c052610a5c6101e05151613569565b610180526020604051806101a05152611fe0843560f31c168101826101a0510152610420843560f81c0201016040525f905f5b833560f81c811061161d575050505001036115f25750905f5b60a0610140510151811015610b6b577fffff0000ffffffffffffffffffffffff00000000000000000000000000000000610aea82610160610140510151612dfd565b513516915f5b6101e05151811015610b60578084610b0d6001936101e05161072c565b5114610b1a575b01610af0565b610b27816101c05161072c565b51610b5a85610b39846101805161072c565b5160406101a051015190610b548360606101a0510151612dfd565b52612dfd565b52610b14565b509150600101610aa8565b5090601f19610b9460a0610140510151610b8761011e82613551565b60c0528060c05152613551565b015f5b81811061158b575050905f905b60c05151821015610d8157610bbb8260c05161072c565b51610bce83610160610140510151612dfd565b5193602485359560ff8760f01c16604085015260ff8760e81c16608085015267ffffffffffffffff8760801c16845263ffffffff8760601c1660208501528660201c60070b60a08501525f19610140850152610c3b6060850151601c830190610100519061014051615147565b80610d4e575b151560e0850152606061014051015160031b010194601f19610c7e60ff610c6f61011e828660e01c16613551565b60e09490941c16808452613551565b015f5b818110610d1657505060c08301525f945b60c08301518051871015610d0557600191610caf8860189361072c565b5190610cc48161010051845161014051615147565b15610cfa575b606061014051015160031b0190600882013560c01d60208201526040601083013560c01d91015201950194610c92565b5f60e0870152610cca565b509094505060019092019150610ba4565b602090610d2161055e565b610d29613590565b81525f838201525f60408201525f60608201525f608082015282828601015201610c81565b50608084015160ff8114908115610d66575b50610c41565b60e09150610d769060c05161072c565b51015115155f610d60565b905061016051610120510391610da660a061014051015160c0610140510151906105a4565b80156105e8576140000492808411611583575b505f5b60c05151811015610e2d578060e0610dd860019360c05161072c565b51015115610e0557604080516020810190915260081b5b83610dfc8360c05161072c565b51015201610dbc565b610def85604051906020601f19601f8360021b0116830101604052151560021b9060081b1790565b50610e3c60c060e05101610740565b610e4461053d565b60a0525f60a051525f602060a05101525f604060a05101525f606060a05101525f608060a05101525f60a08051015260c060a05101915f83525f60e060a05101525f8160a05101525f61012060a05101525f61014060a05101525f61016060a051015260c061014051015192610eb9846151f0565b610ec2856151f0565b610ecb866151f0565b606060a0510152602060a051015260a051526010610ef26040516020810160405260081b90565b1760a0805101525f19840190525f5b8381106111c857505050506020610140510151155f146111ae57610f2a61012060e05101610740565b637f800000637fffffff63ffffffff83169216116111a3575b9060015b610120516101605110610f64575090915063ffffffff6001921690565b6101605161012051039184831161119b575b5f5b8560c05151821015610fd05750600190838415610fb8575b610f9b575b01610f78565b610fb385610160516101a0516080518560c0516135c8565b610f95565b5060e0610fc78260c05161072c565b51015115610f90565b92949193905060a05151602060a051015190604060a051015160051b8201915b8281106110325750505061100c939461101c575b60a051613d0a565b610160805184019052905f610f47565b61102d600160a05161014051613a32565b611004565b80518060f81c6001811461116c5785621fffe08360051b1685015191600481145f146111115750505f9160406101405101515b61ffff8260e01c1681106110e5575050610160519060081c9161109f6110918260406080510151613540565b519160206080510151613540565b5190876101605101935b8484106110bf5750505050506020905b01610ff0565b60046001916110d7856110d286896105de565b6106f1565b60e01b8152019301926110a9565b60016110f78261014080510151613540565b5103611106575b600101611065565b6001909301926110fe565b602094938c8d15611160575b61112b575b505050506110b9565b61115793621fffe08260db1c1688015190621fffe0808460cb1c168a01519360bb1c16890151936133cf565b5f858180611122565b5060048416151561111d565b509081621fffe061012061118b61ffff60209660e01c1660c05161072c565b5101519160051b168401526110b9565b849250610f76565b50637fc00000610f43565b63ffffffff6111c261012060e05101610740565b16610f43565b6001906101806101405101518160031b81013560f81c155f146111fd575060a0805101515b60a051518260051b015201610f01565b8360028360031b83013560f81c148015611571575b1561126157507fffffffff0000000000000000000000000000000000000000000000000000000061124c6040516020810160405260081b90565b918360031b013560201b168160081c526111ed565b9060058360031b82013560f81c145f146112ba57505061128a6040516020810160405260081b90565b7fffffffff000000000000000000000000000000000000000000000000000000008560e01b168160081c526111ed565b60048360031b82013560f81c1480809161152e575b1561131357506112f1915061ffff908360031b013560e01c1661010051613540565b516113056040516020810160405260081b90565b9060e01b8160081c526111ed565b848460031b83013560f81c1490818092611509575b1561135057505061ffff611348918460031b013560e01c1660c05161072c565b5101516111ed565b9092508015611502575b1561144757827fffffffffffffffffffffffffffffffff000000000000000000000000000000006004925b600383901b013516179160108216156113d357505060106113af6040516020810160405260081b90565b1790606060a0510151608060a0510151858101608060a051015260051b01526111ed565b156113ff575060045b90602060a0510151604060a0510151858101604060a051015260051b01526111ed565b600416156114345761142f88604051906020601f19601f8360021b0116830101604052151560021b9060081b1790565b6113dc565b604080516020810190915260081b6113dc565b8261145a8160031b83013560f81c61335d565b9160a05151621fffe08360031b83013560db1c16810151938781116114e6575b6002106114aa575b507fffffffffffffffffffffffffffffffff0000000000000000000000000000000090611385565b600383901b82013560bb1c621fffe0160151909217917fffffffffffffffffffffffffffffffff00000000000000000000000000000000611482565b600384901b83013560cb1c621fffe0168201519094179361147a565b508161135a565b5060e061152461ffff8760031b860135831c1660c05161072c565b5101511515611328565b50604061014051015161ffff8560031b84013560e01c1610806112cf57508461156a61ffff8660031b85013560e01c1661014080510151613540565b51146112cf565b50600383811b83013560f81c14611212565b92505f610db9565b60209061159661053d565b5f81525f838201525f60408201526115ac613590565b60608201525f60808201525f60a0820152606060c08201525f60e08201525f858201525f6101208201525f6101408201525f610160820152828260c05101015201610b97565b7fb473fcc5000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9091929394850160098701116118ec578535926101e051518460f81c10156118c05767ffffffffffffffff8460b81c1660018560f81c0160401b1711156118955767ffffffffffffffff8360b81c1660018460f81c0160401b179260ff61168a8260f81c6101e05161072c565b5160f01c1667ffffffffffffffff6116a88360f81c6101e05161072c565b5160801c166116b682614e76565b1b6104008101908181116105b1576103ff019081116105b157600a1c976116dc89614eb2565b9867ffffffffffffffff8460b81c161015611869578988016104098a60051b8301011161183d5760206101a0510151986104006009830186600a1b8c013760205f61040087600a1b8d0160025afa5f51901561181557816117519161040985019067ffffffffffffffff8860b81c1690614ecc565b61175e8560f81c8861072c565b51036117e9579161040961178192600196959460051b01019984600a1b01614f24565b6101a0515167ffffffffffffffff8260b81c16908360051b01526117ab8160f81c6101805161072c565b51156117d2575b6117c58383019160f81c6101805161072c565b5201908694939291610a8f565b816117e38260f81c6101c05161072c565b526117b2565b847fbffdb12d000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fc176b3c5000000000000000000000000000000000000000000000000000000005f5260045ffd5b897fb473fcc5000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b837fbffdb12d000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f5c515526000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b507fbffdb12d000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b867fb473fcc5000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b837fb473fcc5000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b8483016021830111611ae55760a0610140510151823560f81c1015611ae557611979823560f81c610160610140510151612dfd565b5135916001810135908360f81c801590815f14611ac15761014060e0510135915b15611a8f575063ffffffff6119b3606060e05101610740565b169063ffffffff8660c01c16906119c983614eb2565b8093831092831593611a7a575b8315611a5f575b505050611a3357602160019493927fffff0000ffffffffffffffffffffffff000000000000000000000000000000009260051b01019416611a21836101e05161072c565b52611a2c828761072c565b5201610a20565b837f447c37a8000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b611a70929350602186019087614ecc565b14155f82816119dd565b92508a890160218260051b87010111926119d6565b600103611aae5763ffffffff611aa9608060e05101610740565b6119b3565b63ffffffff611aa960a060e05101610740565b60018103611ad85761016060e05101355b9161199a565b61018060e0510135611ad2565b7f447c37a8000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b827fb473fcc5000000000000000000000000000000000000000000000000000000005f5281010360045260245ffd5b7fb473fcc5000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b5f19611bad9201918291611b8f611b888461014080510151613540565b51826106f1565b611b9c8461010051613540565b526108fb8361014080510151613540565b9061088c565b610120525f610861565b815f1967ffffffffffffffff93611bd6611bde94610717565b9501016105de565b917f579831aa000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b67ffffffffffffffff611c2083610717565b7fe8477fad000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b5f9250829150565b9290919260e05260e051357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe160e0513603018112156102bd5760e0510180359067ffffffffffffffff82116102bd5760200181360381136102bd57611cc291602060e0510191612e0e565b61014052610140515115611c4f5760e080510167ffffffffffffffff611ce782610717565b610100610140510151918291161015611c0e575061010060e051019067ffffffffffffffff611d1583610717565b1691608061014051019081518094026101605261012061014051019384519182610160511015611bbd5750505067ffffffffffffffff91611d6c91516101605101610120528351806101205111611bb35750610717565b169061010091611d7b8361057e565b6101005282366101005137604061014051015190815b612dda575050611d9f6104fd565b6080525f60805152611db08261057e565b8236823760206080510152611dc48261057e565b823682376040608051015251936040610140510151945b6060610140510151861015611e6b57611e006001916108fb8861014080510151613540565b9581611e128261014080510151613540565b5114611e6657611e288161014080510151613540565b51611e3d602060805101516080515190613540565b5286611e53604060805101516080515190613540565b52816080515101608051525b0194611ddb565b611e5f565b5091935091611e7861051d565b6101a0525f6101a051525f60206101a0510152610200611e978161057e565b8136823760406101a0510152611eac8161057e565b9036823760606101a0510152818101811015611b3f5760018101908281016001823560f81c60210283010111611b1057611ee9813560f81c613569565b6101e052611efd61011e823560f81c613551565b91813560f81c8352601f19611f15833560f81c613551565b013660208501375f5b823560f81c8110612c655750838201811015611918579081600185930193611f496101e05151613569565b6101c052611f5a6101e05151613569565b610180526020604051806101a05152611fe0843560f31c168101826101a0510152610420843560f81c0201016040525f905f5b833560f81c8110612a99575050505001036115f25750905f5b60a0610140510151811015612048577fffff0000ffffffffffffffffffffffff00000000000000000000000000000000611fe882610160610140510151612dfd565b513516915f5b6101e0515181101561203d57808461200b6001936101e05161072c565b5114612018575b01611fee565b612025816101c05161072c565b5161203785610b39846101805161072c565b52612012565b509150600101611fa6565b5090601f1961206460a0610140510151610b8761011e82613551565b015f5b818110612a32575050905f905b60c051518210156122425761208b8260c05161072c565b5161209e83610160610140510151612dfd565b5193602485359560ff8760f01c16604085015260ff8760e81c16608085015267ffffffffffffffff8760801c16845263ffffffff8760601c1660208501528660201c60070b60a08501525f1961014085015261210b6060850151601c830190610100519061014051615147565b8061220f575b151560e0850152606061014051015160031b010194601f1961213f60ff610c6f61011e828660e01c16613551565b015f5b8181106121d757505060c08301525f945b60c083015180518710156121c6576001916121708860189361072c565b51906121858161010051845161014051615147565b156121bb575b606061014051015160031b0190600882013560c01d60208201526040601083013560c01d91015201950194612153565b5f60e087015261218b565b509094505060019092019150612074565b6020906121e261055e565b6121ea613590565b81525f838201525f60408201525f60608201525f608082015282828601015201612142565b50608084015160ff8114908115612227575b50612111565b60e091506122379060c05161072c565b51015115155f612221565b90506101605161012051039161226760a061014051015160c0610140510151906105a4565b80156105e8576140000492808411612a2a575b505f5b60c051518110156122ee578060e061229960019360c05161072c565b510151156122c657604080516020810190915260081b5b836122bd8360c05161072c565b5101520161227d565b6122b085604051906020601f19601f8360021b0116830101604052151560021b9060081b1790565b506122fd60c060e05101610740565b61230561053d565b60a0525f60a051525f602060a05101525f604060a05101525f606060a05101525f608060a05101525f60a08051015260c060a05101915f83525f60e060a05101525f8160a05101525f61012060a05101525f61014060a05101525f61016060a051015260c06101405101519261237a846151f0565b612383856151f0565b61238c866151f0565b606060a0510152602060a051015260a0515260106123b36040516020810160405260081b90565b1760a0805101525f19840190525f5b83811061266f57505050506020610140510151155f14612655576123eb61012060e05101610740565b637f800000637fffffff63ffffffff831692161161264a575b9060015b610120516101605110612425575090915063ffffffff6001921690565b61016051610120510391848311612642575b5f5b8560c051518210156124915750600190838415612479575b61245c575b01612439565b61247485610160516101a0516080518560c0516135c8565b612456565b5060e06124888260c05161072c565b51015115612451565b92949193905060a05151602060a051015190604060a051015160051b8201915b8281106124ec575050506124cc93946124dc5760a051613d0a565b610160805184019052905f612408565b61102d5f60a05161014051613a32565b80518060f81c600181146126135785621fffe08360051b1685015191600481145f146125b85750505f9160406101405101515b61ffff8260e01c16811061258c575050610160519060081c9161254b6110918260406080510151613540565b5190876101605101935b84841061256b5750505050506020905b016124b1565b600460019161257e856110d286896105de565b60e01b815201930192612555565b600161259e8261014080510151613540565b51036125ad575b60010161251f565b6001909301926125a5565b602094938c8d15612607575b6125d2575b50505050612565565b6125fe93621fffe08260db1c1688015190621fffe0808460cb1c168a01519360bb1c16890151936133cf565b5f8581806125c9565b506004841615156125c4565b509081621fffe061012061263261ffff60209660e01c1660c05161072c565b5101519160051b16840152612565565b849250612437565b50637fc00000612404565b63ffffffff61266961012060e05101610740565b16612404565b6001906101806101405101518160031b81013560f81c155f146126a4575060a0805101515b60a051518260051b0152016123c2565b8360028360031b83013560f81c148015612a18575b1561270857507fffffffff000000000000000000000000000000000000000000000000000000006126f36040516020810160405260081b90565b918360031b013560201b168160081c52612694565b9060058360031b82013560f81c145f146127615750506127316040516020810160405260081b90565b7fffffffff000000000000000000000000000000000000000000000000000000008560e01b168160081c52612694565b60048360031b82013560f81c148080916129d5575b156127ba5750612798915061ffff908360031b013560e01c1661010051613540565b516127ac6040516020810160405260081b90565b9060e01b8160081c52612694565b848460031b83013560f81c14908180926129b0575b156127f757505061ffff6127ef918460031b013560e01c1660c05161072c565b510151612694565b90925080156129a9575b156128ee57827fffffffffffffffffffffffffffffffff000000000000000000000000000000006004925b600383901b0135161791601082161561287a57505060106128566040516020810160405260081b90565b1790606060a0510151608060a0510151858101608060a051015260051b0152612694565b156128a6575060045b90602060a0510151604060a0510151858101604060a051015260051b0152612694565b600416156128db576128d688604051906020601f19601f8360021b0116830101604052151560021b9060081b1790565b612883565b604080516020810190915260081b612883565b826129018160031b83013560f81c61335d565b9160a05151621fffe08360031b83013560db1c168101519387811161298d575b600210612951575b507fffffffffffffffffffffffffffffffff000000000000000000000000000000009061282c565b600383901b82013560bb1c621fffe0160151909217917fffffffffffffffffffffffffffffffff00000000000000000000000000000000612929565b600384901b83013560cb1c621fffe01682015190941793612921565b5081612801565b5060e06129cb61ffff8760031b860135831c1660c05161072c565b51015115156127cf565b50604061014051015161ffff8560031b84013560e01c161080612776575084612a1161ffff8660031b85013560e01c1661014080510151613540565b5114612776565b50600383811b83013560f81c146126b9565b92505f61227a565b602090612a3d61053d565b5f81525f838201525f6040820152612a53613590565b60608201525f60808201525f60a0820152606060c08201525f60e08201525f858201525f6101208201525f6101408201525f610160820152828260c05101015201612067565b9091929394850160098701116118ec578535926101e051518460f81c10156118c05767ffffffffffffffff8460b81c1660018560f81c0160401b1711156118955767ffffffffffffffff8360b81c1660018460f81c0160401b179260ff612b068260f81c6101e05161072c565b5160f01c1667ffffffffffffffff612b248360f81c6101e05161072c565b5160801c16612b3282614e76565b1b6104008101908181116105b1576103ff019081116105b157600a1c97612b5889614eb2565b9867ffffffffffffffff8460b81c161015611869578988016104098a60051b8301011161183d5760206101a0510151986104006009830186600a1b8c013760205f61040087600a1b8d0160025afa5f5190156118155781612bcd9161040985019067ffffffffffffffff8860b81c1690614ecc565b612bda8560f81c8861072c565b51036117e95791610409612bfd92600196959460051b01019984600a1b01614f24565b6101a0515167ffffffffffffffff8260b81c16908360051b0152612c278160f81c6101805161072c565b5115612c4e575b612c418383019160f81c6101805161072c565b5201908694939291611f8d565b81612c5f8260f81c6101c05161072c565b52612c2e565b8483016021830111611ae55760a0610140510151823560f81c1015611ae557612c9a823560f81c610160610140510151612dfd565b5135916001810135908360f81c801590815f14612db65761014060e0510135915b15612d84575063ffffffff612cd4606060e05101610740565b169063ffffffff8660c01c1690612cea83614eb2565b8093831092831593612d6f575b8315612d54575b505050611a3357602160019493927fffff0000ffffffffffffffffffffffff000000000000000000000000000000009260051b01019416612d42836101e05161072c565b52612d4d828761072c565b5201611f1e565b612d65929350602186019087614ecc565b14155f8281612cfe565b92508a890160218260051b8701011192612cf7565b600103612da35763ffffffff612d9e608060e05101610740565b612cd4565b63ffffffff612d9e60a060e05101610740565b60018103612dcd5761016060e05101355b91612cbb565b61018060e0510135612dc7565b5f19612df79201918291611b8f611b888461014080510151613540565b90611d91565b9060108110156102275760051b0190565b9290604051916101a0830183811067ffffffffffffffff8211176104d0576040525f83525f60208401525f60408401525f60608401525f60808401525f60a08401525f60c08401525f60e08401525f6101008401525f610120840152610100612e768161057e565b8136823761014085015261020092612e8d8461057e565b843682376101608601525f61018086015284600c8210613352575060e08735918801948260011a9081602089015260c060a08560021a8060408c01528660031a01958660608c015260018160041a918c608083600f86161b9101528c8160051a94859101528c61ffff82871c1695869101528c63ffffffff8260a01c1698899101525f1a1496871597613347575b871561333c575b508615613331575b508515613326575b50841561331d575b8415613313575b505082156132f1575b50506132e85782600c606086015160021b880101116132e85783949294019460018652610120840193600185525f93606082019661014083019460408401965b8951811015612fcf5780600c60019260021b8801013560e01c80612faf838b51613540565b528951821015612fc5578c51028c525b01612f8a565b8a51028a52612fbf565b50955095929350955095519081151591826132dd575b826132cd575b50816132bc575b50156132b657606085015160021b01600c01925f60ff81901d9190805b60a088015181101561328557606088015160031b8701916024830190878211613217578835988960031a948960048711918d8315613269575b50505061325c5761306c86858c8e8561306684610160840151612dfd565b52614345565b1561325c578a601c8201918b60201c60070b92601c813560c01d9463ffffffff65020000000000650100000000008301111565020000000000650100000000008901111516968060ff1d80911803918060ff1d80911803020192606061014086015195015160031b0101905b8181106132235750506740000000000000009150101615613217576001831b179760021a60ff8103613208575b5091805b613119575060010195909561300f565b9180813560c01d90600165020000000000650100000000008401111516918060ff1d809118036101408c01519160608d015160031b8501905b8181106131cf57505067400000000000000091501016156131a657606089015160031b016502000000000065010000000000600883013560c01d011180156131b1575b6131a657601801915f190180613109565b509395505050505050565b506502000000000065010000000000601083013560c01d0111613195565b60086020910192833560c01d9565020000000000650100000000008801111516958060ff1d805f19885101921803020193019291613152565b6001901b199097169682613105565b50949650505050505050565b60086020910192833560c01d9565020000000000650100000000008801111516958060ff1d805f198851019218030201930192916130d8565b5095975050505050505050565b60249293506060015160031b6018018802010111895f8d613048565b509391505092909260c085015160031b8201036132b2576101808401526132ac9083614509565b15158252565b5050565b50915050565b65010000000000915051105f612ff2565b650100000000001191505f612feb565b815115159250612fe5565b50935050905090565b15915081613302575b505f80612f4a565b61330c9150614321565b155f6132fa565b1192505f80612f41565b80159450612f3a565b60101094505f612f32565b60081095505f612f2a565b60081096505f612f22565b600186119750612f1b565b955050509350505090565b600681146133c9576010811080156133bf575b6133ba5777eeeeeeeeeeeeeeee0000000000599955000aaa22111232227ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff06003920160021b1c1690565b505f90565b50603f8111613370565b50600390565b93929094600f8660081c961615613538575b60021b8501600f831692600f831695600f86169160081c9360081c9560081c90601081145f1461344b575050509492905b858410613422575050505050505b565b84838261343a6004945160e01c865160e01c90614dc2565b60e01b875201920193019290613412565b60128103613492575050509492905b85841061346957505050505050565b8483826134816004945160e01c865160e01c90614d59565b60e01b87520192019301929061345a565b6013819896949297959398145f146134ed5750969492905b8786106134bb575050505050505050565b868584836134d96004955160e01c875160e01c8a5160e01c91614c31565b60e01b8a52019301940195019492906134aa565b90979593915b88871061350557505050505050505050565b878685836135246004955160e01c885160e01c8b5160e01c9189614850565b60e01b8b52019401950196019593916134f3565b5060016133e1565b9060088110156102275760051b0190565b67ffffffffffffffff81116104d05760051b60200190565b9061357661011e83613551565b828152601f196135868294613551565b0190602036910137565b604051906040820182811067ffffffffffffffff8211176104d0576040525f82526101006020836135c08361057e565b923684370152565b94929190610200526102e05261022052610280526135e9610200518361072c565b51610260526102e051519160016102a0525f9260e061026051015115155f146139f957506001610280525b6080610260510160ff81511461024052610240516139e6575b61024051806139dc575b806139cb575b806139b0575b8061398d575b613987576101006102605101518061012061026051015260081c6102c052519060ff82145f146139715750505f905b8160081c915b6102805161368c5750505050565b6102605160e0015115613959576001915b82610280511061394e575b6136bd816102e05160606102605101516152a7565b610240511561379a578391908661372c5782610260515182105f1461371a576136f46136fd926102205161020051610260516152f8565b6102c051615357565b8160021b6102c051016102c052019161028051036102805261367e565b6136fd915060206102605101516136f4565b6102c05190610260515191888560021b6102c05101925b8383106137545750505050506136fd565b60049293949596508581105f1461378d5761377a816102205161020051610260516152f8565b60e01b8452019101888795949392613743565b602061026051015161377a565b8391946137a56104b0565b6102c05181526020810192835287604082015260608101928484526080820192835260a0820193600f8716855260c083019089825260c061026051015151915f5b8381106138e2575050835192519451955160a0610260510151915160021b8401925b83851061381c5750505050505050936136fd565b919395975091939582815160e01c85028901610260515181105f5b858110613888575060049391901561387a5761385e906102205161020051610260516152f8565b60e01b8852019760408801510195019290918997969492613808565b50602061026051015161385e565b91925061389c8260c061026051015161072c565b51916060830180516020850151811280156138d4575b6138cc575b60806001949501510190520190859291613837565b5f93506138b7565b5060408501518112156138b2565b60019192959798506138fb8160c061026051015161072c565b51805161390d85516102e051836152a7565b60608301526102e05151908161393257505060805f915b0152019089979694916137e6565b6080915f196020613947930151910190613540565b5191613924565b6102805192506136a8565b6139666102a051836106f1565b6102a051039161369d565b6101209161397e9161072c565b51015190613678565b50505050565b506139ab6102805184610220516102e0516102005161026051615203565b613649565b506102a051610280516139c382866106f1565b011115613643565b50600260406102605101511061363d565b5060018414613637565b60c061026051015151156102405261362d565b9250613a27613a145f1960206102e051015195018095613540565b5193602060606102605101510151613540565b51926102a052613614565b9091158015613cfe575b8015613cf0575b6132b2578151606083015160808401908151905f1960c081840160051b8301519601510161ffff861603613b16576002859214613c77575b508060f81c8160e01c938260d01c926013831492835f14613b5d575083613ab08784621fffe060109260051b16015116151590565b928315613b3c575b50508115613b1e575b50613b165761ffff600294600160e08901525b1661010087015215613b0e5761ffff165b6101208501525103613b0457600161ffff6101409260e01c1601910152565b506101405f910152565b505f19613ae5565b505050505050565b875160bb9190911c621fffe016015160a0880151149050155f613ac1565b613b55929350621fffe060109260051b16015116151590565b90835f613ab8565b9195601083149150818015613c6d575b8015613c63575b15613c58578851600582901b621fffe016015160a08a0151141580156101608b0152613c275750613bb4848097621fffe060109260051b16015116151590565b613c1d5715613c08575060015b6004811015613bdb5760029461ffff9160e0890152613ad4565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b601803613c16576003613bc1565b6002613bc1565b5050505050505050565b8851600586901b621fffe016015160a08a015191979103613c5857600587901b621fffe01601516010161515613bb4565b505050505050505050565b5060198314613b74565b5060188314613b6d565b90505160068460f81c14801590613cd8575b8015613cc3575b8015613ca8575b613ca1575f613a7b565b5050505050565b50845160bb85901c621fffe016015160a08601511415613c97565b5061ffff811661ffff8560d01c161415613c90565b5060db84901c621fffe0168301516010161515613c89565b506002608083015111613a43565b50608082015115613a3c565b92909260e0810180516004811015613bdb571561416d5781519261010083015160051b840151936101208401515f1981145f14614162575050613d566040516020810160405260081b90565b7f3f800000000000000000000000000000000000000000000000000000000000008160081c52905b81610140850151806140c4575b50505081516004811015613bdb57600114613e265750516004811015613bdb5760026101609114910151151592939283600f84169360081c905b613dd157505050505090565b80845f1992979596975160e01c910194835f14613e2157905b8415613e1257613dfa82826155bd565b15613e0b57505b9501939284613dc5565b9050613e01565b613e1c81836155bd565b613dfa565b613dea565b9492613e40925083809250613e3a916153ea565b946153ea565b919260081c809260081c039060021b8201905b818303613e61575b50505090565b9091926380000000811415806140b4575b613e98575b613e8f600491855160e01c8487015160e01c90614c31565b93019190613e53565b9260ff8460171c16801590811560171b627fffff87161795601f1c6140a9575b015f190184156140a1575b838203613f09575b8390855f87129687613eff575b50809160171b019015613ef8575b8295601f1b179103613e775792613e5b565b505f613ee6565b90505f035f613ed8565b93819592939151948560e01c9585880151908160e01c9160ff8260f71c169060ff8160f71c169260fe600185011660fe60018501160215614049575050019681811860e01b60ff1d906101378985030160e18111614023579062800000627fffff81818987961b97161792161702180360a01b01918215614016578260ff1d83181e8097039160fa7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffb0840111614007575050905f197fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffb160049301968060e8039260018082861d169260e7031b010101901d955b019092919493613ec3565b92509550509490929194613ecb565b5094505060045f95613ffc565b9394985050505060e1869793959497151591131615613ecb579394919290600490613ffc565b9350939498507ffffffffe00000000000000000000000000000000000000000000000000000000919060ff8084939c989a999c14911417159360011b16159160011b1615171615613ecb579394919290600490613ffc565b50607e613ec3565b5f9590950394613eb8565b50637f8000008082161415613e72565b5f198699929397949951910160051b015161410982826141028a604051906020601f19601f8360021b0116830101604052151560021b9060081b1790565b9687615397565b9660048416614121575b5050505092945f8080613d8b565b6141579394995061415090604051906020601f19601f8360021b0116830101604052151560021b9060081b1790565b9384615397565b50945f808080614113565b60051b015190613d7e565b5093929190506080840192614185845160021b6151f0565b9182938651965f9560608201955b8851881015614254576080600191614246621fffe08d6142278d8d519060051b015191838360051b1681015160081c7fff000000000000000000000000000000000000000000000000000000000000008416178652614207848460db1c16820151613fff600482160260801b9060081c1790565b6020870152838360cb1c160151613fff600482160260801b9060081c1790565b604085015260bb1c168d0151613fff600482160260801b9060081c1790565b606082015201970196614193565b9550929650929650935060a08201519160c0815191015160051b01515f9460021b9260081c91600f82169160081c925b848710614295575050505050505090565b9091929394959660e01b8152815b8681106142c657506004838860021c0285015160e01c9701959493929190614284565b806080915163ffffffff6143156020840151828d82881c169116015160e01c8c8360408701519182891c169116015160e01c8d84606088015191828a1c169116015160e01c918560f81c614850565b60e01b911652016142a3565b637fc000008114908115614333575090565b637f8000009150637fffffff16111590565b929190805f1a928160011a8260021a9463ffffffff8460c01c169167ffffffffffffffff8560801c1660038211908115614500575b81156144ef575b5080156144cd575b6144c157600110806144b6575b6144ab57806144255750813591821592831581036102bd5792614407575b50506143ff575b60ff83146143ea5750811091826143d157505090565b6143e092506101600151612dfd565b513560011a151590565b60201c67ffffffffffffffff16159392505050565b505050505f90565b63ffffffff919250604061441b9101610740565b1611155f806143b4565b6001810361444e575090614440606063ffffffff9201610740565b16116143bb57505050505f90565b6002149182159261448e575b8215614470575b5050156143bb57505050505f90565b63ffffffff91925060806144849101610740565b1611155f80614461565b915063ffffffff6144a160208401610740565b168110159161445a565b505050505050505f90565b506001811415614396565b50505050505050505f90565b508015801561438957506144e963ffffffff8660601c16614321565b15614389565b65010000000000915010155f614381565b8015915061437a565b60c08101519060405161022081016040525f925f9161018084015b82841061454457505050506020015114908161453e575090565b90501590565b809192939550518560031b01358060f81c9061ffff8160e01c1661ffff8260d01c16928260c01c61ffff81169360011a61467e57601082106146a95750603f8111614658577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff077eeeeeeeeeeeeeeee0000000000599955000aaa2211123222910160021b1c92600384169060018560021c169283831591821561469e575b821561468d575b505061467e57600182111561467757828a821091821592614666575b50505b6146585760021015614650578782109182159261463f575b50505b6144ab576001809160031c16955b868185015301929190614524565b9091508401515f1a14155f80614620565b501515614623565b505050505050505050505f90565b9091508701515f1a1415825f614605565b1515614608565b50505050505050505050505f90565b9091508801515f1a1415835f6145e9565b8c81101592506145e2565b9298939290600681036147175750508281109081159161470c575b8115614701575b81156146f0575b506144c1578301515f1a80968401515f1a036144ab57600190614631565b600191508501515f1a14155f6146d2565b8389101591506146cb565b8383101591506146c4565b926002849a929a148015614846575b156147815750506144c1577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01958615908161476a575b506144ab57600190614631565b61477a915063ffffffff16614321565b155f61475d565b90919850989298159081159161483c575b506144c157600181036147df575060a08501518610156144ab576001906147be87610160880151612dfd565b5135821a6147d6578160ff5f5b16971b191696614631565b8160ff816147cb565b909695906004810361480a5750606085015111156148005760018095614631565b5050505050505f90565b9015801590614832575b6144ab5761482a57600160208501515b95614631565b600180614824565b5060058111614814565b905015155f614792565b5060038414614726565b909260208210614a7e57506030811061495957603881106001146148e457603c81106001146148aa5780603c146148a55780603d146148a057603e1461489b5760030b9060030b1290565b101590565b501190565b501490565b806038146148df57806039146148d457603a146148d05763ffffffff9160030b901d1690565b1c90565b501b63ffffffff1690565b501890565b6034819392931060011461491b578060341461491657806035146149115760361461490d571790565b1690565b500690565b500490565b8060301461494e578060311461494357603214614939570260201c90565b0263ffffffff1690565b500363ffffffff1690565b500163ffffffff1690565b905060208114614a7157602181146149ad57602281146149a35760231461499757637f800000637fffffff82161161498e5790565b50637fc0000090565b6149a090615660565b90565b506149a090615619565b5063800000008110156149c6576149a09060401b6158f0565b6401000000000364010000000081116105b15760401b801e61013d035f8113027fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffab81015f19600184831c1660017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffaa85011b85010101901c9060171b0190637f7fffff8211614a65575b15614a5e575b63800000001790565b505f614a55565b637f8000009150614a4f565b506149a09060401b6158f0565b60148294939410614bd2575060188110614b6d5760188114614b615760198114614b3357601a8114614b1157601b03614abb57906149a0916155bd565b637f80000080637fffffff8316927c03fffffffffffffffffffffffffffffffffffffffffffffffffffffffe80637fffffff871696601e1c16600103860291601e1c166001038402131593119111176133ba5790565b50637fffffff811691637f80000083111592637fffffff821617159114171690565b5090614b3f82826155bd565b15614b5a57505b637f800000637fffffff82161161498e5790565b9050614b46565b5090614b3f81836155bd565b909160148214614bc7575060158114614bbd57601603614ba157638000000018637f800000637fffffff82161161498e5790565b637f800000637fffffff638000000019831692161161498e5790565b506149a0906154b6565b90506149a091615434565b919060138114614c2a5760108114614c1e5760128114614c1257601114614c015715614bfc575090565b905090565b6149a0926380000000189150614dc2565b506149a0929150614d59565b506149a0929150614dc2565b50916149a0925b919060ff8360171c1660ff8260171c169260ff8160171c1692841594831593861560171b627fffff841617851560171b627fffff8a16170294861590811560171b627fffff871617918801988401908301016101367fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffb18201918a030160e181115f14614d4b575f13600114614d3f575060069060e11b9701965b6001848a18601f1c169585601f1c8714600114614d325703955f8712614d26575b8615614d1e575b60ff8080925b14931491141717614d105750506149a0935061596a565b92509250506149a09261581c565b5f9550614cf3565b94955f03951594614cec565b60ff809281920198614cf9565b97509460a01b94614ccb565b9690985060a01b951b614ccb565b60ff8160171c169060ff8360171c1680159280159160ff811460ff831417614db4579160116149a0969282876001960191010101941560171b627fffff831617901560171b627fffff8516170260401b9218601f1c1661596a565b5050506149a09291506156bd565b637fffffff8116637fffffff831611614e70575b60ff8160171c169060ff8360171c1692821591821560171b627fffff82161760641b92606486159687928701978891010301901560171b627fffff841617905f8113021b9381601f1c9483601f1c8614600114614e65578085039414614e5d575b60ff905b14614e4f57505060836149a093019161596a565b915091506149a09250615764565b5f9450614e37565b60ff91940193614e3b565b90614dd6565b6002811015614e855750600290565b7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe81019081116105b15790565b905f9160018111614ec05750565b5f19011e610100039150565b9091939260208360051b1691825260019060051b8501925b809284871015614f15576020918288818094183760011c9360041b1691818360405f60025afa169501949091614ee4565b93505093505051911561181557565b90600281146132b2576104008201816003146150df577f7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff916150d7575b915b828110614f6f57505050565b80602091517dffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff8160081b9160081c7eff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff7fff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff007dff000000ff000000ff000000ff000000ff000000ff000000ff000000ff0085167cff000000ff000000ff000000ff000000ff000000ff000000ff000000ff84161760101b941691161760101c16177e7fffff007fffff007fffff007fffff007fffff007fffff007fffff007fffff848216017f80000000800000008000000080000000800000008000000080000000800000008116615080575b50815201614f63565b7c010000000100000001000000010000000100000001000000010000000163ffffffff91601f1c1602907f7fc000007fc000007fc000007fc000007fc000007fc000007fc000007fc000008216911916175f615077565b5f9150614f61565b9190505b8181106150ee575050565b80602091517eff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff7fff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff008260081b169160081c16178152016150e3565b9392909193813560c01d925f905f925f95606082019760408301965b89518910156151e05760080191823560c01d8b89518b105f1461519b579061518e8b60019493613540565b510201985b019791615163565b5060016151b08b610140889d959d0151613540565b51036151c0575b50600190615193565b60019197816151d76020890151998581019a613540565b521796906151b7565b5098509550509250509250521590565b906040519160051b808301604052368337565b949293615215919260608701516152a7565b918451838181109182159261529b575b5050615292575f198360081c9184010160081c916152448282876159c3565b94600183015b84811115615272575050505050610120916103fc60049260021b160160081b17910152600190565b61527d8184846159c3565b848203600a1b8801036144c15760010161524a565b50505050505f90565b0382119050835f615225565b9291602084519401519160208101519081604082015103905160051b8201925b8383106152d5575050505050565b8251838301518651908304919091060290960195602094850194909201916152c7565b6101606103ff9160089495936153116040830151614e76565b968588600a031c916101408401918251840361533e575b50505050015191841b160151911b610100031c90565b6153499184916159c3565b84840152525f808080615328565b91907c0100000001000000010000000100000001000000010000000100000001029060021b8201915b82811061538c57505050565b818152600401615380565b9291909260081c91829381600f8216600f85169260081c9460081c935b6153c45750505050500360021c90565b84518652835160e01c151560021b9095019493840193928201925f1990910190816153b4565b919060048316615431578061542061342092604051906020601f19601f8360021b0116830101604052151560021b9060081b1790565b9360081c5160e01c8460081c615357565b50565b60ff8160171c169060ff8360171c1691801590811560171b627fffff84161760501b918415801560171b627fffff8816179563fffffffe8860011b161560ff821460ff861417176154a657926001949261012d926149a0999501910103019480820615159104179218601f1c1661596a565b50505050506149a0929150615a8e565b90637f800000637fffffff8316116155b45763800000001982161561342057638000000082166155b457637f8000008214613420576103e88260171c801580910193627fffff60018616921560171b911617816064011b93030160011c6001831e61010103811c1b5b808404810160011c9080821015615536575061551f565b9192939050818002109060011b179060f57fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0b831e8303015f811302918203015f1960e8820191600160e78187861c1692011b85010101901c9060171b0190637f7fffff82116155a8575b156133ba5790565b637f80000091506155a0565b637fc000009150565b919091637f80000080637fffffff8316927c03fffffffffffffffffffffffffffffffffffffffffffffffffffffffe80637fffffff881697601e1c16600103870291601e1c16600103840212941191111761561457565b5f9150565b637f800000637fffffff8216118015615651575b6133ba5761563a90615afc565b9063ffffffff821161564857565b63ffffffff9150565b5063800000008116151561562d565b637f800000637fffffff8216116133ba57638000000061567f82615afc565b9116156156a8576380000000811161569d575b5f0363ffffffff1690565b506380000000615692565b637fffffff8111156149a05750637fffffff90565b637f800000637fffffff8216118015615751575b801561574a575b61571d576380000000198116638000000019831690637f8000008114158061573c575b6157305715908115615727575b5061571d5718638000000016637f8000001790565b5050637fc0000090565b9050155f615708565b50505050638000000090565b50637f8000008214156156fb565b505f6156d8565b50637f800000637fffffff8316116156d1565b637f800000637fffffff8216118015615815575b8015615802575b61571d576380000000198116637f800000811415806157fa575b6157f5571580156157ee575b61571d576380000000633f800000637f800000921816179081637f80000063800000001983161491826157e3575b5050156149a05750637fc0000090565b14159050815f6157d3565b505f6157a5565b505090565b506001615799565b50637f800000637fffffff83161161577f565b505f615778565b637f800000637fffffff82161180156158dd575b80156158ca575b6158a1576380000000198116638000000019831690637f800000811415806158bc575b6158b557159081156158ac575b506158a157637f800000916380000000911816179081637f80000063800000001983161491826157e3575050156149a05750637fc0000090565b505050637fc0000090565b9050155f615867565b5050505090565b50637f80000082141561585a565b50637f800000637fffffff841611615837565b50637f800000637fffffff831611615830565b801e61013d035f8113027fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffab81015f19600184831c1660017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffaa85011b85010101901c9060171b0190637f7fffff82116155a857156133ba5790565b9091821e81035f8113029081035f1960e8820191600160e78188861c1692011b86010101901c9060171b0191637f7fffff83116159b7575b156159af575b601f1b1790565b5f91506159a8565b637f80000092506159a2565b929091926159d5836040830151612dfd565b51916159e5846060840151612dfd565b518251935b818110615a215786867f2b5a1aa6000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b818101908160011c91601f198160041b1687015190898214615a565750881115615a4e57506001016159ea565b9150906159ea565b97505050505093507ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc009150602001519160091b160190565b90637f800000637fffffff8316118015615ae9575b61571d576380000000198063800000008385181693169116908181146158a157637f80000014908115615ae0575b50156149a057637f8000001790565b9050155f615ad1565b50637f800000637fffffff821611615aa3565b627fffff811662800000179060171c60ff1660016096821114615b20576096031c90565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff6a0160408111615b4e571b90565b5060401b9056",
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

// PackCheck is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x825b15c3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function check(bytes kernel, (bool,uint32,uint32,uint32,uint32) place) pure returns((bool,uint8,uint16,uint32,uint64,uint64,uint64) f)
func (referee *Referee) PackCheck(kernel []byte, place Place) []byte {
	enc, err := referee.abi.Pack("check", kernel, place)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCheck is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x825b15c3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function check(bytes kernel, (bool,uint32,uint32,uint32,uint32) place) pure returns((bool,uint8,uint16,uint32,uint64,uint64,uint64) f)
func (referee *Referee) TryPackCheck(kernel []byte, place Place) ([]byte, error) {
	return referee.abi.Pack("check", kernel, place)
}

// UnpackCheck is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x825b15c3.
//
// Solidity: function check(bytes kernel, (bool,uint32,uint32,uint32,uint32) place) pure returns((bool,uint8,uint16,uint32,uint64,uint64,uint64) f)
func (referee *Referee) UnpackCheck(data []byte) (Facts, error) {
	out, err := referee.abi.Unpack("check", data)
	if err != nil {
		return *new(Facts), err
	}
	out0 := *abi.ConvertType(out[0], new(Facts)).(*Facts)
	return out0, nil
}

// PackEvaluate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8acf704d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function evaluate(uint8 op, bytes tuples) pure returns(bytes results)
func (referee *Referee) PackEvaluate(op uint8, tuples []byte) []byte {
	enc, err := referee.abi.Pack("evaluate", op, tuples)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEvaluate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8acf704d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function evaluate(uint8 op, bytes tuples) pure returns(bytes results)
func (referee *Referee) TryPackEvaluate(op uint8, tuples []byte) ([]byte, error) {
	return referee.abi.Pack("evaluate", op, tuples)
}

// UnpackEvaluate is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8acf704d.
//
// Solidity: function evaluate(uint8 op, bytes tuples) pure returns(bytes results)
func (referee *Referee) UnpackEvaluate(data []byte) ([]byte, error) {
	out, err := referee.abi.Unpack("evaluate", data)
	if err != nil {
		return *new([]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([]byte)).(*[]byte)
	return out0, nil
}

// PackWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x36e6ea02.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function window((bytes,(bool,uint32,uint32,uint32,uint32),uint32,uint64,uint64,uint32,bytes32,bytes32,bytes32) query, bytes openings) view returns(bool valid, uint32 acc)
func (referee *Referee) PackWindow(query Query, openings []byte) []byte {
	enc, err := referee.abi.Pack("window", query, openings)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWindow is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x36e6ea02.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function window((bytes,(bool,uint32,uint32,uint32,uint32),uint32,uint64,uint64,uint32,bytes32,bytes32,bytes32) query, bytes openings) view returns(bool valid, uint32 acc)
func (referee *Referee) TryPackWindow(query Query, openings []byte) ([]byte, error) {
	return referee.abi.Pack("window", query, openings)
}

// WindowOutput serves as a container for the return parameters of contract
// method Window.
type WindowOutput struct {
	Valid bool
	Acc   uint32
}

// UnpackWindow is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x36e6ea02.
//
// Solidity: function window((bytes,(bool,uint32,uint32,uint32,uint32),uint32,uint64,uint64,uint32,bytes32,bytes32,bytes32) query, bytes openings) view returns(bool valid, uint32 acc)
func (referee *Referee) UnpackWindow(data []byte) (WindowOutput, error) {
	out, err := referee.abi.Unpack("window", data)
	outstruct := new(WindowOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Valid = *abi.ConvertType(out[0], new(bool)).(*bool)
	outstruct.Acc = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	return *outstruct, nil
}

// PackWindowPlain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c85eb60.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function windowPlain((bytes,(bool,uint32,uint32,uint32,uint32),uint32,uint64,uint64,uint32,bytes32,bytes32,bytes32) query, bytes openings) view returns(bool valid, uint32 acc)
func (referee *Referee) PackWindowPlain(query Query, openings []byte) []byte {
	enc, err := referee.abi.Pack("windowPlain", query, openings)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWindowPlain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c85eb60.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function windowPlain((bytes,(bool,uint32,uint32,uint32,uint32),uint32,uint64,uint64,uint32,bytes32,bytes32,bytes32) query, bytes openings) view returns(bool valid, uint32 acc)
func (referee *Referee) TryPackWindowPlain(query Query, openings []byte) ([]byte, error) {
	return referee.abi.Pack("windowPlain", query, openings)
}

// WindowPlainOutput serves as a container for the return parameters of contract
// method WindowPlain.
type WindowPlainOutput struct {
	Valid bool
	Acc   uint32
}

// UnpackWindowPlain is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5c85eb60.
//
// Solidity: function windowPlain((bytes,(bool,uint32,uint32,uint32,uint32),uint32,uint64,uint64,uint32,bytes32,bytes32,bytes32) query, bytes openings) view returns(bool valid, uint32 acc)
func (referee *Referee) UnpackWindowPlain(data []byte) (WindowPlainOutput, error) {
	out, err := referee.abi.Unpack("windowPlain", data)
	outstruct := new(WindowPlainOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Valid = *abi.ConvertType(out[0], new(bool)).(*bool)
	outstruct.Acc = *abi.ConvertType(out[1], new(uint32)).(*uint32)
	return *outstruct, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (referee *Referee) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], referee.abi.Errors["BadLeaf"].ID.Bytes()[:4]) {
		return referee.UnpackBadLeafError(raw[4:])
	}
	if bytes.Equal(raw[:4], referee.abi.Errors["BadSource"].ID.Bytes()[:4]) {
		return referee.UnpackBadSourceError(raw[4:])
	}
	if bytes.Equal(raw[:4], referee.abi.Errors["BadTuples"].ID.Bytes()[:4]) {
		return referee.UnpackBadTuplesError(raw[4:])
	}
	if bytes.Equal(raw[:4], referee.abi.Errors["LeafOrder"].ID.Bytes()[:4]) {
		return referee.UnpackLeafOrderError(raw[4:])
	}
	if bytes.Equal(raw[:4], referee.abi.Errors["MissingLeaf"].ID.Bytes()[:4]) {
		return referee.UnpackMissingLeafError(raw[4:])
	}
	if bytes.Equal(raw[:4], referee.abi.Errors["NoElement"].ID.Bytes()[:4]) {
		return referee.UnpackNoElementError(raw[4:])
	}
	if bytes.Equal(raw[:4], referee.abi.Errors["NoWindow"].ID.Bytes()[:4]) {
		return referee.UnpackNoWindowError(raw[4:])
	}
	if bytes.Equal(raw[:4], referee.abi.Errors["OpeningsLength"].ID.Bytes()[:4]) {
		return referee.UnpackOpeningsLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], referee.abi.Errors["Sha256Failed"].ID.Bytes()[:4]) {
		return referee.UnpackSha256FailedError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// RefereeBadLeaf represents a BadLeaf error raised by the Referee contract.
type RefereeBadLeaf struct {
	I *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadLeaf(uint256 i)
func RefereeBadLeafErrorID() common.Hash {
	return common.HexToHash("0xbffdb12d7085c769e0c2206ccdb83cee376f38dd26b44909e86b97ae5573d517")
}

// UnpackBadLeafError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadLeaf(uint256 i)
func (referee *Referee) UnpackBadLeafError(raw []byte) (*RefereeBadLeaf, error) {
	out := new(RefereeBadLeaf)
	if err := referee.abi.UnpackIntoInterface(out, "BadLeaf", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RefereeBadSource represents a BadSource error raised by the Referee contract.
type RefereeBadSource struct {
	I *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSource(uint256 i)
func RefereeBadSourceErrorID() common.Hash {
	return common.HexToHash("0x447c37a82ff0687db142287585d6c6d27b0cd25939d5bdd1a4d49c1962465956")
}

// UnpackBadSourceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSource(uint256 i)
func (referee *Referee) UnpackBadSourceError(raw []byte) (*RefereeBadSource, error) {
	out := new(RefereeBadSource)
	if err := referee.abi.UnpackIntoInterface(out, "BadSource", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RefereeBadTuples represents a BadTuples error raised by the Referee contract.
type RefereeBadTuples struct {
	Op     *big.Int
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadTuples(uint256 op, uint256 length)
func RefereeBadTuplesErrorID() common.Hash {
	return common.HexToHash("0xdf6135030e9138829ff478ff6f81dbc5db9b38c76110f38d949fc9f77647c89d")
}

// UnpackBadTuplesError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadTuples(uint256 op, uint256 length)
func (referee *Referee) UnpackBadTuplesError(raw []byte) (*RefereeBadTuples, error) {
	out := new(RefereeBadTuples)
	if err := referee.abi.UnpackIntoInterface(out, "BadTuples", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RefereeLeafOrder represents a LeafOrder error raised by the Referee contract.
type RefereeLeafOrder struct {
	I *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error LeafOrder(uint256 i)
func RefereeLeafOrderErrorID() common.Hash {
	return common.HexToHash("0x5c5155263d8f7260e98c66cfb9baf197a692e4453879a3dff206999471efc948")
}

// UnpackLeafOrderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error LeafOrder(uint256 i)
func (referee *Referee) UnpackLeafOrderError(raw []byte) (*RefereeLeafOrder, error) {
	out := new(RefereeLeafOrder)
	if err := referee.abi.UnpackIntoInterface(out, "LeafOrder", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RefereeMissingLeaf represents a MissingLeaf error raised by the Referee contract.
type RefereeMissingLeaf struct {
	Operand *big.Int
	Leaf    *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error MissingLeaf(uint256 operand, uint256 leaf)
func RefereeMissingLeafErrorID() common.Hash {
	return common.HexToHash("0x2b5a1aa66edc5cc687ad48b62f50a34fd575ce10beb35cbbf7c52f50462d0bdd")
}

// UnpackMissingLeafError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error MissingLeaf(uint256 operand, uint256 leaf)
func (referee *Referee) UnpackMissingLeafError(raw []byte) (*RefereeMissingLeaf, error) {
	out := new(RefereeMissingLeaf)
	if err := referee.abi.UnpackIntoInterface(out, "MissingLeaf", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RefereeNoElement represents a NoElement error raised by the Referee contract.
type RefereeNoElement struct {
	Element *big.Int
	Count   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoElement(uint256 element, uint256 count)
func RefereeNoElementErrorID() common.Hash {
	return common.HexToHash("0xe8477fadc2d7f107e52f2a3eb0d8fbee310f5be0eeffb7abe1cbd196f0e03d66")
}

// UnpackNoElementError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoElement(uint256 element, uint256 count)
func (referee *Referee) UnpackNoElementError(raw []byte) (*RefereeNoElement, error) {
	out := new(RefereeNoElement)
	if err := referee.abi.UnpackIntoInterface(out, "NoElement", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RefereeNoWindow represents a NoWindow error raised by the Referee contract.
type RefereeNoWindow struct {
	Window  *big.Int
	Windows *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoWindow(uint256 window, uint256 windows)
func RefereeNoWindowErrorID() common.Hash {
	return common.HexToHash("0x579831aaede3f3b46771b4b3b01def7dfc9eba4ae3b7cb1abf1c3ecf349d67f8")
}

// UnpackNoWindowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoWindow(uint256 window, uint256 windows)
func (referee *Referee) UnpackNoWindowError(raw []byte) (*RefereeNoWindow, error) {
	out := new(RefereeNoWindow)
	if err := referee.abi.UnpackIntoInterface(out, "NoWindow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// RefereeOpeningsLength represents a OpeningsLength error raised by the Referee contract.
type RefereeOpeningsLength struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OpeningsLength(uint256 length)
func RefereeOpeningsLengthErrorID() common.Hash {
	return common.HexToHash("0xb473fcc58b2f032970679b03901597c891b50241f94b56441021e44cf206bc3c")
}

// UnpackOpeningsLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OpeningsLength(uint256 length)
func (referee *Referee) UnpackOpeningsLengthError(raw []byte) (*RefereeOpeningsLength, error) {
	out := new(RefereeOpeningsLength)
	if err := referee.abi.UnpackIntoInterface(out, "OpeningsLength", raw); err != nil {
		return nil, err
	}
	return out, nil
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
