package emulate

import (
	"math"
	"math/bits"

	"refute/trainer/f32"
)

// alu64 computes an instruction of 64-bit registers.
func alu64(in *instr, d, a, b, c *vec64) {
	switch in.op {
	case opMov64:
		*d = *a
	case opAdd64:
		for i := range d {
			d[i] = a[i] + b[i]
		}
	case opSub64:
		for i := range d {
			d[i] = a[i] - b[i]
		}
	case opMulLo64:
		for i := range d {
			d[i] = a[i] * b[i]
		}
	case opMulHiU64:
		for i := range d {
			d[i], _ = bits.Mul64(a[i], b[i])
		}
	case opMulHiS64:
		for i := range d {
			x, y := a[i], b[i]
			hi, _ := bits.Mul64(x, y)
			d[i] = hi - uint64(int64(x)>>63)&y - uint64(int64(y)>>63)&x
		}
	case opMadLo64:
		for i := range d {
			d[i] = a[i]*b[i] + c[i]
		}
	case opDivU64, opRemU64, opDivS64, opRemS64:
		for i := range d {
			d[i] = divide(in.op, a[i], b[i])
		}
	case opAnd64:
		for i := range d {
			d[i] = a[i] & b[i]
		}
	case opOr64:
		for i := range d {
			d[i] = a[i] | b[i]
		}
	case opXor64:
		for i := range d {
			d[i] = a[i] ^ b[i]
		}
	case opNot64:
		for i := range d {
			d[i] = ^a[i]
		}
	case opMinU64:
		for i := range d {
			d[i] = min(a[i], b[i])
		}
	case opMinS64:
		for i := range d {
			d[i] = uint64(min(int64(a[i]), int64(b[i])))
		}
	case opMaxU64:
		for i := range d {
			d[i] = max(a[i], b[i])
		}
	case opMaxS64:
		for i := range d {
			d[i] = uint64(max(int64(a[i]), int64(b[i])))
		}
	case opNeg64:
		for i := range d {
			d[i] = -a[i]
		}
	case opAbs64:
		for i := range d {
			s := uint64(int64(a[i]) >> 63)
			d[i] = a[i] ^ s - s
		}
	case opExt64:
		keep, signed := extension(in.imm, 64)
		for i := range d {
			if x := a[i] << keep; signed {
				d[i] = uint64(int64(x) >> keep)
			} else {
				d[i] = x >> keep
			}
		}
	}
}

func divide(o op, x, y uint64) uint64 {
	if y == 0 || (o == opDivS64 || o == opRemS64) && y == math.MaxUint64 && x == 1<<63 {
		return unspecified
	}
	switch o {
	case opDivU64:
		return x / y
	case opRemU64:
		return x % y
	case opDivS64:
		return uint64(int64(x) / int64(y))
	}
	return uint64(int64(x) % int64(y))
}

// wideOp computes an instruction with a 64-bit result and operands of both widths.
func (w *warp) wideOp(in *instr, d *vec64) {
	r, q := w.r32, w.r64
	switch in.op {
	case opMulWideU:
		a, b := &r[in.a], &r[in.b]
		for i := range d {
			d[i] = uint64(a[i]) * uint64(b[i])
		}
	case opMulWideS:
		a, b := &r[in.a], &r[in.b]
		for i := range d {
			d[i] = uint64(int64(int32(a[i])) * int64(int32(b[i])))
		}
	case opMadWideU:
		a, b, c := &r[in.a], &r[in.b], &q[in.c]
		for i := range d {
			d[i] = uint64(a[i])*uint64(b[i]) + c[i]
		}
	case opMadWideS:
		a, b, c := &r[in.a], &r[in.b], &q[in.c]
		for i := range d {
			d[i] = uint64(int64(int32(a[i]))*int64(int32(b[i]))) + c[i]
		}
	case opShl64:
		a, b := &q[in.a], &r[in.b]
		for i := range d {
			d[i] = a[i] << b[i]
		}
	case opShrU64:
		a, b := &q[in.a], &r[in.b]
		for i := range d {
			d[i] = a[i] >> b[i]
		}
	case opShrS64:
		a, b := &q[in.a], &r[in.b]
		for i := range d {
			d[i] = uint64(int64(a[i]) >> b[i])
		}
	case opZext:
		a := &r[in.a]
		keep, _ := extension(in.imm, 32)
		for i := range d {
			d[i] = uint64(a[i] << keep >> keep)
		}
	case opSext:
		a := &r[in.a]
		keep, _ := extension(in.imm, 32)
		for i := range d {
			d[i] = uint64(int32(a[i]<<keep) >> keep)
		}
	case opPack:
		a, b := &r[in.a], &r[in.b]
		for i := range d {
			d[i] = uint64(b[i])<<32 | uint64(a[i])
		}
	case opF2U64:
		a := &r[in.a]
		for i := range d {
			d[i] = toU64(f32.From(a[i]))
		}
	case opF2S64:
		a := &r[in.a]
		for i := range d {
			d[i] = toS64(f32.From(a[i]))
		}
	}
}

// toU64 and toS64 truncate toward zero and saturate; a NaN gives 2^63 as bits (PTX ISA, "cvt").
func toU64(x float32) uint64 {
	switch {
	case x != x:
		return 1 << 63
	case x <= 0:
		return 0
	case x >= 1<<64:
		return math.MaxUint64
	case x >= 1<<63:
		return uint64(x-1<<63) + 1<<63
	}
	return uint64(x)
}

func toS64(x float32) uint64 {
	switch {
	case x != x || x < -1<<63:
		return 1 << 63
	case x >= 1<<63:
		return math.MaxInt64
	}
	return uint64(int64(x))
}

// narrowOp computes an instruction with a 32-bit result of 64-bit operands.
func (w *warp) narrowOp(in *instr, d *vec32) {
	a := &w.r64[in.a]
	switch in.op {
	case opTrunc:
		keep, signed := extension(in.imm, 32)
		for i := range d {
			if x := uint32(a[i]) << keep; signed {
				d[i] = uint32(int32(x) >> keep)
			} else {
				d[i] = x >> keep
			}
		}
	case opU2F64:
		for i := range d {
			d[i] = math.Float32bits(float32(a[i]))
		}
	case opS2F64:
		for i := range d {
			d[i] = math.Float32bits(float32(int64(a[i])))
		}
	case opPopc64:
		for i := range d {
			d[i] = uint32(bits.OnesCount64(a[i]))
		}
	case opClz64:
		for i := range d {
			d[i] = uint32(bits.LeadingZeros64(a[i]))
		}
	}
}
