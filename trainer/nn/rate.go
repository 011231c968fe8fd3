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

// RateTable reads the rate of step t at table[t-1], f32; beyond the table its last value stays. The table is a constant of the
// job, so whoever makes the job computes it as they like: see Cosine.
func RateTable(table *graph.Tensor) Rate {
	g, last := table.Graph(), uint32(table.Dim(0)-1)
	k := g.KernelU32("position", "learning rate")
	at := k.Step().Sub(k.U(1))
	position := k.Store(body.Select(at.Lt(k.U(last)), at, k.U(last)))
	k = g.Kernel("take", "learning rate")
	rate := k.Store(k.Load(table, k.Through(position)))
	return func(k *graph.Kernel) body.Value { return k.Load(rate) }
}

// Cosine returns a table of rates for RateTable: linear from 0 to peak over the first warmup of steps, then half a cosine down to
// floor. It is made once, by whoever makes the job; its bits are part of the job's hash.
func Cosine(peak, floor float64, warmup, steps int) []float32 {
	r := make([]float32, max(steps, 1))
	for i := range r {
		if i < warmup {
			r[i] = float32(peak * float64(i+1) / float64(warmup))
			continue
		}
		done := float64(i-warmup) / float64(max(steps-warmup-1, 1))
		r[i] = float32(floor + (peak-floor)*(1+math.Cos(math.Pi*done))/2)
	}
	return r
}
