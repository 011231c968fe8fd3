package cuda

import (
	"slices"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/hash"
	"refute/trainer/cuda/lower"
	"refute/trainer/program"
)

// hashing makes the roots of some tensors of a state.
type hashing struct {
	tensors []int
	roots   int64 // where they are, in the memory that it works in
	*schedule
}

// makeHashes plans the hashing of the whole state, and for each program that of the tensors which it does not keep: the others' roots are known. It
// returns how many bytes hashing works in.
func (r *Run) makeHashes() (changed map[*program.Program]*hashing, bytes int64, err error) {
	of := func(keep func(i int) bool) (*hashing, error) {
		h := &hashing{}
		var list []hash.Tensor
		for i, s := range r.programs[0].States {
			if !keep(i) {
				h.tensors = append(h.tensors, i)
				list = append(list, hash.Tensor{At: lower.Arg{From: lower.State, Index: i}, Words: s.Count()})
			}
		}
		if r.all != nil && len(h.tensors) == len(r.all.tensors) {
			return r.all, nil
		}
		if len(h.tensors) == 0 {
			return nil, nil
		}
		plan := hash.Of(list)
		none := &program.Program{}
		ops := []op{{Op: *plan.Op}}
		h.schedule = newSchedule(none, ops, newHomes(none), []int{0}, 0, 0)
		h.roots = h.values[h.runs[0].scratch[plan.Roots]].offset
		bytes = max(bytes, h.arena)
		if h.functions, h.tables, err = r.card.load(ops); err != nil {
			return nil, err
		}
		return h, nil
	}
	if r.all, err = of(func(int) bool { return false }); err != nil {
		return nil, 0, err
	}
	changed = map[*program.Program]*hashing{}
	for _, p := range r.programs {
		if changed[p], err = of(func(i int) bool { return p.States[i].Kernel == program.Keep }); err != nil {
			return nil, 0, err
		}
	}
	return changed, 2 * bytes, nil
}

// launchesOf returns the launches that hash a state, in one of the two places where hashing works.
func (r *Run) launchesOf(h *hashing, state []driver.Ptr, place uint64) ([]driver.Launch, error) {
	b, err := r.card.bind(h.schedule, &places{state: state, arena: r.hashing(place)})
	if err != nil {
		return nil, err
	}
	return slices.Concat(b.launches...), nil
}

// hashing returns one of the two places where hashing works. A tree takes its time, however small: that of a step is made while that of the step before still is.
func (r *Run) hashing(place uint64) driver.Ptr {
	return r.hashes.at + driver.Ptr(int64(place)*r.hashes.bytes/2)
}
