package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/feed"
	"refute/checkpoint/job"
	"refute/contracts/chain"
	"refute/solver"
	"refute/solver/cheat"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/tensor"
	"refute/verifier"
)

// The people of the demo, in the order in which they are listed.
const (
	client       = "client"
	honest       = "solver"
	cheater      = "cheater"
	fullTime     = "full verifier"
	partTime     = "sampler"
	troublemaker = "griefer"
)

var people = []string{client, honest, cheater, fullTime, partTime, troublemaker}

// demoCheckpoints bounds the bytes of all checkpoints of a run: the closer they lie, the fewer steps an audit executes besides the one that it
// checks.
const demoCheckpoints = 64 << 20

// demoRate is the part of the steps that the sampling verifier audits.
const demoRate = verifier.DefaultRate

// demo is one run of the demo.
type demo struct {
	demoOptions
	console *console
	stage   *stage
	model   *models.Model
	set     *data.Set
	job     *job.Job
	spec    *job.Spec
	work    string // folder of the nodes' files, removed at the end
	use     *computer

	mu    sync.Mutex
	games map[chain.GameID]*stopwatch
	loss  []float64 // of the honest run
}

// stopwatch measures a game on the wall.
type stopwatch struct{ begin, end time.Time }

func newDemo(ctx context.Context, o demoOptions, c *console) (*demo, error) {
	d := &demo{demoOptions: o, console: c, games: map[chain.GameID]*stopwatch{}}
	var err error
	if d.model, d.set, err = loadModel(o.data, o.dataDir, o.steps); err != nil {
		return nil, err
	}
	d.model.SetSeed(o.seed)
	d.job = &job.Job{Programs: d.model.Programs(), Consts: d.model.Consts, Seed: o.seed,
		Steps: uint32(o.steps), EpochLength: uint32((o.steps + demoEpochs - 1) / demoEpochs)}
	if d.spec, err = d.job.Spec(); err != nil {
		return nil, err
	}
	if d.use, err = o.compute.open(resources{}); err != nil {
		return nil, err
	}
	if d.work, err = os.MkdirTemp(o.out, "nodes-"); err != nil {
		return nil, errors.Join(fmt.Errorf("--out: %w", err), d.use.Close())
	}
	if d.stage, err = newStage(ctx, o.seed, d.work, people); err != nil {
		os.RemoveAll(d.work)
		return nil, errors.Join(err, d.use.Close())
	}
	return d, nil
}

// Close stops everything and removes the nodes' files.
func (d *demo) Close() {
	d.stage.Close()
	os.RemoveAll(d.work)
	_ = d.use.Close() // nothing follows
}

// play plays both acts and tells the outcome from the chain.
func (d *demo) play(ctx context.Context) (*demoResult, error) {
	d.prologue()
	first, err := d.honestAct(ctx)
	if err != nil {
		return nil, err
	}
	var second *act
	if d.cheat != cheat.None {
		if second, err = d.cheatingAct(ctx); err != nil {
			return nil, err
		}
	}
	return d.epilogue(ctx, first, second)
}

func (d *demo) prologue() {
	c := d.console
	p := d.model.Steps[0]
	params := int64(0)
	for _, i := range d.model.Params {
		params += p.States[i].Count()
	}
	shape := bisect.ShapeOf(d.job)
	c.head("refute demo: %s, seed %d", d.data, d.seed)
	c.say("Data      %s: %d training images, %d test images", d.set.Name, d.set.Train.Len(), d.set.Test.Len())
	c.say("Model     %d parameters; a step is %d kernels (refute program show %s:step)", params, len(p.Kernels), d.data)
	c.say("Job       %d steps, an anchor every %d", d.spec.Steps, d.spec.EpochLength)
	c.say("Disputes  a cheater that publishes is convicted within %d moves, one that withholds everything within %d; no game is longer than %d",
		bisect.MaxMoves(shape, true), bisect.MaxMoves(shape, false), bisect.DefaultArities.Limit(shape))
}

// act is a job and what its people reported.
type act struct {
	id      chain.JobID
	results []*solver.Result // of the solvers, in their order
	reports map[string]*verifier.Report
	state   []tensor.Tensor // after the last step
	cheatAt uint32
}

