package models

import (
	"math"

	"refute/trainer/tensor"
)

// naive is a multilayer perceptron in binary64, written from the formulas: the other side of a test.
type naive struct {
	c       MLP
	tensors [][]float64 // W1, b1, W2, b2, …, then their momenta
}

func newNaive(c MLP, state []tensor.Tensor) *naive {
	n := &naive{c: c}
	for _, s := range state {
		var x []float64
		for _, v := range s.F32() {
			x = append(x, float64(v))
		}
		n.tensors = append(n.tensors, x)
	}
	return n
}

// step trains on the rows and returns the loss before.
func (n *naive) step(pixels, labels []uint8, rows []uint32) (loss float64) {
	layers := len(n.c.Hidden) + 1
	grad := make([][]float64, 2*layers)
	for i := range grad {
		grad[i] = make([]float64, len(n.tensors[i]))
	}
	for _, row := range rows {
		// a[l] is the input of layer l; the last one is the logits.
		a := make([][]float64, layers+1)
		for _, p := range pixels[64*row : 64*row+64] {
			a[0] = append(a[0], float64(p)/16)
		}
		for l := range layers {
			w, b := n.tensors[2*l], n.tensors[2*l+1]
			for o := range b {
				sum := b[o]
				for k, x := range a[l] {
					sum += w[o*len(a[l])+k] * x
				}
				if l < layers-1 {
					sum = math.Max(sum, 0)
				}
				a[l+1] = append(a[l+1], sum)
			}
		}
		total := 0.0
		for _, z := range a[layers] {
			total += math.Exp(z)
		}
		label := labels[row]
		loss += (math.Log(total) - a[layers][label]) / float64(len(rows))
		delta := make([]float64, len(a[layers]))
		for c, z := range a[layers] {
			delta[c] = math.Exp(z) / total / float64(len(rows))
		}
		delta[label] -= 1 / float64(len(rows))
		for l := layers - 1; l >= 0; l-- {
			before := make([]float64, len(a[l]))
			for o, d := range delta {
				grad[2*l+1][o] += d
				for k, x := range a[l] {
					grad[2*l][o*len(a[l])+k] += d * x
					if x > 0 || l == 0 { // the derivative of ReLU, by its output
						before[k] += d * n.tensors[2*l][o*len(a[l])+k]
					}
				}
			}
			delta = before
		}
	}
	for i := range grad {
		p, v := n.tensors[i], n.tensors[2*layers+i]
		for e, d := range grad[i] {
			v[e] = float64(n.c.Momentum)*v[e] + d + float64(n.c.Decay)*p[e]
			p[e] -= float64(n.c.Rate) * v[e]
		}
	}
	return loss
}
