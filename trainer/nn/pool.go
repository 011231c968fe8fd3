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
	out, a, b := p.iterators(k)
	y := k.Store(graph.Greater(k.Acc(), k.LoadOr(x, math.Inf(-1), p.pixel(out, a, b)...)))

	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		none := p.size * p.size
		k := g.KernelU32("place in max-pool", name)
		k.BeginU(uint32(none))
		out, a, b := p.iterators(k)
		v := k.LoadOr(x, math.Inf(-1), p.pixel(out, a, b)...)
		here := v.Eq(k.Load(y, out...)).Or(v.Eq(v).Eq(k.U(0))).And(k.Acc().Eq(k.U(uint32(none))))
		place := k.Store(body.Select(here, k.Value(a.Times(p.size).And(b)), k.Acc()))
		return []*graph.Tensor{p.spread("max-pool", x, []*graph.Tensor{dy, place}, []float64{0, float64(none)},
			func(acc, offset body.Value, v []body.Value) body.Value {
				return body.Select(v[1].Eq(offset), acc.Add(v[0]), acc)
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
	out, a, b := p.iterators(k)
	y := k.Store(k.LoadOr(x, 0, p.pixel(out, a, b)...).FMA(k.F(share), k.Acc()))
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

// iterators adds those over the output and those over a window's rows and columns.
func (p pool) iterators(k *graph.Kernel) (out []graph.Index, a, b graph.Index) {
	return k.Outs(p.n, p.hy, p.wy, p.c), k.Fold(p.size), k.Fold(p.size)
}

// pixel returns where in an image the pixel (a, b) of an output's window is.
func (p pool) pixel(out []graph.Index, a, b graph.Index) []graph.Index {
	return []graph.Index{out[0], out[1].Times(p.stride).And(a).Plus(-p.pad), out[2].Times(p.stride).And(b).Plus(-p.pad), out[3]}
}

// spread returns a pool's gradient, of x's shape: for each pixel, a sum over the windows that it is in. term is the accumulator after a window, from the
// number of the pixel in it and the sources' elements at it; fills are what the sources are where there is no window.
func (p pool) spread(op string, x *graph.Tensor, sources []*graph.Tensor, fills []float64, term func(acc, offset body.Value, v []body.Value) body.Value) *graph.Tensor {
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
