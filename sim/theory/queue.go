package theory

import (
	"fmt"
	"math"
)

// Backlog is a verifier with more than one task to audit: tasks come at random (Poisson), each audit takes the same time, one after the other.
// Load is ρ, the rate of tasks times the time of an audit. Kendall calls it M/D/1.
type Backlog struct{ Load float64 }

// Mean returns how many tasks are waiting on average, not counting the one that is being audited:
//
//	ρ²/(2(1-ρ))
//
// half of what it would be if the times of audits were exponential (Pollaczek 1930, Khinchine 1932). +Inf for ρ >= 1.
func (b Backlog) Mean() float64 {
	checkAmount("a load", b.Load)
	if b.Load >= 1 {
		return math.Inf(1)
	}
	return b.Load * b.Load / (2 * (1 - b.Load))
}

// Present returns the probability that exactly k tasks are there, waiting or being audited, at a random time or when a task comes: π_0 = 1-ρ and
//
//	π_k = (π_0·ā_k + Σ_{j=1..k-1} π_j·ā_{k+1-j})/(1-ā_1),   ā_i = P(at least i tasks come during an audit)
//
// Counting how often the number present goes from at most k-1 to k or more and back, as often as it comes (Ramaswami 1988): no differences, so
// no digits are lost.
func (b Backlog) Present(k int64) float64 { return b.present(k)[k] }

func (b Backlog) present(k int64) []float64 {
	checkCount("tasks", k, 0)
	if !(b.Load >= 0 && b.Load < 1) {
		panic(fmt.Sprintf("theory: a load of %g has no steady state", b.Load))
	}
	least := make([]float64, k+2) // ā, from above: small tails with all their digits
	tail := 0.0
	for i := k + 60; i >= 0; i-- {
		tail += poisson(i, b.Load)
		if i < int64(len(least)) {
			least[i] = min(1, tail)
		}
	}
	pi := make([]float64, k+1)
	pi[0] = 1 - b.Load
	for i := int64(1); i <= k; i++ {
		sum := pi[0] * least[i]
		for j := int64(1); j < i; j++ {
			sum += pi[j] * least[i+1-j]
		}
		pi[i] = sum / (1 - least[1])
	}
	return pi
}

// WaitBeyond returns the probability that a task waits longer than w audit times before its own audit begins. With k = ⌊w⌋+1 and y = k-w:
//
//	P(W <= w) = Σ_{j<k} e^(-ρy)·(ρy)^j/j! · Q_{k-1-j},   Q_i = Σ_{l<=i+1} π_l
//
// (Crommelin 1932; Franx 2001.) Look at the queue y before the task comes: of what waits then (L) and comes until then (A, Poisson) exactly k
// can have gone into audit by w after, since k audits fit exactly; so the task is being audited by then if and only if L + A <= k-1. All terms
// are positive, unlike in Erlang's formula of 1909.
func (b Backlog) WaitBeyond(w float64) float64 {
	checkAmount("a waiting time", w)
	k := int64(w) + 1
	y := (float64(k) - w) * b.Load
	pi := b.present(k)
	queued := make([]float64, k) // Q
	sum := pi[0]
	for i := range queued {
		sum += pi[i+1]
		queued[i] = sum
	}
	within := 0.0
	for j := range k {
		within += poisson(j, y) * queued[k-1-j]
	}
	return max(0, 1-within)
}
