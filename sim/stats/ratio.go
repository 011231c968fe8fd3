package stats

import "math"

// Ratio is the running ratio of two means, E[Y]/E[X], of pairs (x, y) that are seen once: money earned for each that was spent, over many runs.
// With x always 1 it is the mean of y. Its zero value has seen nothing.
type Ratio struct {
	N             int64
	X, Y          float64 // means
	SXX, SXY, SYY float64 // sums of products of distances from the means
}

// Add takes a pair in.
func (r *Ratio) Add(x, y float64) {
	r.N++
	dx, dy := x-r.X, y-r.Y
	r.X += dx / float64(r.N)
	r.Y += dy / float64(r.N)
	r.SXX += float64(dx * (x - r.X))
	r.SXY += float64(dx * (y - r.Y))
	r.SYY += float64(dy * (y - r.Y))
}

// Value returns the ratio of the means.
func (r Ratio) Value() float64 { return r.Y / r.X }

// Test returns the two-sided p-value of the hypothesis that the ratio is rho: Student's test of the mean of y - rho·x, which is then 0. A spread
// of the differences that is within the rounding of their parts counts as none.
func (r Ratio) Test(rho float64) float64 {
	if math.IsNaN(rho) || math.IsInf(rho, 0) {
		return 0
	}
	d := Mean{N: r.N, Mean: r.Y - rho*r.X, M2: r.SYY - 2*rho*r.SXY + rho*rho*r.SXX}
	n := float64(r.N)
	if size := math.Abs(r.Y) + math.Abs(rho*r.X); d.M2 <= n*n*1e-28*size*size {
		d.M2 = 0
		if math.Abs(d.Mean) <= 1e-12*size {
			d.Mean = 0
		}
	}
	return d.Test(0)
}

// Interval returns the ratios that [Ratio.Test] lets stand (Fieller 1954): where t is Student's quantile and V are variances of the means,
//
//	(Y - ρX)² <= t²·(V_YY - 2ρV_XY + ρ²V_XX)
//
// It is (-∞, ∞) if the mean of x cannot be told from 0.
func (r Ratio) Interval(confidence float64) Interval {
	alpha := tail(confidence)
	everything := Interval{math.Inf(-1), math.Inf(1)}
	if r.N < 2 {
		return everything
	}
	t := studentQuantile(alpha, float64(r.N-1))
	f := t * t / float64(r.N-1) / float64(r.N)
	a, b, c := r.X*r.X-f*r.SXX, r.X*r.Y-f*r.SXY, r.Y*r.Y-f*r.SYY
	if !(a > 0) {
		return everything
	}
	h := math.Sqrt(max(0, b*b-a*c))
	return Interval{(b - h) / a, (b + h) / a}
}
