package models

import (
	"fmt"
	"math"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// naiveGPT is a transformer in binary64, written from the formulas: the other side of a test.
type naiveGPT struct {
	c GPT
	p map[string][]float64 // by name
}

func newNaiveGPT(c GPT, p *program.Program, state []tensor.Tensor) naiveGPT {
	n := naiveGPT{c, map[string][]float64{}}
	for i, s := range p.States {
		for _, v := range state[i].F32() {
			n.p[s.Name] = append(n.p[s.Name], float64(v))
		}
	}
	return n
}

// linear returns x·Wᵀ + b of a row.
func (n naiveGPT) linear(name string, x []float64) []float64 {
	w, b := n.p["W"+name], n.p["b"+name]
	y := make([]float64, len(w)/len(x))
	for o := range y {
		if b != nil {
			y[o] = b[o]
		}
		for i, v := range x {
			y[o] += v * w[o*len(x)+i]
		}
	}
	return y
}

func (n naiveGPT) norm(name string, x []float64) []float64 {
	mean, square, d := 0.0, 0.0, float64(len(x))
	if n.c.Norm != RMSNorm {
		for _, v := range x {
			mean += v / d
		}
	}
	for _, v := range x {
		square += (v - mean) * (v - mean) / d
	}
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = (v - mean) / math.Sqrt(square+1e-5) * n.p["gain "+name][i]
		if n.c.Norm != RMSNorm {
			y[i] += n.p["bias "+name][i]
		}
	}
	return y
}

func (n naiveGPT) activation(x float64) float64 {
	switch n.c.Activation {
	case GELUTanh:
		return x * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x))) / 2
	case SiLU:
		return x / (1 + math.Exp(-x))
	case ReLU:
		return math.Max(x, 0)
	}
	return x * (1 + math.Erf(x/math.Sqrt2)) / 2
}

// logits returns those after each character of a sequence.
func (n naiveGPT) logits(characters []uint8) [][]float64 {
	w := n.c.Width
	x := make([][]float64, len(characters))
	for t, c := range characters {
		for i := range w {
			x[t] = append(x[t], n.p["characters"][int(c)*w+i]+n.p["positions"][t*w+i])
		}
	}
	for l := range n.c.Layers {
		layer := fmt.Sprint(l + 1)
		var q, k, v [][]float64
		for t := range x {
			h := n.norm("n"+layer+".1", x[t])
			q, k, v = append(q, n.linear(layer+".query", h)), append(k, n.linear(layer+".key", h)), append(v, n.linear(layer+".value", h))
		}
		d := w / n.c.Heads
		for t := range x {
			y := make([]float64, w)
			for head := range n.c.Heads {
				at, total := head*d, 0.0
				for s := range t + 1 {
					score := 0.0
					for i := range d {
						score += q[t][at+i] * k[s][at+i]
					}
					e := math.Exp(score / math.Sqrt(float64(d)))
					total += e
					for i := range d {
						y[at+i] += e * v[s][at+i]
					}
				}
				for i := range d {
					y[at+i] /= total
				}
			}
			for i, v := range n.linear(layer+".out", y) {
				x[t][i] += v
			}
			h := n.linear(layer+".up", n.norm("n"+layer+".2", x[t]))
			for i := range h {
				h[i] = n.activation(h[i])
			}
			for i, v := range n.linear(layer+".down", h) {
				x[t][i] += v
			}
		}
	}
	var z [][]float64
	for t := range x {
		h := n.norm("n", x[t])
		if n.c.Tied {
			n.p["Whead"] = n.p["characters"]
		}
		z = append(z, n.linear("head", h))
	}
	return z
}

// loss returns the sum of -log of the probability of each next character, over the windows numbered.
func (n naiveGPT) loss(text []uint8, windows []uint32) (loss float64) {
	for _, w := range windows {
		from := int(w) * n.c.Context
		for t, z := range n.logits(text[from : from+n.c.Context]) {
			total := 0.0
			for _, v := range z {
				total += math.Exp(v)
			}
			loss += math.Log(total) - z[text[from+t+1]]
		}
	}
	return loss
}
