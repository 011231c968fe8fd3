package model

import (
	"refute/sim/kernel"
	"refute/sim/ledger"
	"refute/sim/scenario"
)

// Audit is what a verifier does about an anchor. The zero value is nothing.
type Audit struct {
	Steps   int64   // steps that it draws; all if that is at least the task's
	Each    float64 // if above 0: each step with this chance, instead
	Part    float64 // share of them that it really computes
	Noise   float64 // chance to find what is not there
	Known   bool    // the sample is known to who can foresee it
	Claims  int     // names under which it claims
	Copies  bool    // it says what others say
	Accuses bool    // it challenges, whatever it finds
	Bribed  bool    // it takes money for silence
	Ally    bool    // it passes what allies do
	Leaves  bool    // it leaves when it loses for long
	Drags   bool    // it opens in the last block of the window, and moves in the last instant of its clock
	Private bool    // nobody sees its challenges before they are in a block
	Drawn   bool    // it is asked because it was drawn, and will be paid
}

// looks reports whether anything is computed.
func (a *Audit) looks() bool { return (a.Steps > 0 || a.Each > 0) && a.Part > 0 }

// VerifierStrategy says or changes what a verifier does about a task.
type VerifierStrategy func(w *World, v *Verifier, t *Task, a *Audit)

// verifierStrategies are the strategies by their names in scenario files.
var verifierStrategies = map[string]VerifierStrategy{
	// Those that say whether it looks.
	"honest": honest,
	"lazy":   func(*World, *Verifier, *Task, *Audit) {}, // says that all is well
	"copier": func(w *World, v *Verifier, t *Task, a *Audit) { a.Copies = true },
	"partial": func(w *World, v *Verifier, t *Task, a *Audit) { // looks at a part, says that it looked at all
		honest(w, v, t, a)
		a.Part = w.verifierGroup(v).Part
	},
	"predictor": func(w *World, v *Verifier, t *Task, a *Audit) { // looks where it knows that there is something
		g := w.verifierGroup(v)
		if v.choice.Chance(g.Foresees) {
			if t.Wrong() {
				a.look(g)
			}
		} else {
			honest(w, v, t, a)
		}
	},
	"predictable": func(w *World, v *Verifier, t *Task, a *Audit) { // its sample can be known beforehand
		honest(w, v, t, a)
		a.Known = true
	},
	"griefer": func(w *World, v *Verifier, t *Task, a *Audit) {
		a.Accuses = v.choice.Chance(w.verifierGroup(v).Accuses)
	},

	// Those that change how.
	"sybil":   func(w *World, v *Verifier, t *Task, a *Audit) { a.Claims = w.verifierGroup(v).Sybils },
	"bribed":  func(w *World, v *Verifier, t *Task, a *Audit) { a.Bribed = true },
	"ally":    func(w *World, v *Verifier, t *Task, a *Audit) { a.Ally = true },
	"sniper":  func(*World, *Verifier, *Task, *Audit) {}, // what it does when it sees a challenge: see World.snipe
	"leaves":  func(w *World, v *Verifier, t *Task, a *Audit) { a.Leaves = true },
	"noisy":   func(w *World, v *Verifier, t *Task, a *Audit) { a.Noise = w.verifierGroup(v).Noise },
	"drag":    func(w *World, v *Verifier, t *Task, a *Audit) { a.Drags = true },
	"private": func(w *World, v *Verifier, t *Task, a *Audit) { a.Private = true },
}

// honest looks at a task that it was drawn for, and at others at the group's rate. Where it is an arm it looks whenever it is played, but
// where auditors are drawn only if it was.
func honest(w *World, v *Verifier, _ *Task, a *Audit) {
	g := w.verifierGroup(v)
	switch {
	case a.Drawn:
	case len(g.arms) > 0:
		if w.S.Scheme.Kind == "audit" {
			return
		}
	case g.Rate < 1 && !v.choice.Chance(g.Rate):
		return
	}
	a.look(g)
}

func (a *Audit) look(g *verifierGroup) {
	a.Steps, a.Each, a.Part = g.Sample, g.Each, 1
	if g.Sample == 0 && g.Each == 0 {
		a.Steps = 1 << 62 // all
	}
}

// verifierGroup is a group of verifiers, its strategies found.
type verifierGroup struct {
	*scenario.Verifiers
	then   []VerifierStrategy
	arms   []VerifierStrategy
	allied bool
	first  int32  // its first member
	entity uint64 // of that one
	mix    mixture
	m      verifierMetrics
}

func (w *World) verifierGroup(v *Verifier) *verifierGroup { return &w.verifyOf[v.Group] }

