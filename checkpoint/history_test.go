package checkpoint

import (
	"testing"

	"refute/trainer/tensor"
)

// "Epoch e = 1 … ceil(N/E) holds the steps (e-1)·E+1 … min(e·E, N)."
func TestEpochsCoverEachStepOnce(t *testing.T) {
	for _, e := range []Epochs{{1, 1}, {1, 7}, {7, 7}, {8, 7}, {100, 1}, {100, 9}, {240, 32}} {
		next := uint32(1)
		for epoch := Epoch(1); epoch <= e.Count(); epoch++ {
			first, last := e.Range(epoch)
			if first != next || last < first || last-first+1 > e.Length {
				t.Fatalf("%+v: epoch %d holds %d to %d, after %d", e, epoch, first, last, next)
			}
			for step := first; step <= last; step++ {
				if got, leaf := e.Place(step); got != epoch || leaf != uint64(step-first) {
					t.Fatalf("%+v: step %d is leaf %d of epoch %d, want epoch %d", e, step, leaf, got, epoch)
				}
			}
			shape := e.Shape(epoch)
			if shape.Check() != nil || shape.Depth != naiveDepth(int(e.Length)) || shape.Count != uint64(last-first+1) {
				t.Fatalf("%+v: epoch %d has shape %+v", e, epoch, shape)
			}
			next = last + 1
		}
		if next != e.Steps+1 {
			t.Fatalf("%+v: epochs end at step %d", e, next-1)
		}
	}
	// The largest job of the protocol: nothing overflows.
	big := Epochs{Steps: 1 << 31, Length: 1 << 20}
	if _, last := big.Range(big.Count()); last != 1<<31 {
		t.Errorf("last step of the largest job is %d", last)
	}
	most := Epochs{Steps: 1<<32 - 1, Length: 1<<32 - 1}
	if first, last := most.Range(1); first != 1 || last != 1<<32-1 || most.Count() != 1 {
		t.Errorf("one epoch of all steps holds %d to %d", first, last)
	}
}

// "Its anchor A_e is the root over exactly its state roots, at the fixed depth ceil(log2 E); missing leaves are zero.
// A_0 = S_0."
func TestAnchors(t *testing.T) {
	e := Epochs{Steps: 21, Length: 9}
	roots := randomRoots(22, 6)
	for epoch := Epoch(0); epoch <= e.Count(); epoch++ {
		first, last := e.Range(epoch)
		own := roots[first : last+1]
		got, err := Anchor(e, epoch, own)
		if err != nil {
			t.Fatal(err)
		}
		depth := 4
		if epoch == 0 {
			depth = 0
		}
		if want := Root(naiveRoot(plain(own), [32]byte{}, depth)); got != want {
			t.Errorf("anchor %d is %s, want %s", epoch, got, want)
		}
		if _, err := Anchor(e, epoch, roots[first:last]); err == nil {
			t.Errorf("anchor %d over one root too few: no error", epoch)
		}
	}
	if _, err := Anchor(e, 4, roots[:3]); err == nil {
		t.Error("anchor of an epoch that does not exist: no error")
	}
}

func TestStateRoot(t *testing.T) {
	state := []tensor.Tensor{randomTensor(tensor.F32, 300, 1), randomTensor(tensor.U32, 2, 2), randomTensor(tensor.F32, 1, 3)}
	leaves := [][32]byte{naiveTensorRoot(state[0]), naiveTensorRoot(state[1]), naiveTensorRoot(state[2])}
	want := Root(naiveRoot(leaves, [32]byte{}, 2))
	if got := StateRoot(state); got != want {
		t.Errorf("StateRoot %s, want %s", got, want)
	}
	if got := StateTree(state).Root(); got != want {
		t.Errorf("StateTree %s, want %s", got, want)
	}
}
