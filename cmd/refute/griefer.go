package main

import (
	"context"
	"fmt"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/replay"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/dispute/truth"
	"refute/trainer/program"
)

// griefer challenges a step that is right: it goes straight to one element of one kernel and hopes that the solver does not answer.
// It has nothing to show, since everything there is as the definition has it.
type griefer struct {
	truth   *truth.Local
	step    uint32
	kernel  uint32
	element uint64
}

// Next implements dispute.Strategy: all that can be done at once, as an honest challenger would.
func (p *griefer) Next(ctx context.Context, g *bisect.Game) ([]bisect.Action, error) {
	if g.Phase == bisect.History {
		// Finding a step is the same for everybody.
		return bisect.Doubter{Truth: p.truth, Target: &p.step}.Next(ctx, g)
	}
	var move []bisect.Action
	for sim := g.Clone(); sim.Phase != bisect.Done; {
		a, err := p.next(ctx, sim)
		if err != nil || a == nil {
			return move, err
		}
		if err := sim.Move(bisect.Challenger, a); err != nil {
			return nil, fmt.Errorf("griefer: %w", err)
		}
		move = append(move, a)
	}
	return move, nil
}

func (p *griefer) next(ctx context.Context, g *bisect.Game) (bisect.Action, error) {
	switch g.Phase {
	case bisect.Outputs:
		if g.Height == 0 {
			section, proof, err := p.truth.Section(ctx, g.Step, p.kernel+1)
			return bisect.OpenKernel{Section: section, Proof: proof}, err
		}
		n, err := p.truth.Trace(ctx, g.Step)
		return down(g, n, err, uint64(p.kernel))
	case bisect.Tensor:
		leaf, _ := checkpoint.LeafOf(g.Op.Type, p.element)
		if g.Height == 0 {
			b, err := p.truth.Leaf(ctx, g.Step, g.Kernel, leaf)
			if err != nil {
				return nil, err
			}
			return bisect.Element{Index: int64(p.element), Data: b[:]}, nil
		}
		n, err := p.truth.Output(ctx, g.Step, g.Kernel)
		return down(g, n, err, leaf)
	case bisect.Sums:
		if g.Claimed {
			return bisect.Pick{Part: 0, Values: g.Values}, nil
		}
	}
	return nil, nil
}

// down goes to a leaf of a tree at once.
func down(g *bisect.Game, n bisect.Nodes, err error, leaf uint64) (bisect.Action, error) {
	if err != nil {
		return nil, err
	}
	hash, err := n.Node(0, leaf)
	if err != nil {
		return nil, err
	}
	proof := make([]bisect.Root, g.Height)
	for h := range proof {
		if proof[h], err = n.Node(h, leaf>>h^1); err != nil {
			return nil, err
		}
	}
	return bisect.Descend{Index: leaf, Height: 0, Hash: hash, Proof: proof}, nil
}

// grief disputes a step that is right: an element of the kernel with the longest sums.
func (d *demo) grief(ctx context.Context, id chain.JobID, e checkpoint.Epoch) error {
	wallet := d.stage.wallets[troublemaker]
	table, err := dispute.NewTable(ctx, d.stage.client, id, d.job)
	if err != nil {
		return err
	}
	rng := d.rng("griefer's place")
	first, last := d.spec.Epochs().Range(e)
	step := first + rng.Uint32N(last-first+1)
	p := d.job.ProgramOf(step)
	kernel := longestSum(p)
	run := &replay.Run{Job: d.job, Executors: replay.NewExecutors(d.job, newCPU)}
	g := &griefer{truth: &truth.Local{Job: d.job, States: run, Executor: newCPU}, step: step, kernel: uint32(kernel), element: rng.Uint64N(uint64(p.Kernels[kernel].Count()))}
	a, err := d.stage.client.Anchor(ctx, id, e)
	if err != nil {
		return err
	}
	on, err := d.stage.client.Job(ctx, id)
	if err != nil {
		return err
	}
	report := chain.Report(step, checkpoint.Root{1}, wallet.Address(), [32]byte{})
	game, _, err := wallet.Open(ctx, id, e, a.Root, report, false, on.ChallengeBond)
	if err != nil {
		return fmt.Errorf("griefer: %w", err)
	}
	d.begin(game)
	defer d.end(game)
	d.console.say("  the griefer challenges epoch %d: dispute %s", e, game.Short())
	player := &dispute.Player{Table: table, Wallet: wallet, Side: bisect.Challenger, Strategy: g, Poll: demoPoll}
	_, err = player.Play(ctx, game)
	return err
}

// longestSum returns the kernel with the most terms.
func longestSum(p *program.Program) int {
	best := 0
	for i := range p.Kernels {
		if p.Kernels[i].Terms() > p.Kernels[best].Terms() {
			best = i
		}
	}
	return best
}
