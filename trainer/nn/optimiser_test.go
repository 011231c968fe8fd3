package nn_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"refute/trainer"
	"refute/trainer/graph"
	"refute/trainer/nn"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

func TestSGD(t *testing.T) {
	// loss = 3·p by one parameter: the gradient is 3 at every step.
	g := graph.New()
	p := g.Param("p", graph.Ones())
	three := g.Const("three", tensor.F32)
	rates := g.Const("rates", tensor.F32, 2)
	loss := graph.Einsum("product", "loss", ",->", p, three)
	nn.Minimise(nn.SGD{Rate: nn.RateTable(rates, 1), Momentum: 0.5, Decay: 0.25}, loss, p)
	g.Output("loss", loss)
	_, step, err := g.Programs()
	if err != nil {
		t.Fatal(err)
	}
	x, err := reference.New(step, []tensor.Tensor{seed(0), tensor.FromF32([]float32{3}), tensor.FromF32([]float32{0.5, 0.25})})
	if err != nil {
		t.Fatal(err)
	}
	state, next := []tensor.Tensor{tensor.FromF32([]float32{1}), tensor.New(tensor.F32, 1)}, trainer.NewState(step)
	wantP, wantV := 1.0, 0.0
	for i, rate := range []float64{0.5, 0.25, 0.25} { // the last rate stays
		if err := x.Step(context.Background(), next, state, uint32(i+1), nil); err != nil {
			t.Fatal(err)
		}
		wantV = 0.5*wantV + 3 + 0.25*wantP
		wantP -= rate * wantV
		if got := next[0].F32()[0]; float64(got) != wantP { // exact: few bits
			t.Errorf("step %d: p is %g, want %g", i+1, got, wantP)
		}
		state, next = next, state
	}
}

// naiveAdam is Adam by its formulas, in binary64, with the powers by math.Pow.
type naiveAdam struct {
	rate, beta1, beta2, epsilon, l2, decay float64
	m, v                                   []float64
}

func (o *naiveAdam) update(t int, p, d []float64, decay bool) {
	if o.m == nil {
		o.m, o.v = make([]float64, len(p)), make([]float64, len(p))
	}
	for i := range p {
		g := d[i] + o.l2*p[i]
		o.m[i] = o.beta1*o.m[i] + (1-o.beta1)*g
		o.v[i] = o.beta2*o.v[i] + (1-o.beta2)*g*g
		if decay {
			p[i] -= o.rate * o.decay * p[i]
		}
		p[i] -= o.rate * (o.m[i] / (1 - math.Pow(o.beta1, float64(t)))) / (math.Sqrt(o.v[i]/(1-math.Pow(o.beta2, float64(t)))) + o.epsilon)
	}
}

// TestAdam compares steps with the formulas. The loss is Σ gradient·parameter, so that the gradients are given, by a constant that changes.
func TestAdam(t *testing.T) {
	const steps = 60
	for name, o := range map[string]naiveAdam{
		"adam":              {rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8},
		"adam, l2":          {rate: 0.02, beta1: 0.8, beta2: 0.99, epsilon: 1e-6, l2: 0.1},
		"adamw":             {rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.5},
		"adam of no memory": {rate: 0.01, epsilon: 1e-3},
	} {
		for _, clip := range []float64{0, 1} {
			t.Run(fmt.Sprint(name, ", clip ", clip), func(t *testing.T) {
				g := graph.New()
				shapes := [][]int{{3, 5}, {4}}
				var params, gradients []*graph.Tensor
				for i, s := range shapes {
					params = append(params, g.Param(fmt.Sprint("p", i), graph.Ones(), s...))
					gradients = append(gradients, g.Const(fmt.Sprint("d", i), tensor.F32, s...))
				}
				rate := nn.ConstantRate(float32(o.rate))
				nn.Adam{Rate: rate, Beta1: o.beta1, Beta2: o.beta2, Epsilon: float32(o.epsilon), L2: float32(o.l2), Decay: float32(o.decay), Clip: float32(clip)}.Update(params, gradients)
				_, step, err := g.Programs()
				if err != nil {
					t.Fatal(err)
				}
				random := rand.New(rand.NewPCG(8, 9))
				state, next := trainer.NewState(step), trainer.NewState(step)
				copy(state[2].F32(), []float32{1, 0, 1, 0}) // the powers
				optimisers := []naiveAdam{o, o}
				want := [][]float64{make([]float64, 15), make([]float64, 4)}
				for i := range want {
					for e := range want[i] {
						x := float32(random.NormFloat64())
						want[i][e], state[i].F32()[e] = float64(x), x
					}
				}
				for s := 1; s <= steps; s++ {
					consts := []tensor.Tensor{seed(0), tensor.New(tensor.F32, 15), tensor.New(tensor.F32, 4)}
					d := [][]float64{make([]float64, 15), make([]float64, 4)}
					norm := 0.0
					for i := range d {
						for e := range d[i] {
							x := float32(random.NormFloat64())
							consts[i+1].F32()[e], d[i][e] = x, float64(x)
							norm += d[i][e] * d[i][e]
						}
					}
					if factor := clip / (math.Sqrt(norm) + 1e-6); clip > 0 && factor < 1 {
						for i := range d {
							for e := range d[i] {
								d[i][e] *= factor
							}
						}
					}
					x, err := reference.New(step, consts)
					if err != nil {
						t.Fatal(err)
					}
					if err := x.Step(context.Background(), next, state, uint32(s), nil); err != nil {
						t.Fatal(err)
					}
					for i := range d {
						optimisers[i].update(s, want[i], d[i], len(shapes[i]) > 1)
						for e, got := range next[i].F32() {
							// Each step may err by its own rounding, and by what the moments have lost.
							if math.Abs(float64(got)-want[i][e]) > 1e-6*(1+math.Abs(want[i][e])) {
								t.Fatalf("step %d: element %d of %v is %g, want %g", s, e, shapes[i], got, want[i][e])
							}
						}
					}
					state, next = next, state
				}
			})
		}
	}
}

