package models

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"refute/trainer"
	"refute/trainer/data"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

var update = flag.Bool("update", false, "write testdata from what the code gives now")

func digits(t *testing.T, c MLP) *Model {
	t.Helper()
	s, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	m.SetSeed(1)
	return m
}

// executor returns the reference executor of a program.
func executor(t *testing.T, p *program.Program, consts []tensor.Tensor) trainer.Executor {
	t.Helper()
	x, err := reference.New(p, consts)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// begin returns the state before the first step.
func begin(t *testing.T, m *Model) []tensor.Tensor {
	t.Helper()
	state := trainer.NewState(m.Init)
	if err := executor(t, m.Init, m.Consts).Step(context.Background(), state, nil, 0, nil); err != nil {
		t.Fatal(err)
	}
	return state
}

// TestRoots pins the programs of the demo's model and of those of the reference jobs: a change of a root is a change of every job's identity, and must be
// meant. go test ./trainer/models -update writes the files.
func TestRoots(t *testing.T) {
	text, err := data.Opticks()
	if err != nil {
		t.Fatal(err)
	}
	empty := func(n int) data.Images { // a program depends on a data set's size alone
		return data.Images{Height: 28, Width: 28, Pixels: make([]uint8, n*28*28), Labels: make([]uint8, n)}
	}
	fashion := &data.Set{Name: "fashion-mnist", Classes: 10, Max: 255, Train: empty(60000), Test: empty(10000)}
	build := func(m *Model, err error) *Model {
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for name, m := range map[string]*Model{
		"digits": digits(t, Digits()),
		"mlp":    build(mlp.Build(fashion)),
		"cnn":    build(cnn.Build(fashion)),
		"gpt":    build(gpt.Build(text)),
	} {
		var b strings.Builder
		line := func(name string, p *program.Program) {
			fmt.Fprintf(&b, "%s %d kernels 0x%x\n", name, len(p.Kernels), p.Root())
		}
		line("init", m.Init)
		for _, p := range m.Steps {
			line("step", p)
		}
		line("eval", m.Eval)
		if m.Sampler != nil {
			line("sampler", m.Sampler)
		}
		file := filepath.Join("testdata", name+".roots")
		if *update {
			if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Errorf("the programs are now\n%s%s has\n%s", b.String(), file, want)
		}
	}
}

func TestProgramsDecode(t *testing.T) {
	m := digits(t, MLP{[]int{7, 5}, Training{Batch: 9, Rate: 0.1, Momentum: 0.5, Decay: 0.01}})
	for _, p := range []*program.Program{m.Init, m.Steps[0], m.Eval} {
		file := p.Encode()
		q, err := program.Decode(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(q.Encode(), file) || q.Root() != p.Root() {
			t.Errorf("%s: decoded differs", p)
		}
	}
}

func TestDigitsAreLearned(t *testing.T) {
	m := digits(t, Digits())
	ctx := context.Background()
	eval := fast(t, m.Eval, m.EvalConsts)
	for seed := range uint64(3) {
		m.SetSeed(seed)
		step, state, next := fast(t, m.Steps[0], m.Consts), begin(t, m), trainer.NewState(m.Steps[0])
		for i := range uint32(240) {
			if err := step.Step(ctx, next, state, i+1, nil); err != nil {
				t.Fatal(err)
			}
			state, next = next, state
		}
		n, err := m.Correct(ctx, eval, state)
		if err != nil {
			t.Fatal(err)
		}
		if m.Tests != 299 || n < 279 { // 0.93 of 299
			t.Errorf("seed %d: after 240 steps %d of %d test images are classified right, expected 279 or more", seed, n, m.Tests)
		}
	}
}

// TestRateTable trains with a table of rates: the same steps as with a constant, where the table is constant.
func TestRateTable(t *testing.T) {
	c := MLP{[]int{6}, Training{Batch: 8, Rate: 0.1, Momentum: 0.9}}
	one := digits(t, c)
	c.Rate, c.Rates = 0, []float32{0.1, 0.1, 0.05}
	table := digits(t, c)
	if n := len(table.Consts); n != 4 {
		t.Fatalf("%d constants, expected seed, images, labels, rates", n)
	}
	ctx := context.Background()
	a, b := begin(t, one), begin(t, table)
	next, other := trainer.NewState(one.Steps[0]), trainer.NewState(one.Steps[0])
	constant, changing := executor(t, one.Steps[0], one.Consts), executor(t, table.Steps[0], table.Consts)
	for step, same := range []bool{true, true, false} {
		if err := constant.Step(ctx, next, a, uint32(step+1), nil); err != nil {
			t.Fatal(err)
		}
		if err := changing.Step(ctx, other, b, uint32(step+1), nil); err != nil {
			t.Fatal(err)
		}
		if reflect.DeepEqual(next[0], other[0]) != same {
			t.Errorf("step %d: the states agree is %v, want %v", step+1, !same, same)
		}
		a, next, b, other = next, a, other, b
	}
}

// TestStepAgainstFormulas compares steps of the program with the same steps by the formulas of a textbook, in binary64.
func TestStepAgainstFormulas(t *testing.T) {
	c := MLP{[]int{12, 6}, Training{Batch: 16, Rate: 0.1, Momentum: 0.9, Decay: 0.001}}
	m := digits(t, c)
	ctx := context.Background()
	step := executor(t, m.Steps[0], m.Consts)
	state, next := begin(t, m), trainer.NewState(m.Steps[0])
	naive := newNaive(c, state)
	lossAt, _ := m.Steps[0].Output("loss")
	for i := range uint32(5) {
		var rows []uint32
		var loss float32
		err := step.Step(ctx, next, state, i+1, func(k int, out tensor.Tensor) error {
			if m.Steps[0].Kernels[k].Name == "shuffle of batch" {
				rows = append(rows, out.Words...)
			}
			if k == lossAt {
				loss = out.F32()[0]
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if want := naive.step(m.Consts[1].Bytes, m.Consts[2].Bytes, rows); math.Abs(float64(loss)-want) > 1e-5*want {
			t.Errorf("step %d: loss %g, by the formulas %g", i+1, loss, want)
		}
		for s, d := range m.Steps[0].States {
			for e, got := range next[s].F32() {
				if want := naive.tensors[s][e]; math.Abs(float64(got)-want) > 1e-5*(0.01+math.Abs(want)) {
					t.Fatalf("step %d: %s[%d] is %g, by the formulas %g", i+1, d.Name, e, got, want)
				}
			}
		}
		state, next = next, state
	}
}

// TestExecutorsAgree compares every bit of every kernel of some steps of every kind of model.
func TestExecutorsAgree(t *testing.T) {
	build := func(m *Model, err error) *Model {
		if err != nil {
			t.Fatal(err)
		}
		m.SetSeed(1)
		return m
	}
	set, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	everything := small()
	everything.Dropout, everything.Clip, everything.Accumulate = 0.2, 0.5, 3
	for name, m := range map[string]*Model{
		"demo":           digits(t, Digits()),
		"cnn":            build(CNN{[]int{3, 5}, 3, []int{7}, Training{Batch: 9, Optimiser: Adam, Rate: 0.01, Decay: 0.1}}.Build(set)),
		"gpt":            build(small().Build(verse(t, 10))),
		"gpt, with more": build(everything.Build(verse(t, 10))),
	} {
		t.Run(name, func(t *testing.T) {
			state, next := begin(t, m), trainer.NewState(m.Init)
			for step := range uint32(max(2, len(m.Schedule))) {
				p := m.ProgramOf(step + 1)
				outs := func(x trainer.Executor) (o []tensor.Tensor) {
					err := x.Step(context.Background(), next, state, step+1, func(_ int, out tensor.Tensor) error {
						o = append(o, out.Clone())
						return nil
					})
					if err != nil {
						t.Fatal(err)
					}
					return o
				}
				a, b := outs(executor(t, p, m.Consts)), outs(fast(t, p, m.Consts))
				for k := range p.Kernels {
					if !slices.Equal(a[k].Words, b[k].Words) {
						t.Errorf("step %d, kernel %d (%s): the executors disagree", step+1, k, p.Kernels[k].Name)
					}
				}
				state, next = next, state
			}
		})
	}
}

func TestBuildRefuses(t *testing.T) {
	s, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	for want, c := range map[string]MLP{
		"batch of 0, allowed are 1 to 1498":    {Hidden: []int{5}},
		"batch of 1499, allowed are 1 to 1498": {[]int{5}, Training{Batch: 1499}},
		"hidden layer of 0":                    {[]int{5, 0}, Training{Batch: 1}},
		"65 hidden layers":                     {make([]int, 65), Training{Batch: 1}},
		"rate NaN":                             {nil, Training{Batch: 1, Rate: float32(math.NaN())}},
		"rate -1 at update 2":                  {nil, Training{Batch: 1, Rates: []float32{1, -1}}},
		"a table of 0 rates":                   {nil, Training{Batch: 1, Rates: []float32{}}},
		"momentum 1, ":                         {nil, Training{Batch: 1, Rate: 1, Momentum: 1}},
		"decay -1, ":                           {nil, Training{Batch: 1, Rate: 1, Decay: -1}},
	} {
		if _, err := c.Build(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
