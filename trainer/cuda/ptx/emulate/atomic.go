package emulate

import (
	"math/bits"
)

// atomic changes words one thread after another. The order of threads is not that of a card: a result that depends on it is the kernel's mistake.
func (w *warp) atomic(in *instr, mask uint32) error {
	size := int(in.bytes)
	for m := mask; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		addr := w.at(in, i)
		var data []byte
		if in.space == shared {
			at, err := w.sharedAt(in, i, addr, size)
			if err != nil {
				return err
			}
			data = w.b.shared[at:][:size]
			if w.b.judge {
				for k := at / 4; k < (at+int64(size))/4; k++ {
					if err := w.sharedTouch(in, i, k, touchAtomic, false, false); err != nil {
						return err
					}
				}
			}
			w.change(in, i, data)
			continue
		}
		r, at, err := w.globalAt(in, i, addr, size, nil)
		if err != nil {
			return err
		}
		if r.ReadOnly {
			return w.fault(in, i, "%s, byte %d, must not be written", r.name(), at)
		}
		if w.b.unwritten && !r.allWritten(at, size) {
			return w.fault(in, i, "%s, byte %d, is read before it is written", r.name(), at)
		}
		if w.b.judge {
			for k := at / 4; k < (at+uint64(size))/4; k++ {
				if err := w.globalTouch(in, i, r, k, touchAtomic, false, false); err != nil {
					return err
				}
			}
		}
		w.b.mem.atomics.Lock()
		w.change(in, i, r.Data[at:][:size])
		w.b.mem.atomics.Unlock()
	}
	if in.d >= 0 {
		w.def[in.dd] |= mask
	}
	return nil
}

// change is an atomic instruction of one thread.
func (w *warp) change(in *instr, i int, data []byte) {
	size := int(in.bytes)
	old := word(data, size)
	var y, z uint64
	if size == 8 {
		y = w.r64[in.b][i]
		if atom(in.sub) == atomCas {
			z = w.r64[in.c][i]
		}
	} else {
		y = uint64(w.r32[in.b][i])
		if atom(in.sub) == atomCas {
			z = uint64(w.r32[in.c][i])
		}
	}
	x := old
	less := int64(extend(old, size, true)) < int64(extend(y, size, true))
	switch atom(in.sub) {
	case atomAdd:
		x = old + y
	case atomMinU:
		x = min(old, y)
	case atomMaxU:
		x = max(old, y)
	case atomMinS:
		if !less {
			x = y
		}
	case atomMaxS:
		if less {
			x = y
		}
	case atomAnd:
		x = old & y
	case atomOr:
		x = old | y
	case atomXor:
		x = old ^ y
	case atomExch:
		x = y
	case atomCas:
		if old == y {
			x = z
		}
	}
	put(data, size, x)
	if in.d >= 0 {
		if size == 8 {
			w.r64[in.d][i] = old
		} else {
			w.r32[in.d][i] = uint32(old)
		}
	}
}
