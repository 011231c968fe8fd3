package bisect

import (
	"fmt"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/trainer/program"
)

// Game is a game in progress: what the defender is bound by, and the position.
type Game struct {
	Claim
	Position
	Arities Arities
	referee Referee
}

// New returns a game at its opening position. With ask, the defender owes the top of the epoch's tree; without, it is the
// challenger's turn. The referee may be nil in a game that is only followed, not judged.
func New(c Claim, a Arities, ask bool, r Referee) *Game {
	g := &Game{Claim: c, Arities: a, referee: r}
	shape := g.shape(History)
	g.Position = Position{Phase: History, Turn: Challenger, Moves: 1, Node: c.Anchor, Height: shape.Depth}
	if ask && shape.Depth > 0 {
		g.Turn = Defender
	}
	return g
}

// Clone returns a game that can be played on without changing this one.
func (g *Game) Clone() *Game {
	c := *g
	return &c
}

// shape returns what is known of the tree of a phase.
func (g *Game) shape(p Phase) checkpoint.Shape {
	switch p {
	case History:
		return g.Spec.Epochs().Shape(g.Epoch)
	case Outputs:
		return checkpoint.NodeShape(uint64(g.program().Kernels))
	case State:
		return checkpoint.NodeShape(uint64(g.Spec.States))
	case Tensor:
		return checkpoint.TensorShape(g.Op.Type, uint64(g.Op.Count()))
	}
	return checkpoint.Shape{}
}

func (g *Game) program() job.Program { return g.Spec.Programs[g.Spec.ProgramOf(g.Step)] }

// place returns where a kernel of the disputed step stands.
func (g *Game) place(kernel uint32) Place {
	return Place{Init: g.Step == 0, Position: kernel, States: g.Spec.States, Consts: g.Spec.Consts, Kernels: g.program().Kernels}
}

// Query returns the question to the referee in the phase Window.
func (g *Game) Query(section []byte) *Query {
	return &Query{
		Section: section, Place: g.place(g.Kernel), Step: g.Step, Element: g.Element, Window: g.Lo, Acc: g.PLo,
		State: g.Before, Consts: g.Spec.ConstRoot, Trace: g.Trace,
	}
}

// Move applies a transaction of a sender: its actions in order, all or none. The actions after one that ends the game are not
// looked at. An error is an [*ActionError].
func (g *Game) Move(by Side, actions ...Action) error {
	before := g.Position
	if len(actions) == 0 {
		return &ActionError{"an empty move", g.Phase, ErrCount}
	}
	g.Moves++
	for i, a := range actions {
		phase := g.Phase
		if err := g.apply(by, a); err != nil {
			g.Position = before
			return &ActionError{a.Name(), phase, err}
		}
		if g.Phase == Done && i < len(actions) {
			break
		}
	}
	return nil
}

func (g *Game) apply(by Side, a Action) error {
	if g.Phase == Done {
		return ErrDone
	}
	switch a := a.(type) {
	case Descend:
		return g.descend(by, a)
	case Reveal:
		return g.reveal(a)
	case Step:
		return g.step(by, a)
	case ClaimTrace:
		return g.claimTrace(by, a)
	case AskState:
		return g.askState(by)
	case OpenKernel:
		return g.openKernel(by, a)
	case RevealLeaf:
		return g.revealLeaf(a)
	case Element:
		return g.element(by, a)
	case ClaimSums:
		return g.claimSums(by, a)
	case Pick:
		return g.pick(by, a)
	case JudgeWindow:
		return g.judgeWindow(a)
	case JudgeState:
		return g.judgeState(a)
	case Timeout:
		g.end(g.Turn.Other(), "the "+g.Turn.String()+"'s clock ran out")
		return nil
	}
	return fmt.Errorf("unknown action %T", a)
}

func (g *Game) end(winner Side, reason string) {
	g.Phase, g.Turn, g.Winner, g.Reason, g.Ended = Done, Nobody, winner, reason, g.Phase
}

// enter goes to a node of a phase's tree. Whose turn it is follows from what is to be shown next.
func (g *Game) enter(p Phase, node Root, height int, index uint64, path []Root) {
	g.Phase, g.Node, g.Height, g.Index, g.Path = p, node, height, index, path
	g.Children, g.Leaf = nil, nil
	g.Turn = Defender // owes the node's descendants, a leaf's bytes, or the judgement of a state tensor
	if height == 0 && (p == History || p == Outputs) {
		g.Turn = Challenger // names the step or the kernel
	}
}

