package lower

import (
	"testing"

	"refute/trainer/graph"
	"refute/trainer/nn"
)

// What is proved of causal attention, and is not of the other.
func TestCausal(t *testing.T) {
	for _, causal := range []bool{false, true} {
		g := graph.New()
		var x []*graph.Tensor
		for _, name := range []string{"q", "k", "v"} {
			x = append(x, g.Param(name, graph.Zeros(), 2, 20, 3, 4))
		}
		loss := graph.Sum("loss", nn.Attention("a", x[0], x[1], x[2], causal, 0), 0, 1, 2, 3)
		for i, d := range g.Gradients(loss, x...) {
			g.Update(x[i], d)
		}
		_, p, err := g.Programs()
		if err != nil {
			t.Fatal(err)
		}
		readers := make([][]int, len(p.Kernels))
		for i := range p.Kernels {
			for _, o := range p.Kernels[i].Operands {
				if o.Space == 2 {
					readers[o.Tensor] = append(readers[o.Tensor], i)
				}
			}
		}
		unseen, zeros := map[string]triangle{}, map[string]triangle{}
		for i := range p.Kernels {
			if u, ok := seen(p, i, readers[i], false); ok {
				unseen[p.Kernels[i].Name] = u
			}
			if u, ok := zero(&p.Kernels[i]); ok {
				zeros[p.Kernels[i].Name] = u
			}
		}
		lower := triangle{2, 3}
		if !causal {
			if len(unseen)+len(zeros) > 0 {
				t.Errorf("without a mask: %v %v", unseen, zeros)
			}
			continue
		}
		if len(unseen) != 2 || unseen["scores of a"] != lower || unseen["weights, gradient of a"] != lower {
			t.Errorf("seen only in part: %v", unseen)
		}
		if len(zeros) != 2 || zeros["exp of a"] != lower || zeros["softmax, gradient of a"] != lower {
			t.Errorf("zero in part: %v", zeros)
		}
	}
}
