package lower

// Eager makes even small kernels take the ways of large ones, and returns what makes that undone.
func Eager() (undo func()) {
	a, b, c, d, e := manyLanes, leastScatterTerms, leastScatterExtent, riderOutputs, fewColumns
	manyLanes, leastScatterTerms, leastScatterExtent, riderOutputs, fewColumns = 1, 2, 2, 1, 1
	return func() { manyLanes, leastScatterTerms, leastScatterExtent, riderOutputs, fewColumns = a, b, c, d, e }
}
