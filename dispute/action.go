package dispute

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/ethereum/go-ethereum/accounts/abi"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/contracts/bindings"
	"refute/contracts/chain"
)

var (
	actions    = bindings.NewActions()
	actionsABI = actions.GetABI()
	disputes   = bindings.NewDisputes()
	moveABI    = disputes.GetABI().Methods["move"]
)

// Encode returns actions as arguments of the contract's move.
func Encode(spec *job.Spec, list ...bisect.Action) ([][]byte, error) {
	out := make([][]byte, len(list))
	for i, a := range list {
		b, err := encode(chain.SpecArg(spec), a)
		if err != nil {
			return nil, fmt.Errorf("dispute: %s: %w", a.Name(), err)
		}
		out[i] = b
	}
	return out, nil
}

func encode(spec bindings.Spec, a bisect.Action) ([]byte, error) {
	switch a := a.(type) {
	case bisect.Descend:
		if a.Height < 0 || a.Height > math.MaxUint8 {
			return nil, fmt.Errorf("height %d", a.Height)
		}
		return actions.TryPackDescend(bindings.ActionsDescent{Index: a.Index, Height: uint8(a.Height), Hash: a.Hash, Proof: hashes(a.Proof)})
	case bisect.Reveal:
		return actions.TryPackReveal(hashes(a.Children))
	case bisect.Step:
		return actions.TryPackStep(bindings.ActionsStepNaming{Spec: spec, Before: a.Before, Proof: hashes(a.Proof)})
	case bisect.ClaimTrace:
		return actions.TryPackClaimTrace(hashes(a.Children))
	case bisect.AskState:
		return actions.TryPackAskState()
	case bisect.OpenKernel:
		return actions.TryPackKernel(bindings.ActionsKernelNaming{Spec: spec, Kernel: a.Section, Proof: hashes(a.Proof)})
	case bisect.RevealLeaf:
		return actions.TryPackRevealLeaf(a.Data)
	case bisect.Element:
		if a.Index < 0 {
			return nil, fmt.Errorf("element %d", a.Index)
		}
		return actions.TryPackElement(bindings.ActionsElementNaming{Element: uint64(a.Index), Leaf: a.Data})
	case bisect.ClaimSums:
		return actions.TryPackClaimSums(words(a.Values))
	case bisect.Pick:
		if a.Part < 0 || uint64(a.Part) > math.MaxUint32 {
			return nil, fmt.Errorf("part %d", a.Part)
		}
		return actions.TryPackPick(bindings.ActionsPartNaming{Part: uint32(a.Part), Values: words(a.Values)})
	case bisect.JudgeWindow:
		return actions.TryPackJudgeWindow(bindings.ActionsWindowJudgement{Spec: spec, Kernel: a.Section, Openings: a.Openings})
	case bisect.JudgeState:
		return actions.TryPackJudgeState(bindings.ActionsStateJudgement{
			Spec: spec, Header: a.Header, HeaderProof: hashes(a.HeaderProof), Source: a.Source, SourceProof: hashes(a.SourceProof),
		})
	case bisect.Timeout:
		return actions.TryPackTimeout()
	}
	return nil, fmt.Errorf("unknown action %T", a)
}

