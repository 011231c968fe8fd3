package checkpoint

import "fmt"

// Tree keeps all levels of one tree, about 64 bytes per leaf, and gives any node or proof without hashing. It does not
// change after it is built and may be used by many goroutines.
type Tree struct {
	shape  Shape
	levels [][]Root // levels[h] has Width(h) nodes; the nodes after them are zero subtrees
}

// levelGrain is how many nodes of a level one goroutine makes at a time.
const levelGrain = 1 << 11

// NewTree builds the tree of the given depth over the leaves. It keeps the slice of leaves, which must not be changed
// afterwards. Depth is that of the count, except where the tree's size is fixed by something else, as an epoch's.
func NewTree(k Kind, leaves []Root, depth int) (*Tree, error) {
	shape := Shape{Kind: k, Count: uint64(len(leaves)), Depth: depth}
	if err := shape.Check(); err != nil {
		return nil, err
	}
	t := &Tree{shape: shape, levels: make([][]Root, depth+1)}
	t.levels[0] = leaves
	for h := range depth {
		below := t.levels[h]
		level := make([]Root, (len(below)+1)/2)
		zero := k.Zero(h)
		parallel(len(level), levelGrain, func(lo, hi int) {
			levelUp(level[lo:hi], below[2*lo:min(2*hi, len(below))], zero)
		})
		t.levels[h+1] = level
	}
	return t, nil
}

// mustTree is NewTree for shapes that only the programmer can get wrong.
func mustTree(k Kind, leaves []Root, depth int) *Tree {
	t, err := NewTree(k, leaves, depth)
	if err != nil {
		panic(err)
	}
	return t
}

// Root returns the tree's root.
func (t *Tree) Root() Root { return t.levels[t.shape.Depth][0] }

// Shape returns the tree's kind, count and depth.
func (t *Tree) Shape() Shape { return t.shape }

// Depth returns the tree's depth, 0 for a single leaf.
func (t *Tree) Depth() int { return t.shape.Depth }

// Count returns the number of leaves that exist.
func (t *Tree) Count() uint64 { return t.shape.Count }

// Leaves returns the leaves that exist. The caller must not change them.
func (t *Tree) Leaves() []Root { return t.levels[0] }

// Node returns the node at a height (0 is the leaves') and an index on its level, zero subtrees included.
func (t *Tree) Node(height int, index uint64) (Root, error) {
	if err := t.shape.CheckNode(height, index); err != nil {
		return Root{}, err
	}
	return t.node(height, index), nil
}

func (t *Tree) node(height int, index uint64) Root {
	if level := t.levels[height]; index < uint64(len(level)) {
		return level[index]
	}
	return t.shape.Kind.Zero(height)
}

// Proof returns the siblings of leaf index, lowest first, Depth of them; the leaf may be a missing one.
func (t *Tree) Proof(index uint64) ([]Root, error) { return t.ProofBetween(0, index, t.shape.Depth) }

// ProofBetween returns the siblings, lowest first, between the node at (height, index) and its ancestor at height
// top: top - height of them.
func (t *Tree) ProofBetween(height int, index uint64, top int) ([]Root, error) {
	if err := t.shape.CheckNode(height, index); err != nil {
		return nil, err
	}
	if top < height || top > t.shape.Depth {
		return nil, fmt.Errorf("ancestor at height %d of a node at height %d: want %d to %d", top, height, height, t.shape.Depth)
	}
	proof := make([]Root, 0, top-height)
	for h := height; h < top; h++ {
		proof = append(proof, t.node(h, index^1))
		index >>= 1
	}
	return proof, nil
}

// Children returns the nodes min(arityLog, height) levels below the node at (height, index), from left to right, zero
// subtrees included: 2^min(arityLog, height) of them. [SubtreeRoot] of them is the node.
func (t *Tree) Children(height int, index uint64, arityLog int) ([]Root, error) {
	if err := t.shape.CheckNode(height, index); err != nil {
		return nil, err
	}
	if arityLog < 0 || arityLog > maxArityLog {
		return nil, fmt.Errorf("2^%d children asked for: want 2^0 to 2^%d", arityLog, maxArityLog)
	}
	down := min(arityLog, height)
	children := make([]Root, 1<<down)
	for i := range children {
		children[i] = t.node(height-down, index<<down+uint64(i))
	}
	return children, nil
}

// maxArityLog bounds what Children allocates: 2^16 nodes are 2 MiB, far more than any transaction holds.
const maxArityLog = 16
