package experiment

import (
	"errors"

	"refute/sim/stats"
)

// ahead is how many runs may be finished, or in work, while an earlier one is not. It bounds what is kept in memory, and how far the journal is out of order.
const ahead = 512

// key names a run.
type key struct {
	point int
	run   uint64
}

// finished is a run that is in the journal.
type finished struct {
	offset int64
	size   int
	ok     bool
	metric float64 // that the stopping rule looks at
}

// order puts finished runs in (point, run) order, and says where each point ends. It is used where runs are made, where the journal is read again, and
// where results are written, so that the three agree.
type order struct {
	points int
	runs   uint64
	stop   Stop

	next    key // the first that is not finished; {points, 0} at the end
	waiting map[key]finished
	mean    stats.Mean // of the metric, over the point's runs so far
	failed  uint64
	dropped uint64 // runs that the stopping rule saved

	take func(key, finished) error // gets the runs in order; may be nil
	end  func(point int) error     // after the last run of a point; may be nil
}

func newOrder(e *Experiment) *order {
	return &order{points: len(e.Points), runs: e.Runs, stop: e.Stop, waiting: map[key]finished{}}
}

// done reports whether nothing is missing.
func (o *order) done() bool { return o.next.point == o.points }

// wanted reports whether a run is missing: it is none beyond a point's end, and none that is there.
func (o *order) wanted(k key) bool {
	if k.point >= o.points || k.run >= o.runs || k.point < o.next.point || k.point == o.next.point && k.run < o.next.run {
		return false
	}
	_, there := o.waiting[k]
	return !there
}

// add takes in a run, and passes on all that are now in order. Runs that are not wanted are passed over.
func (o *order) add(k key, f finished) error {
	if !o.wanted(k) {
		return nil
	}
	if len(o.waiting) >= ahead {
		return errDisorder
	}
	o.waiting[k] = f
	for !o.done() {
		f, ok := o.waiting[o.next]
		if !ok {
			return nil
		}
		delete(o.waiting, o.next)
		if o.take != nil {
			if err := o.take(o.next, f); err != nil {
				return err
			}
		}
		if f.ok {
			o.mean.Add(f.metric)
		} else {
			o.failed++
		}
		if o.next.run++; o.next.run < o.runs && !o.enough() {
			continue
		}
		if err := o.endPoint(); err != nil {
			return err
		}
	}
	return nil
}

// errDisorder is of a journal that this program did not write.
var errDisorder = errors.New("the journal is in disorder: remove it, and what it has is run again")

// endPoint goes on to the next point, and forgets runs beyond the end of this one.
func (o *order) endPoint() error {
	point := o.next.point
	o.dropped += o.runs - o.next.run
	for k := range o.waiting { // in any order: all of the point go
		if k.point == point {
			delete(o.waiting, k)
		}
	}
	o.next = key{point + 1, 0}
	o.mean = stats.Mean{}
	if o.end != nil {
		return o.end(point)
	}
	return nil
}

// enough is the stopping rule, after o.next.run runs of the point.
func (o *order) enough() bool {
	n := o.next.run
	if o.stop.Metric == "" || n < o.stop.Least || (n-o.stop.Least)%StopEvery != 0 || o.mean.N < 2 {
		return false
	}
	width := o.stop.Width
	if o.stop.Relative {
		width *= max(o.mean.Mean, -o.mean.Mean)
	}
	// The quantile comes from functions that may differ in their last bits between machines.
	return round12(o.mean.Interval(o.stop.Confidence).Width()/2) <= width
}
