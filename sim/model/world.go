package model

import (
	"refute/sim/kernel"
	"refute/sim/ledger"
	"refute/sim/scenario"
)

// The events of a run.
const (
	evArrive  kernel.Kind = iota // a task comes
	evAnchor                     // who: solver, of a task
	evLapse                      // a task's deadline
	evSeen                       // who: verifier; a task's anchor has come to it
	evAudited                    // who: verifier; its audit of a task is done
	evOpen                       // who: verifier; its challenge is included
	evReveal                     // sealed answers to an audit are shown
	evWindow                     // a task's window is over
	evGame                       // of the court; arg: game
)

// Purposes of random streams.
var (
	forWorld   = kernel.Named("world")
	forChoice  = kernel.Named("choice")
	forNet     = kernel.Named("net")
	forAbsence = kernel.Named("absence")
	forCrash   = kernel.Named("crash")
	forCut     = kernel.Named("partition")
	forSpike   = kernel.Named("spike")
	forDraw    = kernel.Named("draw")
	forSteps   = kernel.Named("steps")
	forGame    = kernel.Named("game")
	forLearn   = kernel.Named("learn")
)

// worldEntity is the entity of streams that belong to nobody; agents' are their IDs.
const worldEntity = 1 << 40

// World is a simulated economy.
type World struct {
	S   *scenario.Scenario
	Gas Gas

	k      kernel.Kernel
	source kernel.Source
	money  ledger.Ledger
	court  Court
	err    error

	escrow, bonds, pot ledger.Account

	solvers   []Solver
	verifiers []Verifier
	solverOf  []solverGroup
	verifyOf  []verifierGroup
	snipers   []int32

	tasks  []*Task
	over   []int32 // slots of tasks that are over
	games  []*Game
	ended  []int32
	issued int

	chance  kernel.Stream // of the world
	draw    kernel.Stream // of the beacon
	crashes spells
	cuts    spells
	spikes  spells
	stakes  []float64 // running sums over verifiers

	m        metrics
	metric   []metric
	watch    Watch
	verdicts kept
	learner  Learner
	pay      []float64
	act      Audit // of the verifier that was asked last: here, since strategies, being values, would have each on the heap
	work     work
	held     int // claims, of all tasks
	delay    int
	chess    bool // clocks
	calm     bool // nobody is ever away
}

// Watch is told what happens, for records. Both may be nil.
type Watch struct {
	Sample func(at kernel.Time, series string, value float64)
	Event  func(at kernel.Time, kind, actor string, task int, amount ledger.Gwei, note string)
}

// New returns a world for a scenario, whose disputes are judged by the court.
func New(s *scenario.Scenario, c Court) (*World, error) {
	w := &World{S: s, Gas: DefaultGas(), court: c}
	if err := w.groups(); err != nil {
		return nil, err
	}
	w.metric = w.columns()
	return w, nil
}

// Now returns the time.
func (w *World) Now() kernel.Time { return w.k.Now() }

// Seed returns what stands for the run in records.
func (w *World) Seed() uint64 { return w.source.Key() }

// Handled returns the number of events of the run.
func (w *World) Handled() int64 { return w.k.Handled() }
