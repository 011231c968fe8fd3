package program

import (
	"fmt"
	"math/bits"

	"refute/trainer/f32"
	"refute/trainer/tensor"
)

// Error says which part of a program is not valid.
type Error struct {
	Where string // "kernel 3 (relu)", "state 1 (W1)", "header"
	Err   error
}

func (e *Error) Error() string { return "program: " + e.Where + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

func canonical(b uint32) bool { return f32.Canon(b) == b }

// Validate checks every rule of docs/program.md. A program that passes can be executed by every executor, and each of its
// elements can be ruled on by the referee contract in one transaction a window.
func (p *Program) Validate() error {
	if p.Kind > Step {
		return &Error{"header", fmt.Errorf("kind %d, allowed are 0 (init) and 1 (step)", p.Kind)}
	}
	if n := len(p.Kernels); n < 1 || n > MaxKernels {
		return &Error{"header", fmt.Errorf("%d kernels, allowed are 1 to %d", n, MaxKernels)}
	}
	if n := len(p.States); n < 1 || n > MaxStates {
		return &Error{"header", fmt.Errorf("%d state tensors, allowed are 1 to %d", n, MaxStates)}
	}
	if n := len(p.Consts); n > MaxConsts {
		return &Error{"header", fmt.Errorf("%d constants, allowed are 0 to %d", n, MaxConsts)}
	}
	if n := len(p.States) + len(p.Consts); n > MaxTensors {
		return &Error{"header", fmt.Errorf("%d state tensors and constants together, allowed are %d", n, MaxTensors)}
	}
	for i, c := range p.Consts {
		if err := decl(c.Name, c.Type, c.Shape, tensor.U16); err != nil {
			return &Error{fmt.Sprintf("constant %d (%s)", i, c.Name), err}
		}
	}
	for i := range p.Kernels {
		k := &p.Kernels[i]
		err := k.Validate(p.Kind, i)
		if err == nil {
			err = p.references(k)
		}
		if err == nil {
			err = name(k.Name)
		}
		if err == nil {
			err = k.affordable()
		}
		if err != nil {
			return &Error{fmt.Sprintf("kernel %d (%s)", i, k.Name), err}
		}
	}
	for i, s := range p.States {
		err := decl(s.Name, s.Type, s.Shape, tensor.U32)
		if err == nil {
			err = p.source(s)
		}
		if err != nil {
			return &Error{fmt.Sprintf("state %d (%s)", i, s.Name), err}
		}
	}
	if len(p.Outputs) > 1<<16-1 {
		return &Error{"names", fmt.Errorf("%d outputs, allowed are %d", len(p.Outputs), 1<<16-1)}
	}
	for _, o := range p.Outputs {
		if o.Kernel < 0 || o.Kernel >= len(p.Kernels) {
			return &Error{"output " + o.Name, fmt.Errorf("kernel %d of %d", o.Kernel, len(p.Kernels))}
		}
		if err := name(o.Name); err != nil {
			return &Error{"output", err}
		}
	}
	return nil
}

func name(s string) error {
	if len(s) > 255 {
		return fmt.Errorf("name of %d bytes, allowed are 255", len(s))
	}
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return fmt.Errorf("name %q is not printable ASCII", s)
		}
	}
	return nil
}

func decl(n string, t tensor.Type, shape []int64, last tensor.Type) error {
	if err := name(n); err != nil {
		return err
	}
	if t > last {
		return fmt.Errorf("type %s is not allowed here", t)
	}
	if len(shape) > 255 {
		return fmt.Errorf("rank %d, allowed is 255", len(shape))
	}
	_, err := count(shape)
	return err
}

