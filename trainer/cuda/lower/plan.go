package lower

import (
	"fmt"
	"slices"

	"refute/trainer/program"
)

// mostInstructions bounds the bodies of a program together: their code is written anew for every kernel, and the driver compiles it. The GPT of 124 M parameters
// has 25,000.
const mostInstructions = 1 << 22

// Check says whether code is made for a valid program.
func Check(p *program.Program) error {
	n := 0
	for i := range p.Kernels {
		n += len(p.Kernels[i].Body)
	}
	if n > mostInstructions {
		return fmt.Errorf("cuda: the bodies of the program's %d kernels have %d instructions, code for a card is made of up to %d: run it on processors", len(p.Kernels), n, mostInstructions)
	}
	return nil
}

// Plan returns the ops of a program, in the order in which they run. If fuse is true, kernels may run together, and outputs that only these read are not
// stored; else each kernel is an op that stores its output.
func Plan(p *program.Program, fuse bool, card Card) []Op {
	pl := &planner{p: p, card: card, place: make([]int, len(p.Kernels)), kept: make([]bool, len(p.Kernels)), readers: make([][]int, len(p.Kernels))}
	for i := range p.Kernels {
		for _, o := range p.Kernels[i].Operands {
			if o.Space != program.InKernel {
				continue
			}
			if r := pl.readers[o.Tensor]; len(r) == 0 || r[len(r)-1] != i {
				pl.readers[o.Tensor] = append(r, i)
			}
		}
	}
	for _, o := range p.Outputs {
		pl.kept[o.Kernel] = true
	}
	for _, s := range p.States {
		if s.Kernel != program.Keep {
			pl.kept[s.Kernel] = true
		}
	}
	for i := range p.Kernels {
		if !fuse {
			pl.kept[i] = true
		}
		if !fuse || !pl.join(i) {
			pl.place[i] = len(pl.parts)
			pl.parts = append(pl.parts, pl.alone(i))
		}
	}
	pl.parted = true
	ops := make([]Op, len(pl.parts))
	for n := range pl.parts {
		t := &pl.parts[n]
		if t.product == nil {
			ops[n] = *Loops(p, t.kernels, pl.needed(t.kernels), card)
			continue
		}
		if ops[n] = *t.product; fuse { // who reads it is known only now
			ops[n] = *pl.product(t.kernels)
		}
	}
	if fuse {
		ops = batched(p, ops, pl.again)
	}
	for n := range ops {
		ops[n].fill()
	}
	return ops
}

// planner puts kernels together.
type planner struct {
	p       *program.Program
	card    Card
	kept    []bool  // kernels whose outputs are wanted after the step
	readers [][]int // of each kernel
	parts   []part
	place   []int // the part of each kernel
	tables  int64 // words of the products' tables, about
	parted  bool  // all parts are made
}

// part is an op to be.
type part struct {
	kernels []int
	product *Op
	alone   bool // nothing may join
}

// needed says which outputs of a group are stored: those that others read, or that are wanted after the step.
func (pl *planner) needed(kernels []int) func(int) bool {
	return func(k int) bool {
		return pl.kept[k] || slices.ContainsFunc(pl.readers[k], func(r int) bool { return !slices.Contains(kernels, r) })
	}
}

// product returns the op of a product and what follows it, or nil.
func (pl *planner) product(kernels []int) *Op {
	var looked *triangle
	if t, ok := seen(pl.p, kernels[0], pl.readers[kernels[0]], pl.kept[kernels[0]]); ok && (!pl.parted || pl.guarded(kernels[0])) {
		looked = &t
	}
	return productOf(pl.p, kernels, pl.needed(kernels), pl.card, looked)
}

// guarded reports whether all parts that read a kernel's output load it only where their masks let them: beyond, there may be nothing.
func (pl *planner) guarded(k int) bool {
	last := -1
	for _, r := range pl.readers[k] {
		reader := &pl.p.Kernels[r]
		if _, skips := folderMask(reader); folds(reader) && !skips {
			return false
		}
		n := pl.place[r]
		if n == last || n == pl.place[k] {
			continue
		}
		last = n
		of := pl.parts[n].kernels
		if pl.parts[n].product != nil {
			return false
		}
		if len(of) == 1 {
			continue
		}
		g := newGroup(pl.p, of, pl.needed(of))
		if g == nil {
			continue // rows, kernel by kernel
		}
		s := newGuards(g)
		if s == nil {
			return false
		}
		for _, a := range g.reads {
			if a.operand.Space == program.InKernel && a.operand.Tensor == k && !slices.Contains(s.of, a) {
				return false
			}
		}
	}
	return true
}

