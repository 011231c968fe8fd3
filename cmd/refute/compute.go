package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"refute/checkpoint/host"
	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// The executors by their names.
const (
	onCPU       = "cpu"
	onReference = "reference"
)

// maxWorkers bounds --workers.
const maxWorkers = 64

// computeOptions are the flags that say what computes.
type computeOptions struct {
	executor string
	workers  int
}

func (o *computeOptions) flags(f *pflag.FlagSet) {
	names := []string{onCPU, onReference}
	f.StringVar(&o.executor, "executor", onCPU, "what computes: "+strings.Join(names, " or ")+"; all give the same bits")
}

// parallelFlags are flags of those that train.
func (o *computeOptions) parallelFlags(f *pflag.FlagSet) {
	f.IntVar(&o.workers, "workers", 1, "workers that compute the steps of one update side by side, where gradients are accumulated; they share the threads")
}

// check is for the flags alone.
func (o *computeOptions) check() error {
	switch o.executor {
	case onCPU, onReference:
	default:
		return &exitError{2, fmt.Errorf("--executor %q, allowed are %s and %s", o.executor, onCPU, onReference)}
	}
	if o.workers < 1 || o.workers > maxWorkers {
		return &exitError{2, fmt.Errorf("--workers %d, allowed are 1 to %d", o.workers, maxWorkers)}
	}
	return nil
}

// resources are what a computer may take of this machine.
type resources struct {
	threads int   // 0: GOMAXPROCS at each step
	memory  int64 // of a step, in bytes; 0: trainer.DefaultMemory
	// span, if not nil, is told of what every part of a step took.
	span func(p *program.Program, kernels []int, how string, from, to time.Time)
}

// computer makes what computes.
type computer struct {
	executor trainer.NewExecutor
	runner   trainer.NewRunner
}

// open makes a computer. Close it.
func (o *computeOptions) open(r resources) (*computer, error) {
	c := &computer{executor: o.on(r)}
	if o.workers <= 1 {
		c.runner = host.New(c.executor, r.threads)
		return c, nil
	}
	each := r
	each.span = nil // of which there would be several at a time
	each.threads, each.memory = max(1, r.threads/o.workers), r.memory/int64(o.workers)
	workers := make([]trainer.NewExecutor, o.workers)
	for i := range workers {
		workers[i] = o.on(each)
	}
	c.runner = host.Parallel(workers, r.threads)
	return c, nil
}

// Close gives everything back.
func (c *computer) Close() error { return nil }

// on returns what makes executors in this process.
func (o *computeOptions) on(r resources) trainer.NewExecutor {
	return func(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		if o.executor == onReference {
			return reference.New(p, consts)
		}
		c := cpu.Options{Workers: r.threads, Memory: r.memory}
		if r.span != nil {
			c.Timeline = func(s cpu.Span) { r.span(p, s.Kernels, s.How, s.Start, s.End) }
		}
		x, err := cpu.New(p, consts, c)
		var much *cpu.MemoryError
		if errors.As(err, &much) && r.memory > 0 {
			return nil, fmt.Errorf("a step takes %.1f GB, allowed are %.1f GB of this machine's memory: make the batch or the model smaller", float64(much.Need)/1e9, float64(much.Allowed)/1e9)
		}
		return x, err
	}
}
