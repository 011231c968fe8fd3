package blas

import (
	"refute/trainer/f32"
	"refute/trainer/isa"
)

// strip is the work of a micro-kernel: a number of tiles one below the other, each of which extends the chains of its outputs by
// the same terms,
//
//	c[r,l] = fma(a[r,k], b[k,l], c[r,l])   for the terms k in this order,
//
// a NaN becoming the one NaN. The addresses, in elements, of row r of tile t, term i of segment s, and lane l are
//
//	a.data[a.at + t*a.next + a.each[t*a.skip+r] + s.at + i*aStep]
//	b[bAt + n*bStep + l]                          for the n-th term of all
//	c.data[c.at + t*c.next + c.each[t*c.skip+r] + l]
//
// The code in assembly checks none of them: View.check has, for all of a block.
type strip struct {
	tiles int
	a, c  rows
	b     []float32
	bAt   int
	bStep int
	aStep int
	terms []segment
	mask  uint32  // the lanes of c, bit by bit, for kernels that have masks
	more  bool    // the chains go on from what is in c
	init  float32 // what they begin with otherwise
}

// rows are where the rows of tiles are: evenly spaced tiles (each serves all of them), or a table of all rows.
type rows struct {
	data       []float32
	at         int
	each       []int
	next, skip int
}

// segment is a run of terms that are evenly spaced.
type segment struct{ n, at int }

// tile is a set of micro-kernels: one for each number of rows up to the most, less 1, and one or two vectors of lanes, less 1.
type tile struct {
	level   isa.Level
	vector  int // lanes
	kernels [][2]func(*strip)
	masked  bool // lanes may be left out
	many    int  // columns for which rows of A that are neighbours are packed
	pack    packing
}

func (t *tile) rows() int  { return len(t.kernels) }
func (t *tile) lanes() int { return 2 * t.vector }

// portable is the tile of Go alone.
var portable = &tile{level: isa.Go, vector: 4, many: 64, kernels: portableKernels(4), pack: packing{copyGo, transposeGo}}

var tiles = func() (all [isa.AVX512 + 1]*tile) {
	all[isa.Go] = portable
	for _, t := range machineTiles() {
		all[t.level] = t
	}
	return all
}()

// active returns the tile for the instructions in use.
func active() *tile { return tiles[isa.Active()] }

func portableKernels(rows int) (k [][2]func(*strip)) {
	for r := range rows {
		k = append(k, [2]func(*strip){func(s *strip) { s.run(r+1, 1) }, func(s *strip) { s.run(r+1, 2) }})
	}
	return k
}

// run is the micro-kernel in Go, of vectors of 4 lanes.
func (s *strip) run(rows, vectors int) {
	for t := range s.tiles {
		for r := range rows {
			a := s.a.at + t*s.a.next + s.a.each[t*s.a.skip+r]
			c := s.c.at + t*s.c.next + s.c.each[t*s.c.skip+r]
			for v := range vectors {
				s.chains(a, s.bAt+4*v, s.c.data[c+4*v:][:4])
			}
		}
	}
}

// chains extends four chains.
func (s *strip) chains(a, b int, c []float32) {
	c0, c1, c2, c3 := s.init, s.init, s.init, s.init
	if s.more {
		c0, c1, c2, c3 = c[0], c[1], c[2], c[3]
	}
	for _, g := range s.terms {
		at := a + g.at
		for range g.n {
			x, y := s.a.data[at], s.b[b:b+4]
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
			at += s.aStep
			b += s.bStep
		}
	}
	c[0], c[1], c[2], c[3] = canonical(c0), canonical(c1), canonical(c2), canonical(c3)
}
