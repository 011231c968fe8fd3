package theory

import (
	"fmt"
	"math"
)

// Sampled returns the probability that a verifier that samples s of N steps, each set of s as likely as any other, meets one of m bad ones:
//
//	D = 1 - C(N-m, s)/C(N, s)
//
// Assumptions: the bad steps were fixed before the sample was drawn and the solver cannot predict it; an audit of a bad step finds the fault.
// This is one minus the hypergeometric probability of none; spot checks of outsourced work are as old as Golle and Mironov, "Uncheatable
// distributed computations" (2001). The product of at most min(m, s) factors is cut off once it is below what a float64 holds, so the time is
// within 30·√N.
func Sampled(steps, bad, sampled int64) float64 {
	if steps < 1 || bad < 0 || bad > steps || sampled < 0 || sampled > steps {
		panic(fmt.Sprintf("theory: %d bad and %d sampled of %d steps", bad, sampled, steps))
	}
	return -math.Expm1(logMiss(steps, bad, sampled))
}

// logMiss returns ln(C(N-m, s)/C(N, s)) = Σ_{i<min(m,s)} ln(1 - max(m,s)/(N-i)): the formula is symmetric in what is bad and what is looked at.
func logMiss(steps, bad, sampled int64) float64 {
	if bad > steps-sampled {
		return math.Inf(-1) // more are looked at than are good
	}
	few, many := min(bad, sampled), float64(max(bad, sampled))
	sum := 0.0
	for i := int64(0); i < few && sum > -800; i++ {
		sum += math.Log1p(-many / float64(steps-i))
	}
	return sum
}

// Independent returns the probability that a verifier that looks at each step with probability q, independently, meets one of m bad ones:
//
//	D = 1 - (1-q)^m
//
// It also is the probability that one of m verifiers of rate q looks at a task.
func Independent(rate float64, bad int64) float64 {
	checkCount("bad steps", bad, 0)
	return atLeastOnce(rate, float64(bad))
}

// ByAny returns the probability that at least one of n verifiers detects what each detects with probability D, independently:
//
//	D_n = 1 - (1-D)^n
//
// Assumptions: each draws from its own secret. Verifiers that sample by the same public randomness are one verifier.
func ByAny(detection float64, verifiers int64) float64 {
	checkCount("verifiers", verifiers, 0)
	return atLeastOnce(detection, float64(verifiers))
}

// Captured returns the probability that all m auditors of a task belong to one coalition with the part φ of the stake, each drawn by stake with
// replacement:
//
//	φ^m
//
// Assumptions: one auditor outside the coalition is enough to find the fault and get its verdict; stake and not identities is drawn, so that
// sybils gain nothing.
func Captured(coalition float64, auditors int64) float64 {
	checkProbability("a part of the stake", coalition)
	checkCount("auditors", auditors, 0)
	return math.Pow(coalition, float64(auditors))
}

// CapturedSeats is [Captured] where m different auditors are drawn from n of equal stake, k of them in the coalition:
//
//	C(k, m)/C(n, m) <= (k/n)^m
//
// Sources that write φ^m or r^n for a draw without replacement are on the safe side; with few auditors the difference is large.
func CapturedSeats(all, coalition, auditors int64) float64 {
	if all < 1 || coalition < 0 || coalition > all || auditors < 0 || auditors > all {
		panic(fmt.Sprintf("theory: %d auditors of %d, %d of them in a coalition", auditors, all, coalition))
	}
	return math.Exp(logMiss(all, all-coalition, auditors))
}
