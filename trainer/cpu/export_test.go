package cpu

// SetMostWindow makes windows smaller, for tests that have small images, and returns a function that restores the size.
func SetMostWindow(n int) (restore func()) {
	before := mostWindow
	mostWindow = n
	return func() { mostWindow = before }
}
