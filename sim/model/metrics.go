package model

import (
	"math"

	"refute/sim/kernel"
	"refute/sim/ledger"
)

// Why money moves.
const (
	reasonEndow = iota
	reasonEscrow
	reasonRefund
	reasonReward
	reasonCompute
	reasonAudit
	reasonBond
	reasonChallenge
	reasonGas
	reasonFees
	reasonShare
	reasonBounty
	reasonBurn
	reasonLate
	reasonGain
	reasonBribe
	reasonCensor
	reasonTax
	reasonJackpot
	reasonAuditPay
	reasonPenalty
	reasonSubsidy
	reasons
)

// metrics are a run's sums.
type metrics struct {
	tasks, finished, cheap, unserved, unservedCheap, lapsed, settled   int64
	cheated, detected, lapsedCheats, slashed, undetected, falseSlashes int64
	forced, forcedFound                                                int64
	opened, games, unjust, self, timeouts, missed, moves, gas, away    int64
	disputeTime, delayTime, longest                                    float64
	compute, attack, defence, bribes, harm, potLow                     ledger.Gwei
	potRuined, ruined, waitingSum, waitingSeen                         int64
}

type solverMetrics struct{ tasks, cheated, slashed int64 }

type verifierMetrics struct{ audits, found, challenges, won, lost, copied, ruined, left int64 }

// Metric is a column of a run's results.
type Metric struct {
	Name, Unit, Doc string
	Float           bool
}

// metric is one, with how it is read off a world that has ended: a whole number, or the bits of a float.
type metric struct {
	Metric
	of func(w *World) int64
}

func whole(name, unit, doc string, of func(w *World) int64) metric {
	return metric{Metric{name, unit, doc, false}, of}
}

func real(name, unit, doc string, of func(w *World) float64) metric {
	return metric{Metric{name, unit, doc, true}, func(w *World) int64 { return int64(math.Float64bits(of(w))) }}
}

func money(name, doc string, of func(w *World) ledger.Gwei) metric {
	return metric{Metric{name, "gwei", doc, false}, func(w *World) int64 { return int64(of(w)) }}
}

// ratio returns a/b, 0 if there is nothing to divide by.
func ratio(a float64, b int64) float64 {
	if b == 0 {
		return 0
	}
	return a / float64(b)
}

