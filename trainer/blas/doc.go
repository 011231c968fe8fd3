// Package blas is an order-exact BLAS in binary32: every sum is one chain of fused multiply-adds in the order of its
// index, so results do not depend on the machine, the number of threads, alignment or blocking.
//
// # Order
//
// A sum is a chain: s = +0, then s = fma(a_k, b_k, s) for k = 0, 1, …, each with a single rounding. Elements that the storage
// of a triangular or banded matrix lacks are no terms: they are left out, not added as zeros. A scaled result is
//
//	alpha*s            if beta = 0 (the old value is not read)
//	fma(alpha, s, t)   otherwise, with t = beta*c rounded
//	t                  if alpha = 0 or the sum has no terms (matrices are not read)
//
// so alpha = 1 gives the plain sum. Each routine says where it departs from this. Results are those of the definition for
// subnormals, infinities and signed zeros too; a NaN is always 0x7fc00000.
//
// # Use
//
// Implementation has gonum's interface blas.Float32 and panics as gonum's does on bad shapes. Call it directly; blas32.Use
// registers it for the whole process. Product and Plan are the entry below it: batches of products of operands of any layout, chains that start
// at any value, blocks that any goroutine may compute.
//
// # Speed
//
// A product runs in assembly with AVX-512, AVX2 or NEON, as package isa says: the fused multiply-add of the hardware is the one of the definition.
// Elsewhere it is emulated exactly in Go. Work is spread over outputs, never over the terms of a sum. Package tilegen writes the assembly.
package blas
