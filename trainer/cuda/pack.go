package cuda

import (
	"cmp"
	"slices"
)

// maxParallel is how many runs a schedule may have whose ops need not all wait for one another: finding out takes the square of it.
const maxParallel = 1 << 13

// smallStay is how many runs longer than it must a small value stays.
const smallStay = 256

// pack gives each value its place in the arena, the largest first, each in the narrowest gap that those leave which live at the same time (Y. Pisarchyk,
// J. Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020, "greedy by size").
func (s *schedule) pack(slack int, small int64) {
	end := func(v *value) int {
		if v.bytes <= small {
			return v.last + max(slack, smallStay)
		}
		return v.last + slack
	}
	order := make([]int, len(s.values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.values[b].bytes, s.values[a].bytes) })
	var placed []*value // by offset
	for _, i := range order {
		v := &s.values[i]
		best, bestGap, free := int64(-1), int64(0), int64(0)
		for _, u := range placed {
			if u.first > end(v) || end(u) < v.first {
				continue
			}
			if gap := u.offset - free; gap >= v.bytes && (best < 0 || gap < bestGap) {
				best, bestGap = free, gap
			}
			free = max(free, u.offset+u.bytes)
		}
		if best < 0 {
			best = free
		}
		v.offset = best
		s.arena = max(s.arena, best+v.bytes)
		at, _ := slices.BinarySearchFunc(placed, v, func(a, b *value) int { return cmp.Compare(a.offset, b.offset) })
		placed = slices.Insert(placed, at, v)
	}
}

// ordering says how runs wait for one another.
type ordering uint8

const (
	automatic  ordering = iota
	inSequence          // each for the one before
	asNeeded            // each for those that it must wait for
)

// ordered is how, for measurements.
var ordered = automatic

// sequence reports whether runs wait for the one before each. Where most of the time goes to kernels that fill the card, that is faster: side by side they
// take caches from one another, and a graph that is a chain costs least.
func (s *schedule) sequence() bool {
	if ordered != automatic || len(s.runs) > maxParallel {
		return ordered != asNeeded
	}
	all, full := 0.0, 0.0
	for _, r := range s.runs {
		o := &s.ops[r.op]
		all += o.cost
		if o.fills {
			full += o.cost
		}
	}
	return full > all/2
}

// depend finds what each run waits for: the runs that make what it reads, and all that used the memory in which it makes something; or the one before.
func (s *schedule) depend() {
	s.after = make([][]int, len(s.runs))
	if s.sequence() {
		for at := 1; at < len(s.runs); at++ {
			s.after[at] = []int{at - 1}
		}
		return
	}
	home := make([]int, len(s.program.Kernels)) // the run that makes each kernel's output at home
	reach := make([]set, len(s.runs))           // all that a run waits for, directly or not
	var past []int                              // values that were begun before this run
	next := 0
	for at := range s.runs {
		r := &s.runs[at]
		waits := newSet(len(s.runs))
		first := next
		for ; next < len(s.values) && s.values[next].first == at; next++ { // values are in the order of their first runs
			v := &s.values[next]
			for _, i := range past {
				u := &s.values[i]
				if u.offset < v.offset+v.bytes && v.offset < u.offset+u.bytes {
					waits.add(u.first)
					for _, k := range u.users {
						if k < at {
							waits.add(k)
						}
					}
				}
			}
		}
		for i := first; i < next; i++ {
			past = append(past, i)
		}
		stores := len(s.ops[r.op].Stores)
		for _, sl := range r.slots[stores:] {
			if sl.value >= 0 {
				waits.add(s.values[sl.value].first)
			} else {
				waits.add(home[sl.kernel])
			}
		}
		for _, sl := range r.slots[:stores] {
			if sl.value < 0 {
				home[sl.kernel] = at
			}
		}
		reach[at] = newSet(len(s.runs))
		for i := at - 1; i >= 0; i-- {
			if waits.has(i) && !reach[at].has(i) {
				s.after[at] = append(s.after[at], i)
				reach[at].add(i)
				reach[at].union(reach[i])
			}
		}
		slices.Reverse(s.after[at])
	}
}

// set is a set of small numbers.
type set []uint64

func newSet(n int) set       { return make(set, (n+63)/64) }
func (s set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s set) has(i int) bool { return s[i/64]>>(i%64)&1 != 0 }
func (s set) union(t set) {
	for i, w := range t {
		s[i] |= w
	}
}
