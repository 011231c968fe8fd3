package graph

import (
	"fmt"
	"slices"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Tensor is a tensor of a graph: a state tensor, a constant, the output of a kernel, or a view of one of these, which costs
// nothing. Element (i0, i1, …) is at offset + Σ stride[d]·id of the tensor viewed.
type Tensor struct {
	g      *Graph
	name   string
	typ    tensor.Type
	shape  []int
	space  program.Space
	index  int
	count  int64 // elements of what is viewed
	offset int64
	stride []int64
}

// whole returns the tensor itself, row-major.
func (g *Graph) whole(name string, space program.Space, index int, typ tensor.Type, shape []int64) *Tensor {
	t := &Tensor{g: g, name: name, typ: typ, space: space, index: index, count: program.Product(shape)}
	for _, n := range shape {
		t.shape = append(t.shape, int(n))
	}
	t.stride = rowMajor(t.shape)
	return t
}

func rowMajor(shape []int) []int64 {
	s, n := make([]int64, len(shape)), int64(1)
	for d := len(shape) - 1; d >= 0; d-- {
		s[d], n = n, n*int64(shape[d])
	}
	return s
}

// Graph returns the graph that t belongs to.
func (t *Tensor) Graph() *Graph { return t.g }

// Name returns the name that kernels about t carry.
func (t *Tensor) Name() string { return t.name }

// Gradient returns the name of t's gradient: "gradient of W1".
func (t *Tensor) Gradient() string { return "gradient of " + t.name }

// Type returns the element type.
func (t *Tensor) Type() tensor.Type { return t.typ }

// Shape returns the extents.
func (t *Tensor) Shape() []int { return slices.Clone(t.shape) }

// Dim returns extent d; a negative d counts from the end.
func (t *Tensor) Dim(d int) int {
	if d < 0 {
		d += len(t.shape)
	}
	return t.shape[d]
}

// Rank returns the number of dimensions.
func (t *Tensor) Rank() int { return len(t.shape) }

// Len returns the number of elements.
func (t *Tensor) Len() int {
	n := 1
	for _, e := range t.shape {
		n *= e
	}
	return n
}

// isWhole reports whether t is a whole tensor, row-major.
func (t *Tensor) isWhole() bool { return t.offset == 0 && int64(t.Len()) == t.count && t.contiguous() }

// contiguous reports whether t's elements follow one another in memory, row-major.
func (t *Tensor) contiguous() bool {
	for d, s := range rowMajor(t.shape) {
		if t.shape[d] > 1 && t.stride[d] != s {
			return false
		}
	}
	return true
}

// view returns a view of t with another shape and address; back gives t's gradient from the view's.
func (t *Tensor) view(shape []int, offset int64, stride []int64, back func(dy *Tensor) *Tensor) *Tensor {
	v := *t
	v.shape, v.offset, v.stride = shape, offset, stride
	t.g.Differentiate(&v, func(dy *Tensor) []*Tensor { return []*Tensor{back(dy)} }, t)
	return &v
}

// Transpose returns t with its dimensions in the order given: dimension d of the result is dimension order[d] of t. It is free.
func (t *Tensor) Transpose(order ...int) *Tensor {
	shape, stride, inverse := make([]int, len(order)), make([]int64, len(order)), make([]int, len(order))
	seen := make([]bool, len(t.shape))
	for d, from := range order {
		if len(order) != len(t.shape) || from < 0 || from >= len(seen) || seen[from] {
			panic(fmt.Sprintf("graph: transpose of %s %v by %v", t.name, t.shape, order))
		}
		seen[from] = true
		shape[d], stride[d], inverse[from] = t.shape[from], t.stride[from], d
	}
	return t.view(shape, t.offset, stride, func(dy *Tensor) *Tensor { return dy.Transpose(inverse...) })
}

// Reshape returns t's elements, row-major, in another shape. It is free if t is row-major in memory, else one copying kernel.
func (t *Tensor) Reshape(shape ...int) *Tensor {
	n := 1
	for _, e := range shape {
		n *= e
	}
	if n != t.Len() {
		panic(fmt.Sprintf("graph: reshape of %s %v to %v", t.name, t.shape, shape))
	}
	if !t.contiguous() {
		t = Copy(t.name, t)
	}
	old := t.Shape()
	return t.view(slices.Clone(shape), t.offset, rowMajor(shape), func(dy *Tensor) *Tensor { return dy.Reshape(old...) })
}

// Slice returns elements from … to-1 of dimension d. It is free.
func (t *Tensor) Slice(d, from, to int) *Tensor {
	if d < 0 || d >= len(t.shape) || from < 0 || to > t.shape[d] || from >= to {
		panic(fmt.Sprintf("graph: slice %d … %d of dimension %d of %s %v", from, to, d, t.name, t.shape))
	}
	shape, full := t.Shape(), t.Shape()
	shape[d] = to - from
	return t.view(shape, t.offset+int64(from)*t.stride[d], slices.Clone(t.stride), func(dy *Tensor) *Tensor {
		k := t.g.Kernel("slice", t.Gradient())
		at := k.Outs(full...)
		at[d] = at[d].Plus(-from)
		return k.Store(k.LoadOr(dy, 0, at...))
	})
}

// Expand returns t with a new dimension d, along which it repeats n times. It is free.
func (t *Tensor) Expand(d, n int) *Tensor {
	if d < 0 || d > len(t.shape) || n < 1 {
		panic(fmt.Sprintf("graph: expand of %s %v by dimension %d of %d", t.name, t.shape, d, n))
	}
	return t.view(slices.Insert(t.Shape(), d, n), t.offset, slices.Insert(slices.Clone(t.stride), d, 0), func(dy *Tensor) *Tensor {
		return Sum(t.Gradient(), dy, d)
	})
}

// Copy returns t, row-major in memory, named.
func Copy(name string, t *Tensor) *Tensor {
	c := copyOf(name, t)
	t.g.Differentiate(c, func(dy *Tensor) []*Tensor { return []*Tensor{dy} }, t)
	return c
}

func copyOf(name string, t *Tensor) *Tensor {
	k := t.g.kernel(t.typ.Widened(), "copy", name)
	return k.Store(k.Load(t, k.Outs(t.shape...)...))
}
