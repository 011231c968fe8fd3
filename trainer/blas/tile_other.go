//go:build !amd64

package blas

func machineTiles() []*tile { return nil }
