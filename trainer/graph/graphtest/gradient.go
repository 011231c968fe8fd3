package graphtest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/graph"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// Gradient checks the gradient of a layer whose inputs are f32 tensors of the shapes. The loss is the sum of the layer's output weighted
// by random numbers. By every element of every input (of large ones, every so many), the gradient that the program computes must be the central difference of the
// loss; both are computed in binary64. What the reference executor makes of the gradient must agree to single precision, and the fast
// executor must agree with the reference in every bit of every kernel.
//
// Inputs are normal random numbers: a layer with a kink, as ReLU at 0, is checked away from it with probability next to one, for a fixed seed.
func Gradient(t *testing.T, layer func(x []*graph.Tensor) *graph.Tensor, shapes ...[]int) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	g := graph.New()
	var x []*graph.Tensor
	for i, s := range shapes {
		x = append(x, g.Param(fmt.Sprint("x", i), graph.Zeros(), s...))
	}
	y := layer(x)
	weights := g.Const("weights", tensor.F32, y.Shape()...)
	letters := "abcdefgh"[:y.Rank()]
	loss := graph.Einsum("dot", "loss", letters+","+letters+"->", y, weights)
	g.Output("loss", loss)
	for i, d := range g.Gradients(loss, x...) {
		g.Output(fmt.Sprint(i), d)
	}
	p, err := g.Program()
	if err != nil {
		t.Fatal(err)
	}

	consts := []tensor.Tensor{tensor.New(tensor.U32, 2), normal(random, y.Len())}
	state := trainer.NewState(p)
	for i := range state {
		state[i] = normal(random, state[i].Len())
	}
	consts64, state64 := convert(consts), convert(state)
	at := func(outs []Tensor, name string) []float64 {
		k, _ := p.Output(name)
		return outs[k].F
	}
	computed := Run(p, consts64, state64, 1)

	single := executors(t, p, consts, state)

	const h = 1e-3
	for i := range x {
		name := fmt.Sprint(i)
		gradient := at(computed, name)
		k, _ := p.Output(name)
		every := 1
		if len(gradient) > 64 {
			every = len(gradient) / 16
		}
		for e := 0; e < len(gradient); e += every {
			old := state64[i].F[e]
			state64[i].F[e] = old + h
			up := at(Run(p, consts64, state64, 1), "loss")[0]
			state64[i].F[e] = old - h
			down := at(Run(p, consts64, state64, 1), "loss")[0]
			state64[i].F[e] = old
			want := (up - down) / (2 * h)
			if math.Abs(gradient[e]-want) > 1e-4*(1+math.Abs(want)) {
				t.Errorf("gradient by element %d of input %d (%v) is %g, the difference quotient is %g", e, i, shapes[i], gradient[e], want)
			}
			if s := float64(single[k].F32()[e]); math.Abs(s-gradient[e]) > 1e-4*(1+math.Abs(gradient[e])) {
				t.Errorf("gradient by element %d of input %d is %g in binary32, %g in binary64", e, i, s, gradient[e])
			}
		}
	}
}

// executors runs step 1 with the reference and the fast executor, compares every kernel's output, and returns the outputs.
func executors(t *testing.T, p *program.Program, consts, state []tensor.Tensor) []tensor.Tensor {
	t.Helper()
	slow, err := reference.New(p, consts)
	if err != nil {
		t.Fatal(err)
	}
	fast, err := cpu.New(p, consts, cpu.Options{})
	if err != nil {
		t.Fatal(err)
	}
	run := func(x trainer.Executor) []tensor.Tensor {
		outs := make([]tensor.Tensor, len(p.Kernels))
		err := x.Step(context.Background(), trainer.NewState(p), state, 1, func(k int, out tensor.Tensor) error {
			outs[k] = out.Clone()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return outs
	}
	a, b := run(slow), run(fast)
	for k := range a {
		if !slices.Equal(a[k].Words, b[k].Words) {
			t.Errorf("kernel %d (%s): the executors disagree", k, p.Kernels[k].Name)
		}
	}
	return a
}

func normal(random *rand.Rand, n int) tensor.Tensor {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(random.NormFloat64())
	}
	return tensor.FromF32(x)
}

func convert(ts []tensor.Tensor) []Tensor {
	var r []Tensor
	for _, t := range ts {
		r = append(r, FromTensor(t))
	}
	return r
}
