package nn_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"refute/trainer"
	"refute/trainer/graph"
	"refute/trainer/graph/graphtest"
	"refute/trainer/nn"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

type tensors = []*graph.Tensor

func TestGradients(t *testing.T) {
	for name, c := range map[string]struct {
		layer  func(x tensors) *graph.Tensor
		shapes [][]int
	}{
		"bias":                       {func(x tensors) *graph.Tensor { return nn.Bias("y", x[0], x[1]) }, [][]int{{3, 4}, {4}}},
		"relu":                       {func(x tensors) *graph.Tensor { return nn.ReLU("y", x[0]) }, [][]int{{3, 4}}},
		"mean":                       {func(x tensors) *graph.Tensor { return nn.Mean("y", x[0]) }, [][]int{{7}}},
		"mean of many":               {func(x tensors) *graph.Tensor { return nn.Mean("y", x[0]) }, [][]int{{150}}},
		"embedding":                  {func(x tensors) *graph.Tensor { return nn.Embedding("y", x[0], fixed(x[0].Graph(), 5, 3)) }, [][]int{{4, 2}}},
		"embedding of one row":       {func(x tensors) *graph.Tensor { return nn.Embedding("y", x[0], fixed(x[0].Graph(), 4, 1)) }, [][]int{{1, 3}}},
		"embedding beyond the table": {func(x tensors) *graph.Tensor { return nn.Embedding("y", x[0], fixed(x[0].Graph(), 7, 5)) }, [][]int{{3, 2}}},
		"bias of one":                {func(x tensors) *graph.Tensor { return nn.Bias("y", x[0], x[1]) }, [][]int{{1, 1}, {1}}},
		"bias of a large batch":      {func(x tensors) *graph.Tensor { return nn.Bias("y", x[0], x[1]) }, [][]int{{130, 2}, {2}}},
		"mean of one":                {func(x tensors) *graph.Tensor { return nn.Mean("y", x[0]) }, [][]int{{1}}},
		"cross-entropy of one class": {func(x tensors) *graph.Tensor {
			return nn.CrossEntropy("y", x[0], fixed(x[0].Graph(), 3, 1))
		}, [][]int{{3, 1}}},
		"cross-entropy of many classes": {func(x tensors) *graph.Tensor {
			return nn.CrossEntropy("y", x[0], fixed(x[0].Graph(), 1, 1))
		}, [][]int{{1, 131}}},
		"cross-entropy": {func(x tensors) *graph.Tensor {
			return nn.CrossEntropy("y", x[0], fixed(x[0].Graph(), 4, 3))
		}, [][]int{{4, 3}}},
		"convolution":                     {convolve(1, 1), [][]int{{2, 3, 4, 2}, {3, 3, 3, 2}}},
		"convolution without padding":     {convolve(1, 0), [][]int{{2, 4, 5, 2}, {3, 3, 2, 2}}},
		"convolution of stride 2":         {convolve(2, 1), [][]int{{2, 5, 4, 2}, {3, 3, 3, 2}}},
		"convolution, pixels left over":   {convolve(3, 0), [][]int{{1, 6, 7, 1}, {2, 2, 2, 1}}},
		"convolution of wide filters":     {convolve(1, 2), [][]int{{1, 1, 3, 1}, {1, 5, 5, 1}}},
		"convolution of a row":            {convolve(1, 1), [][]int{{1, 1, 5, 3}, {2, 3, 1, 3}}},
		"convolution of one pixel each":   {convolve(1, 0), [][]int{{1, 3, 2, 2}, {3, 1, 1, 2}}},
		"convolution, much padding":       {convolve(2, 3), [][]int{{1, 2, 3, 2}, {2, 3, 2, 2}}},
		"convolution in blocks of images": {convolve(1, 0), [][]int{{4, 45, 45, 1}, {1, 1, 1, 1}}},
		"convolution in blocks of rows":   {convolve(1, 0), [][]int{{1, 66, 65, 1}, {1, 1, 1, 1}}},
		"max-pool":                        {pool(nn.MaxPool, nn.Window{Size: 2}), [][]int{{2, 4, 6, 3}}},
		"max-pool, pixels left over":      {pool(nn.MaxPool, nn.Window{Size: 2}), [][]int{{1, 5, 3, 2}}},
		"max-pool, overlapping":           {pool(nn.MaxPool, nn.Window{Size: 3, Stride: 2, Pad: 1}), [][]int{{2, 5, 4, 2}}},
		"max-pool, pixels between":        {pool(nn.MaxPool, nn.Window{Size: 2, Stride: 3}), [][]int{{1, 7, 8, 2}}},
		"max-pool of many pixels":         {pool(nn.MaxPool, nn.Window{Size: 4, Stride: 2, Pad: 1}), [][]int{{1, 6, 5, 1}}},
		"average-pool of many pixels":     {pool(nn.AvgPool, nn.Window{Size: 4}), [][]int{{1, 4, 9, 2}}},
		"bias of images":                  {func(x tensors) *graph.Tensor { return nn.Bias("y", x[0], x[1]) }, [][]int{{2, 3, 2, 4}, {4}}},
		"max-pool of single pixels":       {pool(nn.MaxPool, nn.Window{Size: 1}), [][]int{{1, 3, 2, 2}}},
		"average-pool":                    {pool(nn.AvgPool, nn.Window{Size: 2}), [][]int{{2, 4, 2, 3}}},
		"average-pool of all":             {pool(nn.AvgPool, nn.Window{Size: 3}), [][]int{{2, 3, 3, 2}}},
		"average-pool, overlapping":       {pool(nn.AvgPool, nn.Window{Size: 3, Stride: 1, Pad: 1}), [][]int{{1, 4, 3, 2}}},
		"average-pool, pixels left over":  {pool(nn.AvgPool, nn.Window{Size: 3, Stride: 2}), [][]int{{1, 6, 4, 1}}},
		"tanh":                            {unary(nn.Tanh), [][]int{{5, 7}}},
		"sigmoid":                         {unary(nn.Sigmoid), [][]int{{5, 7}}},
		"silu":                            {unary(nn.SiLU), [][]int{{5, 7}}},
		"gelu":                            {unary(nn.GELU), [][]int{{5, 7}}},
		"gelu by tanh":                    {unary(nn.GELUTanh), [][]int{{5, 7}}},
		"scaled":                          {func(x tensors) *graph.Tensor { return nn.Scaled("y", x[0], -0.3) }, [][]int{{2, 3}}},
		"layer norm":                      {func(x tensors) *graph.Tensor { return nn.LayerNorm("y", x[0], x[1], x[2]) }, [][]int{{3, 5}, {5}, {5}}},
		"layer norm by lanes":             {func(x tensors) *graph.Tensor { return nn.LayerNorm("y", x[0], x[1], x[2]) }, [][]int{{2, 131}, {131}, {131}}},
		"layer norm of one row":           {func(x tensors) *graph.Tensor { return nn.LayerNorm("y", x[0], x[1], x[2]) }, [][]int{{1, 2}, {2}, {2}}},
		"rms norm":                        {func(x tensors) *graph.Tensor { return nn.RMSNorm("y", x[0], x[1]) }, [][]int{{3, 5}, {5}}},
		"rms norm by lanes":               {func(x tensors) *graph.Tensor { return nn.RMSNorm("y", x[0], x[1]) }, [][]int{{2, 160}, {160}}},
		"dropout":                         {func(x tensors) *graph.Tensor { return nn.Dropout("y", x[0], 0.3) }, [][]int{{5, 7}}},
		"positions":                       {func(x tensors) *graph.Tensor { return nn.Positions("y", x[0], x[1]) }, [][]int{{6, 3}, {2, 3}}},
		"attention":                       {attend(false, 0), [][]int{{2, 3, 2, 4}, {2, 5, 2, 4}, {2, 5, 2, 4}}},
		"causal attention":                {attend(true, 0), [][]int{{2, 5, 2, 3}, {2, 5, 2, 3}, {2, 5, 2, 3}}},
		"causal attention by lanes":       {attend(true, 0), [][]int{{1, 129, 1, 1}, {1, 129, 1, 1}, {1, 129, 1, 1}}},
		"causal attention with dropout":   {attend(true, 0.25), [][]int{{1, 6, 2, 2}, {1, 6, 2, 2}, {1, 6, 2, 2}}},
		"attention of one place":          {attend(true, 0), [][]int{{2, 1, 1, 3}, {2, 1, 1, 3}, {2, 1, 1, 3}}},
		"attention to oneself":            {func(x tensors) *graph.Tensor { return nn.Attention("y", x[0], x[0], x[0], true, 0) }, [][]int{{1, 4, 2, 3}}},
		"linear, tied to an embedding": {func(x tensors) *graph.Tensor {
			y := nn.Embedding("e", x[0], fixed(x[0].Graph(), 5, 3))
			return graph.Einsum("matmul", "y", "ik,ok->io", y, x[0])
		}, [][]int{{4, 2}}},
	} {
		t.Run(name, func(t *testing.T) { graphtest.Gradient(t, c.layer, c.shapes...) })
	}
}

