// Package reference is the definition of what a program computes, in plain loops over scalars: the oracle of every test,
// and the window that the Go side of the referee runs. It is slow on purpose: nothing in it is there for speed.
package reference

import (
	"math/bits"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Reader returns the word at an address of the tensor that operand j reads; the address is within the tensor. It does
// not canonicalise.
type Reader func(j int, addr int64) (uint32, error)

// Fold runs the terms [from, to) of output element e of a valid kernel, from accumulator acc, and returns the accumulator after them,
// canonical.
func Fold(k *program.Kernel, t uint32, e, from, to int64, acc uint32, read Reader) (uint32, error) {
	idx := make([]int64, k.Rank())
	unravel(e, k.Out, idx[:len(k.Out)])
	unravel(from, k.Reduce, idx[len(k.Out):])
	loads := make([]uint32, len(k.Operands))
	values := make([]uint32, len(k.Body))
	for n := from; n < to; n++ {
		for j := range k.Operands {
			var err error
			if loads[j], err = load(k, j, idx, loads, read); err != nil {
				return 0, err
			}
		}
		acc = Body(k, t, idx, acc, loads, values)
		advance(idx[len(k.Out):], k.Reduce)
	}
	if k.Type == tensor.F32 {
		acc = f32.Canon(acc)
	}
	return acc, nil
}

// Element computes output element e.
func Element(k *program.Kernel, t uint32, e int64, read Reader) (uint32, error) {
	return Fold(k, t, e, 0, k.Terms(), k.Init, read)
}

// Address returns where operand j reads for the iterator values idx, and false if it reads its fill; gathered is the
// value of the operand that it gathers through.
func Address(k *program.Kernel, j int, idx []int64, gathered uint32) (int64, bool) {
	o := &k.Operands[j]
	addr := o.Offset + o.GatherStride*int64(gathered)
	for d, s := range o.Stride {
		addr += s * idx[d]
	}
	for _, b := range o.Bounds {
		x := b.Offset
		for d, s := range b.Stride {
			x += s * idx[d]
		}
		if x < b.Lo || x >= b.Hi {
			return 0, false
		}
	}
	return addr, addr >= 0 && addr < o.Count
}

func load(k *program.Kernel, j int, idx []int64, loads []uint32, read Reader) (uint32, error) {
	o := &k.Operands[j]
	var gathered uint32
	if o.Gather != program.NoGather {
		gathered = loads[o.Gather]
	}
	addr, ok := Address(k, j, idx, gathered)
	if !ok {
		return o.Fill, nil
	}
	w, err := read(j, addr)
	if o.Type == tensor.F32 {
		w = f32.Canon(w)
	}
	return w, err
}

// Body runs the body once: acc' from acc, the operands' values and the iterators. values is scratch of the body's length.
func Body(k *program.Kernel, t uint32, idx []int64, acc uint32, loads, values []uint32) uint32 {
	for j, in := range k.Body {
		switch in.Op {
		case program.Acc:
			values[j] = acc
		case program.Load:
			values[j] = loads[in.A]
		case program.ConstF, program.ConstU:
			values[j] = in.Imm
		case program.Index:
			values[j] = uint32(idx[in.A])
		case program.StepNo:
			values[j] = t
		default:
			values[j] = Apply(in.Op, values[in.A], values[in.B], values[in.C])
		}
	}
	return values[len(values)-1]
}

// Apply runs one instruction on words; f32 results are canonical. Instructions with fewer operands ignore the rest.
func Apply(op program.Op, a, b, c uint32) uint32 {
	x, y := f32.From(a), f32.From(b)
	switch op {
	case program.Select:
		if a != 0 {
			return b
		}
		return c
	case program.FAdd:
		return f32.Bits(f32.Add(x, y))
	case program.FSub:
		return f32.Bits(f32.Sub(x, y))
	case program.FMul:
		return f32.Bits(f32.Mul(x, y))
	case program.FMA:
		return f32.Bits(f32.FMA(x, y, f32.From(c)))
	case program.FDiv:
		return f32.Bits(f32.Div(x, y))
	case program.FSqrt:
		return f32.Bits(f32.Sqrt(x))
	case program.FNeg:
		return f32.Canon(a ^ 0x80000000)
	case program.FAbs:
		return f32.Canon(a &^ 0x80000000)
	case program.FMin:
		return f32.Bits(f32.Min(x, y))
	case program.FMax:
		return f32.Bits(f32.Max(x, y))
	case program.FEq:
		return truth(x == y)
	case program.FLt:
		return truth(x < y)
	case program.FLe:
		return truth(x <= y)
	case program.U2F:
		return f32.Bits(f32.FromU32(a))
	case program.I2F:
		return f32.Bits(f32.FromI32(a))
	case program.F2U:
		return f32.ToU32(x)
	case program.F2I:
		return f32.ToI32(x)
	case program.Bits, program.Float:
		return f32.Canon(a)
	case program.Add:
		return a + b
	case program.Sub:
		return a - b
	case program.Mul:
		return a * b
	case program.MulHi:
		hi, _ := bits.Mul32(a, b)
		return hi
	case program.Div:
		if b == 0 {
			return 0
		}
		return a / b
	case program.Rem:
		if b == 0 {
			return 0
		}
		return a % b
	case program.And:
		return a & b
	case program.Or:
		return a | b
	case program.Xor:
		return a ^ b
	case program.Shl:
		return a << b // Go: 0 for b >= 32
	case program.Shr:
		return a >> b
	case program.Sar:
		return uint32(int32(a) >> b)
	case program.Eq:
		return truth(a == b)
	case program.Lt:
		return truth(a < b)
	case program.Le:
		return truth(a <= b)
	case program.SLt:
		return truth(int32(a) < int32(b))
	}
	panic("reference: no scalar instruction " + op.String())
}

func truth(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// unravel writes the row-major index n over the extents into idx.
func unravel(n int64, extents, idx []int64) {
	for d := len(extents) - 1; d >= 0; d-- {
		idx[d] = n % extents[d]
		n /= extents[d]
	}
}

// advance moves idx to the next index in row-major order.
func advance(idx, extents []int64) {
	for d := len(extents) - 1; d >= 0; d-- {
		if idx[d]++; idx[d] < extents[d] {
			return
		}
		idx[d] = 0
	}
}
