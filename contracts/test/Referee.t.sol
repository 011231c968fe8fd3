// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Base} from "./Base.sol";
import {Facts, Place, Query} from "../src/IReferee.sol";
import {Openings} from "../src/Openings.sol";
import {Referee} from "../src/Referee.sol";

/// The referee's interface: what is refused and how. Its arithmetic is compared with the definition by the Go tests.
contract RefereeTest is Base {
    Referee private immutable referee = new Referee();
    Place private place = Place(false, 3, 2, 2, 4);

    /// sum over 10 terms of 2.5, from 1: no operands.
    function _sum() private pure returns (bytes memory) {
        return abi.encodePacked(
            hex"0100010102000003", hex"3f800000", uint32(3), uint32(10), // f32, one output and one reduction iterator, windows of 4
            hex"0200000040200000", hex"0000000000000000", hex"1000000100000000" // 2.5; acc; fadd acc 2.5
        );
    }

    function _query(bytes memory kernel) private view returns (Query memory q) {
        q.kernel = kernel;
        q.place = place;
        q.acc = 0x3f800000;
    }

    function testCheck() external view {
        Facts memory f = referee.check(_sum(), place);
        yes(f.valid, "valid");
        eq(f.kind, 0, "kind");
        eq(f.window, 4, "window");
        eq(f.init, 0x3f800000, "init");
        eq(f.count, 3, "count");
        eq(f.terms, 10, "terms");
        eq(f.windows, 3, "windows");
    }

    function testWindows() external view {
        Query memory q = _query(_sum());
        (bool valid, uint32 acc) = referee.window(q, hex"0000");
        yes(valid, "valid");
        eq(acc, 0x41300000, "1 + 4 * 2.5 = 11");
        (q.window, q.acc) = (2, acc);
        (, acc) = referee.window(q, hex"0000");
        eq(acc, 0x41800000, "11 + 2 * 2.5 = 16");
        (, acc) = referee.windowPlain(q, hex"0000");
        eq(acc, 0x41800000, "plainly");
    }

    function testOutOfRange() external {
        Query memory q = _query(_sum());
        q.element = 3;
        vm.expectRevert(abi.encodeWithSelector(Referee.NoElement.selector, 3, 3));
        referee.window(q, hex"0000");
        q.element = 0;
        q.window = 3;
        vm.expectRevert(abi.encodeWithSelector(Referee.NoWindow.selector, 3, 3));
        referee.window(q, hex"0000");
        q.window = type(uint64).max;
        vm.expectRevert(abi.encodeWithSelector(Referee.NoWindow.selector, type(uint64).max, 3));
        referee.window(q, hex"0000");
    }

    function testFuzzJunkOpenings(bytes calldata junk) external {
        Query memory q = _query(_sum());
        if (junk.length == 2 && junk[0] == 0 && junk[1] == 0) return;
        vm.expectRevert();
        referee.window(q, junk);
    }

    /// No kernel of these bytes is valid, and neither check nor window reverts for it.
    function testFuzzJunkKernel(bytes calldata junk) external view {
        vm.assume(junk.length == 0 || junk[0] != 0x01);
        no(referee.check(junk, place).valid, "junk");
        (bool valid, uint32 acc) = referee.window(_query(junk), "");
        no(valid, "junk");
        eq(acc, 0, "no answer");
    }

    /// A valid kernel with one byte changed: whatever it is, check does not revert, and it is valid or all zero.
    function testFuzzChangedKernel(uint256 where, uint8 with, uint16 cut) external view {
        bytes memory k = _sum();
        k[where % k.length] = bytes1(with);
        if (cut < k.length) {
            assembly ("memory-safe") { mstore(k, cut) }
        }
        Facts memory f = referee.check(k, place);
        if (!f.valid) eq(uint256(f.window) + f.init + f.count + f.terms + f.windows + f.kind, 0, "all zero");
        else yes(f.windows >= 1 && f.windows <= f.terms, "windows");
    }

    function testEvaluate() external {
        bytes memory r = referee.evaluate(0x13, hex"4000000040400000bf800000400000003f80000040000000");
        yes(keccak256(r) == keccak256(hex"40a0000040800000"), "2 * 3 - 1, 2 * 1 + 2");
        eq(referee.evaluate(0x10, "").length, 0, "no tuples");
        vm.expectRevert(abi.encodeWithSelector(Referee.BadTuples.selector, 0x10, 7));
        referee.evaluate(0x10, hex"00000000000000");
        vm.expectRevert(abi.encodeWithSelector(Referee.BadTuples.selector, 0x01, 4));
        referee.evaluate(0x01, hex"00000000");
        vm.expectRevert(abi.encodeWithSelector(Referee.BadTuples.selector, 0xff, 4));
        referee.evaluate(0xff, hex"00000000");
    }
}
