// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Actions} from "../src/Actions.sol";
import {Disputes} from "../src/Disputes.sol";
import {Jobs} from "../src/Jobs.sol";
import {Terms} from "../src/Spec.sol";
import {Base} from "./Base.sol";
import {Scene} from "./Scene.sol";

/// Every external call, by anybody, in any order and at any time: what a run of the invariant test is made of. A call that
/// the contracts refuse changes nothing and is not reported.
contract Handler is Scene {
    bytes32[] public allJobs;
    bytes32[] public allGames;
    address[] public actors;
    address[] private solvers;
    uint256[] private keys;
    /// The step roots of the true run, and of the false one.
    bytes32[8][2] private roots;
    Cheat private lie = Cheat(4, 290, 64, false);
    uint256 public deposited; // by all actors, into jobs
    uint256 public withdrawn;
    uint256 public honestFalls; // games that a true run lost by a move
    mapping(bytes32 => uint256) public counts; // calls that were taken, by name

    function setUp() public override {
        super.setUp();
        actors = [client, ann, bob, stranger];
        for (uint256 k = 0; k < 3; ++k) {
            address s = vm.addr(0x700 + k);
            keys.push(0x700 + k);
            solvers.push(s);
            actors.push(s);
            vm.deal(s, 100_000 ether);
        }
        allJobs.push(job);
        deposited += REWARD;
        for (uint256 t = 0; t <= N; ++t) {
            roots[0][t] = super.state(t);
        }
        cheat = lie;
        for (uint256 t = 0; t <= N; ++t) {
            roots[1][t] = super.state(t);
        }
    }

    function state(uint256 t) internal view override returns (bytes32) {
        return roots[cheat.step == lie.step ? 1 : 0][t];
    }

    function actorCount() external view returns (uint256) {
        return actors.length;
    }

    function jobCount() external view returns (uint256) {
        return allJobs.length;
    }

    function gameCount() external view returns (uint256) {
        return allGames.length;
    }

    function theJobs() external view returns (Jobs) {
        return jobs;
    }

    function theDisputes() external view returns (Disputes) {
        return disputes;
    }

    function counted(string memory name, bool ok) private {
        if (ok) ++counts[keccak256(bytes(name))];
    }

    function call(address by, uint256 value, bytes memory data, address to) private returns (bool ok, bytes memory out) {
        vm2.prank(by, by);
        (ok, out) = to.call{value: value}(data);
        if (ok) deposited += value;
    }

    // Time and gas prices

    function wait(uint16 s, uint8 blocks) external {
        vm.warp(block.timestamp + s % 700);
        vm.roll(block.number + blocks % 3);
    }

    function price(uint64 p) external {
        vm.txGasPrice(p % (2 * CAP));
    }

    // Jobs

    function create(uint96 reward, uint8 by) external {
        if (allJobs.length == 4) return;
        Terms memory t = terms();
        (bool ok, bytes memory out) = call(
            actors[by % actors.length], reward % 50 ether, abi.encodeCall(Jobs.create, (t)), address(jobs)
        );
        if (ok) allJobs.push(abi.decode(out, (bytes32)));
    }

    function choose(uint8 n) external {
        job = allJobs[n % allJobs.length];
    }

    /// A solver takes the job. Whether it lies is a matter of the whole job: those after continue where the others were.
    function takeJob(uint8 k, bool lies) public {
        Jobs.Job memory j = jobs.job(job);
        (bool ok,) = call(solvers[k % 3], BOND, abi.encodeCall(Jobs.take, (job)), address(jobs));
        if (!ok) return;
        if (j.anchors == 0) liar[job] = lies;
        counted("take", true);
    }

    mapping(bytes32 => bool) public liar;

    modifier withRun() {
        if (liar[job]) cheat = lie;
        else cheat = Cheat(N + 1, 0, 0, false);
        _;
    }

    function current() private returns (address) {
        uint32 n = jobs.job(job).attempt;
        solver = n == 0 ? solvers[0] : jobs.attempt(job, n).solver;
        return solver;
    }

    function post() public withRun {
        Jobs.Job memory j = jobs.job(job);
        if (j.anchors > EPOCHS) return;
        bytes32 before = j.anchors == 0 ? bytes32(0) : jobs.anchorOf(job, j.anchors - 1).root;
        bytes32 r = anchorRoot(j.anchors);
        (bool ok,) = call(current(), 0, abi.encodeCall(Jobs.anchor, (job, before, r)), address(jobs));
        counted("anchor", ok);
    }

    function postAll() public {
        for (uint256 e = 0; e <= EPOCHS; ++e) {
            post();
        }
    }

    function start(uint8 k, bool lies) external {
        takeJob(k, lies);
        postAll();
    }

    function lapse(uint8 by) external {
        (bool ok,) = call(actors[by % actors.length], 0, abi.encodeCall(Jobs.lapse, (job)), address(jobs));
        counted("lapse", ok);
    }

    function receipt() external {
        call(jobs.job(job).client, 0, abi.encodeCall(Jobs.receipt, (job)), address(jobs));
    }

    function finish() external withRun {
        bytes memory data = abi.encodeCall(Jobs.finish, (job, state(N), finalProof()));
        (bool ok,) = call(stranger, 0, data, address(jobs));
        counted("finish", ok);
    }

    function cancel() external {
        (bool ok,) = call(jobs.job(job).client, 0, abi.encodeCall(Jobs.cancel, (job)), address(jobs));
        counted("cancel", ok);
    }

    function settle(uint8 n) external {
        uint32 attempts = jobs.job(job).attempt;
        if (attempts == 0) return;
        (bool ok,) = call(stranger, 0, abi.encodeCall(Jobs.settle, (job, 1 + n % attempts)), address(jobs));
        counted("settle", ok);
    }

    function withdraw(uint8 by) external {
        address a = actors[by % actors.length];
        uint256 credit = jobs.credits(a);
        (bool ok,) = call(a, 0, abi.encodeCall(Jobs.withdraw, ()), address(jobs));
        if (ok) withdrawn += credit;
    }

    function equivocate(uint8 by, uint8 step, bool anchored) external withRun {
        current();
        uint256 key;
        for (uint256 k = 0; k < 3; ++k) {
            if (solvers[k] == solver) key = keys[k];
        }
        uint32 t = step % (N + 1);
        (bytes32 x, bytes32 y) = (keccak256("x"), keccak256("y"));
        bytes memory data;
        if (anchored) {
            uint256 e = t == 0 ? 0 : (t - 1) / E + 1;
            bytes32[] memory proof = path(steps(e), 0, t == 0 ? 0 : (t - 1) % E, 0, t == 0 ? 0 : 2);
            data = abi.encodeCall(Jobs.equivocateAnchor, (job, t, x, sign(key, t, x), state(t), proof));
        } else {
            data = abi.encodeCall(Jobs.equivocate, (job, t, x, sign(key, t, x), y, sign(key, t, y)));
        }
        (bool ok,) = call(actors[by % actors.length], 0, data, address(jobs));
        counted("equivocate", ok);
    }

    function demand(uint8 by, uint8 epoch, uint8 s) external withRun {
        uint32 e = epoch % (EPOCHS + 1);
        bytes memory data = abi.encodeCall(
            Jobs.demand, (job, e, spec(), header(e == 0), path(program(e == 0), 0, 0, 0, 3), s % 3, 0)
        );
        (bool ok,) = call(actors[by % actors.length], jobs.demandFee(job), data, address(jobs));
        counted("demand", ok);
    }

    function publish(uint8 n) external withRun {
        uint256 count = jobs.demandCount();
        if (count == 0) return;
        Jobs.Demand memory d = jobs.demandOf(n % count);
        if (d.job != job) return;
        uint256 e = d.epoch;
        uint256 t = e * E > N ? N : e * E;
        uint256 s = d.depth % 2 == 1 ? 0 : (d.index & 3); // state 0 has one level of leaves more
        if (s == 0 && d.depth % 2 == 0) return;
        uint32[] memory x = tensor(t, s);
        bytes32[] memory last;
        if (e != 0) last = path(steps(e), 0, (t - 1) % E, 0, 2);
        bytes32[] memory proof =
            join(path(leaves(x), 0, 0, 0, s == 0 ? 1 : 0), path(tensorRoots(t), 0, s, 0, 2), last);
        (bool ok,) = call(bob, 0, abi.encodeCall(Jobs.publish, (n % count, leaf(x, 0), proof)), address(jobs));
        counted("publish", ok);
    }

    function unpublished(uint8 n) external {
        uint256 count = jobs.demandCount();
        if (count == 0) return;
        (bool ok,) = call(bob, 0, abi.encodeCall(Jobs.unpublished, (n % count)), address(jobs));
        counted("unpublished", ok);
    }

    // Games

    function openGame(uint8 by, uint8 epoch, bool ask) external {
        uint32 e = epoch % (EPOCHS + 1);
        address a = actors[by % actors.length];
        bytes32 r = jobs.anchorOf(job, e).root;
        uint32 t = e == 0 ? 0 : e == 2 ? 4 : (e - 1) * E + 1;
        bytes memory data = abi.encodeCall(Disputes.open, (job, e, r, report(t, a), ask));
        (bool ok, bytes memory out) = call(a, CHALLENGE, data, address(disputes));
        if (ok) allGames.push(abi.decode(out, (bytes32)));
        counted("open", ok);
    }

    /// The next move of a game, right or lazy, by whose turn it is.
    function play(uint8 n) public {
        if (allGames.length == 0) return;
        bytes32 id = allGames[n % allGames.length];
        Disputes.Game memory g = disputes.game(id);
        bytes32 old = job;
        job = g.job;
        if (liar[job]) cheat = lie;
        else cheat = Cheat(N + 1, 0, 0, false);
        uint32 t = g.epoch == 0 ? 0 : g.epoch == 2 ? 4 : (g.epoch - 1) * E + 1;
        bytes[] memory a;
        address by = g.defends ? g.defender : g.challenger;
        if (g.phase == Disputes.Phase.History) {
            if (!g.defends) a = g.height == 0 ? list(nameStep(t)) : toStep(t);
            else a = list(abi.encodeCall(Actions.reveal, (four(steps(g.epoch)))));
        } else if (g.phase == Disputes.Phase.Trace) {
            a = list(claimTrace(t));
        } else if (g.phase == Disputes.Phase.Outputs) {
            if (t == 0 || n % 2 == 0) {
                a = list(abi.encodeCall(Actions.askState, ()), descend(tensorRoots(t), 0, n % 3, 0, 2));
            } else {
                a = toElement(t, 290);
            }
        } else if (g.phase == Disputes.Phase.State) {
            a = list(judgeState(t, g.index));
        } else if (g.phase == Disputes.Phase.Sums) {
            bytes memory values = sums(t, 290, 16, 0);
            if (g.defends) a = list(abi.encodeCall(Actions.claimSums, (values)));
            else a = list(pick(n % 5 == 0 ? 15 : n % 16, values));
        } else if (g.phase == Disputes.Phase.Window) {
            a = list(judgeWindow(t, 290));
        } else {
            a = list(timeout());
        }
        (bool ok,) = call(by, 0, abi.encodeCall(Disputes.move, (id, g.head, a)), address(disputes));
        counted("move", ok);
        Disputes.Game memory h = disputes.game(id);
        if (g.phase != Disputes.Phase.Done && h.phase == Disputes.Phase.Done) {
            counted(h.won ? "won" : "lost", true);
            if (h.won && !liar[job]) ++honestFalls;
        }
        job = old;
    }

    function playOut(uint8 n) external {
        for (uint256 i = 0; i < 8; ++i) {
            play(n);
        }
    }

    function four(bytes32[] memory all) private pure returns (bytes32[] memory l) {
        l = new bytes32[](4);
        for (uint256 i = 0; i < all.length; ++i) {
            l[i] = all[i];
        }
    }

    function timeoutOf(uint8 n, uint8 by) external {
        if (allGames.length == 0) return;
        bytes32 id = allGames[n % allGames.length];
        Disputes.Game memory g = disputes.game(id);
        bytes memory data = abi.encodeCall(Disputes.move, (id, g.head, list(timeout())));
        (bool ok,) = call(actors[by % actors.length], 0, data, address(disputes));
        counted("timeout", ok && g.phase != Disputes.Phase.Done);
    }

    function claimShareOf(uint8 n) external {
        if (allGames.length == 0) return;
        bytes32 id = allGames[n % allGames.length];
        Disputes.Game memory g = disputes.game(id);
        uint32 t = g.epoch == 0 ? 0 : g.epoch == 2 ? 4 : (g.epoch - 1) * E + 1;
        (bool ok,) = call(
            bob, 0, abi.encodeCall(Disputes.claimShare, (id, t, keccak256("own"), salt)), address(disputes)
        );
        counted("claim", ok);
    }

    function collectShareOf(uint8 n) external {
        if (allGames.length == 0) return;
        bytes memory data = abi.encodeCall(Disputes.collectShare, (allGames[n % allGames.length]));
        (bool ok,) = call(bob, 0, data, address(disputes));
        counted("collect", ok);
    }
}

