//go:build !amd64

package cpu

import "refute/trainer/program"

func vector(op program.Op, d, a, b, c []uint32) bool { return false }

// fill sets all words of d.
func fill(d []uint32, x uint32) {
	for i := range d {
		d[i] = x
	}
}
