// Package runnertest checks runners: that one does what trainer.Runner says, and, by one that is late, that its users rely on no more.
package runnertest

import (
	"math"
	"testing"

	"refute/bisect/bisecttest"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/trainer"
	"refute/trainer/tensor"
)

// Conform checks runners against the definition, on a small job.
func Conform(t *testing.T, newRunner trainer.NewRunner) {
	j := bisecttest.Job(9, 4)
	w := want(t, j)
	open := func(t *testing.T, roots bool) *run {
		t.Helper()
		r, err := newRunner(j.Programs, j.Consts, trainer.RunnerOptions{Roots: roots})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close() })
		return &run{t, j, w, r}
	}
	t.Run("steps", func(t *testing.T) { open(t, true).steps() })
	t.Run("copies", func(t *testing.T) { open(t, true).copies(open(t, true)) })
	t.Run("no roots", func(t *testing.T) { open(t, false).without() })
	t.Run("misuse", func(t *testing.T) { open(t, true).misuse() })
}

// expected is what follows from the definition, by step.
type expected struct {
	roots  []checkpoint.Root
	states [][]tensor.Tensor
}

func want(t *testing.T, j *job.Job) (w expected) {
	t.Helper()
	r, err := bisecttest.NewRun(j, bisecttest.Executor(nil), nil)
	if err == nil {
		w.roots, err = r.Roots(t.Context(), 0, j.Steps)
	}
	for at := uint32(0); err == nil && at <= j.Steps; at++ {
		var s []tensor.Tensor
		s, err = r.State(t.Context(), at)
		w.states = append(w.states, s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

type run struct {
	*testing.T
	job    *job.Job
	want   expected
	runner trainer.Runner
}

func (r *run) ok(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *run) begin(at uint32) trainer.Pending {
	r.Helper()
	p, err := r.runner.Step(r.Context(), r.job.ProgramOf(at), at)
	r.ok(err)
	return p
}

// settle waits for a step and compares its root.
func (r *run) settle(at uint32, p trainer.Pending) {
	r.Helper()
	d, err := p.Wait(r.Context())
	r.ok(err)
	if len(d.Roots) != len(r.want.states[at]) {
		r.Fatalf("step %d: %d roots, the state has %d tensors", at, len(d.Roots), len(r.want.states[at]))
	}
	if got := checkpoint.RootOfState(d.Roots); got != r.want.roots[at] {
		r.Fatalf("step %d: root %s, want %s", at, got, r.want.roots[at])
	}
	if n := len(r.job.ProgramOf(at).Outputs); len(d.Outputs) != n {
		r.Fatalf("step %d: %d outputs, the program names %d", at, len(d.Outputs), n)
	}
	loss, ok := d.Output(r.job.ProgramOf(at), "loss") // it is what becomes of a state tensor, too
	if want := r.want.states[at][bisecttest.SChain].F32()[0]; ok != (at > 0) || ok && math.Float32bits(loss) != math.Float32bits(want) {
		r.Fatalf("step %d: loss %v (%t), want %v", at, loss, ok, want)
	}
}

// compare waits for a copy and compares it.
func (r *run) compare(at uint32, c trainer.Copy) {
	r.Helper()
	state, err := c.Wait(r.Context())
	r.ok(err)
	if got := checkpoint.StateRoot(state); got != r.want.roots[at] {
		r.Fatalf("the copy of step %d is %s, want %s", at, got, r.want.roots[at])
	}
}

// steps runs all steps with as many under way as may be, then some again from states that are loaded.
func (r *run) steps() {
	var begun []trainer.Pending
	for at := range r.job.Steps + 1 {
		if begun = append(begun, r.begin(at)); len(begun) == trainer.MaxInFlight {
			r.settle(at+1-trainer.MaxInFlight, begun[0])
			begun = begun[1:]
		}
	}
	for i, p := range begun {
		r.settle(r.job.Steps+1-uint32(len(begun)-i), p)
	}
	for _, from := range []uint32{4, 8, 2} {
		r.ok(r.runner.Load(trainer.CloneState(r.want.states[from])))
		c, err := r.runner.Save()
		r.ok(err)
		r.compare(from, c)
		c.Release()
		r.settle(from+1, r.begin(from+1))
	}
	r.ok(r.runner.Load(nil))
	r.settle(0, r.begin(0))
}

// copies takes copies of states with a step under way, lets the run go on, and gives one to another run.
func (r *run) copies(other *run) {
	copies := map[uint32]trainer.Copy{}
	for at := range r.job.Steps + 1 {
		p := r.begin(at)
		if at%3 != 0 {
			c, err := r.runner.Save()
			r.ok(err)
			copies[at] = c
		}
		if at == 5 {
			copies[2].Release()
			delete(copies, 2)
		}
		r.settle(at, p)
		for of, c := range copies {
			r.compare(of, c)
		}
	}
	state, err := copies[4].Wait(r.Context())
	r.ok(err)
	other.ok(other.runner.Load(trainer.CloneState(state)))
	for at := uint32(5); at <= r.job.Steps; at++ {
		other.settle(at, other.begin(at))
	}
	for _, c := range copies {
		c.Release()
	}
}

// without runs without roots.
func (r *run) without() {
	for at := range r.job.Steps + 1 {
		d, err := r.begin(at).Wait(r.Context())
		r.ok(err)
		if d.Roots != nil {
			r.Fatalf("step %d has roots that were not asked for", at)
		}
	}
	c, err := r.runner.Save()
	r.ok(err)
	r.compare(r.job.Steps, c)
	c.Release()
}

// misuse does what a caller must not: it is an error, of the call or of the next Wait, not a wrong state.
func (r *run) misuse() {
	refused := func(what string, p trainer.Pending, err error) {
		r.Helper()
		if err == nil {
			_, err = p.Wait(r.Context())
		}
		if err == nil {
			r.Error(what)
		}
	}
	p, err := r.runner.Step(r.Context(), r.job.ProgramOf(1), 1)
	refused("a step without a state", p, err)
	r.ok(r.runner.Load(nil))
	if _, err := r.runner.Save(); err == nil {
		r.Error("a copy of no state")
	}
	if err := r.runner.Load(trainer.NewState(r.job.Programs[0])[1:]); err == nil {
		r.Error("a state of too few tensors was loaded")
	}
	r.ok(r.runner.Load(nil))
	foreign := *r.job.Programs[0]
	p, err = r.runner.Step(r.Context(), &foreign, 0)
	refused("a program that is not the runner's", p, err)
	r.ok(r.runner.Load(nil))
	var begun []trainer.Pending
	for at := range uint32(trainer.MaxInFlight) {
		begun = append(begun, r.begin(at))
	}
	if _, err := r.runner.Step(r.Context(), r.job.ProgramOf(9), 9); err == nil {
		r.Error("more steps than allowed are under way")
	}
	for at, p := range begun {
		r.settle(uint32(at), p)
	}
	r.ok(r.runner.Close())
	if _, err := r.runner.Step(r.Context(), r.job.ProgramOf(0), 0); err == nil {
		r.Error("a step of a closed runner")
	}
}
