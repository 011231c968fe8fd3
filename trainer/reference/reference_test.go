package reference_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"refute/trainer"
	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// one runs a program of a single kernel over the constants.
func one(t *testing.T, k program.Kernel, consts ...tensor.Tensor) tensor.Tensor {
	t.Helper()
	p := &program.Program{Kind: program.Init, Kernels: []program.Kernel{k}, States: []program.State{{Name: "y", Type: k.Type, Shape: k.Out}}}
	for i, c := range consts {
		p.Consts = append(p.Consts, program.Const{Name: fmt.Sprint("c", i), Type: c.Type, Shape: []int64{int64(c.Len())}})
	}
	x, err := reference.New(p, consts)
	if err != nil {
		t.Fatal(err)
	}
	next := trainer.NewState(p)
	if err := x.Step(context.Background(), next, nil, 0, nil); err != nil {
		t.Fatal(err)
	}
	return next[0]
}

func operand(c tensor.Tensor, i int, stride ...int64) program.Operand {
	return program.Operand{Space: program.InConst, Tensor: i, Type: c.Type, Count: int64(c.Len()), Stride: stride, Gather: program.NoGather}
}

var (
	load0 = program.Instr{Op: program.Load}
	load1 = program.Instr{Op: program.Load, A: 1}
	acc   = program.Instr{Op: program.Acc}
)

// A matrix product is the chain of fused multiply-adds in the order of k.
func TestMatmul(t *testing.T) {
	x, w := tensor.FromF32([]float32{1, 2, 3, 4, 5, 6}), tensor.FromF32([]float32{.1, .2, .3, -1, 1e8, 1})
	got := one(t, program.Kernel{Type: tensor.F32, Out: []int64{2, 2}, Reduce: []int64{3}, Window: 4,
		Operands: []program.Operand{operand(x, 0, 3, 0, 1), operand(w, 1, 0, 3, 1)},
		Body:     []program.Instr{load0, load1, acc, {Op: program.FMA, A: 0, B: 1, C: 2}}}, x, w)
	for m := range 2 {
		for n := range 2 {
			sum := float32(0)
			for k := range 3 {
				sum = f32.FMA(x.F32()[3*m+k], w.F32()[3*n+k], sum)
			}
			if got.F32()[2*m+n] != sum {
				t.Errorf("element (%d, %d) is %v, want %v", m, n, got.F32()[2*m+n], sum)
			}
		}
	}
}

// Rows are picked by an index tensor of bytes; an index beyond the table reads the fill.
func TestGather(t *testing.T) {
	index, table := tensor.FromU8([]uint8{2, 0, 9}), tensor.FromU16([]uint16{10, 11, 20, 21, 30, 31})
	rows := operand(table, 1, 0, 1)
	rows.Gather, rows.GatherStride, rows.Fill = 0, 2, 77
	got := one(t, program.Kernel{Type: tensor.U32, Out: []int64{3, 2}, Window: 1,
		Operands: []program.Operand{operand(index, 0, 1, 0), rows}, Body: []program.Instr{load1}}, index, table)
	if fmt.Sprint(got.Words) != "[30 31 10 11 77 77]" {
		t.Error(got.Words)
	}
}

// Padding of a pooling window is minus infinity: max(-inf, x) = x, and NaN propagates by max(a, b) = a > b ? a : b.
func TestBoundsAndMax(t *testing.T) {
	x := tensor.FromF32([]float32{-5, -3, float32(math.NaN())})
	x.Words[2] = 0xffc12345
	o := operand(x, 0, 1, 1)
	o.Offset, o.Fill, o.Bounds = -1, 0xff800000, []program.Bound{{Offset: -1, Stride: []int64{1, 1}, Lo: 0, Hi: 3}}
	got := one(t, program.Kernel{Type: tensor.F32, Out: []int64{3}, Reduce: []int64{2}, Init: 0xff800000, Window: 2,
		Operands: []program.Operand{o}, Body: []program.Instr{load0, acc, {Op: program.FMax, A: 1, B: 0}}}, x)
	if fmt.Sprintf("%08x", got.Words) != "[c0a00000 c0400000 7fc00000]" {
		t.Errorf("%08x", got.Words)
	}
}

// Iterator indexes and the step's number are values; a masked sum skips nothing that matters.
func TestIndexAndSelect(t *testing.T) {
	got := one(t, program.Kernel{Type: tensor.U32, Out: []int64{4}, Reduce: []int64{4}, Window: 4,
		Body: []program.Instr{{Op: program.Index}, {Op: program.Index, A: 1}, {Op: program.Le, A: 1, B: 0}, acc, {Op: program.Add, A: 3, B: 1}, {Op: program.Select, A: 2, B: 4, C: 3}}})
	if fmt.Sprint(got.Words) != "[0 1 3 6]" {
		t.Error(got.Words)
	}
}

