package model

import (
	"cmp"
	"fmt"
	"slices"

	"refute/bisect"
	"refute/sim/kernel"
	"refute/sim/ledger"
)

// Handle implements kernel.Handler.
func (w *World) Handle(e kernel.Event) {
	w.work.did(1)
	if e.Kind == evGame {
		w.work.did(stepsPerMove)
		w.court.Handle(w, w.games[e.Arg], e.Who)
	} else if e.Kind == evArrive {
		w.arrive()
	} else {
		t, flags := w.tasks[e.Arg&0xffffffff], e.Arg>>32
		t.pending--
		switch e.Kind {
		case evAnchor:
			w.anchor(t)
		case evLapse:
			w.lapse(t)
		case evSeen:
			w.seen(&w.verifiers[e.Who], t, flags)
		case evAudited:
			w.audited(&w.verifiers[e.Who], t, flags)
		case evOpen:
			w.open(e.Who, t, flags)
		case evReveal:
			w.reveal(t)
		case evWindow:
			w.windowOver(t)
		}
		if t.settled && t.pending == 0 && t.games == 0 {
			t.settled = false
			w.over = append(w.over, t.slot)
		}
	}
	if err := w.money.Check(); err != nil && w.err == nil {
		w.err = err
	}
	if w.work.over() || w.err != nil {
		w.k.Stop() // for Run to look at what else there is
	}
}

// arrive is the coming of a task, and of the next one.
func (w *World) arrive() {
	s := &w.S.Task
	t := w.newTask()
	t.Number = w.issued
	w.issued++
	if w.issued < w.S.Tasks {
		next := s.Every
		if s.Arrival == "poisson" {
			next = w.chance.After(s.Every)
		}
		at := w.k.Now().Plus(next)
		if at == kernel.Never {
			w.Fail(fmt.Errorf("model: task %d comes later than times can hold, 292 years: have fewer, or let them come faster (task.every)", w.issued))
		}
		w.k.Schedule(at, 128, evArrive, 0, 0)
	}
	t.Steps, t.Reward, t.Cost, t.Bond = s.Steps, s.Reward, s.Cost, w.S.Terms.Bond
	if s.CheapShare > 0 && w.chance.Chance(s.CheapShare) {
		t.Cheap, t.Steps, t.Reward, t.Cost = true, s.CheapSteps, s.CheapReward, s.CheapCost
	}
	w.m.tasks++
	w.scheme(t)
	w.learn()
	if !w.take(t) {
		w.m.unserved++
		if t.Cheap {
			w.m.unservedCheap++
		}
		w.event("task", nil, t, 0, "nobody takes it")
		w.over = append(w.over, t.slot)
		return
	}
	w.samples()
}

// tries bounds how many solvers are asked whether they take a task.
const tries = 64

// take gives a task to a solver: one drawn at random, or the next one that is free in time, has a bond and wants it.
func (w *World) take(t *Task) bool {
	now := w.k.Now()
	first := int(w.chance.Below(uint64(len(w.solvers))))
	for i := range min(tries, len(w.solvers)) {
		s := &w.solvers[(first+i)%len(w.solvers)]
		g := w.solverGroup(s)
		length := w.S.Task.StepTime.Times(float64(t.Steps) / g.Speed)
		start := max(now, s.free)
		slack := 8*w.S.Network.Latency + 2*w.S.Chain.Block // for the anchor to be included in time
		if !w.takes(g, t) || start.Plus(length+slack) > now.Plus(w.S.Terms.EpochTime) || t.Cheap && start > now || w.money.Of(s.Account) < t.Bond+t.Cost {
			continue
		}
		t.Solver = s.ID
		w.money.Move(s.Account, w.bonds, t.Bond, reasonBond)
		w.money.Move(ledger.World, w.escrow, t.Reward, reasonEscrow)
		w.plan(s, t)
		t.arm = s.Arm
		g.m.tasks++
		w.event("task", s, t, t.Reward, "")
		p := &t.Plan
		if p.Meant {
			w.m.cheated++
			g.m.cheated++
		}
		spent := w.money.Upto(s.Account, ledger.Machines, w.worth(t.Cost.Times(1-p.Saved)), reasonCompute)
		w.m.compute += spent
		g.mix.earn(t.arm, -spent)
		if p.Late {
			w.about(t, now.Plus(w.S.Terms.EpochTime), evLapse, 0, 0)
			return true
		}
		s.free = start.Plus(length.Times(1 - p.Saved))
		at := w.Include(&s.agent, &s.net, s.free)
		if limit := now.Plus(w.S.Terms.EpochTime); at > limit {
			w.about(t, limit, evLapse, 0, 0)
			return true
		}
		w.about(t, at, evAnchor, s.ID, 0)
		return true
	}
	return false
}

