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
		for _, n := range map[bool][]int{false: {65, 80}, true: {33, 96}}[eager] {
			for _, causal := range []bool{false, true} {
				for _, wild := range []bool{!causal, true} {
					t.Run(fmt.Sprint(n, causal, wild, eager), func(t *testing.T) {
						g := graph.New()
						shape := []int{1, n, 2, 4}
						var x []*graph.Tensor
						for _, name := range []string{"q", "k", "v"} {
							x = append(x, g.Param(name, graph.Zeros(), shape...))
						}
						y := nn.Attention("a", x[0], x[1], x[2], causal, 0)
						loss := graph.Sum("loss", y, 0, 1, 2, 3)
						g.Output("loss", loss)
						for i, d := range g.Gradients(loss, x...) {
							g.Update(x[i], d)
						}
						_, p, err := g.Programs()
						if err != nil {
							t.Fatal(err)
						}
						r := rand.New(rand.NewPCG(uint64(n), 1))
						var state []tensor.Tensor
						for _, s := range p.States {
							v := tensor.New(s.Type, int(s.Count()))
							for i := range v.Words {
								v.Words[i] = r.Uint32()&0x80ffffff | 0x3f000000
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
							hows, err := compare(p, consts, state, 1, fuse)
							if err != nil {
								t.Fatal(err)
							}
							if eager && fuse && !slices.Contains(hows, "map and fold") {
								t.Errorf("the exponentials and their sums are apart: %v", hows)
							}
						}
					})
				}
			}
		}
	}
}
