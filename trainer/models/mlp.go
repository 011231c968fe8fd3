// Package models has the models that the command trains: each a function from numbers to the programs of a job.
package models

import (
	"fmt"
	"math"

	"refute/trainer/data"
	"refute/trainer/graph"
	"refute/trainer/nn"
	"refute/trainer/tensor"
)

// MLP configures a multilayer perceptron on images: layers of weights with ReLU between them, softmax cross-entropy, SGD with
// momentum.
type MLP struct {
	Hidden   []int     // widths of the hidden layers
	Batch    int       // samples a step, at most those of the data set
	Rate     float32   // learning rate of every step, if there is no table
	Rates    []float32 // learning rate of step t at Rates[t-1], the last one staying; nil: Rate
	Momentum float32
	Decay    float32
}

// Digits is the model of the demo: 64-128-10, above 0.93 of the digits' test set right after 240 steps.
func Digits() MLP { return MLP{Hidden: []int{128}, Batch: 64, Rate: 0.2, Momentum: 0.9} }

// FashionMNIST is a model of 784-128-10 for Fashion-MNIST, whose rate rises over a twentieth of the steps and falls to 0 at the last:
// about 0.885 of the test set right after ten epochs (9,380 steps).
func FashionMNIST(steps int) MLP {
	return MLP{Hidden: []int{128}, Batch: 64, Rates: nn.Cosine(0.05, 0, max(steps/20, 1), steps), Momentum: 0.9}
}

// limits of an MLP's numbers, so that no sum of them overflows and every kernel can be ruled on.
const (
	maxLayers = 64
	maxWidth  = 1 << 20
	maxSteps  = 1 << 26
)

// Build returns the programs of the model on a data set.
func (c MLP) Build(s *data.Set) (*Model, error) {
	if c.Batch < 1 || c.Batch > s.Train.Len() {
		return nil, fmt.Errorf("models: batch of %d, allowed are 1 to %d, the samples of %s", c.Batch, s.Train.Len(), s.Name)
	}
	if c.Rates != nil && (len(c.Rates) < 1 || len(c.Rates) > maxSteps) {
		return nil, fmt.Errorf("models: a table of %d rates, allowed are 1 to %d", len(c.Rates), maxSteps)
	}
	if len(c.Hidden) > maxLayers {
		return nil, fmt.Errorf("models: %d hidden layers, allowed are %d", len(c.Hidden), maxLayers)
	}
	for _, n := range c.Hidden {
		if n < 1 || n > maxWidth {
			return nil, fmt.Errorf("models: a hidden layer of %d, allowed are 1 to %d", n, maxWidth)
		}
	}
	for _, x := range []struct {
		name    string
		value   float32
		most    float32
		allowed string
	}{
		{"rate", c.Rate, math.MaxFloat32, "0 and more"},
		{"momentum", c.Momentum, 0x1.fffffep-1, "0 to below 1"},
		{"decay", c.Decay, math.MaxFloat32, "0 and more"},
	} {
		if !(x.value >= 0 && x.value <= x.most) {
			return nil, fmt.Errorf("models: %s %v, allowed are %s", x.name, x.value, x.allowed)
		}
	}
	for i, r := range c.Rates {
		if !(r >= 0 && r <= math.MaxFloat32) {
			return nil, fmt.Errorf("models: rate %v at step %d, allowed are 0 and more", r, i+1)
		}
	}
	m := &Model{}
	g := graph.New()
	pixels, labels, scale := images(g, s.Train, s.Max, &m.Consts)
	rows := nn.Shuffle(g, s.Train.Len(), c.Batch)
	logits := c.forward(nn.Take("batch", pixels, rows, scale), s.Classes)
	loss := nn.CrossEntropy("loss", logits, nn.TakeLabels("labels", labels, rows))
	params := g.Params()
	rate := nn.ConstantRate(c.Rate)
	if c.Rates != nil {
		m.Consts = append(m.Consts, tensor.FromF32(c.Rates))
		rate = nn.RateTable(g.Const("learning rates", tensor.F32, len(c.Rates)))
	}
	nn.SGD{Rate: rate, Momentum: c.Momentum, Decay: c.Decay}.Minimise(loss, params...)
	g.Output("loss", loss)
	var err error
	if m.Init, m.Step, err = g.Programs(); err != nil {
		return nil, err
	}
	for i := range params {
		m.Params = append(m.Params, i)
	}

	e := g.Evaluation()
	pixels, labels, scale = images(e, s.Test, s.Max, &m.EvalConsts)
	logits = c.forward(nn.Scale("images", pixels, scale), s.Classes)
	predicted := nn.Predict("classes", logits)
	e.Output("logits", logits)
	e.Output("predictions", predicted)
	e.Output("correct", nn.Count("predictions", predicted, labels))
	m.Tests = s.Test.Len()
	m.Eval, err = e.Program()
	return m, err
}

// forward returns the logits (N, classes) of x (N, pixels).
func (c MLP) forward(x *graph.Tensor, classes int) *graph.Tensor {
	for i, n := range c.Hidden {
		layer := fmt.Sprint(i + 1)
		x = nn.ReLU("h"+layer, nn.Linear(layer, x, n))
	}
	return nn.Linear(fmt.Sprint(len(c.Hidden)+1), x, classes)
}

// images adds a data set's constants and returns them with the factor that takes a pixel to [0, 1].
func images(g *graph.Graph, m data.Images, most uint8, consts *[]tensor.Tensor) (pixels, labels *graph.Tensor, scale float32) {
	p, l := m.Tensors()
	*consts = append(*consts, tensor.New(tensor.U32, 2), p, l)
	pixels = g.Const("images", tensor.U8, m.Len(), m.Size())
	labels = g.Const("labels", tensor.U8, m.Len())
	return pixels, labels, 1 / float32(most)
}
