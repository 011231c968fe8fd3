package cuda

import (
	"context"
	"fmt"
	"slices"
	"time"

	"refute/trainer"
	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/lower"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// begin uploads the state before a step of a schedule, and says where everything is. So many bytes more are wanted behind the outputs.
func (x *Executor) begin(s *schedule, prev []tensor.Tensor, more int64) (*bound, *places, error) {
	c := x.card
	if err := c.grow(&c.arena, s.arena); err != nil {
		return nil, nil, err
	}
	if err := c.grow(&c.host, 2*x.state+x.homes.outs+more); err != nil {
		return nil, nil, err
	}
	at := &places{constants: x.constants, arena: c.arena.at, outs: c.host.at + driver.Ptr(2*x.state)}
	for _, o := range x.offsets {
		at.state, at.next = append(at.state, c.host.at+driver.Ptr(o)), append(at.next, c.host.at+driver.Ptr(x.state+o))
	}
	b, err := c.bind(s, at)
	if err == nil && x.program.Kind == program.Step {
		var pieces []piece
		for i := range prev {
			if x.reads[i] {
				pieces = append(pieces, piece{at.state[i], prev[i].Memory()})
			}
		}
		err = c.upload(pieces)
	}
	return b, at, err
}

// show plans the schedule in which every output is there to be seen.
func (x *Executor) show() (err error) {
	if x.visible == nil {
		// An output is brought to the host while the next is made.
		if x.visible, err = x.plan(newOps(x.program, lower.Plan(x.program, false, x.card.shape), x.card.shape), x.consts(), 1, 0); err != nil {
			err = fmt.Errorf("to show every kernel's output: %w", err)
		}
	}
	return err
}

// consts returns the constants' tensors.
func (x *Executor) consts() (list []tensor.Tensor) {
	for _, k := range x.constants {
		list = append(list, k.tensor)
	}
	return list
}

// fetch brings the next state here, and the outputs that are named.
func (x *Executor) fetch(ctx context.Context, at *places, next, prev []tensor.Tensor, visit trainer.Visit, all bool) error {
	c, p := x.card, x.program
	pieces := x.changed(at, next)
	var named []int
	outs := make([]tensor.Tensor, len(p.Kernels))
	if visit != nil && !all {
		for _, o := range p.Outputs {
			if k := o.Kernel; outs[k].Words == nil {
				named = append(named, k)
				if i := x.homes.state[k]; i >= 0 {
					outs[k] = next[i]
				} else {
					outs[k] = tensor.New(p.Kernels[k].Type, int(p.Kernels[k].Count()))
					pieces = append(pieces, piece{at.outs + driver.Ptr(x.homes.out[k]), outs[k].Memory()})
				}
			}
		}
	}
	if err := c.download(pieces, c.compute); err != nil {
		return err
	}
	x.keep(next, prev)
	slices.Sort(named)
	for _, k := range named {
		if err := visit(k, outs[k]); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// changed are the state tensors that a step made.
func (x *Executor) changed(at *places, next []tensor.Tensor) (pieces []piece) {
	for i, s := range x.program.States {
		if s.Kernel != program.Keep {
			pieces = append(pieces, piece{at.next[i], next[i].Memory()})
		}
	}
	return pieces
}

// keep copies the others.
func (x *Executor) keep(next, prev []tensor.Tensor) {
	for i, s := range x.program.States {
		if s.Kernel == program.Keep {
			next[i].Copy(prev[i])
		}
	}
}

// each runs a step whose outputs are all seen. While one is brought here, the next is made.
func (x *Executor) each(ctx context.Context, b *bound, at *places, t uint32, visit trainer.Visit) error {
	c, s := x.card, x.visible
	made, err := c.event()
	if err != nil {
		return err
	}
	defer func() { c.events = append(c.events, made) }()
	if err := c.number(c.word, t); err != nil {
		return c.settle(err)
	}
	var out tensor.Tensor
	for i := range len(s.runs) + 1 {
		if i < len(s.runs) {
			// The copying stream waits for the run before this one.
			var err error
			if i > 0 {
				if err = c.dev.Record(made, c.compute); err == nil {
					err = c.dev.Wait(c.copying, made)
				}
			}
			if err == nil {
				err = c.launch(b.launches[i], c.compute)
			}
			if err != nil {
				return c.settle(err)
			}
		} else if err := c.dev.Sync(c.compute); err != nil {
			return c.settle(err)
		}
		if i == 0 || s.runs[i-1].again {
			continue
		}
		r := &s.runs[i-1]
		k := s.ops[r.op].Stores[0]
		words := int(x.program.Kernels[k].Count())
		if cap(out.Words) < words {
			out.Words = make([]uint32, words)
		}
		out.Type, out.Words = x.program.Kernels[k].Type, out.Words[:words]
		if err := c.download([]piece{{s.address(r, at, lower.Arg{From: lower.Output, Index: k}), out.Memory()}}, c.copying); err != nil {
			return err
		}
		err := ctx.Err()
		if err == nil {
			err = visit(k, out)
		}
		if err != nil {
			if e := c.dev.Sync(c.compute); e != nil {
				return c.settle(e)
			}
			return err
		}
	}
	return c.same(s, at)
}

// timed runs a step op by op, and tells the timeline when each ran.
func (x *Executor) timed(b *bound, at *places, t uint32) error {
	c, s := x.card, x.fused
	var marks []driver.Event
	defer func() { c.events = append(c.events, marks...) }()
	mark := func() error {
		e, err := c.event()
		if err == nil {
			marks = append(marks, e)
			err = c.dev.Record(e, c.compute)
		}
		return err
	}
	err := c.number(c.word, t)
	if err == nil {
		err = mark()
	}
	for i := 0; i < len(s.runs) && err == nil; i++ {
		if err = c.launch(b.launches[i], c.compute); err == nil {
			err = mark()
		}
	}
	if err != nil {
		return c.settle(err)
	}
	if err := c.same(s, at); err != nil {
		return err
	}
	if err := c.dev.Sync(c.compute); err != nil {
		return c.settle(err)
	}
	end, from := time.Now(), make([]time.Time, len(marks))
	for i := range marks {
		ms, err := c.dev.Elapsed(marks[i], marks[len(marks)-1])
		if err != nil {
			return c.settle(err)
		}
		from[i] = end.Add(-time.Duration(float64(ms) * 1e6))
	}
	for i := range s.runs {
		r := &s.runs[i]
		o := &s.ops[r.op]
		x.options.Timeline(Span{t, o.Kernels, o.How, r.again, from[i], from[i+1]})
	}
	return nil
}
