package lower

import (
	"math/bits"

	"refute/trainer/cuda/ptx"
)

// Digits by which terms are sorted, and how many terms a thread counts.
const (
	digitBits    = 4
	digits       = 1 << digitBits
	termsOfOne   = 16
	scanThreads  = 1024
	sortsThreads = maxThreads
)

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
