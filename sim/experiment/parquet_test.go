package experiment

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"testing"
)

// The bytes of a table are the same on every machine, whatever vector instructions it has. They may change with the version of parquet-go or zstd.
func TestTablesAreTheSameEverywhere(t *testing.T) {
	var b bytes.Buffer
	w := newTable(&b, "all", 1<<12, "about", integers("i"), unsigned("u"), reals("r"), words("w"))
	rng := rand.New(rand.NewPCG(1, 2))
	word := "a"
	for range 20000 {
		if rng.IntN(3) == 0 { // runs of all lengths
			word = string(rune('a' + rng.IntN(20)))
		}
		w.int(rng.Int64() >> rng.IntN(64))
		w.int(int64(rng.Uint64()))
		w.float(rng.Float64())
		w.text(word)
		if err := w.endRow(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	const want = "b1d96fe93c1a0d6dcf5a59aec9f1fe55d65777a6437033a0631c2d54537abcd3"
	if got := hexSum(sha256.Sum256(b.Bytes())); got != want {
		t.Errorf("the hash is %s, want %s", got, want)
	}
}
