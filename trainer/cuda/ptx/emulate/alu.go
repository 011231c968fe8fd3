package emulate

import (
	"math"
	"math/bits"

	"refute/trainer/blas"
	"refute/trainer/f32"
)

// lanes are the threads of a warp, which are interpreted side by side.
const lanes = 32

type (
	vec32 = [lanes]uint32
	vec64 = [lanes]uint64
)

// NaN is what float arithmetic gives for a NaN, whatever the operands' payloads.
const NaN uint32 = 0x7fffffff

// Where PTX leaves a result open, it is this.
const unspecified = 0xbaadf00d

// result returns the bits of a float result.
func result(x float32) uint32 {
	if x != x {
		return NaN
	}
	return math.Float32bits(x)
}

// alu32 computes an instruction of 32-bit registers for all lanes; d may be one of the others.
func alu32(in *instr, d, a, b, c, e *vec32) {
	switch in.op {
	case opMov32:
		*d = *a
	case opAdd32:
		for i := range d {
			d[i] = a[i] + b[i]
		}
	case opSub32:
		for i := range d {
			d[i] = a[i] - b[i]
		}
	case opMulLo32:
		for i := range d {
			d[i] = a[i] * b[i]
		}
	case opMulHiU32:
		for i := range d {
			d[i] = uint32(uint64(a[i]) * uint64(b[i]) >> 32)
		}
	case opMulHiS32:
		for i := range d {
			d[i] = uint32(int64(int32(a[i])) * int64(int32(b[i])) >> 32)
		}
	case opMadLo32:
		for i := range d {
			d[i] = a[i]*b[i] + c[i]
		}
	case opMadHiU32:
		for i := range d {
			d[i] = uint32(uint64(a[i])*uint64(b[i])>>32) + c[i]
		}
	case opMadHiS32:
		for i := range d {
			d[i] = uint32(int64(int32(a[i]))*int64(int32(b[i]))>>32) + c[i]
		}
	case opDivU32:
		for i := range d {
			if y := b[i]; y != 0 {
				d[i] = a[i] / y
			} else {
				d[i] = unspecified
			}
		}
	case opRemU32:
		for i := range d {
			if y := b[i]; y != 0 {
				d[i] = a[i] % y
			} else {
				d[i] = unspecified
			}
		}
	case opDivS32:
		for i := range d {
			if y := int32(b[i]); y != 0 && (y != -1 || a[i] != 1<<31) {
				d[i] = uint32(int32(a[i]) / y)
			} else {
				d[i] = unspecified
			}
		}
	case opRemS32:
		for i := range d {
			if y := int32(b[i]); y != 0 && (y != -1 || a[i] != 1<<31) {
				d[i] = uint32(int32(a[i]) % y)
			} else {
				d[i] = unspecified
			}
		}
	case opAnd32:
		for i := range d {
			d[i] = a[i] & b[i]
		}
	case opOr32:
		for i := range d {
			d[i] = a[i] | b[i]
		}
	case opXor32:
		for i := range d {
			d[i] = a[i] ^ b[i]
		}
	case opNot32:
		for i := range d {
			d[i] = ^a[i]
		}
	case opShl32:
		for i := range d {
			d[i] = a[i] << b[i]
		}
	case opShrU32:
		for i := range d {
			d[i] = a[i] >> b[i]
		}
	case opShrS32:
		for i := range d {
			d[i] = uint32(int32(a[i]) >> b[i])
		}
	case opLop3:
		lop3(uint8(in.imm), d, a, b, c)
	case opShfLWrap:
		for i := range d {
			n := c[i] & 31
			d[i] = b[i]<<n | a[i]>>(32-n)
		}
	case opShfLClamp:
		for i := range d {
			n := min(c[i], 32)
			d[i] = b[i]<<n | a[i]>>(32-n)
		}
	case opShfRWrap:
		for i := range d {
			n := c[i] & 31
			d[i] = b[i]<<(32-n) | a[i]>>n
		}
	case opShfRClamp:
		for i := range d {
			n := min(c[i], 32)
			d[i] = b[i]<<(32-n) | a[i]>>n
		}
	case opPrmt:
		for i := range d {
			d[i] = permute(a[i], b[i], c[i])
		}
	case opBfeU32:
		for i := range d {
			d[i] = a[i] >> (b[i] & 255) & (1<<(c[i]&255) - 1)
		}
	case opBfeS32:
		for i := range d {
			d[i] = extractSigned(a[i], b[i]&255, c[i]&255)
		}
	case opBfi32:
		for i := range d {
			at := c[i] & 255
			mask := uint32(1<<(e[i]&255)-1) << at
			d[i] = a[i]<<at&mask | b[i]&^mask
		}
	case opMinU32:
		for i := range d {
			d[i] = min(a[i], b[i])
		}
	case opMinS32:
		for i := range d {
			d[i] = uint32(min(int32(a[i]), int32(b[i])))
		}
	case opMaxU32:
		for i := range d {
			d[i] = max(a[i], b[i])
		}
	case opMaxS32:
		for i := range d {
			d[i] = uint32(max(int32(a[i]), int32(b[i])))
		}
	case opNeg32:
		for i := range d {
			d[i] = -a[i]
		}
	case opAbs32:
		for i := range d {
			if x := int32(a[i]); x < 0 {
				d[i] = uint32(-x)
			} else {
				d[i] = uint32(x)
			}
		}
	case opPopc32:
		for i := range d {
			d[i] = uint32(bits.OnesCount32(a[i]))
		}
	case opClz32:
		for i := range d {
			d[i] = uint32(bits.LeadingZeros32(a[i]))
		}
	case opBrev32:
		for i := range d {
			d[i] = bits.Reverse32(a[i])
		}
	case opDp4aS:
		for i := range d {
			s := c[i]
			for k := 0; k < 32; k += 8 {
				s += uint32(int32(int8(a[i]>>k)) * int32(int8(b[i]>>k)))
			}
			d[i] = s
		}
	case opDp4aU:
		for i := range d {
			s := c[i]
			for k := 0; k < 32; k += 8 {
				s += uint32(uint8(a[i]>>k)) * uint32(uint8(b[i]>>k))
			}
			d[i] = s
		}
	case opAddF:
		for i := range d {
			d[i] = result(f32.From(a[i]) + f32.From(b[i]))
		}
	case opSubF:
		for i := range d {
			d[i] = result(f32.From(a[i]) - f32.From(b[i]))
		}
	case opMulF:
		for i := range d {
			d[i] = result(float32(f32.From(a[i]) * f32.From(b[i])))
		}
	case opFmaF:
		for i := range d {
			x := float64(float64(f32.From(a[i]))*float64(f32.From(b[i]))) + float64(f32.From(c[i]))
			if k := math.Float64bits(x); k<<1-897<<53 < (2047-897)<<53 && k&(1<<29-1) != 1<<28 || k<<1 == 0 {
				d[i] = math.Float32bits(float32(x))
				continue
			}
			d[i] = fma(a[i], b[i], c[i])
		}
	case opDivF:
		for i := range d {
			d[i] = result(f32.From(a[i]) / f32.From(b[i]))
		}
	case opSqrtF:
		for i := range d {
			d[i] = result(f32.Sqrt(f32.From(a[i])))
		}
	case opNegF:
		for i := range d {
			d[i] = result(f32.From(a[i] ^ 1<<31))
		}
	case opAbsF:
		for i := range d {
			d[i] = result(f32.From(a[i] &^ (1 << 31)))
		}
	case opF2U32:
		for i := range d {
			d[i] = f32.ToU32(f32.From(a[i]))
		}
	case opF2S32:
		for i := range d {
			d[i] = f32.ToI32(f32.From(a[i]))
		}
	case opU2F32:
		for i := range d {
			d[i] = math.Float32bits(f32.FromU32(a[i]))
		}
	case opS2F32:
		for i := range d {
			d[i] = math.Float32bits(f32.FromI32(a[i]))
		}
	case opExt32:
		keep, signed := extension(in.imm, 32)
		for i := range d {
			if x := a[i] << keep; signed {
				d[i] = uint32(int32(x) >> keep)
			} else {
				d[i] = x >> keep
			}
		}
	}
}

