package models

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"refute/trainer"
	"refute/trainer/data"
	"refute/trainer/tensor"
)

// Sampling says how a language model continues a text.
type Sampling struct {
	Prompt      []uint8 // characters; none: a newline
	Length      int     // characters to add
	Temperature float64 // 0: always the most likely; 1: as likely as the model says
	Seed        uint64  // the same seed draws the same characters from the same state
}

// SamplerConsts returns the constants of m.Sampler.
func (m *Model) SamplerConsts() []tensor.Tensor { return []tensor.Tensor{tensor.New(tensor.U32, 2)} }

// Sample shows a text's continuation, character by character; an error from emit ends it. sampler executes m.Sampler over m.SamplerConsts, state is one of the
// job. The model sees the last Context characters.
func (m *Model) Sample(ctx context.Context, sampler trainer.Executor, state []tensor.Tensor, s Sampling, emit func(character uint8) error) error {
	if m.Sampler == nil {
		return errors.New("models: no language model: it has no text to continue")
	}
	if !(s.Temperature >= 0 && s.Temperature <= math.MaxFloat32) {
		return fmt.Errorf("models: temperature %v, allowed are 0 and more", s.Temperature)
	}
	output, ok := m.Sampler.Output("logits")
	if !ok {
		return errors.New("models: the sampling program has no output named logits")
	}
	text := s.Prompt
	if len(text) == 0 {
		text = []uint8{0}
	}
	text = append([]uint8(nil), text[max(0, len(text)-m.Context):]...)
	before := make([]tensor.Tensor, 0, len(m.Params)+1)
	for _, p := range m.Params {
		before = append(before, state[p])
	}
	seen := tensor.New(tensor.U32, m.Context)
	before = append(before, seen)
	after := trainer.NewState(m.Sampler)
	random := rand.New(rand.NewPCG(s.Seed, 0))
	for range s.Length {
		for i, c := range text {
			seen.Words[i] = uint32(c)
		}
		var next uint8
		err := trainer.StepOutputs(ctx, sampler, m.Sampler, after, before, 1, func(k int, out tensor.Tensor) (err error) {
			if k == output {
				last := out.F32()[(len(text)-1)*m.Vocabulary:][:min(m.Vocabulary, data.Vocabulary)]
				next, err = pick(last, s.Temperature, random.Float64())
			}
			return err
		})
		if err != nil {
			return err
		}
		if err := emit(next); err != nil {
			return err
		}
		if len(text) == m.Context {
			text = text[:copy(text, text[1:])]
		}
		text = append(text, next)
	}
	return nil
}

// pick draws a character whose probability is proportional to e^(logit/temperature), by a number r in [0, 1).
func pick(logits []float32, temperature, r float64) (uint8, error) {
	best := 0
	for i, z := range logits {
		if z != z {
			return 0, errors.New("models: a logit is not a number: the training has diverged, take an earlier state")
		}
		if z > logits[best] {
			best = i
		}
	}
	if temperature == 0 {
		return uint8(best), nil
	}
	weights, total := make([]float64, len(logits)), 0.0
	for i, z := range logits {
		weights[i] = exp((float64(z) - float64(logits[best])) / temperature)
		total += weights[i]
	}
	left := float64(r * total)
	for i, w := range weights {
		if left -= w; left < 0 {
			return uint8(i), nil
		}
	}
	return uint8(best), nil // r·total rounded to all of it
}

// exp returns e^x for x ≤ 0, the same on every machine, which math.Exp is not: 2^n·e^t, with the series of e^t for |t| ≤ ln 2 / 2.
func exp(x float64) float64 {
	if !(x > -700) {
		return 0
	}
	n := math.Round(x / math.Ln2)
	t := x - float64(n*math.Ln2)
	sum, term := 1.0, 1.0
	for k := 1.0; k < 18; k++ {
		term = float64(term * t / k)
		sum += term
	}
	return math.Ldexp(sum, int(n))
}
