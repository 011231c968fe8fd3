package lower

import (
	"math"

	"refute/trainer/cuda/ptx"
	"refute/trainer/program"
)

// Where neighbours in memory cannot be loaded at once, as in rows of an odd length, a thread of a map still has several elements, so that it asks for several
// words before it needs the first. They are a block's threads apart: those of a warp stay side by side.

const spreadElements = 4 // of a thread

// spreads reports whether the group is a map that gains by it.
func (g *group) spreads() bool {
	if g.fold != nil || g.laneCount() > 1 {
		return false
	}
	count := program.Product(g.space.out)
	if _, masked := mask(g.members[0].kernel); masked && len(g.members) == 1 {
		return false // it loads by need
	}
	return count >= manyLanes && count < math.MaxInt32-spreadElements*maxThreads && spreadElements*g.work() <= longBody
}

// spread returns the launch of such a map.
func (g *group) spread() Launch {
	e := ptx.New("k", maxThreads, 0)
	first := newWriter(e, g, 1)
	args := first.params()
	for _, i := range g.stores() {
		first.outs[i] = e.Param("u64")
		args = append(args, Arg{Output, g.members[i].index})
	}
	count := program.Product(g.space.out)
	tid, block, base := e.U32(), e.U32(), e.U32()
	e.Op("mov.u32", tid, ptx.Text("%tid.x"))
	e.Op("mov.u32", block, ptx.Text("%ctaid.x"))
	e.Op("mad.lo.u32", base, block, spreadElements*maxThreads, tid)
	type element struct {
		*writer
		number, there ptx.Reg
		made          [][]ptx.Reg
	}
	var elements []element
	for n := range spreadElements {
		x := element{newWriter(e, g, 1), e.U32(), e.Pred(), [][]ptx.Reg{make([]ptx.Reg, len(g.members))}}
		x.tensors, x.outs, x.stepAt = first.tensors, first.outs, first.stepAt
		e.Op("add.u32", x.number, base, n*maxThreads)
		e.Op("setp.lt.u32", x.there, x.number, uint32(count))
		place := e.U32() // one that exists
		e.Op("selp.u32", place, x.number, uint32(count-1), x.there)
		x.coords = make([]ptx.Reg, len(g.space.out))
		x.split(place, g.space.out, x.coords)
		x.prepare()
		for _, a := range g.reads {
			x.load(a, 0)
		}
		elements = append(elements, x)
	}
	for _, x := range elements {
		x.values(x.made)
	}
	for _, x := range elements {
		for _, i := range g.stores() {
			at, word := e.U64(), x.made[0][i]
			e.Op("mad.wide.u32", at, x.number, 4, x.outs[i])
			if isFloat(g.members[i].kernel) {
				word = e.U32()
				canonical(e, word, x.made[0][i])
			}
			e.If(x.there).Op("st.global.u32", ptx.At(at, 0), word)
		}
	}
	blocks := (count + spreadElements*maxThreads - 1) / (spreadElements * maxThreads)
	return Launch{Entry: e, Grid: [3]int{int(blocks), 1, 1}, Block: maxThreads, Args: args}
}
