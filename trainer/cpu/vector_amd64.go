package cpu

import (
	"refute/trainer/isa"
	"refute/trainer/program"
)

// vectorOp computes d[i] = op(a[i], b[i], c[i]) for n words, n a positive multiple of 8.
type vectorOp func(d, a, b, c *uint32, n int)

// machine has the instructions that run eight lanes at a time; the others run in Go.
var machine = [64]vectorOp{
	program.FAdd: fadd, program.FSub: fsub, program.FMul: fmul, program.FDiv: fdiv, program.FMin: fmin, program.FMax: fmax, program.FMA: fma,
	program.FSqrt: fsqrt, program.FNeg: fneg, program.FAbs: fabs, program.FEq: feq, program.FLt: flt, program.FLe: fle,
	program.I2F: i2f, program.U2F: u2f, program.F2I: f2i, program.Bits: bits, program.Select: choose,
	program.Add: add, program.Sub: sub, program.Mul: mul, program.MulHi: mulhi, program.And: and, program.Or: or, program.Xor: xor,
	program.Shl: shl, program.Shr: shr, program.Sar: sar, program.Eq: eq, program.Lt: lt, program.Le: le, program.SLt: slt,
}

// vector runs an instruction over whole groups of lanes, if the machine can.
func vector(op program.Op, d, a, b, c []uint32) bool {
	f := machine[op]
	if f == nil || isa.Active() == isa.Go {
		return false
	}
	f(&d[0], &a[0], &b[0], &c[0], len(d))
	return true
}

// fill sets all words of d.
func fill(d []uint32, x uint32) {
	if len(d)%group != 0 || len(d) == 0 || isa.Active() == isa.Go {
		for i := range d {
			d[i] = x
		}
		return
	}
	fill8(&d[0], len(d), x)
}

//go:noescape
func fill8(d *uint32, n int, x uint32)

//go:noescape
func fadd(d, a, b, c *uint32, n int)

//go:noescape
func fsub(d, a, b, c *uint32, n int)

//go:noescape
func fmul(d, a, b, c *uint32, n int)

//go:noescape
func fdiv(d, a, b, c *uint32, n int)

//go:noescape
func fmin(d, a, b, c *uint32, n int)

//go:noescape
func fmax(d, a, b, c *uint32, n int)

//go:noescape
func fma(d, a, b, c *uint32, n int)

//go:noescape
func fsqrt(d, a, b, c *uint32, n int)

//go:noescape
func fneg(d, a, b, c *uint32, n int)

//go:noescape
func fabs(d, a, b, c *uint32, n int)

//go:noescape
func feq(d, a, b, c *uint32, n int)

//go:noescape
func flt(d, a, b, c *uint32, n int)

//go:noescape
func fle(d, a, b, c *uint32, n int)

//go:noescape
func i2f(d, a, b, c *uint32, n int)

//go:noescape
func u2f(d, a, b, c *uint32, n int)

//go:noescape
func f2i(d, a, b, c *uint32, n int)

//go:noescape
func bits(d, a, b, c *uint32, n int)

//go:noescape
func choose(d, a, b, c *uint32, n int)

//go:noescape
func add(d, a, b, c *uint32, n int)

//go:noescape
func sub(d, a, b, c *uint32, n int)

//go:noescape
func mul(d, a, b, c *uint32, n int)

//go:noescape
func mulhi(d, a, b, c *uint32, n int)

//go:noescape
func and(d, a, b, c *uint32, n int)

//go:noescape
func or(d, a, b, c *uint32, n int)

//go:noescape
func xor(d, a, b, c *uint32, n int)

//go:noescape
func shl(d, a, b, c *uint32, n int)

//go:noescape
func shr(d, a, b, c *uint32, n int)

//go:noescape
func sar(d, a, b, c *uint32, n int)

//go:noescape
func eq(d, a, b, c *uint32, n int)

//go:noescape
func lt(d, a, b, c *uint32, n int)

//go:noescape
func le(d, a, b, c *uint32, n int)

//go:noescape
func slt(d, a, b, c *uint32, n int)
