package lower_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// stagedKernel makes a sum over rows or columns that is staged.
func stagedKernel(r *rand.Rand) (program.Kernel, []tensor.Tensor) {
	for {
		outer, extent, terms := int64(1+r.IntN(3)), []int64{1, 4, 7, 8, 12, 31, 32, 33, 64, 100}[r.IntN(10)], []int64{64, 65, 68, 127, 128, 130, 256, 300, 513, 700}[r.IntN(10)]
		k := program.Kernel{Type: tensor.F32, Out: []int64{outer, extent}, Reduce: []int64{terms}, Init: progtest.Word(r) & 0x80000000}
		var consts []tensor.Tensor
		k.Body = []program.Instr{{Op: program.Acc}}
		acc := 0
		for j := range 1 + r.IntN(3) {
			o := program.Operand{Space: program.InConst, Tensor: j, Type: tensor.F32, Gather: program.NoGather}
			gap := int64(r.IntN(2) * 4)
			switch r.IntN(4) {
			case 0: // terms far apart
				o.Stride = []int64{(extent + gap) * terms, 1, extent + gap}
			case 1: // terms side by side
				o.Stride = []int64{(terms + gap) * extent, terms + gap, 1}
			case 2: // a word for all outputs of a term
				o.Stride = []int64{0, 0, 1 + int64(r.IntN(2))}
			case 3: // a word for each output
				o.Stride = []int64{extent, 1, 0}
			}
			o.Offset = int64(r.IntN(3) * r.IntN(5))
			o.Count = 1 + o.Offset
			for d, e := range k.Extents() {
				o.Count += o.Stride[d] * (e - 1)
			}
			x := tensor.New(tensor.F32, int(o.Count))
			tame := r.IntN(2) == 0
			for i := range x.Words {
				if x.Words[i] = progtest.Word(r); tame {
					x.Words[i] = 0x3f800000 | x.Words[i]&0x807fffff
				}
			}
			consts = append(consts, x)
			k.Operands = append(k.Operands, o)
			n := uint16(len(k.Body))
			k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(j)}, []program.Instr{{Op: program.FMA, A: n, B: n, C: uint16(acc)}, {Op: program.FAdd, A: uint16(acc), B: n}, {Op: program.FMax, A: n, B: uint16(acc)}}[r.IntN(3)])
			acc = len(k.Body) - 1
		}
		if r.IntN(3) == 0 {
			n := uint16(len(k.Body))
			k.Body = append(k.Body, program.Instr{Op: program.Index, A: uint16(1 + r.IntN(2))}, program.Instr{Op: program.U2F, A: n}, program.Instr{Op: program.FSub, A: uint16(acc), B: n + 1})
		}
		if k.ChooseWindow() == nil {
			return k, consts
		}
	}
}

func TestStaged(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	staged, together := 0, 0
	for n := range 150 {
		k, consts := stagedKernel(r)
		p := progtest.One(k, consts)
		if n%3 == 0 { // another sum of the same
			k.Init = 0x3f800000
			k.Body = []program.Instr{{Op: program.Load}, {Op: program.Acc}, {Op: program.FSub, A: 1, B: 0}}
			k.Operands = k.Operands[:1]
			p.Kernels = append(p.Kernels, k)
			p.States = append(p.States, program.State{Name: "z", Type: k.Type, Shape: k.Out, Kernel: 1})
		}
		hows, err := compare(p, consts, nil, 0, true)
		if err != nil {
			t.Fatalf("kernel %d: %v", n, err)
		}
		if slices.Contains(hows, "staged") {
			if staged++; n%3 == 0 && len(hows) == 1 {
				together++
			}
		}
	}
	if staged < 50 || together < 10 {
		t.Errorf("of 150 %d are staged, and of 50 that are two %d run together", staged, together)
	}
}
