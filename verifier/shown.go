package verifier

import (
	"context"
	"errors"
	"time"

	"refute/bisect"
	"refute/checkpoint"
)

// maxSilence is the longest that a game's openings are waited for off chain in all; at most a quarter of the job's extension. Anybody may stand between the
// two sides, the solver itself may keep silent, and the challenger's clock runs: what is not shown is asked for on chain.
const maxSilence = 10 * time.Second

var errSilent = errors.New("verifier: openings are not waited for any longer")

// shown asks for openings as long as there is patience.
type shown struct {
	bisect.Published
	left time.Duration
}

func newShown(p bisect.Published, extension uint32) *shown {
	return &shown{p, min(maxSilence, time.Duration(extension)*time.Second/4)}
}

func (s *shown) ask(ctx context.Context, f func(context.Context) error) error {
	if s.left <= 0 {
		return errSilent
	}
	once, cancel := context.WithTimeout(ctx, s.left)
	defer cancel()
	start := time.Now()
	err := f(once)
	s.left -= time.Since(start)
	return err
}

// Children implements bisect.Published.
func (s *shown) Children(ctx context.Context, at bisect.Spot, levels int) (out []checkpoint.Root, err error) {
	err = s.ask(ctx, func(ctx context.Context) (err error) { out, err = s.Published.Children(ctx, at, levels); return err })
	return out, err
}

// Leaf implements bisect.Published.
func (s *shown) Leaf(ctx context.Context, at bisect.Spot) (out []byte, err error) {
	err = s.ask(ctx, func(ctx context.Context) (err error) { out, err = s.Published.Leaf(ctx, at); return err })
	return out, err
}
