package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
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
	"refute/solver"
	"refute/solver/cheat"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// The people of the demo.
const (
	client       = "client"
	honest       = "solver"
	cheater      = "cheater"
	fullTime     = "full verifier"
	partTime     = "sampling verifier"
	troublemaker = "griefer"
)

var people = []string{client, honest, cheater, fullTime, partTime, troublemaker}

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
	picture picture
}

func newDemo(ctx context.Context, o demoOptions, c *console) (*demo, error) {
	d := &demo{demoOptions: o, console: c}
	var err error
	if d.model, d.set, err = loadModel(o.data, o.dataDir, o.steps); err != nil {
		return nil, err
	}
	d.model.SetSeed(o.seed)
	d.job = &job.Job{Programs: []*program.Program{d.model.Init, d.model.Step}, Consts: d.model.Consts, Seed: o.seed,
		Steps: uint32(o.steps), EpochLength: uint32((o.steps + demoEpochs - 1) / demoEpochs)}
	if d.spec, err = d.job.Spec(); err != nil {
		return nil, err
	}
	if d.work, err = os.MkdirTemp(o.out, "nodes-"); err != nil {
		return nil, err
	}
	if d.stage, err = newStage(ctx, o.seed, d.work, people); err != nil {
		os.RemoveAll(d.work)
		return nil, err
	}
	return d, nil
}

// Close stops everything and removes the nodes' files.
func (d *demo) Close() {
	d.stage.Close()
	os.RemoveAll(d.work)
}

// play plays both acts and tells the outcome from the chain.
func (d *demo) play(ctx context.Context) (*demoResult, error) {
	d.prologue()
	r := &demoResult{Steps: d.steps}
	h, err := d.honestAct(ctx, r)
	if err != nil {
		return nil, err
	}
	_ = h
	return r, nil
}

func (d *demo) prologue() {
	c := d.console
	p := d.model.Step
	c.head("refute demo: %s, seed %d", d.data, d.seed)
	params := int64(0)
	for _, i := range d.model.Params {
		params += p.States[i].Count()
	}
	c.say("Data       %s: %d training images, %d test images", d.set.Name, d.set.Train.Len(), d.set.Test.Len())
	c.say("Model      %d parameters; a step is %d kernels, program root %s", params, len(p.Kernels), checkpoint.Root(p.Root()).Short())
	c.say("Job        %d steps in %d epochs; spec %s", d.spec.Steps, d.spec.Epochs().Count(), checkpoint.Root(d.spec.Hash()).Short())
	c.say("Disputes   at most %d moves where the solver publishes, %d where it withholds everything", d.maxMoves(true), d.maxMoves(false))
}

// maxMoves bounds the moves of any dispute about the job's step program.
func (d *demo) maxMoves(published bool) int {
	return bisect.MaxMoves(bisect.ShapeOf(d.job), published)
}

// honestRun is what the first act leaves to the second.
type honestRun struct {
	id     chain.JobID
	result *solver.Result
}

// honestAct trains, is audited and griefed, and gets paid.
func (d *demo) honestAct(ctx context.Context, r *demoResult) (*honestRun, error) {
	c := d.console
	c.head("1. An honest solver, and a griefer")
	id, err := d.stage.post(ctx, client, d.spec)
	if err != nil {
		return nil, err
	}
	c.say("The client escrows %s ether; the solver bonds %s.", demoReward.Ether(), demoBond.Ether())
	w, err := d.watch(ctx, id)
	if err != nil {
		return nil, err
	}
	cfg, err := d.solver(ctx, honest, id)
	if err != nil {
		return nil, err
	}
	target := checkpoint.Epoch(1 + rand.New(rand.NewPCG(d.seed, 7)).UintN(uint(d.spec.Epochs().Count())))
	griefed := make(chan error, 1)
	begun := sync.Once{}
	gctx, stop := context.WithCancel(ctx)
	defer stop()
	observe := cfg.Observe
	cfg.Observe = func(e solver.Event) {
		observe(e)
		if a, ok := e.(solver.Anchored); ok && a.Epoch == target {
			begun.Do(func() { go func() { griefed <- d.grief(gctx, id, target) }() })
		}
	}
	res, err := d.run(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := <-griefed; err != nil {
		return nil, err
	}
	_ = w
	if res.Outcome != solver.Finished {
		return nil, fmt.Errorf("the honest solver's attempt ended as %s", res.Outcome)
	}
	c.say("The job is done and the solver paid: history root %s.", res.History.Short())
	return &honestRun{id, res}, nil
}

func (d *demo) watch(ctx context.Context, id chain.JobID) (any, error) { return nil, nil }

// solver returns the configuration of a solver.
func (d *demo) solver(ctx context.Context, name string, id chain.JobID) (solver.Config, error) {
	cfg := solver.Config{Job: d.job, ID: id, Wallet: d.stage.wallets[name], Dir: filepath.Join(d.work, name), Executor: newCPU, Poll: demoPoll, Busy: d.stage.pace.Busy}
	if d.publish {
		f, err := d.stage.feed(ctx, name, id)
		if err != nil {
			return cfg, err
		}
		cfg.Feed = f
	}
	c := d.console
	c.progress(d.steps, "training")
	cfg.Observe = func(e solver.Event) {
		switch e := e.(type) {
		case solver.Stepped:
			note := ""
			if e.HasLoss {
				note = fmt.Sprintf(", loss %.4f", e.Loss)
			}
			if e.Step > 0 {
				c.done(int(e.Step), d.steps, note)
			}
		case solver.Challenged:
			c.say("  dispute %s: epoch %d is challenged", e.Game.Short(), e.Epoch)
		case solver.Troubled:
			c.say("  %s: %v", name, e.Err)
		}
	}
	return cfg, nil
}

// run runs a solver to its end.
func (d *demo) run(ctx context.Context, cfg solver.Config) (*solver.Result, error) {
	s, err := solver.New(cfg)
	if err != nil {
		return nil, err
	}
	r, err := s.Run(ctx)
	d.console.end()
	return r, err
}

// grief disputes a step that is right.
func (d *demo) grief(ctx context.Context, id chain.JobID, e checkpoint.Epoch) error {
	defer d.stage.pace.Busy()()
	wallet := d.stage.wallets[troublemaker]
	table, err := dispute.NewTable(ctx, d.stage.client, id, d.job)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(d.seed, 11))
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

var _ = errors.New
var _ = strings.Join
var _ = time.Second
var _ cheat.Kind
var _ feed.Kind
var _ tensor.Type
