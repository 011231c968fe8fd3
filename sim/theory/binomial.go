package theory

import "math"

// binomial returns C(n, k)·p^k·(1-p)^(n-k), accurate to 14 digits or so at any n, by Loader's way ("Fast and accurate computation of binomial
// probabilities", 2000): the large logarithms cancel in algebra, not in arithmetic.
func binomial(k, n int64, p float64) float64 {
	checkProbability("a probability", p)
	x, m := float64(k), float64(n)
	switch {
	case k < 0 || k > n:
		return 0
	case p == 0 || p == 1:
		if (p == 0) == (k == 0) && (p == 1) == (k == n) {
			return 1
		}
		return 0
	case k == 0:
		return math.Exp(m * math.Log1p(-p))
	case k == n:
		return math.Exp(m * math.Log(p))
	}
	e := stirling(m) - stirling(x) - stirling(m-x) - deviance(x, m*p) - deviance(m-x, m*(1-p))
	return math.Exp(e) * math.Sqrt(m/(2*math.Pi*x*(m-x)))
}

// poisson returns e^-λ·λ^k/k!.
func poisson(k int64, lambda float64) float64 {
	x := float64(k)
	switch {
	case k < 0:
		return 0
	case lambda == 0:
		if k == 0 {
			return 1
		}
		return 0
	case k == 0:
		return math.Exp(-lambda)
	}
	return math.Exp(-stirling(x)-deviance(x, lambda)) / math.Sqrt(2*math.Pi*x)
}

// stirling returns ln n! - ln(√(2πn)·(n/e)^n), the error of Stirling's formula.
func stirling(n float64) float64 {
	if n < 16 {
		l, _ := math.Lgamma(n + 1)
		return l - (n+0.5)*math.Log(n) + n - math.Log(2*math.Pi)/2
	}
	r := 1 / (n * n)
	return (1.0/12 - (1.0/360-(1.0/1260-(1.0/1680-r/1188)*r)*r)*r) / n
}

// deviance returns x·ln(x/m) + m - x without cancellation where x is near m.
func deviance(x, m float64) float64 {
	d := x - m
	if math.Abs(d) > 0.1*(x+m) {
		return x*math.Log(x/m) + m - x
	}
	v := d / (x + m)
	sum, term := d*v, 2*x*v
	for j := 3.0; ; j += 2 {
		term *= v * v
		next := sum + term/j
		if next == sum {
			return sum
		}
		sum = next
	}
}
