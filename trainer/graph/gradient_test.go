package graph_test

import (
	"testing"

	"refute/trainer/graph"
	"refute/trainer/graph/graphtest"
)

type tensors = []*graph.Tensor

func TestGradients(t *testing.T) {
	for name, c := range map[string]struct {
		layer  func(x tensors) *graph.Tensor
		shapes [][]int
	}{
		"matmul": {func(x tensors) *graph.Tensor {
			return graph.Einsum("matmul", "y", "ik,ok->io", x[0], x[1])
		}, [][]int{{3, 5}, {4, 5}}},
		"batched matmul, summed over two": {func(x tensors) *graph.Tensor {
			return graph.Einsum("matmul", "y", "bhik,bhjk->bij", x[0], x[1])
		}, [][]int{{2, 2, 3, 2}, {2, 2, 2, 2}}},
		"three factors": {func(x tensors) *graph.Tensor {
			return graph.Einsum("product", "y", "i,ij,j->i", x[0], x[1], x[2])
		}, [][]int{{3}, {3, 4}, {4}}},
		"einsum of one, a dimension summed": {func(x tensors) *graph.Tensor {
			return graph.Einsum("sum", "y", "ijk->ki", x[0])
		}, [][]int{{2, 3, 4}}},
		"outer product": {func(x tensors) *graph.Tensor {
			return graph.Einsum("outer", "y", "i,j->ji", x[0], x[1])
		}, [][]int{{3}, {2}}},
		"used twice": {func(x tensors) *graph.Tensor {
			return graph.Einsum("square", "y", "ij,ij->ij", x[0], x[0])
		}, [][]int{{3, 2}}},
		"used often": {func(x tensors) *graph.Tensor {
			y := x[0]
			for range 20 {
				y = graph.Einsum("product", "y", "i,i->i", y, graph.Einsum("scale", "s", "i,->i", x[0], x[1]))
			}
			return y
		}, [][]int{{2}, {}}},
		"transpose": {func(x tensors) *graph.Tensor {
			y := x[0].Transpose(2, 0, 1)
			return graph.Einsum("product", "y", "abc,abc->abc", y, y)
		}, [][]int{{2, 3, 4}}},
		"reshape": {func(x tensors) *graph.Tensor {
			y := x[0].Reshape(4, 3)
			return graph.Einsum("matmul", "y", "ab,ac->bc", y, y)
		}, [][]int{{2, 6}}},
		"reshape of a transpose": {func(x tensors) *graph.Tensor {
			y := x[0].Transpose(1, 0).Reshape(3, 4)
			return graph.Einsum("product", "y", "ab,ab->ab", y, y)
		}, [][]int{{2, 6}}},
		"slice": {func(x tensors) *graph.Tensor {
			return graph.Einsum("product", "y", "ab,ab->ab", x[0].Slice(1, 1, 3), x[0].Slice(1, 2, 4))
		}, [][]int{{2, 5}}},
		"expand": {func(x tensors) *graph.Tensor {
			return graph.Einsum("product", "y", "abc,abc->ac", x[0].Expand(1, 3), x[1])
		}, [][]int{{2, 2}, {2, 3, 2}}},
		"sum": {func(x tensors) *graph.Tensor {
			return graph.Sum("y", graph.Einsum("square", "s", "abc,abc->abc", x[0], x[0]), 0, 2)
		}, [][]int{{2, 3, 4}}},
		"sum in lanes": {func(x tensors) *graph.Tensor {
			return graph.Sum("y", graph.Einsum("square", "s", "ab,ab->ab", x[0], x[0]), 1)
		}, [][]int{{2, 133}}},
		"copy": {func(x tensors) *graph.Tensor {
			return graph.Copy("y", x[0].Transpose(1, 0))
		}, [][]int{{2, 3}}},
	} {
		t.Run(name, func(t *testing.T) { graphtest.Gradient(t, c.layer, c.shapes...) })
	}
}
