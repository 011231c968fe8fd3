// Package truth is what a player of a dispute knows by itself: it recomputes the disputed step, and of it what the game asks for, from
// the job and a state before it.
package truth

import (
	"context"
	"fmt"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/dispute/referee"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// States gives a run's states: a solver's own, a verifier's own, or those that a solver has published.
type States interface {
	// State returns the tensors of S_t, which must not be changed.
	State(ctx context.Context, t uint32) ([]tensor.Tensor, error)
	// Roots returns the state roots of the steps first … last.
	Roots(ctx context.Context, first, last uint32) ([]checkpoint.Root, error)
}

// NewExecutor makes an executor of a program.
type NewExecutor func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error)

// Reference is the executor that is the definition: the default, and slow.
func Reference(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return reference.New(p, consts)
}

// Local implements [bisect.Truth] for one player. It keeps the hashes of one step and the tensors of one kernel and recomputes
// the rest.
type Local struct {
	Job    *job.Job
	States States
	// Executor runs the steps; nil is Reference.
	Executor NewExecutor
	// Committed makes States the authority on S_t too: so for a defender, which must answer for what it committed to. Otherwise S_t is what
	// follows from S_{t-1}.
	Committed bool

	step   *stepFacts
	kernel *kernelFacts
	base   *baseFacts
	consts *checkpoint.Tree
}

// baseFacts is the tree of S_{t-1}.
type baseFacts struct {
	t    uint32
	tree *checkpoint.Tree
}

type stepFacts struct {
	t            uint32
	trace, after *checkpoint.Tree
}

type kernelFacts struct {
	t      uint32
	kernel uint32
	outs   []tensor.Tensor // of the kernel and of those that it reads; the rest is empty
	before []tensor.Tensor
	tree   *checkpoint.Tree
}

var _ bisect.Truth = (*Local)(nil)

// History implements [bisect.Truth].
func (l *Local) History(ctx context.Context, e checkpoint.Epoch) (bisect.Nodes, error) {
	epochs := checkpoint.Epochs{Steps: l.Job.Steps, Length: l.Job.EpochLength}
	first, last := epochs.Range(e)
	roots, err := l.States.Roots(ctx, first, last)
	if err != nil {
		return nil, err
	}
	return checkpoint.EpochTree(epochs, e, append([]checkpoint.Root(nil), roots...))
}

// State implements [bisect.Truth].
func (l *Local) State(ctx context.Context, t uint32) (bisect.Nodes, error) {
	if l.Committed {
		s, err := l.States.State(ctx, t)
		if err != nil {
			return nil, err
		}
		return checkpoint.StateTree(s), nil
	}
	f, err := l.stepFacts(ctx, t)
	if err != nil {
		return nil, err
	}
	return f.after, nil
}

// Before implements [bisect.Truth].
func (l *Local) Before(ctx context.Context, t uint32) (bisect.Nodes, error) {
	tree, err := l.beforeTree(ctx, t)
	if err != nil {
		return nil, err
	}
	return tree, nil
}

func (l *Local) beforeTree(ctx context.Context, t uint32) (*checkpoint.Tree, error) {
	if l.base != nil && l.base.t == t {
		return l.base.tree, nil
	}
	s, err := l.before(ctx, t)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, fmt.Errorf("truth: there is no state before step 0")
	}
	l.base = &baseFacts{t, checkpoint.StateTree(s)}
	return l.base.tree, nil
}

// before returns S_{t-1}, nil for t = 0.
func (l *Local) before(ctx context.Context, t uint32) ([]tensor.Tensor, error) {
	if t == 0 {
		return nil, nil
	}
	return l.States.State(ctx, t-1)
}

// Trace implements [bisect.Truth].
func (l *Local) Trace(ctx context.Context, t uint32) (bisect.Nodes, error) {
	f, err := l.stepFacts(ctx, t)
	if err != nil {
		return nil, err
	}
	return f.trace, nil
}

func (l *Local) run(ctx context.Context, t uint32, visit trainer.Visit) (before, after []tensor.Tensor, err error) {
	if before, err = l.before(ctx, t); err != nil {
		return nil, nil, err
	}
	p := l.Job.ProgramOf(t)
	newExecutor := l.Executor
	if newExecutor == nil {
		newExecutor = Reference
	}
	x, err := newExecutor(p, l.Job.Consts)
	if err != nil {
		return nil, nil, err
	}
	after = trainer.NewState(p)
	return before, after, x.Step(ctx, after, before, t, visit)
}

func (l *Local) stepFacts(ctx context.Context, t uint32) (*stepFacts, error) {
	if l.step != nil && l.step.t == t {
		return l.step, nil
	}
	roots := make([]checkpoint.Root, len(l.Job.ProgramOf(t).Kernels))
	_, after, err := l.run(ctx, t, func(k int, out tensor.Tensor) error {
		roots[k] = checkpoint.TensorRoot(out)
		return nil
	})
	if err != nil {
		return nil, err
	}
	l.step = &stepFacts{t, checkpoint.NodeTree(roots), checkpoint.StateTree(after)}
	return l.step, nil
}

