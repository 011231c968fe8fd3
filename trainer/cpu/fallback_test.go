package cpu

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer"
	"refute/trainer/cpu/jit"
	"refute/trainer/isa"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
)

// Where the system allows no new code, kernels are interpreted and give the same bits.
func TestWithoutCode(t *testing.T) {
	mapCode = func([][]byte) (*jit.Code, error) { return nil, jit.ErrUnsupported }
	defer func() { mapCode = jit.Map }()
	for n := range 100 {
		for _, o := range sameAsDefinition(t, n).fused.ops {
			if o.loops != nil || len(o.kernels) > 1 {
				t.Fatalf("program %d: kernels %v are not interpreted", n, o.kernels)
			}
		}
	}
}

// A program's code takes no more than what is allowed: the kernels beyond are interpreted and give the same bits.
func TestCodeRoom(t *testing.T) {
	if l := isa.Active(); l != isa.AVX2 && l != isa.AVX512 {
		t.Skip("no kernels are compiled with", l)
	}
	const room = 6000
	defer func() { mapCode, codeRoom = jit.Map, maxCode }()
	codeRoom = room
	size := 0
	mapCode = func(code [][]byte) (*jit.Code, error) {
		size = 0
		for _, c := range code {
			size += len(c)
		}
		return jit.Map(code)
	}
	compiled, interpreted := 0, 0
	for n := range 100 {
		for _, o := range sameAsDefinition(t, n).fused.ops {
			if o.loops != nil {
				compiled++
			} else if o.product == nil {
				interpreted++
			}
		}
		if size > room {
			t.Fatalf("program %d: %d bytes of code, allowed are %d", n, size, room)
		}
	}
	if compiled < 20 || interpreted < 20 {
		t.Errorf("%d ops were compiled, %d interpreted: the limit is not tried", compiled, interpreted)
	}
}

// sameAsDefinition holds an executor of random program n against the definition, and returns it.
func sameAsDefinition(t *testing.T, n int) *Executor {
	p, consts, state := progtest.Program(rand.New(rand.NewPCG(79, uint64(n))), progtest.Small, 8)
	ref, err := reference.New(p, consts)
	if err != nil {
		t.Fatal(err)
	}
	fast, err := New(p, consts, Options{})
	if err != nil {
		t.Fatal(err)
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
	return fast
}
