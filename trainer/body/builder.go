package body

import (
	"fmt"
	"math"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// Builder collects the instructions of one body. Equal instructions are made once, and an instruction of constants is
// computed at once by the definition (reference.Apply), so folding never changes a bit.
type Builder struct {
	acc    tensor.Type
	values []program.Instr
	types  []tensor.Type
	index  map[program.Instr]int // of each instruction made; looked up only, never walked
}

// New returns a builder of a body for a kernel of type acc: F32 or U32, the type of the accumulator and the result.
func New(acc tensor.Type) *Builder {
	if acc > tensor.U32 {
		panic("body: a kernel of type " + acc.String() + ", allowed are f32 and u32")
	}
	return &Builder{acc: acc, index: make(map[program.Instr]int)}
}

// Value is the result of an instruction of a builder. The zero Value is none.
type Value struct {
	b *Builder
	i int
}

// Type returns F32 or U32.
func (v Value) Type() tensor.Type { return v.builder().types[v.i] }

// Builder returns the builder that v belongs to.
func (v Value) Builder() *Builder { return v.builder() }

func (v Value) builder() *Builder {
	if v.b == nil {
		panic("body: use of the zero Value")
	}
	return v.b
}

// constant returns the bits of v if it is a constant.
func (v Value) constant() (uint32, bool) {
	in := v.builder().values[v.i]
	return in.Imm, in.Op == program.ConstF || in.Op == program.ConstU
}

// maxValues is what an instruction's fields can name; a body that validates is far shorter (program.MaxBody).
const maxValues = 1 << 16

func (b *Builder) emit(in program.Instr, t tensor.Type) Value {
	if i, ok := b.index[in]; ok {
		return Value{b, i}
	}
	if len(b.values) == maxValues {
		panic(fmt.Sprintf("body: more than %d values", maxValues))
	}
	i := len(b.values)
	b.values, b.types = append(b.values, in), append(b.types, t)
	b.index[in] = i
	return Value{b, i}
}

// Acc returns the accumulator before the term.
func (b *Builder) Acc() Value { return b.emit(program.Instr{Op: program.Acc}, b.acc) }

// Load returns the value of operand k, whose tensor has type t: u8 and u16 are widened.
func (b *Builder) Load(k int, t tensor.Type) Value {
	if k < 0 || k >= program.MaxOperands {
		panic(fmt.Sprintf("body: load of operand %d, allowed are 0 to %d", k, program.MaxOperands-1))
	}
	v := b.emit(program.Instr{Op: program.Load, A: uint16(k)}, t.Widened())
	if v.Type() != t.Widened() {
		panic(fmt.Sprintf("body: operand %d loaded as %s and as %s", k, v.Type(), t.Widened()))
	}
	return v
}

// Index returns the value of iterator d, parallel iterators first, as u32.
func (b *Builder) Index(d int) Value {
	if d < 0 || d >= program.MaxRank {
		panic(fmt.Sprintf("body: index of iterator %d, allowed are 0 to %d", d, program.MaxRank-1))
	}
	return b.emit(program.Instr{Op: program.Index, A: uint16(d)}, tensor.U32)
}

// Step returns the step's number as u32, 0 in an init program.
func (b *Builder) Step() Value { return b.emit(program.Instr{Op: program.StepNo}, tensor.U32) }

// F returns the constant x; any NaN is the one NaN.
func (b *Builder) F(x float32) Value {
	return b.emit(program.Instr{Op: program.ConstF, Imm: f32.Bits(x)}, tensor.F32)
}

// U returns the constant u.
func (b *Builder) U(u uint32) Value {
	return b.emit(program.Instr{Op: program.ConstU, Imm: u}, tensor.U32)
}

// commutes lists the instructions of which the first two operands may be exchanged without changing a bit.
var commutes = map[program.Op]bool{
	program.FAdd: true, program.FMul: true, program.FMA: true, program.FEq: true, program.Add: true, program.Mul: true,
	program.MulHi: true, program.And: true, program.Or: true, program.Xor: true, program.Eq: true,
}

// op makes an instruction whose operands are all of type from; it panics if one is not, or belongs to another builder.
func op(o program.Op, from, to tensor.Type, args ...Value) Value {
	b := args[0].builder()
	var index [3]int
	var word [3]uint32
	folds := true
	for j, v := range args {
		if v.builder() != b {
			panic("body: " + o.String() + " of values of different builders")
		}
		if v.Type() != from {
			panic(fmt.Sprintf("body: operand %d of %s is %s, must be %s", j, o, v.Type(), from))
		}
		w, ok := v.constant()
		index[j], word[j], folds = v.i, w, folds && ok
	}
	if folds {
		return b.word(reference.Apply(o, word[0], word[1], word[2]), to)
	}
	in := program.Instr{Op: o, A: uint16(index[0]), B: uint16(index[1]), C: uint16(index[2])}
	if commutes[o] {
		swapped := in
		swapped.A, swapped.B = in.B, in.A
		if i, ok := b.index[swapped]; ok {
			return Value{b, i}
		}
	}
	return b.emit(in, to)
}

func (b *Builder) word(w uint32, t tensor.Type) Value {
	if t == tensor.F32 {
		return b.F(math.Float32frombits(w))
	}
	return b.U(w)
}

// Select returns a where c is not 0 and d elsewhere; c is u32, a and d are of one type.
func Select(c, a, d Value) Value {
	b := c.builder()
	switch {
	case a.builder() != b || d.builder() != b:
		panic("body: select of values of different builders")
	case c.Type() != tensor.U32:
		panic("body: the condition of select is f32, must be u32")
	case a.Type() != d.Type():
		panic(fmt.Sprintf("body: select of %s and %s", a.Type(), d.Type()))
	}
	if w, ok := c.constant(); ok {
		if w != 0 {
			return a
		}
		return d
	}
	if a == d {
		return a
	}
	return b.emit(program.Instr{Op: program.Select, A: uint16(c.i), B: uint16(a.i), C: uint16(d.i)}, a.Type())
}

// Result returns the body that computes v, which must have the kernel's type: the instructions that v needs and no
// others, each operand before its use in the order in which a walk from v meets them, v last. The order depends on the
// formula alone, not on the order in which it was built.
func (b *Builder) Result(v Value) []program.Instr {
	if v.builder() != b {
		panic("body: the result belongs to another builder")
	}
	if v.Type() != b.acc {
		panic(fmt.Sprintf("body: the result is %s, the kernel is %s", v.Type(), b.acc))
	}
	var out []program.Instr
	at := make([]int, len(b.values)) // 1 + position in out, 0 if not there yet
	var visit func(i int)
	visit = func(i int) {
		if at[i] != 0 {
			return
		}
		in := b.values[i]
		fields := []*uint16{&in.A, &in.B, &in.C}[:in.Op.Values()]
		for _, f := range fields {
			visit(int(*f))
		}
		for _, f := range fields {
			*f = uint16(at[*f] - 1)
		}
		out = append(out, in)
		at[i] = len(out)
	}
	visit(v.i)
	return out
}

// Inputs says what the free variables of a body are when it is made part of another.
type Inputs struct {
	Acc   Value   // the accumulator
	Loads []Value // by operand
	Index []Value // by iterator
	Step  Value
}

// Inline makes a body part of b, with its inputs replaced, and returns its result. The body must be valid.
func (b *Builder) Inline(instrs []program.Instr, in Inputs) Value {
	if len(instrs) == 0 {
		panic("body: inline of an empty body")
	}
	values := make([]Value, len(instrs))
	for j, i := range instrs {
		switch i.Op {
		case program.Acc:
			values[j] = in.Acc
		case program.Load:
			values[j] = in.Loads[i.A]
		case program.Index:
			values[j] = in.Index[i.A]
		case program.StepNo:
			values[j] = in.Step
		case program.ConstF:
			values[j] = b.F(f32.From(i.Imm))
		case program.ConstU:
			values[j] = b.U(i.Imm)
		case program.Select:
			values[j] = Select(values[i.A], values[i.B], values[i.C])
		default:
			m, ok := methods[i.Op]
			if !ok {
				panic("body: inline of the unknown instruction " + i.Op.String())
			}
			args := []Value{}
			for _, a := range []uint16{i.A, i.B, i.C}[:i.Op.Values()] {
				args = append(args, values[a])
			}
			values[j] = op(i.Op, m.from, m.to, args...)
		}
	}
	return values[len(values)-1]
}
