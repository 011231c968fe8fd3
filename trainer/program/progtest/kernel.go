package progtest

import (
	"math/rand/v2"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

type generator struct {
	*rand.Rand
	limits Limits
	// source finds or makes a tensor of the type (or of one that widens to the same), of about the count.
	source func(t tensor.Type, count int64) program.Operand
	tame   bool // values of moderate size only, so that not everything becomes NaN
}

// kernel makes one kernel; false if the referee could not rule on it, or a rule speaks against it.
func (g *generator) kernel() (program.Kernel, bool) {
	g.tame = g.IntN(3) > 0
	var k program.Kernel
	switch g.IntN(8) {
	case 0, 1:
		k = g.contraction()
	case 2:
		k = g.scatter()
	default:
		k = g.free()
	}
	if k.ChooseWindow() != nil {
		return k, false
	}
	for k.Window > 1 && g.IntN(2) == 0 {
		k.Window /= 2
	}
	return k, k.Validate(program.Step, program.MaxKernels) == nil
}

// extents returns n extents whose product is at most limit.
func (g *generator) extents(n, limit int) []int64 {
	var e []int64
	for range n {
		x := 1 + g.IntN(7)
		if g.IntN(4) == 0 {
			x = 1 + g.IntN(max(limit, 1))
		}
		x = max(1, min(x, limit))
		limit /= x
		e = append(e, int64(x))
	}
	g.Shuffle(len(e), func(i, j int) { e[i], e[j] = e[j], e[i] })
	return e
}

func (g *generator) shape(k *program.Kernel) {
	k.Out = g.extents(g.IntN(5), 1+g.IntN(g.limits.Outputs))
	if g.IntN(3) > 0 {
		k.Reduce = g.extents(g.IntN(4), 1+g.IntN(g.limits.Terms))
	}
}

// layout returns an operand that reads a dense array over the chosen iterators, in any order of dimensions, forwards or
// backwards; wild ones have arbitrary strides besides.
func (g *generator) layout(t tensor.Type, extents []int64, use []bool, wild bool) program.Operand {
	stride := make([]int64, len(extents))
	offset, count := int64(g.IntN(3)), int64(1)
	for _, d := range g.Perm(len(extents)) {
		if !use[d] {
			continue
		}
		stride[d] = count
		count *= extents[d]
		if g.IntN(6) == 0 {
			offset += stride[d] * (extents[d] - 1)
			stride[d] = -stride[d]
		}
		if g.IntN(8) == 0 {
			count += int64(g.IntN(3)) // rows with a gap
		}
	}
	count += offset + int64(g.IntN(4))
	if wild {
		for d := range stride {
			if g.IntN(3) == 0 {
				stride[d] = int64(g.IntN(9) - 4)
			}
		}
		offset += int64(g.IntN(7) - 3)
		if g.IntN(3) == 0 {
			count = 1 + count/2 // part of the addresses are beyond the tensor
		}
	}
	o := g.source(t, min(count, 1<<14))
	o.Offset, o.Stride, o.Gather = offset, stride, program.NoGather
	o.Fill = g.word(o.Type == tensor.F32)
	return o
}

// word returns canonical bits.
func (g *generator) word(float bool) uint32 {
	if float {
		return f32.Canon(g.float())
	}
	return g.integer()
}

func (g *generator) subset(n int) []bool {
	use := make([]bool, n)
	for i := range use {
		use[i] = g.IntN(3) > 0
	}
	return use
}

// contraction makes a (batched) matrix product, matrix-vector product, dot product or outer product, of any iterator order.
func (g *generator) contraction() program.Kernel {
	k := program.Kernel{Type: tensor.F32, Init: f32.Canon(g.float())}
	if g.IntN(2) == 0 {
		k.Init = 0
	}
	g.shape(&k)
	if g.IntN(4) == 0 { // long sums over few outputs
		k.Out, k.Reduce = g.extents(g.IntN(3), 12), g.extents(1+g.IntN(2), 12*g.limits.Terms)
	}
	e := k.Extents()
	a, b := make([]bool, len(e)), make([]bool, len(e))
	for d := range e {
		role := g.IntN(3) // of a parallel iterator: batch, row, column
		if d >= len(k.Out) && g.IntN(12) > 0 {
			role = 0 // a reduction runs over both
		}
		a[d], b[d] = role != 1, role != 2
	}
	k.Operands = []program.Operand{g.layout(tensor.F32, e, a, g.IntN(16) == 0), g.layout(tensor.F32, e, b, g.IntN(16) == 0)}
	if g.IntN(4) == 0 { // padding, as of a convolution
		o := &k.Operands[g.IntN(2)]
		for range 1 + g.IntN(2) {
			o.Bounds = append(o.Bounds, g.bound(e))
		}
	}
	x, y := uint16(0), uint16(1)
	if g.IntN(2) == 0 {
		x, y = y, x
	}
	k.Body = []program.Instr{{Op: program.Load, A: x}, {Op: program.Load, A: y}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}
	if g.IntN(2) == 0 {
		k.Body = []program.Instr{{Op: program.Acc}, {Op: program.Load, A: x}, {Op: program.Load, A: y}, {Op: program.FMA, A: 1, B: 2, C: 0}}
	}
	return k
}

// scatter makes a masked sum: out[i, …] = sum over r with index(r) = i of x[r, …]; embeddings' gradients are of this form.
func (g *generator) scatter() program.Kernel {
	k := program.Kernel{Type: tensor.F32, Init: f32.Canon(g.float())}
	k.Out = append([]int64{int64(1 + g.IntN(12))}, g.extents(g.IntN(3), g.limits.Outputs/12)...)
	k.Reduce = g.extents(1+g.IntN(2), g.limits.Terms)
	e := k.Extents()
	at := g.IntN(len(k.Out))
	only := make([]bool, len(e))
	for d := len(k.Out); d < len(e); d++ {
		only[d] = true
	}
	index := g.layout([]tensor.Type{tensor.U32, tensor.U8, tensor.U16}[g.IntN(3)], e, only, false)
	k.Operands = []program.Operand{index, g.layout(tensor.F32, e, g.subset(len(e)), false)}
	if g.IntN(3) == 0 {
		k.Operands[1].Bounds = append(k.Operands[1].Bounds, g.bound(e))
	}
	p := []program.Instr{{Op: program.Load, A: 0}, {Op: program.Index, A: uint16(at)}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.Eq, A: 0, B: 1}}
	if g.IntN(2) == 0 {
		p[4] = program.Instr{Op: program.Eq, A: 1, B: 0}
	}
	switch g.IntN(4) {
	case 0: // a bag: any condition
		p[4] = program.Instr{Op: []program.Op{program.Lt, program.Le, program.And, program.SLt}[g.IntN(4)], A: 0, B: 1}
	case 1: // a condition of two iterators, as a causal mask
		p[0] = program.Instr{Op: program.Index, A: uint16(len(k.Out))}
		k.Operands = k.Operands[1:]
		p[2].A = 0
		p[4].Op = program.Le
	}
	f := []program.Instr{{Op: program.FAdd, A: 3, B: 2}, {Op: program.FAdd, A: 2, B: 3}, {Op: program.FMA, A: 2, B: 2, C: 3}, {Op: program.FMax, A: 3, B: 2}}[g.IntN(4)]
	k.Body = append(p, f, program.Instr{Op: program.Select, A: 4, B: 5, C: 3})
	if g.IntN(8) == 0 { // the other way round: kept where the condition holds
		k.Body[6].B, k.Body[6].C = 3, 5
	}
	return k
}

