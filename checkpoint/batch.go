package checkpoint

import (
	"refute/trainer/tensor"
)

// batch is where one goroutine hashes the leaves of a unit.
type batch struct {
	count  int
	at     [blockLeaves]*byte
	hashes [blockLeaves]Root
	copies [blockLeaves][LeafSize]byte // of leaves that are not in memory as they are hashed
	forest forest
}

// add appends leaves of a tensor.
func (b *batch) add(t tensor.Tensor, first, leaves int) {
	data := t.Memory()
	for leaf := first; leaf < first+leaves; leaf++ {
		if at := leaf * LeafSize; littleEndian && at+LeafSize <= len(data) {
			b.at[b.count] = &data[at]
		} else {
			b.copies[b.count] = LeafBytes(t, uint64(leaf))
			b.at[b.count] = &b.copies[b.count][0]
		}
		b.count++
	}
}

// hash returns the hashes of the leaves, until the next call, and removes these from the batch.
func (b *batch) hash() []Root {
	n := b.count
	leafMessage.hash(b.hashes[:n], b.at[:n])
	clear(b.at[:n]) // the batch holds no tensor
	b.count = 0
	return b.hashes[:n]
}
