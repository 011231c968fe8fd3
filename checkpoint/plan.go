package checkpoint

import (
	"refute/trainer/tensor"
)

// A piece is a run of leaves of one tensor that are hashed to one node: the tensor's root if it has no more leaves, and otherwise the root
// of a full block, or of what is left in the last one.
type piece struct {
	tensor        int
	first, leaves int
	levels        int // up to the node
}

// blockLeaves is the most leaves of a piece and of a unit, a power of two: 64 KiB of elements.
const (
	blockLog    = 6
	blockLeaves = 1 << blockLog
)

// plan cuts tensors into pieces and puts these together to units of work, of blockLeaves leaves where there are so many.
type plan struct {
	sizes  []size // of the tensors that it is for
	pieces []piece
	units  []int  // the first piece of each
	trees  []tree // over the nodes of the pieces, tensor by tensor
}

type size struct {
	t tensor.Type
	n int
}

// make makes the plan for tensors, if it is not yet.
func (p *plan) make(tensors []tensor.Tensor) {
	if p.fits(tensors) {
		return
	}
	p.sizes, p.pieces, p.units, p.trees = p.sizes[:0], p.pieces[:0], p.units[:0], p.trees[:0]
	unit := blockLeaves // leaves of the last unit
	for i, t := range tensors {
		n := leafCount(t)
		levels := Depth(uint64(n))
		pieces := (n + blockLeaves - 1) / blockLeaves
		below := min(levels, blockLog)
		p.sizes = append(p.sizes, size{t.Type, t.Len()})
		p.trees = append(p.trees, tree{out: i, count: pieces, height: below, levels: levels - below})
		for first := 0; first < n; first += blockLeaves {
			leaves := min(blockLeaves, n-first)
			if unit += leaves; unit > blockLeaves {
				p.units = append(p.units, len(p.pieces))
				unit = leaves
			}
			p.pieces = append(p.pieces, piece{i, first, leaves, below})
		}
	}
}

func (p *plan) fits(tensors []tensor.Tensor) bool {
	if len(tensors) != len(p.sizes) {
		return false
	}
	for i, t := range tensors {
		if p.sizes[i] != (size{t.Type, t.Len()}) {
			return false
		}
	}
	return true
}

// unit returns the pieces first … end-1 of a unit.
func (p *plan) unit(u int) (first, end int) {
	if u+1 < len(p.units) {
		return p.units[u], p.units[u+1]
	}
	return p.units[u], len(p.pieces)
}

// leafCount returns the number of leaves as an int, which holds it as the tensor is in memory.
func leafCount(t tensor.Tensor) int {
	if t.Len() == 0 {
		panic(ErrEmpty)
	}
	return int(LeafCount(t.Type, uint64(t.Len())))
}
