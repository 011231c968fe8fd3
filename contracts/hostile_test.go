package contracts_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"refute/contracts"
	"refute/trainer/program/progtest"
)

// The contract computes what the definition says on kernels made to tell executors apart.
func TestHostileWindows(t *testing.T) {
	c, err := contracts.NewReferee()
	if err != nil {
		t.Fatal(err)
	}
	n := 300
	if os.Getenv("REFUTE_HEAVY") != "" {
		n = 20_000
	}
	for _, kind := range progtest.Kinds {
		t.Run(kind.Name, func(t *testing.T) {
			for i := range n {
				r := rand.New(rand.NewPCG(43, uint64(i)))
				k, read := progtest.Hostile(r, kind)
				p, err := pose(r, k, read)
				if err == nil {
					err = p.check(c)
				}
				if err != nil {
					t.Fatalf("kernel %d: %v\n%+v", i, err, k)
				}
			}
		})
	}
}
