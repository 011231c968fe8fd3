package body

import (
	"math"
	"testing"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// What must be exact is exact: limits, signed zeros, and the points where a function has a simple value.
func TestLimits(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	negZero := float32(math.Copysign(0, -1))
	const tiny = math.SmallestNonzeroFloat32
	for _, c := range []struct {
		name    string
		fn      func(Value) Value
		x, want float32
	}{
		{"exp", Exp, 0, 1}, {"exp", Exp, negZero, 1}, {"exp", Exp, inf, inf}, {"exp", Exp, -inf, 0}, {"exp", Exp, nan, nan}, {"exp", Exp, 89, inf}, {"exp", Exp, math.MaxFloat32, inf},
		{"exp", Exp, -math.MaxFloat32, 0}, {"exp", Exp, -104, 0}, {"exp", Exp, -103.5, tiny}, {"exp", Exp, -103, tiny}, {"exp", Exp, tiny, 1},
		{"expneg", ExpNeg, 0, 1}, {"expneg", ExpNeg, negZero, 1}, {"expneg", ExpNeg, inf, 0}, {"expneg", ExpNeg, nan, nan}, {"expneg", ExpNeg, 103.5, tiny}, {"expneg", ExpNeg, 104, 0},
		{"log", Log, 0, -inf}, {"log", Log, negZero, -inf}, {"log", Log, 1, 0}, {"log", Log, inf, inf}, {"log", Log, nan, nan}, {"log", Log, -1, nan}, {"log", Log, -tiny, nan}, {"log", Log, -inf, nan},
		{"tanh", Tanh, 0, 0}, {"tanh", Tanh, negZero, negZero}, {"tanh", Tanh, inf, 1}, {"tanh", Tanh, -inf, -1}, {"tanh", Tanh, nan, nan}, {"tanh", Tanh, tiny, tiny}, {"tanh", Tanh, -tiny, -tiny}, {"tanh", Tanh, 0x1p-126, 0x1p-126},
		{"sigmoid", Sigmoid, 0, 0.5}, {"sigmoid", Sigmoid, negZero, 0.5}, {"sigmoid", Sigmoid, inf, 1}, {"sigmoid", Sigmoid, -inf, 0}, {"sigmoid", Sigmoid, nan, nan}, {"sigmoid", Sigmoid, -103.5, tiny},
		{"erf", Erf, 0, 0}, {"erf", Erf, negZero, negZero}, {"erf", Erf, inf, 1}, {"erf", Erf, -inf, -1}, {"erf", Erf, nan, nan}, {"erf", Erf, tiny, tiny}, {"erf", Erf, -tiny, -tiny},
		{"rsqrt", Rsqrt, 4, 0.5}, {"rsqrt", Rsqrt, 0, inf}, {"rsqrt", Rsqrt, negZero, -inf}, {"rsqrt", Rsqrt, inf, 0}, {"rsqrt", Rsqrt, -1, nan}, {"rsqrt", Rsqrt, nan, nan},
	} {
		if got := call(unary(c.fn), c.x); f32.Bits(got) != f32.Bits(c.want) {
			t.Errorf("%s(%v) = %v, want %v", c.name, c.x, got, c.want)
		}
	}
}

// Tanh and Erf are odd to the bit.
func TestOdd(t *testing.T) {
	for name, fn := range map[string]func(Value) Value{"tanh": Tanh, "erf": Erf} {
		instrs := unary(fn)
		for x := uint32(0); x < f32.NaN-104729; x += 104729 {
			if p, n := run(instrs, 0, 0, nil, x), run(instrs, 0, 0, nil, x|1<<31); n != p|1<<31 && p != f32.NaN {
				t.Fatalf("%s(%08x) = %08x, of the negative %08x", name, x, p, n)
			}
		}
	}
}

// Each function makes a body that validation accepts.
func TestBodiesAreValid(t *testing.T) {
	for _, fn := range functions {
		k := &program.Kernel{Type: tensor.F32, Window: 1, Body: unary(fn.body),
			Operands: []program.Operand{{Space: program.InState, Type: tensor.F32, Count: 1, Gather: program.NoGather}}}
		if err := k.Validate(program.Step, 0); err != nil {
			t.Errorf("%s: %v", fn.name, err)
		}
	}
}
