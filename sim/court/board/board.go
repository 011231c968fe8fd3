// Package board is what the simulator's disputes are about: a small real job with an honest run and runs that go wrong at one place, for the
// fidelities at which a dispute is played and not only reckoned.
//
// A scenario may have millions of steps; the board's one epoch of 64 stands in for the one that is disputed. What a dispute costs depends on
// the moves that it takes, and those are what the scenario asks for: a [Path] says whether the solver's data are published and how long
// the disputed sum is. The place itself (step, kernel, element) is drawn by the scenario's random numbers.
//
// Whatever a place needs is computed when it is first disputed, and kept: a few kilobytes for each of at most [Places] a path.
package board

import (
	"fmt"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/dispute/truth"
	"refute/trainer"
	"refute/trainer/tensor"
)

// Path says which way a dispute goes.
type Path struct {
	Withheld bool // the solver shows nothing off chain: every opening is a move
	Rounds   int  // rounds of partial sums: 0, 1 (up to 256 windows), 2 (up to 65,536)
}

// Paths are all that a board has.
var Paths = []Path{{false, 0}, {false, 1}, {false, 2}, {true, 0}, {true, 1}, {true, 2}}

// String returns the path's name: "published-4" or "withheld-13", with the moves of a game whose challenger is right.
func (p Path) String() string {
	if p.Withheld {
		return fmt.Sprintf("withheld-%d", p.Moves())
	}
	return fmt.Sprintf("published-%d", p.Moves())
}

// Moves returns how many moves a game takes, from the opening to the verdict, if its challenger is right and both sides play to the end. A false
// challenge takes one more: the verdict is then the defender's to ask for.
func (p Path) Moves() int {
	s := bisect.Shape{Epoch: Steps, Kernels: kernels, States: states, Leaves: 1, Windows: windows[p.Rounds]}
	return bisect.MaxMoves(s, !p.Withheld)
}

// Counts on which moves depend; New checks them against the job.
const (
	kernels = 7
	states  = 2
)

var windows = [...]uint64{1, 150, 300}

// Places is how many places of a path are ever disputed.
const Places = 256

// Board holds the job, its honest run, and what was computed of places. It is not for concurrent use.
type Board struct {
	Job  *job.Job
	Spec *job.Spec

	honest  *run
	right   *Case
	wrong   map[Path]*[Places]*Case
	targets map[Path][]uint32 // kernels of the step program
	desk    desk
}

// Case is a run that a solver has anchored, and what both sides know of it.
type Case struct {
	Wrong   bool // at Place
	Place   Place
	Anchors [2]bisect.Root // A_0 and A_1
	Claim   bisect.Claim

	// Defender is what the solver computed: of a wrong run, with the error in it.
	Defender bisect.Truth
	// Own is an honest run. OnTheirs is what follows honestly from the solver's own states.
	Own, OnTheirs bisect.Truth
}

// Place is where a dispute leads.
type Place struct {
	Step    uint32
	Kernel  uint32
	Element int64
}

// New runs the job.
func New() (*Board, error) {
	j, err := newJob()
	if err != nil {
		return nil, err
	}
	b := &Board{Job: j, wrong: map[Path]*[Places]*Case{}, targets: map[Path][]uint32{}, desk: desk{sections: map[sectionKey]section{}}}
	if b.Spec, err = j.Spec(); err != nil {
		return nil, fmt.Errorf("board: %w", err)
	}
	step := j.Programs[1]
	for i := range step.Kernels {
		k := &step.Kernels[i]
		rounds := 0
		for n := k.Windows(); n > 1; n = (n + int64(bisect.DefaultArities.Sums) - 1) / int64(bisect.DefaultArities.Sums) {
			rounds++
		}
		if uint64(k.Windows()) != windows[rounds] {
			return nil, fmt.Errorf("board: kernel %d has %d windows, want %d", i, k.Windows(), windows[rounds])
		}
		b.targets[Path{false, rounds}] = append(b.targets[Path{false, rounds}], uint32(i))
		if checkpoint.LeafCount(k.Type, uint64(k.Count())) == 1 { // so that all such games are of one length
			b.targets[Path{true, rounds}] = append(b.targets[Path{true, rounds}], uint32(i))
		}
	}
	if len(step.Kernels) != kernels || len(step.States) != states || len(b.targets) != len(Paths) {
		return nil, fmt.Errorf("board: the step has %d kernels and %d states, the kernels in question are %v", len(step.Kernels), len(step.States), b.targets)
	}
	if b.honest, err = newRun(j); err != nil {
		return nil, err
	}
	b.right = &Case{}
	return b, b.set(b.right, b.honest, executor)
}

// State returns the tensors of the honest run's state after a step. They must not be changed.
func (b *Board) State(t uint32) []tensor.Tensor { return b.honest.states[t] }

// Honest returns the honest run, of which a false challenge doubts the place that is drawn.
func (b *Board) Honest(p Path, draw uint64) *Case {
	c := *b.right
	c.Place = b.place(p, draw%Places)
	return &c
}

// Wrong returns a run that is wrong at a place drawn.
func (b *Board) Wrong(p Path, draw uint64) (*Case, error) {
	all := b.wrong[p]
	if all == nil {
		all = new([Places]*Case)
		b.wrong[p] = all
	}
	n := draw % Places
	if all[n] != nil {
		return all[n], nil
	}
	c := &Case{Wrong: true, Place: b.place(p, n)}
	// The highest bits of the mantissa first; a number whose change is lost in rounding would be no fault.
	for bit := 22; bit >= 0; bit-- {
		f := flip{c.Place.Step, int(c.Place.Kernel), c.Place.Element, 1 << bit}
		r, shows, err := corrupted(b.Job, b.honest, f)
		if err != nil {
			return nil, err
		}
		if shows {
			all[n] = c
			return c, b.set(c, r, f.executor)
		}
	}
	return nil, fmt.Errorf("board: no error at %+v reaches the state", c.Place)
}

// set fills in a case about a run.
func (b *Board) set(c *Case, r *run, x trainer.NewExecutor) error {
	for e := range c.Anchors {
		root, err := r.anchor(checkpoint.Epoch(e))
		if err != nil {
			return err
		}
		c.Anchors[e] = root
	}
	c.Claim = bisect.Claim{Spec: b.Spec, Epoch: 1, Anchor: c.Anchors[1], Previous: c.Anchors[0]}
	c.Defender = b.newMemo(func() *truth.Local { return &truth.Local{Job: b.Job, States: r, Executor: x, Committed: true} })
	c.Own = b.newMemo(func() *truth.Local { return &truth.Local{Job: b.Job, States: b.honest, Executor: executor} })
	c.OnTheirs = b.newMemo(func() *truth.Local { return &truth.Local{Job: b.Job, States: r, Executor: executor} })
	return nil
}

// place returns place n of a path.
func (b *Board) place(p Path, n uint64) Place {
	x := n<<8 | uint64(p.Rounds)<<1
	if p.Withheld {
		x++
	}
	next := func(below uint64) uint64 { // splitmix64
		x += 0x9e3779b97f4a7c15
		z := x
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return (z ^ z>>31) % below
	}
	of := b.targets[p]
	k := of[next(uint64(len(of)))]
	return Place{uint32(1 + next(Steps)), k, int64(next(uint64(b.Job.Programs[1].Kernels[k].Count())))}
}