// lapse ends a task whose deadline was missed: a part of the bond is burnt, the reward goes back.
func (w *World) lapse(t *Task) {
	s := &w.solvers[t.Solver]
	w.gas(s.Account, w.Gas.Take, w.k.Now()) // it anchored nothing, but took the task
	burn := t.Bond.Times(w.S.Terms.Late)
	w.money.Move(w.bonds, ledger.Fire, burn, reasonLate)
	w.money.Move(w.bonds, s.Account, t.Bond-burn, reasonBond)
	w.money.Move(w.escrow, ledger.World, t.Reward, reasonRefund)
	w.m.lapsed++
	if t.Plan.Meant {
		w.m.lapsedCheats++
	}
	w.solverGroup(s).mix.earn(t.arm, -burn)
	t.settled = true
	w.event("slash", s, t, burn, "late")
}

// anchor is when a solver's anchor is on chain: from now on it is bound.
func (w *World) anchor(t *Task) {
	now := w.k.Now()
	s := &w.solvers[t.Solver]
	w.gas(s.Account, w.Gas.Take+w.Gas.Anchor, now)
	t.Anchored, t.WindowEnd = now, now.Plus(w.S.Terms.Window)
	w.about(t, t.WindowEnd.Plus(1), evWindow, 0, 0) // a challenge in the window's last instant counts
	w.event("anchor", s, t, 0, "")
	if t.Plan.Self {
		w.hands(t, now)
	}
	w.tell(t)
}

// tell sends word of an anchor to those who look.
func (w *World) tell(t *Task) {
	now := w.k.Now()
	if w.drawn(t) { // and to nobody else
		return
	}
	if !w.within(w.k.Pending()+len(w.verifiers), maxPending, "events wait", "have fewer verifiers, or fewer tasks at a time (task.every)") {
		return
	}
	w.work.did(len(w.verifiers))
	eclipse := w.S.Network.Eclipse
	for i := range w.verifiers {
		v := &w.verifiers[i]
		if v.gone {
			continue
		}
		if eclipse > 0 && t.Plan.Meant && v.net.Chance(eclipse) {
			continue
		}
		w.about(t, now.Plus(w.Delay(&v.net, v.Region)), evSeen, int32(i), 0)
	}
}

// hands sends challenges of a solver's own other names.
func (w *World) hands(t *Task, at kernel.Time) {
	s := &w.solvers[t.Solver]
	for range t.Plan.Hands {
		w.about(t, w.Include(&s.agent, &s.net, at), evOpen, -1, 0)
	}
}

// challenge sends a challenge; flags say how. Unless it is sent in private, others see it on its way.
func (w *World) challenge(v *Verifier, t *Task, flags int64) {
	at := w.Include(&v.agent, &v.net, w.k.Now())
	if last := t.WindowEnd - w.S.Chain.Block; flags&flagDrags != 0 && at < last {
		at = last
	}
	if flags&(flagPrivate|flagSniper) == 0 {
		w.snipe(t, v.index, w.There(&v.agent, w.k.Now()))
	}
	if t.Plan.Censor > 0 && at <= t.WindowEnd && t.Wrong() {
		at = w.delayed(t, at)
	}
	w.about(t, at, evOpen, v.index, flags)
}

