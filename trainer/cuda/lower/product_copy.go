package lower

import (
	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
)

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
	c.words = f.words()
	return c
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

// mostTable is how many words a table may have, mostTables about how many all of a program. Tests ask for fewer.
const mostTable = 1 << 24

var mostTables int64 = 1 << 28

// tableWords returns about how many words the tables of a kernel have, if it is a product.
func tableWords(k *program.Kernel) (n int64) {
	p := newContraction(k)
	if p == nil {
		return 0
	}
	for _, f := range []*factor{&p.a, &p.b} {
		if f.table() {
			n += p.k * int64(f.words())
		}
	}
	return n
}

// words returns how many words an entry of the table has.
func (f *factor) words() int {
	n := 1
	for n < 1+len(f.bounds) {
		n *= 2
	}
	return n
}

// near reports whether the places of k fit a table's words, and the table is not too large.
func (c *gemmCopy) near() bool {
	for form := range c.f.inner.strides {
		lo, hi := c.f.inner.span(form)
		if max(hi, -lo) > most/4 {
			return false
		}
	}
	return c.contraction.k*int64(c.words) <= mostTable
}

// entriesOf returns the table of places of k: the address's part in bytes and that of each bound.
func (c *gemmCopy) entriesOf() (table []uint32) {
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
	return table
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
