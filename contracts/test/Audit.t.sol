// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Disputes} from "../src/Disputes.sol";
import {Jobs} from "../src/Jobs.sol";
import {Spec, Specs, Terms} from "../src/Spec.sol";
import {Scene} from "./Scene.sol";

/// Attacks on other people's money, on verdicts and on time, each by a test that is named for it. Where the attack cannot be
/// stopped (docs/security.md, "What is not stopped") the test says how far it goes.
contract AuditTest is Scene {
    function later(uint256 s) internal {
        vm.warp(this.clock() + s);
    }

    /// The optimizer takes block.timestamp for constant within a test; a call does not.
    function clock() external view returns (uint256) {
        return block.timestamp;
    }

    function expect(bytes4 why) internal {
        vm.expectRevert(why);
    }

    function demandOf(address by, uint256 e, uint32 s) internal returns (uint256 n) {
        (Spec memory sp, bytes memory h) = (spec(), header(e == 0));
        bytes32[] memory proof = path(program(e == 0), 0, 0, 0, 3);
        uint256 fee = jobs.demandFee(job);
        vm.prank(by);
        return jobs.demand{value: fee}(job, uint32(e), sp, h, proof, s, 0);
    }

    // The client

    /// A header that no node passes on would make JudgeState impossible, and an honest defender lose by the clock.
    function test_attack_header_too_long_to_send() public {
        Terms memory t = terms();
        (t.spec.states, t.spec.consts) = (4096, 2049);
        vm.expectRevert(abi.encodeWithSelector(Specs.TensorCount.selector, 6145));
        jobs.create(t);
        t.spec.consts = 2048;
        jobs.create(t);
    }

    /// Missing a deadline must not leave less than what the winner of a game is repaid from.
    function test_attack_lapse_on_purpose_empties_the_pot() public {
        Terms memory t = terms();
        t.lateBps = 5_001;
        vm.expectRevert(abi.encodeWithSelector(Jobs.OutOfBounds.selector, "lateBps"));
        jobs.create(t);
        (t.lateBps, t.bond) = (5_000, 2 * CHALLENGE); // the worst that is allowed
        job = create(t);
        cheat = Cheat(2, 1, 1, false);
        vm.prank(solver);
        jobs.take{value: 2 * CHALLENGE}(job);
        anchor(0);
        later(EPOCH_SECONDS); // at the last moment, so that the window is open when the next deadline is missed
        anchor(1);
        bytes32 id = open(ann, 1, 2, false);
        move(ann, id, toStep(2));
        later(EPOCH_SECONDS + 1);
        jobs.lapse(job);
        move(ann, id, timeout());
        yes(disputes.game(id).won, "won");
        eq(jobs.credits(ann), CHALLENGE + disputes.game(id).challengerGas, "her bond and her gas");
    }

    /// A client cannot call back what is anchored: it can cancel only when nothing is at stake any more, and pays for it.
    function test_attack_cancel_and_receipt() public {
        run(2);
        vm.startPrank(client);
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongPhase.selector, Jobs.Phase.Active));
        jobs.cancel(job);
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongPhase.selector, Jobs.Phase.Active));
        jobs.receipt(job); // would take the demands' time away before there is a final state
        vm.stopPrank();
        later(EPOCH_SECONDS + 1);
        jobs.lapse(job);
        vm.prank(client);
        jobs.cancel(job);
        jobs.settle(job, 1);
        eq(jobs.credits(solver), REWARD / 3 * 2 + BOND * 9 / 10, "two epochs, and the bond but for the lateness");
        eq(jobs.credits(client), REWARD - REWARD / 3 * 2, "the rest");
    }

    // The solver

    /// A solver that sees its challenger's transaction and exposes itself first: the challenger loses nothing, and the
    /// solver saves at most the share.
    function test_attack_equivocate_before_the_challenge_arrives() public {
        cheat = Cheat(2, 1, 1, false);
        run(1);
        bytes32 anchored = anchorRoot(1);
        (bytes memory a, bytes memory b) = (sign(solverKey, 1, "a"), sign(solverKey, 1, "b"));
        vm.prank(solver);
        jobs.equivocate(job, 1, "a", a, "b", b);
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongAnchor.selector, 0));
        vm.prank(ann);
        disputes.open{value: CHALLENGE}(job, 1, anchored, 0, false);
        eq(jobs.credits(solver), BOND * 4 / 10, "the share alone");
        eq(jobs.attempt(job, 1).held, BOND * 6 / 10, "the rest is to be burnt");
        later(2 * WINDOW + 2);
        uint256 burnt = address(0).balance;
        jobs.settle(job, 1);
        eq(address(0).balance - burnt, BOND * 6 / 10, "burnt");
        eq(jobs.credits(solver), BOND * 4 / 10, "no more");
    }

    /// The same by a leaf that it demands of itself and does not publish, as a game is open: no share at all.
    function test_attack_demand_of_oneself_while_losing() public {
        cheat = Cheat(2, 1, 1, false);
        run(1);
        uint256 d = demandOf(stranger, 1, 0); // its other hand
        bytes32 id = open(ann, 1, 2, true);
        vm.roll(101);
        later(CLOCK + 1);
        jobs.unpublished(d);
        yes(jobs.attempt(job, 1).slashed, "slashed");
        eq(jobs.credits(stranger), jobs.demandFee(job), "the fee alone");
        move(ann, id, timeout());
        later(WINDOW + 1);
        disputes.claimShare(id, 2, keccak256("own"), salt);
        eq(jobs.attempt(job, 1).claims, 1, "ann's alone");
    }

    /// Anchors are final one second after they can last be challenged, and not in that second.
    function test_attack_boundary_seconds() public {
        Terms memory t = terms();
        t.delivery = 0;
        job = create(t);
        run(3);
        (bytes32 s, bytes32[] memory proof) = (state(N), finalProof());
        uint256 end = this.clock() + WINDOW;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooEarly.selector, end));
        jobs.finish(job, s, proof);
        bytes32 id = open(ann, 3, 7, false);
        bytes32 r = anchorRoot(3);
        vm.warp(end + 1);
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooLate.selector, end));
        vm.prank(bob);
        disputes.open{value: CHALLENGE}(job, 3, r, 0, false);
        expect(Jobs.NotOver.selector);
        jobs.finish(job, s, proof);
        expect(Jobs.NothingToDo.selector);
        jobs.settle(job, 1);
        later(CLOCK);
        move(solver, id, timeout());
        jobs.finish(job, s, proof);
        eq(jobs.job(job).escrow, 0, "paid");
    }

    /// A job cannot be taken, and so built on, while something about its anchors is open.
    function test_attack_take_before_the_ground_is_firm() public {
        cheat = Cheat(5, 1, 1, false);
        run(2);
        bytes32 a = open(ann, 2, 5, true);
        bytes32 b = open(bob, 1, 2, true);
        later(CLOCK);
        move(solver, b, abi.encodeWithSelector(bytes4(keccak256("reveal(bytes32[])")), top(1)));
        later(1);
        move(ann, a, timeout());
        later(WINDOW - CLOCK); // every window is over, bob's game is not
        expect(Jobs.NotOver.selector);
        vm.prank(stranger);
        jobs.take{value: BOND}(job);
        vm.prank(client);
        expect(Jobs.NotOver.selector);
        jobs.cancel(job);
    }

    function top(uint256 e) internal view returns (bytes32[] memory row) {
        bytes32[] memory all = steps(e);
        row = new bytes32[](4);
        for (uint256 i = 0; i < all.length; ++i) {
            row[i] = all[i];
        }
    }

    // Challengers

    /// A challenger that asks in the defender's turn, in the last second of its clock: the defender has its extension.
    function test_attack_new_question_in_the_last_second() public {
        run(2);
        bytes32 id = open(ann, 1, 2, true);
        later(CLOCK);
        move(ann, id, toStep(2));
        eq(disputes.game(id).clock.deadline, this.clock() + EXTENSION, "time for the trace");
        later(EXTENSION);
        move(solver, id, claimTrace(2));
        move(ann, id, toElement(2, 9));
        eq(disputes.game(id).clock.deadline, this.clock() + EXTENSION, "time for the sums");
    }

    /// A challenger cannot ask the same thing twice, or go back up, to run a clock down.
    function test_attack_questions_without_end() public {
        run(2);
        bytes32 id = open(ann, 1, 2, true);
        move(ann, id, toStep(2));
        bytes32 head = disputes.game(id).head;
        bytes[] memory again = list(nameStep(2));
        vm.expectRevert(abi.encodeWithSelector(Disputes.WrongPhase.selector, Disputes.Phase.Trace));
        vm.prank(ann);
        disputes.move(id, head, again);
        move(solver, id, claimTrace(2));
        move(ann, id, toElement(2, 9));
        head = disputes.game(id).head;
        again = toElement(2, 8);
        vm.expectRevert(abi.encodeWithSelector(Disputes.WrongPhase.selector, Disputes.Phase.Sums));
        vm.prank(ann);
        disputes.move(id, head, again);
        bytes memory values = sums(2, 9, 16, 0);
        move(solver, id, abi.encodeWithSelector(bytes4(keccak256("claimSums(bytes)")), values));
        move(ann, id, pick(3, values));
        head = disputes.game(id).head;
        again = list(pick(4, values));
        vm.expectRevert(abi.encodeWithSelector(Disputes.WrongPhase.selector, Disputes.Phase.Window));
        vm.prank(ann);
        disputes.move(id, head, again);
        move(stranger, id, judgeWindow(2, 9)); // by anybody
        no(disputes.game(id).won, "the truth wins");
    }

    /// Games that can only be lost lock a job for as long as their clocks run, each for a whole bond.
    function test_attack_lock_a_job() public {
        run(3);
        later(WINDOW);
        bytes32[3] memory ids;
        for (uint256 i = 0; i < 3; ++i) {
            ids[i] = open(ann, 3, 7, false);
        }
        later(CLOCK + 1);
        uint256 burnt = address(0).balance;
        for (uint256 i = 0; i < 3; ++i) {
            move(solver, ids[i], timeout());
        }
        eq(
            jobs.credits(solver) + address(0).balance - burnt, 3 * CHALLENGE, "three bonds for one clock's time"
        );
        eq(jobs.credits(ann), 0, "nothing back");
        later(DELIVERY);
        jobs.finish(job, state(N), finalProof());
    }

    /// Who joins a game that another has opened, before the step is named, has a share without having known anything: the
    /// solver answers nobody any more. It cannot join later, and the other's bond and gas are safe.
    function test_attack_freeloader_joins_before_the_step_is_named() public {
        cheat = Cheat(2, 1, 1, false);
        run(1);
        bytes32 a = open(ann, 1, 2, false);
        bytes32 free = open(bob, 1, 1, true); // saw ann's, names some step
        vm.roll(101);
        move(ann, a, toStep(2));
        bytes32 late = open(stranger, 1, 2, true); // in the block of the naming
        later(CLOCK + 1);
        move(ann, a, timeout());
        move(bob, free, timeout());
        move(stranger, late, timeout());
        later(WINDOW + 1);
        disputes.claimShare(a, 2, keccak256("own"), salt);
        disputes.claimShare(free, 1, keccak256("own"), salt);
        vm.expectRevert(Jobs.NotEligible.selector);
        disputes.claimShare(late, 2, keccak256("own"), salt);
        later(WINDOW + 1);
        uint256 gas = jobs.credits(ann) - CHALLENGE;
        eq(gas, disputes.game(a).challengerGas, "ann's bond and gas");
        jobs.settle(job, 1);
        disputes.collectShare(a);
        disputes.collectShare(free);
        eq(jobs.credits(ann), CHALLENGE + gas + BOND * 4 / 10 / 2, "half the share");
    }

    // Anybody

    /// What a slashed solver leaves behind can be made to fall further by who asks for a leaf that it has no reason to publish.
    /// Nobody else's money is in it, and what others anchored stands.
    function test_attack_demand_of_a_slashed_solver() public {
        cheat = Cheat(5, 1, 1, false);
        run(2);
        bytes32 id = open(ann, 2, 5, true);
        later(CLOCK + 1);
        move(ann, id, timeout());
        eq(jobs.job(job).anchors, 2, "epochs 0 and 1 stand");
        uint256 held = jobs.attempt(job, 1).held;
        uint256 d = demandOf(stranger, 1, 0);
        later(CLOCK + 1);
        jobs.unpublished(d);
        eq(jobs.job(job).anchors, 1, "epoch 1 fell");
        eq(jobs.attempt(job, 1).held, held, "the pot is as it was");
        eq(jobs.credits(stranger), jobs.demandFee(job), "the fee alone");
    }

    /// A signature for one job says nothing in another, even with the same terms.
    function test_attack_signature_of_another_job() public {
        bytes memory a = sign(solverKey, 1, "a");
        job = create(terms());
        run(1);
        bytes memory b = sign(solverKey, 1, "b");
        expect(Jobs.NotSolver.selector);
        jobs.equivocate(job, 1, "a", a, "b", b);
        bytes32 leaf_ = state(1);
        bytes32[] memory proof = path(steps(1), 0, 0, 0, 2);
        expect(Jobs.NotSolver.selector);
        jobs.equivocateAnchor(job, 1, "a", a, leaf_, proof);
    }

    /// A demand that outlives its attempt must not hit the next one, which anchors the same epoch again.
    function test_attack_demand_that_outlives_its_attempt() public {
        cheat = Cheat(2, 1, 1, false);
        run(1);
        bytes32 id = open(ann, 1, 2, true);
        uint256 d = demandOf(stranger, 1, 0);
        later(CLOCK + 1);
        move(ann, id, timeout());
        later(WINDOW + 1);
        expect(Jobs.NotOver.selector); // the demand is open
        vm.prank(bob);
        jobs.take{value: BOND}(job);
        jobs.unpublished(d); // nothing is owed
        vm.prank(bob);
        jobs.take{value: BOND}(job);
        jobs.unpublished(d);
        no(jobs.attempt(job, 2).slashed, "the next attempt is untouched");
    }
}
