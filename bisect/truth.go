package bisect

import (
	"context"

	"refute/checkpoint"
)

// Nodes gives the nodes of a tree by their place; [*checkpoint.Tree] implements it.
type Nodes interface {
	Node(height int, index uint64) (Root, error)
}

// Truth is what a player knows by itself. For a defender that is what it committed to. For a challenger it is what follows from the
// definition, from its own run or from the defender's own state before the disputed step.
//
// Methods may compute for long; they are asked for the disputed step and kernel only. An implementation may be used by one player at a
// time.
type Truth interface {
	// History returns the tree over the state roots of an epoch.
	History(ctx context.Context, e checkpoint.Epoch) (Nodes, error)
	// State returns the tree over the tensor roots of S_t: what the player says of the step's result.
	State(ctx context.Context, t uint32) (Nodes, error)
	// Before returns the tree over the tensor roots of S_{t-1}, t at least 1: what the step starts from.
	Before(ctx context.Context, t uint32) (Nodes, error)
	// Trace returns the tree over the output roots of step t.
	Trace(ctx context.Context, t uint32) (Nodes, error)
	// Output returns the tree of a kernel's output in step t.
	Output(ctx context.Context, t uint32, kernel uint32) (Nodes, error)
	// Leaf returns a leaf of that output.
	Leaf(ctx context.Context, t uint32, kernel uint32, leaf uint64) (*[checkpoint.LeafSize]byte, error)
	// Sums returns the accumulators of an element before the given windows, which rise.
	Sums(ctx context.Context, t uint32, kernel uint32, element int64, windows []int64) ([]uint32, error)
	// Section returns a section of the program that step t runs, and its proof.
	Section(ctx context.Context, t uint32, section uint32) ([]byte, []Root, error)
	// Openings packs what the query's window reads. Trace proves an output of an earlier kernel in the claimed trace tree.
	Openings(ctx context.Context, q *Query, trace func(kernel uint32) ([]Root, error)) ([]byte, error)
}

// Spot is the place of a node that is asked for off chain; see [Published].
type Spot struct {
	Phase  Phase // History, Outputs, State or Tensor
	Step   uint32
	Kernel uint32 // Tensor only
	Height int
	Index  uint64
}

// Published is what the defender shows off chain. What it returns is believed only as far as it hashes to what the defender is bound
// by; anything else counts as not shown, and is forced on chain. A nil Published shows nothing.
type Published interface {
	// Children returns the 2^levels descendants of a node that many levels down, or nil.
	Children(ctx context.Context, at Spot, levels int) ([]Root, error)
	// Leaf returns the bytes of a leaf of a kernel's output, or nil.
	Leaf(ctx context.Context, at Spot) ([]byte, error)
}

// leftProof returns the proof of leaf j < i in a tree of which only the path of leaf i is known, up to it equal to own: node is
// leaf i and path its siblings.
//
//	      root              Above the level where the ways of j and i part, j's siblings are i's. At that level it is the ancestor of i.
//	     /    \             Below, all leaves come before i, where own is equal.
//	  own      a    path[1]
//	 /   \    / \
//	j    ·   ·   i
func leftProof(own Nodes, node Root, i uint64, path []Root, j uint64) ([]Root, error) {
	proof := make([]Root, len(path))
	for h := range path {
		switch a, b := i>>h, j>>h; {
		case a == b:
			proof[h] = path[h]
		case a^1 == b:
			proof[h], _ = checkpoint.Climb(node, i, path[:h])
		default:
			n, err := own.Node(h, b^1)
			if err != nil {
				return nil, err
			}
			proof[h] = n
		}
	}
	return proof, nil
}

// proofOf returns the proof of a leaf in a tree of the given depth.
func proofOf(t Nodes, leaf uint64, depth int) ([]Root, error) {
	proof := make([]Root, depth)
	for h := range proof {
		n, err := t.Node(h, leaf>>h^1)
		if err != nil {
			return nil, err
		}
		proof[h] = n
	}
	return proof, nil
}

// childrenOf returns the 2^levels descendants of a node that many levels down.
func childrenOf(t Nodes, height int, index uint64, levels int) ([]Root, error) {
	out := make([]Root, 1<<levels)
	for i := range out {
		n, err := t.Node(height-levels, index<<levels+uint64(i))
		if err != nil {
			return nil, err
		}
		out[i] = n
	}
	return out, nil
}
