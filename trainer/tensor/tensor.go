// Package tensor holds flat tensors: a type and a row of 32-, 16- or 8-bit words. Shapes are the program's business.
package tensor

import (
	"fmt"
	"unsafe"
)

// Type is the element type of a tensor, with the codes of the program's canonical encoding.
type Type uint8

// The element types. U8 and U16 occur only as constants of a job; a load widens them to U32.
const (
	F32 Type = 0
	U32 Type = 1
	U8  Type = 2
	U16 Type = 3
)

// String returns the type's name in listings: f32, u32, u8 or u16.
func (t Type) String() string {
	switch t {
	case F32:
		return "f32"
	case U32:
		return "u32"
	case U8:
		return "u8"
	case U16:
		return "u16"
	}
	return fmt.Sprintf("type(%d)", uint8(t))
}

// Size returns the bytes of one element, 0 for an unknown type.
func (t Type) Size() int {
	switch t {
	case F32, U32:
		return 4
	case U16:
		return 2
	case U8:
		return 1
	}
	return 0
}

// Widened returns the type that a load of an element has: U32 for the integer types.
func (t Type) Widened() Type {
	if t == F32 {
		return F32
	}
	return U32
}

// Tensor is a flat tensor. Exactly one of the slices is used, by type: Words for F32 (as bits) and U32, Halves for U16,
// Bytes for U8.
type Tensor struct {
	Type   Type
	Words  []uint32
	Halves []uint16
	Bytes  []uint8
}

// New returns a zero tensor of n elements.
func New(t Type, n int) Tensor {
	switch t {
	case F32, U32:
		return Tensor{Type: t, Words: make([]uint32, n)}
	case U16:
		return Tensor{Type: t, Halves: make([]uint16, n)}
	case U8:
		return Tensor{Type: t, Bytes: make([]uint8, n)}
	}
	panic("tensor: unknown type " + t.String())
}

// FromF32 returns a tensor that shares x.
func FromF32(x []float32) Tensor {
	if len(x) == 0 {
		return Tensor{Type: F32}
	}
	return Tensor{Type: F32, Words: unsafe.Slice((*uint32)(unsafe.Pointer(&x[0])), len(x))}
}

// FromU32 returns a tensor that shares x.
func FromU32(x []uint32) Tensor { return Tensor{Type: U32, Words: x} }

// FromU8 returns a tensor that shares x.
func FromU8(x []uint8) Tensor { return Tensor{Type: U8, Bytes: x} }

// FromU16 returns a tensor that shares x.
func FromU16(x []uint16) Tensor { return Tensor{Type: U16, Halves: x} }

// Len returns the number of elements.
func (t Tensor) Len() int {
	switch t.Type {
	case U16:
		return len(t.Halves)
	case U8:
		return len(t.Bytes)
	}
	return len(t.Words)
}

// At returns element i as a word: the bits of an f32, an integer widened to 32 bits.
func (t Tensor) At(i int) uint32 {
	switch t.Type {
	case U16:
		return uint32(t.Halves[i])
	case U8:
		return uint32(t.Bytes[i])
	}
	return t.Words[i]
}

// F32 returns the elements of an F32 tensor; the slice shares its memory.
func (t Tensor) F32() []float32 {
	if t.Type != F32 {
		panic("tensor: F32 of a " + t.Type.String() + " tensor")
	}
	if len(t.Words) == 0 {
		return nil
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(&t.Words[0])), len(t.Words))
}

// Clone returns a copy that shares nothing.
func (t Tensor) Clone() Tensor {
	t.Words = append([]uint32(nil), t.Words...)
	t.Halves = append([]uint16(nil), t.Halves...)
	t.Bytes = append([]uint8(nil), t.Bytes...)
	return t
}

// Copy copies src into t; type and length must agree.
func (t Tensor) Copy(src Tensor) {
	if t.Type != src.Type || t.Len() != src.Len() {
		panic(fmt.Sprintf("tensor: copy of %s[%d] into %s[%d]", src.Type, src.Len(), t.Type, t.Len()))
	}
	if len(t.Words) > 0 && &t.Words[0] == &src.Words[0] {
		return // a copy onto itself would still move every word
	}
	copy(t.Words, src.Words)
	copy(t.Halves, src.Halves)
	copy(t.Bytes, src.Bytes)
}

// Memory returns the elements as they lie in memory, nil if there are none: on a little-endian machine, as they lie in a file, in a leaf and on a card.
func (t Tensor) Memory() []byte {
	switch {
	case len(t.Bytes) > 0:
		return t.Bytes
	case len(t.Halves) > 0:
		return unsafe.Slice((*byte)(unsafe.Pointer(&t.Halves[0])), 2*len(t.Halves))
	case len(t.Words) > 0:
		return unsafe.Slice((*byte)(unsafe.Pointer(&t.Words[0])), 4*len(t.Words))
	}
	return nil
}
