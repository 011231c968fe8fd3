package progtest

import (
	"math/rand/v2"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/tensor"
)

// Kind is a kind of kernel on which executors that take short cuts go wrong.
type Kind struct {
	Name string
	make func(*hostile) program.Kernel
}

// Kinds are all of them.
var Kinds = []Kind{{"order", (*hostile).order}, {"chain", (*hostile).chain}, {"masked", (*hostile).masked}, {"product", (*hostile).product}, {"plain", (*hostile).plain}}

// Hostile returns a valid kernel of the kind and the tensors that it reads, as [Kernel] does.
func Hostile(r *rand.Rand, kind Kind) (program.Kernel, []tensor.Tensor) {
	for {
		h := &hostile{Rand: r}
		k := kind.make(h)
		if k.ChooseWindow() == nil {
			return k, h.consts
		}
	}
}

// hostile makes the kernels of [Kinds]. Most of its values are special.
type hostile struct {
	*rand.Rand
	consts []tensor.Tensor
}

// awkward are words that order, sign, payload, underflow or width make awkward to treat alike.
var awkward = []uint32{
	0, 1 << 31, 0, 1 << 31, 1, 0x80000001, 2, 0x007fffff, 0x00800000, 0x807fffff, 0x3f800000, 0xbf800000, 0x3f800001, 0x33800000, 0x7f7fffff, 0xff7fffff,
	0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7f800001, 0xff812345, 0xffffffff, 0x4b800000, 0x4f000000, 0xcf000000, 0x4f800000, 0x1a000001, 0x20000000, 31, 32, 33,
}

func (h *hostile) word() uint32 {
	switch h.IntN(8) {
	case 0:
		return h.Uint32()
	case 1:
		return uint32(h.IntN(20))
	}
	return awkward[h.IntN(len(awkward))]
}

func (h *hostile) init(t tensor.Type) uint32 {
	if w := h.word(); t == tensor.U32 {
		return w
	} else {
		return f32.Canon(w)
	}
}

// tensor makes one and returns an operand that reads it, of no address yet.
func (h *hostile) tensor(t tensor.Type, count int64, word func() uint32) program.Operand {
	x := tensor.New(t, int(count))
	for i := range int(count) {
		switch w := word(); t {
		case tensor.U8:
			x.Bytes[i] = uint8(w)
		case tensor.U16:
			x.Halves[i] = uint16(w)
		default:
			x.Words[i] = w
		}
	}
	h.consts = append(h.consts, x)
	return program.Operand{Space: program.InConst, Tensor: len(h.consts) - 1, Type: t, Count: count, Gather: program.NoGather, Fill: h.init(t.Widened())}
}

// extents returns n extents, many of them 1, of a product near one of the sizes at which blocks and tiles end.
func (h *hostile) extents(n int) []int64 {
	e := make([]int64, n)
	left := []int64{1, 2, 5, 6, 7, 8, 9, 15, 16, 17, 48, 255, 256, 257, 511, 520, 700}[h.IntN(17)]
	for d := range e {
		e[d] = 1
		if h.IntN(2) == 0 && left > 1 {
			e[d] = 1 + h.Int64N(left)
			left /= e[d]
		}
	}
	if n > 0 && left > 1 {
		e[h.IntN(n)] *= left
	}
	return e
}

func (h *hostile) shape(k *program.Kernel, reduce int) {
	k.Reduce = make([]int64, 0, reduce)
	for range reduce {
		k.Reduce = append(k.Reduce, []int64{1, 1, 2, 3, 4, 5}[h.IntN(6)])
	}
	if h.IntN(3) == 0 && reduce > 0 {
		k.Reduce[h.IntN(reduce)] = 1 + h.Int64N(12)
	}
	k.Out = h.extents(h.IntN(program.MaxRank - reduce + 1))
}

