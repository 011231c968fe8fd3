package cuda_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/cuda"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// heavy returns the number of cases: n, or thirty times as many in the heavy target.
func heavy(n int) int {
	if os.Getenv("REFUTE_HEAVY") != "" {
		return 30 * n
	}
	return n
}

// step runs a step and returns the next state.
func step(t *testing.T, x trainer.Executor, p *program.Program, prev []tensor.Tensor, n uint32, visit trainer.Visit) []tensor.Tensor {
	t.Helper()
	next := trainer.NewState(p)
	if err := x.Step(context.Background(), next, prev, n, visit); err != nil {
		t.Fatal(err)
	}
	return next
}

// executors returns the definition, and an executor on a card.
func executors(t *testing.T, c *cuda.Card, p *program.Program, consts []tensor.Tensor, o cuda.Options) (ref trainer.Executor, x *cuda.Executor) {
	t.Helper()
	ref, err := reference.New(p, consts)
	if err != nil {
		t.Fatal(err)
	}
	x, err = cuda.New(p, consts, c, o)
	if err != nil {
		t.Fatal(err)
	}
	return ref, x
}

func list(p *program.Program) string {
	var b bytes.Buffer
	p.List(&b)
	return b.String()
}

func compare(t *testing.T, p *program.Program, what string, got, want tensor.Tensor) {
	t.Helper()
	if got.Type == want.Type && slices.Equal(got.Words, want.Words) {
		return
	}
	for e, w := range want.Words {
		if got.Words[e] != w {
			t.Fatalf("%s: element %d is %08x, want %08x\n%s", what, e, got.Words[e], w, list(p))
		}
	}
	t.Fatalf("%s: %s[%d], want %s[%d]", what, got.Type, got.Len(), want.Type, want.Len())
}

