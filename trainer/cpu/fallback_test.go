package cpu

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer"
	"refute/trainer/cpu/jit"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
)

// Where the system allows no new code, kernels are interpreted and give the same bits.
func TestWithoutCode(t *testing.T) {
	mapCode = func([][]byte) (*jit.Code, error) { return nil, jit.ErrUnsupported }
	defer func() { mapCode = jit.Map }()
	for n := range 100 {
		p, consts, state := progtest.Program(rand.New(rand.NewPCG(79, uint64(n))), progtest.Small, 8)
		ref, err := reference.New(p, consts)
		if err != nil {
			t.Fatal(err)
		}
		fast, err := New(p, consts, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range fast.fused.ops {
			if o.loops != nil || len(o.kernels) > 1 {
				t.Fatalf("program %d: kernels %v are not interpreted", n, o.kernels)
			}
		}
		want, got := trainer.NewState(p), trainer.NewState(p)
		if err := ref.Step(context.Background(), want, state, 2, nil); err != nil {
			t.Fatal(err)
		}
		if err := fast.Step(context.Background(), got, state, 2, nil); err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if !slices.Equal(got[i].Words, want[i].Words) {
				t.Fatalf("program %d: state %d differs", n, i)
			}
		}
	}
}