func (l *Local) kernelFacts(ctx context.Context, t, kernel uint32) (*kernelFacts, error) {
	if f := l.kernel; f != nil && f.t == t && f.kernel == kernel {
		return f, nil
	}
	p := l.Job.ProgramOf(t)
	if int(kernel) >= len(p.Kernels) {
		return nil, fmt.Errorf("truth: kernel %d of %d", kernel, len(p.Kernels))
	}
	keep := make([]bool, len(p.Kernels))
	keep[kernel] = true
	for _, o := range p.Kernels[kernel].Operands {
		if o.Space == program.InKernel {
			keep[o.Tensor] = true
		}
	}
	f := &kernelFacts{t: t, kernel: kernel, outs: make([]tensor.Tensor, len(p.Kernels))}
	var err error
	f.before, _, err = l.run(ctx, t, func(k int, out tensor.Tensor) error {
		if keep[k] {
			f.outs[k] = out.Clone()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	f.tree = checkpoint.TensorTree(f.outs[kernel])
	l.kernel = f
	return f, nil
}

// Output implements [bisect.Truth].
func (l *Local) Output(ctx context.Context, t, kernel uint32) (bisect.Nodes, error) {
	f, err := l.kernelFacts(ctx, t, kernel)
	if err != nil {
		return nil, err
	}
	return f.tree, nil
}

// Leaf implements [bisect.Truth].
func (l *Local) Leaf(ctx context.Context, t, kernel uint32, leaf uint64) (*[checkpoint.LeafSize]byte, error) {
	f, err := l.kernelFacts(ctx, t, kernel)
	if err != nil {
		return nil, err
	}
	b := checkpoint.LeafBytes(f.outs[kernel], leaf)
	return &b, nil
}

// Sums implements [bisect.Truth]. The sums follow from the kernel's inputs by the definition.
func (l *Local) Sums(ctx context.Context, t, kernel uint32, element int64, windows []int64) ([]uint32, error) {
	f, err := l.kernelFacts(ctx, t, kernel)
	if err != nil {
		return nil, err
	}
	k := &l.Job.ProgramOf(t).Kernels[kernel]
	read := reference.Tensors(k, f.before, l.Job.Consts, f.outs)
	out := make([]uint32, len(windows))
	acc, from := k.Init, int64(0)
	for i, w := range windows {
		to := min(w*int64(k.Window), k.Terms())
		if acc, err = reference.Fold(k, t, element, from, to, acc, read); err != nil {
			return nil, err
		}
		out[i], from = acc, to
	}
	return out, nil
}

// Section implements [bisect.Truth].
func (l *Local) Section(_ context.Context, t, section uint32) ([]byte, []bisect.Root, error) {
	p := l.Job.ProgramOf(t)
	sections := p.Sections()
	if int(section) >= len(sections) {
		return nil, nil, fmt.Errorf("truth: section %d of %d", section, len(sections))
	}
	leaves := make([]checkpoint.Root, len(sections))
	for i, s := range sections {
		leaves[i] = program.SectionLeaf(s)
	}
	proof, err := checkpoint.NodeTree(leaves).Proof(uint64(section))
	return sections[section], proof, err
}

// Openings implements [bisect.Truth].
func (l *Local) Openings(ctx context.Context, q *bisect.Query, trace func(uint32) ([]bisect.Root, error)) ([]byte, error) {
	f, err := l.kernelFacts(ctx, q.Step, q.Place.Position)
	if err != nil {
		return nil, err
	}
	if l.consts == nil {
		l.consts = checkpoint.NodeTree(checkpoint.TensorRoots(l.Job.Consts))
	}
	return referee.Open(q, &inputs{ctx, l, f, trace})
}

// inputs implements [referee.Inputs] for one kernel.
type inputs struct {
	ctx   context.Context // of the call that the inputs are for
	local *Local
	facts *kernelFacts
	trace func(uint32) ([]bisect.Root, error)
}

func (in *inputs) Tensor(s program.Space, index int) (tensor.Tensor, error) {
	from := in.facts.outs
	switch s {
	case program.InState:
		from = in.facts.before
	case program.InConst:
		from = in.local.Job.Consts
	}
	if index >= len(from) || from[index].Len() == 0 {
		return tensor.Tensor{}, fmt.Errorf("truth: no tensor %s%d", s, index)
	}
	return from[index], nil
}

func (in *inputs) Proof(s program.Space, index int) ([]bisect.Root, error) {
	switch s {
	case program.InState:
		tree, err := in.local.beforeTree(in.ctx, in.facts.t)
		if err != nil {
			return nil, err
		}
		return tree.Proof(uint64(index))
	case program.InConst:
		return in.local.consts.Proof(uint64(index))
	}
	return in.trace(uint32(index))
}
