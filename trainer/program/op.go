package program

import "refute/trainer/tensor"

// Op is the code of a scalar instruction.
type Op uint8

// The instruction set of profile f32/v1; docs/program.md says what each means.
const (
	Acc    Op = 0x00
	Load   Op = 0x01
	ConstF Op = 0x02
	ConstU Op = 0x03
	Index  Op = 0x04
	StepNo Op = 0x05
	Select Op = 0x06

	FAdd  Op = 0x10
	FSub  Op = 0x11
	FMul  Op = 0x12
	FMA   Op = 0x13
	FDiv  Op = 0x14
	FSqrt Op = 0x15
	FNeg  Op = 0x16
	FAbs  Op = 0x17
	FMin  Op = 0x18
	FMax  Op = 0x19
	FEq   Op = 0x1a
	FLt   Op = 0x1b
	FLe   Op = 0x1c

	U2F   Op = 0x20
	I2F   Op = 0x21
	F2U   Op = 0x22
	F2I   Op = 0x23
	Bits  Op = 0x24
	Float Op = 0x25

	Add   Op = 0x30
	Sub   Op = 0x31
	Mul   Op = 0x32
	MulHi Op = 0x33
	Div   Op = 0x34
	Rem   Op = 0x35
	And   Op = 0x36
	Or    Op = 0x37
	Xor   Op = 0x38
	Shl   Op = 0x39
	Shr   Op = 0x3a
	Sar   Op = 0x3b
	Eq    Op = 0x3c
	Lt    Op = 0x3d
	Le    Op = 0x3e
	SLt   Op = 0x3f

	numOps = 0x40
)

// signature is how an instruction is typed: the types of its value operands, and of its result.
type signature struct {
	name   string
	args   []tensor.Type
	result tensor.Type
}

const (
	f = tensor.F32
	u = tensor.U32
)

// signatures of the instructions whose types are fixed and whose operands are all values. Acc, Load, the constants,
// Index, Step and Select are typed by typeOf.
var signatures = [numOps]signature{
	FAdd: {"fadd", []tensor.Type{f, f}, f}, FSub: {"fsub", []tensor.Type{f, f}, f}, FMul: {"fmul", []tensor.Type{f, f}, f},
	FMA: {"fma", []tensor.Type{f, f, f}, f}, FDiv: {"fdiv", []tensor.Type{f, f}, f}, FSqrt: {"fsqrt", []tensor.Type{f}, f},
	FNeg: {"fneg", []tensor.Type{f}, f}, FAbs: {"fabs", []tensor.Type{f}, f},
	FMin: {"fmin", []tensor.Type{f, f}, f}, FMax: {"fmax", []tensor.Type{f, f}, f},
	FEq: {"feq", []tensor.Type{f, f}, u}, FLt: {"flt", []tensor.Type{f, f}, u}, FLe: {"fle", []tensor.Type{f, f}, u},
	U2F: {"u2f", []tensor.Type{u}, f}, I2F: {"i2f", []tensor.Type{u}, f}, F2U: {"f2u", []tensor.Type{f}, u}, F2I: {"f2i", []tensor.Type{f}, u},
	Bits: {"bits", []tensor.Type{f}, u}, Float: {"float", []tensor.Type{u}, f},
	Add: {"add", []tensor.Type{u, u}, u}, Sub: {"sub", []tensor.Type{u, u}, u}, Mul: {"mul", []tensor.Type{u, u}, u}, MulHi: {"mulhi", []tensor.Type{u, u}, u},
	Div: {"div", []tensor.Type{u, u}, u}, Rem: {"rem", []tensor.Type{u, u}, u}, And: {"and", []tensor.Type{u, u}, u}, Or: {"or", []tensor.Type{u, u}, u},
	Xor: {"xor", []tensor.Type{u, u}, u}, Shl: {"shl", []tensor.Type{u, u}, u}, Shr: {"shr", []tensor.Type{u, u}, u}, Sar: {"sar", []tensor.Type{u, u}, u},
	Eq: {"eq", []tensor.Type{u, u}, u}, Lt: {"lt", []tensor.Type{u, u}, u}, Le: {"le", []tensor.Type{u, u}, u}, SLt: {"slt", []tensor.Type{u, u}, u},
}

// String returns the instruction's name as in docs/program.md.
func (o Op) String() string {
	switch o {
	case Acc:
		return "acc"
	case Load:
		return "load"
	case ConstF:
		return "f32"
	case ConstU:
		return "u32"
	case Index:
		return "index"
	case StepNo:
		return "step"
	case Select:
		return "select"
	}
	if int(o) < numOps && signatures[o].name != "" {
		return signatures[o].name
	}
	return "op?"
}

// Valid reports whether o is an instruction.
func (o Op) Valid() bool { return o <= Select || int(o) < numOps && signatures[o].name != "" }

// Values returns how many of the fields A, B, C of an instruction are earlier values.
func (o Op) Values() int {
	switch {
	case o == Select:
		return 3
	case o < Select:
		return 0
	case int(o) < numOps:
		return len(signatures[o].args)
	}
	return 0
}

// Ops returns all instructions in the order of their codes.
func Ops() []Op {
	var ops []Op
	for o := Op(0); o < numOps; o++ {
		if o.Valid() {
			ops = append(ops, o)
		}
	}
	return ops
}

// Signature returns the types of the values that an instruction takes and of its result, where they are fixed: for all
// instructions but Acc, Load, the constants, Index, StepNo and Select, which have none.
func (o Op) Signature() (args []tensor.Type, result tensor.Type) {
	if int(o) >= numOps {
		return nil, 0
	}
	return signatures[o].args, signatures[o].result
}