func (g *Game) descend(by Side, a Descend) error {
	switch {
	case !g.Phase.Tree():
		return ErrPhase
	case by != Challenger:
		return ErrSender
	case a.Height < 0 || g.Height == 0 || a.Height > g.Height-min(g.Arities.Of(g.Phase), g.Height):
		return fmt.Errorf("%w: from height %d to %d", ErrPlace, g.Height, a.Height)
	case a.Index>>(g.Height-a.Height) != g.Index:
		return fmt.Errorf("%w: node %d at height %d is not below node %d at height %d", ErrPlace, a.Index, a.Height, g.Index, g.Height)
	case len(a.Proof) != g.Height-a.Height:
		return fmt.Errorf("%w: %d siblings, want %d", ErrCount, len(a.Proof), g.Height-a.Height)
	}
	if got, _ := checkpoint.Climb(a.Hash, a.Index, a.Proof); got != g.Node {
		return fmt.Errorf("%w: %s, want %s", ErrHash, got.Short(), g.Node.Short())
	}
	shape := g.shape(g.Phase)
	if shape.Beyond(a.Height, a.Index) {
		if a.Hash == shape.Kind.Zero(a.Height) {
			return ErrZero
		}
		g.end(Challenger, "something is committed beyond the tree's count")
		return nil
	}
	path := append(append(make([]Root, 0, len(a.Proof)+len(g.Path)), a.Proof...), g.Path...)
	g.enter(g.Phase, a.Hash, a.Height, a.Index, path)
	return nil
}

func (g *Game) reveal(a Reveal) error {
	switch {
	case !g.Phase.Tree():
		return ErrPhase
	case g.Turn != Defender || g.Height == 0:
		return ErrTurn
	}
	if err := checkTop(a.Children, min(g.Arities.Of(g.Phase), g.Height), g.Node); err != nil {
		return err
	}
	g.Children, g.Turn = a.Children, Challenger
	return nil
}

// checkTop checks that there are 2^levels children and that they hash to the node.
func checkTop(children []Root, levels int, node Root) error {
	root, err := topRoot(children, levels)
	if err == nil && root != node {
		err = fmt.Errorf("%w: %s, want %s", ErrHash, root.Short(), node.Short())
	}
	return err
}

func topRoot(children []Root, levels int) (Root, error) {
	if len(children) != 1<<levels {
		return Root{}, fmt.Errorf("%w: %d children, want %d", ErrCount, len(children), 1<<levels)
	}
	return checkpoint.SubtreeRoot(children)
}

func (g *Game) step(by Side, a Step) error {
	switch {
	case g.Phase != History:
		return ErrPhase
	case by != Challenger:
		return ErrSender
	case g.Height != 0:
		return ErrTurn
	}
	epochs := g.Spec.Epochs()
	var t uint32
	anchor, leaf, depth := g.Anchor, uint64(0), g.shape(History).Depth
	switch {
	case g.Epoch == 0:
		if len(a.Proof) != 0 || !a.Before.IsZero() {
			return fmt.Errorf("%w: there is no state before step 0", ErrCount)
		}
		g.begin(0, a.Before)
		return nil
	case g.Index > 0:
		leaf = g.Index - 1
	default: // the last leaf of the anchor before
		anchor = g.Previous
		depth = epochs.Shape(g.Epoch - 1).Depth
		_, last := epochs.Range(g.Epoch - 1)
		_, leaf = epochs.Place(last)
	}
	first, _ := epochs.Range(g.Epoch)
	t = first + uint32(g.Index)
	if len(a.Proof) != depth {
		return fmt.Errorf("%w: %d siblings, want %d", ErrCount, len(a.Proof), depth)
	}
	if got, _ := checkpoint.Climb(a.Before, leaf, a.Proof); got != anchor {
		return fmt.Errorf("%w: %s, want anchor %s", ErrHash, got.Short(), anchor.Short())
	}
	g.begin(t, a.Before)
	return nil
}

func (g *Game) begin(t uint32, before Root) {
	g.Step, g.State, g.Before = t, g.Node, before
	g.Phase, g.Turn = Trace, Defender
	g.Node, g.Height, g.Index, g.Path, g.Children = Root{}, 0, 0, nil, nil
}

