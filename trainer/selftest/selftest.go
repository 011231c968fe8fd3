// Package selftest checks that an executor gives the right bits on this machine: a few fixed programs are run, and the roots of their states compared with
// those that trainer/reference gave, which are in the binary. What differs is traced to the first kernel.
package selftest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"

	"refute/checkpoint"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// Case is a job of a few steps.
type Case struct {
	Name   string
	Steps  []*program.Program // step First+i runs Steps[i]
	First  uint32             // 0 if the first is an init program
	Consts []tensor.Tensor
	State  []tensor.Tensor // before the first step; nil before an init program
}

// Subject is an executor under test.
type Subject struct {
	Executor trainer.NewExecutor
	Runner   trainer.NewRunner
}

// Difference is where an executor gave other bits than the reference.
type Difference struct {
	Case   string `json:"case"`
	Step   uint32 `json:"step"`
	Kernel int    `json:"kernel"` // the first that differs; -1: each is right alone, and the step as a whole is not
	Name   string `json:"name"`   // of the kernel
	At     int    `json:"element"`
	Got    uint32 `json:"got"`
	Want   uint32 `json:"want"`
	Whole  bool   `json:"whole"` // found in whole steps, whose kernels run together; else kernel by kernel
}

func (d *Difference) String() string {
	where := fmt.Sprintf("%s, step %d", d.Case, d.Step)
	if d.Kernel < 0 {
		return where + ": the state differs from the reference's, and no kernel does when they run one by one"
	}
	return fmt.Sprintf("%s, kernel %d (%s), element %d: %08x, the reference has %08x", where, d.Kernel, d.Name, d.At, d.Got, d.Want)
}

// golden are the roots of the cases' states after each step, and of their programs.
type golden struct {
	Case     string            `json:"case"`
	Programs []checkpoint.Root `json:"programs"`
	States   []checkpoint.Root `json:"states"`
}

//go:embed golden.json
var goldenJSON []byte

// Run runs all cases. It returns the first difference of each case that has one. An error says that the executor could not run.
func Run(ctx context.Context, s Subject) ([]*Difference, error) {
	var want []golden
	if err := json.Unmarshal(goldenJSON, &want); err != nil {
		return nil, fmt.Errorf("selftest: golden.json: %w", err)
	}
	cases, err := Cases()
	if err != nil {
		return nil, err
	}
	if len(want) != len(cases) {
		return nil, fmt.Errorf("selftest: golden.json has %d cases, wanted are %d: run `make golden`", len(want), len(cases))
	}
	var all []*Difference
	for i := range cases {
		d, err := cases[i].run(ctx, s, want[i].States)
		if err != nil {
			return all, fmt.Errorf("%s: %w", cases[i].Name, err)
		}
		if d != nil {
			all = append(all, d)
		}
	}
	return all, nil
}

// run compares a case's roots, of whole steps and of steps whose kernels are all seen.
func (c *Case) run(ctx context.Context, s Subject, want []checkpoint.Root) (*Difference, error) {
	if s.Runner != nil {
		got, err := c.whole(ctx, s.Runner)
		if err != nil {
			return nil, err
		}
		if i := unequal(got, want); i >= 0 {
			d, err := c.locate(ctx, s, i)
			if d != nil {
				d.Whole = true
			}
			return d, err
		}
	}
	got, err := c.seen(ctx, s.Executor)
	if err != nil {
		return nil, err
	}
	if i := unequal(got, want); i >= 0 {
		return c.locate(ctx, s, i)
	}
	return nil, nil
}

func unequal(got, want []checkpoint.Root) int {
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			return i
		}
	}
	return -1
}

// whole runs the steps as a training does and returns the states' roots.
func (c *Case) whole(ctx context.Context, runner trainer.NewRunner) (roots []checkpoint.Root, err error) {
	var programs []*program.Program
	for i, p := range c.Steps {
		if i == 0 || p != c.Steps[i-1] {
			programs = append(programs, p)
		}
	}
	r, err := runner(programs, c.Consts, trainer.RunnerOptions{Roots: true})
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := r.Close(); err == nil {
			err = e
		}
	}()
	var state []tensor.Tensor
	if c.State != nil {
		state = trainer.CloneState(c.State)
	}
	if err := r.Load(state); err != nil {
		return nil, err
	}
	for i, p := range c.Steps {
		pending, err := r.Step(ctx, p, c.First+uint32(i))
		if err != nil {
			return nil, err
		}
		done, err := pending.Wait(ctx)
		if err != nil {
			return nil, err
		}
		tensors := make([]checkpoint.Root, len(done.Roots))
		for j, root := range done.Roots {
			tensors[j] = root
		}
		roots = append(roots, checkpoint.NodeTree(tensors).Root())
	}
	return roots, nil
}

// seen runs the steps as a verifier does that looks at every kernel's output.
func (c *Case) seen(ctx context.Context, executor trainer.NewExecutor) ([]checkpoint.Root, error) {
	var roots []checkpoint.Root
	err := c.each(ctx, executor, len(c.Steps), func(int, tensor.Tensor) error { return nil }, func(state []tensor.Tensor) {
		roots = append(roots, checkpoint.StateRoot(state))
	})
	return roots, err
}

// each runs the first n steps on an executor, showing the kernels of the last and every state.
func (c *Case) each(ctx context.Context, executor trainer.NewExecutor, n int, visit trainer.Visit, after func(state []tensor.Tensor)) error {
	prev := c.State
	for i, p := range c.Steps[:n] {
		x, err := executor(p, c.Consts)
		if err != nil {
			return err
		}
		next := trainer.NewState(p)
		v := visit
		if i != n-1 {
			v = func(int, tensor.Tensor) error { return nil }
		}
		err = x.Step(ctx, next, prev, c.First+uint32(i), v)
		if closer, ok := x.(io.Closer); ok {
			if e := closer.Close(); err == nil {
				err = e
			}
		}
		if err != nil {
			return err
		}
		after(next)
		prev = next
	}
	return nil
}

// locate finds the first kernel of step number i of the case in which the executor differs from the reference, from the same state before it.
func (c *Case) locate(ctx context.Context, s Subject, i int) (*Difference, error) {
	d := &Difference{Case: c.Name, Step: c.First + uint32(i), Kernel: -1}
	var outs []tensor.Tensor
	before := c.State
	err := c.each(ctx, Reference, i+1, func(_ int, out tensor.Tensor) error {
		outs = append(outs, out.Clone())
		return nil
	}, func(state []tensor.Tensor) {
		if len(outs) == 0 { // the states before the step
			before = state
		}
	})
	if err != nil {
		return nil, err
	}
	one := Case{Steps: c.Steps[i : i+1], First: d.Step, Consts: c.Consts, State: before}
	err = one.each(ctx, s.Executor, 1, func(k int, out tensor.Tensor) error {
		if d.Kernel >= 0 {
			return nil
		}
		for e, w := range outs[k].Words {
			if out.Words[e] != w {
				d.Kernel, d.Name, d.At, d.Got, d.Want = k, c.Steps[i].Kernels[k].Name, e, out.Words[e], w
				break
			}
		}
		return nil
	}, func([]tensor.Tensor) {})
	return d, err
}

// Reference is the definition as an executor under test.
func Reference(p *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
	return reference.New(p, consts)
}
