package lower_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"refute/trainer/cuda/lower"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// builder makes programs for tests.
type builder struct {
	p      program.Program
	consts []tensor.Tensor
	state  []tensor.Tensor
	r      *rand.Rand
}

func newBuilder(seed uint64) *builder {
	b := &builder{r: rand.New(rand.NewPCG(seed, 99)), p: program.Program{Kind: program.Step}}
	return b
}

func (b *builder) values(typ tensor.Type, n int64, word func() uint32) tensor.Tensor {
	x := tensor.New(typ, int(n))
	for i := range int(n) {
		w := word()
		switch typ {
		case tensor.U8:
			x.Bytes[i] = uint8(w)
		case tensor.U16:
			x.Halves[i] = uint16(w)
		default:
			x.Words[i] = w
		}
	}
	return x
}

func (b *builder) constant(typ tensor.Type, n int64, word func() uint32) program.Operand {
	b.consts = append(b.consts, b.values(typ, n, word))
	b.p.Consts = append(b.p.Consts, program.Const{Name: "c", Type: typ, Shape: []int64{n}})
	return program.Operand{Space: program.InConst, Tensor: len(b.consts) - 1, Type: typ, Count: n, Gather: program.NoGather}
}

func (b *builder) kernel(t *testing.T, k program.Kernel) program.Operand {
	t.Helper()
	if k.Window == 0 {
		if err := k.ChooseWindow(); err != nil {
			t.Fatal(err)
		}
	}
	b.p.Kernels = append(b.p.Kernels, k)
	return program.Operand{Space: program.InKernel, Tensor: len(b.p.Kernels) - 1, Type: k.Type, Count: k.Count(), Gather: program.NoGather}
}

func (b *builder) keep(o program.Operand) {
	k := &b.p.Kernels[o.Tensor]
	b.p.States = append(b.p.States, program.State{Name: "s", Type: k.Type, Shape: []int64{k.Count()}, Kernel: o.Tensor})
	b.state = append(b.state, b.values(k.Type, k.Count(), b.r.Uint32))
}

func at(o program.Operand, offset int64, stride ...int64) program.Operand {
	o.Offset, o.Stride = offset, stride
	return o
}

func (b *builder) check(t *testing.T) []string {
	t.Helper()
	if err := b.p.Validate(); err != nil {
		t.Fatal(err)
	}
	var hows []string
	for _, fuse := range []bool{false, true} {
		h, err := compare(&b.p, b.consts, b.state, 3, fuse)
		if err != nil {
			t.Fatalf("fuse %v: %.3000v", fuse, err)
		}
		hows = h
	}
	return hows
}

// A word that is loaded under the mask and gathered through beyond it.
func TestGatherBeyondMask(t *testing.T) {
	defer lower.Eager()()
	b := newBuilder(1)
	const n, m = 40, 40
	index := b.constant(tensor.U32, n*m, func() uint32 { return b.r.Uint32N(100) })
	table := b.constant(tensor.U32, 100, b.r.Uint32)
	index.Stride = []int64{m, 1}
	table.Stride, table.Gather, table.GatherStride = []int64{0, 0}, 0, 1
	k := b.kernel(t, program.Kernel{Type: tensor.U32, Out: []int64{n, m}, Operands: []program.Operand{index, table},
		Body: []program.Instr{{Op: program.Index, A: 1}, {Op: program.Index, A: 0}, {Op: program.Le, A: 0, B: 1}, {Op: program.Load, A: 0}, {Op: program.Load, A: 1}, {Op: program.Select, A: 2, B: 3, C: 4}}})
	s := b.kernel(t, program.Kernel{Type: tensor.U32, Out: []int64{n}, Reduce: []int64{m}, Operands: []program.Operand{at(k, 0, m, 1)},
		Body: []program.Instr{{Op: program.Acc}, {Op: program.Load}, {Op: program.Xor, A: 0, B: 1}}})
	b.keep(s)
	b.check(t)
}

// Rows whose elements have several iterators of which the innermost is no multiple of a thread's lanes.
func TestRowsOfSeveralIterators(t *testing.T) {
	defer lower.Eager()()
	b := newBuilder(2)
	const n = 5
	x := b.constant(tensor.F32, n*64*5, func() uint32 { return b.r.Uint32()&0x80ffffff | 0x3f000000 })
	y := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{n}, Reduce: []int64{20}, Operands: []program.Operand{at(x, 0, 320, 1)},
		Body: []program.Instr{{Op: program.Acc}, {Op: program.Load}, {Op: program.FAdd, A: 0, B: 1}}})
	z := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{n, 64, 3}, Operands: []program.Operand{at(y, 0, 1, 0, 0), at(x, 0, 320, 5, 1)},
		Body: []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.FSub, A: 0, B: 1}}})
	b.keep(y)
	b.keep(z)
	b.check(t)
}

// A product of which a factor's bound is never met.
func TestBoundNeverMet(t *testing.T) {
	for _, lo := range []int64{1 << 40, 1 << 31, 1 << 30, -1 << 40} {
		b := newBuilder(3)
		x := b.constant(tensor.F32, 400, func() uint32 { return progtest.Word(b.r) })
		y := at(x, 0, 0, 1, 20)
		y.Bounds = []program.Bound{{Stride: []int64{0, 1, 0}, Lo: lo, Hi: min(lo+10, 1<<40)}}
		y.Fill = 0x3f800000
		b.keep(b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{20, 20}, Reduce: []int64{20}, Operands: []program.Operand{at(x, 0, 20, 0, 1), y},
			Body: []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}}))
		b.check(t)
	}
}

