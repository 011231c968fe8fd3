//go:build !amd64

package checkpoint

// hashFast leaves all of it to crypto/sha256, which uses the instructions that arm64 and others have for it.
func (m *message) hashFast([]Root, []*byte) int { return 0 }
