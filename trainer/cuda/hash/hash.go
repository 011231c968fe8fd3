// Package hash writes kernels that make the roots of many tensors at once on a card (docs/program.md, "Trees"): a first one the hashes of all
// their leaves, then a few the nodes above, each eight or ten levels. The nodes stay on the card, where a proof finds them; only the roots need to
// cross the bus.
//
//	tensor 0 ──▶ leaves  ──▶ nodes ──▶ … ──▶ root 0     leaves, 32 bytes for each 1,024 of a tensor, and nodes: all in Plan.Nodes
//	tensor 1 ──▶ leaves  ──▶ nodes ──▶ … ──▶ root 1     roots: in Plan.Roots, 32 bytes each
//
// A kernel works on all tensors together and finds its own by a table, so that hundreds of small tensors cost no launches. There is no choice
// that the bits depend on.
//
// A block hashes for some 20 µs and is gone. On a stream that is not urgent, beside one that is, hashing takes what the other leaves: a limit on its blocks
// was tried, and cost both more.
package hash

import (
	"fmt"
	"math"
	"math/bits"

	"refute/trainer/cuda/lower"
)

const (
	leafBytes = 1024
	leafWords = leafBytes / 4
	nodeBytes = 32

	threads = 128 // of a block: one warp for each of a multiprocessor's four schedulers

	// A launch of folds makes 8 levels: each is then one hash a thread, so that a small state is hashed in the time that a tree's height takes. Of many
	// leaves it first makes 10, in an eighth fewer instructions.
	foldLevels, manyLevels = 8, 10
	manyLeaves             = 1 << 16
)

// Tensor is one to hash, of at least one 32-bit word.
type Tensor struct {
	At    lower.Arg
	Words int64
}

// Plan is how the roots of some tensors are made.
type Plan struct {
	Op *lower.Op

	// Roots and Nodes are those of the op's Scratch that hold, once it ran, the tensors' roots, 32 bytes each, and all nodes.
	Roots, Nodes int

	trees []tree
}

// tree is the tree of a tensor: its levels, the leaves first, follow one another in Nodes.
type tree struct {
	first  int64 // its first leaf among the nodes
	leaves int64
}

func (t tree) depth() int { return bits.Len64(uint64(t.leaves - 1)) }

// level returns the first node of a level and how many the level has.
func (t tree) level(height int) (first, count int64) {
	first, count = t.first, t.leaves
	for range height {
		first, count = first+count, (count+1)/2
	}
	return first, count
}

// New returns the plan of the roots of a state of tensors of so many words each.
func New(words []int64) *Plan {
	tensors := make([]Tensor, len(words))
	for i, n := range words {
		tensors[i] = Tensor{lower.Arg{From: lower.State, Index: i}, n}
	}
	return Of(tensors)
}

// Of returns the plan of the roots of any tensors.
func Of(tensors []Tensor) *Plan { return of(tensors, manyLeaves) }

// of is Of, with what is more than many leaves counted as many.
func of(tensors []Tensor, many int64) *Plan {
	p := &Plan{Roots: 0, Nodes: 1, trees: make([]tree, len(tensors))}
	var nodes, leaves int64
	list, table := make([]lower.Arg, len(tensors)), make([]uint32, 0, leafRecord*len(tensors))
	for i, t := range tensors {
		if t.Words < 1 {
			panic(fmt.Sprintf("hash: tensor %d has %d words", i, t.Words))
		}
		n := (t.Words-1)/leafWords + 1
		p.trees[i] = tree{nodes, n}
		list[i] = t.At
		table = append(table, uint32(leaves), uint32(nodes), uint32(t.Words), uint32(t.Words>>32))
		leaves += n
		top, one := p.trees[i].level(p.trees[i].depth())
		nodes = top + one
	}
	if len(tensors) == 0 || nodes > math.MaxInt32 {
		panic(fmt.Sprintf("hash: %d tensors of %d nodes", len(tensors), nodes))
	}
	op := &lower.Op{
		How:     "hash",
		Scratch: []int64{nodeBytes * int64(len(tensors)), nodeBytes * nodes},
		Tables:  [][]uint32{table, zeros()},
		Lists:   [][]lower.Arg{list},
	}
	p.Op = op
	op.Launches = append(op.Launches, lower.Launch{
		Entry: leafKernel(), Grid: [3]int{int((leaves + threads - 1) / threads), 1, 1}, Block: threads,
		Args: append([]lower.Arg{
			{From: lower.List, Index: 0}, {From: lower.Table, Index: 0}, {From: lower.Scratch, Index: p.Nodes}, {From: lower.Scratch, Index: p.Roots},
			number(leaves)}, search(len(tensors))...),
	})
	fold, log := foldKernel(), foldLevels
	if leaves > many {
		log = manyLevels
	}
	for height := 0; ; height, log = height+log, foldLevels {
		table, blocks := p.folds(height, log)
		if blocks == 0 {
			return p
		}
		op.Tables = append(op.Tables, table)
		op.Launches = append(op.Launches, lower.Launch{
			Entry: fold, Grid: [3]int{int(blocks), 1, 1}, Block: threads,
			Args: append([]lower.Arg{
				{From: lower.Table, Index: len(op.Tables) - 1}, {From: lower.Table, Index: 1}, {From: lower.Scratch, Index: p.Nodes}, {From: lower.Scratch, Index: p.Roots},
				number(int64(height)), number(int64(log))}, search(len(table)/foldRecord)...),
		})
	}
}

// folds returns the table of a launch that folds log levels from a height on, and how many blocks of 2^log nodes there are: 0 if all trees end there or
// below.
func (p *Plan) folds(height, log int) (table []uint32, blocks int64) {
	for i, t := range p.trees {
		levels := t.depth() - height
		if levels <= 0 {
			continue
		}
		root := uint32(i)
		if levels > log {
			levels, root = log, noRoot
		}
		first, count := t.level(height)
		table = append(table, uint32(blocks), uint32(first), uint32(count), uint32(levels), root, 0, 0, 0)
		blocks += (count + 1<<log - 1) >> log
	}
	return table, blocks
}

func number(n int64) lower.Arg { return lower.Arg{From: lower.Number, Index: int(n)} }

// search are the arguments of a search among n records: n, and the greatest power of two below it.
func search(n int) []lower.Arg {
	step := 0
	if n > 1 {
		step = 1 << (bits.Len(uint(n-1)) - 1)
	}
	return []lower.Arg{number(int64(n)), number(int64(step))}
}
