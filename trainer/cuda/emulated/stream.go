package emulated

import (
	"fmt"

	"refute/trainer/cuda/driver"
)

// stream is a queue of work.
type stream struct {
	index int
	given int   // pieces of work so far
	after clock // what its next piece comes after
	queue []*work
}

// event is where a stream was when it was recorded last.
type event struct{ last *record }

// record is an event's record: done, with all that was before it.
type record struct {
	work  *work
	done  bool
	steps int64 // the device's count then
}

func (d *Device) stream(s driver.Stream) (*stream, error) {
	if s == 0 || int(s) > len(d.streams) {
		return nil, fmt.Errorf("emulated: stream %d: %w", s, ErrHandle)
	}
	return d.streams[s-1], nil
}

func (d *Device) event(e driver.Event) (*event, error) {
	if e == 0 || int(e) > len(d.events) {
		return nil, fmt.Errorf("emulated: event %d: %w", e, ErrHandle)
	}
	return d.events[e-1], nil
}

func (d *Device) NewStream(urgent bool) (driver.Stream, error) {
	if err := d.call("NewStream"); err != nil {
		return 0, err
	}
	d.streams = append(d.streams, &stream{index: len(d.streams)})
	return driver.Stream(len(d.streams)), nil
}

func (d *Device) NewEvent() (driver.Event, error) {
	if err := d.call("NewEvent"); err != nil {
		return 0, err
	}
	d.events = append(d.events, &event{})
	return driver.Event(len(d.events)), nil
}

func (d *Device) Record(e driver.Event, s driver.Stream) error {
	if err := d.call("Record"); err != nil {
		return err
	}
	ev, err := d.event(e)
	if err != nil {
		return err
	}
	st, err := d.stream(s)
	if err != nil {
		return err
	}
	r := &record{}
	r.work = &work{what: "an event", record: r}
	ev.last = r
	return d.give(st, r.work)
}

// Wait makes a stream wait for what was recorded last; for nothing, if nothing was, as on a card.
func (d *Device) Wait(s driver.Stream, e driver.Event) error {
	if err := d.call("Wait"); err != nil {
		return err
	}
	ev, err := d.event(e)
	if err != nil {
		return err
	}
	st, err := d.stream(s)
	if err != nil {
		return err
	}
	if ev.last == nil {
		return nil
	}
	w := &work{what: "a wait", wait: ev.last}
	st.after.join(ev.last.work.after)
	st.after.set(ev.last.work.stream, ev.last.work.number)
	return d.give(st, w)
}

func (d *Device) Sync(s driver.Stream) error {
	if err := d.call("Sync"); err != nil {
		return err
	}
	st, err := d.stream(s)
	if err != nil {
		return err
	}
	return d.await(st, st.given, st.after)
}

func (d *Device) SyncEvent(e driver.Event) error {
	if err := d.call("SyncEvent"); err != nil {
		return err
	}
	ev, err := d.event(e)
	if err != nil {
		return err
	}
	if ev.last == nil {
		return nil
	}
	w := ev.last.work
	return d.await(d.streams[w.stream], w.number, w.after)
}

// Elapsed is no time: the instructions that threads executed between both events, a million to a millisecond.
func (d *Device) Elapsed(from, to driver.Event) (float32, error) {
	if err := d.call("Elapsed"); err != nil {
		return 0, err
	}
	a, err := d.event(from)
	if err != nil {
		return 0, err
	}
	b, err := d.event(to)
	if err != nil {
		return 0, err
	}
	if a.last == nil || b.last == nil || !a.last.done || !b.last.done {
		return 0, fmt.Errorf("emulated: the time between two events that are not done")
	}
	return float32(b.last.steps-a.last.steps) / 1e6, nil
}

// give puts work at the end of a stream, and perhaps does some that is ready.
func (d *Device) give(s *stream, w *work) error {
	s.given++
	w.stream, w.number = s.index, s.given
	s.after.join(d.host)
	w.after = append(clock(nil), s.after...)
	s.after.set(s.index, s.given)
	s.queue = append(s.queue, w)
	for d.r.IntN(3) == 0 {
		if !d.some() {
			break
		}
	}
	return d.lost
}

// some does the first piece of a stream that can go on, of those any.
func (d *Device) some() bool {
	if d.lost != nil {
		return false
	}
	var ready []*stream
	for _, s := range d.streams {
		if len(s.queue) > 0 && (s.queue[0].wait == nil || s.queue[0].wait.done) {
			ready = append(ready, s)
		}
	}
	if len(ready) == 0 {
		return false
	}
	d.step(ready[d.r.IntN(len(ready))])
	return true
}

// step does the first piece of a stream.
func (d *Device) step(s *stream) {
	w := s.queue[0]
	s.queue = s.queue[1:]
	if w.run != nil {
		if err := w.run(w); err != nil {
			d.fail(err)
			return
		}
		if !d.o.Trust {
			if err := d.judge(w); err != nil {
				d.fail(err)
				return
			}
		}
	}
	if w.record != nil {
		w.record.done, w.record.steps = true, d.steps
	}
}

// need does pieces of a stream up to one, and what they wait for, and nothing else.
func (d *Device) need(s *stream, number int) {
	for d.lost == nil && len(s.queue) > 0 && s.queue[0].number <= number {
		if r := s.queue[0].wait; r != nil && !r.done {
			d.need(d.streams[r.work.stream], r.work.number)
			continue
		}
		d.step(s)
	}
}

// await is the host's wait for a piece of work, which is after others.
func (d *Device) await(s *stream, number int, after clock) error {
	for lazy := d.r.IntN(2) == 0; !lazy && d.lost == nil && len(s.queue) > 0 && s.queue[0].number <= number; {
		d.some()
	}
	d.need(s, number)
	if d.lost != nil {
		return d.lost
	}
	d.host.join(after)
	d.host.set(s.index, number)
	d.forget()
	return nil
}

// finish is the host's wait for everything.
func (d *Device) finish() error {
	for _, s := range d.streams {
		if err := d.await(s, s.given, s.after); err != nil {
			return err
		}
	}
	return nil
}
