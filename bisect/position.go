package bisect

import (
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/trainer/program"
)

// Claim is what the defender is bound by before the game begins.
type Claim struct {
	Spec     *job.Spec
	Epoch    checkpoint.Epoch
	Anchor   Root // A_e
	Previous Root // A_{e-1}; zero in epoch 0
}

// Position is where a game stands. Positions are values: what a slice of one holds never changes.
type Position struct {
	Phase Phase
	Turn  Side // whose clock runs
	Moves int  // transactions so far, the opening included

	// The node that the game is at, in the tree phases; the root of a kernel's output while the phase is Sums or Window is
	// Output.
	Node   Root
	Height int
	Index  uint64

	Step   uint32 // t
	State  Root   // S_t, from the phase Trace on
	Before Root   // S_{t-1}; zero for t = 0
	Trace  Root   // T_t as claimed, from Outputs on

	Kernel  uint32 // i, from Tensor on
	Section Root   // leaf of the kernel's section in the program's tree
	Facts   Facts  // what the section says
	Output  Root   // the kernel's output root as claimed
	Element int64  // e, from Sums on
	Lo, Hi  int64  // the range of windows
	PLo     uint32 // the accumulator before window Lo
	PHi     uint32 // the accumulator before window Hi, as claimed
	Claimed bool   // Sums: the cuts of the range are claimed
	Winner  Side   // Done
	Reason  string // Done: how it ended, for people
	Ended   Phase  // Done: the phase in which it ended

	// What was shown on the way. The contract keeps hashes of it at most; players read it from the moves.
	Children []Root                     // of Node, if they were revealed
	Leaf     *[checkpoint.LeafSize]byte // of Node, if it was revealed
	Values   []uint32                   // the sums at the cuts, if they are claimed
	Path     []Root                     // siblings from Node up to the root of its tree, lowest first
	OutPath  []Root                     // from Output up to Trace, from Tensor on
	Op       *program.Kernel            // the kernel, from Tensor on
	Sum      uint32                     // Done by JudgeWindow: what the referee computed
}

// Facts is what a valid kernel says of itself.
type Facts struct {
	Float   bool // type of the output: f32, otherwise u32
	Init    uint32
	Count   int64
	Windows int64
}

// Owed returns the name of the action that the defender owes; "" if the turn is not its.
func (p *Position) Owed() string {
	if p.Turn != Defender {
		return ""
	}
	switch p.Phase {
	case Trace:
		return "ClaimTrace"
	case Sums:
		return "ClaimSums"
	case Window:
		return "JudgeWindow"
	case State, Tensor, History, Outputs:
		if p.Height > 0 {
			return "Reveal"
		}
		if p.Phase == State {
			return "JudgeState"
		}
		return "RevealLeaf"
	}
	return ""
}

// cuts returns the length of the parts of a range of windows, and where it is cut: at lo+q, lo+2q, … below hi.
func (a Arities) cuts(lo, hi int64) (q int64, at []int64) {
	q = (hi - lo + int64(a.Sums) - 1) / int64(a.Sums)
	for w := lo + q; w < hi; w += q {
		at = append(at, w)
	}
	return q, at
}
