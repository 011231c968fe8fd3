package body

import (
	"math"
	"testing"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// unary returns the body of a function of one f32 load.
func unary(fn func(Value) Value) []program.Instr {
	b := New(tensor.F32)
	return b.Result(fn(b.Load(0, tensor.F32)))
}

// run evaluates a body by the definition.
func run(instrs []program.Instr, acc, step uint32, idx []int64, loads ...uint32) uint32 {
	k := &program.Kernel{Body: instrs}
	return reference.Body(k, step, idx, acc, loads, make([]uint32, len(instrs)))
}

func call(instrs []program.Instr, x float32) float32 {
	return f32.From(run(instrs, 0, 0, nil, f32.Bits(x)))
}

// block evaluates bodies of loads instruction by instruction over many inputs, which makes the exhaustive tests feasible. It must
// agree with run.
type block struct {
	instrs []program.Instr
	values [][]uint32
}

const blockSize = 512

func newBlock(instrs []program.Instr) *block {
	e := &block{instrs: instrs}
	for _, in := range instrs {
		v := make([]uint32, blockSize)
		if in.Op == program.ConstF || in.Op == program.ConstU {
			for i := range v {
				v[i] = in.Imm
			}
		}
		e.values = append(e.values, v)
	}
	return e
}

// run evaluates the body for x[i] as the only load and returns the results, valid until the next call.
func (e *block) run(x []uint32) []uint32 {
	for j, in := range e.instrs {
		v := e.values[j][:len(x)]
		var a, b, c []uint32
		if n := in.Op.Values(); n > 0 {
			a = e.values[in.A][:len(x)]
			b, c = a, a
			if n > 1 {
				b = e.values[in.B][:len(x)]
			}
			if n > 2 {
				c = e.values[in.C][:len(x)]
			}
		}
		switch in.Op {
		case program.Load:
			copy(v, x)
		case program.ConstF, program.ConstU:
		case program.FMA:
			fma(v, a, b, c)
		case program.FDiv:
			for i := range v {
				v[i] = canon(math.Float32frombits(a[i]) / math.Float32frombits(b[i]))
			}
		case program.FMul:
			for i := range v {
				v[i] = canon(math.Float32frombits(a[i]) * math.Float32frombits(b[i]))
			}
		case program.FAdd:
			for i := range v {
				v[i] = canon(math.Float32frombits(a[i]) + math.Float32frombits(b[i]))
			}
		case program.FSub:
			for i := range v {
				v[i] = canon(math.Float32frombits(a[i]) - math.Float32frombits(b[i]))
			}
		case program.Shl:
			for i := range v {
				v[i] = a[i] << b[i]
			}
		case program.Shr:
			for i := range v {
				v[i] = a[i] >> b[i]
			}
		case program.And:
			for i := range v {
				v[i] = a[i] & b[i]
			}
		case program.Or:
			for i := range v {
				v[i] = a[i] | b[i]
			}
		case program.Add:
			for i := range v {
				v[i] = a[i] + b[i]
			}
		case program.Sub:
			for i := range v {
				v[i] = a[i] - b[i]
			}
		case program.Bits:
			copy(v, a)
		case program.Float:
			for i := range v {
				v[i] = f32.Canon(a[i])
			}
		case program.FMin:
			for i := range v {
				if v[i] = b[i]; math.Float32frombits(a[i]) < math.Float32frombits(b[i]) {
					v[i] = a[i]
				}
			}
		case program.FMax:
			for i := range v {
				if v[i] = b[i]; math.Float32frombits(a[i]) > math.Float32frombits(b[i]) {
					v[i] = a[i]
				}
			}
		case program.FAbs:
			for i := range v {
				v[i] = a[i] &^ (1 << 31)
			}
		case program.Select:
			for i := range v {
				if v[i] = c[i]; a[i] != 0 {
					v[i] = b[i]
				}
			}
		default:
			for i := range v {
				v[i] = reference.Apply(in.Op, a[i], b[i], c[i])
			}
		}
	}
	return e.values[len(e.instrs)-1][:len(x)]
}

func canon(x float32) uint32 {
	if x != x {
		return f32.NaN
	}
	return math.Float32bits(x)
}

// fma sets v = a·b + c. It is f32.FMA for most inputs at a fraction of its time: the sum of the exact product and c, rounded to
// binary64, rounds to the right binary32 number unless it sits on the boundary between two of them, or the result is
// subnormal or not finite.
func fma(v, a, b, c []uint32) {
	a, b, c = a[:len(v)], b[:len(v)], c[:len(v)]
	for i := range v {
		x, y, z := math.Float32frombits(a[i]), math.Float32frombits(b[i]), math.Float32frombits(c[i])
		s := float64(float64(x)*float64(y)) + float64(z)
		h := math.Float64bits(s)
		if h&0x1fffffff == 0x10000000 || (h>>52&0x7ff)-0x390 > 0x470-0x390 {
			v[i] = f32.Bits(f32.FMA(x, y, z))
		} else {
			v[i] = math.Float32bits(float32(s))
		}
	}
}

// The block evaluator agrees with the definition, on every function, over inputs of all kinds.
func TestBlock(t *testing.T) {
	x := make([]uint32, blockSize)
	for _, fn := range functions {
		instrs := unary(fn.body)
		e := newBlock(instrs)
		for s := range uint32(32) {
			for i := range x {
				x[i] = f32.Canon((uint32(i)<<5 + s) * 0x9e3779b9)
			}
			if s == 0 {
				copy(x, special)
			}
			for i, got := range e.run(x) {
				if want := run(instrs, 0, 0, nil, x[i]); got != want {
					t.Fatalf("%s(%08x): block %08x, definition %08x", fn.name, x[i], got, want)
				}
			}
		}
	}
}
