// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Place} from "./IReferee.sol";

/// A kernel's encoding, decoded as far as the referee needs it. What is read rarely stays where it is, in the calldata.
struct Kernel {
    bool valid; // of no meaning below if not
    uint256 kind; // 0 f32, 1 u32
    uint256 outs; // parallel iterators
    uint256 rank; // all iterators
    uint256 window;
    uint256 operands;
    uint256 body; // instructions
    uint256 init;
    uint256 count; // product of the parallel extents
    uint256 terms; // product of the reduction's extents
    uint256[8] extent;
    uint256[16] operand; // where each operand's encoding begins in the calldata
    uint256 code; // where the instructions begin in the calldata
}

// The instruction set's codes that are not plain functions of values.
uint256 constant OP_ACC = 0x00;
uint256 constant OP_LOAD = 0x01;
uint256 constant OP_F32 = 0x02;
uint256 constant OP_U32 = 0x03;
uint256 constant OP_INDEX = 0x04;
uint256 constant OP_STEP = 0x05;
uint256 constant OP_SELECT = 0x06;

/// Decoding and validation of a kernel: every rule of docs/program.md that the kernel and its place decide. Nothing here
/// reverts on any input.
library Kernels {
    uint256 private constant MAX_RANK = 8;
    uint256 private constant MAX_OPERANDS = 16;
    uint256 private constant MAX_BOUNDS = 4;
    uint256 private constant MAX_BODY = 512;
    uint256 private constant MAX_COUNT = 1 << 40; // exclusive
    uint256 private constant MAX_ADDRESS = 1 << 62; // exclusive
    uint256 private constant NO_GATHER = 0xff;

    /// The types of the instructions from 0x10 on, four bits each: how many values (0: no instruction), bit 2 their type,
    /// bit 3 the result's type.
    uint256 private constant SIGNATURES = 0xeeeeeeeeeeeeeeee0000000000599955000aaa2211123222;

    function parse(bytes calldata encoding, Place calldata place) internal pure returns (Kernel memory k) {
        unchecked {
            if (encoding.length < 12) return k;
            uint256 start;
            uint256 word;
            assembly ("memory-safe") {
                start := encoding.offset
                word := calldataload(start)
            }
            uint256 end = start + encoding.length;
            k.kind = _byte(word, 1);
            k.outs = _byte(word, 2);
            k.rank = k.outs + _byte(word, 3);
            k.window = 1 << (_byte(word, 4) & 0xf);
            k.operands = _byte(word, 5);
            k.body = (word >> 192) & 0xffff;
            k.init = (word >> 160) & 0xffffffff;
            if (
                _byte(word, 0) != 1 || k.kind > 1 || k.rank > MAX_RANK || _byte(word, 4) > 8
                    || k.operands > MAX_OPERANDS || k.body == 0 || k.body > MAX_BODY || (k.kind == 0 && !_canonical(k.init))
            ) return k;

            uint256 next = start + 12;
            if (next + 4 * k.rank > end) return k;
            if (!_extents(k, next)) return k;
            next += 4 * k.rank;

            uint256 unused; // a bit for each operand that is not yet read
            for (uint256 j = 0; j < k.operands; ++j) {
                uint256 size = 36 + 8 * k.rank;
                if (next + size > end) return k;
                uint256 w = _load(next);
                uint256 bounds = _byte(w, 3);
                if (bounds > MAX_BOUNDS || next + size + bounds * (24 + 8 * k.rank) > end) return k;
                k.operand[j] = next;
                if (!_operand(k, w, j, place)) return k;
                if (!_affine(k, next + 28, _signed(w >> 32))) return k;
                unused |= 1 << j;
                if (_byte(w, 2) != NO_GATHER) unused &= ~(1 << _byte(w, 2));
                next += size;
                for (; bounds != 0; --bounds) {
                    if (!_affine(k, next, 0)) return k;
                    next += 8 + 8 * k.rank;
                    if (!_within(_signed(_load(next) >> 192)) || !_within(_signed(_load(next + 8) >> 192))) return k;
                    next += 16;
                }
            }
            if (next + 8 * k.body != end) return k;
            k.code = next;
            k.valid = _body(k, unused);
        }
    }

    /// How many values an instruction takes; 0 if it is not an instruction on values.
    function arity(uint256 op) internal pure returns (uint256) {
        unchecked {
            if (op == OP_SELECT) return 3;
            if (op < 0x10 || op > 0x3f) return 0;
            return (SIGNATURES >> (4 * (op - 0x10))) & 3;
        }
    }

    function _extents(Kernel memory k, uint256 from) private pure returns (bool) {
        unchecked {
            k.count = 1;
            k.terms = 1;
            // Eight factors below 2^32: neither product can overflow.
            for (uint256 d = 0; d < k.rank; ++d) {
                uint256 e = _load(from + 4 * d) >> 224;
                k.extent[d] = e;
                if (d < k.outs) k.count *= e;
                else k.terms *= e;
            }
            return k.count != 0 && k.terms != 0 && k.count < MAX_COUNT && k.terms < MAX_COUNT;
        }
    }

    /// The fixed part of operand j, but for the affine expressions.
    function _operand(Kernel memory k, uint256 w, uint256 j, Place calldata place) private pure returns (bool) {
        unchecked {
            uint256 space = _byte(w, 0);
            uint256 kind = _byte(w, 1);
            uint256 gather = _byte(w, 2);
            uint256 index = (w >> 192) & 0xffffffff;
            uint256 count = (w >> 128) & 0xffffffffffffffff;
            uint256 fill = (w >> 96) & 0xffffffff;
            if (kind > 3 || count == 0 || count >= MAX_COUNT || (kind == 0 && !_canonical(fill))) return false;
            if (kind > 1 && space != 1) return false;
            if (space == 0) {
                if (place.init || index >= place.states) return false;
            } else if (space == 1) {
                if (index >= place.consts) return false;
            } else if (space != 2 || index >= place.position || index >= place.kernels) {
                return false;
            }
            if (gather == NO_GATHER) return (w >> 32) & 0xffffffffffffffff == 0;
            return gather < j && _byte(_load(k.operand[gather]), 1) != 0;
        }
    }

    /// Whether the affine expression at `from` (an offset, then the strides), with a u32 times `gather` added, has no
    /// coefficient over 2^40 and stays below 2^62 in magnitude.
    function _affine(Kernel memory k, uint256 from, uint256 gather) private pure returns (bool ok) {
        assembly ("memory-safe") {
            let c := sar(192, calldataload(from))
            ok := and(iszero(gt(add(c, 0x10000000000), 0x20000000000)), iszero(gt(add(gather, 0x10000000000), 0x20000000000)))
            let s := sar(255, c)
            let sum := sub(xor(c, s), s)
            s := sar(255, gather)
            sum := add(sum, mul(sub(xor(gather, s), s), 0xffffffff))
            let extent := mload(add(k, 0x140)) // k.extent
            for { let end := add(from, shl(3, mload(add(k, 0x60)))) } lt(from, end) { extent := add(extent, 32) } {
                from := add(from, 8)
                c := sar(192, calldataload(from))
                ok := and(ok, iszero(gt(add(c, 0x10000000000), 0x20000000000)))
                s := sar(255, c)
                sum := add(sum, mul(sub(xor(c, s), s), sub(mload(extent), 1)))
            }
            ok := and(ok, lt(sum, 0x4000000000000000))
        }
    }

    /// Types of the body, and that it reads every operand still in the set `unused`.
    function _body(Kernel memory k, uint256 unused) private pure returns (bool) {
        unchecked {
            uint256 types; // memory: a byte for each value
            uint256 n = k.body;
            assembly ("memory-safe") {
                types := mload(0x40)
                mstore(0x40, add(types, 0x220))
            }
            uint256 kind;
            for (uint256 j = 0; j < n; ++j) {
                uint256 w = _load(k.code + 8 * j);
                uint256 op = w >> 248;
                uint256 a = (w >> 224) & 0xffff;
                uint256 b = (w >> 208) & 0xffff;
                uint256 c = (w >> 192) & 0xffff;
                if (_byte(w, 1) != 0) return false;
                if (op >= 0x10) {
                    if (op > 0x3f) return false;
                    uint256 s = (SIGNATURES >> (4 * (op - 0x10))) & 0xf;
                    uint256 args = s & 3;
                    kind = (s >> 2) & 1;
                    if (args == 0 || a >= j || _kind(types, a) != kind) return false;
                    if (args > 1 ? b >= j || _kind(types, b) != kind : b != 0) return false;
                    if (args > 2 ? c >= j || _kind(types, c) != kind : c != 0) return false;
                    kind = s >> 3;
                } else if (op == OP_SELECT) {
                    if (a >= j || b >= j || c >= j || _kind(types, a) != 1) return false;
                    kind = _kind(types, b);
                    if (_kind(types, c) != kind) return false;
                } else if (op == OP_F32 || op == OP_U32) {
                    if (a != 0) return false;
                    kind = op - OP_F32;
                    if (kind == 0 && !_canonical((w >> 192) & 0xffffffff)) return false;
                } else {
                    if (b != 0 || c != 0) return false;
                    if (op == OP_LOAD) {
                        if (a >= k.operands) return false;
                        kind = _byte(_load(k.operand[a]), 1) == 0 ? 0 : 1;
                        unused &= ~(1 << a);
                    } else if (op == OP_INDEX) {
                        if (a >= k.rank) return false;
                        kind = 1;
                    } else {
                        if (a != 0 || op > OP_STEP) return false;
                        kind = op == OP_ACC ? k.kind : 1;
                    }
                }
                assembly ("memory-safe") { mstore8(add(types, j), kind) }
            }
            return kind == k.kind && unused == 0;
        }
    }

    function _kind(uint256 types, uint256 j) private pure returns (uint256 kind) {
        assembly ("memory-safe") { kind := byte(0, mload(add(types, j))) }
    }

    function _canonical(uint256 x) private pure returns (bool) {
        return x == 0x7fc00000 || (x & 0x7fffffff) <= 0x7f800000;
    }

    function _within(uint256 x) private pure returns (bool) {
        unchecked {
            return x + (1 << 40) <= 1 << 41;
        }
    }

    function _load(uint256 from) private pure returns (uint256 w) {
        assembly ("memory-safe") { w := calldataload(from) }
    }

    function _byte(uint256 w, uint256 i) private pure returns (uint256 b) {
        assembly ("memory-safe") { b := byte(i, w) }
    }

    /// The low 64 bits as a signed integer.
    function _signed(uint256 w) private pure returns (uint256 x) {
        assembly ("memory-safe") { x := signextend(7, w) }
    }
}
