package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"refute/checkpoint"
	"refute/checkpoint/job/jobfile"
	"refute/trainer"
	"refute/trainer/cuda"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
)

// Job is a job's whole steps.
type Job struct {
	Name       string    `json:"name"`
	Parameters int64     `json:"parameters"`
	Random     bool      `json:"random_data"` // random images were in the place of the job's
	Compile    float64   `json:"compile_s"`   // planning, and the driver's compiler
	Memory     int64     `json:"memory"`      // of the card, bytes
	Committed  []float64 `json:"committed_ms"`
	Bare       []float64 `json:"bare_ms"` // without commitments
	Losses     []float32 `json:"losses"`
	Root       string    `json:"root"` // of the state after the last step
}

// timedJobs are the jobs with the steps of a round.
var timedJobs = []struct {
	name  string
	steps int
}{{"gpt-124m", 6}, {"gpt", 60}, {"mlp", 400}, {"cnn", 300}}

const rounds = 5

// opened is a job that can be built.
type opened struct {
	file   *jobfile.File
	model  *models.Model
	random bool
}

func (b *bench) open(name string) (*opened, error) {
	f, err := jobfile.Open(name, nil)
	if err != nil {
		return nil, err
	}
	o := &opened{file: f}
	var built error
	if _, o.model, built = f.Build(b.dataDir); built == nil {
		return o, nil
	}
	if f.Data.Set != "fashion-mnist" {
		return nil, built
	}
	o.random = true
	o.model, err = randomImages(f)
	if err != nil {
		return nil, errors.Join(built, err)
	}
	o.model.SetSeed(f.Seed)
	return o, nil
}

// randomImages builds a model on images that are as many and as large as Fashion-MNIST's.
func randomImages(f *jobfile.File) (*models.Model, error) {
	r := rand.New(rand.NewPCG(17, 1))
	images := func(n int) data.Images {
		m := data.Images{Height: 28, Width: 28, Pixels: make([]uint8, n*28*28), Labels: make([]uint8, n)}
		for i := range m.Pixels {
			m.Pixels[i] = uint8(r.Uint32())
		}
		for i := range m.Labels {
			m.Labels[i] = uint8(r.IntN(10))
		}
		return m
	}
	return f.ModelOn(&data.Set{Name: "random images", Classes: 10, Max: 255, Train: images(60000), Test: images(10000)})
}

// steps times whole steps with commitments and without, in turns.
func (b *bench) steps(ctx context.Context) error {
	b.results.Jobs = nil
	var failed []error
	for _, j := range timedJobs {
		job := Job{Name: j.name}
		if err := b.job(ctx, &job, j.steps); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", j.name, err))
			continue
		}
		b.results.Jobs = append(b.results.Jobs, job)
		b.say("  %s: %.3f ms a step, %.3f without commitments, %.2f GB, compiled in %.1f s", job.Name, median(job.Committed), median(job.Bare), float64(job.Memory)/1e9, job.Compile)
		if err := b.save(); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}

func (b *bench) job(ctx context.Context, j *Job, steps int) (err error) {
	o, err := b.open(j.Name)
	if err != nil {
		return err
	}
	j.Parameters, j.Random = o.model.Parameters(), o.random
	dev, err := openDevice(b.card)
	if err != nil {
		return err
	}
	free, err := dev.Free()
	if err != nil {
		return errors.Join(err, dev.Close())
	}
	card, err := cuda.Open(dev)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, card.Close()) }()
	committed, err := newRunning(ctx, o.model, card, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, committed.runner.Close()) }()
	left, err := dev.Free()
	if err != nil {
		return err
	}
	j.Memory, j.Compile = free-left, committed.compile.Seconds()
	bare, err := newRunning(ctx, o.model, card, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.runner.Close()) }()
	for round := range rounds {
		for i := range 2 {
			if r := []*running{committed, bare}[(round+i)%2]; r == committed { // neither always first
				err = r.round(ctx, steps, &j.Committed)
			} else {
				err = r.round(ctx, steps, &j.Bare)
			}
			if err != nil {
				return err
			}
		}
	}
	j.Losses, j.Root = committed.losses[:min(10, len(committed.losses))], committed.root.String()
	return nil
}

// running is a run that is timed.
type running struct {
	model   *models.Model
	runner  trainer.Runner
	compile time.Duration
	seq     trainer.Sequence
	next    uint32
	losses  []float32
	root    checkpoint.Root
	ends    []time.Time
}

// newRunning begins a run: the init program and a few steps to warm up are behind it.
func newRunning(ctx context.Context, m *models.Model, c *cuda.Card, roots bool) (*running, error) {
	r := &running{model: m}
	begin := time.Now()
	run, err := cuda.NewRun(m.Programs(), m.Consts, c, cuda.Options{}, trainer.RunnerOptions{Roots: roots})
	if err != nil {
		return nil, err
	}
	r.runner, r.compile = run, time.Since(begin)
	r.seq = trainer.Sequence{Runner: run, Settle: func(p *program.Program, t uint32, d trainer.Done) error {
		r.ends = append(r.ends, time.Now())
		if loss, ok := d.Output(p, "loss"); ok {
			r.losses = append(r.losses, loss)
		}
		if roots {
			r.root = checkpoint.RootOfState(d.Roots)
		}
		return nil
	}}
	var warm []float64
	if err := r.round(ctx, 4, &warm); err != nil {
		return nil, errors.Join(err, run.Close())
	}
	return r, nil
}

// round runs steps, two under way at a time, and adds the mean time between the ends of two.
func (r *running) round(ctx context.Context, steps int, to *[]float64) error {
	r.ends = r.ends[:0]
	for range steps + 1 {
		if err := r.seq.Step(ctx, r.model.ProgramOf(r.next), r.next); err != nil {
			return err
		}
		r.next++
	}
	if err := r.seq.Drain(ctx); err != nil {
		return err
	}
	*to = append(*to, float64(r.ends[steps].Sub(r.ends[0]).Nanoseconds())/1e6/float64(steps))
	return nil
}
