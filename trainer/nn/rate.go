package nn

import (
	"math"

	"refute/trainer/body"
	"refute/trainer/graph"
)

// Rate is a learning rate: its value in a kernel, at the step that runs.
type Rate func(k *graph.Kernel) body.Value

// ConstantRate is the same rate at every step: a constant in the optimiser's kernels.
func ConstantRate(rate float32) Rate {
	return func(k *graph.Kernel) body.Value { return k.F(rate) }
}

// RateTable reads the rate of update u = 1, 2, … at table[u-1], f32; beyond the table its last value stays. There is an update every so many
// steps. The table is a constant of the job, so whoever makes the job computes it as they like: see Cosine.
func RateTable(table *graph.Tensor, every int) Rate {
	g, last := table.Graph(), uint32(table.Dim(0)-1)
	k := g.KernelU32("position", "learning rate")
	at := k.Step().Sub(k.U(1))
	if every > 1 {
		at = at.Div(k.U(uint32(every)))
	}
	position := k.Store(body.Select(at.Lt(k.U(last)), at, k.U(last)))
	k = g.Kernel("take", "learning rate")
	rate := k.Store(k.Load(table, k.Through(position)))
	return func(k *graph.Kernel) body.Value { return k.Load(rate) }
}

// Cosine returns a table of rates for RateTable: linear from 0 to peak over the first warmup of steps, then half a cosine down to
// floor. Its bits are part of the job's hash, and are the same on every machine.
func Cosine(peak, floor float64, warmup, steps int) []float32 {
	r := make([]float32, max(steps, 1))
	for i := range r {
		if i < warmup {
			r[i] = float32(peak * float64(i+1) / float64(warmup))
			continue
		}
		done := float64(i-warmup) / float64(max(steps-warmup-1, 1))
		r[i] = float32(floor + float64(float64((peak-floor)*(1+cosPi(done)))/2))
	}
	return r
}

// cosPi returns cos(pi x) for x in [0, 1], from its Taylor series about the nearest of 0, 1/2 and 1, whose terms fall below 1e-17 after eleven.
// math.Cos has other bits on other architectures; the conversions keep a compiler from contracting products into sums.
func cosPi(x float64) float64 {
	switch {
	case x > 0.75:
		return -cosPi(1 - x)
	case x > 0.25: // cos(pi x) = sin(pi (1/2 - x)), odd
		t := float64(math.Pi * (0.5 - x))
		return series(t, float64(t*t), 2)
	}
	t := float64(math.Pi * x)
	return series(1, float64(t*t), 1)
}

// series sums first, -first·tt/(k(k+1)), … : cosine with first = 1 and k = 1, sine with first = t and k = 2.
func series(first, tt, k float64) float64 {
	sum, term := first, first
	for range 11 {
		term = float64(-float64(term*tt) / float64(k*(k+1)))
		sum = float64(sum + term)
		k += 2
	}
	return sum
}
