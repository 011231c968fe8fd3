// Package program defines what a training step is: an ordered list of kernels, all of one form. docs/program.md is its
// specification; this package holds the types, the validation, the canonical encoding with its Merkle root, and a listing
// that a person can read. It computes nothing: executors do (trainer/reference, trainer/cpu, and the referee contract).
package program

import (
	"refute/trainer/tensor"
)

// Limits of the format. The contract enforces the same.
const (
	MaxRank     = 8       // iterators of a kernel, parallel and reduction together
	MaxOperands = 16      // operands of a kernel
	MaxBounds   = 4       // bounds of an operand
	MaxBody     = 512     // instructions of a body
	MaxWindow   = 256     // terms in a window
	MaxKernels  = 1 << 16 // kernels of a program
	MaxStates   = 4096    // state tensors
	MaxConsts   = 4096    // constants
	MaxTensors  = 6144    // state tensors and constants together: a header of 96 KiB, which a transaction can still show
	MaxCount    = 1 << 40 // elements of a tensor, terms of a reduction: below this
	MaxStride   = 1 << 40 // magnitude of strides, offsets and limits: up to this
	MaxLeaves   = 32      // tensor leaves that a window may open
	MaxGas      = 3_000_000
	maxExtent   = 1<<32 - 1
	maxAddress  = 1 << 62
)

// Kind says which of a job's two kinds of program this is.
type Kind uint8

// Init makes the state before the first step and reads no state; Step makes the next state from the one before.
const (
	Init Kind = 0
	Step Kind = 1
)

// Program is the ordered list of kernels of one step and the tables of what they read and what becomes of it.
type Program struct {
	Kind    Kind
	States  []State
	Consts  []Const
	Kernels []Kernel
	Outputs []Output // named kernel outputs, such as the loss; not part of the state
}

// State declares a state tensor and says which value it has after the step.
type State struct {
	Name   string
	Type   tensor.Type
	Shape  []int64
	Kernel int // the kernel whose output becomes the state tensor, or Keep
}

// Keep, as a state's Kernel, leaves the tensor as it was.
const Keep = -1

// Const declares a constant of the job: a data set, a table, the seed.
type Const struct {
	Name  string
	Type  tensor.Type
	Shape []int64
}

// Output names the output of a kernel.
type Output struct {
	Name   string
	Kernel int
}

// Space is where an operand's tensor lives.
type Space uint8

// The spaces: the state before the step, the job's constants, and the outputs of earlier kernels.
const (
	InState  Space = 0
	InConst  Space = 1
	InKernel Space = 2
)

// String returns the space's letter in listings: s, c or k.
func (s Space) String() string {
	switch s {
	case InState:
		return "s"
	case InConst:
		return "c"
	case InKernel:
		return "k"
	}
	return "?"
}

// Kernel is the one operator:
//
//	out[i] = fold over r in Reduce, row-major, of acc = Body(acc, operands; i, r, step), from acc = Init
type Kernel struct {
	Name     string
	Type     tensor.Type // of the accumulator and the output: F32 or U32
	Out      []int64     // extents of the parallel iterators
	Reduce   []int64     // extents of the reduction iterators, innermost last
	Init     uint32      // bits of the accumulator's first value
	Window   int         // terms that the referee takes at once
	Operands []Operand
	Body     []Instr
}

// Operand reads one element of a tensor for each combination of iterators.
type Operand struct {
	Space        Space
	Tensor       int         // index in the space
	Type         tensor.Type // of that tensor
	Count        int64       // elements of that tensor
	Offset       int64
	Stride       []int64 // one per iterator, Out then Reduce
	Gather       int     // the operand whose value, times GatherStride, is added to the address; NoGather if none
	GatherStride int64
	Bounds       []Bound
	Fill         uint32 // bits of the value read out of bounds or out of the tensor
}

// NoGather, as an operand's Gather, means a purely affine address.
const NoGather = -1

// Bound requires Lo <= Offset + sum Stride[d]*v[d] < Hi.
type Bound struct {
	Offset int64
	Stride []int64
	Lo, Hi int64
}

// Instr is one instruction of a body. It defines the value with its own index. A, B and C are indexes of earlier
// values, but for Load (A is an operand) and Index (A is an iterator); Imm is the constant of ConstF and ConstU.
type Instr struct {
	Op      Op
	A, B, C uint16
	Imm     uint32
}

// Rank returns the number of iterators.
func (k *Kernel) Rank() int { return len(k.Out) + len(k.Reduce) }

// Extents returns the extents of all iterators, parallel first.
func (k *Kernel) Extents() []int64 {
	e := make([]int64, 0, k.Rank())
	return append(append(e, k.Out...), k.Reduce...)
}

// Count returns the number of output elements of a valid kernel.
func (k *Kernel) Count() int64 { return Product(k.Out) }

// Terms returns the number of terms of each sum of a valid kernel.
func (k *Kernel) Terms() int64 { return Product(k.Reduce) }

// Windows returns the number of windows of each sum.
func (k *Kernel) Windows() int64 { return (k.Terms() + int64(k.Window) - 1) / int64(k.Window) }

// Count returns the number of elements.
func (s State) Count() int64 { return Product(s.Shape) }

// Count returns the number of elements.
func (c Const) Count() int64 { return Product(c.Shape) }

// Output returns the kernel of the named output and whether there is one.
func (p *Program) Output(name string) (int, bool) {
	for _, o := range p.Outputs {
		if o.Name == name {
			return o.Kernel, true
		}
	}
	return 0, false
}

// Product returns the product of the extents, 1 if there are none.
func Product(extents []int64) int64 {
	n := int64(1)
	for _, e := range extents {
		n *= e
	}
	return n
}
