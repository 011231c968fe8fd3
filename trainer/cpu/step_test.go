package cpu_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// counter is a kernel over n outputs and terms terms: the sum of the reduction's index.
func counter(n, terms int64) program.Kernel {
	return program.Kernel{Type: tensor.U32, Out: []int64{n}, Reduce: []int64{terms}, Window: 64,
		Body: []program.Instr{{Op: program.Index, A: 1}, {Op: program.Acc}, {Op: program.Add, A: 1, B: 0}}}
}

func TestErrors(t *testing.T) {
	k := counter(10, 10)
	p := progtest.One(k, nil)
	x, err := cpu.New(p, nil, cpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	bad := counter(10, 10)
	bad.Body[2].Op = program.FAdd
	huge := counter(1<<31, 1)
	small := progtest.One(huge, nil)
	small.Kernels = append(small.Kernels, k)
	small.States = []program.State{{Type: tensor.U32, Shape: []int64{10}, Kernel: 1}}
	for want, err := range map[string]error{
		"must be f32":            second(cpu.New(progtest.One(bad, nil), nil, cpu.Options{})),
		"1 constants given":      second(cpu.New(p, []tensor.Tensor{tensor.New(tensor.U8, 1)}, cpu.Options{})),
		"take 8589934632 bytes":  second(cpu.New(small, nil, cpu.Options{Memory: 1 << 30})),
		"17179869180 bytes":      second(cpu.New(progtest.One(counter(1<<32-1, 1), nil), nil, cpu.Options{})),
		"raise Options.Memory":   second(cpu.New(progtest.One(counter(1<<32-1, 1), nil), nil, cpu.Options{Memory: 1<<34 - 8})),
		"0 state tensors given":  x.Step(context.Background(), nil, nil, 0, nil),
		"the program wants u32[": x.Step(context.Background(), []tensor.Tensor{tensor.New(tensor.U32, 9)}, nil, 0, nil),
		"enough":                 x.Step(context.Background(), trainer.NewState(p), nil, 0, func(int, tensor.Tensor) error { return errors.New("enough") }),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// A step ends soon after its context: within a kernel, and before the first.
func TestCancel(t *testing.T) {
	p := progtest.One(counter(64, 1<<31), nil) // minutes of work
	x, err := cpu.New(p, nil, cpu.Options{})
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
	if err := x.Step(ctx, trainer.NewState(p), nil, 0, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Several goroutines may use one executor.
func TestConcurrentSteps(t *testing.T) {
	p, consts, state := progtest.Program(rand.New(rand.NewPCG(29, 1)), progtest.Small, 12)
	ref, fast := executors(t, p, consts)
	want := step(t, ref, p, state, 5, nil)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				next := trainer.NewState(p)
				if err := fast.Step(context.Background(), next, state, 5, nil); err != nil {
					t.Error(err)
				}
				for i := range want {
					if !slices.Equal(next[i].Words, want[i].Words) {
						t.Errorf("state %d differs", i)
					}
				}
			}
		})
	}
	wg.Wait()
}

// The gradient of an embedding visits each term once, not once for each row of the table: a million rows take moments.
func TestScatterIsSparse(t *testing.T) {
	const rows, width, terms = 1 << 20, 4, 512
	index, x := tensor.New(tensor.U32, terms), tensor.New(tensor.F32, terms*width)
	for i := range index.Words {
		index.Words[i] = uint32(i%100) * 9973
	}
	for i := range x.F32() {
		x.F32()[i] = float32(i%17) - 0.3
	}
	k := program.Kernel{Type: tensor.F32, Out: []int64{rows, width}, Reduce: []int64{terms}, Window: 1,
		Operands: []program.Operand{
			{Space: program.InConst, Tensor: 0, Type: tensor.U32, Count: terms, Stride: []int64{0, 0, 1}, Gather: program.NoGather},
			{Space: program.InConst, Tensor: 1, Type: tensor.F32, Count: terms * width, Stride: []int64{0, 1, width}, Gather: program.NoGather}},
		Body: []program.Instr{{Op: program.Load}, {Op: program.Index}, {Op: program.Eq, A: 0, B: 1}, {Op: program.Acc}, {Op: program.Load, A: 1},
			{Op: program.FAdd, A: 3, B: 4}, {Op: program.Select, A: 2, B: 5, C: 3}}}
	p := progtest.One(k, []tensor.Tensor{index, x})
	fast, err := cpu.New(p, []tensor.Tensor{index, x}, cpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float32, rows*width)
	for i, row := range index.Words {
		for c := range width {
			want[int(row)*width+c] += x.F32()[i*width+c]
		}
	}
	compare(t, p, "gradient", step(t, fast, p, nil, 0, nil)[0], tensor.FromF32(want))
}
