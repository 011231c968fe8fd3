package kernel

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
	i := 0
	for {
		child := 4*i + 1
		if child >= len(q) {
			break
		}
		least := child
		for c := child + 1; c < min(child+4, len(q)); c++ {
			if q[c].before(&q[least]) {
				least = c
			}
		}
		if !q[least].before(&e) {
			break
		}
		q[i] = q[least]
		i = least
	}
	q[i] = e
}
