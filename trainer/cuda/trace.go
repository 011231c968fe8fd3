package cuda

import (
	"context"
	"fmt"

	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/hash"
	"refute/trainer/cuda/lower"
	"refute/trainer/tensor"
)

// trace is a schedule that hashes every kernel's output soon after it was made: large ones at once, small ones together.
type trace struct {
	*schedule
	first  []int // by op: of an op that hashes, the first kernel whose root it makes, else -1
	count  []int // how many
	within []int // where the roots are, among its scratch
}

const (
	traceBytes = 4 << 20 // outputs of so many bytes together are hashed
	traceCount = 256     // or so many
)

// Trace implements trainer.Tracer. No output crosses the bus.
func (x *Executor) Trace(ctx context.Context, next, prev []tensor.Tensor, t uint32) ([][32]byte, error) {
	c := x.card
	if err := x.check(next, prev); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := c.take(); err != nil {
		return nil, err
	}
	defer c.mu.Unlock()
	if err := x.trace(); err != nil {
		return nil, err
	}
	s, roots := x.traced, make([][32]byte, len(x.program.Kernels))
	b, at, err := x.begin(s.schedule, prev, aligned(32*int64(len(roots))))
	if err != nil {
		return nil, err
	}
	place := at.outs + driver.Ptr(x.homes.outs)
	if err := c.number(c.word, t); err != nil {
		return nil, c.settle(err)
	}
	for i := range s.runs {
		err := c.launch(b.launches[i], c.compute)
		if op := s.runs[i].op; err == nil && s.first[op] >= 0 {
			made := at.arena + driver.Ptr(s.values[s.runs[i].scratch[s.within[op]]].offset)
			err = c.dev.Copy(place+driver.Ptr(32*s.first[op]), made, int64(32*s.count[op]), c.compute)
		}
		if err != nil {
			return nil, c.settle(err)
		}
	}
	if err := c.same(s.schedule, at); err != nil {
		return nil, err
	}
	bytes := make([]byte, 32*len(roots))
	if err := c.download(append(x.changed(at, next), piece{place, bytes}), c.compute); err != nil {
		return nil, err
	}
	for i := range roots {
		copy(roots[i][:], bytes[32*i:])
	}
	x.keep(next, prev)
	return roots, ctx.Err()
}

// trace plans the schedule of Trace.
func (x *Executor) trace() (err error) {
	if x.traced != nil {
		return nil
	}
	tr := &trace{}
	var ops []op
	add := func(o op, first, count, within int) {
		ops = append(ops, o)
		tr.first, tr.count, tr.within = append(tr.first, first), append(tr.count, count), append(tr.within, within)
	}
	var group []hash.Tensor
	first, bytes := 0, int64(0)
	flush := func() {
		if len(group) == 0 {
			return
		}
		plan := hash.Of(group)
		o := op{Op: *plan.Op}
		for _, g := range group {
			o.reads = append(o.reads, g.At.Index)
		}
		add(o, first, len(group), plan.Roots)
		first, group, bytes = first+len(group), nil, 0
	}
	for _, o := range newOps(x.program, lower.Plan(x.program, false, x.card.shape), x.card.shape) { // one of each kernel, in order
		add(o, -1, 0, 0)
		words := x.program.Kernels[o.Stores[0]].Count()
		if err := x.card.holds(4 * words); err != nil {
			return err
		}
		group = append(group, hash.Tensor{At: lower.Arg{From: lower.Output, Index: o.Stores[0]}, Words: words})
		if bytes += 4 * words; bytes >= traceBytes || len(group) == traceCount {
			flush()
		}
	}
	flush()
	if tr.schedule, err = x.plan(ops, x.consts(), 0, aligned(32*int64(len(x.program.Kernels)))); err != nil {
		return fmt.Errorf("to hash every kernel's output: %w", err)
	}
	x.traced = tr
	return nil
}
