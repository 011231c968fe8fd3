//go:build !amd64

package team

// spin is where amd64 tells the processor that a goroutine waits for another.
func spin() {}
