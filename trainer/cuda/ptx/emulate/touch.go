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

// at is the address of a lane's access.
func (w *warp) at(in *instr, i int) uint64 {
	if in.wide {
		return w.r64[in.a][i] + uint64(in.imm)
	}
	return uint64(w.r32[in.a][i]) + uint64(in.imm)
}

// sharedAt checks an access to shared memory and returns its place in it.
func (w *warp) sharedAt(in *instr, lane int, addr uint64, bytes int) (int64, error) {
	if addr&uint64(bytes-1) != 0 { // a power of two
		return 0, w.fault(in, lane, "shared memory at %#x: not a multiple of %d", addr, bytes)
	}
	at := addr - sharedBase
	if n := uint64(len(w.b.shared)); at >= n || n-at < uint64(bytes) {
		return 0, w.fault(in, lane, "shared memory at %d: %d bytes that are not in the block's %d from %d", int64(addr), bytes, n, sharedBase)
	}
	return int64(at), nil
}

// globalAt checks an access to global memory and returns the range, and its place in it. hint is the range of the access before.
func (w *warp) globalAt(in *instr, lane int, addr uint64, bytes int, hint *Range) (*Range, uint64, error) {
	if addr&uint64(bytes-1) != 0 { // a power of two
		return nil, 0, w.fault(in, lane, "global memory at %#x: not a multiple of %d", addr, bytes)
	}
	r := hint
	if r == nil || addr-r.Base >= uint64(len(r.Data)) {
		if r = w.b.mem.find(addr); r == nil {
			return nil, 0, w.fault(in, lane, "global memory at %#x is not in memory that was taken%s", addr, w.b.mem.near(addr))
		}
	}
	at := addr - r.Base
	if uint64(len(r.Data))-at < uint64(bytes) {
		return nil, 0, w.fault(in, lane, "global memory at %#x: %d bytes across the end of %s, which has %d", addr, bytes, r.name(), len(r.Data))
	}
	return r, at, nil
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

// word reads a number of so many bytes.
func word(data []byte, bytes int) uint64 {
	switch bytes {
	case 1:
		return uint64(data[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(data))
	case 4:
		return uint64(binary.LittleEndian.Uint32(data))
	}
	return binary.LittleEndian.Uint64(data)
}

func put(data []byte, bytes int, x uint64) {
	switch bytes {
	case 1:
		data[0] = byte(x)
	case 2:
		binary.LittleEndian.PutUint16(data, uint16(x))
	case 4:
		binary.LittleEndian.PutUint32(data, uint32(x))
	default:
		binary.LittleEndian.PutUint64(data, x)
	}
}

func extend(x uint64, bytes int, signed bool) uint64 {
	if signed {
		s := 64 - 8*bytes
		return uint64(int64(x<<s) >> s)
	}
	return x
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
