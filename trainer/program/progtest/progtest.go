// Package progtest makes random valid kernels and programs for tests that compare executors bit for bit: every instruction,
// broadcast, negative and overlapping strides, bounds, gathers, fills, all element types, partial windows, contractions in
// all layouts, masked sums, and values that include NaNs with payloads, infinities, subnormals and signed zeros.
// The same random source gives the same kernels.
package progtest

import (
	"fmt"
	"math/rand/v2"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Limits bound the size of what is made.
type Limits struct {
	Outputs  int // elements of a kernel's output
	Terms    int // terms of each sum
	Body     int // instructions of a free body, beyond loads and constants
	Operands int // operands of a free kernel
}

// Small keeps the definition fast: some microseconds to a millisecond a kernel.
var Small = Limits{Outputs: 200, Terms: 40, Body: 12, Operands: 5}

// Kernel returns a valid kernel and the tensors that it reads: operand j reads constant Operands[j].Tensor of them.
func Kernel(r *rand.Rand, l Limits) (program.Kernel, []tensor.Tensor) {
	var consts []tensor.Tensor
	g := &generator{Rand: r, limits: l}
	g.source = func(t tensor.Type, count int64) program.Operand {
		if len(consts) > 0 && g.IntN(8) == 0 { // two operands may read one tensor
			i := g.IntN(len(consts))
			if consts[i].Type.Widened() == t.Widened() {
				return program.Operand{Space: program.InConst, Tensor: i, Type: consts[i].Type, Count: int64(consts[i].Len())}
			}
		}
		consts = append(consts, g.values(t, int(count)))
		return program.Operand{Space: program.InConst, Tensor: len(consts) - 1, Type: t, Count: count}
	}
	for {
		consts = nil
		if k, ok := g.kernel(); ok {
			return k, consts
		}
	}
}

// One returns the program of a single kernel over constants, whose output becomes the only state.
func One(k program.Kernel, consts []tensor.Tensor) *program.Program {
	p := &program.Program{Kind: program.Init, Kernels: []program.Kernel{k}, States: []program.State{{Name: "y", Type: k.Type, Shape: k.Out}}}
	p.Consts = declare(consts)
	return p
}

// Program returns a valid step program of up to kernels kernels that read the state, constants and each other, with its
// constants and a state before the step.
func Program(r *rand.Rand, l Limits, kernels int) (p *program.Program, consts, state []tensor.Tensor) {
	g := &generator{Rand: r, limits: l}
	p = &program.Program{Kind: program.Step}
	add := func(t tensor.Type, n int64, from int) {
		p.States = append(p.States, program.State{Name: fmt.Sprint("s", len(p.States)), Type: t, Shape: []int64{n}, Kernel: from})
		state = append(state, g.values(t, int(n)))
	}
	add(tensor.F32, int64(1+g.IntN(l.Outputs)), program.Keep)
	add(tensor.U32, int64(1+g.IntN(l.Outputs)), program.Keep)
	g.source = func(t tensor.Type, count int64) program.Operand {
		for range 4 {
			switch g.IntN(4) {
			case 0:
				if i := g.IntN(len(state)); state[i].Type == t {
					return program.Operand{Space: program.InState, Tensor: i, Type: t, Count: int64(state[i].Len())}
				}
			case 1, 2:
				if len(p.Kernels) == 0 {
					continue
				}
				if i := g.IntN(len(p.Kernels)); p.Kernels[i].Type == t {
					return program.Operand{Space: program.InKernel, Tensor: i, Type: t, Count: p.Kernels[i].Count()}
				}
			case 3:
				if len(consts) == 0 {
					continue
				}
				if i := g.IntN(len(consts)); consts[i].Type == t {
					return program.Operand{Space: program.InConst, Tensor: i, Type: t, Count: int64(consts[i].Len())}
				}
			}
		}
		consts = append(consts, g.values(t, int(count)))
		return program.Operand{Space: program.InConst, Tensor: len(consts) - 1, Type: t, Count: count}
	}
	for want := 1 + g.IntN(kernels); len(p.Kernels) < want; {
		made := len(consts)
		k, ok := g.kernel()
		if !ok {
			consts = consts[:made]
			continue
		}
		k.Name = fmt.Sprint("k", len(p.Kernels))
		p.Kernels = append(p.Kernels, k)
		if g.IntN(2) == 0 && len(state) < 8 {
			add(k.Type, k.Count(), len(p.Kernels)-1)
		}
	}
	p.Consts = declare(consts)
	return p, consts, state
}

func declare(consts []tensor.Tensor) (d []program.Const) {
	for i, c := range consts {
		d = append(d, program.Const{Name: fmt.Sprint("c", i), Type: c.Type, Shape: []int64{int64(c.Len())}})
	}
	return d
}
