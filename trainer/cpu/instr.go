package cpu

import (
	"math"
	mathbits "math/bits"

	"refute/trainer/blas"
	"refute/trainer/f32"
	"refute/trainer/program"
)

// apply runs one instruction over all lanes. Floats are bits; a NaN may have any form here, since bits and the output alone show it.
func (f *frame) apply(n *node, d []uint32) {
	a := f.values[n.a][:len(d)]
	b, c := a, a
	if v := n.op.Values(); v > 1 {
		b = f.values[n.b][:len(d)]
		if v > 2 {
			c = f.values[n.c][:len(d)]
		}
	}
	if vector(n.op, d, a, b, c) {
		return
	}
	switch n.op {
	case program.Select:
		for i := range d {
			if x := c[i]; a[i] == 0 {
				d[i] = x
			} else {
				d[i] = b[i]
			}
		}
	case program.FAdd:
		for i := range d {
			d[i] = math.Float32bits(f32.From(a[i]) + f32.From(b[i]))
		}
	case program.FSub:
		for i := range d {
			d[i] = math.Float32bits(f32.From(a[i]) - f32.From(b[i]))
		}
	case program.FMul:
		for i := range d {
			d[i] = math.Float32bits(f32.From(a[i]) * f32.From(b[i]))
		}
	case program.FMA:
		for i := range d {
			d[i] = math.Float32bits(blas.FMA(f32.From(a[i]), f32.From(b[i]), f32.From(c[i])))
		}
	case program.FDiv:
		for i := range d {
			d[i] = math.Float32bits(f32.From(a[i]) / f32.From(b[i]))
		}
	case program.FSqrt:
		for i := range d {
			d[i] = math.Float32bits(f32.Sqrt(f32.From(a[i])))
		}
	case program.FNeg:
		for i := range d {
			d[i] = a[i] ^ 1<<31
		}
	case program.FAbs:
		for i := range d {
			d[i] = a[i] &^ (1 << 31)
		}
	case program.FMin:
		for i := range d {
			x, y := a[i], b[i]
			if f32.From(x) < f32.From(y) {
				d[i] = x
			} else {
				d[i] = y
			}
		}
	case program.FMax:
		for i := range d {
			x, y := a[i], b[i]
			if f32.From(x) > f32.From(y) {
				d[i] = x
			} else {
				d[i] = y
			}
		}
	case program.FEq:
		for i := range d {
			d[i] = truth(f32.From(a[i]) == f32.From(b[i]))
		}
	case program.FLt:
		for i := range d {
			d[i] = truth(f32.From(a[i]) < f32.From(b[i]))
		}
	case program.FLe:
		for i := range d {
			d[i] = truth(f32.From(a[i]) <= f32.From(b[i]))
		}
	case program.U2F:
		for i := range d {
			d[i] = math.Float32bits(f32.FromU32(a[i]))
		}
	case program.I2F:
		for i := range d {
			d[i] = math.Float32bits(f32.FromI32(a[i]))
		}
	case program.F2U:
		for i := range d {
			d[i] = f32.ToU32(f32.From(a[i]))
		}
	case program.F2I:
		for i := range d {
			d[i] = f32.ToI32(f32.From(a[i]))
		}
	case program.Bits:
		for i := range d {
			d[i] = f32.Canon(a[i])
		}
	case program.Float:
		copy(d, a)
	default:
		integer(n.op, d, a, b)
	}
}

// integer runs one instruction on u32.
func integer(op program.Op, d, a, b []uint32) {
	a, b = a[:len(d)], b[:len(d)]
	switch op {
	case program.Add:
		for i := range d {
			d[i] = a[i] + b[i]
		}
	case program.Sub:
		for i := range d {
			d[i] = a[i] - b[i]
		}
	case program.Mul:
		for i := range d {
			d[i] = a[i] * b[i]
		}
	case program.MulHi:
		for i := range d {
			d[i], _ = mathbits.Mul32(a[i], b[i])
		}
	case program.Div:
		for i := range d {
			if y := b[i]; y == 0 {
				d[i] = 0
			} else {
				d[i] = a[i] / y
			}
		}
	case program.Rem:
		for i := range d {
			if y := b[i]; y == 0 {
				d[i] = 0
			} else {
				d[i] = a[i] % y
			}
		}
	case program.And:
		for i := range d {
			d[i] = a[i] & b[i]
		}
	case program.Or:
		for i := range d {
			d[i] = a[i] | b[i]
		}
	case program.Xor:
		for i := range d {
			d[i] = a[i] ^ b[i]
		}
	case program.Shl:
		for i := range d {
			d[i] = a[i] << b[i] // Go gives 0 for 32 and more, as wanted
		}
	case program.Shr:
		for i := range d {
			d[i] = a[i] >> b[i]
		}
	case program.Sar:
		for i := range d {
			d[i] = uint32(int32(a[i]) >> b[i])
		}
	case program.Eq:
		for i := range d {
			d[i] = truth(a[i] == b[i])
		}
	case program.Lt:
		for i := range d {
			d[i] = truth(a[i] < b[i])
		}
	case program.Le:
		for i := range d {
			d[i] = truth(a[i] <= b[i])
		}
	case program.SLt:
		for i := range d {
			d[i] = truth(int32(a[i]) < int32(b[i]))
		}
	default:
		panic("cpu: no scalar instruction " + op.String())
	}
}

func truth(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}
