package lower_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"refute/trainer/cuda/lower"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/tensor"
)

// stranger makes programs that look like those of models and are not quite: kernels of a few shapes that read each other element by element, by rows, across,
// backwards, repeatedly or gathered; sums and maps under masks that are nearly causal; products of what they make; states and outputs among them.
type stranger struct {
	*rand.Rand
	p      program.Program
	consts []tensor.Tensor
	state  []tensor.Tensor
	outs   [][]int64 // shapes in use
	wild   bool
}

func (s *stranger) one(of ...int64) int64 { return of[s.IntN(len(of))] }

func (s *stranger) word() uint32 {
	if s.wild && s.IntN(40) == 0 || s.IntN(300) == 0 {
		return progtest.Word(s.Rand)
	}
	return s.Uint32()&0x80ffffff | 0x3f000000
}

// source returns an operand of the type with no address, of about so many elements.
func (s *stranger) source(typ tensor.Type, count int64) program.Operand {
	var fit []int
	for i := range s.p.Kernels {
		if k := &s.p.Kernels[i]; k.Type == typ && k.Count() >= count/2 {
			fit = append(fit, i)
		}
	}
	if len(fit) > 0 && s.IntN(5) > 0 {
		i := fit[max(0, len(fit)-1-s.IntN(3))]
		if s.IntN(3) == 0 {
			i = fit[s.IntN(len(fit))]
		}
		return program.Operand{Space: program.InKernel, Tensor: i, Type: typ, Count: s.p.Kernels[i].Count(), Gather: program.NoGather}
	}
	for i, c := range s.consts {
		if c.Type == typ && int64(c.Len()) >= count && s.IntN(2) == 0 {
			return program.Operand{Space: program.InConst, Tensor: i, Type: typ, Count: int64(c.Len()), Gather: program.NoGather}
		}
	}
	n := count + s.Int64N(3)*s.Int64N(5)
	x := tensor.New(typ, int(n))
	for i := range int(n) {
		switch typ {
		case tensor.F32:
			x.Words[i] = s.word()
		case tensor.U32:
			x.Words[i] = uint32(s.IntN(70))
			if s.IntN(20) == 0 {
				x.Words[i] = s.Uint32()
			}
		case tensor.U16:
			x.Halves[i] = uint16(s.IntN(70))
		case tensor.U8:
			x.Bytes[i] = uint8(s.IntN(70))
		}
	}
	if typ.Size() == 4 && s.IntN(3) == 0 {
		s.p.States = append(s.p.States, program.State{Name: "s", Type: typ, Shape: []int64{n}, Kernel: program.Keep})
		s.state = append(s.state, x)
		return program.Operand{Space: program.InState, Tensor: len(s.state) - 1, Type: typ, Count: n, Gather: program.NoGather}
	}
	s.p.Consts = append(s.p.Consts, program.Const{Name: "c", Type: typ, Shape: []int64{n}})
	s.consts = append(s.consts, x)
	return program.Operand{Space: program.InConst, Tensor: len(s.consts) - 1, Type: typ, Count: n, Gather: program.NoGather}
}

