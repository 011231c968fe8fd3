package emulate

import (
	"math/bits"
)

// predicates computes what is made of predicates or makes them.
func (w *warp) predicates(in *instr, mask uint32) {
	switch in.op {
	case opSelp32:
		d, a, b, c := &w.r32[in.d], &w.r32[in.a], &w.r32[in.b], w.p[in.c]
		w.def[in.dd] |= mask
		if mask == all {
			for i := range d {
				x := b[i]
				if c>>(i&31)&1 != 0 {
					x = a[i]
				}
				d[i] = x
			}
			return
		}
		for m := mask; m != 0; m &= m - 1 {
			i := bits.TrailingZeros32(m)
			if d[i] = b[i]; c>>i&1 != 0 {
				d[i] = a[i]
			}
		}
		return
	case opSelp64:
		d, a, b, c := &w.r64[in.d], &w.r64[in.a], &w.r64[in.b], w.p[in.c]
		w.def[in.dd] |= mask
		for m := mask; m != 0; m &= m - 1 {
			i := bits.TrailingZeros32(m)
			x := b[i]
			if c>>i&1 != 0 {
				x = a[i]
			}
			d[i] = x
		}
		return
	}
	var r uint32
	switch in.op {
	case opSetp:
		r = w.compare(in)
		q := ^r
		if in.imm != 0 {
			c := w.p[in.c]
			if in.signed {
				c = ^c
			}
			switch in.imm {
			case 1:
				r, q = r&c, q&c
			case 2:
				r, q = r|c, q|c
			case 3:
				r, q = r^c, q^c
			}
		}
		if in.d2 >= 0 {
			w.p[in.d2] = w.p[in.d2]&^mask | q&mask
			w.def[in.dd2] |= mask
		}
	case opMovP:
		r = w.p[in.a]
	case opAndP:
		r = w.p[in.a] & w.p[in.b]
	case opOrP:
		r = w.p[in.a] | w.p[in.b]
	case opXorP:
		r = w.p[in.a] ^ w.p[in.b]
	case opNotP:
		r = ^w.p[in.a]
	}
	w.p[in.d] = w.p[in.d]&^mask | r&mask
	w.def[in.dd] |= mask
}
