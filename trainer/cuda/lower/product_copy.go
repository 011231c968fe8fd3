package lower

import "refute/trainer/cuda/ptx"

// gemmCopy writes the copying of one factor's part of a tile to shared memory, where it is k rows of size outer indexes: element (o, k) at k·pitch + o.
//
// A thread copies the elements o = lane + j·lanes, or groups of four neighbours, for some k = lane + i·lanes of its own. The copies are asynchronous, but
// where neighbours in memory are neighbours in k: there four of them are loaded to registers at once, and stored when they have come.
type gemmCopy struct {
	*gemm
	f      *factor
	size   int         // outer indexes of a tile
	count  int64       // outer indexes of all
	wide   bool        // four neighbours at once
	along  bool        // neighbouring threads have neighbouring k
	turn   bool        // four neighbouring k at once
	loaded [][]ptx.Reg // then, on their way
	lo, lk int         // lanes
	eo, ek int         // elements of a thread
	pitch  int         // floats

	table   bool        // places of k are looked up
	words   int         // of an entry
	base    []ptx.Reg   // addresses by j, or one for all
	step    int64       // bytes between them then
	inner   int64       // bytes between neighbouring k, without a table
	to      ptx.Reg     // where the thread's first element goes in shared memory
	valid   []ptx.Reg   // by j: whether there is one; empty if always
	kvalid  []ptx.Reg   // by i
	limits  [][]ptx.Reg // by j and bound: the part of what is bounded that does not depend on k
	klane   ptx.Reg
	entries ptx.Reg     // address of the entry of the thread's first k of the next tile
	entry   [][]ptx.Reg // by i: those of the next tile
}

// fewSums is how many sums of a thread take less time for a piece than its way through registers: then the pieces come word by word, several ahead.
const fewSums = 32

// newGemmCopy plans the copying.
func newGemmCopy(g *gemm, f *factor, size int, count int64) *gemmCopy {
	c := &gemmCopy{gemm: g, f: f, size: size, count: count}
	threads := g.tile.threads()
	c.table = f.table()
	c.wide = f.wide(size)
	so, sk := f.outer.innermost(0), f.inner.innermost(0)
	if so < 0 {
		so = -so
	}
	if sk < 0 {
		sk = -sk
	}
	c.along = !c.wide && sk != 0 && (so == 0 || sk < so)
	vec := 1
	if c.wide {
		vec = 4
	}
	c.turn = c.along && f.turns(g.tile.k) && (c.table || g.tile.tm*g.tile.tn >= fewSums)
	terms := g.tile.k // or groups of four
	switch {
	case c.turn:
		terms /= 4
		for c.lk = 1; c.lk < 8 && terms%(2*c.lk) == 0; {
			c.lk *= 2
		}
		c.lo = min(threads/c.lk, size)
	case c.along:
		c.lk = min(8, terms)
		c.lo = min(threads/c.lk, size)
	default:
		c.lo = min(threads, size/vec)
		c.lk = min(threads/c.lo, terms)
	}
	c.eo = (size/vec + c.lo - 1) / c.lo
	c.ek = (terms + c.lk - 1) / c.lk
	if c.turn {
		for range c.eo * c.ek {
			c.loaded = append(c.loaded, make([]ptx.Reg, 4))
		}
	}
	c.pitch = size
	if c.along {
		for c.pitch%8 != 4 || c.pitch%32 != 4 && size%32 == 0 {
			c.pitch += 4 - c.pitch%4
		}
	}
	c.words = 1
	for c.words < 1+len(f.bounds) {
		c.words *= 2
	}
	return c
}

// table reports whether the places of k are looked up.
func (f *factor) table() bool { return !f.inner.single() || len(f.bounds) > 0 }

// wide reports whether any four neighbours that begin at a multiple of four are so in memory, at an address of a multiple of 16 bytes, and all
// within the bounds or none.
func (f *factor) wide(size int) bool {
	return size%4 == 0 && f.offset%4 == 0 && f.outer.fours() && f.batch.apart(len(f.batch.extents)) && f.inner.apart(len(f.inner.extents))
}

// turns reports the same of any four neighbouring k that a piece may begin with.
func (f *factor) turns(piece int) bool {
	return piece%4 == 0 && f.offset%4 == 0 && f.inner.fours() && f.batch.apart(len(f.batch.extents)) && f.outer.apart(len(f.outer.extents))
}

// fours reports whether any four steps from a multiple of four are neighbours in memory and the same to all bounds.
func (x *index) fours() bool {
	last := len(x.extents) - 1
	if last < 0 || x.innermost(0) != 1 || x.extents[last]%4 != 0 || !x.apart(last) {
		return false
	}
	for form := 1; form < len(x.strides); form++ {
		if x.innermost(form) != 0 {
			return false
		}
	}
	return true
}

