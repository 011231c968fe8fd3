// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Base} from "./Base.sol";
import {Body, Columns} from "../src/Body.sol";
import {Float32} from "../src/Float32.sol";
import {Fold} from "../src/Fold.sol";

/// The loops for common folds against the plain chain of instructions.
contract FoldTest is Base {
    uint256 private constant N = 40;

    /// A word that is often at an edge.
    function _draw(uint256 seed, uint256 i) private pure returns (uint256 x) {
        uint256 h = uint256(keccak256(abi.encode(seed, i)));
        uint256 kind = (seed >> 240) % 4; // most folds stay ordinary for long
        x = h & 0xffffffff;
        if (kind == 0) return Float32.canon(x);
        x = (x & 0x807fffff) | ((115 + (h >> 32) % 24) << 23);
        if ((h >> 64) % (kind * 8) == 0) {
            uint32[8] memory edge = [uint32(0), 0x80000000, 0x7f800000, 0x7fc00000, 1, 0x7f7fffff, 0x00800000, 0xff800000];
            x = edge[(h >> 96) % 8];
        }
    }

    function _column(uint256 seed) private pure returns (uint256 c) {
        c = Columns.alloc(N);
        for (uint256 i = 0; i < N; i++) {
            uint256 p = (c >> 8) + 4 * i;
            uint256 x = _draw(seed, i);
            assembly ("memory-safe") { mstore(p, shl(224, x)) }
        }
    }

    function testFuzzFma(uint256 s, uint256 t, uint32 start, bool cancel) external pure {
        uint256 a = _column(s);
        uint256 b = _column(t);
        uint256 acc = Float32.canon(start);
        if (cancel) acc = Float32.neg(Float32.mul(Columns.get(a, 0), Columns.get(b, 0)));
        uint256 want = acc;
        for (uint256 n = 0; n < N; n++) {
            eq(Fold.fma(a, b, n, acc), want, "fma");
            want = Float32.fma(Columns.get(a, n), Columns.get(b, n), want);
        }
    }

    function testFuzzExtreme(uint256 s, uint32 start, bool larger, bool accFirst) external pure {
        uint256 a = _column(s);
        uint256 acc = Float32.canon(start);
        uint256 want = acc;
        for (uint256 n = 0; n < N; n++) {
            eq(Fold.extreme(a, n, acc, larger, accFirst), want, "extreme");
            uint256 x = Columns.get(a, n);
            (uint256 first, uint256 second) = accFirst ? (want, x) : (x, want);
            want = Body.scalar(larger ? 0x19 : 0x18, first, second, 0);
        }
    }

    function testFuzzKeep(uint256 s, uint256 predicates) external pure {
        uint256 a = _column(s);
        uint256 p = Columns.alloc(N);
        uint256 kept = Columns.alloc(N);
        uint256 count;
        for (uint256 i = 0; i < N; i++) {
            uint256 to = (p >> 8) + 4 * i;
            uint256 x = (predicates >> i) & 1 == 0 ? 0 : 1 << (i % 32);
            assembly ("memory-safe") { mstore(to, shl(224, x)) }
        }
        eq(Fold.keep(kept, a, p, N), _ones(predicates), "count");
        for (uint256 i = 0; i < N; i++) {
            if ((predicates >> i) & 1 != 0) eq(Columns.get(kept, count++), Columns.get(a, i), "kept");
        }
    }

    function _ones(uint256 x) private pure returns (uint256 n) {
        for (uint256 i = 0; i < N; i++) {
            n += (x >> i) & 1;
        }
    }

    /// An instruction on columns is the instruction on each term.
    function testFuzzColumn(uint8 code, uint256 s, bool uniform) external pure {
        uint256 op = 0x10 + uint256(code) % 0x30;
        if (op > 0x1c && op < 0x20 || op > 0x25 && op < 0x30) op = 0x13;
        uint256 a = _column(s);
        uint256 b = uniform ? Columns.constantOf(_draw(s, 999)) : _column(s ^ 1);
        uint256 c = _column(s ^ 2);
        uint256 out = Columns.alloc(N);
        Body.column(op, out, a, b, c, N);
        for (uint256 i = 0; i < N; i++) {
            eq(Columns.get(out, i), Body.scalar(op, Columns.get(a, i), Columns.get(b, i), Columns.get(c, i)), "term");
        }
        uint256 each = Columns.each(b, N);
        for (uint256 i = 0; i < N; i++) {
            eq(Columns.get(each, i), Columns.get(b, i), "each");
        }
    }
}