// The special cases of docs/program.md, as a table.
func TestApply(t *testing.T) {
	const inf, ninf, nan = 0x7f800000, 0xff800000, f32.NaN
	for _, c := range []struct {
		op         program.Op
		a, b, c, w uint32
	}{
		{program.FSqrt, 0x80000000, 0, 0, 0x80000000}, {program.FSqrt, 0xbf800000, 0, 0, nan}, {program.FDiv, 0, 0, 0, nan}, {program.FDiv, 0x3f800000, 0x80000000, 0, ninf},
		{program.FMin, nan, 0x3f800000, 0, 0x3f800000}, {program.FMin, 0x3f800000, nan, 0, nan}, {program.FMax, 0, 0x80000000, 0, 0x80000000}, {program.FNeg, nan, 0, 0, nan},
		{program.FEq, 0, 0x80000000, 0, 1}, {program.FEq, nan, nan, 0, 0}, {program.FLe, nan, inf, 0, 0},
		{program.Div, 7, 0, 0, 0}, {program.Rem, 7, 0, 0, 0}, {program.Shl, 1, 32, 0, 0}, {program.Shr, 1 << 31, 40, 0, 0}, {program.Sar, 1 << 31, 32, 0, 0xffffffff}, {program.Sar, 1 << 30, 99, 0, 0},
		{program.MulHi, 0xffffffff, 0xffffffff, 0, 0xfffffffe}, {program.SLt, 0xffffffff, 0, 0, 1}, {program.Lt, 0xffffffff, 0, 0, 0},
		{program.Float, 0xff812345, 0, 0, nan}, {program.FMA, inf, 0, 0x3f800000, nan}, {program.FMA, 0, 0, 0x80000000, 0}, {program.Select, 2, 5, 6, 5},
	} {
		if got := reference.Apply(c.op, c.a, c.b, c.c); got != c.w {
			t.Errorf("%s(%08x, %08x, %08x) = %08x, want %08x", c.op, c.a, c.b, c.c, got, c.w)
		}
	}
}

// Splitting a sum into windows anywhere changes no bit: what the referee relies on.
func TestFoldSplits(t *testing.T) {
	x := tensor.New(tensor.F32, 300)
	for i := range x.Words {
		x.Words[i] = math.Float32bits(float32(i*i%37) * 0.37)
	}
	k := program.Kernel{Type: tensor.F32, Reduce: []int64{10, 30}, Window: 32, Operands: []program.Operand{operand(x, 0, 30, 1)},
		Body: []program.Instr{load0, acc, {Op: program.FMA, A: 0, B: 0, C: 1}}}
	read := reference.Tensors(&k, nil, []tensor.Tensor{x}, nil)
	whole, _ := reference.Element(&k, 0, 0, read)
	for at := int64(1); at < 300; at += 13 {
		a, _ := reference.Fold(&k, 0, 0, 0, at, k.Init, read)
		if b, _ := reference.Fold(&k, 0, 0, at, 300, a, read); b != whole {
			t.Fatalf("split at %d gives %08x, whole %08x", at, b, whole)
		}
	}
}

// A program whose tensors no machine holds is refused with the bytes that it needs, before any is taken.
func TestTooLarge(t *testing.T) {
	k := program.Kernel{Type: tensor.U32, Out: []int64{1 << 20, 1<<20 - 1}, Window: 1, Body: []program.Instr{{Op: program.Index}}}
	p := &program.Program{Kind: program.Init, Kernels: []program.Kernel{k}, States: []program.State{{Name: "y", Type: k.Type, Shape: []int64{1}}}}
	p.Kernels = append(p.Kernels, k)
	p.Kernels[1].Out = []int64{1}
	p.States[0].Kernel = 1
	if _, err := reference.New(p, nil); err == nil || !strings.Contains(err.Error(), "take 4398042316808 bytes") {
		t.Errorf("a small state: %v", err)
	}
	p.States = append(p.States, program.State{Name: "z", Type: k.Type, Shape: k.Out})
	if _, err := reference.New(p, nil); err == nil || !strings.Contains(err.Error(), "take 8796084633608 bytes") {
		t.Errorf("a large state: %v", err)
	}
}

// A step ends soon after its context even where a single sum takes hours.
func TestCancel(t *testing.T) {
	k := program.Kernel{Type: tensor.U32, Reduce: []int64{1 << 20, 1<<20 - 1}, Window: 64, Body: []program.Instr{{Op: program.Acc}, {Op: program.StepNo}, {Op: program.Add, A: 0, B: 1}}}
	p := &program.Program{Kind: program.Init, Kernels: []program.Kernel{k}, States: []program.State{{Name: "y", Type: k.Type}}}
	x, err := reference.New(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- x.Step(ctx, trainer.NewState(p), nil, 0, nil) }()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A sum of more terms than the executor takes at once is one sum.
func TestLongSum(t *testing.T) {
	const terms = 3<<16 + 5
	k := program.Kernel{Type: tensor.U32, Out: []int64{2}, Reduce: []int64{5, terms / 5}, Init: 9, Window: 64,
		Body: []program.Instr{{Op: program.Acc}, {Op: program.ConstU, Imm: 1664525}, {Op: program.Mul, A: 0, B: 1}, {Op: program.Index, A: 2}, {Op: program.Add, A: 2, B: 3}, {Op: program.Index}, {Op: program.Xor, A: 4, B: 5}}}
	got := one(t, k)
	for i, w := range got.Words {
		want := uint32(9)
		for r := range uint32(terms / 5 * 5) {
			want = (want*1664525 + r%(terms/5)) ^ uint32(i)
		}
		if w != want {
			t.Errorf("element %d is %d, want %d", i, w, want)
		}
	}
}
