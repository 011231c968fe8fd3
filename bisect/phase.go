package bisect

import "fmt"

// Phase is what a game is about at the moment.
type Phase uint8

// The phases, in the order in which a game can go through them (Outputs leads to State or to Tensor).
const (
	History Phase = iota // a node of the epoch's anchor tree
	Trace                // the step is named, its trace root not yet claimed
	Outputs              // a node of the trace tree
	State                // a node of the tree of S_t
	Tensor               // a node of a kernel's output tree
	Sums                 // a range of windows of one element's sum
	Window               // one window
	Done
)

var phases = [...]string{"history", "trace", "outputs", "state", "tensor", "sums", "window", "done"}

func (p Phase) String() string {
	if int(p) < len(phases) {
		return phases[p]
	}
	return fmt.Sprintf("phase(%d)", uint8(p))
}

// Tree reports whether the position of the phase is a node of a tree.
func (p Phase) Tree() bool { return p == History || p == Outputs || p == State || p == Tensor }

// Side is a side of a game, or who sends a move.
type Side uint8

// The sides. Nobody stands for an account that is neither, and for the winner of a game that is not over.
const (
	Nobody Side = iota
	Defender
	Challenger
)

func (s Side) String() string {
	switch s {
	case Defender:
		return "defender"
	case Challenger:
		return "challenger"
	}
	return "nobody"
}

// Other returns the opponent.
func (s Side) Other() Side {
	switch s {
	case Defender:
		return Challenger
	case Challenger:
		return Defender
	}
	return Nobody
}
