// Package lower makes PTX of a program's kernels, and says how it is launched.
//
//	kernels ──▶ Op: one kernel, or several of the same outputs ──▶ launches: PTX, grid, arguments
//
// Nothing here decides a bit: a sum's terms are added by one thread in their order, each instruction of a body is one of PTX with its rounding.
package lower

import "refute/trainer/cuda/ptx"

// Card is what the code is made for. It decides shapes of grids, never bits.
type Card struct {
	Multiprocessors int
	Shared          int // bytes of shared memory that a block may ask for
}

// Source is what kind of thing an argument of a launch is.
type Source uint8

// The sources. All but Number are addresses in the card's memory, multiples of 16.
const (
	State   Source = iota // a tensor of the state before the step
	Const                 // a constant of the job
	Output                // a kernel's output
	Scratch               // memory of the op alone, with any content
	Table                 // words that never change
	Step                  // a word with the step's number
	Number                // Index itself, a u32
	List                  // the addresses of the tensors of Lists[Index], 8 bytes each: for a launch that reads more of them than it has parameters
)

// Arg is an argument of a launch.
type Arg struct {
	From  Source
	Index int
}

// Launch is one kernel on the card.
type Launch struct {
	Entry  *ptx.Entry // named "k"; two launches of the same text are one function
	Grid   [3]int     // blocks
	Block  int        // threads of a block
	Shared int        // bytes of dynamic shared memory
	Args   []Arg
}

// Op is what makes the outputs of one kernel of the program, or of several.
type Op struct {
	Kernels  []int // made, in order
	Stores   []int // those of them whose outputs are in memory then
	How      string
	Launches []Launch // one after another
	Scratch  []int64  // bytes of each
	Tables   [][]uint32
	Lists    [][]Arg // of State, Const, Output or Scratch

	entries []func() []uint32 // make the tables, which are large, of an op that is there to stay
}

// fill makes the op's tables.
func (o *Op) fill() {
	for i, make := range o.entries {
		o.Tables[i] = make()
	}
	o.entries = nil
}
