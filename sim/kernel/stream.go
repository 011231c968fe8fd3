package kernel

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// Seed names all the randomness of an experiment.
type Seed uint64

// Purpose says what a stream's numbers are for. Two streams of one entity are independent if their purposes differ.
type Purpose uint64

// Named returns the purpose with a name.
func Named(name string) Purpose {
	h := sha256.Sum256([]byte("refute sim purpose " + name))
	return Purpose(binary.LittleEndian.Uint64(h[:]))
}

// Source gives the streams of one run: each is a function of seed, run, entity and purpose alone, so that an entity more or less, or one
// that draws more often, changes nothing of what the others draw.
type Source struct{ key [4]uint64 }

// NewSource returns the source of a run.
func NewSource(seed Seed, run uint64) Source {
	const prefix = "refute sim run "
	var b [len(prefix) + 16]byte
	copy(b[:], prefix)
	binary.LittleEndian.PutUint64(b[len(prefix):], uint64(seed))
	binary.LittleEndian.PutUint64(b[len(prefix)+8:], run)
	h := sha256.Sum256(b[:])
	var s Source
	for i := range s.key {
		s.key[i] = binary.LittleEndian.Uint64(h[8*i:])
	}
	return s
}

// Key returns 64 bits that stand for the run in records: its seed, for people.
func (s Source) Key() uint64 { return s.key[0] }

// Stream returns the stream of an entity for a purpose.
func (s Source) Stream(entity uint64, purpose Purpose) Stream {
	a := mix(mix(s.key[0]^entity) ^ s.key[1] ^ uint64(purpose))
	b := mix(mix(s.key[2]^uint64(purpose)) + mix(s.key[3]+entity))
	return Stream{*rand.NewPCG(a, b)}
}

// mix is the finalizer of SplitMix64 (Steele, Lea and Flood, 2014, with Stafford's constants, variant 13): a bijection in which each bit depends on all.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Stream is a sequence of random numbers: PCG-DXSM, 128 bits of state.
type Stream struct{ pcg rand.PCG }

// Uint64 returns 64 random bits.
func (s *Stream) Uint64() uint64 { return s.pcg.Uint64() }

// Float64 returns a number in [0, 1), a multiple of 2^-53.
func (s *Stream) Float64() float64 { return float64(s.Uint64()>>11) * 0x1p-53 }

// Below returns a whole number in [0, n), each equally likely (Lemire, 2019). n must be at least 1.
func (s *Stream) Below(n uint64) uint64 {
	hi, lo := bits.Mul64(s.Uint64(), n)
	if lo < n {
		for least := -n % n; lo < least; {
			hi, lo = bits.Mul64(s.Uint64(), n)
		}
	}
	return hi
}

// Chance returns true with probability p, a multiple of 2^-53.
func (s *Stream) Chance(p float64) bool { return s.Float64() < p }

// Between returns a time in [lo, hi], each nanosecond equally likely.
func (s *Stream) Between(lo, hi Time) Time {
	return lo + Time(s.Below(uint64(hi-lo)+1))
}

// Shuffle exchanges n things at random (Fisher and Yates).
func (s *Stream) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, int(s.Below(uint64(i)+1)))
	}
}
