// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// Positional SHA-256 trees of fixed depth (docs/program.md, "Trees").
///
/// Over n >= 1 leaves the depth is ceil(log2 n). In a *node tree* (programs, states, traces, anchors) a missing leaf is
/// 32 zero bytes; in a *tensor tree* a leaf is the hash of 1,024 bytes, and a missing one is the hash of 1,024 zero bytes.
/// An inner node is SHA-256(left || right). Lengths separate a tensor's leaves from nodes, and depths come from counts
/// that the caller knows, so a node never passes for a leaf.
library Tree {
    /// The SHA-256 precompile ran out of gas: the transaction was given too little.
    error Sha256Failed();
    /// A tensor leaf must be exactly 1,024 bytes.
    error LeafLength(uint256 length);
    /// The children of a node are 2^k hashes, k >= 1.
    error ChildrenLength(uint256 length);

    /// Bytes of a tensor leaf.
    uint256 internal constant LEAF = 1024;
    /// SHA-256 of 1,024 zero bytes.
    bytes32 internal constant ZERO_LEAF = 0x5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef;

    /// Depth of the tree over n leaves: ceil(log2 n), 0 for n of 0 or 1.
    function depthOf(uint256 n) internal pure returns (uint256 depth) {
        assembly ("memory-safe") {
            if gt(n, 1) { depth := sub(256, clz(sub(n, 1))) }
        }
    }

    /// Leaves of a tensor of the given number of elements and log2 of an element's bytes.
    function leavesOf(uint256 count, uint256 log2Size) internal pure returns (uint256) {
        return ((count << log2Size) + LEAF - 1) >> 10;
    }

    /// SHA-256(left || right).
    function node(bytes32 left, bytes32 right) internal view returns (bytes32 h) {
        bool ok;
        assembly ("memory-safe") {
            mstore(0, left)
            mstore(32, right)
            ok := staticcall(gas(), 2, 0, 64, 0, 32)
            h := mload(0)
        }
        if (!ok) revert Sha256Failed();
    }

    /// The root that leaf number `index` and its siblings, lowest first, lead to. Bits of index from the proof's length on
    /// are ignored: callers check that index < 2^depth, see verify.
    function climb(bytes32 leaf, uint256 index, bytes32[] calldata proof) internal view returns (bytes32 root) {
        uint256 start;
        uint256 depth;
        assembly ("memory-safe") {
            start := proof.offset
            depth := proof.length
        }
        return climbAt(leaf, index, start, depth);
    }

    /// climb, with the siblings at a position in the calldata. The caller has checked that they lie within it: beyond the
    /// calldata's end siblings read as zero.
    function climbAt(bytes32 leaf, uint256 index, uint256 start, uint256 depth) internal view returns (bytes32 root) {
        bool ok;
        assembly ("memory-safe") {
            // The running hash always lies in its own half of the 64 bytes at 0, so each level writes the sibling alone.
            let side := shl(5, and(index, 1))
            mstore(side, leaf)
            ok := 1
            for { let end := add(start, shl(5, depth)) } lt(start, end) { start := add(start, 32) } {
                calldatacopy(xor(side, 32), start, 32)
                index := shr(1, index)
                side := shl(5, and(index, 1))
                ok := and(ok, staticcall(gas(), 2, 0, 64, side, 32))
            }
            root := mload(side)
        }
        if (!ok) revert Sha256Failed();
    }

    /// Whether `leaf` is leaf number `index` of the tree of that depth under `root`.
    function verify(bytes32 root, bytes32 leaf, uint256 index, uint256 depth, bytes32[] calldata proof)
        internal
        view
        returns (bool)
    {
        return proof.length == depth && depth < 256 && index >> depth == 0 && climb(leaf, index, proof) == root;
    }

    /// Whether `hash` is node number `index` at height `height` (0: the leaves) of the tree of that depth under `root`.
    function verifyNode(
        bytes32 root,
        bytes32 hash,
        uint256 index,
        uint256 height,
        uint256 depth,
        bytes32[] calldata proof
    ) internal view returns (bool) {
        return height <= depth && verify(root, hash, index, depth - height, proof);
    }

    /// Root of the subtree of the given height of which all leaves are missing, in a node tree.
    function zeroNodes(uint256 height) internal view returns (bytes32) {
        return _double(0, height);
    }

    /// Root of the subtree of the given height of which all leaves are missing, in a tensor tree.
    function zeroTensor(uint256 height) internal view returns (bytes32) {
        return _double(ZERO_LEAF, height);
    }

    function _double(bytes32 h, uint256 height) private view returns (bytes32) {
        for (; height != 0; --height) {
            h = node(h, h);
        }
        return h;
    }

    /// Root of the subtree over 2^k children, k >= 1.
    function subtree(bytes32[] calldata children) internal view returns (bytes32 root) {
        uint256 n = children.length;
        if (n < 2 || n & (n - 1) != 0) revert ChildrenLength(n);
        bool ok;
        assembly ("memory-safe") {
            let base := mload(0x40) // scratch beyond the free pointer; nothing is allocated
            calldatacopy(base, children.offset, shl(5, n))
            ok := 1
            for {} gt(n, 1) { n := shr(1, n) } {
                let to := base
                for { let from := base let end := add(base, shl(5, n)) } lt(from, end) { from := add(from, 64) } {
                    ok := and(ok, staticcall(gas(), 2, from, 64, to, 32))
                    to := add(to, 32)
                }
            }
            root := mload(base)
        }
        if (!ok) revert Sha256Failed();
    }

    /// Root of the node tree over n >= 1 leaves, padded with missing ones to 2^ceil(log2 n).
    function rootOf(bytes32[] memory leaves) internal view returns (bytes32 root) {
        uint256 n = leaves.length;
        if (n == 0) revert ChildrenLength(0);
        uint256 width = 1 << depthOf(n);
        bool ok;
        assembly ("memory-safe") {
            let base := mload(0x40)
            mcopy(base, add(leaves, 32), shl(5, n))
            calldatacopy(add(base, shl(5, n)), calldatasize(), shl(5, sub(width, n))) // zeros
            ok := 1
            for {} gt(width, 1) { width := shr(1, width) } {
                let to := base
                for { let from := base let end := add(base, shl(5, width)) } lt(from, end) { from := add(from, 64) } {
                    ok := and(ok, staticcall(gas(), 2, from, 64, to, 32))
                    to := add(to, 32)
                }
            }
            root := mload(base)
        }
        if (!ok) revert Sha256Failed();
    }

    /// Hash of a tensor leaf, which must be 1,024 bytes.
    function leafHash(bytes calldata data) internal view returns (bytes32 h) {
        if (data.length != LEAF) revert LeafLength(data.length);
        bool ok;
        assembly ("memory-safe") {
            let base := mload(0x40)
            calldatacopy(base, data.offset, 1024)
            ok := staticcall(gas(), 2, base, 1024, 0, 32)
            h := mload(0)
        }
        if (!ok) revert Sha256Failed();
    }

    /// Leaf of a program's section in the program's tree: SHA-256(0x00 || section).
    function sectionLeaf(bytes calldata section) internal view returns (bytes32 h) {
        bool ok;
        assembly ("memory-safe") {
            let base := mload(0x40)
            mstore8(base, 0)
            calldatacopy(add(base, 1), section.offset, section.length)
            ok := staticcall(gas(), 2, base, add(section.length, 1), 0, 32)
            h := mload(0)
        }
        if (!ok) revert Sha256Failed();
    }
}