// again returns the op of a product for its share of the card, nil of another op.
func (pl *planner) again(o *Op, share int) *Op {
	if !isProduct(&pl.p.Kernels[o.Kernels[0]]) || share < 2 {
		return nil
	}
	all := pl.card
	defer func() { pl.card = all }()
	pl.card.Multiprocessors = max(1, all.Multiprocessors/share)
	return pl.product(o.Kernels)
}

func (pl *planner) alone(i int) part {
	t := part{kernels: []int{i}}
	k := &pl.p.Kernels[i]
	if words := tableWords(k); isProduct(k) && pl.tables+words <= mostTables {
		if t.product = pl.product(t.kernels); t.product != nil {
			pl.tables += words
		}
	}
	t.alone = t.product == nil && folds(k)
	return t
}

// isProduct reports whether a kernel's body is fma(load, load, acc), in any order of its instructions.
func isProduct(k *program.Kernel) bool {
	last := k.Body[len(k.Body)-1]
	return last.Op == program.FMA && k.Body[last.A].Op == program.Load && k.Body[last.B].Op == program.Load && k.Body[last.C].Op == program.Acc
}

// back is how many ops back a kernel may be put.
const back = 16

// join puts a kernel into a part before it that it reads from, or that reads the same, if it can: a kernel of one term, a sum of what the
// part makes, or one of the same rows.
func (pl *planner) join(i int) bool {
	k := &pl.p.Kernels[i]
	earliest := 0
	for _, o := range k.Operands {
		if o.Space == program.InKernel {
			earliest = max(earliest, pl.place[o.Tensor])
		}
	}
	for n := len(pl.parts) - 1; n >= max(earliest, len(pl.parts)-back); n-- {
		t := &pl.parts[n]
		if !pl.shares(t, k) {
			continue
		}
		kernels := append(slices.Clone(t.kernels), i)
		needed := pl.needed(kernels)
		switch {
		case t.product != nil:
			if o := pl.epilogue(t, k, kernels); o != nil {
				t.kernels, t.product, pl.place[i] = kernels, o, n
				return true
			}
			continue
		case pl.together(t, k, i, kernels, needed):
		case pl.sameRows(t, i, kernels, needed):
		default:
			continue
		}
		t.kernels, pl.place[i] = kernels, n
		return true
	}
	return false
}

// epilogue returns the op of a product that a kernel of one term joins, or nil.
func (pl *planner) epilogue(t *part, k *program.Kernel, kernels []int) *Op {
	if folds(k) || !slices.Equal(k.Out, pl.p.Kernels[t.kernels[0]].Out) {
		return nil
	}
	return pl.product(kernels)
}

// together reports whether a kernel may be computed by the threads of a part, element by element.
func (pl *planner) together(t *part, k *program.Kernel, i int, kernels []int, needed func(int) bool) bool {
	if folds(k) && folds(&pl.p.Kernels[t.kernels[0]]) { // both read the same, and must be read far ahead
		g := newGroup(pl.p, kernels, needed)
		return g != nil && newStaged(g) != nil
	}
	if t.alone || folds(k) && !pl.rides(k, i) {
		return false
	}
	return newGroup(pl.p, kernels, needed) != nil
}

// sameRows reports whether a kernel may run with a part, row by row: it reads what the part makes, or both are sums.
func (pl *planner) sameRows(t *part, i int, kernels []int, needed func(int) bool) bool {
	k := &pl.p.Kernels[i]
	if !(folds(k) && folds(&pl.p.Kernels[t.kernels[0]])) && !slices.ContainsFunc(k.Operands, func(o program.Operand) bool {
		return o.Space == program.InKernel && slices.Contains(t.kernels, o.Tensor)
	}) {
		return false
	}
	return newRows(pl.p, kernels, needed) != nil
}

// What a sum must have to be folded by who makes its terms: enough outputs to keep a card busy, or few terms. Tests ask for less.
var riderOutputs int64 = 1 << 15

const riderTerms = 32

// rides reports whether a sum may be folded by the threads that make its terms.
func (pl *planner) rides(k *program.Kernel, i int) bool {
	if k.Count() < riderOutputs && k.Terms() > riderTerms || isProduct(k) || newScatter(k) != nil {
		return false
	}
	return newStaged(newGroup(pl.p, []int{i}, pl.needed([]int{i}))) == nil
}

// shares reports whether a kernel has something to gain from a part: it reads what the part makes or reads.
func (pl *planner) shares(t *part, k *program.Kernel) bool {
	for _, a := range k.Operands {
		for _, j := range t.kernels {
			if a.Space == program.InKernel && a.Tensor == j {
				return true
			}
			for _, b := range pl.p.Kernels[j].Operands {
				if t.product == nil && a.Space == b.Space && a.Tensor == b.Tensor && a.Count > 1 {
					return true
				}
			}
		}
	}
	return false
}
