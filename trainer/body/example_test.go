package body_test

import (
	"context"
	"fmt"
	"os"

	"refute/trainer/body"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// execute runs the kernels of an init program over constants and returns the last kernel's output.
func execute(consts []tensor.Tensor, kernels ...program.Kernel) tensor.Tensor {
	last := kernels[len(kernels)-1]
	p := &program.Program{Kind: program.Init, Kernels: kernels,
		States: []program.State{{Name: "out", Type: last.Type, Shape: last.Out, Kernel: len(kernels) - 1}}}
	for i, c := range consts {
		p.Consts = append(p.Consts, program.Const{Name: fmt.Sprint("c", i), Type: c.Type, Shape: []int64{int64(c.Len())}})
	}
	x, err := reference.New(p, consts)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	out := tensor.New(last.Type, int(last.Count()))
	if err := x.Step(context.Background(), []tensor.Tensor{out}, nil, 0, nil); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	return out
}

// A body is written as the formula it computes. What is used twice is computed once.
func Example() {
	b := body.New(tensor.F32)
	x := b.Load(0, tensor.F32)
	half := b.F(0.5)
	instrs := b.Result(x.FMA(half, half).Add(half.FMA(x, half)))
	for i, in := range instrs {
		fmt.Println(i, in.Op, in.A, in.B, in.C)
	}
	// Output:
	// 0 load 0 0 0
	// 1 f32 0 0 0
	// 2 fma 0 1 1
	// 3 fadd 2 2 0
}

// One step of a running maximum, for a kernel with Init -Inf that folds over a row.
func ExampleBuilder_Acc() {
	b := body.New(tensor.F32)
	k := program.Kernel{Type: tensor.F32, Reduce: []int64{5}, Init: 0xff800000, Window: 1,
		Operands: []program.Operand{{Space: program.InConst, Type: tensor.F32, Count: 5, Stride: []int64{1}, Gather: program.NoGather}},
		Body:     b.Result(b.Acc().Max(b.Load(0, tensor.F32)))}
	fmt.Println(execute([]tensor.Tensor{tensor.FromF32([]float32{-3, -1, -4, -1.5, -9})}, k).F32())
	// Output: [-1]
}

// The sum of a softmax, with the maximum already known: e^-(max - x), summed.
func ExampleExpNeg() {
	b := body.New(tensor.F32)
	x, largest := b.Load(0, tensor.F32), b.F(3)
	k := program.Kernel{Type: tensor.F32, Reduce: []int64{3}, Window: 1,
		Operands: []program.Operand{{Space: program.InConst, Type: tensor.F32, Count: 3, Stride: []int64{1}, Gather: program.NoGather}},
		Body:     b.Result(b.Acc().Add(body.ExpNeg(largest.Sub(x))))}
	fmt.Println(execute([]tensor.Tensor{tensor.FromF32([]float32{1, 2, 3})}, k).F32())
	// Output: [1.5032147]
}

// Six weights drawn from a normal distribution of standard deviation 0.1. The counter is the element and the number of
// the tensor, so that no two tensors share bits.
func ExampleNormal() {
	const seed, stream = 42, 3
	b := body.New(tensor.F32)
	r0, r1 := body.Philox(b.U(seed), b.Index(0), b.U(stream))
	k := program.Kernel{Type: tensor.F32, Out: []int64{6}, Window: 1, Body: b.Result(body.Normal(r0, r1).Mul(b.F(0.1)))}
	for _, w := range execute(nil, k).F32() {
		fmt.Printf("%.4f ", w)
	}
	// Output: -0.0586 0.1294 -0.0680 -0.1471 -0.1266 -0.2444
}

// A shuffle of [0, 10) is two kernels: the rounds' keys, and the fold of the rounds for each position. With one
// position for each sample of a batch it selects the batch.
func ExampleShuffleRound() {
	const n, seed, epoch = 10, 42, 1
	b := body.New(tensor.U32)
	keys := program.Kernel{Type: tensor.U32, Out: []int64{body.ShuffleRounds}, Window: 1,
		Body: b.Result(body.ShuffleKey(b.U(seed), b.U(epoch), b.Index(0), b.U(n)))}

	b = body.New(tensor.U32)
	position, round := b.Index(0), b.Index(1)
	x := body.Select(round.Eq(b.U(0)), position, b.Acc())
	fold := program.Kernel{Type: tensor.U32, Out: []int64{n}, Reduce: []int64{body.ShuffleRounds}, Window: 1,
		Operands: []program.Operand{{Space: program.InKernel, Type: tensor.U32, Count: body.ShuffleRounds, Stride: []int64{0, 1}, Gather: program.NoGather}},
		Body:     b.Result(body.ShuffleRound(x, b.U(n), b.Load(0, tensor.U32), b.U(seed), b.U(epoch), round))}

	fmt.Println(execute(nil, keys, fold).Words)
	// Output: [4 3 8 7 6 0 1 9 2 5]
}
