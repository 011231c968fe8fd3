//go:build cuda && linux && (amd64 || arm64)

package driver

import "unsafe"

// streamNonBlocking lets a stream run beside the default one, CU_STREAM_NON_BLOCKING.
const streamNonBlocking = 1

func (d *card) NewStream(urgent bool) (Stream, error) {
	if err := d.usable(); err != nil {
		return 0, err
	}
	priority := d.least
	if urgent {
		priority = d.most
	}
	var s Stream
	if r := d.call(cuStreamCreateWithPriority, uintptr(unsafe.Pointer(&s)), streamNonBlocking, uintptr(priority)); r != 0 {
		return 0, d.fail(r, "making a stream")
	}
	d.streams = append(d.streams, s)
	return s, nil
}

func (d *card) NewEvent() (Event, error) {
	if err := d.usable(); err != nil {
		return 0, err
	}
	var e Event
	if r := d.call(cuEventCreate, uintptr(unsafe.Pointer(&e)), 0); r != 0 {
		return 0, d.fail(r, "making an event")
	}
	d.events = append(d.events, e)
	return e, nil
}

func (d *card) Record(e Event, s Stream) error {
	if err := d.usable(); err != nil {
		return err
	}
	if r := d.call(cuEventRecord, uintptr(e), uintptr(s)); r != 0 {
		return d.fail(r, "recording an event")
	}
	return nil
}

func (d *card) Wait(s Stream, e Event) error {
	if err := d.usable(); err != nil {
		return err
	}
	if r := d.call(cuStreamWaitEvent, uintptr(s), uintptr(e), 0); r != 0 {
		return d.fail(r, "making a stream wait")
	}
	return nil
}

func (d *card) Sync(s Stream) error {
	if err := d.usable(); err != nil {
		return err
	}
	if r := d.call(cuStreamSynchronize, uintptr(s)); r != 0 {
		return d.fail(r, "waiting for a stream")
	}
	return nil
}

func (d *card) SyncEvent(e Event) error {
	if err := d.usable(); err != nil {
		return err
	}
	if r := d.call(cuEventSynchronize, uintptr(e)); r != 0 {
		return d.fail(r, "waiting for an event")
	}
	return nil
}

func (d *card) Elapsed(from, to Event) (float32, error) {
	if err := d.usable(); err != nil {
		return 0, err
	}
	var ms float32
	if r := d.call(cuEventElapsedTime, uintptr(unsafe.Pointer(&ms)), uintptr(from), uintptr(to)); r != 0 {
		return 0, d.fail(r, "taking the time between two events")
	}
	return ms, nil
}
