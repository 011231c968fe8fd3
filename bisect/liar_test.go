package bisect_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"refute/bisect"
	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/dispute/truth"
	"refute/trainer/tensor"
)

// A liar defends a false commitment by a strategy of its own.
type liar interface {
	bisect.Player
	shown() bisect.Truth
}

// told plays by the rules from something that is not true.
type told struct{ bisect.Truth }

func (l told) Next(ctx context.Context, g *bisect.Game) ([]bisect.Action, error) {
	return bisect.Honest{Truth: l.Truth}.Next(ctx, g)
}
func (l told) shown() bisect.Truth { return l.Truth }

// liars returns strategies of a defender of a run that goes wrong by the hook.
func liars(r *bisecttest.Run, hook bisecttest.Hook) map[string]bisect.Player {
	local := func(h bisecttest.Hook) *truth.Local { return defence(r, h) }
	out := map[string]bisect.Player{
		"consistent":            told{local(hook)},
		"true trace":            told{local(nil)}, // the state is not what the trace says
		"sums of zeros":         told{sums{local(hook), func([]uint32) uint32 { return 0 }}},
		"sums off by a bit":     told{sums{local(hook), func(v []uint32) uint32 { return v[0] ^ 1 }}},
		"window never judged":   told{unjudged{local(hook)}},
		"trace of rubbish":      rubbish{local(hook), bisect.Trace},
		"sums of rubbish":       rubbish{local(hook), bisect.Sums},
		"reveals of rubbish":    rubbish{local(hook), bisect.History},
		"openings of rubbish":   rubbish{local(hook), bisect.Window},
		"judges by other state": told{otherBefore{local(hook), r}},
	}
	// A different trace in every game: the blame moves to a kernel that was right.
	for _, k := range []int{bisecttest.KScale, bisecttest.KIndex, bisecttest.KLink + 20} {
		out["blames kernel "+string(rune('0'+k%10))] = told{local(both(hook, bisecttest.Flip(6, k, 0, 1<<9)))}
	}
	return out
}

func both(a, b bisecttest.Hook) bisecttest.Hook {
	return func(t uint32, k int, out tensor.Tensor) { a(t, k, out); b(t, k, out) }
}

// sums claims other partial sums.
type sums struct {
	bisect.Truth
	lie func(v []uint32) uint32
}

func (s sums) Sums(ctx context.Context, t, k uint32, e int64, w []int64) ([]uint32, error) {
	v, err := s.Truth.Sums(ctx, t, k, e, w)
	for i := range v {
		v[i] = s.lie(v[i:])
	}
	return v, err
}

// unjudged never posts the window.
type unjudged struct{ bisect.Truth }

func (unjudged) Openings(context.Context, *bisect.Query, func(uint32) ([]bisect.Root, error)) ([]byte, error) {
	return nil, context.DeadlineExceeded
}

// otherBefore opens the state after the step where the one before is asked for.
type otherBefore struct {
	*truth.Local
	run *bisecttest.Run
}

func (o otherBefore) Openings(ctx context.Context, q *bisect.Query, trace func(uint32) ([]bisect.Root, error)) ([]byte, error) {
	other := *q
	other.Step++
	return o.Local.Openings(ctx, &other, trace)
}

// rubbish sends values of the right form that are drawn at random, from a phase on.
type rubbish struct {
	bisect.Truth
	from bisect.Phase
}

func (r rubbish) shown() bisect.Truth { return r.Truth }

func (r rubbish) Next(ctx context.Context, g *bisect.Game) ([]bisect.Action, error) {
	move, err := bisect.Honest{Truth: r.Truth}.Next(ctx, g)
	if err != nil || len(move) == 0 || g.Phase < r.from {
		return move, err
	}
	rng := rand.New(rand.NewPCG(1, uint64(g.Moves)))
	roots := func(in []bisect.Root) []bisect.Root {
		out := make([]bisect.Root, len(in))
		for i := range out {
			out[i][rng.IntN(32)] = byte(1 + rng.IntN(255))
		}
		return out
	}
	switch a := move[0].(type) {
	case bisect.Reveal:
		move[0] = bisect.Reveal{Children: roots(a.Children)}
	case bisect.ClaimTrace:
		move[0] = bisect.ClaimTrace{Children: roots(a.Children)}
	case bisect.RevealLeaf:
		move[0] = bisect.RevealLeaf{Data: make([]byte, len(a.Data))}
	case bisect.ClaimSums:
		v := make([]uint32, len(a.Values))
		for i := range v {
			v[i] = rng.Uint32()
		}
		move[0] = bisect.ClaimSums{Values: v}
	case bisect.JudgeWindow:
		b := append([]byte(nil), a.Openings...)
		b[rng.IntN(len(b))] ^= 1
		move[0] = bisect.JudgeWindow{Section: a.Section, Openings: b}
	}
	return move, nil
}

// padded commits to something beyond the count of one of its trees.
type padded struct {
	bisect.Truth
	phase bisect.Phase
	j     *job.Job
}

func pad(n bisect.Nodes, kind checkpoint.Kind) *checkpoint.Tree {
	t := n.(*checkpoint.Tree)
	leaves := append([]checkpoint.Root(nil), t.Leaves()...)
	if len(leaves) == 1<<t.Depth() {
		panic("no room for padding")
	}
	for len(leaves) < 1<<t.Depth() {
		leaves = append(leaves, kind.Zero(0))
	}
	leaves[len(leaves)-1] = checkpoint.Root{1, 2, 3}
	p, err := checkpoint.NewTree(kind, leaves, t.Depth())
	if err != nil {
		panic(err)
	}
	return p
}