// apart reports whether the first iterators move the address by multiples of four.
func (x *index) apart(iterators int) bool {
	for _, s := range x.strides[0][:iterators] {
		if s%4 != 0 {
			return false
		}
	}
	return true
}

// row returns which row of shared memory holds the k-th term of a piece. Where threads store four terms each, neighbouring threads have the next four,
// and their rows are such that they store to different banks.
func (c *gemmCopy) row(k int) int {
	if !c.turn {
		return k
	}
	d, each := c.spacing(), 4*c.lk
	v := k % 4
	return k/each*each + k%each/4*d + v%d + v/d*c.lk*d
}

// spacing returns how many rows are between the first terms of neighbouring threads.
func (c *gemmCopy) spacing() int { return min(4, 8/c.lk) }

// bytes returns the shared memory of a stage.
func (c *gemmCopy) bytes() int { return 4 * c.pitch * c.tile.k }

// entriesOf returns the table of places of k: the address's part in bytes and that of each bound, or nil if it is not needed or too far.
func (c *gemmCopy) entriesOf() (table []uint32, ok bool) {
	if !c.table {
		return nil, true
	}
	for form := range c.f.inner.strides {
		lo, hi := c.f.inner.span(form)
		if max(hi, -lo) > most/4 {
			return nil, false
		}
	}
	terms := int(c.contraction.k)
	each := terms / c.terms(terms)
	table = make([]uint32, (terms/each+c.tile.k+c.tile.threads()/c.lo+1)*c.words) // entries are loaded ahead, and by threads that copy nothing
	x := &c.f.inner
	at := make([]int64, len(x.extents))
	for t := range terms {
		for form := range x.strides {
			v := int64(0)
			for d, i := range at {
				v += i * x.strides[form][d]
			}
			if form == 0 {
				v *= 4
			}
			if t%each == 0 {
				table[t/each*c.words+form] = uint32(v)
			}
		}
		for d := len(at) - 1; d >= 0; d-- {
			if at[d]++; at[d] < x.extents[d] {
				break
			}
			at[d] = 0
		}
	}
	return table, true
}

// setup writes what is computed once: addresses, limits, predicates. param is the tensor's address, block the tile's number along the outer index.
func (c *gemmCopy) setup(param, table ptx.Reg, shared int, block, batch ptx.Reg) {
	vec := 1
	if c.wide {
		vec = 4
	}
	olane, klane := c.U32(), c.U32()
	if c.along {
		c.divide(olane, klane, c.tid, c.lk)
	} else {
		c.divide(klane, olane, c.tid, c.lo)
	}
	c.klane = klane
	if vec > 1 {
		c.Op("shl.b32", olane, olane, 2)
	}
	first := c.U32() // the thread's first outer index
	c.Op("mad.lo.u32", first, block, c.size, olane)

	// Which elements there are.
	var within ptx.Reg
	if c.lo*c.lk < c.tile.threads() {
		within = c.Pred()
		if c.along {
			c.Op("setp.lt.u32", within, olane, c.lo*vec)
		} else {
			c.Op("setp.lt.u32", within, klane, c.lk)
		}
	}
	for j := range c.eo {
		p := within
		if (j+1)*c.lo*vec > c.size {
			p = c.and(p, "setp.lt.u32", olane, c.size-j*c.lo*vec)
		}
		if c.count%int64(c.size) != 0 {
			p = c.and(p, "setp.lt.s32", first, int(c.count)-j*c.lo*vec)
		}
		c.valid = append(c.valid, p)
	}
	for i := range c.ek {
		var p ptx.Reg
		if (i+1)*c.lk > c.terms(c.tile.k) {
			p = c.and("", "setp.lt.u32", klane, c.terms(c.tile.k)-i*c.lk)
		}
		c.kvalid = append(c.kvalid, p)
	}

	// Where they are.
	f := c.f
	start := c.U64()
	c.Op("mov.u64", start, param)
	if f.offset != 0 {
		c.Op("add.s64", start, start, 4*f.offset)
	}
	digits := c.digits(&f.batch, batch)
	c.address(start, &f.batch, digits, 0)
	var firsts []ptx.Reg
	for b := range f.bounds {
		r := c.U32()
		c.Op("mov.u32", r, int(f.bounds[b].first))
		c.value(r, &f.batch, digits, 1+b)
		firsts = append(firsts, r)
	}
	if !c.table {
		c.inner = 4 * f.inner.stride(0)
		if c.turn {
			c.inner *= 4
		}
		c.multiple(start, klane, c.inner)
	}
	if f.outer.single() && len(f.bounds) == 0 {
		c.step = 4 * f.outer.stride(0) * int64(c.lo*vec)
		c.multiple(start, first, 4*f.outer.stride(0))
		c.base = []ptx.Reg{start}
	} else {
		for j := range c.eo {
			o := c.U32()
			c.Op("add.u32", o, first, j*c.lo*vec)
			digits := c.digits(&f.outer, o)
			r := c.U64()
			c.Op("mov.u64", r, start)
			c.address(r, &f.outer, digits, 0)
			c.base = append(c.base, r)
			var limits []ptx.Reg
			for b := range f.bounds {
				v := c.U32()
				c.Op("mov.u32", v, firsts[b])
				c.value(v, &f.outer, digits, 1+b)
				limits = append(limits, v)
			}
			c.limits = append(c.limits, limits)
		}
	}
	c.to = c.U32()
	pitch := c.pitch
	if c.turn {
		pitch *= c.spacing()
		for _, l := range c.loaded {
			for v := range l {
				l[v] = c.F32()
			}
		}
	}
	c.Op("mad.lo.u32", c.to, klane, pitch, olane)
	c.Op("shl.b32", c.to, c.to, 2)
	c.Op("add.u32", c.to, c.to, c.shared)
	if shared > 0 {
		c.Op("add.u32", c.to, c.to, shared)
	}
	if c.table {
		c.entries = c.U64()
		c.Op("mov.u64", c.entries, table)
		c.multiple(c.entries, klane, int64(4*c.words))
		for range c.ek {
			var e []ptx.Reg
			for range c.words {
				e = append(e, c.U32())
			}
			c.entry = append(c.entry, e)
		}
		c.lookup("")
	}
}

