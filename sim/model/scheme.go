package model

import (
	"slices"

	"refute/sim/kernel"
	"refute/sim/ledger"
)

// scheme is what the incentive scheme does when a task comes.
func (w *World) scheme(t *Task) {
	s := &w.S.Scheme
	switch s.Kind {
	case "jackpot":
		w.money.Move(ledger.World, w.pot, s.Tax, reasonTax)
		if w.chance.Chance(s.Forced) {
			t.Forced = true
			w.m.forced++
		}
	case "audit", "posp":
		t.Checked = w.chance.Chance(s.Check)
	}
}

// drawn draws the auditors or validators of a task and tells them. It reports whether nobody else looks.
func (w *World) drawn(t *Task) (alone bool) {
	kind := w.S.Scheme.Kind
	if kind != "audit" && kind != "posp" {
		return false
	}
	if t.Checked {
		w.sortition(t)
		for t.Plan.Bad > 0 && t.draw < t.Plan.Grinds && w.feared(t) && !w.work.interrupted() {
			t.draw++
			w.sortition(t) // the solver keeps the beacon from the first draw that it likes
		}
		now := w.k.Now()
		for n, i := range t.drawn {
			v := &w.verifiers[i]
			if !v.gone && !slices.Contains(t.drawn[:n], i) { // one that is drawn twice computes once, and answers twice
				w.about(t, now.Plus(w.Delay(&v.net, v.Region)), evSeen, i, flagDrawn)
			}
		}
		if kind == "audit" {
			w.about(t, t.revealAt(w), evReveal, 0, 0)
		}
	}
	return kind == "posp"
}

// sortition draws as many verifiers as the scheme asks for, by stake, with replacement, and which steps they are to compute.
func (w *World) sortition(t *Task) {
	t.drawn = t.drawn[:0]
	w.work.did(w.S.Scheme.Auditors)
	for range w.S.Scheme.Auditors {
		t.drawn = append(t.drawn, w.byStake())
	}
	t.hit = t.Plan.Bad > 0
	if w.S.Scheme.Kind == "audit" {
		t.hit, _ = w.drawnSteps(t, &Audit{Steps: w.S.Scheme.AuditSteps, Part: 1})
	}
}

// drawnSteps reports whether an auditor meets a bad step among those that the beacon has drawn for all of them, and how many it computes.
func (w *World) drawnSteps(t *Task, a *Audit) (found bool, computed int64) {
	same := w.source.Stream(worldEntity+uint64(t.Number)<<16+uint64(t.draw), forSteps)
	return w.sample(&same, t, a, t.Plan.Bad)
}

// feared reports whether a draw would find the solver out: some auditor is no ally, and it will meet a bad step.
func (w *World) feared(t *Task) bool {
	return t.hit && slices.ContainsFunc(t.drawn, func(i int32) bool { return !w.allied(i) || !t.Plan.Ally })
}

// revealAt returns when sealed answers are shown: later ones do not count.
func (t *Task) revealAt(w *World) kernel.Time { return t.Anchored.Plus(w.S.Terms.Window / 2) }

// byStake draws a verifier by its stake.
func (w *World) byStake() int32 {
	x := w.draw.Float64() * w.stakes[len(w.stakes)-1]
	i, _ := slices.BinarySearchFunc(w.stakes, x, func(sum, x float64) int {
		if sum <= x {
			return -1
		}
		return 1
	})
	return int32(min(i, len(w.stakes)-1))
}

// allied reports whether a verifier is of those who pass what allies do.
func (w *World) allied(i int32) bool { return w.verifyOf[w.verifiers[i].Group].allied }

// votes lets a committee decide whether a challenger is right. Allies vote for a solver or a challenger that is one of theirs, the others for
// who is right.
func (w *World) votes(t *Task, g *Game) bool {
	yes, n := 0, w.S.Scheme.Committee
	w.work.did(n)
	for range n {
		vote := g.Right
		if w.allied(w.byStake()) {
			switch {
			case t.Plan.Ally:
				vote = false
			case g.Who >= 0 && w.allied(g.Who):
				vote = true
			}
		}
		if vote {
			yes++
		}
	}
	return 2*yes > n
}

// answers is what one that was drawn says: that the solver's result is right, or what its trace root is. One that was drawn twice says it twice.
func (w *World) answers(v *Verifier, t *Task, arm int32) {
	if w.S.Scheme.Kind == "audit" && w.k.Now() >= t.revealAt(w) {
		w.m.missed++
		return
	}
	w.claims(v, t, &t.claims, arm)
}

// claims adds a verifier's claims to a list, one for each time that it was drawn.
func (w *World) claims(v *Verifier, t *Task, to *[]claim, arm int32) {
	for _, i := range t.drawn {
		if i == v.index {
			w.hold(to, claim{verifier: i, arm: arm})
		}
	}
}

