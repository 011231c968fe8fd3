package nn

import (
	"math"

	"refute/trainer/graph"
)

// Linear returns y = x·wᵀ + b, and the parameters W<name> (outputs, inputs) and b<name> (outputs) of the state:
//
//	y[i,o] = Σ_k x[i,k]·W[o,k] + b[o]        x (N, inputs), y (N, outputs)
//
// The sum is one chain of fma over k from 0, then b is added. Weights and bias begin uniformly within 1/sqrt(inputs).
func Linear(name string, x *graph.Tensor, outputs int) *graph.Tensor {
	bound := float32(1 / math.Sqrt(float64(x.Dim(1)))) // sqrt and division are exact by IEEE-754
	return LinearFrom(name, x, outputs, graph.Uniform(bound), graph.Uniform(bound))
}

// LinearFrom is Linear whose weights and bias begin as given; without a bias, if that is nil.
func LinearFrom(name string, x *graph.Tensor, outputs int, weights, bias graph.Start) *graph.Tensor {
	g := x.Graph()
	w := g.Param("W"+name, weights, outputs, x.Dim(1))
	if bias == nil {
		return graph.Einsum("matmul", "z"+name, "ik,ok->io", x, w)
	}
	b := g.Param("b"+name, bias, outputs)
	return Bias("z"+name, graph.Einsum("matmul", "z"+name, "ik,ok->io", x, w), b)
}

// Bias returns y[…,o] = x[…,o] + b[o].
func Bias(name string, x, b *graph.Tensor) *graph.Tensor {
	g := x.Graph()
	k := g.Kernel("bias", name)
	at := k.Outs(x.Shape()...)
	last := len(at) - 1
	y := k.Store(k.Load(x, at...).Add(k.Load(b, at[last])))
	g.Differentiate(y, func(dy *graph.Tensor) []*graph.Tensor {
		rows := dy.Reshape(dy.Len()/dy.Dim(-1), dy.Dim(-1))
		return []*graph.Tensor{dy, graph.Sum(b.Gradient(), rows, 0)}
	}, x, b)
	return y
}
