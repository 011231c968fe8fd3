// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Actions} from "../src/Actions.sol";
import {Disputes} from "../src/Disputes.sol";
import {Jobs} from "../src/Jobs.sol";
import {Spec, Terms} from "../src/Spec.sol";
import {Scene} from "./Scene.sol";

/// The game, move by move, with the real referee.
contract DisputesTest is Scene {
    function won(bytes32 id, bool challenger, Disputes.How how) internal view {
        Disputes.Game memory g = disputes.game(id);
        eq(uint8(g.phase), uint8(Disputes.Phase.Done), "phase");
        eq(uint8(g.how), uint8(how), "how");
        eq(g.won ? 1 : 0, challenger ? 1 : 0, "winner");
    }

    function test_published_wrong_element() public {
        cheat = Cheat(5, 290, 1, false);
        run(2);
        // The liar must have one wrong window: it moves it to window 9.
        bytes memory values = sums(5, 290, 10, 0);
        bytes32 id = toSums(ann, 5, 290, values);
        move(ann, id, list(pick(15, values), judgeWindow(5, 290)));
        won(id, true, Disputes.How.Window);
        eq(disputes.game(id).moves, 6, "moves");
        eq(jobs.job(job).anchors, 2, "anchors");
        eq(uint8(jobs.job(job).phase), uint8(Jobs.Phase.Open), "phase");
    }

    function test_published_wrong_element_lie_in_the_middle() public {
        cheat = Cheat(5, 290, 1, false);
        run(2);
        uint32 claimed = tensor(5, 0)[290];
        uint32 shift;
        unchecked {
            shift = claimed - (claimed ^ 1);
        }
        bytes memory values = sums(5, 290, 9, shift);
        bytes32 id = toSums(ann, 5, 290, values);
        move(ann, id, list(pick(8, values), judgeWindow(5, 290)));
        won(id, true, Disputes.How.Window);
    }

    function test_published_true_element() public {
        run(2);
        for (uint32 part = 0; part < 16; part += 5) {
            bytes memory values = sums(4, 3, 16, 0);
            bytes32 id = toSums(ann, 4, 3, values);
            move(ann, id, pick(part, values));
            move(solver, id, judgeWindow(4, 3));
            won(id, false, Disputes.How.Window);
        }
        eq(jobs.job(job).anchors, 3, "anchors");
    }

    function test_initial_state_is_disputable() public {
        cheat = Cheat(0, 4, 8, false);
        run(0);
        bytes32 id = open(ann, 0, 0, true);
        no(disputes.game(id).defends, "at height 0 it is the challenger's turn, whatever it asks");
        move(ann, id, toStep(0));
        move(solver, id, claimTrace(0));
        move(ann, id, toElement(0, 4));
        bytes memory none = hex"0000";
        move(
            ann, id, abi.encodeCall(Actions.judgeWindow, (Actions.WindowJudgement(spec(), kernel(true, 0), none)))
        );
        won(id, true, Disputes.How.Window);
        eq(jobs.job(job).anchors, 0, "anchors");
    }

    function test_state_is_not_what_the_trace_says() public {
        cheat = Cheat(6, 299, 1, true);
        run(2);
        bytes32 id = open(ann, 2, 6, false);
        move(ann, id, toStep(6));
        move(solver, id, claimTrace(6));
        move(
            ann,
            id,
            list(abi.encodeCall(Actions.askState, ()), descend(tensorRoots(6), 0, 0, 0, 2), judgeState(6, 0))
        );
        won(id, true, Disputes.How.State);
    }

    function test_true_state_wins() public {
        run(2);
        for (uint64 s = 0; s < 3; ++s) {
            bytes32 id = open(ann, 2, 6, false);
            move(ann, id, toStep(6));
            move(solver, id, claimTrace(6));
            move(ann, id, list(abi.encodeCall(Actions.askState, ()), descend(tensorRoots(6), 0, s, 0, 2)));
            yes(disputes.game(id).defends, "the burden is the defender's");
            move(solver, id, judgeState(6, s));
            won(id, false, Disputes.How.State);
        }
    }

    function test_withheld() public {
        cheat = Cheat(7, 0, 1, false);
        run(3);
        bytes32 id = open(ann, 3, 7, true);
        bytes32[] memory all = steps(3);
        move(solver, id, abi.encodeCall(Actions.reveal, (four(all, 0))));
        move(ann, id, toStep(7));
        move(solver, id, claimTrace(7));
        move(ann, id, list(descend(trace(7), 0, 0, 0, 2), nameKernel(7, 0)));
        move(bob, id, abi.encodeCall(Actions.reveal, (leaves(output(7, 0))))); // anybody may open
        move(ann, id, descend(leaves(output(7, 0)), 0, 0, 0, 1));
        move(solver, id, abi.encodeCall(Actions.revealLeaf, (leaf(output(7, 0), 0))));
        move(ann, id, nameElement(7, 0, 0));
        bytes memory values = sums(7, 0, 16, 0);
        move(solver, id, abi.encodeCall(Actions.claimSums, (values)));
        move(ann, id, list(pick(15, values), judgeWindow(7, 0)));
        won(id, true, Disputes.How.Window);
        eq(disputes.game(id).moves, 11, "moves");
    }

    function four(bytes32[] memory all, bytes32 missing) internal pure returns (bytes32[] memory l) {
        l = new bytes32[](4);
        for (uint256 i = 0; i < 4; ++i) {
            l[i] = i < all.length ? all[i] : missing;
        }
    }

    // Padding: Merkle confusion beyond the counts.

    function test_padding_of_history() public {
        take();
        anchor(0);
        bytes32[] memory all = new bytes32[](4);
        bytes32[] memory real = steps(1);
        (all[0], all[1], all[2], all[3]) = (real[0], real[1], real[2], keccak256("hidden"));
        (bytes32 before, bytes32 anchored) = (anchorRoot(0), root(all));
        vm.prank(solver);
        jobs.anchor(job, before, anchored);
        vm2.prank(ann, ann);
        bytes32 id = disputes.open{value: CHALLENGE}(job, 1, anchored, report(3, ann), false);
        bytes32 head = disputes.game(id).head;
        bytes[] memory a = list(descend(all, 0, 3, 0, 2));
        vm2.prank(ann, ann);
        disputes.move(id, head, a);
        won(id, true, Disputes.How.Padding);
    }

    function test_padding_that_is_zero_cannot_be_named() public {
        run(3);
        bytes32 id = open(ann, 3, 7, false);
        for (uint64 i = 1; i < 4; ++i) {
            refused(ann, id, list(descend(steps(3), 0, i, 0, 2)), abi.encodeWithSelector(Disputes.WrongIndex.selector));
        }
    }

    function test_padding_of_the_trace() public {
        run(2);
        bytes32 id = open(ann, 1, 2, false);
        move(ann, id, toStep(2));
        bytes32[] memory top = four(trace(2), bytes32(uint256(1)));
        move(solver, id, abi.encodeCall(Actions.claimTrace, (top)));
        move(ann, id, descend(top, 0, 3, 0, 2));
        won(id, true, Disputes.How.Padding);
    }

    function test_padding_of_the_state() public {
        take();
        anchor(0);
        bytes32[] memory tensors = four(tensorRoots(1), keccak256("hidden"));
        bytes32[] memory all = steps(1);
        all[0] = root(tensors);
        (bytes32 before, bytes32 anchored) = (anchorRoot(0), rootAt(all, 0, 2));
        vm.prank(solver);
        jobs.anchor(job, before, anchored);
        vm2.prank(ann, ann);
        bytes32 id = disputes.open{value: CHALLENGE}(job, 1, anchored, report(1, ann), false);
        move(ann, id, list(descend(all, 0, 0, 0, 2), nameStep(1)));
        move(solver, id, claimTrace(1));
        move(ann, id, list(abi.encodeCall(Actions.askState, ()), descend(tensors, 0, 3, 0, 2)));
        won(id, true, Disputes.How.Padding);
    }

    function test_padding_of_a_tensor() public {
        run(2);
        bytes32 id = open(ann, 1, 2, false);
        move(ann, id, toStep(2));
        uint32[] memory x = output(2, 0);
        uint32[] memory y = new uint32[](512);
        for (uint256 i = 0; i < 300; ++i) {
            y[i] = x[i];
        }
        y[511] = 1 << 24; // the very last byte
        bytes32[] memory top = four(trace(2), 0);
        top[0] = tensorRoot(y);
        move(solver, id, abi.encodeCall(Actions.claimTrace, (top)));
        move(ann, id, list(descend(top, 0, 0, 0, 2), nameKernel(2, 0)));
        move(
            ann,
            id,
            list(
                descend(leaves(y), 0, 1, 0, 1),
                abi.encodeCall(Actions.element, (Actions.ElementNaming(299, leaf(y, 1))))
            )
        );
        won(id, true, Disputes.How.Padding);
    }

    function test_element_beyond_the_count_is_refused() public {
        run(2);
        bytes32 id = open(ann, 1, 2, false);
        move(ann, id, toStep(2));
        move(solver, id, claimTrace(2));
        move(ann, id, list(descend(trace(2), 0, 0, 0, 2), nameKernel(2, 0)));
        bytes[] memory a = list(descend(leaves(output(2, 0)), 0, 1, 0, 1), nameElement(2, 0, 300));
        refused(ann, id, a, abi.encodeWithSelector(Disputes.WrongIndex.selector));
    }

    /// The move reverts, for the reason given; "" stands for any.
    function refused(address by, bytes32 id, bytes[] memory a, bytes memory why) internal {
        bytes32 head = disputes.game(id).head;
        if (why.length == 0) vm.expectRevert();
        else vm.expectRevert(why);
        vm2.prank(by, by);
        disputes.move(id, head, a);
    }

    // Who may do what, when

    function test_claims_in_the_defenders_name() public {
        run(2);
        bytes32 id = open(ann, 1, 2, false);
        move(ann, id, toStep(2));
        bytes[] memory a = list(claimTrace(2));
        refused(bob, id, a, abi.encodeWithSelector(Disputes.NotDefender.selector));
        refused(ann, id, a, abi.encodeWithSelector(Disputes.NotDefender.selector));
        move(solver, id, claimTrace(2));
        move(ann, id, toElement(2, 1));
        a = list(abi.encodeCall(Actions.claimSums, (sums(2, 1, 16, 0))));
        refused(ann, id, a, abi.encodeWithSelector(Disputes.NotDefender.selector));
    }

    function test_only_the_challenger_chooses() public {
        run(2);
        bytes32 id = open(ann, 1, 2, false);
        bytes[] memory a = toStep(2);
        refused(bob, id, a, abi.encodeWithSelector(Disputes.NotChallenger.selector));
        refused(solver, id, a, abi.encodeWithSelector(Disputes.NotChallenger.selector));
    }

    function test_reveal_only_when_asked() public {
        run(2);
        bytes32 id = open(ann, 1, 2, false);
        bytes[] memory a = list(abi.encodeCall(Actions.reveal, (four(steps(1), 0))));
        refused(solver, id, a, abi.encodeWithSelector(Disputes.WrongTurn.selector));
        id = open(ann, 1, 2, true);
        move(solver, id, a);
        refused(solver, id, a, abi.encodeWithSelector(Disputes.WrongTurn.selector));
    }

    function test_wrong_openings_are_refused() public {
        run(2);
        bytes32 id = open(ann, 1, 2, true);
        bytes32[] memory l = four(steps(1), 0);
        l[2] = bytes32(uint256(l[2]) ^ 1);
        refused(solver, id, list(abi.encodeCall(Actions.reveal, (l))), abi.encodeWithSelector(Disputes.WrongProof.selector));
        // An inner node is no leaf, and depths are exact: heights, numbers of siblings and indexes are all checked.
        bytes32[] memory all = steps(1);
        refused(ann, id, list(descend(all, 0, 0, 1, 2)), abi.encodeWithSelector(Disputes.WrongNode.selector)); // less than a reveal's height
        refused(ann, id, list(descend(all, 0, 0, 2, 2)), abi.encodeWithSelector(Disputes.WrongNode.selector));
        refused(ann, id, list(descend(all, 0, 4, 0, 2)), abi.encodeWithSelector(Disputes.WrongIndex.selector));
        bytes32[] memory none;
        bytes32 inner = node(all, 0, 0, 1);
        bytes memory a = abi.encodeCall(Actions.descend, (Actions.Descent(0, 0, inner, none)));
        refused(ann, id, list(a), abi.encodeWithSelector(Disputes.WrongCount.selector, 0, 2));
        // Somebody else's state before.
        a = abi.encodeCall(Actions.step, (Actions.StepNaming(spec(), keccak256("x"), path(all, 0, 0, 0, 2))));
        refused(ann, id, list(descend(all, 0, 1, 0, 2), a), abi.encodeWithSelector(Disputes.WrongProof.selector));
        // Another spec.
        Actions.StepNaming memory s = Actions.StepNaming(spec(), state(1), path(all, 0, 0, 0, 2));
        s.spec.seed = 1;
        a = abi.encodeCall(Actions.step, (s));
        refused(ann, id, list(descend(all, 0, 1, 0, 2), a), abi.encodeWithSelector(Disputes.WrongSpec.selector));
    }

    function test_unknown_and_malformed_actions() public {
        run(2);
        bytes32 id = open(ann, 1, 2, true);
        refused(ann, id, list(hex"01020304"), abi.encodeWithSelector(Disputes.UnknownAction.selector, bytes4(0x01020304)));
        bytes[] memory none;
        refused(ann, id, none, abi.encodeWithSelector(Disputes.NoActions.selector));
        refused(ann, id, list(""), "");
        refused(ann, id, list(abi.encodePacked(Actions.reveal.selector)), "");
        refused(ann, id, list(abi.encodePacked(Actions.descend.selector)), "");
        refused(ann, id, list(abi.encodePacked(Actions.descend.selector, type(uint256).max)), "");
        vm.expectRevert(Disputes.UnknownGame.selector);
        disputes.move(bytes32(uint256(1)), 0, none);
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_any_bytes_are_refused(bytes calldata junk, uint8 which) public {
        run(1);
        bytes32 id = open(ann, 1, 2, true);
        bytes4[6] memory known = [
            Actions.descend.selector,
            Actions.reveal.selector,
            Actions.step.selector,
            Actions.kernel.selector,
            Actions.judgeWindow.selector,
            Actions.pick.selector
        ];
        bytes[] memory a = list(abi.encodePacked(known[which % 6], junk));
        bytes32 head = disputes.game(id).head;
        vm2.prank(ann, ann);
        try disputes.move(id, head, a) {
            revert("junk was taken");
        } catch {}
        eq(disputes.game(id).head, head, "head");
    }

    // Heads

    function test_copied_calldata_is_quiet() public {
        run(2);
        bytes32 id = open(ann, 1, 2, true);
        bytes32 head = disputes.game(id).head;
        bytes[] memory a = list(abi.encodeCall(Actions.reveal, (four(steps(1), 0))));
        vm2.prank(bob, bob); // out of the mempool, before the defender
        disputes.move(id, head, a);
        Disputes.Game memory g = disputes.game(id);
        vm2.prank(solver, solver);
        disputes.move(id, head, a);
        eq(disputes.game(id).head, g.head, "already done is success");
        eq(disputes.game(id).moves, 2, "moves");
        move(ann, id, toStep(2));
        vm.expectRevert(abi.encodeWithSelector(Disputes.StaleHead.selector, disputes.game(id).head));
        vm2.prank(solver, solver);
        disputes.move(id, head, a);
    }

    function test_moves_name_hashes() public {
        run(2);
        bytes32 id = open(ann, 1, 2, true);
        bytes32 head = disputes.game(id).head;
        eq(head, id, "the first head is the id");
        bytes[] memory a = list(abi.encodeCall(Actions.reveal, (four(steps(1), 0))));
        bytes memory data = abi.encodeCall(Disputes.move, (id, head, a));
        move(solver, id, a);
        eq(disputes.game(id).head, keccak256(abi.encode(head, keccak256(data))), "head");
        eq(
            id,
            keccak256(abi.encode(job, uint32(1), uint32(1), anchorRoot(1), ann, uint256(0))),
            "id names job, attempt, epoch, root, challenger, nonce"
        );
    }

    function test_finished_games_are_quiet() public {
        run(2);
        bytes32 id = open(ann, 1, 2, true);
        vm.warp(block.timestamp + CLOCK + 1);
        move(bob, id, timeout());
        won(id, true, Disputes.How.Timeout);
        vm2.prank(solver, solver);
        disputes.move(id, keccak256("any"), list(timeout()));
    }

    // Clocks

    function test_at_every_second_exactly_one_of_move_and_timeout() public {
        run(2);
        for (uint256 d = 0; d < 3; ++d) {
            bytes32 id = open(ann, 2, 4, true);
            uint64 deadline = disputes.game(id).clock.deadline;
            eq(deadline, block.timestamp + CLOCK, "deadline");
            uint256 start = block.timestamp;
            vm.warp(deadline - 1 + d);
            bytes[] memory a = list(abi.encodeCall(Actions.reveal, (four(steps(2), 0))));
            if (d < 2) {
                refused(ann, id, list(timeout()), abi.encodeWithSelector(Disputes.ClockRuns.selector, deadline));
                move(solver, id, a);
                no(disputes.game(id).defends, "turn");
            } else {
                refused(solver, id, a, abi.encodeWithSelector(Disputes.ClockRanOut.selector, deadline));
                refused(ann, id, toStep(4), abi.encodeWithSelector(Disputes.ClockRanOut.selector, deadline));
                move(stranger, id, timeout());
                won(id, true, Disputes.How.Timeout);
            }
            vm.warp(start);
        }
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_late_winner_some_exit_never_reverts(uint32 a, uint32 b) public {
        run(2);
        bytes32 id = open(ann, 1, 2, true);
        // The defender uses a seconds, then the challenger b: whatever they are, somebody can end the game, and it goes to
        // the side that was prompt.
        uint256 start = block.timestamp;
        vm.warp(start + a % (2 * CLOCK));
        if (a % (2 * CLOCK) > CLOCK) {
            move(stranger, id, timeout());
            won(id, true, Disputes.How.Timeout);
            return;
        }
        move(solver, id, abi.encodeCall(Actions.reveal, (four(steps(1), 0))));
        uint256 used = b % (2 * CLOCK);
        vm.warp(block.timestamp + used);
        if (used > CLOCK) {
            move(stranger, id, timeout());
            won(id, false, Disputes.How.Timeout);
            return;
        }
        move(ann, id, toStep(2));
        uint256 left = CLOCK - a % (2 * CLOCK);
        if (left < EXTENSION) left = EXTENSION;
        eq(disputes.game(id).clock.deadline, block.timestamp + left, "the defender's clock goes on where it stopped");
    }

    function test_last_second_move_leaves_time_for_the_reply() public {
        run(2);
        bytes32 id = open(ann, 1, 2, true);
        vm.warp(disputes.game(id).clock.deadline); // the defender's last second
        move(ann, id, toStep(2)); // a new question in the defender's turn
        eq(disputes.game(id).clock.deadline, block.timestamp + EXTENSION, "extension");
        vm.warp(block.timestamp + EXTENSION);
        move(solver, id, claimTrace(2));
        eq(disputes.game(id).clock.deadline, block.timestamp + CLOCK, "the challenger's clock is whole");
    }

    // Referee

    function test_low_gas_forwarded_is_no_verdict() public {
        cheat = Cheat(5, 290, 1, false);
        run(2);
        bytes memory values = sums(5, 290, 16, 0);
        bytes32 id = toSums(ann, 5, 290, values);
        bytes32 head = disputes.game(id).head;
        bytes[] memory a = list(pick(15, values), judgeWindow(5, 290));
        for (uint256 gas = 40_000; gas < 700_000; gas += 20_000) {
            vm2.prank(ann, ann);
            try disputes.move{gas: gas}(id, head, a) {
                won(id, true, Disputes.How.Window);
                return;
            } catch {
                eq(disputes.game(id).head, head, "no move");
            }
        }
        revert("never enough gas");
    }

    function test_missing_openings_revert() public {
        cheat = Cheat(5, 290, 1, false);
        run(2);
        bytes memory values = sums(5, 290, 16, 0);
        bytes32 id = toSums(ann, 5, 290, values);
        move(ann, id, pick(15, values));
        bytes memory none = hex"0000";
        bytes[] memory a = list(
            abi.encodeCall(Actions.judgeWindow, (Actions.WindowJudgement(spec(), kernel(false, 0), none)))
        );
        refused(solver, id, a, "");
        a = list(abi.encodeCall(Actions.judgeWindow, (Actions.WindowJudgement(spec(), kernel(false, 1), none))));
        refused(solver, id, a, abi.encodeWithSelector(Disputes.WrongKernel.selector));
        move(bob, id, judgeWindow(5, 290)); // anybody may judge
        won(id, true, Disputes.How.Window);
    }

    function test_invalid_kernel_loses_for_the_defender() public {
        // A client's program whose kernel 0 has an unknown instruction; an honest solver refuses it.
        bytes memory bad = kernel(false, 0);
        bad[bad.length - 8] = 0x7f;
        bytes32[] memory sections = program(false);
        sections[1] = sha256(abi.encodePacked(hex"00", bad));
        badRoot = root(sections);
        Actions.KernelNaming memory k = Actions.KernelNaming(badSpec(), bad, path(sections, 0, 1, 0, 3));
        bytes32 good = job;
        job = createBad();
        run(2);
        bytes32 id = open(ann, 2, 4, false);
        bytes[] memory named = toStep(4);
        Actions.StepNaming memory s = Actions.StepNaming(badSpec(), state(3), path(steps(1), 0, 2, 0, 2));
        named[1] = abi.encodeCall(Actions.step, (s));
        move(ann, id, named);
        move(solver, id, claimTrace(4));
        move(ann, id, list(descend(trace(4), 0, 0, 0, 2), abi.encodeCall(Actions.kernel, (k))));
        won(id, true, Disputes.How.Kernel);
        job = good;
    }

    bytes32 private badRoot;

    function badSpec() internal view returns (Spec memory s) {
        s = spec();
        s.programs[1].root = badRoot;
    }

    function createBad() internal returns (bytes32) {
        Terms memory t = terms();
        t.spec = badSpec();
        return create(t);
    }
}
