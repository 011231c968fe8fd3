// Package verifier is who checks: it follows a job's anchors and its feed, re-executes the steps that it samples, or all, and challenges
// what is wrong.
//
// It believes nothing that it cannot hash. An audit counts only after the epoch's anchor was rebuilt from the published roots. Its sample is drawn
// from a secret of its own and the anchor, so that the solver was bound before it could know. Where nothing, or something else, was published,
// it computes the whole epoch and compares its own anchor. It risks its bond only after two executors, and the referee contract,
// agreed that the solver is wrong (package dispute).
//
//	anchor on chain ─▶ published roots give it? ─yes─▶ sample ─▶ S_{t-1} from the nearest checkpoint ─▶ step t ─▶ root = published?
//	                           │no                                                                                  │no
//	                           └─▶ compute the epoch ─▶ own anchor = theirs? ──no──▶ challenge, withheld     challenge at t
package verifier

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/feed"
	"refute/checkpoint/job"
	"refute/checkpoint/replay"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/dispute/truth"
	"refute/trainer"
)

// Defaults of a Config.
const (
	// DefaultPoll is the pause between two looks at the chain.
	DefaultPoll = 500 * time.Millisecond
	// DefaultPatience is how long, by the chain's clock, published roots are waited for after their anchor; at most a quarter of the window in any
	// case.
	DefaultPatience = 30 * time.Second
)

// Config says what a verifier checks, and with what.
type Config struct {
	Job    *job.Job
	ID     chain.JobID
	Wallet *chain.Wallet // pays the bonds
	Dir    string        // of what must survive a crash: challenges, and its own checkpoints
	// Executor makes the executors; Second makes independent ones, asked before a bond is risked. A nil Second is truth.Second: the definition, or
	// samples of it where it would take too long.
	Executor, Second trainer.NewExecutor
	// Runner, if not nil, makes what goes from state to state in audits, in Executor's place: on a card then nothing but roots leaves the card. What looks
	// into a step is Executor.
	Runner trainer.NewRunner
	// Feed is the job's feed; nil: everything is computed.
	Feed *feed.Feed
	// Rate is the part of the steps that is audited, above 0 and at most 1. At 1 the verifier cannot miss a wrong step.
	Rate float64
	// Secret makes the sample private; it must be drawn at random and kept. It also makes the salts of reports.
	Secret [32]byte
	// FromBlock is a block not after the job's creation.
	FromBlock uint64
	Poll      time.Duration // 0 means DefaultPoll
	Patience  time.Duration // 0 means DefaultPatience
	// Busy, if not nil, is called when the verifier begins to work, and what it returns when it waits again; see devchain.Pace.
	Busy func() (done func())
	// Observe, if not nil, is told what happens. It is called by several goroutines, one at a time.
	Observe func(Event)
}

// Event is one of Audit, Missed, Refused, Opened, Moved, Troubled, Decided, Exposed, Shared.
type Event any

// Fault is a step that is wrong.
type Fault struct {
	Step    uint32          // the wrong one; the epoch's first if nothing was published
	Claimed checkpoint.Root // the published root; the anchor if nothing was published
	Own     checkpoint.Root // what was computed
}

// Audit is what came of one epoch.
type Audit struct {
	Attempt   uint32
	Epoch     checkpoint.Epoch
	Anchor    checkpoint.Root
	Published bool     // the published roots gave the anchor; otherwise all of the epoch was computed
	Sampled   []uint32 // steps that were drawn; nil if not published
	Executed  uint64   // steps that were executed, those on the way from a checkpoint included
	Seconds   float64
	Fault     *Fault // nil: nothing wrong was found
}

// Refused says that no bond was risked on a fault, and why; Err is a *dispute.BadDataError if the local data were in doubt.
type Refused struct {
	Epoch checkpoint.Epoch
	Err   error
}

// Missed says that an epoch's window was over before it was audited.
type Missed struct{ Epoch checkpoint.Epoch }

// Opened says that a game was opened.
type Opened struct {
	Challenge *dispute.Challenge
	Epoch     checkpoint.Epoch
}

// Moved says that this verifier made a move.
type Moved struct {
	Game    chain.GameID
	Before  *bisect.Game // the position before it
	Actions []bisect.Action
}

// Troubled says that something cannot be done at the moment, or at all; it is tried again.
type Troubled struct{ Err error }

// Decided says that a game is over.
type Decided struct{ Game *chain.Game }

