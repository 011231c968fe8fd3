package emulated

import (
	"fmt"
	"hash/crc32"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/ptx/emulate"
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

// enqueue checks and gives a copy. Of memory that is not pinned it is done when this returns.
func (d *Device) enqueue(s driver.Stream, host []byte, w *work) error {
	st, err := d.stream(s)
	if err != nil {
		return err
	}
	if err := d.give(st, w); err != nil {
		return err
	}
	if host != nil && !d.isPinned(host) {
		return d.await(st, w.number, w.after)
	}
	return nil
}

// checkHost checks a copy from or to the host.
func (d *Device) checkHost(p driver.Ptr, host []byte) error {
	if len(host) == 0 {
		return fmt.Errorf("no bytes")
	}
	_, err := d.mem.Find(uint64(p), int64(len(host)))
	return err
}

func (d *Device) Upload(dst driver.Ptr, src []byte, s driver.Stream) error {
	if err := d.call("Upload"); err != nil {
		return err
	}
	if err := d.checkHost(dst, src); err != nil {
		return fmt.Errorf("emulated: upload: %w", err)
	}
	sum := crc32.ChecksumIEEE(src)
	return d.enqueue(s, src, &work{what: "an upload", run: func(w *work) error {
		if crc32.ChecksumIEEE(src) != sum {
			return fmt.Errorf("upload of %d bytes: the host's memory changed before it was done", len(src))
		}
		if err := d.mem.Write(uint64(dst), src); err != nil {
			return err
		}
		return d.copied(w, dst, 0, int64(len(src)))
	}})
}

func (d *Device) Download(dst []byte, src driver.Ptr, s driver.Stream) error {
	if err := d.call("Download"); err != nil {
		return err
	}
	if err := d.checkHost(src, dst); err != nil {
		return fmt.Errorf("emulated: download: %w", err)
	}
	emulate.Scribble(dst)
	return d.enqueue(s, dst, &work{what: "a download", run: func(w *work) error {
		written, err := d.mem.Read(dst, uint64(src))
		if err != nil {
			return err
		}
		if !written && !d.o.Unwritten {
			return fmt.Errorf("download of %d bytes at %#x: not all of them were written", len(dst), src)
		}
		return d.copied(w, 0, src, int64(len(dst)))
	}})
}

func (d *Device) Copy(dst, src driver.Ptr, bytes int64, s driver.Stream) error {
	if err := d.call("Copy"); err != nil {
		return err
	}
	if err := d.checkCopy(dst, src, bytes); err != nil {
		return err
	}
	return d.enqueue(s, nil, &work{what: "a copy", run: func(w *work) error {
		if err := d.mem.Copy(uint64(dst), uint64(src), bytes); err != nil {
			return err
		}
		return d.copied(w, dst, src, bytes)
	}})
}

func (d *Device) checkCopy(dst, src driver.Ptr, bytes int64) error {
	if bytes <= 0 {
		return fmt.Errorf("emulated: a copy of %d bytes", bytes)
	}
	for _, p := range []driver.Ptr{dst, src} {
		if _, err := d.mem.Find(uint64(p), bytes); err != nil {
			return fmt.Errorf("emulated: a copy: %w", err)
		}
	}
	return nil
}

// copied notes what a copy touched; an address of 0 is the host's.
func (d *Device) copied(w *work, dst, src driver.Ptr, bytes int64) error {
	if d.o.Trust {
		return nil
	}
	var a []emulate.Access
	for _, p := range []driver.Ptr{dst, src} {
		if p == 0 {
			continue
		}
		r, err := d.mem.Find(uint64(p), bytes)
		if err != nil {
			return err
		}
		a = append(a, emulate.Whole(r, uint64(p)-r.Base, bytes, p == dst))
	}
	w.steps = append(w.steps, touched{w.what, a})
	return nil
}

func (d *Device) Launch(l *driver.Launch, s driver.Stream) error {
	if err := d.call("Launch"); err != nil {
		return err
	}
	f, run, err := d.launch(l)
	if err != nil {
		return err
	}
	return d.enqueue(s, nil, &work{what: "kernel " + f.Name, run: func(w *work) error { return d.runKernel(w, f, run) }})
}

// runKernel runs a launch and notes what it touched.
func (d *Device) runKernel(w *work, f *function, l emulate.Launch) error {
	o := emulate.Options{Trust: d.o.Trust, Unwritten: d.o.Unwritten, Workers: d.o.Workers}
	var a []emulate.Access
	if !d.o.Trust {
		o.Touched = &a
	}
	n, err := f.Run(d.mem, l, o)
	d.steps += n
	if err != nil {
		return err
	}
	if !d.o.Trust {
		w.steps = append(w.steps, touched{w.what, a})
	}
	return nil
}
