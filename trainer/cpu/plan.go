package cpu

import (
	"refute/trainer/program"
)

// class says when a value of a body changes, and so how often it is computed.
type class uint8

const (
	perKernel class = iota // constants: once
	perBlock               // depends on the output element: once a block of outputs
	perTerm                // depends on the term too
)

// node is a value to compute over the lanes of a block: an operand's loads or an instruction. Loads and the accumulator of the body
// are references to nodes, not nodes.
type node struct {
	op      program.Op // Load: operand a; Acc: the accumulator's first value
	a, b, c int        // nodes; the operand of a Load; the iterator of an Index
	imm     uint32
	class   class
	reg     int
}

// accNode is the accumulator's node, in register 0.
const accNode = 0

// interp is the plan of a kernel that is interpreted: instruction by instruction, each over a block of outputs.
type interp struct {
	kernel  *program.Kernel
	single  bool    // one term decides: there is only one, or the accumulator is not used; its indexes are at
	at      []int64 // reduction iterators of the single term
	nodes   []node
	order   [3][]int // nodes by class, each in order of evaluation
	last    int      // the node of the body's value
	mask    int      // if positive, the node that must not be 0 for the accumulator to change …
	early   int      // … computed by the first so many nodes of order[perTerm]
	loads   []*loader
	moving  []int // operands whose addresses or bounds depend on the term
	regs    int
	scatter *scatter // if set, only some terms need be visited
}

func newInterp(k *program.Kernel) *interp {
	p := &interp{kernel: k, loads: make([]*loader, len(k.Operands)), mask: -1}
	p.single = k.Terms() == 1 || !usesAcc(k)
	if p.single {
		for _, e := range k.Reduce {
			p.at = append(p.at, e-1)
		}
	}
	p.build()
	p.sort()
	p.allocate()
	p.scatter = p.findScatter()
	return p
}

// usesAcc reports whether the body's value depends on the accumulator, other than by being it.
func usesAcc(k *program.Kernel) bool {
	if k.Body[len(k.Body)-1].Op == program.Acc {
		return false
	}
	live := make([]bool, len(k.Body))
	live[len(k.Body)-1] = true
	for j := len(k.Body) - 1; j >= 0; j-- {
		if in := k.Body[j]; live[j] {
			if in.Op == program.Acc {
				return true
			}
			for _, a := range []uint16{in.A, in.B, in.C}[:in.Op.Values()] {
				live[a] = true
			}
		}
	}
	return false
}

// build makes the nodes and their classes.
func (p *interp) build() {
	k := p.kernel
	accClass := perTerm
	if p.single {
		accClass = perKernel
	}
	p.nodes = []node{{op: program.Acc, imm: k.Init, class: accClass}}
	operand := make([]int, len(k.Operands)) // node of each
	for j := range k.Operands {
		l := newLoader(k, j, p.at)
		n := node{op: program.Load, a: j, b: -1, class: l.class}
		if g := l.o.Gather; g != program.NoGather {
			n.b = operand[g]
			n.class = max(n.class, p.nodes[n.b].class)
		}
		if l.whole = n.class == perKernel; l.class == perTerm {
			p.moving = append(p.moving, j)
		}
		p.loads[j] = l
		operand[j] = len(p.nodes)
		p.nodes = append(p.nodes, n)
	}
	value := make([]int, len(k.Body)) // node of each
	for j, in := range k.Body {
		n := node{op: in.Op, imm: in.Imm}
		switch in.Op {
		case program.Acc:
			value[j] = accNode
			continue
		case program.Load:
			value[j] = operand[in.A]
			continue
		case program.Index:
			n.a = int(in.A)
			switch d := n.a - len(k.Out); {
			case d < 0:
				n.class = perBlock
			case p.single:
				n.op, n.imm = program.ConstU, uint32(p.at[d])
			default:
				n.class = perTerm
			}
		case program.ConstF, program.ConstU, program.StepNo:
		default:
			refs := []*int{&n.a, &n.b, &n.c}
			for i, a := range []uint16{in.A, in.B, in.C}[:in.Op.Values()] {
				*refs[i] = value[a]
				n.class = max(n.class, p.nodes[value[a]].class)
			}
		}
		value[j] = len(p.nodes)
		p.nodes = append(p.nodes, n)
	}
	p.last = value[len(value)-1]
}

// inputs returns the nodes that n reads.
func (n *node) inputs() []int {
	switch {
	case n.op == program.Load && n.b >= 0:
		return []int{n.b}
	case n.op.Values() > 0:
		return []int{n.a, n.b, n.c}[:n.op.Values()]
	}
	return nil
}

// sort orders what the result depends on by class. The condition of a masked sum comes first.
func (p *interp) sort() {
	done := make([]bool, len(p.nodes))
	var visit func(i int)
	visit = func(i int) {
		if done[i] {
			return
		}
		done[i] = true
		n := &p.nodes[i]
		for _, in := range n.inputs() {
			visit(in)
		}
		if i != accNode {
			p.order[n.class] = append(p.order[n.class], i)
		}
	}
	if n := &p.nodes[p.last]; !p.single && n.op == program.Select && n.c == accNode && !p.readsAcc(n.a) {
		visit(n.a)
		p.mask, p.early = n.a, len(p.order[perTerm])
	}
	visit(p.last)
}

func (p *interp) readsAcc(i int) bool {
	if i == accNode {
		return true
	}
	seen := make([]bool, len(p.nodes))
	seen[i] = true
	for ; i > 0; i-- {
		if seen[i] {
			for _, in := range p.nodes[i].inputs() {
				seen[in] = true
			}
		}
	}
	return seen[accNode]
}

// allocate assigns registers, reusing those of values that are no longer needed.
func (p *interp) allocate() {
	const never = -1
	lastUse := make([]int, len(p.nodes)) // the node that reads it last in its own class; never: keep
	for c := range p.order {
		for _, i := range p.order[c] {
			for _, in := range p.nodes[i].inputs() {
				if p.nodes[in].class != class(c) {
					lastUse[in] = never
				} else if lastUse[in] != never {
					lastUse[in] = i
				}
			}
		}
	}
	for _, keep := range []int{accNode, p.last, max(p.mask, 0)} {
		lastUse[keep] = never
	}
	var free []int
	p.regs = 1
	for c := range p.order {
		for _, i := range p.order[c] {
			n := &p.nodes[i]
			for x, in := range n.inputs() {
				if lastUse[in] == i && class(c) != perKernel && p.nodes[in].class == class(c) && !contains(n.inputs()[:x], in) {
					free = append(free, p.nodes[in].reg)
				}
			}
			if f := len(free); f > 0 {
				n.reg, free = free[f-1], free[:f-1]
			} else {
				n.reg = p.regs
				p.regs++
			}
		}
	}
	// The new accumulator takes the old one's place: nothing is computed after it in a term.
	if n := &p.nodes[p.last]; !p.single && n.op != program.Load {
		n.reg = 0
	}
}

func contains(s []int, x int) bool {
	for _, y := range s {
		if x == y {
			return true
		}
	}
	return false
}
