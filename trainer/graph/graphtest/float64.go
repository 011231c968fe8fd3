// Package graphtest checks layers: it runs a program's kernels in binary64, and compares gradients with finite differences.
package graphtest

import (
	"math"

	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// Tensor is a tensor of a program run in binary64: F of f32 tensors, U of the others.
type Tensor struct {
	F []float64
	U []uint32
}

func (t Tensor) at(i int64) value {
	if t.F != nil {
		return value{f: t.F[i]}
	}
	return value{u: t.U[i]}
}

// FromTensor converts a tensor.
func FromTensor(t tensor.Tensor) Tensor {
	var r Tensor
	for i := range t.Len() {
		if w := t.At(i); t.Type == tensor.F32 {
			r.F = append(r.F, float64(math.Float32frombits(w)))
		} else {
			r.U = append(r.U, w)
		}
	}
	return r
}

type value struct {
	f float64
	u uint32
}

// Run runs the kernels of step t of a program with every f32 instruction in binary64, and returns their outputs. It shares
// nothing with the executors but the formula of addresses and the integers' instructions.
func Run(p *program.Program, consts, state []Tensor, t uint32) []Tensor {
	outs := make([]Tensor, len(p.Kernels))
	for i := range p.Kernels {
		outs[i] = run(&p.Kernels[i], [][]Tensor{state, consts, outs}, t)
	}
	return outs
}

func run(k *program.Kernel, spaces [][]Tensor, t uint32) Tensor {
	types, err := k.Types()
	if err != nil {
		panic(err)
	}
	extents, outs := k.Extents(), len(k.Out)
	idx := make([]int64, len(extents))
	loads, values := make([]value, len(k.Operands)), make([]value, len(k.Body))
	var result Tensor
	for range k.Count() {
		acc := value{u: k.Init, f: float64(math.Float32frombits(k.Init))}
		for range k.Terms() {
			for j, o := range k.Operands {
				var gathered uint32
				if o.Gather != program.NoGather {
					gathered = loads[o.Gather].u
				}
				loads[j] = value{u: o.Fill, f: float64(math.Float32frombits(o.Fill))}
				if addr, ok := reference.Address(k, j, idx, gathered); ok {
					loads[j] = spaces[o.Space][o.Tensor].at(addr)
				}
			}
			for j, in := range k.Body {
				values[j] = instruction(in, values, loads, idx, acc, t)
				if types[j] == tensor.F32 && math.Abs(values[j].f) >= 1<<22 {
					// Bodies use the rounding of large sums to convert to whole numbers: see body.Exp.
					values[j].f = float64(float32(values[j].f))
				}
			}
			acc = values[len(values)-1]
			advance(idx[outs:], extents[outs:])
		}
		if k.Type == tensor.F32 {
			result.F = append(result.F, acc.f)
		} else {
			result.U = append(result.U, acc.u)
		}
		advance(idx[:outs], extents[:outs])
	}
	return result
}

func advance(idx, extents []int64) {
	for d := len(extents) - 1; d >= 0; d-- {
		if idx[d]++; idx[d] < extents[d] {
			return
		}
		idx[d] = 0
	}
}

func instruction(in program.Instr, values, loads []value, idx []int64, acc value, t uint32) value {
	var a, b, c value
	switch in.Op {
	case program.Acc:
		return acc
	case program.Load:
		return loads[in.A]
	case program.ConstF:
		return value{f: float64(math.Float32frombits(in.Imm))}
	case program.ConstU:
		return value{u: in.Imm}
	case program.Index:
		return value{u: uint32(idx[in.A])}
	case program.StepNo:
		return value{u: t}
	}
	a = values[in.A]
	if in.Op.Values() > 1 {
		b = values[in.B]
	}
	if in.Op.Values() > 2 {
		c = values[in.C]
	}
	truth := func(x bool) value {
		if x {
			return value{u: 1}
		}
		return value{}
	}
	switch in.Op {
	case program.Select:
		if a.u != 0 {
			return b
		}
		return c
	case program.FAdd:
		return value{f: a.f + b.f}
	case program.FSub:
		return value{f: a.f - b.f}
	case program.FMul:
		return value{f: a.f * b.f}
	case program.FMA:
		return value{f: math.FMA(a.f, b.f, c.f)}
	case program.FDiv:
		return value{f: a.f / b.f}
	case program.FSqrt:
		return value{f: math.Sqrt(a.f)}
	case program.FNeg:
		return value{f: -a.f}
	case program.FAbs:
		return value{f: math.Abs(a.f)}
	case program.FMin:
		if a.f < b.f {
			return a
		}
		return b
	case program.FMax:
		if a.f > b.f {
			return a
		}
		return b
	case program.FEq:
		return truth(a.f == b.f)
	case program.FLt:
		return truth(a.f < b.f)
	case program.FLe:
		return truth(a.f <= b.f)
	case program.U2F:
		return value{f: float64(a.u)}
	case program.I2F:
		return value{f: float64(int32(a.u))}
	case program.Bits:
		return value{u: math.Float32bits(float32(a.f))}
	case program.Float:
		return value{f: float64(math.Float32frombits(a.u))}
	case program.F2U, program.F2I:
		return value{u: reference.Apply(in.Op, math.Float32bits(float32(a.f)), 0, 0)}
	}
	return value{u: reference.Apply(in.Op, a.u, b.u, c.u)} // integers are the same
}
