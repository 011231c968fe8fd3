package cuda

import (
	"fmt"

	"refute/trainer/tensor"
)

// MemoryError says that a program needs more of the card's memory than there is, or than the options allow.
type MemoryError struct {
	Need, Allowed int64 // bytes
	State         int64 // of the need: two states
	Constants     int64 // of the need: constants that are not on the card yet, or all where there is a limit
	Work          int64 // of the need: intermediate tensors
	Limit         bool  // Allowed is Options.Memory, not what is free
	Recompute     bool  // outputs are made again already
}

// Narrow reports whether it would fit if intermediate tensors took nothing.
func (e *MemoryError) Narrow() bool { return e.Need-e.Work <= e.Allowed }

func (e *MemoryError) Error() string {
	there, remedy := "there are", "take a smaller batch and accumulate gradients"
	if !e.Recompute {
		remedy += ", or let outputs be made again instead of kept"
	}
	if !e.Narrow() {
		remedy = "take a smaller model, or a card with more memory"
	}
	if e.Limit {
		there, remedy = "allowed are", remedy+", or allow more"
	}
	parts := fmt.Sprintf("%d for two states", e.State)
	if rest := e.Need - e.State - e.Constants - e.Work; e.Need > e.State {
		parts += fmt.Sprintf(", %d for constants, %d for intermediate tensors, %d for outputs, hashing and tables", e.Constants, e.Work, rest)
	}
	return fmt.Sprintf("cuda: a step takes %d bytes of the card's memory (%s), %s %d: %s", e.Need, parts, there, e.Allowed, remedy)
}

// holds refuses what is larger than the card, before it is planned in detail.
func (c *Card) holds(bytes int64) error {
	if bytes > c.info.Memory {
		return &MemoryError{Need: bytes, Allowed: c.info.Memory, State: bytes}
	}
	return nil
}

// plan makes a schedule of ops. Outputs stay at least slack runs longer than others need them.
func (x *Executor) plan(ops []op, consts []tensor.Tensor, slack int, more int64) (*schedule, error) {
	c, p := x.card, x.program
	if err := brief(p, ops); err != nil {
		return nil, err
	}
	allowed := x.options.Memory
	if allowed == 0 {
		free, err := c.dev.Free()
		if err != nil {
			return nil, err
		}
		allowed = free + c.arena.bytes + c.host.bytes
	}
	held := int64(0)
	if x.options.Memory == 0 {
		held = c.missing(consts)
	} else {
		for _, k := range consts {
			held += aligned(int64(len(k.Memory())))
		}
	}
	fixed := 2*(x.state+x.homes.outs) + more + c.tablesMissing(ops) + held
	order := make([]int, len(ops))
	for i := range order {
		order[i] = i
	}
	s := newSchedule(p, ops, x.homes, order, slack, 0)
	if !s.sequence() {
		if r := newSchedule(p, ops, x.homes, order, roomySlack, roomySmall); fixed+r.bytes() <= allowed {
			s = r
		}
	}
	if fixed+s.bytes() > allowed && x.options.Recompute {
		s = x.again(s, ops, slack, allowed-fixed)
	}
	if need := fixed + s.bytes(); need > allowed {
		return nil, &MemoryError{Need: need, Allowed: allowed, State: 2 * x.state, Constants: held, Work: s.bytes(), Limit: x.options.Memory != 0, Recompute: x.options.Recompute}
	}
	var err error
	s.functions, s.tables, err = c.load(ops)
	return s, err
}

// Where there is room and ops need not wait for one another, outputs stay roomySlack runs longer than they must, small ones longer still: see newSchedule.
const (
	roomySlack = 4
	roomySmall = 1 << 18
)

// again plans a schedule in which outputs are made again instead of kept, that takes at most so many bytes, or as few as it finds.
func (x *Executor) again(s *schedule, ops []op, slack int, allowed int64) *schedule {
	var z sizes
	for k := range x.program.Kernels {
		z.bytes, z.fixed = append(z.bytes, aligned(4*x.program.Kernels[k].Count())), append(z.fixed, x.homes.fixed(k))
	}
	pl, allowed := newPlanner(z, ops), max(0, allowed)
	best := s
	// The packing may leave gaps, and a choice that was best for a little less memory may be none for much less: then less is asked for.
	for part := int64(8); part >= 0 && best.bytes() > allowed; part-- {
		order, _ := pl.fit(allowed * part / 8)
		if t := newSchedule(x.program, ops, x.homes, order, slack, 0); t.bytes() < best.bytes() {
			best = t
		}
	}
	return best
}
