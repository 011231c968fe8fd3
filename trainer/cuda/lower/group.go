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
	head := &p.Kernels[kernels[0]]
	g := &group{space: space{out: head.Out}}
	if head.Terms() > 1 && usesAcc(head) {
		if len(kernels) > 1 {
			return nil
		}
		g.fold, g.space.reduce = head, head.Reduce
	}
	values := 0
	for _, i := range kernels {
		k := &p.Kernels[i]
		if len(kernels) > 1 && (!slices.Equal(k.Out, head.Out) || k.Terms() > 1 && usesAcc(k)) {
			return nil
		}
		m := member{kernel: k, index: i, stored: needed(i)}
		if g.fold == nil {
			m.at = make([]int64, len(k.Reduce))
			for d, e := range k.Reduce {
				m.at[d] = e - 1
			}
		}
		if !g.add(&m) {
			return nil
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
	return g
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
			unit := make([]int64, k.Rank())
			unit[in.A] = 1
			m.indexes[in.A] = newAffine(k, 0, unit, m.at)
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
