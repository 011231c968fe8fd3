package nn

import (
	"math"

	"refute/trainer/graph"
)

// Conv2D returns the convolution of images x (N, H, W, C) with filters, plus a bias, and adds both to the parameters: W<name> (outputs, size, size, C) and
// b<name> (outputs), uniform within 1/sqrt(size·size·C).
func Conv2D(name string, x *graph.Tensor, outputs int, w Window) *graph.Tensor {
	y, b := ConvolveFrom(name, x, outputs, w)
	return Bias("z"+name, y, b)
}

// ConvolveFrom is Conv2D whose bias is not added yet, but returned: for a pool that comes in between.
func ConvolveFrom(name string, x *graph.Tensor, outputs int, w Window) (y, b *graph.Tensor) {
	g, c := x.Graph(), x.Dim(3)
	bound := float32(1 / math.Sqrt(float64(w.Size*w.Size*c)))
	filters := g.Param("W"+name, graph.Uniform(bound), outputs, w.Size, w.Size, c)
	b = g.Param("b"+name, graph.Uniform(bound), outputs)
	return Convolve("z"+name, x, filters, max(w.Stride, 1), w.Pad), b
}

// Convolve returns the cross-correlation of images x (N, H, W, C) with filters w (O, R, S, C), over images that zeros surround, so that y is
// (N, places, places, O):
//
//	y[n,i,j,o] = Σ_{r,s,c} x[n, i·stride+r-pad, j·stride+s-pad, c] · w[o,r,s,c]
//
// one chain of fma from 0, c innermost. The sum of the filters' gradient is over all places of all images, and is made of blocks of up to 4,096 terms.
func Convolve(name string, x, w *graph.Tensor, stride, pad int) *graph.Tensor {
	g := x.Graph()
	n, h, wd, c := x.Dim(0), x.Dim(1), x.Dim(2), x.Dim(3)
	o, r, s := w.Dim(0), w.Dim(1), w.Dim(2)
	hy, wy := places(h, r, stride, pad), places(wd, s, stride, pad)

	k := g.Kernel("convolution", name)
	in, ii, ij, io := k.Out(n), k.Out(hy), k.Out(wy), k.Out(o)
	ir, is, ic := k.Fold(r), k.Fold(s), k.Fold(c)
	row, column := ii.Times(stride).And(ir).Plus(-pad), ij.Times(stride).And(is).Plus(-pad)
	y := k.Store(k.LoadOr(x, 0, in, row, column, ic).FMA(k.Load(w, io, ir, is, ic), k.Acc()))

	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		wide := dilate(y.Gradient(), dy, stride, 0)
		k := g.Kernel("convolution", x.Gradient())
		in, ii, ij, ic := k.Out(n), k.Out(h), k.Out(wd), k.Out(c)
		ir, is, io := k.Fold(r), k.Fold(s), k.Fold(o)
		row, column := ii.And(ir.Times(-1)).Plus(pad), ij.And(is.Times(-1)).Plus(pad)
		dx := k.Store(k.LoadOr(wide, 0, in, row, column, io).FMA(k.Load(w, io, ir, is, ic), k.Acc()))

		// Blocks of images or, where an image is too large, of its rows.
		images, rows := divisor(n, longChain/(hy*wy)), divisor(hy, longChain/wy)
		if rows < hy {
			images = 1
		}
		k = g.Kernel("convolution", w.Gradient())
		block, part := k.Out(n/images), graph.At(0)
		if rows < hy {
			part = k.Out(hy / rows)
		}
		io, ir, is, ic = k.Out(o), k.Out(r), k.Out(s), k.Out(c)
		in = block.Times(images)
		if images > 1 {
			in = in.And(k.Fold(images))
		}
		ii, ij = part.Times(rows).And(k.Fold(rows)), k.Fold(wy)
		row, column = ii.Times(stride).And(ir).Plus(-pad), ij.Times(stride).And(is).Plus(-pad)
		parts := k.Store(k.LoadOr(x, 0, in, row, column, ic).FMA(k.Load(dy, in, ii, ij, io), k.Acc()))
		blocks := parts.Len() / w.Len()
		if blocks == 1 {
			return []*graph.Tensor{dx, parts.Reshape(w.Shape()...)}
		}
		return []*graph.Tensor{dx, graph.Sum(w.Gradient(), parts.Reshape(append([]int{blocks}, w.Shape()...)...), 0)}
	}, x, w)
	return y
}

// longChain is how many terms a sum over places may have: beyond, it is made of blocks, for its accuracy and since these are worked on side by side.
const longChain = 4096

// divisor returns the greatest divisor of n up to most, at least 1.
func divisor(n, most int) int {
	for d := min(n, most); d > 1; d-- {
		if n%d == 0 {
			return d
		}
	}
	return 1
}
