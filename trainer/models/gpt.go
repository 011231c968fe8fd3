package models

import (
	"fmt"
	"math"

	"refute/trainer/data"
	"refute/trainer/graph"
	"refute/trainer/nn"
	"refute/trainer/tensor"
)

// GPT configures a transformer that predicts the next character of a text (A. Radford et al., "Language models are unsupervised multitask learners",
// 2019): learned positions, and in each layer, each with a norm before and a residual around it, causal attention and two layers of weights. A norm and a
// head follow.
type GPT struct {
	Layers     int
	Width      int // of a character's vector
	Heads      int // of attention; they divide Width
	Context    int // characters that are seen at once
	Hidden     int // width between the two layers of weights; 0: 4·Width
	Vocabulary int // at least the text's; 0: the text's
	Dropout    float32
	Activation string // GELU (erf; "" too), GELUTanh, SiLU or ReLU
	Norm       string // LayerNorm ("" too) or RMSNorm
	Tied       bool   // the head's weights are the embedding's
	Training          // Batch counts windows of Context characters
}

// Names of activations and norms.
const (
	GELU      = "gelu"
	GELUTanh  = "gelu-tanh"
	SiLU      = "silu"
	ReLU      = "relu"
	LayerNorm = "layernorm"
	RMSNorm   = "rmsnorm"
)

var activations = map[string]func(string, *graph.Tensor) *graph.Tensor{ // looked up only
	"": nn.GELU, GELU: nn.GELU, GELUTanh: nn.GELUTanh, SiLU: nn.SiLU, ReLU: nn.ReLU,
}

const (
	maxDepth      = 256
	maxModelWidth = 1 << 16
	maxContext    = 1 << 14
	maxVocabulary = 1 << 20
	// Held-out text is measured in parts of about so many characters, for the memory that the layers take.
	gptBlock = 2048
)

// Build returns the programs of the model on a text. Windows of Context characters follow one another in it, and each is read once an epoch.
func (c GPT) Build(t *data.Text) (*Model, error) {
	if c.Hidden == 0 {
		c.Hidden = 4 * min(c.Width, maxModelWidth)
	}
	if c.Vocabulary == 0 {
		c.Vocabulary = data.Vocabulary
	}
	if err := c.check(t); err != nil {
		return nil, err
	}
	m := &Model{Samples: c.Batch * c.Context, Context: c.Context, Vocabulary: c.Vocabulary}
	g, err := m.train(c.Training, func(g *graph.Graph, consts *[]tensor.Tensor) *graph.Tensor {
		now, next := c.text(g, t.Train, consts)
		rows := nn.Shuffle(g, now.Dim(0), c.Batch)
		logits := c.forward(nn.TakeRows("characters", now, rows), c.Dropout)
		return nn.CrossEntropy("loss", logits, nn.TakeRows("next characters", next, rows))
	})
	if err != nil {
		return nil, err
	}

	e := g.Evaluation()
	now, next := c.text(e, t.Validation, &m.EvalConsts)
	windows := now.Dim(0)
	block := min(windows, max(1, gptBlock/c.Context))
	m.Tests, m.EvalSteps = windows*c.Context, (windows+block-1)/block
	rows := nn.Sequence(e, block)
	logits := c.forward(nn.TakeRows("characters", now, rows), 0)
	e.Output("loss", nn.CrossEntropySum("loss", logits, nn.TakeRows("next characters", next, rows)))
	if m.Eval, err = e.Program(); err != nil {
		return nil, err
	}

	s := g.Evaluation(g.Params()[:len(m.Params)]...)
	s.Output("logits", c.forward(s.State("context", tensor.U32, graph.Zeros(), c.Context), 0))
	m.Sampler, err = s.Program()
	return m, err
}

