package model

import (
	"refute/sim/kernel"
	"refute/sim/ledger"
)

// Plan is what a solver does with a task. The zero value is an honest one.
type Plan struct {
	Bad    int64       // steps that are wrong
	Saved  float64     // share of the cost that is not spent
	Gain   ledger.Gwei // from outside, if the task is paid for
	Meant  bool        // that the steps are wrong is meant: a cheat, and no accident
	Late   bool        // it misses the deadline
	Hidden bool        // neither checkpoints nor state roots are shown: games go the long way
	Leaks  bool        // allies learn what it knows: forced errors, trace roots
	Ally   bool        // allied verifiers pass it
	Stalls bool        // it does not answer in games
	Twice  bool        // it signs two roots for one step
	Self   bool        // names of its own challenge it first
	Bribe  ledger.Gwei // to each verifier that found something
	Hands  int         // under how many names it challenges itself
	Counts bool        // and does so when it sees a challenge coming
	Drags  bool        // it moves in the last instant of its clock
	Dodges float64     // chance that it knows a predictable sample
	Grinds int         // times that it can draw the auditors again
	Censor ledger.Gwei // what it spends on keeping transactions out
}

// Task is a task on its way.
type Task struct {
	slot    int32
	Number  int
	Solver  int32
	arm     int32 // that the solver played
	Steps   int64
	Reward  ledger.Gwei
	Cost    ledger.Gwei
	Bond    ledger.Gwei
	Cheap   bool
	Forced  bool // the scheme has told the solver to show a wrong result
	Checked bool // auditors were drawn
	hit     bool // a bad step is among those that they are to compute
	sniped  bool // those who wait for challenges have seen one

	Plan Plan

	Anchored  kernel.Time
	WindowEnd kernel.Time
	FaultAt   kernel.Time // when its fault was public; Never before
	Slashed   bool
	settled   bool
	games     int32
	pending   int32 // events that speak of it

	winners []claim // games that were won
	claims  []claim // of a jackpot, or of an audit's pay
	copies  []claim // of those who say what others say, if others say something
	idle    []claim // of verifiers that passed it without looking
	drawn   []int32
	draw    int // how often the auditors were drawn again
}

// claim is a verifier's, to be paid or punished: a game that it won, a forced error that it found, a task that it passed.
type claim struct {
	verifier int32 // -1: the solver's own other name
	arm      int32
	opened   kernel.Time
	number   int64       // of the game, in the order of their openings
	won      kernel.Time // when
	gas      ledger.Gwei // metered, to be repaid
	owes     ledger.Gwei // for gas that it could not pay itself
	blind    bool        // its report named nothing
}

// first reports whether a claim has a share in the slashed bond: its game was opened before the fault was public, and its report named it.
func (c *claim) first(t *Task) bool { return !c.blind && c.opened < t.FaultAt }

// Wrong reports whether there is something to be found.
func (t *Task) Wrong() bool { return t.Plan.Bad > 0 || t.Forced }

// forget empties what is known of a task, and keeps the memory.
func (t *Task) forget() {
	*t = Task{slot: t.slot, winners: t.winners[:0], claims: t.claims[:0], copies: t.copies[:0], idle: t.idle[:0], drawn: t.drawn[:0]}
}

// newTask takes a task from those that are over, or makes one.
func (w *World) newTask() *Task {
	var t *Task
	if n := len(w.over); n > 0 {
		t = w.tasks[w.over[n-1]]
		w.over = w.over[:n-1]
		w.held -= len(t.claims) + len(t.copies) + len(t.idle)
		t.forget()
	} else {
		w.within(len(w.tasks)+1, maxTasks, "tasks are on their way", "have fewer of them, or let them come more slowly (task.every)")
		t = &Task{slot: int32(len(w.tasks))}
		w.tasks = append(w.tasks, t)
	}
	t.FaultAt = kernel.Never
	return t
}

// about schedules an event that speaks of a task.
func (w *World) about(t *Task, at kernel.Time, kind kernel.Kind, who int32, flags int64) {
	if at == kernel.Never {
		return
	}
	if w.k.Pending() > maxPending && !w.within(w.k.Pending(), maxPending, "events wait", "have fewer verifiers or names (sybils), or fewer tasks at a time (task.every)") {
		return
	}
	t.pending++
	w.k.Schedule(at, 128, kind, who, int64(t.slot)|flags<<32)
}
