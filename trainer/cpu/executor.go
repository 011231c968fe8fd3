// Package cpu is the fast executor: the same bits as trainer/reference, on all processors.
//
// A program is planned once. A kernel whose body is fma(load, load, acc) is a batch of matrix products and goes to
// trainer/blas. Every other is interpreted by blocks of outputs: each instruction runs over a block before the next, the terms of the
// sums in order. Values that do not depend on the term are computed once a block, and masked terms that change no output of a block are
// skipped. On amd64 with AVX2 and FMA most instructions run eight lanes at a time.
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

	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// DefaultMemory is how many bytes a step's tensors may take if the options do not say.
const DefaultMemory = trainer.DefaultMemory

// Options of an executor. The zero value is the default.
type Options struct {
	Memory  int64 // bytes of intermediate tensors and a state that a program may need, and a quarter as many for plans; DefaultMemory if 0
	Workers int   // goroutines; GOMAXPROCS at each step if 0
}

// Executor runs a program. Several goroutines may run steps on one executor.
type Executor struct {
	program *program.Program
	consts  []tensor.Tensor
	workers int
	layout  layout
	plans   []plan

	mu   sync.Mutex
	idle []*memory
}

var _ trainer.Executor = (*Executor)(nil)

// plan is how one kernel is run: one of the two is set.
type plan struct {
	interp  *interp
	product *contraction
}

// memory is what a running step needs.
type memory struct {
	slots   [][]uint32
	outs    []tensor.Tensor
	from    []tensor.Tensor
	frames  []*frame
	buckets buckets
}

// New plans a program over the job's constants. It validates the program, and refuses one that needs more memory than allowed.
func New(p *program.Program, consts []tensor.Tensor, o Options) (*Executor, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := trainer.CheckConsts(p, consts); err != nil {
		return nil, err
	}
	x := &Executor{program: p, consts: consts, workers: o.Workers, layout: newLayout(p)}
	limit := o.Memory
	if limit == 0 {
		limit = DefaultMemory
	}
	limit = min(limit, math.MaxInt)
	if need := x.layout.memory + trainer.StateBytes(p); need > limit {
		return nil, fmt.Errorf("cpu: the program's intermediate tensors and its state take %d bytes, allowed are %d: raise Options.Memory", need, limit)
	}
	tables := int64(0)
	for i := range p.Kernels {
		k := &p.Kernels[i]
		if c, bytes := newContraction(k, limit/4-tables); c != nil {
			tables += bytes
			x.plans = append(x.plans, plan{product: c})
		} else {
			x.plans = append(x.plans, plan{interp: newInterp(k)})
		}
	}
	return x, nil
}

// Step implements trainer.Executor. After an error the contents of next are undefined.
func (x *Executor) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	p := x.program
	if err := trainer.CheckState(p, next); err != nil {
		return err
	}
	if p.Kind == program.Step {
		if err := trainer.CheckState(p, prev); err != nil {
			return err
		}
	}
	m := x.take()
	defer x.give(m)
	for i := range p.Kernels {
		if s := x.layout.state[i]; s >= 0 {
			m.outs[i] = next[s]
		} else {
			m.outs[i] = tensor.Tensor{Type: p.Kernels[i].Type, Words: m.slots[x.layout.slot[i]][:p.Kernels[i].Count()]}
		}
		if err := x.kernel(ctx, m, i, prev, t); err != nil {
			return err
		}
		if visit != nil {
			if err := visit(i, m.outs[i]); err != nil {
				return err
			}
		}
	}
	for s, state := range p.States {
		switch from := x.layout.outOf[s]; {
		case state.Kernel == program.Keep:
			next[s].Copy(prev[s])
		case from >= 0:
			next[s].Copy(next[from])
		}
	}
	return nil
}

func (x *Executor) take() *memory {
	x.mu.Lock()
	defer x.mu.Unlock()
	if n := len(x.idle); n > 0 {
		m := x.idle[n-1]
		x.idle = x.idle[:n-1]
		return m
	}
	m := &memory{outs: make([]tensor.Tensor, len(x.program.Kernels)), from: make([]tensor.Tensor, program.MaxOperands)}
	for _, w := range x.layout.words {
		m.slots = append(m.slots, make([]uint32, w))
	}
	return m
}

func (x *Executor) give(m *memory) {
	clear(m.outs)
	clear(m.from)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.idle = append(x.idle, m)
}

// kernel computes m.outs[i].
func (x *Executor) kernel(ctx context.Context, m *memory, i int, prev []tensor.Tensor, t uint32) error {
	k := &x.program.Kernels[i]
	from := m.from[:len(k.Operands)]
	for j, o := range k.Operands {
		switch o.Space {
		case program.InState:
			from[j] = prev[o.Tensor]
		case program.InConst:
			from[j] = x.consts[o.Tensor]
		case program.InKernel:
			from[j] = m.outs[o.Tensor]
		}
	}
	workers := x.workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if c := x.plans[i].product; c != nil {
		x.products(ctx, c, from, m.outs[i].F32(), workers)
	} else {
		x.blocks(ctx, m, x.plans[i].interp, from, m.outs[i].Words, t, workers)
	}
	return ctx.Err()
}

// products runs a contraction.
func (x *Executor) products(ctx context.Context, c *contraction, from []tensor.Tensor, out []float32, workers int) {
	first := c.product(0, from, out)
	blocks := first.Blocks((workers + c.batch - 1) / c.batch)
	each(ctx, c.batch*len(blocks), workers, c.m*c.n*c.k*c.batch > smallWork*16, func(_, i int) {
		p := c.product(i/len(blocks), from, out)
		p.Compute(blocks[i%len(blocks)])
	})
}

// smallWork is the number of instructions over single outputs below which more goroutines cost more than they bring.
const smallWork = 1 << 14

// blocks interprets a kernel.
func (x *Executor) blocks(ctx context.Context, m *memory, p *interp, from []tensor.Tensor, out []uint32, t uint32, workers int) {
	work := float64(len(out)) * float64(len(p.nodes))
	if !p.single {
		work *= float64(p.kernel.Terms())
	}
	lanes := min(maxLanes, wholeGroups(len(out)))
	if work > smallWork {
		lanes = min(lanes, max(4*group, wholeGroups((len(out)+workers-1)/workers)))
	}
	n := (len(out) + lanes - 1) / lanes
	for len(m.frames) < workers {
		m.frames = append(m.frames, new(frame))
	}
	if p.scatter != nil {
		m.buckets.fill(p, from[p.scatter.operand])
	}
	ready := make([]bool, workers)
	each(ctx, n, workers, work > smallWork, func(w, i int) {
		f := m.frames[w]
		if !ready[w] {
			f.begin(p, lanes, t, from)
			f.buckets = &m.buckets
			ready[w] = true
		}
		f.block(ctx, p, int64(i)*int64(lanes), out[i*lanes:min(len(out), (i+1)*lanes)])
	})
}

// each calls f(w, i) once for every i from 0 to n-1, on goroutines w < workers if spread is true, and stops early if the context ends.
func each(ctx context.Context, n, workers int, spread bool, f func(w, i int)) {
	if workers = min(workers, n); workers <= 1 || !spread {
		for i := 0; i < n && ctx.Err() == nil; i++ {
			f(0, i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				f(w, i)
			}
		})
	}
	wg.Wait()
}
