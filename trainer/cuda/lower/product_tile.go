package lower

import "fmt"

// gemmTile is how a block of threads holds a part of C: each thread has tm x tn accumulators, in pieces of vm x vn neighbours, a warp has
// lm x ln threads and a block wm x wn warps. Shared memory holds k terms of A and B, as often as there are stages.
type gemmTile struct {
	tm, tn, vm, vn int
	lm, ln         int
	wm, wn         int
	k, stages      int
	blocks         int // for which a multiprocessor has registers
}

func (t *gemmTile) m() int       { return t.tm * t.lm * t.wm }
func (t *gemmTile) n() int       { return t.tn * t.ln * t.wn }
func (t *gemmTile) threads() int { return 32 * t.wm * t.wn }

// String names the tile in plans and profiles.
func (t *gemmTile) String() string {
	return fmt.Sprintf("product, tiles of %d x %d by %d, %d x %d a thread", t.m(), t.n(), t.k, t.tm, t.tn)
}

// gemmTiles are the tiles from which choose takes one.
var gemmTiles = []gemmTile{
	{tm: 16, tn: 8, vm: 4, vn: 4, lm: 4, ln: 8, wm: 4, wn: 2, k: 8, stages: 3, blocks: 1},
	{tm: 8, tn: 8, vm: 4, vn: 4, lm: 4, ln: 8, wm: 4, wn: 2, k: 8, stages: 3, blocks: 2},
	{tm: 8, tn: 8, vm: 4, vn: 4, lm: 4, ln: 8, wm: 4, wn: 2, k: 16, stages: 3, blocks: 2},
	{tm: 8, tn: 8, vm: 4, vn: 4, lm: 4, ln: 8, wm: 8, wn: 1, k: 16, stages: 3, blocks: 2},
	{tm: 8, tn: 8, vm: 4, vn: 4, lm: 4, ln: 8, wm: 4, wn: 1, k: 8, stages: 3, blocks: 4},
	{tm: 8, tn: 8, vm: 4, vn: 4, lm: 4, ln: 8, wm: 4, wn: 1, k: 16, stages: 3, blocks: 4},
	{tm: 6, tn: 8, vm: 2, vn: 4, lm: 8, ln: 4, wm: 2, wn: 3, k: 16, stages: 3, blocks: 2},
	{tm: 6, tn: 12, vm: 2, vn: 4, lm: 4, ln: 8, wm: 4, wn: 2, k: 16, stages: 3, blocks: 1},
	{tm: 6, tn: 6, vm: 2, vn: 2, lm: 4, ln: 8, wm: 4, wn: 1, k: 16, stages: 3, blocks: 4},
	{tm: 8, tn: 8, vm: 4, vn: 4, lm: 4, ln: 8, wm: 2, wn: 1, k: 16, stages: 3, blocks: 7},
	{tm: 8, tn: 4, vm: 4, vn: 4, lm: 4, ln: 8, wm: 2, wn: 2, k: 16, stages: 3, blocks: 4},
	{tm: 8, tn: 4, vm: 4, vn: 4, lm: 4, ln: 8, wm: 4, wn: 1, k: 8, stages: 3, blocks: 5},
	{tm: 8, tn: 2, vm: 4, vn: 2, lm: 4, ln: 8, wm: 4, wn: 1, k: 8, stages: 3, blocks: 6},
	{tm: 8, tn: 4, vm: 4, vn: 4, lm: 4, ln: 8, wm: 2, wn: 1, k: 16, stages: 3, blocks: 8},
	{tm: 4, tn: 4, vm: 4, vn: 4, lm: 4, ln: 8, wm: 2, wn: 1, k: 16, stages: 3, blocks: 12},
	{tm: 4, tn: 2, vm: 4, vn: 2, lm: 4, ln: 8, wm: 2, wn: 1, k: 32, stages: 3, blocks: 12},
	{tm: 2, tn: 2, vm: 2, vn: 2, lm: 4, ln: 8, wm: 2, wn: 1, k: 32, stages: 3, blocks: 12},
	{tm: 2, tn: 2, vm: 2, vn: 2, lm: 4, ln: 8, wm: 2, wn: 2, k: 32, stages: 3, blocks: 8},
}

