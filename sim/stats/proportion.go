package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// ClopperPearson returns the exact interval of a proportion after `successes` of `trials` independent trials: all p that neither tail refutes,
//
//	{ p : P(X >= k | p) > α/2  and  P(X <= k | p) > α/2 },   α = 1 - confidence,  X ~ Binomial(trials, p).
//
// Its coverage is at least `confidence` for every p. No trials give [0, 1].
func ClopperPearson(successes, trials int64, confidence float64) Interval {
	checkCounts(successes, trials)
	alpha := tail(confidence)
	i := Interval{0, 1}
	if successes > 0 {
		i.Low = crossing(func(p float64) bool { return upper(successes, trials, p) >= alpha })
	}
	if successes < trials {
		// By symmetry in successes and failures: small complements keep all their digits.
		i.High = 1 - crossing(func(q float64) bool { return upper(trials-successes, trials, q) >= alpha })
	}
	return i
}

// BinomialTest returns the exact two-sided p-value of the hypothesis that the probability of a success is p: min(1, 2·min(P(X <= k), P(X >= k))).
// Of the several definitions in use it is the one that fits [ClopperPearson]: the p-value is above α exactly if p is in the interval of
// confidence 1-α. p = 0 and p = 1 are refuted by a single success or failure: the value is 0.
func BinomialTest(successes, trials int64, p float64) float64 {
	checkCounts(successes, trials)
	if !(p >= 0 && p <= 1) {
		return 0 // no probability: refuted by anything
	}
	return min(1, 2*min(upper(successes, trials, p), upper(trials-successes, trials, 1-p)))
}

// upper returns P(X >= k) for X ~ Binomial(n, p), as the regularised incomplete beta function I_p(k, n-k+1); its relative error is about n·2^-52.
func upper(k, n int64, p float64) float64 {
	switch {
	case k <= 0:
		return 1
	case p <= 0:
		return 0
	case p >= 1:
		return 1
	}
	return mathext.RegIncBeta(float64(k), float64(n-k+1), p)
}

// crossing returns the p in [0, 1] at which a monotone condition begins to hold, by bisection to the last bit. The lower end is returned, at
// which it does not hold yet: an interval that is too wide by a bit is still one.
func crossing(holds func(float64) bool) float64 {
	low, high := 0.0, 1.0
	for {
		middle := low + (high-low)/2
		if low > 0 && high/low > 2 || low == 0 && high > 1e-300 {
			middle = math.Sqrt(max(low, 1e-300)) * math.Sqrt(high) // in the exponent first: bounds of 1e-9 are wanted with all their digits
		}
		if middle <= low || middle >= high {
			return low
		}
		if holds(middle) {
			high = middle
		} else {
			low = middle
		}
	}
}

// tail returns the probability that is left out at each end.
func tail(confidence float64) float64 {
	if !(confidence > 0 && confidence < 1) {
		panic(fmt.Sprintf("stats: a confidence is between 0 and 1, not %g", confidence))
	}
	return (1 - confidence) / 2
}

func checkCounts(successes, trials int64) {
	if trials < 0 || successes < 0 || successes > trials {
		panic(fmt.Sprintf("stats: %d successes of %d trials", successes, trials))
	}
}
