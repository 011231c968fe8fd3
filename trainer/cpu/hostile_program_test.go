package cpu_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer/cpu"
	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// sameBits holds the fast executor against the definition, with several workers and more than once.
func sameBits(t *testing.T, p *program.Program, consts, state []tensor.Tensor) {
	t.Helper()
	if err := p.Validate(); err != nil {
		t.Fatal(err)
	}
	ref, _ := executors(t, p, consts)
	want := step(t, ref, p, state, 1, nil)
	for _, l := range isa.Levels() {
		func() {
			defer isa.Use(l)()
			for _, workers := range []int{1, 3, 4} {
				fast, err := cpu.New(p, consts, cpu.Options{Workers: workers})
				if err != nil {
					t.Fatal(err)
				}
				for range 3 {
					got := step(t, fast, p, state, 1, nil)
					for i := range want {
						compare(t, p, fmt.Sprintf("%s, %d workers, state %d", l, workers, i), got[i], want[i])
					}
				}
			}
		}()
	}
}

func load(k *program.Kernel, o program.Operand) uint16 {
	k.Operands = append(k.Operands, o)
	return emit(k, program.Instr{Op: program.Load, A: uint16(len(k.Operands) - 1)})
}

func emit(k *program.Kernel, in program.Instr) uint16 {
	k.Body = append(k.Body, in)
	return uint16(len(k.Body) - 1)
}

func ramp(n int, f func(i int) uint32) tensor.Tensor {
	x := tensor.New(tensor.U32, n)
	for i := range x.Words {
		x.Words[i] = f(i)
	}
	return x
}

// busy makes a value of so many instructions.
func busy(k *program.Kernel, v uint16, n int) uint16 {
	for range n {
		c := emit(k, program.Instr{Op: program.ConstU, Imm: 0x9e3779b9})
		v = emit(k, program.Instr{Op: program.Xor, A: v, B: c})
		v = emit(k, program.Instr{Op: program.Mul, A: v, B: c})
	}
	return v
}

func finish(p *program.Program, consts []tensor.Tensor, states ...int) *program.Program {
	for i, k := range states {
		p.States = append(p.States, program.State{Name: fmt.Sprint("s", i), Type: p.Kernels[k].Type, Shape: []int64{p.Kernels[k].Count()}, Kernel: k})
	}
	for i, c := range consts {
		p.Consts = append(p.Consts, program.Const{Name: fmt.Sprint("c", i), Type: c.Type, Shape: []int64{int64(c.Len())}})
	}
	for i := range p.Kernels {
		p.Kernels[i].Name = fmt.Sprint("k", i)
		if err := p.Kernels[i].ChooseWindow(); err != nil {
			panic(err)
		}
	}
	return p
}

// A kernel that reads another's output through a gather, at what would be the same element without.
func TestGatherOfNeighbour(t *testing.T) {
	const n = 100
	consts := []tensor.Tensor{ramp(n, func(i int) uint32 { return uint32(i) * 77 }), ramp(1, func(int) uint32 { return 3 })}
	p := &program.Program{Kind: program.Init}
	a := program.Kernel{Type: tensor.U32, Out: []int64{n}}
	v := load(&a, program.Operand{Space: program.InConst, Type: tensor.U32, Count: n, Stride: []int64{1}, Gather: program.NoGather})
	emit(&a, program.Instr{Op: program.Add, A: v, B: v})
	b := program.Kernel{Type: tensor.U32, Out: []int64{n}}
	b.Operands = []program.Operand{{Space: program.InConst, Tensor: 1, Type: tensor.U32, Count: 1, Stride: []int64{0}, Gather: program.NoGather}}
	v = load(&b, program.Operand{Space: program.InKernel, Type: tensor.U32, Count: n, Stride: []int64{1}, Gather: 0, GatherStride: 1, Fill: 99})
	emit(&b, program.Instr{Op: program.Add, A: v, B: v})
	p.Kernels = []program.Kernel{a, b}
	sameBits(t, finish(p, consts, 1), consts, nil)
}

