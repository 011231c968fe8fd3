package theory

import "math"

// Dilemma is the verifier's dilemma as a game of one solver and n verifiers who move at once: the solver cheats with probability x, each
// verifier audits with probability a. An audit costs c and finds what there is; those who find a fault share the bounty B equally; a cheat that
// nobody audits gains G, one that is found loses S.
type Dilemma struct {
	Verifiers  int64
	Cost       float64 // c
	Bounty     float64 // B
	Gain, Bond float64 // G, S
}

// Equilibrium of a [Dilemma] in mixed strategies, the same for all verifiers.
type Equilibrium struct {
	Cheat     float64 // x*
	Audit     float64 // a*
	Detection float64 // D*, what the audits come to
}

// Equilibrium returns
//
//	D* = G/(G+S)     a* = 1 - (1-D*)^(1/n)     x* = c·n·a*/(B·D*)
//
// The solver is indifferent at D* ([HonestyThreshold]); audits at rate a* bring about D* ([ByAny]). A verifier that audits gets x·B·E[1/(1+K)]
// with K ~ Binomial(n-1, a) for c, and E[1/(1+K)] = (1-(1-a)^n)/(n·a) = D*/(n·a*), so that it is indifferent at x*. If that is above 1 no audit
// pays even if all is wrong: nobody audits, the solver always cheats, and nothing is detected. The rate of cheating does not depend on how high
// the bond is but through D*: more bond buys fewer audits, not fewer cheats (Tsebelis, "Penalty has no impact on crime", 1990).
func (d Dilemma) Equilibrium() Equilibrium {
	checkCount("verifiers", d.Verifiers, 1)
	checkAmount("a cost", d.Cost)
	e := Equilibrium{Detection: HonestyThreshold(d.Gain, d.Bond)}
	if e.Detection == 0 {
		return e
	}
	e.Audit = -math.Expm1(math.Log1p(-e.Detection) / float64(d.Verifiers))
	e.Cheat = d.Cost * float64(d.Verifiers) * e.Audit / (d.Bounty * e.Detection)
	if !(e.Cheat <= 1) {
		return Equilibrium{Cheat: 1}
	}
	return e
}

// AuditProfit returns what an audit brings a verifier on average, if the solver cheats with probability x and each of the n-1 others audits with
// probability a:
//
//	x·B·(1-(1-a)^n)/(n·a) - c
func (d Dilemma) AuditProfit(cheat, audit float64) float64 {
	return cheat*d.Bounty*EqualSplit.Mean(audit, d.Verifiers-1) - d.Cost
}

// Volunteer returns the rate at which each of n verifiers checks, if those who do not can copy what one who does has found (the volunteer's
// dilemma: Diekmann 1985):
//
//	a = 1 - (c/V)^(1/(n-1)),   V = f·J/n
//
// where V is what a verifier is paid on average when at least one has checked: checking brings V - c, not checking V·(1-(1-a)^(n-1)). For V <= c
// nobody checks. With more verifiers each checks less, and somebody less often too: 1-(1-a)^n.
func Volunteer(cost, value float64, verifiers int64) float64 {
	checkAmount("a cost", cost)
	checkAmount("a value", value)
	checkCount("verifiers", verifiers, 1)
	switch {
	case value <= cost:
		return 0
	case verifiers == 1:
		return 1
	}
	return -math.Expm1(math.Log(cost/value) / float64(verifiers-1))
}
