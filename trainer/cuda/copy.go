package cuda

import (
	"context"
	"time"

	"refute/trainer"
	"refute/trainer/cuda/driver"
	"refute/trainer/tensor"
)

// partBytes is how much of a state is copied between two marks: who waits for a copy holds the card for no longer than one takes.
const partBytes = 32 << 20

// buffer is pinned memory for a copy of a state, laid out as the state is on the card.
type buffer struct {
	bytes []byte
	marks []driver.Event // the first before the copy, then one after each part
	free  bool
}

// copied implements trainer.Copy. What it has is guarded by the card's mutex.
type copied struct {
	run    *Run
	number uint64 // of the state
	t      uint32
	buffer *buffer
	parts  int
	state  []tensor.Tensor
	done   bool
}

// last returns the event after the copy.
func (k *copied) last() driver.Event { return k.buffer.marks[k.parts] }

// Save implements trainer.Runner.
func (r *Run) Save() (trainer.Copy, error) {
	c := r.card
	if err := c.take(); err != nil {
		return nil, err
	}
	defer c.mu.Unlock()
	switch {
	case r.closed:
		return nil, errRunClosed
	case r.failed != nil:
		return nil, r.failed
	case !r.valid:
		return nil, errNoState
	}
	k := &copied{run: r, number: r.begun}
	if r.latest != 0 {
		k.t = r.flights[r.begun%trainer.MaxInFlight].t
	}
	b, err := r.buffer()
	if err != nil {
		return nil, err
	}
	k.buffer = b
	var pieces []piece
	for i, s := range r.programs[0].States {
		host := b.bytes[r.offsets[i]:]
		pieces = append(pieces, piece{r.place(i, r.current[i]), host[:4*s.Count()]})
		k.state = append(k.state, tensor.Tensor{Type: s.Type, Words: words(host[:4*s.Count()])})
	}
	parts := chunks(pieces, partBytes)
	k.parts = len(parts)
	for len(b.marks) <= len(parts) {
		e, err := c.event()
		if err != nil {
			b.free = true
			return nil, c.settle(err)
		}
		b.marks = append(b.marks, e)
	}
	if r.latest != 0 {
		err = c.dev.Wait(c.copying, r.latest)
	}
	if err == nil {
		err = c.dev.Record(b.marks[0], c.copying)
	}
	for i, part := range parts {
		for _, p := range part.pieces {
			if err == nil {
				err = c.dev.Download(p.host, p.at, c.copying)
			}
		}
		if err == nil {
			err = c.dev.Record(b.marks[i+1], c.copying)
		}
	}
	if err != nil {
		b.free = true
		r.failed = c.settle(err)
		return nil, r.failed
	}
	r.copies = append(r.copies, k)
	return k, nil
}

// buffer returns a buffer that is free, or a new one.
func (r *Run) buffer() (*buffer, error) {
	for _, b := range r.buffers {
		if b.free {
			b.free = false
			return b, nil
		}
	}
	bytes, err := r.card.dev.Pinned(r.state)
	if err != nil {
		return nil, r.card.settle(err)
	}
	b := &buffer{bytes: bytes}
	r.buffers = append(r.buffers, b)
	return b, nil
}

// Wait implements trainer.Copy.
func (k *copied) Wait(ctx context.Context) ([]tensor.Tensor, error) {
	for i := range k.parts {
		if err := k.part(ctx, i); err != nil {
			return nil, err
		}
	}
	return k.state, nil
}

// part waits for a part.
func (k *copied) part(ctx context.Context, i int) error {
	r := k.run
	c := r.card
	if err := c.take(); err != nil {
		return err
	}
	defer c.mu.Unlock()
	if r.closed {
		return errRunClosed
	}
	if k.done {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := c.dev.SyncEvent(k.buffer.marks[i+1]); err != nil {
		return c.settle(err)
	}
	if k.done = i == k.parts-1; k.done && r.options.Span != nil {
		return r.tell(trainer.LaneCopy, k.t, k.buffer.marks[0], k.last())
	}
	return nil
}

// Release implements trainer.Copy. A copy that is under way goes on: the buffer's next one comes after it.
func (k *copied) Release() {
	k.run.card.mu.Lock()
	defer k.run.card.mu.Unlock()
	k.buffer.free = true
}

// clock relates the card's events to the host's time.
type clock struct {
	event driver.Event
	time  time.Time
}

// clockLasts is after how long the clock is set again: the time between events has 24 bits.
const clockLasts = time.Minute

// tell tells of what ran between two events that are done.
func (r *Run) tell(lane string, t uint32, from, to driver.Event) (err error) {
	c, k := r.card, &r.clock
	if k.event == 0 {
		if k.event, err = c.event(); err != nil {
			return c.settle(err)
		}
	}
	if now := time.Now(); now.Sub(k.time) > clockLasts {
		err = c.dev.Record(k.event, c.copying)
		if err == nil {
			err = c.dev.SyncEvent(k.event)
		}
		k.time = time.Now()
	}
	var at [2]time.Time
	for i, e := range []driver.Event{from, to} {
		var ms float32
		if err == nil {
			ms, err = c.dev.Elapsed(k.event, e)
		}
		at[i] = k.time.Add(time.Duration(float64(ms) * 1e6))
	}
	if err != nil {
		return c.settle(err)
	}
	r.options.Span(lane, t, at[0], at[1])
	return nil
}

// span tells of a step that is done.
func (r *Run) span(f *flight) error {
	err := r.tell(trainer.LaneStep, f.t, f.begin, f.done)
	if err == nil && f.hashes != nil {
		err = r.tell(trainer.LaneHash, f.t, f.seen, f.ended)
	}
	return err
}