// strides are those of a dense array in a random order of some of its dimensions, some of them backwards or anything else.
func (h *hostile) place(k *program.Kernel, o program.Operand) program.Operand {
	e := k.Extents()
	o.Stride = make([]int64, len(e))
	s := int64(1)
	for _, d := range h.Perm(len(e)) {
		if h.IntN(4) == 0 || s > 4*o.Count {
			continue
		}
		o.Stride[d] = s
		s *= e[d]
		switch h.IntN(12) {
		case 0:
			o.Offset += o.Stride[d] * (e[d] - 1)
			o.Stride[d] = -o.Stride[d]
		case 1:
			o.Stride[d] = h.Int64N(9) - 4
		case 2:
			if e[d] == 1 { // of no effect
				o.Stride[d] = []int64{1 << 40, -1 << 40}[h.IntN(2)]
			}
		}
	}
	switch h.IntN(6) {
	case 0:
		o.Offset += h.Int64N(9) - 4
	case 1:
		o.Offset += []int64{1, -1}[h.IntN(2)] * o.Count
	}
	for h.IntN(4) == 0 && len(o.Bounds) < program.MaxBounds {
		b := program.Bound{Stride: make([]int64, len(e)), Lo: -1 << 40, Hi: 1 << 40}
		for d := range e {
			b.Stride[d] = []int64{0, 0, 1, -1, 2}[h.IntN(5)]
		}
		switch h.IntN(6) {
		case 0:
			b.Offset = []int64{1 << 40, -1 << 40}[h.IntN(2)]
		case 1:
			b.Lo, b.Hi = h.Int64N(5), h.Int64N(5)
		default:
			b.Offset = h.Int64N(9) - 4
			b.Lo = h.Int64N(9) - 6
			b.Hi = b.Lo + h.Int64N(12)
		}
		o.Bounds = append(o.Bounds, b)
	}
	return o
}

func (h *hostile) count() int64 {
	return []int64{1, 2, 7, 256, 1000, 4000}[h.IntN(6)]
}

// fold is an instruction of two or three values of the type.
func (h *hostile) fold(t tensor.Type, acc, x, y uint16) program.Instr {
	ops := []program.Op{program.FMin, program.FMax, program.FMin, program.FMax, program.FAdd, program.FSub, program.FMul, program.FDiv, program.FMA}
	if t == tensor.U32 {
		ops = []program.Op{program.Add, program.Sub, program.Mul, program.MulHi, program.Div, program.Rem, program.Xor, program.Shl, program.Sar, program.SLt, program.Le}
	}
	in := program.Instr{Op: ops[h.IntN(len(ops))], A: acc, B: x}
	if h.IntN(2) == 0 {
		in.A, in.B = x, acc
	}
	if in.Op == program.FMA {
		v := []uint16{acc, x, y}
		h.Shuffle(3, func(i, j int) { v[i], v[j] = v[j], v[i] })
		in.A, in.B, in.C = v[0], v[1], v[2]
	}
	return in
}

// order is a fold in which the order of operands decides among NaN, zeros and infinities.
func (h *hostile) order() program.Kernel {
	k := program.Kernel{Type: tensor.Type(h.IntN(2))}
	k.Init = h.init(k.Type)
	h.shape(&k, h.IntN(4))
	for range 2 {
		k.Operands = append(k.Operands, h.place(&k, h.tensor(k.Type, h.count(), h.word)))
	}
	k.Body = []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}}
	k.Body = append(k.Body, h.fold(k.Type, 2, 0, 1))
	for h.IntN(3) == 0 {
		last := uint16(len(k.Body) - 1)
		k.Body = append(k.Body, h.fold(k.Type, last, uint16(h.IntN(3)), uint16(h.IntN(3))))
	}
	return k
}

// chain is a gather through gathers, with addresses and bounds that reach as far as they may.
func (h *hostile) chain() program.Kernel {
	k := program.Kernel{Type: tensor.U32, Init: h.word()}
	h.shape(&k, h.IntN(4))
	k.Body = []program.Instr{{Op: program.Acc}}
	for j := range 1 + h.IntN(7) {
		t := []tensor.Type{tensor.U32, tensor.U8, tensor.U16}[h.IntN(3)]
		o := h.place(&k, h.tensor(t, h.count(), func() uint32 {
			if h.IntN(3) == 0 {
				return h.word()
			}
			return uint32(h.IntN(40))
		}))
		if j > 0 && h.IntN(5) > 0 {
			o.Gather = max(0, j-1-h.IntN(2))
			o.GatherStride = []int64{0, 1, -1, 3, 1 << 29, -1 << 29, h.Int64N(100)}[h.IntN(7)]
		}
		k.Operands = append(k.Operands, o)
		if h.IntN(2) == 0 || j == 0 {
			k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(j)}, program.Instr{Op: []program.Op{program.Add, program.Xor, program.Sub}[h.IntN(3)]})
			last := &k.Body[len(k.Body)-1]
			last.A, last.B = uint16(len(k.Body)-2), uint16(max(0, len(k.Body)-3))
		}
	}
	return h.loadAll(k)
}

