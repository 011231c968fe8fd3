package lower_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"refute/trainer/cuda/lower"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// nearlyAttention makes a program of attention's kernels in which each choice that a proof rests on may be another: which index is compared with which and how, what
// is beyond the mask, where sums begin, how each reads the other, who else looks, and whether what multiplies a zero is finite.
func nearlyAttention(t *testing.T, seed uint64) *builder {
	b := newBuilder(seed)
	r := b.r
	one := func(of ...int64) int64 { return of[r.IntN(len(of))] }
	odd := func(n int) bool { return r.IntN(n) == 0 }
	n, m := one(32, 64, 64, 96, 40), one(32, 64, 64, 96, 33)
	if odd(2) {
		m = n
	}
	batch, e := one(1, 1, 2), one(4, 8, 16)
	if odd(20) {
		batch = 3
	}
	special := []uint32{0x7f800000, 0xff800000, 0x7fc00000, 0xffffffff, 1 << 31, 1, 0x80000001}
	rare := []int{50, 500, 5000}[r.IntN(3)]
	tiny := odd(4)
	word := func() uint32 {
		if odd(rare) {
			return special[r.IntN(len(special))]
		}
		if tiny {
			return r.Uint32()&0x80ffffff | 0x10000000
		}
		return r.Uint32()&0x80ffffff | 0x3e000000
	}
	q, k, v := b.constant(tensor.F32, batch*n*e, word), b.constant(tensor.F32, batch*m*e, word), b.constant(tensor.F32, batch*m*e, word)
	fma := []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}
	init := func() uint32 {
		if odd(6) {
			return special[r.IntN(3)] & 0xffc00000
		}
		if odd(8) {
			return 1 << 31
		}
		return 0
	}
	// x (batch, n, m)
	x := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{batch, n, m}, Reduce: []int64{e}, Init: init(), Operands: []program.Operand{at(q, 0, n*e, e, 0, 1), at(k, 0, m*e, 0, e, 1)}, Body: fma})
	read := func(o program.Operand) program.Operand { // at the same element, mostly
		o = at(o, 0, n*m, m, 1)
		switch r.IntN(25) {
		case 0:
			if n == m {
				o.Stride[1], o.Stride[2] = 1, m
			}
		case 1:
			o.Offset = one(1, -1, m, -m)
		case 2:
			o.Offset, o.Stride[2] = m-1, -1
		case 3:
			o.Offset, o.Stride[1] = (n-1)*m, -m
		case 4:
			o.Bounds = []program.Bound{{Stride: []int64{0, 1, -1}, Lo: 0, Hi: 1 << 20}}
			o.Fill = uint32(one(0, 1<<31, 0x3f800000))
		case 5:
			o.Stride[2] = 0
		}
		return o
	}
	// mask appends the condition and returns its value.
	mask := func(body []program.Instr, rank int) ([]program.Instr, uint16) {
		i, j := uint16(2), uint16(1)
		switch r.IntN(12) {
		case 0:
			i, j = j, i
		case 1:
			i = uint16(r.IntN(rank))
		case 2:
			j = uint16(r.IntN(rank))
		}
		at := uint16(len(body))
		body = append(body, program.Instr{Op: program.Index, A: i}, program.Instr{Op: program.Index, A: j})
		if odd(20) {
			body[at] = program.Instr{Op: program.ConstU, Imm: uint32(r.IntN(40))}
		}
		op := program.Le
		if odd(5) {
			op = []program.Op{program.Lt, program.SLt, program.Eq}[r.IntN(3)]
		}
		return append(body, program.Instr{Op: op, A: at, B: at + 1}), at + 2
	}
	// top (batch, n): max over m
	body, c := mask(nil, 3)
	body = append(body, program.Instr{Op: program.Load}, program.Instr{Op: program.Acc}, program.Instr{Op: program.FMax, A: c + 1, B: c + 2}, program.Instr{Op: program.Select, A: c, B: c + 3, C: c + 2})
	if odd(10) {
		body[len(body)-2].Op = program.FMin
	}
	if odd(15) {
		body[len(body)-1].B, body[len(body)-1].C = c+2, c+3
	}
	if odd(20) {
		body = body[:len(body)-1]
	}
	top := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{batch, n}, Reduce: []int64{m}, Init: 0xff800000, Operands: []program.Operand{read(x)}, Body: body})
	// w (batch, n, m)
	body, c = mask(nil, 3)
	body = append(body, program.Instr{Op: program.Load}, program.Instr{Op: program.Load, A: 1}, program.Instr{Op: program.FSub, A: c + 1, B: c + 2}, program.Instr{Op: program.FMul, A: c + 3, B: c + 3},
		program.Instr{Op: program.ConstF}, program.Instr{Op: program.Select, A: c, B: c + 4, C: c + 5})
	switch r.IntN(16) {
	case 0:
		body[c+5].Imm = 1 << 31
	case 1:
		body[c+5].Imm = 0x3f800000
	case 2: // what is beyond is looked at
		body[len(body)-1].C = c + uint16(r.IntN(5))
		if body[len(body)-1].C == c {
			body[len(body)-1].C = c + 2
		}
	case 3:
		body = append(body, program.Instr{Op: program.FAdd, A: uint16(len(body) - 1), B: c + 2})
	case 4:
		body[len(body)-1].B, body[len(body)-1].C = c+5, c+4
	}
	w := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{batch, n, m}, Operands: []program.Operand{read(x), at(top, 0, n, 1, 0)}, Body: body})
	sum := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{batch, n}, Reduce: []int64{m}, Init: init(), Operands: []program.Operand{read(w)}, Body: []program.Instr{{Op: program.Load}, {Op: program.Acc}, {Op: program.FAdd, A: 1, B: 0}}})
	// y (batch, n, e): over m; z (batch, m, e): over n
	wy := at(w, 0, n*m, m, 0, 1)
	if n == m && odd(5) {
		wy.Stride[1], wy.Stride[3] = 1, m
	}
	if odd(15) {
		wy.Offset, wy.Stride[3] = m-1, -1
	}
	if odd(15) {
		wy.Offset = one(1, -1, 4, m)
	}
	ops := []program.Operand{wy, at(v, 0, m*e, 0, 1, e)}
	if odd(3) {
		ops[0], ops[1] = ops[1], ops[0]
	}
	y := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{batch, n, e}, Reduce: []int64{m}, Init: init(), Operands: ops, Body: fma})
	// Seldom from a tensor of so many elements: what is tiny or not finite comes from elsewhere.
	z := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{batch, m, e}, Reduce: []int64{n}, Init: init(), Operands: []program.Operand{at(w, 0, n*m, 1, 0, m), at(q, 0, n*e, 0, 1, e)}, Body: fma})
	// x2: of the gradient's kind, a product that only a map under the mask reads
	x2 := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{batch, n, m}, Reduce: []int64{e}, Init: init(), Operands: []program.Operand{at(y, 0, n*e, e, 0, 1), at(v, 0, m*e, 0, e, 1)}, Body: fma})
	body, c = mask(nil, 3)
	body = append(body, program.Instr{Op: program.Load}, program.Instr{Op: program.Load, A: 1}, program.Instr{Op: program.FMul, A: c + 1, B: c + 2}, program.Instr{Op: program.ConstF, Imm: uint32(one(0, 0, 0, 1<<31, 1))}, program.Instr{Op: program.Select, A: c, B: c + 3, C: c + 4})
	g := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{batch, n, m}, Operands: []program.Operand{read(x2), at(sum, 0, n, 1, 0)}, Body: body})
	u := b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{batch, n, e}, Reduce: []int64{m}, Init: init(), Operands: []program.Operand{at(g, 0, n*m, m, 0, 1), at(k, 0, m*e, 0, 1, e)}, Body: fma})
	all := []program.Operand{sum, y, z, u}
	if odd(4) {
		all = append(all, []program.Operand{x, top, w, x2, g}[r.IntN(5)])
	}
	if odd(6) { // another reader
		o := []program.Operand{x, x2, w}[r.IntN(3)]
		body, c = mask(nil, 3)
		body = append(body, program.Instr{Op: program.Load}, program.Instr{Op: program.ConstF}, program.Instr{Op: program.Select, A: c, B: c + 1, C: c + 2})
		if odd(2) {
			body = []program.Instr{{Op: program.Load}, {Op: program.FNeg, A: 0}}
		}
		all = append(all, b.kernel(t, program.Kernel{Type: tensor.F32, Out: []int64{batch, n, m}, Operands: []program.Operand{read(o)}, Body: body}))
	}
	for _, o := range all {
		b.keep(o)
	}
	if odd(10) {
		b.p.Outputs = append(b.p.Outputs, program.Output{Name: "o", Kernel: r.IntN(len(b.p.Kernels))})
	}
	return b
}

func TestNearlyAttention(t *testing.T) {
	first, count := uint64(0), uint64(8)
	if v := os.Getenv("REFUTE_SEEDS"); v != "" {
		first, _ = strconv.ParseUint(v, 10, 64)
		count = 1 << 40
	}
	seen := map[string]int{}
	for seed := first; seed < first+count; seed++ {
		b := nearlyAttention(t, seed)
		if err := b.p.Validate(); err != nil {
			t.Fatal(seed, err)
		}
		undo := func() {}
		if seed%2 == 0 {
			undo = lower.Eager()
		}
		hows, err := compare(&b.p, b.consts, b.state, 1, true)
		undo()
		if err != nil {
			t.Errorf("seed %d: %.400v", seed, err)
			if count < 1<<30 {
				t.FailNow()
			}
		}
		for _, h := range hows {
			seen[h]++
		}
		for k := range b.p.Kernels {
			if lower.Unseen(&b.p, k) != nil {
				seen["unseen"]++
			}
		}
		if count > 1<<30 && seed%100 == 99 {
			fmt.Println(seed, seen)
		}
	}
	t.Log(seen)
}
