package lower

import (
	"fmt"

	"refute/trainer/cuda/ptx"
)

// store stores the accumulators.
func (g *gemm) store(out, m, n ptx.Reg) {
	t := &g.tile
	first := [2]ptx.Reg{g.U32(), g.U32()}
	g.Op("mad.lo.u32", first[0], m, t.m(), g.first[0])
	g.Op("mad.lo.u32", first[1], n, t.n(), g.first[1])
	o := &g.out
	base := g.U64()
	g.Op("mov.u64", base, out)
	g.address(base, &o.batch, g.digits(&o.batch, g.batchNo), 0)
	wide := t.vn
	for wide > 1 && !o.wideStore(wide, g.n) {
		wide /= 2
	}
	// Addresses of the columns' pieces, and whether they are there.
	cols := make([]ptx.Reg, t.tn/wide)
	valid := make([]ptx.Reg, t.tn/wide)
	at := make([]int64, t.tn/wide)
	if o.inner.single() {
		g.multiple(base, first[1], 4*o.inner.stride(0))
	}
	for j := range cols {
		shift := j*wide/t.vn*t.vn*t.ln + j*wide%t.vn
		if g.n%int64(t.n()) != 0 {
			valid[j] = g.and("", "setp.lt.s32", first[1], g.n-int64(shift))
		}
		if o.inner.single() {
			at[j] = 4 * int64(shift) * o.inner.stride(0)
			continue
		}
		r, c := g.U64(), g.U32()
		g.Op("add.u32", c, first[1], shift)
		g.Op("mov.u64", r, 0)
		g.address(r, &o.inner, g.digits(&o.inner, c), 0)
		cols[j] = r
	}
	for i := range t.tm {
		row, shift := g.U32(), i/t.vm*t.vm*t.lm+i%t.vm
		g.Op("add.u32", row, first[0], shift)
		line := g.U64()
		g.Op("mov.u64", line, base)
		g.address(line, &o.outer, g.digits(&o.outer, row), 0)
		skip := ptx.Text("")
		if g.m%int64(t.m()) != 0 {
			p := g.Pred()
			skip = g.NewLabel()
			g.Op("setp.ge.u32", p, row, g.m)
			g.If(p).Op("bra", skip)
		}
		for j := range cols {
			place := line
			if cols[j] != "" {
				place = g.U64()
				g.Op("add.s64", place, line, cols[j])
			}
			var words []ptx.Reg
			for v := range wide {
				w := g.U32()
				canonical(g.Entry, w, g.acc[i][j*wide+v])
				words = append(words, w)
			}
			to := g.memory(place, at[j])
			if wide == 1 {
				g.guard(valid[j]).Op("st.global.u32", to, words[0])
			} else {
				g.guard(valid[j]).Op(fmt.Sprintf("st.global.v%d.u32", wide), to, ptx.Vector(words...))
			}
		}
		if skip != "" {
			g.Place(skip)
		}
	}
}

// wideStore reports whether any n neighbouring columns that begin at a multiple of n are so in memory, at an address of such a multiple.
func (f *factor) wideStore(n int, count int64) bool {
	w := int64(n)
	last := len(f.inner.extents) - 1
	if last < 0 || f.inner.innermost(0) != 1 || f.inner.extents[last]%w != 0 || count%w != 0 {
		return false
	}
	for _, s := range f.inner.strides[0][:last] {
		if s%w != 0 {
			return false
		}
	}
	for _, x := range []*index{&f.batch, &f.outer} {
		for _, s := range x.strides[0] {
			if s%w != 0 {
				return false
			}
		}
	}
	return true
}
