package body

import (
	"refute/trainer/program"
	"refute/trainer/tensor"
)

const (
	f = tensor.F32
	u = tensor.U32
)

// methods types the instructions whose operands are all of one type, Select aside.
var methods = map[program.Op]struct{ from, to tensor.Type }{
	program.FAdd: {f, f}, program.FSub: {f, f}, program.FMul: {f, f}, program.FMA: {f, f}, program.FDiv: {f, f}, program.FSqrt: {f, f},
	program.FNeg: {f, f}, program.FAbs: {f, f}, program.FMin: {f, f}, program.FMax: {f, f}, program.FEq: {f, u}, program.FLt: {f, u}, program.FLe: {f, u},
	program.U2F: {u, f}, program.I2F: {u, f}, program.F2U: {f, u}, program.F2I: {f, u}, program.Bits: {f, u}, program.Float: {u, f},
	program.Add: {u, u}, program.Sub: {u, u}, program.Mul: {u, u}, program.MulHi: {u, u}, program.Div: {u, u}, program.Rem: {u, u},
	program.And: {u, u}, program.Or: {u, u}, program.Xor: {u, u}, program.Shl: {u, u}, program.Shr: {u, u}, program.Sar: {u, u},
	program.Eq: {u, u}, program.Lt: {u, u}, program.Le: {u, u}, program.SLt: {u, u},
}

// either makes the f32 instruction or the u32 one, by the type of v.
func (v Value) either(ff, uu program.Op, w Value) Value {
	o := uu
	if v.Type() == f {
		o = ff
	}
	return op(o, methods[o].from, methods[o].to, v, w)
}

func (v Value) do(o program.Op, args ...Value) Value {
	return op(o, methods[o].from, methods[o].to, append([]Value{v}, args...)...)
}

// Add returns v + w: rounded once if they are f32, mod 2^32 if u32. Both are of one type, as in all methods below.
func (v Value) Add(w Value) Value { return v.either(program.FAdd, program.Add, w) }

// Sub returns v - w.
func (v Value) Sub(w Value) Value { return v.either(program.FSub, program.Sub, w) }

// Mul returns v * w.
func (v Value) Mul(w Value) Value { return v.either(program.FMul, program.Mul, w) }

// Div returns v / w; of u32, the truncated quotient, 0 if w is 0.
func (v Value) Div(w Value) Value { return v.either(program.FDiv, program.Div, w) }

// Eq returns 1 if v = w, else 0, as u32; a NaN equals nothing.
func (v Value) Eq(w Value) Value { return v.either(program.FEq, program.Eq, w) }

// Lt returns 1 if v < w, else 0; of u32, the comparison is unsigned.
func (v Value) Lt(w Value) Value { return v.either(program.FLt, program.Lt, w) }

// Le returns 1 if v <= w, else 0.
func (v Value) Le(w Value) Value { return v.either(program.FLe, program.Le, w) }

// FMA returns v*x + y of f32, rounded once.
func (v Value) FMA(x, y Value) Value { return v.do(program.FMA, x, y) }

// Sqrt returns the square root of an f32.
func (v Value) Sqrt() Value { return v.do(program.FSqrt) }

// Neg returns -v of an f32; of a zero too.
func (v Value) Neg() Value { return v.do(program.FNeg) }

// Abs returns |v| of an f32.
func (v Value) Abs() Value { return v.do(program.FAbs) }

// Min returns v < w ? v : w of f32: w if one of them is a NaN, so that c.Min(x) of a constant c keeps x's NaN.
func (v Value) Min(w Value) Value { return v.do(program.FMin, w) }

// Max returns v > w ? v : w of f32: w if one of them is a NaN.
func (v Value) Max(w Value) Value { return v.do(program.FMax, w) }

// FromU32 returns the f32 nearest to a u32.
func (v Value) FromU32() Value { return v.do(program.U2F) }

// FromI32 returns the f32 nearest to a u32 taken as an int32.
func (v Value) FromI32() Value { return v.do(program.I2F) }

// ToU32 truncates an f32 toward zero to u32, saturating; NaN gives 0.
func (v Value) ToU32() Value { return v.do(program.F2U) }

// ToI32 truncates an f32 toward zero to int32, saturating; NaN gives 0.
func (v Value) ToI32() Value { return v.do(program.F2I) }

// Bits returns the bits of an f32 as u32.
func (v Value) Bits() Value { return v.do(program.Bits) }

// Float returns the f32 with the bits of a u32.
func (v Value) Float() Value { return v.do(program.Float) }

// MulHi returns the high 32 bits of the product of two u32.
func (v Value) MulHi(w Value) Value { return v.do(program.MulHi, w) }

// Rem returns v mod w of u32, 0 if w is 0.
func (v Value) Rem(w Value) Value { return v.do(program.Rem, w) }

// And returns the bitwise and of u32, as Or and Xor theirs.
func (v Value) And(w Value) Value { return v.do(program.And, w) }

// Or returns the bitwise or.
func (v Value) Or(w Value) Value { return v.do(program.Or, w) }

// Xor returns the bitwise exclusive or.
func (v Value) Xor(w Value) Value { return v.do(program.Xor, w) }

// Shl returns v << w of u32, 0 if w >= 32.
func (v Value) Shl(w Value) Value { return v.do(program.Shl, w) }

// Shr returns v >> w of u32, 0 if w >= 32.
func (v Value) Shr(w Value) Value { return v.do(program.Shr, w) }

// Sar returns v >> w of a u32 taken as an int32, the sign in all bits if w >= 32.
func (v Value) Sar(w Value) Value { return v.do(program.Sar, w) }

// SLt returns 1 if v < w as int32, else 0.
func (v Value) SLt(w Value) Value { return v.do(program.SLt, w) }
