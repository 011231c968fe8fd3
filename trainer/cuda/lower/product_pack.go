package lower

import (
	"slices"

	"refute/trainer/cuda/ptx"
)

// A factor whose neighbours in memory are neighbours in k, or whose rows begin at odd places, takes more instructions to copy to shared memory. Where the product
// is so large that these cost more, the factor is copied first: to scratch memory, k rows of neighbouring outer indexes, at multiples of 16 bytes.

const (
	packTile  = 32      // of the matrix, on a side, that a block copies
	packRows  = 8       // of them at a time
	packBytes = 550     // that are copied in a cycle, read and written: 2.2 TB/s
	packStart = 2500    // cycles until the product begins
	packGain  = 0.97    // of the time that the product would take without: more is not worth the memory
	mostPack  = 1 << 29 // bytes of scratch memory
)

// packable reports whether a copy of a factor would be of use, and can be made.
func (p *contraction) packable(f *factor) bool {
	return p.batch == 1 && !f.table() && f.outer.single() && len(f.outer.extents) == 1 && len(f.inner.extents) == 1 && f.scratch == 0 &&
		!f.wide(packTile) && 4*p.k*(p.outerOf(f)+4) < mostPack
}

func (p *contraction) outerOf(f *factor) int64 {
	if f == &p.a {
		return p.m
	}
	return p.n
}

// packed returns the product with a factor, 0 or 1, copied first.
func (p *contraction) packed(i int) *contraction {
	q := *p
	f := []*factor{&q.a, &q.b}[i]
	q.packs = append(slices.Clone(q.packs), pack{from: *f, count: q.outerOf(f), terms: q.k})
	n := &q.packs[len(q.packs)-1]
	*f = factor{operand: f.operand, scratch: len(q.packs),
		batch: index{strides: [][]int64{nil}},
		outer: index{[]int64{n.pitch()}, [][]int64{{1}}},
		inner: index{[]int64{q.k}, [][]int64{{n.pitch()}}},
	}
	return &q
}

// pack is a copy of a factor.
type pack struct {
	from         factor
	count, terms int64
}

func (k *pack) pitch() int64 { return (k.count + 3) / 4 * 4 }
func (k *pack) bytes() int64 { return 4 * k.terms * k.pitch() }

// cost is about how many cycles it takes.
func (k *pack) cost() float64 { return packStart + float64(k.bytes())/packBytes }

// launch returns the copying: each block a square, through shared memory if it is turned.
func (k *pack) launch(arg, scratch Arg) Launch {
	e := ptx.New("k", packTile*packRows, 0)
	from, to := e.Param("u64"), e.Param("u64")
	g := &gemm{Entry: e}
	across, down := ceil(k.pitch(), packTile), ceil(k.terms, packTile)
	e.Comment("copy of %d x %d", k.terms, k.count)
	tid, block, tx, ty, bo, bk := e.U32(), e.U32(), e.U32(), e.U32(), e.U32(), e.U32()
	e.Op("mov.u32", tid, ptx.Text("%tid.x"))
	e.Op("mov.u32", block, ptx.Text("%ctaid.x"))
	g.divide(ty, tx, tid, packTile)
	g.divide(bk, bo, block, int(across))
	e.Op("mul.lo.u32", bo, bo, packTile)
	e.Op("mul.lo.u32", bk, bk, packTile)
	so, sk := k.from.outer.stride(0), k.from.inner.stride(0)
	turned := max(so, -so) > max(sk, -sk)
	// The thread's first element of memory, and of the copy.
	read, write := [2]ptx.Reg{e.U32(), e.U32()}, [2]ptx.Reg{e.U32(), e.U32()} // outer, k
	e.Op("add.u32", write[0], bo, tx)
	e.Op("add.u32", write[1], bk, ty)
	if turned {
		e.Op("add.u32", read[0], bo, ty)
		e.Op("add.u32", read[1], bk, tx)
	} else {
		read = write
	}
	at := e.U64()
	e.Op("add.s64", at, from, 4*k.from.offset)
	g.multiple(at, read[0], 4*so)
	g.multiple(at, read[1], 4*sk)
	step, moving := sk, 1
	if turned {
		step, moving = so, 0
	}
	limits := [2]int64{k.count, k.terms}
	var words []ptx.Reg
	fixed := g.and("", "setp.lt.u32", read[1-moving], limits[1-moving])
	for i := 0; i < packTile; i += packRows {
		r := e.F32()
		e.Op("mov.f32", r, ptx.F(0))
		p := g.both(fixed, g.and("", "setp.lt.s32", read[moving], limits[moving]-int64(i)))
		src := g.memory(at, 4*step*int64(i))
		e.If(p).Op("ld.global.nc.f32", r, src)
		words = append(words, r)
	}
	if turned {
		shared, put, take := e.U32(), e.U32(), e.U32()
		e.Op("mov.u32", shared, e.Static(4*packTile*(packTile+1)))
		e.Op("mad.lo.u32", put, tx, packTile+1, ty)
		e.Op("mad.lo.u32", put, put, 4, shared)
		e.Op("mad.lo.u32", take, ty, packTile+1, tx)
		e.Op("mad.lo.u32", take, take, 4, shared)
		for i, r := range words {
			e.Op("st.shared.f32", ptx.At(put, int64(4*i*packRows)), r)
		}
		e.Op("bar.sync", 0)
		for i, r := range words {
			e.Op("ld.shared.f32", r, ptx.At(take, int64(4*i*packRows*(packTile+1))))
		}
	}
	out := e.U64()
	e.Op("mov.u64", out, to)
	g.multiple(out, write[0], 4)
	g.multiple(out, write[1], 4*k.pitch())
	inside := g.and("", "setp.lt.u32", write[0], k.pitch())
	for i, r := range words {
		p := g.both(inside, g.and("", "setp.lt.s32", write[1], k.terms-int64(i*packRows)))
		dst := g.memory(out, 4*k.pitch()*int64(i*packRows))
		e.If(p).Op("st.global.f32", dst, r)
	}
	return Launch{Entry: e, Grid: [3]int{int(across * down), 1, 1}, Block: packTile * packRows, Args: []Arg{arg, scratch}}
}