// read returns an operand of a kernel's shape.
func (s *stranger) read(k *program.Kernel, typ tensor.Type) program.Operand {
	e := k.Extents()
	stride := make([]int64, len(e))
	count := int64(1)
	how := s.IntN(10)
	for d := len(e) - 1; d >= 0; d-- {
		if how >= 4 && s.IntN(4) == 0 { // the same for all of an iterator
			continue
		}
		stride[d] = count
		count *= e[d]
		if how == 5 && s.IntN(2) == 0 {
			count += s.Int64N(5)
		}
	}
	offset := int64(0)
	switch how {
	case 6: // across
		count = 1
		for _, d := range s.Perm(len(e)) {
			stride[d] = count
			count *= e[d]
		}
	case 7:
		for d := range e {
			if s.IntN(2) == 0 {
				offset += stride[d] * (e[d] - 1)
				stride[d] = -stride[d]
			}
		}
	case 8:
		if len(e) > 0 {
			stride[s.IntN(len(e))] = s.Int64N(7) - 3
		}
		offset = s.Int64N(9) - 4
	case 9:
		offset = s.one(1, 2, 4, -1, 8)
	}
	o := s.source(typ, min(count, 1<<14))
	o.Offset, o.Stride = offset, stride
	if typ.Widened() == tensor.F32 {
		o.Fill = uint32(s.one(0, 1<<31, 0x3f800000, 0x7fc00000, 0xff800000))
	} else {
		o.Fill = uint32(s.IntN(70))
	}
	for s.IntN(8) == 0 && len(o.Bounds) < 4 {
		b := program.Bound{Stride: make([]int64, len(e)), Lo: s.Int64N(5) - 3, Offset: s.Int64N(5) - 2}
		for d := range e {
			b.Stride[d] = s.one(0, 0, 1, -1, 2)
		}
		b.Hi = b.Lo + s.Int64N(40)
		if s.IntN(6) == 0 {
			b.Lo, b.Hi = s.one(-1<<40, 1<<40, 1<<31, 1<<20), s.one(-1<<40, 1<<40, 1<<33, 1<<20)
		}
		o.Bounds = append(o.Bounds, b)
	}
	return o
}

// shape is one of those in use, or a new one of the same count, or with the same rows.
func (s *stranger) shape() []int64 {
	o := s.outs[s.IntN(len(s.outs))]
	if s.IntN(3) > 0 {
		return slices.Clone(o)
	}
	switch s.IntN(4) {
	case 0: // its rows
		return slices.Clone(o[:len(o)-s.IntN(len(o))])
	case 1:
		return append(slices.Clone(o[:len(o)-1]), s.one(1, 3, 32, 64, 96, 192))
	case 2: // split
		var of []int64
		for _, x := range o {
			for _, y := range []int64{2, 3, 4, 5} {
				if x%y == 0 && x > y && s.IntN(3) == 0 {
					of, x = append(of, x/y), y
					break
				}
			}
			of = append(of, x)
		}
		if len(of) <= 6 {
			return of
		}
	}
	return slices.Clone(o)
}

