package cpu_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"refute/trainer/cpu"
	"refute/trainer/isa"
	"refute/trainer/program/progtest"
)

// Kernels made to tell executors apart give the same bits.
func TestHostileKernels(t *testing.T) {
	for _, kind := range progtest.Kinds {
		t.Run(kind.Name, func(t *testing.T) {
			for n := range heavy(1000) {
				k, consts := progtest.Hostile(rand.New(rand.NewPCG(41, uint64(n))), kind)
				p := progtest.One(k, consts)
				ref, _ := executors(t, p, consts)
				want := step(t, ref, p, nil, 7, nil)[0]
				for _, l := range isa.Levels() {
					restore := isa.Use(l)
					_, fast := executors(t, p, consts)
					compare(t, p, fmt.Sprintf("kernel %d, %s", n, l), step(t, fast, p, nil, 7, nil)[0], want)
					restore()
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