// More tensors than a launch has parameters for.
func TestManyTensors(t *testing.T) {
	b := newBuilder(4)
	x := b.constant(tensor.U32, 7, b.r.Uint32)
	for i := range 590 {
		b.keep(b.kernel(t, program.Kernel{Type: tensor.U32, Out: []int64{7}, Operands: []program.Operand{at(x, int64(-(i % 3)), 1)}, Body: []program.Instr{{Op: program.Load}}}))
	}
	b.check(t)
}

// Many kernels of rows, each of many tensors.
func TestManyRows(t *testing.T) {
	defer lower.Eager()()
	b := newBuilder(5)
	last := b.constant(tensor.U32, 9*2, b.r.Uint32)
	for range 80 {
		k := program.Kernel{Type: tensor.U32, Out: []int64{9}, Reduce: []int64{2}, Body: []program.Instr{{Op: program.Acc}}}
		stride := []int64{1, 9}
		if last.Space == program.InKernel {
			stride = []int64{1, 0}
		}
		k.Operands = append(k.Operands, at(last, 0, stride...))
		for range 8 {
			k.Operands = append(k.Operands, at(b.constant(tensor.U32, 18, b.r.Uint32), 0, 1, 9))
		}
		for j := range k.Operands {
			k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(j)}, program.Instr{Op: program.Add, A: uint16(len(k.Body) - 1), B: uint16(len(k.Body))})
		}
		last = b.kernel(t, k)
	}
	b.keep(last)
	b.check(t)
}

// The tables of a program's products have a limit, of one and of all together: beyond, products are computed without.
func TestManyTables(t *testing.T) {
	defer lower.Tables(100)()
	b := newBuilder(6)
	x := b.constant(tensor.F32, 500, b.r.Uint32)
	kernel := func(terms ...int64) program.Kernel {
		y := at(x, 0, 0, 9, 3, 1)
		y.Bounds = []program.Bound{{Stride: []int64{0, 1, 1, 0}, Lo: 1, Hi: 20}}
		return program.Kernel{Type: tensor.F32, Out: []int64{8, 9}, Reduce: terms, Operands: []program.Operand{at(x, 0, 40, 0, 5, 1), y},
			Body: []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}}
	}
	b.keep(b.kernel(t, kernel(7, 5)))
	b.keep(b.kernel(t, kernel(5, 7)))
	hows := b.check(t)
	if len(hows) != 2 || !strings.HasPrefix(hows[0], "product") || strings.HasPrefix(hows[1], "product") {
		t.Errorf("with tables for one: %q", hows)
	}
	lower.Tables(1 << 40)
	b.kernel(t, kernel(1<<13, 1<<13))
	for _, o := range lower.Plan(&b.p, false, card) {
		if strings.HasPrefix(o.How, "product") != (len(o.Tables) > 0) || o.Kernels[0] == 2 && len(o.Tables) > 0 {
			t.Errorf("%s of kernel %d with %d tables", o.How, o.Kernels[0], len(o.Tables))
		}
	}
}

// A sum that begins anew at terms beyond the mask does not look at them: of the product they are made by, those tiles are left out.
func TestSumBeyondMask(t *testing.T) {
	defer lower.Eager()()
	b := newBuilder(7)
	x := b.constant(tensor.F32, 64*64, func() uint32 { return b.r.Uint32()&0x80ffffff | 0x3f000000 })
	y := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{64, 64}, Reduce: []int64{32}, Operands: []program.Operand{at(x, 0, 32, 0, 1), at(x, 64, 0, 32, 1)},
		Body: []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}})
	b.keep(b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{64}, Reduce: []int64{64}, Init: 0x3f800000, Operands: []program.Operand{at(y, 0, 64, 1)},
		Body: []program.Instr{{Op: program.Index}, {Op: program.Index, A: 1}, {Op: program.Le, A: 0, B: 1}, {Op: program.Load}, {Op: program.Acc}, {Op: program.FMA, A: 4, B: 3, C: 4},
			{Op: program.ConstF}, {Op: program.Select, A: 2, B: 5, C: 6}}}))
	b.check(t)
}

// Maps under one mask that run together do not look beyond it.
func TestMapsUnderMask(t *testing.T) {
	b := newBuilder(8)
	x := b.constant(tensor.F32, 64*64, func() uint32 { return b.r.Uint32()&0x80ffffff | 0x3f000000 })
	y := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{64, 64}, Reduce: []int64{32}, Operands: []program.Operand{at(x, 0, 32, 0, 1), at(x, 64, 0, 32, 1)},
		Body: []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}})
	// They read it across, and so do not run with the product.
	for _, op := range []program.Op{program.FAdd, program.FMul} {
		b.keep(b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{64, 64}, Operands: []program.Operand{at(y, 0, 1, 64), at(x, 0, 1, 0)},
			Body: []program.Instr{{Op: program.Index, A: 1}, {Op: program.Index}, {Op: program.Le, A: 0, B: 1}, {Op: program.Load}, {Op: program.Load, A: 1}, {Op: op, A: 3, B: 4}, {Op: program.ConstF}, {Op: program.Select, A: 2, B: 5, C: 6}}}))
	}
	t.Log(b.check(t))
}
