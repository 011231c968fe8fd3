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
