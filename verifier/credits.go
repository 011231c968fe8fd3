package verifier

import (
	"context"
	"fmt"

	"refute/contracts/bindings"
	"refute/contracts/chain"
)

// Credit is money that the contract owes, and why.
type Credit struct {
	Reason string
	Amount chain.Wei
}

// collect explains what was credited, from the logs, and withdraws it.
func (v *Verifier) collect(ctx context.Context) error {
	f := v.client.Follow(v.cfg.FromBlock)
	var list []Credit
	for {
		b, err := f.Next(ctx)
		if err != nil {
			return err
		}
		if b.Undone {
			list = nil
			f = v.client.Follow(v.cfg.FromBlock)
			continue
		}
		for i := range b.Logs {
			e, err := v.client.DecodeEvent(&b.Logs[i])
			c, ok := e.(*bindings.JobsCredited)
			if err != nil || !ok || c.Account != v.wallet.Address() || chain.JobID(c.Job) != v.cfg.ID {
				continue
			}
			w, err := chain.WeiFromBig(c.Amount)
			if err != nil {
				return err
			}
			list = append(list, Credit{chain.Reason(c.Reason), w})
		}
		if !b.More {
			break
		}
	}
	v.report.Credits = list
	credits, err := v.client.Credits(ctx, v.wallet.Address())
	if err != nil || credits.IsZero() {
		return err
	}
	if _, err := v.wallet.Withdraw(ctx); err != nil && !chain.IsRevert(err, "NothingToDo") {
		return fmt.Errorf("verifier: collect the credits: %w", err)
	}
	v.report.Withdrawn = credits
	return nil
}