func convolve(stride, pad int) func(x tensors) *graph.Tensor {
	return func(x tensors) *graph.Tensor { return nn.Convolve("y", x[0], x[1], stride, pad) }
}

func pool(layer func(string, *graph.Tensor, nn.Window) *graph.Tensor, w nn.Window) func(x tensors) *graph.Tensor {
	return func(x tensors) *graph.Tensor { return layer("y", x[0], w) }
}

func unary(layer func(string, *graph.Tensor) *graph.Tensor) func(x tensors) *graph.Tensor {
	return func(x tensors) *graph.Tensor { return layer("y", x[0]) }
}

func attend(causal bool, dropout float32) func(x tensors) *graph.Tensor {
	return func(x tensors) *graph.Tensor { return nn.Attention("y", x[0], x[1], x[2], causal, dropout) }
}

// fixed returns the labels 1·i mod classes.
func fixed(g *graph.Graph, n, classes int) *graph.Tensor {
	k := g.KernelU32("fixed", "labels")
	return k.Store(k.Value(k.Out(n)).Rem(k.U(uint32(classes))))
}

// run runs step t and returns the named output's words.
func run(t *testing.T, p *program.Program, consts, state []tensor.Tensor, step uint32, output string) tensor.Tensor {
	t.Helper()
	x, err := reference.New(p, consts)
	if err != nil {
		t.Fatal(err)
	}
	k, ok := p.Output(output)
	if !ok {
		t.Fatalf("no output %s", output)
	}
	var out tensor.Tensor
	err = x.Step(context.Background(), trainer.NewState(p), state, step, func(i int, o tensor.Tensor) error {
		if i == k {
			out = o.Clone()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func seed(n uint64) tensor.Tensor { return tensor.FromU32([]uint32{uint32(n), uint32(n >> 32)}) }

func TestShuffleVisitsEachSampleOnceAnEpoch(t *testing.T) {
	const samples, batch, epochs = 37, 8, 8 // 8 epochs of 37 are 37 batches of 8
	g := graph.New()
	g.Param("unused", graph.Zeros())
	g.Output("rows", nn.Shuffle(g, samples, batch))
	p, err := g.Program()
	if err != nil {
		t.Fatal(err)
	}
	order := func(s uint64) (rows []uint32) {
		for step := range uint32(samples * epochs / batch) {
			rows = append(rows, run(t, p, []tensor.Tensor{seed(s)}, trainer.NewState(p), step+1, "rows").Words...)
		}
		return rows
	}
	rows := order(7)
	same := 0
	for e := range epochs {
		var seen [samples]int
		for i, r := range rows[e*samples : (e+1)*samples] {
			seen[r]++
			if r == rows[i] {
				same++
			}
		}
		for i, n := range seen {
			if n != 1 {
				t.Errorf("epoch %d reads sample %d %d times", e, i, n)
			}
		}
	}
	if same -= samples; same > epochs*samples/8 { // 7 are expected of two independent orders in 259 places
		t.Errorf("later epochs repeat the first one's order in %d of %d places", same, (epochs-1)*samples)
	}
	for _, s := range []uint64{8, 7 | 1<<32} { // either word of the seed counts
		other, same := order(s), 0
		for i := range other {
			if other[i] == rows[i] {
				same++
			}
		}
		if same > len(rows)/8 {
			t.Errorf("seed %x gives the order of seed 7 in %d of %d places", s, same, len(rows))
		}
	}
}

func TestStart(t *testing.T) {
	const n = 20000
	g := graph.New()
	g.Param("uniform", graph.Uniform(0.25), n)
	g.Param("uniform again", graph.Uniform(0.25), n)
	g.Param("normal", graph.Normal(2), n)
	g.Param("zeros", graph.Zeros(), 3)
	g.Param("ones", graph.Ones(), 3)
	g.Output("x", nn.Mean("x", g.Param("zeros", graph.Zeros(), 3)))
	init, _, err := g.Programs()
	if err != nil {
		t.Fatal(err)
	}
	start := func(s uint64) []tensor.Tensor {
		x, err := reference.New(init, []tensor.Tensor{seed(s)})
		if err != nil {
			t.Fatal(err)
		}
		state := trainer.NewState(init)
		if err := x.Step(context.Background(), state, nil, 0, nil); err != nil {
			t.Fatal(err)
		}
		return state
	}
	state := start(3)
	moments := func(x []float32) (mean, deviation float64) {
		for _, v := range x {
			mean += float64(v) / n
		}
		for _, v := range x {
			deviation += (float64(v) - mean) * (float64(v) - mean) / n
		}
		return mean, math.Sqrt(deviation)
	}
	for i, want := range []float64{0.25 / math.Sqrt(3), 0.25 / math.Sqrt(3), 2} {
		mean, deviation := moments(state[i].F32())
		// Five standard errors: of the mean deviation/sqrt(n), of the deviation at most deviation/sqrt(2n).
		if math.Abs(mean) > 5*want/math.Sqrt(n) || math.Abs(deviation-want) > 5*want/math.Sqrt(2*n) {
			t.Errorf("%s has mean %g and deviation %g, expected 0 and %g", init.States[i].Name, mean, deviation, want)
		}
	}
	for i, v := range state[0].F32() {
		if v < -0.25 || v >= 0.25 {
			t.Fatalf("uniform element %d is %g", i, v)
		}
	}
	if state[3].F32()[2] != 0 || state[4].F32()[2] != 1 {
		t.Errorf("zeros are %v, ones are %v", state[3].F32(), state[4].F32())
	}
	other := start(3 | 1<<40)
	equal := func(a, b tensor.Tensor) (n int) {
		for i := range a.Words {
			if a.Words[i] == b.Words[i] {
				n++
			}
		}
		return n
	}
	if n := equal(state[0], state[1]); n > 10 {
		t.Errorf("two tensors agree in %d elements", n)
	}
	if n := equal(state[0], other[0]); n > 10 {
		t.Errorf("two seeds agree in %d elements", n)
	}
}

func TestPredictAndCount(t *testing.T) {
	nan := float32(math.NaN())
	g := graph.New()
	z := g.Param("z", graph.Zeros(), 4, 3)
	labels := g.Const("labels", tensor.U8, 4)
	classes := nn.Predict("classes", z)
	g.Output("classes", classes)
	g.Output("correct", nn.Count("classes", classes, labels))
	p, err := g.Program()
	if err != nil {
		t.Fatal(err)
	}
	state := []tensor.Tensor{tensor.FromF32([]float32{1, 3, 2, 5, 5, 5, -1, nan, 2, 0, 0, 1})}
	consts := []tensor.Tensor{seed(0), tensor.FromU8([]uint8{1, 1, 2, 2})}
	if got := run(t, p, consts, state, 1, "classes").Words; got[0] != 1 || got[1] != 0 || got[2] != 3 || got[3] != 2 {
		t.Errorf("classes are %v, want [1 0 3 2]", got)
	}
	if got := run(t, p, consts, state, 1, "correct").Words[0]; got != 2 {
		t.Errorf("%d are correct, want 2", got)
	}
}

// The cosine is one of basic operations only, and as good as the library's.
func TestCosineValues(t *testing.T) {
	const n = 1000
	for i, r := range nn.Cosine(2, 0, 0, n+1) {
		if want := 1 + math.Cos(math.Pi*float64(i)/n); math.Abs(float64(r)-want) > 1.2e-7 {
			t.Errorf("step %d of %d: %v, want %v", i, n, r, want)
		}
	}
}

func TestCosine(t *testing.T) {
	r := nn.Cosine(0.5, 0.1, 4, 14)
	if r[0] != 0.125 || r[3] != 0.5 || math.Abs(float64(r[13])-0.1) > 1e-7 || math.Abs(float64(r[8])-0.3) > 0.05 {
		t.Errorf("rates are %v", r)
	}
}

// TestLayersDocument checks that the code which docs/layers.md shows is code that is compiled and tested here.
func TestLayersDocument(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "layers.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for i, part := range strings.Split(string(page), "```go\n")[1:] {
		code, _, _ := strings.Cut(part, "```")
		name, _, found := strings.Cut(strings.TrimPrefix(code, "// "), "\n") // the first line is the file
		code = strings.TrimSpace(code[strings.Index(code, "\n")+1:])
		file, err := os.ReadFile(filepath.Join("..", "..", name))
		if !found || err != nil {
			t.Errorf("block %d does not begin with the name of a file: %v", i, err)
			continue
		}
		if !strings.Contains(string(file), code) {
			t.Errorf("block %d is not in %s", i, name)
		}
		blocks++
	}
	if blocks < 2 {
		t.Errorf("%d blocks of code", blocks)
	}
}
