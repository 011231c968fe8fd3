package program

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"refute/trainer/tensor"
)

// linear is a step program of one matmul: Y[2,3] = sum over k of X[2,k] W[3,k], with X a constant, and a kept state.
func linear(k int64) *Program {
	return &Program{
		Kind:   Step,
		States: []State{{Name: "W", Type: tensor.F32, Shape: []int64{3, k}, Kernel: Keep}, {Name: "Y", Type: tensor.F32, Shape: []int64{2, 3}, Kernel: 0}},
		Consts: []Const{{Name: "X", Type: tensor.F32, Shape: []int64{2, k}}},
		Kernels: []Kernel{{
			Name: "matmul", Type: tensor.F32, Out: []int64{2, 3}, Reduce: []int64{k}, Window: 256,
			Operands: []Operand{
				{Space: InConst, Tensor: 0, Type: tensor.F32, Count: 2 * k, Stride: []int64{k, 0, 1}, Gather: NoGather},
				{Space: InState, Tensor: 0, Type: tensor.F32, Count: 3 * k, Stride: []int64{0, k, 1}, Gather: NoGather,
					Bounds: []Bound{{Offset: 1, Stride: []int64{0, 0, 1}, Lo: 0, Hi: k + 1}}},
			},
			Body: []Instr{{Op: Load, A: 0}, {Op: Load, A: 1}, {Op: Acc}, {Op: FMA, A: 0, B: 1, C: 2}},
		}},
		Outputs: []Output{{Name: "y", Kernel: 0}},
	}
}

func TestRoundTrip(t *testing.T) {
	p := linear(784)
	if err := p.Validate(); err != nil {
		t.Fatal(err)
	}
	file := p.Encode()
	q, err := Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(p, q) {
		t.Errorf("decoded differs:\n%+v\n%+v", p, q)
	}
	if !bytes.Equal(q.Encode(), file) || p.Root() != q.Root() {
		t.Error("encoding is not canonical")
	}
}

func TestTruncation(t *testing.T) {
	file := linear(784).Encode()
	for n := range file {
		if _, err := Decode(file[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes decode", n, len(file))
		}
	}
}

func TestValidateNamesTheFault(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*Program)
	}{
		{"allowed are 0 (init) and 1", func(p *Program) { p.Kind = 2 }},
		{"1 to 65536", func(p *Program) { p.Kernels = nil }},
		{"extent 0", func(p *Program) { p.Kernels[0].Reduce[0] = 0 }},
		{"2^40 elements", func(p *Program) { p.Kernels[0].Out = []int64{1 << 20, 1 << 20} }},
		{"powers of two", func(p *Program) { p.Kernels[0].Window = 3 }},
		{"not earlier", func(p *Program) { p.Kernels[0].Operands[0].Space = InKernel }},
		{"but c0 is f32[1568]", func(p *Program) { p.Kernels[0].Operands[0].Count = 5 }},
		{"state 7 of 2", func(p *Program) { p.Kernels[0].Operands[1].Tensor = 7 }},
		{"2 strides for 3", func(p *Program) { p.Kernels[0].Operands[1].Stride = []int64{1, 1} }},
		{"over 2^40", func(p *Program) { p.Kernels[0].Operands[1].Stride[0] = 1<<40 + 1 }},
		{"reach 2^62", func(p *Program) {
			p.Kernels[0].Reduce[0] = 1 << 31
			p.Kernels[0].Operands[1].Stride[2] = 1 << 40
		}},
		{"not before it", func(p *Program) { p.Kernels[0].Body[3].A = 3 }},
		{"loads operand 2 of 2", func(p *Program) { p.Kernels[0].Body[0].A = 2 }},
		{"neither loaded", func(p *Program) { p.Kernels[0].Body[0].A = 1 }},
		{"kernel's type is u32", func(p *Program) { p.Kernels[0].Type = tensor.U32; p.Kernels[0].Body[2] = Instr{Op: Load} }},
		{"must be f32", func(p *Program) { p.Kernels[0].Body[1] = Instr{Op: Index} }},
		{"fill 0x7fc00001", func(p *Program) { p.Kernels[0].Operands[0].Fill = 0x7fc00001 }},
		{"nothing to keep", func(p *Program) {
			p.Kind = Init
			p.Kernels[0].Operands[1].Space = InConst
			p.Kernels[0].Operands[1].Count = 2 * 784
		}},
		{"no state to read", func(p *Program) { p.Kind = Init }},
		{"gathers through operand 1", func(p *Program) { p.Kernels[0].Operands[1].Gather = 1 }},
		{"not of an integer type", func(p *Program) { p.Kernels[0].Operands[1].Gather = 0 }},
		{"becomes the output of kernel 1", func(p *Program) { p.States[1].Kernel = 1 }},
		{"kernel 0 gives f32[6]", func(p *Program) { p.States[1].Shape = []int64{7} }},
		{"not printable", func(p *Program) { p.Kernels[0].Name = "a\nb" }},
		{"opens up to", func(p *Program) {
			p.Kernels[0].Operands[1].Stride = []int64{0, 1, 3}
			p.Kernels[0].Operands[0].Stride = []int64{1, 0, 300}
			p.Kernels[0].Operands[0].Count = 2 * 784 * 784
			p.Consts[0].Shape = []int64{2 * 784, 784}
		}},
	} {
		p := linear(784)
		c.change(p)
		err := p.Validate()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want an error with %q, got %v", c.want, err)
		}
	}
}