// free makes a kernel with any body.
func (g *generator) free() program.Kernel {
	k := program.Kernel{Type: tensor.Type(g.IntN(2))}
	k.Init = g.word(k.Type == tensor.F32)
	g.shape(&k)
	e := k.Extents()
	for j := range g.IntN(g.limits.Operands + 1) {
		t := []tensor.Type{tensor.F32, tensor.F32, tensor.F32, tensor.U32, tensor.U8, tensor.U16}[g.IntN(6)]
		o := g.layout(t, e, g.subset(len(e)), g.IntN(3) == 0)
		for g.IntN(4) == 0 && len(o.Bounds) < program.MaxBounds {
			o.Bounds = append(o.Bounds, g.bound(e))
		}
		if i := g.IntN(j + 1); i < j && k.Operands[i].Type != tensor.F32 {
			o.Gather, o.GatherStride = i, int64(g.IntN(7)-2)
		}
		k.Operands = append(k.Operands, o)
	}
	k.Body = g.body(&k)
	return k
}

func (g *generator) bound(e []int64) program.Bound {
	b := program.Bound{Offset: int64(g.IntN(5) - 2), Stride: make([]int64, len(e))}
	reach := int64(1)
	for d := range e {
		if g.IntN(2) == 0 {
			b.Stride[d] = int64(g.IntN(5) - 2)
			reach += 2 * e[d]
		}
	}
	b.Lo = int64(g.IntN(int(reach)+2)) - reach
	b.Hi = b.Lo + int64(g.IntN(2*int(reach)+2))
	return b
}
