package court

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"refute/bisect"
	"refute/checkpoint"
	"refute/contracts"
	"refute/contracts/chain"
	"refute/sim/court/board"
)

// knowledge is what a challenger knows when it opens a game, sealed in its report and shown for a share.
type knowledge struct {
	salt  [32]byte
	blind bool // it has not looked, and guesses
}

// report returns the seal: the wrong step and the challenger's own root; or, to whom nothing was published, its own anchor.
func (k knowledge) report(p *Play, who common.Address) (common.Hash, error) {
	switch {
	case k.byAnchor(p):
		anchor, _, err := nodeOf(p.Case.Own, 1, depth, 0)
		return chain.Report(chain.AnyStep, anchor, who, k.salt), err
	}
	root, err := k.root(p.Case)
	return chain.Report(k.step(p.Case), root, who, k.salt), err
}

// step returns the step that the report names. A guess is of the step's neighbour: good enough for a game that ends before the step is named, when any
// step below the node will do, and wrong otherwise. Where nothing is wrong the challenger chooses the step.
func (k knowledge) step(c *board.Case) uint32 {
	if k.blind && c.Wrong {
		return (c.Place.Step - 1) ^ 1 + 1
	}
	return c.Place.Step
}

// byAnchor reports whether the challenger knows its own run alone.
func (k knowledge) byAnchor(p *Play) bool { return p.Path.Withheld && p.Case.Wrong && !k.blind }

// root returns the state root that the challenger computed for the case's step; one who errs has some other than the solver's.
func (k knowledge) root(c *board.Case) (bisect.Root, error) {
	if !c.Wrong || k.blind {
		return bisect.Root{1}, nil
	}
	t, err := c.OnTheirs.State(context.Background(), c.Place.Step)
	if err != nil {
		return bisect.Root{}, err
	}
	return t.Node(checkpoint.Depth(uint64(c.Claim.Spec.States)), 0)
}

// claim shows the report of a game that is over, and reports whether it counts.
func (k knowledge) claim(c *Contracts, t *Trial) (bool, error) {
	var err error
	if k.byAnchor(t.Play) {
		err = k.showAnchor(c, t)
	} else {
		var root bisect.Root
		if root, err = k.root(t.Case); err != nil {
			return false, err
		}
		_, err = c.ClaimShare(clientOf, t.ID, k.step(t.Case), root, k.salt)
	}
	if contracts.Refused(err, "NotEligible") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("court: claim: %w", err)
	}
	return true, nil
}

// depth is that of the board's epoch.
var depth = checkpoint.Depth(board.Steps)

func (k knowledge) showAnchor(c *Contracts, t *Trial) error {
	own, g := t.Case.Own, t.Game
	anchor, _, err := nodeOf(own, 1, depth, 0)
	if err != nil {
		return err
	}
	height, index := 0, uint64(0)
	var before []bisect.Root
	if t.Named == 0 {
		height, index = g.Height, g.Index
	} else if index = uint64(g.Step - 1); index > 0 {
		if _, before, err = nodeOf(own, 1, 0, index-1); err != nil {
			return err
		}
	}
	root, proof, err := nodeOf(own, 1, height, index)
	if err != nil {
		return err
	}
	_, err = c.ClaimShareByAnchor(clientOf, t.ID, anchor, k.salt, root, proof, before)
	return err
}

// nodeOf returns a node of an epoch's tree and its proof.
func nodeOf(truth bisect.Truth, e checkpoint.Epoch, height int, index uint64) (bisect.Root, []bisect.Root, error) {
	t, err := truth.History(context.Background(), e)
	if err != nil {
		return bisect.Root{}, nil, err
	}
	node, err := t.Node(height, index)
	if err != nil {
		return bisect.Root{}, nil, err
	}
	var proof []bisect.Root
	for h := height; h < depth; h++ {
		sibling, err := t.Node(h, index>>(h-height)^1)
		if err != nil {
			return bisect.Root{}, nil, err
		}
		proof = append(proof, sibling)
	}
	return node, proof, nil
}