// lookup loads the entries of the next tile.
func (c *gemmCopy) lookup(more ptx.Reg) {
	for i, e := range c.entry {
		op := "ld.global.nc"
		var to any = e[0]
		switch len(e) {
		case 2, 4:
			op += ".v" + string(rune('0'+len(e)))
			to = ptx.Vector(e...)
		}
		for at := 0; at < len(e); at += 4 {
			if len(e) == 8 {
				op, to = "ld.global.nc.v4", ptx.Vector(e[at:at+4]...)
			}
			c.guard(more).Op(op+".u32", to, ptx.At(c.entries, int64(4*(i*c.lk*c.words+at))))
		}
	}
}

// guard guards the next instruction, if by anything.
func (g *gemm) guard(p ptx.Reg) *ptx.Entry {
	if p == "" {
		return g.Entry
	}
	return g.If(p)
}

// issue writes the copying of the next tile, of terms terms, to a stage at an offset in shared memory; more is a predicate or none.
func (c *gemmCopy) issue(stage ptx.Reg, terms int, more ptx.Reg) {
	to := c.U32()
	c.Op("add.u32", to, c.to, stage)
	c.each(terms, func(i, j int, p ptx.Reg) {
		dst := 4 * (i*c.lk*c.pitch + j*c.lo)
		if c.wide {
			dst = 4 * (i*c.lk*c.pitch + 4*j*c.lo)
		}
		c.one(i, j, c.both(p, more), ptx.At(to, int64(dst)))
	})
	// On to the next.
	if c.table {
		c.Op("add.s64", c.entries, c.entries, 4*c.terms(terms)*c.words)
		c.lookup(more)
		return
	}
	if d := 4 * c.f.inner.stride(0) * int64(terms); d != 0 {
		for _, r := range c.base {
			c.Op("add.s64", r, r, d)
		}
	}
}

// each calls f for each of the thread's copies for a piece of some terms.
func (c *gemmCopy) each(terms int, f func(i, j int, p ptx.Reg)) {
	terms = c.terms(terms)
	for i := range c.ek {
		kvalid := c.kvalid[i]
		if terms < c.terms(c.tile.k) {
			if i*c.lk >= terms {
				break
			}
			kvalid = ""
			if (i+1)*c.lk > terms {
				kvalid = c.and("", "setp.lt.u32", c.klane, terms-i*c.lk)
			}
		}
		for j := range c.eo {
			f(i, j, c.both(kvalid, c.valid[j]))
		}
	}
}

// terms returns in how many parts some terms are copied.
func (c *gemmCopy) terms(n int) int {
	if c.turn {
		return n / 4
	}
	return n
}

// settle stores what was loaded to registers, of some terms, to a stage.
func (c *gemmCopy) settle(stage ptx.Reg, terms int) {
	if !c.turn {
		return
	}
	to := c.U32()
	c.Op("add.u32", to, c.to, stage)
	c.each(terms, func(i, j int, p ptx.Reg) {
		for v, r := range c.loaded[i*c.eo+j] {
			c.guard(p).Op("st.shared.f32", ptx.At(to, int64(4*(c.row(4*i*c.lk+v)*c.pitch+j*c.lo))), r)
		}
	})
}