// honestAct trains, is audited and griefed, and gets paid.
func (d *demo) honestAct(ctx context.Context) (*act, error) {
	c := d.console
	c.head("1. An honest solver, two verifiers, and a griefer")
	a, wait, err := d.open(ctx)
	if err != nil {
		return nil, err
	}
	defer wait(false)
	cfg, err := d.solver(ctx, honest, a.id, "honest")
	if err != nil {
		return nil, err
	}
	target := checkpoint.Epoch(1 + d.rng("griefer's epoch").UintN(uint(d.spec.Epochs().Count())))
	griefed := make(chan error, 1)
	gctx, stop := context.WithCancel(ctx)
	defer stop()
	observe, begun := cfg.Observe, sync.Once{}
	cfg.Observe = func(e solver.Event) {
		if s, ok := e.(solver.Stepped); ok && s.HasLoss && s.Step > 0 {
			d.loss = append(d.loss, float64(s.Loss))
		}
		observe(e)
		if x, ok := e.(solver.Anchored); ok && x.Epoch == target {
			busy := d.stage.pace.Busy() // the griefer must not miss the window
			begun.Do(func() { go func() { defer busy(); griefed <- d.grief(gctx, a.id, target) }() })
		}
	}
	res, err := d.run(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := <-griefed; err != nil {
		return nil, err
	}
	if err := wait(true); err != nil {
		return nil, err
	}
	a.results = append(a.results, res)
	if res.Outcome != solver.Finished {
		return nil, fmt.Errorf("the honest solver's attempt ended as %s", res.Outcome)
	}
	if a.state, err = d.finalState(cfg.Dir); err != nil {
		return nil, err
	}
	c.say("Job done, solver paid. History root %s", res.History)
	d.sayAudits(a)
	return a, d.tellGames(ctx, a, true)
}

// cheatingAct runs the same job with a cheater, and then with the honest solver from where it fell.
func (d *demo) cheatingAct(ctx context.Context) (*act, error) {
	c := d.console
	c.head("2. The same job, and a solver that cheats")
	a, wait, err := d.open(ctx)
	if err != nil {
		return nil, err
	}
	defer wait(false)
	a.cheatAt = uint32(d.atStep)
	if d.atStep == 0 {
		a.cheatAt = 1 + d.rng("cheat's step").Uint32N(d.spec.Steps)
	}
	cfg, err := d.solver(ctx, cheater, a.id, "cheating")
	if err != nil {
		return nil, err
	}
	plan := cheat.Plan{Kind: d.cheat, Step: a.cheatAt, Seed: d.seed, Params: d.model.Params}
	if err := plan.Apply(&cfg); err != nil {
		return nil, err
	}
	c.say("Only the cheater knows: %s, at step %d.", cheatWords[d.cheat], a.cheatAt)
	res, err := d.run(ctx, cfg)
	if err != nil {
		return nil, err
	}
	a.results = append(a.results, res)
	if err := d.tellGames(ctx, a, false); err != nil {
		return nil, err
	}
	if res.Outcome == solver.Slashed {
		on, err := d.stage.client.Job(ctx, a.id)
		if err != nil {
			return nil, err
		}
		c.say("\nThe cheater's bond is slashed, and the job open again after epoch %d. The honest solver takes it from there.", int(on.Anchors)-1)
		cfg, err := d.solver(ctx, honest, a.id, "successor")
		if err != nil {
			return nil, err
		}
		if res, err = d.run(ctx, cfg); err != nil {
			return nil, err
		}
		a.results = append(a.results, res)
	} else {
		c.say("The cheater's attempt ended as %s: nobody caught it.", res.Outcome)
	}
	if err := wait(true); err != nil {
		return nil, err
	}
	d.sayAudits(a)
	return a, nil
}

// cheatWords say what each kind does.
var cheatWords = map[cheat.Kind]string{
	cheat.ULP: "one bit of one element of one tensor is flipped", cheat.Stale: "the step is not computed", cheat.Batch: "another batch is trained on",
	cheat.Optimizer: "another learning rate is used", cheat.Round: "products and sums are rounded twice instead of once", cheat.Poison: "the weights are replaced",
	cheat.Equivocate: "two roots are signed for one step", cheat.Withhold: "one bit is flipped, nothing but anchors is published, and no move is answered",
}

// rng returns random numbers for one purpose, from the seed.
func (d *demo) rng(purpose string) *rand.Rand {
	return rand.New(rand.NewChaCha8(sha256.Sum256(fmt.Appendf(nil, "refute demo %d %s", d.seed, purpose))))
}

// open posts the job and sets the verifiers to work on it. wait waits for them to end, or, with false, makes them.
func (d *demo) open(ctx context.Context) (*act, func(finish bool) error, error) {
	id, err := d.stage.post(ctx, client, d.spec)
	if err != nil {
		return nil, nil, err
	}
	a := &act{id: id, reports: map[string]*verifier.Report{}}
	terms := chain.DefaultTerms(nil, demoReward)
	d.console.say("The client escrows %s ether, a solver bonds %s, a challenger %s.", demoReward.Ether(), terms.Bond.Ether(), terms.ChallengeBond.Ether())
	ctx, stop := context.WithCancel(ctx)
	var group sync.WaitGroup
	var mu sync.Mutex
	var first error
	for _, name := range []string{fullTime, partTime} {
		v, err := d.verifier(ctx, name, id, map[string]float64{fullTime: 1, partTime: demoRate}[name])
		if err != nil {
			stop()
			return nil, nil, err
		}
		group.Add(1)
		go func() {
			defer group.Done()
			r, err := v.Run(ctx)
			mu.Lock()
			defer mu.Unlock()
			if a.reports[name] = r; err != nil && first == nil {
				first = fmt.Errorf("%s: %w", name, err)
			}
		}()
	}
	return a, func(finish bool) error {
		if !finish {
			stop()
		}
		group.Wait()
		stop()
		return first
	}, nil
}

// verifier makes a verifier of a job.
func (d *demo) verifier(ctx context.Context, name string, id chain.JobID, rate float64) (*verifier.Verifier, error) {
	var f *feed.Feed
	if d.publish {
		var err error
		if f, err = d.stage.feed(ctx, name, id); err != nil {
			return nil, err
		}
	}
	c := d.console
	return verifier.New(verifier.Config{
		Job: d.job, ID: id, Wallet: d.stage.wallets[name], Dir: filepath.Join(d.work, name, id.Short()), Executor: d.use.executor, Second: newReference, Runner: d.use.walks, Feed: f, Rate: rate,
		Secret: sha256.Sum256(fmt.Appendf(nil, "refute demo %d secret of %s", d.seed, name)), Poll: demoPoll, Busy: d.stage.pace.Busy,
		Observe: func(e verifier.Event) {
			switch e := e.(type) {
			case verifier.Audit:
				switch {
				case e.Fault == nil:
				case !e.Published:
					c.say("  %s: nothing was published that gives the anchor of epoch %d; it is %s, should be %s", name, e.Epoch, e.Fault.Claimed.Short(), e.Fault.Own.Short())
				default:
					c.say("  %s: step %d of epoch %d is not what the program gives (%s, should be %s)", name, e.Fault.Step, e.Epoch, e.Fault.Claimed.Short(), e.Fault.Own.Short())
				}
			case verifier.Refused:
				if chain.IsRevert(e.Err, "WrongAnchor") {
					c.say("  %s comes too late to challenge epoch %d: its anchor has fallen already", name, e.Epoch)
					return
				}
				c.say("  %s risks no bond on epoch %d: %v", name, e.Epoch, e.Err)
			case verifier.Opened:
				d.begin(e.Challenge.Game)
				c.say("  %s challenges epoch %d: dispute %s", name, e.Epoch, e.Challenge.Game.Short())
			case verifier.Decided:
				d.end(e.Game.ID)
			case verifier.Exposed:
				c.say("  %s shows two signatures for step %d: one transaction, %d gas", name, e.Step, e.Gas)
			case verifier.Troubled:
				c.say("  %s: %v", name, e.Err)
			case verifier.Missed:
				c.say("  %s comes too late for epoch %d: its window is over", name, e.Epoch)
			}
		},
	})
}

// solver returns the configuration of a solver.
func (d *demo) solver(ctx context.Context, name string, id chain.JobID, folder string) (solver.Config, error) {
	cfg := solver.Config{Job: d.job, ID: id, Wallet: d.stage.wallets[name], Dir: filepath.Join(d.work, folder), Executor: d.use.executor, Runner: d.use.runner, Poll: demoPoll, Busy: d.stage.pace.Busy,
		CheckpointEvery: d.checkpointEvery()}
	if d.publish {
		f, err := d.stage.feed(ctx, folder, id)
		if err != nil {
			return cfg, err
		}
		cfg.Feed = f
	}
	c := d.console
	cfg.Observe = func(e solver.Event) {
		switch e := e.(type) {
		case solver.Taken:
			c.progress(d.steps, "training", int(e.From))
		case solver.Stepped:
			note := ""
			if e.HasLoss {
				note = fmt.Sprintf(", loss %.4f", e.Loss)
			}
			c.done(int(e.Step), d.steps, note)
			if int(e.Step) == d.steps {
				c.end()
			}
		case solver.Troubled:
			c.say("  %s: %v", name, e.Err)
		case solver.Unheard:
			c.say("  %s: commitments from step %d on are not published yet: %v", name, e.From, e.Err)
		}
	}
	return cfg, nil
}

// checkpointEvery returns the steps between checkpoints.
func (d *demo) checkpointEvery() uint32 {
	size := int64(0)
	for _, s := range d.model.Steps[0].States {
		size += s.Count() * int64(s.Type.Size())
	}
	return uint32(size*int64(d.steps)/demoCheckpoints) + 1
}

// run runs a solver to its end.
func (d *demo) run(ctx context.Context, cfg solver.Config) (*solver.Result, error) {
	defer d.console.end()
	s, err := solver.New(cfg)
	if err != nil {
		return nil, err
	}
	return s.Run(ctx)
}

// finalState reads the state after the last step from a solver's store.
func (d *demo) finalState(dir string) ([]tensor.Tensor, error) {
	s, err := checkpoint.OpenStore(filepath.Join(dir, "checkpoints"), checkpoint.Format{Spec: checkpoint.Root(d.spec.Hash()), Decls: checkpoint.Decls(d.model.Init)})
	if err != nil {
		return nil, err
	}
	c, err := s.Load(d.spec.Steps)
	if err != nil {
		return nil, err
	}
	return c.State, nil
}

func (d *demo) begin(g chain.GameID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.games[g] = &stopwatch{begin: time.Now()}
}

func (d *demo) end(g chain.GameID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if w := d.games[g]; w != nil && w.end.IsZero() {
		w.end = time.Now()
	}
}

// seconds returns how long a game took on the wall.
func (d *demo) seconds(g chain.GameID) float64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.games[g]
	if w == nil || w.end.IsZero() {
		return 0
	}
	return w.end.Sub(w.begin).Seconds()
}
