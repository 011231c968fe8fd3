package cpu

import (
	"slices"
	"sync"

	"refute/trainer/cpu/jit"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// schedule is the plan of a program: its ops in order, and where each output lives.
type schedule struct {
	ops    []op
	layout layout
	named  []bool // kernels that are outputs of the program
	code   *jit.Code

	mu   sync.Mutex
	idle []*step
}

// op is the plan of one kernel, or of several that run as one loop. One of the three is set.
type op struct {
	kernels []int
	product *contraction
	loops   *loops
	interp  *interp
}

// how says which of the three it is.
func (o *op) how() string {
	switch {
	case o.product != nil:
		return "product"
	case o.loops != nil:
		return "compiled"
	}
	return "interpreted"
}

// plan makes a schedule. If fuse is true, kernels may run together, and outputs that only these read are not stored.
func (x *Executor) plan(fuse bool) *schedule {
	p := x.program
	s := &schedule{named: make([]bool, len(p.Kernels))}
	for _, o := range p.Outputs {
		s.named[o.Kernel] = true
	}
	ops := make([]op, len(p.Kernels)) // of each kernel alone
	tables, room := x.tables, codeRoom
	for i := range p.Kernels {
		ops[i] = op{kernels: []int{i}}
		k := &p.Kernels[i]
		c, bytes := newContraction(k, tables)
		if c != nil {
			tables -= bytes
			ops[i].product = c
			continue
		}
		in := newInterp(k)
		if in.scatter == nil && room > 0 {
			ops[i].loops = newLoops(p, ops[i].kernels, always, x.level)
		}
		if l := ops[i].loops; l != nil {
			if room -= len(l.code); room < 0 {
				ops[i].loops = nil
			}
		}
		if ops[i].loops == nil {
			ops[i].interp = in
		}
	}
	if fuse {
		s.ops = x.fuse(ops, s.named, room)
	} else {
		s.ops = ops
	}
	groups := make([][]int, len(s.ops))
	for i := range s.ops {
		groups[i] = s.ops[i].kernels
	}
	stored := make([]bool, len(p.Kernels))
	var code [][]byte
	for i := range s.ops {
		l := s.ops[i].loops
		for _, k := range groups[i] {
			stored[k] = l == nil
		}
		if l == nil {
			continue
		}
		l.entry = len(code)
		code = append(code, l.code)
		l.code = nil
		for _, pt := range l.pointers {
			if pt.operand == nil {
				stored[pt.store] = true
			}
		}
	}
	var err error
	if s.code, err = mapCode(code); err != nil { // no new code is allowed here: all kernels are interpreted
		s.ops = ops
		for i := range s.ops {
			groups = append(groups[:i], []int{i})
			if stored[i] = true; s.ops[i].loops != nil {
				s.ops[i].loops, s.ops[i].interp = nil, newInterp(&p.Kernels[i])
			}
		}
	}
	s.layout = newLayout(p, groups, func(k int) bool { return stored[k] }, func(g int) []int {
		if l := s.ops[g].loops; l != nil {
			return l.over
		}
		return nil
	})
	return s
}

// mapCode is jit.Map, and codeRoom maxCode, but for tests of what happens without.
var (
	mapCode  = jit.Map
	codeRoom = maxCode
)

func always(int) bool { return true }

func (s *schedule) take(x *Executor) *step {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.idle); n > 0 {
		m := s.idle[n-1]
		s.idle = s.idle[:n-1]
		return m.grow(x)
	}
	m := &step{x: x, s: s, outs: make([]tensor.Tensor, len(x.program.Kernels)), from: make([]tensor.Tensor, 0, program.MaxOperands)}
	for _, w := range s.layout.words {
		m.slots = append(m.slots, make([]uint32, w))
	}
	return m.grow(x)
}

// grow makes room for as many workers as there are now.
func (m *step) grow(x *Executor) *step {
	for len(m.frames) < x.parallel() {
		m.frames, m.args, m.ready = append(m.frames, new(frame)), append(m.args, jit.NewArgs()), append(m.ready, false)
		m.taken = make([]counter, len(m.frames))
	}
	return m
}

func (s *schedule) give(m *step) {
	clear(m.outs)
	clear(m.from[:cap(m.from)])
	m.ctx, m.prev = nil, nil
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle = append(s.idle, m)
}

// fuse puts kernels of one term together with others that they read from, or that read the same, if their output iterators are the same. Their
// code may take room bytes more than that of each alone.
func (x *Executor) fuse(ops []op, named []bool, room int) []op {
	p := x.program
	readers := make([][]int, len(p.Kernels))
	kept := slices.Clone(named)
	for i := range p.Kernels {
		for _, o := range p.Kernels[i].Operands {
			if o.Space != program.InKernel {
				continue
			}
			if r := readers[o.Tensor]; len(r) == 0 || r[len(r)-1] != i {
				readers[o.Tensor] = append(r, i)
			}
		}
	}
	for _, s := range p.States {
		if s.Kernel != program.Keep {
			kept[s.Kernel] = true
		}
	}
	needed := func(kernels []int) func(int) bool {
		return func(k int) bool {
			return kept[k] || slices.ContainsFunc(readers[k], func(r int) bool { return !slices.Contains(kernels, r) })
		}
	}
	var out []op
	place := make([]int, len(p.Kernels)) // the op of each kernel
	for i := range ops {
		k := &p.Kernels[i]
		earliest := 0
		for _, o := range k.Operands {
			if o.Space == program.InKernel {
				earliest = max(earliest, place[o.Tensor])
			}
		}
		place[i] = len(out)
		if ops[i].loops != nil && !ops[i].loops.folds {
			for g := len(out) - 1; g >= max(earliest, len(out)-fuseBack); g-- {
				if !joins(p, &out[g], i) {
					continue
				}
				kernels := append(slices.Clone(out[g].kernels), i)
				l := newLoops(p, kernels, needed(kernels), x.level)
				if l == nil {
					continue
				}
				if more := len(l.code) - len(out[g].loops.code) - len(ops[i].loops.code); more <= room {
					room -= more
					out[g], place[i] = op{kernels: kernels, loops: l}, g
					break
				}
			}
		}
		if place[i] == len(out) {
			o := ops[i]
			out = append(out, o)
		}
	}
	return out
}

// fuseBack is how many ops back a kernel may be put.
const fuseBack = 12

// joins reports whether kernel i may run with an op and has something to gain: it reads what the op makes or reads.
func joins(p *program.Program, o *op, i int) bool {
	if o.loops == nil || o.loops.folds || len(o.loops.gathers) > 0 {
		return false
	}
	k, head := &p.Kernels[i], &p.Kernels[o.kernels[0]]
	if !slices.Equal(k.Out, head.Out) {
		return false
	}
	for _, a := range k.Operands {
		if a.Space == program.InKernel && slices.Contains(o.kernels, a.Tensor) {
			return true
		}
		for _, j := range o.kernels {
			for _, b := range p.Kernels[j].Operands {
				if a.Space == b.Space && a.Tensor == b.Tensor && a.Count > 1 {
					return true
				}
			}
		}
	}
	return false
}
