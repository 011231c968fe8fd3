package lower_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer/cuda/lower"
	"refute/trainer/graph"
	"refute/trainer/nn"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// Attention and its gradient, causal or not, with sequences of many lengths; among the numbers are NaN and infinities, which a masked term must not show.
func TestAttention(t *testing.T) {
	for _, eager := range []bool{false, true} {
		if eager {
			defer lower.Eager()()
		}
		for _, n := range map[bool][]int{false: {80}, true: {33, 96}}[eager] {
			for _, causal := range []bool{false, true} {
				for _, wild := range []bool{!causal, true} {
					t.Run(fmt.Sprint(n, causal, wild, eager), func(t *testing.T) {
						hows := check(t, wild, func(g *graph.Graph) []*graph.Tensor {
							var x []*graph.Tensor
							for _, name := range []string{"q", "k", "v"} {
								x = append(x, g.Param(name, graph.Zeros(), 1, n, 2, 4))
							}
							y := nn.Attention("a", x[0], x[1], x[2], causal, 0)
							return g.Gradients(graph.Sum("loss", y, 0, 1, 2, 3), x...)
						})
						if eager && !slices.Contains(hows, "map and fold") {
							t.Errorf("the exponentials and their sums are apart: %v", hows)
						}
					})
				}
			}
		}
	}
}

// Norms and losses, by rows short and long, and their gradients.
func TestRows(t *testing.T) {
	for _, eager := range []bool{false, true} {
		if eager {
			defer lower.Eager()()
		}
		for _, shape := range [][2]int{{3, 7}, {70, 12}, {9, 160}, {5, 132}, {2, 300}} {
			for name, layer := range map[string]func(g *graph.Graph) (y *graph.Tensor, params []*graph.Tensor){
				"layer norm": func(g *graph.Graph) (*graph.Tensor, []*graph.Tensor) {
					x := []*graph.Tensor{g.Param("x", graph.Zeros(), shape[0], shape[1]), g.Param("gain", graph.Zeros(), shape[1]), g.Param("bias", graph.Zeros(), shape[1])}
					return graph.Sum("loss", graph.Add("residual", x[0], nn.LayerNorm("n", x[0], x[1], x[2])), 0, 1), x
				},
				"rms norm": func(g *graph.Graph) (*graph.Tensor, []*graph.Tensor) {
					x := []*graph.Tensor{g.Param("x", graph.Zeros(), shape[0], shape[1]), g.Param("gain", graph.Zeros(), shape[1])}
					return graph.Sum("loss", nn.RMSNorm("n", x[0], x[1]), 0, 1), x
				},
				"cross-entropy": func(g *graph.Graph) (*graph.Tensor, []*graph.Tensor) {
					x := g.Param("x", graph.Zeros(), shape[0], shape[1])
					return nn.CrossEntropy("loss", x, g.State("labels", tensor.U32, graph.Zeros(), shape[0])), []*graph.Tensor{x}
				},
			} {
				t.Run(fmt.Sprint(name, shape, eager), func(t *testing.T) {
					for _, wild := range []bool{false, true} {
						hows := check(t, wild, func(g *graph.Graph) []*graph.Tensor {
							y, x := layer(g)
							return g.Gradients(y, x...)
						})
						if (eager || shape[1] < 20) && !slices.Contains(hows, "rows") {
							t.Errorf("no kernels run row by row: %v", hows)
						}
					}
				})
			}
		}
	}
}

// check runs what gives the gradients of a graph's parameters, whose first ones they become; wild numbers are of all kinds. It returns how the ops were made
// that run together.
func check(t *testing.T, wild bool, of func(g *graph.Graph) []*graph.Tensor) (hows []string) {
	t.Helper()
	g := graph.New()
	gradients := of(g)
	for i, d := range gradients {
		g.Update(g.Params()[i], d)
	}
	_, p, err := g.Programs()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(uint64(len(p.Kernels)), 1))
	var state []tensor.Tensor
	for _, s := range p.States {
		v := tensor.New(s.Type, int(s.Count()))
		for i := range v.Words {
			v.Words[i] = r.Uint32()&0x80ffffff | 0x3f000000
			if s.Type == tensor.U32 {
				v.Words[i] = r.Uint32N(8)
			}
			if wild && r.IntN(200) == 0 {
				v.Words[i] = progtest.Word(r)
			}
		}
		state = append(state, v)
	}
	consts := []tensor.Tensor{tensor.New(tensor.U32, 2)}
	if len(p.Consts) == 0 {
		consts = nil
	}
	for _, fuse := range []bool{false, true} {
		if hows, err = compare(p, consts, state, 1, fuse); err != nil {
			t.Fatal(err)
		}
	}
	return hows
}
