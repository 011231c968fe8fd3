// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// A game's chess clock. The clock of the side whose turn it is runs until `deadline`; the other's rests at what is left.
/// At the deadline itself a side may still move; after it only the other side's timeout is possible: at every moment
/// exactly one of the two is.
library Clock {
    struct T {
        uint64 deadline;
        uint32 challenger; // seconds left when its turn does not run
        uint32 defender;
        uint32 extension;
    }

    function start(T storage c, bool defender, uint32 time, uint32 extension) internal {
        c.challenger = time;
        c.defender = time;
        c.extension = extension;
        _run(c, defender);
    }

    /// Whether the side whose turn it is can no longer move.
    function over(T storage c) internal view returns (bool) {
        return block.timestamp > c.deadline;
    }

    /// The turn passes to the other side, which has at least the extension. Not after the deadline.
    function pass(T storage c, bool toDefender) internal {
        uint32 left = uint32(c.deadline - block.timestamp); // at most max(clock, extension), which fits
        if (toDefender) c.challenger = left;
        else c.defender = left;
        _run(c, toDefender);
    }

    /// The side whose turn it is got a new question: it has at least the extension for it. Not after the deadline.
    function extend(T storage c) internal {
        if (c.deadline - block.timestamp < c.extension) c.deadline = uint64(block.timestamp) + c.extension;
    }

    function _run(T storage c, bool defender) private {
        uint32 left = defender ? c.defender : c.challenger;
        if (left < c.extension) left = c.extension;
        c.deadline = uint64(block.timestamp) + left;
    }
}