// reveal is when the answers to an audit are shown. What was not sealed could be copied by those who waited for it.
func (w *World) reveal(t *Task) { w.copied(t) }

// copied lets those who copy claim what somebody else has claimed, if it was not sealed.
func (w *World) copied(t *Task) {
	if len(t.claims) == 0 || w.S.Scheme.CommitReveal {
		return
	}
	for _, c := range t.copies {
		w.verifyOf[w.verifiers[c.verifier].Group].m.copied++
		w.hold(&t.claims, c)
	}
}

// payAnswers pays those who were drawn. Those who said that all is well get nothing if what they were to compute was wrong and is now slashed.
func (w *World) payAnswers(t *Task) {
	s := &w.S.Scheme
	pay := func(c claim, amount ledger.Gwei) {
		w.money.Move(ledger.World, w.verifiers[c.verifier].Account, amount, reasonAuditPay)
		w.earns(c.verifier, c.arm, amount)
	}
	fooled := t.Slashed && t.hit
	switch {
	case s.Kind == "audit" && len(t.claims) > 0 && !fooled: // one pot for all
		each := s.AuditPay / ledger.Gwei(len(t.claims))
		for _, c := range t.claims {
			pay(c, each)
		}
	case s.Kind == "posp" && !fooled:
		for _, c := range t.claims {
			pay(c, s.AuditPay)
		}
	case s.Kind == "posp":
		for _, c := range t.winners {
			if c.verifier >= 0 {
				pay(c, s.AuditPay)
			}
		}
	}
}

// copyLater is what one does that says what others say: without a seal it sees their answers in time; with one, only what the solver leaks.
func (w *World) copyLater(v *Verifier, t *Task, drawn bool) {
	s := &w.S.Scheme
	leaked := t.Plan.Leaks && w.verifyOf[v.Group].allied
	switch {
	case s.Kind == "audit" && drawn && leaked:
		w.verifyOf[v.Group].m.copied++
		w.answers(v, t, v.Arm)
	case s.Kind == "audit" && drawn:
		w.claims(v, t, &t.copies, v.Arm)
	case s.Kind == "jackpot" && leaked:
		if t.Forced {
			w.verifyOf[v.Group].m.copied++
			w.finds(v, t, v.Arm, 1)
		}
	case s.Kind == "jackpot":
		w.hold(&t.copies, claim{verifier: v.index, arm: v.Arm})
	}
}

// finds is a claim to a forced error's jackpot, under some names.
func (w *World) finds(v *Verifier, t *Task, arm int32, names int) {
	if w.k.Now() > t.WindowEnd {
		w.m.missed++
		return
	}
	for range names {
		w.hold(&t.claims, claim{verifier: v.index, arm: arm})
	}
}

// jackpots pays the finders of a forced error, as far as the pot goes.
func (w *World) jackpots(t *Task) {
	s := &w.S.Scheme
	if len(t.claims) > 0 {
		w.m.forcedFound++
		w.copied(t)
	}
	k := len(t.claims)
	each := s.Jackpot
	if s.Curve == "halving" {
		for range min(k-1, 62) {
			each /= 2
		}
	} else if k > 0 {
		each /= ledger.Gwei(k)
	}
	short := false
	for _, c := range t.claims {
		v := &w.verifiers[c.verifier]
		paid := w.money.Upto(w.pot, v.Account, each, reasonJackpot)
		if paid < each {
			short = true
		}
		w.earns(c.verifier, c.arm, paid)
		w.event("jackpot", v, t, paid, "")
	}
	if short {
		w.m.potRuined = 1
	}
	w.m.potLow = min(w.m.potLow, w.money.Of(w.pot))
}

// idles is what comes of not looking, or only at a part: a test that one fails, a wrong task that one has passed. share is what was not looked at.
func (w *World) idles(v *Verifier, t *Task, share float64) {
	s := &w.S.Scheme
	if s.Kind != "attention" {
		return
	}
	if s.Tests > 0 && v.choice.Chance(s.Tests*share) {
		w.penalty(v.index, v.Arm)
	}
	if t.Plan.Bad > 0 && share == 1 {
		w.hold(&t.idle, claim{verifier: v.index, arm: v.Arm})
	}
}

// penalties falls on those who passed what turned out wrong.
func (w *World) penalties(t *Task) {
	for _, c := range t.idle {
		w.penalty(c.verifier, c.arm)
	}
}

func (w *World) penalty(verifier, arm int32) {
	w.earns(verifier, arm, -w.money.Upto(w.verifiers[verifier].Account, ledger.Fire, w.S.Scheme.Penalty, reasonPenalty))
}

// earns books what a verifier gained by an arm, for those that learn.
func (w *World) earns(verifier, arm int32, amount ledger.Gwei) {
	w.verifyOf[w.verifiers[verifier].Group].mix.earn(arm, amount)
}
