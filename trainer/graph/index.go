package graph

import (
	"refute/trainer/body"
)

// Index is where a load reads along one dimension: a whole number plus whole multiples of iterators,
//
//	c + Σ coef·iterator
//
// or the value of a u32 load (Kernel.Through). Iterators are made by Kernel.Out and Kernel.Fold.
type Index struct {
	k       *Kernel
	c       int64
	terms   []term
	through int        // 1 + the operand whose value is the index; 0 if affine
	value   body.Value // of that operand
}

type term struct {
	axis int // iterator, in the order in which the kernel's were made
	coef int64
}

// At returns the index n, the same everywhere.
func At(n int) Index { return Index{c: int64(n)} }

// Plus returns the index n further.
func (x Index) Plus(n int) Index {
	x.affine("plus")
	x.c += int64(n)
	return x
}

// Times returns n times the index.
func (x Index) Times(n int) Index {
	x.affine("times")
	y := Index{k: x.k, c: x.c * int64(n)}
	for _, t := range x.terms {
		y.terms = append(y.terms, term{t.axis, t.coef * int64(n)})
	}
	return y
}

// And returns the sum of two indexes.
func (x Index) And(y Index) Index {
	x.affine("and")
	y.affine("and")
	s := Index{k: x.k, c: x.c + y.c}
	if s.k == nil {
		s.k = y.k
	}
	s.terms = append(append(s.terms, x.terms...), y.terms...)
	return s
}

func (x Index) affine(what string) {
	if x.through != 0 {
		panic("graph: " + what + " of an index that is a loaded value")
	}
}

// reach returns the least and the greatest value of an affine index.
func (x Index) reach() (lo, hi int64) {
	lo, hi = x.c, x.c
	for axis, c := range (affine{terms: x.terms}).strides(nil) { // an iterator may occur in several terms
		if c == 0 {
			continue
		}
		if far := c * (x.k.axes[axis].extent - 1); far < 0 {
			lo += far
		} else {
			hi += far
		}
	}
	return lo, hi
}