// fma is the long way of opFmaF: for what is below the normal range (a zero is exact), for sums halfway between two binary32 numbers, which must not be rounded
// twice (see blas.FMA), for infinities and NaNs.
func fma(a, b, c uint32) uint32 {
	return result(blas.FMA(f32.From(a), f32.From(b), f32.From(c)))
}

// extension is by how much a number of width bits is shifted up and down to keep |imm| of them; signed if imm is negative.
func extension(imm int64, width int64) (shift uint, signed bool) {
	if imm < 0 {
		return uint(width + imm), true
	}
	return uint(width - imm), false
}

// lop3 is any function of three bits: table has its value for each combination, a being the highest.
func lop3(table uint8, d, a, b, c *vec32) {
	switch table {
	case 0x96:
		for i := range d {
			d[i] = a[i] ^ b[i] ^ c[i]
		}
	case 0xca: // a ? b : c
		for i := range d {
			d[i] = a[i]&b[i] | ^a[i]&c[i]
		}
	case 0xe8: // the majority
		for i := range d {
			d[i] = a[i]&b[i] | a[i]&c[i] | b[i]&c[i]
		}
	default:
		var m [8]uint32
		for k := range m {
			if table>>k&1 == 1 {
				m[k] = ^uint32(0)
			}
		}
		for i := range d {
			x, y, z := a[i], b[i], c[i]
			low := ^x & (^y&(^z&m[0]|z&m[1]) | y&(^z&m[2]|z&m[3]))
			d[i] = low | x&(^y&(^z&m[4]|z&m[5])|y&(^z&m[6]|z&m[7]))
		}
	}
}

