// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Float32} from "./Float32.sol";

/// A column is a value of the body for all terms of a chunk: 4-byte words in memory, one after the other, or one word that
/// holds for every term. It is named by one word: where it begins << 8 | flags | bytes from one term to the next (4 or 0).
///
/// Words are written in ascending order, each store spilling 28 bytes to its right, so a column is followed by a guard of
/// as many bytes.
library Columns {
    /// The value depends on the accumulator: its column has one word, of the term being computed.
    uint256 internal constant CHAINED = 0x10;
    uint256 internal constant GUARD = 32;

    /// A new column of n words, n = 0 for one word that holds for all terms.
    function alloc(uint256 n) internal pure returns (uint256 column) {
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore(0x40, add(p, add(and(add(shl(2, n), 31), not(31)), 32)))
            column := or(shl(8, p), shl(2, gt(n, 0)))
        }
    }

    /// A new column of one word.
    function constantOf(uint256 value) internal pure returns (uint256 column) {
        column = alloc(0);
        set(column, value);
    }

    /// A column with a word for each of n terms, that says what this one says.
    function each(uint256 column, uint256 n) internal pure returns (uint256 r) {
        if (column & 4 != 0) return column;
        r = alloc(n);
        fill(r >> 8, get(column, 0), n);
    }

    /// Writes x n times from p on.
    function fill(uint256 p, uint256 x, uint256 n) internal pure {
        assembly ("memory-safe") {
            x := mul(x, 0x100000001000000010000000100000001000000010000000100000001)
            for { let end := add(p, shl(2, n)) } lt(p, end) { p := add(p, 4) } { mstore(p, x) }
        }
    }

    /// The word of term i.
    function get(uint256 column, uint256 i) internal pure returns (uint256 x) {
        assembly ("memory-safe") { x := shr(224, mload(add(shr(8, column), mul(i, and(column, 0xf))))) }
    }

    /// Sets the first word.
    function set(uint256 column, uint256 x) internal pure {
        assembly ("memory-safe") { mstore(shr(8, column), shl(224, x)) }
    }
}

/// The instructions of a body.
library Body {
    /// One instruction on values. f32 arguments are canonical, and so are f32 results.
    function scalar(uint256 op, uint256 a, uint256 b, uint256 c) internal pure returns (uint256 r) {
        unchecked {
            if (op < 0x20) {
                if (op < 0x14) {
                    if (op == 0x13) return Float32.fma(a, b, c);
                    if (op == 0x10) return Float32.add(a, b);
                    if (op == 0x12) return Float32.mul(a, b);
                    if (op == 0x11) return Float32.sub(a, b);
                    return a != 0 ? b : c; // select
                }
                if (op < 0x18) {
                    if (op == 0x14) return Float32.div(a, b);
                    if (op == 0x15) return Float32.sqrt(a);
                    return op == 0x16 ? Float32.neg(a) : Float32.abs(a);
                }
                if (op == 0x18) return Float32.min(a, b);
                if (op == 0x19) return Float32.max(a, b);
                if (op == 0x1a) return Float32.eq(a, b);
                return op == 0x1b ? Float32.lt(a, b) : Float32.le(a, b);
            }
            if (op < 0x30) {
                if (op == 0x20) return Float32.fromU32(a);
                if (op == 0x21) return Float32.fromI32(a);
                if (op == 0x22) return Float32.toU32(a);
                if (op == 0x23) return Float32.toI32(a);
                return Float32.canon(a); // bits, float
            }
            assembly ("memory-safe") {
                switch lt(op, 0x38)
                case 1 {
                    switch lt(op, 0x34)
                    case 1 {
                        switch op
                        case 0x30 { r := and(add(a, b), 0xffffffff) }
                        case 0x31 { r := and(sub(a, b), 0xffffffff) }
                        case 0x32 { r := and(mul(a, b), 0xffffffff) }
                        default { r := shr(32, mul(a, b)) }
                    }
                    default {
                        switch op
                        case 0x34 { r := div(a, b) } // the EVM's division by 0 is 0, and so is its remainder
                        case 0x35 { r := mod(a, b) }
                        case 0x36 { r := and(a, b) }
                        default { r := or(a, b) }
                    }
                }
                default {
                    switch lt(op, 0x3c)
                    case 1 {
                        switch op
                        case 0x38 { r := xor(a, b) }
                        case 0x39 { r := and(shl(b, a), 0xffffffff) }
                        case 0x3a { r := shr(b, a) }
                        default { r := and(sar(b, signextend(3, a)), 0xffffffff) }
                    }
                    default {
                        switch op
                        case 0x3c { r := eq(a, b) }
                        case 0x3d { r := lt(a, b) }
                        case 0x3e { r := iszero(gt(a, b)) }
                        default { r := slt(signextend(3, a), signextend(3, b)) }
                    }
                }
            }
        }
    }

    /// One instruction on columns, for n terms, or for one term if the result is one word. The commonest instructions have
    /// loops of their own, so that the choice is made once; the others choose term by term. Same functions, same results.
    function column(uint256 op, uint256 out, uint256 a, uint256 b, uint256 c, uint256 n) internal pure {
        unchecked {
            uint256 to = out >> 8;
            if (out & 0xf == 0) n = 1;
            uint256 end = to + 4 * n;
            uint256 da = a & 0xf;
            uint256 db = b & 0xf;
            uint256 dc = c & 0xf;
            a >>= 8;
            b >>= 8;
            c >>= 8;
            if (op == 0x10) {
                for (; to < end; to += 4) {
                    _store(to, Float32.add(_load(a), _load(b)));
                    a += da;
                    b += db;
                }
            } else if (op == 0x12) {
                for (; to < end; to += 4) {
                    _store(to, Float32.mul(_load(a), _load(b)));
                    a += da;
                    b += db;
                }
            } else if (op == 0x13) {
                for (; to < end; to += 4) {
                    _store(to, Float32.fma(_load(a), _load(b), _load(c)));
                    a += da;
                    b += db;
                    c += dc;
                }
            } else {
                for (; to < end; to += 4) {
                    _store(to, scalar(op, _load(a), _load(b), _load(c)));
                    a += da;
                    b += db;
                    c += dc;
                }
            }
        }
    }

    function _load(uint256 p) private pure returns (uint256 x) {
        assembly ("memory-safe") { x := shr(224, mload(p)) }
    }

    function _store(uint256 p, uint256 x) private pure {
        assembly ("memory-safe") { mstore(p, shl(224, x)) }
    }
}
