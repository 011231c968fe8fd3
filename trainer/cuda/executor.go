package cuda

import (
	"context"
	"time"

	"refute/trainer"
	"refute/trainer/cuda/lower"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Options of an executor. The zero value is the default.
type Options struct {
	// Memory is how many bytes of the card's memory a step may take, with its constants and two states; 0: what is free.
	Memory int64
	// Recompute: outputs that do not fit are made again when they are needed, instead of being kept.
	Recompute bool
	// Timeline, if not nil, is told of every op of a step, in order. It is for looking at where the time goes: ops then run one after another.
	Timeline func(Span)
}

// Span is an op of a step that ran.
type Span struct {
	Step       uint32
	Kernels    []int // of the program, which the op made; must not be changed
	How        string
	Again      bool // it ran before in this step
	Start, End time.Time
}

// Executor runs a program on a card. Several goroutines may run steps on one executor, one after another.
type Executor struct {
	card      *Card
	program   *program.Program
	options   Options
	constants []*constant
	homes     homes
	offsets   []int64 // of the state tensors in a state's memory
	state     int64   // bytes of a state there
	reads     []bool  // which state tensors kernels read

	fused   *schedule
	visible *schedule // every kernel's output is there to be seen; made when first needed
	traced  *trace    // every kernel's output is hashed; likewise
}

var (
	_ trainer.Executor  = (*Executor)(nil)
	_ trainer.Outputter = (*Executor)(nil)
	_ trainer.Tracer    = (*Executor)(nil)
)

// New plans a program over the job's constants, which it uploads if they are not on the card. It validates the program, and refuses one that needs more
// memory than there is. Close gives back what it takes.
func New(p *program.Program, consts []tensor.Tensor, c *Card, o Options) (*Executor, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := trainer.CheckConsts(p, consts); err != nil {
		return nil, err
	}
	if err := c.take(); err != nil {
		return nil, err
	}
	defer c.mu.Unlock()
	return newExecutor(p, consts, c, o, 0)
}

// newExecutor is New for programs that are checked, on a card that is taken. More bytes are needed beside the step.
func newExecutor(p *program.Program, consts []tensor.Tensor, c *Card, o Options, more int64) (*Executor, error) {
	x := &Executor{card: c, program: p, options: o, homes: newHomes(p)}
	for _, s := range p.States {
		x.offsets = append(x.offsets, x.state)
		x.state += aligned(4 * s.Count())
	}
	x.reads = make([]bool, len(p.States))
	for i := range p.Kernels {
		for _, o := range p.Kernels[i].Operands {
			if o.Space == program.InState {
				x.reads[o.Tensor] = true
			}
		}
	}
	err := lower.Check(p)
	if err != nil {
		return nil, err
	}
	if x.fused, err = x.plan(newOps(p, lower.Plan(p, true, c.shape), c.shape), consts, 0, more); err != nil {
		return nil, err
	}
	x.constants, err = c.hold(consts)
	return x, err
}

// Close gives back the constants that nobody else uses. No step may follow.
func (x *Executor) Close() error {
	if err := x.card.take(); err != nil {
		return err
	}
	defer x.card.mu.Unlock()
	x.close()
	return nil
}

func (x *Executor) close() {
	x.card.unbind(x.fused)
	x.card.unbind(x.visible)
	if x.traced != nil {
		x.card.unbind(x.traced.schedule)
	}
	x.card.drop(x.constants)
	x.constants = nil
}

// Step implements trainer.Executor. After an error the contents of next are undefined.
func (x *Executor) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if visit == nil {
		return x.step(ctx, next, prev, t, nil, false)
	}
	return x.step(ctx, next, prev, t, visit, true)
}

// StepOutputs implements trainer.Outputter.
func (x *Executor) StepOutputs(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	return x.step(ctx, next, prev, t, visit, false)
}

func (x *Executor) step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit, all bool) error {
	c := x.card
	if err := x.check(next, prev); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.take(); err != nil {
		return err
	}
	defer c.mu.Unlock()
	s := x.fused
	if all {
		if err := x.show(); err != nil {
			return err
		}
		s = x.visible
	}
	b, at, err := x.begin(s, prev, 0)
	if err != nil {
		return err
	}
	switch {
	case all:
		err = x.each(ctx, b, at, t, visit)
	case x.options.Timeline != nil:
		err = x.timed(b, at, t)
	default:
		if b.graph == 0 {
			b.graph, err = c.graph(s, b, at)
		}
		if err == nil {
			err = c.enqueue(b.graph, c.word, t)
		}
		if err != nil {
			err = c.settle(err)
		}
	}
	if err != nil {
		return err
	}
	return x.fetch(ctx, at, next, prev, visit, all)
}

// KeepsInPlace implements trainer.KeepsInPlace.
func (*Executor) KeepsInPlace() {}

func (x *Executor) check(next, prev []tensor.Tensor) error {
	err := trainer.CheckState(x.program, next)
	if err == nil && x.program.Kind == program.Step {
		err = trainer.CheckState(x.program, prev)
	}
	return err
}
