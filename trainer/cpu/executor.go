// Package cpu is the fast executor: the same bits as trainer/reference, on all processors.
//
// A program is planned once. A kernel whose body is fma(load, load, acc) is a batch of matrix products and goes to
// trainer/blas. Others are compiled to machine code (package jit), kernels of the same outputs together where one reads what the other makes.
// What cannot be compiled, because of its addresses or on another processor, is interpreted by blocks of outputs: each instruction runs over a
// block before the next, the terms of the sums in order. Values that do not depend on the term are computed once a block, and masked terms
// that change no output of a block are skipped.
//
// Goroutines share the outputs, never the terms of a sum, so the result depends on neither their number nor their order.
package cpu

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"refute/trainer"
	"refute/trainer/blas"
	"refute/trainer/cpu/jit"
	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/team"
	"refute/trainer/tensor"
)

// DefaultMemory is how many bytes a step's tensors may take if the options do not say.
const DefaultMemory = trainer.DefaultMemory

// Options of an executor. The zero value is the default.
type Options struct {
	Memory  int64 // bytes of intermediate tensors and a state that a program may need, and a quarter as many for plans; DefaultMemory if 0
	Workers int   // goroutines; GOMAXPROCS at each step if 0
	// Timeline, if not nil, is told of every op of a step, in order. It is for looking at where the time goes.
	Timeline func(Span)
}

// Span is an op of a step that ran.
type Span struct {
	Step       uint32
	Kernels    []int  // of the program, which the op made; must not be changed
	How        string // "product", "compiled" or "interpreted"
	Start, End time.Time
}

// Executor runs a program. Several goroutines may run steps on one executor.
type Executor struct {
	program  *program.Program
	consts   []tensor.Tensor
	workers  int
	level    isa.Level
	timeline func(Span)
	tables   int64 // bytes that contractions' tables may take

	fused   *schedule // without a visitor of all kernels
	visible *schedule // every kernel's output is there to be seen; made when first needed
	making  sync.Mutex
}

var (
	_ trainer.Executor  = (*Executor)(nil)
	_ trainer.Outputter = (*Executor)(nil)
)

// MemoryError says that a program needs more memory than the options allow.
type MemoryError struct{ Need, Allowed int64 } // bytes

func (e *MemoryError) Error() string {
	return fmt.Sprintf("cpu: the program's intermediate tensors and its state take %d bytes, allowed are %d: raise Options.Memory", e.Need, e.Allowed)
}

// New plans a program over the job's constants. It validates the program, and refuses one that needs more memory than allowed.
func New(p *program.Program, consts []tensor.Tensor, o Options) (*Executor, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := trainer.CheckConsts(p, consts); err != nil {
		return nil, err
	}
	limit := o.Memory
	if limit == 0 {
		limit = DefaultMemory
	}
	limit = min(limit, math.MaxInt)
	x := &Executor{program: p, consts: consts, workers: o.Workers, level: isa.Active(), timeline: o.Timeline, tables: limit / 4}
	each := make([][]int, len(p.Kernels))
	for i := range each {
		each[i] = []int{i}
	}
	all := newLayout(p, each, always, func(int) []int { return nil })
	if need := all.memory + trainer.StateBytes(p); need > limit {
		return nil, &MemoryError{need, limit}
	}
	x.fused = x.plan(true)
	return x, nil
}

// Step implements trainer.Executor. After an error the contents of next are undefined.
func (x *Executor) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	if visit == nil {
		return x.run(ctx, x.fused, next, prev, t, nil)
	}
	x.making.Lock()
	if x.visible == nil {
		x.visible = x.plan(false)
	}
	x.making.Unlock()
	return x.run(ctx, x.visible, next, prev, t, visit)
}

// StepOutputs implements trainer.Outputter.
func (x *Executor) StepOutputs(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	return x.run(ctx, x.fused, next, prev, t, visit)
}

// KeepsInPlace implements trainer.KeepsInPlace.
func (*Executor) KeepsInPlace() {}

// step is a step that runs: what its goroutines share, and the memory that it needs. It is used again.
type step struct {
	x      *Executor
	s      *schedule
	slots  [][]uint32
	outs   []tensor.Tensor
	from   []tensor.Tensor
	frames []*frame
	args   []*jit.Args
	ready  []bool
	buckets

	ctx  context.Context
	prev []tensor.Tensor
	t    uint32

	op          *op
	plan        *blas.Plan // of a product
	workers     int
	parts       int
	rows, lanes int64
	taken       []counter // of each worker's parts
}

// counter is alone in its part of the caches.
type counter struct {
	atomic.Int64
	_ [120]byte
}

