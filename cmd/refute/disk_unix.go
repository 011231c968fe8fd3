//go:build linux || darwin

package main

import (
	"math"

	"golang.org/x/sys/unix"
)

// diskFree returns the bytes that may be written to the file system of a path, 0 if that cannot be told.
func diskFree(path string) int64 {
	var s unix.Statfs_t
	if unix.Statfs(path, &s) != nil || s.Bsize <= 0 || s.Bavail > math.MaxInt64/uint64(s.Bsize) {
		return 0
	}
	return int64(s.Bavail * uint64(s.Bsize))
}
