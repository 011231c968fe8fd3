// Package solver is who trains: it takes a job with a bond, computes every step, signs and publishes the state root after each, keeps
// checkpoints, anchors each epoch in time, defends what it anchored, answers who demands leaves, and collects its pay.
//
// The chain is the truth. What lies in the solver's directory is a log of what it signed, which it never contradicts, and
// checkpoints, which it can do without: a solver that is stopped at any moment and run again goes on where it was.
//
//	S_{t-1} ──executor──▶ S_t ──root──▶ log (durable) ──▶ signed commitment ──▶ feed
//	                       │                                      end of epoch ──▶ anchor ──▶ chain
//	                       └─every so many steps──▶ store ──▶ object store
//
// Signing, logging and publishing go on beside the computing (package pipeline), hashing does not. What is not there yet: one solver at a time works on a
// job.
package solver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/checkpoint/feed"
	"refute/checkpoint/host"
	"refute/checkpoint/job"
	"refute/checkpoint/replay"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/trainer"
	"refute/trainer/program"
)

// DefaultPoll is the pause between two looks at the chain.
const DefaultPoll = 500 * time.Millisecond

// DefaultMinExtension is the least time for an answer in a game with which a job is taken: some blocks, and the recomputing of a step.
const DefaultMinExtension = time.Minute

// TermsError says that a job leaves its solver too little time: whoever took it could lose its bond though it did nothing wrong.
type TermsError struct {
	Term       string
	Have, Want time.Duration
}

func (e *TermsError) Error() string {
	return fmt.Sprintf("solver: the job's %s is %s, at least %s is needed to answer in time: not taken", e.Term, e.Have, e.Want)
}

// checkTerms looks at what the client chose before the bond is at risk.
func (s *Solver) checkTerms(on *chain.Job) error {
	for _, t := range []struct {
		term string
		have uint32
	}{{"extension", on.Extension}, {"clock", on.Clock}} {
		if have := time.Duration(t.have) * time.Second; have < s.cfg.MinExtension {
			return &TermsError{t.term, have, s.cfg.MinExtension}
		}
	}
	return nil
}

// Publisher is where a solver publishes; *feed.Feed is one.
type Publisher interface {
	// Publish sends a commitment; it may return before the commitment is safe.
	Publish(ctx context.Context, c *commit.Commitment) error
	// Flush waits until all that was published is safe.
	Flush(ctx context.Context) error
	// PutState stores a checkpoint's bytes under a name.
	PutState(ctx context.Context, name string, r io.Reader) error
	// Announce says that a checkpoint is there.
	Announce(ctx context.Context, c *commit.Checkpoint) error
}

// Config says what a solver works on, and with what.
type Config struct {
	Job    *job.Job
	ID     chain.JobID
	Wallet *chain.Wallet // pays, and signs the commitments
	Dir    string        // of the log and the checkpoints of this job; made if need be
	// Executor makes the executors that recompute what a game or a demand asks for.
	Executor trainer.NewExecutor
	// Runner makes what trains; nil is package host's, over Executor. It may be of another kind than Executor: all give the same bits.
	Runner trainer.NewRunner
	// Feed is the job's feed. Nil: nothing is published, and disputes are answered on chain alone.
	Feed *feed.Feed
	// Publisher is used for publishing in the feed's place, if it is not nil.
	Publisher Publisher
	// CheckpointEvery is the number of steps between checkpoints; 0 means one at the end of each epoch, which is kept in any case.
	CheckpointEvery uint32
	// FromBlock is a block not after the job's creation, where the reading of logs begins.
	FromBlock uint64
	// MinExtension is the least time for an answer in a game with which a job is taken; 0 means DefaultMinExtension.
	MinExtension time.Duration
	// Poll is the pause between two looks at the chain; 0 means DefaultPoll.
	Poll time.Duration
	// Busy, if not nil, is called when the solver begins to work, and what it returns when it waits again; see devchain.Pace.
	Busy func() (done func())
	// Observe, if not nil, is told what happens. It is called by several goroutines, one at a time.
	Observe func(Event)
	// Mute makes a solver that answers nothing: no move, no opening, no demand.
	Mute bool
}

