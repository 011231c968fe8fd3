package model

import (
	"refute/bisect"
	"refute/sim/kernel"
	"refute/sim/ledger"
)

// Court plays disputes.
type Court interface {
	// Reset begins a run.
	Reset(w *World) error
	// Open begins a game, whose opening is included now. The court calls w.Verdict once, now or in a Handle that it scheduled with
	// w.Later.
	Open(w *World, g *Game)
	// Handle goes on with a game.
	Handle(w *World, g *Game, arg int32)
}

// Treasury is a court that also keeps the money of the tasks that it judges, and compares.
type Treasury interface {
	Court
	// Settled tells that a task is over, and what the winners of its games were paid out of the solver's bond.
	Settled(w *World, t *Task, paid []Paid)
}

// Paid is what the winner of a game got out of the bond: its gas, and its share.
type Paid struct {
	Game   int64 // its number
	Amount ledger.Gwei
}

// Game is a dispute.
type Game struct {
	slot   int32
	Number int64 // in the order in which the run's games are opened, from 1
	Task   *Task
	Who    int32   // verifier that challenges; -1 if it is another name of the solver's
	arm    int32   // that it played
	Right  bool    // whether the challenger is
	Blind  bool    // whether the challenger does not know what is wrong, so that its report names nothing
	Hidden bool    // whether openings must be forced on chain
	Stalls bool    // whether the defender answers nothing
	Drags  [3]bool // whether a side moves in the last instant of its clock; index is a bisect.Side
	Opened kernel.Time
	Clock  [3]kernel.Time // what each side has left; index is a bisect.Side
	Stream kernel.Stream  // of the game: delays, and where the fault is

	// Censor is what is left of the defender's money for keeping the challenger's transactions out.
	Censor int64
	// State is the court's own.
	State any
}

// Asks reports whether openings are forced on chain: the solver shows nothing, or its challenger does not know where to look, and is not answered.
func (g *Game) Asks() bool { return g.Hidden || g.Blind && g.Stalls }

// Verdict is how a game ended.
type Verdict struct {
	Winner  bisect.Side
	Moves   int
	Gas     [3]uint64      // that each side used, the opening with it; index is a bisect.Side
	Fees    [3]ledger.Gwei // what it cost
	Metered [3]ledger.Gwei // what the contract's meter read of that, at the capped price
	Named   kernel.Time    // when the step was named; kernel.Never if the game ended before
	Late    bool           // a clock ran out
}

// Spend adds a side's transaction, included at an instant, of which the contract's meter reads a part.
func (w *World) Spend(v *Verdict, side bisect.Side, at kernel.Time, gas, metered uint64) {
	price := w.GasPrice(at)
	v.Moves++
	v.Gas[side] += gas
	v.Fees[side] += ledger.Gwei(float64(gas) * price)
	v.Metered[side] += ledger.Gwei(float64(metered) * min(price, float64(w.S.Chain.GasCap)))
}

// newGame takes a game from those that are over, or makes one.
func (w *World) newGame() *Game {
	if n := len(w.ended); n > 0 {
		g := w.games[w.ended[n-1]]
		w.ended = w.ended[:n-1]
		*g = Game{slot: g.slot, State: g.State}
		return g
	}
	w.within(len(w.games)+1, maxGames, "games are played", "have fewer that challenge, or under fewer names (hands, sybils), or fewer tasks at a time (task.every)")
	g := &Game{slot: int32(len(w.games))}
	w.games = append(w.games, g)
	return g
}

// Later schedules an event of a game. It comes before all others of its instant, whatever court it is.
func (w *World) Later(g *Game, at kernel.Time, arg int32) {
	w.k.Schedule(at, 64, evGame, arg, int64(g.slot))
}

// agentOf returns the agent who plays a side.
func (w *World) agentOf(g *Game, side bisect.Side) *agent {
	if side == bisect.Challenger && g.Who >= 0 {
		return &w.verifiers[g.Who].agent
	}
	return &w.solvers[g.Task.Solver].agent
}

