// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Columns} from "./Body.sol";
import {Kernel} from "./Kernel.sol";
import {Opened, Openings} from "./Openings.sol";

/// The reduction's iterators that are more than one wide, outermost first: iterator d of term n has the value
/// (n / inner[d]) mod extent[d].
struct Terms {
    uint256 rank;
    uint256[8] extent;
    uint256[8] inner;
}

/// offset + sum of stride[d] * iterator d, over the reduction's iterators of Terms; the output element's part is in the offset.
struct Affine {
    uint256 offset;
    uint256[8] stride;
}

struct Bound {
    Affine where;
    uint256 lo;
    uint256 hi;
    uint256 value; // at the term that is being loaded
    uint256 step; // of value, from one term to the next in a run
}

/// One operand, for one output element.
struct Operand {
    uint256 count;
    uint256 fill;
    uint256 kind; // 0 f32, 1 u32, 2 u8, 3 u16
    Affine where;
    uint256 gather; // the operand that it gathers through, or 0xff
    uint256 gatherStride;
    Bound[] bounds;
    bool uniform; // reads the same for all terms
    uint256 own; // a column for its values
    uint256 column; // the column where its values are: own, or a stretch of an opened leaf
    // the leaf that was read last
    uint256 leaf;
    uint256 leafAt;
}

