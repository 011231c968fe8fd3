// Package job is what a job commits to: the spec that a contract knows by its hash, and the programs and constants from
// which everybody rebuilds it. docs/protocol.md, section 1, is its specification.
package job

import (
	"encoding/binary"
	"fmt"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"refute/checkpoint"
	"refute/trainer/program"
)

// Limits of a spec. The contract enforces the same.
const (
	MaxPrograms    = 16
	MaxSchedule    = 256
	MaxSteps       = 1 << 31
	MaxEpochLength = 1 << 20
	MaxEpochs      = 1024
)

// Program names one program of a job: its root and its number of kernels.
type Program struct {
	Root    [32]byte
	Kernels uint32
}

// Spec says what is to be computed. It knows nothing of chains, keys or time: the same spec gives the same state roots
// everywhere. The fields are those of the contract's struct, in its order.
type Spec struct {
	Programs    []Program // Programs[0] is init, the others are step programs
	Schedule    []byte    // step t runs Programs[Schedule[(t-1) mod len]]
	States      uint32    // state tensors, in every program
	Consts      uint32    // constants, in every program
	ConstRoot   [32]byte  // positional tree over the constants' tensor roots
	Seed        uint64
	Steps       uint32
	EpochLength uint32
}

// Validate checks the limits, as the contract does.
func (s *Spec) Validate() error {
	switch {
	case len(s.Programs) < 2 || len(s.Programs) > MaxPrograms:
		return fmt.Errorf("job: %d programs, allowed are 2 to %d (init and at least one step program)", len(s.Programs), MaxPrograms)
	case len(s.Schedule) < 1 || len(s.Schedule) > MaxSchedule:
		return fmt.Errorf("job: schedule of %d entries, allowed are 1 to %d", len(s.Schedule), MaxSchedule)
	case s.States < 1 || s.States > program.MaxStates:
		return fmt.Errorf("job: %d state tensors, allowed are 1 to %d", s.States, program.MaxStates)
	case s.Consts < 1 || s.Consts > program.MaxConsts:
		return fmt.Errorf("job: %d constants, allowed are 1 to %d (constant 0 is the seed)", s.Consts, program.MaxConsts)
	case s.States+s.Consts > program.MaxTensors:
		return fmt.Errorf("job: %d state tensors and constants together, allowed are %d", s.States+s.Consts, program.MaxTensors)
	case s.Steps < 1 || s.Steps > MaxSteps:
		return fmt.Errorf("job: %d steps, allowed are 1 to %d", s.Steps, int64(MaxSteps))
	case s.EpochLength < 1 || s.EpochLength > MaxEpochLength:
		return fmt.Errorf("job: epochs of %d steps, allowed are 1 to %d", s.EpochLength, MaxEpochLength)
	case s.Epochs().Count() > MaxEpochs:
		return fmt.Errorf("job: %d epochs, allowed are %d: make epochs longer than %d steps", s.Epochs().Count(), MaxEpochs, s.EpochLength)
	}
	for i, p := range s.Programs {
		if p.Kernels < 1 || p.Kernels > program.MaxKernels {
			return fmt.Errorf("job: program %d has %d kernels, allowed are 1 to %d", i, p.Kernels, program.MaxKernels)
		}
	}
	for i, p := range s.Schedule {
		if p == 0 || int(p) >= len(s.Programs) {
			return fmt.Errorf("job: schedule entry %d names program %d, step programs are 1 to %d", i, p, len(s.Programs)-1)
		}
	}
	return nil
}

// Epochs says how the steps are cut into epochs.
func (s *Spec) Epochs() checkpoint.Epochs {
	return checkpoint.Epochs{Steps: s.Steps, Length: s.EpochLength}
}

// ProgramOf returns the index of the program that step t runs; 0, init, for step 0.
func (s *Spec) ProgramOf(t uint32) int {
	if t == 0 {
		return 0
	}
	return int(s.Schedule[int(t-1)%len(s.Schedule)])
}

// specABI is the contract's struct as an ABI type.
var specABI = func() abi.Arguments {
	t, err := abi.NewType("tuple", "struct Spec", []abi.ArgumentMarshaling{
		{Name: "programs", Type: "tuple[]", Components: []abi.ArgumentMarshaling{{Name: "root", Type: "bytes32"}, {Name: "kernels", Type: "uint32"}}},
		{Name: "schedule", Type: "bytes"},
		{Name: "states", Type: "uint32"},
		{Name: "consts", Type: "uint32"},
		{Name: "constRoot", Type: "bytes32"},
		{Name: "seed", Type: "uint64"},
		{Name: "steps", Type: "uint32"},
		{Name: "epochLength", Type: "uint32"},
	})
	if err != nil {
		panic(err)
	}
	return abi.Arguments{{Type: t}}
}()

// Hash returns keccak256(abi.encode(spec)).
func (s *Spec) Hash() common.Hash {
	b, err := specABI.Pack(*s)
	if err != nil {
		panic("job: spec does not fit its ABI type: " + err.Error())
	}
	return crypto.Keccak256Hash(b)
}

// SeedWords returns constant 0 of a job: the seed's low and high words.
func SeedWords(seed uint64) []uint32 {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], seed)
	return []uint32{binary.LittleEndian.Uint32(b[:4]), binary.LittleEndian.Uint32(b[4:])}
}
