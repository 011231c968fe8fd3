// Package bisect is the game of a dispute as a pure state machine: actions in, positions and verdicts out. It has no clock, chain,
// network or randomness inside, so that the players, the tests and a simulator play one and the same game.
// docs/protocol.md, section 4, is its specification, and the Disputes contract its other implementation.
//
// The defender is bound by what it anchored; the challenger asks for openings, each checked by hash; a few things are claims that only
// the defender can make (the trace, partial sums); the last question is decided by arithmetic, by a [Referee].
//
//	anchor ─▶ step t ─▶ trace root ─▶ kernel i ─▶ leaf ─▶ element ─▶ one window of its sum ─▶ verdict
//	History            Trace          Outputs     Tensor            Sums                     Window
//	                                     └▶ State: the trace is right, the state is not what it says
//
// A [Game] holds a [Position] and applies moves to it. [Defender] and [Challenger] are the honest strategies: functions from a position
// to the actions to be taken, given what the player knows ([Truth]). An honest player of either side wins against
// anybody: the package's tests play it against every kind of liar.
package bisect
