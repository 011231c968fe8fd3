package cuda

// StageBytes makes the buffers of cards to come so large, and returns what undoes it.
func StageBytes(n int64) func() {
	before := stageBytes
	stageBytes = n
	return func() { stageBytes = before }
}

// InSequence makes graphs to come run their nodes one after another, and returns what undoes it.
func InSequence() func() {
	inSequence = true
	return func() { inSequence = false }
}
