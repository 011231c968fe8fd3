package cuda

import (
	"fmt"

	"refute/trainer/program"
)

// mostHours bounds how long a step may run. Nothing stops a card before it has ended: one that takes days could be neither given up nor followed.
const mostHours = 1

// What a card does at most, in a second: instructions of all threads, and instructions of one that wait for one another.
const (
	mostRate  = 40e12
	chainRate = 5e8
)

// brief refuses a step whose ops surely take too long.
func brief(p *program.Program, ops []op) error {
	work := 0.0 // of all
	for i := range ops {
		if ops[i].How == "scatter" { // has few terms, and each output adds up its own
			continue
		}
		for _, n := range ops[i].Kernels {
			k := &p.Kernels[n]
			each, chain := dependent(k)
			terms := float64(k.Terms())
			work += terms * float64(k.Count()) * float64(each)
			hours := max(terms*float64(chain)/chainRate, work/mostRate) / 3600
			if hours > mostHours {
				return fmt.Errorf("cuda: with kernel %d (%s), which adds up %d terms for each of %d outputs, a step takes a card more than %.0f hours, and nothing can stop it before: run the program on processors", n, k.Name, k.Terms(), k.Count(), hours)
			}
		}
	}
	return nil
}

// dependent returns how many instructions of a body need the accumulator, and how many of them one after another.
func dependent(k *program.Kernel) (work, chain int) {
	depth := make([]int, len(k.Body)) // 0: needs none
	for j, in := range k.Body {
		for _, a := range []uint16{in.A, in.B, in.C}[:in.Op.Values()] {
			if k.Body[a].Op == program.Acc || depth[a] > 0 {
				depth[j] = max(depth[j], depth[a]+1)
			}
		}
		if depth[j] > 0 {
			work++
		}
	}
	return work, depth[len(depth)-1]
}
