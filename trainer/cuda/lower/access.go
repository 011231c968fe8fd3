package lower

import (
	"slices"

	"refute/trainer/program"
)

// access is how a group reads an operand.
type access struct {
	operand *program.Operand
	addr    *affine // without what it gathers
	checks  []check // all must hold, or the fill is read
	through *access // the operand whose value is gathered through
	none    bool    // always the fill
	tensor  int     // the group's tensor that it reads
	local   bool    // what it reads is in shared memory
}

// check holds if 0 <= x < size.
type check struct {
	x    *affine
	size int64
}

// newAccess returns how a kernel reads operand j. seen holds the accesses of the operands before.
func newAccess(k *program.Kernel, j int, v *view, seen []*access) *access {
	o, s := &k.Operands[j], v.space
	a := &access{operand: o, addr: v.affine(o.Offset, o.Stride)}
	lo, hi := a.addr.span(s)
	for i := range o.Bounds {
		b := &o.Bounds[i]
		x := v.affine(b.Offset-b.Lo, b.Stride)
		size := b.Hi - b.Lo
		lo, hi := x.span(s)
		switch {
		case lo >= 0 && hi < size:
			continue // always holds
		case size <= 0 || hi < 0 || lo >= size:
			a.none = true
		}
		a.checks = append(a.checks, check{x, size})
	}
	if o.Gather != program.NoGather {
		a.through = seen[o.Gather]
		if a.through.none { // a number that is known
			a.addr.offset += o.GatherStride * int64(a.through.operand.Fill)
			lo, hi = a.addr.span(s)
			a.through = nil
		}
	}
	if a.through == nil {
		switch {
		case hi < 0 || lo >= o.Count:
			a.none = true
		case lo < 0 || hi >= o.Count:
			x := *a.addr
			x.out, x.reduce = slices.Clone(x.out), slices.Clone(x.reduce)
			a.checks = append(a.checks, check{&x, o.Count})
		}
	}
	if a.none {
		a.through, a.checks = nil, nil
	}
	return a
}

// each calls f for the expressions that the access depends on.
func (a *access) each(f func(*affine)) {
	if a.none {
		return
	}
	f(a.addr)
	for _, c := range a.checks {
		f(c.x)
	}
	if a.through != nil {
		a.through.each(f)
	}
}

// fixed reports whether the word is the same for all terms.
func (a *access) fixed() bool {
	fixed := true
	a.each(func(x *affine) { fixed = fixed && x.fixed() })
	return fixed
}

// same reports whether two accesses of a group read the same words.
func (a *access) same(b *access) bool {
	if a.none || b.none {
		return a.none == b.none && a.operand.Fill == b.operand.Fill && a.operand.Type.Widened() == b.operand.Type.Widened()
	}
	x, y := a.operand, b.operand
	return x.Space == y.Space && x.Tensor == y.Tensor && x.Fill == y.Fill && a.addr.equal(b.addr) &&
		slices.EqualFunc(a.checks, b.checks, func(c, d check) bool { return c.size == d.size && c.x.equal(d.x) }) &&
		(a.through == nil) == (b.through == nil) && (a.through == nil || x.GatherStride == y.GatherStride && a.through.same(b.through))
}

// at reports whether the access reads the element that an expression gives, and all of the tensor's elements are such.
func (a *access) at(place *affine, count int64) bool {
	return !a.none && a.through == nil && len(a.checks) == 0 && a.operand.Count == count && a.addr.equal(place)
}

// usesAcc reports whether the body's value depends on the accumulator, other than by being it.
func usesAcc(k *program.Kernel) bool {
	if k.Body[len(k.Body)-1].Op == program.Acc {
		return false
	}
	for j, live := range liveValues(k) {
		if live && k.Body[j].Op == program.Acc {
			return true
		}
	}
	return false
}

// liveValues says on which values of a body its last depends.
func liveValues(k *program.Kernel) []bool {
	live := make([]bool, len(k.Body))
	live[len(k.Body)-1] = true
	for j := len(k.Body) - 1; j >= 0; j-- {
		if in := k.Body[j]; live[j] {
			for _, a := range []uint16{in.A, in.B, in.C}[:in.Op.Values()] {
				live[a] = true
			}
		}
	}
	return live
}
