package model

import (
	"context"
	"fmt"
)

// What a run may hold at once, so that it fits a machine's memory whatever the scenario asks for.
const (
	maxPending = 1 << 25 // events that wait: 1 GiB
	maxTasks   = 1 << 20 // tasks on their way: half a GiB
	maxGames   = 1 << 20 // games that are played: half a GiB; more where each has its players
	maxClaims  = 1 << 24 // claims to jackpots, to audits' pay and the like, of all tasks on their way: 1 GiB
)

// within reports whether n things are no more than a run may hold, and ends the run if they are.
func (w *World) within(n, most int, what, remedy string) bool {
	if n > most {
		w.Fail(fmt.Errorf("model: more than %d %s at once: %s", most, what, remedy))
	}
	return n <= most
}

// hold adds a claim to a list of a task's.
func (w *World) hold(to *[]claim, c claim) {
	if w.within(w.held+1, maxClaims, "claims are held", "have fewer verifiers or names (sybils), or fewer tasks at a time (task.every, terms.window)") {
		w.held++
		*to = append(*to, c)
	}
}

// work counts what a run does, in steps of some nanoseconds, down to when it looks whether it is to end: an event may be one of them, or a million.
type work struct {
	left int
	ctx  context.Context
}

// Steps of a run.
const (
	stepsPerLook = 1 << 14
	stepsPerMove = 1 << 11 // of a game, which may be played by contracts
)

func (k *work) did(steps int) { k.left -= steps }

// over reports whether it is time to look.
func (k *work) over() bool { return k.left <= 0 }

// interrupted reports whether a loop within an event is to give up, since the run is.
func (k *work) interrupted() bool { return k.left <= 0 && k.ctx.Err() != nil }
