package checkpoint

import "fmt"

// RootError is a hash that is not the one that was committed to.
type RootError struct {
	What      string // what was hashed
	Want, Got Root
}

func (e *RootError) Error() string {
	return fmt.Sprintf("%s hashes to %s, not to the committed %s", e.What, e.Got, e.Want)
}

// Climb returns the ancestor of a node and the ancestor's index on its level. The node has the given index on its own
// level; proof holds the siblings on the way, lowest first, one per level.
func Climb(node Root, index uint64, proof []Root) (Root, uint64) {
	for _, sibling := range proof {
		if index&1 == 0 {
			node = hashPair(node, sibling)
		} else {
			node = hashPair(sibling, node)
		}
		index >>= 1
	}
	return node, index
}

// Verify checks that a node hangs at an index below an ancestor that is depth levels above it; for a leaf of a whole
// tree, root is the tree's root and depth the tree's. proof holds the siblings, lowest first. The index is counted
// below the ancestor: 0 … 2^depth-1.
//
// Verify does not know how many leaves the tree has: a missing leaf proves like any other. Use [Shape.Verify] where the
// count is known.
func Verify(root, leaf Root, index uint64, depth int, proof []Root) error {
	if depth < 0 || depth > MaxDepth {
		return fmt.Errorf("proof over %d levels: want 0 to %d", depth, MaxDepth)
	}
	if len(proof) != depth {
		return fmt.Errorf("proof has %d siblings: want %d, one per level", len(proof), depth)
	}
	if index>>depth != 0 {
		return fmt.Errorf("index %d is outside the %d nodes below the root", index, uint64(1)<<depth)
	}
	if got, _ := Climb(leaf, index, proof); got != root {
		return &RootError{What: fmt.Sprintf("proof of node %d, %d levels down,", index, depth), Want: root, Got: got}
	}
	return nil
}

// Verify checks that an existing leaf, index < Count, is in the tree with that root.
func (s Shape) Verify(root, leaf Root, index uint64, proof []Root) error {
	if err := s.Check(); err != nil {
		return err
	}
	if index >= s.Count {
		return fmt.Errorf("leaf %d does not exist: the tree has %d leaves", index, s.Count)
	}
	return Verify(root, leaf, index, s.Depth, proof)
}

// VerifyBetween checks that the node at (height, index) hangs below the ancestor on height top of the same tree, at
// the place that its index gives. The node may be beyond the count; see [Shape.Beyond].
func (s Shape) VerifyBetween(ancestor Root, top int, node Root, height int, index uint64, proof []Root) error {
	if err := s.Check(); err != nil {
		return err
	}
	if err := s.CheckNode(height, index); err != nil {
		return err
	}
	if top < height || top > s.Depth {
		return fmt.Errorf("ancestor at height %d of a node at height %d: want %d to %d", top, height, height, s.Depth)
	}
	levels := top - height
	return Verify(ancestor, node, index&(1<<levels-1), levels, proof)
}

// SubtreeRoot returns the root over 2^k nodes of one level, k ≥ 0: what a reveal of children must hash to. An error
// means that the number of children is not a power of two.
func SubtreeRoot(children []Root) (Root, error) {
	n := uint64(len(children))
	if n == 0 {
		return Root{}, ErrEmpty
	}
	if n&(n-1) != 0 {
		return Root{}, fmt.Errorf("%d children: want a power of two", n)
	}
	return fold(append([]Root(nil), children...), Depth(n), Nodes, 0), nil
}

// FirstDifference returns the first position at which a and b differ, and false if there is none. Both must have one
// length.
func FirstDifference(a, b []Root) (int, bool) {
	for i := range a {
		if a[i] != b[i] {
			return i, true
		}
	}
	return 0, false
}

// AppendProof appends the siblings' 32 bytes each to dst: the form in which a proof travels.
func AppendProof(dst []byte, proof []Root) []byte {
	for i := range proof {
		dst = append(dst, proof[i][:]...)
	}
	return dst
}

// ParseProof reads what [AppendProof] wrote for a proof over depth levels. Every byte is accounted for.
func ParseProof(b []byte, depth int) ([]Root, error) {
	if depth < 0 || depth > MaxDepth {
		return nil, fmt.Errorf("proof over %d levels: want 0 to %d", depth, MaxDepth)
	}
	if len(b) != depth*RootSize {
		return nil, fmt.Errorf("proof has %d bytes: want %d, %d for each of %d levels", len(b), depth*RootSize, RootSize, depth)
	}
	proof := make([]Root, depth)
	for i := range proof {
		copy(proof[i][:], b[i*RootSize:])
	}
	return proof, nil
}
