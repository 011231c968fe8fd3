package truth_test

import (
	"context"
	"testing"

	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/dispute/truth"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// counter counts what a player's executors do.
type counter struct {
	made, steps, outputs int
}

type counted struct {
	trainer.Executor
	n *counter
}

func (c *counter) executor(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	c.made++
	x, err := cpu.New(p, consts, cpu.Options{})
	return counted{x, c}, err
}

func (c counted) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	c.n.steps++
	return c.Executor.Step(ctx, next, prev, t, func(k int, out tensor.Tensor) error {
		c.n.outputs++
		return visit(k, out)
	})
}

func runOf(t *testing.T) *bisecttest.Run {
	t.Helper()
	r, err := bisecttest.NewRun(bisecttest.Job(9, 4), bisecttest.Executor(nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A player plans each program once, hashes a step once, and runs a step for a kernel no further than to that kernel.
func TestNothingIsComputedTwice(t *testing.T) {
	r := runOf(t)
	var n counter
	l := &truth.Local{Job: r.Job, States: r, Executor: n.executor}
	ctx := t.Context()
	ask := func(want counter, what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if n != want {
			t.Errorf("%s: %+v, want %+v", what, n, want)
		}
	}
	for range 2 {
		_, err := l.Trace(ctx, 6)
		ask(counter{1, 1, bisecttest.Kernels}, "trace", err)
		_, err = l.State(ctx, 6)
		ask(counter{1, 1, bisecttest.Kernels}, "state", err)
		_, err = l.Before(ctx, 6)
		ask(counter{1, 1, bisecttest.Kernels}, "state before", err)
	}
	for range 2 {
		_, err := l.Output(ctx, 6, bisecttest.KLanes)
		ask(counter{1, 2, bisecttest.Kernels + bisecttest.KLanes + 1}, "output", err)
		_, err = l.Leaf(ctx, 6, bisecttest.KLanes, 0)
		ask(counter{1, 2, bisecttest.Kernels + bisecttest.KLanes + 1}, "leaf", err)
		_, err = l.Sums(ctx, 6, bisecttest.KLanes, 2, []int64{1, 599})
		ask(counter{1, 2, bisecttest.Kernels + bisecttest.KLanes + 1}, "sums", err)
	}
	_, err := l.Output(ctx, 6, bisecttest.KScale)
	ask(counter{1, 3, bisecttest.Kernels + bisecttest.KLanes + bisecttest.KScale + 2}, "another kernel", err)
	_, err = l.Output(ctx, 6, bisecttest.KLanes)
	ask(counter{1, 3, bisecttest.Kernels + bisecttest.KLanes + bisecttest.KScale + 2}, "the first again", err)
}

// What a player keeps is bounded: with room for one kernel, the one before is computed again.
func TestMemoryIsBounded(t *testing.T) {
	r := runOf(t)
	var n counter
	l := &truth.Local{Job: r.Job, States: r, Executor: n.executor, Memory: 1}
	for i, k := range []uint32{1, 1, 0, 1, 1, 4, 4, 0} {
		tree, err := l.Output(t.Context(), 3, k)
		if err != nil {
			t.Fatal(err)
		}
		if want := []int{1, 1, 2, 3, 3, 4, 4, 5}[i]; n.steps != want {
			t.Errorf("question %d: %d steps, want %d", i, n.steps, want)
		}
		trace, err := l.Trace(t.Context(), 3)
		if err != nil {
			t.Fatal(err)
		}
		n.steps -= btoi(i == 0)
		want, _ := trace.Node(0, uint64(k))
		if got := tree.(*checkpoint.Tree).Root(); got != want {
			t.Errorf("kernel %d: %s, in the trace %s", k, got, want)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A defender answers for the state that it committed to, anybody else for what follows.
func TestCommitted(t *testing.T) {
	j := bisecttest.Job(9, 4)
	r, err := bisecttest.NewRun(j, bisecttest.Executor(nil), func(t uint32, s []tensor.Tensor) {
		if t == 5 {
			s[0].Words[7] ^= 1
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	roots, err := r.Roots(t.Context(), 5, 5)
	if err != nil {
		t.Fatal(err)
	}
	for _, committed := range []bool{false, true} {
		l := &truth.Local{Job: j, States: r, Committed: committed}
		s, err := l.State(t.Context(), 5)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.(*checkpoint.Tree).Root(); (got == roots[0]) != committed {
			t.Errorf("committed %v: state root %s, committed to %s", committed, got, roots[0])
		}
	}
	l := &truth.Local{Job: j, States: r}
	if _, err := l.Before(t.Context(), 0); err == nil {
		t.Error("there is a state before step 0")
	}
	if _, err := l.Output(t.Context(), 5, bisecttest.Kernels); err == nil {
		t.Error("there is a kernel after the last")
	}
}

// The second opinion is the definition where that takes minutes at most, and for larger programs package cpu's, or the
// first one's, with samples of the definition.
func TestSecond(t *testing.T) {
	var n counter
	second := truth.Second(n.executor, 1)
	j := bisecttest.Job(9, 4)
	x, err := second(j.Programs[1], j.Consts)
	if _, ok := x.(*reference.Executor); err != nil || !ok || n.made != 0 {
		t.Errorf("a small program: %T, %v", x, err)
	}
	sum := program.Kernel{Type: tensor.U32, Out: []int64{1 << 12}, Reduce: []int64{1 << 20}, Window: 256,
		Body: []program.Instr{{Op: program.Acc}, {Op: program.Index, A: 1}, {Op: program.Add, A: 0, B: 1}}}
	p := &program.Program{Kind: program.Init, Kernels: []program.Kernel{sum}, States: []program.State{{Name: "y", Type: tensor.U32, Shape: sum.Out}}}
	x, err = second(p, nil)
	if _, ok := x.(*reference.Sampled); err != nil || !ok || n.made != 0 {
		t.Errorf("a large program: %T, %v", x, err)
	}
	p.Kernels[0].Out = []int64{1 << 12, 1 << 20} // 16 GiB
	p.Kernels[0].Body[1].A = 2
	p.States[0].Shape = p.Kernels[0].Out
	if x, err = second(p, nil); n.made != 1 {
		t.Errorf("a program that does not fit: %T, %v", x, err)
	}
}
