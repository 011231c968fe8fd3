// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// What a kernel says of itself, if it is valid.
struct Facts {
    bool valid;
    uint8 kind; // type of the accumulator and of the output: 0 f32, 1 u32
    uint16 window; // terms that the referee takes at once
    uint32 init; // P_0, the accumulator's first value
    uint64 count; // elements of the output
    uint64 terms; // terms of each element's sum
    uint64 windows; // ceil(terms / window): P_windows is the element
}

/// Where a kernel stands: what its program and job say, beyond its own encoding.
struct Place {
    bool init; // in an init program: there is no state to read
    uint32 position; // the kernel's position; it may read the outputs of earlier kernels
    uint32 states; // state tensors of the job
    uint32 consts; // constants of the job
    uint32 kernels; // kernels of the program
}

/// One window of one element, and what the defender is bound by.
struct Query {
    bytes kernel; // the kernel's section of the program
    Place place;
    uint32 step; // t
    uint64 element; // flat index of the output element
    uint64 window; // w: terms [w * Window, min((w + 1) * Window, terms))
    uint32 acc; // P_w
    bytes32 stateRoot; // S_{t-1}: tree over the roots of the state tensors
    bytes32 constRoot; // tree over the roots of the constants
    bytes32 traceRoot; // T_t: tree over the output roots of the kernels
}

/// The referee knows one operator and its arithmetic, and nothing of jobs, games or money. It keeps no state.
///
/// `openings` shows every tensor leaf that the window's loads touch, packed without padding, integers big-endian:
///
///     sources   count u8, then each:  operand u8 · root 32 · siblings 32 each, lowest first
///     leaves    count u8, then each:  source u8 · index u64 · data 1,024 · siblings 32 each, lowest first
///
/// A source is the root of the tensor that the named operand reads, proven as leaf `tensor index` of the tree over the
/// `states` state roots, the `consts` constant roots or the `kernels` output roots. It serves all operands that say the
/// same space, index, type and count. A leaf is proven against its source's root; the number of siblings is the depth that
/// the operand's type and count give. The leaves of one source stand together in increasing order of index.
interface IReferee {
    /// Whether the kernel is valid by every rule of docs/program.md that can be told from it and its place, and what it says.
    /// Never reverts, whatever the bytes.
    function check(bytes calldata kernel, Place calldata place) external view returns (Facts memory);

    /// P_{w+1}, canonical, or valid = false if the kernel is not valid. Reverts with a named error if the query is out of
    /// range or an opening is missing or wrong.
    function window(Query calldata query, bytes calldata openings) external view returns (bool valid, uint32 acc);
}
