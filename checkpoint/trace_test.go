package checkpoint

import (
	"math/rand/v2"
	"testing"

	"refute/trainer/tensor"
)

// A trace sees outputs that are written over as soon as it has seen them, and gives their roots.
func TestTrace(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	var trace Trace
	for range 4 {
		var want []Root
		memory := make([]uint32, traceLarge/2)
		for k := range 200 {
			n := 1 + r.IntN(3000)
			switch r.IntN(20) {
			case 0:
				n = traceLarge/4 + r.IntN(3) - 1
			case 1:
				n = 1 + r.IntN(len(memory))
			}
			x := tensor.Tensor{Type: tensor.Type(k % 2), Words: memory[:n]}
			for i := range x.Words {
				x.Words[i] = r.Uint32()
			}
			want = append(want, naiveTensorRoot(x))
			if err := trace.Visit(k, x); err != nil {
				t.Fatal(err)
			}
		}
		got := trace.Roots()
		if len(got) != len(want) {
			t.Fatalf("%d roots of %d outputs", len(got), len(want))
		}
		for k := range got {
			if got[k] != want[k] {
				t.Fatalf("kernel %d: %s, want %s", k, got[k], want[k])
			}
		}
	}
	for _, bad := range []struct {
		kernel int
		out    tensor.Tensor
	}{{1, tensor.New(tensor.F32, 1)}, {0, tensor.New(tensor.F32, 0)}, {0, tensor.New(tensor.U8, 3)}} {
		if trace.Visit(bad.kernel, bad.out) == nil {
			t.Errorf("kernel %d, %s[%d] is taken", bad.kernel, bad.out.Type, bad.out.Len())
		}
	}
}

func TestTraceAllocatesNothing(t *testing.T) {
	large, small := randomTensor(tensor.F32, traceLarge, 1), randomTensor(tensor.U32, 1000, 2)
	var trace Trace
	step := func() {
		for k := range 1000 {
			out := small
			if k%100 == 0 {
				out = large
			}
			if err := trace.Visit(k, out); err != nil {
				t.Fatal(err)
			}
		}
		trace.Roots()
	}
	step()
	if n := testing.AllocsPerRun(5, step); n != 0 {
		t.Errorf("%v allocations a step", n)
	}
}