// Move returns when the next move of a side is included, if it decides on it at an instant; and the last instant at which it may be. A move that
// comes after that is a clock that has run out. It takes the time from the side's clock.
//
// With chess clocks each side has Clock for all its moves and Extension at least for each; with a clock for each move it has Extension.
func (w *World) Move(g *Game, side bisect.Side, at kernel.Time) (included, last kernel.Time) {
	left := w.S.Terms.Extension
	if w.chess {
		left = max(left, g.Clock[side])
	}
	last = at.Plus(left)
	if side == bisect.Defender && g.Stalls {
		return kernel.Never, last
	}
	a := w.agentOf(g, side)
	ready := at
	if side == bisect.Defender {
		s := &w.solvers[g.Task.Solver]
		if d := w.solverOf[s.Group].Answer; d > 0 {
			s.answer = max(s.answer, at).Plus(d)
			ready = s.answer
		}
	}
	included = w.Include(a, &g.Stream, ready)
	if side == bisect.Challenger && g.Right {
		included = w.censored(g, included, last)
	}
	if g.Drags[side] && included < last && last != kernel.Never {
		included = last
	}
	g.Clock[side] = max(0, g.Clock[side]-(included-at))
	return included, last
}

// censored keeps a transaction out until after the last instant, if the defender can pay for so many blocks; otherwise it does not try.
func (w *World) censored(g *Game, included, last kernel.Time) kernel.Time {
	if g.Censor == 0 || included > last {
		return included
	}
	block := max(w.S.Chain.Block, kernel.Millisecond)
	blocks := int64((last-included)/block) + 1
	fee := int64(w.S.Chain.CensorFee)
	if fee > 0 && blocks > g.Censor/fee {
		return included
	}
	cost := blocks * fee
	g.Censor -= cost
	w.censorPaid(g, cost)
	return last.Plus(block)
}

// Abstract is the court at which a dispute is its outcome, cost and duration: the moves of the path that the game would take, their delays
// drawn as they come, at once; and one event at the end. Only where games wait for one another, or for money, there is an event for each move.
type Abstract struct{}

// Reset implements Court.
func (Abstract) Reset(*World) error { return nil }

// Open implements Court.
func (Abstract) Open(w *World, g *Game) {
	v := w.verdicts.of(g)
	*v = Verdict{Winner: bisect.Defender, Named: kernel.Never}
	if g.Right {
		v.Winner = bisect.Challenger
	}
	opening := w.Gas.Path(g.Asks(), w.S.Task.Rounds, g.Right).Moves[0]
	w.Spend(v, bisect.Challenger, g.Opened, opening.Gas, opening.Metered)
	w.goOn(g, v, g.Opened)
}

// Events of abstract games.
const (
	argVerdict = iota
	argNext    // a move is made
)

// Handle implements Court.
func (Abstract) Handle(w *World, g *Game, arg int32) {
	if v := w.verdicts.of(g); arg == argVerdict {
		w.Verdict(g, *v)
	} else {
		w.goOn(g, v, w.Now())
	}
}

// goOn makes the moves that follow, at once or the next one alone.
func (w *World) goOn(g *Game, v *Verdict, at kernel.Time) {
	path := w.Gas.Path(g.Asks(), w.S.Task.Rounds, g.Right)
	waits := g.Censor > 0 || w.solverGroup(&w.solvers[g.Task.Solver]).Answer > 0
	for v.Moves < len(path.Moves) {
		m := &path.Moves[v.Moves]
		included, last := w.Move(g, m.Side, at)
		if included > last {
			winner := m.Side.Other()
			v.Winner, v.Late = winner, true
			at = w.Timeout(g, winner, last)
			gas, metered := w.Gas.Timeout(winner)
			w.Spend(v, winner, at, gas, metered)
			break
		}
		at = included
		if v.Moves == path.Named {
			v.Named = at
		}
		w.Spend(v, m.Side, at, m.Gas, m.Metered)
		if waits && v.Moves < len(path.Moves) {
			w.Later(g, at, argNext)
			return
		}
	}
	w.Later(g, at, argVerdict)
}

// Timeout returns when a side's claim of the other's time is included: sent after the last instant.
func (w *World) Timeout(g *Game, by bisect.Side, last kernel.Time) kernel.Time {
	at := w.Include(w.agentOf(g, by), &g.Stream, last.Plus(1))
	if at == kernel.Never { // it never comes back: anybody may claim the time
		return last.Plus(1)
	}
	return at
}

// kept holds what is known of abstract games until they end.
type kept []*Verdict

func (k *kept) of(g *Game) *Verdict {
	for len(*k) <= int(g.slot) {
		*k = append(*k, new(Verdict))
	}
	return (*k)[g.slot]
}
