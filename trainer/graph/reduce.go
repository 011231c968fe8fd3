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
// side executors work across these, and nothing is split, but a chain of very many terms into blocks, which loses less to rounding and
// keeps more cores busy.
const (
	lanes      = 32
	laneTerms  = 128  // fewer terms than this are one chain
	manyOutput = 32   // as many outputs as this, with terms far apart, are worked on side by side
	longChain  = 4096 // more terms than this are split into blocks …
	blockTerms = 1024 // … of about so many
)

// Sum returns the sum of t over dimensions, which the result lacks.
func Sum(name string, t *Tensor, dims ...int) *Tensor {
	y := t.g.SumOf("sum", name, t.shape, dims, func(r *Term) body.Value { return r.Acc().Add(r.X(t, r.At...)) })
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

// SumOfSquares returns the sum of the squares of all elements. It has no gradient.
func SumOfSquares(name string, t *Tensor) *Tensor {
	dims := []int{0} // the other dimensions side by side
	y := t.g.SumOf("squares", name, t.shape, dims[:min(1, len(t.shape))], func(r *Term) body.Value {
		x := r.X(t, r.At...)
		return x.FMA(x, r.Acc())
	})
	for len(y.shape) > 0 {
		y = Sum(name, y, len(y.shape)-1)
	}
	return y
}

// Max returns the maximum of t over dimensions, which the result lacks. A NaN is passed on. It has no gradient: the
// maximum that makes a softmax stable needs none.
func Max(name string, t *Tensor, dims ...int) *Tensor {
	return t.g.MaxOf("max", name, t.shape, dims, func(r *Term) body.Value { return Greater(r.Acc(), r.X(t, r.At...)) })
}

// Greater returns the greater of an accumulator and a value. A NaN is passed on.
func Greater(acc, x body.Value) body.Value {
	// max(a, b) is b if one of them is a NaN: an accumulator that is one must stay.
	return body.Select(acc.Eq(acc), acc.Max(x), acc)
}

func plus(acc, x body.Value) body.Value { return acc.Add(x) }

// Term is a kernel that folds a formula over dimensions of a shape, at one of the shape's elements.
type Term struct {
	*Kernel
	At    []Index // of the element, an index for each dimension
	loose bool    // the indexes may leave the shape; the term does not count there
}

// X loads an element of a tensor at indexes that are among At, or constant.
func (r *Term) X(t *Tensor, at ...Index) body.Value {
	if r.loose {
		return r.LoadOr(t, 0, at...)
	}
	return r.Load(t, at...)
}

// SumOf returns a sum over dimensions of a shape, which the result lacks: term is the accumulator after the term at an element, such as
// r.X(a, r.At...).FMA(r.X(b, r.At...), r.Acc()). It begins with 0 and has no gradient: layers use it inside of theirs.
func (g *Graph) SumOf(op, name string, shape, dims []int, term func(r *Term) body.Value) *Tensor {
	return reduction{g, op, name, 0, plus}.of(shape, dims, term)
}

// MaxOf is the same of a maximum, which begins with -Inf: term is such as Greater(r.Acc(), r.X(a, r.At...)).
func (g *Graph) MaxOf(op, name string, shape, dims []int, term func(r *Term) body.Value) *Tensor {
	return reduction{g, op, name, float32(math.Inf(-1)), Greater}.of(shape, dims, term)
}

// reduction is how parts of a fold become one.
type reduction struct {
	g        *Graph
	op, name string
	start    float32
	join     func(acc, x body.Value) body.Value
}

// of folds a formula over dimensions of a shape, in parts where that pays.
func (r reduction) of(shape, dims []int, term func(r *Term) body.Value) *Tensor {
	var inner []int // dimensions folded
	terms, outputs := 1, 1
	for d := range shape {
		if slices.Contains(dims, d) {
			inner, terms = append(inner, d), terms*shape[d]
		} else {
			outputs *= shape[d]
		}
	}
	if len(inner) != len(dims) {
		panic(fmt.Sprintf("graph: %s of %s %v over dimensions %v", r.op, r.name, shape, dims))
	}
	last := len(shape) - 1
	along := len(inner) > 0 && inner[len(inner)-1] == last && shape[last] > 1 // neighbours are terms of one sum
	switch {
	case !along && terms > longChain:
		first := inner[0]
		if rest := terms / shape[first]; rest > longChain {
			return r.fold(r.of(shape, inner[1:], term), first)
		} else {
			return r.fold(r.blocks(shape, inner, max(1, blockTerms/rest), term), 0)
		}
	case terms >= laneTerms && (along || outputs < manyOutput):
		if shape[inner[len(inner)-1]] >= laneTerms {
			part := r.lanes(shape, inner, term)
			return r.fold(part, len(part.shape)-1)
		}
		if len(inner) > 1 { // the innermost dimension first, then the others
			return r.fold(r.of(shape, inner[len(inner)-1:], term), inner[:len(inner)-1]...)
		}
	}
	k := r.kernel("")
	at := r.outer(k, shape, inner)
	for _, d := range inner {
		at[d] = k.Fold(shape[d])
	}
	return k.Store(term(&Term{k, at, false}))
}

// fold folds parts over dimensions.
func (r reduction) fold(t *Tensor, dims ...int) *Tensor {
	return r.of(t.shape, dims, func(k *Term) body.Value { return r.join(k.Acc(), k.X(t, k.At...)) })
}

func (r reduction) kernel(how string) *Kernel {
	k := r.g.Kernel(r.op+how, r.name)
	k.Begin(r.start)
	return k
}

// outer adds iterators for the dimensions that are kept.
func (r reduction) outer(k *Kernel, shape, inner []int) []Index {
	at := make([]Index, len(shape))
	for d, n := range shape {
		if !slices.Contains(inner, d) {
			at[d] = k.Out(n)
		}
	}
	return at
}

// lanes folds the dimensions in lanes, which become the result's last dimension.
func (r reduction) lanes(shape, inner []int, term func(r *Term) body.Value) *Tensor {
	k := r.kernel(" by lanes")
	at := r.outer(k, shape, inner)
	lane := k.Out(lanes)
	last := len(inner) - 1
	for _, d := range inner[:last] {
		at[d] = k.Fold(shape[d])
	}
	d := inner[last]
	at[d] = k.Fold((shape[d] + lanes - 1) / lanes).Times(lanes).And(lane)
	return k.Store(ragged(k, at, d, shape[d], shape[d]%lanes != 0, term))
}

// blocks folds the dimensions in blocks of the first of them, which become the result's first dimension. They are of the size, or a little
// smaller if all can then be alike.
func (r reduction) blocks(shape, inner []int, size int, term func(r *Term) body.Value) *Tensor {
	d := inner[0]
	n := shape[d]
	for s := size; s > size/2; s-- {
		if n%s == 0 {
			size = s
			break
		}
	}
	k := r.kernel(" by blocks")
	block := k.Out((n + size - 1) / size)
	at := r.outer(k, shape, inner)
	at[d] = block.Times(size).And(k.Fold(size))
	for _, d := range inner[1:] {
		at[d] = k.Fold(shape[d])
	}
	return k.Store(ragged(k, at, d, n, n%size != 0, term))
}

// ragged returns a term; if some is true, those whose index of dimension d is n or more do not count.
func ragged(k *Kernel, at []Index, d, n int, some bool, term func(r *Term) body.Value) body.Value {
	next := term(&Term{k, at, some})
	if !some {
		return next
	}
	return body.Select(k.Value(at[d]).Lt(k.U(uint32(n))), next, k.Acc())
}
