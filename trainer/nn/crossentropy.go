package nn

import (
	"refute/trainer/body"
	"refute/trainer/graph"
)

// CrossEntropy returns the mean over the batch of -log softmax(z)[label], a tensor of one element (shape ()):
//
//	m[i] = max_c z[i,c]      s[i] = Σ_c exp(z[i,c] - m[i])      loss = Σ_i (log s[i] + m[i] - z[i,label[i]]) · 1/N
//	∂loss/∂z[i,c] = (exp(z[i,c] - m[i]) / s[i] - (c = label[i])) · 1/N
//
// z is (N, classes), labels (N) of an integer type; labels must be below the number of classes. No exponential overflows, since
// z - m ≤ 0, and s ≥ 1.
func CrossEntropy(name string, z, labels *graph.Tensor) *graph.Tensor {
	return Mean(name, losses(z, labels))
}

// CrossEntropySum returns the sum over the batch of -log softmax(z)[label], a tensor of one element, without a gradient. A label that is
// no class adds nothing: with TakeLabelsOr, the rows beyond a data set.
func CrossEntropySum(name string, z, labels *graph.Tensor) *graph.Tensor {
	l := losses(z, labels)
	k := z.Graph().Kernel("select", name)
	i := k.Out(l.Dim(0))
	known := k.Load(labels, i).Lt(k.U(uint32(z.Dim(1))))
	return graph.Sum(name, k.Store(body.Select(known, k.Load(l, i), k.F(0))), 0)
}

// losses returns -log softmax(z)[label] of each row.
func losses(z, labels *graph.Tensor) *graph.Tensor {
	g, n, classes := z.Graph(), z.Dim(0), z.Dim(1)
	m := graph.Max("logits", z, 1)

	k := g.Kernel("exp", "logits")
	i, c := k.Out(n), k.Out(classes)
	e := k.Store(body.Exp(k.Load(z, i, c).Sub(k.Load(m, i))))
	s := graph.Sum("exp of logits", e, 1)

	k = g.Kernel("cross-entropy", "samples")
	i = k.Out(n)
	picked := k.Load(z, i, k.Through(labels, i))
	y := k.Store(body.Log(k.Load(s, i)).Add(k.Load(m, i).Sub(picked)))
	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		k := g.Kernel("softmax", z.Gradient())
		i, c := k.Out(n), k.Out(classes)
		p := k.Load(e, i, c).Div(k.Load(s, i))
		hit := k.Value(c).Eq(k.Load(labels, i)).FromU32()
		return []*graph.Tensor{k.Store(p.Sub(hit).Mul(k.Load(dy, i)))}
	}, z)
	return y
}

// Mean returns the mean of all elements of a vector: the sum, then one product with the f32 nearest to 1/n. The sum is one of up to 16 neighbours, then of up to
// 16 of these sums, and so on where n can be divided so: a single chain would lose more to rounding, and a loss is what people compare.
func Mean(name string, x *graph.Tensor) *graph.Tensor {
	g, n := x.Graph(), x.Dim(0)
	const few = 16
	sum := x
	for m := n; m > few; {
		run := divisor(m, few)
		if run == 1 {
			break
		}
		m /= run
		sum = graph.Sum(name, sum.Reshape(m, run), 1)
	}
	sum = graph.Sum(name, sum, 0)
	k := g.Kernel("mean", name)
	y := k.Store(k.Load(sum).Mul(k.F(1 / float32(n))))
	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		k := g.Kernel("mean", x.Gradient())
		k.Out(n)
		return []*graph.Tensor{k.Store(k.Load(dy).Mul(k.F(1 / float32(n))))}
	}, x)
	return y
}

// Scaled returns x times a number.
func Scaled(name string, x *graph.Tensor, factor float32) *graph.Tensor {
	scaled := func(name string, x *graph.Tensor) *graph.Tensor {
		k := x.Graph().Kernel("scale", name)
		return k.Store(k.Load(x, k.Outs(x.Shape()...)...).Mul(k.F(factor)))
	}
	y := scaled(name, x)
	x.Graph().Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		return []*graph.Tensor{scaled(x.Gradient(), dy)}
	}, x)
	return y
}
