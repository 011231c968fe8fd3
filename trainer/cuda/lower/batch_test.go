package lower_test

import (
	"math/rand/v2"
	"testing"

	"refute/trainer/cuda/lower"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// Kernels that differ in their tensors alone run together, whatever their order, if what they read is there: here those of several tensors, each a product, a
// long sum that reads it, and what is made with both.
func TestBatches(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for n := range 12 {
		p := &program.Program{Kind: program.Step}
		var state []tensor.Tensor
		tensors := 2 + r.IntN(4)
		var left []int // which tensor's next kernel comes
		for s := range tensors {
			v := tensor.New(tensor.F32, 20*70)
			for i := range v.Words {
				if v.Words[i] = 0x3f000000 | r.Uint32()&0x80ffffff; r.IntN(100) == 0 {
					v.Words[i] = progtest.Word(r)
				}
			}
			state = append(state, v)
			p.States = append(p.States, program.State{Name: "s", Type: tensor.F32, Shape: []int64{20, 70}})
			left = append(left, s, s, s)
		}
		r.Shuffle(len(left), func(i, j int) { left[i], left[j] = left[j], left[i] })
		last := make([][]int, tensors)
		read := func(space program.Space, of int, stride ...int64) program.Operand {
			count := int64(20 * 70)
			if space == program.InKernel {
				count = p.Kernels[of].Count()
			}
			return program.Operand{Space: space, Tensor: of, Type: tensor.F32, Count: count, Stride: stride, Gather: program.NoGather}
		}
		for _, s := range left {
			k := program.Kernel{Type: tensor.F32}
			switch made := last[s]; len(made) {
			case 0: // a transposed product with itself
				k.Out, k.Reduce = []int64{70, 70}, []int64{20}
				k.Operands = []program.Operand{read(program.InState, s, 1, 0, 70), read(program.InState, s, 0, 1, 70)}
				k.Body = []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}
			case 1: // sums of its columns
				k.Out, k.Reduce = []int64{70}, []int64{70}
				k.Operands = []program.Operand{read(program.InKernel, made[0], 1, 70)}
				k.Body = []program.Instr{{Op: program.Acc}, {Op: program.Load}, {Op: program.FAdd, A: 0, B: 1}}
			default:
				k.Out = []int64{20, 70}
				k.Operands = []program.Operand{read(program.InState, s, 70, 1), read(program.InKernel, made[1], 0, 1), read(program.InKernel, made[0], 1, 70)}
				k.Body = []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Load, A: 2}, {Op: program.FDiv, A: 0, B: 1}, {Op: program.FAdd, A: 3, B: 2}}
				p.States[s].Kernel = len(p.Kernels)
			}
			if err := k.ChooseWindow(); err != nil {
				t.Fatal(err)
			}
			last[s] = append(last[s], len(p.Kernels))
			p.Kernels = append(p.Kernels, k)
		}
		if _, err := compare(p, nil, state, 1, true); err != nil {
			t.Fatalf("program %d: %v", n, err)
		}
		if ops := lower.Plan(p, true, card); len(ops) > 4 {
			t.Errorf("program %d: %d tensors take %d ops", n, tensors, len(ops))
		}
	}
}