// audit asks a verifier's strategies what it does about a task. The answer is good until the next is asked.
func (w *World) audit(v *Verifier, t *Task, drawn bool) *Audit {
	a := &w.act
	*a = Audit{Claims: 1, Drawn: drawn}
	g := w.verifierGroup(v)
	if len(g.arms) > 0 {
		v.Arm = g.mix.draw(&v.choice)
		g.mix.play(v.Arm)
		g.arms[v.Arm](w, v, t, a)
	}
	for _, f := range g.then {
		f(w, v, t, a)
	}
	return a
}

// What an audit brings, in the flags of evAudited, and what comes of it in those of evOpen.
const (
	flagDrawn   = 1 << iota // the verifier was drawn: the beacon says which steps
	flagFound               // it found a step that is wrong, or believes so
	flagForced              // it found a forced error
	flagAnswers             // it computed all that it was drawn to compute
	flagBribed              // it can be bribed
	flagAlly                // it passes what allies do
	flagAsked               // it has been asked before: it was away
	flagDrags               // it opens in the last block of the window, and moves in the last instant of its clock
	claimsShift = 8         // names under which it claims, 8 bits
	flagPrivate = 1 << 16   // its challenge is not seen before it is in a block
	flagSniper  = 1 << 17   // it challenges because others do
	flagBlind   = 1 << 18   // it challenges without having looked
	armShift    = 19        // the arm that it played, 3 bits
)

// armOf returns the arm in the flags of an event.
func armOf(flags int64) int32 { return int32(flags>>armShift) & 7 }

// sample draws which steps are audited and reports whether a bad one is among them, and how many are computed.
//
// Which steps are bad does not matter, only how many, since every step is equally likely to be drawn. So the bad steps are asked one after
// the other whether they are in the sample, each given the answers before: the same distribution as if the sample had been drawn first. Where the sample has fewer
// steps, they are asked whether they are bad, which comes to the same.
func (w *World) sample(s *kernel.Stream, t *Task, a *Audit, bad int64) (found bool, computed int64) {
	n := t.Steps
	if a.Each > 0 {
		computed = int64(float64(float64(n)*a.Each*a.Part) + 0.5)
		w.work.did(int(bad))
		for range bad {
			if s.Chance(a.Each * a.Part) {
				return true, computed
			}
		}
		return false, computed
	}
	draws := min(a.Steps, n)
	if a.Part < 1 {
		draws = int64(float64(float64(draws)*a.Part) + 0.5)
	}
	if draws >= n {
		return bad > 0, n
	}
	asked, in := bad, draws
	if draws < bad {
		asked, in = draws, bad
	}
	w.work.did(int(asked))
	for i := range asked {
		if int64(s.Below(uint64(n-i))) < in {
			return true, draws
		}
	}
	return false, draws
}

// seen is what a verifier does when an anchor has come to it.
func (w *World) seen(v *Verifier, t *Task, flags int64) {
	now := w.k.Now()
	if v.gone || now > t.WindowEnd || t.settled { // nothing is to be had any more
		return
	}
	if back := w.There(&v.agent, now); back > now {
		w.m.away++
		w.about(t, back, evSeen, v.index, flags|flagAsked)
		return
	}
	g := w.verifierGroup(v)
	drawn := flags&flagDrawn != 0
	byBeacon := drawn && w.S.Scheme.Kind == "audit"
	a := w.audit(v, t, drawn)
	if byBeacon && a.looks() { // the beacon has drawn the steps, and computing them is all that is asked
		a.Steps, a.Each = w.S.Scheme.AuditSteps, 0
	}
	out := a.flags(flags) | int64(v.Arm)<<armShift
	if a.Copies {
		w.copyLater(v, t, drawn)
	}
	if a.Leaves {
		w.leaves(v, g)
	}
	if a.Accuses {
		w.accuses(v, t, a, out)
		return
	}
	if !a.looks() {
		w.idles(v, t, 1)
		if drawn && !byBeacon { // it says what the solver says
			w.answers(v, t, v.Arm)
		}
		return
	}
	if t.Plan.Twice && !(a.Ally && t.Plan.Ally) { // two signatures that differ are seen without computing anything
		g.m.found++
		w.challenge(v, t, out)
		return
	}
	bad := t.Plan.Bad
	if a.Known && bad > 0 && t.Plan.Dodges > 0 && v.choice.Chance(t.Plan.Dodges) {
		bad = max(0, bad-max(0, t.Steps-a.Steps)) // the bad steps are put where it does not look, as far as there is room
	}
	found, computed := false, int64(0)
	if byBeacon { // all auditors of a task compute the same steps
		found, computed = w.drawnSteps(t, a)
	} else {
		found, computed = w.sample(&v.choice, t, a, bad)
	}
	if !found && a.Noise > 0 && v.choice.Chance(a.Noise) {
		found = true
	}
	cost := w.worth(t.Cost.Times(w.S.Task.Audit * float64(computed) / float64(t.Steps)))
	if !w.money.Move(v.Account, ledger.Machines, cost, reasonAudit) {
		w.ruin(v, g)
		return
	}
	w.m.compute += cost
	g.mix.earn(v.Arm, -cost)
	w.m.defence += cost
	g.m.audits++
	if found {
		out |= flagFound
	}
	if t.Forced && computed > 0 {
		out |= flagForced
	}
	if !byBeacon || computed >= min(w.S.Scheme.AuditSteps, t.Steps) {
		out |= flagAnswers
	}
	if a.Part < 1 {
		w.idles(v, t, 1-a.Part)
	}
	start := now
	if g.Queue {
		start = max(now, v.free)
		w.m.waitingSeen++
		w.m.waitingSum += int64(v.waiting)
		v.waiting++
	}
	v.free = start.Plus(w.S.Task.StepTime.Times(float64(computed) / g.Speed))
	w.about(t, v.free, evAudited, v.index, out)
}