/// Addresses and loads.
library Operands {
    uint256 private constant NO_GATHER = 0xff;

    function terms(Kernel memory k) internal pure returns (Terms memory t) {
        unchecked {
            uint256 n = k.terms;
            for (uint256 d = k.outs; d < k.rank; ++d) {
                n /= k.extent[d];
                if (k.extent[d] == 1) continue;
                t.extent[t.rank] = k.extent[d];
                t.inner[t.rank] = n;
                ++t.rank;
            }
        }
    }

    function setUp(Kernel memory k, uint256[8] memory index)
        internal
        pure
        returns (Operand[] memory all)
    {
        unchecked {
            all = new Operand[](k.operands);
            for (uint256 j = 0; j < all.length; ++j) {
                Operand memory o = all[j];
                uint256 p = k.operand[j];
                uint256 w = _load(p);
                o.kind = (w >> 240) & 0xff;
                o.gather = (w >> 232) & 0xff;
                o.count = (w >> 128) & 0xffffffffffffffff;
                o.fill = (w >> 96) & 0xffffffff;
                o.gatherStride = _signed(w >> 32);
                o.leaf = type(uint256).max;
                o.uniform = _affine(k, o.where, index, p + 28) && (o.gather == NO_GATHER || all[o.gather].uniform);
                p += 36 + 8 * k.rank;
                o.bounds = new Bound[]((w >> 224) & 0xff);
                for (uint256 i = 0; i < o.bounds.length; ++i) {
                    Bound memory b = o.bounds[i];
                    if (!_affine(k, b.where, index, p)) o.uniform = false;
                    p += 8 + 8 * k.rank;
                    b.lo = _signed(_load(p) >> 192);
                    b.hi = _signed(_load(p + 8) >> 192);
                    p += 16;
                }
            }
        }
    }

    /// Reads an affine expression; true if it is the same for all terms.
    function _affine(Kernel memory k, Affine memory a, uint256[8] memory index, uint256 p)
        private
        pure
        returns (bool uniform)
    {
        unchecked {
            uint256 sum = _signed(_load(p) >> 192);
            uint256 r;
            uint256 any;
            for (uint256 d = 0; d < k.rank; ++d) {
                p += 8;
                uint256 s = _signed(_load(p) >> 192);
                if (d < k.outs) {
                    sum += s * index[d];
                } else if (k.extent[d] != 1) {
                    a.stride[r++] = s;
                    any |= s;
                }
            }
            a.offset = sum;
            return any == 0;
        }
    }

    /// The expression's value at term n.
    function _value(Affine memory a, Terms memory t, uint256 n) private pure returns (uint256 x) {
        assembly ("memory-safe") {
            x := mload(a)
            let stride := mload(add(a, 32))
            let extent := mload(add(t, 32))
            let inner := sub(mload(add(t, 64)), extent)
            for { let end := add(extent, shl(5, mload(t))) } lt(extent, end) { extent := add(extent, 32) } {
                x := add(x, mul(mload(stride), mod(div(n, mload(add(extent, inner))), mload(extent))))
                stride := add(stride, 32)
            }
        }
    }

    /// Puts the values of operand j for n terms from term `from` into its column. Operands that it gathers through come first.
    function fill(Operand[] memory all, uint256 j, Terms memory t, Opened memory opened, uint256 from, uint256 n)
        internal
        pure
    {
        unchecked {
            Operand memory o = all[j];
            uint256 rank = t.rank;
            uint256 width = 1; // of a run: the innermost iterator
            uint256 step;
            if (o.uniform) n = 1;
            else (width, step) = (t.extent[rank - 1], o.where.stride[rank - 1]);
            bool plain = o.gather == NO_GATHER && o.bounds.length == 0;
            if (plain && step == 1 && o.kind < 2 && from % width + n <= width && _stretch(o, j, t, opened, from, n)) {
                return;
            }
            o.column = o.own;
            uint256 to = o.own >> 8;
            uint256 gathered = o.gather == NO_GATHER ? 0 : all[o.gather].column;
            uint256 dg = gathered & 0xf;
            gathered >>= 8;
            while (n != 0) {
                uint256 run = o.uniform ? 1 : width - from % width;
                if (run > n) run = n;
                uint256 p = _value(o.where, t, from);
                if (plain) {
                    if (step == 0) Columns.fill(to, p < o.count ? _read(o, j, opened, p) : o.fill, run);
                    else _line(o, j, opened, to, p, step, run);
                } else {
                    gathered = _general(o, j, opened, Run(to, p, step, run, gathered, dg, from), t);
                }
                to += 4 * run;
                from += run;
                n -= run;
            }
        }
    }

    /// If the n elements stand one after the other in the tensor, their column is where they are.
    function _stretch(Operand memory o, uint256 j, Terms memory t, Opened memory opened, uint256 from, uint256 n)
        private
        pure
        returns (bool)
    {
        unchecked {
            uint256 p = _value(o.where, t, from);
            if (p >= o.count || n > o.count - p) return false;
            uint256 leaf = p >> 8;
            uint256 last = (p + n - 1) >> 8;
            uint256 place = Openings.find(opened, j, leaf);
            for (uint256 i = leaf + 1; i <= last; ++i) {
                if (Openings.find(opened, j, i) != place + 1024 * (i - leaf)) return false;
            }
            o.column = (place + 4 * (p & 0xff)) << 8 | 4;
            return true;
        }
    }

    /// n elements at p, p + step, ...
    function _line(Operand memory o, uint256 j, Opened memory opened, uint256 to, uint256 p, uint256 step, uint256 n)
        private
        pure
    {
        unchecked {
            uint256 count = o.count;
            for (uint256 end = to + 4 * n; to < end; to += 4) {
                _store(to, p < count ? _read(o, j, opened, p) : o.fill);
                p += step;
            }
        }
    }

    struct Run {
        uint256 to;
        uint256 p;
        uint256 step;
        uint256 n;
        uint256 gathered;
        uint256 dg;
        uint256 from;
    }

    /// A run with bounds or a gather; returns where the gathered values go on.
    function _general(Operand memory o, uint256 j, Opened memory opened, Run memory r, Terms memory t)
        private
        pure
        returns (uint256 gathered)
    {
        unchecked {
            uint256 bounds = o.bounds.length;
            for (uint256 i = 0; i < bounds; ++i) {
                Bound memory b = o.bounds[i];
                b.value = _value(b.where, t, r.from);
                b.step = t.rank == 0 ? 0 : b.where.stride[t.rank - 1];
            }
            uint256 to = r.to;
            uint256 p = r.p;
            gathered = r.gathered;
            uint256 dg = r.dg;
            uint256 stride = o.gatherStride; // 0 without a gather: then memory at 0 is read for nothing
            for (uint256 end = to + 4 * r.n; to < end; to += 4) {
                uint256 place;
                assembly ("memory-safe") {
                    place := add(p, mul(stride, shr(224, mload(gathered))))
                }
                bool inside = place < o.count;
                for (uint256 i = 0; i < bounds; ++i) {
                    Bound memory b = o.bounds[i];
                    uint256 x = b.value;
                    if (int256(x) < int256(b.lo) || int256(x) >= int256(b.hi)) inside = false;
                    b.value = x + b.step;
                }
                _store(to, inside ? _read(o, j, opened, place) : o.fill);
                gathered += dg;
                p += r.step;
            }
        }
    }

    /// Element p < count of the tensor, widened.
    function _read(Operand memory o, uint256 j, Opened memory opened, uint256 p) private pure returns (uint256 x) {
        unchecked {
            uint256 kind = o.kind;
            uint256 size = Openings.log2Size(kind);
            uint256 leaf = p >> (10 - size);
            if (leaf != o.leaf) {
                o.leafAt = Openings.find(opened, j, leaf);
                o.leaf = leaf;
            }
            uint256 from = o.leafAt + ((p << size) & 0x3ff);
            assembly ("memory-safe") { x := shr(sub(256, shl(size, 8)), mload(from)) }
        }
    }

    /// The values of iterator d (of Terms) for n terms from term `from`.
    function iterator(Terms memory t, uint256 d, uint256 column, uint256 from, uint256 n) internal pure {
        unchecked {
            uint256 to = column >> 8;
            uint256 inner = t.inner[d];
            uint256 extent = t.extent[d];
            for (uint256 end = from + n; from < end; ++from) {
                _store(to, (from / inner) % extent);
                to += 4;
            }
        }
    }

    function _store(uint256 p, uint256 x) private pure {
        assembly ("memory-safe") { mstore(p, shl(224, x)) }
    }

    function _load(uint256 p) private pure returns (uint256 w) {
        assembly ("memory-safe") { w := calldataload(p) }
    }

    function _signed(uint256 w) private pure returns (uint256 x) {
        assembly ("memory-safe") { x := signextend(7, w) }
    }
}
