package lower

// Eager makes even small kernels take the ways of large ones, and returns what makes that undone.
func Eager() (undo func()) {
	a, b, c, d, e, f := manyLanes, leastScatterTerms, leastScatterExtent, riderOutputs, fewColumns, manyRows
	manyLanes, leastScatterTerms, leastScatterExtent, riderOutputs, fewColumns, manyRows = 1, 2, 2, 1, 1, 1
	return func() {
		manyLanes, leastScatterTerms, leastScatterExtent, riderOutputs, fewColumns, manyRows = a, b, c, d, e, f
	}
}
