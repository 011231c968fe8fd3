// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Actions} from "./Actions.sol";
import {Clock} from "./Clock.sol";
import {Header} from "./Header.sol";
import {Facts, IReferee, Place, Query} from "./IReferee.sol";
import {Jobs} from "./Jobs.sol";
import {Meter} from "./Meter.sol";
import {Spec, Specs} from "./Spec.sol";
import {Tree} from "./Tree.sol";
import {Words} from "./Words.sol";

/// The game (docs/protocol.md, section 4): a challenger narrows what a solver anchored to one window of one sum, and the
/// referee computes it. The defender is bound by what it anchored and claimed; nothing that the challenger says is
/// believed. Games are independent of each other. Money lies in Jobs.
///
/// A call that reverts, in the referee or for want of gas, is no verdict: the game stands where it stood.
contract Disputes {
    using Clock for Clock.T;
    using Specs for Spec;

    enum Phase {
        None,
        History, // the node is in the epoch's anchor tree
        Trace, // the defender owes the trace root
        Outputs, // the node is in the trace tree
        State, // the node is in the tree of S_t
        Tensor, // the node is in kernel i's output tree
        Sums, // a range of windows
        Window, // one window
        Done
    }

    /// How a game was decided.
    enum How {
        Open,
        Timeout,
        Padding, // something not zero beyond the count
        Kernel, // the kernel is invalid
        Program, // the program's header is invalid
        State, // a state tensor, compared with what the program names
        Window // the referee's arithmetic
    }

    struct Game {
        bytes32 job;
        bytes32 spec; // hash
        bytes32 anchor; // root that is challenged
        bytes32 before; // root of the anchor before
        bytes32 head; // names the position
        bytes32 report; // of the challenger: what is wrong, without telling
        bytes32 node; // hash of the node
        bytes32 state; // S_t, once the step is named
        bytes32 prior; // S_{t-1}
        bytes32 trace; // T_t
        bytes32 kernelLeaf; // hash of the kernel's section
        bytes32 sums; // hash of the claimed values; 0 if none are
        // What every move reads and writes lies together.
        Clock.T clock;
        Phase phase;
        bool defends; // whose turn it is: true the defender's
        uint8 height; // of the node; 0 is a leaf
        uint64 index; // of the node on its level
        uint64 count; // leaves of the tree that the node is in
        uint32 moves;
        bool won; // by the challenger
        How how;
        bool claimed; // the share was claimed
        bool collected; // and paid
        uint96 defenderGas; // metered, in wei
        uint96 challengerGas;
        uint64 gasPriceCap;
        address challenger;
        uint32 attempt;
        uint32 epoch;
        uint32 step; // t
        address defender;
        uint32 kernel; // i
        uint32 kernels; // of the step's program
        uint32 states;
        uint64 openedAt; // block
        uint64 stepAt; // block in which the step was named; 0 before
        uint32 steps; // N
        uint32 epochLength; // E
        uint32 init; // P_0
        uint64 elements; // of the kernel's output
        uint64 windows; // of each element's sum
        uint64 element; // in question
        uint64 lo; // the range of windows in question
        uint64 hi;
        uint32 accLo; // P_lo, which both sides accept
        uint32 accHi; // P_hi, which the challenger doubts
    }

    /// What a challenger knew beforehand of an epoch of which nothing was published.
    struct OwnAnchor {
        bytes32 anchor; // root of the epoch's tree as the challenger computed it
        bytes32 salt; // of the report
        bytes32 root; // in that tree, at the game's step, or at the node at which it ended
        bytes32[] proof;
        bytes32[] proofBefore; // that the step before has the root on which the game agreed; empty for an epoch's first
    }

    event Opened(
        bytes32 indexed game,
        bytes32 indexed job,
        address indexed challenger,
        uint32 attempt,
        uint32 epoch,
        bytes32 anchor,
        address defender,
        bytes32 report,
        uint256 nonce,
        uint64 deadline
    );
    /// After a move: the head, and the position as it is now.
    event Moved(
        bytes32 indexed game,
        bytes32 head,
        address indexed mover,
        Phase phase,
        bool defends,
        uint8 height,
        uint64 index,
        bytes32 node,
        uint64 deadline
    );
    event Revealed(bytes32 indexed game, bytes32 indexed node, uint8 height, uint64 index, bytes32[] children);
    event LeafRevealed(bytes32 indexed game, bytes32 indexed node, uint64 index, bytes data);
    event StepNamed(bytes32 indexed game, uint32 step, bytes32 state, bytes32 prior);
    event TraceClaimed(bytes32 indexed game, bytes32 root);
    event KernelNamed(bytes32 indexed game, uint32 kernel, uint64 elements, uint64 windows);
    event ElementNamed(bytes32 indexed game, uint64 element, uint32 value);
    event SumsClaimed(bytes32 indexed game, uint64 lo, uint64 hi, bytes values);
    event Picked(bytes32 indexed game, uint64 lo, uint64 hi, uint32 accLo, uint32 accHi);
    /// `computed` is what the referee computed (with How.Window); `adjudicationGas` what computing it took.
    event Verdict(
        bytes32 indexed game,
        bytes32 indexed job,
        address indexed winner,
        bool challengerWon,
        How how,
        uint32 computed,
        uint256 adjudicationGas,
        uint32 moves
    );
    event ShareClaimed(bytes32 indexed game, uint32 step, bytes32 root);

    error UnknownGame();
    error StaleHead(bytes32 head);
    error NoActions();
    error UnknownAction(bytes4 selector);
    error WrongPhase(Phase phase);
    error WrongTurn();
    error NotChallenger();
    error NotDefender();
    error ClockRanOut(uint256 deadline);
    error ClockRuns(uint256 deadline);
    error WrongSpec();
    error WrongProof();
    error WrongNode();
    error WrongIndex();
    error WrongCount(uint256 got, uint256 want);
    error WrongKernel();
    error WrongValues();
    error NotEligible();
    error WrongJobs();
    error WrongArity();

    /// Parts that a range of windows is cut into.
    uint256 public constant PARTS = 256;
    /// Gas of a verdict after the meter is read: at most what the cheapest verdict costs, so that no one gains by it.
    uint256 public constant VERDICT_GAS = 34_000;
    /// The same for a move that ends no game: what it takes to write the meter down.
    uint256 public constant TAIL_GAS = 5_000;

    /// In a report: the challenger does not know the step, and names its own anchor as the root.
    uint32 public constant ANY_STEP = type(uint32).max;

    Jobs public immutable jobs;
    IReferee public immutable referee;
    /// log2 of how many nodes are revealed at once in History, and in the other trees.
    uint256 public immutable historyArity;
    uint256 public immutable treeArity;

    mapping(bytes32 => Game) private _games;
    mapping(address => uint256) public nonces;

    /// Jobs must have been made with this contract's address.
    constructor(Jobs jobs_, IReferee referee_, uint256 historyArity_, uint256 treeArity_) {
        if (jobs_.disputes() != address(this)) revert WrongJobs();
        if (historyArity_ == 0 || historyArity_ > 8 || treeArity_ == 0 || treeArity_ > 8) revert WrongArity();
        jobs = jobs_;
        referee = referee_;
        historyArity = historyArity_;
        treeArity = treeArity_;
    }

    /// Everything about a game.
    function game(bytes32 id) external view returns (Game memory) {
        return _games[id];
    }

    /// Challenges an anchor, with the challenger's bond. `ask`: the defender is to reveal the top of the anchor's tree;
    /// otherwise the challenger has the turn.
    function open(bytes32 job, uint32 epoch, bytes32 anchor, bytes32 report, bool ask)
        external
        payable
        returns (bytes32 id)
    {
        uint256 start = gasleft();
        Jobs.Ground memory ground = jobs.enter{value: msg.value}(job, epoch, anchor);
        uint256 nonce = nonces[msg.sender]++;
        id = keccak256(abi.encode(job, ground.attempt, epoch, anchor, msg.sender, nonce));
        Game storage g = _games[id];
        g.job = job;
        g.spec = ground.spec;
        g.anchor = anchor;
        g.before = ground.before;
        g.head = id;
        g.report = report;
        g.node = anchor;
        g.challenger = msg.sender;
        g.attempt = ground.attempt;
        g.defender = ground.solver;
        g.epoch = epoch;
        g.phase = Phase.History;
        g.moves = 1;
        g.openedAt = uint64(block.number);
        g.gasPriceCap = ground.gasPriceCap;
        g.steps = ground.steps;
        g.epochLength = ground.epochLength;
        if (epoch == 0) {
            g.count = 1;
        } else {
            uint256 rest = ground.steps - (uint256(epoch) - 1) * ground.epochLength;
            g.count = uint64(rest < ground.epochLength ? rest : ground.epochLength);
            g.height = uint8(Tree.depthOf(ground.epochLength));
        }
        g.defends = ask && g.height != 0;
        g.clock.start(g.defends, ground.clock, ground.extension);
        emit Opened(
            id, job, msg.sender, g.attempt, epoch, anchor, g.defender, report, nonce, g.clock.deadline
        );
        _meter(g, start, 0);
    }

    /// Does the actions in order, at the position that `head` names. The last move done again, and any on a finished game,
    /// does nothing.
    function move(bytes32 id, bytes32 head, bytes[] calldata actions) external {
        uint256 start = gasleft();
        Game storage g = _games[id];
        if (g.phase == Phase.None) revert UnknownGame();
        bytes32 next = keccak256(abi.encode(head, keccak256(msg.data)));
        if (g.phase == Phase.Done || g.head == next) return;
        if (g.head != head) revert StaleHead(g.head);
        if (actions.length == 0) revert NoActions();
        g.head = next;
        ++g.moves;
        bool defended = g.defends;
        // What follows a verdict in the same list has no object any more.
        for (uint256 i = 0; i < actions.length && g.phase != Phase.Done; ++i) {
            _act(id, g, actions[i]);
        }
        if (g.phase == Phase.Done) {
            _settle(g, start);
            return;
        }
        if (g.defends != defended) g.clock.pass(g.defends);
        else if (defended && msg.sender == g.challenger) g.clock.extend();
        emit Moved(id, next, msg.sender, g.phase, g.defends, g.height, g.index, g.node, g.clock.deadline);
        _meter(g, start, TAIL_GAS);
    }

    /// Shows the report of a won game, for a share of the slashed bond: it named the step before it was public.
    function claimShare(bytes32 id, uint32 step, bytes32 root, bytes32 salt) external {
        Game storage g = _games[id];
        if (g.phase != Phase.Done || !g.won || g.claimed) revert NotEligible();
        if (g.report != keccak256(abi.encode(step, root, g.challenger, salt))) revert NotEligible();
        if (g.stepAt != 0) {
            if (step != g.step || root == g.state) revert NotEligible();
        } else {
            // The step was never named: the report's must be below the node at which the game ended.
            uint256 first = g.epoch == 0 ? 0 : (uint256(g.epoch) - 1) * g.epochLength + 1;
            if (step < first || (step - first) >> g.height != g.index) revert NotEligible();
        }
        _claim(id, g, step, root);
    }

    /// The same for a challenger to whom nothing was published: it knew that the anchor is wrong, but not at which step. Its
    /// report named step `ANY_STEP` and its own anchor. Under that, at the game's step (or the node at which the game ended,
    /// if no step was named), there must be something else than under the challenged anchor, and, as `proofBefore` shows, the
    /// same state before. Who knows no state of the epoch cannot show that; who knows them all because they were published
    /// can make up an anchor that passes at every second step.
    function claimShareByAnchor(bytes32 id, OwnAnchor calldata a) external {
        Game storage g = _games[id];
        if (g.phase != Phase.Done || !g.won || g.claimed) revert NotEligible();
        if (g.report != keccak256(abi.encode(ANY_STEP, a.anchor, g.challenger, a.salt))) revert NotEligible();
        if (a.root == _theirs(g, a)) revert NotEligible();
        _claim(id, g, g.stepAt != 0 ? g.step : ANY_STEP, a.root);
    }

    /// What the challenged anchor has in the place of the challenger's own root, which is proven to be under its own anchor.
    function _theirs(Game storage g, OwnAnchor calldata a) private view returns (bytes32) {
        uint256 depth = g.epoch == 0 ? 0 : Tree.depthOf(g.epochLength);
        if (g.stepAt == 0) {
            if (!Tree.verifyNode(a.anchor, a.root, g.index, g.height, depth, a.proof)) revert WrongProof();
            return g.node;
        }
        uint256 index = g.epoch == 0 ? 0 : g.step - ((uint256(g.epoch) - 1) * g.epochLength + 1);
        if (!Tree.verify(a.anchor, a.root, index, depth, a.proof)) revert WrongProof();
        if (index != 0 && !Tree.verify(a.anchor, g.prior, index - 1, depth, a.proofBefore)) revert WrongProof();
        return g.state;
    }

    function _claim(bytes32 id, Game storage g, uint32 step, bytes32 root) private {
        g.claimed = true;
        emit ShareClaimed(id, step, root);
        jobs.claim(g.job, g.attempt, g.openedAt);
    }

    /// Credits a claimed share to the challenger, once the attempt is settled. Anybody may call it.
    function collectShare(bytes32 id) external {
        Game storage g = _games[id];
        if (!g.claimed || g.collected) revert NotEligible();
        g.collected = true;
        jobs.payShare(g.job, g.attempt, g.challenger);
    }

    // Actions

    function _act(bytes32 id, Game storage g, bytes calldata action) private {
        bytes4 what = bytes4(action);
        if (what == Actions.timeout.selector) {
            if (!g.clock.over()) revert ClockRuns(g.clock.deadline);
            _win(id, g, g.defends, How.Timeout, 0, 0);
            return;
        }
        if (g.clock.over()) revert ClockRanOut(g.clock.deadline);
        // The arguments lie in the calldata behind the selector; a struct behind its offset. Solidity checks each part of
        // a struct as it is read, and what lies outside the action is the sender's own data too.
        uint256 args;
        assembly ("memory-safe") {
            args := add(action.offset, 4)
        }
        if (what == Actions.descend.selector) {
            Actions.Descent calldata a;
            assembly ("memory-safe") {
                a := add(args, calldataload(args))
            }
            _descend(id, g, a);
        } else if (what == Actions.reveal.selector) {
            _reveal(id, g, _hashes(action));
        } else if (what == Actions.step.selector) {
            Actions.StepNaming calldata a;
            assembly ("memory-safe") {
                a := add(args, calldataload(args))
            }
            _step(id, g, a);
        } else if (what == Actions.claimTrace.selector) {
            _claimTrace(id, g, _hashes(action));
        } else if (what == Actions.askState.selector) {
            _byChallenger(g);
            _in(g, Phase.Outputs);
            if (g.height != Tree.depthOf(g.kernels)) revert WrongNode();
            _enter(g, Phase.State, g.state, g.states);
            g.defends = true;
        } else if (what == Actions.kernel.selector) {
            Actions.KernelNaming calldata a;
            assembly ("memory-safe") {
                a := add(args, calldataload(args))
            }
            _kernel(id, g, a);
        } else if (what == Actions.revealLeaf.selector) {
            _revealLeaf(id, g, _bytes(action));
        } else if (what == Actions.element.selector) {
            Actions.ElementNaming calldata a;
            assembly ("memory-safe") {
                a := add(args, calldataload(args))
            }
            _element(id, g, a);
        } else if (what == Actions.claimSums.selector) {
            _claimSums(id, g, _bytes(action));
        } else if (what == Actions.pick.selector) {
            Actions.PartNaming calldata a;
            assembly ("memory-safe") {
                a := add(args, calldataload(args))
            }
            _pick(id, g, a);
        } else if (what == Actions.judgeWindow.selector) {
            Actions.WindowJudgement calldata a;
            assembly ("memory-safe") {
                a := add(args, calldataload(args))
            }
            _judgeWindow(id, g, a);
        } else if (what == Actions.judgeState.selector) {
            Actions.StateJudgement calldata a;
            assembly ("memory-safe") {
                a := add(args, calldataload(args))
            }
            _judgeState(id, g, a);
        } else {
            revert UnknownAction(what);
        }
    }

    function _descend(bytes32 id, Game storage g, Actions.Descent calldata a) private {
        _byChallenger(g);
        if (!_inTree(g)) revert WrongPhase(g.phase);
        uint256 height = a.height;
        // By less than a reveal's height nobody may go, so that nobody makes a game long.
        if (g.height == 0 || height + _levels(g) > g.height) revert WrongNode();
        uint256 down = g.height - height;
        if (a.proof.length != down) revert WrongCount(a.proof.length, down);
        if (a.index >> down != g.index) revert WrongIndex();
        if (Tree.climb(a.hash, a.index, a.proof) != g.node) revert WrongProof();
        g.index = a.index;
        g.height = uint8(height);
        g.node = a.hash;
        if (uint256(a.index) << height >= g.count) {
            bytes32 zero = g.phase == Phase.Tensor ? Tree.zeroTensor(height) : Tree.zeroNodes(height);
            if (a.hash == zero) revert WrongIndex();
            _win(id, g, true, How.Padding, 0, 0);
            return;
        }
        // In History and Outputs a leaf is the challenger's to name; a leaf of State is to be judged, one of Tensor revealed.
        g.defends = height != 0 || (g.phase != Phase.History && g.phase != Phase.Outputs);
    }

    function _reveal(bytes32 id, Game storage g, bytes32[] calldata children) private {
        if (!_inTree(g)) revert WrongPhase(g.phase);
        if (!g.defends) revert WrongTurn();
        if (g.height == 0) revert WrongNode();
        if (_top(g, children) != g.node) revert WrongProof();
        g.defends = false;
        emit Revealed(id, g.node, g.height, g.index, children);
    }

    function _step(bytes32 id, Game storage g, Actions.StepNaming calldata a) private {
        _byChallenger(g);
        _in(g, Phase.History);
        if (g.height != 0) revert WrongNode();
        _checkSpec(g, a.spec);
        uint256 t;
        if (g.epoch == 0) {
            if (a.before != 0 || a.proof.length != 0) revert WrongProof();
        } else {
            uint256 length = g.epochLength;
            uint256 index = g.index; // below the count of the epoch's steps
            t = (uint256(g.epoch) - 1) * length + 1 + index;
            bool proven;
            if (index != 0) proven = Tree.verify(g.anchor, a.before, index - 1, Tree.depthOf(length), a.proof);
            else if (g.epoch == 1) proven = Tree.verify(g.before, a.before, 0, 0, a.proof);
            else proven = Tree.verify(g.before, a.before, length - 1, Tree.depthOf(length), a.proof);
            if (!proven) revert WrongProof();
        }
        g.step = uint32(t); // at most N
        g.state = g.node;
        g.prior = a.before;
        g.stepAt = uint64(block.number);
        g.kernels = a.spec.programs[a.spec.programOf(t)].kernels;
        g.states = a.spec.states;
        g.phase = Phase.Trace;
        g.defends = true;
        emit StepNamed(id, g.step, g.state, a.before);
    }

    function _claimTrace(bytes32 id, Game storage g, bytes32[] calldata children) private {
        _in(g, Phase.Trace);
        if (msg.sender != g.defender) revert NotDefender();
        _enter(g, Phase.Outputs, 0, g.kernels);
        bytes32 root = _top(g, children);
        g.node = root;
        g.trace = root;
        g.defends = false;
        emit TraceClaimed(id, root);
        emit Revealed(id, root, g.height, 0, children);
    }

    function _kernel(bytes32 id, Game storage g, Actions.KernelNaming calldata a) private {
        _byChallenger(g);
        _in(g, Phase.Outputs);
        if (g.height != 0) revert WrongNode();
        _checkSpec(g, a.spec);
        uint256 i = g.index;
        uint256 n = g.kernels;
        bytes32 leaf = Tree.sectionLeaf(a.kernel);
        // Section 0 is the header, the last one the names.
        if (!Tree.verify(_program(g, a.spec), leaf, i + 1, Tree.depthOf(n + 2), a.proof)) revert WrongProof();
        uint256 before = gasleft();
        Facts memory facts = referee.check(a.kernel, _place(g, a.spec));
        g.kernel = uint32(i);
        g.kernelLeaf = leaf;
        emit KernelNamed(id, uint32(i), facts.count, facts.windows);
        if (!facts.valid) {
            _win(id, g, true, How.Kernel, 0, before - gasleft());
            return;
        }
        g.elements = facts.count;
        g.windows = facts.windows;
        g.init = facts.init;
        _enter(g, Phase.Tensor, g.node, Tree.leavesOf(facts.count, 2));
        g.defends = true;
    }

    function _revealLeaf(bytes32 id, Game storage g, bytes calldata leaf) private {
        _in(g, Phase.Tensor);
        if (!g.defends) revert WrongTurn();
        if (g.height != 0) revert WrongNode();
        if (Tree.leafHash(leaf) != g.node) revert WrongProof();
        g.defends = false;
        emit LeafRevealed(id, g.node, g.index, leaf);
    }

    function _element(bytes32 id, Game storage g, Actions.ElementNaming calldata a) private {
        _byChallenger(g);
        _in(g, Phase.Tensor);
        if (g.height != 0) revert WrongNode();
        if (Tree.leafHash(a.leaf) != g.node) revert WrongProof();
        if (a.element >> 8 != g.index) revert WrongIndex();
        uint32 value = Words.get(a.leaf, a.element & 255);
        g.element = a.element;
        emit ElementNamed(id, a.element, value);
        uint256 first = uint256(g.index) << 8;
        if (g.elements - first < 256 && !Words.zeroFrom(a.leaf, g.elements - first)) {
            _win(id, g, true, How.Padding, 0, 0);
            return;
        }
        if (a.element >= g.elements) revert WrongIndex();
        _range(g, 0, g.windows, g.init, value);
    }

    function _claimSums(bytes32 id, Game storage g, bytes calldata values) private {
        _in(g, Phase.Sums);
        if (msg.sender != g.defender) revert NotDefender();
        if (!g.defends) revert WrongTurn();
        (, uint256 parts) = _cut(g);
        if (values.length != 4 * (parts - 1)) revert WrongCount(values.length, 4 * (parts - 1));
        g.sums = keccak256(values);
        g.defends = false;
        emit SumsClaimed(id, g.lo, g.hi, values);
    }

    function _pick(bytes32 id, Game storage g, Actions.PartNaming calldata a) private {
        _byChallenger(g);
        _in(g, Phase.Sums);
        if (g.defends || keccak256(a.values) != g.sums) revert WrongValues();
        (uint256 q, uint256 parts) = _cut(g);
        uint256 part = a.part;
        if (part >= parts) revert WrongIndex();
        uint256 lo = g.lo + part * q;
        uint256 hi = part + 1 == parts ? g.hi : lo + q;
        uint32 accLo = part == 0 ? g.accLo : _value(a.values, part - 1);
        uint32 accHi = part + 1 == parts ? g.accHi : _value(a.values, part);
        _range(g, uint64(lo), uint64(hi), accLo, accHi);
        emit Picked(id, uint64(lo), uint64(hi), accLo, accHi);
    }

    function _judgeWindow(bytes32 id, Game storage g, Actions.WindowJudgement calldata a) private {
        _in(g, Phase.Window);
        _checkSpec(g, a.spec);
        if (Tree.sectionLeaf(a.kernel) != g.kernelLeaf) revert WrongKernel();
        Query memory query = Query({
            kernel: a.kernel,
            place: _place(g, a.spec),
            step: g.step,
            element: g.element,
            window: g.lo,
            acc: g.accLo,
            stateRoot: g.prior,
            constRoot: a.spec.constRoot,
            traceRoot: g.trace
        });
        uint256 before = gasleft();
        (bool valid, uint32 acc) = referee.window(query, a.openings);
        uint256 spent = before - gasleft();
        if (!valid) revert WrongKernel(); // it was valid when it was named
        _win(id, g, acc != g.accHi, How.Window, acc, spent);
    }

    function _judgeState(bytes32 id, Game storage g, Actions.StateJudgement calldata a) private {
        uint256 before = gasleft();
        _in(g, Phase.State);
        if (g.height != 0) revert WrongNode();
        _checkSpec(g, a.spec);
        uint256 n = g.kernels;
        bytes32 leaf = Tree.sectionLeaf(a.header);
        if (!Tree.verify(_program(g, a.spec), leaf, 0, Tree.depthOf(n + 2), a.headerProof)) revert WrongProof();
        Header.State memory s = Header.state(a.header, g.step == 0, n, a.spec.states, a.spec.consts, g.index);
        if (!s.valid) {
            _win(id, g, true, How.Program, 0, before - gasleft());
            return;
        }
        bool proven = s.kernel
            ? Tree.verify(g.trace, a.source, s.source, Tree.depthOf(n), a.sourceProof)
            : Tree.verify(g.prior, a.source, g.index, Tree.depthOf(g.states), a.sourceProof);
        if (!proven) revert WrongProof();
        _win(id, g, a.source != g.node, How.State, 0, before - gasleft());
    }

    // Position

    /// How many levels a reveal of the node shows.
    function _levels(Game storage g) private view returns (uint256 levels) {
        levels = g.phase == Phase.History ? historyArity : treeArity;
        if (levels > g.height) levels = g.height;
    }

    /// The node that the revealed nodes below it make; the node itself at height 0.
    function _top(Game storage g, bytes32[] calldata children) private view returns (bytes32) {
        uint256 n = 1 << _levels(g);
        if (children.length != n) revert WrongCount(children.length, n);
        return n == 1 ? children[0] : Tree.subtree(children);
    }

    /// The node becomes the root of a tree over `count` leaves.
    function _enter(Game storage g, Phase phase, bytes32 node, uint256 count) private {
        g.phase = phase;
        g.node = node;
        g.count = uint64(count); // at most 2^32
        g.height = uint8(Tree.depthOf(count));
        g.index = 0;
    }

    /// The windows lo … hi-1 are in question.
    function _range(Game storage g, uint64 lo, uint64 hi, uint32 accLo, uint32 accHi) private {
        g.lo = lo;
        g.hi = hi;
        g.accLo = accLo;
        g.accHi = accHi;
        g.phase = hi - lo == 1 ? Phase.Window : Phase.Sums;
        g.defends = true;
    }

    /// The range is cut into parts of q windows, the last of at most q.
    function _cut(Game storage g) private view returns (uint256 q, uint256 parts) {
        uint256 windows = g.hi - g.lo;
        q = (windows + PARTS - 1) / PARTS;
        parts = (windows + q - 1) / q;
    }

    function _value(bytes calldata values, uint256 i) private pure returns (uint32) {
        return uint32(bytes4(values[4 * i:4 * i + 4]));
    }

    function _inTree(Game storage g) private view returns (bool) {
        Phase p = g.phase;
        return p == Phase.History || p == Phase.Outputs || p == Phase.State || p == Phase.Tensor;
    }

    function _in(Game storage g, Phase phase) private view {
        if (g.phase != phase) revert WrongPhase(g.phase);
    }

    function _byChallenger(Game storage g) private view {
        if (msg.sender != g.challenger) revert NotChallenger();
    }

    function _checkSpec(Game storage g, Spec calldata spec) private view {
        if (spec.hash() != g.spec) revert WrongSpec();
    }

    /// Root of the program that the step runs.
    function _program(Game storage g, Spec calldata spec) private view returns (bytes32) {
        return spec.programs[spec.programOf(g.step)].root;
    }

    function _place(Game storage g, Spec calldata spec) private view returns (Place memory) {
        uint32 position = g.phase == Phase.Window ? g.kernel : uint32(g.index);
        return Place({
            init: g.step == 0, position: position, states: spec.states, consts: spec.consts, kernels: g.kernels
        });
    }

    /// A list of hashes that is the only argument of an action.
    function _hashes(bytes calldata action) private pure returns (bytes32[] calldata list) {
        (uint256 start, uint256 n) = _dynamic(action, 32);
        assembly ("memory-safe") {
            list.offset := start
            list.length := n
        }
    }

    /// Bytes that are the only argument of an action.
    function _bytes(bytes calldata action) private pure returns (bytes calldata data) {
        (uint256 start, uint256 n) = _dynamic(action, 1);
        assembly ("memory-safe") {
            data.offset := start
            data.length := n
        }
    }

    /// Where the elements of an action's only, dynamic argument lie in the calldata, and their number.
    function _dynamic(bytes calldata action, uint256 size) private pure returns (uint256 start, uint256 n) {
        if (action.length < 68 || uint256(bytes32(action[4:36])) != 32) revert WrongCount(action.length, 68);
        n = uint256(bytes32(action[36:68]));
        if (n > (action.length - 68) / size) revert WrongCount(action.length, n);
        assembly ("memory-safe") {
            start := add(action.offset, 68)
        }
    }

    // Verdict and money

    function _win(bytes32 id, Game storage g, bool challenger, How how, uint32 computed, uint256 gas) private {
        g.phase = Phase.Done;
        g.won = challenger;
        g.how = how;
        address winner = challenger ? g.challenger : g.defender;
        emit Verdict(id, g.job, winner, challenger, how, computed, gas, g.moves);
    }

    function _settle(Game storage g, uint256 start) private {
        _meter(g, start, VERDICT_GAS);
        uint64 publicAt = g.stepAt == 0 ? uint64(block.number) : g.stepAt;
        uint256 spent = g.won ? g.challengerGas : g.defenderGas;
        jobs.verdict(g.job, g.attempt, g.epoch, g.challenger, g.won, spent, publicAt);
    }

    /// Adds the call's gas to what its sender spent in this game.
    function _meter(Game storage g, uint256 start, uint256 rest) private {
        bool defender = msg.sender == g.defender;
        if (!defender && msg.sender != g.challenger) return;
        uint256 wei_ = Meter.used(start, rest) * Meter.price(g.gasPriceCap);
        // Below 2^96: a block's gas is below 2^32, the cap below 2^44, a game's moves below 2^10.
        if (defender) g.defenderGas += uint96(wei_);
        else g.challengerGas += uint96(wei_);
    }
}