// delayed keeps a challenge out until the window is over, if the solver can pay for it.
func (w *World) delayed(t *Task, at kernel.Time) kernel.Time {
	block := max(w.S.Chain.Block, kernel.Millisecond)
	blocks := int64((t.WindowEnd-at)/block) + 1
	fee := w.S.Chain.CensorFee
	if fee > 0 && (blocks > int64(t.Plan.Censor/fee) || blocks > int64(w.money.Of(w.solvers[t.Solver].Account)/fee)) {
		return at
	}
	cost := w.money.Upto(w.solvers[t.Solver].Account, ledger.Fees, fee*ledger.Gwei(blocks), reasonCensor)
	w.m.attack += cost
	return t.WindowEnd.Plus(block)
}

// censorPaid books what a defender spends in a game on keeping transactions out.
func (w *World) censorPaid(g *Game, cost int64) {
	paid := w.money.Upto(w.solvers[g.Task.Solver].Account, ledger.Fees, ledger.Gwei(cost), reasonCensor)
	w.m.attack += paid
}

// open is when a challenge is included.
func (w *World) open(who int32, t *Task, flags int64) {
	now := w.k.Now()
	own := who < 0
	account := w.solvers[t.Solver].Account
	var v *Verifier
	if !own {
		v = &w.verifiers[who]
		account = v.Account
	}
	switch {
	case t.settled || now > t.WindowEnd:
		if t.Wrong() && !own {
			w.m.missed++
			w.event("miss", v, t, 0, "the window is over")
		}
		return
	case t.Slashed || now >= t.FaultAt:
		return // public already: nothing is to be had
	case t.Plan.Twice:
		w.equivocated(v, t, flags)
		return
	}
	if !w.money.Move(account, w.bonds, w.S.Terms.ChallengeBond, reasonChallenge) {
		if !own {
			w.ruin(v, w.verifierGroup(v))
		}
		return
	}
	g := w.newGame()
	g.Task, g.Who, g.Opened = t, who, now
	if v != nil {
		g.arm = armOf(flags)
	}
	g.Blind = flags&(flagSniper|flagBlind) != 0
	g.Right, g.Hidden, g.Stalls, g.Censor = t.Plan.Bad > 0, t.Plan.Hidden, t.Plan.Stalls, int64(t.Plan.Censor)
	g.Drags = [3]bool{bisect.Defender: t.Plan.Drags, bisect.Challenger: flags&flagDrags != 0}
	g.Clock = [3]kernel.Time{bisect.Defender: w.S.Terms.Clock, bisect.Challenger: w.S.Terms.Clock}
	w.m.opened++
	g.Number = w.m.opened
	g.Stream = w.source.Stream(worldEntity+uint64(g.Number), forGame)
	t.games++
	if own {
		w.m.self++
	} else {
		w.verifierGroup(v).m.challenges++
	}
	w.event("open", v, t, w.S.Terms.ChallengeBond, "")
	w.snipe(t, who, now)
	w.court.Open(w, g)
}

// snipe lets those who wait for others' challenges open their own when they see the first one at an instant, so as to be in a block before
// the fault is public; and the solver, if it would rather have a part of the bond than leave it to others.
func (w *World) snipe(t *Task, but int32, at kernel.Time) {
	if t.sniped || at == kernel.Never || len(w.snipers) == 0 && !t.Plan.Counts {
		return
	}
	t.sniped = true
	if t.Plan.Counts {
		s := &w.solvers[t.Solver]
		w.hands(t, at.Plus(w.Delay(&s.net, s.Region)))
	}
	for _, i := range w.snipers {
		v := &w.verifiers[i]
		if i == but || v.gone {
			continue
		}
		open := w.Include(&v.agent, &v.net, at.Plus(w.Delay(&v.net, v.Region)))
		w.about(t, open, evOpen, i, flagSniper|int64(v.Arm)<<armShift)
	}
}