// count returns the product of extents that are each 1 to 2^32-1, below MaxCount.
func count(extents []int64) (int64, error) {
	n := int64(1)
	for _, e := range extents {
		if e < 1 || e > maxExtent {
			return 0, fmt.Errorf("extent %d, allowed are 1 to 2^32-1", e)
		}
		hi, lo := bits.Mul64(uint64(n), uint64(e))
		if hi != 0 || lo >= MaxCount {
			return 0, fmt.Errorf("%v has 2^40 elements or more", extents)
		}
		n = int64(lo)
	}
	return n, nil
}

// source checks what becomes of a state tensor.
func (p *Program) source(s State) error {
	if s.Kernel == Keep {
		if p.Kind == Init {
			return fmt.Errorf("an init program must compute it: there is nothing to keep")
		}
		return nil
	}
	if s.Kernel < 0 || s.Kernel >= len(p.Kernels) {
		return fmt.Errorf("becomes the output of kernel %d of %d", s.Kernel, len(p.Kernels))
	}
	k := &p.Kernels[s.Kernel]
	if k.Type != s.Type || k.Count() != s.Count() {
		return fmt.Errorf("is %s[%d], but kernel %d gives %s[%d]", s.Type, s.Count(), s.Kernel, k.Type, k.Count())
	}
	return nil
}

// references checks that what each operand says of its tensor is true.
func (p *Program) references(k *Kernel) error {
	for j, o := range k.Operands {
		var t tensor.Type
		var n int64
		switch o.Space {
		case InState:
			if o.Tensor >= len(p.States) {
				return fmt.Errorf("operand %d: state %d of %d", j, o.Tensor, len(p.States))
			}
			t, n = p.States[o.Tensor].Type, p.States[o.Tensor].Count()
		case InConst:
			if o.Tensor >= len(p.Consts) {
				return fmt.Errorf("operand %d: constant %d of %d", j, o.Tensor, len(p.Consts))
			}
			t, n = p.Consts[o.Tensor].Type, p.Consts[o.Tensor].Count()
		case InKernel:
			t, n = p.Kernels[o.Tensor].Type, p.Kernels[o.Tensor].Count()
		}
		if o.Type != t || o.Count != n {
			return fmt.Errorf("operand %d: says %s[%d], but %s%d is %s[%d]", j, o.Type, o.Count, o.Space, o.Tensor, t, n)
		}
	}
	return nil
}

// Validate checks the rules that concern the kernel alone, at its position in a program of the kind. They are the rules
// that the referee contract checks before it runs a window.
func (k *Kernel) Validate(kind Kind, position int) error {
	if k.Type > tensor.U32 {
		return fmt.Errorf("type %s, allowed are f32 and u32", k.Type)
	}
	if k.Rank() > MaxRank {
		return fmt.Errorf("%d iterators, allowed are %d", k.Rank(), MaxRank)
	}
	if _, err := count(k.Out); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	if _, err := count(k.Reduce); err != nil {
		return fmt.Errorf("reduction: %w", err)
	}
	if k.Type == tensor.F32 && !canonical(k.Init) {
		return fmt.Errorf("init 0x%08x is a NaN, but not the one NaN 0x7fc00000", k.Init)
	}
	if w := k.Window; w < 1 || w > MaxWindow || w&(w-1) != 0 {
		return fmt.Errorf("window %d, allowed are the powers of two from 1 to %d", w, MaxWindow)
	}
	if n := len(k.Operands); n > MaxOperands {
		return fmt.Errorf("%d operands, allowed are %d", n, MaxOperands)
	}
	for j := range k.Operands {
		if err := k.operand(kind, position, j); err != nil {
			return fmt.Errorf("operand %d: %w", j, err)
		}
	}
	if _, err := k.Types(); err != nil {
		return err
	}
	used := make([]bool, len(k.Operands))
	for _, in := range k.Body {
		if in.Op == Load {
			used[in.A] = true
		}
	}
	for _, o := range k.Operands {
		if o.Gather != NoGather {
			used[o.Gather] = true
		}
	}
	for j, ok := range used {
		if !ok {
			return fmt.Errorf("operand %d is neither loaded nor gathered through", j)
		}
	}
	return nil
}

