package emulate

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Where memory begins, and how far ranges are apart, so that an address beyond one is in no other.
const (
	firstAddress = 0x7f_0000_0001_00 // a multiple of 256 as CUDA promises, and of no more
	gap          = 1 << 20
	alignment    = 512
)

// ErrMemory is that of an allocation beyond the limit.
var ErrMemory = errors.New("out of memory")

// Memory is a card's memory: ranges of bytes that were allocated, at addresses that are never used again. Its methods may be called by one goroutine at a
// time, while no kernel runs.
type Memory struct {
	limit, taken int64
	next         uint64
	ranges       []*Range // by address
	atomics      sync.Mutex
	launch       uint64 // the number of the last launch, for the shadow
}

// Range is a part of memory that was allocated as a whole.
type Range struct {
	Base     uint64
	Data     []byte
	ReadOnly bool   // kernels must not write it
	Name     string // for errors

	written []byte   // for each byte, whether it was ever written
	shadow  []uint64 // for each word, who touched it last in this launch
	trace   *trace
}

// NewMemory returns memory of so many bytes.
func NewMemory(limit int64) *Memory { return &Memory{limit: limit, next: firstAddress} }

// Free returns how many bytes are not taken.
func (m *Memory) Free() int64 { return m.limit - m.taken }

// Alloc takes bytes. Their content is nobody's: reading it before it is written is an error of a kernel.
func (m *Memory) Alloc(bytes int64) (*Range, error) {
	if bytes <= 0 {
		return nil, fmt.Errorf("%d bytes of memory cannot be taken", bytes)
	}
	size := (bytes + alignment - 1) / alignment * alignment
	if size > m.limit-m.taken {
		return nil, fmt.Errorf("%d bytes: %w: %d of %d are free", bytes, ErrMemory, m.limit-m.taken, m.limit)
	}
	m.taken += size
	r := &Range{Base: m.next, Data: make([]byte, bytes), written: make([]byte, bytes), shadow: make([]uint64, (bytes+3)/4)}
	Scribble(r.Data)
	m.next += uint64(size) + gap
	m.next = (m.next+gap-1)/gap*gap + firstAddress%gap
	m.ranges = append(m.ranges, r)
	return r, nil
}

// Scribble fills memory with what nobody wrote: neither zeros nor a number that anything begins with.
func Scribble(b []byte) {
	n := min(len(b), 256)
	for i := range n {
		b[i] = byte(0xa5 + i*29)
	}
	for n > 0 && n < len(b) {
		n += copy(b[n:], b[:n])
	}
}

// Release gives a range back, by its first address.
func (m *Memory) Release(base uint64) error {
	i, ok := m.search(base)
	if !ok {
		return fmt.Errorf("release of %#x: no range begins there", base)
	}
	m.taken -= (int64(len(m.ranges[i].Data)) + alignment - 1) / alignment * alignment
	m.ranges = slices.Delete(m.ranges, i, i+1)
	return nil
}

func (m *Memory) search(base uint64) (int, bool) {
	return slices.BinarySearchFunc(m.ranges, base, func(r *Range, a uint64) int {
		if r.Base < a {
			return -1
		} else if r.Base > a {
			return 1
		}
		return 0
	})
}

// find returns the range that an address is in, or nil.
func (m *Memory) find(addr uint64) *Range {
	i, ok := m.search(addr)
	if !ok {
		i--
	}
	if i < 0 || addr-m.ranges[i].Base >= uint64(len(m.ranges[i].Data)) {
		return nil
	}
	return m.ranges[i]
}

// Find returns the range that has all of some bytes.
func (m *Memory) Find(addr uint64, bytes int64) (*Range, error) {
	r := m.find(addr)
	if r == nil || bytes < 0 || uint64(bytes) > uint64(len(r.Data))-(addr-r.Base) {
		return nil, fmt.Errorf("%d bytes at %#x are not in memory that was taken%s", bytes, addr, m.near(addr))
	}
	return r, nil
}

// near says which range is before an address.
func (m *Memory) near(addr uint64) string {
	i, ok := m.search(addr)
	if !ok {
		i--
	}
	if i < 0 {
		return ""
	}
	r := m.ranges[i]
	return fmt.Sprintf(" (%d bytes after the begin of %s, which has %d)", addr-r.Base, r.name(), len(r.Data))
}

func (r *Range) name() string {
	if r.Name != "" {
		return r.Name
	}
	return fmt.Sprintf("the range at %#x", r.Base)
}

// Write copies bytes to memory, as a host does.
func (m *Memory) Write(addr uint64, src []byte) error {
	r, err := m.Find(addr, int64(len(src)))
	if err != nil {
		return err
	}
	at := addr - r.Base
	copy(r.Data[at:], src)
	mark(r.written[at:][:len(src)])
	return nil
}

// Read copies bytes from memory. written is whether all of them were ever written.
func (m *Memory) Read(dst []byte, addr uint64) (written bool, err error) {
	r, err := m.Find(addr, int64(len(dst)))
	if err != nil {
		return false, err
	}
	at := addr - r.Base
	copy(dst, r.Data[at:])
	return slices.Index(r.written[at:][:len(dst)], 0) < 0, nil
}

// Copy copies within memory; the ranges must not overlap. What was never written is copied as such.
func (m *Memory) Copy(dst, src uint64, bytes int64) error {
	to, err := m.Find(dst, bytes)
	if err != nil {
		return err
	}
	from, err := m.Find(src, bytes)
	if err != nil {
		return err
	}
	if dst < src+uint64(bytes) && src < dst+uint64(bytes) {
		return fmt.Errorf("copy of %d bytes from %#x to %#x: they overlap", bytes, src, dst)
	}
	copy(to.Data[dst-to.Base:], from.Data[src-from.Base:][:bytes])
	copy(to.written[dst-to.Base:], from.written[src-from.Base:][:bytes])
	return nil
}

func mark(written []byte) {
	for i := range written {
		written[i] = 1
	}
}

// allWritten reports whether bytes of a range were written.
func (r *Range) allWritten(at uint64, bytes int) bool {
	w := r.written[at : at+uint64(bytes)]
	switch bytes {
	case 4:
		return binary.LittleEndian.Uint32(w) == 0x01010101
	case 8:
		return binary.LittleEndian.Uint64(w) == 0x0101010101010101
	case 16:
		return binary.LittleEndian.Uint64(w) == 0x0101010101010101 && binary.LittleEndian.Uint64(w[8:]) == 0x0101010101010101
	}
	for _, b := range w {
		if b == 0 {
			return false
		}
	}
	return true
}

func (r *Range) setWritten(at uint64, bytes int) {
	w := r.written[at : at+uint64(bytes)]
	switch bytes {
	case 4:
		binary.LittleEndian.PutUint32(w, 0x01010101)
	case 8:
		binary.LittleEndian.PutUint64(w, 0x0101010101010101)
	default:
		mark(w)
	}
}