// The powers of the betas keep more digits than one f32 has, so that 1 - β^t is right at every step.
func TestAdamPowers(t *testing.T) {
	g := graph.New()
	p, d := g.Param("p", graph.Ones(), 1), g.Const("d", tensor.F32, 1)
	o := nn.Adam{Rate: nn.ConstantRate(1), Beta1: 0.9, Beta2: 0.999}
	o.Update([]*graph.Tensor{p}, []*graph.Tensor{d})
	init, step, err := g.Programs()
	if err != nil {
		t.Fatal(err)
	}
	consts := []tensor.Tensor{seed(0), tensor.FromF32([]float32{1})}
	begin, err := reference.New(init, consts)
	if err != nil {
		t.Fatal(err)
	}
	x, err := reference.New(step, consts)
	if err != nil {
		t.Fatal(err)
	}
	state, next := trainer.NewState(step), trainer.NewState(step)
	if err := begin.Step(context.Background(), state, nil, 0, nil); err != nil {
		t.Fatal(err)
	}
	numbers := -1
	for k := range step.Kernels {
		if step.Kernels[k].Name == "numbers of adam" {
			numbers = k
		}
	}
	for s := 1; s <= 3000; s++ {
		err := x.Step(context.Background(), next, state, uint32(s), func(k int, out tensor.Tensor) error {
			if k != numbers {
				return nil
			}
			for i, want := range []float64{1 / (1 - math.Pow(0.9, float64(s))), 1 / math.Sqrt(1-math.Pow(0.999, float64(s)))} {
				if got := float64(out.F32()[i]); math.Abs(got/want-1) > 3e-7 {
					t.Errorf("step %d: number %d is %v, want %v", s, i, got, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		state, next = next, state
	}
}

// A gradient that is not a number is not hidden by clipping.
func TestClip(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct{ d, want []float32 }{
		{[]float32{3, 4}, []float32{-1.5, -2}}, // the norm 5 is above 2.5
		{[]float32{0.5, -1}, []float32{-0.5, 1}},
		{[]float32{0, 0}, []float32{0, 0}},
		{[]float32{1, nan}, []float32{nan, nan}},
	} {
		g := graph.New()
		p, d := g.Param("p", graph.Zeros(), 2), g.Const("d", tensor.F32, 2)
		nn.SGD{Rate: nn.ConstantRate(1), Clip: 2.5}.Update([]*graph.Tensor{p}, []*graph.Tensor{d})
		_, step, err := g.Programs()
		if err != nil {
			t.Fatal(err)
		}
		next := trainer.NewState(step)
		x, err := reference.New(step, []tensor.Tensor{seed(0), tensor.FromF32(c.d)})
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Step(context.Background(), next, trainer.NewState(step), 1, nil); err != nil {
			t.Fatal(err)
		}
		for i, got := range next[0].F32() {
			if math.Abs(float64(got-c.want[i])) > 1e-6 || (got != got) != (c.want[i] != c.want[i]) {
				t.Errorf("gradient %v: the update is %v, want %v", c.d, next[0].F32(), c.want)
			}
		}
	}
}
