package cheat

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// at is right at all steps but one.
type at struct {
	step         uint32
	right, wrong trainer.Executor
}

// Step implements trainer.Executor.
func (x *at) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if t == x.step {
		return x.wrong.Step(ctx, next, prev, t, visit)
	}
	return x.right.Step(ctx, next, prev, t, visit)
}

// stale leaves the state as it was. Asked for the outputs of kernels it shows the right ones: no others would be easier to defend.
type stale struct{ right trainer.Executor }

// Step implements trainer.Executor.
func (x *stale) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if visit != nil {
		if err := x.right.Step(ctx, next, prev, t, visit); err != nil {
			return err
		}
	}
	for i := range next {
		next[i].Copy(prev[i])
	}
	return nil
}

// other runs the step with another step's number, and so on another batch.
type other struct{ right trainer.Executor }

// Step implements trainer.Executor.
func (x *other) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	return x.right.Step(ctx, next, prev, t+1, visit)
}

// rewritten runs a program with kernels inserted after some of the right one's, and shows each inserted kernel's output as that of the kernel
// before it.
type rewritten struct {
	program *program.Program
	inner   trainer.Executor
	shown   []int // of each kernel of the rewritten program: the right program's kernel whose output it passes for, or -1
}

// Step implements trainer.Executor.
func (x *rewritten) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if visit == nil {
		return x.inner.Step(ctx, next, prev, t, nil)
	}
	return x.inner.Step(ctx, next, prev, t, func(k int, out tensor.Tensor) error {
		if x.shown[k] < 0 {
			return nil
		}
		return visit(x.shown[k], out)
	})
}

// insertion makes the kernel that changes the output of kernel k of a program: an elementwise one, whose operand 0 is that
// output.
type insertion func(p *program.Program, k int) (program.Kernel, error)

// insert returns the program with a kernel inserted after each of the named ones, which all later kernels and the state read in its place.
func insert(p *program.Program, after map[int]insertion) (*program.Program, []int, error) {
	q := *p
	q.Kernels, q.States = nil, append([]program.State(nil), p.States...)
	q.Outputs = append([]program.Output(nil), p.Outputs...)
	where := make([]int, len(p.Kernels)) // the place of each old kernel's output, changed or not
	var shown []int
	for k := range p.Kernels {
		kernel := p.Kernels[k]
		kernel.Operands = append([]program.Operand(nil), kernel.Operands...)
		for i := range kernel.Operands {
			if o := &kernel.Operands[i]; o.Space == program.InKernel {
				o.Tensor = where[o.Tensor]
			}
		}
		where[k] = len(q.Kernels)
		q.Kernels = append(q.Kernels, kernel)
		shown = append(shown, k)
		if make, ok := after[k]; ok {
			extra, err := make(p, k)
			if err != nil {
				return nil, nil, err
			}
			extra.Operands[0].Tensor = where[k]
			shown[where[k]] = -1
			where[k] = len(q.Kernels)
			q.Kernels = append(q.Kernels, extra)
			shown = append(shown, k)
		}
	}
	for i := range q.States {
		if k := q.States[i].Kernel; k != program.Keep {
			q.States[i].Kernel = where[k]
		}
	}
	for i := range q.Outputs {
		q.Outputs[i].Kernel = where[q.Outputs[i].Kernel]
	}
	for i := range q.Kernels {
		if err := q.Kernels[i].ChooseWindow(); err != nil {
			return nil, nil, fmt.Errorf("cheat: kernel %d: %w", i, err)
		}
	}
	return &q, shown, nil
}

// elementwise returns a kernel over the output of kernel k, with the strides of a flat walk.
func elementwise(p *program.Program, k int, name string, body ...program.Instr) program.Kernel {
	of := &p.Kernels[k]
	n := of.Count()
	return program.Kernel{
		Name: name, Type: of.Type, Out: []int64{n}, Body: body,
		Operands: []program.Operand{{Space: program.InKernel, Type: of.Type, Count: n, Stride: []int64{1}, Gather: program.NoGather}},
	}
}

// negate makes a kernel that turns the sign of each element.
func negate(p *program.Program, k, _ int) (program.Kernel, error) {
	return elementwise(p, k, "negate", program.Instr{Op: program.Load, A: 0}, program.Instr{Op: program.FNeg, A: 0}), nil
}

// moveFurther makes a kernel that moves each element half as far again from what it was in the state: as a learning rate does that is half as
// large again.
func moveFurther(p *program.Program, k, state int) (program.Kernel, error) {
	if p.Kind == program.Init {
		return program.Kernel{}, errors.New("cheat: the initial state has no learning rate")
	}
	extra := elementwise(p, k, "move further",
		program.Instr{Op: program.Load, A: 0},
		program.Instr{Op: program.Load, A: 1},
		program.Instr{Op: program.FSub, A: 0, B: 1},
		program.Instr{Op: program.ConstF, Imm: 0x3fc00000}, // 1.5
		program.Instr{Op: program.FMA, A: 2, B: 3, C: 1})
	old := extra.Operands[0]
	old.Space, old.Tensor = program.InState, state
	extra.Operands = append(extra.Operands, old)
	return extra, nil
}

