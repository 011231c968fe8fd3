package checkpoint

import (
	"bytes"
	"errors"
	"testing"

	"refute/trainer/tensor"
)

func TestProofs(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17} {
		tree := NodeTree(randomRoots(n, uint64(n)))
		shape := tree.Shape()
		for i := range uint64(1) << tree.Depth() {
			proof, err := tree.Proof(i)
			if err != nil {
				t.Fatal(err)
			}
			leaf, err := tree.Node(0, i)
			if err != nil {
				t.Fatal(err)
			}
			if err := Verify(tree.Root(), leaf, i, tree.Depth(), proof); err != nil {
				t.Errorf("%d leaves, leaf %d: %v", n, i, err)
			}
			if err := shape.Verify(tree.Root(), leaf, i, proof); (err == nil) != (i < uint64(n)) {
				t.Errorf("%d leaves, leaf %d against the shape: %v", n, i, err)
			}
			for h := 0; h <= tree.Depth(); h++ {
				for top := h; top <= tree.Depth(); top++ {
					between, err := tree.ProofBetween(h, i>>h, top)
					if err != nil {
						t.Fatal(err)
					}
					node, _ := tree.Node(h, i>>h)
					ancestor, _ := tree.Node(top, i>>top)
					if err := shape.VerifyBetween(ancestor, top, node, h, i>>h, between); err != nil {
						t.Errorf("%d leaves, from (%d, %d) to height %d: %v", n, h, i>>h, top, err)
					}
				}
			}
		}
	}
}

// Every single change of an opening (a bit of leaf, sibling or root, the index, the depth, one sibling more, less or
// swapped) is refused.
func TestProofsRefuseEveryChange(t *testing.T) {
	for _, n := range []int{1, 2, 3, 8, 9} {
		tree := NodeTree(randomRoots(n, 77))
		for i := range uint64(n) {
			proof, err := tree.Proof(i)
			if err != nil {
				t.Fatal(err)
			}
			leaf := tree.Leaves()[i]
			depth := tree.Depth()
			refused := func(what string, root, leaf Root, index uint64, depth int, proof []Root) {
				t.Helper()
				if Verify(root, leaf, index, depth, proof) == nil {
					t.Errorf("%d leaves, leaf %d: %s was accepted", n, i, what)
				}
			}
			flip := func(r Root, bit int) Root { r[bit/8] ^= 1 << (bit % 8); return r }
			for bit := range 256 {
				refused("another leaf", tree.Root(), flip(leaf, bit), i, depth, proof)
				refused("another root", flip(tree.Root(), bit), leaf, i, depth, proof)
			}
			for s := range proof {
				changed := append([]Root(nil), proof...)
				changed[s] = flip(changed[s], 100)
				refused("another sibling", tree.Root(), leaf, i, depth, changed)
			}
			for other := range uint64(4 << depth) {
				if other != i {
					refused("another index", tree.Root(), leaf, other, depth, proof)
				}
			}
			refused("index beyond 2^depth with the same path", tree.Root(), leaf, i+1<<depth, depth, proof)
			refused("one sibling more", tree.Root(), leaf, i, depth, append(append([]Root(nil), proof...), Root{}))
			refused("depth + 1", tree.Root(), leaf, i, depth+1, proof)
			refused("depth - 1", tree.Root(), leaf, i, depth-1, proof)
			refused("huge depth", tree.Root(), leaf, i, 1<<30, proof)
			if depth > 0 {
				refused("one sibling less", tree.Root(), leaf, i, depth, proof[1:])
				// An inner node in the place of a leaf, with what is left of the proof.
				parent, _ := tree.Node(1, i>>1)
				refused("a node for a leaf", tree.Root(), parent, i>>1, depth, proof[1:])
				// The same shorter proof proves that node at height 1, which is no leaf of this shape.
				if err := Verify(tree.Root(), parent, i>>1, depth-1, proof[1:]); err != nil {
					t.Errorf("inner node: %v", err)
				}
				if tree.Shape().Verify(tree.Root(), parent, i>>1, proof[1:]) == nil {
					t.Errorf("%d leaves: the shape took a node at height 1 for leaf %d", n, i>>1)
				}
				if i^1 < uint64(n) {
					refused("sibling for leaf", tree.Root(), proof[0], i, depth, append([]Root{leaf}, proof[1:]...))
				}
			}
		}
	}
}

// A tree whose first leaves are the inner nodes of another has another root: there is no length by which n/2 nodes
// pass for n leaves.
func TestLeavesAreNotNodes(t *testing.T) {
	leaves := randomRoots(8, 5)
	tree := NodeTree(leaves)
	var parents []Root
	for i := range uint64(4) {
		node, _ := tree.Node(1, i)
		parents = append(parents, node)
	}
	if NodeRoot(parents) != tree.Root() {
		t.Fatal("the level above is not the level above")
	}
	// The roots agree, as they must in a positional tree: the depth, which comes from the count, tells them apart.
	if err := NodeShape(4).Verify(tree.Root(), parents[0], 0, mustProof(t, tree, 0)); err == nil {
		t.Error("a proof of 8 leaves was accepted for a tree of 4")
	}
	// For tensors the message lengths tell them apart as well: no 64 bytes hash as a leaf of 1,024.
	x := randomTensor(tensor.F32, 256*2, 1)
	leaf := LeafBytes(x, 0)
	if HashLeaf(&leaf) == TensorRoot(x) {
		t.Error("a leaf has the root of its tree")
	}
}

func mustProof(t *testing.T, tree *Tree, i uint64) []Root {
	t.Helper()
	proof, err := tree.Proof(i)
	if err != nil {
		t.Fatal(err)
	}
	return proof
}

func TestRootErrorCarriesEvidence(t *testing.T) {
	tree := NodeTree(randomRoots(4, 1))
	err := Verify(tree.Root(), Root{1}, 2, 2, mustProof(t, tree, 2))
	var evidence *RootError
	if !errors.As(err, &evidence) || evidence.Want != tree.Root() || evidence.Got == tree.Root() {
		t.Fatalf("error %v carries no evidence", err)
	}
}

func TestFirstDifference(t *testing.T) {
	a, b := randomRoots(4, 1), randomRoots(4, 1)
	if _, ok := FirstDifference(a, b); ok {
		t.Error("equal slices differ")
	}
	b[2][31] ^= 1
	b[3][0] ^= 1
	if i, ok := FirstDifference(a, b); !ok || i != 2 {
		t.Errorf("first difference %d, %v, want 2", i, ok)
	}
}

func FuzzParseProof(f *testing.F) {
	f.Add([]byte{}, 0)
	f.Add(make([]byte, 64), 2)
	f.Add(make([]byte, 63), 2)
	f.Add(make([]byte, 32), -1)
	f.Add(make([]byte, 32), 1<<31-1)
	f.Fuzz(func(t *testing.T, b []byte, depth int) {
		proof, err := ParseProof(b, depth)
		if err != nil {
			return
		}
		if len(proof) != depth || !bytes.Equal(AppendProof(nil, proof), b) {
			t.Fatalf("proof of %d levels does not encode to the bytes it came from", depth)
		}
		// A proof of anything proves exactly what it climbs to.
		root, _ := Climb(Root{1}, 0, proof)
		if err := Verify(root, Root{1}, 0, depth, proof); err != nil {
			t.Fatal(err)
		}
		if depth > 0 && Verify(root, Root{1}, 1, depth, proof) == nil && proof[0] != (Root{1}) {
			t.Fatal("one proof for two places")
		}
	})
}
