package checkpoint

import (
	"crypto/sha256"
	"math/rand/v2"
	"testing"

	"refute/trainer/tensor"
)

func TestHashTwoAgreesWithStandardLibrary(t *testing.T) {
	if !hasSHA {
		t.Log("this processor has no SHA instructions: crypto/sha256 does everything")
		return
	}
	r := rand.New(rand.NewPCG(3, 3))
	for blocks := 1; blocks <= 40; blocks++ {
		padding := paddingOf(uint32(64 * blocks))
		for range 50 {
			// Any alignment, and bytes around the hashes that must stay.
			skip := r.IntN(16)
			data := make([]byte, skip+2*64*blocks)
			for i := range data {
				data[i] = byte(r.Uint32())
			}
			a, b := data[skip:skip+64*blocks], data[skip+64*blocks:]
			var dst [4]Root
			hashTwo(&dst[1], &dst[2], &a[0], &b[0], blocks, padding)
			if want := [4]Root{{}, sha256.Sum256(a), sha256.Sum256(b), {}}; dst != want {
				t.Fatalf("%d blocks:\n%x\nwant\n%x", blocks, dst, want)
			}
		}
	}
}

func TestNodesInPlace(t *testing.T) {
	for n := 1; n < 20; n++ {
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
}

// Without the instructions the roots are the same.
func TestRootsWithoutSHAInstructions(t *testing.T) {
	x := randomTensor(tensor.U16, 512*300+17, 6)
	want := naiveTensorRoot(x)
	defer func(had bool) { hasSHA = had }(hasSHA)
	for _, has := range []bool{hasSHA, false} {
		hasSHA = has
		if got := TensorRoot(x); got != want {
			t.Errorf("SHA instructions %v: %s, want %s", has, got, want)
		}
	}
}
