package emulated

import (
	"fmt"
	"slices"

	"refute/trainer/cuda/ptx/emulate"
)

// clock says, for each stream, up to which of its pieces of work all were done before something: a vector clock. Beyond its end it is 0.
type clock []int

func (c clock) at(stream int) int {
	if stream < len(c) {
		return c[stream]
	}
	return 0
}

// join makes c the later of both, stream by stream.
func (c *clock) join(o clock) {
	for len(*c) < len(o) {
		*c = append(*c, 0)
	}
	for i, n := range o {
		(*c)[i] = max((*c)[i], n)
	}
}

// set makes it at least n for a stream.
func (c *clock) set(stream, n int) {
	for len(*c) <= stream {
		*c = append(*c, 0)
	}
	(*c)[stream] = max((*c)[stream], n)
}

// work is a piece of work of a stream: a launch, a copy, a graph, the record of an event or the wait for one.
type work struct {
	what   string
	stream int
	number int   // in its stream, from 1
	after  clock // what is done before
	run    func(w *work) error
	wait   *record
	record *record
	steps  []touched // of a graph its nodes, else one
}

// touched is what a node of work read and wrote.
type touched struct {
	what   string
	access []emulate.Access
}

// before reports whether a piece of work is done whenever another begins.
func (w *work) before(o *work) bool { return o.after.at(w.stream) >= w.number }

// conflict looks for a word that two steps touch, one writing.
func conflict(a, b []emulate.Access) (where string) {
	if r, at := emulate.Conflict(a, b); r != nil {
		return fmt.Sprintf("byte %d of the range at %#x %s", at, r.Base, r.Name)
	}
	return ""
}

// judge compares what work touched with all that has no order with it.
func (d *Device) judge(w *work) error {
	for _, o := range d.recent {
		if o.before(w) {
			continue
		}
		for _, a := range o.steps {
			for _, b := range w.steps {
				if where := conflict(a.access, b.access); where != "" {
					return fmt.Errorf("a race: %s (stream %d) and %s (stream %d) have no order, and one writes what the other touches: %s", a.what, o.stream+1, b.what, w.stream+1, where)
				}
			}
		}
	}
	if len(w.steps) > 0 {
		d.recent = append(d.recent, w)
	}
	return nil
}

// forget drops what all that comes is ordered after.
func (d *Device) forget() {
	d.recent = slices.DeleteFunc(d.recent, func(w *work) bool {
		if d.host.at(w.stream) < w.number {
			return false
		}
		for _, s := range d.streams {
			for _, o := range s.queue {
				if !w.before(o) {
					return false
				}
			}
		}
		return true
	})
}