// audited is what a verifier does when its audit is done.
func (w *World) audited(v *Verifier, t *Task, flags int64) {
	g := w.verifierGroup(v)
	if g.Queue {
		v.waiting--
	}
	claims := int(flags >> claimsShift & 0xff)
	if flags&(flagFound|flagForced) != 0 {
		if t.Wrong() {
			g.m.found++
		}
		w.event("found", v, t, 0, "")
	}
	if flags&flagForced != 0 {
		w.finds(v, t, armOf(flags), claims)
	}
	ally := flags&flagAlly != 0 && t.Plan.Ally
	if flags&flagFound == 0 || ally {
		if flags&flagDrawn != 0 && flags&flagAnswers != 0 {
			w.answers(v, t, armOf(flags))
		}
		return
	}
	if flags&flagBribed != 0 && w.bribed(v, t, armOf(flags)) {
		return
	}
	for range claims {
		w.challenge(v, t, flags)
	}
}

// flags adds to the flags of an event what an audit is like.
func (a *Audit) flags(to int64) int64 {
	to |= int64(a.Claims) << claimsShift
	if a.Bribed {
		to |= flagBribed
	}
	if a.Ally {
		to |= flagAlly
	}
	if a.Drags {
		to |= flagDrags
	}
	if a.Private {
		to |= flagPrivate
	}
	return to
}

// accuses challenges without having looked. What is an error by order of the scheme is claimed as such.
//
// Of a task that is wrong, it names a wrong step by luck alone. If it does not, it would lose a game about a step that is right, as with a task
// that is: that game is left out, since all games about a task are about one run.
func (w *World) accuses(v *Verifier, t *Task, a *Audit, flags int64) {
	if t.Forced {
		w.finds(v, t, v.Arm, a.Claims)
		return
	}
	if bad := t.Plan.Bad; bad > 0 && !v.choice.Chance(float64(bad)/float64(t.Steps)) {
		return
	}
	for range a.Claims {
		w.challenge(v, t, flags|flagBlind)
	}
}

// bribed reports whether a verifier keeps silent, for at least what it can expect of the bond.
func (w *World) bribed(v *Verifier, t *Task, arm int32) bool {
	b := t.Plan.Bribe
	if b == 0 || b < t.Bond.Times(w.S.Terms.Share)+w.S.Scheme.Bounty {
		return false
	}
	if !w.money.Move(w.solvers[t.Solver].Account, v.Account, b, reasonBribe) {
		return false
	}
	w.m.bribes += b
	w.earns(v.index, arm, b)
	w.m.attack += b
	return true
}

// ruin takes a verifier out that cannot pay.
func (w *World) ruin(v *Verifier, g *verifierGroup) {
	v.gone = true
	g.m.ruined++
	w.m.ruined++
	w.event("ruin", v, nil, w.money.Of(v.Account), "")
}

// leaves takes a verifier out that has not gained anything for longer than it bears.
func (w *World) leaves(v *Verifier, g *verifierGroup) {
	if b := w.money.Of(v.Account); b > v.mark || v.streak == 0 {
		v.mark, v.streak = b, 1
		return
	}
	if v.streak++; int(v.streak) > g.Patience {
		v.gone = true
		g.m.left++
		w.event("leave", v, nil, w.money.Of(v.Account), "")
	}
}
