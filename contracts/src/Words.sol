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
}
