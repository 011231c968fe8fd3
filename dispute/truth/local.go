// Package truth is what a player of a dispute knows by itself: it recomputes the disputed step, and of it what the game asks for, from
// the job and a state before it.
package truth

import (
	"context"
	"errors"
	"fmt"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/checkpoint/replay"
	"refute/dispute/referee"
	"refute/trainer"
	"refute/trainer/cpu"
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

// Reference is the executor that is the definition: the default, and slow.
func Reference(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return reference.New(p, consts)
}

// MaxDefined is how many terms a step may have for the definition to compute all of it before a bond is risked: some minutes' worth.
const MaxDefined = 1 << 29

// Second returns the executors that a challenger asks besides its own, fast: the definition, or, for programs of more than MaxDefined terms a
// step, package cpu's, of whose outputs the definition checks a part that the seed draws; fast again where a step does not fit into the memory that cpu takes.
func Second(fast trainer.NewExecutor, seed uint64) trainer.NewExecutor {
	return func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		if terms(p) <= MaxDefined {
			return Reference(p, consts)
		}
		var x trainer.Executor
		x, err := cpu.New(p, consts, cpu.Options{})
		if much := (*cpu.MemoryError)(nil); errors.As(err, &much) {
			x, err = fast(p, consts)
		}
		if err != nil {
			return nil, err
		}
		return reference.NewSampled(p, consts, x, 0, seed)
	}
}

// terms returns how many terms a step has, or more than MaxDefined.
func terms(p *program.Program) int64 {
	n := int64(0)
	for i := range p.Kernels {
		count, terms := p.Kernels[i].Count(), p.Kernels[i].Terms() // each below 2^40
		if count > MaxDefined/terms {
			return MaxDefined + 1
		}
		if n += count * terms; n > MaxDefined {
			break
		}
	}
	return n
}

// DefaultMemory is how many bytes of tensors a player keeps if nobody says otherwise.
const DefaultMemory = 256 << 20

// Local implements [bisect.Truth] for one player. It sees the outputs of a step one after another and keeps their hashes; of the tensors it keeps
// those of the kernel that is in question, and of others that were as far as they fit in Memory. The rest is computed again when it is asked for.
type Local struct {
	Job    *job.Job
	States States
	// Executor runs the steps; nil is Reference.
	Executor trainer.NewExecutor
	// Executors run them if it is not nil: players that share one share the memory that a step takes.
	Executors *replay.Executors
	// Committed makes States the authority on S_t too: so for a defender, which must answer for what it committed to. Otherwise S_t is what
	// follows from S_{t-1}.
	Committed bool
	// Memory bounds, in bytes, what is kept of kernels besides the one in question: their outputs, what they read, and the state before
	// their step; DefaultMemory if 0.
	Memory int64

	steps   cache[uint32, *stepFacts]
	kernels cache[kernelKey, *kernelFacts]
	states  cache[uint32, *checkpoint.Tree]
	consts  *checkpoint.Tree
	hashes  checkpoint.Trace
}

// keptSteps is of how many steps the hashes are kept: about 64 bytes for each kernel and state tensor.
const keptSteps = 16

// stepFacts are the trees over the outputs of a step and over the state that follows from it.
type stepFacts struct {
	trace, after *checkpoint.Tree
}

type kernelKey struct{ t, kernel uint32 }

// kernelFacts are a kernel's output and what it reads.
type kernelFacts struct {
	t      uint32
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
		return l.stateTree(ctx, t)
	}
	f, err := l.stepFacts(ctx, t)
	if err != nil {
		return nil, err
	}
	return f.after, nil
}

// Before implements [bisect.Truth].
func (l *Local) Before(ctx context.Context, t uint32) (bisect.Nodes, error) {
	if t == 0 {
		return nil, errors.New("truth: there is no state before step 0")
	}
	return l.stateTree(ctx, t-1)
}

