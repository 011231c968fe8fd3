package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"refute/checkpoint/host"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/cuda"
	"refute/trainer/cuda/driver"
	"refute/trainer/cuda/emulated"
	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// The executors by their names.
const (
	onCPU       = "cpu"
	onCUDA      = "cuda"
	onEmulated  = "emulated" // a card
	onReference = "reference"
)

var executorNames = []string{onCPU, onCUDA, onEmulated, onReference}

// Bounds of the flags.
const (
	maxWorkers = 64
	maxCards   = 16
	maxCardGB  = 1 << 20
)

// computeOptions are the flags that say what computes.
type computeOptions struct {
	executor  string
	workers   int
	cards     []int
	cardGB    float64
	recompute bool

	set *pflag.FlagSet
}

func (o *computeOptions) flags(f *pflag.FlagSet) {
	o.set, o.workers = f, 1
	f.StringVar(&o.executor, "executor", onCPU, "what computes: cpu, cuda (an NVIDIA card), reference (the definition, slow) or emulated (a card, in Go, as slow); all give the same bits")
	f.IntSliceVar(&o.cards, "card", []int{0}, "the card's number, as refute doctor lists them; several, 0,1,…, are workers")
	f.Float64Var(&o.cardGB, "card-memory", 0, "GB of the card's memory that a step may take, with the data and two states (default: what is free)")
	f.BoolVar(&o.recompute, "recompute", false, "what does not fit into the card's memory is made again in a step instead of being kept")
}

// parallelFlags are flags of those that train.
func (o *computeOptions) parallelFlags(f *pflag.FlagSet) {
	f.IntVar(&o.workers, "workers", 1, "workers that compute the steps of one update side by side, where gradients are accumulated; they share the threads (of cards each is a worker: see --card)")
}

// onCard reports whether cards compute.
func (o *computeOptions) onCard() bool { return o.executor == onCUDA || o.executor == onEmulated }

// number returns how many workers there are.
func (o *computeOptions) number() int {
	if o.onCard() {
		return len(o.cards)
	}
	return o.workers
}

// check is for the flags alone.
func (o *computeOptions) check() error {
	wrong := func(format string, args ...any) error { return &exitError{2, fmt.Errorf(format, args...)} }
	switch {
	case !slices.Contains(executorNames, o.executor):
		return wrong("--executor %q, allowed are %s", o.executor, strings.Join(executorNames, ", "))
	case o.workers < 1 || o.workers > maxWorkers:
		return wrong("--workers %d, allowed are 1 to %d", o.workers, maxWorkers)
	case o.onCard() && o.workers > 1:
		return wrong("--workers %d: on cards each card is a worker: name several by --card", o.workers)
	case len(o.cards) < 1 || len(o.cards) > maxCards:
		return wrong("--card names %d cards, allowed are 1 to %d", len(o.cards), maxCards)
	case !(o.cardGB >= 0 && o.cardGB <= maxCardGB):
		return wrong("--card-memory %v, allowed are 0 to %d GB", o.cardGB, maxCardGB)
	}
	for i, c := range o.cards {
		if c < 0 || slices.Contains(o.cards[:i], c) {
			return wrong("--card %d: a card is named by its number, from 0, and once", c)
		}
	}
	for _, name := range []string{"card", "card-memory", "recompute"} {
		if o.set.Changed(name) && !o.onCard() {
			return wrong("--%s is for cards: --executor %s computes on none", name, o.executor)
		}
	}
	return nil
}

// resources are what a computer may take of this machine.
type resources struct {
	threads int   // 0: GOMAXPROCS at each step
	memory  int64 // of a step, in bytes; 0: trainer.DefaultMemory
	// span, if not nil, is told of every part of a step that ran; without a program it is the job's.
	span func(p *program.Program, step uint32, kernels []int, how string, from, to time.Time)
}

// computer is what computes.
type computer struct {
	executor trainer.NewExecutor
	runner   trainer.NewRunner
	walks    trainer.NewRunner // of a verifier; nil: executors do as well
	about    string            // for people
	cards    []*cuda.Card
}

