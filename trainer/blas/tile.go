package blas

import (
	"math"
	"sync/atomic"

	"refute/trainer/f32"
	"refute/trainer/isa"
)

var nan = f32.From(f32.NaN)

// tile is a micro-kernel: it extends the chains of rows*lanes outputs by k terms,
//
//	c[r*lanes+l] = fma(a[i*rows+r], b[i*lanes+l], c[r*lanes+l])   for i = 0 … k-1 in this order.
//
// A faster machine's tile is one more value of this type.
type tile struct {
	name        string
	rows, lanes int
	run         func(k int, a, b, c []float32)
	canon       func(c []float32) // makes NaNs canonical in whole tiles
}

var portable = &tile{"go 4x4", 4, 4, tileGo, canonGo}

// tiles lists the tiles that this machine can run, the best first.
var tiles = append(machineTiles(), portable)

var forced atomic.Pointer[tile]

func active() *tile {
	if t := forced.Load(); t != nil {
		return t
	}
	if isa.Active() == isa.Go {
		return portable
	}
	return tiles[0]
}

// Portable makes the package use only Go code if on is true, and the best code for the machine otherwise. It is for
// tests and measurements: the bits are the same.
func Portable(on bool) {
	if on {
		forced.Store(portable)
	} else {
		forced.Store(nil)
	}
}

// Tile names the micro-kernel in use.
func Tile() string { return active().name }

func canonGo(c []float32) {
	for i, x := range c {
		if x != x {
			c[i] = nan
		}
	}
}

func tileGo(k int, a, b, c []float32) {
	a, b = a[:4*k], b[:4*k]
	for r := range 4 {
		c := c[4*r : 4*r+4]
		c0, c1, c2, c3 := c[0], c[1], c[2], c[3]
		for i := 0; i+4 <= len(b); i += 4 {
			x, y := a[i+r], b[i:i+4]
			w := float64(x)
			s0 := float64(w*float64(y[0])) + float64(c0)
			s1 := float64(w*float64(y[1])) + float64(c1)
			s2 := float64(w*float64(y[2])) + float64(c2)
			s3 := float64(w*float64(y[3])) + float64(c3)
			if plain(s0) && plain(s1) && plain(s2) && plain(s3) {
				c0, c1, c2, c3 = float32(s0), float32(s1), float32(s2), float32(s3)
			} else {
				c0, c1, c2, c3 = f32.FMA(x, y[0], c0), f32.FMA(x, y[1], c1), f32.FMA(x, y[2], c2), f32.FMA(x, y[3], c3)
			}
		}
		c[0], c[1], c[2], c[3] = c0, c1, c2, c3
	}
}

// FMA returns f32.FMA(x, y, z), faster: the long way is taken only where it may matter.
func FMA(x, y, z float32) float32 {
	if s := float64(float64(x)*float64(y)) + float64(z); plain(s) {
		return float32(s)
	}
	return f32.FMA(x, y, z)
}

// plain reports whether s, the exact x*y + z rounded to binary64, gives the exact value's rounding when it is rounded to binary32. Rounding
// twice goes wrong only if s is halfway between two binary32 numbers, though the exact value is not: among numbers of the normal range, if
// its last 29 bits are 1 and then zeros. Those, and all below the normal range but zero, which is always exact, are not plain.
func plain(s float64) bool {
	b := math.Float64bits(s)
	return b&(1<<29-1) != 1<<28 && b<<1-1 >= 897<<53-1
}
