package models

import (
	"context"
	"math/rand/v2"
	"os"
	"testing"

	"refute/trainer"
	"refute/trainer/data"
)

// TestFashionMNIST trains the model on images of its size. Ordinarily on ten noisy patterns, made here; with REFUTE_HEAVY=1 on the
// real data set, from the directory FASHION_MNIST or where Debian's package puts it, for ten epochs.
func TestFashionMNIST(t *testing.T) {
	s, steps, least := patterns(), 60, 0.9
	if os.Getenv("REFUTE_HEAVY") == "1" {
		var err error
		if s, err = data.FashionMNIST(os.Getenv("FASHION_MNIST")); err != nil {
			t.Fatal(err)
		}
		steps, least = 9380, 0.87
	}
	m, err := FashionMNIST(steps).Build(s)
	if err != nil {
		t.Fatal(err)
	}
	m.SetSeed(1)
	ctx := context.Background()
	state, next := trainer.NewState(m.Steps[0]), trainer.NewState(m.Steps[0])
	if err := fast(t, m.Init, m.Consts).Step(ctx, state, nil, 0, nil); err != nil {
		t.Fatal(err)
	}
	step := fast(t, m.Steps[0], m.Consts)
	for i := range uint32(steps) {
		if err := step.Step(ctx, next, state, i+1, nil); err != nil {
			t.Fatal(err)
		}
		state, next = next, state
	}
	n, err := m.Correct(ctx, fast(t, m.Eval, m.EvalConsts), state)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d of %d after %d steps", s.Name, n, m.Tests, steps)
	if float64(n) < least*float64(m.Tests) {
		t.Errorf("%d of %d test images are classified right, expected %g of them", n, m.Tests, least)
	}
}

// patterns returns 28 x 28 images of ten random patterns, under noise as large as the patterns.
func patterns() *data.Set {
	random := rand.New(rand.NewPCG(3, 4))
	var pattern [10][784]uint8
	for c := range pattern {
		for i := range pattern[c] {
			pattern[c][i] = uint8(random.UintN(128))
		}
	}
	draw := func(n int) data.Images {
		m := data.Images{Height: 28, Width: 28}
		for i := range n {
			m.Labels = append(m.Labels, uint8(i%10))
			for _, p := range pattern[i%10] {
				m.Pixels = append(m.Pixels, p+uint8(random.UintN(128)))
			}
		}
		return m
	}
	return &data.Set{Name: "patterns", Classes: 10, Max: 255, Train: draw(600), Test: draw(200)}
}
