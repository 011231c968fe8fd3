package nn

import "refute/trainer/graph"

// The gradients of several steps that make one update together are summed in state tensors, in the order of the steps: a parameter W has its sum
// in the state tensor "sum of gradients of W".

func sumOf(p *graph.Tensor) *graph.Tensor {
	return p.Graph().Param("sum of gradients of "+p.Name(), graph.Zeros(), p.Shape()...)
}

// Accumulate stores the gradients of the first of these steps, and adds those of later ones.
func Accumulate(params, gradients []*graph.Tensor, first bool) {
	sums := gradients
	if !first {
		sums = Accumulated(params, gradients)
	}
	for i, p := range params {
		p.Graph().Update(sumOf(p), sums[i])
	}
}

// Accumulated returns what the steps before have stored plus the gradients of this one.
func Accumulated(params, gradients []*graph.Tensor) []*graph.Tensor {
	sums := make([]*graph.Tensor, len(params))
	for i, p := range params {
		sums[i] = graph.Add(p.Gradient(), sumOf(p), gradients[i])
	}
	return sums
}