func (g *Game) claimTrace(by Side, a ClaimTrace) error {
	switch {
	case g.Phase != Trace:
		return ErrPhase
	case by != Defender:
		return ErrSender
	}
	depth := g.shape(Outputs).Depth
	root, err := topRoot(a.Children, min(g.Arities.Outputs, depth))
	if err != nil {
		return err
	}
	g.enter(Outputs, root, depth, 0, nil)
	g.Trace, g.Turn = root, Challenger
	if depth > 0 {
		g.Children = a.Children
	}
	return nil
}

func (g *Game) askState(by Side) error {
	switch {
	case g.Phase != Outputs:
		return ErrPhase
	case by != Challenger:
		return ErrSender
	case g.Height != g.shape(Outputs).Depth:
		return ErrTurn
	}
	g.enter(State, g.State, g.shape(State).Depth, 0, nil)
	return nil
}

func (g *Game) openKernel(by Side, a OpenKernel) error {
	switch {
	case g.Phase != Outputs:
		return ErrPhase
	case by != Challenger:
		return ErrSender
	case g.Height != 0:
		return ErrTurn
	}
	p := g.program()
	leaf := Root(program.SectionLeaf(a.Section))
	if err := g.section(p, leaf, g.Index+1, a.Proof); err != nil {
		return err
	}
	g.Kernel, g.Section = uint32(g.Index), leaf
	op, err := CheckKernel(a.Section, g.place(g.Kernel))
	if err != nil {
		g.end(Challenger, "the kernel is not valid: "+err.Error())
		return nil
	}
	g.Op, g.Facts, g.Output, g.OutPath = op, factsOf(op), g.Node, g.Path
	g.enter(Tensor, g.Output, g.shape(Tensor).Depth, 0, nil)
	return nil
}

// section checks a leaf of a program's tree.
func (g *Game) section(p job.Program, leaf Root, index uint64, proof []Root) error {
	depth := checkpoint.Depth(uint64(p.Kernels) + 2)
	if len(proof) != depth {
		return fmt.Errorf("%w: %d siblings, want %d", ErrCount, len(proof), depth)
	}
	if got, _ := checkpoint.Climb(leaf, index, proof); got != p.Root {
		return fmt.Errorf("%w: %s, want program %s", ErrHash, got.Short(), Root(p.Root).Short())
	}
	return nil
}

// leaf checks the bytes of a tensor's leaf against the node.
func (g *Game) leaf(data []byte) (*[checkpoint.LeafSize]byte, error) {
	if len(data) != checkpoint.LeafSize {
		return nil, fmt.Errorf("%w: %d bytes, want %d", ErrCount, len(data), checkpoint.LeafSize)
	}
	b := [checkpoint.LeafSize]byte(data)
	if got := checkpoint.HashLeaf(&b); got != g.Node {
		return nil, fmt.Errorf("%w: %s, want %s", ErrHash, got.Short(), g.Node.Short())
	}
	return &b, nil
}

func (g *Game) revealLeaf(a RevealLeaf) error {
	switch {
	case g.Phase != Tensor:
		return ErrPhase
	case g.Turn != Defender || g.Height != 0:
		return ErrTurn
	}
	b, err := g.leaf(a.Data)
	if err != nil {
		return err
	}
	g.Leaf, g.Turn = b, Challenger
	return nil
}

func (g *Game) element(by Side, a Element) error {
	switch {
	case g.Phase != Tensor:
		return ErrPhase
	case by != Challenger:
		return ErrSender
	case g.Height != 0:
		return ErrTurn
	}
	b, err := g.leaf(a.Data)
	if err != nil {
		return err
	}
	count := uint64(g.Facts.Count)
	if leaf, _ := checkpoint.LeafOf(g.Op.Type, uint64(a.Index)); a.Index < 0 || leaf != g.Index {
		return fmt.Errorf("%w: element %d is not in leaf %d", ErrRange, a.Index, g.Index)
	}
	if _, bad := checkpoint.PaddingFault(g.Op.Type, count, g.Index, b); bad {
		g.end(Challenger, "a byte beyond the tensor's count is not zero")
		return nil
	}
	if uint64(a.Index) >= count {
		return fmt.Errorf("%w: element %d of %d", ErrRange, a.Index, count)
	}
	_, at := checkpoint.LeafOf(g.Op.Type, uint64(a.Index))
	word, err := checkpoint.LeafElement(g.Op.Type, b, at)
	if err != nil {
		return err
	}
	g.Element, g.Leaf = a.Index, b
	g.PLo, g.PHi = g.Facts.Init, word
	g.narrow(0, g.Facts.Windows)
	return nil
}

