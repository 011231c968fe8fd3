// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Query} from "./IReferee.sol";
import {Kernel} from "./Kernel.sol";
import {Tree} from "./Tree.sol";

/// Proven leaves, in memory. Leaf number i of the openings has its index in its tensor at table + 32 i, and its 1,024
/// bytes at data + 1024 i, with each element turned big-endian and each f32 canonical.
struct Opened {
    uint256 table;
    uint256 data;
    uint256[16] first; // of each operand: its leaves are numbers first to end, exclusive
    uint256[16] end;
}

/// Reads and proves the openings of a window; IReferee has their layout.
library Openings {
    /// The openings are shorter or longer than what they say that they contain.
    error OpeningsLength(uint256 length);
    /// Source number i does not open: no such operand, or its root is not proven.
    error BadSource(uint256 i);
    /// Leaf number i does not open: no such source or leaf, or its bytes are not proven.
    error BadLeaf(uint256 i);
    /// Leaf number i does not come after the one before it.
    error LeafOrder(uint256 i);
    /// The window reads a leaf of an operand's tensor that was not opened.
    error MissingLeaf(uint256 operand, uint256 leaf);

    /// Of an operand's first word: the bytes that say which tensor it reads (space, type, index, count).
    uint256 private constant TENSOR = 0xffff0000ffffffffffffffffffffffff00000000000000000000000000000000;

    /// log2 of the bytes of an element.
    function log2Size(uint256 kind) internal pure returns (uint256) {
        return kind < 2 ? 2 : kind - 2;
    }

    function read(Kernel memory k, Query calldata q, bytes calldata openings)
        internal
        view
        returns (Opened memory o)
    {
        unchecked {
            uint256 p;
            assembly ("memory-safe") { p := openings.offset }
            uint256 end = p + openings.length;

            (uint256[] memory tensors, bytes32[] memory roots, uint256 next) = _sources(k, q, p, end);
            p = next;
            if (p >= end) revert OpeningsLength(openings.length);
            uint256 n = _load(p) >> 248;
            ++p;
            uint256[] memory lo = new uint256[](tensors.length);
            uint256[] memory hi = new uint256[](tensors.length);
            _allocate(o, n);
            uint256 before; // the leaf before: its source, plus one, and index
            for (uint256 i = 0; i < n; ++i) {
                if (p + 9 > end) revert OpeningsLength(openings.length);
                uint256 s = _load(p) >> 248;
                uint256 index = (_load(p) >> 184) & 0xffffffffffffffff;
                if (s >= tensors.length) revert BadLeaf(i);
                uint256 place = (s + 1) << 64 | index;
                if (place <= before) revert LeafOrder(i);
                before = place;
                uint256 kind = (tensors[s] >> 240) & 0xff;
                uint256 leaves = Tree.leavesOf((tensors[s] >> 128) & 0xffffffffffffffff, log2Size(kind));
                uint256 depth = Tree.depthOf(leaves);
                if (index >= leaves) revert BadLeaf(i);
                p += 9;
                if (p + Tree.LEAF + 32 * depth > end) revert OpeningsLength(openings.length);
                uint256 to = o.data + Tree.LEAF * i;
                bytes32 h = _copy(p, to);
                if (Tree.climbAt(h, index, p + Tree.LEAF, depth) != roots[s]) revert BadLeaf(i);
                p += Tree.LEAF + 32 * depth;
                _turn(to, kind);
                uint256 entry = o.table + 32 * i;
                assembly ("memory-safe") { mstore(entry, index) }
                if (hi[s] == 0) lo[s] = i;
                hi[s] = i + 1;
            }
            if (p != end) revert OpeningsLength(openings.length);
            for (uint256 j = 0; j < k.operands; ++j) {
                uint256 tensor = _load(k.operand[j]) & TENSOR;
                for (uint256 s = 0; s < tensors.length; ++s) {
                    if (tensors[s] == tensor) (o.first[j], o.end[j]) = (lo[s], hi[s]);
                }
            }
        }
    }

    /// The sources: which tensor each is, and its root.
    function _sources(Kernel memory k, Query calldata q, uint256 p, uint256 end)
        private
        view
        returns (uint256[] memory tensors, bytes32[] memory roots, uint256 next)
    {
        unchecked {
            if (p >= end) revert OpeningsLength(0);
            uint256 n = _load(p) >> 248;
            ++p;
            if (p + 33 * n > end) revert OpeningsLength(end - p + 1);
            tensors = new uint256[](n);
            roots = new bytes32[](n);
            for (uint256 i = 0; i < n; ++i) {
                if (p + 33 > end) revert BadSource(i);
                uint256 operand = _load(p) >> 248;
                if (operand >= k.operands) revert BadSource(i);
                uint256 tensor = _load(k.operand[operand]) & TENSOR;
                bytes32 root = bytes32(_load(p + 1));
                p += 33;
                uint256 space = tensor >> 248;
                bytes32 top = space == 0 ? q.stateRoot : space == 1 ? q.constRoot : q.traceRoot;
                uint256 count = space == 0 ? q.place.states : space == 1 ? q.place.consts : q.place.kernels;
                uint256 index = (tensor >> 192) & 0xffffffff;
                uint256 depth = Tree.depthOf(count);
                if (index >= count || p + 32 * depth > end || Tree.climbAt(root, index, p, depth) != top) {
                    revert BadSource(i);
                }
                p += 32 * depth;
                tensors[i] = tensor;
                roots[i] = root;
            }
            next = p;
        }
    }

    function _allocate(Opened memory o, uint256 n) private pure {
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore(o, p)
            mstore(add(o, 32), add(p, shl(5, n)))
            // and a guard, so that the last words can be read as words
            mstore(0x40, add(add(p, mul(n, 1056)), 32))
        }
    }

    /// Copies a leaf to memory and hashes it.
    function _copy(uint256 p, uint256 to) private view returns (bytes32 h) {
        bool ok;
        assembly ("memory-safe") {
            calldatacopy(to, p, 1024)
            ok := staticcall(gas(), 2, to, 1024, 0, 32)
            h := mload(0)
        }
        if (!ok) revert Tree.Sha256Failed();
    }

    /// Turns the elements of a leaf big-endian, and any NaN of an f32 leaf into the one NaN.
    function _turn(uint256 p, uint256 kind) private pure {
        if (kind == 2) return;
        assembly ("memory-safe") {
            let odd := 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff
            let low := 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff
            let end := add(p, 1024)
            switch kind
            case 3 {
                for {} lt(p, end) { p := add(p, 32) } {
                    let w := mload(p)
                    mstore(p, or(and(shr(8, w), odd), shl(8, and(w, odd))))
                }
            }
            default {
                let magnitude := 0x7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff
                if kind { magnitude := 0 } // a u32 is no NaN
                for {} lt(p, end) { p := add(p, 32) } {
                    let w := mload(p)
                    w := or(and(shr(8, w), odd), shl(8, and(w, odd)))
                    w := or(and(shr(16, w), low), shl(16, and(w, low)))
                    // Eight numbers at once: a NaN's magnitude carries into its sign's place.
                    let nan := and(
                        add(and(w, magnitude), 0x007fffff007fffff007fffff007fffff007fffff007fffff007fffff007fffff),
                        0x8000000080000000800000008000000080000000800000008000000080000000
                    )
                    if nan {
                        nan := mul(shr(31, nan), 0xffffffff)
                        w := or(
                            and(w, not(nan)),
                            and(nan, 0x7fc000007fc000007fc000007fc000007fc000007fc000007fc000007fc00000)
                        )
                    }
                    mstore(p, w)
                }
            }
        }
    }

    /// Where leaf `index` of operand j lies in memory.
    function find(Opened memory o, uint256 j, uint256 index) internal pure returns (uint256 p) {
        unchecked {
            uint256 lo = o.first[j];
            uint256 hi = o.end[j];
            uint256 table = o.table;
            while (lo < hi) {
                uint256 mid = (lo + hi) >> 1;
                uint256 x;
                assembly ("memory-safe") { x := mload(add(table, shl(5, mid))) }
                if (x == index) return o.data + Tree.LEAF * mid;
                if (x < index) lo = mid + 1;
                else hi = mid;
            }
            revert MissingLeaf(j, index);
        }
    }

    function _load(uint256 p) private pure returns (uint256 w) {
        assembly ("memory-safe") { w := calldataload(p) }
    }
}
