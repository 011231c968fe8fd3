package contracts_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"refute/trainer/f32"
	"refute/trainer/program"
	"refute/trainer/reference"
)

var update = flag.Bool("update", false, "write test/vectors from what the definition gives")

// hard returns words on which implementations of binary32 go wrong.
func hard(r *rand.Rand) uint32 {
	edge := []uint32{0, 1, 0x7fffff, 0x800000, 0xffffff, 0x3f800000, 0x3f7fffff, 0x34000000, 0x33800000, 0x4b800000, 0x4effffff, 0x4f800000, 0x7f7fffff, 0x7f800000, 0x7fc00000}
	w := edge[r.IntN(len(edge))]
	switch r.IntN(4) {
	case 0:
		w = r.Uint32()
	case 1:
		w = uint32(100+r.IntN(60))<<23 | r.Uint32()&0x7fffff
	case 2:
		w += r.Uint32()%5 - 2
	}
	return f32.Canon(w ^ r.Uint32()&0x80000000)
}

// The vectors of the Solidity tests are what the definition gives: 17 bytes each, an instruction's code, three words and the
// result, big-endian. go test ./contracts -run TestVectors -update writes them.
func TestVectors(t *testing.T) {
	var b []byte
	r := rand.New(rand.NewPCG(8, 8))
	for _, op := range program.Ops() {
		if op < program.FAdd || op > program.Float {
			continue
		}
		for range 80 {
			x, y, z := hard(r), hard(r), hard(r)
			if op == program.FMA && r.IntN(2) == 0 { // near cancellation
				z = f32.Canon(f32.Bits(f32.Mul(f32.From(x), f32.From(y))) ^ 0x80000000 + r.Uint32()%3 - 1)
			}
			b = append(b, byte(op))
			for _, w := range []uint32{x, y, z, reference.Apply(op, x, y, z)} {
				b = binary.BigEndian.AppendUint32(b, w)
			}
		}
	}
	file := filepath.Join("test", "vectors", "float32.bin")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, b) {
		t.Errorf("%s is not what the definition gives: run go test ./contracts -run TestVectors -update", file)
	}
}