// equivocated slashes a solver that has signed two roots for a step: one transaction, and no game. Who shows it gets the share alone; it may be
// the solver (v is nil).
func (w *World) equivocated(v *Verifier, t *Task, flags int64) {
	c := claim{verifier: -1, opened: w.k.Now() - 1, won: w.k.Now()}
	from := w.solvers[t.Solver].Account
	if v != nil {
		c.verifier, c.arm, from = v.index, armOf(flags), v.Account
		w.verifierGroup(v).m.won++
	}
	fee := w.gas(from, w.Gas.Equivocate, w.k.Now())
	if v != nil {
		w.earns(v.index, c.arm, -fee)
	}
	w.slash(t)
	t.FaultAt = w.k.Now()
	t.winners = append(t.winners, c)
}

// slash takes a solver's bond, once.
func (w *World) slash(t *Task) {
	if t.Slashed {
		return
	}
	t.Slashed = true
	g := w.solverGroup(&w.solvers[t.Solver])
	g.m.slashed++
	w.m.slashed++
	if !t.Plan.Meant {
		w.m.falseSlashes++
	} else {
		w.m.attack += t.Bond
	}
	w.event("slash", &w.solvers[t.Solver], t, t.Bond, "")
}

// Verdict ends a game. Courts call it once a game, at the time at which it ends.
func (w *World) Verdict(g *Game, v Verdict) {
	now := w.k.Now()
	t := g.Task
	t.games--
	w.m.games++
	w.m.moves += int64(v.Moves)
	w.m.disputeTime += (now - g.Opened).Seconds()
	w.m.longest = max(w.m.longest, (now - g.Opened).Seconds())
	if v.Late {
		w.m.timeouts++
	}
	winner := bisect.Defender
	if w.S.Scheme.Judge == "committee" && !v.Late {
		if w.votes(t, g) {
			winner = bisect.Challenger
		}
	} else {
		winner = v.Winner
	}
	if (winner == bisect.Challenger) != g.Right {
		w.m.unjust++
	}
	solver := &w.solvers[t.Solver]
	var challenger *Verifier
	account := solver.Account
	if g.Who >= 0 {
		challenger = &w.verifiers[g.Who]
		account = challenger.Account
	}
	paidD := w.fees(solver.Account, v.Gas[bisect.Defender], v.Fees[bisect.Defender])
	paidC := w.fees(account, v.Gas[bisect.Challenger], v.Fees[bisect.Challenger])
	repaidD := min(w.S.Terms.ChallengeBond, v.Metered[bisect.Defender])
	repaidC := min(w.S.Terms.ChallengeBond, v.Metered[bisect.Challenger])
	if winner == bisect.Challenger {
		w.slash(t)
		t.FaultAt = min(t.FaultAt, v.Named, now)
		blind := g.Blind && g.Right && v.Named != kernel.Never // where nothing is wrong it chose the step; if none was named, any report will do
		t.winners = append(t.winners, claim{verifier: g.Who, arm: g.arm, opened: g.Opened, number: g.Number, won: now, gas: repaidC, owes: v.Fees[bisect.Challenger] - paidC, blind: blind})
		w.money.Move(w.bonds, account, w.S.Terms.ChallengeBond, reasonChallenge)
		if g.Right {
			w.m.attack += paidD
			if challenger != nil {
				w.m.defence += paidC - repaidC
			} else {
				w.m.attack += paidC // what it gets back is booked when it does
			}
		} else {
			w.m.defence += paidD + t.Bond
		}
		if challenger != nil {
			w.verifierGroup(challenger).m.won++
		}
	} else {
		back := w.money.Upto(w.bonds, solver.Account, repaidD, reasonGas)
		paidD += w.money.Upto(solver.Account, ledger.Fees, v.Fees[bisect.Defender]-paidD, reasonFees)
		w.burn(w.bonds, w.S.Terms.ChallengeBond-back)
		if g.Right {
			if challenger != nil {
				w.m.defence += paidC + w.S.Terms.ChallengeBond
			} else {
				w.m.attack += paidC + w.S.Terms.ChallengeBond
			}
			w.m.attack += paidD - back
		} else {
			w.m.defence += paidD - back
			w.m.attack += paidC + w.S.Terms.ChallengeBond
		}
		if challenger != nil {
			w.verifierGroup(challenger).m.lost++
			w.earns(g.Who, g.arm, -w.S.Terms.ChallengeBond)
		}
	}
	if challenger != nil {
		w.earns(g.Who, g.arm, -paidC)
	}
	w.event("verdict", challenger, t, 0, winner.String())
	w.ended = append(w.ended, g.slot)
	if t.games == 0 && now > t.WindowEnd && !t.settled {
		w.settle(t)
	}
	if t.settled && t.pending == 0 && t.games == 0 {
		t.settled = false
		w.over = append(w.over, t.slot)
	}
}

