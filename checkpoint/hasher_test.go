package checkpoint

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"refute/trainer/tensor"
)

// randomState returns tensors of all types: single elements, leaves that are not full, blocks and one more, and larger.
func randomState(r *rand.Rand) []tensor.Tensor {
	state := make([]tensor.Tensor, 1+r.IntN(40))
	for i := range state {
		typ := tensor.Type(r.IntN(4))
		leaf := int(LeafElements(typ))
		n := 1
		switch r.IntN(6) {
		case 0:
			n += r.IntN(leaf)
		case 1:
			n = leaf * (1 + r.IntN(5))
		case 2:
			n = leaf*blockLeaves*(1+r.IntN(3)) + r.IntN(3) - 1
		case 3:
			n = leaf*(1+r.IntN(300)) + r.IntN(leaf)
		case 4:
			n = leaf + r.IntN(2)
		}
		state[i] = randomTensor(typ, n, r.Uint64())
	}
	return state
}

func naiveStateRoot(state []tensor.Tensor) (roots []Root, root Root) {
	leaves := make([][32]byte, len(state))
	for i, t := range state {
		roots = append(roots, naiveTensorRoot(t))
		leaves[i] = roots[i]
	}
	return roots, naiveRoot(leaves, [32]byte{}, naiveDepth(len(leaves)))
}

// A Hasher agrees with the definition, whatever it hashed before.
func TestHasherAgreesWithDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var h Hasher
	defer func() { littleEndian = memoryIsLittleEndian() }()
	for range 60 {
		state := randomState(r)
		roots, root := naiveStateRoot(state)
		h.Workers = r.IntN(5)
		littleEndian = memoryIsLittleEndian() && r.IntN(4) > 0 // as on a machine of the other order
		for range 2 {
			got := make([]Root, len(state))
			h.Roots(got, state)
			for i := range got {
				if got[i] != roots[i] {
					t.Fatalf("tensor %d of %d, %s[%d]: %s, want %s", i, len(state), state[i].Type, state[i].Len(), got[i], roots[i])
				}
			}
			if got := h.StateRoot(state); got != root {
				t.Fatalf("state of %d tensors: %s, want %s", len(state), got, root)
			}
		}
	}
}

// It holds no tensor between calls, or a state that was dropped would stay in memory.
func TestHasherHoldsNoTensor(t *testing.T) {
	h := Hasher{Workers: 3}
	gone := make(chan bool, 1)
	func() {
		x := randomTensor(tensor.F32, 1<<20, 1)
		runtime.AddCleanup(&x.Words[0], func(int) { gone <- true }, 0)
		h.StateRoot([]tensor.Tensor{x, randomTensor(tensor.U32, 5, 1)})
		h.TensorRoot(x)
	}()
	for range 20 {
		runtime.GC()
		select {
		case <-gone:
			runtime.KeepAlive(&h)
			return
		default:
			runtime.Gosched()
		}
	}
	t.Error("a tensor is held")
	runtime.KeepAlive(&h)
}

func TestHasherAllocatesNothing(t *testing.T) {
	state := []tensor.Tensor{randomTensor(tensor.F32, 100_000, 1), randomTensor(tensor.U32, 1, 2), randomTensor(tensor.F32, 300, 3)}
	for _, workers := range []int{1, 2} {
		h := Hasher{Workers: workers}
		h.StateRoot(state)
		if n := testing.AllocsPerRun(100, func() { h.StateRoot(state) }); n != 0 {
			t.Errorf("%d goroutines: %v allocations a state", workers, n)
		}
	}
}

func TestNoTensorsHaveNoRoots(t *testing.T) {
	if got := TensorRoots(nil); len(got) != 0 {
		t.Errorf("%d roots of no tensors", len(got))
	}
}

// Hashing may be asked of a state with no tensors or with an empty one only by mistake.
func TestHasherRefusesNothing(t *testing.T) {
	for _, state := range [][]tensor.Tensor{nil, {tensor.New(tensor.F32, 3), tensor.New(tensor.F32, 0)}} {
		func() {
			defer func() {
				if r := recover(); r != ErrEmpty {
					t.Errorf("%d tensors: panic %v, want ErrEmpty", len(state), r)
				}
			}()
			new(Hasher).StateRoot(state)
		}()
	}
}

// BenchmarkStateRoot measures a state of the size of a small transformer's with its optimiser: 39 MB in 200 tensors, three of each.
func BenchmarkStateRoot(b *testing.B) {
	const width, words, context, layers = 256, 96, 128, 4
	sizes := []int{words * width, context * width, width, width, width * words}
	for range layers {
		sizes = append(sizes, width, width, 3*width*width, 3*width, width*width, width, width, width, 4*width*width, 4*width, 4*width*width, width)
	}
	state := []tensor.Tensor{randomTensor(tensor.F32, 1, 1), randomTensor(tensor.F32, 1, 1)}
	bytes := int64(8)
	for range 3 {
		for _, n := range sizes {
			state = append(state, randomTensor(tensor.F32, n, uint64(n)))
			bytes += 4 * int64(n)
		}
	}
	for _, workers := range []int{1, runtime.GOMAXPROCS(0)} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			h := Hasher{Workers: workers}
			h.StateRoot(state)
			b.SetBytes(bytes)
			b.ReportAllocs()
			for b.Loop() {
				h.StateRoot(state)
			}
		})
	}
}
