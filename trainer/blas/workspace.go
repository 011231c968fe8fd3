package blas

import "sync"

// workspace is what the computation of a block needs. All memory is kept and grows to what the largest block needs.
type workspace struct {
	tile           *tile
	a, b           View
	aTerms, bTerms []segment
	aStep, bStep   int
	rows           []float32 // a block of A, laid out anew
	aPacked        bool      // tile by tile, term by term
	panels         []float32 // panels of B, packed
	packed         int       // the columns from here on are
	out            []float32 // outputs on their way to C
	lanes          []segment
	each           []int
	aTile, cTile   []int // offsets of the rows of a tile that are evenly spaced
	outTile        []int
	strip          strip
	factors        [2]Matrix // of a routine's product
	next           *workspace
}

// idle is a list of the workspaces that no block uses. A sync.Pool would lose them to every collection of garbage.
var idle struct {
	sync.Mutex
	first *workspace
}

func takeWorkspace() *workspace {
	idle.Lock()
	defer idle.Unlock()
	w := idle.first
	if w == nil {
		return new(workspace)
	}
	idle.first = w.next
	return w
}

func (w *workspace) give() {
	w.a.Data, w.b.Data, w.strip = nil, nil, strip{} // they belong to others
	idle.Lock()
	defer idle.Unlock()
	w.next, idle.first = idle.first, w
}
