package lower_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"refute/trainer/cpu"
	"refute/trainer/data"
	"refute/trainer/models"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// The models' own programs give the definition's bits: what makes their state, and a step after it.
func TestModels(t *testing.T) {
	text, err := data.ReadText(strings.NewReader(strings.Repeat("the quick brown fox jumps over a lazy dog;\n", 60)), "verse")
	if err != nil {
		t.Fatal(err)
	}
	digits, err := data.Digits()
	if err != nil {
		t.Fatal(err)
	}
	for name, build := range map[string]func() (*models.Model, error){
		"gpt": func() (*models.Model, error) {
			return models.GPT{Layers: 2, Width: 16, Heads: 2, Context: 8, Tied: true, Dropout: 0.1, Training: models.Training{Batch: 4, Optimiser: models.AdamW, Rate: 0.01, Decay: 0.1, Clip: 1}}.Build(text)
		},
		"gpt with rms norm": func() (*models.Model, error) {
			return models.GPT{Layers: 1, Width: 36, Heads: 2, Context: 9, Norm: models.RMSNorm, Activation: models.SiLU, Training: models.Training{Batch: 5, Optimiser: models.Adam, Rate: 0.01}}.Build(text)
		},
		"cnn": func() (*models.Model, error) {
			return models.CNN{Filters: []int{4}, Hidden: []int{16}, Training: models.Training{Batch: 8, Rate: 0.1, Momentum: 0.9}}.Build(digits)
		},
		"mlp": func() (*models.Model, error) {
			return models.MLP{Hidden: []int{32}, Training: models.Training{Batch: 32, Rate: 0.1, Decay: 0.01}}.Build(digits)
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := build()
			if err != nil {
				t.Fatal(err)
			}
			r := rand.New(rand.NewPCG(1, 1))
			for i := range m.Consts[0].Words {
				m.Consts[0].Words[i] = r.Uint32()
			}
			if _, err := compare(m.Init, m.Consts, nil, 0, true); err != nil {
				t.Fatal(err)
			}
			state := stateOf(t, m.Init, m.Consts)
			p := m.Steps[len(m.Steps)-1]
			for _, fuse := range []bool{false, true} {
				if _, err := compare(p, m.Consts, state, 1, fuse); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func stateOf(t *testing.T, init *program.Program, consts []tensor.Tensor) []tensor.Tensor {
	t.Helper()
	x, err := cpu.New(init, consts, cpu.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	var state []tensor.Tensor
	for _, s := range init.States {
		state = append(state, tensor.New(s.Type, int(s.Count())))
	}
	if err := x.Step(context.Background(), state, nil, 0, nil); err != nil {
		t.Fatal(err)
	}
	return state
}
