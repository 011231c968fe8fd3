package graph

import (
	"refute/trainer/body"
	"refute/trainer/tensor"
)

// Purposes keep the random numbers of a job's parts apart: see Kernel.Key. Those below 256 belong to this project.
const (
	PurposeStart   = 0 // initial state
	PurposeShuffle = 1 // order of the samples
	PurposeDropout = 2 // which elements are dropped
)

// Key returns a key for body.Philox, made from the job's seed and a purpose. It costs one kernel of one element a purpose.
// A random number of the job is Philox(key, counter): the counter says for which element, layer or step it is.
func (k *Kernel) Key(purpose uint32) body.Value {
	t, ok := k.g.keys[purpose]
	if !ok {
		seed := k.g.Seed()
		key := k.g.KernelU32("key", "seed")
		r0, _ := body.Philox(key.Load(seed, At(0)), key.Load(seed, At(1)), key.U(purpose))
		t = key.Store(r0)
		k.g.keys[purpose] = t
	}
	return k.Load(t)
}

// Stream returns 0, 1, 2, …: another number at each call, for layers of which a program has several and whose random numbers must differ.
func (g *Graph) Stream() uint32 {
	g.streams++
	return g.streams - 1
}

// Start says how a state tensor begins: the value of element e (row-major) of state tensor number s.
type Start func(k *Kernel, e Index, s int) body.Value

// Zeros begins a state tensor with zeros.
func Zeros() Start {
	return func(k *Kernel, _ Index, _ int) body.Value {
		if k.typ == tensor.U32 {
			return k.U(0)
		}
		return k.F(0)
	}
}

// Ones begins a state tensor with ones.
func Ones() Start {
	return func(k *Kernel, _ Index, _ int) body.Value {
		if k.typ == tensor.U32 {
			return k.U(1)
		}
		return k.F(1)
	}
}

// Uniform begins a state tensor with random numbers in [-bound, bound).
func Uniform(bound float32) Start {
	return func(k *Kernel, e Index, s int) body.Value {
		r, _ := body.Philox(k.Key(PurposeStart), k.Value(e), k.U(uint32(s)))
		return body.Uniform(r).FMA(k.F(2), k.F(-1)).Mul(k.F(bound))
	}
}

// Normal begins a state tensor with normal random numbers of mean 0.
func Normal(deviation float32) Start {
	return func(k *Kernel, e Index, s int) body.Value {
		r0, r1 := body.Philox(k.Key(PurposeStart), k.Value(e), k.U(uint32(s)))
		return body.Normal(r0, r1).Mul(k.F(deviation))
	}
}
