// Package checkpoint holds what a solver commits to and what it keeps: Merkle roots of tensors, states, steps and
// epochs, the proofs that open them, checkpoints on disk, and the log of signed roots.
//
// # Trees
//
// All trees are positional: the place of a leaf is its index, the depth is fixed by the count, and nothing else (no
// name, shape or length) is hashed, so no committed byte is beyond the reach of arithmetic.
//
//	height 2            root = SHA-256(a ‖ b)
//	                   /                     \
//	height 1          a                       b            inner node = SHA-256(left ‖ right), 64 bytes in
//	                 / \                     / \
//	height 0        0   1                   2   ·          leaf hashes; · is a missing leaf
//
// There are two kinds. In a [Nodes] tree (states, epochs, histories, traces, programs) a leaf is itself a root, and a
// missing leaf is 32 zero bytes. In a [Tensors] tree a leaf is the SHA-256 of exactly 1,024 bytes of little-endian
// elements, the last leaf padded with zero bytes, and a missing leaf is the hash of 1,024 zero bytes. A leaf's message
// has 1,024 bytes and a node's 64, so neither can be taken for the other.
//
//	tensor root   over the 1 KiB leaves of one tensor          [TensorRoot], [TensorTree]
//	state root    over the tensor roots of a state             [StateRoot], [StateTree]
//	trace root    over the output roots of a step's kernels    [NodeRoot], [NodeTree]
//	anchor        over the state roots of an epoch, depth      [Anchor], [EpochTree]
//	              ceil(log2 E) whether the epoch is full or not
//	history root  over the anchors A_0 … A_last                [NodeRoot], [NodeTree]
//
// The roots do not depend on the machine, on GOMAXPROCS or on the order of goroutines.
//
// # Checkpoints and the log
//
// A checkpoint file holds the state after one step; [Store] keeps a directory of them with atomic writes. A [Log] is
// an append-only file of state roots with their signatures. Both survive a crash at any moment. What is read back is
// checked before it is believed: a damaged file is an error that says what is wrong and where, never a panic, and
// never more memory than the declared state takes.
package checkpoint
