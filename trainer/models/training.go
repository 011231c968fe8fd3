package models

import (
	"fmt"
	"math"

	"refute/trainer/graph"
	"refute/trainer/nn"
	"refute/trainer/tensor"
)

// Training says how a model is trained. Every model has the same choices.
type Training struct {
	Batch      int       // samples a step: images, or windows of a text
	Accumulate int       // steps whose mean gradient makes one update; 0 and 1: every step updates
	Optimiser  string    // SGD ("" too), Adam or AdamW
	Rate       float32   // learning rate of every update, if there is no table
	Rates      []float32 // learning rate of update u at Rates[u-1], the last one staying; nil: Rate
	Momentum   float32   // of SGD
	Beta1      float64   // of Adam and AdamW; with Beta2 and Epsilon 0 they are DefaultBeta1, …
	Beta2      float64
	Epsilon    float32
	Decay      float32 // weight decay: a part of the gradient with SGD and Adam; apart from it, and of matrices only, with AdamW
	Clip       float32 // greatest norm of all gradients together; 0: any
}

// Names of the optimisers.
const (
	SGD   = "sgd"
	Adam  = "adam"
	AdamW = "adamw"
)

// What Adam's authors recommend, and so what an Adam with nothing said uses.
const (
	DefaultBeta1   = 0.9
	DefaultBeta2   = 0.999
	DefaultEpsilon = 1e-8
)

const (
	maxRates      = 1 << 26
	maxAccumulate = 256 // the longest schedule of a job
)

// check reports what is wrong with the numbers for a data set of so many samples.
func (c Training) check(samples int, of string) error {
	if c.Batch < 1 || c.Batch > samples {
		return fmt.Errorf("models: batch of %d, allowed are 1 to %d, the samples of %s", c.Batch, samples, of)
	}
	if c.Accumulate < 0 || c.Accumulate > maxAccumulate {
		return fmt.Errorf("models: gradients of %d steps accumulated, allowed are 1 to %d", c.Accumulate, maxAccumulate)
	}
	if c.Rates != nil && (len(c.Rates) < 1 || len(c.Rates) > maxRates) {
		return fmt.Errorf("models: a table of %d rates, allowed are 1 to %d", len(c.Rates), maxRates)
	}
	const belowOne = 1 - 0x1p-24 // the greatest f32
	for _, x := range []struct {
		name    string
		value   float64
		most    float64
		allowed string
	}{
		{"rate", float64(c.Rate), math.MaxFloat32, "0 and more"},
		{"momentum", float64(c.Momentum), belowOne, "0 to below 1"},
		{"beta1", c.Beta1, belowOne, "0 to below 1"},
		{"beta2", c.Beta2, belowOne, "0 to below 1"},
		{"epsilon", float64(c.Epsilon), math.MaxFloat32, "0 and more"},
		{"decay", float64(c.Decay), math.MaxFloat32, "0 and more"},
		{"clip", float64(c.Clip), math.MaxFloat32, "0 and more"},
	} {
		if !(x.value >= 0 && x.value <= x.most) {
			return fmt.Errorf("models: %s %v, allowed are %s", x.name, x.value, x.allowed)
		}
	}
	for i, r := range c.Rates {
		if !(r >= 0 && r <= math.MaxFloat32) {
			return fmt.Errorf("models: rate %v at update %d, allowed are 0 and more", r, i+1)
		}
	}
	switch c.Optimiser {
	case "", SGD, Adam, AdamW:
	default:
		return fmt.Errorf("models: optimiser %q, allowed are %s, %s and %s", c.Optimiser, SGD, Adam, AdamW)
	}
	for _, x := range []struct {
		name string
		set  bool
		adam bool
	}{
		{"momentum", c.Momentum != 0, false},
		{"beta1", c.Beta1 != 0, true},
		{"beta2", c.Beta2 != 0, true},
		{"epsilon", c.Epsilon != 0, true},
	} {
		if adam := c.Optimiser == Adam || c.Optimiser == AdamW; x.set && x.adam != adam {
			return fmt.Errorf("models: %s is not a number of the optimiser %q: leave it out", x.name, c.Optimiser)
		}
	}
	return nil
}

// optimiser returns the optimiser, whose rates are given.
func (c Training) optimiser(rate nn.Rate) nn.Optimiser {
	if c.Optimiser == "" || c.Optimiser == SGD {
		return nn.SGD{Rate: rate, Momentum: c.Momentum, Decay: c.Decay, Clip: c.Clip}
	}
	or := func(x, y float64) float64 {
		if x != 0 {
			return x
		}
		return y
	}
	a := nn.Adam{Rate: rate, Beta1: or(c.Beta1, DefaultBeta1), Beta2: or(c.Beta2, DefaultBeta2),
		Epsilon: float32(or(float64(c.Epsilon), DefaultEpsilon)), Clip: c.Clip}
	if c.Optimiser == Adam {
		a.L2 = c.Decay
	} else {
		a.Decay = c.Decay
	}
	return a
}

// train makes the programs of a job. loss makes the forward pass in a graph, whose constants it adds to those given, and returns
// the batch's mean loss; its parameters are all state that it makes. train returns the graph whose state all programs have.
//
// Where gradients are accumulated, of the K steps to an update the first one's program stores its share of the mean gradient,
// the last one's updates, and the program of those between adds to the store.
func (m *Model) train(c Training, loss func(g *graph.Graph, consts *[]tensor.Tensor) *graph.Tensor) (*graph.Graph, error) {
	k := max(c.Accumulate, 1)
	// forward returns the parameters and their gradients of a step, 1/K of the mean of its batch.
	forward := func(g *graph.Graph, consts *[]tensor.Tensor) (params, gradients []*graph.Tensor, rate nn.Rate) {
		l := loss(g, consts)
		if params = g.Params(); m.Params != nil {
			params = params[:len(m.Params)] // others follow in the graphs after the first
		}
		rate = nn.ConstantRate(c.Rate)
		if c.Rates != nil {
			*consts = append(*consts, tensor.FromF32(c.Rates))
			rate = nn.RateTable(g.Const("learning rates", tensor.F32, len(c.Rates)), k)
		}
		g.Output("loss", l)
		if k > 1 {
			l = nn.Scaled("share of loss", l, 1/float32(k))
		}
		return params, g.Gradients(l, params...), rate
	}

	last := graph.New()
	params, gradients, rate := forward(last, &m.Consts)
	for i := range params {
		m.Params = append(m.Params, i)
	}
	if k > 1 {
		gradients = nn.Accumulated(params, gradients)
	}
	c.optimiser(rate).Update(params, gradients)
	init, step, err := last.Programs()
	if err != nil {
		return nil, err
	}
	m.Init = init
	for i := 1; i < min(k, 3); i++ { // the first of K, and those between
		g := last.Evaluation()
		params, gradients, _ := forward(g, new([]tensor.Tensor))
		nn.Accumulate(params, gradients, i == 1)
		p, err := g.Program()
		if err != nil {
			return nil, err
		}
		m.Steps = append(m.Steps, p)
	}
	m.Steps = append(m.Steps, step)
	if k > 1 {
		for i := range k {
			m.Schedule = append(m.Schedule, byte(min(i+1, 2)))
		}
		m.Schedule[k-1] = byte(len(m.Steps))
	}
	return last, nil
}
