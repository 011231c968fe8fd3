package hash

import "fmt"

// Node returns where in Nodes a tensor's node is, in bytes: the one at a height above the leaves and an index on that level. It is false for a
// node over missing leaves alone, which is [Zero] of the height and stored nowhere. So the siblings on a leaf's way to the root are its proof.
func (p *Plan) Node(tensor, height int, index int64) (offset int64, ok bool) {
	t := p.trees[tensor]
	if height < 0 || height > t.depth() || index < 0 || index >= 1<<(t.depth()-height) {
		panic(fmt.Sprintf("hash: node %d at height %d of a tree of depth %d", index, height, t.depth()))
	}
	first, count := t.level(height)
	if index >= count {
		return 0, false
	}
	return nodeBytes * (first + index), true
}

// Zero returns the node at a height over missing leaves alone.
func Zero(height int) [nodeBytes]byte { return zeroNodes[height] }
