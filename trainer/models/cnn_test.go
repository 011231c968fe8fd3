package models

import (
	"context"
	"strings"
	"testing"

	"refute/trainer"
	"refute/trainer/data"
)

// The reference jobs' models of images.
var (
	mlp = MLP{[]int{512, 256}, Training{Batch: 128, Rate: 0.05, Momentum: 0.9}}
	cnn = CNN{[]int{16, 32}, 3, []int{128}, Training{Batch: 64, Optimiser: Adam, Rate: 1e-3}}
)

func TestSizes(t *testing.T) {
	s := patterns()
	perceptron, err := mlp.Build(s)
	if err != nil || perceptron.Parameters() != 535_818 {
		t.Errorf("784-512-256-10 has %d parameters, want 535818; %v", perceptron.Parameters(), err)
	}
	network, err := cnn.Build(s)
	if err != nil || network.Parameters() != 206_922 {
		t.Errorf("the convolutional network has %d parameters, want 206922; %v", network.Parameters(), err)
	}
	for _, m := range []*Model{perceptron, network} {
		for _, p := range append(m.Programs(), m.Eval) {
			for _, k := range p.Kernels {
				if k.Terms() > 4096 {
					t.Errorf("%s sums %d terms in one chain", k.Name, k.Terms())
				}
				if int64(k.Window) < 8 && k.Terms() >= 8 {
					t.Errorf("%s has a window of %d of %d terms", k.Name, k.Window, k.Terms())
				}
			}
		}
	}
}

// TestCNNLearns trains a small network; its test set is classified in parts, of which the last one is not full.
func TestCNNLearns(t *testing.T) {
	s, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	s.Test.Labels, s.Test.Pixels = append(s.Test.Labels, s.Test.Labels...), append(s.Test.Pixels, s.Test.Pixels...)
	s.Test = s.Test.Slice(0, cnnBlock+1)
	m, err := CNN{[]int{8, 16}, 3, []int{32}, Training{Batch: 32, Optimiser: Adam, Rate: 0.01}}.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	if m.EvalSteps != 2 || m.Tests != cnnBlock+1 {
		t.Fatalf("%d images in %d parts", m.Tests, m.EvalSteps)
	}
	m.SetSeed(4)
	ctx := context.Background()
	step, state, next := fast(t, m.Steps[0], m.Consts), trainer.NewState(m.Init), trainer.NewState(m.Init)
	if err := fast(t, m.Init, m.Consts).Step(ctx, state, nil, 0, nil); err != nil {
		t.Fatal(err)
	}
	for i := range uint32(250) {
		if err := step.Step(ctx, next, state, i+1, nil); err != nil {
			t.Fatal(err)
		}
		state, next = next, state
	}
	n, err := m.Correct(ctx, fast(t, m.Eval, m.EvalConsts), state)
	if err != nil || n < m.Tests*9/10 || n > m.Tests {
		t.Errorf("%d of %d test images are classified right, %v", n, m.Tests, err)
	}
}

func TestCNNRefuses(t *testing.T) {
	s, err := data.Digits() // 8 x 8
	if err != nil {
		t.Fatal(err)
	}
	one := Training{Batch: 1}
	for want, c := range map[string]CNN{
		"filters of 4 x 4, allowed are odd sizes":            {[]int{1}, 4, nil, one},
		"filters of -3 x -3":                                 {[]int{1}, -3, nil, one},
		"4 convolutions, allowed are 3":                      {[]int{1, 1, 1, 1}, 3, nil, one},
		"a convolution of 0 filters":                         {[]int{1, 0}, 3, nil, one},
		"a hidden layer of 0":                                {[]int{1}, 3, []int{0}, one},
		"batch of 0":                                         {[]int{1}, 3, nil, Training{}},
		"momentum is not a number of the optimiser \"adam\"": {[]int{1}, 3, nil, Training{Batch: 1, Optimiser: Adam, Momentum: 0.5}},
	} {
		if _, err := c.Build(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if _, err := (CNN{[]int{1, 1, 1}, 0, nil, one}).Build(s); err != nil {
		t.Errorf("images halved to one pixel: %v", err)
	}
}
