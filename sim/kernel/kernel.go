package kernel

import (
	"fmt"
	"math"
	"time"
)

// Time is an instant of a run, or a duration: nanoseconds, the first since the run's beginning.
type Time int64

// Never is later than all that happens.
const Never Time = math.MaxInt64

// Units of time.
const (
	Microsecond Time = 1000
	Millisecond      = 1000 * Microsecond
	Second           = 1000 * Millisecond
	Minute           = 60 * Second
	Hour             = 60 * Minute
	Day              = 24 * Hour
)

// Seconds returns t in seconds.
func (t Time) Seconds() float64 { return float64(t) / float64(Second) }

func (t Time) String() string { return time.Duration(t).String() }

// Plus returns t+d for a d that is not negative, Never if that is too late to be written down.
func (t Time) Plus(d Time) Time {
	if s := t + d; s >= t {
		return s
	}
	return Never
}

// FromSeconds returns the nearest Time; Never if there is none.
func FromSeconds(s float64) Time {
	ns := s * float64(Second)
	if !(ns < float64(Never)) {
		return Never
	}
	return Time(math.RoundToEven(ns))
}

// Kind says what an event is. Kinds belong to the model.
type Kind uint32

// Event is something that happens at an instant. Who and Arg belong to the model.
type Event struct {
	At    Time
	order uint64 // priority in the upper 8 bits, then the number in which it was scheduled
	Kind  Kind
	Who   int32
	Arg   int64
}

func (e *Event) before(o *Event) bool { return e.At < o.At || e.At == o.At && e.order < o.order }

// Handler does what an event says. The event is the handler's own copy.
type Handler interface {
	Handle(e Event)
}

// Kernel is the clock and the events that wait. The zero value is not ready: call Reset.
//
// The heap has four children a node: half as many levels as with two, and the children of a node are two neighbouring cache lines. While an
// event is handled its place at the root stays empty, so that the first event that is scheduled then goes down from there: most events are
// followed by one.
type Kernel struct {
	now     Time
	seq     uint64
	handled int64
	heap    []Event
	hole    bool // heap[0] is being handled
	stopped bool
	handler Handler
}

// maxSequence bounds the events of a run: more than a century of them at a million a second.
const maxSequence = 1<<56 - 1

// Reset begins a run at time 0 with no events. It keeps the memory of the run before.
func (k *Kernel) Reset(h Handler) {
	*k = Kernel{heap: k.heap[:0], handler: h}
}

// Now returns the time of the event that is being handled.
func (k *Kernel) Now() Time { return k.now }

// Handled returns the number of events so far.
func (k *Kernel) Handled() int64 { return k.handled }

// Pending returns how many events wait.
func (k *Kernel) Pending() int {
	if k.hole {
		return len(k.heap) - 1
	}
	return len(k.heap)
}

// Stop ends Run after the event that is being handled.
func (k *Kernel) Stop() { k.stopped = true }

// Schedule adds an event. Of two at the same instant that with the lower priority comes first, then that which was scheduled first. An
// event at Never does not happen. One in the past is the model's error: it panics.
func (k *Kernel) Schedule(at Time, priority uint8, kind Kind, who int32, arg int64) {
	if at < k.now {
		panic(fmt.Sprintf("kernel: an event of kind %d at %v is scheduled at %v", kind, at, k.now))
	}
	if at == Never {
		return
	}
	if k.seq == maxSequence {
		panic("kernel: too many events")
	}
	k.seq++
	e := Event{at, uint64(priority)<<56 | k.seq, kind, who, arg}
	if k.hole {
		k.hole = false
		k.down(e)
		return
	}
	k.heap = append(k.heap, e)
	k.up(len(k.heap)-1, e)
}

// After is Schedule at d from now, at priority 128.
func (k *Kernel) After(d Time, kind Kind, who int32, arg int64) {
	k.Schedule(k.now.Plus(d), 128, kind, who, arg)
}

// Run handles events in their order until none waits, or the next is later than until, or somebody calls Stop.
func (k *Kernel) Run(until Time) {
	k.stopped = false
	for len(k.heap) > 0 && !k.stopped {
		e := k.heap[0]
		if e.At > until {
			return
		}
		k.now = e.At
		k.handled++
		k.hole = true
		k.handler.Handle(e)
		if k.hole {
			k.hole = false
			k.pop()
		}
	}
}

// up puts e at or above place i, which is free.
func (k *Kernel) up(i int, e Event) {
	h := k.heap
	for i > 0 {
		parent := (i - 1) / 4
		if !e.before(&h[parent]) {
			break
		}
		h[i] = h[parent]
		i = parent
	}
	h[i] = e
}

// pop removes the root.
func (k *Kernel) pop() {
	last := len(k.heap) - 1
	e := k.heap[last]
	k.heap = k.heap[:last]
	if last > 0 {
		k.down(e)
	}
}

// down puts e at or below the root, which is free.
func (k *Kernel) down(e Event) {
	h := k.heap
	i := 0
	for {
		child := 4*i + 1
		if child >= len(h) {
			break
		}
		least := child
		for c := child + 1; c < min(child+4, len(h)); c++ {
			if h[c].before(&h[least]) {
				least = c
			}
		}
		if !h[least].before(&e) {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = e
}
