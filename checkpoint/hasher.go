package checkpoint

import (
	"runtime"
	"sync"
	"sync/atomic"

	"refute/trainer/team"
	"refute/trainer/tensor"
)

// Hasher computes the roots of many tensors at once. The leaves of all of them are one heap of work that goroutines share: the leaves of small
// tensors fill the processor's lanes together, and no tensor waits for another. A Hasher keeps its buffers, so that hashing tensors of
// the same types and sizes again allocates nothing, and holds no tensor between calls. Its zero value is ready. One goroutine may use
// it at a time.
//
// Tensors must not change during a call. The roots depend on nothing but the tensors.
type Hasher struct {
	// Workers is how many goroutines a call uses at most; GOMAXPROCS if 0.
	Workers int

	plan  plan
	nodes []Root // of the plan's pieces
	top   forest // from the pieces to the roots
	state []Root // of StateRoot
	one   [1]tensor.Tensor

	in      []tensor.Tensor // of the call
	batches []*batch        // of goroutines
	unit    atomic.Int64    // the next unit of work
}

// Roots sets dst[i] to the root of tensor i. It panics on a tensor without elements.
func (h *Hasher) Roots(dst []Root, tensors []tensor.Tensor) {
	h.plan.make(tensors)
	if n := len(h.plan.pieces); cap(h.nodes) < n {
		h.nodes = make([]Root, n)
	}
	h.nodes = h.nodes[:len(h.plan.pieces)]
	workers := h.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = max(1, min(workers, len(h.plan.units)))
	for len(h.batches) < workers {
		h.batches = append(h.batches, new(batch))
	}
	h.in = tensors
	h.unit.Store(0)
	team.Share((*task)(h), workers)
	h.in = nil
	h.top.trees = append(h.top.trees[:0], h.plan.trees...)
	h.top.fold(dst, h.nodes, Tensors)
}

// StateRoot returns what [StateRoot] does.
func (h *Hasher) StateRoot(state []tensor.Tensor) Root {
	if len(state) == 0 {
		panic(ErrEmpty)
	}
	if cap(h.state) < len(state) {
		h.state = make([]Root, len(state))
	}
	roots := h.state[:len(state)]
	h.Roots(roots, state)
	return fold(roots, Depth(uint64(len(roots))), Nodes, 0)
}

// TensorRoot returns what [TensorRoot] does.
func (h *Hasher) TensorRoot(t tensor.Tensor) Root {
	var root [1]Root
	h.one[0] = t
	h.Roots(root[:], h.one[:])
	h.one[0] = tensor.Tensor{}
	return root[0]
}

// task is a Hasher at work.
type task Hasher

// Work does units until there are no more.
func (h *task) Work(worker int) {
	b := h.batches[worker]
	for {
		u := int(h.unit.Add(1) - 1)
		if u >= len(h.plan.units) {
			return
		}
		first, end := h.plan.unit(u)
		for i, p := range h.plan.pieces[first:end] {
			b.add(h.in[p.tensor], p.first, p.leaves)
			b.forest.trees = append(b.forest.trees, tree{out: i, count: p.leaves, levels: p.levels})
		}
		b.forest.fold(h.nodes[first:end], b.hash(), Tensors)
	}
}

// hashers are those of TensorRoot, StateRoot and their like.
var hashers = sync.Pool{New: func() any { return new(Hasher) }}
