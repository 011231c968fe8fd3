// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Actions} from "../src/Actions.sol";
import {Disputes} from "../src/Disputes.sol";
import {Jobs} from "../src/Jobs.sol";
import {Program as Program_, Spec, Terms} from "../src/Spec.sol";
import {Scene} from "./Scene.sol";

/// The largest withheld game of the design: 2^20 steps in an epoch, 2^12 kernels, 2^24 leaves and 2^16 windows. Printed with
/// `forge test -vv --match-contract DisputesGas`: gas of each move as a transaction, calldata and the 21,000 included.
///
/// The trees are made from their leaf upwards, with siblings that nobody knows the preimage of. Each call is a transaction of
/// its own (isolate), so gasleft shows all that it costs.
/// forge-config: default.isolate = true
contract DisputesGasTest is Scene {
    uint256 private defender;
    uint256 private challenger;
    uint256 private moves;

    function log(string memory what, uint256 gas) private view {
        bytes memory data = abi.encodeWithSignature("log(string,uint256)", what, gas);
        address console = 0x000000000000000000636F6e736F6c652e6c6f67;
        (bool ok,) = console.staticcall(data);
        ok;
    }

    /// 2^k nodes of which number 0 and 1 are given.
    function family(bytes32 zero, bytes32 one, uint256 k, bytes32 seed) private pure returns (bytes32[] memory l) {
        l = new bytes32[](1 << k);
        for (uint256 i = 0; i < l.length; ++i) {
            l[i] = keccak256(abi.encode(seed, i));
        }
        l[0] = zero;
        if (one != 0) l[1] = one;
    }

    /// Does a call as a transaction of `by`, and returns its gas.
    function send(address by, uint256 value, address to, bytes memory data, string memory what)
        private
        returns (bytes memory out)
    {
        vm2.startPrank(by, by);
        uint256 gas = gasleft();
        bool ok;
        (ok, out) = to.call{value: value}(data);
        gas -= gasleft();
        vm.stopPrank();
        if (!ok) {
            assembly {
                revert(add(out, 32), mload(out))
            }
        }
        log(what, gas);
        if (by == solver) defender += gas;
        else challenger += gas;
        ++moves;
    }

    function act(address by, bytes32 id, bytes[] memory a, string memory what) private {
        send(by, 0, address(disputes), abi.encodeCall(Disputes.move, (id, disputes.game(id).head, a)), what);
    }

    /// out[i] = Σ_r acc + r over 2^24 terms, 2^32 elements; windows of 256 terms.
    function wide() private pure returns (bytes memory k) {
        k = abi.encodePacked(kernelHead(1, 1, 1, 8, 0, 3), uint32(0xffffffff), uint32(1 << 24));
        return abi.encodePacked(k, op(0x00, 0, 0), op(0x04, 1, 0), op(0x30, 0, 1));
    }

    function climb(bytes32 h, uint256 index, bytes32[] memory proof) private pure returns (bytes32) {
        for (uint256 i = 0; i < proof.length; ++i) {
            h = index & 1 == 0 ? sha256(abi.encodePacked(h, proof[i])) : sha256(abi.encodePacked(proof[i], h));
            index >>= 1;
        }
        return h;
    }

    function random(uint256 n, bytes32 seed) private pure returns (bytes32[] memory l) {
        l = new bytes32[](n);
        for (uint256 i = 0; i < n; ++i) {
            l[i] = keccak256(abi.encode(seed, i, "sibling"));
        }
    }

    bytes32[][5] private level; // of the tree that is being descended, the lowest first
    Spec private saved;

    /// A tree of depth Σ arities over `leaf_` as its leaf 0: level k holds the nodes that one reveal shows.
    function grow(bytes32 leaf_, bytes32 one, uint256[] memory arities) private returns (bytes32 top) {
        top = leaf_;
        for (uint256 k = 0; k < arities.length; ++k) {
            level[k] = family(top, k == 0 ? one : bytes32(0), arities[k], keccak256(abi.encode(leaf_, k)));
            top = root(level[k]);
        }
    }

    function splits(uint256 a, uint256 b, uint256 c, uint256 d) private pure returns (uint256[] memory l) {
        l = new uint256[](d != 0 ? 4 : 2);
        (l[0], l[1]) = (a, b);
        if (d != 0) (l[2], l[3]) = (c, d);
    }

    function down(uint256 k, uint64 index, uint8 height) private view returns (bytes memory) {
        return descend(level[k], 0, index, 0, depthOf(level[k].length), height);
    }

    function descend(bytes32[] memory all, bytes32 missing, uint64 index, uint8 low, uint256 top, uint8 height)
        private
        pure
        returns (bytes memory)
    {
        bytes32[] memory proof = path(all, missing, index, low, top);
        return abi.encodeCall(Actions.descend, (Actions.Descent(index, height, all[index], proof)));
    }

    function reveal(uint256 k) private view returns (bytes[] memory) {
        return list(abi.encodeCall(Actions.reveal, (level[k])));
    }

    function test_greatest_game_costs_less_than_the_bond_covers() public {
        bytes memory section_ = wide();
        bytes32[] memory kernelProof = random(13, "program");
        Spec memory s = spec();
        s.programs[1] =
            Program_(climb(sha256(abi.encodePacked(hex"00", section_)), 1, kernelProof), 4096);
        (s.steps, s.epochLength) = (1 << 21, 1 << 20);
        Terms memory t = terms();
        t.spec = s;
        vm.txGasPrice(1 gwei);
        bytes memory data = abi.encodeCall(Jobs.create, (t));
        job = abi.decode(send(client, REWARD, address(jobs), data, "create"), (bytes32));
        send(solver, BOND, address(jobs), abi.encodeCall(Jobs.take, (job)), "take");
        send(solver, 0, address(jobs), abi.encodeCall(Jobs.anchor, (job, 0, keccak256("A0"))), "anchor, first");

        // History: step 2 of epoch 1, which is leaf 1.
        (bytes32 s1, bytes32 s2) = (keccak256("S1"), keccak256("S2"));
        bytes32 a1 = grow(s1, s2, splits(5, 5, 5, 5));
        data = abi.encodeCall(Jobs.anchor, (job, keccak256("A0"), a1));
        send(solver, 0, address(jobs), data, "anchor");
        (defender, challenger, moves) = (0, 0, 0);
        data = abi.encodeCall(Disputes.open, (job, 1, a1, report(2, ann), true));
        bytes32 id = abi.decode(send(ann, CHALLENGE, address(disputes), data, "open"), (bytes32));
        vm.roll(101);
        for (uint256 k = 3; k > 0; --k) {
            act(solver, id, reveal(k), "reveal 32");
            act(ann, id, list(down(k, 0, uint8(5 * k))), "descend 5");
        }
        act(solver, id, reveal(0), "reveal 32");
        bytes memory step_;
        {
            bytes32[] memory proof = path(level[0], 0, 0, 0, 5);
            for (uint256 k = 1; k < 4; ++k) {
                proof = join(proof, path(level[k], 0, 0, 0, 5), new bytes32[](0));
            }
            step_ = abi.encodeCall(Actions.step, (Actions.StepNaming(s, s1, proof)));
        }
        act(ann, id, list(down(0, 1, 0), step_), "descend 5, step");

        // Outputs and the tensor, from the leaf upwards.
        bytes memory data_ = leaf(new uint32[](1), 0);
        data_[0] = 0x01;
        bytes32[][5] memory tensor_;
        bytes32 out_;
        {
            bytes32 x = sha256(data_);
            out_ = grow(x, 0, splits(6, 6, 6, 6));
            for (uint256 k = 0; k < 4; ++k) {
                tensor_[k] = level[k];
            }
        }
        grow(out_, 0, splits(6, 6, 0, 0));
        act(solver, id, list(abi.encodeCall(Actions.claimTrace, (level[1]))), "claim trace");
        act(ann, id, list(down(1, 0, 6)), "descend 6");
        act(solver, id, reveal(0), "reveal 64");
        act(
            ann,
            id,
            list(down(0, 0, 0), abi.encodeCall(Actions.kernel, (Actions.KernelNaming(s, section_, kernelProof)))),
            "descend 6, kernel"
        );
        for (uint256 k = 0; k < 4; ++k) {
            level[k] = tensor_[k];
        }
        for (uint256 k = 3;; --k) {
            act(solver, id, reveal(k), "reveal 64");
            act(ann, id, list(down(k, 0, uint8(6 * k))), "descend 6");
            if (k == 0) break;
        }
        act(solver, id, list(abi.encodeCall(Actions.revealLeaf, (data_))), "reveal leaf");
        act(ann, id, list(abi.encodeCall(Actions.element, (Actions.ElementNaming(0, data_)))), "element");
        bytes memory values = new bytes(4 * 255);
        for (uint256 i = 0; i < values.length; ++i) {
            values[i] = 0x55;
        }
        act(solver, id, list(abi.encodeCall(Actions.claimSums, (values))), "claim 255 sums");
        act(ann, id, list(pick(0, values)), "pick");
        act(solver, id, list(abi.encodeCall(Actions.claimSums, (values))), "claim 255 sums");
        act(ann, id, list(pick(0, values)), "pick");
        bytes[] memory judge =
            list(abi.encodeCall(Actions.judgeWindow, (Actions.WindowJudgement(s, section_, hex"0000"))));
        act(solver, id, judge, "judge a window of 256 integer terms, no leaves");
        eq(uint8(disputes.game(id).phase), uint8(Disputes.Phase.Done), "phase");
        yes(disputes.game(id).won, "the sums were nonsense");
        eq(moves, 28, "moves");
        log("all of the defender's moves", defender);
        log("all of the challenger's moves", challenger);
        // 3,000,000 for the heaviest window, 1.6 million for 32 leaves with their proofs by EIP-7623's floor.
        yes(defender + 4_600_000 < jobs.WORST_GAS(), "the challenger's bond covers the defender's gas");
        vm.warp(block.timestamp + 2 * WINDOW);
        send(stranger, 0, address(disputes), claim(id), "claim share");
        vm.warp(block.timestamp + 2 * WINDOW);
        send(stranger, 0, address(jobs), abi.encodeCall(Jobs.settle, (job, 1)), "settle");
        send(stranger, 0, address(disputes), abi.encodeCall(Disputes.collectShare, (id)), "collect share");
        send(ann, 0, address(jobs), abi.encodeCall(Jobs.withdraw, ()), "withdraw");
    }

    function claim(bytes32 id) private view returns (bytes memory) {
        return abi.encodeCall(Disputes.claimShare, (id, 2, keccak256("own"), salt));
    }

    function test_gas_of_the_other_calls() public {
        run(3);
        Spec memory sp = spec();
        bytes32[] memory hp = path(program(false), 0, 0, 0, 3);
        bytes memory data = abi.encodeCall(Jobs.demand, (job, 3, sp, header(false), hp, 0, 1));
        send(ann, jobs.demandFee(job), address(jobs), data, "demand");
        uint32[] memory x = tensor(N, 0);
        bytes32[] memory proof =
            join(path(leaves(x), 0, 1, 0, 1), path(tensorRoots(N), 0, 0, 0, 2), path(steps(3), 0, 0, 0, 2));
        data = abi.encodeCall(Jobs.publish, (0, leaf(x, 1), proof));
        send(solver, 0, address(jobs), data, "publish");
        yes(defender < jobs.PUBLISH_GAS(), "the fee covers the answer");
        // By timeout, and by a state.
        bytes32 id = open(ann, 2, 4, true);
        bytes32 other = open(ann, 2, 4, false);
        bytes32 third = open(ann, 2, 4, true);
        move(ann, other, toStep(4));
        move(solver, other, claimTrace(4));
        move(ann, other, list(abi.encodeCall(Actions.askState, ()), descend(tensorRoots(4), 0, 0, 0, 2)));
        act(solver, other, list(judgeState(4, 0)), "judge a state, the defender wins");
        vm.warp(block.timestamp + CLOCK + 1);
        act(ann, id, list(timeout()), "timeout, the challenger wins");
        act(ann, third, list(timeout()), "timeout, another time");
        id = job;
        job = create(terms());
        run(3);
        (bytes32 a, bytes32 b) = (keccak256("a"), keccak256("b"));
        data = abi.encodeCall(Jobs.equivocate, (job, 5, a, sign(solverKey, 5, a), b, sign(solverKey, 5, b)));
        send(ann, 0, address(jobs), data, "equivocate");
        job = create(terms());
        run(3);
        vm.warp(block.timestamp + WINDOW + DELIVERY + 1);
        data = abi.encodeCall(Jobs.finish, (job, state(N), finalProof()));
        send(ann, 0, address(jobs), data, "finish");
    }
}
