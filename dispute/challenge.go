package dispute

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/core/types"

	"refute/bisect"
	"refute/checkpoint"
	"refute/contracts/chain"
	"refute/dispute/truth"
	"refute/trainer"
)

// Challenge is a game that was opened on a checked case. What it holds is needed for the share; it is small enough for a log of intents.
type Challenge struct {
	Game   chain.GameID
	Step   uint32          // that the report named; chain.AnyStep if nothing was published
	Own    checkpoint.Root // the challenger's own root of the step; its own anchor if Step is chain.AnyStep
	Salt   [32]byte
	Asking bool
}

// Report returns what the report of a finding says: the step and the challenger's own root.
func (c *Case) Report(f *Finding) (step uint32, own checkpoint.Root) {
	if c.Step == nil {
		return chain.AnyStep, f.Own
	}
	return f.Step, f.Own
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
	out := &Challenge{Salt: salt, Asking: c.Step == nil}
	out.Step, out.Own = c.Report(f)
	report := chain.Report(out.Step, out.Own, w.Address(), salt)
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
		Truth:  &truth.Local{Job: c.Table.Job, States: c.States, Executors: c.executors(0)},
		Target: c.Step, Published: p,
	}
}

// Defence returns the honest defender's strategy: it answers from the run that it committed to.
func Defence(t *Table, states truth.States, x trainer.NewExecutor) bisect.Honest {
	return bisect.Honest{Truth: &truth.Local{Job: t.Job, States: states, Executor: x, Committed: true}}
}

// ClaimShare shows the report of a won game, so that the challenger takes part in the slashed bond.
func (c *Case) ClaimShare(ctx context.Context, w *chain.Wallet, ch *Challenge) (*types.Receipt, error) {
	if ch.Step != chain.AnyStep {
		return w.ClaimShare(ctx, ch.Game, ch.Step, ch.Own, ch.Salt)
	}
	g, err := w.Game(ctx, ch.Game)
	if err != nil {
		return nil, err
	}
	epochs := c.Table.Spec.Epochs()
	first, last := epochs.Range(c.Epoch)
	roots, err := c.States.Roots(ctx, first, last)
	if err != nil {
		return nil, fmt.Errorf("dispute: own roots of epoch %d: %w", c.Epoch, err)
	}
	tree, err := checkpoint.EpochTree(epochs, c.Epoch, roots)
	if err != nil {
		return nil, err
	}
	if tree.Root() != ch.Own {
		return nil, fmt.Errorf("dispute: epoch %d is computed as %s now, and was as %s when the game was opened", c.Epoch, tree.Root(), ch.Own)
	}
	height, index := int(g.Record.Height), g.Record.Index
	var before []checkpoint.Root
	if g.StepNamed {
		height, index = 0, uint64(g.Step-first)
		if index > 0 {
			if before, err = tree.Proof(index - 1); err != nil {
				return nil, err
			}
		}
	}
	root, err := tree.Node(height, index)
	if err != nil {
		return nil, err
	}
	proof, err := tree.ProofBetween(height, index, tree.Depth())
	if err != nil {
		return nil, err
	}
	return w.ClaimShareByAnchor(ctx, ch.Game, ch.Own, ch.Salt, root, proof, before)
}
