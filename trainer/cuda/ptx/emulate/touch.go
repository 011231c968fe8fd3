package emulate

import (
	"encoding/binary"
	"math/bits"
)

// touch is what an instruction does to memory, thread by thread in the order of their numbers.
func (w *warp) touch(in *instr, mask uint32) error {
	switch in.op {
	case opLd:
		return w.load(in, mask)
	case opSt:
		return w.store(in, mask)
	case opAtom:
		return w.atomic(in, mask)
	case opAsync:
		return w.async(in, mask)
	case opCommit:
		for m := mask; m != 0; m &= m - 1 {
			w.groups[bits.TrailingZeros32(m)]++
		}
	case opWaitGroup:
		w.wait(mask, int32(in.imm))
	case opWaitAll:
		w.wait(mask, -1)
	case opActive:
		for m := mask; m != 0; m &= m - 1 {
			w.r32[in.d][bits.TrailingZeros32(m)] = mask
		}
		w.def[in.dd] |= mask
	case opUnpack:
		for m := mask; m != 0; m &= m - 1 {
			i := bits.TrailingZeros32(m)
			x := w.r64[in.a][i]
			for k, r := range in.list {
				if r.slot >= 0 {
					w.r32[r.slot][i] = uint32(x >> (32 * k))
				}
			}
		}
		for _, r := range in.list {
			if r.slot >= 0 {
				w.def[r.def] |= mask
			}
		}
	}
	return nil
}

func (w *warp) load(in *instr, mask uint32) error {
	total := len(in.list) * int(in.bytes)
	words := in.bytes == 4
	var hint *Range
	for m := mask; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		data, r, err := w.source(in, i, w.at(in, i), total, hint)
		if err != nil {
			return err
		}
		hint = r
		for k := range in.list {
			l := &in.list[k]
			if words && !l.wide {
				w.r32[l.slot][i] = binary.LittleEndian.Uint32(data[4*k:])
				continue
			}
			x := extend(word(data[k*int(in.bytes):], int(in.bytes)), int(in.bytes), in.signed)
			switch l.typ.size() {
			case 8:
				w.r64[l.slot][i] = x
			case 4:
				w.r32[l.slot][i] = uint32(x)
			default:
				w.r32[l.slot][i] = uint32(x) & 0xffff
			}
		}
	}
	for k := range in.list {
		w.def[in.list[k].def] |= mask
	}
	return nil
}

// source returns the bytes that a thread loads, and for global memory their range, after all checks. hint is the range of the load before.
func (w *warp) source(in *instr, i int, addr uint64, total int, hint *Range) ([]byte, *Range, error) {
	b := w.b
	if in.space == shared {
		at, err := w.sharedAt(in, i, addr, total)
		if err != nil {
			return nil, nil, err
		}
		if b.judge {
			// Words that several warps read, or several lanes of this one: sharedTouch would change nothing that counts.
			many := b.interval<<32 | manyWarps | touchRead
			mine := b.interval<<32 | uint64(w.phase&0xffff)<<16 | uint64(w.index)<<11 | manyLanes | touchRead
			for k := at / 4; k < (at+int64(total)+3)/4; k++ {
				if old := b.sharedShadow[k]; old&(0xffffffff<<32|manyWarps|7) == many || old&^(31<<6|partly) == mine {
					continue
				}
				if err := w.sharedTouch(in, i, k, touchRead, total < 4, false); err != nil {
					return nil, nil, err
				}
			}
		}
		return b.shared[at:][:total], nil, nil
	}
	r, at, err := w.globalAt(in, i, addr, total, hint)
	if err != nil {
		return nil, nil, err
	}
	if b.unwritten && !r.allWritten(at, total) {
		return nil, nil, w.fault(in, i, "%s, byte %d, is read before it is written", r.name(), at)
	}
	if b.judge && !r.ReadOnly {
		for k := at / 4; k < (at+uint64(total)+3)/4; k++ {
			if err := w.globalTouch(in, i, r, k, touchRead, total < 4, false); err != nil {
				return nil, nil, err
			}
		}
	}
	return r.Data[at:][:total], r, nil
}

func (w *warp) store(in *instr, mask uint32) error {
	n, size := len(in.list), int(in.bytes)
	total := n * size
	var hint *Range
	var buf [16]byte
	for m := mask; m != 0; m &= m - 1 {
		i := bits.TrailingZeros32(m)
		for k, l := range in.list {
			var x uint64
			if l.typ.size() == 8 {
				x = w.r64[l.slot][i]
			} else {
				x = uint64(w.r32[l.slot][i])
			}
			put(buf[k*size:], size, x)
		}
		if err := w.storeBytes(in, i, w.at(in, i), buf[:total], &hint); err != nil {
			return err
		}
	}
	return nil
}

// storeBytes writes a thread's bytes.
func (w *warp) storeBytes(in *instr, i int, addr uint64, src []byte, hint **Range) error {
	total := len(src)
	if in.space == shared {
		at, err := w.sharedAt(in, i, addr, total)
		if err != nil {
			return err
		}
		data := w.b.shared[at:][:total]
		if w.b.judge {
			if err := w.sharedWrites(in, i, at, data, src); err != nil {
				return err
			}
		}
		copy(data, src)
		return nil
	}
	r, at, err := w.globalAt(in, i, addr, total, *hint)
	if err != nil {
		return err
	}
	*hint = r
	if r.ReadOnly {
		return w.fault(in, i, "%s, byte %d, must not be written", r.name(), at)
	}
	data := r.Data[at:][:total]
	if w.b.judge {
		for k := 0; k < total; k += 4 {
			end := min(k+4, total)
			if err := w.globalTouch(in, i, r, (at+uint64(k))/4, touchWrite, total < 4, string(data[k:end]) == string(src[k:end])); err != nil {
				return err
			}
		}
	}
	copy(data, src)
	r.setWritten(at, total)
	return nil
}

func (w *warp) sharedWrites(in *instr, i int, at int64, data, src []byte) error {
	for k := 0; k < len(src); k += 4 {
		end := min(k+4, len(src))
		if err := w.sharedTouch(in, i, (at+int64(k))/4, touchWrite, len(src) < 4, string(data[k:end]) == string(src[k:end])); err != nil {
			return err
		}
	}
	return nil
}
