package bisect

import "refute/checkpoint"

// Root is a hash of one of the trees.
type Root = checkpoint.Root

// Action is one of the actions below. A move is a list of them, done in order, all or none.
type Action interface {
	// Name returns the action's name as in docs/protocol.md.
	Name() string
}

// Descend replaces the node by its proven descendant. A node all of whose leaves are beyond the tree's count must be the zero
// subtree: any other wins at once.
type Descend struct {
	Index  uint64 // the descendant's number on its level
	Height int    // counted from the leaves
	Hash   Root
	Proof  []Root // siblings between the descendant and the node, lowest first
}

// Reveal shows the node's descendants, 2^min(arity, height) of them.
type Reveal struct{ Children []Root }

// Step names the step: the leaf of the epoch's tree. Before is S_{t-1}, proven in the same anchor, or as the last leaf of the
// anchor before; zero for t = 0.
type Step struct {
	Before Root
	Proof  []Root
}

// ClaimTrace claims the trace root of the step by the top of its tree, 2^min(arity, height) nodes.
type ClaimTrace struct{ Children []Root }

// AskState says that the trace is right and the state is not what it says.
type AskState struct{}

// OpenKernel shows the kernel's section of the program. An invalid kernel loses for the defender.
type OpenKernel struct {
	Section []byte
	Proof   []Root
}

// RevealLeaf shows the 1,024 bytes of the node, a leaf of a tensor.
type RevealLeaf struct{ Data []byte }

// Element names an output element in the leaf whose bytes are shown. A byte beyond the tensor's count that is not zero wins at once.
type Element struct {
	Index int64 // in the tensor
	Data  []byte
}

// ClaimSums claims the accumulator at the cuts of the range of windows: P at lo+q, lo+2q, … below hi.
type ClaimSums struct{ Values []uint32 }

// Pick chooses a part of the range. Values are those that were claimed: the contract keeps their hash alone.
type Pick struct {
	Part   int
	Values []uint32
}

// JudgeWindow has the referee compute the window's end from its start: equal to what the defender is bound by, the defender wins, otherwise
// the challenger.
type JudgeWindow struct {
	Section  []byte // the kernel
	Openings []byte // the leaves that the window reads, packed; see package referee
}

// JudgeState compares a state tensor's root with what the program says it becomes: a kernel's output or the tensor before.
type JudgeState struct {
	Header      []byte // section 0 of the program
	HeaderProof []Root
	Source      Root
	SourceProof []Root // in the trace tree, or in the tree of S_{t-1}
}

// Timeout ends the game against the side whose turn it is. That its clock has run out is the caller's to know.
type Timeout struct{}

func (Descend) Name() string     { return "Descend" }
func (Reveal) Name() string      { return "Reveal" }
func (Step) Name() string        { return "Step" }
func (ClaimTrace) Name() string  { return "ClaimTrace" }
func (AskState) Name() string    { return "AskState" }
func (OpenKernel) Name() string  { return "Kernel" }
func (RevealLeaf) Name() string  { return "RevealLeaf" }
func (Element) Name() string     { return "Element" }
func (ClaimSums) Name() string   { return "ClaimSums" }
func (Pick) Name() string        { return "Pick" }
func (JudgeWindow) Name() string { return "JudgeWindow" }
func (JudgeState) Name() string  { return "JudgeState" }
func (Timeout) Name() string     { return "Timeout" }
