package dispute

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/core/types"

	"refute/bisect"
	"refute/checkpoint"
	"refute/contracts/chain"
	"refute/dispute/truth"
)

// Challenge is a game that was opened on a checked case. What it holds is needed for the share; it is small enough for a log of intents.
type Challenge struct {
	Game   chain.GameID
	Step   uint32
	Own    checkpoint.Root
	Salt   [32]byte
	Asking bool
}

// Open checks a case and opens a game on it, with the challenger's bond of the job's terms. The salt hides the report until the challenger shows it
// for its share: it must be drawn at random, and kept.
func (c *Case) Open(ctx context.Context, w *chain.Wallet, salt [32]byte) (*Challenge, *types.Receipt, error) {
	f, err := c.Check(ctx)
	if err != nil {
		return nil, nil, err
	}
	j, err := c.Table.Client.Job(ctx, c.Table.ID)
	if err != nil {
		return nil, nil, err
	}
	out := &Challenge{Step: f.Step, Own: f.Own, Salt: salt, Asking: c.Step == nil}
	report := chain.Report(f.Step, f.Own, w.Address(), salt)
	var r *types.Receipt
	out.Game, r, err = w.Open(ctx, c.Table.ID, c.Epoch, f.Anchor, report, out.Asking, j.ChallengeBond)
	if err != nil {
		return nil, r, fmt.Errorf("dispute: open: %w", err)
	}
	return out, r, nil
}

// Strategy returns the honest challenger's strategy for the case. Published is what the solver shows off chain; it may be nil.
func (c *Case) Strategy(p bisect.Published) bisect.Doubter {
	return bisect.Doubter{
		Truth:  &truth.Local{Job: c.Table.Job, States: c.States, Executor: c.Executors[0]},
		Target: c.Step, Published: p,
	}
}

// Defence returns the honest defender's strategy: it answers from the run that it committed to.
func Defence(t *Table, states truth.States, x truth.NewExecutor) bisect.Honest {
	return bisect.Honest{Truth: &truth.Local{Job: t.Job, States: states, Executor: x, Committed: true}}
}

// ClaimShare shows the report of a won game, so that the challenger takes part in the slashed bond.
func (c *Challenge) ClaimShare(ctx context.Context, w *chain.Wallet) (*types.Receipt, error) {
	return w.ClaimShare(ctx, c.Game, c.Step, c.Own, c.Salt)
}