// Event is one of the types below.
type Event any

// Taken says that the job is this solver's.
type Taken struct {
	Attempt uint32
	Resumed bool
	From    uint32 // the first step to be computed
}

// Stepped says that a step was computed. Its root is on the way to the log and the feed.
type Stepped struct {
	Step    uint32
	Root    checkpoint.Root
	Loss    float32 // of the output named "loss"
	HasLoss bool
}

// Anchored says that an epoch's anchor is on the chain.
type Anchored struct {
	Epoch checkpoint.Epoch
	Root  checkpoint.Root
	Gas   uint64
}

// Saved says that a checkpoint was stored, and published if there is a feed.
type Saved struct{ Step uint32 }

// Unpublished says that a checkpoint could not be published. It is in the solver's store.
type Unpublished struct {
	Step uint32
	Err  error
}

// Unheard says that the commitments from a step on could not be published yet. They are in the log and are published again with the next ones.
type Unheard struct {
	From uint32
	Err  error
}

// Challenged says that a game was opened against this solver.
type Challenged struct {
	Game  chain.GameID
	Epoch checkpoint.Epoch
}

// Moved says that this solver made a move.
type Moved struct {
	Game    chain.GameID
	Before  *bisect.Game // the position before it
	Actions []bisect.Action
}

// Troubled says that this solver cannot do at the moment what it should do. It is tried again.
type Troubled struct {
	Game chain.GameID // the game whose move it is, zero for anything else
	Err  error
}

// Decided says that a game is over.
type Decided struct{ Game *chain.Game }

// Answered says that a demanded leaf was published.
type Answered struct{ Demand uint64 }

// Outcome says how an attempt ended.
type Outcome uint8

// The outcomes.
const (
	Finished  Outcome = iota + 1 // the job is done and paid
	Slashed                      // a fault was proven
	Lapsed                       // a deadline was missed
	Cancelled                    // the client gave the job up
	Diverged                     // the state became infinite or NaN
)

var outcomes = [...]string{"?", "finished", "slashed", "lapsed", "cancelled", "diverged"}

func (o Outcome) String() string { return outcomes[min(int(o), len(outcomes)-1)] }

// Result is what became of an attempt.
type Result struct {
	Attempt uint32
	Outcome Outcome
	Steps   uint32          // that were computed, logged and signed, up to and including this one
	State   checkpoint.Root // of that step
	History checkpoint.Root // of the job, if it is done
	Paid    chain.Wei       // credits collected
	Games   []*chain.Game   // in which it defended
}

// Solver works on one job. It is made for one Run.
type Solver struct {
	cfg    Config
	job    *job.Job
	spec   *job.Spec
	epochs checkpoint.Epochs
	wallet *chain.Wallet
	client *chain.Client
	format checkpoint.Format
	table  *dispute.Table

	attempt  uint32
	first    checkpoint.Epoch // of the attempt
	baseRoot checkpoint.Root  // of the state before the attempt's first step
	store    *checkpoint.Store
	log      *checkpoint.Log
	mirror   *feed.Mirror // nil without a feed
	pub      Publisher    // nil: nothing is published
	outlet   outlet
	// executors recompute steps; runner trains, and is nil when it does not.
	executors *replay.Executors
	runner    trainer.Runner

	running   sync.Once
	committed *replay.Run // see run
	observing sync.Mutex
	games     sync.WaitGroup
	mu        sync.Mutex
	played    []chain.GameID
	defended  map[chain.GameID]bool // by goroutines that run
}

// New checks the configuration and opens the solver's directory. Nothing is sent.
func New(cfg Config) (*Solver, error) {
	switch {
	case cfg.Job == nil || cfg.Wallet == nil || cfg.Executor == nil:
		return nil, errors.New("solver: job, wallet and executor must be given")
	case cfg.Dir == "":
		return nil, errors.New("solver: a directory must be given: what was signed must survive a crash")
	}
	if cfg.Poll <= 0 {
		cfg.Poll = DefaultPoll
	}
	if cfg.MinExtension <= 0 {
		cfg.MinExtension = DefaultMinExtension
	}
	if cfg.Runner == nil {
		cfg.Runner = host.New(cfg.Executor, 0)
	}
	s := &Solver{cfg: cfg, job: cfg.Job, wallet: cfg.Wallet, client: cfg.Wallet.Client, executors: replay.NewExecutors(cfg.Job, cfg.Executor)}
	if cfg.Publisher != nil {
		s.pub = cfg.Publisher
	} else if cfg.Feed != nil {
		s.pub = cfg.Feed
	}
	return s, nil
}

