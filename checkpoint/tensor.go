package checkpoint

import (
	"sync"

	"refute/trainer/tensor"
)

// TensorRoot returns the root of a tensor. It keeps no more than 32 bytes per 64 KiB of the tensor and uses up to
// GOMAXPROCS goroutines. It panics on a tensor with no elements.
func TensorRoot(t tensor.Tensor) Root {
	h := hashers.Get().(*Hasher)
	defer hashers.Put(h)
	return h.TensorRoot(t)
}

// TensorRoots returns the root of each tensor; see [Hasher] for the same many times.
func TensorRoots(tensors []tensor.Tensor) []Root {
	h := hashers.Get().(*Hasher)
	defer hashers.Put(h)
	roots := make([]Root, len(tensors))
	h.Roots(roots, tensors)
	return roots
}

// TensorTree returns a tensor's whole tree, for openings: 64 bytes for each 1,024 of the tensor. It does not keep
// the tensor. It panics on a tensor with no elements.
func TensorTree(t tensor.Tensor) *Tree {
	n := leafCount(t)
	leaves := make([]Root, n)
	parallel(n, blockLeaves, func(lo, hi int) {
		b := batches.Get().(*batch)
		defer batches.Put(b)
		b.add(t, lo, hi-lo)
		copy(leaves[lo:hi], b.hash())
	})
	return mustTree(Tensors, leaves, Depth(uint64(n)))
}

var batches = sync.Pool{New: func() any { return new(batch) }}