func (c GPT) check(t *data.Text) error {
	for _, x := range []struct {
		name  string
		value int
		least int
		most  int
	}{
		{"layers", c.Layers, 1, maxDepth},
		{"width", c.Width, 1, maxModelWidth},
		{"hidden width", c.Hidden, 1, 4 * maxModelWidth},
		{"heads", c.Heads, 1, c.Width},
		{"context", c.Context, 1, maxContext},
		{"vocabulary", c.Vocabulary, data.Vocabulary, maxVocabulary},
	} {
		if x.value < x.least || x.value > x.most {
			return fmt.Errorf("models: %s of %d, allowed are %d to %d", x.name, x.value, x.least, x.most)
		}
	}
	if err := checkWeights(c.Width, max(c.Width, c.Hidden, c.Vocabulary)); err != nil {
		return err
	}
	if c.Width%c.Heads != 0 {
		return fmt.Errorf("models: %d heads do not divide a width of %d", c.Heads, c.Width)
	}
	if !(c.Dropout >= 0 && c.Dropout < 1) {
		return fmt.Errorf("models: dropout %v, allowed are 0 to below 1", c.Dropout)
	}
	if activations[c.Activation] == nil {
		return fmt.Errorf("models: activation %q, allowed are %s, %s, %s and %s", c.Activation, GELU, GELUTanh, SiLU, ReLU)
	}
	if c.Norm != "" && c.Norm != LayerNorm && c.Norm != RMSNorm {
		return fmt.Errorf("models: norm %q, allowed are %s and %s", c.Norm, LayerNorm, RMSNorm)
	}
	for _, part := range [][]uint8{t.Train, t.Validation} {
		if len(part) <= c.Context {
			return fmt.Errorf("models: a context of %d and a part of %s with %d characters, which must be more: take a longer text or a shorter context", c.Context, t.Name, len(part))
		}
		for i, x := range part {
			if int(x) >= c.Vocabulary {
				return fmt.Errorf("models: character %d of %s is %d, allowed are 0 to %d", i, t.Name, x, c.Vocabulary-1)
			}
		}
	}
	if err := c.Training.check((len(t.Train)-1)/c.Context, t.Name); err != nil {
		return err
	}
	rows := int64(c.Batch) * int64(c.Context) // at most the text's characters
	for _, x := range []struct {
		name  string
		count int64
	}{{"vectors of a layer", rows * int64(c.Width)}, {"weights of attention", rows * int64(c.Heads) * int64(c.Context)}} {
		if x.count > math.MaxUint32 {
			return fmt.Errorf("models: the %s have %d elements in a batch, allowed are %d: take a smaller batch or a shorter context", x.name, x.count, uint32(math.MaxUint32))
		}
	}
	return nil
}

// text adds a text as a constant and returns two views of it, each the windows (N, Context): of all characters, and of those that follow them.
func (c GPT) text(g *graph.Graph, part []uint8, consts *[]tensor.Tensor) (now, next *graph.Tensor) {
	*consts = append(*consts, tensor.New(tensor.U32, 2), tensor.FromU8(part))
	all := g.Const("text", tensor.U8, len(part))
	n := (len(part) - 1) / c.Context
	view := func(from int) *graph.Tensor { return all.Slice(0, from, from+n*c.Context).Reshape(n, c.Context) }
	return view(0), view(1)
}

// forward returns the logits (N, vocabulary) of what follows each of the characters (N), of which each Context are a sequence.
//
// Weights begin with a normal deviation of 0.02, those whose output is added to the residual with 0.02/√(2·Layers); biases with 0.
func (c GPT) forward(characters *graph.Tensor, dropout float32) *graph.Tensor {
	const deviation = 0.02
	g, n := characters.Graph(), characters.Dim(0)
	weights := graph.Normal(deviation)
	added := graph.Normal(float32(deviation / math.Sqrt(float64(2*c.Layers))))
	linear := func(name string, x *graph.Tensor, outputs int, start graph.Start) *graph.Tensor {
		return nn.LinearFrom(name, x, outputs, start, graph.Zeros())
	}
	drop := func(name string, x *graph.Tensor) *graph.Tensor { return nn.Dropout(name, x, dropout) }

	table := g.Param("characters", weights, c.Vocabulary, c.Width)
	positions := g.Param("positions", weights, c.Context, c.Width)
	x := drop("embedding", nn.Positions("embedding", nn.Embedding("embedding", table, characters), positions))
	for i := range c.Layers {
		layer := fmt.Sprint(i + 1)
		h := c.norm("n"+layer+".1", x)
		head := func(name string) *graph.Tensor {
			return linear(layer+"."+name, h, c.Width, weights).Reshape(n/c.Context, c.Context, c.Heads, c.Width/c.Heads)
		}
		y := nn.Attention("a"+layer, head("query"), head("key"), head("value"), true, dropout).Reshape(n, c.Width)
		x = graph.Add("x"+layer+".1", x, drop("z"+layer+".out", linear(layer+".out", y, c.Width, added)))

		h = c.norm("n"+layer+".2", x)
		h = activations[c.Activation]("h"+layer, linear(layer+".up", h, c.Hidden, weights))
		x = graph.Add("x"+layer+".2", x, drop("z"+layer+".down", linear(layer+".down", h, c.Width, added)))
	}
	x = c.norm("n", x)
	if c.Tied {
		return graph.Einsum("matmul", "logits", "ik,ok->io", x, table)
	}
	return nn.LinearFrom("head", x, c.Vocabulary, weights, nil)
}

// norm returns x normalised; its parameters are gain<name> and, of a layer norm, bias<name>.
func (c GPT) norm(name string, x *graph.Tensor) *graph.Tensor {
	g := x.Graph()
	gain := g.Param("gain "+name, graph.Ones(), c.Width)
	if c.Norm == RMSNorm {
		return nn.RMSNorm(name, x, gain)
	}
	return nn.LayerNorm(name, x, gain, g.Param("bias "+name, graph.Zeros(), c.Width))
}
