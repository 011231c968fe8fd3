package emulate

import (
	"math/bits"
	"slices"
	"sync/atomic"
)

// A chunk is 64 words of a range: the words of it that were touched are bits of one number.
const chunkBytes = 64 * 4

// Access is what was read and written of a part of a range. Word 64·(First+i)+k, counted from the range's begin, is bit k of entry i.
type Access struct {
	Range *Range
	First int64
	Read  []uint64
	Wrote []uint64
}

// before says whether an access is of a place before another, all of it.
func (a *Access) before(b *Access) bool {
	if a.Range != b.Range {
		return a.Range.Base < b.Range.Base
	}
	return a.First+int64(len(a.Read)) <= b.First
}

// Conflict looks for a word that is in two lists of accesses, one of which writes it, and returns the range and the byte in it; nil if there is none. Both lists
// are in the order of places.
func Conflict(a, b []Access) (*Range, int64) {
	for len(a) > 0 && len(b) > 0 {
		x, y := &a[0], &b[0]
		switch {
		case x.before(y):
			a = a[1:]
			continue
		case y.before(x):
			b = b[1:]
			continue
		}
		from, endX, endY := max(x.First, y.First), x.First+int64(len(x.Read)), y.First+int64(len(y.Read))
		for c := from; c < min(endX, endY); c++ {
			i, j := c-x.First, c-y.First
			if m := x.Wrote[i]&(y.Wrote[j]|y.Read[j]) | x.Read[i]&y.Wrote[j]; m != 0 {
				return x.Range, c*chunkBytes + 4*int64(bits.TrailingZeros64(m))
			}
		}
		if endX < endY {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return nil, 0
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

// Both puts the accesses of a copy in the order of places, as one if they meet in a chunk.
func Both(a []Access) []Access {
	if len(a) != 2 || a[0].before(&a[1]) {
		return a
	}
	x, y := &a[1], &a[0]
	if x.before(y) {
		return []Access{*x, *y}
	}
	if y.First < x.First {
		x, y = y, x
	}
	n := max(x.First+int64(len(x.Read)), y.First+int64(len(y.Read))) - x.First
	out := Access{Range: x.Range, First: x.First, Read: make([]uint64, n), Wrote: make([]uint64, n)}
	for _, z := range a {
		for i := range z.Read {
			out.Read[z.First-x.First+int64(i)] |= z.Read[i]
			out.Wrote[z.First-x.First+int64(i)] |= z.Wrote[i]
		}
	}
	return []Access{out}
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

// A run of chunks that were touched ends where so many were not.
const apart = 8

// take adds what was noted to a list, in the order of places, and forgets it.
func (r *Range) take(list []Access) []Access {
	t := r.trace
	low, high := t.low.Load(), t.high.Load()
	for low < high {
		if t.read[low]|t.wrote[low] == 0 {
			low++
			continue
		}
		end := low + 1 // after the last that was touched
		for c := end; c < high && c < end+apart; c++ {
			if t.read[c]|t.wrote[c] != 0 {
				end = c + 1
			}
		}
		list = append(list, Access{Range: r, First: low, Read: slices.Clone(t.read[low:end]), Wrote: slices.Clone(t.wrote[low:end])})
		clear(t.read[low:end])
		clear(t.wrote[low:end])
		low = end
	}
	t.low.Store(int64(len(t.read)))
	t.high.Store(0)
	return list
}