// loadAll loads what nothing uses and folds it in.
func (h *hostile) loadAll(k program.Kernel) program.Kernel {
	used := make([]bool, len(k.Operands))
	for _, in := range k.Body {
		if in.Op == program.Load {
			used[in.A] = true
		}
	}
	for _, o := range k.Operands {
		if o.Gather != program.NoGather {
			used[o.Gather] = true
		}
	}
	for j := range used {
		if !used[j] {
			n := uint16(len(k.Body))
			k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(j)}, program.Instr{Op: program.Xor, A: n, B: n - 1})
		}
	}
	return k
}

// masked keeps or changes the accumulator by a condition: an index that repeats or is beyond the output, the accumulator itself, a word
// that is neither 0 nor 1, the accumulator on the wrong side or on both.
func (h *hostile) masked() program.Kernel {
	k := program.Kernel{Type: tensor.Type(h.IntN(2))}
	k.Init = h.init(k.Type)
	h.shape(&k, 1+h.IntN(3))
	if len(k.Out) == 0 || len(k.Out)+len(k.Reduce) < program.MaxRank && h.IntN(4) == 0 {
		k.Out = []int64{1 + h.Int64N(4), 200 + h.Int64N(200), 1 + h.Int64N(3)} // blocks begin and end within a row
	}
	rows := h.IntN([]int{10, 400}[h.IntN(2)])
	index := h.tensor([]tensor.Type{tensor.U32, tensor.U8, tensor.U16}[h.IntN(3)], max(k.Terms(), h.count()), func() uint32 {
		if rows == 0 || h.IntN(9) == 0 {
			return h.word()
		}
		return uint32(h.IntN(rows))
	})
	index.Stride = make([]int64, k.Rank())
	for d, s := k.Rank()-1, int64(1); d >= len(k.Out); d-- {
		index.Stride[d] = s
		s *= k.Reduce[d-len(k.Out)]
		if h.IntN(8) == 0 {
			index.Stride[d] = 0
		}
	}
	if h.IntN(6) == 0 {
		index = h.place(&k, index)
	}
	x := h.place(&k, h.tensor(k.Type, h.count(), h.word))
	if h.IntN(4) == 0 {
		x.Gather, x.GatherStride = 0, h.Int64N(5)-1
	}
	k.Operands = []program.Operand{index, x}
	k.Body = []program.Instr{{Op: program.Load}, {Op: program.Index, A: uint16(h.IntN(len(k.Out)))}, {Op: program.Load, A: 1}, {Op: program.Acc}}
	cond := program.Instr{Op: []program.Op{program.Eq, program.Eq, program.Eq, program.Lt, program.And, program.Sub}[h.IntN(6)], A: 0, B: 1}
	if h.IntN(2) == 0 {
		cond.A, cond.B = 1, 0
	}
	if h.IntN(10) == 0 && k.Type == tensor.U32 {
		cond.A = 3
	}
	k.Body = append(k.Body, cond, h.fold(k.Type, 3, 2, 2))
	sel := program.Instr{Op: program.Select, A: 4, B: 5, C: 3}
	switch h.IntN(8) {
	case 0:
		sel.B, sel.C = 3, 5
	case 1:
		sel.C = 5
	case 2:
		sel.B = 3
	case 3:
		sel.A, sel.C = 0, 2
	}
	k.Body = append(k.Body, sel)
	if h.IntN(6) == 0 {
		k.Body = append(k.Body, h.fold(k.Type, 6, 2, 3))
	}
	return k
}

