// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Tree} from "./Tree.sol";

contract Referee {
    function climb(bytes32 leaf, uint256 index, bytes32[] calldata proof) external view returns (bytes32) {
        return Tree.climb(leaf, index, proof);
    }
}
