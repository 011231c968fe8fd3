package hash

import (
	"math/bits"

	"refute/trainer/cuda/ptx"
)

// words are the 16 message words of a block of 64 bytes, or the 8 of a state or a hash.
type words []ptx.Reg

// roundConstants are the first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
var roundConstants = [64]uint32{
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}

// initial is the state before the first block (FIPS 180-4, 5.3.3).
var initial = [8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}

// The functions of three words that lop3 computes, by their truth tables.
const (
	xor3     = 0x96
	choose   = 0xca // x ? y : z
	majority = 0xe8
)

// registers returns n new ones of 32 bits.
func registers(e *ptx.Entry, n int) words {
	w := make(words, n)
	for i := range w {
		w[i] = e.U32()
	}
	return w
}

// begin sets a state to the first.
func begin(e *ptx.Entry, state words) {
	for i, x := range initial {
		e.Op("mov.u32", state[i], x)
	}
}

// compress takes a block into a state. It uses up the block's registers. All 64 rounds are written out, and the schedule lives in the 16
// registers of the block: a round of them is about 21 instructions, of which 7 make the next word.
func compress(e *ptx.Entry, state, block words) {
	rounds(e, state, func(i int, h ptx.Reg) ptx.Reg {
		w := block[i%16]
		if i >= 16 {
			s0, s1 := sigma(e, block[(i+1)%16], 7, 18, 3), sigma(e, block[(i+14)%16], 17, 19, 10)
			e.Op("add.u32", w, w, s0)
			e.Op("add.u32", w, w, block[(i+9)%16])
			e.Op("add.u32", w, w, s1)
		}
		t := e.U32()
		e.Op("add.u32", t, h, roundConstants[i])
		e.Op("add.u32", t, t, w)
		return t
	})
}

// pad takes the block into a state that ends a message of that many bytes, a multiple of 64. It holds the length alone, so that its words
// are constants.
func pad(e *ptx.Entry, state words, bytes int) {
	var w [64]uint32
	w[0], w[15] = 1<<31, uint32(8*bytes)
	for i := 16; i < 64; i++ {
		a, b := w[i-15], w[i-2]
		s0 := bits.RotateLeft32(a, -7) ^ bits.RotateLeft32(a, -18) ^ a>>3
		s1 := bits.RotateLeft32(b, -17) ^ bits.RotateLeft32(b, -19) ^ b>>10
		w[i] = w[i-16] + s0 + w[i-7] + s1
	}
	rounds(e, state, func(i int, h ptx.Reg) ptx.Reg {
		t := e.U32()
		e.Op("add.u32", t, h, w[i]+roundConstants[i])
		return t
	})
}

// rounds writes the 64 rounds of a block (FIPS 180-4, 6.2.2). Input returns h plus the round's constant and message word.
func rounds(e *ptx.Entry, state words, input func(i int, h ptx.Reg) ptx.Reg) {
	s := append(words(nil), state...) // a … h
	for i := range 64 {
		t := input(i, s[7])
		e.Op("add.u32", t, t, sum(e, s[4], 6, 11, 25))
		e.Op("add.u32", t, t, lop3(e, s[4], s[5], s[6], choose))
		next, first := e.U32(), e.U32()
		e.Op("add.u32", next, s[3], t)
		e.Op("add.u32", first, t, sum(e, s[0], 2, 13, 22))
		e.Op("add.u32", first, first, lop3(e, s[0], s[1], s[2], majority))
		s = words{first, s[0], s[1], s[2], next, s[4], s[5], s[6]}
	}
	for i, r := range state {
		e.Op("add.u32", r, r, s[i])
	}
}

// sum is the exclusive or of three rotations to the right.
func sum(e *ptx.Entry, x ptx.Reg, a, b, c int) ptx.Reg {
	return lop3(e, rotate(e, x, a), rotate(e, x, b), rotate(e, x, c), xor3)
}

// sigma is the exclusive or of two rotations and a shift to the right.
func sigma(e *ptx.Entry, x ptx.Reg, a, b, shift int) ptx.Reg {
	s := e.U32()
	e.Op("shr.u32", s, x, shift)
	return lop3(e, rotate(e, x, a), rotate(e, x, b), s, xor3)
}

func rotate(e *ptx.Entry, x ptx.Reg, n int) ptx.Reg {
	r := e.U32()
	e.Op("shf.r.wrap.b32", r, x, x, n)
	return r
}

func lop3(e *ptx.Entry, x, y, z ptx.Reg, table int) ptx.Reg {
	r := e.U32()
	e.Op("lop3.b32", r, x, y, z, table)
	return r
}

// swap reverses the bytes of words: a card's are little-endian, those of SHA-256 big-endian.
func swap(e *ptx.Entry, w words) {
	for _, r := range w {
		e.Op("prmt.b32", r, r, 0, 0x0123)
	}
}
