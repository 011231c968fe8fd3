package nn_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"refute/trainer/graph"
	"refute/trainer/nn"
	"refute/trainer/tensor"
)

// matrix is a tensor in binary64 for the formulas of a textbook.
type matrix struct {
	shape []int
	v     []float64
}

func newMatrix(shape ...int) matrix {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return matrix{shape, make([]float64, n)}
}

func (m matrix) place(at []int) (place int, inside bool) {
	for d, i := range at {
		if i < 0 || i >= m.shape[d] {
			return 0, false
		}
		place = place*m.shape[d] + i
	}
	return place, true
}

// at returns an element; outside of the matrix, fill.
func (m matrix) at(fill float64, at ...int) float64 {
	if i, ok := m.place(at); ok {
		return m.v[i]
	}
	return fill
}

// each sets every element by its indexes.
func (m matrix) each(f func(at []int) float64) matrix {
	at := make([]int, len(m.shape))
	for i := range m.v {
		rest := i
		for d := len(m.shape) - 1; d >= 0; d-- {
			at[d] = rest % m.shape[d]
			rest /= m.shape[d]
		}
		m.v[i] = f(at)
	}
	return m
}

func elements(f func(x float64) float64) func(x []matrix) matrix {
	return func(x []matrix) matrix {
		return newMatrix(x[0].shape...).each(func(at []int) float64 { return f(x[0].at(0, at...)) })
	}
}

func naiveConvolution(stride, pad int) func(x []matrix) matrix {
	return func(x []matrix) matrix {
		s, w := x[0].shape, x[1].shape
		return newMatrix(s[0], (s[1]+2*pad-w[1])/stride+1, (s[2]+2*pad-w[2])/stride+1, w[0]).each(func(at []int) (sum float64) {
			for r := range w[1] {
				for c := range w[2] {
					for i := range w[3] {
						sum += x[0].at(0, at[0], at[1]*stride+r-pad, at[2]*stride+c-pad, i) * x[1].at(0, at[3], r, c, i)
					}
				}
			}
			return sum
		})
	}
}

func naivePool(size, stride, pad int, fill, start float64, join func(acc, x float64) float64) func(x []matrix) matrix {
	return func(x []matrix) matrix {
		s := x[0].shape
		return newMatrix(s[0], (s[1]+2*pad-size)/stride+1, (s[2]+2*pad-size)/stride+1, s[3]).each(func(at []int) float64 {
			acc := start
			for a := range size {
				for b := range size {
					acc = join(acc, x[0].at(fill, at[0], at[1]*stride+a-pad, at[2]*stride+b-pad, at[3]))
				}
			}
			return acc
		})
	}
}

func naiveNorm(x []matrix, centred bool) matrix {
	d := x[0].shape[1]
	return newMatrix(x[0].shape...).each(func(at []int) float64 {
		mean, square := 0.0, 0.0
		for j := range d {
			mean += x[0].at(0, at[0], j) / float64(d)
		}
		if !centred {
			mean = 0
		}
		for j := range d {
			square += math.Pow(x[0].at(0, at[0], j)-mean, 2) / float64(d)
		}
		y := (x[0].at(0, at...) - mean) / math.Sqrt(square+1e-5) * x[1].at(0, at[1])
		if centred {
			y += x[2].at(0, at[1])
		}
		return y
	})
}

func naiveAttention(causal bool) func(x []matrix) matrix {
	return func(x []matrix) matrix {
		q, k, v := x[0], x[1], x[2]
		places, d := k.shape[1], float64(q.shape[3])
		return newMatrix(q.shape...).each(func(at []int) float64 {
			sum, total := 0.0, 0.0
			for s := range places {
				if causal && s > at[1] {
					break
				}
				score := 0.0
				for i := range q.shape[3] {
					score += q.at(0, at[0], at[1], at[2], i) * k.at(0, at[0], s, at[2], i)
				}
				e := math.Exp(score / math.Sqrt(d))
				sum, total = sum+e*v.at(0, at[0], s, at[2], at[3]), total+e
			}
			return sum / total
		})
	}
}

