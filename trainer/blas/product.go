package blas

import (
	"sync/atomic"

	"refute/trainer/team"
)

// Product is a batch of matrix products of one shape: C[i,j] = Init, then fma(A[i,k], B[j,k], C[i,j]) for k = 0 … K-1 in this order. C's
// element (i, j) of product b is at Offset + Batch(b) + Rows(i) + Cols(j); no two may be the same, and C must not share memory with the
// operands.
type Product struct {
	Count, M, N, K int
	Init           float32
	A, B           Operand // outer index over M and N respectively, inner over K
	C              Place
}

// Place is where the elements of the output are.
type Place struct {
	Offset            int
	Batch, Rows, Cols Index
}

// Plan is how a batch of products is computed: by blocks, in any order and at the same time. It is made once and used any number of times.
type Plan struct {
	Product
	tile   *tile
	rows   int // of a block
	cols   int
	across int  // blocks of a product, side by side
	each   int  // blocks of a product
	terms  int  // how many are taken at once
	group  int  // and rows
	turned bool // A and B have changed places, and C's rows and columns
}

// block is a part of a product's output: rows [i, i+m), columns [j, j+n).
type block struct{ i, j, m, n int }

// NewPlan plans a batch of products for that many workers.
func NewPlan(p Product, workers int) *Plan {
	x := new(Plan)
	x.choose(p, workers)
	return x
}

func (p *Plan) choose(x Product, workers int) {
	p.Product, p.tile = x, active()
	if p.better() {
		p.M, p.N, p.A, p.B, p.C.Rows, p.C.Cols, p.turned = x.N, x.M, x.B, x.A, x.C.Cols, x.C.Rows, true
	}
	p.chooseTerms()
	p.chooseBlocks(workers)
}

// Blocks returns the number of blocks.
func (p *Plan) Blocks() int { return p.Count * p.each }

// Run computes block i, from and to the given elements.
func (p *Plan) Run(i int, a, b, c []float32) {
	w := takeWorkspace()
	w.run(p, i, a, b, c)
	w.give()
}

// RunAll computes all blocks on up to that many goroutines.
func (p *Plan) RunAll(workers int, a, b, c []float32) {
	each(p.Blocks(), workers, func(i int) { p.Run(i, a, b, c) })
}

// better says whether the lanes of the micro-kernel should run over the rows instead of the columns. fma(a, b, c) and fma(b, a, c) are the same bits, a NaN
// having one form.
func (p *Plan) better() bool {
	t := p.tile
	cost := func(m, n int, a, b Operand, rows, cols Index) float64 {
		kernel := float64(m) * float64(roundUp(n, t.vector)) * float64(p.K) / float64(2*t.vector)
		kernel *= 1 + 1/float64(min(m, t.rows())) // a load of lanes for so many rows
		outer, inner := b.Steps()
		pack := 2.0 // cycles for a float
		switch {
		case outer == 1:
			pack = 0.1
		case inner == 1:
			pack = 0.4
		}
		pack *= float64(n) * float64(p.K) * float64(ceilDiv(m, mostRows))
		store := 2.0
		switch {
		case cols.Table == nil && cols.Stride == 1 || n == 1:
			store = 0.1
		case rows.Table == nil && rows.Stride == 1 || m == 1:
			store = 0.4
		}
		return kernel + pack + store*float64(m)*float64(n)
	}
	return cost(p.N, p.M, p.B, p.A, p.C.Cols, p.C.Rows) < cost(p.M, p.N, p.A, p.B, p.C.Rows, p.C.Cols)
}

// Sizes of what is worked on at once, measured. A group's part of A fits a level-2 cache of 1 MiB with room to spare. C is read and written once a
// chunk of terms, which costs more than that a panel of B is larger than a level-1 cache.
const (
	mostTerms = 1024
	groupSize = 96 << 10 // floats of A: rows times terms
	mostRows  = 4096     // of a block
	mostCols  = 1024
	fairWork  = 1 << 20 // terms of all outputs of a block that is not small
)

func (p *Plan) chooseTerms() {
	_, a := p.A.Grain()
	_, b := p.B.Grain()
	grain := a * b / gcd(a, b)
	p.terms = max(1, p.K)
	if chunks := ceilDiv(p.K, max(mostTerms, grain)); chunks > 1 {
		p.terms = roundUp(ceilDiv(p.K, chunks), grain)
		if grain == 1 {
			p.terms = roundUp(p.terms, 8)
		}
	}
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// chooseBlocks cuts the output into blocks: as many as there are workers at least, and some more for an even load, unless they become small.
func (p *Plan) chooseBlocks(workers int) {
	if p.M == 0 || p.N == 0 || p.Count == 0 {
		return
	}
	t := p.tile
	gm, _ := p.A.Grain()
	gn, _ := p.B.Grain()
	if gm == 1 {
		gm = t.rows()
	}
	if gn == 1 {
		gn = t.lanes()
	}
	m, n := even(p.M, gm, mostRows), even(p.N, gn, mostCols)
	work := func(m, n int) float64 { return float64(m) * float64(n) * float64(p.K) }
	for p.Count*ceilDiv(p.M, m)*ceilDiv(p.N, n) < 4*workers && workers > 1 {
		mm, nn := even(m, gm, (m+1)/2), even(n, gn, (n+1)/2)
		few := p.Count*ceilDiv(p.M, m)*ceilDiv(p.N, n) < workers
		switch {
		case nn < n && (n/gn >= m/gm || mm == m) && (work(m, nn) >= fairWork || few && work(m, nn) >= fairWork/16):
			n = nn
		case mm < m && (work(mm, n) >= fairWork || few && work(mm, n) >= fairWork/16):
			m = mm
		default:
			workers = 0
		}
	}
	p.rows, p.cols, p.group = m, n, even(m, gm, max(t.rows(), groupSize/p.terms))
	p.across = ceilDiv(p.N, n)
	p.each = p.across * ceilDiv(p.M, m)
}

// block returns block i of a product.
func (p *Plan) block(i int) block {
	b := block{i: i / p.across * p.rows, j: i % p.across * p.cols}
	b.m, b.n = min(p.rows, p.M-b.i), min(p.cols, p.N-b.j)
	return b
}

// even returns the size of the parts, multiples of the grain, that n is cut into so that they are about the same and at most most, if the grain is.
func even(n, grain, most int) int {
	return min(n, roundUp(ceilDiv(n, ceilDiv(n, max(most, 1))), grain))
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

func roundUp(a, b int) int { return ceilDiv(a, b) * b }

// each calls f(0 … n-1), each once, on up to workers goroutines of the team that steps have too.
func each(n, workers int, f func(int)) {
	if workers = min(workers, n); workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	team.Share(&calls{n: n, f: f}, workers)
}

// calls is a task: whoever is free makes the next call.
type calls struct {
	n    int
	f    func(int)
	next atomic.Int64
}

// Work implements team.Task.
func (c *calls) Work(int) {
	for i := int(c.next.Add(1)) - 1; i < c.n; i = int(c.next.Add(1)) - 1 {
		c.f(i)
	}
}
