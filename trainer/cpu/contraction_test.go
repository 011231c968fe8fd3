package cpu_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"refute/trainer/cpu"
	"refute/trainer/isa"
	"refute/trainer/program/progtest"
)

// Convolutions of all kinds, and products of heads, give the bits of the definition.
func TestContractions(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for _, l := range isa.Levels() {
		t.Run(l.String(), func(t *testing.T) {
			defer isa.Use(l)()
			for n := range heavy(150) {
				r := rand.New(rand.NewPCG(seed, uint64(n)))
				k, consts := progtest.Contraction(r)
				restore := cpu.SetMostWindow([]int{1 << 16, 1 << 8, 1 << 5}[r.IntN(3)])
				p := progtest.One(k, consts)
				ref, _ := executors(t, p, consts)
				want := step(t, ref, p, nil, 7, nil)[0]
				for workers := range 2 {
					fast, err := cpu.New(p, consts, cpu.Options{Workers: 1 + workers})
					if err != nil {
						t.Fatal(err)
					}
					compare(t, p, fmt.Sprintf("case %d", n), step(t, fast, p, nil, 7, nil)[0], want)
				}
				restore()
			}
		})
	}
}
