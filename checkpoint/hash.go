package checkpoint

import (
	"crypto/sha256"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// hashLeaf returns the leaf hash of 1,024 bytes.
func hashLeaf(b *[LeafSize]byte) Root { return sha256.Sum256(b[:]) }

// HashLeaf returns the leaf hash of a tensor's leaf, as [LeafBytes] gives it.
func HashLeaf(b *[LeafSize]byte) Root { return hashLeaf(b) }

// HashPair returns the inner node SHA-256(left ‖ right).
func HashPair(left, right Root) Root { return hashPair(left, right) }

func hashPair(left, right Root) Root {
	var b [2 * RootSize]byte
	copy(b[:RootSize], left[:])
	copy(b[RootSize:], right[:])
	return sha256.Sum256(b[:])
}

// A message is what a tree hashes: the leaf of a tensor, or two nodes. There are many of one length at a time, and the processor hashes
// several of them in the time of one.
type message struct {
	size    int         // in bytes, a multiple of 64
	padding *[64]uint32 // see paddingOf
}

var (
	leafMessage = message{LeafSize, paddingOf(LeafSize)}
	nodeMessage = message{2 * RootSize, paddingOf(2 * RootSize)}
)

// hash sets dst[i] to the hash of the message at src[i]. A hash may be written over messages up to its own.
func (m *message) hash(dst []Root, src []*byte) {
	for i := m.hashFast(dst, src); i < len(dst); i++ {
		dst[i] = sha256.Sum256(unsafe.Slice(src[i], m.size))
	}
}

// hashLeaves sets dst[i] to the hash of the i-th 1,024 bytes of data, which has 1,024·len(dst) bytes.
func hashLeaves(dst []Root, data []byte) {
	var at [blockLeaves]*byte
	for len(dst) > 0 {
		n := min(len(dst), len(at))
		for i := range n {
			at[i] = &data[i*LeafSize]
		}
		leafMessage.hash(dst[:n], at[:n])
		dst, data = dst[n:], data[n*LeafSize:]
	}
}

// hashNodes sets dst[i] to SHA-256(src[2i] ‖ src[2i+1]); src has 2·len(dst) nodes. dst may be the beginning of src:
// no node is written before its children and those of the nodes before it were read.
func hashNodes(dst, src []Root) {
	var at [blockLeaves]*byte
	for len(dst) > 0 {
		n := min(len(dst), len(at))
		for i := range n {
			at[i] = &src[2*i][0]
		}
		nodeMessage.hash(dst[:n], at[:n])
		dst, src = dst[n:], src[2*n:]
	}
}

// levelUp sets dst[:ceil(len(src)/2)] to the level above src, whose level's missing nodes are zero. dst may be the
// beginning of src.
func levelUp(dst, src []Root, zero Root) {
	m := len(src) / 2
	hashNodes(dst[:m], src[:2*m])
	if len(src)%2 == 1 {
		pair := [2]Root{src[2*m], zero}
		hashNodes(dst[m:m+1], pair[:])
	}
}

// fold returns the root, levels above, over nodes that are at height from in a tree of that kind. It overwrites nodes.
func fold(nodes []Root, levels int, k Kind, from int) Root {
	for h := from; h < from+levels; h++ {
		levelUp(nodes, nodes, k.Zero(h))
		nodes = nodes[:(len(nodes)+1)/2]
	}
	return nodes[0]
}

// parallel calls f for the parts of 0 … n-1 cut at multiples of grain, on up to GOMAXPROCS goroutines. The parts do
// not depend on how many there are.
func parallel(n, grain int, f func(lo, hi int)) {
	parts := (n + grain - 1) / grain
	workers := min(runtime.GOMAXPROCS(0), parts)
	if workers <= 1 {
		for lo := 0; lo < n; lo += grain {
			f(lo, min(lo+grain, n))
		}
		return
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for {
				i := int(next.Add(1) - 1)
				if i >= parts {
					return
				}
				f(i*grain, min((i+1)*grain, n))
			}
		})
	}
	group.Wait()
}
