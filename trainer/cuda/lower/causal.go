package lower

import (
	"slices"

	"refute/trainer/program"
)

// Of causal attention's scores, weights and their gradients, (…, s, t), only those with s ≤ t count. The program says so in selects by iterators, from
// which this is proved, for each kernel apart: which of its outputs nobody looks at, and which are +0. An executor need not compute, store or load them.
//
//	scores  x   seen where s ≤ t       all its readers, max and exp, take it under select(le(s, t), …) alone
//	exp     e   +0 but where s ≤ t     select(le(s, t), …, 0)

// triangle is the part of a kernel's outputs with the value of iterator a at most that of b.
type triangle struct{ a, b int }

// seen returns a part of kernel k's outputs beyond which no kernel looks at any; readers are those that read it, kept whether it is wanted after the step.
func seen(p *program.Program, k int, readers []int, kept bool) (t triangle, ok bool) {
	if kept || len(readers) == 0 {
		return t, false
	}
	for n, r := range readers {
		u, ok := seenBy(&p.Kernels[r], k, &p.Kernels[k])
		if !ok || n > 0 && u != t {
			return t, false
		}
		t = u
	}
	return t, true
}

// seenBy returns the part of what kernel number k makes that a reader looks at.
func seenBy(r *program.Kernel, k int, of *program.Kernel) (t triangle, ok bool) {
	cond, a, b, ok := causal(r)
	if !ok {
		return t, false
	}
	last := r.Body[len(r.Body)-1]
	open := operandsOf(r, cond, int(last.C)) // those that are looked at whatever the mask says
	found := false
	for j := range r.Operands {
		o := &r.Operands[j]
		if o.Space != program.InKernel || o.Tensor != k {
			continue
		}
		if open[j] || slices.ContainsFunc(r.Operands, func(x program.Operand) bool { return x.Gather == j }) {
			return t, false
		}
		dims := iteratorsOf(r, o, of)
		u := triangle{slices.Index(dims, a), slices.Index(dims, b)}
		if u.a < 0 || u.b < 0 || found && u != t {
			return t, false
		}
		t, found = u, true
	}
	return t, found
}

// zero returns a part of a kernel's outputs beyond which all are +0.
func zero(k *program.Kernel) (t triangle, ok bool) {
	_, a, b, ok := causal(k)
	if !ok || folds(k) || max(a, b) >= len(k.Out) {
		return t, false
	}
	other := k.Body[k.Body[len(k.Body)-1].C]
	if other.Op != program.ConstF && other.Op != program.ConstU || other.Imm != 0 {
		return t, false
	}
	return triangle{a, b}, true
}

// causal returns the condition of a body that is select(le(a, b), …), or lt, of two iterators.
func causal(k *program.Kernel) (cond, a, b int, ok bool) {
	last := k.Body[len(k.Body)-1]
	if last.Op != program.Select {
		return
	}
	in := k.Body[last.A]
	if in.Op != program.Le && in.Op != program.Lt {
		return
	}
	x, y := k.Body[in.A], k.Body[in.B]
	if x.Op != program.Index || y.Op != program.Index {
		return
	}
	return int(last.A), int(x.A), int(y.A), true
}

// operandsOf says which operands some values of a body depend on.
func operandsOf(k *program.Kernel, values ...int) []bool {
	used := make([]bool, len(k.Operands))
	for _, v := range values {
		c := program.Kernel{Body: k.Body[:v+1]}
		for j, live := range liveValues(&c) {
			if live && k.Body[j].Op == program.Load {
				used[k.Body[j].A] = true
			}
		}
	}
	return used
}

// iteratorsOf returns which iterator of a reader runs through each of the parallel iterators of what it reads: -1 for one of a single value. It
// returns nil if the operand reads otherwise than element by element.
func iteratorsOf(r *program.Kernel, o *program.Operand, of *program.Kernel) []int {
	if o.Offset != 0 || o.Gather != program.NoGather || len(o.Bounds) > 0 || o.Count != of.Count() {
		return nil
	}
	extents := r.Extents()
	free := make([]bool, len(extents)) // iterators that move the address and are not found yet
	for d, e := range extents {
		free[d] = e > 1 && o.Stride[d] != 0
	}
	dims := make([]int, len(of.Out))
	stride := int64(1)
	for d := len(of.Out) - 1; d >= 0; d-- {
		dims[d] = -1
		if of.Out[d] > 1 {
			for i := range extents {
				if free[i] && o.Stride[i] == stride && extents[i] == of.Out[d] {
					dims[d], free[i] = i, false
					break
				}
			}
			if dims[d] < 0 {
				return nil
			}
		}
		stride *= of.Out[d]
	}
	if slices.Contains(free, true) {
		return nil
	}
	return dims
}
