package blas

import "golang.org/x/sys/cpu"

func machineTiles() []*tile {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return nil
	}
	return []*tile{{"avx2 6x16", 6, 16, func(k int, a, b, c []float32) {
		if k > 0 {
			tile6x16(k, &a[:6*k][0], &b[:16*k][0], &c[:96][0])
		}
	}, func(c []float32) { canon8(len(c)/8, &c[0]) }}}
}

//go:noescape
func tile6x16(k int, a, b, c *float32)

//go:noescape
func canon8(n int, c *float32)
