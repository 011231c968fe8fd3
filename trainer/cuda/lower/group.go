package lower

import (
	"slices"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// group is a set of kernels that run together: one, or several of the same outputs and of one term each, of which later ones read what
// earlier ones make at the same element.
type group struct {
	members []member
	fold    *program.Kernel // the only member, if it has a sum
	space   space
	reads   []*access // different from each other
	tensors []Arg     // that are read, in order of their first use
	steps   bool      // the step's number is used
}

// member is a kernel of a group.
type member struct {
	kernel  *program.Kernel
	index   int
	at      []int64   // values of the reduction iterators of the one term that decides; nil for a fold
	reads   []int     // of each operand: its place in the group's reads, or ^m for what member m makes
	indexes []*affine // of each iterator that is used as a number
	stored  bool
}

// Bounds of a group, beyond which registers, parameters and the time to compile grow without use.
const (
	maxGroupValues = 600
	maxGroupReads  = 48
)

// newGroup returns the group of kernels of a program, or nil if they cannot run together. A single kernel always can.
func newGroup(p *program.Program, kernels []int, needed func(int) bool) *group {
	of := make([]*program.Kernel, len(kernels))
	for n, i := range kernels {
		of[n] = &p.Kernels[i]
	}
	return makeGroup(of, kernels, needed, len(kernels) == 1 && folds(of[0]))
}

// folds reports whether a kernel's output depends on more than one term.
func folds(k *program.Kernel) bool { return k.Terms() > 1 && usesAcc(k) }

// makeGroup returns the group of kernels with these numbers; fold says that the only one has a sum. The values of the head's iterators
// in also are kept at hand.
func makeGroup(kernels []*program.Kernel, index []int, needed func(int) bool, fold bool, also ...int) *group {
	head := kernels[0]
	g := &group{space: space{out: head.Out}}
	if fold {
		g.fold, g.space.reduce = head, head.Reduce
	}
	values := 0
	for n, k := range kernels {
		if len(kernels) > 1 && (!slices.Equal(k.Out, head.Out) || folds(k)) {
			return nil
		}
		m := member{kernel: k, index: index[n], stored: needed(index[n])}
		if !fold {
			m.at = make([]int64, len(k.Reduce))
			for d, e := range k.Reduce {
				m.at[d] = e - 1
			}
		}
		if !g.add(&m) {
			return nil
		}
		for _, d := range also {
			m.number(d)
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
	return g
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
	for ; a != nil; a = a.through {
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
			m.number(int(in.A))
		case in.Op == program.StepNo:
			g.steps = true
		}
	}
	for j := range k.Operands {
		o := &k.Operands[j]
		a := newAccess(k, j, m.at, &g.space, seen)
		seen = append(seen, a)
		if o.Space == program.InKernel {
			made := slices.IndexFunc(g.members, func(b member) bool { return b.index == o.Tensor })
			if made >= 0 {
				if !a.identity(k.Out) || slices.ContainsFunc(k.Operands, func(x program.Operand) bool { return x.Gather == j }) {
					return false
				}
				m.reads[j] = ^made
				continue
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

// number makes an iterator's value available.
func (m *member) number(d int) {
	unit := make([]int64, m.kernel.Rank())
	unit[d] = 1
	m.indexes[d] = newAffine(m.kernel, 0, unit, m.at)
}

// varies says which values of the only member's body depend on the term.
func (g *group) varies() []bool {
	m := &g.members[0]
	v := make([]bool, len(m.kernel.Body))
	for j, in := range m.kernel.Body {
		switch in.Op {
		case program.Acc:
			v[j] = g.fold != nil
		case program.Load:
			v[j] = m.reads[in.A] >= 0 && len(g.reads) > m.reads[in.A] && !g.reads[m.reads[in.A]].fixed()
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
