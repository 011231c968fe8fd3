// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// Section 0 of a program (docs/program.md, "Canonical encoding"): 24 bytes, then 16 per state tensor, then 16 per
/// constant. Only what a verdict needs is read; what is read is checked.
library Header {
    /// One state tensor of the program's table.
    struct State {
        bool valid; // false: the header breaks a rule, and nothing else of this struct is meaningful
        bool f32; // otherwise u32
        bool kernel; // its new value is a kernel's output; otherwise it is kept
        uint32 source; // that kernel's index
        uint64 count; // elements, 1 … 2^40-1
    }

    /// Reads state tensor s < states. `init` says which kind the program must be.
    function state(bytes calldata header, bool init, uint256 kernels, uint256 states, uint256 consts, uint256 s)
        internal
        pure
        returns (State memory entry)
    {
        if (header.length != 24 + 16 * (states + consts)) return entry;
        // version u8 · kind u8 · 0 u16 · kernels u32 · states u32 · consts u32 · 0 u64
        uint256 want = (1 << 184) | (init ? 0 : 1 << 176) | (kernels << 128) | (states << 96) | (consts << 64);
        if (uint192(bytes24(header[:24])) != want) return entry;
        uint256 from = 24 + 16 * s;
        // type u8 · source u8 · 0 u16 · index u32 · count u64
        uint256 word = uint128(bytes16(header[from:from + 16]));
        uint256 kind = word >> 120;
        uint256 source = (word >> 112) & 0xff;
        uint256 index = (word >> 64) & 0xffffffff;
        uint256 count = word & 0xffffffffffffffff;
        if (kind > 1 || source > 1 || (word >> 96) & 0xffff != 0) return entry;
        if (count == 0 || count >> 40 != 0) return entry;
        if (source == 0 ? (init || index != 0) : index >= kernels) return entry;
        entry = State(true, kind == 0, source == 1, uint32(index), uint64(count));
    }
}
