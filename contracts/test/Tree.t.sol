// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Base} from "./Base.sol";
import {Tree} from "../src/Tree.sol";

/// Tree against a plain definition: levels of sha256 over padded leaves.
contract TreeTest is Base {
    // Entry points with calldata.
    function verify(bytes32 root, bytes32 leaf, uint256 index, uint256 depth, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        return Tree.verify(root, leaf, index, depth, proof);
    }

    function verifyNode(bytes32 root, bytes32 h, uint256 index, uint256 height, uint256 depth, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        return Tree.verifyNode(root, h, index, height, depth, proof);
    }

    function subtree(bytes32[] calldata children) external view returns (bytes32) {
        return Tree.subtree(children);
    }

    function leafHash(bytes calldata data) external view returns (bytes32) {
        return Tree.leafHash(data);
    }

    function sectionLeaf(bytes calldata data) external view returns (bytes32) {
        return Tree.sectionLeaf(data);
    }

    /// The levels of the tree over the leaves, padded with `missing`, lowest first.
    function levels(bytes32[] memory leaves, bytes32 missing) internal pure returns (bytes32[][] memory all) {
        uint256 depth;
        while (1 << depth < leaves.length) depth++;
        all = new bytes32[][](depth + 1);
        bytes32[] memory level = new bytes32[](1 << depth);
        for (uint256 i = 0; i < level.length; i++) {
            level[i] = i < leaves.length ? leaves[i] : missing;
        }
        all[0] = level;
        for (uint256 h = 1; h <= depth; h++) {
            bytes32[] memory above = new bytes32[](level.length / 2);
            for (uint256 i = 0; i < above.length; i++) {
                above[i] = sha256(abi.encodePacked(level[2 * i], level[2 * i + 1]));
            }
            all[h] = level = above;
        }
    }

    function proofOf(bytes32[][] memory all, uint256 index, uint256 height) internal pure returns (bytes32[] memory p) {
        p = new bytes32[](all.length - 1 - height);
        for (uint256 h = 0; h < p.length; h++) {
            p[h] = all[height + h][(index >> h) ^ 1];
        }
    }

    function make(uint256 n, bytes32 seed) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](n);
        for (uint256 i = 0; i < n; i++) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }

    function testDepths() external pure {
        eq(Tree.depthOf(0), 0, "0");
        eq(Tree.depthOf(1), 0, "1");
        eq(Tree.depthOf(2), 1, "2");
        for (uint256 k = 1; k < 255; k++) {
            eq(Tree.depthOf(1 << k), k, "2^k");
            eq(Tree.depthOf((1 << k) + 1), k + 1, "2^k + 1");
            if (k > 1) eq(Tree.depthOf((1 << k) - 1), k, "2^k - 1");
        }
    }

    function testLeavesOf() external pure {
        eq(Tree.leavesOf(1, 2), 1, "one word");
        eq(Tree.leavesOf(256, 2), 1, "256 words");
        eq(Tree.leavesOf(257, 2), 2, "257 words");
        eq(Tree.leavesOf(1024, 0), 1, "1,024 bytes");
        eq(Tree.leavesOf(1025, 0), 2, "1,025 bytes");
        eq(Tree.leavesOf(513, 1), 2, "513 halves");
    }

    function testZeros() external view {
        eq(Tree.ZERO_LEAF, sha256(new bytes(1024)), "zero leaf");
        bytes32 n = 0;
        bytes32 t = Tree.ZERO_LEAF;
        for (uint256 h = 0; h < 40; h++) {
            eq(Tree.zeroNodes(h), n, "nodes");
            eq(Tree.zeroTensor(h), t, "tensor");
            n = sha256(abi.encodePacked(n, n));
            t = sha256(abi.encodePacked(t, t));
        }
    }

    /// Every leaf and every inner node of trees of 1 to 33 leaves opens, and only at its own place.
    function testEveryNodeOpens() external view {
        for (uint256 n = 1; n <= 33; n += n < 9 ? 1 : 8) {
            bytes32[][] memory all = levels(make(n, bytes32(n)), 0);
            uint256 depth = all.length - 1;
            bytes32 root = all[depth][0];
            eq(Tree.rootOf(make(n, bytes32(n))), root, "rootOf");
            for (uint256 height = 0; height <= depth; height++) {
                for (uint256 i = 0; i < all[height].length; i++) {
                    bytes32[] memory p = proofOf(all, i, height);
                    yes(this.verifyNode(root, all[height][i], i, height, depth, p), "opens");
                    no(this.verifyNode(root, ~all[height][i], i, height, depth, p), "another hash");
                    no(this.verifyNode(root, all[height][i], i + (1 << (depth - height)), height, depth, p), "beyond");
                    no(this.verifyNode(root, all[height][i], i, height + 1, depth, p), "another height");
                    // An inner node is not a leaf: the proof is too short for one.
                    if (height > 0) no(this.verify(root, all[height][i], i, depth, p), "node for a leaf");
                }
            }
        }
    }

    function testFuzzWrongProof(uint8 size, uint256 index, uint8 at_, bytes32 junk) external view {
        uint256 n = 2 + uint256(size) % 63;
        bytes32[][] memory all = levels(make(n, junk), Tree.ZERO_LEAF);
        uint256 depth = all.length - 1;
        index %= n; // a leaf that is there: missing ones are alike
        bytes32[] memory p = proofOf(all, index, 0);
        yes(this.verify(all[depth][0], all[0][index], index, depth, p), "opens");
        no(this.verify(all[depth][0], all[0][index], index ^ (1 << (at_ % depth)), depth, p), "another index");
        no(this.verify(all[depth][0], all[0][index], index, depth + 1, p), "another depth");
        p[at_ % depth] ^= junk | bytes32(uint256(1));
        no(this.verify(all[depth][0], all[0][index], index, depth, p), "another sibling");
    }

    function testHugeDepth() external view {
        no(this.verify(0, 0, 0, 256, new bytes32[](256)), "depth 256");
        no(this.verify(0, 0, type(uint256).max, 3, new bytes32[](3)), "index");
    }

    function testSubtree() external view {
        for (uint256 k = 1; k <= 6; k++) {
            bytes32[] memory c = make(1 << k, bytes32(k));
            eq(this.subtree(c), levels(c, 0)[k][0], "subtree");
        }
    }

    function testSubtreeLength() external {
        uint256[4] memory bad = [uint256(0), 1, 3, 63];
        for (uint256 i = 0; i < 4; i++) {
            vm.expectRevert(abi.encodeWithSelector(Tree.ChildrenLength.selector, bad[i]));
            this.subtree(new bytes32[](bad[i]));
        }
    }

    function testLeafHash(uint256 seed) external view {
        bytes memory b = new bytes(1024);
        for (uint256 i = 0; i < 1024; i++) {
            b[i] = bytes1(uint8(uint256(keccak256(abi.encode(seed, i)))));
        }
        eq(this.leafHash(b), sha256(b), "leaf");
    }

    function testLeafLength() external {
        vm.expectRevert(abi.encodeWithSelector(Tree.LeafLength.selector, 1023));
        this.leafHash(new bytes(1023));
        vm.expectRevert(abi.encodeWithSelector(Tree.LeafLength.selector, 1025));
        this.leafHash(new bytes(1025));
        vm.expectRevert(abi.encodeWithSelector(Tree.LeafLength.selector, 64));
        this.leafHash(new bytes(64));
    }

    function testSectionLeaf(bytes calldata section) external view {
        eq(this.sectionLeaf(section), sha256(abi.encodePacked(bytes1(0), section)), "section");
    }

    /// With too little gas for the precompile the climb reverts; it never goes on with a stale hash.
    function testLittleGas() external view {
        bytes32[][] memory all = levels(make(64, 0), 0);
        bytes32[] memory p = proofOf(all, 5, 0);
        for (uint256 g = 2_000; g < 12_000; g += 50) {
            try this.verify{gas: g}(all[6][0], all[0][5], 5, 6, p) returns (bool ok) {
                yes(ok, "right or reverted");
            } catch {}
        }
    }
}
