package cuda

import (
	"cmp"
	"slices"
)

// A step that needs more memory than there is can make outputs again instead of keeping them (A. Griewank, A. Walther, "Algorithm 799: Revolve", 2000;
// T. Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016). Since the same op runs again on the same bits, no bit of the step changes.
//
// An order of ops in which an op occurs again says it all: who reads an output reads the latest one, and an output lives until the last who reads
// it before it is made again. The planner looks for the place with the most live bytes, and for each output that is kept across it, tries to make it
// again just before its next reader, with what that takes: inputs that live there, or do not cost much to keep, are used, others are
// made again as well. The choice that takes most from the excess over what is allowed, for its time, is made; and so on until nothing exceeds.

// planner makes an order. Of each kernel's outputs it only knows sizes.
type planner struct {
	ops     []op
	fixed   []bool  // outputs with a home
	bytes   []int64 // of each kernel's output, in the arena
	maker   []int   // the op of each kernel, or -1
	scratch []int64 // bytes of each op
	alive   []bool  // scratch of measure
	work    int     // outputs looked at so far
}

func newPlanner(s sizes, ops []op) *planner {
	pl := &planner{ops: ops, fixed: s.fixed, bytes: s.bytes, alive: make([]bool, len(s.bytes)), maker: make([]int, len(s.bytes))}
	for k := range pl.maker {
		pl.maker[k] = -1
	}
	for i := range ops {
		n := int64(0)
		for _, b := range ops[i].Scratch {
			n += aligned(max(1, b))
		}
		pl.scratch = append(pl.scratch, n)
		for _, k := range ops[i].Stores {
			pl.maker[k] = i
		}
	}
	return pl
}

// sizes are the bytes of kernels' outputs, and which have a home.
type sizes struct {
	bytes []int64
	fixed []bool
}

// measure returns the live bytes while each of the ops runs.
func (pl *planner) measure(order []int, live []int64) []int64 {
	live = slices.Grow(live[:0], len(order))[:len(order)]
	clear(pl.alive)
	bytes := int64(0)
	first := make([]int, len(pl.ops)) // the first run of each op
	for at := len(order) - 1; at >= 0; at-- {
		first[order[at]] = at
	}
	for at := len(order) - 1; at >= 0; at-- {
		o := &pl.ops[order[at]]
		pl.work += 1 + len(o.Stores) + len(o.reads)
		here := pl.scratch[order[at]]
		for _, k := range o.Stores {
			switch {
			case pl.fixed[k]:
				if first[order[at]] != at {
					here += pl.bytes[k]
				}
			case pl.alive[k]:
				pl.alive[k] = false
				bytes -= pl.bytes[k]
				here += pl.bytes[k]
			default:
				here += pl.bytes[k]
			}
		}
		for _, k := range o.reads {
			if !pl.fixed[k] && !pl.alive[k] {
				pl.alive[k] = true
				bytes += pl.bytes[k]
			}
		}
		live[at] = bytes + here
	}
	return live
}

// excess returns the sum of what exceeds the allowed bytes, the greatest of the live bytes, and where it is.
func excess(live []int64, allowed int64) (sum float64, most int64, at int) {
	for i, n := range live {
		if n > allowed {
			sum += float64(n - allowed)
		}
		if n > most {
			most, at = n, i
		}
	}
	return sum, most, at
}

// fit returns an order whose live bytes are at most those allowed, or as few as it finds, and their greatest number. The order begins as the ops are.
func (pl *planner) fit(allowed int64) (order []int, peak int64) {
	for i := range pl.ops {
		order = append(order, i)
	}
	live := pl.measure(order, nil)
	sum, peak, at := excess(live, allowed)
	var trial []int
	for peak > allowed && pl.work < maxPlanning {
		var best []int
		bestRate, bestSum, good := 0.0, 0.0, 0
		for _, c := range pl.choices(order, at) {
			if good == maxTrials || pl.work >= maxPlanning {
				break
			}
			trial = append(append(append(trial[:0], order[:c.reader]...), c.chain...), order[c.reader:]...)
			live = pl.measure(trial, live)
			after, _, _ := excess(live, allowed)
			if after >= sum*(1-1e-4) {
				continue
			}
			good++
			if rate := (sum - after) / c.seconds; rate > bestRate {
				best, bestRate, bestSum = slices.Clone(trial), rate, after
			}
		}
		if best == nil {
			break
		}
		order, sum = best, bestSum
		live = pl.measure(order, live)
		_, peak, at = excess(live, allowed)
	}
	return order, peak
}

// maxTrials is how many choices that help are compared with one another.
const maxTrials = 16

// choice is a chain of ops that makes an output again before a reader, and roughly how long it takes.
type choice struct {
	reader  int
	chain   []int
	seconds float64
	rate    float64 // bytes for a second
}

// choices returns one for each output that is kept across a run, those first that promise most.
func (pl *planner) choices(order []int, at int) (list []choice) {
	use := pl.uses(order)
	for k, events := range use {
		if pl.fixed[k] || len(events) == 0 {
			continue
		}
		if reader := across(events, at); reader >= 0 {
			chain, seconds := pl.chain(k, reader, use)
			list = append(list, choice{reader, chain, seconds, float64(pl.bytes[k]) / seconds})
		}
	}
	slices.SortStableFunc(list, func(a, b choice) int { return cmp.Compare(b.rate, a.rate) })
	return list
}

// maxPlanning bounds how many outputs are looked at while orders are sought: some seconds.
const maxPlanning = 1 << 28

// event is a run that makes an output, or reads it.
type event struct {
	at    int
	reads bool
}

// uses returns the events of each kernel's output, in order.
func (pl *planner) uses(order []int) [][]event {
	use := make([][]event, len(pl.bytes))
	for at, i := range order {
		for _, k := range pl.ops[i].Stores {
			use[k] = append(use[k], event{at, false})
		}
		for _, k := range pl.ops[i].reads {
			use[k] = append(use[k], event{at, true})
		}
	}
	return use
}

// next returns the first event at or after a run.
func next(events []event, at int) (event, bool) {
	i, _ := slices.BinarySearchFunc(events, at, func(e event, at int) int { return e.at - at })
	if i == len(events) {
		return event{}, false
	}
	return events[i], true
}

// across returns the next reader of an output that is kept while a run neither makes nor reads it, or -1.
func across(events []event, at int) int {
	e, ok := next(events, at)
	if !ok || e.at == at || !e.reads || events[0].at > at {
		return -1
	}
	return e.at
}

// cheaper is how many times smaller than an output an input must be to be kept for making the output again.
const cheaper = 16

// chain returns the ops that make an output again before a reader, in order, and roughly how long they take.
func (pl *planner) chain(kernel, reader int, use [][]event) (ops []int, seconds float64) {
	var visit func(k int)
	visit = func(k int) {
		i := pl.maker[k]
		pl.work += 1 + len(ops)/8
		if slices.Contains(ops, i) {
			return
		}
		ops = append(ops, i)
		seconds += pl.ops[i].cost
		for _, u := range pl.ops[i].reads {
			if pl.fixed[u] || pl.bytes[u]*cheaper <= pl.bytes[kernel] {
				continue
			}
			if e, ok := next(use[u], reader); ok && e.reads {
				continue // it lives
			}
			visit(u)
		}
	}
	visit(kernel)
	slices.Sort(ops)
	return ops, seconds
}
