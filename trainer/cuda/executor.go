package cuda

import (
	"context"
	"fmt"
	"slices"
	"time"

	"refute/trainer"
	"refute/trainer/cuda/driver"
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

// MemoryError says that a program needs more of the card's memory than there is, or than the options allow.
type MemoryError struct {
	Need, Allowed int64 // bytes
	State         int64 // of the need: two states
	Constants     int64 // of the need: constants that are not on the card yet, or all where there is a limit
	Work          int64 // of the need: intermediate tensors
	Limit         bool  // Allowed is Options.Memory, not what is free
	Recompute     bool  // outputs are made again already
}

// Narrow reports whether it would fit if intermediate tensors took nothing.
func (e *MemoryError) Narrow() bool { return e.Need-e.Work <= e.Allowed }

func (e *MemoryError) Error() string {
	there, remedy := "there are", "take a smaller batch and accumulate gradients"
	if !e.Recompute {
		remedy += ", or let outputs be made again instead of kept"
	}
	if !e.Narrow() {
		remedy = "take a smaller model, or a card with more memory"
	}
	if e.Limit {
		there, remedy = "allowed are", remedy+", or allow more"
	}
	parts := fmt.Sprintf("%d for two states", e.State)
	if rest := e.Need - e.State - e.Constants - e.Work; e.Need > e.State {
		parts += fmt.Sprintf(", %d for constants, %d for intermediate tensors, %d for outputs, hashing and tables", e.Constants, e.Work, rest)
	}
	return fmt.Sprintf("cuda: a step takes %d bytes of the card's memory (%s), %s %d: %s", e.Need, parts, there, e.Allowed, remedy)
}

// holds refuses what is larger than the card, before it is planned in detail.
func (c *Card) holds(bytes int64) error {
	if bytes > c.info.Memory {
		return &MemoryError{Need: bytes, Allowed: c.info.Memory, State: bytes}
	}
	return nil
}

// plan makes a schedule of ops. Outputs stay at least slack runs longer than others need them.
func (x *Executor) plan(ops []op, consts []tensor.Tensor, slack int, more int64) (*schedule, error) {
	c, p := x.card, x.program
	if err := brief(p, ops); err != nil {
		return nil, err
	}
	allowed := x.options.Memory
	if allowed == 0 {
		free, err := c.dev.Free()
		if err != nil {
			return nil, err
		}
		allowed = free + c.arena.bytes + c.host.bytes
	}
	held := int64(0)
	if x.options.Memory == 0 {
		held = c.missing(consts)
	} else {
		for _, k := range consts {
			held += aligned(int64(len(memory(k))))
		}
	}
	fixed := 2*(x.state+x.homes.outs) + more + c.tablesMissing(ops) + held
	order := make([]int, len(ops))
	for i := range order {
		order[i] = i
	}
	s := newSchedule(p, ops, x.homes, order, slack, 0)
	if !s.sequence() {
		if r := newSchedule(p, ops, x.homes, order, roomySlack, roomySmall); fixed+r.bytes() <= allowed {
			s = r
		}
	}
	if fixed+s.bytes() > allowed && x.options.Recompute {
		s = x.again(s, ops, slack, allowed-fixed)
	}
	if need := fixed + s.bytes(); need > allowed {
		return nil, &MemoryError{Need: need, Allowed: allowed, State: 2 * x.state, Constants: held, Work: s.bytes(), Limit: x.options.Memory != 0, Recompute: x.options.Recompute}
	}
	var err error
	s.functions, s.tables, err = c.load(ops)
	return s, err
}

// Where there is room and ops need not wait for one another, outputs stay roomySlack runs longer than they must, small ones longer still: see newSchedule.
const (
	roomySlack = 4
	roomySmall = 1 << 18
)

// again plans a schedule in which outputs are made again instead of kept, that takes at most so many bytes, or as few as it finds.
func (x *Executor) again(s *schedule, ops []op, slack int, allowed int64) *schedule {
	var z sizes
	for k := range x.program.Kernels {
		z.bytes, z.fixed = append(z.bytes, aligned(4*x.program.Kernels[k].Count())), append(z.fixed, x.homes.fixed(k))
	}
	pl, allowed := newPlanner(z, ops), max(0, allowed)
	best := s
	// The packing may leave gaps, and a choice that was best for a little less memory may be none for much less: then less is asked for.
	for part := int64(8); part >= 0 && best.bytes() > allowed; part-- {
		order, _ := pl.fit(allowed * part / 8)
		if t := newSchedule(x.program, ops, x.homes, order, slack, 0); t.bytes() < best.bytes() {
			best = t
		}
	}
	return best
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

// begin uploads the state before a step of a schedule, and says where everything is. So many bytes more are wanted behind the outputs.
func (x *Executor) begin(s *schedule, prev []tensor.Tensor, more int64) (*bound, *places, error) {
	c := x.card
	if err := c.grow(&c.arena, s.arena); err != nil {
		return nil, nil, err
	}
	if err := c.grow(&c.host, 2*x.state+x.homes.outs+more); err != nil {
		return nil, nil, err
	}
	at := &places{constants: x.constants, arena: c.arena.at, outs: c.host.at + driver.Ptr(2*x.state)}
	for _, o := range x.offsets {
		at.state, at.next = append(at.state, c.host.at+driver.Ptr(o)), append(at.next, c.host.at+driver.Ptr(x.state+o))
	}
	b, err := c.bind(s, at)
	if err == nil && x.program.Kind == program.Step {
		var pieces []piece
		for i := range prev {
			if x.reads[i] {
				pieces = append(pieces, piece{at.state[i], memory(prev[i])})
			}
		}
		err = c.upload(pieces)
	}
	return b, at, err
}

// show plans the schedule in which every output is there to be seen.
func (x *Executor) show() (err error) {
	if x.visible == nil {
		// An output is brought to the host while the next is made.
		if x.visible, err = x.plan(newOps(x.program, lower.Plan(x.program, false, x.card.shape), x.card.shape), x.consts(), 1, 0); err != nil {
			err = fmt.Errorf("to show every kernel's output: %w", err)
		}
	}
	return err
}

// consts returns the constants' tensors.
func (x *Executor) consts() (list []tensor.Tensor) {
	for _, k := range x.constants {
		list = append(list, k.tensor)
	}
	return list
}

// fetch brings the next state here, and the outputs that are named.
func (x *Executor) fetch(ctx context.Context, at *places, next, prev []tensor.Tensor, visit trainer.Visit, all bool) error {
	c, p := x.card, x.program
	pieces := x.changed(at, next)
	var named []int
	outs := make([]tensor.Tensor, len(p.Kernels))
	if visit != nil && !all {
		for _, o := range p.Outputs {
			if k := o.Kernel; outs[k].Words == nil {
				named = append(named, k)
				if i := x.homes.state[k]; i >= 0 {
					outs[k] = next[i]
				} else {
					outs[k] = tensor.New(p.Kernels[k].Type, int(p.Kernels[k].Count()))
					pieces = append(pieces, piece{at.outs + driver.Ptr(x.homes.out[k]), memory(outs[k])})
				}
			}
		}
	}
	if err := c.download(pieces, c.compute); err != nil {
		return err
	}
	x.keep(next, prev)
	slices.Sort(named)
	for _, k := range named {
		if err := visit(k, outs[k]); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// changed are the state tensors that a step made.
func (x *Executor) changed(at *places, next []tensor.Tensor) (pieces []piece) {
	for i, s := range x.program.States {
		if s.Kernel != program.Keep {
			pieces = append(pieces, piece{at.next[i], memory(next[i])})
		}
	}
	return pieces
}

// keep copies the others.
func (x *Executor) keep(next, prev []tensor.Tensor) {
	for i, s := range x.program.States {
		if s.Kernel == program.Keep {
			next[i].Copy(prev[i])
		}
	}
}

// each runs a step whose outputs are all seen. While one is brought here, the next is made.
func (x *Executor) each(ctx context.Context, b *bound, at *places, t uint32, visit trainer.Visit) error {
	c, s := x.card, x.visible
	made, err := c.event()
	if err != nil {
		return err
	}
	defer func() { c.events = append(c.events, made) }()
	if err := c.number(c.word, t); err != nil {
		return c.settle(err)
	}
	var out tensor.Tensor
	for i := range len(s.runs) + 1 {
		if i < len(s.runs) {
			// The copying stream waits for the run before this one.
			var err error
			if i > 0 {
				if err = c.dev.Record(made, c.compute); err == nil {
					err = c.dev.Wait(c.copying, made)
				}
			}
			if err == nil {
				err = c.launch(b.launches[i], c.compute)
			}
			if err != nil {
				return c.settle(err)
			}
		} else if err := c.dev.Sync(c.compute); err != nil {
			return c.settle(err)
		}
		if i == 0 || s.runs[i-1].again {
			continue
		}
		r := &s.runs[i-1]
		k := s.ops[r.op].Stores[0]
		words := int(x.program.Kernels[k].Count())
		if cap(out.Words) < words {
			out.Words = make([]uint32, words)
		}
		out.Type, out.Words = x.program.Kernels[k].Type, out.Words[:words]
		if err := c.download([]piece{{s.address(r, at, lower.Arg{From: lower.Output, Index: k}), memory(out)}}, c.copying); err != nil {
			return err
		}
		err := ctx.Err()
		if err == nil {
			err = visit(k, out)
		}
		if err != nil {
			if e := c.dev.Sync(c.compute); e != nil {
				return c.settle(e)
			}
			return err
		}
	}
	return c.same(s, at)
}

// timed runs a step op by op, and tells the timeline when each ran.
func (x *Executor) timed(b *bound, at *places, t uint32) error {
	c, s := x.card, x.fused
	var marks []driver.Event
	defer func() { c.events = append(c.events, marks...) }()
	mark := func() error {
		e, err := c.event()
		if err == nil {
			marks = append(marks, e)
			err = c.dev.Record(e, c.compute)
		}
		return err
	}
	err := c.number(c.word, t)
	if err == nil {
		err = mark()
	}
	for i := 0; i < len(s.runs) && err == nil; i++ {
		if err = c.launch(b.launches[i], c.compute); err == nil {
			err = mark()
		}
	}
	if err != nil {
		return c.settle(err)
	}
	if err := c.same(s, at); err != nil {
		return err
	}
	if err := c.dev.Sync(c.compute); err != nil {
		return c.settle(err)
	}
	end, from := time.Now(), make([]time.Time, len(marks))
	for i := range marks {
		ms, err := c.dev.Elapsed(marks[i], marks[len(marks)-1])
		if err != nil {
			return c.settle(err)
		}
		from[i] = end.Add(-time.Duration(float64(ms) * 1e6))
	}
	for i := range s.runs {
		r := &s.runs[i]
		o := &s.ops[r.op]
		x.options.Timeline(Span{t, o.Kernels, o.How, r.again, from[i], from[i+1]})
	}
	return nil
}
