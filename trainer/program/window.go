package program

import "fmt"

// leafBytes is the size of a tensor leaf.
const leafBytes = 1024

// affordable checks that a window can be ruled on in one transaction.
func (k *Kernel) affordable() error {
	if n := k.Leaves(k.Window); n > MaxLeaves {
		return fmt.Errorf("a window of %d terms opens up to %d leaves, allowed are %d", k.Window, n, MaxLeaves)
	}
	if g := k.Gas(k.Window); g > MaxGas {
		return fmt.Errorf("a window of %d terms costs up to %d gas, allowed are %d", k.Window, g, MaxGas)
	}
	return nil
}

// ChooseWindow sets Window to the largest power of two that can be ruled on in one transaction; never larger than needed
// for all terms. An error says that not even one term can.
func (k *Kernel) ChooseWindow() error {
	var err error
	for k.Window = MaxWindow; k.Window >= 1; k.Window /= 2 {
		if int64(k.Window) >= 2*k.Terms() && k.Window > 1 {
			continue
		}
		if err = k.affordable(); err == nil {
			return nil
		}
	}
	k.Window = 1
	return err
}

// Leaves returns an upper bound of the number of tensor leaves that a window of w terms touches, all operands together,
// whatever the output element and the window's place. Operands over the same tensor are counted apart.
func (k *Kernel) Leaves(w int) int {
	n := int64(0)
	for j := range k.Operands {
		n += k.operandLeaves(&k.Operands[j], int64(w))
	}
	return int(min(n, 1<<31-1))
}

// operandLeaves bounds the leaves that a window of w terms touches in one operand's tensor.
//
// Seen from the innermost iterators outward, the window is a number of blocks (of the iterators d and inner to it), each of
// which spans a range of addresses. Every d gives a bound, blocks times the leaves under a range; the least is taken.
func (k *Kernel) operandLeaves(o *Operand, w int64) int64 {
	w = min(w, k.Terms())
	perLeaf := int64(leafBytes / o.Type.Size())
	best := min(w, (o.Count+perLeaf-1)/perLeaf) // a leaf a term; the whole tensor
	if o.Gather != NoGather && o.GatherStride != 0 && k.varies(o.Gather) {
		return best // each term may be anywhere
	}
	strides, extents := collapse(o.Stride[len(k.Out):], k.Reduce)
	if len(extents) == 0 {
		return 1
	}
	for d := range extents {
		span, inner := int64(0), int64(1)
		for i := len(extents) - 1; i >= d; i-- {
			span = addSat(span, mulSat(int64(magnitude(strides[i])), digitSpan(w, inner, extents[i], i == d)))
			inner = mulSat(inner, extents[i])
		}
		n := addSat(span, perLeaf-1)/perLeaf + 1
		if d > 0 {
			n = mulSat(n, pieces(w, inner))
		}
		best = min(best, n)
	}
	return best
}

// digitSpan returns the largest difference between two values that an iterator of the given extent, with inner terms to
// each of its values, takes in an aligned window of w terms. The outermost iterator of a block cannot wrap around in it.
func digitSpan(w, inner, extent int64, outermost bool) int64 {
	if inner%w == 0 {
		return 0
	}
	values := min(extent, (w-2)/inner+2)
	if !outermost && mulSat(inner, extent)%w != 0 {
		return extent - 1
	}
	if inner == 1 {
		values = min(extent, w)
	}
	return values - 1
}

// pieces returns into how many blocks of the given size an aligned window of w terms is cut at the most.
func pieces(w, block int64) int64 {
	switch {
	case block%w == 0:
		return 1
	case w%block == 0:
		return w / block
	}
	return (w-2)/block + 2
}

// varies reports whether the address of operand j changes while the reduction runs.
func (k *Kernel) varies(j int) bool {
	o := &k.Operands[j]
	for _, s := range o.Stride[len(k.Out):] {
		if s != 0 {
			return true
		}
	}
	for _, b := range o.Bounds { // the fill may take its place
		for _, s := range b.Stride[len(k.Out):] {
			if s != 0 {
				return true
			}
		}
	}
	return o.Gather != NoGather && o.GatherStride != 0 && k.varies(o.Gather)
}

// collapse merges iterators that step through memory like one, and drops those of extent 1.
func collapse(strides, extents []int64) (s, e []int64) {
	for i := range extents {
		if extents[i] == 1 {
			continue
		}
		if n := len(e); n > 0 && s[n-1] == mulSat(strides[i], extents[i]) {
			s[n-1], e[n-1] = strides[i], e[n-1]*extents[i]
			continue
		}
		s, e = append(s, strides[i]), append(e, extents[i])
	}
	return s, e
}

const saturated = 1 << 61

func addSat(a, b int64) int64 { return min(a+b, saturated) } // of values up to saturated, which cannot wrap

func mulSat(a, b int64) int64 {
	if a == 0 || b == 0 {
		return 0
	}
	p := a * b
	if p/b != a || p > saturated || p < -saturated {
		return saturated
	}
	return p
}
