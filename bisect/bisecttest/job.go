// Package bisecttest has what tests of disputes share: a small job that has every feature which a game can come upon, runs of it that go
// wrong at a chosen place, and players that misbehave.
package bisecttest

import (
	"fmt"

	"refute/checkpoint/job"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Sizes of the job's tensors.
const (
	W      = 300 // the parameter: two leaves, the second with padding
	Picks  = 70
	Lanes  = 5
	Links  = 66 // one-element kernels, so that the trace tree is more than one reveal deep
	DataN  = 2 * W
	TermsN = DataN // of each lane's sum, in windows of one term: more than 256
)

// Kernels of the step program.
const (
	KScale  = iota // x[i] = data[i]·w[i]
	KLanes         // s[j] = Σ data[r0·W + r1]·x[r1] + j, a long sum
	KIndex         // u32: which element of w is picked
	KPick          // g[i] = w[index[i]], a gather
	KUpdate        // w'[i] = w[i] - 0.01·x[i]·s[i mod Lanes]
	KLink          // Links of them: z = z + g[link]
	Kernels = KLink + Links
)

// States of the job.
const (
	SW     = iota // becomes KUpdate
	SChain        // becomes the last link
	SKept
	States
)

func operand(s program.Space, i int, t tensor.Type, n int64, stride ...int64) program.Operand {
	return program.Operand{Space: s, Tensor: i, Type: t, Count: n, Stride: stride, Gather: program.NoGather}
}

func load(i uint16) program.Instr { return program.Instr{Op: program.Load, A: i} }

func op(o program.Op, args ...uint16) program.Instr {
	in := program.Instr{Op: o}
	for i, a := range args {
		*[]*uint16{&in.A, &in.B, &in.C}[i] = a
	}
	return in
}

func imm(o program.Op, x uint32) program.Instr { return program.Instr{Op: o, Imm: x} }

// Job returns the job.
func Job(steps, epoch uint32) *job.Job {
	const seed = 0x0123456789abcdef
	consts := []program.Const{{Name: "seed", Type: tensor.U32, Shape: []int64{2}}, {Name: "data", Type: tensor.F32, Shape: []int64{DataN}}}
	data := make([]float32, DataN)
	for i := range data {
		data[i] = float32((i*37)%101-50) / 64
	}
	states := func(kernels ...int) []program.State {
		return []program.State{
			{Name: "w", Type: tensor.F32, Shape: []int64{W / Lanes, Lanes}, Kernel: kernels[0]},
			{Name: "chain", Type: tensor.F32, Shape: []int64{1}, Kernel: kernels[1]},
			{Name: "kept", Type: tensor.U32, Shape: []int64{3}, Kernel: kernels[2]},
		}
	}
	init := &program.Program{
		Kind: program.Init, Consts: consts, States: states(0, 1, 2),
		Kernels: []program.Kernel{
			{Name: "w0", Type: tensor.F32, Out: []int64{W}, Window: 1,
				Body: []program.Instr{op(program.Index, 0), op(program.U2F, 0), imm(program.ConstF, 0x3c23d70a), op(program.FMul, 1, 2)}},
			{Name: "chain0", Type: tensor.F32, Out: []int64{1}, Window: 1, Body: []program.Instr{imm(program.ConstF, 0)}},
			{Name: "kept0", Type: tensor.U32, Out: []int64{3}, Window: 1, Body: []program.Instr{load(0)},
				Operands: []program.Operand{{Space: program.InConst, Type: tensor.U32, Count: 2, Stride: []int64{1}, Gather: program.NoGather, Fill: 7}}},
		},
	}
	s, c, k := program.InState, program.InConst, program.InKernel
	gathers := operand(s, SW, tensor.F32, W, 0)
	gathers.Gather, gathers.GatherStride = 0, 1
	step := &program.Program{
		Kind: program.Step, Consts: consts, States: states(KUpdate, KLink+Links-1, program.Keep),
		Kernels: []program.Kernel{
			{Name: "scale", Type: tensor.F32, Out: []int64{W}, Window: 1,
				Operands: []program.Operand{operand(c, 1, tensor.F32, DataN, 1), operand(s, SW, tensor.F32, W, 1)},
				Body:     []program.Instr{load(0), load(1), op(program.FMul, 0, 1)}},
			{Name: "lanes", Type: tensor.F32, Out: []int64{Lanes}, Reduce: []int64{2, W}, Window: 1,
				Operands: []program.Operand{operand(c, 1, tensor.F32, DataN, 0, W, 1), operand(k, KScale, tensor.F32, W, 0, 0, 1)},
				Body: []program.Instr{load(0), load(1), op(program.Acc), op(program.FMA, 0, 1, 2),
					op(program.Index, 0), op(program.U2F, 4), imm(program.ConstF, 0x3a83126f), op(program.FMA, 5, 6, 3)}},
			{Name: "index", Type: tensor.U32, Out: []int64{Picks}, Window: 1,
				Operands: []program.Operand{operand(c, 0, tensor.U32, 2, 0)},
				Body: []program.Instr{load(0), op(program.Index, 0), imm(program.ConstU, 13), op(program.Mul, 1, 2), op(program.Add, 0, 3),
					op(program.StepNo), op(program.Add, 4, 5), imm(program.ConstU, W), op(program.Rem, 6, 7)}},
			{Name: "pick", Type: tensor.F32, Out: []int64{Picks}, Window: 1,
				Operands: []program.Operand{operand(k, KIndex, tensor.U32, Picks, 1), gathers}, Body: []program.Instr{load(1)}},
			{Name: "update", Type: tensor.F32, Out: []int64{W / Lanes, Lanes}, Window: 1,
				Operands: []program.Operand{operand(s, SW, tensor.F32, W, Lanes, 1), operand(k, KScale, tensor.F32, W, Lanes, 1), operand(k, KLanes, tensor.F32, Lanes, 0, 1)},
				Body:     []program.Instr{load(0), load(1), load(2), op(program.FMul, 1, 2), imm(program.ConstF, 0xbc23d70a), op(program.FMA, 3, 4, 0)}},
		},
		Outputs: []program.Output{{Name: "loss", Kernel: KLink + Links - 1}},
	}
	for n := range Links {
		z := operand(k, KLink+n-1, tensor.F32, 1, 0)
		if n == 0 {
			z = operand(s, SChain, tensor.F32, 1, 0)
		}
		g := operand(k, KPick, tensor.F32, Picks, 0)
		g.Offset = int64(n)
		step.Kernels = append(step.Kernels, program.Kernel{
			Name: fmt.Sprint("link", n), Type: tensor.F32, Out: []int64{1}, Window: 1,
			Operands: []program.Operand{z, g}, Body: []program.Instr{load(0), load(1), op(program.FAdd, 0, 1)},
		})
	}
	return &job.Job{
		Programs: []*program.Program{init, step}, Seed: seed, Steps: steps, EpochLength: epoch,
		Consts: []tensor.Tensor{tensor.FromU32(job.SeedWords(seed)), tensor.FromF32(data)},
	}
}
