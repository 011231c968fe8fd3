package lower

import (
	"slices"

	"refute/trainer/program"
)

// Eager makes even small kernels take the ways of large ones, and returns what makes that undone.
func Eager() (undo func()) {
	a, b, c, d, e, f := manyLanes, leastScatterTerms, leastScatterExtent, riderOutputs, fewColumns, manyRows
	manyLanes, leastScatterTerms, leastScatterExtent, riderOutputs, fewColumns, manyRows = 1, 2, 2, 1, 1, 1
	return func() {
		manyLanes, leastScatterTerms, leastScatterExtent, riderOutputs, fewColumns, manyRows = a, b, c, d, e, f
	}
}

// Wide makes threads' numbers have 64 bits, and returns what makes that undone.
func Wide() (undo func()) {
	a := wideThreads
	wideThreads = 0
	return func() { wideThreads = a }
}

// Tables makes the words that all tables of a program may have so many, and returns what makes that undone.
func Tables(words int64) (undo func()) {
	before := mostTables
	mostTables = words
	return func() { mostTables = before }
}

// Unseen returns which elements of a kernel's output nobody looks at, when kernels run together; nil if there are none.
func Unseen(p *program.Program, k int) func(e int64) bool {
	kept := slices.ContainsFunc(p.Outputs, func(o program.Output) bool { return o.Kernel == k }) ||
		slices.ContainsFunc(p.States, func(s program.State) bool { return s.Kernel == k })
	var readers []int
	for i := range p.Kernels {
		if slices.ContainsFunc(p.Kernels[i].Operands, func(o program.Operand) bool { return o.Space == program.InKernel && o.Tensor == k }) {
			readers = append(readers, i)
		}
	}
	t, ok := seen(p, k, readers, kept)
	if !ok {
		return nil
	}
	out := p.Kernels[k].Out
	return func(e int64) bool {
		var at [program.MaxRank]int64
		for d := len(out) - 1; d >= 0; d-- {
			at[d], e = e%out[d], e/out[d]
		}
		return at[t.a] > at[t.b]
	}
}