// changeParams wraps a program's executor so that each parameter is changed.
func (p Plan) changeParams(prog *program.Program, honest trainer.NewExecutor, consts []tensor.Tensor, change func(p *program.Program, k, state int) (program.Kernel, error)) (trainer.Executor, error) {
	after := map[int]insertion{}
	for _, i := range p.params(prog) {
		if i < 0 || i >= len(prog.States) || prog.States[i].Kernel == program.Keep || prog.States[i].Type != tensor.F32 {
			return nil, fmt.Errorf("cheat: state tensor %d is not a parameter that can be changed", i)
		}
		after[prog.States[i].Kernel] = func(q *program.Program, k int) (program.Kernel, error) { return change(q, k, i) }
	}
	if len(after) == 0 {
		return nil, fmt.Errorf("cheat: the program has no parameters to change")
	}
	return rewrite(prog, honest, consts, after)
}

func rewrite(prog *program.Program, honest trainer.NewExecutor, consts []tensor.Tensor, after map[int]insertion) (trainer.Executor, error) {
	q, shown, err := insert(prog, after)
	if err != nil {
		return nil, err
	}
	inner, err := honest(q, consts)
	if err != nil {
		return nil, err
	}
	return &rewritten{q, inner, shown}, nil
}

// roundTwice returns the program with each fma replaced by a multiplication and an addition.
func roundTwice(p *program.Program) (*program.Program, error) {
	q := *p
	q.Kernels = append([]program.Kernel(nil), p.Kernels...)
	found := false
	for i := range q.Kernels {
		k := &q.Kernels[i]
		var body []program.Instr
		at := make([]uint16, len(k.Body)) // where each old value is now
		for j, in := range k.Body {
			n := in.Op.Values()
			for v, ref := range []*uint16{&in.A, &in.B, &in.C} {
				if v < n {
					*ref = at[*ref]
				}
			}
			if in.Op == program.FMA {
				found = true
				body = append(body, program.Instr{Op: program.FMul, A: in.A, B: in.B})
				in = program.Instr{Op: program.FAdd, A: uint16(len(body) - 1), B: in.C}
			}
			at[j] = uint16(len(body))
			body = append(body, in)
		}
		if len(body) > program.MaxBody {
			continue // this kernel stays as it is
		}
		k.Body = body
		if err := k.ChooseWindow(); err != nil {
			k.Body = p.Kernels[i].Body
			if err := k.ChooseWindow(); err != nil {
				return nil, fmt.Errorf("cheat: kernel %d: %w", i, err)
			}
		}
	}
	if !found {
		return nil, errors.New("cheat: the program has no fma to round twice")
	}
	return &q, nil
}

// flipper flips the lowest bit of one element of one kernel's output. Which one it is follows from the seed; it is one whose flip shows in
// the state, because another would not be a fault.
type flipper struct {
	plan    Plan
	program *program.Program
	consts  []tensor.Tensor
	honest  trainer.NewExecutor
	right   trainer.Executor
	chosen  trainer.Executor
}

// maxTries is how many elements are tried: flips that rounding absorbs are not rare.
const maxTries = 64

// Step implements trainer.Executor.
func (x *flipper) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if x.chosen == nil {
		if err := x.choose(ctx, prev, t); err != nil {
			return err
		}
	}
	return x.chosen.Step(ctx, next, prev, t, visit)
}

func (x *flipper) choose(ctx context.Context, prev []tensor.Tensor, t uint32) error {
	p := x.program
	state := trainer.NewState(p)
	if err := x.right.Step(ctx, state, prev, t, nil); err != nil {
		return err
	}
	want := checkpoint.StateRoot(state)
	rng := rand.New(rand.NewPCG(x.plan.Seed, uint64(t)))
	// Long sums first: there a single wrong bit is hardest to see.
	var sums, rest []int
	for k := range p.Kernels {
		if p.Kernels[k].Type != tensor.F32 {
			continue
		}
		if p.Kernels[k].Terms() > 1 {
			sums = append(sums, k)
		} else {
			rest = append(rest, k)
		}
	}
	for try := range maxTries {
		kernels := sums
		if len(sums) == 0 || try >= maxTries*3/4 && len(rest) > 0 {
			kernels = rest
		}
		if len(kernels) == 0 {
			break
		}
		k := kernels[rng.IntN(len(kernels))]
		wrong, err := rewrite(p, x.honest, x.consts, map[int]insertion{k: flip(rng.Int64N(p.Kernels[k].Count()))})
		if err != nil {
			continue
		}
		if err := wrong.Step(ctx, state, prev, t, nil); err != nil {
			return err
		}
		if checkpoint.StateRoot(state) != want {
			x.chosen = wrong
			return nil
		}
	}
	return fmt.Errorf("cheat: no bit of step %d was found whose flip shows in the state", t)
}

// flip makes a kernel that flips the lowest bit of one element.
func flip(element int64) insertion {
	return func(p *program.Program, k int) (program.Kernel, error) {
		if element >= 1<<32 {
			return program.Kernel{}, errors.New("cheat: the element's number does not fit an index")
		}
		return elementwise(p, k, "flip a bit",
			program.Instr{Op: program.Load, A: 0},
			program.Instr{Op: program.Bits, A: 0},
			program.Instr{Op: program.Index, A: 0},
			program.Instr{Op: program.ConstU, Imm: uint32(element)},
			program.Instr{Op: program.Eq, A: 2, B: 3}, // 1 at that element, else 0: the bit to flip
			program.Instr{Op: program.Xor, A: 1, B: 4},
			program.Instr{Op: program.Float, A: 5}), nil
	}
}
