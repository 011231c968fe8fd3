// Package emulate reads PTX and runs it in Go, to the bits that NVIDIA documents for a card, so that what writes PTX is tested on any machine.
//
//	text ──Parse──▶ Module: kernels whose instructions are checked ──Function.Run──▶ Memory
//
// The subset is what packages ptx, lower and hash write, and what is near it: integer and predicate instructions, conversions, binary32 arithmetic that rounds
// to nearest, loads, stores, integer atomics, cp.async, barriers, and what the threads of a warp do together. All else is refused when it is read, with
// the line: above all what leaves rounding to a compiler, or approximates, or adds floats in an order of its own.
//
// # What is found
//
// It judges more strictly than a card, which may give the right bits by luck. These are errors, and name the kernel, the line, the block and the thread:
//
//   - an operand that is not of the instruction's type; a register that is read before it is written;
//   - an access that is misaligned, in no memory that was taken, across the end of it, or a write to what must not be written;
//   - memory that is read before anybody wrote it;
//   - two accesses that no barrier orders, at least one of them a write: in shared memory, and in the global memory of one launch. Two that
//     write the same value are let pass, and so are two of less than a word, and two atomic ones;
//   - data of cp.async before its thread waited for it, or without a barrier where another thread wrote it;
//   - a barrier that some thread of the block, or a shfl, vote or bar.warp.sync that some member of the warp does not reach.
//
// Where PTX leaves a result open (a division by 0, a register of a lane that is not there) it is 0xbaadf00d. A NaN of arithmetic is 0x7fffffff as on the
// cards, and so is one of neg and abs, where PTX does not say which it is (the cards keep the payload). Memory begins with a pattern.
//
// Not judged: whether a result depends on the order of atomic instructions, and what blocks tell each other by means of a fence.
//
// # How it runs
//
// A warp's threads are interpreted side by side, an instruction for all of them at a time; those at the least place go first, so that they meet again where their
// ways join. Warps run one after another from barrier to barrier, blocks beside each other on the processors. The result does not depend on any of it
// unless the kernel has a race, which is an error.
//
// The tests compare each instruction with computations of their own, and, built with the tag cuda and run with REFUTE_CUDA=1, with a card.
//
// Sources: NVIDIA, "Parallel Thread Execution ISA", version 8.4; "CUDA C++ Programming Guide", version 12.4.
package emulate
