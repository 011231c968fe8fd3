package lower

import (
	"fmt"

	"refute/trainer/cuda/ptx"
	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// emitter writes a body's instructions, those that its value depends on. Values of type f32 are in %f registers, u32 in %r. A NaN may have any payload
// between instructions: only bits, and a store, show it.
type emitter struct {
	*ptx.Entry
	kernel *program.Kernel
	load   func(operand int) ptx.Reg // the operand's word, widened; called at most once for each
	index  func(d int) ptx.Reg       // an iterator's value; likewise
	step   func() ptx.Reg            // likewise
	acc    ptx.Reg
	types  []tensor.Type
	live   []bool
	varies []bool // values that are not the same for all terms; nil: all

	values []ptx.Reg
	preds  []ptx.Reg // of comparisons
}

// newEmitter prepares a kernel's body. The kernel is valid.
func newEmitter(e *ptx.Entry, k *program.Kernel) *emitter {
	types, err := k.Types()
	if err != nil {
		panic(err) // programs are validated before
	}
	return &emitter{Entry: e, kernel: k, types: types, live: liveValues(k)}
}

// body writes the body for one term and returns its value. It may be called again, for another term.
func (m *emitter) body() ptx.Reg {
	m.values, m.preds = make([]ptx.Reg, len(m.kernel.Body)), make([]ptx.Reg, len(m.kernel.Body))
	return m.part(func(int) bool { return true })
}

// before writes what is the same for all terms, of which then each is written by term. Values that vary are said in varies.
func (m *emitter) before() {
	m.values, m.preds = make([]ptx.Reg, len(m.kernel.Body)), make([]ptx.Reg, len(m.kernel.Body))
	m.part(func(j int) bool { return !m.varies[j] })
}

// term writes what before has left, and returns the body's value.
func (m *emitter) term() ptx.Reg {
	return m.part(func(j int) bool { return m.varies[j] })
}

// part writes the chosen instructions, as far as the body's value depends on them.
func (m *emitter) part(chosen func(j int) bool) ptx.Reg {
	k := m.kernel
	loads, indexes := map[uint16]ptx.Reg{}, map[uint16]ptx.Reg{} // looked up only
	var step ptx.Reg
	for j, in := range k.Body {
		if !m.live[j] || !chosen(j) {
			continue
		}
		switch in.Op {
		case program.Acc:
			m.values[j] = m.acc
		case program.Load:
			if loads[in.A] == "" {
				loads[in.A] = m.load(int(in.A))
			}
			m.values[j] = loads[in.A]
		case program.Index:
			if indexes[in.A] == "" {
				indexes[in.A] = m.index(int(in.A))
			}
			m.values[j] = indexes[in.A]
		case program.StepNo:
			if step == "" {
				step = m.step()
			}
			m.values[j] = step
		default:
			m.instr(j, in)
		}
	}
	return m.values[len(k.Body)-1]
}

// plain are the instructions that are one of PTX.
var plain = map[program.Op]string{
	program.FAdd: "add.rn.f32", program.FSub: "sub.rn.f32", program.FMul: "mul.rn.f32", program.FMA: "fma.rn.f32", program.FDiv: "div.rn.f32", program.FSqrt: "sqrt.rn.f32",
	program.FNeg: "neg.f32", program.FAbs: "abs.f32",
	program.U2F: "cvt.rn.f32.u32", program.I2F: "cvt.rn.f32.s32", program.F2U: "cvt.rzi.u32.f32", program.F2I: "cvt.rzi.s32.f32", program.Float: "mov.b32",
	program.Add: "add.u32", program.Sub: "sub.u32", program.Mul: "mul.lo.u32", program.MulHi: "mul.hi.u32",
	program.And: "and.b32", program.Or: "or.b32", program.Xor: "xor.b32", program.Shl: "shl.b32", program.Shr: "shr.u32", program.Sar: "shr.s32", // shifts by 32 or more are by 32
}

// compares are those that give a predicate.
var compares = map[program.Op]string{
	program.FEq: "setp.eq.f32", program.FLt: "setp.lt.f32", program.FLe: "setp.le.f32",
	program.Eq: "setp.eq.u32", program.Lt: "setp.lt.u32", program.Le: "setp.le.u32", program.SLt: "setp.lt.s32",
}

func (m *emitter) instr(j int, in program.Instr) {
	out := m.U32
	if m.types[j] == tensor.F32 {
		out = m.F32
	}
	var args []any
	for _, a := range []uint16{in.A, in.B, in.C}[:in.Op.Values()] {
		args = append(args, m.values[a])
	}
	if op, ok := plain[in.Op]; ok {
		r := out()
		m.Op(op, append([]any{r}, args...)...)
		m.values[j] = r
		return
	}
	if op, ok := compares[in.Op]; ok {
		p := m.Pred()
		m.Op(op, append([]any{p}, args...)...)
		r := m.U32()
		m.Op("selp.u32", r, 1, 0, p)
		m.preds[j], m.values[j] = p, r
		return
	}
	r := out()
	m.values[j] = r
	switch in.Op {
	case program.ConstF:
		m.Op("mov.f32", r, ptx.F(in.Imm))
	case program.ConstU:
		m.Op("mov.u32", r, in.Imm)
	case program.Select:
		p := m.preds[in.A]
		if p == "" {
			p = m.Pred()
			m.Op("setp.ne.u32", p, args[0], 0)
		}
		op := "selp.u32"
		if m.types[j] == tensor.F32 {
			op = "selp.f32"
		}
		m.Op(op, r, args[1], args[2], p)
	case program.FMin, program.FMax:
		p := m.Pred()
		cmp := "setp.lt.f32"
		if in.Op == program.FMax {
			cmp = "setp.gt.f32"
		}
		m.Op(cmp, p, args[0], args[1])
		m.Op("selp.f32", r, args[0], args[1], p)
	case program.Bits:
		canonical(m.Entry, r, m.values[in.A])
	case program.Div, program.Rem: // by 0 the card gives anything
		if d := m.kernel.Body[in.B]; d.Op == program.ConstU && d.Imm != 0 {
			if in.Op == program.Div {
				divideAny(m.Entry, r, "", m.values[in.A], d.Imm)
			} else {
				divideAny(m.Entry, "", r, m.values[in.A], d.Imm)
			}
			return
		}
		op := "div.u32"
		if in.Op == program.Rem {
			op = "rem.u32"
		}
		p := m.Pred()
		m.Op(op, r, args[0], args[1])
		m.Op("setp.eq.u32", p, args[1], 0)
		zero := m.U32()
		m.Op("selp.u32", zero, 0, r, p)
		m.values[j] = zero
	default:
		panic(fmt.Sprintf("lower: no instruction for %s", in.Op))
	}
}

// canonical writes the bits of a float to a 32-bit register, those of a NaN as its one form.
func canonical(e *ptx.Entry, dst, value ptx.Reg) {
	p := e.Pred()
	e.Op("setp.nan.f32", p, value, value)
	raw := e.U32()
	e.Op("mov.b32", raw, value)
	e.Op("selp.b32", dst, f32.NaN, raw, p)
}
