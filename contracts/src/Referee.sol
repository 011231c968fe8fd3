// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Body, Columns} from "./Body.sol";
import {Float32} from "./Float32.sol";
import {Fold} from "./Fold.sol";
import {Facts, IReferee, Place, Query} from "./IReferee.sol";
import {
    Kernel, Kernels, OP_ACC, OP_F32, OP_INDEX, OP_LOAD, OP_SELECT, OP_STEP, OP_U32
} from "./Kernel.sol";
import {Operand, Operands, Opened, Terms} from "./Operands.sol";
import {Openings} from "./Openings.sol";

/// Computes one window of one sum of any kernel (docs/program.md). See IReferee.
contract Referee is IReferee {
    /// The element is not one of the kernel's output.
    error NoElement(uint256 element, uint256 count);
    /// The window is not one of the sum's.
    error NoWindow(uint256 window, uint256 windows);
    /// The code is not that of an instruction on values, or the tuples are not whole.
    error BadTuples(uint256 op, uint256 length);

    /// Words of all columns together that a chunk of the window may fill; bounds memory.
    uint256 private constant CHUNK = 16384;

    /// How the accumulator's next value comes from the one before.
    enum Form {
        Plain,
        Fma,
        Max,
        Min
    }

    /// A body, ready to run.
    struct Plan {
        uint256 values; // memory: the column of each value
        uint256 free; // memory: instructions to run over all terms of a chunk, in order
        uint256 frees;
        uint256 chained; // memory: instructions to run term by term
        uint256 chaineds;
        uint256 acc; // the accumulator's column
        uint256 last; // the last value
        // the fold, if it is one that has a loop of its own
        Form form;
        uint256 a;
        uint256 b;
        uint256 predicate; // 0: none
        bool accFirst;
    }

    /// @inheritdoc IReferee
    function check(bytes calldata kernel, Place calldata place) external pure returns (Facts memory f) {
        Kernel memory k = Kernels.parse(kernel, place);
        if (!k.valid) return f;
        f.valid = true;
        f.kind = uint8(k.kind);
        f.window = uint16(k.window);
        f.init = uint32(k.init);
        f.count = uint64(k.count);
        f.terms = uint64(k.terms);
        f.windows = uint64((k.terms + k.window - 1) / k.window);
    }

    /// @inheritdoc IReferee
    function window(Query calldata query, bytes calldata openings) external view returns (bool valid, uint32 acc) {
        return _window(query, openings, true);
    }

    /// window by the plain interpreter alone, without the loops for common folds: the same result. For tests, and for
    /// whoever wants to trust less code.
    function windowPlain(Query calldata query, bytes calldata openings)
        external
        view
        returns (bool valid, uint32 acc)
    {
        return _window(query, openings, false);
    }

    /// One instruction over tuples of 32-bit words, big-endian and packed: as many words a tuple as the instruction takes
    /// values, f32 ones of any NaN. Returns one word for each tuple. It is the interpreter's own code.
    function evaluate(uint8 op, bytes calldata tuples) external pure returns (bytes memory results) {
        unchecked {
            uint256 args = Kernels.arity(op);
            if (args == 0 || tuples.length % (4 * args) != 0) revert BadTuples(op, tuples.length);
            uint256 n = tuples.length / (4 * args);
            bool floats = op < 0x20 || op > 0x21 && op < 0x25;
            if (op == OP_SELECT) floats = false; // u32, or canonical already: either way its bits are copied
            if (op == 0x25) floats = false;
            uint256[3] memory columns;
            for (uint256 v = 0; v < args; ++v) {
                uint256 c = Columns.alloc(n);
                columns[v] = c;
                uint256 p = c >> 8;
                for (uint256 i = 0; i < n; ++i) {
                    uint256 x;
                    assembly ("memory-safe") {
                        x := shr(224, calldataload(add(tuples.offset, shl(2, add(mul(i, args), v)))))
                    }
                    if (floats) x = Float32.canon(x);
                    assembly ("memory-safe") { mstore(add(p, shl(2, i)), shl(224, x)) }
                }
            }
            results = new bytes(4 * n + 32);
            uint256 out;
            assembly ("memory-safe") {
                mstore(results, shl(2, n))
                out := or(shl(8, add(results, 32)), 4)
            }
            if (n != 0) Body.column(op, out, columns[0], columns[1], columns[2], n);
        }
    }

    function _window(Query calldata q, bytes calldata openings, bool fast)
        private
        view
        returns (bool valid, uint32 result)
    {
        unchecked {
            Kernel memory k = Kernels.parse(q.kernel, q.place);
            if (!k.valid) return (false, 0);
            if (q.element >= k.count) revert NoElement(q.element, k.count);
            uint256 from = uint256(q.window) * k.window;
            if (from >= k.terms) revert NoWindow(q.window, (k.terms + k.window - 1) / k.window);
            uint256 to = from + k.window;
            if (to > k.terms) to = k.terms;

            uint256[8] memory index = _unravel(k, q.element);
            Terms memory terms = Operands.terms(k);
            Opened memory opened = Openings.read(k, q, openings);
            Operand[] memory operands = Operands.setUp(k, index);
            uint256 size = _chunk(k, to - from);
            for (uint256 j = 0; j < operands.length; ++j) {
                operands[j].own = Columns.alloc(operands[j].uniform ? 0 : size);
            }
            Plan memory plan = _plan(k, q.step, index, operands, size);
            uint256 acc = k.kind == 0 ? Float32.canon(q.acc) : q.acc;
            bool first = true;
            for (; from < to; from += size) {
                uint256 n = to - from;
                if (n > size) n = size;
                for (uint256 j = 0; j < operands.length; ++j) {
                    if (first || !operands[j].uniform) Operands.fill(operands, j, terms, opened, from, n);
                }
                _free(k, plan, terms, operands, from, n, first);
                if (first) _form(k, plan, fast);
                acc = _fold(plan, n, acc, size);
                first = false;
            }
            return (true, uint32(acc));
        }
    }

    /// How many terms to take at once: all, unless so many columns would need too much memory.
    function _chunk(Kernel memory k, uint256 n) private pure returns (uint256 size) {
        size = CHUNK / (k.operands + k.body);
        if (size > n) size = n;
    }

    /// The values of the parallel iterators.
    function _unravel(Kernel memory k, uint256 element) private pure returns (uint256[8] memory index) {
        unchecked {
            for (uint256 d = k.outs; d != 0;) {
                --d;
                index[d] = element % k.extent[d];
                element /= k.extent[d];
            }
        }
    }

    /// Gives each value of the body its column, and sorts the instructions: those whose result never changes in the window
    /// and those that are computed for all terms of a chunk at once (free), and those that need the accumulator (chained).
    function _plan(
        Kernel memory k,
        uint256 step,
        uint256[8] memory index,
        Operand[] memory operands,
        uint256 size
    ) private pure returns (Plan memory p) {
        unchecked {
            uint256 n = k.body;
            (p.values, p.free, p.chained) = (_words(n), _words(n), _words(n));
            p.acc = Columns.alloc(0) | Columns.CHAINED;
            p.last = n - 1;
            for (uint256 j = 0; j < n; ++j) {
                uint256 w;
                uint256 code = k.code + 8 * j;
                assembly ("memory-safe") { w := calldataload(code) }
                uint256 op = w >> 248;
                uint256 a = (w >> 224) & 0xffff;
                uint256 c;
                if (op == OP_ACC) {
                    c = p.acc;
                } else if (op == OP_F32 || op == OP_U32) {
                    c = Columns.constantOf((w >> 192) & 0xffffffff);
                } else if (op == OP_STEP) {
                    c = Columns.constantOf(step);
                } else if (op == OP_INDEX && (a < k.outs || k.extent[a] == 1)) {
                    c = Columns.constantOf(index[a]);
                } else if (op == OP_LOAD && operands[a].uniform) {
                    c = operands[a].own;
                } else {
                    uint256 flags; // of what it is made from, together
                    if (op == OP_INDEX || op == OP_LOAD) {
                        flags = 4;
                    } else {
                        // unused fields are zero: they would name value 0
                        uint256 args = Kernels.arity(op);
                        flags = _at(p.values, a);
                        if (args > 1) flags |= _at(p.values, (w >> 208) & 0xffff);
                        if (args > 2) flags |= _at(p.values, (w >> 192) & 0xffff);
                    }
                    w = (w >> 128 << 128) | j;
                    if (flags & Columns.CHAINED != 0) {
                        c = Columns.alloc(0) | Columns.CHAINED;
                        _put(p.chained, p.chaineds++, w);
                    } else {
                        // a load's column is known when it is loaded
                        c = op == OP_LOAD ? 4 : Columns.alloc(flags & 4 != 0 ? size : 0);
                        _put(p.free, p.frees++, w);
                    }
                }
                _put(p.values, j, c);
            }
        }
    }

    /// The number of the reduction's iterator d among those that are more than one wide.
    function _inner(Kernel memory k, uint256 d) private pure returns (uint256 r) {
        unchecked {
            for (uint256 i = k.outs; i < d; ++i) {
                if (k.extent[i] != 1) ++r;
            }
        }
    }

    /// Runs the free instructions over n terms from term `from`.
    function _free(
        Kernel memory k,
        Plan memory p,
        Terms memory terms,
        Operand[] memory operands,
        uint256 from,
        uint256 n,
        bool first
    ) private pure {
        unchecked {
            uint256 values = p.values;
            uint256 end = p.free + 32 * p.frees;
            for (uint256 i = p.free; i < end; i += 32) {
                uint256 w;
                assembly ("memory-safe") { w := mload(i) }
                uint256 op = w >> 248;
                uint256 a = (w >> 224) & 0xffff;
                uint256 j = w & 0xffff;
                if (op == OP_LOAD) {
                    _put(values, j, operands[a].column);
                    continue;
                }
                uint256 out = _at(values, j);
                if (op == OP_INDEX) {
                    Operands.iterator(terms, _inner(k, a), out, from, n);
                } else if (first || out & 4 != 0) {
                    Body.column(
                        op,
                        out,
                        _at(values, a),
                        _at(values, (w >> 208) & 0xffff),
                        _at(values, (w >> 192) & 0xffff),
                        n
                    );
                }
            }
        }
    }

    /// Recognises a fold that has a loop of its own.
    function _form(Kernel memory k, Plan memory p, bool fast) private pure {
        unchecked {
            if (!fast || p.chaineds == 0 || p.chaineds > 2) return;
            uint256 values = p.values;
            uint256 w = _at(p.chained, p.chaineds - 1);
            if (w & 0xffff != k.body - 1) return;
            uint256 step = w;
            if (p.chaineds == 2) {
                // select(predicate, step, acc)
                step = _at(p.chained, 0);
                if (
                    w >> 248 != OP_SELECT || _isChained(values, w >> 224) || (w >> 208) & 0xffff != step & 0xffff
                        || !_isAcc(p, w >> 192)
                ) return;
            }
            uint256 op = step >> 248;
            uint256 a = step >> 224;
            uint256 b = step >> 208;
            if (op == 0x13) {
                if (_isChained(values, a) || _isChained(values, b) || !_isAcc(p, step >> 192)) return;
                p.form = Form.Fma;
            } else if (op == 0x10 || op == 0x18 || op == 0x19) {
                p.accFirst = _isAcc(p, a);
                if (p.accFirst) a = b;
                else if (!_isAcc(p, b)) return;
                if (_isChained(values, a)) return;
                p.form = op == 0x10 ? Form.Fma : op == 0x18 ? Form.Min : Form.Max;
            } else {
                return;
            }
            p.a = a & 0xffff;
            // a + acc = fma(a, 1, acc)
            p.b = op == 0x13 ? b & 0xffff : type(uint256).max;
            p.predicate = p.chaineds == 2 ? ((w >> 224) & 0xffff) + 1 : 0;
        }
    }

    function _isChained(uint256 values, uint256 j) private pure returns (bool) {
        return _at(values, j & 0xffff) & Columns.CHAINED != 0;
    }

    function _isAcc(Plan memory p, uint256 j) private pure returns (bool) {
        return _at(p.values, j & 0xffff) == p.acc;
    }

    /// Folds n terms of which the free values are computed.
    function _fold(Plan memory p, uint256 n, uint256 acc, uint256 size) private pure returns (uint256) {
        unchecked {
            if (p.form == Form.Plain) return _plain(p, n, acc);
            uint256 a = _at(p.values, p.a);
            uint256 b = p.b == type(uint256).max ? Columns.constantOf(Float32.ONE) : _at(p.values, p.b);
            if (p.predicate != 0) {
                uint256 predicate = _at(p.values, p.predicate - 1);
                uint256 kept = Columns.alloc(size);
                uint256 m = Fold.keep(kept, a, predicate, n);
                if (b & 4 != 0) {
                    uint256 other = Columns.alloc(size);
                    Fold.keep(other, b, predicate, n);
                    b = other;
                }
                a = kept;
                n = m;
            }
            if (p.form == Form.Fma) return Fold.fma(Columns.each(a, n), Columns.each(b, n), n, acc);
            return Fold.extreme(a, n, acc, p.form == Form.Max, p.accFirst);
        }
    }

    /// The chained instructions, term by term.
    function _plain(Plan memory p, uint256 n, uint256 acc) private pure returns (uint256) {
        unchecked {
            (uint256 begin, uint256 end) = _resolve(p);
            uint256 accColumn = p.acc;
            uint256 lastColumn = _at(p.values, p.last);
            for (uint256 i = 0; i < 4 * n; i += 4) {
                Columns.set(accColumn, acc);
                for (uint256 next = begin; next < end; next += 128) {
                    uint256 w;
                    uint256 a;
                    uint256 b;
                    uint256 c;
                    assembly ("memory-safe") {
                        w := mload(next)
                        a := mload(add(next, 32))
                        a := shr(224, mload(add(and(a, 0xffffffff), and(i, shr(128, a)))))
                        b := mload(add(next, 64))
                        b := shr(224, mload(add(and(b, 0xffffffff), and(i, shr(128, b)))))
                        c := mload(add(next, 96))
                        c := shr(224, mload(add(and(c, 0xffffffff), and(i, shr(128, c)))))
                    }
                    a = Body.scalar(w >> 248, a, b, c);
                    assembly ("memory-safe") { mstore(and(w, 0xffffffff), shl(224, a)) }
                }
                acc = Columns.get(lastColumn, i >> 2);
            }
            return acc;
        }
    }

    /// The chained instructions with the places of their values, four words each: the code, and where the result goes; then
    /// for each argument where its column begins, and a mask for the distance of a term from there.
    function _resolve(Plan memory p) private pure returns (uint256 begin, uint256 end) {
        unchecked {
            begin = _words(4 * p.chaineds);
            end = begin;
            uint256 values = p.values;
            for (uint256 i = 0; i < p.chaineds; ++i) {
                uint256 w = _at(p.chained, i);
                _put(end, 0, (w >> 248) << 248 | _at(values, w & 0xffff) >> 8);
                _put(end, 1, _masked(_at(values, (w >> 224) & 0xffff)));
                _put(end, 2, _masked(_at(values, (w >> 208) & 0xffff)));
                _put(end, 3, _masked(_at(values, (w >> 192) & 0xffff)));
                end += 128;
            }
        }
    }

    function _masked(uint256 column) private pure returns (uint256) {
        unchecked {
            return column >> 8 | ((column & 4) * 0x3fff) << 128;
        }
    }

    /// n words of memory, zero.
    function _words(uint256 n) private pure returns (uint256 p) {
        assembly ("memory-safe") {
            p := mload(0x40)
            mstore(0x40, add(p, shl(5, n)))
            calldatacopy(p, calldatasize(), shl(5, n))
        }
    }

    function _at(uint256 table, uint256 i) private pure returns (uint256 x) {
        assembly ("memory-safe") { x := mload(add(table, shl(5, i))) }
    }

    function _put(uint256 table, uint256 i, uint256 x) private pure {
        assembly ("memory-safe") { mstore(add(table, shl(5, i)), x) }
    }
}
