// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Actions} from "../src/Actions.sol";
import {Disputes} from "../src/Disputes.sol";
import {Jobs} from "../src/Jobs.sol";
import {Signature} from "../src/Signature.sol";
import {Program as Program_, Spec, Terms} from "../src/Spec.sol";
import {Scene} from "./Scene.sol";

/// The life of a job, and who gets which money.
contract JobsTest is Scene {
    function phase() internal view returns (uint8) {
        return uint8(jobs.job(job).phase);
    }

    function later(uint256 s) internal {
        vm.warp(vmTime() + s);
    }

    /// The optimizer takes block.timestamp for constant within a test; a call does not.
    function vmTime() internal view returns (uint256) {
        return this.clock();
    }

    function clock() external view returns (uint256) {
        return block.timestamp;
    }

    function finish() internal {
        (bytes32 s, bytes32[] memory proof) = (state(N), finalProof());
        jobs.finish(job, s, proof);
    }

    function expect(bytes4 why) internal {
        vm.expectRevert(abi.encodeWithSelector(why));
    }

    // An honest life

    function test_finish_records_roots_and_pays() public {
        run(3);
        eq(phase(), uint8(Jobs.Phase.Anchored), "phase");
        (bytes32 s, bytes32[] memory proof) = (state(N), finalProof());
        later(WINDOW + DELIVERY);
        uint256 end = vmTime();
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooEarly.selector, end));
        jobs.finish(job, s, proof);
        later(1);
        proof[0] = ~proof[0];
        expect(Jobs.WrongProof.selector);
        jobs.finish(job, s, proof);
        proof[0] = ~proof[0];
        jobs.finish(job, s, proof);
        bytes32[] memory anchors = new bytes32[](4);
        for (uint256 e = 0; e < 4; ++e) {
            anchors[e] = anchorRoot(e);
        }
        eq(jobs.job(job).history, root(anchors), "history root");
        eq(jobs.job(job).state, s, "state root");
        eq(jobs.credits(solver), REWARD + BOND, "solver");
        eq(jobs.job(job).escrow, 0, "escrow");
        uint256 before = solver.balance;
        vm.prank(solver);
        jobs.withdraw();
        eq(solver.balance, before + REWARD + BOND, "withdrawn");
        eq(address(jobs).balance, 0, "balance");
    }

    function test_receipt_waives_delivery() public {
        run(3);
        expect(Jobs.NotClient.selector);
        jobs.receipt(job);
        vm.prank(client);
        jobs.receipt(job);
        later(WINDOW + 1);
        finish();
        eq(phase(), uint8(Jobs.Phase.Done), "phase");
    }

    function test_anchors_in_order_by_the_solver_in_time() public {
        vm.prank(solver);
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongValue.selector, 1, BOND));
        jobs.take{value: 1}(job);
        take();
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongPhase.selector, Jobs.Phase.Active));
        vm.prank(bob);
        jobs.take{value: BOND}(job);
        expect(Jobs.NotSolver.selector);
        jobs.anchor(job, 0, keccak256("a"));
        vm.prank(solver);
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongAnchor.selector, 0));
        jobs.anchor(job, keccak256("reorganised"), keccak256("a"));
        vm.prank(solver);
        expect(Jobs.ZeroRoot.selector);
        jobs.anchor(job, 0, 0);
        later(EPOCH_SECONDS); // the deadline itself
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooEarly.selector, vmTime()));
        jobs.lapse(job);
        anchor(0);
        later(EPOCH_SECONDS + 1);
        bytes32 before = jobs.anchorOf(job, 0).root;
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooLate.selector, vmTime() - 1));
        vm.prank(solver);
        jobs.anchor(job, before, keccak256("late"));
        jobs.lapse(job);
        eq(phase(), uint8(Jobs.Phase.Open), "phase");
    }

    function test_lapse_burns_and_another_continues() public {
        run(1);
        later(EPOCH_SECONDS + 1);
        uint256 zero = address(0).balance;
        jobs.lapse(job);
        eq(address(0).balance - zero, BOND / 10, "burnt");
        jobs.settle(job, 1); // its windows are over
        eq(jobs.credits(solver), BOND - BOND / 10, "rest of the bond");
        expect(Jobs.NothingToDo.selector);
        jobs.settle(job, 1);
        address first = solver;
        solver = bob;
        take();
        eq(jobs.attempt(job, 2).first, 2, "goes on from the last anchor");
        anchor(2);
        anchor(3);
        later(WINDOW + DELIVERY + 1);
        finish();
        uint256 each = REWARD / 3;
        eq(jobs.credits(bob), BOND + 2 * each + REWARD % 3, "two epochs and the remainder");
        jobs.settle(job, 1);
        eq(jobs.credits(first), BOND - BOND / 10 + each, "one epoch");
        eq(jobs.job(job).escrow, 0, "escrow");
    }

    function test_nobody_builds_on_ground_that_may_give_way() public {
        run(1);
        uint256 posted = vmTime();
        later(EPOCH_SECONDS - 500);
        bytes32 id = open2(ann);
        later(501);
        jobs.lapse(job);
        vm.warp(posted + EPOCH_SECONDS + 1);
        expect(Jobs.NotOver.selector);
        vm.prank(bob);
        jobs.take{value: BOND}(job);
        expect(Jobs.NotOver.selector);
        vm.prank(client);
        jobs.cancel(job);
        expect(Jobs.NothingToDo.selector);
        jobs.settle(job, 1);
        // A game that is lost after the lapse slashes what is left.
        move(stranger, id, timeout());
        yes(jobs.attempt(job, 1).slashed, "slashed");
        eq(jobs.attempt(job, 1).slash, BOND - BOND / 10, "slash");
        eq(jobs.job(job).anchors, 1, "anchors");
        later(1);
        vm.prank(bob);
        jobs.take{value: BOND}(job);
    }

    /// A game about epoch 1, of which the window has been made long enough by warping back; the defender owes a reveal.
    function open2(address by) internal returns (bytes32 id) {
        uint256 now_ = vmTime();
        vm.warp(now_ - (EPOCH_SECONDS - 500) + WINDOW - 1);
        id = open(by, 1, 2, true);
        vm.warp(now_);
    }

    // Falls

    function test_several_games_in_flight_fall_further_back() public {
        cheat = Cheat(2, 1, 1, false);
        run(3);
        bytes32 late = open(bob, 3, 7, true);
        bytes32 early = open(ann, 1, 2, true);
        bytes32 same = open(stranger, 3, 7, true);
        later(CLOCK + 1);
        move(bob, late, timeout());
        eq(jobs.job(job).anchors, 3, "fell at 3");
        eq(phase(), uint8(Jobs.Phase.Open), "phase");
        uint256 held = jobs.attempt(job, 1).held;
        move(ann, early, timeout());
        eq(jobs.job(job).anchors, 1, "fell further");
        eq(jobs.attempt(job, 1).slash, BOND, "slashed once");
        no(jobs.attempt(job, 1).held > held, "the pot only shrinks");
        // A third one about an anchor that fell already: its winner has bond and gas too.
        move(stranger, same, timeout());
        yes(jobs.credits(stranger) > CHALLENGE, "bond and gas");
        eq(jobs.job(job).anchors, 1, "anchors");
        expectOpenRefused(2);
    }

    function expectOpenRefused(uint256 e) internal {
        bytes32 r = anchorRoot(e);
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongAnchor.selector, 0));
        vm.prank(ann);
        disputes.open{value: CHALLENGE}(job, uint32(e), r, 0, false);
    }

    function test_a_loser_pays_a_slashed_defender_too() public {
        run(2);
        bytes32 a = open(ann, 2, 5, true);
        bytes32 b = open(bob, 1, 2, false); // bob's turn, and he does nothing
        later(CLOCK + 1);
        move(ann, a, timeout());
        uint256 burnt = address(0).balance;
        move(solver, b, timeout());
        uint256 paid = jobs.credits(solver);
        yes(paid > 0, "gas");
        eq(address(0).balance, burnt + CHALLENGE - paid, "the rest is burnt");
        eq(jobs.job(job).anchors, 2, "anchors");
    }

    function test_windows() public {
        run(1);
        later(WINDOW); // the last second
        open(ann, 1, 2, true);
        later(1);
        bytes32 r = anchorRoot(1);
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooLate.selector, vmTime() - 1));
        vm.prank(ann);
        disputes.open{value: CHALLENGE}(job, 1, r, 0, true);
        anchor(2);
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongAnchor.selector, anchorRoot(2)));
        vm.prank(ann);
        disputes.open{value: CHALLENGE}(job, 2, r, 0, true);
        r = anchorRoot(2);
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongValue.selector, CHALLENGE - 1, CHALLENGE));
        vm.prank(ann);
        disputes.open{value: CHALLENGE - 1}(job, 2, r, 0, true);
    }

    function test_finish_waits_for_games_and_demands() public {
        run(3);
        later(WINDOW);
        bytes32 id = open(ann, 3, 7, false);
        later(DELIVERY);
        uint256 d = demandLeaf(EPOCHS, 0, 1);
        later(1);
        (bytes32 s, bytes32[] memory proof) = (state(N), finalProof());
        expect(Jobs.NotOver.selector);
        jobs.finish(job, s, proof);
        publish(d, EPOCHS, 0, 1);
        expect(Jobs.NotOver.selector);
        jobs.finish(job, s, proof);
        move(solver, id, timeout());
        jobs.finish(job, s, proof);
    }

    // Shares

    function test_shares_of_those_who_knew_before_it_was_public() public {
        cheat = Cheat(2, 1, 1, false);
        run(1);
        bytes32 a = open(ann, 1, 2, false);
        bytes32 b = open(bob, 1, 2, false); // the same fault: a lost or won game blocks no other
        bytes32 early = openAt(solver, 1);
        vm.roll(101);
        move(ann, a, toStep(2)); // public now
        bytes32 same = openAt(stranger, 1); // in the block in which it became public
        vm.roll(102);
        bytes32 free = openAt(client, 1); // a freeloader
        later(CLOCK + 1);
        bytes32[4] memory games = [a, early, same, free];
        for (uint256 i = 0; i < 4; ++i) {
            move(disputes.game(games[i]).challenger, games[i], timeout());
            yes(disputes.game(games[i]).won, "won");
        }
        move(solver, b, timeout()); // bob did not go on, and lost
        later(WINDOW + 1);
        claimed(a, 3, ann, Disputes.NotEligible.selector); // the report names step 2
        claimed(b, 2, bob, Disputes.NotEligible.selector);
        claimed(free, 2, client, Jobs.NotEligible.selector);
        claimed(same, 2, stranger, Jobs.NotEligible.selector); // it may have seen the step in the mempool
        claimed(a, 2, ann, 0);
        claimed(a, 2, ann, Disputes.NotEligible.selector);
        claimed(early, 2, solver, 0);
        expect(Jobs.NotOver.selector);
        disputes.collectShare(a);
        (, uint256 since) = jobs.over(job, 1);
        vm.warp(since + WINDOW + 1);
        uint256 pot = jobs.attempt(job, 1).held;
        uint256 burnt = address(0).balance;
        jobs.settle(job, 1);
        uint256 share = BOND * 4000 / 10_000 / 2;
        eq(jobs.attempt(job, 1).share, share, "share");
        eq(address(0).balance - burnt, pot - 2 * share, "the rest is burnt");
        uint256 before = jobs.credits(ann);
        disputes.collectShare(a);
        disputes.collectShare(early);
        eq(jobs.credits(ann) - before, share, "paid");
        expect(Disputes.NotEligible.selector);
        disputes.collectShare(a);
        eq(jobs.attempt(job, 1).held, 0, "nothing is left");
    }

    function openAt(address by, uint256 e) internal returns (bytes32) {
        return open(by, e, 2, true);
    }

    function claimed(bytes32 id, uint32 t, address by, bytes4 why) internal {
        if (why != 0) vm.expectRevert(why);
        vm.prank(by);
        disputes.claimShare(id, t, keccak256("own"), salt);
    }

    function test_claims_have_their_time() public {
        cheat = Cheat(2, 1, 1, false);
        run(1);
        bytes32 a = open(ann, 1, 2, false);
        vm.roll(101);
        move(ann, a, toStep(2));
        later(CLOCK + 1);
        move(ann, a, timeout());
        claimed(a, 2, ann, Jobs.NotOver.selector); // epoch 0's window is open
        expect(Jobs.NothingToDo.selector);
        jobs.settle(job, 1);
        (, uint256 since) = jobs.over(job, 1);
        vm.warp(since + WINDOW + 1);
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooLate.selector, since + WINDOW));
        disputes.claimShare(a, 2, keccak256("own"), salt);
        vm.warp(since + WINDOW);
        expect(Jobs.NothingToDo.selector);
        jobs.settle(job, 1);
        disputes.claimShare(a, 2, keccak256("own"), salt);
    }

    function test_challenging_oneself_loses_more_than_half_the_bond() public {
        cheat = Cheat(2, 1, 1, false);
        uint256 before = solver.balance;
        run(1);
        vm.txGasPrice(0);
        bytes32 id = open(solver, 1, 2, false);
        vm.roll(101);
        move(solver, id, toStep(2));
        later(CLOCK + 1);
        move(solver, id, timeout());
        later(WINDOW + 1);
        claimed(id, 2, solver, 0);
        later(WINDOW + 1);
        jobs.settle(job, 1);
        disputes.collectShare(id);
        vm.prank(solver);
        jobs.withdraw();
        eq(before - solver.balance, BOND * 6 / 10, "lost");
    }

    function test_client_disputing_its_own_job_loses_its_bond() public {
        run(3);
        bytes32 id = open(client, 2, 4, false);
        later(CLOCK + 1);
        move(solver, id, timeout());
        later(WINDOW + DELIVERY);
        finish();
        yes(jobs.credits(solver) > REWARD + BOND, "reward, bond and gas");
        eq(jobs.credits(client), 0, "client");
    }

    /// 80 accounts challenge an honest solver, which has only to be there.
    function test_sybil_flood() public {
        run(3);
        bytes32[] memory ids = new bytes32[](80);
        for (uint256 i = 0; i < ids.length; ++i) {
            address by = address(uint160(0x10000 + i));
            vm.deal(by, 1 ether);
            ids[i] = openRaw(by, 1);
        }
        eq(jobs.attempt(job, 1).games, 80, "games");
        bytes[] memory answer = list(abi.encodeCall(Actions.reveal, (padded(1))));
        for (uint256 i = 0; i < ids.length; ++i) {
            move(solver, ids[i], answer);
        }
        later(CLOCK + 1);
        uint256 burnt = address(0).balance;
        for (uint256 i = 0; i < ids.length; ++i) {
            move(solver, ids[i], timeout());
        }
        uint256 gas = jobs.credits(solver);
        eq(gas + address(0).balance - burnt, 80 * uint256(CHALLENGE), "bonds pay the gas, the rest is burnt");
        later(WINDOW + DELIVERY);
        finish();
        eq(jobs.credits(solver), gas + BOND + REWARD, "and the solver is paid");
    }

    function openRaw(address by, uint256 e) internal returns (bytes32) {
        bytes32 r = jobs.anchorOf(job, uint32(e)).root;
        vm2.prank(by, by);
        return disputes.open{value: CHALLENGE}(job, uint32(e), r, 0, true);
    }

    function padded(uint256 e) internal view returns (bytes32[] memory l) {
        l = new bytes32[](4);
        bytes32[] memory s = steps(e);
        for (uint256 i = 0; i < s.length; ++i) {
            l[i] = s[i];
        }
    }

    /// What is repaid is never more than what the transactions cost, whether the caller is an account or a contract.
    function test_freeloaders_have_no_profit() public {
        cheat = Cheat(5, 290, 1, false);
        run(2);
        bytes32 r = anchorRoot(2);
        bytes32 rep = report(5, ann);
        bytes memory values = sums(5, 290, 16, 0);
        bytes[][4] memory moves;
        moves[0] = toStep(5);
        moves[1] = toElement(5, 290);
        moves[2] = list(pick(15, values), judgeWindow(5, 290));
        uint256 cost;
        bytes memory data = abi.encodeCall(Disputes.open, (job, 2, r, rep, false));
        vm2.startPrank(ann, ann);
        uint256 gas = gasleft();
        bytes32 id = disputes.open{value: CHALLENGE}(job, 2, r, rep, false);
        cost += gas - gasleft() + intrinsic(data);
        vm.stopPrank();
        within(disputes.game(id).challengerGas / 1 gwei, cost, "open");
        for (uint256 i = 0; i < 3; ++i) {
            bytes32 head = disputes.game(id).head;
            data = abi.encodeCall(Disputes.move, (id, head, moves[i]));
            vm2.startPrank(ann, ann);
            gas = gasleft();
            (bool ok,) = address(disputes).call(data);
            cost += gas - gasleft() + intrinsic(data);
            vm.stopPrank();
            yes(ok, "move");
            within(disputes.game(id).challengerGas / 1 gwei, cost, "move");
            if (i == 0) move(solver, id, claimTrace(5));
            if (i == 1) move(solver, id, abi.encodeCall(Actions.claimSums, (values)));
        }
        eq(jobs.credits(ann), CHALLENGE + disputes.game(id).challengerGas, "bond and gas");
    }

    function within(uint256 metered, uint256 cost, string memory what) internal pure {
        if (metered > cost || metered < cost * 8 / 10) revert Different(what, metered, cost);
    }

    function intrinsic(bytes memory data) internal pure returns (uint256 gas) {
        gas = 21_000;
        for (uint256 i = 0; i < data.length; ++i) {
            gas += data[i] == 0 ? 4 : 16;
        }
    }

    function test_a_contract_is_not_repaid_the_transaction() public {
        run(2);
        bytes32 r = anchorRoot(2);
        bytes memory data = abi.encodeCall(Disputes.open, (job, 2, r, bytes32(0), true));
        uint256 gas = gasleft();
        (, bytes memory id) = address(disputes).call{value: CHALLENGE}(data); // this contract is not the origin
        gas -= gasleft();
        yes(disputes.game(abi.decode(id, (bytes32))).challengerGas / 1 gwei < gas, "only what was executed");
        // An account that delegates to code (EIP-7702) could batch as well.
        vm2.etch(ann, hex"ef01000000000000000000000000000000000000000000");
        vm2.startPrank(ann, ann);
        gas = gasleft();
        (, id) = address(disputes).call{value: CHALLENGE}(data);
        gas -= gasleft();
        vm.stopPrank();
        yes(disputes.game(abi.decode(id, (bytes32))).challengerGas / 1 gwei < gas, "only what was executed");
    }

    function test_expensive_play_does_not_empty_the_pot() public {
        run(2);
        vm.txGasPrice(CAP);
        bytes32 id = open(stranger, 1, 2, false); // the solver's other hand
        bytes32 head = disputes.game(id).head;
        bytes memory data = abi.encodePacked(abi.encodeCall(Disputes.move, (id, head, toStep(2))), new bytes(2_200_000));
        vm2.prank(stranger, stranger);
        (bool ok,) = address(disputes).call(data);
        yes(ok, "junk behind the arguments is only paid for");
        later(CLOCK + 1);
        move(stranger, id, timeout());
        yes(disputes.game(id).challengerGas > CHALLENGE, "metered");
        eq(jobs.credits(stranger), 2 * CHALLENGE, "its bond, and no more than as much");
    }

    function test_gas_is_repaid_at_the_cap_at_most() public {
        run(2);
        vm.txGasPrice(5000 gwei);
        bytes32 id = open(ann, 1, 2, true);
        uint256 capped = disputes.game(id).challengerGas;
        vm.txGasPrice(CAP);
        bytes32 other = open(ann, 1, 2, true);
        yes(capped <= disputes.game(other).challengerGas * 2, "capped");
        later(CLOCK + 1);
        vm.txGasPrice(type(uint64).max);
        move(ann, id, timeout());
        yes(jobs.credits(ann) < CHALLENGE + 1_000_000 * uint256(CAP), "credit");
    }

    // Equivocation

    function test_equivocation_by_two_signatures() public {
        run(1);
        (bytes32 x, bytes32 y) = (keccak256("x"), keccak256("y"));
        (bytes memory sx, bytes memory sy) = (sign(solverKey, 5, x), sign(solverKey, 5, y));
        expect(Jobs.SameRoot.selector);
        jobs.equivocate(job, 5, x, sx, x, sx);
        expect(Jobs.NotSolver.selector);
        jobs.equivocate(job, 4, x, sx, y, sy);
        bytes memory other = sign(77, 5, y);
        expect(Jobs.NotSolver.selector);
        jobs.equivocate(job, 5, x, sx, y, other);
        expect(Jobs.WrongStep.selector);
        jobs.equivocate(job, N + 1, x, sx, y, sy);
        vm.prank(ann);
        jobs.equivocate(job, 5, x, sx, y, sy);
        eq(jobs.credits(ann), BOND * 4 / 10, "the share alone");
        eq(jobs.job(job).anchors, 2, "epoch 2 was not anchored yet");
        eq(phase(), uint8(Jobs.Phase.Open), "phase");
        expect(Jobs.NotEligible.selector);
        jobs.equivocate(job, 5, x, sx, y, sy);
        (, uint256 since) = jobs.over(job, 1);
        vm.warp(since + WINDOW + 1);
        uint256 zero = address(0).balance;
        jobs.settle(job, 1);
        eq(address(0).balance - zero, BOND * 6 / 10, "burnt");
    }

    function test_equivocation_against_the_anchor() public {
        run(2);
        bytes32[] memory all = steps(2);
        bytes32[] memory proof = path(all, 0, 1, 0, 2);
        bytes memory s = sign(solverKey, 5, all[1]);
        expect(Jobs.SameRoot.selector);
        jobs.equivocateAnchor(job, 5, all[1], s, all[1], proof);
        bytes32 x = keccak256("x");
        s = sign(solverKey, 5, x);
        expect(Jobs.WrongProof.selector);
        jobs.equivocateAnchor(job, 5, x, s, all[0], proof);
        vm.prank(ann);
        jobs.equivocateAnchor(job, 5, x, s, all[1], proof);
        eq(jobs.job(job).anchors, 2, "anchors");
        eq(jobs.credits(ann), BOND * 4 / 10, "share");
    }

    function test_equivocation_of_the_initial_state() public {
        run(0);
        bytes32 x = keccak256("x");
        bytes memory s = sign(solverKey, 0, x);
        bytes32 real = state(0);
        bytes32[] memory none;
        jobs.equivocateAnchor(job, 0, x, s, real, none);
        eq(jobs.job(job).anchors, 0, "anchors");
    }

    function test_signatures_have_one_form() public {
        run(1);
        (bytes32 x, bytes32 y) = (keccak256("x"), keccak256("y"));
        bytes memory sx = sign(solverKey, 5, x);
        (bytes32 r, bytes32 s, uint8 v) = (word(sx, 0), word(sx, 1), uint8(sx[64]));
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes memory high = abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? 28 : 27);
        bytes memory good = sign(solverKey, 5, y);
        bytes[4] memory bad = [
            high,
            abi.encodePacked(r, s, v - 27),
            abi.encodePacked(bytes32(0), s, v),
            abi.encodePacked(r, bytes32(0), v)
        ];
        for (uint256 i = 0; i < 4; ++i) {
            expect(Signature.SignatureForm.selector);
            jobs.equivocate(job, 5, x, bad[i], y, good);
        }
        vm.expectRevert(abi.encodeWithSelector(Signature.SignatureLength.selector, 64));
        jobs.equivocate(job, 5, x, abi.encodePacked(r, s), y, good);
    }

    function word(bytes memory b, uint256 i) internal pure returns (bytes32 w) {
        assembly {
            w := mload(add(add(b, 32), mul(32, i)))
        }
    }

    function test_equivocation_takes_no_share_from_an_open_game() public {
        cheat = Cheat(2, 1, 1, false);
        run(1);
        bytes32 id = open(ann, 1, 2, false);
        vm.roll(101);
        move(ann, id, toStep(2));
        (bytes32 x, bytes32 y) = (keccak256("x"), keccak256("y"));
        (bytes memory sx, bytes memory sy) = (sign(solverKey, 5, x), sign(solverKey, 5, y));
        vm.prank(bob); // the solver's other hand
        jobs.equivocate(job, 5, x, sx, y, sy);
        eq(jobs.credits(bob), 0, "no share");
        later(CLOCK + 1);
        move(ann, id, timeout());
        later(WINDOW + 1);
        disputes.claimShare(id, 2, keccak256("own"), salt);
        later(WINDOW + 1);
        jobs.settle(job, 1);
        disputes.collectShare(id);
        yes(jobs.credits(ann) >= CHALLENGE + BOND * 4 / 10, "the share is the challenger's");
    }

    function test_equivocation_never_voids_another_attempts_anchors() public {
        run(2);
        later(EPOCH_SECONDS + 1);
        jobs.lapse(job);
        solverKey = 0x502;
        solver = vm.addr(solverKey);
        vm.deal(solver, 10 ether);
        take();
        (bytes32 x, bytes32 y) = (keccak256("x"), keccak256("y"));
        (bytes memory sx, bytes memory sy) = (sign(solverKey, 1, x), sign(solverKey, 1, y));
        jobs.equivocate(job, 1, x, sx, y, sy);
        eq(jobs.job(job).anchors, 3, "the first solver's anchors stand");
        bytes32[] memory all = steps(1);
        bytes32[] memory proof = path(all, 0, 0, 0, 2);
        expect(Jobs.NotEligible.selector);
        jobs.equivocateAnchor(job, 1, x, sx, all[0], proof);
    }

    // Leaves on demand

    function demandLeaf(uint256 e, uint32 s, uint64 n) internal returns (uint256) {
        Spec memory sp = spec();
        bytes memory h = header(e == 0);
        bytes32[] memory proof = path(program(e == 0), 0, 0, 0, 3);
        uint256 fee = jobs.demandFee(job);
        vm.prank(ann);
        return jobs.demand{value: fee}(job, uint32(e), sp, h, proof, s, n);
    }

    function leafProof(uint256 e, uint256 s, uint256 n) internal view returns (bytes memory, bytes32[] memory) {
        uint256 t = e * E > N ? N : e * E;
        uint32[] memory x = tensor(t, s);
        bytes32[] memory last;
        if (e != 0) last = path(steps(e), 0, (t - 1) % E, 0, 2);
        return (leaf(x, n), join(path(leaves(x), 0, n, 0, s == 0 ? 1 : 0), path(tensorRoots(t), 0, s, 0, 2), last));
    }

    function publish(uint256 d, uint256 e, uint256 s, uint256 n) internal {
        (bytes memory data, bytes32[] memory proof) = leafProof(e, s, n);
        vm.prank(bob); // anybody may; the solver has the fee
        jobs.publish(d, data, proof);
    }

    function test_published_leaves() public {
        run(3);
        uint256 fee = jobs.demandFee(job);
        for (uint256 e = 0; e < 4; ++e) {
            for (uint32 s = 0; s < 3; ++s) {
                uint256 d = demandLeaf(e, s, s == 0 ? 1 : 0);
                uint256 before = jobs.credits(solver);
                publish(d, e, s, s == 0 ? 1 : 0);
                eq(jobs.credits(solver) - before, fee, "fee");
                publish(d, e, s, s == 0 ? 1 : 0); // already done
                jobs.unpublished(d);
                eq(jobs.credits(solver) - before, fee, "once");
            }
        }
        eq(jobs.attempt(job, 1).demands, 0, "demands");
    }

    function test_wrong_leaves_and_wrong_demands() public {
        run(3);
        uint256 d = demandLeaf(2, 0, 1);
        (bytes memory data, bytes32[] memory proof) = leafProof(2, 0, 1);
        data[0] = ~data[0];
        expect(Jobs.WrongProof.selector);
        jobs.publish(d, data, proof);
        (data, proof) = leafProof(2, 0, 0);
        expect(Jobs.WrongProof.selector);
        jobs.publish(d, data, proof);
        // There is no third leaf, no fourth tensor; another header is not the program's.
        (Spec memory sp, bytes memory h, bytes32[] memory hp) = (spec(), header(false), path(program(false), 0, 0, 0, 3));
        uint256 fee = jobs.demandFee(job);
        vm.expectRevert(abi.encodeWithSelector(Jobs.OutOfBounds.selector, "leaf"));
        jobs.demand{value: fee}(job, 2, sp, h, hp, 0, 2);
        vm.expectRevert(abi.encodeWithSelector(Jobs.OutOfBounds.selector, "tensor"));
        jobs.demand{value: fee}(job, 2, sp, h, hp, 3, 0);
        expect(Jobs.WrongProof.selector);
        jobs.demand{value: fee}(job, 0, sp, h, hp, 0, 0); // epoch 0 is init's
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongValue.selector, fee - 1, fee));
        jobs.demand{value: fee - 1}(job, 2, sp, h, hp, 0, 0);
        sp.seed = 1;
        expect(Jobs.WrongSpec.selector);
        jobs.demand{value: fee}(job, 2, sp, h, hp, 0, 0);
        vm.expectRevert();
        jobs.publish(99, data, proof);
    }

    function test_unpublished_leaf_falls() public {
        run(3);
        uint256 d = demandLeaf(2, 0, 1);
        uint64 deadline = jobs.demandOf(d).deadline;
        eq(deadline, vmTime() + CLOCK, "deadline");
        vm.warp(deadline);
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooEarly.selector, deadline));
        jobs.unpublished(d);
        vm.warp(deadline + 1);
        (bytes memory data, bytes32[] memory proof) = leafProof(2, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooLate.selector, deadline));
        jobs.publish(d, data, proof);
        vm.prank(stranger); // anybody may say so; who demanded has the share
        jobs.unpublished(d);
        eq(jobs.credits(ann), jobs.demandFee(job) + BOND * 4 / 10, "fee and share");
        eq(jobs.job(job).anchors, 2, "anchors");
    }

    function test_demand_on_a_fallen_anchor_is_given_back() public {
        run(3);
        uint256 d = demandLeaf(3, 0, 1);
        uint256 first = demandLeaf(1, 0, 1);
        bytes32 id = open(bob, 2, 4, true);
        later(CLOCK + 1);
        move(bob, id, timeout());
        jobs.unpublished(d);
        eq(jobs.credits(ann), jobs.demandFee(job), "fee back, no share");
        eq(jobs.job(job).anchors, 2, "anchors");
        later(2);
        jobs.unpublished(first); // its anchor stood: it falls too
        eq(jobs.job(job).anchors, 1, "anchors");
        eq(jobs.credits(ann), 2 * jobs.demandFee(job), "slashed once: no second share");
    }

    function test_demand_flood_has_later_deadlines() public {
        run(3);
        for (uint256 i = 0; i < 70; ++i) {
            uint256 d = demandLeaf(3, 1, 0);
            eq(jobs.demandOf(d).deadline, vmTime() + CLOCK + 2 * i, "deadline");
        }
    }

    function test_demands_end_with_the_window_or_the_delivery() public {
        run(2);
        later(WINDOW);
        demandLeaf(2, 0, 0);
        publish(0, 2, 0, 0);
        anchor(3);
        later(1);
        (Spec memory sp, bytes memory h, bytes32[] memory hp) = (spec(), header(false), path(program(false), 0, 0, 0, 3));
        uint256 fee = jobs.demandFee(job);
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooLate.selector, vmTime() - 1));
        jobs.demand{value: fee}(job, 2, sp, h, hp, 0, 0);
        later(WINDOW + DELIVERY - 1);
        demandLeaf(3, 0, 0);
        later(1);
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooLate.selector, vmTime() - 1));
        jobs.demand{value: fee}(job, 3, sp, h, hp, 0, 0);
    }

    // Ends

    function test_diverged() public {
        // The solver anchors, unchallenged, a state whose f32 tensor is infinite.
        uint32[] memory inf = new uint32[](1);
        inf[0] = 0xff800000;
        take();
        anchor(0);
        bytes32[] memory tensors = tensorRoots(3);
        tensors[2] = tensorRoot(inf);
        bytes32[] memory all = steps(1);
        all[2] = root(tensors);
        bytes32 anchored = rootAt(all, 0, 2);
        bytes32 before = anchorRoot(0);
        vm.prank(solver);
        jobs.anchor(job, before, anchored);
        vm.prank(solver);
        jobs.anchor(job, anchored, keccak256("next"));
        Spec memory sp = spec();
        bytes memory h = header(false);
        bytes32[] memory hp = path(program(false), 0, 0, 0, 3);
        bytes memory data = leaf(inf, 0);
        bytes32[] memory none;
        bytes32[] memory proof = join(none, path(tensors, 0, 2, 0, 2), path(all, 0, 2, 0, 2));
        uint256 end = vmTime() + WINDOW;
        vm.expectRevert(abi.encodeWithSelector(Jobs.TooEarly.selector, end));
        jobs.diverged(job, 1, sp, h, hp, 2, 0, data, proof);
        later(WINDOW + 1);
        vm.expectRevert(abi.encodeWithSelector(Jobs.OutOfBounds.selector, "element"));
        jobs.diverged(job, 1, sp, h, hp, 2, 1, data, proof);
        vm.expectRevert(abi.encodeWithSelector(Jobs.OutOfBounds.selector, "element")); // u32 is never NaN
        jobs.diverged(job, 1, sp, h, hp, 1, 0, data, proof);
        jobs.diverged(job, 1, sp, h, hp, 2, 0, data, proof);
        eq(phase(), uint8(Jobs.Phase.Diverged), "phase");
        uint256 each = REWARD / 3;
        eq(jobs.credits(client), REWARD - each, "the rest is refunded");
        jobs.settle(job, 1);
        eq(jobs.credits(solver), each + BOND, "epoch 1 is paid");
        eq(jobs.job(job).escrow, 0, "escrow");
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongPhase.selector, Jobs.Phase.Diverged));
        jobs.diverged(job, 1, sp, h, hp, 2, 0, data, proof);
    }

    function test_finite_is_not_diverged() public {
        run(1);
        later(WINDOW + 1);
        (Spec memory sp, bytes memory h, bytes32[] memory hp) = (spec(), header(false), path(program(false), 0, 0, 0, 3));
        (bytes memory data, bytes32[] memory proof) = leafProof(1, 2, 0);
        expect(Jobs.NotEligible.selector);
        jobs.diverged(job, 1, sp, h, hp, 2, 0, data, proof);
    }

    function test_cancel() public {
        expect(Jobs.NotClient.selector);
        jobs.cancel(job);
        vm.prank(client);
        jobs.cancel(job);
        eq(jobs.credits(client), REWARD, "refund");
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongPhase.selector, Jobs.Phase.Cancelled));
        vm.prank(solver);
        jobs.take{value: BOND}(job);
    }

    function test_cancel_pays_what_is_anchored() public {
        run(2);
        vm.expectRevert(abi.encodeWithSelector(Jobs.WrongPhase.selector, Jobs.Phase.Active));
        vm.prank(client);
        jobs.cancel(job);
        later(EPOCH_SECONDS + 1);
        jobs.lapse(job);
        vm.prank(client);
        jobs.cancel(job);
        uint256 each = REWARD / 3;
        eq(jobs.credits(client), REWARD - 2 * each, "refund");
        jobs.settle(job, 1);
        eq(jobs.credits(solver), BOND - BOND / 10 + 2 * each, "bond and two epochs");
        eq(jobs.job(job).escrow, 0, "escrow");
    }

    function test_a_slashed_attempts_reward_returns_to_the_client() public {
        run(2);
        bytes32 id = open(ann, 2, 4, true);
        later(CLOCK + 1);
        move(ann, id, timeout());
        later(2 * WINDOW);
        address first = solver;
        solver = bob;
        take();
        anchor(2);
        anchor(3);
        later(WINDOW + DELIVERY + 1);
        finish();
        jobs.settle(job, 1);
        uint256 each = REWARD / 3;
        eq(jobs.credits(client), each, "epoch 1");
        eq(jobs.credits(first), 0, "nothing");
        eq(jobs.credits(bob), BOND + 2 * each + REWARD % 3, "epochs 2 and 3");
        eq(jobs.job(job).escrow, 0, "escrow");
    }

    // Edges

    function test_epochs_of_one_step_and_schedules() public {
        Terms memory t = terms();
        t.spec.epochLength = 1;
        t.spec.steps = 5;
        t.spec.schedule = hex"010102";
        t.spec.programs = three(t.spec);
        job = create(t);
        take();
        bytes32 before;
        for (uint256 e = 0; e <= 5; ++e) {
            bytes32 r = keccak256(abi.encode(e));
            vm.prank(solver);
            jobs.anchor(job, before, r);
            before = r;
        }
        eq(phase(), uint8(Jobs.Phase.Anchored), "phase");
        bytes32[] memory none;
        uint8[6] memory kernels = [3, 1, 1, 2, 1, 1]; // of init, 1, 1, 2, 1, 1
        for (uint32 e = 0; e <= 5; ++e) {
            bytes32 r = keccak256(abi.encode(uint256(e)));
            vm2.prank(ann, ann);
            bytes32 id = disputes.open{value: CHALLENGE}(job, e, r, 0, true);
            no(disputes.game(id).defends, "there is nothing to reveal");
            bytes32 prior = e == 0 ? bytes32(0) : keccak256(abi.encode(uint256(e) - 1));
            move(ann, id, abi.encodeCall(Actions.step, (Actions.StepNaming(t.spec, prior, none))));
            eq(disputes.game(id).step, e, "step");
            eq(disputes.game(id).kernels, kernels[e], "kernels of the scheduled program");
        }
    }

    function three(Spec memory s) internal pure returns (Program_[] memory p) {
        p = new Program_[](3);
        p[0] = s.programs[0];
        p[1] = Program_(s.programs[1].root, 1);
        p[2] = Program_(s.programs[1].root, 2);
    }

    function test_terms_have_bounds() public {
        for (uint256 i = 0; i < 27; ++i) {
            Terms memory t = terms();
            if (i == 0) t.gasPriceCap = 0;
            if (i == 1) t.gasPriceCap = 10_001 gwei;
            if (i == 2) t.challengeBond = uint128(8_000_000 * uint256(CAP) * 5 / 4 - 1);
            if (i == 3) (t.challengeBond, t.bond) = (type(uint128).max, type(uint128).max);
            if (i == 4) t.bond = 2 * CHALLENGE - 1;
            if (i == 5) t.bond = uint128(1) << 96;
            if (i == 6) t.epochSeconds = 0;
            if (i == 7) t.window = 0;
            if (i == 8) t.clock = 0;
            if (i == 9) t.extension = 0;
            if (i == 10) t.extension = CLOCK + 1;
            if (i == 11) t.delivery = type(uint32).max;
            if (i == 12) t.shareBps = 5_001;
            if (i == 13) t.lateBps = 5_001;
            if (i == 14) t.spec.programs = new Program_[](1);
            if (i == 15) t.spec.programs = new Program_[](17);
            if (i == 16) t.spec.programs[1].kernels = 65_537;
            if (i == 17) t.spec.schedule = "";
            if (i == 18) t.spec.schedule = new bytes(257);
            if (i == 19) t.spec.schedule = hex"00";
            if (i == 20) t.spec.schedule = hex"0102";
            if (i == 21) t.spec.states = 0;
            if (i == 22) t.spec.consts = 4097;
            if (i == 23) t.spec.steps = 0;
            if (i == 24) t.spec.steps = (1 << 31) + 1;
            if (i == 25) t.spec.epochLength = (1 << 20) + 1;
            if (i == 26) (t.spec.steps, t.spec.epochLength) = (1025, 1);
            vm.expectRevert();
            jobs.create(t);
        }
        Terms memory most = terms();
        (most.spec.steps, most.spec.epochLength) = (1 << 30, 1 << 20);
        most.window = most.clock = most.extension = most.delivery = most.epochSeconds = 365 days;
        (most.bond, most.challengeBond) = (type(uint96).max, type(uint96).max / 2);
        jobs.create(most);
    }

    function test_longest_job_finishes_within_a_transaction() public {
        Terms memory t = terms();
        (t.spec.steps, t.spec.epochLength) = (1024, 1);
        job = create(t);
        take();
        bytes32 before;
        vm.startPrank(solver);
        for (uint256 e = 0; e <= 1024; ++e) {
            bytes32 r = keccak256(abi.encode(e));
            jobs.anchor(job, before, r);
            before = r;
        }
        vm.stopPrank();
        later(WINDOW + DELIVERY + 1);
        bytes32[] memory none;
        uint256 gas = gasleft();
        jobs.finish(job, before, none);
        yes(gas - gasleft() < 10_000_000, "gas");
    }

    function test_only_disputes_may_report() public {
        run(1);
        expect(Jobs.NotDisputes.selector);
        jobs.enter(job, 1, 0);
        expect(Jobs.NotDisputes.selector);
        jobs.verdict(job, 1, 1, ann, true, 0, 0);
        expect(Jobs.NotDisputes.selector);
        jobs.claim(job, 1, 0);
        expect(Jobs.NotDisputes.selector);
        jobs.payShare(job, 1, ann);
        vm.expectRevert(Disputes.WrongJobs.selector);
        new Disputes(jobs, referee, 5, 6);
    }

    // Receivers

    bool private refuse;
    bool private reenter;

    receive() external payable {
        if (refuse) revert("no");
        if (reenter) jobs.withdraw();
    }

    function test_reverting_and_reentrant_receivers() public {
        vm.prank(client);
        jobs.cancel(job);
        expect(Jobs.NothingToDo.selector);
        jobs.withdraw();
        // This contract as a client.
        bytes32 mine = jobs.create{value: 3}(terms());
        jobs.cancel(mine);
        refuse = true;
        expect(Jobs.SendFailed.selector);
        jobs.withdraw();
        eq(jobs.credits(address(this)), 3, "the credit is still there");
        (refuse, reenter) = (false, true);
        expect(Jobs.SendFailed.selector);
        jobs.withdraw();
        reenter = false;
        eq(jobs.withdraw(), 3, "paid once");
        vm.prank(client);
        eq(jobs.withdraw(), REWARD, "nobody else is hindered");
    }
}
