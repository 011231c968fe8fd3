package verifier

import (
	"context"
	"sync"
	"time"

	"refute/checkpoint"
	"refute/checkpoint/feed"
	"refute/checkpoint/replay"
	"refute/contracts/chain"
)

// view is what the verifier holds about the anchors that stand. When one of them falls a new view begins.
type view struct {
	attempt    chain.Attempt // the latest
	patience   uint64        // seconds of the chain that published roots are waited for after their anchor
	anchors    []chain.Anchor
	audited    []bool
	faulty     bool // a game was opened, or would be:
	faultyFrom checkpoint.Epoch
	run        *replay.Run

	mu    sync.Mutex
	roots map[uint32]checkpoint.Root // state roots under anchors: published ones that give the anchor, or computed ones that do
}

// root returns a root that is known to be under an anchor that stands.
func (w *view) root(step uint32) (checkpoint.Root, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, ok := w.roots[step]
	return r, ok
}

func (w *view) know(first uint32, roots []checkpoint.Root) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, r := range roots {
		w.roots[first+uint32(i)] = r
	}
}

// refresh brings the view, the ledger and the archive up to date.
func (v *Verifier) refresh(ctx context.Context, on *chain.Job) error {
	latest, err := v.client.Attempt(ctx, v.cfg.ID, on.Attempt)
	if err != nil {
		return err
	}
	if v.mirror != nil {
		for n := uint32(1); n <= on.Attempt; n++ {
			a, err := v.client.Attempt(ctx, v.cfg.ID, n)
			if err != nil {
				return err
			}
			first, _ := v.epochs.Range(a.First)
			v.mirror.Know(feed.Attempt{Number: n, Solver: a.Solver, First: first})
		}
		if err := v.mirror.CatchUp(ctx); err != nil {
			return err
		}
	}
	w := v.view
	stands := w != nil && int(on.Anchors) >= len(w.anchors)
	if stands && len(w.anchors) > 0 {
		// Anchors name the ones before them: if the last stands, all do.
		last, err := v.client.Anchor(ctx, v.cfg.ID, checkpoint.Epoch(len(w.anchors)-1))
		if err != nil {
			return err
		}
		stands = last == w.anchors[len(w.anchors)-1]
	}
	if !stands {
		w = &view{roots: map[uint32]checkpoint.Root{}}
		w.run = &replay.Run{Job: v.job, Executors: replay.NewExecutors(v.job, v.cfg.Executor), Sources: []replay.Source{v.store}, Root: w.root}
		if v.mirror != nil {
			w.run.Sources = append(w.run.Sources, v.mirror.Archive)
		}
		if err := v.carryOver(ctx, w, on); err != nil {
			return err
		}
		v.view, v.refused = w, map[checkpoint.Epoch]int{}
	}
	w.attempt = *latest
	// Never so long that the challenge would come too late: computing and checking must fit into what is left of the window.
	w.patience = min(uint64(v.cfg.Patience/time.Second), uint64(on.Window)/4)
	for e := len(w.anchors); e < int(on.Anchors); e++ {
		a, err := v.client.Anchor(ctx, v.cfg.ID, checkpoint.Epoch(e))
		if err != nil {
			return err
		}
		w.anchors, w.audited = append(w.anchors, a), append(w.audited, false)
	}
	return nil
}

// carryOver takes from the view before what stands: those anchors need no second audit. The states that its run has in memory may be of
// epochs that fell.
func (v *Verifier) carryOver(ctx context.Context, w *view, on *chain.Job) error {
	old := v.view
	if old == nil {
		return nil
	}
	for e := range min(len(old.anchors), int(on.Anchors)) {
		a, err := v.client.Anchor(ctx, v.cfg.ID, checkpoint.Epoch(e))
		if err != nil {
			return err
		}
		if a != old.anchors[e] {
			return nil
		}
		w.anchors, w.audited = append(w.anchors, a), append(w.audited, old.audited[e])
		first, last := v.epochs.Range(checkpoint.Epoch(e))
		for t := uint64(first); t <= uint64(last); t++ {
			if r, ok := old.root(uint32(t)); ok {
				w.know(uint32(t), []checkpoint.Root{r})
			}
		}
	}
	return nil
}
