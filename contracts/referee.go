package contracts

import (
	"encoding/binary"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"refute/contracts/bindings"
	"refute/contracts/evm"
	"refute/trainer/program"
)

// Referee is the referee contract, run inside the process. It is not for concurrent use.
type Referee struct {
	machine *evm.Machine
	binding *bindings.Referee
}

// NewReferee deploys the committed bytecode.
func NewReferee() (*Referee, error) {
	m, err := evm.New(common.FromHex(bindings.RefereeMetaData.Bin))
	if err != nil {
		return nil, fmt.Errorf("contracts: referee: %w", err)
	}
	return &Referee{m, bindings.NewReferee()}, nil
}

// CodeSize returns the bytes of the contract's runtime code.
func (r *Referee) CodeSize() int { return r.machine.CodeSize() }

// Check asks for the kernel's facts; facts of a kernel that is not valid are all zero.
func (r *Referee) Check(kernel []byte, place bindings.Place) (bindings.Facts, error) {
	out, _, err := r.machine.Call(r.binding.PackCheck(kernel, place))
	if err != nil {
		return bindings.Facts{}, refusal(err)
	}
	return r.binding.UnpackCheck(out)
}

// Ruling is the referee's answer to a query.
type Ruling struct {
	Valid bool   // whether the kernel is valid; if it is not, its defender has lost
	Acc   uint32 // P_{w+1}
	Gas   uint64 // of the execution
	Total uint64 // of a whole transaction with this call
}

// Window computes P_{w+1} of a query from its openings (see Openings).
func (r *Referee) Window(q bindings.Query, openings []byte) (Ruling, error) {
	return r.window(r.binding.PackWindow(q, openings), evm.MaxGas)
}

// WindowGas is Window with a limit on the gas of the execution.
func (r *Referee) WindowGas(q bindings.Query, openings []byte, gas uint64) (Ruling, error) {
	return r.window(r.binding.PackWindow(q, openings), gas)
}

// WindowPlain is Window by the plain interpreter alone.
func (r *Referee) WindowPlain(q bindings.Query, openings []byte) (Ruling, error) {
	return r.window(r.binding.PackWindowPlain(q, openings), evm.MaxGas)
}

func (r *Referee) window(input []byte, limit uint64) (Ruling, error) {
	out, gas, err := r.machine.CallGas(input, limit)
	if err != nil {
		return Ruling{}, refusal(err)
	}
	w, err := r.binding.UnpackWindow(out)
	if err != nil {
		return Ruling{}, fmt.Errorf("contracts: %w", err)
	}
	total, err := evm.Transaction(input, gas)
	return Ruling{w.Valid, w.Acc, gas, total}, err
}

// Evaluate runs one instruction on tuples of words, one after the other: as many words a tuple as op takes values.
// It returns a word for each tuple, and the gas of the execution.
func (r *Referee) Evaluate(op program.Op, words []uint32) ([]uint32, uint64, error) {
	packed := make([]byte, 0, 4*len(words))
	for _, w := range words {
		packed = binary.BigEndian.AppendUint32(packed, w)
	}
	out, gas, err := r.machine.Call(r.binding.PackEvaluate(uint8(op), packed))
	if err != nil {
		return nil, 0, refusal(err)
	}
	raw, err := r.binding.UnpackEvaluate(out)
	if err != nil {
		return nil, 0, fmt.Errorf("contracts: %w", err)
	}
	results := make([]uint32, len(raw)/4)
	for i := range results {
		results[i] = binary.BigEndian.Uint32(raw[4*i:])
	}
	return results, gas, nil
}
