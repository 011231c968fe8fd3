package cpu_test

import (
	"math/rand/v2"
	"testing"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// addressKernel makes a kernel whose addresses and bounds are at the limits of what 32 bits, tables and vectors hold; most of them lead nowhere.
func addressKernel(r *rand.Rand) (program.Kernel, []tensor.Tensor) {
	extents := []int64{1, 2, 3, 7, 8, 15, 16, 17, 31, 64, 127, 128, 251, 1023, 1024, 1025, 2047, 2048, 2049, 4099}
	far := []int64{1, 2, 4, 1 << 20, 1<<25 - 1, 1 << 25, 1<<25 + 1, 1<<27 - 1, 1 << 27, 1 << 28, 1<<29 - 1, 1 << 29, 1<<29 + 1, 1<<30 - 1, 1 << 30, 1<<31 - 1, 1 << 31, 1 << 32, 1 << 33, 1 << 39}
	for {
		k := program.Kernel{Type: tensor.U32, Init: r.Uint32()}
		count := int64(1)
		for range 1 + r.IntN(4) {
			if e := extents[r.IntN(len(extents))]; count*e <= 12000 {
				k.Out, count = append(k.Out, e), count*e
			}
		}
		if terms := int64(1); r.IntN(2) == 0 {
			for range 1 + r.IntN(2) {
				if e := extents[r.IntN(len(extents))]; count*terms*e <= 60000 {
					k.Reduce, terms = append(k.Reduce, e), terms*e
				}
			}
		}
		e := k.Extents()
		steps := func(small int) []int64 {
			s := make([]int64, len(e))
			dense := int64(1)
			for d := len(e) - 1; d >= 0; d-- {
				switch r.IntN(4 + small) {
				case 0:
				case 1:
					s[d] = r.Int64N(9) - 4
				case 2:
					s[d] = far[r.IntN(len(far))] / max(1, (e[d]-1)>>r.IntN(3)) * (2*r.Int64N(2) - 1)
				default:
					s[d] = dense
				}
				dense *= e[d]
			}
			return s
		}
		var consts []tensor.Tensor
		var v uint16
		for j := range 1 + r.IntN(4) {
			x := tensor.New([]tensor.Type{tensor.U32, tensor.U32, tensor.U8, tensor.U16}[r.IntN(4)], 1+r.IntN(9000))
			for i := range x.Len() {
				switch x.Type {
				case tensor.U8:
					x.Bytes[i] = uint8(r.Uint32())
				case tensor.U16:
					x.Halves[i] = uint16(r.Uint32())
				default:
					x.Words[i] = r.Uint32()
				}
			}
			o := program.Operand{Space: program.InConst, Tensor: j, Type: x.Type, Count: int64(x.Len()), Gather: program.NoGather, Fill: r.Uint32(), Stride: steps(2)}
			toward := func(s []int64, size int64) int64 { // an offset that leads some element into range
				at := int64(0)
				for d := range s {
					at -= s[d] * r.Int64N(e[d])
				}
				return min(max(at+r.Int64N(size), -1<<40), 1<<40)
			}
			o.Offset = toward(o.Stride, o.Count)
			for range r.IntN(6) / 3 * (1 + r.IntN(4)) {
				b := program.Bound{Stride: steps(6), Lo: r.Int64N(50) - 25}
				size := 1 + r.Int64N(3000)
				if r.IntN(3) == 0 {
					size = far[r.IntN(len(far))]
				}
				b.Hi = b.Lo + size
				b.Offset = toward(b.Stride, size)
				o.Bounds = append(o.Bounds, b)
			}
			consts = append(consts, x)
			w := load(&k, o)
			if j == 0 {
				v = w
			} else {
				v = emit(&k, program.Instr{Op: program.Xor, A: v, B: w})
			}
		}
		for d := range e {
			if r.IntN(3) == 0 {
				i := emit(&k, program.Instr{Op: program.Index, A: uint16(d)})
				v = emit(&k, program.Instr{Op: program.Add, A: emit(&k, program.Instr{Op: program.Mul, A: v, B: emit(&k, program.Instr{Op: program.ConstU, Imm: r.Uint32() | 1})}), B: i})
			}
		}
		if len(k.Reduce) > 0 && r.IntN(8) > 0 {
			acc := emit(&k, program.Instr{Op: program.Acc})
			emit(&k, program.Instr{Op: program.Sub, A: v, B: acc})
		}
		if k.ChooseWindow() == nil {
			p := program.Program{Kind: program.Init, Kernels: []program.Kernel{k}}
			if finish(&p, consts, 0).Validate() == nil {
				return k, consts
			}
		}
	}
}

// Addresses and bounds at the limits of the words that hold them.
func TestAddresses(t *testing.T) {
	for n := range heavy(300) {
		k, consts := addressKernel(rand.New(rand.NewPCG(113, uint64(n))))
		sameBits(t, finish(&program.Program{Kind: program.Init, Kernels: []program.Kernel{k}}, consts, 0), consts, nil)
	}
}
