package body

import (
	"math/rand"
	"reflect"
	"strings"
	"testing"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Every instruction that takes values has a typed method, and no other has.
func TestMethods(t *testing.T) {
	for _, o := range program.Ops() {
		if _, ok := methods[o]; ok != (o.Values() > 0 && o != program.Select) {
			t.Errorf("%s: method %v", o, ok)
		}
	}
}

// The methods make the instructions that they are named for.
func TestMethodOps(t *testing.T) {
	b := New(tensor.F32)
	x, y, z := b.Load(0, tensor.F32), b.Load(1, tensor.F32), b.Load(2, tensor.F32)
	i, j := b.Load(3, tensor.U8), b.Load(4, tensor.U16)
	for _, c := range []struct {
		v    Value
		op   program.Op
		want tensor.Type
	}{
		{x.Add(y), program.FAdd, f}, {x.Sub(y), program.FSub, f}, {x.Mul(y), program.FMul, f}, {x.FMA(y, z), program.FMA, f}, {x.Div(y), program.FDiv, f},
		{x.Sqrt(), program.FSqrt, f}, {x.Neg(), program.FNeg, f}, {x.Abs(), program.FAbs, f}, {x.Min(y), program.FMin, f}, {x.Max(y), program.FMax, f},
		{x.Eq(y), program.FEq, u}, {x.Lt(y), program.FLt, u}, {x.Le(y), program.FLe, u}, {i.FromU32(), program.U2F, f}, {i.FromI32(), program.I2F, f},
		{x.ToU32(), program.F2U, u}, {x.ToI32(), program.F2I, u}, {x.Bits(), program.Bits, u}, {i.Float(), program.Float, f},
		{i.Add(j), program.Add, u}, {i.Sub(j), program.Sub, u}, {i.Mul(j), program.Mul, u}, {i.MulHi(j), program.MulHi, u}, {i.Div(j), program.Div, u}, {i.Rem(j), program.Rem, u},
		{i.And(j), program.And, u}, {i.Or(j), program.Or, u}, {i.Xor(j), program.Xor, u}, {i.Shl(j), program.Shl, u}, {i.Shr(j), program.Shr, u}, {i.Sar(j), program.Sar, u},
		{i.Eq(j), program.Eq, u}, {i.Lt(j), program.Lt, u}, {i.Le(j), program.Le, u}, {i.SLt(j), program.SLt, u},
		{Select(i, x, y), program.Select, f}, {Select(i, i, j), program.Select, u}, {b.Acc(), program.Acc, f}, {b.Step(), program.StepNo, u}, {b.Index(7), program.Index, u},
	} {
		if in := b.values[c.v.i]; in.Op != c.op || c.v.Type() != c.want {
			t.Errorf("%s: made %s of type %s", c.op, in.Op, c.v.Type())
		}
	}
}

func TestSharing(t *testing.T) {
	b := New(tensor.F32)
	x, y := b.Load(0, tensor.F32), b.Load(1, tensor.F32)
	same := [][2]Value{
		{x.Mul(y), y.Mul(x)}, {x.Add(y), y.Add(x)}, {x.FMA(y, x), y.FMA(x, x)}, {b.F(2), b.F(1).Add(b.F(1))}, {b.F(f32.From(0x7fc00001)), b.F(f32.From(0xffc00000))},
		{b.U(0), b.U(7).Div(b.U(0))}, {Select(b.U(3), x, y), x}, {Select(b.U(0), x, y), y}, {Select(x.Lt(y), y, y), y},
	}
	for i, p := range same {
		if p[0] != p[1] {
			t.Errorf("pair %d: made twice", i)
		}
	}
	differ := [][2]Value{{x.Sub(y), y.Sub(x)}, {b.F(0), b.F(f32.From(0x80000000))}, {x.Min(y), y.Min(x)}, {x.FMA(y, x), x.FMA(x, y)}, {b.F(0).Bits(), b.F(0)}}
	for i, p := range differ {
		if p[0] == p[1] {
			t.Errorf("pair %d: made one", i)
		}
	}
}

// The result holds no dead code and does not depend on what else was built, or in which order.
func TestResult(t *testing.T) {
	first := New(tensor.F32)
	x, y := first.Load(0, tensor.F32), first.Load(1, tensor.F32)
	want := first.Result(x.Sub(y).Mul(first.F(2)))

	second := New(tensor.F32)
	two := second.F(2)
	_ = Tanh(second.Load(7, tensor.F32)) // dead
	y = second.Load(1, tensor.F32)
	x = second.Load(0, tensor.F32)
	if got := second.Result(x.Sub(y).Mul(two)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(want) != 5 || want[4].Op != program.FMul {
		t.Errorf("got %v", want)
	}
}

func TestProgrammersErrors(t *testing.T) {
	b, other := New(tensor.F32), New(tensor.F32)
	x, i := b.Load(0, tensor.F32), b.Index(0)
	for want, fn := range map[string]func(){
		"operand 1 of fadd is u32, must be f32":        func() { x.Add(i) },
		"operand 1 of add is f32, must be u32":         func() { i.Add(x) },
		"operand 0 of fsqrt is u32, must be f32":       func() { i.Sqrt() },
		"values of different builders":                 func() { x.Mul(other.F(1)) },
		"the condition of select is f32":               func() { Select(x, x, x) },
		"select of f32 and u32":                        func() { Select(i, x, i) },
		"the result is u32, the kernel is f32":         func() { b.Result(i) },
		"the result belongs to another builder":        func() { other.Result(x) },
		"use of the zero Value":                        func() { var v Value; v.Neg() },
		"load of operand 16, allowed are 0 to 15":      func() { b.Load(16, tensor.F32) },
		"index of iterator 8, allowed are 0 to 7":      func() { b.Index(8) },
		"operand 0 loaded as f32 and as u32":           func() { b.Load(0, tensor.U8) },
		"a kernel of type u8, allowed are f32 and u32": func() { New(tensor.U8) },
		"inline of an empty body":                      func() { b.Inline(nil, Inputs{}) },
		"inline of the unknown instruction":            func() { b.Inline([]program.Instr{{Op: 0x7f}}, Inputs{}) },
		"body: select of values of different builders": func() { Select(i, x, other.F(1)) },
	} {
		func() {
			defer func() {
				if msg, _ := recover().(string); !strings.Contains(msg, want) {
					t.Errorf("panic %q, want %q", msg, want)
				}
			}()
			fn()
		}()
	}
}

// random returns a random valid body for an f32 kernel with operands f32, f32, u32, u32 and one iterator, and its
// kernel for validation.
func random(r *rand.Rand, n int) *program.Kernel {
	k := &program.Kernel{Type: tensor.F32, Out: []int64{5}, Window: 1}
	for j := range 4 {
		k.Operands = append(k.Operands, program.Operand{Type: tensor.Type(j / 2), Count: 1, Stride: []int64{0}, Gather: program.NoGather})
	}
	k.Body = []program.Instr{{Op: program.Load, A: 0}, {Op: program.Load, A: 1}, {Op: program.Load, A: 2}, {Op: program.Load, A: 3},
		{Op: program.Acc}, {Op: program.Index}, {Op: program.StepNo}}
	types := []tensor.Type{f, f, u, u, f, u, u}
	pick := func(t tensor.Type) uint16 {
		for {
			if j := r.Intn(len(types)); types[j] == t {
				return uint16(j)
			}
		}
	}
	ops := program.Ops()
	for len(k.Body) < n {
		in := program.Instr{Op: ops[r.Intn(len(ops))]}
		var t tensor.Type
		switch m, ok := methods[in.Op]; {
		case ok:
			t = m.to
			for _, f := range []*uint16{&in.A, &in.B, &in.C}[:in.Op.Values()] {
				*f = pick(m.from)
			}
		case in.Op == program.Select:
			t = tensor.Type(r.Intn(2))
			in.A, in.B, in.C = pick(u), pick(t), pick(t)
		case in.Op == program.ConstF:
			t, in.Imm = f, f32.Canon(special[r.Intn(len(special))])
		case in.Op == program.ConstU:
			t, in.Imm = u, uint32(r.Intn(40))
		default:
			continue
		}
		k.Body, types = append(k.Body, in), append(types, t)
	}
	// The last value mixes the bits of all, so that a wrong one shows.
	emit := func(in program.Instr) uint16 {
		k.Body = append(k.Body, in)
		return uint16(len(k.Body) - 1)
	}
	mix := emit(program.Instr{Op: program.ConstU, Imm: 0x9e3779b9})
	weight := mix
	for j := range n {
		v := uint16(j)
		if types[j] == f {
			v = emit(program.Instr{Op: program.Bits, A: v})
		}
		mix = emit(program.Instr{Op: program.Mul, A: emit(program.Instr{Op: program.Xor, A: mix, B: v}), B: weight})
	}
	half := emit(program.Instr{Op: program.Shr, A: mix, B: emit(program.Instr{Op: program.ConstU, Imm: 8})})
	emit(program.Instr{Op: program.U2F, A: half})
	return k
}

// Building preserves meaning: a random body, made part of a builder and taken out again, gives the same bits.
func TestInline(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	folded := 0
	for range 300 {
		k := random(r, 8+r.Intn(80))
		if err := k.Validate(program.Step, 0); err != nil {
			t.Fatal(err)
		}
		b := New(tensor.F32)
		again := *k
		again.Body = b.Result(b.Inline(k.Body, Inputs{
			Acc: b.Acc(), Step: b.Step(), Index: []Value{b.Index(0)},
			Loads: []Value{b.Load(0, f), b.Load(1, f), b.Load(2, u), b.Load(3, u)},
		}))
		if _, err := again.Types(); err != nil {
			t.Fatal(err)
		}
		folded += len(k.Body) - len(again.Body)
		word := func() uint32 {
			if r.Intn(2) == 0 {
				return f32.Canon(special[r.Intn(len(special))])
			}
			return f32.Canon(r.Uint32())
		}
		for range 20 {
			acc, step, idx := word(), uint32(r.Intn(9)), []int64{int64(r.Intn(5))}
			loads := []uint32{word(), word(), word(), word()}
			if got, want := run(again.Body, acc, step, idx, loads...), run(k.Body, acc, step, idx, loads...); got != want {
				t.Fatalf("got %08x, want %08x\n%v\n%v", got, want, again.Body, k.Body)
			}
		}
	}
	if folded == 0 {
		t.Error("nothing was shared or folded: the test does not reach that")
	}
}