// Exposed says that the solver was shown to have signed two roots for one step, in one transaction.
type Exposed struct {
	Step uint32
	Gas  uint64
}

// Shared says that a share of the slashed bond was credited for a won game.
type Shared struct{ Game chain.GameID }

// Report is what a verifier did.
type Report struct {
	Audits  []Audit
	Games   []*chain.Game
	Exposed []Exposed
	Refused []Refused
	Missed  []checkpoint.Epoch
	// Messages says what came of the feed's messages.
	Messages feed.Counts
	// Credits are all credits that the contract gave this account, by reason.
	Credits []Credit
	// Withdrawn is what was collected.
	Withdrawn chain.Wei
}

// Steps returns how many steps were executed in audits.
func (r *Report) Steps() uint64 {
	n := uint64(0)
	for _, a := range r.Audits {
		n += a.Executed
	}
	return n
}

// Verifier checks one job. It is made for one Run.
type Verifier struct {
	cfg    Config
	job    *job.Job
	spec   *job.Spec
	epochs checkpoint.Epochs
	wallet *chain.Wallet
	client *chain.Client
	table  *dispute.Table
	// extension of the job, in seconds.
	extension uint32
	store     *checkpoint.Store
	mirror    *feed.Mirror
	walker    *replay.Walker // nil without a Runner

	// What follows is of the loop's goroutine.
	view       *view
	unfed      string                     // what was said last about the feed's failure
	unfedUntil time.Time                  // the feed is not read before
	retry      map[checkpoint.Epoch]retry // challenges that were refused, by epoch of the view
	missed     map[checkpoint.Epoch]bool  // epochs of the view whose window was over before they could be audited

	games     sync.WaitGroup
	mu        sync.Mutex
	playing   map[chain.GameID]bool
	open      []openedAgain // games that were lost or undone since the loop looked
	observing sync.Mutex    // also guards report
	report    Report
}

// New checks the configuration. Nothing is sent.
func New(cfg Config) (*Verifier, error) {
	switch {
	case cfg.Job == nil || cfg.Wallet == nil || cfg.Executor == nil:
		return nil, errors.New("verifier: job, wallet and executor must be given")
	case cfg.Dir == "":
		return nil, errors.New("verifier: a directory must be given: what a challenge needs must survive a crash")
	case !(cfg.Rate > 0 && cfg.Rate <= 1):
		return nil, fmt.Errorf("verifier: rate %v: allowed is above 0 to 1", cfg.Rate)
	case cfg.Secret == [32]byte{}:
		return nil, errors.New("verifier: a secret must be given: a sample that the solver can compute is worthless")
	}
	if cfg.Second == nil {
		cfg.Second = truth.Second(cfg.Executor, binary.BigEndian.Uint64(cfg.Secret[:]))
	}
	if cfg.Poll <= 0 {
		cfg.Poll = DefaultPoll
	}
	if cfg.Patience <= 0 {
		cfg.Patience = DefaultPatience
	}
	return &Verifier{cfg: cfg, job: cfg.Job, wallet: cfg.Wallet, client: cfg.Wallet.Client}, nil
}

// Run checks the job until it is over and everything is collected, or ctx ends. The report is there in either case.
func (v *Verifier) Run(ctx context.Context) (*Report, error) {
	on, err := v.client.Job(ctx, v.cfg.ID)
	if err != nil {
		return nil, err
	}
	if v.table, err = dispute.NewTable(ctx, v.client, v.cfg.ID, v.job); err != nil {
		return nil, fmt.Errorf("verifier: %w", err)
	}
	v.extension = on.Extension
	v.spec, v.epochs = v.table.Spec, v.table.Spec.Epochs()
	format := checkpoint.Format{Spec: checkpoint.Root(on.Spec), Decls: checkpoint.Decls(v.job.Programs[0])}
	if err := os.MkdirAll(v.cfg.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("verifier: %w", err)
	}
	if v.store, err = checkpoint.OpenStore(filepath.Join(v.cfg.Dir, "checkpoints"), format); err != nil {
		return nil, fmt.Errorf("verifier: %w", err)
	}
	if v.cfg.Feed != nil {
		d := v.client.Domain()
		v.mirror = feed.NewMirror(v.cfg.Feed, feed.NewLedger(d, v.cfg.ID, v.job.Steps), feed.NewArchive(v.cfg.Feed, d, format))
		defer v.mirror.Close()
	}
	if v.cfg.Runner != nil {
		if v.walker, err = replay.NewWalker(v.job, v.cfg.Runner); err != nil {
			return nil, fmt.Errorf("verifier: runner: %w", err)
		}
		defer v.walker.Close()
	}
	playing, stop := context.WithCancel(ctx)
	err = v.loop(playing)
	if err != nil {
		stop()
	}
	v.games.Wait()
	stop()
	for err == nil {
		if err = v.collect(ctx); err == nil || ctx.Err() != nil || chain.IsRevert(err) {
			break
		}
		v.observe(Troubled{err})
		err = pause(ctx, time.Second)
	}
	if v.mirror != nil {
		v.report.Messages = v.mirror.Ledger.Counts()
	}
	return &v.report, err
}

