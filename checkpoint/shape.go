package checkpoint

import (
	"errors"
	"fmt"
	"math/bits"
)

// Kind says what a missing leaf of a tree is.
type Kind uint8

const (
	// Nodes trees have roots as leaves; a missing leaf is 32 zero bytes.
	Nodes Kind = 0
	// Tensors trees have hashes of 1,024 bytes as leaves; a missing leaf is the hash of 1,024 zero bytes.
	Tensors Kind = 1
)

// String returns "nodes" or "tensors".
func (k Kind) String() string {
	switch k {
	case Nodes:
		return "nodes"
	case Tensors:
		return "tensors"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// MaxDepth is the greatest depth of a tree that this package builds or checks: more than any tensor below 2^40 elements
// has (30 levels with 4-byte elements), and few enough that 1<<depth is exact in 64 bits.
const MaxDepth = 48

// ErrEmpty is the error, or the value of the panic, of a tree over no leaves: there is no such tree. A valid program
// has no empty tensor and no empty state.
var ErrEmpty = errors.New("a tree needs at least one leaf")

// Depth returns ceil(log2 n), the depth of the tree over n leaves; 0 for n = 0 and n = 1.
func Depth(n uint64) int {
	if n <= 1 {
		return 0
	}
	return bits.Len64(n - 1)
}

// zeros[kind][h] is the root of a subtree of height h whose leaves are all missing.
var zeros = func() (z [2][MaxDepth + 1]Root) {
	z[Tensors][0] = hashLeaf(new([LeafSize]byte))
	for k := range z {
		for h := 1; h <= MaxDepth; h++ {
			z[k][h] = hashPair(z[k][h-1], z[k][h-1])
		}
	}
	return z
}()

// Zero returns the root of a subtree of the given height, 0 … MaxDepth, all of whose leaves are missing.
func (k Kind) Zero(height int) Root { return zeros[k][height] }

// Shape is what is known of a tree before any of its hashes: its kind, the number of its leaves and its depth. It
// holds the rules that an opening must obey.
type Shape struct {
	Kind  Kind
	Count uint64 // leaves that exist: those with index < Count
	Depth int    // at least checkpoint.Depth(Count); more only where the tree's size is fixed by something else
}

// NodeShape is the shape of a Nodes tree over n leaves.
func NodeShape(n uint64) Shape { return Shape{Nodes, n, Depth(n)} }

// Check returns an error unless the shape has an existing kind, at least one leaf and a depth that holds all leaves.
func (s Shape) Check() error {
	switch {
	case s.Kind > Tensors:
		return fmt.Errorf("tree of unknown %s", s.Kind)
	case s.Count == 0:
		return ErrEmpty
	case s.Depth < 0 || s.Depth > MaxDepth:
		return fmt.Errorf("tree depth %d is outside 0 to %d", s.Depth, MaxDepth)
	case s.Count > 1<<s.Depth:
		return fmt.Errorf("%d leaves do not fit a tree of depth %d", s.Count, s.Depth)
	}
	return nil
}

// Beyond reports whether all leaves below the node are missing: the node must then be [Kind.Zero] of its height.
func (s Shape) Beyond(height int, index uint64) bool {
	if height >= 64 {
		return false
	}
	first := index << height
	return first>>height != index || first >= s.Count
}

// Width returns the number of nodes at a height that have an existing leaf below them.
func (s Shape) Width(height int) uint64 {
	return (s.Count-1)>>height + 1
}

// CheckNode returns an error unless the tree has a node at that height and index.
func (s Shape) CheckNode(height int, index uint64) error {
	if height < 0 || height > s.Depth {
		return fmt.Errorf("height %d is outside 0 to %d, the tree's depth", height, s.Depth)
	}
	if index>>(s.Depth-height) != 0 {
		return fmt.Errorf("index %d is outside the %d nodes at height %d", index, uint64(1)<<(s.Depth-height), height)
	}
	return nil
}
