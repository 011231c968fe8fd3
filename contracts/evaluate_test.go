package contracts

import (
	"math/rand/v2"
	"testing"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/reference"
	"refute/trainer/tensor"
)

// awkward are words at the edges of the number format and of the integers.
var awkward = []uint32{
	0, 1, 2, 3, 31, 32, 33, 0x7fffff, 0x800000, 0x800001, 0xffffff, 0x3f800000, 0x3f7fffff, 0x3f800001, 0x40000000, 0x34000000, 0x33800000,
	0x4b000000, 0x4b7fffff, 0x4b800000, 0x4effffff, 0x4f000000, 0x4f7fffff, 0x4f800000, 0x4f000001, 0x5f000000, 0x7f000000, 0x7f7fffff, 0x7f800000, 0x7f800001,
	0x7fc00000, 0x7fffffff, 0x1f800000, 0x20000000, 0x0d800000, 0x33000000,
}

// word draws a word: anything, an awkward one, or an f32 near 1.
func word(r *rand.Rand) uint32 {
	sign := r.Uint32() & 0x80000000
	switch r.IntN(8) {
	case 0, 1:
		return r.Uint32()
	case 2, 3, 4:
		return sign | awkward[r.IntN(len(awkward))]
	case 5:
		return sign | (awkward[r.IntN(len(awkward))]+r.Uint32()%5-2)&0x7fffffff
	case 6: // few bits: ties
		return sign | uint32(r.IntN(256))<<23 | uint32(r.IntN(8))<<20 | uint32(r.IntN(2))
	default:
		return sign | uint32(107+r.IntN(40))<<23 | r.Uint32()&0x7fffff
	}
}

// related draws a third argument that meets the product of the first two: cancellation, ties.
func related(r *rand.Rand, op program.Op, w []uint32) {
	if op != program.FMA || r.IntN(3) > 0 {
		return
	}
	p := f32.Bits(f32.Mul(f32.From(w[0]), f32.From(w[1])))
	w[2] = p ^ 0x80000000*uint32(r.IntN(2)) + uint32(r.IntN(5)) - 2
}

// Every instruction on values, against the definition.
func TestEvaluate(t *testing.T) {
	referee, err := NewReferee()
	if err != nil {
		t.Fatal(err)
	}
	const tuples, rounds = 2000, 4
	for _, op := range program.Ops() {
		n := op.Values()
		if n == 0 {
			continue
		}
		r := rand.New(rand.NewPCG(uint64(op), 2))
		for range rounds {
			words := make([]uint32, n*tuples)
			for i := range words {
				words[i] = word(r)
			}
			for i := 0; i < len(words); i += n {
				related(r, op, words[i:i+n])
			}
			got, _, err := referee.Evaluate(op, words)
			if err != nil {
				t.Fatalf("%s: %v", op, err)
			}
			for i, g := range got {
				a := append(append([]uint32{}, words[n*i:n*i+n]...), 0, 0)
				c := append([]uint32{}, a...)
				if floats(op) {
					for k := range c {
						c[k] = f32.Canon(c[k])
					}
				}
				if want := reference.Apply(op, c[0], c[1], c[2]); g != want {
					t.Errorf("%s %08x: %08x, want %08x", op, a[:n], g, want)
				}
			}
			if t.Failed() {
				break
			}
		}
	}
}

// floats reports whether the instruction takes f32 values: whether a body in which it does is well typed.
func floats(op program.Op) bool {
	if op == program.Select {
		return false
	}
	for _, out := range []tensor.Type{tensor.F32, tensor.U32} {
		k := program.Kernel{Type: out, Body: []program.Instr{{Op: program.ConstF}, {Op: op}}}
		if _, err := k.Types(); err == nil {
			return true
		}
	}
	return false
}
