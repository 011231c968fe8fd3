package checkpoint

import (
	"refute/trainer/tensor"
)

// blockLeaves is how many leaves, a power of two, one goroutine hashes to the root of their subtree at a time: 256 KiB of
// elements and 8 KiB of hashes, which stay in the nearest caches.
const (
	blockLog    = 8
	blockLeaves = 1 << blockLog
)

// TensorRoot returns the root of a tensor. It keeps no more than 32 bytes per 256 KiB of the tensor and uses up to
// GOMAXPROCS goroutines. It panics on a tensor with no elements.
func TensorRoot(t tensor.Tensor) Root {
	n := leafCount(t)
	if n <= blockLeaves {
		var block [blockLeaves]Root
		hashElements(block[:n], t, 0)
		return fold(block[:n], Depth(uint64(n)), Tensors, 0)
	}
	roots := make([]Root, (n+blockLeaves-1)/blockLeaves)
	parallel(n, blockLeaves, func(lo, hi int) {
		var block [blockLeaves]Root
		hashElements(block[:hi-lo], t, lo)
		roots[lo/blockLeaves] = fold(block[:hi-lo], blockLog, Tensors, 0)
	})
	return fold(roots, Depth(uint64(n))-blockLog, Tensors, blockLog)
}

// TensorTree returns a tensor's whole tree, for openings: 64 bytes for each 1,024 of the tensor. It does not keep
// the tensor. It panics on a tensor with no elements.
func TensorTree(t tensor.Tensor) *Tree {
	n := leafCount(t)
	leaves := make([]Root, n)
	parallel(n, blockLeaves, func(lo, hi int) { hashElements(leaves[lo:hi], t, lo) })
	return mustTree(Tensors, leaves, Depth(uint64(n)))
}

// leafCount returns the number of leaves as an int, which holds it as the tensor is in memory.
func leafCount(t tensor.Tensor) int {
	if t.Len() == 0 {
		panic(ErrEmpty)
	}
	return int(LeafCount(t.Type, uint64(t.Len())))
}

// hashElements sets dst to the hashes of the leaves first, first+1, …
func hashElements(dst []Root, t tensor.Tensor, first int) {
	if !littleEndian {
		hashConverted(dst, t, first)
		return
	}
	data := memory(t)
	data = data[first*LeafSize:]
	full := min(len(data)/LeafSize, len(dst))
	hashLeaves(dst[:full], data[:full*LeafSize])
	if full < len(dst) {
		var last [LeafSize]byte
		copy(last[:], data[full*LeafSize:])
		dst[full] = hashLeaf(&last)
	}
}

// hashConverted is hashElements for a machine whose memory has another order than the leaves.
func hashConverted(dst []Root, t tensor.Tensor, first int) {
	for i := range dst {
		b := LeafBytes(t, uint64(first+i))
		dst[i] = hashLeaf(&b)
	}
}