// Decode reads an action as Encode wrote it. The spec that some actions carry is dropped: the contract has compared its hash.
func Decode(b []byte) (bisect.Action, error) {
	if len(b) < 4 {
		return nil, fmt.Errorf("dispute: an action of %d bytes", len(b))
	}
	method, err := actionsABI.MethodById(b)
	if err != nil {
		return nil, fmt.Errorf("dispute: unknown action %x", b[:4])
	}
	args, err := method.Inputs.Unpack(b[4:])
	if err != nil {
		return nil, fmt.Errorf("dispute: action %s: %w", method.Name, err)
	}
	switch method.Name {
	case "descend":
		a := *abi.ConvertType(args[0], new(bindings.ActionsDescent)).(*bindings.ActionsDescent)
		return bisect.Descend{Index: a.Index, Height: int(a.Height), Hash: a.Hash, Proof: roots(a.Proof)}, nil
	case "reveal":
		return bisect.Reveal{Children: roots(args[0].([][32]byte))}, nil
	case "step":
		a := *abi.ConvertType(args[0], new(bindings.ActionsStepNaming)).(*bindings.ActionsStepNaming)
		return bisect.Step{Before: a.Before, Proof: roots(a.Proof)}, nil
	case "claimTrace":
		return bisect.ClaimTrace{Children: roots(args[0].([][32]byte))}, nil
	case "askState":
		return bisect.AskState{}, nil
	case "kernel":
		a := *abi.ConvertType(args[0], new(bindings.ActionsKernelNaming)).(*bindings.ActionsKernelNaming)
		return bisect.OpenKernel{Section: a.Kernel, Proof: roots(a.Proof)}, nil
	case "revealLeaf":
		return bisect.RevealLeaf{Data: args[0].([]byte)}, nil
	case "element":
		a := *abi.ConvertType(args[0], new(bindings.ActionsElementNaming)).(*bindings.ActionsElementNaming)
		if a.Element > math.MaxInt64 {
			return nil, fmt.Errorf("dispute: element %d", a.Element)
		}
		return bisect.Element{Index: int64(a.Element), Data: a.Leaf}, nil
	case "claimSums":
		v, err := unwords(args[0].([]byte))
		return bisect.ClaimSums{Values: v}, err
	case "pick":
		a := *abi.ConvertType(args[0], new(bindings.ActionsPartNaming)).(*bindings.ActionsPartNaming)
		v, err := unwords(a.Values)
		return bisect.Pick{Part: int(a.Part), Values: v}, err
	case "judgeWindow":
		a := *abi.ConvertType(args[0], new(bindings.ActionsWindowJudgement)).(*bindings.ActionsWindowJudgement)
		return bisect.JudgeWindow{Section: a.Kernel, Openings: a.Openings}, nil
	case "judgeState":
		a := *abi.ConvertType(args[0], new(bindings.ActionsStateJudgement)).(*bindings.ActionsStateJudgement)
		return bisect.JudgeState{Header: a.Header, HeaderProof: roots(a.HeaderProof), Source: a.Source, SourceProof: roots(a.SourceProof)}, nil
	case "timeout":
		return bisect.Timeout{}, nil
	}
	return nil, fmt.Errorf("dispute: unknown action %s", method.Name)
}

// move is a transaction to the contract, taken apart.
type move struct {
	game    chain.GameID
	head    [32]byte
	actions []bisect.Action
	raw     [][]byte
}

// decodeMove reads the calldata of a move.
func decodeMove(data []byte) (*move, error) {
	if len(data) < 4 || [4]byte(data[:4]) != [4]byte(moveABI.ID) {
		return nil, fmt.Errorf("dispute: not the calldata of a move")
	}
	args, err := moveABI.Inputs.Unpack(data[4:])
	if err != nil {
		return nil, fmt.Errorf("dispute: move: %w", err)
	}
	m := &move{game: args[0].([32]byte), head: args[1].([32]byte), raw: args[2].([][]byte)}
	for _, b := range m.raw {
		a, err := Decode(b)
		if err != nil {
			return nil, err
		}
		m.actions = append(m.actions, a)
	}
	return m, nil
}

func hashes(r []checkpoint.Root) [][32]byte {
	out := make([][32]byte, len(r))
	for i := range r {
		out[i] = r[i]
	}
	return out
}

func roots(h [][32]byte) []checkpoint.Root {
	out := make([]checkpoint.Root, len(h))
	for i := range h {
		out[i] = h[i]
	}
	return out
}

func words(v []uint32) []byte {
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.BigEndian.AppendUint32(b, x)
	}
	return b
}

func unwords(b []byte) ([]uint32, error) {
	if len(b)%4 != 0 {
		return nil, fmt.Errorf("dispute: sums of %d bytes: want 4 each", len(b))
	}
	v := make([]uint32, len(b)/4)
	for i := range v {
		v[i] = binary.BigEndian.Uint32(b[4*i:])
	}
	return v, nil
}
