package theory

import (
	"fmt"
	"math"
)

// Curve says what each of k finders of a forced error gets of a jackpot.
type Curve uint8

const (
	// Halving pays each 2^-(k-1) of it: Teutsch and Reitwießner, "A scalable verification solution for blockchains" (2017).
	Halving Curve = iota
	// EqualSplit pays each the k-th part.
	EqualSplit
)

// Each returns the part of the jackpot that each of k finders gets.
func (c Curve) Each(k int64) float64 {
	checkCount("finders", k, 1)
	switch c {
	case Halving:
		return math.Ldexp(1, int(max(1-k, -1100)))
	case EqualSplit:
		return 1 / float64(k)
	}
	panic(fmt.Sprintf("theory: no curve %d", c))
}

// Mean returns the part that a finder expects when each of `others` finds the error too with probability a, independently: E[Each(1+K)], K ~
// Binomial(others, a).
//
//	halving       (1 - a/2)^others
//	equal split   (1 - (1-a)^n)/(n·a),   n = others+1
func (c Curve) Mean(audit float64, others int64) float64 {
	checkProbability("a rate", audit)
	checkCount("others", others, 0)
	if audit == 0 {
		return 1
	}
	switch c {
	case Halving:
		return math.Exp(float64(others) * math.Log1p(-audit/2))
	case EqualSplit:
		return atLeastOnce(audit, float64(others+1)) / (float64(others+1) * audit)
	}
	panic(fmt.Sprintf("theory: no curve %d", c))
}

// Paid returns the part of a jackpot that is paid out on average, to all of n verifiers together who find the error with probability a each:
// E[K·Each(K)].
//
//	halving       n·a·(1 - a/2)^(n-1)
//	equal split   1 - (1-a)^n
func (c Curve) Paid(audit float64, verifiers int64) float64 {
	checkCount("verifiers", verifiers, 1)
	return float64(verifiers) * audit * c.Mean(audit, verifiers-1)
}

// Identities returns what somebody gets, as a part of the jackpot, who shows up as s finders where there are k honest ones: s·Each(s+k).
//
//	halving       s·2^-(s+k-1): the same for two as for one, then less; each further identity halves what the honest ones get
//	equal split   s/(s+k): always more
//
// So the halving curve does not make a second identity a loss: it makes it free, and it makes the honest ones pay. (The pay-out of 2^-(k-1) is
// often said to deter sybils; it does from the third on.)
func (c Curve) Identities(own, honest int64) float64 {
	checkCount("identities", own, 1)
	checkCount("honest finders", honest, 0)
	return float64(own) * c.Each(own+honest)
}

// IdentitiesMean is [Curve.Identities] where each of n honest verifiers finds the error with probability a.
func (c Curve) IdentitiesMean(own int64, audit float64, honest int64) float64 {
	checkCount("honest verifiers", honest, 0)
	sum := 0.0
	for k := range honest + 1 {
		sum += binomial(k, honest, audit) * c.Identities(own, k)
	}
	return sum
}

// Jackpot is a scheme of forced errors: with probability f a task's result is wrong on purpose, the solver is excused, and those who find it
// share a jackpot.
type Jackpot struct {
	Curve     Curve
	Rate      float64 // f, forced errors for each task
	Prize     float64 // J
	Verifiers int64   // n
	Cost      float64 // c of an audit
}

// Worth returns what an audit brings on average, beside its cost, if each of the n-1 others audits with probability a. Auditing pays as long as
//
//	f·J·(1 - a/2)^(n-1) >= c        (halving; with [EqualSplit] its own mean)
//
// Assumptions: errors that are not forced are rare beside f; a verifier cannot tell a forced error without the audit; nobody copies (see
// [Jackpot.RateCopied]).
func (j Jackpot) Worth(audit float64) float64 {
	return j.Rate * j.Prize * j.Curve.Mean(audit, j.Verifiers-1)
}

// Participation returns the rate at which verifiers who are all alike audit in equilibrium: where Worth is c; 0 if even the first does not gain,
// 1 if the last still does.
func (j Jackpot) Participation() float64 {
	switch {
	case j.Worth(0) <= j.Cost:
		return 0
	case j.Worth(1) >= j.Cost:
		return 1
	case j.Curve == Halving:
		return -2 * math.Expm1(math.Log(j.Cost/(j.Rate*j.Prize))/float64(j.Verifiers-1))
	}
	low, high := 0.0, 1.0 // Worth falls with the rate
	for range 200 {
		if middle := (low + high) / 2; j.Worth(middle) >= j.Cost {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// Tax returns what each task must pay into the pot so that it neither grows nor shrinks:
//
//	f·J·n·a·(1 - a/2)^(n-1)        (halving)
//
// It is not f·J: with halving up to that when few look, and nearly nothing when many do, because most of the jackpot is not paid out.
func (j Jackpot) Tax(audit float64) float64 {
	return j.Rate * j.Prize * j.Curve.Paid(audit, j.Verifiers)
}

// RateCopied returns the rate of forced errors from which on it pays to audit, where the other n-1 verifiers wait, see the challenge and copy it
// before it closes: all n are paid,
//
//	f = c/(J·Each(n)):   n·c/J with an equal split, 2^(n-1)·c/J with halving
//
// and even then each of them would rather be one of those who copy (see [Volunteer]).
func (j Jackpot) RateCopied() float64 {
	return j.Cost / (j.Prize * j.Curve.Each(j.Verifiers))
}

// RateSealed is [Jackpot.RateCopied] where findings are committed before any is revealed, so that a copy is impossible, and each of the n-1
// others audits with probability a:
//
//	f = c/(J·Mean(a, n-1) + P)
//
// P is what a verifier loses that had to commit to a finding, did not look, and is shown a forced error that it has missed; 0 if it need not commit.
func (j Jackpot) RateSealed(audit, penalty float64) float64 {
	checkAmount("a penalty", penalty)
	return j.Cost / (j.Prize*j.Curve.Mean(audit, j.Verifiers-1) + penalty)
}
