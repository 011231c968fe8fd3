package cpu_test

import (
	"math/rand/v2"
	"testing"

	"refute/trainer/isa"
	"refute/trainer/program"
	"refute/trainer/program/progtest"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// words are the edges of the instructions' domains: signs, halfway points, the limits of each conversion, NaNs with payloads.
var words = []uint32{
	0, 1, 2, 31, 32, 33, 255, 0x007fffff, 0x00800000, 0x00800001, 0x33800000, 0x3effffff, 0x3f000000, 0x3f7fffff, 0x3f800000, 0x3f800001, 0x40000000,
	0x4affffff, 0x4b000001, 0x4b7fffff, 0x4b800000, 0x4effffff, 0x4f000000, 0x4f000001, 0x4f7fffff, 0x4f800000, 0x01000001, 0x01000003, 0x7fffff40, 0x7fffff80, 0x7fffffc0,
	0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fc00000, 0x7fffffff, 0x80000000, 0x80000001, 0x807fffff, 0x80800000, 0xb3800000, 0xbf800000, 0xcf000000, 0xcf000001, 0xcf800000, 0xff7fffff,
	0xff800000, 0xff812345, 0xffc00000, 0xffffff40, 0xffffff80, 0xffffffc0, 0xffffffff,
}

// Every instruction gives the definition's bits on all pairs of edges and on random words, in vector code and in Go.
func TestInstructions(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 1))
	var x, y, z []uint32
	for _, a := range words {
		for _, b := range words {
			x, y, z = append(x, a), append(y, b), append(z, words[r.IntN(len(words))])
		}
	}
	for range 20000 {
		x, y, z = append(x, r.Uint32()), append(y, r.Uint32()>>r.IntN(32)), append(z, r.Uint32())
	}
	n := int64(len(x))
	consts := []tensor.Tensor{tensor.FromU32(x), tensor.FromU32(y), tensor.FromU32(z)}
	for _, op := range program.Ops() {
		if op.Values() == 0 {
			continue
		}
		k := program.Kernel{Name: op.String(), Out: []int64{n}, Window: 1}
		args, result := op.Signature()
		if op == program.Select {
			args, result = []tensor.Type{tensor.U32, tensor.F32, tensor.F32}, tensor.F32
		}
		refs := [3]uint16{}
		for i, a := range args {
			k.Operands = append(k.Operands, program.Operand{Space: program.InConst, Tensor: i, Type: tensor.U32, Count: n, Stride: []int64{1}, Gather: program.NoGather})
			k.Body = append(k.Body, program.Instr{Op: program.Load, A: uint16(i)})
			if a == tensor.F32 {
				k.Body = append(k.Body, program.Instr{Op: program.Float, A: uint16(len(k.Body) - 1)})
			}
			refs[i] = uint16(len(k.Body) - 1)
		}
		k.Type = result
		k.Body = append(k.Body, program.Instr{Op: op, A: refs[0], B: refs[1], C: refs[2]})
		p := progtest.One(k, consts)
		for _, l := range isa.Levels() {
			defer isa.Use(l)()
			_, fast := executors(t, p, consts)
			got := step(t, fast, p, nil, 0, nil)[0].Words
			for i := range got {
				canon := func(w uint32, arg int) uint32 {
					if arg < len(args) && args[arg] == tensor.F32 {
						return reference.Apply(program.Float, w, 0, 0)
					}
					return w
				}
				if want := reference.Apply(op, canon(x[i], 0), canon(y[i], 1), canon(z[i], 2)); got[i] != want {
					t.Fatalf("%s(%08x, %08x, %08x) = %08x, want %08x with %s", op, x[i], y[i], z[i], got[i], want, l)
				}
			}
		}
	}
}

// Every conversion to and from floats on a regular sample of all words.
func TestConversions(t *testing.T) {
	const n, stride = 1 << 20, 4093
	u := tensor.New(tensor.U32, n)
	for i := range u.Words {
		u.Words[i] = uint32(i) * stride
	}
	for _, op := range []program.Op{program.U2F, program.I2F, program.F2U, program.F2I, program.Bits, program.FSqrt} {
		args, result := op.Signature()
		k := program.Kernel{Type: result, Out: []int64{n}, Window: 1, Body: []program.Instr{{Op: program.Load}, {Op: op}},
			Operands: []program.Operand{{Space: program.InConst, Type: tensor.U32, Count: n, Stride: []int64{1}, Gather: program.NoGather}}}
		if args[0] == tensor.F32 {
			k.Body = []program.Instr{{Op: program.Load}, {Op: program.Float}, {Op: op, A: 1}}
		}
		p := progtest.One(k, []tensor.Tensor{u})
		_, fast := executors(t, p, []tensor.Tensor{u})
		for i, got := range step(t, fast, p, nil, 0, nil)[0].Words {
			w := u.Words[i]
			if args[0] == tensor.F32 {
				w = reference.Apply(program.Float, w, 0, 0)
			}
			if want := reference.Apply(op, w, 0, 0); got != want {
				t.Fatalf("%s(%08x) = %08x, want %08x", op, u.Words[i], got, want)
			}
		}
	}
}
