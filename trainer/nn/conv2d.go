package nn

import "refute/trainer/graph"

// Conv2D returns the cross-correlation of images x (N, C, H, W) with filters w (O, C, R, S), R and S odd, over images that zeros
// surround, so that y is (N, O, H, W):
//
//	y[n,o,i,j] = Σ_{c,r,s} x[n, c, i+r-R/2, j+s-S/2] · w[o,c,r,s]
//
// one chain of fma from 0, s innermost.
func Conv2D(name string, x, w *graph.Tensor) *graph.Tensor {
	g := x.Graph()
	n, c, h, wd := x.Dim(0), x.Dim(1), x.Dim(2), x.Dim(3)
	o, r, s := w.Dim(0), w.Dim(2), w.Dim(3)

	k := g.Kernel("convolution", name)
	in, io, ii, ij := k.Out(n), k.Out(o), k.Out(h), k.Out(wd)
	ic, ir, is := k.Fold(c), k.Fold(r), k.Fold(s)
	row, column := ii.And(ir).Plus(-r/2), ij.And(is).Plus(-s/2)
	y := k.Store(k.LoadOr(x, 0, in, ic, row, column).FMA(k.Load(w, io, ic, ir, is), k.Acc()))

	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		k := g.Kernel("convolution", x.Gradient())
		in, ic, ii, ij := k.Out(n), k.Out(c), k.Out(h), k.Out(wd)
		io, ir, is := k.Fold(o), k.Fold(r), k.Fold(s)
		row, column := ii.And(ir.Times(-1)).Plus(r/2), ij.And(is.Times(-1)).Plus(s/2)
		dx := k.Store(k.LoadOr(dy, 0, in, io, row, column).FMA(k.Load(w, io, ic, ir, is), k.Acc()))

		k = g.Kernel("convolution", w.Gradient())
		io, ic, ir, is = k.Out(o), k.Out(c), k.Out(r), k.Out(s)
		in, ii, ij = k.Fold(n), k.Fold(h), k.Fold(wd)
		row, column = ii.And(ir).Plus(-r/2), ij.And(is).Plus(-s/2)
		dw := k.Store(k.LoadOr(x, 0, in, ic, row, column).FMA(k.Load(dy, in, io, ii, ij), k.Acc()))
		return []*graph.Tensor{dx, dw}
	}, x, w)
	return y
}
