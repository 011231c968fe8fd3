package cpu_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"refute/trainer/cpu"
	"refute/trainer/program/progtest"
)

// Kernels made to tell executors apart give the same bits.
func TestHostileKernels(t *testing.T) {
	defer cpu.Portable(false)
	for _, kind := range progtest.Kinds {
		t.Run(kind.Name, func(t *testing.T) {
			for n := range heavy(1000) {
				k, consts := progtest.Hostile(rand.New(rand.NewPCG(41, uint64(n))), kind)
				p := progtest.One(k, consts)
				ref, fast := executors(t, p, consts)
				want := step(t, ref, p, nil, 7, nil)[0]
				for _, on := range []bool{false, true} {
					cpu.Portable(on)
					compare(t, p, fmt.Sprintf("kernel %d, portable=%t", n, on), step(t, fast, p, nil, 7, nil)[0], want)
				}
				other, err := cpu.New(p, consts, cpu.Options{Workers: 1 + n%5})
				if err != nil {
					t.Fatal(err)
				}
				compare(t, p, fmt.Sprintf("kernel %d, other workers", n), step(t, other, p, nil, 7, nil)[0], want)
			}
		})
	}
}
