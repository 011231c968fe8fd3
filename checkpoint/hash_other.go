//go:build !amd64

package checkpoint

// Elsewhere crypto/sha256 does all of it, on arm64 and others with instructions of the processor.

func hashLeavesFast([]Root, []byte) int { return 0 }
func hashNodesFast(_, _ []Root) int     { return 0 }
