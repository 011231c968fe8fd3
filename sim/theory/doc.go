// Package theory holds what can be said of the protocol's economics with a pencil: one small function for each closed form, with its symbols,
// its assumptions and its source. docs/economics.md derives each of them; package validate compares each with the simulator.
//
// Symbols, the same throughout:
//
//	N, m, s   steps of a task, bad ones among them, steps that a verifier samples
//	n, q, a   verifiers; the rate at which one audits; the same where it is chosen in equilibrium
//	D         probability that a fault is detected
//	G, S      what a fault gains if it is not detected; the bond that is slashed if it is
//	β         part of a slashed bond that goes to those who proved the fault; the rest is burnt
//	R, C, c   reward of a task, what it costs to compute, what it costs to audit
//	f, J      rate of forced errors, jackpot for finding one
//	x         probability that a solver cheats
//	φ         part of the stake that is in one hand
//
// Money is in any one unit. Probabilities are accurate to about 10 digits, also when they are very small or very near 1 - as 1-(1-p)^n is: by
// log1p and expm1. Arguments without meaning (a probability of 2, more bad steps than steps) panic: callers have read them from a checked
// scenario.
package theory

import (
	"fmt"
	"math"
)

// atLeastOnce returns 1-(1-p)^n: that an event of probability p happens in at least one of n independent trials.
func atLeastOnce(p, n float64) float64 {
	checkProbability("a probability", p)
	if n == 0 {
		return 0
	}
	return -math.Expm1(n * math.Log1p(-p))
}

func checkProbability(what string, p float64) {
	if !(p >= 0 && p <= 1) {
		panic(fmt.Sprintf("theory: %s of %g is not between 0 and 1", what, p))
	}
}

func checkAmount(what string, x float64) {
	if !(x >= 0) || math.IsInf(x, 1) {
		panic(fmt.Sprintf("theory: %s of %g", what, x))
	}
}

func checkCount(what string, n, least int64) {
	if n < least {
		panic(fmt.Sprintf("theory: %s: %d, at least %d are needed", what, n, least))
	}
}
