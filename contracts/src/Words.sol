// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// The elements of a tensor of four-byte types.
library Words {
    /// Word i < 256 of a tensor leaf: little-endian.
    function get(bytes calldata leaf, uint256 i) internal pure returns (uint32) {
        uint256 o = 4 * i;
        uint256 w = uint32(bytes4(leaf[o:o + 4]));
        return uint32((w >> 24) | ((w >> 8) & 0xff00) | ((w << 8) & 0xff0000) | ((w & 0xff) << 24));
    }

    /// Whether the words i < 256 to 255 of a tensor leaf are zero. The leaf has 1,024 bytes.
    function zeroFrom(bytes calldata leaf, uint256 i) internal pure returns (bool) {
        uint256 any;
        assembly ("memory-safe") {
            let end := add(leaf.offset, 1024)
            for { let from := add(leaf.offset, shl(2, i)) } lt(from, end) { from := add(from, 32) } {
                let word := calldataload(from)
                if gt(add(from, 32), end) { word := shr(shl(3, sub(add(from, 32), end)), word) }
                any := or(any, word)
            }
        }
        return any == 0;
    }
}
