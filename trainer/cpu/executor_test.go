package cpu_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"testing"

	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// heavy returns the number of cases: n, or ninety times as many, above a million kernels, in the heavy target.
func heavy(n int) int {
	if os.Getenv("REFUTE_HEAVY") != "" {
		return 90 * n
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

func executors(t *testing.T, p *program.Program, consts []tensor.Tensor) (ref, fast trainer.Executor) {
	t.Helper()
	a, err := reference.New(p, consts)
	if err != nil {
		t.Fatal(err)
	}
	b, err := cpu.New(p, consts, cpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a, b
}

func list(p *program.Program) string {
	var b bytes.Buffer
	p.List(&b)
	return b.String()
}

func compare(t *testing.T, p *program.Program, what string, got, want tensor.Tensor) {
	t.Helper()
	if slices.Equal(got.Words, want.Words) {
		return
	}
	for e, w := range want.Words {
		if got.Words[e] != w {
			t.Fatalf("%s: element %d is %08x, want %08x\n%s", what, e, got.Words[e], w, list(p))
		}
	}
}

// eachLevel runs a test with all vector instructions of the machine, and with none.
func eachLevel(t *testing.T, test func(*testing.T)) {
	for _, l := range isa.Levels() {
		defer isa.Use(l)()
		t.Run(l.String(), test)
	}
}

// Random kernels give the bits of the definition.
func TestKernels(t *testing.T) {
	eachLevel(t, testKernels)
}

func testKernels(t *testing.T) {
	limits := []progtest.Limits{progtest.Small, {Outputs: 700, Terms: 6, Body: 25, Operands: 6}, {Outputs: 12, Terms: 400, Body: 6, Operands: 3}}
	for n := range heavy(12000) {
		r := rand.New(rand.NewPCG(11, uint64(n)))
		k, consts := progtest.Kernel(r, limits[max(n%8-5, 0)])
		p := progtest.One(k, consts)
		ref, fast := executors(t, p, consts)
		compare(t, p, fmt.Sprintf("kernel %d", n), step(t, fast, p, nil, 7, nil)[0], step(t, ref, p, nil, 7, nil)[0])
	}
}

// Random programs give the same outputs of every kernel and the same states over several steps, with and without a visitor.
func TestPrograms(t *testing.T) {
	for n := range heavy(300) {
		r := rand.New(rand.NewPCG(13, uint64(n)))
		p, consts, state := progtest.Program(r, progtest.Small, 12)
		ref, fast := executors(t, p, consts)
		for s := uint32(1); s < 4; s++ {
			var outs []tensor.Tensor
			want := step(t, ref, p, state, s, func(_ int, out tensor.Tensor) error { outs = append(outs, out); return nil })
			seen := 0
			got := step(t, fast, p, state, s, func(k int, out tensor.Tensor) error {
				if k != seen {
					t.Fatalf("kernel %d is shown after %d", k, seen)
				}
				seen++
				compare(t, p, fmt.Sprintf("program %d, step %d, kernel %d", n, s, k), out, outs[k])
				return nil
			})
			plain := step(t, fast, p, state, s, nil)
			for i := range want {
				compare(t, p, fmt.Sprintf("program %d, step %d, state %d", n, s, i), got[i], want[i])
				compare(t, p, fmt.Sprintf("program %d, step %d, state %d, no visitor", n, s, i), plain[i], want[i])
			}
			if seen != len(p.Kernels) {
				t.Fatalf("%d kernels of %d shown", seen, len(p.Kernels))
			}
			state = want
		}
	}
}

// The number of goroutines changes no bit.
func TestWorkers(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for n := range 40 {
		r := rand.New(rand.NewPCG(17, uint64(n)))
		p, consts, state := progtest.Program(r, progtest.Limits{Outputs: 3000, Terms: 30, Body: 10, Operands: 4}, 3)
		_, fast := executors(t, p, consts)
		var want []tensor.Tensor
		for _, procs := range []int{1, 2, 5} {
			runtime.GOMAXPROCS(procs)
			got := step(t, fast, p, state, 1, nil)
			if want == nil {
				want = got
			}
			for i := range want {
				compare(t, p, fmt.Sprintf("program %d on %d processors, state %d", n, procs, i), got[i], want[i])
			}
		}
	}
}
