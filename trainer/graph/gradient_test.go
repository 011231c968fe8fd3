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
		"scalars": {func(x tensors) *graph.Tensor {
			return graph.Einsum("product", "y", ",,->", x[0], x[1], x[0])
		}, [][]int{{}, {}}},
		"dot": {func(x tensors) *graph.Tensor {
			return graph.Einsum("dot", "y", "i,i->", x[0], x[1])
		}, [][]int{{5}, {5}}},
		"extents of 1": {func(x tensors) *graph.Tensor {
			return graph.Einsum("matmul", "y", "aibk,obk->aob", x[0], x[1])
		}, [][]int{{1, 3, 1, 1}, {2, 1, 1}}},
		"sum over everything": {func(x tensors) *graph.Tensor {
			return graph.Sum("y", graph.Einsum("square", "s", "abc,abc->abc", x[0], x[0]), 0, 1, 2)
		}, [][]int{{3, 1, 7}}},
		"sum over nothing": {func(x tensors) *graph.Tensor {
			return graph.Sum("y", graph.Einsum("square", "s", "ab,ab->ab", x[0], x[0]))
		}, [][]int{{2, 3}}},
		"sum of as many terms as lanes begin with": {func(x tensors) *graph.Tensor {
			return graph.Sum("y", graph.Einsum("square", "s", "ab,ab->ab", x[0], x[0]), 1)
		}, [][]int{{1, 128}}},
		"sum in lanes and then over short dimensions": {func(x tensors) *graph.Tensor {
			return graph.Sum("y", graph.Einsum("square", "s", "abc,abc->abc", x[0], x[0]), 0, 1, 2)
		}, [][]int{{3, 1, 129}}},
		"sum over short dimensions, one after the other": {func(x tensors) *graph.Tensor {
			return graph.Sum("y", graph.Einsum("square", "s", "abc,abc->abc", x[0], x[0]), 0, 1, 2)
		}, [][]int{{5, 6, 7}}},
		"sum in lanes along a transpose": {func(x tensors) *graph.Tensor {
			return graph.Sum("y", graph.Einsum("square", "s", "ab,ab->ab", x[0], x[0]).Transpose(1, 0), 0)
		}, [][]int{{3, 131}}},
		"sum in lanes of a slice of an expansion": {func(x tensors) *graph.Tensor {
			return graph.Sum("y", graph.Einsum("square", "s", "ab,ab->ab", x[0], x[0]).Slice(1, 3, 133).Expand(0, 2), 0, 2)
		}, [][]int{{2, 134}}},
		"slice of a reshape of a transpose": {func(x tensors) *graph.Tensor {
			y := x[0].Transpose(2, 1, 0).Reshape(6, 5).Slice(0, 1, 6).Transpose(1, 0)
			return graph.Einsum("product", "y", "ab,ab,b->a", y, y, x[1])
		}, [][]int{{5, 2, 3}, {5}}},
		"the same slice twice, and what overlaps it": {func(x tensors) *graph.Tensor {
			a, b := x[0].Slice(0, 0, 3), x[0].Slice(0, 2, 5)
			return graph.Einsum("product", "y", "a,a,a->a", a, b, a)
		}, [][]int{{6}}},
	} {
		t.Run(name, func(t *testing.T) { graphtest.Gradient(t, c.layer, c.shapes...) })
	}
}
