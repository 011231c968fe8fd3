// Package pipeline commits to the state after each step while the next one is computed.
//
//	Commit(t, root) ──▶ queue ──▶ sign ──▶ log, durable ──▶ publish
//	                              └── all that wait go through together: one sync of the disk ──┘
//
// Whoever trains hashes the state and hands over 32 bytes; it waits for nothing unless the queue is full. What it must be able to rely on:
//
//   - Nothing is published that is not durable in the log, so no crash leads to two signatures for a step.
//   - A step that is in the log already is not signed again: its root must be the logged one.
//   - Steps are logged and published in order. After an error nothing more is; the error comes with the next call.
package pipeline

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/trainer/timeline"
)

// DefaultQueue is how many steps may wait to be signed and logged if the configuration does not say.
const DefaultQueue = 64

// The lanes of the timeline.
const (
	LaneSign    = "signing"
	LaneLog     = "log"
	LanePublish = "publishing"
)

// Publisher takes what is logged. It is called by one goroutine at a time, in the order of the steps. *feed.Feed is one.
type Publisher interface {
	// Publish sends a commitment; it may return before the commitment is safe.
	Publish(ctx context.Context, c *commit.Commitment) error
	// Flush waits until all that was published is safe.
	Flush(ctx context.Context) error
}

// Config says for what, with what and where to commitments go.
type Config struct {
	Job       [32]byte
	Attempt   uint32
	Domain    commit.Domain
	Key       *ecdsa.PrivateKey
	Log       *checkpoint.Log
	Publisher Publisher          // nil: nothing is published
	Queue     int                // 0 means DefaultQueue
	Timeline  *timeline.Recorder // nil: nothing is recorded
}

// Pipeline is for one goroutine, but for Logged, which is for many.
type Pipeline struct {
	cfg    Config
	ctx    context.Context
	stop   context.CancelFunc
	queue  chan commit.Commitment
	ended  chan struct{}
	closed bool

	mu     sync.Mutex
	moved  sync.Cond // what follows has changed
	next   uint32    // the first step that is not in the log
	some   bool      // next counts
	behind int       // steps that were handed over and not yet to the publisher
	err    error
}

// New starts a pipeline over a log that may hold steps already. Close ends it.
func New(cfg Config) (*Pipeline, error) {
	if cfg.Log == nil || cfg.Key == nil {
		return nil, errors.New("pipeline: a log and a key must be given")
	}
	if cfg.Queue <= 0 {
		cfg.Queue = DefaultQueue
	}
	last, ok, err := cfg.Log.Last()
	if err != nil {
		return nil, fmt.Errorf("pipeline: %w", err)
	}
	p := &Pipeline{cfg: cfg, queue: make(chan commit.Commitment, cfg.Queue), ended: make(chan struct{})}
	p.moved.L = &p.mu
	if ok {
		p.next, p.some = last.Step+1, true
	}
	p.ctx, p.stop = context.WithCancel(context.Background())
	go p.work()
	return p, nil
}

// Commit hands over the root of a step, and of the step before it. It waits only while the queue is full. The error may be about an
// earlier step.
func (p *Pipeline) Commit(ctx context.Context, t uint32, prev, root checkpoint.Root) error {
	p.mu.Lock()
	err, known := p.err, p.some && t < p.next
	p.mu.Unlock()
	switch {
	case err != nil:
		return err
	case p.closed:
		return errors.New("pipeline: it is closed")
	case known:
		// The log passes over an equal root and refuses another.
		if err := p.cfg.Log.Append(checkpoint.Entry{Step: t, Root: root}); err != nil {
			return fmt.Errorf("pipeline: %w", err)
		}
		return nil
	}
	p.mu.Lock()
	p.behind++
	p.mu.Unlock()
	select {
	case p.queue <- commit.Commitment{Job: p.cfg.Job, Attempt: p.cfg.Attempt, Step: t, Prev: prev, Root: root}:
		return nil
	case <-ctx.Done():
		p.mu.Lock()
		p.behind--
		p.mu.Unlock()
		return ctx.Err()
	}
}

// Logged waits until a step that was handed over is durable in the log.
func (p *Pipeline) Logged(ctx context.Context, t uint32) error {
	return p.wait(ctx, func() bool { return p.some && t < p.next })
}

