package cpu

import (
	"slices"

	"refute/trainer/program"
)

// layout says in which buffer each kernel's output lives. A buffer is used again once the last reader of its tensor has run.
type layout struct {
	slot   []int   // of each kernel; -1: the output is made in place, in a tensor of the next state, or is not stored
	state  []int   // the state tensor that it is made in, or -1
	words  []int64 // of each slot
	outOf  []int   // for each state tensor, the state tensor that it is a copy of, or -1
	memory int64   // bytes of all slots
}

// newLayout plans the buffers for kernels that run in groups, one group after the other; outputs that are not stored need none. over says which kernels'
// outputs a group reads at none but the element that it makes, so that it may write over those.
func newLayout(p *program.Program, groups [][]int, stored func(int) bool, over func(group int) []int) layout {
	n := len(p.Kernels)
	l := layout{slot: make([]int, n), state: make([]int, n), outOf: make([]int, len(p.States))}
	last := make([]int, n) // the last group that reads the output
	for i := range p.Kernels {
		l.slot[i], l.state[i] = -1, -1
	}
	for g, kernels := range groups {
		for _, i := range kernels {
			last[i] = max(last[i], g)
			for _, o := range p.Kernels[i].Operands {
				if o.Space == program.InKernel {
					last[o.Tensor] = max(last[o.Tensor], g)
				}
			}
		}
	}
	for s, state := range p.States {
		l.outOf[s] = -1
		if k := state.Kernel; k != program.Keep {
			if l.state[k] < 0 {
				l.state[k] = s
			} else {
				l.outOf[s] = l.state[k]
			}
		}
	}
	dead := make([][]int, len(groups)) // kernels whose outputs nobody reads after a group
	passed := make([]bool, n)          // outputs whose slot another has
	var free []int
	for g, kernels := range groups {
		spare := over(g)
		for _, i := range kernels {
			if l.state[i] >= 0 || !stored(i) {
				continue
			}
			at := slices.IndexFunc(spare, func(k int) bool {
				return last[k] == g && l.slot[k] >= 0 && !passed[k] && p.Kernels[k].Count() == p.Kernels[i].Count()
			})
			if at >= 0 {
				l.slot[i], passed[spare[at]] = l.slot[spare[at]], true
			} else {
				l.slot[i], free = l.take(free, p.Kernels[i].Count())
			}
			dead[last[i]] = append(dead[last[i]], i)
		}
		for _, i := range dead[g] {
			if !passed[i] {
				free = append(free, l.slot[i])
			}
		}
	}
	for _, w := range l.words {
		l.memory += 4 * w
	}
	return l
}

// take picks the free slot that fits best: the smallest that is large enough, or the largest, which then grows, or a new one.
func (l *layout) take(free []int, words int64) (slot int, rest []int) {
	best := -1
	for i, s := range free {
		if best < 0 {
			best = i
			continue
		}
		w, b := l.words[s], l.words[free[best]]
		if w >= words && (b < words || w < b) || w < words && b < words && w > b {
			best = i
		}
	}
	if best < 0 {
		l.words = append(l.words, words)
		return len(l.words) - 1, free
	}
	slot = free[best]
	l.words[slot] = max(l.words[slot], words)
	return slot, append(free[:best], free[best+1:]...)
}
