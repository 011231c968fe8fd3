package models

import (
	"fmt"

	"refute/trainer/data"
	"refute/trainer/graph"
	"refute/trainer/nn"
	"refute/trainer/tensor"
)

// MLP configures a multilayer perceptron on images: layers of weights with ReLU between them, and softmax cross-entropy.
type MLP struct {
	Hidden []int // widths of the hidden layers
	Training
}

// Digits is the model of the demo: 64-128-10, above 0.93 of the digits' test set right after 240 steps.
func Digits() MLP {
	return MLP{[]int{128}, Training{Batch: 64, Rate: 0.2, Momentum: 0.9}}
}

// FashionMNIST is a model of 784-128-10 for Fashion-MNIST, whose rate rises over a twentieth of the steps and falls to 0 at the last:
// about 0.885 of the test set right after ten epochs (9,380 steps).
func FashionMNIST(steps int) MLP {
	return MLP{[]int{128}, Training{Batch: 64, Rates: nn.Cosine(0.05, 0, max(steps/20, 1), steps), Momentum: 0.9}}
}

// limits of a model's numbers, so that no sum of them overflows and every kernel can be ruled on.
const (
	maxLayers  = 64
	maxWidth   = 1 << 20
	maxWeights = 1 << 30 // of a layer, 4 GiB
)

// check reports what is wrong with the numbers for a data set.
func (c MLP) check(s *data.Set) error {
	if err := c.Training.check(s.Train.Len(), s.Name); err != nil {
		return err
	}
	return checkWidths(s.Train.Size(), c.Hidden)
}

// checkWidths checks the hidden layers of a model in which the first one has so many inputs.
func checkWidths(inputs int, hidden []int) error {
	if len(hidden) > maxLayers {
		return fmt.Errorf("models: %d hidden layers, allowed are %d", len(hidden), maxLayers)
	}
	for _, n := range hidden {
		if n < 1 || n > maxWidth {
			return fmt.Errorf("models: a hidden layer of %d, allowed are 1 to %d", n, maxWidth)
		}
		if err := checkWeights(inputs, n); err != nil {
			return err
		}
		inputs = n
	}
	return nil
}

// checkWeights checks the size of a layer's weights; neither number is above 2^30.
func checkWeights(inputs, outputs int) error {
	if int64(inputs)*int64(outputs) > maxWeights {
		return fmt.Errorf("models: a layer of %d inputs and %d outputs has %d weights, allowed are %d: make it narrower", inputs, outputs, int64(inputs)*int64(outputs), maxWeights)
	}
	return nil
}

// Build returns the programs of the model on a data set.
func (c MLP) Build(s *data.Set) (*Model, error) {
	if err := c.check(s); err != nil {
		return nil, err
	}
	return classifier(c.Training, s, s.Test.Len(), func(x *graph.Tensor) *graph.Tensor { return c.forward(x, s.Classes) })
}

// forward returns the logits (N, classes) of x (N, pixels).
func (c MLP) forward(x *graph.Tensor, classes int) *graph.Tensor {
	for i, n := range c.Hidden {
		layer := fmt.Sprint(i + 1)
		x = nn.ReLU("h"+layer, nn.Linear(layer, x, n))
	}
	return nn.Linear(fmt.Sprint(len(c.Hidden)+1), x, classes)
}

// classifier returns the programs of a model of images. forward takes pixels (N, height·width) in [0, 1] to logits (N, classes).
// The test set is classified in parts of block images.
func classifier(c Training, s *data.Set, block int, forward func(x *graph.Tensor) *graph.Tensor) (*Model, error) {
	m := &Model{Samples: c.Batch, Tests: s.Test.Len()}
	g, err := m.train(c, func(g *graph.Graph, consts *[]tensor.Tensor) *graph.Tensor {
		pixels, labels, scale := images(g, s.Train, s.Max, consts)
		rows := nn.Shuffle(g, s.Train.Len(), c.Batch)
		logits := forward(nn.Take("batch", pixels, rows, scale))
		return nn.CrossEntropy("loss", logits, nn.TakeLabels("labels", labels, rows))
	})
	if err != nil {
		return nil, err
	}

	e := g.Evaluation()
	pixels, labels, scale := images(e, s.Test, s.Max, &m.EvalConsts)
	block = min(block, m.Tests)
	m.EvalSteps = (m.Tests + block - 1) / block
	var x *graph.Tensor
	if m.EvalSteps == 1 {
		x = nn.Scale("images", pixels, scale)
	} else {
		rows := nn.Sequence(e, block)
		x = nn.Take("images", pixels, rows, scale)
		labels = nn.TakeLabels("labels", labels, rows)
	}
	logits := forward(x)
	predicted := nn.Predict("classes", logits)
	e.Output("logits", logits)
	e.Output("predictions", predicted)
	e.Output("correct", nn.Count("predictions", predicted, labels))
	m.Eval, err = e.Program()
	return m, err
}

// images adds a data set's constants and returns them with the factor that takes a pixel to [0, 1].
func images(g *graph.Graph, m data.Images, most uint8, consts *[]tensor.Tensor) (pixels, labels *graph.Tensor, scale float32) {
	p, l := m.Tensors()
	*consts = append(*consts, tensor.New(tensor.U32, 2), p, l)
	pixels = g.Const("images", tensor.U8, m.Len(), m.Size())
	labels = g.Const("labels", tensor.U8, m.Len())
	return pixels, labels, 1 / float32(most)
}