// Leaves must never be less than what some window of some element touches; here it is compared with enumeration.
func TestLeavesBound(t *testing.T) {
	for _, c := range []struct {
		reduce, stride []int64
		count          int64
	}{
		{[]int64{784}, []int64{1}, 784 * 10}, {[]int64{300}, []int64{-7}, 784 * 10}, {[]int64{16, 3, 3}, []int64{784, 28, 1}, 16 * 784}, {[]int64{3, 5, 7}, []int64{35, 7, 1}, 105 * 4},
		{[]int64{64}, []int64{512}, 64 * 512}, {[]int64{10, 10}, []int64{1, 10}, 1000}, {[]int64{7, 90}, []int64{0, 5}, 4500}, {[]int64{128, 4}, []int64{4, 600}, 4000}, {[]int64{1}, []int64{0}, 5000}, {[]int64{40, 40}, []int64{-40, 1}, 5000},
	} {
		for w := 1; w <= 256; w *= 2 {
			k := Kernel{Type: tensor.F32, Out: []int64{3}, Reduce: c.reduce, Window: w}
			o := Operand{Type: tensor.F32, Count: c.count, Stride: append([]int64{1}, c.stride...), Gather: NoGather}
			bound := k.operandLeaves(&o, int64(w))
			terms := k.Terms()
			for off := int64(0); off < 600; off += 37 {
				for from := int64(0); from < terms; from += int64(w) {
					seen := map[int64]bool{}
					for n := from; n < min(from+int64(w), terms); n++ {
						addr, rest := off+c.count/2, n
						for d := len(c.reduce) - 1; d >= 0; d-- {
							addr += c.stride[d] * (rest % c.reduce[d])
							rest /= c.reduce[d]
						}
						if addr >= 0 && addr < c.count {
							seen[addr/256] = true
						}
					}
					if int64(len(seen)) > bound {
						t.Fatalf("%v by %v, window %d from %d: %d leaves, bound %d", c.reduce, c.stride, w, from, len(seen), bound)
					}
				}
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(linear(784).Encode())
	f.Add(linear(5).Encode())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, file []byte) {
		if p, err := Decode(file); err == nil && !bytes.Equal(p.Encode(), file) {
			t.Error("decode and encode differ")
		}
	})
}

func FuzzDecodeKernel(f *testing.F) {
	k := linear(784).Kernels[0]
	f.Add(k.Encode())
	f.Fuzz(func(t *testing.T, section []byte) {
		k, err := DecodeKernel(section)
		if err == nil && k.Validate(Step, 1) == nil && !bytes.Equal(k.Encode(), section) {
			t.Error("decode and encode differ")
		}
	})
}

func TestList(t *testing.T) {
	var b bytes.Buffer
	if err := linear(784).List(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"s0   W f32[3,784]", "k0 matmul: f32[2,3], fold over [784] from 0, window 256", "x0 = c0 (X)[784·i0 + r0]", "x1 = s0 (W)[784·i1 + r0] if 0 ≤ r0 + 1 < 785 else 0", "acc = fma(x0, x1, acc)", "y ← k0 matmul"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("listing lacks %q:\n%s", want, b.String())
		}
	}
}
