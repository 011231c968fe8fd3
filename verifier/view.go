package verifier

import (
	"context"
	"fmt"
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
		if err := v.catchUp(ctx); err != nil {
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
		w.run = &replay.Run{Job: v.job, Executors: replay.NewExecutors(v.job, v.cfg.Executor), Walker: v.walker, Sources: []replay.Source{v.store}, Root: w.root}
		if v.mirror != nil {
			w.run.Sources = append(w.run.Sources, v.mirror.Archive)
		}
		if err := v.carryOver(ctx, w, on); err != nil {
			return err
		}
		v.view, v.retry, v.missed = w, map[checkpoint.Epoch]retry{}, map[checkpoint.Epoch]bool{}
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

// feedPatience is how long the feed is read at once. It is only a help: anybody may flood it, and whoever runs its server may let it stand still. What
// was not published by then is waited for as long as [Config.Patience] says, and then computed.
const feedPatience = 5 * time.Second

// catchUp reads what the feed has. The error is that of ctx.
func (v *Verifier) catchUp(ctx context.Context) error {
	if time.Now().Before(v.unfedUntil) {
		return nil
	}
	start := time.Now()
	once, cancel := context.WithTimeout(ctx, feedPatience)
	defer cancel()
	err := v.mirror.CatchUp(once)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		v.unfed = ""
		return nil
	}
	v.unfedUntil = time.Now().Add(4 * time.Since(start)) // chain and audits come first
	if said := err.Error(); said != v.unfed {
		v.unfed = said
		v.observe(Troubled{fmt.Errorf("verifier: the feed is behind: %w", err)})
	}
	return nil
}

// openedAgain is a game that was lost, or that a reorganisation of the chain has undone.
type openedAgain struct {
	epoch  checkpoint.Epoch
	anchor checkpoint.Root
	undone bool
}

// reopen goes back to the epochs that were not audited because a game was on about one before them.
func (v *Verifier) reopen() {
	v.mu.Lock()
	list := v.open
	v.open = nil
	v.mu.Unlock()
	w := v.view
	for _, o := range list {
		if int(o.epoch) >= len(w.anchors) || w.anchors[o.epoch].Root != o.anchor {
			continue // it fell
		}
		w.faulty = false
		for e := int(o.epoch); e < len(w.audited); e++ {
			if o.undone || e > int(o.epoch) {
				w.audited[e] = false
			}
		}
	}
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
