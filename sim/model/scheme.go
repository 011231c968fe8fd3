package model

import (
	"slices"

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
		for again := 0; again < t.Plan.Grinds && slices.ContainsFunc(t.drawn, func(i int32) bool { return !w.allied(i) }); again++ {
			w.sortition(t) // the solver keeps the beacon from the first draw that it likes
		}
		now := w.k.Now()
		for _, i := range t.drawn {
			v := &w.verifiers[i]
			if kind == "posp" {
				w.money.Move(ledger.World, v.Account, w.S.Scheme.AuditPay, reasonAuditPay)
			}
			if !v.gone {
				w.about(t, now.Plus(w.Delay(&v.net, v.Region)), evSeen, i, flagDrawn)
			}
		}
		if kind == "audit" {
			w.about(t, now.Plus(w.S.Terms.Window/2), evReveal, 0, 0)
		}
	}
	return kind == "posp"
}

// sortition draws as many verifiers as the scheme asks for, by stake, with replacement.
func (w *World) sortition(t *Task) {
	t.drawn = t.drawn[:0]
	for range w.S.Scheme.Auditors {
		t.drawn = append(t.drawn, w.byStake())
	}
}

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

// votes lets a committee decide whether a challenger is right: allies vote for the solver if it is one of theirs.
func (w *World) votes(t *Task, right bool) bool {
	for1 := 0
	n := w.S.Scheme.Committee
	for range n {
		vote := right
		if w.allied(w.byStake()) {
			vote = right && !t.Plan.Ally
		}
		if vote {
			for1++
		}
	}
	return 2*for1 > n
}

// answers is a drawn auditor's sealed answer: names that agree with the solver's trace.
func (w *World) answers(v *Verifier, t *Task, names int) {
	if w.S.Scheme.Kind != "audit" {
		return
	}
	for range names {
		t.claims = append(t.claims, claim{verifier: v.index, arm: v.Arm})
	}
}

// reveal pays those whose answers agree with the solver's trace.
func (w *World) reveal(t *Task) {
	if len(t.claims) == 0 {
		return
	}
	each := w.S.Scheme.AuditPay / ledger.Gwei(len(t.claims))
	for _, c := range t.claims {
		w.money.Move(ledger.World, w.verifiers[c.verifier].Account, each, reasonAuditPay)
		w.earns(c.verifier, c.arm, each)
	}
	t.claims = t.claims[:0]
}

// copyLater is what one does that says what others say: without a seal it sees their answers in time; with one, only what the solver leaks.
func (w *World) copyLater(v *Verifier, t *Task, drawn bool) {
	s := &w.S.Scheme
	leaked := t.Plan.Leaks && w.verifyOf[v.Group].allied
	switch s.Kind {
	case "audit":
		if drawn && (!s.CommitReveal || leaked) {
			w.verifyOf[v.Group].m.copied++
			w.answers(v, t, 1)
		}
	case "jackpot":
		if t.Forced && leaked {
			w.verifyOf[v.Group].m.copied++
			w.finds(v, t, 1)
		}
	}
}

// finds is a claim to a forced error's jackpot, under some names.
func (w *World) finds(v *Verifier, t *Task, names int) {
	if w.k.Now() > t.WindowEnd {
		w.m.missed++
		return
	}
	for range names {
		t.claims = append(t.claims, claim{verifier: v.index, arm: v.Arm})
	}
}

// jackpots pays the finders of a forced error, as far as the pot goes.
func (w *World) jackpots(t *Task) {
	s := &w.S.Scheme
	if len(t.claims) > 0 {
		w.m.forcedFound++
		if !s.CommitReveal { // what is claimed is seen, and can be claimed too
			for _, i := range w.copiers {
				if v := &w.verifiers[i]; !v.gone && w.copies(v) {
					w.verifyOf[v.Group].m.copied++
					t.claims = append(t.claims, claim{verifier: i, arm: v.Arm})
				}
			}
		}
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

// copies reports whether a verifier copies at the moment: always, or by its arm.
func (w *World) copies(v *Verifier) bool {
	g := w.verifierGroup(v)
	return len(g.arms) == 0 || g.Arms[v.Arm] == "copier"
}

// idles is what comes of not looking: a test that one fails, a wrong task that one has passed.
func (w *World) idles(v *Verifier, t *Task) {
	s := &w.S.Scheme
	if s.Kind != "attention" {
		return
	}
	if s.Tests > 0 && v.choice.Chance(s.Tests) {
		w.penalty(v.index, v.Arm)
	}
	if t.Plan.Bad > 0 {
		t.idle = append(t.idle, claim{verifier: v.index, arm: v.Arm})
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