func (s *stranger) kernel() (program.Kernel, bool) {
	k := program.Kernel{Type: tensor.Type(s.IntN(5) / 4), Out: s.shape()}
	switch s.IntN(6) {
	case 0, 1: // a sum
		k.Reduce = []int64{s.one(1, 2, 3, 8, 17, 33, 64, 70)}
		if s.IntN(3) == 0 {
			k.Reduce = append(k.Reduce, s.one(1, 2, 5))
		}
	case 2: // a sum along what others make
		if n := len(k.Out); n > 1 {
			k.Out, k.Reduce = k.Out[:n-1], k.Out[n-1:]
		}
	}
	if k.Type == tensor.F32 {
		k.Init = uint32(s.one(0, 0, 0, 1<<31, 0xff800000, 0x7fc00000, 0x3f800000))
	} else {
		k.Init = uint32(s.IntN(9))
	}
	rank := k.Rank()
	var body []program.Instr
	of := [2][]uint16{}
	emit := func(t tensor.Type, op program.Op, args ...uint16) uint16 {
		in := program.Instr{Op: op}
		for i, a := range args {
			*[]*uint16{&in.A, &in.B, &in.C}[i] = a
		}
		body = append(body, in)
		of[t] = append(of[t], uint16(len(body)-1))
		return uint16(len(body) - 1)
	}
	constant := func(t tensor.Type, imm uint32) uint16 {
		n := emit(t, []program.Op{program.ConstF, program.ConstU}[t])
		body[n].Imm = imm
		return n
	}
	acc := emit(k.Type, program.Acc)
	for range 1 + s.IntN(3) {
		t := tensor.F32
		if k.Type == tensor.U32 && s.IntN(2) == 0 || s.IntN(8) == 0 {
			t = []tensor.Type{tensor.U32, tensor.U8, tensor.U16}[s.IntN(3)]
		}
		o := s.read(&k, t)
		if n := len(k.Operands); n > 0 && k.Operands[n-1].Type != tensor.F32 && s.IntN(2) == 0 {
			o.Gather, o.GatherStride = n-1, s.one(1, 2, 4, -1, 3, 1<<31)
		}
		k.Operands = append(k.Operands, o)
	}
	for j, o := range k.Operands {
		emit(o.Type.Widened(), program.Load, uint16(j))
	}
	if s.IntN(4) == 0 && rank > 0 {
		n := emit(tensor.U32, program.Index, uint16(s.IntN(rank)))
		emit(tensor.F32, program.U2F, n)
	}
	if s.IntN(6) == 0 {
		emit(tensor.U32, program.StepNo)
	}
	pick := func(t tensor.Type) uint16 {
		if len(of[t]) == 0 {
			return constant(t, uint32(s.IntN(3)))
		}
		if s.IntN(2) == 0 {
			return of[t][len(of[t])-1]
		}
		return of[t][s.IntN(len(of[t]))]
	}
	ops := []program.Op{program.FAdd, program.FSub, program.FMul, program.FMA, program.FMax, program.FMin, program.FNeg, program.Bits, program.Float, program.Add, program.Xor, program.FLt, program.Rem, program.Div, program.Select}
	for range s.IntN(5) {
		op := ops[s.IntN(len(ops))]
		if op == program.Select {
			emit(tensor.F32, op, pick(tensor.U32), pick(tensor.F32), pick(tensor.F32))
			continue
		}
		args, t := op.Signature()
		var v []uint16
		for _, a := range args {
			v = append(v, pick(a))
		}
		emit(t, op, v...)
	}
	x := pick(k.Type)
	value := x
	switch s.IntN(8) {
	case 0: // no sum
	case 1, 2:
		if k.Type == tensor.F32 {
			value = emit(k.Type, program.FMA, pick(tensor.F32), x, acc)
			break
		}
		fallthrough
	default:
		f := []program.Op{program.FAdd, program.FMax, program.FAdd, program.FSub}
		if k.Type == tensor.U32 {
			f = []program.Op{program.Add, program.Xor, program.Mul, program.Sub}
		}
		a, b := acc, x
		if s.IntN(3) == 0 {
			a, b = x, acc
		}
		value = emit(k.Type, f[s.IntN(4)], a, b)
	}
	if s.IntN(3) == 0 && rank > 0 { // under a mask
		a, b := emit(tensor.U32, program.Index, uint16(s.IntN(rank))), uint16(0)
		switch s.IntN(6) {
		case 0:
			b = constant(tensor.U32, uint32(s.IntN(40)))
		case 1:
			b = pick(tensor.U32)
		default:
			b = emit(tensor.U32, program.Index, uint16(s.IntN(rank)))
		}
		if s.IntN(3) == 0 {
			a, b = b, a
		}
		c := emit(tensor.U32, []program.Op{program.Le, program.Le, program.Lt, program.Eq, program.SLt, program.Sub, program.And}[s.IntN(7)], a, b)
		if s.IntN(8) == 0 {
			c = emit(tensor.U32, program.And, c, emit(tensor.U32, program.Le, pick(tensor.U32), pick(tensor.U32)))
		}
		other := acc
		switch s.IntN(5) {
		case 0, 1:
			other = constant(k.Type, uint32(s.one(0, 0, 1<<31, 0x3f800000, 1)))
		case 2:
			other = pick(k.Type)
		}
		if s.IntN(8) == 0 {
			value, other = other, value
		}
		emit(k.Type, program.Select, c, value, other)
	} else if value != uint16(len(body)-1) {
		emit(k.Type, program.Select, constant(tensor.U32, 1), value, value)
	}
	k.Body = body
	if k.ChooseWindow() != nil || k.Validate(program.Step, program.MaxKernels) != nil {
		return k, false
	}
	return k, true
}

