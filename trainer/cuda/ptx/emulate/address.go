package emulate

import (
	"encoding/binary"
)

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
