package jit

import "unsafe"

// Args are the arguments of a call and the memory that the code works in. They are for one goroutine. The tensors that pointers show
// to must be kept alive by the caller.
type Args struct {
	memory []uint64
	base   unsafe.Pointer
}

// slot is the size of a value in memory, and its alignment.
const slot = 64

// NewArgs returns arguments for any loop.
func NewArgs() *Args {
	a := &Args{memory: make([]uint64, (argSlots+maxSlots*slot+slot)/8)}
	p := unsafe.Pointer(&a.memory[0])
	a.base = unsafe.Add(p, -uintptr(p)&(slot-1))
	return a
}

func (a *Args) u64(at int) *uint64 { return (*uint64)(unsafe.Add(a.base, at)) }
func (a *Args) u32(at int) *uint32 { return (*uint32)(unsafe.Add(a.base, at)) }

// Lanes says which lanes of the row to compute.
func (a *Args) Lanes(lo, hi int) { *a.u64(argLo), *a.u64(argHi) = uint64(lo), uint64(hi) }

// Step sets the step's number.
func (a *Args) Step(t uint32) { *a.u32(argStep) = t }

// Index sets the value of Indexes[i], an iterator that is the same in all of the row.
func (a *Args) Index(i int, v uint32) { *a.u32(argIndexes + 4*i) = v }

// Bound sets the row's part of bound i: the loops' bounds are numbered load by load.
func (a *Args) Bound(i int, v uint32) { *a.u32(argBounds + 4*i) = v }

// Pointer sets pointer i to bytes behind p: of Loads[i] at lane 0 and the first term, or, behind the loads, of a store at lane 0. It may lie out of what p
// is about, where bounds keep it from being used.
func (a *Args) Pointer(i int, p unsafe.Pointer, bytes int64) {
	*a.u64(argPointers + 8*i) = uint64(uintptr(p)) + uint64(bytes)
}

// Move adds bytes to pointer i.
func (a *Args) Move(i int, bytes int64) { *a.u64(argPointers + 8*i) += uint64(bytes) }