// permute takes four bytes of the eight of b:a: each four bits of sel number one, or with the fourth bit set its sign in all bits.
func permute(a, b, sel uint32) uint32 {
	v := uint64(b)<<32 | uint64(a)
	var out uint32
	for k := 0; k < 4; k++ {
		s := sel >> (4 * k) & 15
		x := uint32(v>>(8*(s&7))) & 255
		if s&8 != 0 {
			x = uint32(int32(int8(x))>>7) & 255
		}
		out |= x << (8 * k)
	}
	return out
}

// extractSigned takes n bits of x from a place, the highest as a sign: that of bit min(at+n-1, 31), where bits beyond x are copies of its sign.
func extractSigned(x, at, n uint32) uint32 {
	if n == 0 {
		return 0
	}
	v := int64(int32(x)) >> min(at, 63)
	if n < 64 {
		v = v << (64 - n) >> (64 - n)
	}
	return uint32(v)
}

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

// wide computes an instruction with a 64-bit result and operands of both widths.
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

// narrow computes an instruction with a 32-bit result of 64-bit operands.
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

// compare returns a bit for each lane.
func (w *warp) compare(in *instr) (m uint32) {
	switch c := cmp(in.sub); c {
	case eq64, ltU64, ltS64:
		a, b := &w.r64[in.a], &w.r64[in.b]
		for i := range a {
			var t bool
			switch c {
			case eq64:
				t = a[i] == b[i]
			case ltU64:
				t = a[i] < b[i]
			default:
				t = int64(a[i]) < int64(b[i])
			}
			m |= bit(t) << i
		}
	default:
		m = compare32(c, &w.r32[in.a], &w.r32[in.b])
	}
	if in.negate {
		m = ^m
	}
	return m
}

func bit(t bool) uint32 {
	if t {
		return 1
	}
	return 0
}

func compare32(c cmp, a, b *vec32) (m uint32) {
	switch c {
	case eq32:
		for i := range a {
			m |= bit(a[i] == b[i]) << i
		}
	case ltU32:
		for i := range a {
			m |= bit(a[i] < b[i]) << i
		}
	case ltS32:
		for i := range a {
			m |= bit(int32(a[i]) < int32(b[i])) << i
		}
	case eqF:
		for i := range a {
			m |= bit(f32.From(a[i]) == f32.From(b[i])) << i
		}
	case ltF:
		for i := range a {
			m |= bit(f32.From(a[i]) < f32.From(b[i])) << i
		}
	case leF:
		for i := range a {
			m |= bit(f32.From(a[i]) <= f32.From(b[i])) << i
		}
	case nanF, equF:
		for i := range a {
			x, y := f32.From(a[i]), f32.From(b[i])
			m |= bit(x != x || y != y || c == equF && x == y) << i
		}
	}
	return m
}
