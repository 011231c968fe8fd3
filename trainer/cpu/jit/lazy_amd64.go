//go:build unix

package jit

import "refute/trainer/program"

// enoughToSkip is how many values a jump over them must save.
const enoughToSkip = 8

// postpone finds, in a loop that ends with select(mask, x, y), what only x needs, and puts it last. If the mask depends on positions alone, as a causal
// one does, whole vectors are masked out together, and the code jumps over x for these.
func (c *compiler) postpone() {
	c.lazy = none
	if len(c.Reduce) > 0 || len(c.Stores) != 1 {
		return
	}
	last := c.Stores[0].Value
	v := &c.Values[last]
	if v.Op != program.Select || c.class[last] != perLane || !c.fused[v.A] {
		return
	}
	reach := func(from ...int) []bool {
		seen := make([]bool, len(c.Values))
		for len(from) > 0 {
			v := from[len(from)-1]
			from = from[:len(from)-1]
			if !seen[v] {
				seen[v] = true
				from = append(from, c.uses[v]...)
			}
		}
		return seen
	}
	mask := &c.Values[v.A]
	for v, seen := range reach(mask.A, mask.B) {
		if seen && c.Values[v].Op == program.Load {
			return
		}
	}
	yes, rest := reach(v.B), reach(mask.A, mask.B, v.C)
	var first, second []int
	for _, w := range c.lists[perLane] {
		if yes[w] && !rest[w] {
			second = append(second, w)
		} else if w != last {
			first = append(first, w)
		}
	}
	if len(second) >= enoughToSkip {
		c.lazy = len(first)
		c.lists[perLane] = append(append(first, second...), last)
	}
}

// unmasked writes a jump that is taken if no lane's mask is set, and returns it with the place of the value that all lanes have then.
func (c *compiler) unmasked() (jump int, otherwise operand) {
	v := &c.Values[c.Stores[0].Value]
	mask, t := &c.Values[v.A], c.scratch(1)
	inverted := c.compare(mask.Op, c.place(mask.A), c.place(mask.B), c.scratch(0), t)
	if c.wide {
		c.kortest(maskCompare)
	} else {
		c.movmsk(rax, t)
		c.gpr(0x81, 7, register(rax), true, 4) // cmp eax, imm32
		if inverted {
			c.int32(0xff)
		} else {
			c.int32(0)
		}
	}
	return c.jump(zero), c.place(v.C)
}