// TestForward compares what layers return with the same by naive loops in binary64.
func TestForward(t *testing.T) {
	add := func(acc, x float64) float64 { return acc + x }
	const heads = 2
	for name, c := range map[string]struct {
		layer  func(x tensors) *graph.Tensor
		naive  func(x []matrix) matrix
		shapes [][]int
	}{
		"convolution":             {convolve(1, 1), naiveConvolution(1, 1), [][]int{{2, 5, 4, 3}, {4, 3, 3, 3}}},
		"convolution, stride 2":   {convolve(2, 1), naiveConvolution(2, 1), [][]int{{2, 6, 5, 3}, {2, 3, 3, 3}}},
		"convolution, stride 3":   {convolve(3, 2), naiveConvolution(3, 2), [][]int{{1, 7, 9, 1}, {2, 2, 4, 1}}},
		"max-pool":                {pool(nn.MaxPool, nn.Window{Size: 2}), naivePool(2, 2, 0, math.Inf(-1), math.Inf(-1), math.Max), [][]int{{2, 5, 4, 3}}},
		"max-pool, overlapping":   {pool(nn.MaxPool, nn.Window{Size: 3, Stride: 2, Pad: 1}), naivePool(3, 2, 1, math.Inf(-1), math.Inf(-1), math.Max), [][]int{{2, 5, 6, 3}}},
		"average-pool":            {pool(nn.AvgPool, nn.Window{Size: 2}), naivePool(2, 2, 0, 0, 0, func(a, x float64) float64 { return add(a, x/4) }), [][]int{{2, 5, 4, 3}}},
		"average-pool, padded":    {pool(nn.AvgPool, nn.Window{Size: 3, Stride: 1, Pad: 1}), naivePool(3, 1, 1, 0, 0, func(a, x float64) float64 { return add(a, x/9) }), [][]int{{2, 3, 4, 2}}},
		"tanh":                    {unary(nn.Tanh), elements(math.Tanh), [][]int{{40, 11}}},
		"sigmoid":                 {unary(nn.Sigmoid), elements(func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }), [][]int{{40, 11}}},
		"silu":                    {unary(nn.SiLU), elements(func(x float64) float64 { return x / (1 + math.Exp(-x)) }), [][]int{{40, 11}}},
		"gelu":                    {unary(nn.GELU), elements(func(x float64) float64 { return x * (1 + math.Erf(x/math.Sqrt2)) / 2 }), [][]int{{40, 11}}},
		"gelu by tanh":            {unary(nn.GELUTanh), elements(func(x float64) float64 { return x * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x))) / 2 }), [][]int{{40, 11}}},
		"layer norm":              {func(x tensors) *graph.Tensor { return nn.LayerNorm("y", x[0], x[1], x[2]) }, func(x []matrix) matrix { return naiveNorm(x, true) }, [][]int{{3, 7}, {7}, {7}}},
		"layer norm by lanes":     {func(x tensors) *graph.Tensor { return nn.LayerNorm("y", x[0], x[1], x[2]) }, func(x []matrix) matrix { return naiveNorm(x, true) }, [][]int{{3, 300}, {300}, {300}}},
		"rms norm":                {func(x tensors) *graph.Tensor { return nn.RMSNorm("y", x[0], x[1]) }, func(x []matrix) matrix { return naiveNorm(x, false) }, [][]int{{3, 150}, {150}}},
		"attention":               {attend(false, 0), naiveAttention(false), [][]int{{2, 3, heads, 4}, {2, 7, heads, 4}, {2, 7, heads, 4}}},
		"causal attention":        {attend(true, 0), naiveAttention(true), [][]int{{2, 9, heads, 5}, {2, 9, heads, 5}, {2, 9, heads, 5}}},
		"causal, places by lanes": {attend(true, 0), naiveAttention(true), [][]int{{1, 150, heads, 2}, {1, 150, heads, 2}, {1, 150, heads, 2}}},
		"positions": {func(x tensors) *graph.Tensor { return nn.Positions("y", x[0], x[1]) }, func(x []matrix) matrix {
			return newMatrix(x[0].shape...).each(func(at []int) float64 { return x[0].at(0, at...) + x[1].at(0, at[0]%x[1].shape[0], at[1]) })
		}, [][]int{{12, 3}, {4, 3}}},
	} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(3, 4))
			g := graph.New()
			var x tensors
			var state []tensor.Tensor
			var naive []matrix
			for i, s := range c.shapes {
				x = append(x, g.Param(fmt.Sprint("x", i), graph.Zeros(), s...))
				m, v := newMatrix(s...), make([]float32, x[i].Len())
				for e := range v {
					v[e] = float32(2 * random.NormFloat64())
					m.v[e] = float64(v[e])
				}
				state, naive = append(state, tensor.FromF32(v)), append(naive, m)
			}
			y := c.layer(x)
			g.Output("y", y)
			p, err := g.Program()
			if err != nil {
				t.Fatal(err)
			}
			want := c.naive(naive)
			if fmt.Sprint(y.Shape()) != fmt.Sprint(want.shape) {
				t.Fatalf("shape %v, want %v", y.Shape(), want.shape)
			}
			for e, got := range run(t, p, []tensor.Tensor{seed(0)}, state, 1, "y").F32() {
				if math.Abs(float64(got)-want.v[e]) > 2e-6*(1+math.Abs(want.v[e])) {
					t.Errorf("element %d is %g, want %g", e, got, want.v[e])
				}
			}
		})
	}
}