// product reads what others make as the factors of a batch of products.
func (s *stranger) product() (program.Kernel, bool) {
	b, m, n, t := s.one(1, 1, 2, 3), s.one(3, 8, 17, 32, 64, 70), s.one(4, 16, 33, 64, 80), s.one(1, 3, 16, 17, 32, 64)
	if s.IntN(2) == 0 {
		o := s.outs[0]
		m, n = o[len(o)-2], o[len(o)-1]
		switch s.IntN(3) {
		case 0:
			n, t = s.one(4, 8, 16, 32), n
		case 1:
			m, t = s.one(4, 8, 16, 32), m
		}
	}
	k := program.Kernel{Type: tensor.F32, Out: []int64{b, m, n}, Reduce: []int64{t}, Init: uint32(s.one(0, 0, 0, 0, 1<<31, 0x3f800000))}
	for i := range 2 {
		outer := []int64{m, n}[i]
		o := program.Operand{}
		stride := make([]int64, 4)
		if s.IntN(2) == 0 {
			stride[1+i], stride[3] = t, 1
		} else {
			stride[1+i], stride[3] = 1, outer
		}
		stride[0] = outer * t * s.one(1, 1, 0)
		o = s.source(tensor.F32, outer*t*b)
		o.Stride = stride
		if s.IntN(6) == 0 {
			o.Offset = s.one(1, 4, -1, -4)
		}
		if s.IntN(6) == 0 {
			o.Fill = uint32(s.one(1<<31, 0x3f800000, 0x7fc00000))
			bd := program.Bound{Stride: make([]int64, 4), Lo: s.one(0, 3, 1<<40, -1<<40), Hi: s.one(20, 64, 1<<40)}
			bd.Stride[[]int{1 + i, 3, 0}[s.IntN(3)]] = s.one(1, -1, 2)
			o.Bounds = append(o.Bounds, bd)
		}
		k.Operands = append(k.Operands, o)
	}
	k.Body = []program.Instr{{Op: program.Load}, {Op: program.Load, A: 1}, {Op: program.Acc}, {Op: program.FMA, A: 0, B: 1, C: 2}}
	s.outs = append(s.outs, k.Out)
	if k.ChooseWindow() != nil || k.Validate(program.Step, program.MaxKernels) != nil {
		return k, false
	}
	return k, true
}

func strangerProgram(seed uint64) (*program.Program, []tensor.Tensor, []tensor.Tensor) {
	s := &stranger{Rand: rand.New(rand.NewPCG(seed, 77)), p: program.Program{Kind: program.Step}}
	s.wild = s.IntN(2) == 0
	s.outs = [][]int64{{s.one(1, 2, 3), s.one(4, 16, 33, 40), s.one(16, 33, 40, 64, 96, 192)}}
	for want := 2 + s.IntN(9); len(s.p.Kernels) < want; {
		k, ok := s.kernel()
		if s.IntN(4) == 0 {
			k, ok = s.product()
		}
		if !ok || k.Count()*k.Terms() > 400_000 {
			continue
		}
		s.p.Kernels = append(s.p.Kernels, k)
		if i := len(s.p.Kernels) - 1; s.IntN(4) == 0 || i == want-1 {
			s.p.States = append(s.p.States, program.State{Name: "s", Type: k.Type, Shape: []int64{k.Count()}, Kernel: i})
			s.state = append(s.state, tensor.New(k.Type, int(k.Count())))
		} else if s.IntN(8) == 0 {
			s.p.Outputs = append(s.p.Outputs, program.Output{Name: fmt.Sprint("o", i), Kernel: i})
		}
	}
	return &s.p, s.consts, s.state
}

// Programs that look like attention, norms and losses and are not: the definition's bits, in all ways.
func TestStrangers(t *testing.T) {
	first, count := uint64(0), uint64(40)
	if v := os.Getenv("REFUTE_SEEDS"); v != "" {
		first, _ = strconv.ParseUint(v, 10, 64)
		count = 1 << 40
	}
	seen := map[string]int{}
	for seed := first; seed < first+count; seed++ {
		p, consts, state := strangerProgram(seed)
		if err := p.Validate(); err != nil {
			continue
		}
		for _, eager := range []bool{true, false} {
			undo := func() {}
			if eager {
				undo = lower.Eager()
			}
			hows, err := compare(p, consts, state, 4294967295, true)
			undo()
			if err != nil {
				t.Errorf("seed %d, eager %v: %.400v", seed, eager, err)
				if count < 1<<30 {
					t.FailNow()
				}
				break
			}
			for _, h := range hows {
				seen[h]++
			}
		}
		if count > 1<<30 && seed%500 == 499 {
			fmt.Println(seed, seen)
		}
	}
	t.Log(seen)
}
