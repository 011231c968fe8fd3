package graph_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"refute/trainer"
	"refute/trainer/body"
	"refute/trainer/graph"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// outputs runs step 1 of a graph's program and returns its outputs by name.
func outputs(t *testing.T, g *graph.Graph, consts, state []tensor.Tensor) map[string]tensor.Tensor {
	t.Helper()
	p, err := g.Program()
	if err != nil {
		t.Fatal(err)
	}
	x, err := reference.New(p, append([]tensor.Tensor{tensor.New(tensor.U32, 2)}, consts...))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]tensor.Tensor{}
	err = x.Step(context.Background(), trainer.NewState(p), state, 1, func(k int, o tensor.Tensor) error {
		for _, n := range p.Outputs {
			if n.Kernel == k {
				out[n.Name] = o.Clone()
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// counting returns 0, 1, 2, … as f32.
func counting(n int) tensor.Tensor {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(i)
	}
	return tensor.FromF32(x)
}

func TestViews(t *testing.T) {
	g := graph.New()
	x := g.Param("x", graph.Zeros(), 2, 3)
	for name, y := range map[string]*graph.Tensor{
		"transposed": x.Transpose(1, 0),
		"reshaped":   x.Reshape(3, 2),
		"both":       x.Transpose(1, 0).Reshape(2, 3),
		"sliced":     x.Slice(1, 1, 3),
		"row":        x.Slice(0, 1, 2).Reshape(3),
		"expanded":   x.Slice(1, 0, 1).Expand(1, 2),
	} {
		g.Output(name, y)
	}
	got := outputs(t, g, nil, []tensor.Tensor{counting(6)})
	for name, want := range map[string][]float32{
		"transposed": {0, 3, 1, 4, 2, 5},
		"reshaped":   {0, 1, 2, 3, 4, 5},
		"both":       {0, 3, 1, 4, 2, 5},
		"sliced":     {1, 2, 4, 5},
		"row":        {3, 4, 5},
		"expanded":   {0, 0, 3, 3},
	} {
		if s := fmt.Sprint(got[name].F32()); s != fmt.Sprint(want) {
			t.Errorf("%s: %s, want %v", name, s, want)
		}
	}
}

// TestReduce compares sums and maxima, in lanes and not, with plain loops: whole numbers, so that every order gives the same sum.
func TestReduce(t *testing.T) {
	for _, c := range []struct {
		shape   []int
		dims    []int
		kernels int
	}{
		{[]int{5}, []int{0}, 1},
		{[]int{127}, []int{0}, 1},
		{[]int{128}, []int{0}, 2},
		{[]int{129}, []int{0}, 2},
		{[]int{3, 160}, []int{1}, 2},
		{[]int{160, 3}, []int{0}, 2},  // three sums side by side are too few
		{[]int{160, 40}, []int{0}, 1}, // forty are enough
		{[]int{2, 3, 130}, []int{0, 2}, 2},
		{[]int{130, 3, 2}, []int{0, 2}, 3}, // the last dimension, then the first in lanes
		{[]int{20, 3, 7}, []int{0, 2}, 2},  // one after the other
		{[]int{20, 40, 7}, []int{0, 2}, 2},
		{[]int{20, 7, 40}, []int{0, 1}, 1},
		{[]int{2, 3}, []int{0, 1}, 1},
		{[]int{4096, 33}, []int{0}, 1},
		{[]int{4098, 33}, []int{0}, 2},           // six blocks of 683
		{[]int{4099, 3}, []int{0}, 2},            // five blocks, the last one shorter
		{[]int{5, 4099, 2}, []int{1}, 2},         // the blocks become the first dimension
		{[]int{3, 40, 50, 4}, []int{1, 2, 0}, 2}, // of one index of the first dimension
		{[]int{2, 4100, 2}, []int{0, 1}, 3},      // the second dimension in blocks, for each of the first
		{[]int{2, 70, 60, 2}, []int{1, 2}, 2},
	} {
		n := 1
		for _, e := range c.shape {
			n *= e
		}
		g := graph.New()
		x := g.Param("x", graph.Zeros(), c.shape...)
		g.Output("sum", graph.Sum("x", x, c.dims...))
		g.Output("max", graph.Max("x", x, c.dims...))
		p, err := g.Program()
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Kernels) != 2*c.kernels {
			t.Errorf("%v over %v: sum and max are %d kernels, want %d", c.shape, c.dims, len(p.Kernels), 2*c.kernels)
		}
		state := counting(n)
		for i := range state.F32() {
			state.F32()[i] = float32(i * 31 % 97)
		}
		state.F32()[n/2] = -7
		got := outputs(t, g, nil, []tensor.Tensor{state})

		var sums, most []float32
		place := map[int]int{} // kept index to element of the result
		for i, v := range state.F32() {
			kept, rest, stride := 0, i, 1
			for d := len(c.shape) - 1; d >= 0; d-- {
				if !strings.Contains(fmt.Sprint(c.dims), fmt.Sprint(d)) {
					kept += rest % c.shape[d] * stride
					stride *= c.shape[d]
				}
				rest /= c.shape[d]
			}
			e, ok := place[kept]
			if !ok {
				e = len(sums)
				place[kept], sums, most = e, append(sums, 0), append(most, v)
			}
			sums[e] += v
			most[e] = max(most[e], v)
		}
		if fmt.Sprint(got["sum"].F32()) != fmt.Sprint(sums) || fmt.Sprint(got["max"].F32()) != fmt.Sprint(most) {
			t.Errorf("%v over %v: sum %v and max %v, want %v and %v", c.shape, c.dims, got["sum"].F32(), got["max"].F32(), sums, most)
		}
	}
}

func TestMaxPassesNaNOn(t *testing.T) {
	for _, n := range []int{9, 200} {
		for at := range n {
			x := counting(n)
			x.F32()[at] = float32(math.NaN())
			g := graph.New()
			g.Output("max", graph.Max("x", g.Param("x", graph.Zeros(), n), 0))
			if got := outputs(t, g, nil, []tensor.Tensor{x})["max"].Words[0]; got != 0x7fc00000 {
				t.Fatalf("a NaN at %d of %d gives the maximum 0x%08x", at, n, got)
			}
		}
	}
}

func TestDeadKernelsAreLeftOut(t *testing.T) {
	g := graph.New()
	x := g.Param("x", graph.Zeros(), 4)
	graph.Copy("unused", x)
	y := graph.Einsum("square", "y", "i,i->i", x, x)
	graph.Einsum("square", "unused", "i,i->i", y, y)
	g.Update(x, y)
	_, step, err := g.Programs()
	if err != nil {
		t.Fatal(err)
	}
	if len(step.Kernels) != 1 || step.Kernels[0].Name != "square of y" || step.States[0].Kernel != 0 {
		t.Errorf("kernels are %v", step.Kernels)
	}
}

func TestSameCallsSameBytes(t *testing.T) {
	build := func() []byte {
		g := graph.New()
		x, w := g.Param("x", graph.Normal(1), 20, 30), g.Param("w", graph.Uniform(1), 30, 20)
		loss := graph.Sum("loss", graph.Einsum("matmul", "y", "ab,bc->ac", x, w), 0, 1)
		for i, d := range g.Gradients(loss, x, w) {
			g.Output(fmt.Sprint(i), d)
		}
		init, step, err := g.Programs()
		if err != nil {
			t.Fatal(err)
		}
		return append(init.Encode(), step.Encode()...)
	}
	first := build()
	for range 20 {
		if !bytes.Equal(build(), first) {
			t.Fatal("the same calls give other bytes")
		}
	}
}

func TestEvaluationHasTheState(t *testing.T) {
	g := graph.New()
	w := g.Param("w", graph.Ones(), 2)
	g.State("n", tensor.U32, graph.Ones())
	g.Const("data", tensor.U8, 9)
	g.Update(w, graph.Einsum("square", "w", "i,i->i", w, w))
	e := g.Evaluation()
	e.Output("sum", graph.Sum("w", e.Param("w", graph.Zeros(), 2), 0))
	p, err := e.Program()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.States) != 2 || len(p.Consts) != 1 || p.States[0].Kernel != program.Keep || p.States[1].Type != tensor.U32 {
		t.Errorf("states %v, constants %v", p.States, p.Consts)
	}
}

func TestProgramsNamesTheKernelThatIsNotValid(t *testing.T) {
	g := graph.New()
	k := g.Kernel("long", "x")
	x := k.Load(g.Param("x", graph.Zeros()))
	for range program.MaxBody {
		x = x.Mul(x)
	}
	g.Output("x", k.Store(x))
	_, _, err := g.Programs()
	if err == nil || !strings.Contains(err.Error(), "kernel 0 (long of x): body has 513 instructions") {
		t.Errorf("error %v", err)
	}
}

// TestMistakesPanic checks that mistakes of whoever writes a model are found where they are made, by name.
func TestMistakesPanic(t *testing.T) {
	type T = *graph.Tensor
	for want, mistake := range map[string]func(g *graph.Graph, x, u T){
		`"op of y": index 0 of x reaches 1 … 4 of 4 values: LoadOr`: func(g *graph.Graph, x, u T) {
			k := g.Kernel("op", "y")
			k.Load(x, k.Out(4).Plus(1), k.Out(3))
		},
		"index 1 of x reaches -1 … 1 of 3": func(g *graph.Graph, x, u T) {
			k := g.Kernel("op", "y")
			i := k.Out(2)
			k.Load(x, i, i.Times(2).And(i.Times(-2)).And(i.Times(2)).Plus(-1))
		},
		"1 indexes for x, whose shape is [4 3]":      func(g *graph.Graph, x, u T) { k := g.Kernel("op", "y"); k.Load(x, k.Out(4)) },
		"index of another kernel":                    func(g *graph.Graph, x, u T) { k := g.Kernel("op", "y"); k.Load(u, g.Kernel("a", "b").Out(4)) },
		"loads x of another graph":                   func(g *graph.Graph, x, u T) { k := graph.New().Kernel("op", "y"); k.Load(x) },
		"through x, which is f32":                    func(g *graph.Graph, x, u T) { k := g.Kernel("op", "y"); k.Through(x, k.Out(4), k.Out(3)) },
		"plus of an index that is a loaded value":    func(g *graph.Graph, x, u T) { k := g.Kernel("op", "y"); k.Through(u, k.Out(4)).Plus(1) },
		"fill -1 of u, which is u32":                 func(g *graph.Graph, x, u T) { k := g.Kernel("op", "y"); k.LoadOr(u, -1, k.Out(5)) },
		"fill 4.294967296e+09 of u":                  func(g *graph.Graph, x, u T) { k := g.Kernel("op", "y"); k.LoadOr(u, 1<<32, k.Out(5)) },
		"fill 0.5 of u":                              func(g *graph.Graph, x, u T) { k := g.Kernel("op", "y"); k.LoadOr(u, 0.5, k.Out(5)) },
		"fill NaN of u":                              func(g *graph.Graph, x, u T) { k := g.Kernel("op", "y"); k.LoadOr(u, math.NaN(), k.Out(5)) },
		"does not use its accumulator":               func(g *graph.Graph, x, u T) { k := g.Kernel("op", "y"); k.Store(k.Load(x, k.Fold(4), k.Fold(3))) },
		"the result is u32, the kernel is f32":       func(g *graph.Graph, x, u T) { k := g.Kernel("op", "y"); k.Store(k.Load(u, k.Out(4))) },
		"more than 8 iterators":                      func(g *graph.Graph, x, u T) { g.Kernel("op", "y").Outs(1, 1, 1, 1, 1, 1, 1, 1, 1) },
		"iterator of 0 values":                       func(g *graph.Graph, x, u T) { g.Kernel("op", "y").Out(0) },
		"dimension j of x has 4 values, elsewhere 3": func(g *graph.Graph, x, u T) { graph.Einsum("op", "y", "ij,jk->ik", x, x) },
		`einsum "ij" of 1 tensors`:                   func(g *graph.Graph, x, u T) { graph.Einsum("op", "y", "ij", x) },
		"dimension k of the output is in no input":   func(g *graph.Graph, x, u T) { graph.Einsum("op", "y", "ij->ik", x) },
		"transpose of x [4 3] by [0 0]":              func(g *graph.Graph, x, u T) { x.Transpose(0, 0) },
		"reshape of x [4 3] to [5]":                  func(g *graph.Graph, x, u T) { x.Reshape(5) },
		"slice 2 … 5 of dimension 0 of x [4 3]":      func(g *graph.Graph, x, u T) { x.Slice(0, 2, 5) },
		"sum of y [4 3] over dimensions [2]":         func(g *graph.Graph, x, u T) { graph.Sum("y", x, 2) },
		"state x is f32[4 3], not f32[4]":            func(g *graph.Graph, x, u T) { g.Param("x", graph.Zeros(), 4) },
		"update of x, f32[4 3], with f32[4]":         func(g *graph.Graph, x, u T) { g.Update(x, graph.Sum("y", x, 1)) },
		"update of u, which is not a state tensor":   func(g *graph.Graph, x, u T) { g.Update(u, u) },
		"must be of one f32":                         func(g *graph.Graph, x, u T) { g.Gradients(x, x) },
		"does not depend on x": func(g *graph.Graph, x, u T) {
			g.Gradients(graph.Sum("y", g.Param("z", graph.Zeros(), 2), 0), x)
		},
		"gradient of x is f32[4], must be f32[4 3]": func(g *graph.Graph, x, u T) {
			y := graph.Sum("y", x, 0, 1)
			g.Differentiate(y, func(dy T) []T { return []T{graph.Sum("z", x, 1)} }, x)
			g.Gradients(y, x)
		},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, want) {
					t.Errorf("panics with %q, want %q", got, want)
				}
			}()
			g := graph.New()
			mistake(g, g.Param("x", graph.Zeros(), 4, 3), g.Const("u", tensor.U32, 4))
		}()
	}
}

// A kernel by hand: softmax's numerator, e^(x - max), of each row.
func ExampleGraph_Kernel() {
	g := graph.New()
	x := g.Param("x", graph.Normal(1), 4, 10)
	m := graph.Max("x", x, 1)

	k := g.Kernel("exp", "x")
	i, j := k.Out(4), k.Out(10)
	e := k.Store(body.Exp(k.Load(x, i, j).Sub(k.Load(m, i))))

	g.Output("e", e)
	p, err := g.Program()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, k := range p.Kernels {
		fmt.Println(k.Name, k.Out, k.Reduce, "window", k.Window)
	}
	// Output:
	// max of x [4] [10] window 16
	// exp of x [4 10] [] window 1
}
