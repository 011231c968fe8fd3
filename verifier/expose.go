package verifier

import (
	"context"

	"github.com/ethereum/go-ethereum/core/types"

	"refute/checkpoint"
	"refute/contracts/chain"
)

// expose shows, in one transaction, that the solver of the latest attempt signed two roots for one step.
func (v *Verifier) expose(ctx context.Context) error {
	if v.mirror == nil || v.view.attempt.Slashed || v.view.attempt.Settled {
		return nil
	}
	for _, e := range v.mirror.Ledger.Equivocation() {
		if e.Attempt != v.view.attempt.Number {
			continue
		}
		defer v.busy()()
		r, err := v.wallet.Equivocate(ctx, v.cfg.ID, e.Step, e.One.Root, e.One.Sig, e.Two.Root, e.Two.Sig)
		return v.exposed(e.Step, r, err)
	}
	return nil
}

// exposeLeaf shows a signature that differs from the leaf that the solver anchored: own is the verifier's own run, which gives the
// anchor.
func (v *Verifier) exposeLeaf(ctx context.Context, e checkpoint.Epoch, signed, own []checkpoint.Root) error {
	w := v.view
	i, differ := checkpoint.FirstDifference(signed, own)
	if !differ || w.anchors[e].Attempt != w.attempt.Number || w.attempt.Slashed {
		return nil
	}
	tree, err := checkpoint.EpochTree(v.epochs, e, own)
	if err != nil {
		return err
	}
	proof, err := tree.Proof(uint64(i))
	if err != nil {
		return err
	}
	step := v.firstOf(e) + uint32(i)
	s, ok := v.mirror.Ledger.Root(w.attempt.Number, step)
	if !ok {
		return nil
	}
	r, err := v.wallet.EquivocateAnchor(ctx, v.cfg.ID, step, s.Root, s.Sig, own[i], proof)
	return v.exposed(step, r, err)
}

func (v *Verifier) exposed(step uint32, r *types.Receipt, err error) error {
	if chain.IsRevert(err, "NotEligible", "WrongPhase", "WrongStep") {
		return nil // somebody was faster
	}
	if err != nil {
		return err
	}
	v.view.attempt.Slashed = true
	v.observe(Exposed{step, r.GasUsed})
	return nil
}
