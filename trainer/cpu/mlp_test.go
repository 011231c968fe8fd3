package cpu_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sort"
	"testing"
	"time"

	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/tensor"
)

// images is a random data set of the shape of Fashion-MNIST, n images of 28 by 28.
func images(n int) *data.Set {
	r := rand.New(rand.NewPCG(1, 1))
	make := func(n int) data.Images {
		m := data.Images{Height: 28, Width: 28, Pixels: make([]uint8, n*784), Labels: make([]uint8, n)}
		for i := range m.Pixels {
			m.Pixels[i] = uint8(r.IntN(256))
		}
		for i := range m.Labels {
			m.Labels[i] = uint8(r.IntN(10))
		}
		return m
	}
	return &data.Set{Name: "random", Classes: 10, Max: 255, Train: make(n), Test: make(100)}
}

// A perceptron of 784-128-10 is trained as the definition trains it.
func TestPerceptron(t *testing.T) {
	m, err := models.MLP{Hidden: []int{128}, Training: models.Training{Batch: 8, Rate: 0.1, Momentum: 0.9}}.Build(images(100))
	if err != nil {
		t.Fatal(err)
	}
	m.SetSeed(3)
	ref, fast := executors(t, m.Init, m.Consts)
	state := step(t, fast, m.Init, nil, 0, nil)
	for i, want := range step(t, ref, m.Init, nil, 0, nil) {
		compare(t, m.Init, m.Init.States[i].Name, state[i], want)
	}
	ref, fast = executors(t, m.Steps[0], m.Consts)
	for s := uint32(1); s < 3; s++ {
		want := step(t, ref, m.Steps[0], state, s, nil)
		state = step(t, fast, m.Steps[0], state, s, nil)
		for i := range want {
			compare(t, m.Steps[0], fmt.Sprint("step ", s, ", ", m.Steps[0].States[i].Name), state[i], want[i])
		}
	}
}

// A step of the model for Fashion-MNIST, with the costliest kernels.
func BenchmarkPerceptron(b *testing.B) {
	m, err := models.MLP{Hidden: []int{128}, Training: models.Training{Batch: 64, Rate: 0.05, Momentum: 0.9}}.Build(images(60000))
	if err != nil {
		b.Fatal(err)
	}
	m.SetSeed(3)
	x, err := cpu.New(m.Init, m.Consts, cpu.Options{})
	if err != nil {
		b.Fatal(err)
	}
	state, next := trainer.NewState(m.Steps[0]), trainer.NewState(m.Steps[0])
	ctx := context.Background()
	if err := x.Step(ctx, state, nil, 0, nil); err != nil {
		b.Fatal(err)
	}
	if x, err = cpu.New(m.Steps[0], m.Consts, cpu.Options{}); err != nil {
		b.Fatal(err)
	}
	spent := make([]time.Duration, len(m.Steps[0].Kernels))
	last := time.Now()
	see := func(k int, _ tensor.Tensor) error {
		now := time.Now()
		spent[k] += now.Sub(last)
		last = now
		return nil
	}
	b.ReportAllocs()
	steps := uint32(0)
	for b.Loop() {
		steps++
		last = time.Now()
		if err := x.Step(ctx, next, state, steps, see); err != nil {
			b.Fatal(err)
		}
		state, next = next, state
	}
	order := make([]int, len(spent))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return spent[order[i]] > spent[order[j]] })
	for _, k := range order[:12] {
		kernel := &m.Steps[0].Kernels[k]
		b.Logf("%8.1f µs  k%d %s: out %v, reduce %v, %d instructions", float64(spent[k].Microseconds())/float64(steps), k, kernel.Name, kernel.Out, kernel.Reduce, len(kernel.Body))
	}
}
