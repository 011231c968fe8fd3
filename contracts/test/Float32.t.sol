// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Base} from "./Base.sol";
import {Body} from "../src/Body.sol";
import {Float32} from "../src/Float32.sol";

/// binary32 against vectors of the Go definition, and against its own meaning: a result is right if no other number is nearer
/// to the exact value, which is compared here in integers.
contract Float32Test is Base {
    uint256 private constant SIGN = 0x80000000;
    uint256 private constant INF = 0x7f800000;
    uint256 private constant NAN = 0x7fc00000;

    function testVectors() external view {
        bytes memory b = vm.readFileBinary("test/vectors/float32.bin");
        yes(b.length > 17 * 1000 && b.length % 17 == 0, "vectors");
        for (uint256 i = 0; i < b.length; i += 17) {
            uint256 w;
            assembly ("memory-safe") { w := mload(add(add(b, 32), i)) }
            uint256 r = Body.scalar(w >> 248, _word(w, 0), _word(w, 1), _word(w, 2));
            if (r != _word(w, 3)) revert Different("vector", r, w);
        }
    }

    function _word(uint256 w, uint256 i) private pure returns (uint256) {
        return (w >> (216 - 32 * i)) & 0xffffffff;
    }

    // Identities of docs/program.md, on all words.

    function testFuzzIdentities(uint32 a, uint32 b, uint32 c) external pure {
        eq(Float32.add(a, b), Float32.fma(a, Float32.ONE, b), "a + b = fma(a, 1, b)");
        eq(Float32.sub(a, b), Float32.fma(a, Float32.ONE, b ^ SIGN), "a - b = fma(a, 1, -b)");
        eq(Float32.mul(a, b), Float32.fma(a, b, SIGN), "a * b = fma(a, b, -0)");
        eq(Float32.fma(a, b, c), Float32.fma(b, a, c), "fma commutes");
        eq(Float32.add(a, b), Float32.add(b, a), "addition commutes");
        eq(Float32.neg(Float32.fma(a, b, c)), _zeroSign(a, b, c, Float32.fma(a ^ SIGN, b, c ^ SIGN)), "fma is odd");
        eq(Float32.div(a, Float32.ONE), Float32.canon(a), "a / 1");
        eq(Float32.neg(Float32.neg(a)), Float32.canon(a), "-(-a)");
        eq(Float32.abs(Float32.neg(a)), Float32.abs(a), "|-a|");
    }

    /// An exact sum of 0 from terms that are not both zeros of one sign is +0 either way round.
    function _zeroSign(uint256 a, uint256 b, uint256 c, uint256 r) private pure returns (uint256) {
        uint256 p = Float32.mul(a, b);
        bool cancels = Float32.fma(a, b, c) == 0 && r == 0;
        return cancels && p & SIGN != c & SIGN ? SIGN : r;
    }

    function testFuzzOrder(uint32 a, uint32 b) external pure {
        uint256 n = Float32.isNaN(a) || Float32.isNaN(b) ? 0 : 1;
        eq(Float32.lt(a, b) + Float32.lt(b, a) + Float32.eq(a, b), n, "exactly one of <, >, =");
        eq(Float32.le(a, b), Float32.lt(a, b) | Float32.eq(a, b), "<=");
        eq(Float32.max(a, b), Float32.lt(b, a) == 1 ? Float32.canon(a) : Float32.canon(b), "max");
        eq(Float32.min(a, b), Float32.lt(a, b) == 1 ? Float32.canon(a) : Float32.canon(b), "min");
        // a < b exactly if b - a is positive: gradual underflow
        if (n == 1 && (a & 0x7fffffff != INF || b & 0x7fffffff != INF)) {
            eq(Float32.lt(a, b), Float32.lt(0, Float32.sub(b, a)), "difference");
        }
    }

    // Results are the nearest number, by exact integer comparison. Arguments are of moderate exponents, so that everything
    // is a multiple of 2^-150 and fits a word.

    /// A number with an exponent field of 110 to 140.
    function _moderate(uint256 x) private pure returns (uint256) {
        return (x & 0x807fffff) | ((110 + (x >> 32) % 31) << 23);
    }

    /// The value of a normal number, in units of 2^-150 * 2^up.
    function _value(uint256 x, uint256 up) private pure returns (int256 v) {
        v = int256(((x & 0x7fffff) | 0x800000) << (((x >> 23) & 0xff) - up));
        if (x & SIGN != 0) v = -v;
    }

    /// Whether r, a normal number, is nearest to v (in units of 2^-150 * 2^up / scale), ties to even.
    function _nearest(int256 v, uint256 r, uint256 up, int256 scale, string memory what) private pure {
        int256 at0 = _value(r, up) * scale;
        int256 below = (_value(r - 1, up) * scale + at0);
        int256 above = (_value(r + 1, up) * scale + at0);
        if (r & SIGN != 0) (below, above) = (above, below);
        bool even = r & 1 == 0;
        yes(2 * v > below || (even && 2 * v == below), what);
        yes(2 * v < above || (even && 2 * v == above), what);
    }

    function testFuzzAddNearest(uint64 a, uint64 b) external pure {
        uint256 x = _moderate(a);
        uint256 y = _moderate(b);
        int256 v = _value(x, 80) + _value(y, 80);
        uint256 r = Float32.add(x, y);
        if (v == 0) eq(r, 0, "exact zero");
        else _nearest(v, r, 80, 1, "sum");
    }

    function testFuzzMulNearest(uint64 a, uint64 b) external pure {
        uint256 x = _moderate(a);
        uint256 y = _moderate(b);
        // a * b in units of 2^-300 * 2^160; the result in 2^-150 * 2^60, so a scale of 2^50
        _nearest(_value(x, 80) * _value(y, 80), Float32.mul(x, y), 60, 1 << 50, "product");
    }

    function testFuzzFmaNearest(uint64 a, uint64 b, uint64 c) external pure {
        uint256 x = _moderate(a);
        uint256 y = _moderate(b);
        uint256 z = _moderate(c);
        int256 v = _value(x, 100) * _value(y, 100) + (_value(z, 50));
        uint256 r = Float32.fma(x, y, z);
        if (v == 0) eq(r, 0, "exact zero");
        else if ((r >> 23) & 0xff > 51) _nearest(v, r, 50, 1, "fma");
    }

    function testFuzzDivNearest(uint64 a, uint64 b) external pure {
        uint256 x = _moderate(a);
        uint256 y = _moderate(b);
        uint256 q = Float32.div(x, y);
        // x / y = q exactly if x * 2^150 = q * y: both in units of 2^-300 * 2^160
        int256 d = _value(y, 110);
        int256 v = _value(x, 110) << 100; // units 2^-150+110-100
        // q in units of 2^-150+50: q * d in units of 2^-300+160; v in units of 2^-140 = 2^-300+160
        if (d < 0) (d, v) = (-d, -v);
        _nearest(v, q, 50, d, "quotient");
    }

    function testFuzzSqrtNearest(uint64 a) external pure {
        uint256 x = _moderate(a) & 0x7fffffff;
        uint256 r = Float32.sqrt(x);
        // (r - ulp/2)^2 < x < (r + ulp/2)^2, in halves of an ulp of r
        int256 m = int256((r & 0x7fffff) | 0x800000) * 2;
        uint256 er = (r >> 23) & 0xff;
        // x in units of 2^(2 (er - 151)): x = mx * 2^(ex - 150)
        uint256 shift = ((x >> 23) & 0xff) + 152 - 2 * er;
        int256 v = int256(((x & 0x7fffff) | 0x800000) << shift);
        yes((m - 1) * (m - 1) < v && v < (m + 1) * (m + 1), "root");
    }

    function testFuzzConversions(uint32 n) external pure {
        uint256 f = Float32.fromU32(n);
        if (n < 1 << 24) eq(Float32.toU32(f), n, "u32 and back");
        uint256 back = Float32.toU32(f);
        uint256 d = back > n ? back - n : n - back;
        yes(d <= 128, "u32 rounded");
        eq(Float32.fromI32(uint32(-int32(n & 0x7fffffff))), (n & 0x7fffffff) == 0 ? 0 : Float32.fromU32(n & 0x7fffffff) | SIGN, "i32");
        eq(Float32.toI32(n) == 0 ? 0 : Float32.toI32(n ^ SIGN), _negated(Float32.toI32(n)), "i32 is odd");
    }

    function _negated(uint256 x) private pure returns (uint256) {
        if (x == 0x7fffffff) return SIGN; // saturated: one more below than above
        if (x == SIGN) return 0x7fffffff;
        return (0x100000000 - x) & 0xffffffff;
    }

    // What must come out canonical does.
    function testFuzzCanonical(uint8 op, uint32 a, uint32 b, uint32 c) external pure {
        op = 0x10 + op % 10;
        uint256 r = Body.scalar(op, Float32.canon(a), Float32.canon(b), Float32.canon(c));
        yes(r == NAN || r & 0x7fffffff <= INF, "canonical");
        yes(r <= 0xffffffff, "32 bits");
    }
}