// windowOver is when no challenge can be opened any more.
func (w *World) windowOver(t *Task) {
	if t.games == 0 {
		w.settle(t)
	}
}

// settle pays what is owed: reward and bond, or shares of the bond.
func (w *World) settle(t *Task) {
	t.settled = true
	now := w.k.Now()
	s := &w.solvers[t.Solver]
	w.m.delayTime += (now - t.WindowEnd - 1).Seconds() // what has no game is settled in the next nanosecond
	w.m.settled++
	w.payAnswers(t)
	if t.Plan.Meant && (t.Slashed) {
		w.m.detected++
	}
	if t.Slashed {
		w.shares(t)
		w.solverGroup(s).mix.earn(t.arm, -t.Bond)
		w.money.Move(w.escrow, ledger.World, t.Reward, reasonRefund)
		return
	}
	w.gas(s.Account, w.Gas.Finish, now)
	w.money.Move(w.escrow, s.Account, t.Reward, reasonReward)
	w.money.Move(w.bonds, s.Account, t.Bond, reasonBond)
	w.money.Move(ledger.World, s.Account, w.subsidy(t.Steps), reasonSubsidy)
	w.m.finished++
	w.solverGroup(s).mix.earn(t.arm, t.Reward+w.subsidy(t.Steps))
	if t.Cheap {
		w.m.cheap++
	}
	if t.Plan.Bad > 0 && t.Plan.Meant {
		w.m.undetected++
		w.m.harm += w.S.Task.Harm
		w.money.Move(ledger.World, s.Account, w.worth(t.Plan.Gain), reasonGain)
		w.solverGroup(s).mix.earn(t.arm, w.worth(t.Plan.Gain))
	}
	if t.Forced {
		w.jackpots(t)
	}
	if c, ok := w.court.(Treasury); ok {
		c.Settled(w, t, nil)
	}
	w.event("finish", s, t, t.Reward, "")
}