func (v *Verifier) loop(ctx context.Context) error {
	if err := v.resume(ctx); err != nil {
		return err
	}
	said := ""
	for {
		over, err := v.look(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if err.Error() != said {
				said = err.Error()
				v.observe(Troubled{err})
			}
		} else if over {
			return nil
		}
		if err := pause(ctx, v.cfg.Poll); err != nil {
			return err
		}
	}
}

// look reads chain and feed once, and does what follows. It reports whether the job is over.
func (v *Verifier) look(ctx context.Context) (bool, error) {
	on, err := v.client.Job(ctx, v.cfg.ID)
	if err != nil {
		return false, err
	}
	if on.Phase.Over() {
		return true, nil
	}
	if on.Attempt == 0 {
		return false, nil
	}
	v.reopen()
	if err := v.refresh(ctx, on); err != nil {
		return false, err
	}
	// Neither what cannot be exposed, nor an epoch that cannot be audited at the moment, may keep the others from being audited.
	all := v.expose(ctx)
	head, err := v.client.Head(ctx)
	if err != nil {
		return false, err
	}
	for i, a := range v.view.anchors {
		e := checkpoint.Epoch(i)
		if v.view.faulty && e >= v.view.faultyFrom {
			break
		}
		if v.view.audited[e] && !v.retryNow(e) {
			continue
		}
		if head.Time > a.PostedAt+uint64(on.Window) {
			v.miss(e)
			continue
		}
		done, err := v.audit(ctx, e)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err != nil {
			all = errors.Join(all, err)
		}
		if !done && err == nil {
			break // the roots of those after it come later
		}
	}
	return false, all
}

// miss passes over an epoch whose window was over before it was audited: nobody can challenge it any more. What was published of it is the ground of
// those after it.
func (v *Verifier) miss(e checkpoint.Epoch) {
	w := v.view
	first, last := v.epochs.Range(e)
	if signed, ok := v.signed(w.anchors[e].Attempt, first, last); ok {
		if got, err := checkpoint.Anchor(v.epochs, e, signed); err == nil && got == w.anchors[e].Root {
			w.know(first, signed)
			w.audited[e] = true
		}
	}
	if !v.missed[e] {
		v.missed[e] = true
		delete(v.retry, e)
		v.observe(Missed{e})
	}
}

// retry is when a challenge that was refused is tried again.
type retry struct {
	at    time.Time
	times int
}

// maxRetry is the longest pause between two attempts at a challenge.
const maxRetry = time.Minute

// refuse notes that a challenge was refused. It is tried again while the window is open: a node that fails looks like bad data.
func (v *Verifier) refuse(e checkpoint.Epoch, data bool) {
	r := v.retry[e]
	if data {
		r.times++
	}
	r.at = time.Now().Add(min(v.cfg.Poll<<min(r.times, 20), maxRetry))
	v.retry[e] = r
}

func (v *Verifier) retryNow(e checkpoint.Epoch) bool {
	r, ok := v.retry[e]
	return ok && !time.Now().Before(r.at)
}

func (v *Verifier) observe(e Event) {
	v.observing.Lock()
	defer v.observing.Unlock()
	switch e := e.(type) {
	case Audit:
		v.report.Audits = append(v.report.Audits, e)
	case Refused:
		v.report.Refused = append(v.report.Refused, e)
	case Decided:
		v.report.Games = append(v.report.Games, e.Game)
	case Missed:
		v.report.Missed = append(v.report.Missed, e.Epoch)
	case Exposed:
		v.report.Exposed = append(v.report.Exposed, e)
	}
	if v.cfg.Observe != nil {
		v.cfg.Observe(e)
	}
}

func (v *Verifier) busy() func() {
	if v.cfg.Busy == nil {
		return func() {}
	}
	return v.cfg.Busy()
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
