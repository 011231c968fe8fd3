package program

import (
	"fmt"

	"refute/trainer/tensor"
)

// Types returns the type of each value of the kernel's body, or an error that names the first instruction which is wrong.
func (k *Kernel) Types() ([]tensor.Type, error) {
	if n := len(k.Body); n < 1 || n > MaxBody {
		return nil, fmt.Errorf("body has %d instructions, allowed are 1 to %d", n, MaxBody)
	}
	types := make([]tensor.Type, len(k.Body))
	for j, in := range k.Body {
		t, err := k.typeOf(j, in, types[:j])
		if err != nil {
			return nil, fmt.Errorf("instruction %d (%s): %w", j, in.Op, err)
		}
		types[j] = t
	}
	if t := types[len(types)-1]; t != k.Type {
		return nil, fmt.Errorf("the body's last value is %s, the kernel's type is %s", t, k.Type)
	}
	return types, nil
}

func (k *Kernel) typeOf(j int, in Instr, before []tensor.Type) (tensor.Type, error) {
	if !in.Op.Valid() {
		return 0, fmt.Errorf("unknown code 0x%02x", uint8(in.Op))
	}
	refs := [3]uint16{in.A, in.B, in.C}
	values := in.Op.Values()
	for i := 0; i < values; i++ {
		if int(refs[i]) >= j {
			return 0, fmt.Errorf("refers to value %d, which is not before it", refs[i])
		}
	}
	used := values
	if in.Op == Load || in.Op == Index {
		used = 1
	}
	for i := used; i < 3; i++ {
		if refs[i] != 0 {
			return 0, fmt.Errorf("unused field is not zero")
		}
	}
	if in.Imm != 0 && in.Op != ConstF && in.Op != ConstU {
		return 0, fmt.Errorf("has an immediate but is not a constant")
	}
	switch in.Op {
	case Acc:
		return k.Type, nil
	case Load:
		if int(in.A) >= len(k.Operands) {
			return 0, fmt.Errorf("loads operand %d of %d", in.A, len(k.Operands))
		}
		return k.Operands[in.A].Type.Widened(), nil
	case ConstF:
		if !canonical(in.Imm) {
			return 0, fmt.Errorf("constant 0x%08x is a NaN, but not the one NaN 0x7fc00000", in.Imm)
		}
		return tensor.F32, nil
	case ConstU, StepNo:
		return tensor.U32, nil
	case Index:
		if int(in.A) >= k.Rank() {
			return 0, fmt.Errorf("index of iterator %d of %d", in.A, k.Rank())
		}
		return tensor.U32, nil
	case Select:
		if before[in.A] != tensor.U32 {
			return 0, fmt.Errorf("condition is not u32")
		}
		if before[in.B] != before[in.C] {
			return 0, fmt.Errorf("chooses between %s and %s", before[in.B], before[in.C])
		}
		return before[in.B], nil
	}
	sig := signatures[in.Op]
	for i, want := range sig.args {
		if got := before[refs[i]]; got != want {
			return 0, fmt.Errorf("operand %d is %s, must be %s", i, got, want)
		}
	}
	return sig.result, nil
}
