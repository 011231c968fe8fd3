package lower

import (
	"fmt"

	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
)

// A launch costs as much time as a small kernel, and many small kernels are the same but for their tensors: the norms and the updates of all parameters
// of a shape. They become one launch, of a second dimension.

const (
	mostBatched = 1 << 20 // outputs of a kernel that is small; of one of one term, four times as many
	mostMembers = 4096    // of a batch
)

// batch is an op that others may join.
type batch struct {
	place   int // in the plan
	members []int
}

// batched puts ops of the same text together where all that they read is made before the first of them.
func batched(p *program.Program, ops []Op) []Op {
	var out []Op
	place := make([]int, len(p.Kernels)) // the op of each kernel
	batches := map[string][]*batch{}     // looked up only
	of := map[int]*batch{}               // by place; likewise
	for n := range ops {
		o := &ops[n]
		earliest := -1
		for _, i := range o.Kernels {
			place[i] = -1
		}
		for _, i := range o.Kernels {
			for _, a := range p.Kernels[i].Operands {
				if a.Space == program.InKernel {
					earliest = max(earliest, place[a.Tensor])
				}
			}
		}
		at := len(out)
		if key := batchKey(p, o); key != "" {
			joined := false
			for _, b := range batches[key] {
				if b.place > earliest && len(b.members) < mostMembers {
					b.members, at, joined = append(b.members, n), b.place, true
					break
				}
			}
			if !joined {
				b := &batch{at, []int{n}}
				batches[key], of[at] = append(batches[key], b), b
			}
		}
		for _, i := range o.Kernels {
			place[i] = at
		}
		if at == len(out) {
			out = append(out, *o)
		}
	}
	for at := range out {
		if b := of[at]; b != nil && len(b.members) > 1 {
			out[at] = join(ops, b.members)
		}
	}
	return out
}

// batchKey is the same for ops that may run together, "" for one that may not.
func batchKey(p *program.Program, o *Op) string {
	if len(o.Launches) != 1 || len(o.Scratch)+len(o.Tables)+len(o.Lists) > 0 || len(o.Stores) == 0 {
		return ""
	}
	most := int64(mostBatched)
	if o.How == "map" {
		most *= 4
	}
	if p.Kernels[o.Kernels[0]].Count() > most {
		return ""
	}
	l := &o.Launches[0]
	for _, a := range l.Args {
		if a.From > Output {
			return ""
		}
	}
	if l.Entry.Listed() == nil {
		return ""
	}
	return fmt.Sprint(len(o.Kernels), l.Grid, l.Block, l.Shared, ptx.Module(l.Entry))
}

// join makes one op of several of the same text.
func join(ops []Op, members []int) Op {
	first := &ops[members[0]]
	l := first.Launches[0]
	o := Op{How: first.How}
	var list []Arg
	for _, n := range members {
		m := &ops[n]
		o.Kernels, o.Stores = append(o.Kernels, m.Kernels...), append(o.Stores, m.Stores...)
		list = append(list, m.Launches[0].Args...)
	}
	l.Entry, l.Args = l.Entry.Listed(), []Arg{{From: List}}
	l.Grid[1] = len(members)
	o.Launches, o.Lists = []Launch{l}, [][]Arg{list}
	return o
}