// Flush waits until all that was handed over is in the log, published and safe.
func (p *Pipeline) Flush(ctx context.Context) error {
	if err := p.wait(ctx, func() bool { return p.behind == 0 }); err != nil {
		return err
	}
	if p.cfg.Publisher == nil {
		return nil
	}
	from := time.Now()
	err := p.cfg.Publisher.Flush(ctx)
	p.cfg.Timeline.Span(LanePublish, "wait for acknowledgements", from, time.Now())
	if err != nil {
		return fmt.Errorf("pipeline: %w", err)
	}
	return nil
}

// wait waits until done, which is called with the lock, or an error.
func (p *Pipeline) wait(ctx context.Context, done func() bool) error {
	defer context.AfterFunc(ctx, func() {
		p.mu.Lock() // or the wait below could begin between the look at ctx and the broadcast
		defer p.mu.Unlock()
		p.moved.Broadcast()
	})()
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		switch {
		case p.err != nil:
			return p.err
		case done():
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		}
		p.moved.Wait()
	}
}

// Close ends the pipeline. What was handed over and is not yet durable may be lost: Flush first. The log and the publisher stay open.
func (p *Pipeline) Close() {
	if p.closed {
		return
	}
	p.closed = true
	p.stop()
	close(p.queue)
	<-p.ended
}

// work takes what waits, as much of it as there is, through sign, log and publish.
func (p *Pipeline) work() {
	defer close(p.ended)
	batch := make([]commit.Commitment, 0, p.cfg.Queue)
	entries := make([]checkpoint.Entry, 0, p.cfg.Queue)
	for c := range p.queue {
		batch = append(batch[:0], c)
	more:
		for len(batch) < cap(batch) {
			select {
			case c, ok := <-p.queue:
				if !ok {
					break more
				}
				batch = append(batch, c)
			default:
				break more
			}
		}
		if err := p.handle(batch, entries[:0]); err != nil {
			p.fail(fmt.Errorf("pipeline: %w", err))
			for range p.queue { // a full queue must not hold up who finds the error at the next call
			}
			return
		}
	}
}

func (p *Pipeline) handle(batch []commit.Commitment, entries []checkpoint.Entry) error {
	last := batch[len(batch)-1].Step
	from := time.Now()
	if err := p.sign(batch); err != nil {
		return err
	}
	p.span(LaneSign, last, from)
	for i := range batch {
		c := &batch[i]
		entries = append(entries, checkpoint.Entry{Step: c.Step, Root: c.Root, Sig: c.Sig[:]})
	}
	from = time.Now()
	if err := p.cfg.Log.Append(entries...); err != nil {
		return err
	}
	p.span(LaneLog, last, from)
	p.mu.Lock()
	p.next, p.some = last+1, true
	p.mu.Unlock()
	p.moved.Broadcast()
	for i := range batch {
		if p.cfg.Publisher != nil {
			from := time.Now()
			if err := p.cfg.Publisher.Publish(p.ctx, &batch[i]); err != nil {
				return err
			}
			p.span(LanePublish, batch[i].Step, from)
		}
	}
	p.mu.Lock()
	p.behind -= len(batch)
	p.mu.Unlock()
	p.moved.Broadcast()
	return nil
}

// sign signs a batch. Where several steps wait, the training is faster than one goroutine can sign: several do.
func (p *Pipeline) sign(batch []commit.Commitment) error {
	signers := min(len(batch), max(1, runtime.GOMAXPROCS(0)/2))
	errs := make([]error, signers)
	part := func(w int) {
		for i := w; i < len(batch) && errs[w] == nil; i += signers {
			if errs[w] = p.ctx.Err(); errs[w] == nil {
				errs[w] = batch[i].Sign(p.cfg.Domain, p.cfg.Key)
			}
		}
	}
	var others sync.WaitGroup
	for w := 1; w < signers; w++ {
		others.Go(func() { part(w) })
	}
	part(0)
	others.Wait()
	return errors.Join(errs...)
}

func (p *Pipeline) span(lane string, step uint32, from time.Time) {
	if p.cfg.Timeline != nil {
		p.cfg.Timeline.Span(lane, fmt.Sprintf("step %d", step), from, time.Now())
	}
}

func (p *Pipeline) fail(err error) {
	p.mu.Lock()
	p.err = err
	p.mu.Unlock()
	p.moved.Broadcast()
}
