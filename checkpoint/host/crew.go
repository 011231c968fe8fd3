package host

import (
	"context"
	"fmt"
	"sync"
	"time"

	"refute/trainer/parallel"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

const (
	// leastShare is the least part of a step's terms that is worth being computed ahead.
	leastShare = 0.5
	// maxWindow bounds how many steps are begun from one state.
	maxWindow = 1024
)

// crew has several workers compute what can be computed ahead of the steps that follow one state: a window of steps. What is left of each is
// computed in their order.
type crew struct {
	runner *runner
	cuts   map[cutKey]*parallel.Cut
	window *window // nil: none
}

// cutKey tells cuts apart: a program, and which state tensors may have changed.
type cutKey struct {
	program *program.Program
	changed string
}

// window is steps that are computed from one state.
type window struct {
	base   []*cell
	jobs   []*job // of the steps that were not asked for yet, in order
	stop   context.CancelFunc
	tokens chan struct{} // each a step that is computed ahead or waits to be asked for: so many have their tensors in memory
	queue  chan *job
	ended  sync.WaitGroup
}

// job is the part of a step that is computed ahead.
type job struct {
	t       uint32
	program *program.Program
	cut     *parallel.Cut
	done    chan struct{}
	made    []*cell // boundary tensors
	outputs []tensor.Tensor
	err     error
}

func newCrew(r *runner) *crew { return &crew{runner: r, cuts: map[cutKey]*parallel.Cut{}} }

// cut returns how a step of a program is cut, nil if it cannot be: a part may have more tensors than a program.
func (c *crew) cut(p *program.Program, changed []bool) *parallel.Cut {
	bits := make([]byte, len(changed))
	for i, yes := range changed {
		if yes {
			bits[i] = 1
		}
	}
	key := cutKey{p, string(bits)}
	x, ok := c.cuts[key]
	if !ok {
		var err error
		if x, err = parallel.New(p, changed); err != nil {
			x = nil
		}
		c.cuts[key] = x
	}
	return x
}

// plan returns the jobs of the window that begins with step t.
func (c *crew) plan(t uint32) (jobs []*job) {
	var changed []bool
	for len(jobs) < maxWindow {
		p := c.runner.options.Program(t + uint32(len(jobs)))
		if p == nil || p.Kind != program.Step {
			break
		}
		if changed == nil {
			changed = make([]bool, len(p.States))
		}
		cut := c.cut(p, changed)
		if cut == nil || len(jobs) > 0 && cut.Share < leastShare {
			break
		}
		jobs = append(jobs, &job{t: t + uint32(len(jobs)), program: p, cut: cut, done: make(chan struct{})})
		for i, s := range p.States {
			changed[i] = changed[i] || s.Kernel != program.Keep
		}
	}
	return jobs
}

// prepare makes the executors of the windows of a run's first steps, so that what cannot be executed is known now. A run that goes on from the middle
// of a window may need another.
func (c *crew) prepare() error {
	for t := uint32(1); t <= maxWindow && c.runner.options.Program(t) != nil; {
		jobs := c.plan(t)
		for _, j := range jobs {
			if len(jobs) == 1 {
				break // it is run as a whole
			}
			for i, w := range c.runner.workers {
				if _, err := w.of(j.cut.Ahead); err != nil {
					return fmt.Errorf("worker %d: %w", i+1, err)
				}
			}
			if j.cut.Late != nil {
				if _, err := c.runner.late.of(j.cut.Late); err != nil {
					return err
				}
			}
		}
		t += uint32(max(len(jobs), 1))
	}
	return nil
}

// begin begins the window of step t on the runner's state, if t is in none and more than one step can be begun.
func (c *crew) begin(t uint32) {
	if w := c.window; w != nil && len(w.jobs) > 0 && w.jobs[0].t == t {
		return
	}
	c.stop()
	jobs := c.plan(t)
	if len(jobs) < 2 {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	w := &window{base: c.runner.now, jobs: jobs, stop: stop, tokens: make(chan struct{}, len(c.runner.workers)+1), queue: make(chan *job, len(jobs))}
	c.runner.memory.hold(w.base)
	for _, j := range jobs {
		w.queue <- j
	}
	close(w.queue)
	for i := range c.runner.workers {
		w.ended.Add(1)
		go c.work(ctx, w, i)
	}
	c.window = w
}

// work computes jobs until there are none.
func (c *crew) work(ctx context.Context, w *window, i int) {
	defer w.ended.Done()
	lane := fmt.Sprintf("worker %d", i+1)
	for {
		// The token first: so the steps that have one are always the next to be asked for.
		select {
		case w.tokens <- struct{}{}:
		case <-ctx.Done():
			return
		}
		j, ok := <-w.queue
		if !ok {
			<-w.tokens
			return
		}
		from := time.Now()
		j.run(ctx, c.runner, c.runner.workers[i], w)
		c.runner.span(lane, j.t, from)
		close(j.done)
	}
}

// run computes a job's tensors and outputs.
func (j *job) run(ctx context.Context, r *runner, x *worker, w *window) {
	j.outputs = make([]tensor.Tensor, len(j.program.Outputs))
	made, err := x.run(ctx, &r.memory, j.cut.Ahead, j.t, func(i int) *cell {
		if i < len(w.base) {
			return w.base[i]
		}
		return nil
	}, j.outputs)
	if err != nil {
		j.err = err
		return
	}
	j.made = make([]*cell, len(j.cut.Boundary))
	for i, c := range made {
		if c != nil {
			j.made[j.cut.Ahead.Tensors[i]-len(w.base)] = c
		}
	}
}

// step computes step t from what was computed ahead. ok is false if nothing was.
func (c *crew) step(ctx context.Context, p *program.Program, t uint32, outputs []tensor.Tensor) (next []*cell, ok bool, err error) {
	r := c.runner
	if r.now != nil {
		c.begin(t)
	}
	w := c.window
	if w == nil || len(w.jobs) == 0 || w.jobs[0].t != t || w.jobs[0].program != p {
		c.stop()
		return nil, false, nil
	}
	j := w.jobs[0]
	select {
	case <-j.done:
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
	w.jobs = w.jobs[1:]
	defer func() {
		r.memory.release(j.made)
		<-w.tokens
		if len(w.jobs) == 0 {
			c.stop()
		}
	}()
	if j.err != nil {
		return nil, false, j.err
	}
	for i, o := range j.outputs {
		if o.Len() > 0 {
			outputs[i] = o
		}
	}
	next = make([]*cell, len(r.now))
	if late := j.cut.Late; late != nil {
		from := time.Now()
		made, err := r.late.run(ctx, &r.memory, late, t, func(i int) *cell {
			if i < len(r.now) {
				return r.now[i]
			}
			return j.made[i-len(r.now)]
		}, outputs)
		if err != nil {
			return nil, false, err
		}
		for i, m := range made {
			if m != nil {
				next[late.Tensors[i]] = m
			}
		}
		r.span("late", t, from)
	}
	for i, becomes := range j.cut.State {
		switch {
		case becomes == parallel.Kept:
			next[i] = r.now[i]
		case becomes >= 0:
			next[i] = j.made[becomes]
		default:
			continue
		}
		r.memory.hold(next[i : i+1])
	}
	return next, true, nil
}

// stop ends the window.
func (c *crew) stop() {
	w := c.window
	if w == nil {
		return
	}
	w.stop()
	w.ended.Wait()
	for _, j := range w.jobs {
		c.runner.memory.release(j.made)
	}
	c.runner.memory.release(w.base)
	c.window = nil
}
