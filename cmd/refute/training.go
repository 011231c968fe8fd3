package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common"
	"github.com/gofrs/flock"
	"github.com/nats-io/nats.go"

	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/checkpoint/feed"
	"refute/checkpoint/job"
	"refute/checkpoint/job/jobfile"
	"refute/checkpoint/pipeline"
	"refute/contracts/chain"
	"refute/trainer"
	"refute/trainer/models"
	"refute/trainer/tensor"
	"refute/trainer/timeline"
)

// training is one run of a job on this machine. Its directory holds
//
//	lock          held while it runs
//	key           by which it signs, if no other is named
//	roots.log     the root and the signature of every step
//	checkpoints/  the states of some
//	nats/         what was published
type training struct {
	o       *trainOptions
	file    *jobfile.File
	job     *job.Job
	model   *models.Model
	spec    *job.Spec
	console *console

	lock     *flock.Flock
	computer *computer
	runner   trainer.Runner // nil when it is closed
	store    *checkpoint.Store
	log      *checkpoint.Log // nil without commitments, as the rest
	account  chain.Account
	server   *feed.Server
	conn     *nats.Conn
	feed     *feed.Feed
	pipe     *pipeline.Pipeline
	timeline *timeline.Recorder // nil without --profile
}

// localDomain is where the signatures of a local run count: on no chain, which all have numbers above 0, for no contract.
var localDomain = commit.Domain{ChainID: 0, Jobs: common.Address{}}

// localAttempt is the number of a local run's only attempt.
const localAttempt = 1

// openTraining builds the job and opens its directory.
func openTraining(ctx context.Context, o *trainOptions, file *jobfile.File, c *console) (r *training, err error) {
	r = &training{o: o, file: file, console: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.close())
		}
	}()
	if r.job, r.model, err = file.Build(o.dataDir); err != nil {
		return r, fmt.Errorf("%s: %w", o.job, err)
	}
	if r.spec, err = r.job.Spec(); err != nil {
		return r, fmt.Errorf("%s: %w", o.job, err)
	}
	hash := checkpoint.Root(r.spec.Hash())
	if o.profile != "" {
		r.timeline = timeline.New(trainer.LaneStep, laneKernel, trainer.LaneHash, pipeline.LaneSign, pipeline.LaneLog, pipeline.LanePublish, laneCheckpoint)
		r.timeline.Record(false)
	}
	use := resources{threads: o.threads}
	if use.memory, err = executorMemory(trainer.StateBytes(r.job.Programs[0]), o.compute.number(), r.job.Consts, machineMemory()); err != nil {
		return r, fmt.Errorf("%s: %w", o.job, err)
	}
	options := trainer.RunnerOptions{Roots: o.commit, Program: r.program}
	if r.timeline != nil {
		use.span, options.Span = r.kernelSpan, r.span
	}
	if r.computer, err = o.compute.open(use); err != nil {
		return r, err
	}
	if r.runner, err = r.computer.runner(r.job.Programs, r.job.Consts, options); err != nil {
		return r, fmt.Errorf("%s: %w", o.job, err)
	}
	if err := o.makeDir(hash.Short()[2:]); err != nil {
		return r, fmt.Errorf("--dir: %w", err)
	}
	r.lock = flock.New(filepath.Join(o.dir, "lock"))
	if held, err := r.lock.TryLock(); err != nil {
		return r, fmt.Errorf("--dir: %w", err)
	} else if !held {
		r.lock = nil
		return r, fmt.Errorf("%s is in use by another run: stop it first, or name another --dir", o.dir)
	}
	format := checkpoint.Format{Spec: hash, Decls: checkpoint.Decls(r.job.Programs[0])}
	if r.store, err = checkpoint.OpenStore(filepath.Join(o.dir, "checkpoints"), format); err != nil {
		return r, err
	}
	path := filepath.Join(o.dir, "roots.log")
	if _, err := os.Lstat(path); !o.commit && errors.Is(err, os.ErrNotExist) {
		return r, nil
	}
	if r.log, err = checkpoint.OpenLog(path, hash); err != nil { // without commitments too: the checkpoints beside it may be another job's
		return r, fmt.Errorf("%w (another --dir begins anew)", err)
	}
	if !o.commit {
		err, r.log = r.log.Close(), nil
		return r, err
	}
	if err := r.signer(); err != nil {
		return r, err
	}
	if r.server, err = feed.StartServer(feed.ServerConfig{Dir: filepath.Join(o.dir, "nats")}); err != nil {
		return r, err
	}
	if r.conn, err = r.server.Connect("trainer"); err != nil {
		return r, err
	}
	if r.feed, err = feed.Open(ctx, r.conn, hash, feed.Config{}); err != nil {
		return r, err
	}
	r.pipe, err = pipeline.New(pipeline.Config{Job: hash, Attempt: localAttempt, Domain: localDomain, Key: r.account.Key, Log: r.log,
		Publisher: r.feed, Timeline: r.timeline})
	return r, err
}

