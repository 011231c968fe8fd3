package nn

import (
	"math"

	"refute/trainer/body"
	"refute/trainer/graph"
)

// MaxPool returns the greatest element of each window of images x (N, H, W, C), channel by channel: y (N, places, places, C). What surrounds
// an image is -Inf. A NaN is passed on. The gradient goes to the first of equals, row by row.
func MaxPool(name string, x *graph.Tensor, w Window) *graph.Tensor {
	p, g := newPool(x, w), x.Graph()
	k := g.Kernel("max-pool", name)
	k.Begin(float32(math.Inf(-1)))
	y := k.Store(p.fold(k, func(acc, _ body.Value, out, pixel []graph.Index) body.Value {
		return graph.Greater(acc, k.LoadOr(x, math.Inf(-1), pixel...))
	}))

	// Which pixel it is, is found beside it, where both are made of the same loads.
	none := p.size * p.size
	n := g.KernelU32("place in max-pool", name)
	n.BeginU(uint32(none))
	place := n.Store(p.fold(n, func(acc, number body.Value, out, pixel []graph.Index) body.Value {
		v := n.LoadOr(x, math.Inf(-1), pixel...)
		here := v.Eq(n.Load(y, out...)).Or(v.Eq(v).Eq(n.U(0))).And(acc.Eq(n.U(uint32(none))))
		return body.Select(here, number, acc)
	}))
	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		return []*graph.Tensor{p.spread("max-pool", x, []*graph.Tensor{dy, place}, []float64{0, float64(none)},
			func(acc, number body.Value, v []body.Value) body.Value {
				return body.Select(v[1].Eq(number), acc.Add(v[0]), acc)
			})}
	}, x)
	return y
}

// AvgPool returns the mean of each window of images x (N, H, W, C), channel by channel: y (N, places, places, C). What surrounds an image is 0,
// and counts.
func AvgPool(name string, x *graph.Tensor, w Window) *graph.Tensor {
	p, g := newPool(x, w), x.Graph()
	share := 1 / float32(p.size*p.size)
	k := g.Kernel("average-pool", name)
	y := k.Store(p.fold(k, func(acc, _ body.Value, out, pixel []graph.Index) body.Value {
		return k.LoadOr(x, 0, pixel...).FMA(k.F(share), acc)
	}))
	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		return []*graph.Tensor{p.spread("average-pool", x, []*graph.Tensor{dy}, []float64{0},
			func(acc, _ body.Value, v []body.Value) body.Value { return v[0].FMA(acc.Builder().F(share), acc) })}
	}, x)
	return y
}

// pool is the geometry of a pool over images (n, h, w, c), giving (n, hy, wy, c).
type pool struct{ n, h, w, c, hy, wy, size, stride, pad int }

func newPool(x *graph.Tensor, w Window) pool {
	p := pool{n: x.Dim(0), h: x.Dim(1), w: x.Dim(2), c: x.Dim(3), size: w.Size, stride: w.Stride, pad: w.Pad}
	if p.stride == 0 {
		p.stride = p.size
	}
	p.hy, p.wy = places(p.h, p.size, p.stride, p.pad), places(p.w, p.size, p.stride, p.pad)
	return p
}

// written is up to how many pixels of a window a kernel's body has one after the other; beyond, they are terms of a sum. The bits are the same.
const written = 9

// fold adds iterators over the output, and returns the accumulator after all pixels of a window, row by row. term is the accumulator after one: from its number in the window, the
// output's indexes and its own.
func (p pool) fold(k *graph.Kernel, term func(acc, number body.Value, out, pixel []graph.Index) body.Value) body.Value {
	out := k.Outs(p.n, p.hy, p.wy, p.c)
	at := func(acc body.Value, a, b graph.Index) body.Value {
		pixel := []graph.Index{out[0], out[1].Times(p.stride).And(a).Plus(-p.pad), out[2].Times(p.stride).And(b).Plus(-p.pad), out[3]}
		return term(acc, k.Value(a.Times(p.size).And(b)), out, pixel)
	}
	if p.size*p.size > written {
		return at(k.Acc(), k.Fold(p.size), k.Fold(p.size))
	}
	acc := k.Acc()
	for a := range p.size {
		for b := range p.size {
			acc = at(acc, graph.At(a), graph.At(b))
		}
	}
	return acc
}

// spread returns a pool's gradient, of x's shape: for each pixel, a sum over the windows that it is in. term is the accumulator after a window, from the
// number of the pixel in it and the sources' elements at it; fills are what the sources are where there is no window.
func (p pool) spread(op string, x *graph.Tensor, sources []*graph.Tensor, fills []float64, term func(acc, number body.Value, v []body.Value) body.Value) *graph.Tensor {
	k := x.Graph().Kernel(op, x.Gradient())
	var v []body.Value
	if p.stride == p.size && p.pad == 0 && p.hy*p.size == p.h && p.wy*p.size == p.w { // each pixel is in one window
		in, i, a, j, b, c := k.Out(p.n), k.Out(p.hy), k.Out(p.size), k.Out(p.wy), k.Out(p.size), k.Out(p.c)
		for _, s := range sources {
			v = append(v, k.Load(s, in, i, j, c))
		}
		return k.Store(term(k.F(0), k.Value(a.Times(p.size).And(b)), v)).Reshape(p.n, p.h, p.w, p.c)
	}
	for s, t := range sources {
		sources[s] = dilate(t.Name(), t, p.stride, fills[s])
	}
	in, i, j, c, a, b := k.Out(p.n), k.Out(p.h), k.Out(p.w), k.Out(p.c), k.Fold(p.size), k.Fold(p.size)
	for s, t := range sources {
		v = append(v, k.LoadOr(t, fills[s], in, i.And(a.Times(-1)).Plus(p.pad), j.And(b.Times(-1)).Plus(p.pad), c))
	}
	return k.Store(term(k.Acc(), k.Value(a.Times(p.size).And(b)), v))
}
