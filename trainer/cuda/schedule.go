package cuda

import (
	"slices"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/lower"
	"refute/trainer/program"
)

// schedule is the plan of a program: which ops run, in which order, and where in the arena their outputs live.
type schedule struct {
	program *program.Program
	ops     []op
	homes   homes
	runs    []run
	values  []value
	arena   int64   // bytes
	after   [][]int // the runs that each run waits for, its own op's launches one after another

	functions functionTable
	tables    tableTable
	lists     int64 // bytes of the lists of addresses
	bound     map[string]*bound
	listed    []driver.Ptr // the memory of lists
}

// bytes is the memory that a schedule takes for itself.
func (s *schedule) bytes() int64 { return s.arena + s.lists }

// op is an op with what it reads and makes.
type op struct {
	lower.Op
	reads []int   // kernels whose outputs it reads and does not make, ascending
	fills bool    // it has blocks for all multiprocessors
	cost  float64 // seconds, roughly
}

// run is one run of an op. An op whose outputs were not kept runs again.
type run struct {
	op      int
	again   bool
	slots   []slot // where the outputs are that it makes (of its Stores, in their order) and, after them, that it reads
	scratch []int  // values
}

// slot says where a kernel's output is: in a value, or at home if that is -1.
type slot struct{ kernel, value int }

// value is memory of the arena for a time: an output, or scratch.
type value struct {
	kernel        int // or -1
	first, last   int // runs: that makes it, and the last that reads it
	bytes, offset int64
	users         []int // runs that read it
}

// homes are the outputs with places of their own for the whole step: those that become state tensors, and those that the program names.
type homes struct {
	state []int   // of each kernel: the state tensor that it is made in, or -1
	same  []int   // of each state tensor: the state tensor that it is a copy of, or -1
	out   []int64 // of each kernel: its offset in the memory of outputs, or -1
	outs  int64   // bytes of that
}

// align is the least alignment of tensors: vector loads rely on 16, and so wide accesses of neighbours never share a line.
const align = 256

func aligned(n int64) int64 { return (n + align - 1) &^ (align - 1) }

func newHomes(p *program.Program) (h homes) {
	for range p.Kernels {
		h.state, h.out = append(h.state, -1), append(h.out, -1)
	}
	for i, s := range p.States {
		h.same = append(h.same, -1)
		if k := s.Kernel; k != program.Keep {
			if h.state[k] < 0 {
				h.state[k] = i
			} else {
				h.same[i] = h.state[k]
			}
		}
	}
	for _, o := range p.Outputs {
		if k := o.Kernel; h.state[k] < 0 && h.out[k] < 0 {
			h.out[k] = h.outs
			h.outs += aligned(4 * p.Kernels[k].Count())
		}
	}
	return h
}

// fixed reports whether a kernel's output has a home.
func (h *homes) fixed(k int) bool { return h.state[k] >= 0 || h.out[k] >= 0 }

// newOps finds out what the ops read, and estimates what they cost. Ops that nobody needs are left out.
func newOps(p *program.Program, list []lower.Op, card lower.Card) []op {
	ops := make([]op, 0, len(list))
	for i := range list {
		if len(list[i].Stores) == 0 {
			continue
		}
		ops = append(ops, op{Op: list[i]})
		o := &ops[len(ops)-1]
		see := func(a lower.Arg) {
			if a.From == lower.Output && !slices.Contains(o.Stores, a.Index) && !slices.Contains(o.reads, a.Index) {
				o.reads = append(o.reads, a.Index)
			}
		}
		for j := range o.Launches {
			g := o.Launches[j].Grid
			o.fills = o.fills || int64(g[0])*int64(g[1])*int64(g[2]) >= int64(card.Multiprocessors)
			for _, a := range o.Launches[j].Args {
				see(a)
			}
		}
		for _, l := range o.Lists {
			for _, a := range l {
				see(a)
			}
		}
		slices.Sort(o.reads)
		o.cost = cost(p, o)
	}
	return ops
}

// cost estimates how long an op takes, in seconds, on some card: it serves to compare ops.
func cost(p *program.Program, o *op) float64 {
	const start, instructions, bandwidth = 3e-6, 20e12, 2e12
	work, bytes := 0.0, 0.0
	for _, i := range o.Kernels {
		k := &p.Kernels[i]
		work += float64(k.Count()) * float64(k.Terms()) * float64(len(k.Body))
	}
	for _, list := range [][]int{o.Stores, o.reads} {
		for _, k := range list {
			bytes += 4 * float64(p.Kernels[k].Count())
		}
	}
	return start + max(work/instructions, bytes/bandwidth)
}

// newSchedule plans ops that run in the given order. Each value stays slack runs longer than it must, so that ops which need not wait for one another
// do not because of memory; one of at most small bytes stays long.
func newSchedule(p *program.Program, ops []op, h homes, order []int, slack int, small int64) *schedule {
	s := &schedule{program: p, ops: ops, homes: h, bound: map[string]*bound{}}
	current := make([]int, len(p.Kernels)) // the value that has each kernel's output now
	for k := range current {
		current[k] = -1
	}
	ran := make([]bool, len(ops))
	add := func(kernel, at int, bytes int64) int {
		s.values = append(s.values, value{kernel: kernel, first: at, last: at, bytes: aligned(bytes)})
		return len(s.values) - 1
	}
	for at, i := range order {
		o := &ops[i]
		r := run{op: i, again: ran[i]}
		ran[i] = true
		for _, k := range o.Stores {
			v := -1
			if !h.fixed(k) {
				v = add(k, at, 4*p.Kernels[k].Count())
				current[k] = v
			} else if r.again { // it is there already, and others may be reading it
				v = add(k, at, 4*p.Kernels[k].Count())
			}
			r.slots = append(r.slots, slot{k, v})
		}
		for _, k := range o.reads {
			v := current[k]
			if v >= 0 {
				s.values[v].last = at
				s.values[v].users = append(s.values[v].users, at)
			}
			r.slots = append(r.slots, slot{k, v})
		}
		for _, bytes := range o.Scratch {
			r.scratch = append(r.scratch, add(-1, at, max(1, bytes)))
		}
		s.runs = append(s.runs, r)
	}
	s.pack(slack, small)
	s.depend()
	for i := range s.runs {
		for _, l := range ops[s.runs[i].op].Lists {
			s.lists += aligned(8 * int64(len(l)))
		}
	}
	return s
}