// What the model of a multiprocessor's time assumes, in cycles, from measurements on an H200.
const (
	schedulers    = 4    // each issues an instruction a cycle
	blockLatency  = 2500 // a block's first copies, and its last stores
	blockSetup    = 300  // instructions of a warp before and after its sums …
	storeEach     = 4    // … and for each accumulator
	passLatency   = 2000 // of a part of the epilogue: its loads and stores
	pieceOverhead = 16   // instructions of a loop's round
	full          = 0.88 // of the cycles, a scheduler of several warps issues in so many
	alone         = 1.1  // how long a lone warp takes for an instruction …
	aloneTerm     = 8    // … and in addition for each term
	wording       = 3    // of the multiprocessor, for a warp's copy of single words …
	turning       = 9    // … or of four each on their way through registers …
	turningAlone  = 1.08 // … and by how much each such factor slows a lone block down in addition
)

// choose returns the product with the copies that are worth their time, and the tile with which it is likely quickest on the card, if one fits it. It
// reckons, and never measures.
func (p *contraction) choose(card Card, epilogue *group) (best *contraction, with gemmTile, ok bool) {
	ways := []*contraction{p}
	for i, f := range []*factor{&p.a, &p.b} {
		if p.packable(f) {
			for _, q := range ways {
				ways = append(ways, q.packed(i))
			}
		}
	}
	least := 0.0
	for _, q := range ways {
		copies, gain := 0.0, 1.0
		for i := range q.packs {
			copies, gain = copies+q.packs[i].cost(), packGain
		}
		for _, t := range gemmTiles {
			if x := newGemm(q, t, epilogue).cost(card); x > 0 && (least == 0 || (x+copies)/gain < least) {
				best, with, least = q, t, (x+copies)/gain
			}
		}
	}
	return best, with, least > 0
}

// cost is about how many cycles the busiest multiprocessor takes; 0: the card has no room for a block.
func (g *gemm) cost(card Card) float64 {
	t := &g.tile
	shared := g.stage * t.stages
	if shared > card.Shared {
		return 0
	}
	resident := min(t.blocks, (card.Shared+1024)/(shared+1024), 2048/t.threads(), 32)
	tiles, terms := ceil(g.m, t.m())*ceil(g.n, t.n())*g.batch, float64(g.k)
	if g.part != whole { // half of the tiles, and those on the diagonal
		tiles = tiles * (g.n + int64(t.n())) / (2 * g.n)
	}
	if b := g.blanks; b != nil {
		terms = (terms + float64([]int{t.m(), t.n()}[b.factor])) / 2
	}
	blocks := ceil(tiles, max(1, card.Multiprocessors))
	warps := t.wm * t.wn
	// Of a warp, for a term: instructions, and wavefronts of shared memory, two for four words a thread.
	issued := float64(t.tm*t.tn+t.tm/t.vm+t.tn/t.vn) + float64(g.from[0].work()+g.from[1].work()+pieceOverhead)/float64(t.k)
	wavefronts := float64(t.tm/t.vm*((t.vm+1)/2) + t.tn/t.vn*((t.vn+1)/2))
	turned, copying := 0, 0
	for _, c := range g.from {
		switch {
		case c.turn:
			turned++
			copying += turning * c.eo * c.ek
		case !c.wide:
			turned++
			copying += wording * c.eo * c.ek
		}
	}
	time := func(resident int) float64 {
		if resident == 0 {
			return 0
		}
		each := float64((resident*warps + schedulers - 1) / schedulers)
		cycles := max(each*issued/full, float64(resident*warps)*wavefronts, alone*issued+aloneTerm)
		cycles += float64(resident*warps*copying) / float64(t.k)
		if resident == 1 {
			for range turned {
				cycles *= turningAlone
			}
		}
		around := blockLatency + each*float64(blockSetup+storeEach*t.tm*t.tn)
		if g.epilogue != nil {
			around += each*float64(t.tm*t.tn*(g.epilogue.work()+storeEach)) + float64(passLatency*t.tm/t.vm)/float64(resident)
		}
		return around + terms*cycles
	}
	return float64(blocks/int64(resident))*time(resident) + time(int(blocks%int64(resident)))
}

// work is about how many instructions a thread takes to copy its part of a piece.
func (c *gemmCopy) work() int {
	each := 3
	switch {
	case c.turn:
		each = 6
	case c.table:
		each = 5 + 3*len(c.f.bounds)
	}
	return each * c.eo * c.ek
}
