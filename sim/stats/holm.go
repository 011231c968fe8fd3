package stats

import (
	"fmt"
	"math"
	"slices"
)

// Holm says which hypotheses are refuted when they are judged together, so that with probability at least 1-level no true one is (Holm 1979, "A
// simple sequentially rejective multiple test procedure"). It holds whatever the dependence between them is. In order of the p-values, the i-th
// of m is compared with level/(m-i+1), and the first one that stands saves all after it.
//
// Nothing is refuted exactly if all p-values are above level/m: "all hypotheses stand" is therefore the same as "each value is in its interval
// of confidence 1-level/m".
func Holm(p []float64, level float64) []bool {
	if !(level > 0 && level < 1) {
		panic(fmt.Sprintf("stats: a level is between 0 and 1, not %g", level))
	}
	refuted := make([]bool, len(p))
	for i, a := range HolmAdjusted(p) {
		refuted[i] = a <= level
	}
	return refuted
}

// HolmAdjusted returns the smallest level at which [Holm] would refute each hypothesis: the running maximum of (m-i+1)·p_(i) in order of p, at
// most 1.
func HolmAdjusted(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range p {
		if math.IsNaN(p[i]) || p[i] < 0 || p[i] > 1 {
			panic(fmt.Sprintf("stats: a p-value of %g", p[i]))
		}
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	adjusted := make([]float64, len(p))
	highest := 0.0
	for i, at := range order {
		highest = max(highest, min(1, float64(len(p)-i)*p[at]))
		adjusted[at] = highest
	}
	return adjusted
}
