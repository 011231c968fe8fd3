package checkpoint

import (
	"encoding/binary"
	"fmt"
	"unsafe"

	"refute/trainer/tensor"
)

// LeafSize is the size of a tensor's leaf in bytes.
const LeafSize = 1024

// LeafElements returns how many elements of a type one leaf holds: 256 words, 512 u16 or 1,024 u8.
func LeafElements(t tensor.Type) uint64 {
	size := t.Size()
	if size == 0 {
		panic("checkpoint: leaf of unknown tensor " + t.String())
	}
	return LeafSize / uint64(size)
}

// LeafCount returns how many leaves a tensor of count ≥ 1 elements has.
func LeafCount(t tensor.Type, count uint64) uint64 {
	n := LeafElements(t)
	return count/n + (count%n+n-1)/n
}

// LeafOf returns the leaf that holds an element, and the byte in that leaf at which it begins.
func LeafOf(t tensor.Type, element uint64) (leaf uint64, offset int) {
	n := LeafElements(t)
	return element / n, int(element%n) * t.Size()
}

// LeafRange returns the elements [first, end) of a leaf of a tensor of count elements; end ≤ count.
func LeafRange(t tensor.Type, count, leaf uint64) (first, end uint64) {
	n := LeafElements(t)
	if leaf >= LeafCount(t, count) {
		return count, count
	}
	return leaf * n, min(leaf*n+n, count)
}

// TensorShape is the shape of the tree over a tensor of count elements.
func TensorShape(t tensor.Type, count uint64) Shape {
	n := LeafCount(t, count)
	return Shape{Kind: Tensors, Count: n, Depth: Depth(n)}
}

// LeafBytes returns a tensor's leaf: its elements little-endian, then zero bytes. A leaf beyond the tensor is all
// zero bytes.
func LeafBytes(t tensor.Tensor, leaf uint64) [LeafSize]byte {
	var b [LeafSize]byte
	first, end := LeafRange(t.Type, uint64(t.Len()), leaf)
	putElements(b[:], t, int(first), int(end))
	return b
}

// LeafElement returns the element of that type at a byte offset of a leaf, as [LeafOf] gives it, widened to a word as
// [tensor.Tensor.At] does.
func LeafElement(t tensor.Type, b *[LeafSize]byte, offset int) (uint32, error) {
	size := t.Size()
	if size == 0 {
		return 0, fmt.Errorf("leaf of unknown tensor %s", t)
	}
	if offset < 0 || offset > LeafSize-size || offset%size != 0 {
		return 0, fmt.Errorf("no %s begins at byte %d of a leaf", t, offset)
	}
	switch size {
	case 1:
		return uint32(b[offset]), nil
	case 2:
		return uint32(binary.LittleEndian.Uint16(b[offset:])), nil
	}
	return binary.LittleEndian.Uint32(b[offset:]), nil
}

// PaddingFault returns the offset of the first non-zero byte of a leaf that lies beyond the tensor's count, and false
// if there is none. A commitment with such a byte is wrong whatever the elements are.
func PaddingFault(t tensor.Type, count, leaf uint64, b *[LeafSize]byte) (int, bool) {
	first, end := LeafRange(t, count, leaf)
	for i := int(end-first) * t.Size(); i < LeafSize; i++ {
		if b[i] != 0 {
			return i, true
		}
	}
	return 0, false
}

// littleEndian says whether memory already has the order of the leaves.
var littleEndian = memoryIsLittleEndian()

func memoryIsLittleEndian() bool {
	x := uint16(1)
	return *(*byte)(unsafe.Pointer(&x)) == 1
}

// putElements writes the elements [first, end) little-endian to b, on a machine of any order.
func putElements(b []byte, t tensor.Tensor, first, end int) {
	switch t.Type {
	case tensor.U8:
		copy(b, t.Bytes[first:end])
	case tensor.U16:
		for i, x := range t.Halves[first:end] {
			binary.LittleEndian.PutUint16(b[2*i:], x)
		}
	default:
		for i, x := range t.Words[first:end] {
			binary.LittleEndian.PutUint32(b[4*i:], x)
		}
	}
}

// takeElements sets the elements [first, end) from little-endian bytes, on a machine of any order.
func takeElements(t tensor.Tensor, first, end int, b []byte) {
	switch t.Type {
	case tensor.U8:
		copy(t.Bytes[first:end], b)
	case tensor.U16:
		for i := range t.Halves[first:end] {
			t.Halves[first+i] = binary.LittleEndian.Uint16(b[2*i:])
		}
	default:
		for i := range t.Words[first:end] {
			t.Words[first+i] = binary.LittleEndian.Uint32(b[4*i:])
		}
	}
}