func (p padded) History(ctx context.Context, e checkpoint.Epoch) (bisect.Nodes, error) {
	n, err := p.Truth.History(ctx, e)
	if err == nil && p.phase == bisect.History && n.(*checkpoint.Tree).Count() < 1<<n.(*checkpoint.Tree).Depth() {
		n = pad(n, checkpoint.Nodes)
	}
	return n, err
}

func (p padded) Trace(ctx context.Context, t uint32) (bisect.Nodes, error) {
	n, err := p.Truth.Trace(ctx, t)
	if err == nil && p.phase == bisect.Outputs {
		n = pad(n, checkpoint.Nodes)
	}
	return n, err
}

func (p padded) State(ctx context.Context, t uint32) (bisect.Nodes, error) {
	n, err := p.Truth.State(ctx, t)
	if err == nil && p.phase == bisect.State && t == 9 {
		n = pad(n, checkpoint.Nodes)
	}
	return n, err
}

// "All beyond the count is zero; one direct move proves otherwise."
func TestPadding(t *testing.T) {
	j := tiny()
	r := honestRun()
	base := padded{defence(r, nil), bisect.History, j}
	n, err := base.History(context.Background(), 3) // the last epoch: one step of four
	if err != nil {
		t.Fatal(err)
	}
	anchor, _ := n.Node(n.(*checkpoint.Tree).Depth(), 0)
	g := of(t, r).epoch(3).anchored(anchor).by(honest(base)).against(withheld(honestRun())).asking().wins(bisect.Challenger)
	if g.Reason != "something is committed beyond the tree's count" {
		t.Error(g.Reason)
	}
	// The same in a state's tree: the root of S_9 is that of a padded tree.
	base.phase = bisect.State
	n, err = base.State(context.Background(), 9)
	if err != nil {
		t.Fatal(err)
	}
	state, _ := n.Node(2, 0)
	epochs := checkpoint.Epochs{Steps: j.Steps, Length: j.EpochLength}
	if anchor, err = checkpoint.Anchor(epochs, 3, []checkpoint.Root{state}); err != nil {
		t.Fatal(err)
	}
	lied := lastState{base, epochs, state}
	g = of(t, r).epoch(3).anchored(anchor).by(honest(lied)).against(withheld(honestRun())).asking().wins(bisect.Challenger)
	if g.Reason != "something is committed beyond the tree's count" {
		t.Error(g.Reason)
	}
	// And in the trace, of a step that is wrong, to draw the challenger away.
	hook := bisecttest.Flip(9, bisecttest.Kernels-1, 0, 1)
	wrong := mustRun(j, hook, nil)
	lie := padded{defence(wrong, hook), bisect.Outputs, j}
	of(t, wrong).epoch(3).by(honest(lie)).against(withheld(honestRun())).asking().wins(bisect.Challenger)
	of(t, wrong).epoch(3).by(honest(lie)).against(published(wrong, 9, lie)).wins(bisect.Challenger)
	// With nothing else wrong in the trace, the padding itself loses.
	lie = padded{defence(wrong, nil), bisect.Outputs, j}
	g = of(t, wrong).epoch(3).by(honest(lie)).against(withheld(honestRun())).asking().wins(bisect.Challenger)
	if g.Reason != "something is committed beyond the tree's count" {
		t.Error(g.Reason)
	}
	// A byte beyond the count in an output's last leaf.
	leaf := paddedLeaf{defence(wrong, nil)}
	g = of(t, wrong).epoch(3).by(honest(leaf)).against(withheld(honestRun())).asking().wins(bisect.Challenger)
	if g.Reason != "a byte beyond the tensor's count is not zero" {
		t.Error(g.Reason)
	}
}

// lastState has another root of the last state.
type lastState struct {
	padded
	epochs checkpoint.Epochs
	state  checkpoint.Root
}

func (l lastState) History(ctx context.Context, e checkpoint.Epoch) (bisect.Nodes, error) {
	if e == 3 {
		return checkpoint.EpochTree(l.epochs, e, []checkpoint.Root{l.state})
	}
	return l.padded.Truth.History(ctx, e)
}

// paddedLeaf has a byte set beyond the count in kernel KScale's last leaf.
type paddedLeaf struct{ *truth.Local }

func (l paddedLeaf) Leaf(ctx context.Context, t, k uint32, leaf uint64) (*[checkpoint.LeafSize]byte, error) {
	b, err := l.Local.Leaf(ctx, t, k, leaf)
	if err == nil && k == bisecttest.KScale && leaf == 1 {
		b[1000] = 1
	}
	return b, err
}

func (l paddedLeaf) Output(ctx context.Context, t, k uint32) (bisect.Nodes, error) {
	n, err := l.Local.Output(ctx, t, k)
	if err != nil || k != bisecttest.KScale {
		return n, err
	}
	b, err := l.Leaf(ctx, t, k, 1)
	if err != nil {
		return nil, err
	}
	leaves := append([]checkpoint.Root(nil), n.(*checkpoint.Tree).Leaves()...)
	leaves[1] = checkpoint.HashLeaf(b)
	return checkpoint.NewTree(checkpoint.Tensors, leaves, 1)
}

func (l paddedLeaf) Trace(ctx context.Context, t uint32) (bisect.Nodes, error) {
	n, err := l.Local.Trace(ctx, t)
	if err != nil {
		return nil, err
	}
	out, err := l.Output(ctx, t, bisecttest.KScale)
	if err != nil {
		return nil, err
	}
	leaves := append([]checkpoint.Root(nil), n.(*checkpoint.Tree).Leaves()...)
	leaves[bisecttest.KScale] = out.(*checkpoint.Tree).Root()
	return checkpoint.NodeTree(leaves), nil
}