// A NaN is passed on by a max-pool, and the gradient of equals goes to the first.
func TestMaxPoolOfEqualsAndNaN(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	g := graph.New()
	x := g.Param("x", graph.Zeros(), 1, 2, 8, 1)
	y := nn.MaxPool("y", x, nn.Window{Size: 2})
	g.Output("y", y)
	g.Output("dx", g.Gradients(graph.Sum("loss", y, 0, 1, 2, 3), x)[0])
	p, err := g.Program()
	if err != nil {
		t.Fatal(err)
	}
	state := []tensor.Tensor{tensor.FromF32([]float32{
		5, 5, 1, nan, 2, 3, inf, inf,
		5, 5, 9, 0, 3, 3, inf, inf,
	})}
	consts := []tensor.Tensor{seed(0)}
	if got := fmt.Sprint(run(t, p, consts, state, 1, "y").F32()); got != "[5 NaN 3 -Inf]" {
		t.Errorf("maxima are %s", got)
	}
	if got := fmt.Sprint(run(t, p, consts, state, 1, "dx").F32()); got != "[1 0 0 1 0 1 1 0 0 0 0 0 0 0 0 0]" {
		t.Errorf("the gradient is %s", got)
	}
}

// Causal attention: what is beyond a place has no influence on it, in no bit, and no part in the gradient.
func TestCausalAttentionSeesNothingBeyond(t *testing.T) {
	const places, d = 5, 2
	g := graph.New()
	q, k, v := g.Param("q", graph.Zeros(), 1, places, 1, d), g.Param("k", graph.Zeros(), 1, places, 1, d), g.Param("v", graph.Zeros(), 1, places, 1, d)
	y := nn.Attention("y", q, k, v, true, 0)
	g.Output("y", y)
	g.Output("dk", g.Gradients(graph.Sum("loss", y.Slice(1, 0, 3), 0, 1, 2, 3), k)[0])
	p, err := g.Program()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 6))
	draw := func() []float32 {
		x := make([]float32, places*d)
		for i := range x {
			x[i] = float32(random.NormFloat64())
		}
		return x
	}
	state := []tensor.Tensor{tensor.FromF32(draw()), tensor.FromF32(draw()), tensor.FromF32(draw())}
	consts := []tensor.Tensor{seed(0)}
	before := run(t, p, consts, state, 1, "y").F32()[:3*d]
	for _, x := range state {
		for i := 3 * d; i < places*d; i++ {
			x.F32()[i] = float32(100 * random.NormFloat64())
		}
	}
	after := run(t, p, consts, state, 1, "y").F32()[:3*d]
	for i := range before {
		if math.Float32bits(before[i]) != math.Float32bits(after[i]) {
			t.Errorf("element %d changes from %g to %g", i, before[i], after[i])
		}
	}
	for i, x := range run(t, p, consts, state, 1, "dk").F32() {
		if (x == 0) != (i >= 3*d) {
			t.Errorf("the gradient by element %d of k is %g", i, x)
		}
	}
}

