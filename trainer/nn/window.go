package nn

import (
	"fmt"

	"refute/trainer/graph"
)

// Images are (N, height, width, channels): the channels of a pixel are neighbours in memory, so that executors work on them side by side and
// a window of a sum over them opens few leaves.

// Window is how a convolution's filters, or a pool, move over an image: Size x Size pixels, Stride pixels from place to place, over an image that
// Pad pixels surround on each side. Along an image of n pixels there are (n + 2·Pad - Size)/Stride + 1 places, rounded down.
type Window struct {
	Size   int
	Stride int // 0: 1 of a convolution, Size of a pool
	Pad    int
}

// places returns how many places a window of size pixels has along n pixels.
func places(n, size, stride, pad int) int {
	if size < 1 || stride < 1 || pad < 0 || n+2*pad < size {
		panic(fmt.Sprintf("nn: a window of %d pixels, stride %d, over %d pixels and %d on each side", size, stride, n, pad))
	}
	return (n+2*pad-size)/stride + 1
}

// dilate returns y (N, h, w, C) as (N, h·stride, w·stride, C), with fill between the elements: place (i, j) goes to (i·stride, j·stride). A
// gradient of stride 1 with regard to the result is one of that stride to y.
func dilate(name string, y *graph.Tensor, stride int, fill float64) *graph.Tensor {
	if stride == 1 {
		return y
	}
	g := y.Graph()
	k := g.Kernel("dilate", name)
	if y.Type() != k.F(0).Type() {
		k = g.KernelU32("dilate", name)
	}
	n, h, w, c := y.Dim(0), y.Dim(1), y.Dim(2), y.Dim(3)
	in, ii, a, ij, b, ic := k.Out(n), k.Out(h), k.Out(stride), k.Out(w), k.Out(stride), k.Out(c)
	// Along a dimension of one place, indexes a and b are within it only where they are 0.
	v := k.LoadOr(y.Reshape(n, h, 1, w, 1, c), fill, in, ii, a, ij, b, ic)
	return k.Store(v).Reshape(n, h*stride, w*stride, c)
}