/// Money is conserved: after any calls the contract holds exactly what it owes.
/// forge-config: default.invariant.runs = 24
/// forge-config: default.invariant.depth = 150
contract LedgerTest is Base {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Handler private handler;
    Jobs private jobs;
    Disputes private disputes;

    function setUp() public {
        handler = new Handler();
        handler.setUp();
        (jobs, disputes) = (handler.theJobs(), handler.theDisputes());
    }

    /// forge gives unused gas back to the sender, which must not be one of the accounts that are counted.
    function targetSenders() external pure returns (address[] memory t) {
        t = new address[](1);
        t[0] = address(0x5E17DE2);
    }

    function targetContracts() external view returns (address[] memory t) {
        t = new address[](1);
        t[0] = address(handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory t) {
        bytes4[26] memory s = [
            Handler.wait.selector,
            Handler.wait.selector,
            Handler.price.selector,
            Handler.create.selector,
            Handler.choose.selector,
            Handler.takeJob.selector,
            Handler.start.selector,
            Handler.openGame.selector,
            Handler.post.selector,
            Handler.postAll.selector,
            Handler.lapse.selector,
            Handler.receipt.selector,
            Handler.finish.selector,
            Handler.cancel.selector,
            Handler.settle.selector,
            Handler.withdraw.selector,
            Handler.equivocate.selector,
            Handler.demand.selector,
            Handler.publish.selector,
            Handler.unpublished.selector,
            Handler.openGame.selector,
            Handler.play.selector,
            Handler.playOut.selector,
            Handler.timeoutOf.selector,
            Handler.claimShareOf.selector,
            Handler.collectShareOf.selector
        ];
        t = new FuzzSelector[](1);
        t[0].addr = address(handler);
        t[0].selectors = new bytes4[](s.length);
        for (uint256 i = 0; i < s.length; ++i) {
            t[0].selectors[i] = s[i];
        }
    }

    function invariant_money_is_conserved() external view {
        uint256 owed;
        for (uint256 i = 0; i < handler.jobCount(); ++i) {
            bytes32 id = handler.allJobs(i);
            Jobs.Job memory j = jobs.job(id);
            owed += j.escrow;
            for (uint32 n = 1; n <= j.attempt; ++n) {
                Jobs.Attempt memory a = jobs.attempt(id, n);
                owed += a.held;
                owed += uint256(a.games) * j.challengeBond;
            }
        }
        for (uint256 i = 0; i < jobs.demandCount(); ++i) {
            Jobs.Demand memory d = jobs.demandOf(i);
            if (d.open) owed += d.fee;
        }
        for (uint256 i = 0; i < handler.actorCount(); ++i) {
            owed += jobs.credits(handler.actors(i));
        }
        eq(address(jobs).balance, owed, "balance");
        eq(address(disputes).balance, 0, "games hold no money");
        yes(handler.deposited() >= handler.withdrawn() + owed, "what is missing was burnt");
    }

    function invariant_counts_of_open_games() external view {
        for (uint256 i = 0; i < handler.jobCount(); ++i) {
            bytes32 id = handler.allJobs(i);
            Jobs.Job memory j = jobs.job(id);
            uint256 games;
            uint256 counted;
            for (uint32 n = 1; n <= j.attempt; ++n) {
                counted += jobs.attempt(id, n).games;
                if (n < j.attempt) eq(jobs.attempt(id, n).games, 0, "only the latest attempt has games");
            }
            for (uint256 k = 0; k < handler.gameCount(); ++k) {
                Disputes.Game memory g = disputes.game(handler.allGames(k));
                if (g.job == id && g.phase != Disputes.Phase.Done) ++games;
            }
            eq(counted, games, "games");
            bool ended = j.phase == Jobs.Phase.Done || j.phase == Jobs.Phase.Cancelled;
            if (ended) eq(games, 0, "none is open when a job has ended");
        }
    }

    /// Nothing that a challenger plays beats a true run that answers: only its clock can.
    function invariant_truth_does_not_lose() external view {
        eq(handler.honestFalls(), 0, "a true run lost by a move");
    }

    /// Someone can always go on: an open game ends by a timeout once its clock has run out.
    function invariant_open_games_can_be_ended() external {
        bytes[] memory a = new bytes[](1);
        a[0] = abi.encodeCall(Actions.timeout, ());
        for (uint256 k = 0; k < handler.gameCount(); ++k) {
            bytes32 id = handler.allGames(k);
            Disputes.Game memory g = disputes.game(id);
            if (g.phase == Disputes.Phase.Done) continue;
            vm.warp(g.clock.deadline + 1);
            disputes.move(id, g.head, a);
            eq(uint8(disputes.game(id).phase), uint8(Disputes.Phase.Done), "phase");
            eq(disputes.game(id).won ? 1 : 0, g.defends ? 1 : 0, "the side whose turn it was has lost");
        }
    }

    /// A sequence that reaches every call once: the random ones are known to get somewhere.
    function test_the_handler_reaches_everything() external {
        Handler h = handler;
        h.takeJob(0, true);
        h.postAll();
        h.openGame(1, 2, false);
        h.openGame(2, 2, true);
        h.wait(0, 1);
        h.demand(1, 3, 0);
        h.demand(1, 1, 1);
        h.publish(0);
        for (uint256 i = 0; i < 16; ++i) {
            h.play(15);
            h.play(14);
        }
        yes(h.counts(keccak256("won")) > 0, "won");
        h.unpublished(1);
        h.wait(600, 1);
        h.unpublished(1);
        h.timeoutOf(0, 1);
        h.timeoutOf(1, 1);
        h.wait(600, 1);
        h.claimShareOf(0);
        h.claimShareOf(1);
        h.wait(600, 1);
        h.wait(600, 1);
        h.settle(0);
        h.collectShareOf(0);
        h.collectShareOf(1);
        h.takeJob(1, false);
        h.post();
        h.equivocate(1, 2, true);
        for (uint256 i = 0; i < 3; ++i) {
            h.wait(600, 1);
        }
        h.takeJob(2, false);
        for (uint256 i = 0; i < 4; ++i) {
            h.wait(600, 1);
        }
        h.lapse(1);
        h.takeJob(0, false);
        h.postAll();
        h.receipt();
        for (uint256 i = 0; i < 3; ++i) {
            h.wait(600, 1);
        }
        h.finish();
        string[14] memory names = [
            "take", "anchor", "open", "move", "won", "demand", "publish", "unpublished", "claim", "settle", "collect",
            "equivocate", "lapse", "finish"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            yes(h.counts(keccak256(bytes(names[i]))) > 0, names[i]);
        }
        this.invariant_money_is_conserved();
        this.invariant_counts_of_open_games();
    }
}
