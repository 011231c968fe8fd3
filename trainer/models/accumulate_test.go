package models

import (
	"context"
	"math"
	"slices"
	"testing"

	"refute/trainer"
	"refute/trainer/f32"
)

// TestAccumulation trains with gradients of several steps a time: the update is that of their sum in the steps' order, bit for bit, and that of
// one step with as many samples, but for rounding.
func TestAccumulation(t *testing.T) {
	ctx := context.Background()
	c := MLP{[]int{6}, Training{Batch: 8, Rates: []float32{0.5, 0.25}}}
	for _, k := range []int{2, 3, 5} {
		one := c
		one.Batch, one.Accumulate = k*c.Batch, 1
		c.Accumulate = k
		m, whole := digits(t, c), digits(t, one)
		if len(m.Steps) != min(k, 3) || len(m.Schedule) != k || m.Samples != 8 {
			t.Fatalf("%d steps an update: %d programs, schedule %v, %d samples", k, len(m.Steps), m.Schedule, m.Samples)
		}
		params := len(m.Params)
		state, want := begin(t, m), begin(t, whole)
		var sums, start [][]float32
		for step := uint32(1); step <= uint32(2*k); step++ {
			// What the first program stores, whatever the step, is the gradient alone.
			alone, next := trainer.NewState(m.Init), trainer.NewState(m.Init)
			if err := executor(t, m.Steps[0], m.Consts).Step(ctx, alone, state, step, nil); err != nil {
				t.Fatal(err)
			}
			place := int(step-1) % k
			if place == 0 {
				sums, start = nil, nil
			}
			for i := range params {
				d := alone[params+i].F32()
				if place == 0 {
					sums, start = append(sums, slices.Clone(d)), append(start, slices.Clone(state[i].F32()))
					continue
				}
				for e := range d {
					sums[i][e] += d[e]
				}
			}
			p := m.ProgramOf(step)
			if err := executor(t, p, m.Consts).Step(ctx, next, state, step, nil); err != nil {
				t.Fatal(err)
			}
			rate := c.Rates[int(step-1)/k]
			for i := range params {
				for e, got := range next[i].F32() {
					right := start[i][e]
					if place == k-1 {
						right = f32.FMA(-rate, sums[i][e], right)
					}
					if got != right {
						t.Fatalf("%d steps an update: after step %d %s[%d] is %g, want %g", k, step, m.Init.States[i].Name, e, got, right)
					}
				}
			}
			state = next
			if place < k-1 {
				continue
			}
			other := trainer.NewState(whole.Init)
			if err := executor(t, whole.Steps[0], whole.Consts).Step(ctx, other, want, (step-1)/uint32(k)+1, nil); err != nil {
				t.Fatal(err)
			}
			want = other
			for i := range params {
				for e, got := range state[i].F32() {
					if right := want[i].F32()[e]; math.Abs(float64(got-right)) > 1e-6*(1+math.Abs(float64(right))) {
						t.Fatalf("%d steps an update: after step %d %s[%d] is %g, of one step %g", k, step, m.Init.States[i].Name, e, got, right)
					}
				}
			}
		}
	}
}