func (x *Executor) run(ctx context.Context, s *schedule, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	p := x.program
	if err := trainer.CheckState(p, next); err != nil {
		return err
	}
	if p.Kind == program.Step {
		if err := trainer.CheckState(p, prev); err != nil {
			return err
		}
	}
	m := s.take(x)
	defer s.give(m)
	m.ctx, m.prev, m.t = ctx, prev, t
	m.workers = min(x.parallel(), len(m.frames))
	for i := range p.Kernels {
		switch state, slot := s.layout.state[i], s.layout.slot[i]; {
		case state >= 0:
			m.outs[i] = next[state]
		case slot >= 0:
			m.outs[i] = tensor.Tensor{Type: p.Kernels[i].Type, Words: m.slots[slot][:p.Kernels[i].Count()]}
		}
	}
	for i := range s.ops {
		o := &s.ops[i]
		if x.timeline == nil {
			m.do(o)
		} else {
			start := time.Now()
			m.do(o)
			x.timeline(Span{t, o.kernels, o.how(), start, time.Now()})
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if visit == nil {
			continue
		}
		for _, k := range o.kernels {
			if s != x.fused || s.named[k] {
				if err := visit(k, m.outs[k]); err != nil {
					return err
				}
			}
		}
	}
	for i, state := range p.States {
		switch from := s.layout.outOf[i]; {
		case state.Kernel == program.Keep:
			next[i].Copy(prev[i])
		case from >= 0:
			next[i].Copy(next[from])
		}
	}
	return nil
}

// parallel returns how many goroutines a step runs on.
func (x *Executor) parallel() int {
	if x.workers > 0 {
		return x.workers
	}
	return runtime.GOMAXPROCS(0)
}

// tensor returns what an operand reads.
func (m *step) tensor(o *program.Operand) tensor.Tensor {
	switch o.Space {
	case program.InState:
		return m.prev[o.Tensor]
	case program.InConst:
		return m.x.consts[o.Tensor]
	}
	return m.outs[o.Tensor]
}

// data returns the address of the first word of what a pointer is about.
func (m *step) data(p *pointer) unsafe.Pointer {
	if p.operand == nil {
		return address(m.outs[p.store])
	}
	return address(m.tensor(p.operand))
}

// smallWork is the number of instructions over single outputs below which more goroutines cost more than they bring.
const smallWork = 1 << 14

// do computes the outputs of an op.
func (m *step) do(o *op) {
	m.op = o
	for w := range m.taken {
		m.taken[w].Store(0)
	}
	workers := m.workers
	switch {
	case o.product != nil:
		k := &m.x.program.Kernels[o.kernels[0]]
		m.from = m.from[:0]
		for j := range k.Operands {
			m.from = append(m.from, m.tensor(&k.Operands[j]))
		}
		m.parts = o.product.begin(m)
	case o.loops != nil:
		m.parts, m.rows, m.lanes = o.loops.units(workers)
	default:
		m.interpret(o.interp, m.outs[o.kernels[0]].Words)
	}
	team.Share(m, min(workers, m.parts))
}

// interpret prepares for the blocks of a kernel that is interpreted.
func (m *step) interpret(p *interp, out []uint32) {
	work := float64(len(out)) * float64(len(p.nodes))
	if !p.single {
		work *= float64(p.kernel.Terms())
	}
	lanes := min(maxLanes, wholeGroups(len(out)))
	if work > smallWork {
		lanes = min(lanes, max(4*group, wholeGroups((len(out)+m.workers-1)/m.workers)))
	}
	m.lanes = int64(lanes)
	m.parts = (len(out) + lanes - 1) / lanes
	m.from = m.from[:0]
	for j := range p.kernel.Operands {
		m.from = append(m.from, m.tensor(&p.kernel.Operands[j]))
	}
	if p.scatter != nil {
		m.buckets.fill(p, m.from[p.scatter.operand])
	}
	for w := range m.ready {
		m.ready[w] = false
	}
	if work <= smallWork {
		m.parts = -m.parts // all by one goroutine
	}
}

// Work implements team.Task. Worker w takes the parts that are its own, the same share of the outputs in every op: what one op has left in a core's cache the next
// one finds there. Then it helps the others.
func (m *step) Work(w int) {
	parts, workers := m.parts, min(m.workers, m.parts)
	if parts < 0 {
		parts, workers = -parts, 1
	}
	for v := range workers {
		o := (w + v) % workers
		first, end := o*parts/workers, (o+1)*parts/workers
		for m.ctx.Err() == nil {
			i := first + int(m.taken[o].Add(1)) - 1
			if i >= end {
				break
			}
			m.part(w, i)
		}
	}
}

// part computes a part of the op's outputs.
func (m *step) part(w, i int) {
	switch o := m.op; {
	case o.product != nil:
		o.product.compute(m, w, i)
	case o.loops != nil:
		if left, to := o.loops.run(m, m.args[w], i, m.rows, m.lanes); left < to {
			m.rest(o, left, to)
		}
	default:
		f, out := m.frame(w, o.interp, m.from, int(m.lanes)), m.outs[o.kernels[0]].Words
		f.block(m.ctx, o.interp, int64(i)*m.lanes, out[int64(i)*m.lanes:min(int64(len(out)), int64(i+1)*m.lanes)])
	}
}

// frame returns worker w's frame, ready for a kernel.
func (m *step) frame(w int, p *interp, from []tensor.Tensor, lanes int) *frame {
	f := m.frames[w]
	if !m.ready[w] {
		f.begin(p, lanes, m.t, from)
		f.buckets = &m.buckets
		m.ready[w] = true
	}
	return f
}

// rest interprets outputs of a kernel that gathers beyond its tensor: no others, as other goroutines may have made them over what this one reads.
func (m *step) rest(o *op, from, to int64) {
	k := &m.x.program.Kernels[o.kernels[0]]
	p := newInterp(k)
	var in []tensor.Tensor
	for j := range k.Operands {
		in = append(in, m.tensor(&k.Operands[j]))
	}
	f := new(frame)
	f.begin(p, maxLanes, m.t, in)
	out := m.outs[o.kernels[0]].Words
	for e := from; e < to; e += maxLanes {
		f.block(m.ctx, p, e, out[e:min(e+maxLanes, to)])
	}
}
