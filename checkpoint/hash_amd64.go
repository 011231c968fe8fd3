package checkpoint

import "refute/trainer/isa"

// hashTwo sets *dst0 and *dst1 to the SHA-256 of blocks·64 bytes at src0 and at src1; padding is [paddingOf] that
// length. Both messages are read before either hash is written. It needs hasSHA.
//
//go:noescape
func hashTwo(dst0, dst1 *Root, src0, src1 *byte, blocks int, padding *[64]uint32)

// hash16 does for sixteen messages what hashTwo does for two. It needs isa.AVX512.
//
//go:noescape
func hash16(dst *[16]Root, src *[16]*byte, blocks int, padding *[64]uint32)

// hash8 does it for eight. It needs isa.AVX2.
//
//go:noescape
func hash8(dst *[8]Root, src *[8]*byte, blocks int, padding *[64]uint32)

func cpuid(leaf, subleaf uint32) (ax, bx, cx, dx uint32)

// hasSHA says whether the processor has what hashTwo uses: SHA, and SSSE3 and SSE4.1, which no processor with SHA lacks.
var hasSHA = func() bool {
	most, _, _, _ := cpuid(0, 0)
	if most < 7 {
		return false
	}
	_, _, cx1, _ := cpuid(1, 0)
	_, bx7, _, _ := cpuid(7, 0)
	const ssse3, sse41, sha = 1 << 9, 1 << 19, 1 << 29
	return cx1&ssse3 != 0 && cx1&sse41 != 0 && bx7&sha != 0
}()

// hashFast hashes messages from the front, as many as go together, and returns how many. Sixteen lanes of AVX-512 are the fastest, two chains
// with the SHA instructions nearly as fast, and eight lanes of AVX2 a third of that; crypto/sha256 has the rest.
func (m *message) hashFast(dst []Root, src []*byte) (n int) {
	level, blocks := isa.Active(), m.size/64
	if level >= isa.AVX512 {
		for ; len(dst)-n >= 16; n += 16 {
			hash16((*[16]Root)(dst[n:]), (*[16]*byte)(src[n:]), blocks, m.padding)
		}
	}
	switch {
	case level < isa.AVX2:
	case hasSHA:
		for ; len(dst)-n >= 2; n += 2 {
			hashTwo(&dst[n], &dst[n+1], src[n], src[n+1], blocks, m.padding)
		}
	default:
		for ; len(dst)-n >= 8; n += 8 {
			hash8((*[8]Root)(dst[n:]), (*[8]*byte)(src[n:]), blocks, m.padding)
		}
	}
	return n
}
