package emulate

import "math/bits"

// meet is what the threads of a warp do together: those of mask, which are all that their members name.
func (w *warp) meet(in *instr, mask uint32) {
	switch in.op {
	case opWarpBar:
		w.phase++
	case opShfl:
		w.shuffle(in, mask)
	case opBallot, opVote:
		members := w.r32[in.c]
		p := w.p[in.a]
		if in.negate {
			p = ^p
		}
		var votes uint32
		for m := mask; m != 0; m &= m - 1 {
			i := bits.TrailingZeros32(m)
			of := members[i] & mask
			if in.op == opBallot {
				w.r32[in.d][i] = p & of
				continue
			}
			var v bool
			switch in.sub {
			case 0:
				v = p&of == of
			case 1:
				v = p&of != 0
			default:
				v = p&of == of || p&of == 0
			}
			votes |= bit(v) << i
		}
		if in.op == opVote {
			w.p[in.d] = w.p[in.d]&^mask | votes
		}
		w.def[in.dd] |= mask
	}
}

// shuffle passes registers between lanes (PTX ISA, "shfl.sync": c holds the greatest lane of a segment in bits 0 to 4, and in bits 8 to 12 those that stay).
func (w *warp) shuffle(in *instr, mask uint32) {
	a, members := w.r32[in.a], w.r32[in.c]
	b, c := &w.r32[in.b], &w.r32[in.target]
	d := &w.r32[in.d]
	var ok uint32
	var out vec32
	for m := mask; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		lane, by, clamp, stay := i, int(b[i]&31), int(c[i]&31), int(c[i]>>8&31)
		most := lane&stay | clamp&^stay
		least := lane & stay
		var from int
		var in bool
		switch mode := w.b.f.code[w.pc].sub; mode {
		case shuffleUp:
			from = lane - by
			in = from >= most // in this mode c has the least lane
		case shuffleDown:
			from = lane + by
			in = from <= most
		case shuffleXor:
			from = lane ^ by
			in = from <= most
		default:
			from = least | by&^stay
			in = from <= most
		}
		if !in {
			from = lane
		}
		ok |= bit(in) << i
		if mask>>from&1 == 1 && members[i]>>from&1 == 1 {
			out[i] = a[from]
		} else {
			out[i] = unspecified
		}
	}
	for m := mask; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		d[i] = out[i]
	}
	w.def[in.dd] |= mask
	if in.d2 >= 0 {
		w.p[in.d2] = w.p[in.d2]&^mask | ok
		w.def[in.dd2] |= mask
	}
}
