// Package jit compiles loops over scalar bodies to machine code: AVX2 or AVX-512 on amd64. Each instruction of a body becomes the vector
// instruction that rounds like it, lane by lane, so the bits are those of trainer/reference; values stay in registers from the loads to the store.
//
// A [Loop] is the inner part of one kernel, or of several with the same iteration space. Its lanes are consecutive output elements; lane l of
// a row computes, with its own accumulator,
//
//	acc = Init;  for r in Reduce, row-major: acc = Last(acc, loads at l and r)
//
// and every Store writes a value to its output, canonical if it is an f32. The caller moves the pointers from row to row.
//
// Where the operating system allows no new code, or for other processors, Compile or Map return ErrUnsupported and the caller interprets.
package jit

import (
	"errors"

	"refute/trainer/program"
	"refute/trainer/tensor"
)

// ErrUnsupported says that a loop cannot be compiled here.
var ErrUnsupported = errors.New("jit: not supported")

// Value is a value of a loop's body, with the index of those that it is computed from.
type Value struct {
	Op      program.Op // Load: A is a load of the loop; Index: A is an entry of Indexes; Acc: the accumulator
	A, B, C int
	Imm     uint32
}

// Mode says where a load's lanes are.
type Mode uint8

// The modes.
const (
	Uniform    Mode = iota // the same word in all lanes
	Contiguous             // lane l at l
	Strided                // lane l at l·Stride bytes
	Grouped                // lanes of a vector are neighbours; the first at Table[l] bytes
	Splat                  // all lanes of a vector are the same word, at Table[l] bytes
	Scattered              // lane l at Table[l] bytes
)

// Load is where a loop reads: the row's pointer, plus the lane's place, plus what the term adds.
type Load struct {
	Type   tensor.Type
	Mode   Mode
	Stride int32
	Table  []int32
	Steps  []int64 // bytes that each reduction iterator adds a step; nil: none
	Bounds []Bound // outside of any, the word is Fill and no memory is read
	Fill   uint32
}

// Bound holds for a lane and a term if row + lane's + term's part, as u32, is below Size. The row's part is an argument.
type Bound struct {
	Stride int32   // lane l adds l·Stride, if there is no table
	Table  []int32 // or Table[l]
	Steps  []int64 // what each reduction iterator adds a step; nil: nothing
	Size   uint32
}

// Index is a source of an iterator's values.
type Index struct {
	Lanes  []uint32 // by lane, if not nil
	Row    bool     // and the row's, from the arguments, is added
	Self   bool     // the lane's own number
	Reduce int      // a reduction iterator, if >= 0; otherwise the row's, from the arguments
}

// Store is an output: Value goes to lane l of the row's pointer.
type Store struct {
	Value int
	Float bool
}

// Loop is what is compiled.
type Loop struct {
	Values  []Value // in order of evaluation
	Loads   []Load
	Indexes []Index
	Lanes   int // of a row
	Stores  []Store
	Reduce  []int64 // extents; empty: one term
	Init    uint32
	Last    int // the value that is the accumulator after a term, if Reduce is not empty
}

// Limits of what is compiled.
const (
	MaxPointers = 28 // loads and stores
	MaxIndexes  = 8
	MaxBounds   = 24 // of all loads
	MaxReduce   = 8
	maxSlots    = 512 // values that are kept in memory
)

// The arguments of a compiled loop, as bytes from their start.
const (
	argLo       = 0
	argHi       = 8
	argStep     = 16
	argIndexes  = 24                          // u32 each
	argCounters = argIndexes + 4*MaxIndexes   // u64 each: terms left of a reduction iterator
	argTerms    = argCounters + 8*MaxReduce   // u32 each: the value of a reduction iterator
	argPointers = argTerms + 4*MaxReduce      // u64 each
	argBounds   = argPointers + 8*MaxPointers // u32 each
	argSlots    = (argBounds + 4*MaxBounds + 63) / 64 * 64
)
