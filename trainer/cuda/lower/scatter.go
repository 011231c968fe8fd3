package lower

import (
	"math/bits"
	"slices"

	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// scatter is the plan of a masked sum whose condition is eq(word of the term, output iterator): an embedding's gradient, a count by class. An output
// takes only the terms of its word. The terms are sorted by their words, those of a word in order, and each output runs through its own.
type scatter struct {
	kernel *program.Kernel
	word   int // the operand
	dim    int // the output iterator
	taken  int // the instruction that is the accumulator after a term that is taken
}

// What a scatter is worth sorting for. Tests make it less.
var (
	leastScatterTerms  int64 = 256
	leastScatterExtent int64 = 16
)

const (
	mostScatterTerms  = 1 << 26
	mostScatterExtent = 1 << 26
)

// newScatter returns the plan, or nil if the kernel is none, or too small or too large.
func newScatter(k *program.Kernel) *scatter {
	last := k.Body[len(k.Body)-1]
	if last.Op != program.Select || k.Body[last.C].Op != program.Acc || k.Body[last.A].Op != program.Eq || k.Terms() < leastScatterTerms || k.Terms() > mostScatterTerms {
		return nil
	}
	x, y := k.Body[k.Body[last.A].A], k.Body[k.Body[last.A].B]
	if x.Op == program.Index {
		x, y = y, x
	}
	if x.Op != program.Load || y.Op != program.Index || int(y.A) >= len(k.Out) || k.Out[y.A] < leastScatterExtent || k.Out[y.A] > mostScatterExtent {
		return nil
	}
	s := &scatter{k, int(x.A), int(y.A), int(last.B)}
	if !s.ofTerm(s.word) {
		return nil
	}
	return s
}

// ofTerm reports whether an operand's value depends on the term alone.
func (s *scatter) ofTerm(j int) bool {
	o := &s.kernel.Operands[j]
	fixed := func(stride []int64) bool {
		for d, e := range s.kernel.Out {
			if e > 1 && stride[d] != 0 {
				return false
			}
		}
		return true
	}
	return fixed(o.Stride) && !slices.ContainsFunc(o.Bounds, func(b program.Bound) bool { return !fixed(b.Stride) }) &&
		(o.Gather == program.NoGather || s.ofTerm(o.Gather))
}

// The scratch of a scatter: two of each of the first two, from one of which the terms are sorted into the other.
const (
	scatterWords = 0 // the word of each term
	scatterTerms = 2 // the term
	scatterCount = 4 // how many terms of a digit a thread has; then where they go
	scatterFirst = 5 // where a word's terms begin, and where they end
)

// op returns the scatter's op.
func (s *scatter) op(i int, needed func(int) bool, card Card) *Op {
	k := s.kernel
	terms, extent := k.Terms(), k.Out[s.dim]
	threads := (terms + termsOfOne*sortsThreads - 1) / (termsOfOne * sortsThreads) * sortsThreads
	passes := (bits.Len64(uint64(extent)) + digitBits - 1) / digitBits
	cut := *k
	cut.Body = k.Body[:s.taken+1]
	g := makeGroup([]*program.Kernel{&cut}, []int{i}, needed, true, s.dim)
	o := g.op("scatter")
	o.Scratch = []int64{4 * terms, 4 * terms, 4 * terms, 4 * terms, 4 * threads * digits, 8 * extent}
	o.Launches = append(o.Launches, s.words(card), zeros(extent, card))
	from := 0
	for pass := range passes {
		words, term := Arg{Scratch, scatterWords + from}, Arg{Scratch, scatterTerms + from}
		toWords, toTerm := Arg{Scratch, scatterWords + 1 - from}, Arg{Scratch, scatterTerms + 1 - from}
		count := Arg{Scratch, scatterCount}
		shift := Arg{Number, pass * digitBits}
		blocks := [3]int{int(threads / sortsThreads), 1, 1}
		o.Launches = append(o.Launches,
			Launch{Entry: countDigits(terms, threads), Grid: blocks, Block: sortsThreads, Args: []Arg{words, count, shift}},
			Launch{Entry: sumCounts(threads * digits), Grid: [3]int{1, 1, 1}, Block: scanThreads, Args: []Arg{count}},
			Launch{Entry: placeTerms(terms, threads, pass == 0), Grid: blocks, Block: sortsThreads, Args: []Arg{words, term, count, toWords, toTerm, shift}})
		from = 1 - from
	}
	words, term, first := Arg{Scratch, scatterWords + from}, Arg{Scratch, scatterTerms + from}, Arg{Scratch, scatterFirst}
	grid, block := shape(terms, card)
	o.Launches = append(o.Launches, Launch{Entry: findRuns(terms, extent), Grid: grid, Block: block, Args: []Arg{words, first}}, s.sums(g, card, term, first))
	return o
}

// words returns the launch that writes each term's word, those beyond the iterator as its extent. It is a kernel of the terms.
func (s *scatter) words(card Card) Launch {
	k := &program.Kernel{Type: tensor.U32, Out: s.kernel.Reduce}
	place := make([]int, len(s.kernel.Operands))
	var add func(j int)
	add = func(j int) {
		o := s.kernel.Operands[j]
		if o.Gather != program.NoGather {
			add(o.Gather)
			o.Gather = place[o.Gather]
		}
		o.Stride = o.Stride[len(s.kernel.Out):]
		o.Bounds = slices.Clone(o.Bounds)
		for b := range o.Bounds {
			o.Bounds[b].Stride = o.Bounds[b].Stride[len(s.kernel.Out):]
		}
		place[j] = len(k.Operands)
		k.Operands = append(k.Operands, o)
	}
	add(s.word)
	k.Body = []program.Instr{
		{Op: program.Load, A: uint16(place[s.word])}, {Op: program.ConstU, Imm: uint32(s.kernel.Out[s.dim])},
		{Op: program.Lt, A: 0, B: 1}, {Op: program.Select, A: 2, B: 0, C: 1},
	}
	g := makeGroup([]*program.Kernel{k}, []int{-1}, func(int) bool { return true }, false) // it is none of the program's
	l := g.threads(card).Launches[0]
	l.Args[len(l.Args)-1] = Arg{Scratch, scatterWords}
	return l
}

// sums returns the launch that adds up each output's terms.
func (s *scatter) sums(g *group, card Card, term, first Arg) Launch {
	unit := g.members[0].indexes[s.dim]
	lanes := g.laneCount()
	if n := len(unit.out); n == 0 || unit.out[n-1] != 0 {
		lanes = 1 // each has a word of its own
	}
	return g.launch(card, lanes, []Arg{term, first}, func(w *writer, more []ptx.Reg, made [][]ptx.Reg) {
		at, end := w.U64(), w.U64()
		begin, stop := w.U32(), w.U32()
		w.Op("mad.wide.u32", at, w.value(unit, 0), 8, more[1])
		w.Op("ld.global.v2.u32", ptx.Vector(begin, stop), ptx.At(at, 0))
		w.Op("mad.wide.u32", at, begin, 4, more[0])
		w.Op("mad.wide.u32", end, stop, 4, more[0])
		f := w.newFolder()
		round := min(8, f.roundTerms())
		f.listed(at, end, round)
		if round > 1 {
			f.listed(at, end, 1)
		}
		for lane := range made {
			made[lane][0] = f.acc[lane]
		}
	})
}

// listed writes a loop over the terms whose numbers are in memory, so many in a round, as long as there are so many.
func (f *folder) listed(at, end ptx.Reg, round int64) {
	held := f.hold()
	after, p, top, out := f.U64(), f.Pred(), f.NewLabel(), f.NewLabel()
	f.Place(top)
	f.Op("add.s64", after, at, 4*round)
	f.Op("setp.gt.u64", p, after, end)
	f.If(p).Go(out)
	copy(f.acc, held)
	words := make([]map[loaded]ptx.Reg, round)
	regs := make([][]ptx.Reg, round) // of the amounts
	numbers := make([]ptx.Reg, round)
	for u := range round {
		numbers[u] = f.U32()
		f.Op("ld.global.u32", numbers[u], ptx.At(at, 4*u))
	}
	first := make([]ptx.Reg, len(f.amounts))
	for i, m := range f.amounts {
		first[i] = m.reg
	}
	for u := range round {
		f.goTo(numbers[u], first)
		f.moved = map[loaded]ptx.Reg{}
		for _, a := range f.g.reads {
			for lane := range f.lanes {
				f.load(a, lane)
			}
		}
		words[u] = f.moved
		for _, m := range f.amounts {
			regs[u] = append(regs[u], m.reg)
		}
	}
	for u := range round {
		for i, m := range f.amounts {
			m.reg = regs[u][i]
		}
		f.moved = words[u]
		f.term()
	}
	for i, m := range f.amounts {
		m.reg = first[i]
	}
	f.back(held)
	f.Op("mov.u64", at, after)
	f.Go(top)
	f.Place(out)
	copy(f.acc, held)
}

// goTo sets the amounts to a term by its number. first are their registers at the first term.
func (f *folder) goTo(number ptx.Reg, first []ptx.Reg) {
	index := make([]ptx.Reg, len(f.g.space.reduce))
	f.split(number, f.g.space.reduce, index)
	for i, m := range f.amounts {
		m.reg = first[i]
		for d, s := range m.x.reduce {
			if s == 0 {
				continue
			}
			if m.reg == first[i] {
				f.own(m)
			}
			switch {
			case m.kind == narrow:
				f.Op("mad.lo.u32", m.reg, index[d], uint32(s), m.reg)
			case m.kind == address:
				f.accumulate(m.reg, index[d], s*m.size)
			default:
				f.accumulate(m.reg, index[d], s)
			}
		}
	}
}
