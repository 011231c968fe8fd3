package reference

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"

	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Sampled is an executor for programs of which the definition takes too long: another executes the step, and of each kernel's output elements are
// computed by the definition too, from the inputs that the other one made. It finds whatever makes an executor wrong at many places or at the
// ends of tensors, and a single wrong element only by luck.
type Sampled struct {
	program *program.Program
	consts  []tensor.Tensor
	fast    trainer.Executor
	terms   int64
	seed    uint64
	last    []int // the last kernel that reads the output of each
}

// SampledTerms is how many terms of each kernel are computed by the definition if nobody says otherwise: a fraction of a second's worth.
const SampledTerms = 1 << 17

// DiffersError says that an executor and the definition disagree.
type DiffersError struct {
	Step       uint32
	Kernel     int
	Name       string
	Element    int64
	Definition uint32
	Executor   uint32
}

func (e *DiffersError) Error() string {
	return fmt.Sprintf("reference: step %d, kernel %d (%s), element %d: the definition gives 0x%08x, the executor 0x%08x: this machine or the executor is broken",
		e.Step, e.Kernel, e.Name, e.Element, e.Definition, e.Executor)
}

// NewSampled returns an executor of a program over the job's constants, which fast executes. Of each kernel so many elements are checked that they have
// at most so many terms (SampledTerms if 0), but always the first and the last; the others are drawn from the seed.
func NewSampled(p *program.Program, consts []tensor.Tensor, fast trainer.Executor, terms int64, seed uint64) (*Sampled, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if err := trainer.CheckConsts(p, consts); err != nil {
		return nil, err
	}
	if terms <= 0 {
		terms = SampledTerms
	}
	x := &Sampled{program: p, consts: consts, fast: fast, terms: terms, seed: seed, last: make([]int, len(p.Kernels))}
	for k := range p.Kernels {
		for _, o := range p.Kernels[k].Operands {
			if o.Space == program.InKernel {
				x.last[o.Tensor] = k
			}
		}
	}
	return x, nil
}

// Step implements trainer.Executor. The error is a [*DiffersError] if an element is not what the definition gives. It keeps outputs as long as a kernel
// reads them.
func (x *Sampled) Step(ctx context.Context, next, prev []tensor.Tensor, t uint32, visit trainer.Visit) error {
	outs := make([]tensor.Tensor, len(x.program.Kernels))
	seen := 0
	err := x.fast.Step(ctx, next, prev, t, func(k int, out tensor.Tensor) error {
		if k != seen || k >= len(outs) || out.Type != x.program.Kernels[k].Type || int64(out.Len()) != x.program.Kernels[k].Count() {
			return fmt.Errorf("reference: the executor showed %s[%d] as the output of kernel %d after %d kernels", out.Type, out.Len(), k, seen)
		}
		seen++
		if err := x.check(ctx, k, out, prev, outs, t); err != nil {
			return err
		}
		for _, o := range x.program.Kernels[k].Operands {
			if o.Space == program.InKernel && x.last[o.Tensor] == k {
				outs[o.Tensor] = tensor.Tensor{}
			}
		}
		if x.last[k] > k {
			outs[k] = out.Clone()
		}
		if visit != nil {
			return visit(k, out)
		}
		return nil
	})
	if err == nil && seen != len(outs) {
		err = errors.New("reference: the executor did not show all outputs")
	}
	return err
}

// check computes elements of kernel k's output.
func (x *Sampled) check(ctx context.Context, k int, out tensor.Tensor, prev, outs []tensor.Tensor, t uint32) error {
	kernel := &x.program.Kernels[k]
	count := kernel.Count()
	n := min(count, max(2, x.terms/kernel.Terms()))
	rng := rand.New(rand.NewPCG(x.seed, uint64(t)<<32|uint64(k)))
	elements := make([]int64, n)
	for i := range elements {
		switch {
		case n == count:
			elements[i] = int64(i)
		case i == 1:
			elements[i] = count - 1
		case i > 1:
			elements[i] = rng.Int64N(count)
		}
	}
	read := Tensors(kernel, prev, x.consts, outs)
	var next atomic.Int64
	var group sync.WaitGroup
	wrong := make([]error, min(runtime.GOMAXPROCS(0), len(elements)))
	for w := range wrong {
		group.Go(func() {
			for i := next.Add(1) - 1; i < n && ctx.Err() == nil; i = next.Add(1) - 1 {
				e := elements[i]
				if want, _ := Element(kernel, t, e, read); want != out.Words[e] { // reading memory cannot fail
					wrong[w] = &DiffersError{t, k, kernel.Name, e, want, out.Words[e]}
					return
				}
			}
		})
	}
	group.Wait()
	for _, err := range wrong {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}