// stateTree returns the tree over S_t as States has it.
func (l *Local) stateTree(ctx context.Context, t uint32) (*checkpoint.Tree, error) {
	if tree, ok := l.states.get(t); ok {
		return tree, nil
	}
	s, err := l.States.State(ctx, t)
	if err != nil {
		return nil, err
	}
	tree := checkpoint.StateTree(s)
	l.states.put(t, tree, 1, keptSteps)
	return tree, nil
}

// Trace implements [bisect.Truth].
func (l *Local) Trace(ctx context.Context, t uint32) (bisect.Nodes, error) {
	f, err := l.stepFacts(ctx, t)
	if err != nil {
		return nil, err
	}
	return f.trace, nil
}

// run executes step t and shows the outputs of its kernels and the state that follows. It returns S_{t-1}, nil for t = 0.
func (l *Local) run(ctx context.Context, t uint32, visit trainer.Visit, after func([]tensor.Tensor)) (before []tensor.Tensor, err error) {
	if before, err = l.before(ctx, t); err != nil {
		return nil, err
	}
	return before, l.executors().Look(ctx, before, t, visit, after)
}

// before returns S_{t-1}, nil for t = 0.
func (l *Local) before(ctx context.Context, t uint32) ([]tensor.Tensor, error) {
	if t == 0 {
		return nil, nil
	}
	return l.States.State(ctx, t-1)
}

func (l *Local) executors() *replay.Executors {
	if l.Executors == nil {
		newExecutor := l.Executor
		if newExecutor == nil {
			newExecutor = Reference
		}
		l.Executors = replay.NewExecutors(l.Job, newExecutor)
	}
	return l.Executors
}

func (l *Local) stepFacts(ctx context.Context, t uint32) (*stepFacts, error) {
	if f, ok := l.steps.get(t); ok {
		return f, nil
	}
	before, err := l.before(ctx, t)
	if err != nil {
		return nil, err
	}
	f := &stepFacts{}
	roots, err := l.executors().LookTrace(ctx, before, t, &l.hashes, func(s []tensor.Tensor) { f.after = checkpoint.StateTree(s) })
	if err != nil {
		return nil, err
	}
	f.trace = checkpoint.NodeTree(roots)
	l.steps.put(t, f, 1, keptSteps)
	return f, nil
}

// errSeen ends a step of which no more needs to be seen.
var errSeen = errors.New("truth: all that was asked for has been seen")

func (l *Local) kernelFacts(ctx context.Context, t, kernel uint32) (*kernelFacts, error) {
	key := kernelKey{t, kernel}
	if f, ok := l.kernels.get(key); ok {
		return f, nil
	}
	p := l.Job.ProgramOf(t)
	if int(kernel) >= len(p.Kernels) {
		return nil, fmt.Errorf("truth: kernel %d of %d", kernel, len(p.Kernels))
	}
	keep := make([]bool, len(p.Kernels))
	keep[kernel] = true
	bytes := trainer.StateBytes(p) // of what it holds
	for _, o := range p.Kernels[kernel].Operands {
		if o.Space == program.InKernel {
			keep[o.Tensor] = true
		}
	}
	f := &kernelFacts{t: t, outs: make([]tensor.Tensor, len(p.Kernels))}
	var err error
	f.before, err = l.run(ctx, t, func(k int, out tensor.Tensor) error {
		if keep[k] {
			f.outs[k] = out.Clone()
			bytes += 4 * int64(out.Len())
		}
		if k == int(kernel) {
			return errSeen
		}
		return nil
	}, nil)
	if !errors.Is(err, errSeen) {
		if err == nil {
			err = fmt.Errorf("truth: the executor did not show kernel %d of step %d", kernel, t)
		}
		return nil, err
	}
	f.tree = checkpoint.TensorTree(f.outs[kernel])
	limit := l.Memory
	if limit == 0 {
		limit = DefaultMemory
	}
	l.kernels.put(key, f, bytes, limit)
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
		tree, err := in.local.stateTree(in.ctx, in.facts.t-1)
		if err != nil {
			return nil, err
		}
		return tree.Proof(uint64(index))
	case program.InConst:
		return in.local.consts.Proof(uint64(index))
	}
	return in.trace(uint32(index))
}
