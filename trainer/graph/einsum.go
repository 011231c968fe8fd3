package graph

import (
	"fmt"
	"strings"

	"refute/trainer/body"
)

// Einsum returns a sum of products in Einstein's notation: spec names the dimensions of each input and of the output by a letter, as in
// "bi,oi->bo" for x (b, i) times the transpose of w (o, i). Letters that the output lacks are summed over, in the order in which
// they first occur, the last innermost: one chain of fma from 0. Letters that only the output has repeat. The gradient is of the same kind.
//
// op and name are the kernel's: "matmul" of "h1".
func Einsum(op, name, spec string, x ...*Tensor) *Tensor {
	inputs, output, ok := strings.Cut(spec, "->")
	letters := strings.Split(inputs, ",")
	if !ok || len(letters) != len(x) || len(x) == 0 {
		panic(fmt.Sprintf("graph: einsum %q of %d tensors", spec, len(x)))
	}
	y := contract(op, name, letters, output, x, nil)
	y.g.Differentiate(y, func(dy *Tensor) []*Tensor {
		grads := make([]*Tensor, len(x))
		for i := range x {
			from, in := []string{output}, []*Tensor{dy}
			for j := range x {
				if j != i {
					from, in = append(from, letters[j]), append(in, x[j])
				}
			}
			grads[i] = contract(op, x[i].Gradient(), from, letters[i], in, x[i].shape)
		}
		return grads
	}, x...)
	return y
}

// contract makes the kernel of an einsum; shape is the output's, where letters only occur there.
func contract(op, name string, letters []string, output string, x []*Tensor, shape []int) *Tensor {
	k := x[0].g.Kernel(op, name)
	extent := func(l rune) int {
		for i, s := range letters {
			if d := strings.IndexRune(s, l); d >= 0 {
				return x[i].shape[d]
			}
		}
		if shape == nil {
			k.fail("dimension %c of the output is in no input", l)
		}
		return shape[strings.IndexRune(output, l)]
	}
	iterator := map[rune]Index{} // looked up only
	add := func(s string, make func(int) Index) {
		for _, l := range s {
			if _, ok := iterator[l]; !ok {
				iterator[l] = make(extent(l))
			}
		}
	}
	add(output, k.Out)
	outs := len(k.axes)
	if outs != len(output) {
		k.fail("a letter occurs twice in the output %q", output)
	}
	add(strings.Join(letters, ""), k.Fold)
	var v []body.Value
	for i, s := range letters {
		if len(s) != len(x[i].shape) {
			k.fail("dimensions %q of %s, whose shape is %v", s, x[i].name, x[i].shape)
		}
		var at []Index
		for d, l := range s {
			if strings.Count(s, string(l)) > 1 || x[i].shape[d] != extent(l) {
				k.fail("dimension %c of %s has %d values, elsewhere %d, or occurs twice", l, x[i].name, x[i].shape[d], extent(l))
			}
			at = append(at, iterator[l])
		}
		v = append(v, k.Load(x[i], at...))
	}
	product := v[0]
	for _, w := range v[1 : max(len(v), 2)-1] {
		product = product.Mul(w)
	}
	last := len(v) - 1
	switch folds := len(k.axes) > outs; {
	case folds && last > 0:
		return k.Store(product.FMA(v[last], k.Acc()))
	case folds:
		return k.Store(k.Acc().Add(product))
	case last > 0:
		return k.Store(product.Mul(v[last]))
	}
	return k.Store(product)
}