// Dropout leaves out the share it should, at other elements at each step and in each layer, and keeps the mean.
func TestDropout(t *testing.T) {
	const n, p = 20000, 0.3
	g := graph.New()
	x := g.Param("x", graph.Ones(), n)
	g.Output("a", nn.Dropout("a", x, p))
	g.Output("b", nn.Dropout("b", x, p))
	prog, err := g.Program()
	if err != nil {
		t.Fatal(err)
	}
	ones := make([]float32, n)
	for i := range ones {
		ones[i] = 1
	}
	masks := [][]float32{}
	for _, c := range []struct {
		output string
		step   uint32
		seed   uint64
	}{{"a", 1, 7}, {"b", 1, 7}, {"a", 2, 7}, {"a", 1, 8}} {
		y := run(t, prog, []tensor.Tensor{seed(c.seed)}, []tensor.Tensor{tensor.FromF32(ones)}, c.step, c.output).F32()
		zeros := 0
		for i, v := range y {
			if v == 0 {
				zeros++
			} else if v != 1/(1-float32(p)) {
				t.Fatalf("element %d is %g", i, v)
			}
		}
		if math.Abs(float64(zeros)-p*n) > 5*math.Sqrt(p*(1-p)*n) {
			t.Errorf("%d of %d elements are dropped", zeros, n)
		}
		for _, m := range masks {
			same := 0
			for i := range m {
				if (m[i] == 0) == (y[i] == 0) {
					same++
				}
			}
			share := p*p + (1-p)*(1-p) // by two independent masks
			if math.Abs(float64(same)-share*n) > 5*math.Sqrt(share*(1-share)*n) {
				t.Errorf("%+v: %d of %d elements are as in another mask", c, same, n)
			}
		}
		masks = append(masks, y)
	}
}

// Bias and ReLU may follow a max-pool: what comes out is the same as from a pool that follows them, but for the sign of a zero.
func TestPoolBeforeBiasAndReLU(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	special := []float32{0, float32(math.Copysign(0, -1)), 1, -1, 1e-8, -1e-8, float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))}
	draw := func(n, specials int) tensor.Tensor {
		x := make([]float32, n)
		for i := range x {
			if x[i] = float32(random.NormFloat64()); random.IntN(3) == 0 {
				x[i] = special[random.IntN(specials)]
			}
		}
		return tensor.FromF32(x)
	}
	g := graph.New()
	x, b := g.Param("x", graph.Zeros(), 3, 16, 16, 5), g.Param("b", graph.Zeros(), 5)
	w := nn.Window{Size: 2}
	g.Output("before", nn.ReLU("y", nn.Bias("y", nn.MaxPool("y", x, w), b)))
	g.Output("after", nn.MaxPool("y", nn.ReLU("y", nn.Bias("y", x, b)), w))
	p, err := g.Program()
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		state := []tensor.Tensor{draw(x.Len(), len(special)), draw(5, 6)} // a bias is finite
		before, after := run(t, p, []tensor.Tensor{seed(0)}, state, 1, "before"), run(t, p, []tensor.Tensor{seed(0)}, state, 1, "after")
		for i := range before.Words {
			if before.Words[i] != after.Words[i] && !(before.F32()[i] == 0 && after.F32()[i] == 0) {
				t.Fatalf("element %d: %g (%x) and %g (%x)", i, before.F32()[i], before.Words[i], after.F32()[i], after.Words[i])
			}
		}
	}
}
