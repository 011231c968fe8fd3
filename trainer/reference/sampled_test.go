package reference_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// broken flips a bit of one element that it shows, and of the state if that is the element's.
type broken struct {
	trainer.Executor
	kernel, element int
}

func (x broken) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	return x.Executor.Step(ctx, next, prev, t, func(k int, out tensor.Tensor) error {
		if k == x.kernel {
			out = out.Clone()
			out.Words[x.element] ^= 1
		}
		return visit(k, out)
	})
}

// Of random programs, a sample that covers everything finds any wrong element, and says which; a right executor passes, and its visitor sees all.
func TestSampled(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 60 {
		p, consts, state := progtest.Program(r, progtest.Small, 1+r.IntN(8))
		exact, err := reference.New(p, consts)
		if err != nil {
			t.Fatal(err)
		}
		terms := int64(1 << r.IntN(20))
		x, err := reference.NewSampled(p, consts, exact, terms, r.Uint64())
		if err != nil {
			t.Fatal(err)
		}
		next, want := trainer.NewState(p), trainer.NewState(p)
		shown := 0
		if err := x.Step(t.Context(), next, state, 3, func(int, tensor.Tensor) error { shown++; return nil }); err != nil || shown != len(p.Kernels) {
			t.Fatalf("a right executor: %v, %d of %d kernels shown", err, shown, len(p.Kernels))
		}
		if err := exact.Step(t.Context(), want, state, 3, nil); err != nil {
			t.Fatal(err)
		}
		for i := range want {
			for e := range want[i].Words {
				if next[i].Words[e] != want[i].Words[e] {
					t.Fatalf("state %d, element %d differs", i, e)
				}
			}
		}
		k := r.IntN(len(p.Kernels))
		e := r.IntN(int(p.Kernels[k].Count()))
		if all := p.Kernels[k].Count() * p.Kernels[k].Terms(); terms < all {
			e = []int{0, int(p.Kernels[k].Count()) - 1}[r.IntN(2)] // what every sample has
		}
		x, err = reference.NewSampled(p, consts, broken{exact, k, e}, terms, r.Uint64())
		if err != nil {
			t.Fatal(err)
		}
		var differs *reference.DiffersError
		if err := x.Step(t.Context(), next, state, 3, nil); !errors.As(err, &differs) || differs.Kernel != k || differs.Element != int64(e) || differs.Executor^1 != differs.Definition {
			t.Errorf("kernel %d, element %d of %d: %v", k, e, p.Kernels[k].Count(), err)
		}
	}
}

// An executor that does not show what it should is refused.
func TestSampledSeesAll(t *testing.T) {
	k := program.Kernel{Type: tensor.U32, Out: []int64{3}, Window: 1, Body: []program.Instr{{Op: program.Index}}}
	p := &program.Program{Kind: program.Init, Kernels: []program.Kernel{k, k}, States: []program.State{{Name: "y", Type: k.Type, Shape: []int64{3}, Kernel: 1}}}
	exact, err := reference.New(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, fast := range map[string]trainer.Executor{
		"nothing": skipping{exact, -1}, "the first": skipping{exact, 1}, "the second": skipping{exact, 0},
	} {
		x, err := reference.NewSampled(p, nil, fast, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Step(t.Context(), trainer.NewState(p), nil, 0, nil); err == nil {
			t.Errorf("an executor that shows %s passes", name)
		}
	}
}

// skipping shows all kernels but one, or none.
type skipping struct {
	trainer.Executor
	kernel int
}

func (x skipping) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	return x.Executor.Step(ctx, next, prev, t, func(k int, out tensor.Tensor) error {
		if x.kernel < 0 || k == x.kernel {
			return nil
		}
		return visit(k, out)
	})
}