// signer finds who signs: one for all steps of the log. A key is made once.
func (r *training) signer() error {
	last, some, err := r.log.Last()
	if err != nil {
		return err
	}
	path := r.o.key
	if path == "" {
		path = filepath.Join(r.o.dir, "key")
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			if some {
				return fmt.Errorf("%s is missing, which signed the steps of roots.log: restore it, name it by --key, or begin anew in another --dir", path)
			}
			r.account, err = chain.CreateKey(path)
			return err
		}
	}
	if r.account, err = chain.LoadKey(path); err != nil || !some {
		return err
	}
	c := commit.Commitment{Job: r.spec.Hash(), Step: last.Step, Root: last.Root}
	copy(c.Sig[:], last.Sig)
	if who, err := c.Signer(localDomain); err != nil || who != r.account.Address {
		return fmt.Errorf("%s is not the key that signed the steps of roots.log in %s: name that one by --key, or begin anew in another --dir", path, r.o.dir)
	}
	return nil
}

// close closes everything, the last opened first. What was handed to the pipeline was flushed before, or failed.
func (r *training) close() error {
	errs := []error{r.closeRunner()}
	if r.computer != nil {
		errs = append(errs, r.computer.Close())
	}
	if r.pipe != nil {
		r.pipe.Close()
	}
	if r.conn != nil {
		r.conn.Close()
	}
	if r.server != nil {
		r.server.Close()
	}
	if r.log != nil {
		errs = append(errs, r.log.Close())
	}
	if r.lock != nil {
		errs = append(errs, r.lock.Close())
	}
	if r.o.temporary {
		errs = append(errs, os.RemoveAll(r.o.dir))
	}
	return errors.Join(errs...)
}

// begin is where a run goes on: with step next, from the state before it, which is the last one's whose root is given.
type begin struct {
	next  uint32
	state []tensor.Tensor // nil at step 0
	root  checkpoint.Root
}

// resume returns where to go on: after the last checkpoint whose root is in the log, or, without commitments, after the last one.
func (r *training) resume() (begin, error) {
	at := uint32(r.job.Steps)
	if r.log != nil {
		last, ok, err := r.log.Last()
		if err == nil {
			err = r.forget(last.Step, ok)
		}
		if err != nil || !ok {
			return begin{}, err
		}
		at = last.Step
	}
	for {
		step, ok, err := r.store.Nearest(at)
		if err != nil || !ok {
			return begin{}, err
		}
		c, err := r.load(step)
		if err == nil {
			return begin{step + 1, c.State, c.Root()}, nil
		}
		r.console.say("  The checkpoint of step %d is of no use: %v", step, err)
		if step == 0 {
			return begin{}, nil
		}
		at = step - 1
	}
}

// forget removes the checkpoints of steps that are not in the log, whose last step is given if there is one: a crash, or a run without commitments, has
// left them, and they would be kept in the place of those to come.
func (r *training) forget(last uint32, some bool) error {
	steps, err := r.store.Steps()
	if err != nil {
		return err
	}
	for _, t := range steps {
		if !some || t > last {
			if err := r.store.Remove(t); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *training) load(step uint32) (*checkpoint.Checkpoint, error) {
	if r.log == nil {
		return r.store.Load(step)
	}
	e, err := r.log.At(step)
	if err != nil {
		return nil, err
	}
	return r.store.LoadExpecting(step, e.Root)
}

// republish publishes what is in the log and not in the stream: a crash may have come between, or the server lost what it had not synced.
func (r *training) republish(ctx context.Context) error {
	if r.log == nil {
		return nil
	}
	logged, ok, err := r.log.Last()
	if err != nil {
		return err
	}
	next := uint32(0)
	if c, found, err := r.feed.LastCommitment(ctx); err != nil {
		return err
	} else if found {
		if !ok || c.Step > logged.Step {
			return fmt.Errorf("%s: step %d is published and not in roots.log, which was damaged or removed: restore it, or begin anew in another --dir", r.o.dir, c.Step)
		}
		next = c.Step + 1
	}
	if !ok {
		return nil
	}
	prev := checkpoint.Root{}
	if next > 0 && next <= logged.Step {
		e, err := r.log.At(next - 1)
		if err != nil {
			return err
		}
		prev = e.Root
	}
	for t := next; t <= logged.Step; t++ {
		e, err := r.log.At(t)
		if err != nil {
			return err
		}
		c := &commit.Commitment{Job: r.spec.Hash(), Attempt: localAttempt, Step: t, Prev: prev, Root: e.Root}
		copy(c.Sig[:], e.Sig)
		if err := r.feed.Publish(ctx, c); err != nil {
			return err
		}
		prev = e.Root
	}
	return r.feed.Flush(ctx)
}
