package emulate

import (
	"math/bits"
)

// async copies from global to shared memory. The bytes may be used once the thread has waited, by other threads after a barrier on top.
func (w *warp) async(in *instr, mask uint32) error {
	total := int(in.bytes)
	var hint *Range
	var buf [16]byte
	for m := mask; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		n := total
		if in.c >= 0 {
			if n = int(w.r32[in.c][i]); n > total {
				return w.fault(in, i, "a source of %d bytes, of a copy of %d", n, total)
			}
		}
		dst := uint64(w.r32[in.b][i])
		if in.signed {
			dst = w.r64[in.b][i]
		}
		at, err := w.sharedAt(in, i, dst+uint64(int64(in.target)), total)
		if err != nil {
			return err
		}
		clear(buf[:])
		if addr := w.at(in, i); n > 0 {
			if addr%uint64(total) != 0 {
				return w.fault(in, i, "global memory at %#x: not a multiple of %d", addr, total)
			}
			for k := 0; k < n; k++ { // n need not be a power of two
				r, from, err := w.globalAt(in, i, addr+uint64(k), 1, hint)
				if err != nil {
					return err
				}
				hint = r
				if w.b.unwritten && !r.allWritten(from, 1) {
					return w.fault(in, i, "%s, byte %d, is read before it is written", r.name(), from)
				}
				if w.b.judge && !r.ReadOnly && k%4 == 0 {
					if err := w.globalTouch(in, i, r, from/4, touchRead, false, false); err != nil {
						return err
					}
				}
				buf[k] = r.Data[from]
			}
		}
		data := w.b.shared[at:][:total]
		if w.b.judge {
			if err := w.sharedWrites(in, i, at, data, buf[:total]); err != nil {
				return err
			}
			for k := at / 4; k < (at+int64(total))/4; k++ {
				rec := &w.b.sharedShadow[k]
				*rec = *rec&^7 | touchAsync
			}
			w.copies = append(w.copies, copying{lane: int32(i), group: w.groups[i], at: at, bytes: int32(total)})
		}
		copy(data, buf[:total])
	}
	return nil
}

// wait ends the copies of all groups but the last n of each lane; all copies if n is negative.
func (w *warp) wait(mask uint32, n int32) {
	kept := w.copies[:0]
	for _, c := range w.copies {
		if mask>>c.lane&1 == 0 || n >= 0 && c.group >= w.groups[c.lane]-n {
			kept = append(kept, c)
			continue
		}
		rec := uint64(touchWrite) | uint64(w.index*lanes+int(c.lane))<<6 | uint64(w.phase&0xffff)<<16 | w.b.interval<<32
		for k := c.at / 4; k < (c.at+int64(c.bytes))/4; k++ {
			w.b.sharedShadow[k] = rec
		}
	}
	w.copies = kept
}
