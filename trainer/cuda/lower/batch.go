package lower

import (
	"fmt"
	"slices"

	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
)

// A launch costs as much time as a small kernel, and many small kernels are the same but for their tensors: the norms and the updates of all parameters
// of a shape. They become one launch, of a second dimension.

const (
	mostBatched = 1 << 20 // outputs of a kernel that is small; four times as many of one of one term, and sixteen of a product, whose last tiles leave the card idle
	mostMembers = 4096    // of a batch
	mostDelay   = 24      // ops by which one may be put off, while what it reads stays
)

// batch is ops that run together, at a place of the plan.
type batch struct {
	members []int
	key     string
}

// batched puts ops of the same text together: where the first of them is, if all that the others read is made before; else where the last is, if nobody
// has read what the others make, and they are not far. again makes a product anew for so many multiprocessors: for its share of the card.
func batched(p *program.Program, ops []Op, again func(o *Op, share int) *Op) []Op {
	var plan []batch
	place := make([]int, len(p.Kernels)) // the batch of each kernel
	read := make([]bool, len(p.Kernels))
	open := map[string][]int{} // batches of a key; looked up only
	put := func(n, at int) {
		for _, i := range ops[n].Kernels {
			place[i] = at
		}
	}
	for n := range ops {
		o := &ops[n]
		earliest := -1
		inputs := inputsOf(p, o)
		for _, i := range inputs {
			earliest, read[i] = max(earliest, place[i]), true
		}
		at := len(plan)
		if key := batchKey(p, o); key != "" {
			of := open[key]
			for x, b := range of {
				members := plan[b].members
				if len(members) >= mostMembers {
					continue
				}
				if near := n-members[0] <= mostDelay; b > earliest && (near || p.Kernels[o.Kernels[0]].Count() <= mostBatched) {
					plan[b].members, at = append(members, n), b
					break
				} else if near && !anyRead(ops, members, read) {
					plan[b].members = nil
					plan = append(plan, batch{append(members, n), key})
					for _, m := range members {
						put(m, at)
					}
					of[x] = at
					break
				}
			}
			if at == len(plan) {
				open[key] = append(of, at)
				plan = append(plan, batch{[]int{n}, key})
			}
		} else {
			plan = append(plan, batch{[]int{n}, ""})
		}
		put(n, at)
	}
	var out []Op
	for _, b := range plan {
		switch len(b.members) {
		case 0:
		case 1:
			out = append(out, ops[b.members[0]])
		default:
			out = append(out, join(shared(p, ops, b.members, again)))
		}
	}
	return out
}

// inputsOf returns the kernels that an op reads, but for its own.
func inputsOf(p *program.Program, o *Op) (of []int) {
	for _, i := range o.Kernels {
		for _, a := range p.Kernels[i].Operands {
			if a.Space == program.InKernel && !slices.Contains(o.Kernels, a.Tensor) {
				of = append(of, a.Tensor)
			}
		}
	}
	return of
}

// anyRead reports whether an op has read what some ops make.
func anyRead(ops []Op, of []int, read []bool) bool {
	for _, n := range of {
		if slices.ContainsFunc(ops[n].Kernels, func(i int) bool { return read[i] }) {
			return true
		}
	}
	return false
}

// shared returns the members of a batch, products made anew for their share of the card if they then are alike.
func shared(p *program.Program, ops []Op, members []int, again func(o *Op, share int) *Op) []*Op {
	same, key := make([]*Op, len(members)), ""
	for x, n := range members {
		same[x] = again(&ops[n], len(members))
		if same[x] == nil {
			break
		}
		k := batchKey(p, same[x])
		if x > 0 && k != key || k == "" {
			same[x] = nil
			break
		}
		key = k
	}
	if !slices.Contains(same, nil) {
		return same
	}
	for x, n := range members {
		same[x] = &ops[n]
	}
	return same
}

// batchKey is the same for ops that may run together, "" for one that may not.
func batchKey(p *program.Program, o *Op) string {
	if len(o.Launches) != 1 || len(o.Scratch)+len(o.Tables)+len(o.Lists) > 0 || len(o.Stores) == 0 {
		return ""
	}
	k := &p.Kernels[o.Kernels[0]]
	most := int64(mostBatched)
	switch {
	case o.How == "map":
		most *= 4
	case isProduct(k):
		most *= 16
	}
	if k.Count() > most {
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
func join(members []*Op) Op {
	first := members[0]
	l := first.Launches[0]
	o := Op{How: first.How}
	var list []Arg
	for _, m := range members {
		o.Kernels, o.Stores = append(o.Kernels, m.Kernels...), append(o.Stores, m.Stores...)
		list = append(list, m.Launches[0].Args...)
	}
	l.Entry, l.Args = l.Entry.Listed(), []Arg{{From: List}}
	l.Grid[1] = len(members)
	o.Launches, o.Lists = []Launch{l}, [][]Arg{list}
	return o
}