// open makes a computer. Close it.
func (o *computeOptions) open(r resources) (c *computer, err error) {
	c = &computer{about: fmt.Sprintf("%d threads, %s", r.threads, isa.Active())}
	if o.onCard() {
		return c, o.openCards(c, r)
	}
	if o.executor == onReference {
		c.about = "reference"
	}
	c.executor = o.onHost(r)
	if o.workers == 1 {
		c.runner = host.New(c.executor, r.threads)
		return c, nil
	}
	each := r
	each.threads, each.memory, each.span = max(1, r.threads/o.workers), r.memory/int64(o.workers), nil // spans there would be several at a time
	workers := make([]trainer.NewExecutor, o.workers)
	for i := range workers {
		workers[i] = o.onHost(each)
	}
	c.about = fmt.Sprintf("%d workers, %s", o.workers, c.about)
	c.runner = host.Parallel(workers, o.onHost(r), r.threads)
	return c, nil
}

// openCards opens the cards. A single one keeps the state; of several each is a worker, and the states are in this process's memory, where the processors add
// up and update.
func (o *computeOptions) openCards(c *computer, r resources) error {
	var workers []trainer.NewExecutor
	var names []string
	for _, n := range o.cards {
		card, err := o.openCard(n)
		if err != nil {
			return errors.Join(fmt.Errorf("--executor %s: %w", o.executor, err), c.Close())
		}
		c.cards, names = append(c.cards, card), append(names, card.Info().Name)
		workers = append(workers, func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
			x, err := cuda.New(p, consts, card, o.cardOptions(p, r))
			if err != nil {
				return nil, o.fits(err) // an *Executor that is nil would be an Executor that is not
			}
			return x, nil
		})
	}
	c.about, c.executor, c.runner = strings.Join(names, ", "), workers[0], host.Parallel(workers, o.onHost(r), r.threads)
	if len(c.cards) == 1 {
		c.runner = func(programs []*program.Program, consts []tensor.Tensor, ro trainer.RunnerOptions) (trainer.Runner, error) {
			x, err := cuda.NewRun(programs, consts, c.cards[0], o.cardOptions(nil, r), ro)
			if err != nil {
				return nil, o.fits(err)
			}
			return x, nil
		}
		c.walks = c.runner
	}
	return nil
}

func (o *computeOptions) openCard(n int) (*cuda.Card, error) {
	if o.executor == onEmulated {
		return cuda.Open(emulated.New(emulated.Options{Seed: uint64(n)}))
	}
	d, err := driver.Open(n)
	if err != nil {
		return nil, err
	}
	return cuda.Open(d)
}

func (o *computeOptions) cardOptions(p *program.Program, r resources) cuda.Options {
	c := cuda.Options{Memory: int64(o.cardGB * 1e9), Recompute: o.recompute}
	if r.span != nil && len(o.cards) == 1 {
		c.Timeline = func(s cuda.Span) { r.span(p, s.Step, s.Kernels, s.How, s.Start, s.End) }
	}
	return c
}

// fits names the flags that help where a step does not fit on a card.
func (o *computeOptions) fits(err error) error {
	var much *cuda.MemoryError
	if !errors.As(err, &much) {
		return err
	}
	var flags []string
	if !o.recompute && much.Narrow() {
		flags = append(flags, "--recompute")
	}
	if much.Limit {
		flags = append(flags, "--card-memory")
	}
	if flags == nil {
		return err
	}
	return fmt.Errorf("%w (%s)", err, strings.Join(flags, ", "))
}

// Close gives everything back.
func (c *computer) Close() error {
	var errs []error
	for _, k := range c.cards {
		errs = append(errs, k.Close())
	}
	c.cards = nil
	return errors.Join(errs...)
}

// onHost returns what makes executors on this machine's processors.
func (o *computeOptions) onHost(r resources) trainer.NewExecutor {
	if o.executor == onReference {
		return newReference
	}
	return func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		c := cpu.Options{Workers: r.threads, Memory: r.memory}
		if r.span != nil {
			c.Timeline = func(s cpu.Span) { r.span(p, s.Step, s.Kernels, s.How, s.Start, s.End) }
		}
		x, err := cpu.New(p, consts, c)
		var much *cpu.MemoryError
		if errors.As(err, &much) && r.memory > 0 {
			return nil, fmt.Errorf("a step takes %.1f GB, allowed are %.1f GB of this machine's memory: make the batch or the model smaller", float64(much.Need)/1e9, float64(much.Allowed)/1e9)
		}
		return x, err
	}
}
