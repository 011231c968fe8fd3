package emulate

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// Launch is how a kernel is started.
type Launch struct {
	Grid   [3]int // blocks
	Block  int    // threads of a block
	Shared int    // bytes of dynamic shared memory
	Args   []uint64
}

// Options say how strictly a launch is judged. The zero value finds all mistakes that are known.
type Options struct {
	Trust     bool  // do not look for races, uses before a barrier or a wait, and shared memory that nobody wrote: faster
	Unwritten bool  // let kernels read global memory that nobody wrote
	Workers   int   // blocks at a time; 0: as many as the processors
	Steps     int64 // instructions that the warps of a block may take in all; 0: DefaultSteps

	// Touched, if not nil, gets what the launch read and wrote, in the order of places, unless Trust is set; without what is ReadOnly.
	Touched *[]Access
}

// DefaultSteps is far more than a kernel takes that ends.
const DefaultSteps = 1 << 30

// Fault is a kernel's mistake.
type Fault struct {
	Kernel string
	Line   int // of the module's text
	Block  [3]int
	Thread int
	Text   string

	number int64 // of the block
}

func (f *Fault) Error() string {
	return fmt.Sprintf("kernel %s, line %d, block (%d, %d, %d), thread %d: %s", f.Kernel, f.Line, f.Block[0], f.Block[1], f.Block[2], f.Thread, f.Text)
}

// The limits of a launch (CUDA C++ Programming Guide, "Technical specifications per compute capability").
const (
	maxGridX  = 1<<31 - 1
	maxGridYZ = 65535
	maxBlock  = 1024
)

// block is a block of threads that runs, one after another on the same worker.
type block struct {
	f       *Function
	mem     *Memory
	args    []uint64
	grid    [3]int
	threads int
	number  int64
	place   [3]int
	warps   []*warp
	shared  []byte

	judge, unwritten bool
	steps, limit     int64
	total            int64 // steps of all blocks of the worker
	launch           uint64
	sharedShadow     []uint64
	interval         uint64 // counted on from block to block, for shared memory
	first            uint64 // that of the block's beginning
	barriers         uint64 // since the block's beginning
}

func (b *block) fault(in *instr, thread int, text string) error {
	return &Fault{Kernel: b.f.Name, Line: int(in.line), Block: b.place, Thread: thread, Text: text, number: b.number}
}

// Check checks a launch, as Run does before it starts.
func (f *Function) Check(l *Launch) error {
	switch {
	case l.Grid[0] < 1 || l.Grid[0] > maxGridX || l.Grid[1] < 1 || l.Grid[1] > maxGridYZ || l.Grid[2] < 1 || l.Grid[2] > maxGridYZ:
		return fmt.Errorf("kernel %s: a grid of %v blocks", f.Name, l.Grid)
	case l.Block < 1 || l.Block > maxBlock:
		return fmt.Errorf("kernel %s: a block of %d threads", f.Name, l.Block)
	case f.max[0] > 0 && l.Block > f.max[0]*f.max[1]*f.max[2]:
		return fmt.Errorf("kernel %s: a block of %d threads, made for at most %d", f.Name, l.Block, f.max[0]*f.max[1]*f.max[2])
	case f.exact[0] > 0 && (l.Block != f.exact[0] || f.exact[1]*f.exact[2] != 1):
		return fmt.Errorf("kernel %s: a block of %d threads, made for %v", f.Name, l.Block, f.exact)
	case l.Shared < 0 || l.Shared > maxShared:
		return fmt.Errorf("kernel %s: %d bytes of dynamic shared memory", f.Name, l.Shared)
	case l.Shared > 0 && !f.Dynamic:
		return fmt.Errorf("kernel %s: %d bytes of dynamic shared memory, of which it uses none", f.Name, l.Shared)
	case len(l.Args) != len(f.Params):
		return fmt.Errorf("kernel %s: %d arguments for %d parameters", f.Name, len(l.Args), len(f.Params))
	}
	for i, a := range l.Args {
		if f.Params[i] == 4 && a>>32 != 0 {
			return fmt.Errorf("kernel %s: argument %d, %#x, is of 8 bytes, its parameter of 4", f.Name, i, a)
		}
	}
	return nil
}

