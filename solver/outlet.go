package solver

import (
	"context"
	"errors"
	"fmt"
	"time"

	"refute/checkpoint/commit"
	"refute/checkpoint/feed"
)

// Limits of publishing. The server is not trusted, and anybody may fill its stream: what cannot be published must not cost the deadline of an anchor. Who
// checks computes what it was not shown.
const (
	// publishPatience is how long one attempt to publish commitments may take.
	publishPatience = 10 * time.Second
	// statePatience is how long one attempt to publish a checkpoint may take.
	statePatience = 60 * time.Second
	// flushPatience is how long, on the wall and by the chain's clock, an anchor waits for the commitments under it; by the chain's clock at most half
	// of the time that is left.
	flushPatience = 60 * time.Second
	// maxRest is the longest rest after attempts that failed.
	maxRest = 2 * time.Minute
)

var errResting = errors.New("solver: the feed failed a moment ago")

// outlet remembers what the feed did not take, and rests after failures: at most a fifth of the time goes into a feed that is dead.
type outlet struct {
	behind bool
	from   uint32 // the first step whose commitment may be missing, if behind
	rest   time.Duration
	until  time.Time
}

// fell says that the commitments from a step on may be missing.
func (o *outlet) fell(step uint32) {
	if !o.behind || step < o.from {
		o.behind, o.from = true, step
	}
}

// try calls f, for a while, unless the feed rests.
func (o *outlet) try(ctx context.Context, patience time.Duration, f func(context.Context) error) error {
	if time.Now().Before(o.until) {
		return errResting
	}
	once, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	start := time.Now()
	err := f(once)
	if err == nil {
		o.rest = 0
		return nil
	}
	o.rest = min(max(2*o.rest, 100*time.Millisecond, 4*time.Since(start)), maxRest)
	o.until = time.Now().Add(o.rest)
	return err
}

// piped is the outlet at the end of the pipeline. What the feed does not take is no reason to stop: it is published later.
type piped struct{ solver *Solver }

// Publish implements pipeline.Publisher.
func (p piped) Publish(ctx context.Context, c *commit.Commitment) error {
	p.solver.publish(ctx, c)
	return ctx.Err()
}

// Flush implements pipeline.Publisher: an anchor waits for the feed by itself, for a while.
func (p piped) Flush(context.Context) error { return nil }

// publish publishes a commitment, with those before it that the feed has not taken, or notes that it is to be published later.
func (s *Solver) publish(ctx context.Context, c *commit.Commitment) {
	if s.pub == nil {
		return
	}
	if s.outlet.behind {
		s.catchUp(ctx, c.Step+1)
		return
	}
	s.lost(c.Step, s.outlet.try(ctx, publishPatience, func(ctx context.Context) error { return s.pub.Publish(ctx, c) }))
}

// catchUp publishes from the log what is missing of the steps before to.
func (s *Solver) catchUp(ctx context.Context, to uint32) {
	from := s.outlet.from
	err := s.outlet.try(ctx, publishPatience, func(ctx context.Context) error {
		for ; from < to; from++ {
			if err := s.publishLogged(ctx, from, from+1); err != nil {
				return err
			}
		}
		return nil
	})
	s.outlet.behind = false
	if err == nil {
		return
	}
	s.lost(from, err)
}

// lost notes after an error from which step on commitments may be missing.
func (s *Solver) lost(step uint32, err error) {
	if err == nil {
		return
	}
	var p *feed.PublishError
	if errors.As(err, &p) {
		step = min(step, p.Step)
	}
	s.outlet.fell(step)
	if !errors.Is(err, errResting) {
		s.observe(Unheard{s.outlet.from, err})
	}
}

// flush waits until the commitments up to step t are safe in the feed: nobody audits cheaply what is not published. It does not wait so long that the
// anchor is in danger.
func (s *Solver) flush(ctx context.Context, t uint32) {
	start := time.Now()
	end := uint64(0) // by the chain's clock
	for ctx.Err() == nil {
		if s.outlet.behind {
			s.catchUp(ctx, t+1)
		}
		if !s.outlet.behind {
			err := s.outlet.try(ctx, publishPatience, s.pub.Flush)
			if err == nil {
				return
			}
			// Where the error does not say which step is missing, all of the epoch may be.
			first, _ := s.epochs.Range(s.epochs.Of(t))
			s.lost(max(first, s.firstStep()), err)
		}
		on, err := s.client.Job(ctx, s.cfg.ID)
		if err == nil {
			head, headErr := s.client.Head(ctx)
			if err = headErr; err == nil {
				if end == 0 && on.Deadline > head.Time {
					end = head.Time + min((on.Deadline-head.Time)/2, uint64(flushPatience/time.Second))
				}
				if head.Time >= end {
					return
				}
			}
		}
		if err != nil {
			s.observe(Troubled{Err: fmt.Errorf("solver: %w", err)})
		}
		if time.Since(start) > flushPatience || pause(ctx, min(s.outlet.rest, time.Second)+10*time.Millisecond) != nil {
			return
		}
	}
}

// trouble waits after errors of the node, longer each time, and reports each kind of them once.
type trouble struct {
	solver *Solver
	said   string
	rest   time.Duration
}

// maxTrouble is the longest pause between two attempts.
const maxTrouble = 10 * time.Second

func newTrouble(s *Solver) *trouble { return &trouble{solver: s} }

func (t *trouble) wait(ctx context.Context, err error) {
	if ctx.Err() == nil && err.Error() != t.said {
		t.said = err.Error()
		t.solver.observe(Troubled{Err: err})
	}
	t.rest = min(2*t.rest+t.solver.cfg.Poll, maxTrouble)
	_ = pause(ctx, t.rest) // the caller looks at ctx
}