// columns returns all metrics of a world.
func (w *World) columns() []metric {
	all := []metric{
		whole("tasks", "", "tasks that came", func(w *World) int64 { return w.m.tasks }),
		whole("finished", "", "tasks that were paid for", func(w *World) int64 { return w.m.finished }),
		whole("finished_useful", "", "of them, those that were not cheap ones", func(w *World) int64 { return w.m.finished - w.m.cheap }),
		whole("finished_cheap", "", "of the cheap kind", func(w *World) int64 { return w.m.cheap }),
		whole("unserved", "", "tasks that no solver took", func(w *World) int64 { return w.m.unserved }),
		whole("unserved_cheap", "", "of the cheap kind", func(w *World) int64 { return w.m.unservedCheap }),
		whole("lapsed", "", "tasks whose deadline was missed", func(w *World) int64 { return w.m.lapsed }),
		whole("cheated", "", "tasks in which the solver cheated", func(w *World) int64 { return w.m.cheated }),
		whole("detected", "", "of them, those that were slashed", func(w *World) int64 { return w.m.detected }),
		whole("undetected", "", "of them, those that were paid for", func(w *World) int64 { return w.m.undetected }),
		whole("lapsed_cheats", "", "of them, those whose deadline was missed", func(w *World) int64 { return w.m.lapsedCheats }),
		whole("slashed", "", "bonds slashed", func(w *World) int64 { return w.m.slashed }),
		whole("false_slashes", "", "of them, of solvers that meant well", func(w *World) int64 { return w.m.falseSlashes }),
		whole("forced", "", "tasks with a forced error", func(w *World) int64 { return w.m.forced }),
		whole("forced_found", "", "of them, those that somebody found", func(w *World) int64 { return w.m.forcedFound }),
		whole("challenges", "", "games opened", func(w *World) int64 { return w.m.opened }),
		whole("games", "", "games that ended", func(w *World) int64 { return w.m.games }),
		whole("self_challenges", "", "games that solvers opened against themselves", func(w *World) int64 { return w.m.self }),
		whole("games_lost_by_honest", "", "games that the side in the right lost", func(w *World) int64 { return w.m.unjust }),
		whole("timeouts", "", "games that ended by a clock", func(w *World) int64 { return w.m.timeouts }),
		whole("missed_deadlines", "", "challenges that came after the window", func(w *World) int64 { return w.m.missed }),
		whole("away", "", "times that a verifier was away when an anchor came", func(w *World) int64 { return w.m.away }),
		whole("moves", "", "moves of all games", func(w *World) int64 { return w.m.moves }),
		whole("gas_used", "gas", "gas of all transactions", func(w *World) int64 { return w.m.gas }),
		real("dispute_seconds", "s", "mean time of a game", func(w *World) float64 { return ratio(w.m.disputeTime, w.m.games) }),
		real("longest_dispute", "s", "longest time of a game", func(w *World) float64 { return w.m.longest }),
		real("delay_seconds", "s", "mean time from a window's end to the settlement", func(w *World) float64 { return ratio(w.m.delayTime, w.m.settled) }),
		real("waiting", "", "mean number of audits that one finds before it at a machine", func(w *World) float64 { return ratio(float64(w.m.waitingSum), w.m.waitingSeen) }),
		money("minted", "money that came from outside and stayed, endowments left out", func(w *World) ledger.Gwei { return -w.money.Of(ledger.World) - w.money.Flow(reasonEndow) }),
		money("burnt", "money that was burnt", func(w *World) ledger.Gwei { return w.money.Of(ledger.Fire) }),
		money("fees", "gas that was paid for", func(w *World) ledger.Gwei { return w.money.Of(ledger.Fees) }),
		money("compute", "cost of computing and auditing", func(w *World) ledger.Gwei { return w.m.compute }),
		money("pot", "what is in the pot at the end", func(w *World) ledger.Gwei { return w.money.Of(w.pot) }),
		money("pot_low", "the least that was in it", func(w *World) ledger.Gwei { return w.m.potLow }),
		whole("pot_ruined", "", "1 if a jackpot could not be paid in full", func(w *World) int64 { return w.m.potRuined }),
		whole("ruined", "", "verifiers that could not pay any more", func(w *World) int64 { return w.m.ruined }),
		money("harm", "what wrong results that were paid for cost clients", func(w *World) ledger.Gwei { return w.m.harm }),
		money("bribes", "what was paid for silence", func(w *World) ledger.Gwei { return w.m.bribes }),
		money("attack_spend", "what attackers lost: bonds, gas, bribes, censorship", func(w *World) ledger.Gwei { return w.m.attack }),
		money("defence_spend", "what honest sides lost: audits, gas that was not repaid, bonds", func(w *World) ledger.Gwei { return w.m.defence }),
	}
	for i := range w.solverOf {
		name := "solver." + w.solverOf[i].Name + "."
		g := func(w *World) *solverGroup { return &w.solverOf[i] }
		all = append(all,
			whole(name+"tasks", "", "tasks that the group took", func(w *World) int64 { return g(w).m.tasks }),
			whole(name+"cheated", "", "in which it cheated", func(w *World) int64 { return g(w).m.cheated }),
			whole(name+"slashed", "", "bonds that it lost", func(w *World) int64 { return g(w).m.slashed }),
			money(name+"profit", "what it gained in all", func(w *World) ledger.Gwei { return w.profit(int32(i), true) }),
		)
		all = append(all, shares(g(w).Name, g(w).Arms, func(w *World) *mixture { return &g(w).mix })...)
	}
	for i := range w.verifyOf {
		name := "verifier." + w.verifyOf[i].Name + "."
		g := func(w *World) *verifierGroup { return &w.verifyOf[i] }
		all = append(all,
			whole(name+"audits", "", "tasks that the group looked at", func(w *World) int64 { return g(w).m.audits }),
			whole(name+"found", "", "audits that found something", func(w *World) int64 { return g(w).m.found }),
			whole(name+"challenges", "", "games that it opened", func(w *World) int64 { return g(w).m.challenges }),
			whole(name+"won", "", "games that it won", func(w *World) int64 { return g(w).m.won }),
			whole(name+"lost", "", "games that it lost", func(w *World) int64 { return g(w).m.lost }),
			whole(name+"copied", "", "answers that it copied", func(w *World) int64 { return g(w).m.copied }),
			whole(name+"ruined", "", "members that could not pay any more", func(w *World) int64 { return g(w).m.ruined }),
			whole(name+"left", "", "members that left", func(w *World) int64 { return g(w).m.left }),
			money(name+"profit", "what it gained in all", func(w *World) ledger.Gwei { return w.profit(int32(i), false) }),
		)
		all = append(all, shares(g(w).Name, g(w).Arms, func(w *World) *mixture { return &g(w).mix })...)
	}
	return all
}

