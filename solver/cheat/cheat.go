// Package cheat makes solvers that do not keep their word, for demonstrations and tests. A cheating solver is an honest one
// whose executor or publisher is wrapped: it defends itself as well as it can, since all that it claims is what it really ran.
package cheat

import (
	"fmt"
	"slices"
	"strings"

	"refute/checkpoint/job"
	"refute/solver"
	"refute/trainer"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Kind says in which way a solver cheats.
type Kind string

// The kinds.
const (
	None       Kind = "none"
	ULP        Kind = "ulp"        // the lowest bit of one element of one kernel's output is flipped
	Stale      Kind = "stale"      // the step is not computed: the state stays as it was
	Batch      Kind = "batch"      // another step's batch is trained on
	Optimizer  Kind = "optimizer"  // the parameters move by half as much again
	Round      Kind = "round"      // multiplication and addition are rounded twice instead of once
	Poison     Kind = "poison"     // the parameters are replaced by their negatives
	Equivocate Kind = "equivocate" // two signatures for one step
	Withhold   Kind = "withhold"   // as ulp, but nothing is published and no move answered
)

// Kinds are all kinds, None included, in the order of the documentation.
var Kinds = []Kind{None, ULP, Stale, Batch, Optimizer, Round, Poison, Equivocate, Withhold}

// ParseKind returns the kind of a name.
func ParseKind(s string) (Kind, error) {
	if k := Kind(s); slices.Contains(Kinds, k) {
		return k, nil
	}
	names := make([]string, len(Kinds))
	for i, k := range Kinds {
		names[i] = string(k)
	}
	return None, fmt.Errorf("cheat: unknown kind %q: allowed are %s", s, strings.Join(names, ", "))
}

// Plan is a cheat at one step.
type Plan struct {
	Kind Kind
	Step uint32 // from 1; step 0, the initial state, can be cheated on as well by ULP and Poison
	Seed uint64 // decides which element ULP and Withhold corrupt
	// Params are the state tensors that Optimizer and Poison change; nil means all f32 tensors but the momenta.
	Params []int
}

// Apply makes a solver's configuration cheat as planned. The configuration is otherwise that of an honest solver.
func (p Plan) Apply(cfg *solver.Config) error {
	if _, err := ParseKind(string(p.Kind)); err != nil {
		return err
	}
	if p.Kind == None {
		return nil
	}
	if p.Step > cfg.Job.Steps || p.Step == 0 && p.Kind != ULP && p.Kind != Poison && p.Kind != Equivocate && p.Kind != Withhold {
		return fmt.Errorf("cheat: %s at step %d: allowed are steps 1 to %d", p.Kind, p.Step, cfg.Job.Steps)
	}
	switch p.Kind {
	case Equivocate:
		if cfg.Feed == nil {
			return fmt.Errorf("cheat: equivocate needs a feed: two signatures that nobody sees harm nobody")
		}
		cfg.Publisher = &equivocator{feed: cfg.Feed, cfg: cfg, step: p.Step}
		return nil
	case Withhold:
		cfg.Feed, cfg.Publisher, cfg.Mute = nil, nil, true
	}
	wrapped, err := p.executor(cfg.Job, cfg.Executor)
	if err != nil {
		return err
	}
	cfg.Executor, cfg.Runner = wrapped, nil // which trains with the crooked executors, too
	return nil
}

// executor wraps what makes executors: those of the program that the planned step runs are crooked at that step.
func (p Plan) executor(j *job.Job, honest trainer.NewExecutor) (trainer.NewExecutor, error) {
	target := j.ProgramOf(p.Step)
	if p.Kind != ULP && p.Kind != Withhold {
		if _, err := p.crooked(target, honest, j.Consts); err != nil {
			return nil, err
		}
	}
	return func(prog *program.Program, consts []tensor.Tensor) (trainer.Executor, error) {
		x, err := honest(prog, consts)
		if err != nil || prog != target {
			return x, err
		}
		var wrong trainer.Executor
		if p.Kind == ULP || p.Kind == Withhold {
			wrong = &flipper{plan: p, program: prog, consts: consts, honest: honest, right: x}
		} else if wrong, err = p.crooked(prog, honest, consts); err != nil {
			return nil, err
		}
		return &at{step: p.Step, right: x, wrong: wrong}, nil
	}, nil
}

func (p Plan) crooked(prog *program.Program, honest trainer.NewExecutor, consts []tensor.Tensor) (trainer.Executor, error) {
	switch p.Kind {
	case Stale:
		x, err := honest(prog, consts)
		return &stale{x}, err
	case Batch:
		x, err := honest(prog, consts)
		return &other{x}, err
	case Round:
		twice, err := roundTwice(prog)
		if err != nil {
			return nil, err
		}
		return honest(twice, consts)
	case Optimizer:
		return p.changeParams(prog, honest, consts, moveFurther)
	case Poison:
		return p.changeParams(prog, honest, consts, negate)
	}
	return nil, fmt.Errorf("cheat: %s changes no executor", p.Kind)
}

// params returns the state tensors that are to be changed.
func (p Plan) params(prog *program.Program) []int {
	if p.Params != nil {
		return p.Params
	}
	var list []int
	for i, s := range prog.States {
		if s.Type == tensor.F32 && s.Kernel != program.Keep && !strings.HasPrefix(s.Name, "momentum of ") {
			list = append(list, i)
		}
	}
	return list
}