// Run works on the job until the attempt is over and everything is collected, or ctx ends. After an error, or a crash, a new Solver with the same
// configuration goes on.
func (s *Solver) Run(ctx context.Context) (*Result, error) {
	defer s.endTraining()
	if err := s.prepare(ctx); err != nil {
		return nil, err
	}
	mine, err := s.take(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	defer s.close()

	all, cancel := context.WithCancel(ctx)
	watching := make(chan error, 1)
	go func() { watching <- s.watch(all) }()
	serving := make(chan error, 1)
	if s.cfg.Feed != nil && !s.cfg.Mute {
		go func() { serving <- s.cfg.Feed.Serve(all, &answers{solver: s}) }()
	} else {
		serving <- nil
	}
	defer func() {
		cancel()
		<-watching
		<-serving
		s.games.Wait()
	}()

	if mine {
		err = s.train(all)
		if errors.Is(err, errEnded) {
			err = nil
		}
		if err != nil && (all.Err() != nil || !s.atStake(all)) {
			return nil, err
		}
		if err != nil {
			// A full disk, say. What was anchored must be defended all the same.
			s.observe(Troubled{Err: fmt.Errorf("the training ended, the defence goes on: %w", err)})
		}
	}
	s.endTraining() // the games may need its memory
	r, finishErr := s.finish(all)
	return r, errors.Join(err, finishErr)
}

// atStake reports whether the attempt has anchors to defend.
func (s *Solver) atStake(ctx context.Context) bool {
	on, err := s.client.Job(ctx, s.cfg.ID)
	return err == nil && on.Attempt == s.attempt && on.Anchors > s.first
}

// prepare checks everything that can be checked before a bond is at risk.
func (s *Solver) prepare(ctx context.Context) error {
	on, err := s.client.Job(ctx, s.cfg.ID)
	if err != nil {
		return err
	}
	if s.spec, err = s.job.Check(on.Spec); err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	s.epochs = s.spec.Epochs()
	s.format = checkpoint.Format{Spec: checkpoint.Root(on.Spec), Decls: checkpoint.Decls(s.job.Programs[0])}
	if s.table, err = dispute.NewTable(ctx, s.client, s.cfg.ID, s.job); err != nil {
		return err
	}
	// An executor that cannot be made would be found out too late.
	if err := s.executors.Prepare(); err != nil {
		return fmt.Errorf("solver: executor: %w", err)
	}
	if s.runner, err = s.cfg.Runner(s.job.Programs, s.job.Consts, trainer.RunnerOptions{Roots: true, Program: s.program}); err != nil {
		return fmt.Errorf("solver: runner: %w", err)
	}
	if err := os.MkdirAll(s.cfg.Dir, 0o755); err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	if s.store, err = checkpoint.OpenStore(filepath.Join(s.cfg.Dir, "checkpoints"), s.format); err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	if s.cfg.Feed != nil {
		d := s.client.Domain()
		s.mirror = feed.NewMirror(s.cfg.Feed, feed.NewLedger(d, s.cfg.ID, s.job.Steps), feed.NewArchive(s.cfg.Feed, d, s.format))
	}
	return nil
}

// TakenError says that another works on the job.
type TakenError struct{ Job *chain.Job }

func (e *TakenError) Error() string {
	return fmt.Sprintf("solver: job %s is %s, attempt %d is another's: wait until it is open", e.Job.ID.Short(), e.Job.Phase, e.Job.Attempt)
}

// take takes the job, or finds that it has been taken by this solver already. It reports whether there may be something to train.
func (s *Solver) take(ctx context.Context) (bool, error) {
	on, err := s.client.Job(ctx, s.cfg.ID)
	if err != nil {
		return false, err
	}
	if on.Attempt > 0 {
		a, err := s.client.Attempt(ctx, s.cfg.ID, on.Attempt)
		if err != nil {
			return false, err
		}
		if a.Solver == s.wallet.Address() {
			s.attempt, s.first = on.Attempt, a.First
			return on.Phase == chain.JobActive, nil
		}
	}
	if on.Phase != chain.JobOpen {
		return false, &TakenError{on}
	}
	if err := s.checkTerms(on); err != nil {
		return false, err
	}
	for {
		over, err := s.client.Over(ctx, s.cfg.ID, on.Attempt)
		if err != nil {
			return false, err
		}
		if over {
			break
		}
		if err := pause(ctx, s.cfg.Poll); err != nil {
			return false, err
		}
	}
	// What is to be continued must be at hand before the bond is at risk.
	if on.Anchors > 0 {
		if _, err := s.base(ctx, on, on.Anchors-1); err != nil {
			return false, err
		}
	}
	n, _, err := s.wallet.Take(ctx, s.cfg.ID, on.Bond)
	if err != nil {
		return false, fmt.Errorf("solver: take the job: %w", err)
	}
	a, err := s.client.Attempt(ctx, s.cfg.ID, n)
	if err != nil {
		return false, err
	}
	s.attempt, s.first = n, a.First
	return true, nil
}

// open opens the log of the attempt and finds the state that it begins with.
func (s *Solver) open(ctx context.Context) error {
	if s.first > 0 {
		if c, err := s.store.Load(s.firstStep() - 1); err == nil {
			s.baseRoot = c.Root()
		} else {
			on, err := s.client.Job(ctx, s.cfg.ID)
			if err != nil {
				return err
			}
			state, err := s.base(ctx, on, s.first-1)
			if err != nil {
				return err
			}
			s.baseRoot = checkpoint.StateRoot(state)
		}
	}
	path := filepath.Join(s.cfg.Dir, fmt.Sprintf("roots-%d.log", s.attempt))
	var err error
	if s.log, err = checkpoint.OpenLog(path, checkpoint.Root(s.cfg.ID)); err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	return nil
}

// program says what step t runs, nil if there is none.
func (s *Solver) program(t uint32) *program.Program {
	if t > s.job.Steps {
		return nil
	}
	return s.job.ProgramOf(t)
}

// endTraining gives the runner's memory back. All that it computed and that counts is in the log.
func (s *Solver) endTraining() {
	if s.runner != nil {
		_ = s.runner.Close()
		s.runner = nil
	}
}

func (s *Solver) close() {
	if s.mirror != nil {
		s.mirror.Close()
	}
	// Every record was synced when it was written.
	_ = s.log.Close()
}

// firstStep returns the first step that the attempt commits to.
func (s *Solver) firstStep() uint32 {
	first, _ := s.epochs.Range(s.first)
	return first
}

// root returns the root that the log has for a step, or, for the step before the attempt's first, that was checked when it was taken.
func (s *Solver) root(step uint32) (checkpoint.Root, bool) {
	if first := s.firstStep(); first > 0 && step == first-1 {
		return s.baseRoot, true
	}
	e, err := s.log.At(step)
	return e.Root, err == nil
}

// runMemory is how many bytes of states the games and demands of a solver keep together, each about another step.
const runMemory = 1 << 30

// run returns the states of what was committed to, recomputed where no checkpoint is. All games and demands share it: many of them must not cost
// many states in memory.
func (s *Solver) run() *replay.Run {
	s.running.Do(func() {
		s.committed = &replay.Run{Job: s.job, Executors: s.executors, Sources: []replay.Source{s.store}, Root: s.root, Memory: runMemory}
	})
	return s.committed
}

func (s *Solver) observe(e Event) {
	if s.cfg.Observe == nil {
		return
	}
	s.observing.Lock()
	defer s.observing.Unlock()
	s.cfg.Observe(e)
}

func (s *Solver) busy() func() {
	if s.cfg.Busy == nil {
		return func() {}
	}
	return s.cfg.Busy()
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