// shares splits a slashed bond: gas and challenge bonds first, then the share among those who were first; the rest is burnt.
func (w *World) shares(t *Task) {
	// In the order of the verdicts; those of one instant in that of the openings, whatever court it was.
	slices.SortFunc(t.winners, func(a, b claim) int { return cmp.Or(cmp.Compare(a.won, b.won), cmp.Compare(a.number, b.number)) })
	left := t.Bond
	treasury, _ := w.court.(Treasury)
	var paid []Paid
	if treasury != nil {
		for _, c := range t.winners {
			paid = append(paid, Paid{Game: c.number})
		}
	}
	pay := func(i int, amount ledger.Gwei, reason int) {
		c := &t.winners[i]
		to := w.solvers[t.Solver].Account
		if c.verifier >= 0 {
			to = w.verifiers[c.verifier].Account
		}
		amount = min(amount, left)
		w.money.Move(w.bonds, to, amount, reason)
		left -= amount
		if c.verifier >= 0 {
			w.earns(c.verifier, c.arm, amount)
		} else {
			w.m.attack -= amount // it gets that back
		}
		if treasury != nil {
			paid[i].Amount += amount
		}
	}
	for i := range t.winners {
		pay(i, t.winners[i].gas, reasonGas)
		w.repay(t, &t.winners[i])
	}
	eligible := ledger.Gwei(0)
	for _, c := range t.winners {
		if c.first(t) {
			eligible++
		}
	}
	if eligible > 0 {
		each := min(t.Bond.Times(w.S.Terms.Share), left) / eligible
		for i, c := range t.winners {
			if c.first(t) {
				pay(i, each, reasonShare)
				if each > 0 && !t.Plan.Twice { // who shows two signatures has the share at once
					w.collects(t, c)
				}
				if c.verifier >= 0 {
					w.event("share", &w.verifiers[c.verifier], t, each, "")
				}
			}
		}
		if b := w.S.Scheme.Bounty / eligible; b > 0 {
			for _, c := range t.winners {
				if c.first(t) && c.verifier >= 0 {
					w.money.Move(ledger.World, w.verifiers[c.verifier].Account, b, reasonBounty)
					w.earns(c.verifier, c.arm, b)
				}
			}
		}
	}
	w.burn(w.bonds, left)
	w.penalties(t)
	if treasury != nil {
		treasury.Settled(w, t, paid)
	}
}

// collects pays for the transactions by which a share is claimed and collected.
func (w *World) collects(t *Task, c claim) {
	if c.verifier < 0 {
		w.m.attack += w.gas(w.solvers[t.Solver].Account, w.Gas.Share, w.k.Now())
		return
	}
	fee := w.gas(w.verifiers[c.verifier].Account, w.Gas.Share, w.k.Now())
	w.earns(c.verifier, c.arm, -fee)
	w.m.defence += fee
}

// repay takes what a winner was lent for gas, when it has been repaid.
func (w *World) repay(t *Task, c *claim) {
	if c.owes == 0 {
		return
	}
	if c.verifier < 0 {
		w.m.attack += w.money.Upto(w.solvers[t.Solver].Account, ledger.Fees, c.owes, reasonFees)
		return
	}
	paid := w.money.Upto(w.verifiers[c.verifier].Account, ledger.Fees, c.owes, reasonFees)
	w.earns(c.verifier, c.arm, -paid)
	if t.Plan.Bad > 0 {
		w.m.defence += paid
	}
}

// burn burns money.
func (w *World) burn(from ledger.Account, amount ledger.Gwei) {
	if amount > 0 {
		w.money.Move(from, ledger.Fire, amount, reasonBurn)
		w.event("burn", nil, nil, amount, "")
	}
}

// gas pays for gas at the price of an instant, and returns what it paid.
func (w *World) gas(from ledger.Account, gas uint64, at kernel.Time) ledger.Gwei {
	return w.fees(from, gas, ledger.Gwei(float64(gas)*w.GasPrice(at)))
}

// fees pays fees for gas, as far as there is money, and returns what was paid: the rest is lent, and who wins gives it back.
func (w *World) fees(from ledger.Account, gas uint64, fees ledger.Gwei) ledger.Gwei {
	w.m.gas += int64(gas)
	return w.money.Upto(from, ledger.Fees, fees, reasonFees)
}

// worth returns what something outside is worth in coins: more when the coin has fallen.
func (w *World) worth(g ledger.Gwei) ledger.Gwei {
	if f := w.S.Chain.TokenFall; f < 1 && w.issued > w.S.Tasks/2 {
		return g.Times(1 / f)
	}
	return g
}
