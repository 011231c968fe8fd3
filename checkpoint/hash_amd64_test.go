package checkpoint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"testing"

	"refute/trainer/isa"
)

// each runs f with every way to hash that this machine has.
func each(t *testing.T, f func(t *testing.T)) {
	defer func(had bool) { hasSHA = had }(hasSHA)
	for _, has := range []bool{false, hasSHA}[:1+btoi(hasSHA)] {
		for _, l := range isa.Levels() {
			t.Run(fmt.Sprintf("%s,sha=%v", l, has), func(t *testing.T) {
				defer isa.Use(l)()
				hasSHA = has
				f(t)
			})
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// All ways to hash agree with the standard library, on any number of messages of any length, wherever they lie.
func TestMessagesAgreeWithStandardLibrary(t *testing.T) {
	each(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 3))
		for n := range 70 {
			m := message{64 * (1 + n%20), nil}
			m.padding = paddingOf(uint32(m.size))
			src := make([]*byte, n)
			dst := make([]Root, n+2) // the first and the last must stay
			want := make([]Root, n+2)
			for i := range src {
				skip := r.IntN(64) // any alignment
				data := make([]byte, skip+m.size)
				for j := range data {
					data[j] = byte(r.Uint32())
				}
				src[i], want[i+1] = &data[skip], sha256.Sum256(data[skip:])
			}
			m.hash(dst[1:n+1], src)
			for i := range dst {
				if dst[i] != want[i] {
					t.Fatalf("%d messages of %d bytes: hash %d is %s, want %s", n, m.size, i-1, dst[i], want[i])
				}
			}
		}
	})
}

// NIST's vector for a message of one block (CAVP, SHA256ShortMsg.rsp, Len = 512), in every lane.
func TestVectors(t *testing.T) {
	const message64, hash64 = "5a86b737eaea8ee976a0a24da63e7ed7eefad18a101c1211e2b3650c5187c2a8a650547208251f6d4237e661c7bf4c77f335390394c37fa1a9f9be836ac28509",
		"42e61e174fbb3897d6dd6cef3dd2802fe67b331953b06114a65c772859dfc1aa"
	data, err := hex.DecodeString(message64)
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T) {
		m := message{len(data), paddingOf(uint32(len(data)))}
		var src [37]*byte
		var dst [37]Root
		for i := range src {
			src[i] = &data[0]
		}
		m.hash(dst[:], src[:])
		for i := range dst {
			if got := hex.EncodeToString(dst[i][:]); got != hash64 {
				t.Fatalf("lane %d: %s, want %s", i, got, hash64)
			}
		}
	})
}

func TestNodesInPlace(t *testing.T) {
	each(t, func(t *testing.T) {
		for n := 1; n < 80; n++ {
			src := randomRoots(2*n, uint64(n))
			var want []Root
			for i := range n {
				want = append(want, hashPair(src[2*i], src[2*i+1]))
			}
			hashNodes(src[:n], src)
			for i := range want {
				if src[i] != want[i] {
					t.Fatalf("%d nodes in place: node %d is %s, want %s", n, i, src[i], want[i])
				}
			}
		}
	})
}
