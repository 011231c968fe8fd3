// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// What the tests use of forge's cheat codes.
interface Vm {
    function expectRevert() external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function expectEmit() external;
    function assume(bool condition) external pure;
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function deal(address account, uint256 balance) external;
    function warp(uint256 timestamp) external;
    function roll(uint256 height) external;
    function txGasPrice(uint256 price) external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function readFile(string calldata path) external view returns (string memory);
    function readFileBinary(string calldata path) external view returns (bytes memory);
}

/// The base of the tests: cheat codes and assertions. A failed assertion reverts, which fails the test.
abstract contract Base {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error Different(string what, uint256 got, uint256 want);
    error Untrue(string what);

    function eq(uint256 got, uint256 want, string memory what) internal pure {
        if (got != want) revert Different(what, got, want);
    }

    function eq(bytes32 got, bytes32 want, string memory what) internal pure {
        if (got != want) revert Different(what, uint256(got), uint256(want));
    }

    function yes(bool got, string memory what) internal pure {
        if (!got) revert Untrue(what);
    }

    function no(bool got, string memory what) internal pure {
        if (got) revert Untrue(what);
    }
}
