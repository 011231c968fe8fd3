package kernel

import "math/bits"

// wheel has the events that are later than an edge, unordered within slots of time. It is a clock face in base 64: an event's level is the highest
// digit in which its time differs from the edge's, and its slot there is that digit. So all of a lower level, and all of a lower slot of a level, is earlier, a slot
// of level l spans 64^l nanoseconds, and an event that comes nearer goes down at most once a level. (A radix heap, after Ahuja, Mehlhorn, Orlin and Tarjan, 1990, by
// more than a bit at a time.)
//
// A slot's events are in chunks, so that they are moved in the order in which memory is read ahead.
type wheel struct {
	size   int
	levels uint64         // bit l: level l has events
	used   [levels]uint64 // bit s of l: slot s of level l has events
	slots  [levels][64]slot
	chunks []chunk
	free   int32 // the first chunk that is not used
}

const (
	digit  = 6                        // bits of one
	levels = (63 + digit - 1) / digit // of a Time
	none   = -1                       // instead of a chunk
)

type slot struct {
	last  int32 // chunk
	fill  int32 // events in that chunk; the others are full
	count int32
}

type chunk struct {
	events [16]entry
	before int32 // chunk of the same slot, or of those that are not used
}

// reset removes all.
func (w *wheel) reset() {
	w.size, w.levels, w.used = 0, 0, [levels]uint64{}
	w.chunks, w.free = w.chunks[:0], none
}

// place returns where an event at a time later than the edge is to be put.
func (w *wheel) place(at, edge Time) *entry {
	l := uint(bits.Len64(uint64(at^edge)|1)-1) / digit
	i := uint(at>>(l*digit)) % 64
	s := &w.slots[l][i]
	if w.used[l]>>i&1 == 0 {
		w.used[l] |= 1 << i
		w.levels |= 1 << l
		*s = slot{last: none, fill: int32(len(chunk{}.events))}
	}
	if int(s.fill) == len(chunk{}.events) {
		w.grow(s)
	}
	e := &w.chunks[s.last].events[s.fill]
	s.fill++
	s.count++
	return e
}

// grow gives a slot another chunk.
func (w *wheel) grow(s *slot) {
	c := w.free
	if c != none {
		w.free = w.chunks[c].before
	} else {
		c = int32(len(w.chunks))
		w.chunks = append(w.chunks, chunk{})
	}
	w.chunks[c].before = s.last
	s.last, s.fill = c, 0
}

// span is a slot that is no longer the wheel's.
type span struct {
	slot
	from, to Time // both included
}

// first removes the earliest slot. The wheel is not empty.
func (w *wheel) first(edge Time) span {
	l := uint(bits.TrailingZeros64(w.levels))
	i := uint(bits.TrailingZeros64(w.used[l]))
	if w.used[l] &= w.used[l] - 1; w.used[l] == 0 {
		w.levels &= w.levels - 1
	}
	width := Time(1) << (l * digit)
	from := edge&^(width<<digit-1) | Time(i)*width
	return span{w.slots[l][i], from, from + (width - 1)}
}

// take moves a slot's events to the heap.
func (w *wheel) take(s span, h *heap) {
	for c, n := s.last, s.fill; c != none; n = int32(len(chunk{}.events)) {
		from := &w.chunks[c]
		for i := range from.events[:n] {
			h.push(from.events[i])
		}
		c, from.before, w.free = from.before, w.free, c
	}
}

// split spreads a slot's events over the levels below, the edge being just before the slot.
func (w *wheel) split(s span) {
	for c, n := s.last, s.fill; c != none; n = int32(len(chunk{}.events)) {
		for i := range n {
			e := w.chunks[c].events[i]
			*w.place(e.at, s.from) = e
		}
		from := &w.chunks[c]
		c, from.before, w.free = from.before, w.free, c
	}
}
