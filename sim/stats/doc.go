// Package stats says how far a simulated number can be from the true one: intervals and p-values of proportions and means, and what becomes of them
// when many are looked at together.
//
// Proportions are treated exactly (Clopper and Pearson 1934): no approximation by a normal, which is wrong where it matters here, at rates near 0
// and 1. The two-sided p-value is the one that fits the interval: p is inside the interval of confidence 1-α exactly if its p-value is above α.
// Several statements are judged together by Holm's step-down procedure (1979), which keeps the probability of even one false alarm below the level.
//
// Nothing here is part of a run's results; what a run computes must be the same on every machine, and math.Log is not. The running mean
// alone uses + - * / and sqrt, each rounded once, so that a summary made of it is.
package stats

// Interval is a closed interval. The low end of an interval of a proportion is never below 0, nor the high end above 1.
type Interval struct{ Low, High float64 }

// Contains says whether x is in the interval. A NaN is in none.
func (i Interval) Contains(x float64) bool { return x >= i.Low && x <= i.High }

// Width returns High - Low.
func (i Interval) Width() float64 { return i.High - i.Low }
