// Package data holds the data sets that models are trained on: images of eight bits a pixel with a label each, as they
// become constants of a job. The digits travel in this package; Fashion-MNIST is read from the disk. Every reader bounds
// its memory by what the format allows and names what is wrong and where; every known file is checked against its pinned
// SHA-256, since a job's hash covers the data and a solver refuses data of another hash.
package data

import (
	"fmt"

	"refute/trainer/tensor"
)

// Set is a labelled data set, split into what a job trains on and what nobody trains on.
type Set struct {
	Name    string
	Classes int   // labels are 0 … Classes-1
	Max     uint8 // largest pixel value: a kernel divides by it
	Train   Images
	Test    Images
}

// Images are labelled images of one size, row-major: Pixels is (N, Height, Width), Labels is (N).
type Images struct {
	Height, Width int
	Pixels        []uint8
	Labels        []uint8
}

// Len returns the number of images.
func (m Images) Len() int { return len(m.Labels) }

// Size returns the pixels of one image.
func (m Images) Size() int { return m.Height * m.Width }

// Slice returns the images from … to-1; it shares their memory.
func (m Images) Slice(from, to int) Images {
	n := m.Size()
	return Images{m.Height, m.Width, m.Pixels[from*n : to*n], m.Labels[from:to]}
}

// Tensors returns the pixels and the labels as u8 constants of a job; they share the memory.
func (m Images) Tensors() (pixels, labels tensor.Tensor) {
	return tensor.FromU8(m.Pixels), tensor.FromU8(m.Labels)
}

// check reports whether the images are what a model may rely on.
func (m Images) check(classes int, most uint8) error {
	if m.Len() == 0 || len(m.Pixels) != m.Len()*m.Size() {
		return fmt.Errorf("%d labels for %d pixels of %d x %d images", m.Len(), len(m.Pixels), m.Height, m.Width)
	}
	for i, l := range m.Labels {
		if int(l) >= classes {
			return fmt.Errorf("label %d is %d, allowed are 0 to %d", i, l, classes-1)
		}
	}
	for i, p := range m.Pixels {
		if p > most {
			return fmt.Errorf("pixel %d of image %d is %d, allowed are 0 to %d", i%m.Size(), i/m.Size(), p, most)
		}
	}
	return nil
}

// FormatError says which input is malformed, and where.
type FormatError struct {
	Name  string // of the file or stream
	Where string // "line 3", "header", "image 17"
	Err   error
}

func (e *FormatError) Error() string {
	return "data: " + e.Name + ": " + e.Where + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *FormatError) Unwrap() error { return e.Err }

// ChecksumError says that a file is not the one that this version knows.
type ChecksumError struct {
	Name      string
	Want, Got [32]byte
}

func (e *ChecksumError) Error() string {
	return fmt.Sprintf("data: %s: SHA-256 of the uncompressed content is %x, expected %x: get the file again", e.Name, e.Got, e.Want)
}
