// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// What a call costs its sender, to be repaid by the loser. The meter must never exceed what was really paid, or a
/// freeloader could live on it: so a call's share of its transaction (21,000 gas and the calldata) counts only if the
/// call is the transaction, which is certain when the sender is the origin and has no code.
library Meter {
    uint256 internal constant TRANSACTION = 21_000;

    /// Gas from `start` (gasleft() when the call began) until now, `rest` for what still follows, and the transaction's.
    function used(uint256 start, uint256 rest) internal view returns (uint256 gas) {
        gas = start - gasleft() + rest;
        // A wrapper contract (or an account that delegates to one) pays neither again for each call it makes.
        if (msg.sender != tx.origin || msg.sender.code.length != 0) return gas;
        uint256 nonZero = _nonZeroBytes();
        uint256 zero = msg.data.length - nonZero;
        gas += 4 * zero + 16 * nonZero;
        uint256 least = 10 * zero + 40 * nonZero; // EIP-7623
        return TRANSACTION + (gas > least ? gas : least);
    }

    function price(uint256 cap) internal view returns (uint256) {
        return tx.gasprice < cap ? tx.gasprice : cap;
    }

    function _nonZeroBytes() private pure returns (uint256 n) {
        assembly ("memory-safe") {
            let low := 0x7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f
            let ones := 0x0101010101010101010101010101010101010101010101010101010101010101
            for { let i := 0 } lt(i, calldatasize()) { i := add(i, 32) } {
                let w := calldataload(i) // beyond the end: zeros, which do not count
                // The high bit of each byte is set where the byte is not zero.
                w := and(shr(7, or(add(and(w, low), low), w)), ones)
                n := add(n, shr(248, mul(w, ones)))
            }
        }
    }
}