// one copies an element, or four.
func (c *gemmCopy) one(i, j int, p ptx.Reg, dst ptx.Text) {
	base, at := c.base[0], int64(0)
	if len(c.base) > 1 || len(c.limits) > 0 {
		base = c.base[j]
	} else {
		at = int64(j) * c.step
	}
	if !c.table {
		at += int64(i*c.lk) * c.inner
	} else {
		r, wide := c.U64(), c.U64()
		c.Op("cvt.s64.s32", wide, c.entry[i][0])
		c.Op("add.s64", r, base, wide)
		base = r
	}
	in := p
	for b, l := range c.f.bounds {
		v := c.U32()
		c.Op("add.u32", v, c.limits[j][b], c.entry[i][1+b])
		q := c.Pred()
		c.Op("setp.lt.u32", q, v, l.size)
		if b == 0 {
			in = q
			continue
		}
		both := c.Pred()
		c.Op("and.pred", both, in, q)
		in = both
	}
	if len(c.f.bounds) > 0 {
		out := c.Pred()
		c.Op("not.pred", out, in)
		fill := c.U32()
		c.Op("mov.u32", fill, c.f.fill)
		out = c.both(p, out)
		switch {
		case c.turn:
			for _, r := range c.loaded[i*c.eo+j] {
				c.Op("mov.f32", r, ptx.F(c.f.fill))
			}
		case c.wide:
			c.guard(out).Op("st.shared.v4.u32", dst, ptx.Vector(fill, fill, fill, fill))
		default:
			c.guard(out).Op("st.shared.u32", dst, fill)
		}
		in = c.both(p, in)
	}
	from := c.memory(base, at)
	if c.turn {
		c.guard(in).Op("ld.global.nc.v4.f32", ptx.Vector(c.loaded[i*c.eo+j]...), from)
		return
	}
	if c.wide {
		c.guard(in).Op("cp.async.cg.shared.global", dst, from, 16)
	} else {
		c.guard(in).Op("cp.async.ca.shared.global", dst, from, 4)
	}
}

// memory returns the memory at an address plus bytes.
func (g *gemm) memory(base ptx.Reg, bytes int64) ptx.Text {
	if bytes == int64(int32(bytes)) {
		return ptx.At(base, bytes)
	}
	r := g.U64()
	g.Op("add.s64", r, base, bytes)
	return ptx.At(r, 0)
}

// both is a predicate that is true if both are, of which either may be none.
func (g *gemm) both(p, q ptx.Reg) ptx.Reg {
	if p == "" {
		return q
	}
	if q == "" {
		return p
	}
	r := g.Pred()
	g.Op("and.pred", r, p, q)
	return r
}

// and is a predicate that is true if p is, or none, and the comparison.
func (g *gemm) and(p ptx.Reg, op string, args ...any) ptx.Reg {
	q := g.Pred()
	g.Op(op, append([]any{q}, args...)...)
	return g.both(p, q)
}

// divide writes quotient and remainder by a constant.
func (g *gemm) divide(quotient, remainder, x ptx.Reg, by int) {
	divide(g.Entry, quotient, remainder, x, int64(by))
}

// digits takes an index apart into its iterators.
func (g *gemm) digits(x *index, r ptx.Reg) []ptx.Reg {
	d := make([]ptx.Reg, len(x.extents))
	for i := len(d) - 1; i > 0; i-- {
		q, m := g.U32(), g.U32()
		g.divide(q, m, r, int(x.extents[i]))
		d[i], r = m, q
	}
	if len(d) > 0 {
		d[0] = r
	}
	return d
}

// address adds a form of the iterators, in words, to an address.
func (g *gemm) address(r ptx.Reg, x *index, digits []ptx.Reg, form int) {
	for i, d := range digits {
		g.multiple(r, d, 4*x.strides[form][i])
	}
}

// multiple adds a multiple of an index to a 64-bit register.
func (g *gemm) multiple(r, d ptx.Reg, by int64) {
	switch {
	case by == 0:
	case by == int64(int32(by)):
		g.Op("mad.wide.s32", r, d, by, r)
	default:
		w := g.U64()
		g.Op("cvt.u64.u32", w, d)
		g.Op("mad.lo.s64", r, w, by, r)
	}
}

// value adds a form of the iterators to a 32-bit register.
func (g *gemm) value(r ptx.Reg, x *index, digits []ptx.Reg, form int) {
	for i, d := range digits {
		if s := x.strides[form][i]; s != 0 {
			g.Op("mad.lo.s32", r, d, s, r)
		}
	}
}