// A row whose gather leads out of its tensor, computed by several workers over an output that it reads.
func TestGatherBeyondInPlace(t *testing.T) {
	const n = 1 << 16
	consts := []tensor.Tensor{ramp(n, func(i int) uint32 { return uint32(i) * 77 }), ramp(1, func(int) uint32 { return 5 })}
	p := &program.Program{Kind: program.Init}
	a := program.Kernel{Type: tensor.U32, Out: []int64{n}}
	v := load(&a, program.Operand{Space: program.InConst, Type: tensor.U32, Count: n, Stride: []int64{1}, Gather: program.NoGather})
	emit(&a, program.Instr{Op: program.Add, A: v, B: v})
	b := program.Kernel{Type: tensor.U32, Out: []int64{n}}
	b.Operands = []program.Operand{{Space: program.InConst, Tensor: 1, Type: tensor.U32, Count: 1, Stride: []int64{0}, Gather: program.NoGather}}
	v = load(&b, program.Operand{Space: program.InConst, Type: tensor.U32, Count: n, Stride: []int64{1}, Gather: 0, GatherStride: 1, Fill: 99})
	w := load(&b, program.Operand{Space: program.InKernel, Type: tensor.U32, Count: n, Stride: []int64{1}, Gather: program.NoGather})
	w = busy(&b, w, 8)
	emit(&b, program.Instr{Op: program.Add, A: v, B: w})
	c := program.Kernel{Type: tensor.U32, Out: []int64{n}}
	v = load(&c, program.Operand{Space: program.InKernel, Tensor: 1, Type: tensor.U32, Count: n, Stride: []int64{-1}, Offset: n - 1, Gather: program.NoGather})
	emit(&c, program.Instr{Op: program.Add, A: v, B: v})
	p.Kernels = []program.Kernel{a, b, c}
	sameBits(t, finish(p, consts, 2), consts, nil)
}

// A kernel that reads an output at the same element, and through it gathers.
func TestGatherSourceInPlace(t *testing.T) {
	const rows, cols = 64, 2048
	const n = rows * cols
	consts := []tensor.Tensor{ramp(n, func(i int) uint32 { return uint32(i) * 77 }), ramp(5000, func(i int) uint32 { return uint32(i) })}
	p := &program.Program{Kind: program.Init}
	a := program.Kernel{Type: tensor.U32, Out: []int64{n}}
	v := load(&a, program.Operand{Space: program.InConst, Type: tensor.U32, Count: n, Stride: []int64{1}, Gather: program.NoGather})
	emit(&a, program.Instr{Op: program.And, A: v, B: emit(&a, program.Instr{Op: program.ConstU, Imm: 511})})
	b := program.Kernel{Type: tensor.U32, Out: []int64{rows, cols}}
	b.Operands = []program.Operand{{Space: program.InKernel, Type: tensor.U32, Count: n, Stride: []int64{0, 0}, Offset: 1, Gather: program.NoGather}}
	v = load(&b, program.Operand{Space: program.InConst, Tensor: 1, Type: tensor.U32, Count: 5000, Stride: []int64{3, 1}, Gather: 0, GatherStride: 1, Fill: 99})
	w := load(&b, program.Operand{Space: program.InKernel, Type: tensor.U32, Count: n, Stride: []int64{cols, 1}, Gather: program.NoGather})
	w = busy(&b, w, 8)
	emit(&b, program.Instr{Op: program.Add, A: v, B: w})
	c := program.Kernel{Type: tensor.U32, Out: []int64{n}}
	v = load(&c, program.Operand{Space: program.InKernel, Tensor: 1, Type: tensor.U32, Count: n, Stride: []int64{-1}, Offset: n - 1, Gather: program.NoGather})
	emit(&c, program.Instr{Op: program.Add, A: v, B: v})
	p.Kernels = []program.Kernel{a, b, c}
	sameBits(t, finish(p, consts, 2), consts, nil)
}

// A sum whose pointer goes 2^31 bytes down and comes back.
func TestSumFarDown(t *testing.T) {
	const n, terms = 64, 1 << 12
	const stride = 1 << 29 / terms
	consts := []tensor.Tensor{ramp(1000, func(i int) uint32 { return uint32(i) * 77 })}
	p := &program.Program{Kind: program.Init}
	a := program.Kernel{Type: tensor.U32, Out: []int64{n}, Reduce: []int64{terms}}
	v := load(&a, program.Operand{Space: program.InConst, Type: tensor.U32, Count: 1000, Stride: []int64{1, -stride}, Gather: program.NoGather, Fill: 3})
	acc := emit(&a, program.Instr{Op: program.Acc})
	emit(&a, program.Instr{Op: program.Add, A: acc, B: v})
	p.Kernels = []program.Kernel{a}
	sameBits(t, finish(p, consts, 0), consts, nil)
}

