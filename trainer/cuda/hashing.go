package cuda

import (
	"fmt"
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
	launches map[string][]driver.Launch // by which of its places each tensor is in
}

// makeHashes plans the hashing of the whole state, and for each program that of the tensors which it does not keep: the others' roots are known. It
// returns how many bytes hashing works in.
func (r *Run) makeHashes() (changed map[*program.Program]*hashing, bytes int64, err error) {
	of := func(keep func(i int) bool) (*hashing, error) {
		h := &hashing{launches: map[string][]driver.Launch{}}
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
	return changed, bytes, nil
}

// hash gives the hashing of a state to its stream.
func (r *Run) hash(f *flight, state []driver.Ptr) error {
	c, h := r.card, f.hashes
	l := h.launches[string(r.current)]
	if l == nil {
		b, err := c.bind(h.schedule, &places{state: state, arena: r.hashes.at})
		if err != nil {
			return err
		}
		l = slices.Concat(b.launches...)
		h.launches[string(r.current)] = l
	}
	err := c.launch(l, c.hashing)
	if err == nil {
		err = c.dev.Download(f.roots[:32*len(h.tensors)], r.hashes.at+driver.Ptr(h.roots), c.hashing)
	}
	if err != nil {
		return c.settle(fmt.Errorf("hashing the state: %w", err))
	}
	return nil
}