// Random kernels give the bits of the definition.
func TestKernels(t *testing.T) {
	c := open(t)
	limits := []progtest.Limits{progtest.Small, {Outputs: 700, Terms: 6, Body: 25, Operands: 6}, {Outputs: 12, Terms: 400, Body: 6, Operands: 3}}
	for n := range heavy(300) {
		r := rand.New(rand.NewPCG(11, uint64(n)))
		k, consts := progtest.Kernel(r, limits[max(n%8-5, 0)])
		p := progtest.One(k, consts)
		ref, x := executors(t, c, p, consts, cuda.Options{})
		compare(t, p, fmt.Sprintf("kernel %d", n), step(t, x, p, nil, 7, nil)[0], step(t, ref, p, nil, 7, nil)[0])
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// checkProgram compares several steps of a program with the definition: every kernel's output, the named ones, and the states.
func checkProgram(t *testing.T, what string, ref, x trainer.Executor, p *program.Program, state []tensor.Tensor, steps uint32) {
	t.Helper()
	first := uint32(1)
	if p.Kind == program.Init {
		first, steps = 0, 1
	}
	for s := first; s < first+steps; s++ {
		var outs []tensor.Tensor
		want := step(t, ref, p, state, s, func(_ int, out tensor.Tensor) error { outs = append(outs, out.Clone()); return nil })
		seen := 0
		got := step(t, x, p, state, s, func(k int, out tensor.Tensor) error {
			if k != seen {
				t.Fatalf("kernel %d is shown after %d", k, seen)
			}
			seen++
			compare(t, p, fmt.Sprintf("%s, step %d, kernel %d", what, s, k), out, outs[k])
			return nil
		})
		if seen != len(p.Kernels) {
			t.Fatalf("%d kernels of %d shown", seen, len(p.Kernels))
		}
		plain := step(t, x, p, state, s, nil)
		named, shown := map[int]bool{}, map[int]bool{}
		for _, o := range p.Outputs {
			named[o.Kernel] = true
		}
		next := trainer.NewState(p)
		err := x.(trainer.Outputter).StepOutputs(context.Background(), next, state, s, func(k int, out tensor.Tensor) error {
			compare(t, p, fmt.Sprintf("%s, step %d, output of kernel %d", what, s, k), out, outs[k])
			if !named[k] || shown[k] {
				t.Errorf("kernel %d is shown, and is no output or was shown before", k)
			}
			shown[k] = true
			return nil
		})
		if err != nil || len(shown) != len(named) {
			t.Fatalf("%d outputs of %d shown, error %v", len(shown), len(named), err)
		}
		for i := range want {
			compare(t, p, fmt.Sprintf("%s, step %d, state %d, all shown", what, s, i), got[i], want[i])
			compare(t, p, fmt.Sprintf("%s, step %d, state %d", what, s, i), plain[i], want[i])
			compare(t, p, fmt.Sprintf("%s, step %d, state %d, outputs shown", what, s, i), next[i], want[i])
		}
		state = want
	}
}

// random returns a random program with outputs, and state tensors that are kept or equal to others.
func random(n uint64, kernels int) (p *program.Program, consts, state []tensor.Tensor) {
	r := rand.New(rand.NewPCG(13, n))
	p, consts, state = progtest.Program(r, progtest.Small, kernels)
	for i := range p.Kernels {
		if r.IntN(4) == 0 {
			p.Outputs = append(p.Outputs, program.Output{Name: fmt.Sprint("o", i), Kernel: i})
		}
	}
	for i, s := range p.States {
		if r.IntN(3) == 0 && s.Kernel != program.Keep && len(p.States) < 10 {
			s.Name += " again"
			p.States, state = append(p.States, s), append(state, state[i].Clone())
		}
	}
	return p, consts, state
}

// tight returns the least memory in which a program's steps can be run and shown.
func tight(t *testing.T, c *cuda.Card, p *program.Program, consts, state []tensor.Tensor) int64 {
	t.Helper()
	for o := (cuda.Options{Memory: 1}); ; {
		x, err := cuda.New(p, consts, c, o)
		if err == nil {
			err = errors.Join(x.Step(context.Background(), trainer.NewState(p), state, 1, func(int, tensor.Tensor) error { return nil }), x.Close())
		}
		if err == nil {
			return o.Memory
		}
		var need *cuda.MemoryError
		if !errors.As(err, &need) || need.Need <= o.Memory {
			t.Fatal(err)
		}
		o.Memory = need.Need
	}
}

// Random programs give the same outputs of every kernel and the same states over several steps, with memory to spare and without.
func TestPrograms(t *testing.T) {
	defer cuda.StageBytes(600)() // tensors are copied in parts
	c := open(t)
	defer cuda.AsNeeded()()
	for n := range heavy(60) {
		if n%3 == 1 {
			cuda.InSequence()
		} else {
			cuda.AsNeeded()
		}
		p, consts, state := random(uint64(n), 12)
		o := cuda.Options{}
		if n%3 == 0 {
			o.Memory = tight(t, c, p, consts, state)
		}
		if n%4 == 0 {
			o.Timeline = func(cuda.Span) {}
		}
		ref, x := executors(t, c, p, consts, o)
		checkProgram(t, fmt.Sprint("program ", n), ref, x, p, state, 3)
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// counter is a kernel over n outputs and terms terms: the sum of the reduction's index.
func counter(n, terms int64) program.Kernel {
	return program.Kernel{Type: tensor.U32, Out: []int64{n}, Reduce: []int64{terms}, Window: 64,
		Body: []program.Instr{{Op: program.Index, A: 1}, {Op: program.Acc}, {Op: program.Add, A: 1, B: 0}}}
}

// endless is a kernel of n outputs and nearly 2^40 terms, each of some instructions after another.
func endless(n int64, chain int) program.Kernel {
	k := counter(n, 1<<20-1)
	k.Reduce = append(k.Reduce, 1<<20)
	for range chain - 1 {
		k.Body = append(k.Body, program.Instr{Op: program.Mul, A: uint16(len(k.Body) - 1)})
	}
	return k
}

func second[T any](_ T, err error) error { return err }

func TestErrors(t *testing.T) {
	c := open(t)
	p := progtest.One(counter(10, 10), nil)
	x, err := cuda.New(p, nil, c, cuda.Options{})
	if err != nil {
		t.Fatal(err)
	}
	bad := counter(10, 10)
	bad.Body[2].Op = program.FAdd
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	for want, err := range map[string]error{
		"must be f32":            second(cuda.New(progtest.One(bad, nil), nil, c, cuda.Options{})),
		"1 constants given":      second(cuda.New(p, []tensor.Tensor{tensor.New(tensor.U8, 1)}, c, cuda.Options{})),
		"bytes of the card's":    second(cuda.New(progtest.One(counter(1<<32-1, 1), nil), nil, c, cuda.Options{Memory: 1 << 34})),
		"nothing can stop it":    second(cuda.New(progtest.One(endless(1, 3), nil), nil, c, cuda.Options{})),
		"more than 128 hours":    second(cuda.New(progtest.One(endless(1<<24, 1), nil), nil, c, cuda.Options{})),
		"0 state tensors given":  x.Step(context.Background(), nil, nil, 0, nil),
		"the program wants u32[": x.Step(context.Background(), []tensor.Tensor{tensor.New(tensor.U32, 9)}, nil, 0, nil),
		"enough":                 x.Step(context.Background(), trainer.NewState(p), nil, 0, func(int, tensor.Tensor) error { return errors.New("enough") }),
		"context canceled":       x.Step(canceled, trainer.NewState(p), nil, 0, nil),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	if got := step(t, x, p, nil, 0, nil)[0].Words[3]; got != 45 { // what went before did no harm
		t.Errorf("got %d, want 45", got)
	}
}

// A program that is larger than any card is refused, by an executor and by a run.
func TestHuge(t *testing.T) {
	c := open(t)
	k := counter(1<<31, 1)
	k.Out = []int64{1 << 20, 1 << 19}
	k.Body[0].A = 2
	p := progtest.One(k, nil)
	p.States = append(p.States, p.States[0])
	var need *cuda.MemoryError
	if _, err := cuda.New(p, nil, c, cuda.Options{}); !errors.As(err, &need) || need.State != 1<<43 {
		t.Errorf("error %v", err)
	}
	if _, err := cuda.NewRun([]*program.Program{p}, nil, c, cuda.Options{}, trainer.RunnerOptions{Roots: true}); !errors.As(err, &need) || need.State != 1<<43 {
		t.Errorf("error %v", err)
	}
}

// Several goroutines may use one executor, and several executors one card.
func TestConcurrentSteps(t *testing.T) {
	c := open(t)
	var wg sync.WaitGroup
	for n := range 3 {
		p, consts, state := random(uint64(1000+n), 12)
		ref, x := executors(t, c, p, consts, cuda.Options{})
		want := step(t, ref, p, state, 5, nil)
		for range 2 {
			wg.Go(func() {
				for i := range 3 {
					next := trainer.NewState(p)
					var visit trainer.Visit
					if i == 1 {
						visit = func(int, tensor.Tensor) error { return nil }
					}
					if err := x.Step(context.Background(), next, state, 5, visit); err != nil {
						t.Error(err)
					}
					for i := range want {
						if !slices.Equal(next[i].Words, want[i].Words) {
							t.Errorf("program %d, state %d differs", n, i)
						}
					}
				}
			})
		}
	}
	wg.Wait()
}

// The roots of a step's outputs are those of the outputs.
func TestTrace(t *testing.T) {
	c := open(t)
	for n := range heavy(20) {
		p, consts, state := random(uint64(3000+n), 12)
		ref, x := executors(t, c, p, consts, cuda.Options{})
		var want [][32]byte
		after := step(t, ref, p, state, 9, func(_ int, out tensor.Tensor) error { want = append(want, checkpoint.TensorRoot(out)); return nil })
		next := trainer.NewState(p)
		got, err := x.Trace(context.Background(), next, state, 9)
		if err != nil {
			t.Fatal(err)
		}
		for i := range after {
			compare(t, p, fmt.Sprintf("program %d, state %d", n, i), next[i], after[i])
		}
		if !slices.Equal(got, want) {
			t.Fatalf("program %d: other roots", n)
		}
	}
}
