package jit

import "unsafe"

func fetch(address, bytes uintptr)

// mostFetched bounds what is fetched ahead: the rest of a long row the processor fetches by itself.
const mostFetched = 4096

// Fetch has memory, some bytes behind p, brought to the caches, while the caller goes on. It may lie out of what p is about.
func Fetch(p unsafe.Pointer, behind, bytes int64) {
	if bytes = min(bytes, mostFetched); bytes > 0 {
		fetch(uintptr(p)+uintptr(behind), uintptr(bytes))
	}
}
