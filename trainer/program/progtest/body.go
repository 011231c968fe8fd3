package progtest

import (
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// body makes straight-line code that loads every operand which nothing gathers through, and some of the others.
func (g *generator) body(k *program.Kernel) []program.Instr {
	var body []program.Instr
	of := [2][]uint16{} // values by type
	emit := func(in program.Instr, t tensor.Type) {
		of[t] = append(of[t], uint16(len(body)))
		body = append(body, in)
	}
	through := make([]bool, len(k.Operands))
	for _, o := range k.Operands {
		if o.Gather != program.NoGather {
			through[o.Gather] = true
		}
	}
	if g.IntN(6) > 0 {
		emit(program.Instr{Op: program.Acc}, k.Type)
	}
	for j, o := range k.Operands {
		if !through[j] || g.IntN(2) == 0 {
			emit(program.Instr{Op: program.Load, A: uint16(j)}, o.Type.Widened())
		}
	}
	ops := program.Ops()
	for range g.IntN(g.limits.Body + 1) {
		if op := ops[g.IntN(len(ops))]; op.Values() > 0 {
			g.instr(op, of, emit)
			continue
		}
		g.leaf(k, emit)
	}
	for len(of[k.Type]) == 0 {
		g.leaf(k, emit)
	}
	g.last(k, of, emit)
	return body
}

func (g *generator) leaf(k *program.Kernel, emit func(program.Instr, tensor.Type)) {
	switch g.IntN(5) {
	case 0:
		emit(program.Instr{Op: program.ConstF, Imm: g.word(true)}, tensor.F32)
	case 1:
		emit(program.Instr{Op: program.ConstU, Imm: g.integer()}, tensor.U32)
	case 2:
		if k.Rank() > 0 {
			emit(program.Instr{Op: program.Index, A: uint16(g.IntN(k.Rank()))}, tensor.U32)
		}
	case 3:
		emit(program.Instr{Op: program.StepNo}, tensor.U32)
	case 4:
		emit(program.Instr{Op: program.Acc}, k.Type)
	}
}

// instr emits an instruction of the code if there are values of the types that it wants.
func (g *generator) instr(op program.Op, of [2][]uint16, emit func(program.Instr, tensor.Type)) {
	pick := func(t tensor.Type) uint16 {
		v := of[t]
		if g.IntN(2) == 0 {
			return v[len(v)-1]
		}
		return v[g.IntN(len(v))]
	}
	if op == program.Select {
		t := tensor.Type(g.IntN(2))
		if len(of[tensor.U32]) > 0 && len(of[t]) > 0 {
			emit(program.Instr{Op: op, A: pick(tensor.U32), B: pick(t), C: pick(t)}, t)
		}
		return
	}
	args, result := op.Signature()
	in := program.Instr{Op: op}
	for i, t := range args {
		if len(of[t]) == 0 {
			return
		}
		*[]*uint16{&in.A, &in.B, &in.C}[i] = pick(t)
	}
	emit(in, result)
}

// last makes the body end in a value of the kernel's type, mostly in one of the folds that executors treat apart.
func (g *generator) last(k *program.Kernel, of [2][]uint16, emit func(program.Instr, tensor.Type)) {
	v := of[k.Type]
	x, y := v[len(v)-1], v[g.IntN(len(v))]
	f := []program.Op{program.FMA, program.FAdd, program.FMax, program.FMul, program.FMin, program.FSub}
	if k.Type == tensor.U32 {
		f = []program.Op{program.Add, program.Xor, program.And, program.Mul, program.Sub, program.Or}
	}
	op := f[g.IntN(len(f))]
	acc := v[0] // the accumulator, mostly
	in := program.Instr{Op: op, A: acc, B: x}
	switch {
	case op == program.FMA:
		in.A, in.B, in.C = x, y, acc
	case g.IntN(2) == 0:
		in.A, in.B = x, acc
	}
	emit(in, k.Type)
	if u := of[tensor.U32]; len(u) > 0 && g.IntN(4) == 0 {
		v := of[k.Type]
		emit(program.Instr{Op: program.Select, A: u[g.IntN(len(u))], B: v[len(v)-1], C: acc}, k.Type)
	}
}
