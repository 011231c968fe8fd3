package cpu_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// chain makes a program of maps over one shape, or over a few, that read the state, one another at the same element or elsewhere, and
// sums of one another: what an executor may run together, and what it must not.
func chain(r *rand.Rand) (p *program.Program, state []tensor.Tensor) {
	shapes := [][]int64{{int64(1 + r.IntN(70)), int64(1 + r.IntN(70))}, {int64(1 + r.IntN(6)), int64(1 + r.IntN(40)), int64(1 + r.IntN(40))}}
	if r.IntN(4) == 0 {
		shapes[0] = []int64{int64(1 + r.IntN(3)), int64(2000 + r.IntN(3000))}
	}
	p = &program.Program{Kind: program.Step}
	add := func(shape []int64, kernel int) {
		p.States = append(p.States, program.State{Name: fmt.Sprint("s", len(p.States)), Type: tensor.F32, Shape: shape, Kernel: kernel})
		x := tensor.New(tensor.F32, int(program.Product(shape)))
		for i := range x.Words {
			x.F32()[i] = float32(r.NormFloat64())
			if r.IntN(20) == 0 {
				x.Words[i] = progtest.Word(r)
			}
		}
		state = append(state, x)
	}
	for _, s := range shapes {
		add(s, program.Keep)
		add(s[len(s)-1:], program.Keep)
	}
	type source struct {
		space program.Space
		at    int
		count int64
	}
	for n := range 4 + r.IntN(14) {
		shape := shapes[min(r.IntN(4)/3, 1)]
		k := program.Kernel{Name: fmt.Sprint("k", n), Type: tensor.F32, Out: shape, Window: 1}
		count := program.Product(shape)
		if r.IntN(6) == 0 && n > 0 { // a sum over the last dimension
			k.Out, k.Reduce = shape[:len(shape)-1], shape[len(shape)-1:]
		}
		var whole, rows []source
		for i, s := range p.States {
			switch s.Count() {
			case count:
				whole = append(whole, source{program.InState, i, count})
			case shape[len(shape)-1]:
				rows = append(rows, source{program.InState, i, s.Count()})
			}
		}
		for i := range p.Kernels {
			if p.Kernels[i].Count() == count {
				whole = append(whole, source{program.InKernel, i, count}, source{program.InKernel, i, count})
			}
		}
		e := k.Extents()
		dense := func() []int64 {
			s := make([]int64, len(e))
			for d, n := len(e)-1, int64(1); d >= 0; d-- {
				s[d] = n
				n *= e[d]
			}
			return s
		}
		load := func() uint16 {
			o := program.Operand{Type: tensor.F32, Gather: program.NoGather, Stride: dense()}
			from := whole[r.IntN(len(whole))]
			switch r.IntN(8) {
			case 0:
				if len(rows) > 0 {
					from = rows[r.IntN(len(rows))]
					clear(o.Stride[:len(e)-1])
				}
			case 1: // backwards: another element
				o.Offset = count - 1
				for d := range o.Stride {
					o.Stride[d] = -o.Stride[d]
				}
			case 2: // one element
				clear(o.Stride)
				o.Offset = r.Int64N(count)
			}
			o.Space, o.Tensor, o.Count = from.space, from.at, from.count
			k.Operands = append(k.Operands, o)
			k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(len(k.Operands) - 1)})
			return uint16(len(k.Body) - 1)
		}
		v := load()
		for range r.IntN(4) {
			w := load()
			op := []program.Op{program.FAdd, program.FSub, program.FMul, program.FMax, program.FDiv}[r.IntN(5)]
			k.Body = append(k.Body, program.Instr{Op: op, A: v, B: w})
			v = uint16(len(k.Body) - 1)
		}
		if r.IntN(3) == 0 {
			d := uint16(r.IntN(len(e)))
			k.Body = append(k.Body, program.Instr{Op: program.Index, A: d}, program.Instr{Op: program.U2F, A: uint16(len(k.Body))},
				program.Instr{Op: program.FAdd, A: v, B: uint16(len(k.Body) + 1)})
			v = uint16(len(k.Body) - 1)
		}
		if r.IntN(3) == 0 {
			k.Body = append(k.Body, program.Instr{Op: program.Bits, A: v}, program.Instr{Op: program.Float, A: uint16(len(k.Body))})
			v = uint16(len(k.Body) - 1)
		}
		if len(k.Reduce) > 0 {
			k.Body = append(k.Body, program.Instr{Op: program.Acc}, program.Instr{Op: program.FAdd, A: uint16(len(k.Body)), B: v})
		} else {
			k.Body = append(k.Body, program.Instr{Op: program.FNeg, A: v})
		}
		if k.ChooseWindow() != nil {
			continue
		}
		p.Kernels = append(p.Kernels, k)
		switch r.IntN(6) {
		case 0:
			p.Outputs = append(p.Outputs, program.Output{Name: fmt.Sprint("o", n), Kernel: len(p.Kernels) - 1})
		case 1:
			for i := range p.States {
				if s := &p.States[i]; slices.Equal(s.Shape, k.Out) && r.IntN(2) == 0 {
					s.Kernel = len(p.Kernels) - 1
					break
				}
			}
		}
	}
	return p, state
}

// Kernels that run together give the bits of the definition, and so do they one by one; named outputs are shown in both cases.
func TestFused(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for n := range heavy(150) {
			r := rand.New(rand.NewPCG(71, uint64(n)))
			p, state := chain(r)
			if p.Validate() != nil {
				t.Fatal(p.Validate())
			}
			ref, fast := executors(t, p, nil)
			var outs []tensor.Tensor
			want := step(t, ref, p, state, 3, func(_ int, out tensor.Tensor) error { outs = append(outs, out.Clone()); return nil })
			check := func(what string, got []tensor.Tensor) {
				for i := range want {
					compare(t, p, fmt.Sprintf("program %d, %s, state %d", n, what, i), got[i], want[i])
				}
			}
			seen := 0
			check("each seen", step(t, fast, p, state, 3, func(k int, out tensor.Tensor) error {
				compare(t, p, fmt.Sprintf("program %d, kernel %d", n, k), out, outs[k])
				seen++
				return nil
			}))
			if seen != len(p.Kernels) {
				t.Fatalf("%d kernels of %d were shown", seen, len(p.Kernels))
			}
			for range 2 {
				check("none seen", step(t, fast, p, state, 3, nil))
				next := trainer.NewState(p)
				named := map[int]bool{}
				err := trainer.StepOutputs(context.Background(), fast, p, next, state, 3, func(k int, out tensor.Tensor) error {
					compare(t, p, fmt.Sprintf("program %d, named kernel %d", n, k), out, outs[k])
					named[k] = true
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				for _, o := range p.Outputs {
					if !named[o.Kernel] {
						t.Fatalf("program %d: output %s was not shown", n, o.Name)
					}
				}
				check("outputs seen", next)
			}
		}
	})
}

// A step allocates nothing once it has run before.
func TestNoAllocations(t *testing.T) {
	for n := range 20 {
		p, state := chain(rand.New(rand.NewPCG(73, uint64(n))))
		x, err := cpu.New(p, nil, cpu.Options{})
		if err != nil {
			t.Fatal(err)
		}
		next := trainer.NewState(p)
		run := func() {
			if err := x.Step(context.Background(), next, state, 1, nil); err != nil {
				t.Fatal(err)
			}
		}
		run()
		if got := testing.AllocsPerRun(10, run); got > 0 {
			t.Errorf("program %d: %v allocations a step with %s", n, got, isa.Active())
		}
	}
}
