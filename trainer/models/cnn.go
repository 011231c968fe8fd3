package models

import (
	"fmt"

	"refute/trainer/data"
	"refute/trainer/graph"
	"refute/trainer/nn"
)

// CNN configures a convolutional network on images: convolutions, each with ReLU and a max-pool that halves both sides; then layers of weights
// with ReLU between them, and softmax cross-entropy.
type CNN struct {
	Filters []int // of the convolutions
	Size    int   // of the filters, Size x Size pixels, odd: images keep their size; 0: 3
	Hidden  []int // widths of the hidden layers after the convolutions
	Training
}

const (
	cnnSize = 3    // of filters, if nobody says otherwise
	maxSize = 15   // of filters
	maxMaps = 1024 // of a convolution
	// A test set is classified in parts of so many images, for the memory that their layers take.
	cnnBlock = 500
)

// Build returns the programs of the model on a data set.
func (c CNN) Build(s *data.Set) (*Model, error) {
	if c.Size == 0 {
		c.Size = cnnSize
	}
	if err := c.check(s); err != nil {
		return nil, err
	}
	return classifier(c.Training, s, cnnBlock, func(x *graph.Tensor) *graph.Tensor {
		return c.forward(x.Reshape(x.Dim(0), s.Train.Height, s.Train.Width, 1), s.Classes)
	})
}

func (c CNN) check(s *data.Set) error {
	if err := c.Training.check(s.Train.Len(), s.Name); err != nil {
		return err
	}
	if c.Size < 1 || c.Size > maxSize || c.Size%2 == 0 {
		return fmt.Errorf("models: filters of %d x %d, allowed are odd sizes from 1 to %d", c.Size, c.Size, maxSize)
	}
	most := 0 // how often the shorter side can be halved
	for n := min(s.Train.Height, s.Train.Width); n > 1; n /= 2 {
		most++
	}
	if len(c.Filters) > most {
		return fmt.Errorf("models: %d convolutions, allowed are %d: each halves the images of %d x %d", len(c.Filters), most, s.Train.Height, s.Train.Width)
	}
	height, width, maps := s.Train.Height, s.Train.Width, 1
	for _, n := range c.Filters {
		if n < 1 || n > maxMaps {
			return fmt.Errorf("models: a convolution of %d filters, allowed are 1 to %d", n, maxMaps)
		}
		height, width, maps = height/2, width/2, n
	}
	return checkWidths(height*width*maps, c.Hidden)
}

// forward returns the logits (N, classes) of images x (N, height, width, 1).
//
// Bias and ReLU follow the pool, whose output is a quarter as large: since they and their rounding are monotonic, what comes out is the same. Only the gradient of
// pixels that differ by less than the rounding may go to another of them.
func (c CNN) forward(x *graph.Tensor, classes int) *graph.Tensor {
	for i, n := range c.Filters {
		layer := fmt.Sprintf("c%d", i+1)
		y, b := nn.ConvolveFrom(layer, x, n, nn.Window{Size: c.Size, Pad: c.Size / 2})
		x = nn.ReLU("h"+layer, nn.Bias("z"+layer, nn.MaxPool("p"+layer, y, nn.Window{Size: 2}), b))
	}
	return MLP{Hidden: c.Hidden}.forward(x.Reshape(x.Dim(0), x.Len()/x.Dim(0)), classes)
}
