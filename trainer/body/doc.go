// Package body builds the straight-line bodies of kernels, and has the library of scalar functions made of the instruction
// set: exponentials, logarithm, tanh, sigmoid, erf, random bits and a shuffle. docs/bodies.md lists their lengths and errors.
//
// A function takes and returns values of one builder, so that a formula is written as a formula and may be used as often
// as wanted:
//
//	b := body.New(tensor.F32)
//	x := b.Load(0, tensor.F32)
//	kernel.Body = b.Result(x.Mul(body.Sigmoid(x)))
//
// A wrong type, a value of another builder or an index out of range is the programmer's error and panics.
package body