// shares returns the columns of a group that learns.
func shares(group string, arms []string, of func(w *World) *mixture) (all []metric) {
	for j, arm := range arms {
		all = append(all, real("share."+group+"."+arm, "", "share of the arm over the second half of the run", func(w *World) float64 { return of(w).share(j) }))
	}
	return all
}

// share returns an arm's mean share in the second half of the run; where there was no period in it, its last.
func (m *mixture) share(arm int) float64 {
	if m.counts == 0 {
		return m.p[arm]
	}
	return m.meanP[arm] / float64(m.counts)
}

// profit returns what a group has more than at its beginning.
func (w *World) profit(group int32, solvers bool) (sum ledger.Gwei) {
	if solvers {
		g := &w.solverOf[group]
		for _, s := range w.solvers[g.first : g.first+int32(g.Count)] {
			sum += w.money.Of(s.Account) - g.Bankroll
		}
		return sum
	}
	g := &w.verifyOf[group]
	for _, v := range w.verifiers[g.first : g.first+int32(g.Count)] {
		sum += w.money.Of(v.Account) - g.Bankroll
	}
	return sum
}

// samples writes the series down, if it is time.
func (w *World) samples() {
	every := w.S.Output.SeriesEvery
	if w.watch.Sample == nil || every == 0 || w.issued%every != 0 {
		return
	}
	w.work.did(len(w.solvers) + len(w.verifiers))
	at := w.k.Now()
	put := func(name string, x float64) { w.watch.Sample(at, name, x) }
	put("pot", w.money.Of(w.pot).Ether())
	put("burnt", w.money.Of(ledger.Fire).Ether())
	put("attack_spend", w.m.attack.Ether())
	put("defence_spend", w.m.defence.Ether())
	put("undetected", float64(w.m.undetected))
	for i := range w.solverOf {
		g := &w.solverOf[i]
		put("profit.solver."+g.Name, w.profit(int32(i), true).Ether())
		for j, arm := range g.Arms {
			put("share."+g.Name+"."+arm, g.mix.p[j])
		}
	}
	for i := range w.verifyOf {
		g := &w.verifyOf[i]
		put("profit.verifier."+g.Name, w.profit(int32(i), false).Ether())
		for j, arm := range g.Arms {
			put("share."+g.Name+"."+arm, g.mix.p[j])
		}
	}
}

// event tells the watcher what happened.
func (w *World) event(kind string, who any, t *Task, amount ledger.Gwei, note string) {
	if w.watch.Event == nil {
		return
	}
	actor, task := "", -1
	switch a := who.(type) {
	case *Solver:
		if a != nil {
			actor = name("solver", w.solverOf[a.Group].Name, a.index)
		}
	case *Verifier:
		if a != nil {
			actor = name("verifier", w.verifyOf[a.Group].Name, a.index)
		}
	}
	if t != nil {
		task = t.Number
	}
	w.watch.Event(w.k.Now(), kind, actor, task, amount, note)
}

var _ kernel.Handler = (*World)(nil)