// Run runs a launch to its end. It returns how many instructions threads executed, those that a guard held back included; the error is a *Fault if a kernel made a mistake: that of the first block that made one.
func (f *Function) Run(m *Memory, l Launch, o Options) (threadSteps int64, err error) {
	if err := f.Check(&l); err != nil {
		return 0, err
	}
	m.launch++
	if m.launch&launchMask == 0 {
		for _, r := range m.ranges { // numbers of launches come again
			clear(r.shadow)
		}
		m.launch++
	}
	if o.Touched != nil && !o.Trust {
		for _, r := range m.ranges {
			if r.trace == nil {
				r.startTrace()
			}
		}
		defer func() {
			for _, r := range m.ranges {
				*o.Touched = r.take(*o.Touched)
			}
		}()
	}
	blocks := int64(l.Grid[0]) * int64(l.Grid[1]) * int64(l.Grid[2])
	workers := o.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = int(min(int64(workers), blocks))
	var next, total atomic.Int64
	var failed atomic.Int64
	failed.Store(blocks)
	var mu sync.Mutex
	var first error
	work := func() {
		b := f.newBlock(m, &l, o)
		for {
			n := next.Add(1) - 1
			if n >= failed.Load() { // all blocks before one that failed are run, so that the error does not depend on who was faster
				break
			}
			b.begin(n)
			if err := b.run(); err != nil {
				mu.Lock()
				if n < failed.Load() {
					failed.Store(n)
					first = err
				}
				mu.Unlock()
			}
			b.total += b.steps
		}
		total.Add(b.total)
	}
	if workers == 1 {
		work()
	} else {
		var wg sync.WaitGroup
		for range workers {
			wg.Go(work)
		}
		wg.Wait()
	}
	return total.Load() * lanes, first
}

func (f *Function) newBlock(m *Memory, l *Launch, o Options) *block {
	b := &block{f: f, mem: m, args: l.Args, grid: l.Grid, threads: l.Block, judge: !o.Trust, unwritten: !o.Unwritten, limit: o.Steps, launch: m.launch & launchMask, interval: 1}
	if b.limit <= 0 {
		b.limit = DefaultSteps
	}
	b.shared = make([]byte, f.Static+l.Shared)
	Scribble(b.shared) // later blocks find what those before left, as on a card
	b.sharedShadow = make([]uint64, (len(b.shared)+3)/4)
	for i := range (l.Block + lanes - 1) / lanes {
		w := &warp{b: b, index: i, r32: make([]vec32, f.n32), r64: make([]vec64, f.n64), p: make([]uint32, f.np), def: make([]uint32, f.nd)}
		b.warps = append(b.warps, w)
		for _, c := range f.const32 {
			for k := range lanes {
				w.r32[c.slot][k] = uint32(c.bits)
			}
		}
		for _, c := range f.const64 {
			for k := range lanes {
				w.r64[c.slot][k] = c.bits
			}
		}
		for _, x := range f.fixed64 {
			for k := range lanes {
				w.r64[x.slot][k] = l.Args[-1-x.what]
			}
		}
	}
	return b
}

// begin prepares block n.
func (b *block) begin(n int64) {
	b.number = n
	b.place = [3]int{int(n % int64(b.grid[0])), int(n / int64(b.grid[0]) % int64(b.grid[1])), int(n / int64(b.grid[0]) / int64(b.grid[1]))}
	b.interval++
	b.first, b.barriers, b.steps = b.interval, 0, 0
	for _, w := range b.warps {
		w.start()
		for _, x := range b.f.fixed32 {
			for k := range lanes {
				w.r32[x.slot][k] = b.fixed(x.what, w.index, k)
			}
		}
	}
}

// fixed is the value of a special register or a parameter.
func (b *block) fixed(what, warp, lane int) uint32 {
	switch what {
	case tidX:
		return uint32(warp*lanes + lane)
	case tidY, tidZ:
		return 0
	case ntidX:
		return uint32(b.threads)
	case ntidY, ntidZ:
		return 1
	case ctaidX, ctaidY, ctaidZ:
		return uint32(b.place[what-ctaidX])
	case nctaidX, nctaidY, nctaidZ:
		return uint32(b.grid[what-nctaidX])
	case laneid:
		return uint32(lane)
	case maskEq:
		return 1 << lane
	case maskLt:
		return 1<<lane - 1
	case maskLe:
		return 2<<lane - 1
	case maskGt:
		return ^uint32(2<<lane - 1)
	case maskGe:
		return ^uint32(1<<lane - 1)
	}
	return uint32(b.args[-1-what])
}

// run runs the block's warps one after another, from barrier to barrier.
func (b *block) run() error {
	for {
		var stopped, done *warp
		for _, w := range b.warps {
			s, err := w.run()
			if err != nil {
				return err
			}
			if s == exited {
				done = w
			} else {
				stopped = w
			}
			if stopped != nil && done != nil {
				in := &b.f.code[stopped.pc-1]
				return stopped.fault(in, 0, "a barrier that thread %d does not reach: it has ended", done.index*lanes)
			}
			if stopped != nil && b.warps[0].pc != stopped.pc {
				in := &b.f.code[stopped.pc-1]
				return stopped.fault(in, 0, "a barrier at which thread 0 is not: it waits at line %d", b.f.code[b.warps[0].pc-1].line)
			}
		}
		if stopped == nil {
			return nil
		}
		b.interval++
		b.barriers++
	}
}