// product is fma(load, load, acc) at the edges of tiles, over values whose products are NaN, underflow or overflow.
func (h *hostile) product() program.Kernel {
	k := program.Kernel{Type: tensor.F32, Init: h.init(tensor.F32)}
	m, n, terms := 1+h.Int64N(20), []int64{1, 7, 8, 15, 16, 17, 33}[h.IntN(7)], []int64{1, 2, 3, 7, 33, 260}[h.IntN(6)]
	if terms == 260 {
		m, n = min(m, 7), min(n, 17)
	}
	k.Out, k.Reduce = []int64{m, n}, []int64{terms}
	if h.IntN(3) == 0 {
		k.Out = append([]int64{1 + h.Int64N(3)}, k.Out...)
	}
	if h.IntN(4) == 0 && terms%3 == 0 {
		k.Reduce = []int64{3, terms / 3}
	}
	special := h.IntN(3) > 0
	value := func() uint32 {
		if special {
			return h.word()
		}
		return f32.Bits(float32(h.IntN(512)-256) / 64)
	}
	e := k.Extents()
	row := len(k.Out) - 2
	for j := range 2 {
		o := h.tensor(tensor.F32, 4000, value)
		o.Stride = make([]int64, len(e))
		s := int64(1)
		for _, d := range h.Perm(len(e)) {
			if d == row+1-j {
				continue
			}
			o.Stride[d] = s
			s *= e[d]
		}
		if h.IntN(3) == 0 {
			o = h.place(&k, o)
		}
		k.Operands = append(k.Operands, o)
	}
	if h.IntN(8) == 0 {
		k.Operands, h.consts = k.Operands[:1], h.consts[:1]
	}
	y := uint16(len(k.Operands) - 1)
	k.Body = []program.Instr{{Op: program.Acc}, {Op: program.Load}, {Op: program.Load, A: y}, {Op: program.FMA, A: 1, B: 2, C: 0}}
	if h.IntN(2) == 0 {
		k.Body[3].A, k.Body[3].B = 2, 1
	}
	return k
}

// plain ignores the accumulator, or is it.
func (h *hostile) plain() program.Kernel {
	k := program.Kernel{Type: tensor.Type(h.IntN(2))}
	k.Init = h.init(k.Type)
	h.shape(&k, h.IntN(5))
	k.Operands = []program.Operand{h.place(&k, h.tensor(k.Type, h.count(), h.word))}
	k.Body = []program.Instr{{Op: program.Acc}, {Op: program.Load}}
	switch h.IntN(6) {
	case 0: // the operand alone
	case 1:
		k.Body[0], k.Body[1] = k.Body[1], k.Body[0] // the accumulator alone
	case 2:
		if k.Type == tensor.F32 {
			k.Body = append(k.Body, program.Instr{Op: program.FNeg, A: 1}, program.Instr{Op: program.Bits, A: 2}, program.Instr{Op: program.Float, A: 3}, program.Instr{Op: program.FAbs, A: 4})
		} else {
			k.Body = append(k.Body, program.Instr{Op: program.I2F, A: 1}, program.Instr{Op: program.F2U, A: 2}, program.Instr{Op: program.F2I, A: 2}, program.Instr{Op: program.Sub, A: 3, B: 4})
		}
	case 3:
		if k.Type == tensor.F32 { // a NaN's payload must not be seen through bits
			k.Body = append(k.Body, program.Instr{Op: program.Bits, A: 1}, program.Instr{Op: program.Bits, A: 0}, program.Instr{Op: program.Xor, A: 2, B: 3}, program.Instr{Op: program.Float, A: 4})
		} else {
			k.Body = append(k.Body, program.Instr{Op: program.Float, A: 1}, program.Instr{Op: program.Bits, A: 2}, program.Instr{Op: program.FSqrt, A: 2}, program.Instr{Op: program.F2I, A: 4}, program.Instr{Op: program.Xor, A: 3, B: 5})
		}
	case 4:
		if k.Rank() > 0 && k.Type == tensor.U32 {
			k.Body = append(k.Body, program.Instr{Op: program.Index, A: uint16(h.IntN(k.Rank()))})
		}
	default:
		k.Body = append(k.Body, h.fold(k.Type, 1, 1, 1))
	}
	return k
}
