package bisect

import (
	"fmt"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/trainer/program"
)

// Arities says how far one question and answer go. They are immutables of the deployed contract.
type Arities struct {
	History int // log2 of the children in a reveal of an epoch's tree
	Outputs int // the same in a trace tree
	State   int // the same in a state's tree
	Tensor  int // the same in a tensor's tree
	Sums    int // parts into which a range of windows is cut; not a logarithm
}

// DefaultArities are those of the deployed contract: 32 children in History, 64 in the other trees, 256 parts of a sum.
var DefaultArities = Arities{History: 5, Outputs: 6, State: 6, Tensor: 6, Sums: 256}

// Of returns log2 of the children in a reveal of the phase's tree.
func (a Arities) Of(p Phase) int {
	switch p {
	case History:
		return a.History
	case Outputs:
		return a.Outputs
	case State:
		return a.State
	case Tensor:
		return a.Tensor
	}
	return 0
}

// Check returns an error unless the arities make every game end.
func (a Arities) Check() error {
	for _, n := range []int{a.History, a.Outputs, a.State, a.Tensor} {
		if n < 1 || n > 8 {
			return fmt.Errorf("bisect: arities of trees are 2^1 to 2^8, not 2^%d", n)
		}
	}
	if a.Sums < 2 || a.Sums > 1024 {
		return fmt.Errorf("bisect: a sum is cut into 2 to 1024 parts, not %d", a.Sums)
	}
	return nil
}

// Shape holds the counts on which the length of a game depends.
type Shape struct {
	Epoch   uint64 // steps in an epoch: its length, whether the epoch is full or not; 1 for epoch 0
	Kernels uint64 // kernels of a program
	States  uint64 // state tensors
	Leaves  uint64 // leaves of the largest kernel output
	Windows uint64 // windows of the longest sum
}

// ShapeOf returns the shape that bounds every game of a job.
func ShapeOf(j *job.Job) Shape {
	s := Shape{Epoch: uint64(j.EpochLength)}
	for _, p := range j.Programs {
		s.Kernels, s.States = max(s.Kernels, uint64(len(p.Kernels))), max(s.States, uint64(len(p.States)))
		for i := range p.Kernels {
			k := &p.Kernels[i]
			s.Leaves = max(s.Leaves, checkpoint.LeafCount(k.Type, uint64(k.Count())))
			s.Windows = max(s.Windows, uint64(k.Windows()))
		}
	}
	return s
}

// ShapeOfKernel returns the shape of the games of a job about one kernel of one of its programs.
func ShapeOfKernel(j *job.Job, p *program.Program, kernel int) Shape {
	k := &p.Kernels[kernel]
	return Shape{
		Epoch: uint64(j.EpochLength), Kernels: uint64(len(p.Kernels)), States: uint64(len(p.States)),
		Leaves: checkpoint.LeafCount(k.Type, uint64(k.Count())), Windows: uint64(k.Windows()),
	}
}

// rounds returns how many reveals lead from the top of a tree over n leaves to a leaf.
func rounds(n uint64, arity int) int { return (checkpoint.Depth(n) + arity - 1) / arity }

// sumRounds returns how many claims lead from m windows to one.
func (a Arities) sumRounds(m uint64) int {
	n := 0
	for p := uint64(a.Sums); m > 1; n++ {
		m = (m + p - 1) / p
	}
	return n
}

// MaxMoves bounds the moves, from the opening to the verdict, of a game of the honest challenger against anybody: if all that it asks is
// answered off chain (published), or nothing is and each opening is forced on chain.
//
//	published   open · Descend+Step · ClaimTrace · Descend+Kernel+Descend+Element · (ClaimSums · Pick)×r, the last with JudgeWindow
//	withheld    open · (Reveal · Descend)×h, the last with Step · ClaimTrace · Descend · (Reveal · Descend)×(o-1), the last with Kernel ·
//	            (Reveal · Descend)×l · RevealLeaf · Element · (ClaimSums · Pick)×r, the last with JudgeWindow
func (a Arities) MaxMoves(s Shape, published bool) int {
	sums := 2 * a.sumRounds(s.Windows)
	if published {
		return 4 + sums
	}
	n := 1 + max(1, 2*rounds(s.Epoch, a.History)) + 1
	kernel := max(1, 2*rounds(s.Kernels, a.Outputs)-1) + 2*rounds(s.Leaves, a.Tensor) + 2 + sums
	state := 1 + 2*rounds(s.States, a.State)
	return n + max(kernel, state)
}

// Limit bounds the moves of a game between any two players, however they split their actions over moves: the challenger may send Step, Kernel and
// the verdict apart from the descents before them.
func (a Arities) Limit(s Shape) int { return a.MaxMoves(s, false) + 4 }

// MaxMoves is [Arities.MaxMoves] of the default arities: with 2^20 steps in an epoch, 2^12 kernels, 2^24 leaves and 2^24 terms in windows
// of 256, 8 moves if all is published and 27 if nothing is.
func MaxMoves(s Shape, published bool) int { return DefaultArities.MaxMoves(s, published) }
