package model

import (
	"refute/sim/kernel"
	"refute/sim/ledger"
)

// agent is what solvers and verifiers have in common.
type agent struct {
	ID      int32  // solvers first, then verifiers
	index   int32  // among its kind
	entity  uint64 // by kind, group and number in the group: others' streams do not change when a group is added
	Group   int32
	Account ledger.Account
	Region  int32
	Arm     int32 // the arm that it plays, if its group learns

	choice  kernel.Stream // its decisions
	net     kernel.Stream // delays of its messages
	absence absence
}

// Solver computes tasks.
type Solver struct {
	agent
	free   kernel.Time // when its machine is
	answer kernel.Time // when its machine has answered what it was asked in games
}

// Verifier audits tasks.
type Verifier struct {
	agent
	free    kernel.Time // when its machine is
	waiting int32       // audits that its machine has before it, with that in progress
	gone    bool        // it has left, or is ruined
	streak  int32       // tasks since it last was in profit
	mark    ledger.Gwei // its balance then
}
