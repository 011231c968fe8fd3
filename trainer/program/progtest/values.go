package progtest

import (
	"math"
	"math/rand/v2"

	"refute/trainer/tensor"
)

// special are the words on which implementations of binary32 differ, and their neighbours.
var special = []uint32{
	0, 1 << 31, 1, 0x80000001, 0x007fffff, 0x00800000, 0x807fffff, 0x80800000, 0x3f800000, 0xbf800000, 0x3f7fffff, 0x3f800001,
	0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7f800001, 0xff812345, 0x7fffffff, 0xffffffff,
	0x4b800000, 0x4effffff, 0x4f000000, 0xcf000000, 0xcf000001, 0x4f7fffff, 0x4f800000, 0x33800000, 0x0d000000,
}

// float returns the bits of a float, a NaN perhaps with a payload.
func (g *generator) float() uint32 {
	if g.tame {
		return math.Float32bits(float32(g.IntN(2049)-1024) / float32(int(1)<<g.IntN(12)))
	}
	switch g.IntN(5) {
	case 0:
		return special[g.IntN(len(special))]
	case 1:
		return g.Uint32()
	case 2:
		return g.Uint32() & 0x80ffffff // subnormal or nearly
	}
	return math.Float32bits(float32(g.NormFloat64()))
}

func (g *generator) integer() uint32 {
	switch g.IntN(6) {
	case 0:
		return g.Uint32()
	case 1:
		return special[g.IntN(len(special))]
	case 2:
		return uint32(g.IntN(70))
	}
	return uint32(g.IntN(12))
}

// values returns a random tensor.
func (g *generator) values(t tensor.Type, n int) tensor.Tensor {
	x := tensor.New(t, n)
	for i := range n {
		switch t {
		case tensor.F32:
			x.Words[i] = g.float()
		case tensor.U32:
			x.Words[i] = g.integer()
		case tensor.U16:
			x.Halves[i] = uint16(g.integer())
		case tensor.U8:
			x.Bytes[i] = uint8(g.integer())
		}
	}
	return x
}

// Word returns 32 random bits: floats of all kinds, integers small and large.
func Word(r *rand.Rand) uint32 {
	g := &generator{Rand: r}
	if r.IntN(2) == 0 {
		return g.float()
	}
	return g.integer()
}
