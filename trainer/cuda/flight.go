package cuda

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"refute/trainer"
	"refute/trainer/cuda/driver"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// placed is a program's step at its places, which it has again when all tensors are where they were.
type placed struct {
	at    *places
	bound *bound
	graph driver.Graph
	hash  []driver.Launch // of the state after
}

// flight is a step that was begun. Its memory is used again.
type flight struct {
	of     *planned
	hashes *hashing
	t      uint32
	number uint64 // of the state after it

	word, outs, roots        []byte       // pinned
	begin, done, seen, ended driver.Event // the step, its outputs here, its roots here
}

// Step implements trainer.Runner.
func (r *Run) Step(ctx context.Context, p *program.Program, t uint32) (trainer.Pending, error) {
	c := r.card
	if err := c.take(); err != nil {
		return nil, err
	}
	defer c.mu.Unlock()
	pl := r.of[p]
	switch {
	case r.closed:
		return nil, errRunClosed
	case r.failed != nil:
		return nil, r.failed
	case pl == nil:
		return nil, errors.New("cuda: a step of a program that is not the run's")
	case r.begun-r.waited == trainer.MaxInFlight:
		return nil, fmt.Errorf("cuda: %d steps are under way: wait for one", trainer.MaxInFlight)
	case p.Kind == program.Step && !r.valid:
		return nil, errNoState
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f := &r.flights[(r.begun+1)%trainer.MaxInFlight] // its step was waited for
	f.of, f.t, f.number, f.hashes = pl, t, r.begun+1, pl.hashes
	if !r.rooted {
		f.hashes = r.all
	}
	if err := r.enqueue(f); err != nil {
		r.failed = err
		return nil, err
	}
	r.begun, r.valid, r.rooted, r.latest = f.number, true, true, f.done
	return &pending{r, f, f.number}, nil
}

// enqueue gives a step to the streams.
func (r *Run) enqueue(f *flight) error {
	c, x, p := r.card, f.of.Executor, f.of.program
	if err := c.grow(&c.arena, x.fused.arena); err != nil {
		return err
	}
	w, err := r.where(f)
	if err != nil {
		return err
	}
	at, hashing := w.at, c.hashing[f.number%2]
	waiting := r.copies[:0]
	for _, k := range r.copies {
		if k.number+2 > f.number { // of the state that this step reads
			waiting = append(waiting, k)
		} else if err := c.dev.Wait(c.compute, k.last()); err != nil {
			return c.settle(err)
		}
	}
	clear(r.copies[len(waiting):])
	r.copies = waiting
	if f.number > r.waited+2 { // the step before the last is not waited for: its outputs must be away, and its state be hashed
		err = c.dev.Wait(c.compute, r.flights[(f.number-2)%trainer.MaxInFlight].ended)
	}
	if err == nil && r.options.Span != nil {
		err = c.dev.Record(f.begin, c.compute)
	}
	if err == nil {
		if x.options.Timeline == nil {
			err = c.enqueue(w.graph, f.word, f.t)
		} else if err := x.timed(w.bound, at, f.t); err != nil {
			return err
		}
	}
	if err == nil {
		err = c.dev.Record(f.done, c.compute)
	}
	if err == nil {
		err = c.dev.Wait(hashing, f.done)
	}
	for i, o := range f.of.outs {
		if err == nil && !slices.Contains(f.of.outs[:i], o) {
			err = c.dev.Download(f.outs[o.pinned:][:4*p.Kernels[o.kernel].Count()], x.fused.home(at, o.kernel), hashing)
		}
	}
	if err == nil && r.options.Span != nil {
		err = c.dev.Record(f.seen, hashing)
	}
	if h := f.hashes; h != nil && err == nil {
		if err = c.launch(w.hash, hashing); err == nil {
			err = c.dev.Download(f.roots[:32*len(h.tensors)], r.hashing(f.number%2)+driver.Ptr(h.roots), hashing)
		}
	}
	if err == nil {
		err = c.dev.Record(f.ended, hashing)
	}
	if err != nil {
		return c.settle(err)
	}
	for i, s := range p.States {
		if s.Kernel != program.Keep {
			r.current[i] ^= 1
		}
	}
	return nil
}

// where returns the places of a step.
func (r *Run) where(f *flight) (*placed, error) {
	c, x := r.card, f.of.Executor
	r.key = append(append(r.key[:0], r.current...), byte(f.number%2), 0)
	if f.hashes == r.all {
		r.key[len(r.key)-1] = 1
	}
	w := f.of.placed[string(r.key)]
	if w != nil && w.at.arena == c.arena.at {
		return w, nil
	}
	at := &places{constants: x.constants, arena: c.arena.at, outs: r.memory.at + driver.Ptr(2*r.state+int64(f.number%2)*r.outs)}
	for i, s := range x.program.States {
		before, after := r.current[i], r.current[i]
		if s.Kernel != program.Keep {
			after ^= 1
		}
		at.state, at.next = append(at.state, r.place(i, before)), append(at.next, r.place(i, after))
	}
	b, err := c.bind(x.fused, at)
	if err != nil {
		return nil, err
	}
	w = &placed{at: at, bound: b}
	if f.hashes != nil {
		if w.hash, err = r.launchesOf(f.hashes, at.next, f.number%2); err != nil {
			return nil, err
		}
	}
	if x.options.Timeline == nil {
		if w.graph, err = c.graph(x.fused, b, at); err != nil {
			return nil, c.settle(err)
		}
	}
	f.of.placed[string(r.key)] = w
	return w, nil
}

// pending implements trainer.Pending.
type pending struct {
	run    *Run
	flight *flight
	number uint64
}

// Wait implements trainer.Pending.
func (w *pending) Wait(ctx context.Context) (trainer.Done, error) {
	r, f := w.run, w.flight
	c := r.card
	if err := c.take(); err != nil {
		return trainer.Done{}, err
	}
	defer c.mu.Unlock()
	switch {
	case r.closed:
		return trainer.Done{}, errRunClosed
	case r.failed != nil:
		return trainer.Done{}, r.failed
	case w.number != r.waited+1:
		return trainer.Done{}, errors.New("cuda: a step is waited for that was waited for, is not the oldest under way, or was given up by Load")
	}
	if err := ctx.Err(); err != nil {
		return trainer.Done{}, err
	}
	if err := c.dev.SyncEvent(f.ended); err != nil {
		r.failed = c.settle(err)
		return trainer.Done{}, r.failed
	}
	if r.options.Span != nil {
		if err := r.span(f); err != nil {
			r.failed = err
			return trainer.Done{}, err
		}
	}
	r.waited++
	var d trainer.Done
	p := f.of.program
	for _, o := range f.of.outs {
		k := &p.Kernels[o.kernel]
		out := tensor.New(k.Type, int(k.Count()))
		copy(out.Memory(), f.outs[o.pinned:])
		d.Outputs = append(d.Outputs, out)
	}
	if r.options.Roots {
		if f.hashes != nil {
			for n, i := range f.hashes.tensors {
				copy(r.roots[i][:], f.roots[32*n:])
			}
		}
		d.Roots = append(d.Roots, r.roots...)
	}
	return d, nil
}
