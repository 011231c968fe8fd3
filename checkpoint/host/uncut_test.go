package host_test

import (
	"slices"
	"testing"

	"refute/checkpoint/host"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// A step whose late part would have more tensors than a program may is run as a whole.
func TestNotCut(t *testing.T) {
	const n = 2100
	p := &program.Program{Kind: program.Step}
	state := make([]tensor.Tensor, n)
	for i := range n {
		state[i] = tensor.FromU32([]uint32{uint32(i)})
		p.States = append(p.States, program.State{Name: "s", Type: tensor.U32, Shape: []int64{1}, Kernel: n + i})
		p.Kernels = append(p.Kernels, program.Kernel{Type: tensor.U32, Reduce: []int64{5}, Window: 1,
			Body: []program.Instr{{Op: program.Acc}, {Op: program.Index}, {Op: program.StepNo}, {Op: program.Mul, A: 1, B: 2}, {Op: program.Add, A: 0, B: 3}}})
	}
	for i := range n {
		read := program.Operand{Type: tensor.U32, Count: 1, Gather: program.NoGather, Space: program.InState, Tensor: i}
		made := read
		made.Space = program.InKernel
		p.Kernels = append(p.Kernels, program.Kernel{Type: tensor.U32, Window: 1, Operands: []program.Operand{read, made},
			Body: []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Add, A: 0, B: 1}}})
	}
	if err := p.Validate(); err != nil {
		t.Fatal(err)
	}
	of := func(at uint32) *program.Program {
		if at > 4 {
			return nil
		}
		return p
	}
	w := crew(2, 1, nil)
	r, err := host.Parallel(w, w[1], 1)([]*program.Program{p}, nil, trainer.RunnerOptions{Program: of})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.Load(state); err != nil {
		t.Fatal(err)
	}
	for at := uint32(1); at <= 4; at++ {
		s, err := r.Step(t.Context(), p, at)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c, err := r.Save()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Release()
	after, err := c.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range after {
		if !slices.Equal(after[i].Words, []uint32{uint32(i + 100)}) { // 10 times 1 to 4
			t.Fatalf("state %d is %d", i, after[i].Words)
		}
	}
}
