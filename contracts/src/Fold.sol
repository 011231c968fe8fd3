// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Float32} from "./Float32.sol";
import {Columns} from "./Body.sol";

/// Loops for the folds that most kernels are. They give what the interpreter gives, for less gas.
library Fold {
    /// acc = fma(a, b, acc) over n terms; a and b are columns with a word for each term (Columns.each).
    ///
    /// The accumulator stays unpacked, as a signed significand s and an exponent e (value s * 2^(e-150)), while everything
    /// is ordinary: normal factors, or a zero product; a normal result or an exact +0. Anything else, and a first
    /// accumulator of -0, takes one step of the packed fma.
    function fma(uint256 a, uint256 b, uint256 n, uint256 acc) internal pure returns (uint256) {
        unchecked {
            a >>= 8;
            uint256 apart = (b >> 8) - a;
            uint256 end = a + 4 * n;
            while (a != end) {
                if (acc != 0x80000000 && acc & 0x7f800000 != 0x7f800000) {
                    (acc, a) = _ordinary(a, end, apart, acc);
                    if (a == end) break;
                }
                uint256 x;
                uint256 y;
                assembly ("memory-safe") {
                    x := shr(224, mload(a))
                    y := shr(224, mload(add(a, apart)))
                }
                acc = Float32.fma(x, y, acc);
                a += 4;
            }
            return acc;
        }
    }

    /// The ordinary steps up to the first that is not: the accumulator before it, and where it is.
    function _ordinary(uint256 a, uint256 end, uint256 apart, uint256 acc)
        private
        pure
        returns (uint256 r, uint256 place)
    {
        assembly ("memory-safe") {
            let t := and(shr(23, acc), 0xff)
            let s := or(and(acc, 0x7fffff), shl(23, gt(t, 0)))
            if shr(31, acc) { s := sub(0, s) }
            t := sub(add(t, iszero(t)), 1) // e - 1
            if iszero(s) { t := 126 }
            for {} xor(a, end) { a := add(a, 4) } {
                let x := shr(224, mload(a))
                let y := shr(224, mload(add(a, apart)))
                let ex := and(shr(23, x), 0xff)
                let ey := and(shr(23, y), 0xff)
                // (e + 1) & 0xfe is 0 for the exponent fields 0 and 255 alone
                if iszero(mul(and(add(ex, 1), 0xfe), and(add(ey, 1), 0xfe))) {
                    // a zero times a finite number leaves an accumulator that is not -0 as it is
                    if and(
                        or(iszero(shl(225, x)), iszero(shl(225, y))),
                        iszero(or(eq(ex, 0xff), eq(ey, 0xff)))
                    ) { continue }
                    break
                }
                // the product, signed: all ones, or 0, for its sign
                ey := add(ex, ey)
                ex := sar(255, shl(224, xor(x, y)))
                x := sub(
                    xor(mul(or(and(x, 0x7fffff), 0x800000), or(and(y, 0x7fffff), 0x800000)), ex),
                    ex
                )
                // as in Float32.fma: the product at bit 160, the accumulator at bit y
                y := sub(add(t, 311), ey)
                if gt(y, 225) {
                    // the product is below a quarter of the accumulator's last place, if that is not 0
                    if and(sgt(y, 225), iszero(iszero(s))) { continue }
                    break
                }
                x := add(shl(160, x), shl(y, s))
                if iszero(x) {
                    s := 0
                    continue
                }
                // The leading bit, of x or of ~x. For x = -2^k that is one place too low, and the significand below becomes
                // -2^24: the same number.
                y := clz(xor(x, sar(255, x)))
                ey := sub(sub(ey, 80), y)
                if gt(ey, 250) { break } // subnormal, or perhaps too large
                t := add(ey, 1)
                // half to even, to the floor of a signed number
                s := sub(232, y)
                s := sar(s, add(add(x, sub(shl(sub(231, y), 1), 1)), and(sar(s, x), 1)))
            }
            place := a
            // pack
            let m := s
            if slt(s, 0) { m := sub(0, s) }
            // m <= 2^24, t <= 251: no overflow. A subnormal has t = 0 and no hidden bit.
            r := add(shl(23, t), m)
            if iszero(m) { r := 0 }
            r := or(r, shl(31, slt(s, 0)))
        }
    }

    /// acc = max or min of the accumulator and a, over n terms. larger: whether the larger is kept; accFirst: whether the accumulator is the instruction's first argument, which
    /// matters for zeros and NaN.
    function extreme(uint256 a, uint256 n, uint256 acc, bool larger, bool accFirst) internal pure returns (uint256) {
        unchecked {
            uint256 da = a & 0xf;
            a >>= 8;
            for (; n != 0; --n) {
                uint256 x;
                assembly ("memory-safe") { x := shr(224, mload(a)) }
                a += da;
                (uint256 first, uint256 second) = accFirst ? (acc, x) : (x, acc);
                uint256 wins = larger ? Float32.lt(second, first) : Float32.lt(first, second);
                acc = wins != 0 ? first : second;
            }
            return acc;
        }
    }

    /// Keeps the terms of a column whose predicate is not 0, in a column that has room for all; returns how many.
    function keep(uint256 to, uint256 from, uint256 predicate, uint256 n) internal pure returns (uint256 kept) {
        assembly ("memory-safe") {
            let start := shr(8, to)
            to := start
            let df := and(from, 0xf)
            let dp := and(predicate, 0xf)
            from := shr(8, from)
            predicate := shr(8, predicate)
            for {} n { n := sub(n, 1) } {
                mstore(to, mload(from))
                to := add(to, shl(2, gt(shr(224, mload(predicate)), 0)))
                from := add(from, df)
                predicate := add(predicate, dp)
            }
            kept := shr(2, sub(to, start))
        }
    }
}
