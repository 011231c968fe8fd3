// Package referee is the referee in Go: it checks a window's openings as the contract Referee does, and computes the window by the
// definition. Players use it to try a verdict before they pay for one, tests to play games without a chain.
package referee

import (
	"fmt"

	"refute/bisect"
	"refute/checkpoint"
	"refute/trainer/program"
	"refute/trainer/reference"
)

// Referee implements [bisect.Referee]. It keeps no state.
type Referee struct{}

// MissingError says that a window reads a leaf that was not opened.
type MissingError struct {
	Operand int
	Leaf    uint64
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("referee: operand %d reads leaf %d, which is not opened", e.Operand, e.Leaf)
}

// Window implements [bisect.Referee].
func (Referee) Window(q *bisect.Query, openings []byte) (uint32, error) {
	k, err := bisect.CheckKernel(q.Section, q.Place)
	if err != nil {
		return 0, fmt.Errorf("referee: kernel: %w", err)
	}
	if q.Element < 0 || q.Element >= k.Count() || q.Window < 0 || q.Window >= k.Windows() {
		return 0, fmt.Errorf("referee: element %d of %d, window %d of %d", q.Element, k.Count(), q.Window, k.Windows())
	}
	o, err := Unpack(openings, k, q.Place)
	if err != nil {
		return 0, err
	}
	if err := o.check(k, q); err != nil {
		return 0, err
	}
	read := func(j int, addr int64) (uint32, error) {
		leaf, at := checkpoint.LeafOf(k.Operands[j].Type, uint64(addr))
		for i := range o.Leaves {
			l := &o.Leaves[i]
			if l.Index == leaf && same(&k.Operands[j], &k.Operands[o.Sources[l.Source].Operand]) {
				return checkpoint.LeafElement(k.Operands[j].Type, &l.Data, at)
			}
		}
		return 0, &MissingError{j, leaf}
	}
	from, to := span(k, q.Window)
	return reference.Fold(k, q.Step, q.Element, from, to, q.Acc, read)
}

// span returns the terms of a window.
func span(k *program.Kernel, w int64) (from, to int64) {
	from = w * int64(k.Window)
	return from, min(from+int64(k.Window), k.Terms())
}

// same reports whether two operands read the same tensor and say the same of it.
func same(a, b *program.Operand) bool {
	return a.Space == b.Space && a.Tensor == b.Tensor && a.Type == b.Type && a.Count == b.Count
}

// spaceTree returns the root and the shape of the tree over the tensor roots of an operand's space.
func spaceTree(q *bisect.Query, s program.Space) (bisect.Root, checkpoint.Shape) {
	switch s {
	case program.InState:
		return q.State, checkpoint.NodeShape(uint64(q.Place.States))
	case program.InConst:
		return q.Consts, checkpoint.NodeShape(uint64(q.Place.Consts))
	}
	return q.Trace, checkpoint.NodeShape(uint64(q.Place.Kernels))
}

func (o *Openings) check(k *program.Kernel, q *bisect.Query) error {
	for i, s := range o.Sources {
		op := &k.Operands[s.Operand]
		root, shape := spaceTree(q, op.Space)
		if err := shape.Verify(root, s.Root, uint64(op.Tensor), s.Proof); err != nil {
			return fmt.Errorf("referee: source %d (%s%d): %w", i, op.Space, op.Tensor, err)
		}
	}
	for i := range o.Leaves {
		l := &o.Leaves[i]
		s := &o.Sources[l.Source]
		op := &k.Operands[s.Operand]
		shape := checkpoint.TensorShape(op.Type, uint64(op.Count))
		if err := shape.Verify(s.Root, checkpoint.HashLeaf(&l.Data), l.Index, l.Proof); err != nil {
			return fmt.Errorf("referee: leaf %d, number %d of %s%d: %w", i, l.Index, op.Space, op.Tensor, err)
		}
	}
	return nil
}
