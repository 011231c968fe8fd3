package graph

import (
	"fmt"
	"slices"

	"refute/trainer/tensor"
)

// record says how the gradients of inputs come from the gradient of out.
type record struct {
	out    *Tensor
	inputs []*Tensor
	back   func(dy *Tensor) []*Tensor
}

// Differentiate says what the gradient of a layer is. back makes, from dy, the gradient of the loss by out, the gradients by
// the inputs, in their order and shapes; nil where there is none. It is called at most once, after the forward pass is complete, and may read
// any tensor of it. What it makes and nobody needs is left out of the program.
func (g *Graph) Differentiate(out *Tensor, back func(dy *Tensor) []*Tensor, inputs ...*Tensor) {
	if out.typ == tensor.F32 {
		g.tape = append(g.tape, record{out, slices.Clone(inputs), back})
	}
}

// Gradients returns the gradients of loss, a tensor of one element, by the tensors, in their order and shapes.
func (g *Graph) Gradients(loss *Tensor, by ...*Tensor) []*Tensor {
	if loss.Len() != 1 || loss.typ != tensor.F32 {
		panic(fmt.Sprintf("graph: gradients of %s, %s%v, must be of one f32", loss.name, loss.typ, loss.shape))
	}
	// needs holds what depends on one of the tensors. Maps are looked up only, never walked.
	needs := map[*Tensor]bool{}
	for _, t := range by {
		needs[t] = true
	}
	tape := slices.Clone(g.tape) // back may add views to it
	for _, r := range tape {
		needs[r.out] = needs[r.out] || slices.ContainsFunc(r.inputs, func(t *Tensor) bool { return needs[t] })
	}
	k := g.Kernel("one", "gradient of "+loss.name)
	k.Outs(loss.shape...)
	parts := map[*Tensor][]*Tensor{loss: {k.Store(k.F(1))}}
	total := func(t *Tensor) *Tensor {
		if len(parts[t]) > 1 {
			parts[t] = []*Tensor{sum(t.Gradient(), parts[t])}
		}
		return parts[t][0]
	}
	for i := len(tape) - 1; i >= 0; i-- {
		r := tape[i]
		if !needs[r.out] || len(parts[r.out]) == 0 {
			continue
		}
		grads := r.back(total(r.out))
		if len(grads) != len(r.inputs) {
			panic(fmt.Sprintf("graph: %s has %d inputs, its gradient gives %d", r.out.name, len(r.inputs), len(grads)))
		}
		for j, d := range grads {
			in := r.inputs[j]
			if d == nil || !needs[in] {
				continue
			}
			if !slices.Equal(d.shape, in.shape) || d.typ != tensor.F32 {
				panic(fmt.Sprintf("graph: gradient of %s is %s%v, must be f32%v", in.name, d.typ, d.shape, in.shape))
			}
			parts[in] = append(parts[in], d)
		}
	}
	out := make([]*Tensor, len(by))
	for i, t := range by {
		if len(parts[t]) == 0 {
			panic(fmt.Sprintf("graph: %s does not depend on %s", loss.name, t.name))
		}
		out[i] = total(t)
	}
	return out
}

// Add returns the sum of tensors of one shape, element by element, from the first to the last.
func Add(name string, parts ...*Tensor) *Tensor {
	y := sum(name, parts)
	y.g.Differentiate(y, func(dy *Tensor) []*Tensor { return slices.Repeat([]*Tensor{dy}, len(parts)) }, parts...)
	return y
}

func sum(name string, parts []*Tensor) *Tensor {
	const most = 16 // operands of a kernel
	for len(parts) > most {
		parts = append([]*Tensor{sum(name, parts[:most])}, parts[most:]...)
	}
	k := parts[0].g.Kernel("sum", name)
	at := k.Outs(parts[0].shape...)
	s := k.Load(parts[0], at...)
	for _, p := range parts[1:] {
		if !slices.Equal(p.shape, parts[0].shape) {
			k.fail("%s is %v, %s is %v", parts[0].name, parts[0].shape, p.name, p.shape)
		}
		s = s.Add(k.Load(p, at...))
	}
	return k.Store(s)
}