// narrow goes to a range of windows.
func (g *Game) narrow(lo, hi int64) {
	g.Lo, g.Hi, g.Claimed, g.Values, g.Turn = lo, hi, false, nil, Defender
	if g.Phase = Sums; hi-lo == 1 {
		g.Phase = Window
	}
}

func (g *Game) claimSums(by Side, a ClaimSums) error {
	switch {
	case g.Phase != Sums:
		return ErrPhase
	case by != Defender:
		return ErrSender
	case g.Claimed:
		return ErrTurn
	}
	if _, at := g.Arities.cuts(g.Lo, g.Hi); len(a.Values) != len(at) {
		return fmt.Errorf("%w: %d sums, want %d", ErrCount, len(a.Values), len(at))
	}
	g.Values, g.Claimed, g.Turn = a.Values, true, Challenger
	return nil
}

func (g *Game) pick(by Side, a Pick) error {
	switch {
	case g.Phase != Sums:
		return ErrPhase
	case by != Challenger:
		return ErrSender
	case !g.Claimed:
		return ErrTurn
	case a.Part < 0 || a.Part > len(g.Values):
		return fmt.Errorf("%w: part %d of %d", ErrRange, a.Part, len(g.Values)+1)
	case len(a.Values) != len(g.Values):
		return fmt.Errorf("%w: %d sums, %d were claimed", ErrHash, len(a.Values), len(g.Values))
	}
	for i, v := range a.Values {
		if v != g.Values[i] {
			return fmt.Errorf("%w: sum %d is 0x%08x, 0x%08x was claimed", ErrHash, i, v, g.Values[i])
		}
	}
	_, at := g.Arities.cuts(g.Lo, g.Hi)
	lo, hi := g.Lo, g.Hi
	if a.Part > 0 {
		lo, g.PLo = at[a.Part-1], g.Values[a.Part-1]
	}
	if a.Part < len(at) {
		hi, g.PHi = at[a.Part], g.Values[a.Part]
	}
	g.narrow(lo, hi)
	return nil
}

func (g *Game) judgeWindow(a JudgeWindow) error {
	if g.Phase != Window {
		return ErrPhase
	}
	if leaf := Root(program.SectionLeaf(a.Section)); leaf != g.Section {
		return fmt.Errorf("%w: kernel %s, want %s", ErrHash, leaf.Short(), g.Section.Short())
	}
	if g.referee == nil {
		return fmt.Errorf("%w: there is none in this game", ErrJudge)
	}
	sum, err := g.referee.Window(g.Query(a.Section), a.Openings)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrJudge, err)
	}
	g.Sum = sum
	if sum == g.PHi {
		g.end(Defender, "the referee computed what was claimed")
	} else {
		g.end(Challenger, "the referee computed something else")
	}
	return nil
}

func (g *Game) judgeState(a JudgeState) error {
	switch {
	case g.Phase != State:
		return ErrPhase
	case g.Height != 0:
		return ErrTurn
	}
	if err := g.section(g.program(), program.SectionLeaf(a.Header), 0, a.HeaderProof); err != nil {
		return err
	}
	e, err := headerState(a.Header, g.place(0), g.Index)
	if err != nil {
		g.end(Challenger, err.Error())
		return nil
	}
	shape, root, index := g.shape(State), g.Before, g.Index
	if e.kernel {
		shape, root, index = g.shape(Outputs), g.Trace, uint64(e.source)
	}
	if len(a.SourceProof) != shape.Depth {
		return fmt.Errorf("%w: %d siblings, want %d", ErrCount, len(a.SourceProof), shape.Depth)
	}
	if got, _ := checkpoint.Climb(a.Source, index, a.SourceProof); got != root {
		return fmt.Errorf("%w: %s, want %s", ErrHash, got.Short(), root.Short())
	}
	if a.Source == g.Node {
		g.end(Defender, "the state tensor is what the program says")
	} else {
		g.end(Challenger, "the state tensor is not what the program says")
	}
	return nil
}
