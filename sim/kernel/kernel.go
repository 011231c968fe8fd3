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

// Times returns the Time nearest to t times a factor of at least 0, Never if there is none.
func (t Time) Times(x float64) Time {
	ns := float64(t) * x
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

// entry is an event that waits: four words, which the compiler keeps in registers.
type entry struct {
	at    Time
	order uint64
	what  uint64 // kind in the upper half, who in the lower
	arg   int64
}

func (e entry) event() Event { return Event{e.at, e.order, Kind(e.what >> 32), int32(e.what), e.arg} }

// before orders entries.
func (e *entry) before(o *entry) bool { return e.at < o.at || e.at == o.at && e.order < o.order }

// Handler does what an event says. The event is the handler's own copy.
type Handler interface {
	Handle(e Event)
}

// Kernel is the clock and the events that wait. The zero value is not ready: call Reset.
//
// The next few events are in a heap, and what is later waits in a wheel, from where it comes to the heap a few at a time: so the heap stays in the
// nearest cache, however many wait. Where there are but a few all are in the heap.
type Kernel struct {
	now     Time
	seq     uint64
	handled int64
	near    heap
	edge    Time // near has the events at edge and before, far those after
	start   Time // far's levels stay right if edge goes back, as far as here
	far     wheel
	stopped bool
	handler Handler
}

// maxSequence bounds the events of a run: more than a century of them at a million a second.
const maxSequence = 1<<56 - 1

// Reset begins a run at time 0 with no events. It keeps the memory of the run before.
func (k *Kernel) Reset(h Handler) {
	k.far.reset()
	k.now, k.seq, k.handled, k.stopped, k.handler = 0, 0, 0, false, h
	k.near = heap{events: k.near.events[:0]}
	k.start, k.edge = 0, Never
}

// Now returns the time of the event that is being handled.
func (k *Kernel) Now() Time { return k.now }

// Handled returns the number of events so far.
func (k *Kernel) Handled() int64 { return k.handled }

// Pending returns how many events wait.
func (k *Kernel) Pending() int { return k.near.size() + k.far.size }

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
	e := entry{at, uint64(priority)<<56 | k.seq, uint64(kind)<<32 | uint64(uint32(who)), arg}
	switch {
	case at > k.edge:
		k.far.size++
		*k.far.place(at, k.edge) = e
	case k.near.hole:
		k.near.hole = false
		k.near.down(e)
	default:
		k.near.push(e)
		if len(k.near.events) > crowded {
			k.spill()
		}
	}
}

// After is Schedule at d from now, at priority 128.
func (k *Kernel) After(d Time, kind Kind, who int32, arg int64) {
	k.Schedule(k.now.Plus(d), 128, kind, who, arg)
}

// Run handles events in their order until none waits, or the next is later than until, or somebody calls Stop.
func (k *Kernel) Run(until Time) {
	k.stopped = false
	for !k.stopped {
		if len(k.near.events) == 0 {
			if k.far.size == 0 {
				return
			}
			k.refill()
		}
		e := k.near.events[0]
		if e.at > until {
			return
		}
		k.now = e.at
		k.handled++
		k.near.hole = true
		k.handler.Handle(e.event())
		if k.near.hole {
			k.near.hole = false
			k.near.pop()
		}
	}
}

const (
	// crowded is how many events the heap has before the later of them go to the wheel.
	crowded = 64
	// few is how many events of the wheel go to the heap at once; more, if they are of one nanosecond.
	few = 24
)

// spill moves what is later than now out of the heap, unless it is as near as can be.
func (k *Kernel) spill() {
	edge := max(k.start, k.now)
	if edge >= k.edge {
		return
	}
	k.edge = edge
	all := k.near.events
	k.near.events = all[:0]
	for _, e := range all {
		if e.at > edge {
			k.far.size++
			*k.far.place(e.at, edge) = e
		} else {
			k.near.push(e) // at or before its place: nothing is overwritten that is still to be read
		}
	}
}

// refill takes the earliest events of the wheel to the heap, which is empty.
func (k *Kernel) refill() {
	for {
		s := k.far.first(k.edge)
		k.start = s.from
		if s.count <= few || s.from == s.to {
			k.edge = s.to
			k.far.size -= int(s.count)
			if k.far.size == 0 {
				k.edge = Never
			}
			k.far.take(s, &k.near)
			return
		}
		k.far.split(s)
		k.edge = s.from
	}
}
