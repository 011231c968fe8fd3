package graph

import (
	"fmt"
	"math"
	"slices"

	"refute/trainer/body"
)

// A reduction of many terms to few outputs is one long chain: slow on every machine, since a term waits for the one before,
// and long for a referee. Such a reduction is split by the program: lane l sums terms l, l+lanes, l+2·lanes, …, then a short
// chain sums the lanes; or, where no dimension is long, one dimension is summed after the other. With many outputs side by
// side executors work across these, and nothing is split.
const (
	lanes      = 32
	laneTerms  = 128 // fewer terms than this are one chain
	manyOutput = 32  // as many outputs as this, with terms far apart, are worked on side by side
)

// Sum returns the sum of t over dimensions, which the result lacks.
func Sum(name string, t *Tensor, dims ...int) *Tensor {
	y := reduce(name, "sum", t, dims, 0, func(acc, x body.Value) body.Value { return acc.Add(x) })
	shape := t.Shape()
	t.g.Differentiate(y, func(dy *Tensor) []*Tensor {
		for d := range shape {
			if slices.Contains(dims, d) {
				dy = dy.Expand(d, shape[d])
			}
		}
		return []*Tensor{dy}
	}, t)
	return y
}

// Max returns the maximum of t over dimensions, which the result lacks. A NaN is passed on. It has no gradient: the
// maximum that makes a softmax stable needs none.
func Max(name string, t *Tensor, dims ...int) *Tensor {
	return reduce(name, "max", t, dims, float32(math.Inf(-1)), func(acc, x body.Value) body.Value {
		// max(a, b) is b if one of them is a NaN: an accumulator that is one must stay.
		return body.Select(acc.Eq(acc), acc.Max(x), acc)
	})
}

// reduce folds t over dimensions, in lanes where that pays.
func reduce(name, op string, t *Tensor, dims []int, start float32, fold func(acc, x body.Value) body.Value) *Tensor {
	var outer, inner []int // dimensions kept and folded
	terms, outputs := 1, 1
	for d := range t.shape {
		if slices.Contains(dims, d) {
			inner, terms = append(inner, d), terms*t.shape[d]
		} else {
			outer, outputs = append(outer, d), outputs*t.shape[d]
		}
	}
	if len(inner) != len(dims) {
		panic(fmt.Sprintf("graph: %s of %s %v over dimensions %v", op, t.name, t.shape, dims))
	}
	last := len(t.shape) - 1
	along := len(inner) > 0 && inner[len(inner)-1] == last && t.shape[last] > 1 // neighbours are terms of one sum
	if terms >= laneTerms && (along || outputs < manyOutput) {
		d := inner[len(inner)-1]
		if t.shape[d] >= laneTerms {
			return reduce(name, op, split(name, op, t, outer, inner, start, fold), []int{len(outer)}, start, fold)
		}
		if len(inner) > 1 { // the innermost dimension first, then the others
			return reduce(name, op, reduce(name, op, t, inner[len(inner)-1:], start, fold), inner[:len(inner)-1], start, fold)
		}
	}
	k := t.g.Kernel(op, name)
	k.Begin(start)
	at := make([]Index, len(t.shape))
	for _, d := range outer {
		at[d] = k.Out(t.shape[d])
	}
	for _, d := range inner {
		at[d] = k.Fold(t.shape[d])
	}
	return k.Store(fold(k.Acc(), k.Load(t, at...)))
}

// split folds the dimensions in lanes, which become the result's last dimension.
func split(name, op string, t *Tensor, outer, inner []int, start float32, fold func(acc, x body.Value) body.Value) *Tensor {
	k := t.g.Kernel(op+" by lanes", name)
	k.Begin(start)
	at := make([]Index, len(t.shape))
	for _, d := range outer {
		at[d] = k.Out(t.shape[d])
	}
	lane := k.Out(lanes)
	for _, d := range inner[:len(inner)-1] {
		at[d] = k.Fold(t.shape[d])
	}
	d := inner[len(inner)-1]
	n := t.shape[d]
	at[d] = k.Fold((n + lanes - 1) / lanes).Times(lanes).And(lane)
	if n%lanes == 0 {
		return k.Store(fold(k.Acc(), k.Load(t, at...)))
	}
	next := fold(k.Acc(), k.LoadOr(t, 0, at...))
	return k.Store(body.Select(k.Value(at[d]).Lt(k.U(uint32(n))), next, k.Acc()))
}
