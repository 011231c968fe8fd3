// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// IEEE-754 binary32, round to nearest even, gradual underflow: profile f32/v1 of docs/program.md.
///
/// A number is its 32 bits in the low end of a word; the other bits must be zero. Results that are NaN are 0x7fc00000;
/// arguments may be any NaN. Each function rounds once.
///
/// With e the exponent field (1 for a subnormal, whose hidden bit is 0) and m the 24-bit significand, a number is
/// (-1)^sign * m * 2^(e-150). A word has room for sums that are exact, or exact but for a tail so far down that only its
/// being there matters, so each operation is integer arithmetic followed by one rounding, in `pack`.
library Float32 {
    uint256 internal constant NAN = 0x7fc00000;
    uint256 internal constant INF = 0x7f800000;
    uint256 internal constant ONE = 0x3f800000;
    uint256 private constant SIGN = 0x80000000;

    /// The one NaN for any NaN, otherwise x.
    function canon(uint256 x) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            r := x
            if gt(and(x, 0x7fffffff), 0x7f800000) { r := 0x7fc00000 }
        }
    }

    function isNaN(uint256 x) internal pure returns (bool r) {
        assembly ("memory-safe") { r := gt(and(x, 0x7fffffff), 0x7f800000) }
    }

    /// (-1)^sgn * m * 2^(g-381), rounded. m is 0 or in [2^25, 2^255); g may be any small signed integer.
    function pack(uint256 sgn, uint256 m, uint256 g) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            // The result's unit is 2^(t-149): t = exponent field - 1, 0 for subnormals too.
            let t := sub(g, clz(m))
            t := mul(t, sgt(t, 0))
            // m's lowest sh >= 1 bits go: half to even.
            let sh := sub(add(t, 232), g)
            r := shr(sh, add(add(m, sub(shl(sub(sh, 1), 1), 1)), and(shr(sh, m), 1)))
            // A hidden bit in r, or a carry out of rounding, adds one to the exponent field: as it should.
            r := add(shl(23, t), r)
            if gt(r, 0x7f7fffff) { r := 0x7f800000 }
            if iszero(m) { r := 0 }
            r := or(shl(31, sgn), r)
        }
    }

    /// a * b + c
    function fma(uint256 a, uint256 b, uint256 c) internal pure returns (uint256) {
        uint256 sgn;
        uint256 m;
        uint256 g;
        bool special;
        assembly ("memory-safe") {
            let ea := and(shr(23, a), 0xff)
            let eb := and(shr(23, b), 0xff)
            let ec := and(shr(23, c), 0xff)
            special := or(or(eq(ea, 0xff), eq(eb, 0xff)), eq(ec, 0xff))
            let p := mul(
                or(and(a, 0x7fffff), shl(23, gt(ea, 0))),
                or(and(b, 0x7fffff), shl(23, gt(eb, 0)))
            )
            let s := or(and(c, 0x7fffff), shl(23, gt(ec, 0)))
            ec := add(ec, iszero(ec))
            g := sub(add(add(ea, iszero(ea)), add(eb, iszero(eb))), 79) // product = p * 2^160 * 2^(g-381)

            // The product at bit 160, c at bit x. Beyond either end c or the product is but a tail: it is below a quarter of
            // the last place of the other, which is not 0 there or else the result is 0 whatever the tail's size.
            let x := add(sub(ec, g), 231)
            switch gt(x, 225)
            case 0 {
                p := shl(160, p)
                s := shl(x, s)
            }
            default {
                switch slt(x, 0)
                case 1 { p := shl(160, p) }
                default {
                    s := shl(225, s)
                    g := add(ec, 6)
                }
            }

            sgn := and(shr(31, xor(a, b)), 1)
            switch eq(sgn, shr(31, c))
            case 1 { m := add(p, s) }
            default {
                m := sub(p, s)
                if slt(m, 0) {
                    m := sub(0, m)
                    sgn := iszero(sgn)
                }
                if iszero(m) { sgn := 0 }
            }
        }
        if (special) return _fmaSpecial(a, b, c);
        return pack(sgn, m, g);
    }

    /// fma where some argument is infinite or NaN.
    function _fmaSpecial(uint256 a, uint256 b, uint256 c) private pure returns (uint256) {
        if (isNaN(a) || isNaN(b) || isNaN(c)) return NAN;
        uint256 aa = a & ~SIGN;
        uint256 bb = b & ~SIGN;
        if (aa != INF && bb != INF) return c; // c is infinite
        if (aa == 0 || bb == 0) return NAN; // 0 * inf
        uint256 p = ((a ^ b) & SIGN) | INF;
        return (c & ~SIGN) == INF && c != p ? NAN : p;
    }

    /// a + b
    function add(uint256 a, uint256 b) internal pure returns (uint256) {
        uint256 sgn;
        uint256 m;
        uint256 g;
        bool special;
        assembly ("memory-safe") {
            if gt(and(b, 0x7fffffff), and(a, 0x7fffffff)) {
                // a has the larger magnitude: swap
                let t := a
                a := b
                b := t
            }
            let ea := and(shr(23, a), 0xff)
            let eb := and(shr(23, b), 0xff)
            special := eq(ea, 0xff)
            m := shl(100, or(and(a, 0x7fffff), shl(23, gt(ea, 0))))
            let s := or(and(b, 0x7fffff), shl(23, gt(eb, 0)))
            ea := add(ea, iszero(ea))
            eb := add(eb, iszero(eb))
            g := add(ea, 131) // a = m * 2^(g-381), m at bit 100
            // b is a tail if it is more than 100 places below
            let x := sub(add(eb, 100), ea)
            s := shl(mul(x, sgt(x, 0)), s)
            sgn := shr(31, a)
            switch eq(sgn, shr(31, b))
            case 1 { m := add(m, s) }
            default {
                m := sub(m, s)
                if iszero(m) { sgn := 0 }
            }
        }
        if (special) return _fmaSpecial(a, ONE, b);
        return pack(sgn, m, g);
    }

    /// a - b
    function sub(uint256 a, uint256 b) internal pure returns (uint256) {
        return add(a, b ^ SIGN);
    }

    /// a * b
    function mul(uint256 a, uint256 b) internal pure returns (uint256) {
        uint256 m;
        uint256 g;
        uint256 sgn;
        bool special;
        assembly ("memory-safe") {
            let ea := and(shr(23, a), 0xff)
            let eb := and(shr(23, b), 0xff)
            special := or(eq(ea, 0xff), eq(eb, 0xff))
            m := shl(
                64,
                mul(or(and(a, 0x7fffff), shl(23, gt(ea, 0))), or(and(b, 0x7fffff), shl(23, gt(eb, 0))))
            )
            g := add(add(ea, iszero(ea)), add(add(eb, iszero(eb)), 17)) // 381 - 300 - 64
            sgn := and(shr(31, xor(a, b)), 1)
        }
        if (special) return _fmaSpecial(a, b, SIGN);
        return pack(sgn, m, g);
    }

    /// a / b
    function div(uint256 a, uint256 b) internal pure returns (uint256) {
        uint256 m;
        uint256 g;
        uint256 sgn;
        bool special;
        assembly ("memory-safe") {
            let ea := and(shr(23, a), 0xff)
            let eb := and(shr(23, b), 0xff)
            special := or(or(eq(ea, 0xff), eq(eb, 0xff)), iszero(shl(1, and(b, 0x7fffffff))))
            let n := shl(80, or(and(a, 0x7fffff), shl(23, gt(ea, 0))))
            let d := or(and(b, 0x7fffff), shl(23, gt(eb, 0)))
            // At least 57 significant bits; what is left of the division is a tail.
            m := or(div(n, d), gt(mod(n, d), 0))
            g := add(sub(add(ea, iszero(ea)), add(eb, iszero(eb))), 301) // 381 - 80
            sgn := and(shr(31, xor(a, b)), 1)
        }
        if (special) return _divSpecial(a, b);
        return pack(sgn, m, g);
    }

    function _divSpecial(uint256 a, uint256 b) private pure returns (uint256) {
        if (isNaN(a) || isNaN(b)) return NAN;
        uint256 s = (a ^ b) & SIGN;
        a &= ~SIGN;
        b &= ~SIGN;
        if (a == b) return NAN; // 0 / 0 or inf / inf: here b is one of them, or a is infinite
        return a == INF || b == 0 ? s | INF : s; // x / inf, 0 / inf
    }

    /// The square root of a; of -0 it is -0.
    function sqrt(uint256 a) internal pure returns (uint256) {
        if (isNaN(a)) return NAN;
        if (a & ~SIGN == 0) return a;
        if (a & SIGN != 0) return NAN;
        if (a == INF) return a;
        uint256 m;
        uint256 g;
        assembly ("memory-safe") {
            let e := shr(23, a)
            m := or(and(a, 0x7fffff), shl(23, gt(e, 0)))
            e := add(e, iszero(e))
            // a = m * 2^(e-150). Over an even exponent: v = m * 2^(100 or 101), a = v * 2^(e-250 or e-251).
            let v := shl(add(100, and(e, 1)), m)
            g := add(shr(1, sub(add(e, 1000), and(e, 1))), sub(381, 625)) // 381 + (e' - 250) / 2
            // r starts at or above the root, within a factor of 1.5, and falls to its floor.
            let r := shl(shr(1, sub(257, clz(v))), 1)
            for {} 1 {} {
                let next := shr(1, add(r, div(v, r)))
                if iszero(lt(next, r)) { break }
                r := next
            }
            m := or(shl(1, r), gt(v, mul(r, r))) // the root has at least 50 bits; below them a tail
            g := sub(g, 1)
        }
        return pack(0, m, g);
    }

    function neg(uint256 a) internal pure returns (uint256) {
        return canon(a ^ SIGN);
    }

    function abs(uint256 a) internal pure returns (uint256) {
        return canon(a & ~SIGN);
    }

    /// 1 if a = b; -0 = +0, and a NaN equals nothing.
    function eq(uint256 a, uint256 b) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            let aa := and(a, 0x7fffffff)
            r := and(or(eq(a, b), iszero(or(aa, and(b, 0x7fffffff)))), iszero(gt(aa, 0x7f800000)))
        }
    }

    /// 1 if a < b.
    function lt(uint256 a, uint256 b) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            let aa := and(a, 0x7fffffff)
            let bb := and(b, 0x7fffffff)
            // as signed integers, both zeros 0
            r := slt(
                mul(aa, sub(1, shl(1, shr(31, a)))),
                mul(bb, sub(1, shl(1, shr(31, b))))
            )
            if or(gt(aa, 0x7f800000), gt(bb, 0x7f800000)) { r := 0 }
        }
    }

    /// 1 if a <= b.
    function le(uint256 a, uint256 b) internal pure returns (uint256 r) {
        assembly ("memory-safe") {
            let aa := and(a, 0x7fffffff)
            let bb := and(b, 0x7fffffff)
            r := iszero(
                sgt(mul(aa, sub(1, shl(1, shr(31, a)))), mul(bb, sub(1, shl(1, shr(31, b)))))
            )
            if or(gt(aa, 0x7f800000), gt(bb, 0x7f800000)) { r := 0 }
        }
    }

    /// a < b ? a : b
    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return canon(lt(a, b) != 0 ? a : b);
    }

    /// a > b ? a : b
    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return canon(lt(b, a) != 0 ? a : b);
    }

    /// The u32 a, rounded.
    function fromU32(uint256 a) internal pure returns (uint256) {
        return pack(0, a << 64, 317); // 381 - 64
    }

    /// a as int32, rounded.
    function fromI32(uint256 a) internal pure returns (uint256) {
        return a < SIGN ? pack(0, a << 64, 317) : pack(1, (0x100000000 - a) << 64, 317);
    }

    /// The magnitude's floor, of a number that is not NaN; some number above 2^32 for what is beyond.
    function _trunc(uint256 a) private pure returns (uint256 r) {
        assembly ("memory-safe") {
            let e := and(shr(23, a), 0xff)
            r := or(and(a, 0x7fffff), 0x800000)
            // Of a number below 1, subnormals included, the shift leaves nothing. It is capped where the result is far above 2^32.
            switch gt(e, 150)
            case 1 {
                let x := sub(e, 150)
                if gt(x, 64) { x := 64 }
                r := shl(x, r)
            }
            default { r := shr(sub(150, e), r) }
        }
    }

    /// Toward zero, saturating; NaN gives 0.
    function toU32(uint256 a) internal pure returns (uint256 r) {
        if (isNaN(a) || a & SIGN != 0) return 0;
        r = _trunc(a);
        if (r > 0xffffffff) r = 0xffffffff;
    }

    /// Toward zero to int32, saturating; NaN gives 0.
    function toI32(uint256 a) internal pure returns (uint256 r) {
        if (isNaN(a)) return 0;
        r = _trunc(a);
        if (a & SIGN == 0) return r > 0x7fffffff ? 0x7fffffff : r;
        if (r > SIGN) r = SIGN;
        assembly ("memory-safe") { r := and(sub(0, r), 0xffffffff) }
    }
}
