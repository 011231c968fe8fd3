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

// Digits by which terms are sorted, and how many terms a thread counts.
const (
	digitBits    = 4
	digits       = 1 << digitBits
	termsOfOne   = 16
	scanThreads  = 1024
	sortsThreads = maxThreads
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

// zeros returns the launch that makes every word's terms none.
func zeros(extent int64, card Card) Launch {
	e := ptx.New("k", maxThreads, 0)
	at := e.Param("u64")
	end := e.NewLabel()
	n := thread(e, extent, end)
	zero := e.U32()
	e.Op("mov.u32", zero, 0)
	e.Op("mad.wide.u32", at, n, 8, at)
	e.Op("st.global.v2.u32", ptx.At(at, 0), ptx.Vector(zero, zero))
	e.Place(end)
	grid, block := shape(extent, card)
	return Launch{Entry: e, Grid: grid, Block: block, Args: []Arg{{Scratch, scatterFirst}}}
}

// thread returns the thread's number, or goes to end if it is n or more, n below 2^31.
func thread(e *ptx.Entry, n int64, end ptx.Text) ptx.Reg {
	tid, ntid, block, r := e.U32(), e.U32(), e.U32(), e.U32()
	e.Op("mov.u32", tid, ptx.Text("%tid.x"))
	e.Op("mov.u32", ntid, ptx.Text("%ntid.x"))
	e.Op("mov.u32", block, ptx.Text("%ctaid.x"))
	e.Op("mad.lo.u32", r, block, ntid, tid)
	if end != "" {
		p := e.Pred()
		e.Op("setp.ge.u32", p, r, uint32(n))
		e.If(p).Go(end)
	}
	return r
}

// counter begins a kernel in which each thread counts its termsOfOne terms by digits, in a column of shared memory of its own.
type counter struct {
	*ptx.Entry
	thread, column ptx.Reg
}

func newCounter(e *ptx.Entry) *counter {
	c := &counter{Entry: e}
	shared := e.Static(4 * digits * sortsThreads)
	tid := e.U32()
	c.column = e.U32()
	e.Op("mov.u32", c.column, shared)
	e.Op("mov.u32", tid, ptx.Text("%tid.x"))
	e.Op("mad.lo.u32", c.column, tid, 4, c.column)
	c.thread = thread(e, 0, "")
	return c
}

// each calls f for each of the thread's terms with its number and its digit's counter.
func (c *counter) each(terms int64, words, shift ptx.Reg, f func(n, word, at ptx.Reg)) {
	first := c.U32()
	c.Op("shl.b32", first, c.thread, bits.Len(termsOfOne)-1)
	for t := range termsOfOne {
		n, p, skip := c.U32(), c.Pred(), c.NewLabel()
		c.Op("add.u32", n, first, t)
		c.Op("setp.ge.u32", p, n, uint32(terms))
		c.If(p).Go(skip)
		word, from, d, at := c.U32(), c.U64(), c.U32(), c.U32()
		c.Op("mad.wide.u32", from, n, 4, words)
		c.Op("ld.global.u32", word, ptx.At(from, 0))
		c.Op("shr.u32", d, word, shift)
		c.Op("and.b32", d, d, digits-1)
		c.Op("mad.lo.u32", at, d, 4*sortsThreads, c.column)
		f(n, word, at)
		c.Place(skip)
	}
}

// countDigits returns the kernel that counts each thread's terms by digit: count (digits, threads).
func countDigits(terms, threads int64) *ptx.Entry {
	e := ptx.New("k", sortsThreads, 0)
	words, count, shift := e.Param("u64"), e.Param("u64"), e.Param("u32")
	c := newCounter(e)
	zero := e.U32()
	e.Op("mov.u32", zero, 0)
	for d := range digits {
		e.Op("st.shared.u32", ptx.At(c.column, int64(4*sortsThreads*d)), zero)
	}
	c.each(terms, words, shift, func(_, _, at ptx.Reg) {
		n := e.U32()
		e.Op("ld.shared.u32", n, ptx.At(at, 0))
		e.Op("add.u32", n, n, 1)
		e.Op("st.shared.u32", ptx.At(at, 0), n)
	})
	e.Op("mad.wide.u32", count, c.thread, 4, count)
	for d := range digits {
		n := e.U32()
		e.Op("ld.shared.u32", n, ptx.At(c.column, int64(4*sortsThreads*d)))
		e.Op("st.global.u32", ptx.At(count, 4*threads*int64(d)), n)
	}
	return e
}

// placeTerms returns the kernel that moves each term to where the counts, summed up, say. At first the terms are in order, and their numbers not written.
func placeTerms(terms, threads int64, first bool) *ptx.Entry {
	e := ptx.New("k", sortsThreads, 0)
	words, term, count, toWords, toTerm, shift := e.Param("u64"), e.Param("u64"), e.Param("u64"), e.Param("u64"), e.Param("u64"), e.Param("u32")
	c := newCounter(e)
	e.Op("mad.wide.u32", count, c.thread, 4, count)
	for d := range digits {
		n := e.U32()
		e.Op("ld.global.u32", n, ptx.At(count, 4*threads*int64(d)))
		e.Op("st.shared.u32", ptx.At(c.column, int64(4*sortsThreads*d)), n)
	}
	c.each(terms, words, shift, func(n, word, at ptx.Reg) {
		number := n
		if !first {
			from := e.U64()
			number = e.U32()
			e.Op("mad.wide.u32", from, n, 4, term)
			e.Op("ld.global.u32", number, ptx.At(from, 0))
		}
		to, next, place := e.U32(), e.U32(), e.U64()
		e.Op("ld.shared.u32", to, ptx.At(at, 0))
		e.Op("add.u32", next, to, 1)
		e.Op("st.shared.u32", ptx.At(at, 0), next)
		e.Op("mad.wide.u32", place, to, 4, toWords)
		e.Op("st.global.u32", ptx.At(place, 0), word)
		place = e.U64()
		e.Op("mad.wide.u32", place, to, 4, toTerm)
		e.Op("st.global.u32", ptx.At(place, 0), number)
	})
	return e
}

// sumCounts returns the kernel, of one block, that makes of n counts the sums of those before each.
func sumCounts(n int64) *ptx.Entry {
	e := ptx.New("k", scanThreads, 0)
	count := e.Param("u64")
	shared := e.Static(4 * scanThreads)
	tid, slot := e.U32(), e.U32()
	e.Op("mov.u32", tid, ptx.Text("%tid.x"))
	e.Op("mov.u32", slot, shared)
	e.Op("mad.lo.u32", slot, tid, 4, slot)
	each := (n + scanThreads - 1) / scanThreads
	// run goes through the thread's counts.
	run := func(f func(at ptx.Reg)) {
		i, end, at, p, q, top, out := e.U32(), e.U32(), e.U64(), e.Pred(), e.Pred(), e.NewLabel(), e.NewLabel()
		e.Op("mul.lo.u32", i, tid, uint32(each))
		e.Op("add.u32", end, i, uint32(each))
		e.Op("setp.lt.u32", p, end, uint32(n))
		e.Op("selp.u32", end, end, uint32(n), p)
		e.Op("mad.wide.u32", at, i, 4, count)
		e.Op("setp.ge.u32", p, i, end)
		e.If(p).Go(out)
		e.Place(top)
		f(at)
		e.Op("add.s64", at, at, 4)
		e.Op("add.u32", i, i, 1)
		e.Op("setp.lt.u32", q, i, end)
		e.If(q).Go(top)
		e.Place(out)
	}
	sum, word := e.U32(), e.U32()
	e.Op("mov.u32", sum, 0)
	run(func(at ptx.Reg) {
		e.Op("ld.global.u32", word, ptx.At(at, 0))
		e.Op("add.u32", sum, sum, word)
	})
	e.Op("st.shared.u32", ptx.At(slot, 0), sum)
	all := e.U32() // of this thread and those before it (W. D. Hillis, G. L. Steele, "Data parallel algorithms", 1986)
	e.Op("mov.u32", all, sum)
	for by := 1; by < scanThreads; by *= 2 {
		other, p := e.U32(), e.Pred()
		e.Op("bar.sync", 0)
		e.Op("mov.u32", other, 0)
		e.Op("setp.ge.u32", p, tid, by)
		e.If(p).Op("ld.shared.u32", other, ptx.At(slot, int64(-4*by)))
		e.Op("add.u32", all, all, other)
		e.Op("bar.sync", 0)
		e.Op("st.shared.u32", ptx.At(slot, 0), all)
	}
	e.Op("sub.u32", sum, all, sum)
	run(func(at ptx.Reg) {
		e.Op("ld.global.u32", word, ptx.At(at, 0))
		e.Op("st.global.u32", ptx.At(at, 0), sum)
		e.Op("add.u32", sum, sum, word)
	})
	return e
}

// findRuns returns the kernel that finds where the terms of each word begin and end.
func findRuns(terms, extent int64) *ptx.Entry {
	e := ptx.New("k", maxThreads, 0)
	words, runs := e.Param("u64"), e.Param("u64")
	end := e.NewLabel()
	n := thread(e, terms, end)
	at, word, p := e.U64(), e.U32(), e.Pred()
	e.Op("mad.wide.u32", at, n, 4, words)
	e.Op("ld.global.u32", word, ptx.At(at, 0))
	e.Op("setp.ge.u32", p, word, uint32(extent))
	e.If(p).Go(end)
	e.Op("mad.wide.u32", runs, word, 8, runs)
	// neighbour writes value if the word beside is another, or there is none.
	neighbour := func(none ptx.Reg, by, to int64, value ptx.Reg) {
		other, differs := e.U32(), e.Pred()
		e.Op("mov.u32", other, uint32(extent))
		e.IfNot(none).Op("ld.global.u32", other, ptx.At(at, by))
		e.Op("setp.ne.u32", differs, other, word)
		e.If(differs).Op("st.global.u32", ptx.At(runs, to), value)
	}
	none, next, last := e.Pred(), e.U32(), e.Pred()
	e.Op("setp.eq.u32", none, n, 0)
	neighbour(none, -4, 0, n)
	e.Op("add.u32", next, n, 1)
	e.Op("setp.eq.u32", last, next, uint32(terms))
	neighbour(last, 4, 4, next)
	e.Place(end)
	return e
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