// gatherProgram makes maps of one shape that read one another, at the same element or elsewhere, within bounds, and through one another: what may be
// written over, joined or cut only where nobody else looks.
func gatherProgram(r *rand.Rand) (*program.Program, []tensor.Tensor) {
	shape := []int64{1 + r.Int64N(40), 1 + r.Int64N(80)}
	switch r.IntN(6) {
	case 0:
		shape = []int64{1 + r.Int64N(3), 1024 + r.Int64N(1500)}
	case 1:
		shape = []int64{20000 + r.Int64N(20000)}
	case 2:
		shape = []int64{1 + r.Int64N(9), 1 + r.Int64N(9), 1 + r.Int64N(40)}
	}
	n := program.Product(shape)
	small := func(int) uint32 { return uint32(r.IntN(5)) }
	consts := []tensor.Tensor{ramp(int(n), func(int) uint32 { return r.Uint32N(1 << r.IntN(12)) }), ramp(7, small), ramp(int(n), small)}
	dense := make([]int64, len(shape))
	for d, s := len(shape)-1, int64(1); d >= 0; d-- {
		dense[d] = s
		s *= shape[d]
	}
	p := &program.Program{Kind: program.Init}
	for range 3 + r.IntN(6) {
		k := program.Kernel{Type: tensor.U32, Out: shape}
		operand := func() program.Operand {
			o := program.Operand{Space: program.InConst, Type: tensor.U32, Count: n, Stride: slices.Clone(dense), Gather: program.NoGather, Fill: 99}
			if i := r.IntN(len(p.Kernels) + 1); i > 0 {
				o.Space, o.Tensor = program.InKernel, i-1
				if r.IntN(2) == 0 {
					o.Tensor = len(p.Kernels) - 1
				}
			} else {
				o.Tensor = 2 * r.IntN(2)
			}
			switch r.IntN(8) {
			case 0:
				o.Offset = n - 1
				for d := range o.Stride {
					o.Stride[d] *= -1
				}
			case 1:
				o.Offset = r.Int64N(9) - 4
			case 2:
				clear(o.Stride[1:])
			case 3:
				o.Bounds = []program.Bound{{Stride: slices.Clone(dense), Lo: r.Int64N(9), Hi: n - r.Int64N(9)}}
			}
			return o
		}
		var v uint16
		for i := range 1 + r.IntN(3) {
			o := operand()
			if r.IntN(3) == 0 && len(o.Bounds) == 0 {
				source := operand()
				source.Bounds = nil
				switch r.IntN(4) {
				case 0:
					source.Offset = r.Int64N(n)
					clear(source.Stride)
				case 1:
					source.Offset = 0
					clear(source.Stride[1:])
				case 2:
					source.Space, source.Tensor, source.Count, source.Offset = program.InConst, 1, 7, r.Int64N(7)
					clear(source.Stride)
				}
				k.Operands = append(k.Operands, source)
				o.Gather, o.GatherStride = len(k.Operands)-1, r.Int64N(5)-1
			}
			w := load(&k, o)
			if i == 0 {
				v = w
			} else {
				v = emit(&k, program.Instr{Op: []program.Op{program.Add, program.Sub, program.Xor}[r.IntN(3)], A: v, B: w})
			}
		}
		if r.IntN(3) == 0 {
			v = busy(&k, v, 12) // enough to be shared
		}
		emit(&k, program.Instr{Op: program.And, A: v, B: emit(&k, program.Instr{Op: program.ConstU, Imm: 1<<r.IntN(10) - 1})})
		p.Kernels = append(p.Kernels, k)
	}
	return finish(p, consts, len(p.Kernels)-1, r.IntN(len(p.Kernels))), consts
}

// Programs of gathers give the bits of the definition, however many workers share them.
func TestGatherPrograms(t *testing.T) {
	for n := range heavy(60) {
		p, consts := gatherProgram(rand.New(rand.NewPCG(101, uint64(n))))
		sameBits(t, p, consts, nil)
	}
}
