package cheat

import (
	"context"
	"io"

	"refute/checkpoint/commit"
	"refute/checkpoint/feed"
	"refute/solver"
)

// equivocator publishes a second root for one step, well signed.
type equivocator struct {
	feed *feed.Feed
	cfg  *solver.Config
	step uint32
}

// Publish implements solver.Publisher.
func (e *equivocator) Publish(ctx context.Context, c *commit.Commitment) error {
	if err := e.feed.Publish(ctx, c); err != nil || c.Step != e.step {
		return err
	}
	two := *c
	two.Root[31] ^= 1
	if err := two.Sign(e.cfg.Wallet.Domain(), e.cfg.Wallet.Account().Key); err != nil {
		return err
	}
	return e.feed.Publish(ctx, &two)
}

// Flush implements solver.Publisher.
func (e *equivocator) Flush(ctx context.Context) error { return e.feed.Flush(ctx) }

// PutState implements solver.Publisher.
func (e *equivocator) PutState(ctx context.Context, name string, r io.Reader) error {
	return e.feed.PutState(ctx, name, r)
}

// Announce implements solver.Publisher.
func (e *equivocator) Announce(ctx context.Context, c *commit.Checkpoint) error {
	return e.feed.Announce(ctx, c)
}
