package checkpoint

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"refute/trainer/tensor"
)

// The oracle: the definition of docs/program.md, "Trees", as recursion over the whole padded tree. It shares no code
// with the package.

// naiveRoot returns the root over leaves padded to 2^depth.
func naiveRoot(leaves [][32]byte, missing [32]byte, depth int) [32]byte {
	if depth == 0 {
		if len(leaves) == 0 {
			return missing
		}
		return leaves[0]
	}
	half := 1 << (depth - 1)
	cut := min(half, len(leaves))
	left := naiveRoot(leaves[:cut], missing, depth-1)
	right := naiveRoot(leaves[cut:], missing, depth-1)
	return sha256.Sum256(append(left[:], right[:]...))
}

func naiveDepth(n int) int {
	d := 0
	for 1<<d < n {
		d++
	}
	return d
}

// naiveLeaves cuts a tensor into leaf hashes.
func naiveLeaves(t tensor.Tensor) [][32]byte {
	var b []byte
	for i := range t.Len() {
		switch t.Type {
		case tensor.U8:
			b = append(b, byte(t.At(i)))
		case tensor.U16:
			b = binary.LittleEndian.AppendUint16(b, uint16(t.At(i)))
		default:
			b = binary.LittleEndian.AppendUint32(b, t.At(i))
		}
	}
	for len(b)%1024 != 0 {
		b = append(b, 0)
	}
	var leaves [][32]byte
	for ; len(b) > 0; b = b[1024:] {
		leaves = append(leaves, sha256.Sum256(b[:1024]))
	}
	return leaves
}

var zeroKilobyte = sha256.Sum256(make([]byte, 1024))

func naiveTensorRoot(t tensor.Tensor) Root {
	leaves := naiveLeaves(t)
	return naiveRoot(leaves, zeroKilobyte, naiveDepth(len(leaves)))
}

func plain(roots []Root) [][32]byte {
	out := make([][32]byte, len(roots))
	for i, r := range roots {
		out[i] = r
	}
	return out
}

func missingLeaf(k Kind) [32]byte {
	if k == Tensors {
		return zeroKilobyte
	}
	return [32]byte{}
}

// randomTensor fills a tensor of n elements from a seed.
func randomTensor(typ tensor.Type, n int, seed uint64) tensor.Tensor {
	r := rand.New(rand.NewPCG(seed, 1))
	t := tensor.New(typ, n)
	for i := range t.Words {
		t.Words[i] = r.Uint32()
	}
	for i := range t.Halves {
		t.Halves[i] = uint16(r.Uint32())
	}
	for i := range t.Bytes {
		t.Bytes[i] = byte(r.Uint32())
	}
	return t
}

func randomRoots(n int, seed uint64) []Root {
	r := rand.New(rand.NewPCG(seed, 2))
	roots := make([]Root, n)
	for i := range roots {
		for j := range roots[i] {
			roots[i][j] = byte(r.Uint32())
		}
	}
	return roots
}

// treeSizes are the leaf counts at which a tree changes its form: 1, 2^k and 2^k ± 1.
func treeSizes() []int {
	sizes := []int{1, 2, 3}
	for k := 2; k <= 9; k++ {
		sizes = append(sizes, 1<<k-1, 1<<k, 1<<k+1)
	}
	return append(sizes, 100, 700, 1000)
}

func TestNaiveOracleKnownValue(t *testing.T) {
	// Three leaves: SHA-256(SHA-256(a‖b) ‖ SHA-256(c‖0)), written out.
	a, b, c := [32]byte{1}, [32]byte{2}, [32]byte{3}
	ab := sha256.Sum256(append(a[:], b[:]...))
	c0 := sha256.Sum256(append(c[:], make([]byte, 32)...))
	want := sha256.Sum256(append(ab[:], c0[:]...))
	if got := naiveRoot([][32]byte{a, b, c}, [32]byte{}, 2); got != want {
		t.Fatalf("oracle gives %x, want %x", got, want)
	}
}
