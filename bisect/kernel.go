package bisect

import (
	"encoding/binary"
	"fmt"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// CheckKernel decodes a kernel's section and checks every rule that can be told from it and its place, as the contract does.
func CheckKernel(section []byte, at Place) (*program.Kernel, error) {
	k, err := program.DecodeKernel(section)
	if err != nil {
		return nil, err
	}
	kind := program.Step
	if at.Init {
		kind = program.Init
	}
	if err := k.Validate(kind, int(at.Position)); err != nil {
		return nil, err
	}
	for j, o := range k.Operands {
		n := at.Kernels
		switch o.Space {
		case program.InState:
			n = at.States
		case program.InConst:
			n = at.Consts
		}
		if uint64(o.Tensor) >= uint64(n) {
			return nil, fmt.Errorf("operand %d: %s%d of %d", j, o.Space, o.Tensor, n)
		}
	}
	return &k, nil
}

func factsOf(k *program.Kernel) Facts {
	return Facts{Float: k.Type == tensor.F32, Init: k.Init, Count: k.Count(), Windows: k.Windows()}
}

// stateSource is an entry of a program's state table.
type stateSource struct {
	kernel bool // the new value is a kernel's output; otherwise the tensor is kept
	source uint32
}

// headerState reads state s of a program's header and checks what it reads, as the contract does.
func headerState(header []byte, at Place, s uint64) (stateSource, error) {
	var e stateSource
	if want := 24 + 16*(uint64(at.States)+uint64(at.Consts)); uint64(len(header)) != want {
		return e, fmt.Errorf("%w: %d bytes, want %d", ErrHeader, len(header), want)
	}
	var head [24]byte
	head[0] = 1
	if !at.Init {
		head[1] = byte(program.Step)
	}
	binary.BigEndian.PutUint32(head[4:], at.Kernels)
	binary.BigEndian.PutUint32(head[8:], at.States)
	binary.BigEndian.PutUint32(head[12:], at.Consts)
	if [24]byte(header) != head {
		return e, fmt.Errorf("%w: it begins with %x, want %x", ErrHeader, header[:24], head)
	}
	if s >= uint64(at.States) {
		return e, fmt.Errorf("%w: state %d of %d", ErrHeader, s, at.States)
	}
	b := header[24+16*s:]
	source, index, count := b[1], binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint64(b[8:])
	switch {
	case b[0] > 1 || source > 1 || b[2] != 0 || b[3] != 0 || count == 0 || count >= program.MaxCount,
		source == 0 && (at.Init || index != 0), source == 1 && index >= at.Kernels:
		return e, fmt.Errorf("%w: state %d is %x", ErrHeader, s, b[:16])
	}
	return stateSource{source == 1, index}, nil
}
