package lower

// Eager makes even small kernels take the ways of large ones, and returns what makes that undone.
func Eager() (undo func()) {
	a, b, c, d := manyLanes, leastScatterTerms, leastScatterExtent, fewColumns
	manyLanes, leastScatterTerms, leastScatterExtent = 1, 2, 2
	return func() { manyLanes, leastScatterTerms, leastScatterExtent, fewColumns = a, b, c, d }
}
