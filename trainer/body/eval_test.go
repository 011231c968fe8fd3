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

// block evaluates bodies of loads instruction by instruction over many inputs, and an instruction whose operands are the
// same for all inputs of a block only once: that makes the exhaustive tests feasible. It must agree with run.
type block struct {
	instrs []program.Instr
	values [][]uint32
	same   []bool // all words of values[j] are equal
}

const blockSize = 512

func newBlock(instrs []program.Instr) *block {
	e := &block{instrs: instrs, same: make([]bool, len(instrs))}
	for range instrs {
		e.values = append(e.values, make([]uint32, blockSize))
	}
	for j, in := range instrs {
		e.fill(j, in.Imm)
	}
	return e
}

// fill makes all words of values[j] equal to w.
func (e *block) fill(j int, w uint32) {
	if v := e.values[j]; !e.same[j] || v[0] != w {
		for i := range v {
			v[i] = w
		}
		e.same[j] = true
	}
}

// run evaluates the body for x[i], blockSize of them, as the only load and returns the results, valid until the next call.
func (e *block) run(x []uint32) []uint32 {
	for j, in := range e.instrs {
		if in.Op == program.ConstF || in.Op == program.ConstU {
			continue
		}
		args := [3][]uint32{x, x, x}
		same := in.Op.Values() > 0
		for n, k := range []uint16{in.A, in.B, in.C}[:in.Op.Values()] {
			args[n] = e.values[k]
			same = same && e.same[k]
		}
		if same {
			e.fill(j, reference.Apply(in.Op, args[0][0], args[1][0], args[2][0]))
			continue
		}
		v := e.values[j]
		apply(in.Op, v, args[0], args[1], args[2])
		e.same[j] = true
		for _, w := range v {
			if w != v[0] {
				e.same[j] = false
				break
			}
		}
	}
	return e.values[len(e.instrs)-1]
}

// apply sets v[i] to the result of an instruction of a[i], b[i] and c[i].
func apply(o program.Op, v, a, b, c []uint32) {
	a, b, c = a[:len(v)], b[:len(v)], c[:len(v)]
	switch o {
	case program.Load:
		copy(v, a)
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
			v[i] = reference.Apply(o, a[i], b[i], c[i])
		}
	}
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
