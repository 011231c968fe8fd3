package checkpoint

import (
	"fmt"

	"refute/trainer/tensor"
)

// NodeRoot returns the root over roots at the depth of their number: a trace root from the output roots of a step's
// kernels, a history root from the anchors. It panics on no leaves.
func NodeRoot(leaves []Root) Root {
	if len(leaves) == 0 {
		panic(ErrEmpty)
	}
	return fold(append([]Root(nil), leaves...), Depth(uint64(len(leaves))), Nodes, 0)
}

// NodeTree returns the tree whose root [NodeRoot] gives. It keeps the slice. It panics on no leaves.
func NodeTree(leaves []Root) *Tree {
	return mustTree(Nodes, leaves, Depth(uint64(len(leaves))))
}

// RootOfState returns what [StateRoot] does, from the roots of the state's tensors. It panics on none.
func RootOfState(tensors [][RootSize]byte) Root {
	leaves := make([]Root, len(tensors))
	for i, t := range tensors {
		leaves[i] = t
	}
	return NodeRoot(leaves)
}

// StateRoot returns the state root of the state tensors, in the order of the program's state table. It panics on no
// tensors and on an empty one. See [Hasher] for the same many times.
func StateRoot(state []tensor.Tensor) Root {
	h := hashers.Get().(*Hasher)
	defer hashers.Put(h)
	return h.StateRoot(state)
}

// StateTree returns the tree over the state's tensor roots.
func StateTree(state []tensor.Tensor) *Tree { return NodeTree(TensorRoots(state)) }

// Epoch names a run of steps that share an anchor. Epoch 0 is the initial state alone; epoch e ≥ 1 holds the steps
// (e-1)·E+1 … min(e·E, N).
type Epoch uint32

// Epochs says how a job of N steps is cut into epochs of E steps.
type Epochs struct {
	Steps  uint32 // N, at least 1
	Length uint32 // E, at least 1
}

// Count returns the number of epochs after epoch 0: ceil(N/E). The anchors are A_0 … A_Count.
func (e Epochs) Count() Epoch {
	e.check()
	return Epoch((e.Steps-1)/e.Length + 1)
}

// Of returns the epoch of a step: 0 for step 0.
func (e Epochs) Of(step uint32) Epoch {
	e.check()
	if step == 0 {
		return 0
	}
	return Epoch((step-1)/e.Length + 1)
}

// Range returns the first and the last step of an epoch, 0 and 0 for epoch 0.
func (e Epochs) Range(epoch Epoch) (first, last uint32) {
	e.check()
	if epoch == 0 {
		return 0, 0
	}
	from := uint64(epoch-1) * uint64(e.Length)
	return uint32(from + 1), uint32(min(from+uint64(e.Length), uint64(e.Steps)))
}

// Shape returns the shape of an epoch's tree: depth ceil(log2 E) whether the epoch is full or not; one leaf for epoch 0.
func (e Epochs) Shape(epoch Epoch) Shape {
	first, last := e.Range(epoch)
	if epoch == 0 {
		return NodeShape(1)
	}
	return Shape{Kind: Nodes, Count: uint64(last) - uint64(first) + 1, Depth: Depth(uint64(e.Length))}
}

// Place returns the epoch of a step and its leaf in that epoch's tree.
func (e Epochs) Place(step uint32) (Epoch, uint64) {
	epoch := e.Of(step)
	first, _ := e.Range(epoch)
	return epoch, uint64(step - first)
}

func (e Epochs) check() {
	if e.Steps == 0 || e.Length == 0 {
		panic(fmt.Sprintf("checkpoint: epochs of %d steps for %d steps: both must be at least 1", e.Length, e.Steps))
	}
}

// EpochTree returns the tree of an epoch over exactly its own state roots S_first … S_last; see [Epochs.Range]. It
// keeps the slice.
func EpochTree(e Epochs, epoch Epoch, roots []Root) (*Tree, error) {
	if epoch > e.Count() {
		return nil, fmt.Errorf("epoch %d does not exist: the job has epochs 0 to %d", epoch, e.Count())
	}
	shape := e.Shape(epoch)
	if uint64(len(roots)) != shape.Count {
		return nil, fmt.Errorf("epoch %d has %d state roots, got %d", epoch, shape.Count, len(roots))
	}
	return NewTree(Nodes, roots, shape.Depth)
}

// Anchor returns the root of an epoch's tree; see [EpochTree].
func Anchor(e Epochs, epoch Epoch, roots []Root) (Root, error) {
	t, err := EpochTree(e, epoch, roots)
	if err != nil {
		return Root{}, err
	}
	return t.Root(), nil
}
