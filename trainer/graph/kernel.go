package graph

import (
	"fmt"
	"math"
	"slices"

	"refute/trainer/body"
	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Kernel is a kernel under construction: iterators, loads at indexes of them, and a formula of body.Value.
//
//	k := g.Kernel("matmul", "h1")
//	b, o, i := k.Out(64), k.Out(128), k.Fold(784)
//	h := k.Store(k.Load(x, b, i).FMA(k.Load(w, o, i), k.Acc()))
//
// A kernel with reductions starts at k.Acc() = 0, or as Start says, and the stored formula is the accumulator after a term.
type Kernel struct {
	*body.Builder

	g        *Graph
	name     string
	of       string
	typ      tensor.Type
	start    uint32
	axes     []axis
	operands []operand
	usesAcc  bool
}

type axis struct {
	extent int64
	fold   bool
}

// operand is a program.Operand whose strides are still by iterator as made.
type operand struct {
	t       *Tensor
	address affine
	bounds  []bound
	gather  int // operand or program.NoGather
	stride  int64
	fill    uint32
}

type affine struct {
	c     int64
	terms []term
}

type bound struct {
	affine
	hi int64
}

// Kernel starts an f32 kernel that does op for the tensor named of: its name is "op of h1", or "op, gradient of W1".
func (g *Graph) Kernel(op, of string) *Kernel { return g.kernel(tensor.F32, op, of) }

// KernelU32 starts a u32 kernel.
func (g *Graph) KernelU32(op, of string) *Kernel { return g.kernel(tensor.U32, op, of) }

func (g *Graph) kernel(typ tensor.Type, op, of string) *Kernel {
	name := op + " of " + of
	if len(of) > 12 && of[:12] == "gradient of " {
		name = op + ", " + of
	}
	return &Kernel{Builder: body.New(typ), g: g, name: name, of: of, typ: typ}
}

func (k *Kernel) fail(format string, args ...any) {
	panic(fmt.Sprintf("graph: kernel %q: ", k.name) + fmt.Sprintf(format, args...))
}

// Out adds a parallel iterator of n values: a dimension of the output, in the order of the calls.
func (k *Kernel) Out(n int) Index { return k.axis(n, false) }

// Outs adds a parallel iterator for each dimension of a shape.
func (k *Kernel) Outs(shape ...int) []Index {
	x := make([]Index, len(shape))
	for d, n := range shape {
		x[d] = k.Out(n)
	}
	return x
}

// Fold adds a reduction iterator of n values; the last one added is the innermost.
func (k *Kernel) Fold(n int) Index { return k.axis(n, true) }

// Folds adds a reduction iterator for each dimension of a shape.
func (k *Kernel) Folds(shape ...int) []Index {
	x := make([]Index, len(shape))
	for d, n := range shape {
		x[d] = k.Fold(n)
	}
	return x
}

func (k *Kernel) axis(n int, fold bool) Index {
	if n < 1 || int64(n) > math.MaxUint32 {
		k.fail("iterator of %d values", n)
	}
	if len(k.axes) == program.MaxRank {
		k.fail("more than %d iterators: reshape, or make two kernels", program.MaxRank)
	}
	k.axes = append(k.axes, axis{int64(n), fold})
	return Index{k: k, terms: []term{{len(k.axes) - 1, 1}}}
}

// Begin sets the accumulator's first value; without it, it is zero.
func (k *Kernel) Begin(x float32) {
	if k.typ != tensor.F32 {
		k.fail("begins with an f32")
	}
	k.start = f32.Bits(x)
}

// BeginU sets the first value of a u32 accumulator.
func (k *Kernel) BeginU(x uint32) {
	if k.typ != tensor.U32 {
		k.fail("begins with a u32")
	}
	k.start = x
}

// Acc returns the accumulator before the term.
func (k *Kernel) Acc() body.Value {
	k.usesAcc = true
	return k.Builder.Acc()
}

// Value returns an index as a u32 value, mod 2^32.
func (k *Kernel) Value(x Index) body.Value {
	if x.through != 0 {
		return x.value
	}
	v, any := k.U(uint32(x.c)), x.c != 0
	for _, t := range x.terms {
		e := k.Builder.Index(t.axis)
		if t.coef != 1 {
			e = e.Mul(k.U(uint32(t.coef)))
		}
		if any {
			e = v.Add(e)
		}
		v, any = e, true
	}
	return v
}

// Load returns the element of t at the indexes, one a dimension. Each index must stay inside of its dimension.
func (k *Kernel) Load(t *Tensor, at ...Index) body.Value { return k.load(t, nil, at) }

// LoadOr is Load where indexes may leave their dimension: the value there is fill (of an integer tensor: a whole number that a u32 holds).
func (k *Kernel) LoadOr(t *Tensor, fill float64, at ...Index) body.Value {
	bits := f32.Bits(float32(fill))
	if t.typ != tensor.F32 {
		if fill != math.Trunc(fill) || fill < 0 || fill > math.MaxUint32 { // its conversion would differ between machines
			k.fail("fill %v of %s, which is %s", fill, t.name, t.typ)
		}
		bits = uint32(fill)
	}
	return k.load(t, &bits, at)
}

// Through returns the value of an integer tensor at the indexes, as an index for another load: a row of a table, for instance.
// A value beyond the tensor that is then read reads the fill, or 0; one that leaves its dimension, but not the tensor, is not noticed.
func (k *Kernel) Through(t *Tensor, at ...Index) Index {
	if t.typ == tensor.F32 {
		k.fail("index through %s, which is f32", t.name)
	}
	v := k.Load(t, at...)
	n := slices.IndexFunc(k.operands, func(o operand) bool { return o.equal(k.operandOf(t, nil, at)) })
	return Index{k: k, through: n + 1, value: v}
}

func (k *Kernel) load(t *Tensor, fill *uint32, at []Index) body.Value {
	o := k.operandOf(t, fill, at)
	n := slices.IndexFunc(k.operands, o.equal)
	if n < 0 {
		if n = len(k.operands); n == program.MaxOperands {
			k.fail("more than %d operands", program.MaxOperands)
		}
		k.operands = append(k.operands, o)
	}
	return k.Builder.Load(n, t.typ)
}

func (k *Kernel) operandOf(t *Tensor, fill *uint32, at []Index) operand {
	if t.g != k.g {
		k.fail("loads %s of another graph", t.name)
	}
	if len(at) != len(t.shape) {
		k.fail("%d indexes for %s, whose shape is %v", len(at), t.name, t.shape)
	}
	o := operand{t: t, gather: program.NoGather, address: affine{c: t.offset}}
	if fill != nil {
		o.fill = *fill
	}
	for d, x := range at {
		if x.k != nil && x.k != k {
			k.fail("index of another kernel")
		}
		if x.through != 0 {
			if o.gather != program.NoGather {
				k.fail("two indexes of %s are loaded values: load through one, from a view of rank one less", t.name)
			}
			o.gather, o.stride = x.through-1, t.stride[d]
			continue
		}
		if lo, hi := x.reach(); lo < 0 || hi >= int64(t.shape[d]) {
			if fill == nil {
				k.fail("index %d of %s reaches %d … %d of %d values: LoadOr says what is there", d, t.name, lo, hi, t.shape[d])
			}
			o.bounds = append(o.bounds, bound{affine{x.c, x.terms}, int64(t.shape[d])})
		}
		o.address.c += t.stride[d] * x.c
		for _, a := range x.terms {
			o.address.terms = append(o.address.terms, term{a.axis, a.coef * t.stride[d]})
		}
	}
	return o
}

func (o operand) equal(p operand) bool {
	return o.t.space == p.t.space && o.t.index == p.t.index && o.gather == p.gather && o.stride == p.stride && o.fill == p.fill &&
		o.address.equal(p.address) && slices.EqualFunc(o.bounds, p.bounds, func(x, y bound) bool { return x.hi == y.hi && x.equal(y.affine) })
}

func (a affine) equal(b affine) bool {
	return a.c == b.c && slices.Equal(a.strides(nil), b.strides(nil))
}

// strides returns the coefficient of each iterator; order[axis] is the iterator's place, nil for the order as made.
func (a affine) strides(order []int) []int64 {
	s := make([]int64, program.MaxRank)
	for _, t := range a.terms {
		n := t.axis
		if order != nil {
			n = order[n]
		}
		s[n] += t.coef
	}
	if order != nil {
		s = s[:len(order)]
	}
	return s
}

// Store ends the kernel: v is the output or, with reductions, the accumulator after a term. It returns the output, whose
// dimensions are the parallel iterators. The kernel must not be used any more.
func (k *Kernel) Store(v body.Value) *Tensor {
	out := program.Kernel{Name: cut(k.name), Type: k.typ, Init: k.start, Window: 1}
	order := make([]int, len(k.axes)) // parallel iterators come first
	for _, fold := range []bool{false, true} {
		for i, a := range k.axes {
			if a.fold != fold {
				continue
			}
			order[i] = out.Rank()
			if fold {
				out.Reduce = append(out.Reduce, a.extent)
			} else {
				out.Out = append(out.Out, a.extent)
			}
		}
	}
	if len(out.Reduce) > 0 && !k.usesAcc {
		k.fail("has a reduction but does not use its accumulator")
	}
	out.Body = k.Result(v)
	used := make([]bool, len(k.operands))
	for j := range out.Body {
		switch in := &out.Body[j]; in.Op {
		case program.Index:
			in.A = uint16(order[in.A])
		case program.Load:
			used[in.A] = true
		}
	}
	place := make([]int, len(k.operands))
	for j := len(k.operands) - 1; j >= 0; j-- {
		if o := k.operands[j]; used[j] && o.gather != program.NoGather {
			used[o.gather] = true
		}
	}
	for j, o := range k.operands {
		if !used[j] {
			continue
		}
		place[j] = len(out.Operands)
		p := program.Operand{
			Space: o.t.space, Tensor: o.t.index, Type: o.t.typ, Count: o.t.count, Fill: o.fill,
			Offset: o.address.c, Stride: o.address.strides(order), Gather: program.NoGather,
		}
		if o.gather != program.NoGather {
			p.Gather, p.GatherStride = place[o.gather], o.stride
		}
		for _, b := range o.bounds {
			p.Bounds = append(p.Bounds, program.Bound{Offset: b.c, Stride: b.strides(order), Lo: 0, Hi: b.hi})
		}
		out.Operands = append(out.Operands, p)
	}
	for j := range out.Body {
		if in := &out.Body[j]; in.Op == program.Load {
			in.A = uint16(place[in.A])
		}
	}
	k.g.kernels = append(k.g.kernels, out)
	return k.g.whole(k.of, program.InKernel, len(k.g.kernels)-1, k.typ, out.Out)
}

// cut shortens a name to what a program's table of names holds.
func cut(name string) string {
	if len(name) > 255 {
		return name[:255]
	}
	return name
}
