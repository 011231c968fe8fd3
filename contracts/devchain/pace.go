package devchain

import (
	"context"
	"sync"
	"time"
)

// Pace moves a chain's time while there is nothing else to do: when nobody is busy and nothing was mined for a while, everybody waits for a
// clock. So a run's clocks cost no waiting, and none runs out under somebody who still computes.
type Pace struct {
	// Step is how far time moves at once. It should be a small part of the shortest clock, so that one step too many harms nobody.
	Step time.Duration
	// Quiet is how long, on the wall, nothing must have happened before time moves; 0 means DefaultQuiet.
	Quiet time.Duration

	mu    sync.Mutex
	busy  int
	since time.Time // when the last one ceased to be busy
}

// DefaultQuiet is longer than participants pause between two looks at the chain.
const DefaultQuiet = 100 * time.Millisecond

// Busy says that somebody works, until the function that it returns is called.
func (p *Pace) Busy() (done func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy++
	return sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.busy--
		p.since = time.Now()
	})
}

func (p *Pace) idleSince() (time.Time, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.since, p.busy == 0
}

// Run moves the time of a chain until ctx ends.
func (p *Pace) Run(ctx context.Context, c *Chain) error {
	quiet := p.Quiet
	if quiet <= 0 {
		quiet = DefaultQuiet
	}
	tick := time.NewTicker(quiet / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		since, idle := p.idleSince()
		c.mu.Lock()
		last := c.mined
		c.mu.Unlock()
		if idle && time.Since(since) >= quiet && time.Since(last) >= quiet {
			// A transaction may come in between, which Advance refuses: everybody waits for time to go on, so it is tried again at the
			// next tick. A chain that is broken shows in every other call.
			_ = c.Advance(p.Step)
		}
	}
}
