package emulate

import "sync/atomic"

// A chunk is 64 words of a range: the words of it that were touched are bits of one number.
const chunkBytes = 64 * 4

// Access is what was read and written of a range. Word 64·(First+i)+k, counted from the range's begin, is bit k of entry i.
type Access struct {
	Range *Range
	First int64
	Read  []uint64
	Wrote []uint64
}

// Conflict returns the byte of the range at which two accesses meet of which one wrote, or -1.
func (a *Access) Conflict(b *Access) int64 {
	if a.Range != b.Range {
		return -1
	}
	from := max(a.First, b.First)
	to := min(a.First+int64(len(a.Read)), b.First+int64(len(b.Read)))
	for c := from; c < to; c++ {
		i, j := c-a.First, c-b.First
		if m := a.Wrote[i]&(b.Wrote[j]|b.Read[j]) | a.Read[i]&b.Wrote[j]; m != 0 {
			word := int64(0)
			for m&1 == 0 {
				m >>= 1
				word++
			}
			return c*chunkBytes + 4*word
		}
	}
	return -1
}

// Whole is the access of a copy: bytes of a range from a place.
func Whole(r *Range, at uint64, bytes int64, write bool) Access {
	a := Access{Range: r, First: int64(at / chunkBytes)}
	end := at + uint64(bytes)
	n := int64((end+chunkBytes-1)/chunkBytes) - a.First
	a.Read, a.Wrote = make([]uint64, n), make([]uint64, n)
	to := a.Read
	if write {
		to = a.Wrote
	}
	for i := range to {
		to[i] = ^uint64(0)
	}
	to[0] &= ^uint64(0) << (at % chunkBytes / 4)
	if k := (end + 3) / 4 % 64; k != 0 {
		to[n-1] &= 1<<k - 1
	}
	return a
}

// trace is what a launch touches of a range. Blocks write it at the same time.
type trace struct {
	low, high   atomic.Int64 // chunks: from low, before high
	read, wrote []uint64
}

func (r *Range) startTrace() {
	n := (len(r.Data) + chunkBytes - 1) / chunkBytes
	r.trace = &trace{read: make([]uint64, n), wrote: make([]uint64, n)}
	r.trace.low.Store(int64(n))
}

// note notes the first read of a word in this launch, or its first write.
func (t *trace) note(word uint64, write bool) {
	c := int64(word / 64)
	for l := t.low.Load(); c < l && !t.low.CompareAndSwap(l, c); l = t.low.Load() {
	}
	for h := t.high.Load(); c >= h && !t.high.CompareAndSwap(h, c+1); h = t.high.Load() {
	}
	to := t.read
	if write {
		to = t.wrote
	}
	atomic.OrUint64(&to[c], 1<<(word%64))
}

// take returns what was noted and forgets it.
func (r *Range) take() (a Access, any bool) {
	t := r.trace
	low, high := t.low.Load(), t.high.Load()
	if low >= high {
		return a, false
	}
	a = Access{Range: r, First: low, Read: append([]uint64(nil), t.read[low:high]...), Wrote: append([]uint64(nil), t.wrote[low:high]...)}
	clear(t.read[low:high])
	clear(t.wrote[low:high])
	t.low.Store(int64(len(t.read)))
	t.high.Store(0)
	return a, true
}
