package kernel

import "math/bits"

// heap has the earliest event at its root, and four children a node: half as many levels as with two, and the children of a node are two neighbouring
// cache lines. While an event is handled its place at the root is a hole, so that the first event that is scheduled then goes down from there: most
// events are followed by one.
type heap struct {
	events []entry
	hole   bool // events[0] is being handled
}

// size returns how many events wait.
func (h *heap) size() int {
	if h.hole {
		return len(h.events) - 1
	}
	return len(h.events)
}

// push adds an event.
func (h *heap) push(e entry) {
	h.events = append(h.events, e)
	q := h.events
	i := len(q) - 1
	for i > 0 {
		parent := (i - 1) / 4
		if !e.before(&q[parent]) {
			break
		}
		q[i] = q[parent]
		i = parent
	}
	q[i] = e
}

// pop removes the root.
func (h *heap) pop() {
	last := len(h.events) - 1
	e := h.events[last]
	h.events = h.events[:last]
	if last > 0 {
		h.down(e)
	}
}

// down puts e at or below the root, which is free.
func (h *heap) down(e entry) {
	q := h.events
	n := uint(len(q))
	i := uint(0)
	for {
		child := 4*i + 1
		if child+3 >= n {
			if child >= n {
				break
			}
			least := child
			for c := child + 1; c < n; c++ {
				if q[c].before(&q[least]) {
					least = c
				}
			}
			if q[least].before(&e) {
				q[i] = q[least]
				i = least
			}
			break
		}
		c := (*[4]entry)(q[child : child+4])
		a := later(&c[0], &c[1])
		b := 2 + later(&c[2], &c[3])
		m := a + (b-a)*later(&c[a&3], &c[b&3])
		x := &c[m&3]
		if !x.before(&e) {
			break
		}
		q[i] = *x
		i = child + m
	}
	q[i] = e
}

// later returns 1 if b is before a, 0 otherwise, without a branch, which would be guessed wrong every other time.
func later(a, b *entry) uint {
	_, c := bits.Sub64(b.order, a.order, 0)
	_, c = bits.Sub64(uint64(b.at), uint64(a.at), c)
	return uint(c)
}