func (k *Kernel) operand(kind Kind, position, j int) error {
	o := &k.Operands[j]
	switch {
	case o.Space > InKernel:
		return fmt.Errorf("space %d, allowed are 0 (state), 1 (const) and 2 (kernel)", o.Space)
	case o.Tensor < 0 || int64(o.Tensor) > maxExtent:
		return fmt.Errorf("tensor index %d", o.Tensor)
	case o.Space == InState && kind == Init:
		return fmt.Errorf("an init program has no state to read")
	case o.Space == InKernel && o.Tensor >= position:
		return fmt.Errorf("reads the output of kernel %d, which is not earlier", o.Tensor)
	case o.Type > tensor.U16 || o.Type > tensor.U32 && o.Space != InConst:
		return fmt.Errorf("type %s is not allowed in this space", o.Type)
	case o.Count < 1 || o.Count >= MaxCount:
		return fmt.Errorf("count %d, allowed are 1 to 2^40-1", o.Count)
	case o.Type == tensor.F32 && !canonical(o.Fill):
		return fmt.Errorf("fill 0x%08x is a NaN, but not the one NaN 0x7fc00000", o.Fill)
	case o.Gather != NoGather && (o.Gather < 0 || o.Gather >= j):
		return fmt.Errorf("gathers through operand %d, which is not earlier", o.Gather)
	case o.Gather != NoGather && k.Operands[o.Gather].Type == tensor.F32:
		return fmt.Errorf("gathers through operand %d, which is not of an integer type", o.Gather)
	case o.Gather == NoGather && o.GatherStride != 0:
		return fmt.Errorf("has a gather stride but gathers nothing")
	case len(o.Bounds) > MaxBounds:
		return fmt.Errorf("%d bounds, allowed are %d", len(o.Bounds), MaxBounds)
	}
	if err := k.affine(o.Offset, o.Stride, o.GatherStride); err != nil {
		return err
	}
	for b, bound := range o.Bounds {
		if err := k.affine(bound.Offset, bound.Stride, 0); err != nil {
			return fmt.Errorf("bound %d: %w", b, err)
		}
		if !within(bound.Lo) || !within(bound.Hi) {
			return fmt.Errorf("bound %d: limits %d and %d, allowed are magnitudes up to 2^40", b, bound.Lo, bound.Hi)
		}
	}
	return nil
}

func within(x int64) bool { return x >= -MaxStride && x <= MaxStride }

// affine checks that an affine expression, and all its partial sums, fit 64-bit signed arithmetic.
func (k *Kernel) affine(offset int64, stride []int64, gather int64) error {
	if len(stride) != k.Rank() {
		return fmt.Errorf("%d strides for %d iterators", len(stride), k.Rank())
	}
	if !within(offset) || !within(gather) {
		return fmt.Errorf("offset %d or gather stride %d has a magnitude over 2^40", offset, gather)
	}
	sum := magnitude(offset)
	add := func(s, n int64) bool { // sum += |s|*n, false on reaching maxAddress
		hi, lo := bits.Mul64(magnitude(s), uint64(n))
		if hi != 0 || lo >= maxAddress {
			return false
		}
		sum += lo
		return sum < maxAddress
	}
	ok := add(gather, maxExtent)
	for d, s := range stride {
		if !within(s) {
			return fmt.Errorf("stride %d has a magnitude over 2^40", s)
		}
		ok = ok && add(s, k.extent(d)-1)
	}
	if !ok {
		return fmt.Errorf("addresses reach 2^62")
	}
	return nil
}

func (k *Kernel) extent(d int) int64 {
	if d < len(k.Out) {
		return k.Out[d]
	}
	return k.Reduce[d-len(k.Out)]
}

func magnitude(x int64) uint64 {
	if x < 0 {
		return uint64(-x)
	}
	return uint64(x)
}
