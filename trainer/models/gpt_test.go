package models

import (
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"refute/trainer"
	"refute/trainer/cpu"
	"refute/trainer/data"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// fast returns the fast executor of a program.
func fast(t testing.TB, p *program.Program, consts []tensor.Tensor) trainer.Executor {
	t.Helper()
	x, err := cpu.New(p, consts, cpu.Options{Workers: 1}) // of small models, more would only wait for one another
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// gpt is the reference job's model.
var gpt = GPT{Layers: 4, Width: 256, Heads: 8, Context: 128, Training: Training{Batch: 8, Optimiser: AdamW, Rate: 1e-3, Decay: 0.1}}

// small is a GPT of seconds.
func small() GPT {
	return GPT{Layers: 2, Width: 16, Heads: 2, Context: 8, Training: Training{Batch: 4, Optimiser: AdamW, Rate: 0.01, Decay: 0.1}}
}

// verse returns a text of words in an order that a model can learn.
func verse(t testing.TB, times int) *data.Text {
	t.Helper()
	x, err := data.ReadText(strings.NewReader(strings.Repeat("the quick brown fox jumps over a lazy dog;\n", times)), "verse")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestGPTSizes(t *testing.T) {
	text, err := data.Opticks()
	if err != nil {
		t.Fatal(err)
	}
	for want, c := range map[int64]GPT{
		3_241_472: gpt,
		// GPT-2, the smallest: its embedding has 50,257 rows and is the head too.
		124_439_808: {Layers: 12, Width: 768, Heads: 12, Context: 1024, Vocabulary: 50257, Tied: true, Training: Training{Batch: 1, Accumulate: 4, Optimiser: AdamW, Rate: 1e-4, Clip: 1}},
	} {
		m, err := c.Build(text)
		if err != nil {
			t.Fatal(err)
		}
		if m.Parameters() != want {
			t.Errorf("%d layers of %d have %d parameters, want %d", c.Layers, c.Width, m.Parameters(), want)
		}
		for _, p := range append(m.Programs(), m.Eval, m.Sampler) {
			for _, k := range p.Kernels {
				if k.Terms() > max(4096, int64(c.Vocabulary)) {
					t.Errorf("%s sums %d terms in one chain", k.Name, k.Terms())
				}
				if p != m.Eval && int64(k.Window) < 8 && k.Terms() >= 8 {
					t.Errorf("%s has a window of %d of %d terms", k.Name, k.Window, k.Terms())
				}
			}
		}
	}
}

// TestGPTAgainstFormulas compares losses and logits with the formulas in binary64, for every choice that the configuration has.
func TestGPTAgainstFormulas(t *testing.T) {
	text := verse(t, 80)
	ctx := context.Background()
	for name, change := range map[string]func(c *GPT){
		"as it is":           func(*GPT) {},
		"tied, rms, tanh":    func(c *GPT) { c.Tied, c.Norm, c.Activation = true, RMSNorm, GELUTanh },
		"silu, hidden, wide": func(c *GPT) { c.Activation, c.Hidden, c.Vocabulary = SiLU, 20, 100 },
		"one head, relu":     func(c *GPT) { c.Activation, c.Heads, c.Context = ReLU, 1, 5 },
	} {
		t.Run(name, func(t *testing.T) {
			c := small()
			change(&c)
			m, err := c.Build(text)
			if err != nil {
				t.Fatal(err)
			}
			m.SetSeed(5)
			state, next := begin(t, m), trainer.NewState(m.Init)
			step := fast(t, m.Steps[0], m.Consts)
			lossAt, _ := m.Steps[0].Output("loss")
			for i := range uint32(8) {
				var rows []uint32
				var loss float64
				naive := newNaiveGPT(c, m.Init, state)
				err := step.Step(ctx, next, state, i+1, func(k int, out tensor.Tensor) error {
					if m.Steps[0].Kernels[k].Name == "shuffle of batch" {
						rows = append(rows, out.Words...)
					}
					if k == lossAt {
						loss = float64(out.F32()[0])
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				if want := naive.loss(text.Train, rows) / float64(len(rows)*c.Context); math.Abs(loss-want) > 2e-6*want {
					t.Errorf("step %d: loss %v, by the formulas %v", i+1, loss, want)
				}
				state, next = next, state
			}
			naive := newNaiveGPT(c, m.Init, state)
			var windows []uint32
			for w := range (len(text.Validation) - 1) / c.Context {
				windows = append(windows, uint32(w))
			}
			got, err := m.ValidationLoss(ctx, fast(t, m.Eval, m.EvalConsts), state)
			if want := naive.loss(text.Validation, windows) / float64(len(windows)*c.Context); err != nil || math.Abs(got-want) > 2e-6*want {
				t.Errorf("validation loss %v, by the formulas %v, %v", got, want, err)
			}
		})
	}
}

// The test set is measured in parts, and every window of it once, whatever is left over.
func TestGPTEvaluationInParts(t *testing.T) {
	text := verse(t, 700)
	c := small()
	c.Layers, c.Context = 1, 1000 // two windows a part, three in all
	m, err := c.Build(text)
	if err != nil {
		t.Fatal(err)
	}
	if m.EvalSteps != 2 || m.Tests != 3000 {
		t.Fatalf("%d parts of %d characters", m.EvalSteps, m.Tests)
	}
	state := begin(t, m)
	got, err := m.ValidationLoss(context.Background(), fast(t, m.Eval, m.EvalConsts), state)
	if want := newNaiveGPT(c, m.Init, state).loss(text.Validation, []uint32{0, 1, 2}) / 3000; err != nil || math.Abs(got-want) > 1e-5*want {
		t.Errorf("validation loss %v, by the formulas %v, %v", got, want, err)
	}
}

// TestGPTLearns trains a small model with everything on: gradients accumulated and clipped, dropout, rates from a table; then it must know the text.
func TestGPTLearns(t *testing.T) {
	text := verse(t, 80)
	c := small()
	c.Dropout, c.Clip, c.Accumulate, c.Batch = 0.05, 1, 2, 16
	c.Rate, c.Rates = 0, []float32{0.01, 0.02, 0.02, 0.02, 0.015}
	m, err := c.Build(text)
	if err != nil {
		t.Fatal(err)
	}
	m.SetSeed(2)
	ctx := context.Background()
	state, next := begin(t, m), trainer.NewState(m.Init)
	steps := []trainer.Executor{fast(t, m.Steps[0], m.Consts), fast(t, m.Steps[1], m.Consts)}
	for i := range uint32(300) {
		if err := steps[i%2].Step(ctx, next, state, i+1, nil); err != nil {
			t.Fatal(err)
		}
		state, next = next, state
	}
	loss, err := m.ValidationLoss(ctx, fast(t, m.Eval, m.EvalConsts), state)
	if err != nil || loss > 0.8 { // of a window's first characters little can be known
		t.Errorf("validation loss %v, %v", loss, err)
	}
	sampler := fast(t, m.Sampler, m.SamplerConsts())
	sample := func(s Sampling) string {
		var out []uint8
		if err := m.Sample(ctx, sampler, state, s, func(c uint8) error { out = append(out, c); return nil }); err != nil {
			t.Fatal(err)
		}
		return data.Decode(out)
	}
	if got := sample(Sampling{Prompt: data.Encode("the quick br"), Length: 61}); got != "own fox jumps over a lazy dog;\nthe quick brown fox jumps over" {
		t.Errorf("the sample is %q", got)
	}
	if n := len(sample(Sampling{Length: 3})); n != 3 {
		t.Errorf("a sample of 3 has %d characters", n)
	}
	warm := Sampling{Prompt: data.Encode("the"), Length: 40, Temperature: 1.5, Seed: 9}
	one := sample(warm)
	if again := sample(warm); again != one {
		t.Errorf("the same seed gives %q, then %q", one, again)
	}
	warm.Seed++
	if other := sample(warm); other == one {
		t.Errorf("another seed gives %q again", one)
	}
	stop := errors.New("enough")
	if err := m.Sample(ctx, sampler, state, warm, func(uint8) error { return stop }); err != stop {
		t.Errorf("an error of emit becomes %v", err)
	}
	warm.Temperature = math.NaN()
	if err := m.Sample(ctx, sampler, state, warm, nil); err == nil || !strings.Contains(err.Error(), "temperature NaN") {
		t.Errorf("a temperature of NaN gives %v", err)
	}
	state[0].F32()[0] = float32(math.NaN())
	warm.Temperature, warm.Prompt = 1, []uint8{0}
	if err := m.Sample(ctx, sampler, state, warm, nil); err == nil || !strings.Contains(err.Error(), "diverged") {
		t.Errorf("a model of NaN gives %v", err)
	}
}

func TestPick(t *testing.T) {
	logits := []float32{0, float32(math.Log(2)), float32(math.Log(5)), float32(math.Inf(-1))} // 1/8, 2/8, 5/8
	var count [4]int
	for i := range 800 {
		c, err := pick(logits, 1, (float64(i)+0.5)/800)
		if err != nil {
			t.Fatal(err)
		}
		count[c]++
	}
	if count != [4]int{100, 200, 500, 0} {
		t.Errorf("of 800 evenly spaced numbers, %v", count)
	}
	for x := 0.0; x > -50; x -= 0.37 {
		if got, want := exp(x), math.Exp(x); math.Abs(got/want-1) > 1e-14 {
			t.Errorf("e^%v is %v, want %v", x, got, want)
		}
	}
}

func TestGPTRefuses(t *testing.T) {
	text := verse(t, 10)
	for want, change := range map[string]func(c *GPT){
		"layers of 0, allowed are 1 to 256":                 func(c *GPT) { c.Layers = 0 },
		"width of -1":                                       func(c *GPT) { c.Width = -1 },
		"width of 1000000000000000000":                      func(c *GPT) { c.Width = 1e18 },
		"hidden width of -3":                                func(c *GPT) { c.Hidden = -3 },
		"heads of 17, allowed are 1 to 16":                  func(c *GPT) { c.Heads = 17 },
		"3 heads do not divide a width of 16":               func(c *GPT) { c.Heads = 3 },
		"a context of 50 and a part of verse with 43":       func(c *GPT) { c.Context = 50 },
		"vocabulary of 95, allowed are 96 to":               func(c *GPT) { c.Vocabulary = 95 },
		"dropout 1, allowed":                                func(c *GPT) { c.Dropout = 1 },
		"dropout NaN, allowed":                              func(c *GPT) { c.Dropout = float32(math.NaN()) },
		`activation "swish"`:                                func(c *GPT) { c.Activation = "swish" },
		`norm "batch"`:                                      func(c *GPT) { c.Norm = "batch" },
		"batch of 0, allowed are 1 to 48":                   func(c *GPT) { c.Batch = 0 },
		"batch of 49":                                       func(c *GPT) { c.Batch = 49 },
		`optimiser "lion"`:                                  func(c *GPT) { c.Optimiser = "lion" },
		"gradients of 257 steps":                            func(c *GPT) { c.Accumulate = 257 },
		"beta2 1, allowed":                                  func(c *GPT) { c.Beta2 = 1 },
		"clip -1, allowed":                                  func(c *GPT) { c.Clip = -1 },
		`momentum is not a number of the optimiser "adamw"`: func(c *GPT) { c.Momentum = 0.9 },
		`beta1 is not a number of the optimiser "sgd"`:      func(c *GPT) { c.Optimiser, c.Beta1 = SGD, 0.9 },
	} {
		c := small()
		change(&c)
		if _, err := c.Build(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	text.Validation[7] = 96
	if _, err := small().Build(text); err == nil || !strings.Contains(err.Error(), "character 7 of verse is 96") {
		t.Errorf("a character that is none gives %v", err)
	}
}

// TestGPT trains the reference job's model on Opticks: with REFUTE_HEAVY=1 only, since it takes minutes.
func TestGPT(t *testing.T) {
	if os.Getenv("REFUTE_HEAVY") != "1" {
		t.Skip("set REFUTE_HEAVY=1 to train the reference job's GPT")
	}
	const steps, most = 1000, 2.0
	text, err := data.Opticks()
	if err != nil {
		t.Fatal(err)
	}
	m, err := gpt.Build(text)
	if err != nil {
		t.Fatal(err)
	}
	m.SetSeed(1)
	ctx := context.Background()
	state, next := trainer.NewState(m.Init), trainer.NewState(m.Init)
	if err := fast(t, m.Init, m.Consts).Step(ctx, state, nil, 0, nil); err != nil {
		t.Fatal(err)
	}
	step, err := cpu.New(m.Steps[0], m.Consts, cpu.Options{}) // a large model: on all cores
	if err != nil {
		t.Fatal(err)
	}
	var losses []float32
	for i := range uint32(steps) {
		err := trainer.StepOutputs(ctx, step, m.Steps[0], next, state, i+1, func(_ int, out tensor.Tensor) error {
			losses = append(losses, out.F32()...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		state, next = next, state
	}
	if math.Abs(float64(losses[0])-math.Log(96)) > 0.2 {
		t.Errorf("the first loss is %v, of a model that knows nothing about %v", losses[0], math.Log(96))
	}
	loss, err := m.ValidationLoss(ctx, fast(t, m.Eval, m.EvalConsts), state)
	if err != nil || loss > most {
		t.Errorf("validation loss %v after %d steps, %v", loss, steps, err)
	}
	t.Logf("losses from %v to %v, validation loss %v", losses[0], slices.Min(losses), loss)
}
