package board

import (
	"fmt"

	"refute/checkpoint/job"
	"refute/trainer/graph"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Sizes of the job: a linear regression, one batch of all samples a step.
const (
	Samples  = 300 // two leaves
	Features = 4
	// Steps is the job's length and that of its one epoch: two reveals lead from an anchor to a step.
	Steps = 64
)

// kernelWindow is how many terms are judged at once, by the kernel's name, where it is less than the greatest possible: so that there are sums of
// one window, of up to 256 and of more.
var kernelWindow = map[string]int{
	"squares of error":              2, // 150 windows
	"matmul, gradient of weights":   1, // 300 windows
	"matmul of prediction":          Features,
	"momentum, gradient of weights": 1,
}

// newJob returns the job: weights w (4), momentum v (4);
//
//	y = x·w, e = y - t, s = Σ e², c = 1/sqrt(1 + s/300), g = xᵀ·e, v' = 0.9·v + c/300·g, w' = w - 0.1·v'
func newJob() (*job.Job, error) {
	const seed = 20
	g := graph.New()
	x := g.Const("x", tensor.F32, Samples, Features)
	target := g.Const("target", tensor.F32, Samples)
	w := g.Param("weights", graph.Uniform(0.5), Features)
	v := g.Param("momentum", graph.Zeros(), Features)

	y := graph.Einsum("matmul", "prediction", "sf,f->s", x, w)
	k := g.Kernel("difference", "error")
	i := k.Out(Samples)
	e := k.Store(k.Load(y, i).Sub(k.Load(target, i)))

	k = g.Kernel("squares", "error")
	i = k.Fold(Samples)
	d := k.Load(e, i)
	s := k.Store(d.FMA(d, k.Acc()))

	k = g.Kernel("damping", "error")
	damping := k.Store(k.F(1).Div(k.Load(s).FMA(k.F(1.0/Samples), k.F(1)).Sqrt()))

	k = g.Kernel("matmul", w.Gradient())
	f, r := k.Out(Features), k.Fold(Samples)
	dw := k.Store(k.Load(x, r, f).FMA(k.Load(e, r), k.Acc()))

	k = g.Kernel("momentum", w.Gradient())
	f = k.Out(Features)
	next := k.Store(k.Load(damping).Mul(k.F(1.0/Samples)).FMA(k.Load(dw, f), k.Load(v, f).Mul(k.F(0.9))))

	k = g.Kernel("step", "weights")
	f = k.Out(Features)
	g.Update(w, k.Store(k.F(-0.1).FMA(k.Load(next, f), k.Load(w, f))))
	g.Update(v, next)

	first, step, err := g.Programs()
	if err != nil {
		return nil, fmt.Errorf("board: %w", err)
	}
	for i := range step.Kernels {
		if n, ok := kernelWindow[step.Kernels[i].Name]; ok {
			step.Kernels[i].Window = n
		}
	}
	xs, ts := samples()
	return &job.Job{
		Programs: []*program.Program{first, step}, Seed: seed, Steps: Steps, EpochLength: Steps,
		Consts: []tensor.Tensor{tensor.FromU32(job.SeedWords(seed)), tensor.FromF32(xs), tensor.FromF32(ts)},
	}, nil
}

// samples returns what is learnt: a weighted sum of features, with noise, all from one congruential generator.
func samples() (xs, ts []float32) {
	state := uint32(1)
	draw := func() float32 { // in [-1, 1), a multiple of 2^-15
		state = 1664525*state + 1013904223
		return float32(int32(state)>>16) / (1 << 15)
	}
	weights := [Features]float32{0.75, -1.5, 0.25, 2}
	for range Samples {
		sum := draw() / 8
		for _, w := range weights {
			x := draw()
			xs = append(xs, x)
			sum += float32(x * w)
		}
		ts = append(ts, sum)
	}
	return xs, ts
}
