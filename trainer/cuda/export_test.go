package cuda

// StageBytes makes the buffers of cards to come so large, and returns what undoes it.
func StageBytes(n int64) func() {
	before := stageBytes
	stageBytes = n
	return func() { stageBytes = before }
}

// InSequence makes the nodes of graphs to come run one after another, and AsNeeded as soon as they can. Both return what undoes it.
func InSequence() func() { return use(inSequence) }
func AsNeeded() func()   { return use(asNeeded) }

func use(o ordering) func() {
	ordered = o
	return func() { ordered = automatic }
}
