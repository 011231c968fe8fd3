package stats

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Mean is the running mean and variance of numbers that are seen once (Welford 1962), and their extremes. Its zero value has seen nothing. The
// result depends on the order of the numbers by a few last bits, so whoever wants the same bits twice adds them in the same order.
type Mean struct {
	N        int64
	Mean     float64
	M2       float64 // sum of squared distances from the mean
	Min, Max float64 // 0 before the first number
}

// Add takes a number in.
func (m *Mean) Add(x float64) {
	if m.N++; m.N == 1 {
		*m = Mean{N: 1, Mean: x, Min: x, Max: x}
		return
	}
	d := x - m.Mean
	m.Mean += d / float64(m.N)
	m.M2 += float64(d * (x - m.Mean)) // rounded once, on machines with fused multiply-add too
	m.Min, m.Max = min(m.Min, x), max(m.Max, x)
}

// Merge takes in what another has seen (Chan, Golub and LeVeque 1979).
func (m *Mean) Merge(o Mean) {
	if o.N == 0 {
		return
	}
	if m.N == 0 {
		*m = o
		return
	}
	n := float64(m.N + o.N)
	d := o.Mean - m.Mean
	m.M2 += o.M2 + float64(float64(d*d)*(float64(m.N)*(float64(o.N)/n)))
	m.Mean += float64(d * (float64(o.N) / n))
	m.N += o.N
	m.Min, m.Max = min(m.Min, o.Min), max(m.Max, o.Max)
}

// Variance returns the unbiased sample variance; NaN before the second number.
func (m Mean) Variance() float64 {
	if m.N < 2 {
		return math.NaN()
	}
	return m.M2 / float64(m.N-1)
}

// SD returns the square root of [Mean.Variance].
func (m Mean) SD() float64 { return math.Sqrt(m.Variance()) }

// StandardError returns the standard deviation of the mean, SD/√N.
func (m Mean) StandardError() float64 { return math.Sqrt(m.Variance() / float64(m.N)) }

// Interval returns Student's interval of the mean, mean ± t·SD/√N with N-1 degrees of freedom. It is exact for normal numbers, and for others in
// the limit of many. Before the second number it is (-∞, ∞): nothing is known.
func (m Mean) Interval(confidence float64) Interval {
	alpha := tail(confidence)
	if m.N < 2 {
		return Interval{math.Inf(-1), math.Inf(1)}
	}
	h := studentQuantile(alpha, float64(m.N-1)) * m.StandardError()
	return Interval{m.Mean - h, m.Mean + h}
}

// Test returns the two-sided p-value of Student's test of the hypothesis that the mean is mu. It fits [Mean.Interval] as [BinomialTest] fits
// [ClopperPearson]. Numbers that are all the same refute every other mean, and only those.
func (m Mean) Test(mu float64) float64 {
	if math.IsNaN(mu) {
		return 0
	}
	if m.N < 2 {
		return 1
	}
	if m.M2 == 0 {
		if m.Mean == mu {
			return 1
		}
		return 0
	}
	return 2 * studentTail(math.Abs(m.Mean-mu)/m.StandardError(), float64(m.N-1))
}

// NormalTest is [Mean.Test] with the normal distribution in place of Student's: for many numbers, where the two agree.
func (m Mean) NormalTest(mu float64) float64 {
	if m.N < 2 || m.M2 == 0 {
		return m.Test(mu)
	}
	return math.Erfc(math.Abs(m.Mean-mu) / m.StandardError() / math.Sqrt2)
}

// studentTail returns P(T > t) for t >= 0 and Student's T with v degrees of freedom: half of I_{v/(v+t²)}(v/2, 1/2), small values with all their
// digits.
func studentTail(t, v float64) float64 {
	x := v / (v + t*t)
	if x > 0.5 { // near t = 0 the complement is the one with digits
		return 0.5 - mathext.RegIncBeta(0.5, v/2, t*t/(v+t*t))/2
	}
	return mathext.RegIncBeta(v/2, 0.5, x) / 2
}

// studentQuantile returns the t with P(T > t) = alpha, for alpha < 1/2, by bisection to the last bit.
func studentQuantile(alpha, v float64) float64 {
	low, high := 0.0, 1.0
	for studentTail(high, v) > alpha && high < 1e300 {
		low, high = high, high*2
	}
	for {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			return high
		}
		if studentTail(middle, v) > alpha {
			low = middle
		} else {
			high = middle
		}
	}
}
