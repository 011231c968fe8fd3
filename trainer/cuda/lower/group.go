package lower

import (
	"cmp"
	"slices"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// group is a set of kernels that run together: one, or several of the same outputs and of one term each, of which later ones read what
// earlier ones make at the same element. Besides, the last may be a sum that has each of those elements as a term: of a row, say. Or all are sums of as many
// outputs and terms.
type group struct {
	members []member
	fold    *program.Kernel // the last member, if it is a sum
	space   space
	reads   []*access // different from each other
	tensors []Arg     // that are read, in order of their first use
	steps   bool      // the step's number is used
	all     []int     // the numbers of all members to be
}

// member is a kernel of a group.
type member struct {
	kernel  *program.Kernel
	index   int
	at      []int64   // values of the reduction iterators of the one term that decides; nil for a sum
	to      [][]share // its iterators, in the space of a sum that others are terms of; nil: they are the space's
	place   *affine   // of the element that it makes
	reads   []int     // of each operand: its place in the group's reads, or ^m for what member m makes
	indexes []*affine // of each iterator that is used as a number
	stored  bool
}

// Bounds of a group, beyond which registers, parameters and the time to compile grow without use.
const (
	maxGroupValues  = 600
	maxGroupReads   = 48
	maxGroupTensors = 256 // that are read or made: a launch has parameters for 544
)

// newGroup returns the group of kernels of a program, or nil if they cannot run together. A single kernel always can.
func newGroup(p *program.Program, kernels []int, needed func(int) bool) *group {
	of := make([]*program.Kernel, len(kernels))
	var maps, sums []int
	for n, i := range kernels {
		if of[n] = &p.Kernels[i]; folds(of[n]) {
			sums = append(sums, i)
		} else {
			maps = append(maps, i)
		}
	}
	if len(kernels) == 1 || len(sums) == 0 {
		return makeGroup(of, kernels, needed, len(sums) > 0)
	}
	if len(sums) > 1 && len(maps) > 0 {
		return nil
	}
	for n, i := range append(maps, sums...) {
		of[n] = &p.Kernels[i]
	}
	return makeGroup(of, append(maps, sums...), needed, true)
}

// folds reports whether a kernel's output depends on more than one term.
func folds(k *program.Kernel) bool { return k.Terms() > 1 && usesAcc(k) }

// makeGroup returns the group of kernels with these numbers; fold says that the last is a sum. The values of its iterators in also are kept at hand.
func makeGroup(kernels []*program.Kernel, index []int, needed func(int) bool, fold bool, also ...int) *group {
	head, last := kernels[0], kernels[len(kernels)-1]
	g := &group{space: space{out: last.Out}, all: index}
	var to [][]share // the iterators of the others, in the sum's space
	if fold {
		g.fold, g.space.reduce = last, last.Reduce
		if len(kernels) > 1 && folds(head) {
			for _, k := range kernels {
				if !folds(k) || !slices.Equal(k.Out, last.Out) || !slices.Equal(k.Reduce, last.Reduce) {
					return nil
				}
			}
		} else if len(kernels) > 1 {
			if to = termOf(last, head, index[0]); to == nil {
				return nil
			}
		}
	}
	for _, k := range kernels {
		if (k != last || !fold) && !slices.Equal(k.Out, head.Out) {
			return nil
		}
	}
	values := 0
	for n, k := range kernels {
		m := member{kernel: k, index: index[n], stored: needed(index[n])}
		if !fold || k != last && !folds(k) {
			m.to, m.at = to, make([]int64, len(k.Reduce))
			for d, e := range k.Reduce {
				m.at[d] = e - 1
			}
		}
		if !g.add(&m) {
			return nil
		}
		if n == len(kernels)-1 {
			for _, d := range also {
				m.number(&g.space, d)
			}
		}
		g.members = append(g.members, m)
		for _, live := range liveValues(k) {
			if live {
				values++
			}
		}
	}
	if len(kernels) > 1 && (values > maxGroupValues || len(g.reads) > maxGroupReads) {
		return nil
	}
	g.merge()
	if len(kernels) > 1 && len(g.tensors)+len(kernels) > maxGroupTensors {
		return nil
	}
	return g
}

// termOf returns, for each parallel iterator of a kernel, which of a sum's iterators it is made of, if each term of the sum is an element of what
// the kernel with this number makes, and each element is a term of one output. Else nil.
func termOf(sum, k *program.Kernel, number int) [][]share {
	n := slices.IndexFunc(sum.Operands, func(o program.Operand) bool { return o.Space == program.InKernel && o.Tensor == number })
	if n < 0 {
		return nil
	}
	o := &sum.Operands[n]
	if o.Offset != 0 || len(o.Bounds) > 0 || o.Gather != program.NoGather {
		return nil
	}
	extents := sum.Extents()
	var dims []int // from the innermost
	for d, e := range extents {
		if e > 1 {
			dims = append(dims, d)
		}
	}
	slices.SortStableFunc(dims, func(a, b int) int { return cmp.Compare(o.Stride[a], o.Stride[b]) })
	dense := int64(1)
	for _, d := range dims {
		if o.Stride[d] != dense {
			return nil
		}
		dense *= extents[d]
	}
	if dense != k.Count() {
		return nil
	}
	to := make([][]share, len(k.Out))
	for d := len(k.Out) - 1; d >= 0; d-- {
		by := int64(1)
		for by < k.Out[d] && len(dims) > 0 {
			to[d] = append(to[d], share{dims[0], by})
			by *= extents[dims[0]]
			dims = dims[1:]
		}
		if by != k.Out[d] {
			return nil
		}
	}
	return to
}

// merge merges the iterators through which all that the group reads steps alike.
func (g *group) merge() {
	for _, a := range g.reads {
		g.collect(a)
	}
	for i := range g.members {
		for _, x := range g.members[i].indexes {
			if x != nil {
				g.space.all = append(g.space.all, x)
			}
		}
		if g.fold != nil && !g.sums(i) {
			g.space.all = append(g.space.all, g.members[i].place)
		}
	}
	g.space.merge()
}

// collect adds what an access depends on to the space, and its tensors to the group's. Accesses are gathered through by several.
func (g *group) collect(a *access) {
	if a.none {
		return
	}
	a.each(func(x *affine) {
		if !slices.Contains(g.space.all, x) {
			g.space.all = append(g.space.all, x)
		}
	})
	for ; a != nil && !a.local; a = a.through {
		a.tensor = g.tensor(a.operand)
	}
}

func (g *group) tensor(o *program.Operand) int {
	arg := Arg{[]Source{State, Const, Output}[o.Space], o.Tensor}
	if i := slices.Index(g.tensors, arg); i >= 0 {
		return i
	}
	g.tensors = append(g.tensors, arg)
	return len(g.tensors) - 1
}

// add finds how a member reads its operands.
func (g *group) add(m *member) bool {
	k := m.kernel
	v := m.view(&g.space)
	m.place = v.element(k.Rank())
	var seen []*access
	m.reads = make([]int, len(k.Operands))
	m.indexes = make([]*affine, k.Rank())
	loaded := make([]bool, len(k.Operands))
	for j, live := range liveValues(k) {
		in := k.Body[j]
		switch {
		case !live:
		case in.Op == program.Load:
			loaded[in.A] = true
		case in.Op == program.Index:
			m.number(&g.space, int(in.A))
		case in.Op == program.StepNo:
			g.steps = true
		}
	}
	for j := range k.Operands {
		o := &k.Operands[j]
		a := newAccess(k, j, v, seen)
		seen = append(seen, a)
		if o.Space == program.InKernel {
			made := slices.IndexFunc(g.members, func(b member) bool { return b.index == o.Tensor })
			if made >= 0 {
				b := &g.members[made]
				if g.sums(made) || !a.at(b.view(&g.space).element(b.kernel.Rank()), b.kernel.Count()) || slices.ContainsFunc(k.Operands, func(x program.Operand) bool { return x.Gather == j }) {
					return false
				}
				m.reads[j] = ^made
				continue
			}
			if slices.Contains(g.all, o.Tensor) {
				return false // it is made later, if by terms
			}
		}
		if !loaded[j] {
			continue
		}
		n := slices.IndexFunc(g.reads, a.same)
		if n < 0 {
			n = len(g.reads)
			g.reads = append(g.reads, a)
		}
		m.reads[j] = n
	}
	return true
}

// view returns how the member's iterators are those of a space.
func (m *member) view(s *space) *view { return &view{s, m.kernel.Out, m.to, m.at} }

// number makes an iterator's value available.
func (m *member) number(s *space, d int) {
	unit := make([]int64, m.kernel.Rank())
	unit[d] = 1
	m.indexes[d] = m.view(s).affine(0, unit)
}

// varies says which values of a member's body depend on the term.
func (g *group) varies(i int) []bool {
	m := &g.members[i]
	v := make([]bool, len(m.kernel.Body))
	for j, in := range m.kernel.Body {
		switch in.Op {
		case program.Acc:
			v[j] = g.sums(i)
		case program.Load:
			n := m.reads[in.A]
			v[j] = n < 0 || n < len(g.reads) && !g.reads[n].fixed()
		case program.Index:
			v[j] = m.indexes[in.A] != nil && !m.indexes[in.A].fixed()
		default:
			for _, a := range []uint16{in.A, in.B, in.C}[:in.Op.Values()] {
				v[j] = v[j] || v[a]
			}
		}
	}
	return v
}

// sums reports whether a member is a sum.
func (g *group) sums(i int) bool { return g.fold != nil && g.members[i].at == nil }

// stores returns the members whose outputs are stored.
func (g *group) stores() (of []int) {
	for i := range g.members {
		if g.members[i].stored {
			of = append(of, i)
		}
	}
	return of
}

// work returns about how many instructions one term takes.
func (g *group) work() (n int) {
	for i := range g.members {
		for _, live := range liveValues(g.members[i].kernel) {
			if live {
				n++
			}
		}
	}
	return n
}

func isFloat(k *program.Kernel) bool { return k.Type == tensor.F32 }
