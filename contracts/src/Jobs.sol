// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Spec, Specs, Terms} from "./Spec.sol";
import {Header} from "./Header.sol";
import {Signature} from "./Signature.sol";
import {Tree} from "./Tree.sol";
import {Words} from "./Words.sol";

/// Jobs, their attempts and anchors, and all the money: escrowed rewards, bonds of solvers and challengers, fees and
/// credits (docs/protocol.md, sections 1 to 3). Games live in Disputes, which alone may report their beginning and end.
///
/// Nothing here has an owner. Money leaves only by `withdraw`, or to address 0 when it is burnt. At all times
///
///     balance = Σ escrow + Σ attempts' held + Σ bonds of open games + Σ fees of open demands + Σ credits
///
/// A solver signs its commitments with the key of its account: contract wallets cannot be solvers.
contract Jobs {
    using Specs for Spec;

    enum Phase {
        None,
        Open, // no attempt is active; `take` when the last one is over
        Active,
        Anchored, // all epochs are anchored
        Done,
        Cancelled,
        Diverged
    }

    /// Why an account was credited.
    enum Reason {
        Reward,
        Refund,
        SolverBond,
        ChallengeBond,
        Gas,
        Share,
        Fee,
        FeeBack
    }

    /// Why an attempt's bond was slashed, or money burnt.
    enum Cause {
        Game,
        Equivocation,
        Unpublished,
        Late,
        LostChallenge
    }

    struct Job {
        address client;
        Phase phase;
        uint32 attempt; // the latest, from 1; 0 before the first taking
        uint32 anchors; // anchors that stand: A_0 … A_{anchors-1}
        bytes32 spec; // hash
        bytes32 terms; // hash
        bytes32 parent;
        bytes32 history; // history root, once done
        bytes32 state; // final state root, once done
        uint128 reward;
        uint128 escrow; // what is left of the reward
        uint128 bond;
        uint128 challengeBond;
        uint64 gasPriceCap;
        uint32 epochSeconds;
        uint32 window;
        uint32 clock;
        uint32 extension;
        uint32 delivery;
        uint16 shareBps;
        uint16 lateBps;
        uint64 deadline; // of the next anchor, while active
        uint32 steps;
        uint32 epochLength;
        uint32 epochs;
        bool received; // the client has what it wanted
    }

    struct Attempt {
        address solver;
        bool slashed;
        bool shared; // the share went to one who showed a fault that needs no game
        bool settled; // the bond is settled
        bool paid; // the part of the reward is paid
        uint32 first; // first epoch that this attempt anchors
        uint32 games; // open
        uint128 held; // the bond, or what is left of the pot
        uint128 share; // of each claim, once settled
        uint128 slash; // what was slashed
        uint64 closedAt; // when the last game or demand ended
        uint64 publicAt; // block in which a fault first became public
        uint32 demands; // open
        uint32 claims;
    }

    struct Anchor {
        bytes32 root;
        uint64 postedAt;
        uint32 attempt;
    }

    struct Demand {
        bytes32 job;
        bytes32 root; // of the anchor
        address by;
        uint64 deadline;
        uint32 epoch;
        uint128 fee;
        uint64 index; // of the leaf among all leaves under the anchor
        uint32 attempt;
        uint8 depth; // of such a leaf under the anchor
        bool open;
    }

    /// What a game stands on.
    struct Ground {
        uint32 attempt;
        address solver;
        bytes32 before; // root of the anchor before; 0 for epoch 0
        bytes32 spec;
        uint32 clock;
        uint32 extension;
        uint64 gasPriceCap;
        uint32 steps;
        uint32 epochLength;
    }

    event JobCreated(
        bytes32 indexed job, address indexed client, bytes32 indexed spec, uint256 nonce, uint256 reward, Terms terms
    );
    event Taken(bytes32 indexed job, uint32 indexed attempt, address indexed solver, uint32 first, uint256 bond);
    event Anchored(bytes32 indexed job, uint32 indexed attempt, uint32 indexed epoch, bytes32 root);
    /// `epoch` is the first of which the anchor does not stand now.
    event Fell(bytes32 indexed job, uint32 indexed attempt, uint32 epoch, Cause cause);
    event Slashed(bytes32 indexed job, uint32 indexed attempt, address indexed solver, uint256 amount, Cause cause);
    event Lapsed(bytes32 indexed job, uint32 indexed attempt, uint32 epoch);
    event Equivocated(bytes32 indexed job, uint32 indexed attempt, uint32 step, bytes32 root, bytes32 other);
    event Demanded(bytes32 indexed job, uint256 indexed demand, uint32 epoch, uint32 tensor, uint64 leaf, address by);
    event Published(bytes32 indexed job, uint256 indexed demand, bytes data);
    event DemandClosed(bytes32 indexed job, uint256 indexed demand, bool unpublished);
    event Received(bytes32 indexed job);
    event Finished(bytes32 indexed job, bytes32 history, bytes32 state);
    event Diverged(bytes32 indexed job, uint32 epoch, uint32 tensor, uint64 element, uint32 bits);
    event Cancelled(bytes32 indexed job);
    event Settled(bytes32 indexed job, uint32 indexed attempt, uint256 share, uint32 claims);
    event Credited(bytes32 indexed job, address indexed account, uint256 amount, Reason reason);
    event Burnt(bytes32 indexed job, uint256 amount, Cause cause);
    event Withdrawn(address indexed account, uint256 amount);

    error OutOfBounds(string term);
    error WrongValue(uint256 got, uint256 want);
    error WrongPhase(Phase phase);
    error NotClient();
    error NotSolver();
    error NotDisputes();
    error NotOver(); // windows, games, demands or the time for claims are not over
    error TooLate(uint256 deadline);
    error TooEarly(uint256 deadline);
    error WrongAnchor(bytes32 expected);
    error ZeroRoot();
    error WrongSpec();
    error WrongProof();
    error WrongStep();
    error SameRoot();
    error NotEligible();
    error NothingToDo();
    error SendFailed();

    /// Gas that a game may cost the defender, all its moves together: reveals, claims, and the heaviest window with its
    /// openings. A challenger's bond pays for it.
    uint256 public constant WORST_GAS = 8_000_000;
    /// Gas of publishing a leaf at the greatest depth (52 hashes and 1,024 bytes), by EIP-7623's floor, with its log.
    uint256 public constant PUBLISH_GAS = 250_000;
    /// Every open demand gives the next one so many seconds more, so that a flood cannot ask for more than a chain carries.
    uint256 public constant DEMAND_SPACING = 2;
    /// Bounds of terms. Money is below 2^96 wei, so no sum of it overflows 128 bits.
    uint256 public constant MAX_MONEY = type(uint96).max;
    uint256 public constant MAX_GAS_PRICE = 10_000 gwei;
    uint256 public constant MAX_SECONDS = 365 days;
    uint256 public constant MAX_SHARE_BPS = 5_000;
    uint256 public constant MAX_LATE_BPS = 5_000;

    address public immutable disputes;

    mapping(bytes32 => Job) private _jobs;
    mapping(bytes32 => mapping(uint256 => Attempt)) private _attempts;
    mapping(bytes32 => mapping(uint256 => Anchor)) private _anchors;
    Demand[] private _demands;
    mapping(address => uint256) public nonces;
    mapping(address => uint256) public credits;

    /// `disputes_` is the address at which Disputes will be deployed; its constructor checks that it is so.
    constructor(address disputes_) {
        disputes = disputes_;
    }

    modifier onlyDisputes() {
        if (msg.sender != disputes) revert NotDisputes();
        _;
    }

    // Views

    function job(bytes32 id) external view returns (Job memory) {
        return _jobs[id];
    }

    function attempt(bytes32 id, uint32 n) external view returns (Attempt memory) {
        return _attempts[id][n];
    }

    /// The anchor of an epoch. Only those below job.anchors stand.
    function anchorOf(bytes32 id, uint32 epoch) external view returns (Anchor memory) {
        return _anchors[id][epoch];
    }

    function specOf(bytes32 id) external view returns (bytes32) {
        return _jobs[id].spec;
    }

    function demandOf(uint256 n) external view returns (Demand memory) {
        return _demands[n];
    }

    function demandCount() external view returns (uint256) {
        return _demands.length;
    }

    /// What a demand costs in this job.
    function demandFee(bytes32 id) external view returns (uint256) {
        return PUBLISH_GAS * _jobs[id].gasPriceCap;
    }

    /// Whether an attempt can no longer lose anything: it has ended, no game or demand is open and no window of what it
    /// anchored is. `since` is when it became so.
    function over(bytes32 id, uint32 n) public view returns (bool yes, uint256 since) {
        Job storage j = _jobs[id];
        Attempt storage a = _attempts[id][n];
        if (n == 0 || n > j.attempt) return (n == 0, 0);
        // The last anchor that stood when the attempt's time was over.
        uint256 end = n == j.attempt ? j.anchors : _attempts[id][n + 1].first;
        since = end == 0 ? 0 : _windowEnd(id, j, end - 1);
        bool ended = n < j.attempt || (j.phase != Phase.Active && j.phase != Phase.Anchored);
        yes = ended && a.games == 0 && a.demands == 0 && block.timestamp > since;
        if (a.closedAt > since) since = a.closedAt;
    }

    /// EIP-712 digest of a commitment.
    function commitmentDigest(bytes32 id, uint32 step, bytes32 root) public view returns (bytes32) {
        return Signature.commitment(id, step, root);
    }

    // Life of a job

    function create(Terms calldata terms) external payable returns (bytes32 id) {
        terms.spec.validate();
        _validate(terms);
        if (msg.value > MAX_MONEY) revert OutOfBounds("reward");
        bytes32 hash = keccak256(abi.encode(terms));
        uint256 nonce = nonces[msg.sender]++;
        id = keccak256(abi.encode(block.chainid, address(this), msg.sender, nonce, hash));
        Job storage j = _jobs[id];
        j.client = msg.sender;
        j.phase = Phase.Open;
        j.spec = terms.spec.hash();
        j.terms = hash;
        j.parent = terms.parent;
        j.reward = uint128(msg.value);
        j.escrow = uint128(msg.value);
        j.bond = terms.bond;
        j.challengeBond = terms.challengeBond;
        j.gasPriceCap = terms.gasPriceCap;
        j.epochSeconds = terms.epochSeconds;
        j.window = terms.window;
        j.clock = terms.clock;
        j.extension = terms.extension;
        j.delivery = terms.delivery;
        j.shareBps = terms.shareBps;
        j.lateBps = terms.lateBps;
        j.steps = terms.spec.steps;
        j.epochLength = terms.spec.epochLength;
        j.epochs = uint32(terms.spec.epochs()); // at most MAX_EPOCHS
        emit JobCreated(id, msg.sender, j.spec, nonce, msg.value, terms);
    }

    function take(bytes32 id) external payable {
        Job storage j = _in(id, Phase.Open);
        uint32 n = j.attempt;
        (bool ended,) = over(id, n);
        if (!ended) revert NotOver();
        if (msg.value != j.bond) revert WrongValue(msg.value, j.bond);
        j.attempt = ++n;
        j.phase = Phase.Active;
        j.deadline = uint64(block.timestamp) + j.epochSeconds;
        Attempt storage a = _attempts[id][n];
        a.solver = msg.sender;
        a.first = j.anchors;
        a.held = uint128(msg.value);
        emit Taken(id, n, msg.sender, a.first, msg.value);
    }

    /// Anchors the next epoch. `before` is the root of the anchor before it, 0 for A_0.
    function anchor(bytes32 id, bytes32 before, bytes32 root) external {
        Job storage j = _in(id, Phase.Active);
        uint32 n = j.attempt;
        if (msg.sender != _attempts[id][n].solver) revert NotSolver();
        if (block.timestamp > j.deadline) revert TooLate(j.deadline);
        uint32 epoch = j.anchors;
        bytes32 last = epoch == 0 ? bytes32(0) : _anchors[id][epoch - 1].root;
        if (before != last) revert WrongAnchor(last);
        if (root == 0) revert ZeroRoot();
        _anchors[id][epoch] = Anchor(root, uint64(block.timestamp), n);
        j.anchors = epoch + 1;
        if (epoch == j.epochs) j.phase = Phase.Anchored;
        else j.deadline = uint64(block.timestamp) + j.epochSeconds;
        emit Anchored(id, n, epoch, root);
    }

    /// Ends an attempt that missed its deadline.
    function lapse(bytes32 id) external {
        Job storage j = _in(id, Phase.Active);
        if (block.timestamp <= j.deadline) revert TooEarly(j.deadline);
        Attempt storage a = _attempts[id][j.attempt];
        j.phase = Phase.Open;
        uint128 late = uint128(uint256(a.held) * j.lateBps / 10_000);
        a.held -= late;
        emit Lapsed(id, j.attempt, j.anchors);
        _burn(id, late, Cause.Late);
    }

    /// The client has what it wanted, and waives the delivery time.
    function receipt(bytes32 id) external {
        Job storage j = _in(id, Phase.Anchored);
        if (msg.sender != j.client) revert NotClient();
        j.received = true;
        emit Received(id);
    }

    /// Ends a job of which every epoch is anchored and uncontested, and pays. `state` is the final state root, proven to
    /// be the last leaf of the last anchor.
    function finish(bytes32 id, bytes32 state, bytes32[] calldata proof) external {
        Job storage j = _in(id, Phase.Anchored);
        Attempt storage a = _attempts[id][j.attempt];
        uint256 end = _windowEnd(id, j, j.epochs);
        if (!j.received) end += j.delivery;
        if (block.timestamp <= end) revert TooEarly(end);
        if (a.games != 0 || a.demands != 0) revert NotOver();
        uint256 index = (uint256(j.steps) - 1) % j.epochLength;
        if (!Tree.verify(_anchors[id][j.epochs].root, state, index, Tree.depthOf(j.epochLength), proof)) {
            revert WrongProof();
        }
        bytes32[] memory roots = new bytes32[](uint256(j.epochs) + 1);
        for (uint256 e = 0; e < roots.length; ++e) {
            roots[e] = _anchors[id][e].root;
        }
        j.phase = Phase.Done;
        j.history = Tree.rootOf(roots);
        j.state = state;
        emit Finished(id, j.history, state);
        settle(id, j.attempt);
    }

    /// The client gives up an open job. What is anchored is paid, the rest returns.
    function cancel(bytes32 id) external {
        Job storage j = _in(id, Phase.Open);
        if (msg.sender != j.client) revert NotClient();
        (bool ended,) = over(id, j.attempt);
        if (!ended) revert NotOver();
        j.phase = Phase.Cancelled;
        emit Cancelled(id);
        _refund(id, j);
    }

    /// Shows an element of the last state of a final epoch that is NaN or infinite. The job ends there.
    /// `leaf` is the tensor leaf with the element, `proof` leads from it to the anchor's root.
    function diverged(
        bytes32 id,
        uint32 epoch,
        Spec calldata spec,
        bytes calldata header,
        bytes32[] calldata headerProof,
        uint32 tensor,
        uint64 element,
        bytes calldata leaf,
        bytes32[] calldata proof
    ) external {
        Job storage j = _live(id);
        if (epoch >= j.anchors) revert WrongAnchor(0);
        uint256 end = _windowEnd(id, j, epoch);
        if (block.timestamp <= end) revert TooEarly(end);
        // A game about this epoch or one before may still show that the state is not what the program makes.
        if (_attempts[id][j.attempt].games != 0) revert NotOver();
        Header.State memory s = _stateEntry(j, epoch, spec, header, headerProof, tensor);
        if (!s.f32 || element >= s.count) revert OutOfBounds("element");
        (uint256 index, uint256 depth) = _locate(j, epoch, spec.states, s.count, tensor, element >> 8);
        if (!Tree.verify(_anchors[id][epoch].root, Tree.leafHash(leaf), index, depth, proof)) revert WrongProof();
        uint32 bits = Words.get(leaf, element & 255);
        if (bits & 0x7f800000 != 0x7f800000) revert NotEligible();
        j.phase = Phase.Diverged;
        j.anchors = epoch + 1;
        emit Diverged(id, epoch, tensor, element, bits);
        _refund(id, j);
    }

    /// Pays what is due to an attempt's end: its bond once it is over (a slashed one's share and burn once the time for
    /// claims, one `window`, is over too), and its part of the reward once the job has ended. Anybody may call it.
    function settle(bytes32 id, uint32 n) public {
        Job storage j = _jobs[id];
        Attempt storage a = _attempts[id][n];
        if (a.solver == address(0)) revert NothingToDo();
        bool done;
        (bool ended, uint256 since) = over(id, n);
        bool closed = j.phase == Phase.Done || j.phase == Phase.Cancelled || j.phase == Phase.Diverged;
        uint256 burnt;
        if (ended && !a.settled && (!a.slashed || block.timestamp > since + j.window)) {
            a.settled = true;
            done = true;
            uint256 held = a.held;
            if (!a.slashed) {
                a.held = 0;
                _credit(id, a.solver, held, Reason.SolverBond);
            } else {
                uint256 share = a.claims == 0 ? 0 : _share(j, a) / a.claims;
                uint256 kept = share * a.claims;
                a.share = uint128(share);
                a.held = uint128(kept);
                burnt = held - kept;
            }
            emit Settled(id, n, a.share, a.claims);
        }
        // A reward waits for the attempt's end too: a slash would still send it back.
        if (closed && ended && !a.paid) {
            a.paid = true;
            done = true;
            uint256 to = n == j.attempt ? j.anchors : _attempts[id][n + 1].first;
            uint256 due = _due(j, a.first, to < j.anchors ? to : j.anchors);
            j.escrow -= uint128(due);
            if (a.slashed) _credit(id, j.client, due, Reason.Refund);
            else _credit(id, a.solver, due, Reason.Reward);
        }
        if (!done) revert NothingToDo();
        _burn(id, burnt, Cause.Game);
    }

    /// Pays the sender's credits to it.
    function withdraw() external returns (uint256 amount) {
        amount = credits[msg.sender];
        if (amount == 0) revert NothingToDo();
        credits[msg.sender] = 0;
        emit Withdrawn(msg.sender, amount);
        (bool ok,) = msg.sender.call{value: amount}("");
        if (!ok) revert SendFailed();
    }

    // Faults that need no game

    /// Two signatures of the solver for one step. The sender takes the share.
    function equivocate(
        bytes32 id,
        uint32 step,
        bytes32 root,
        bytes calldata signature,
        bytes32 other,
        bytes calldata otherSignature
    ) external {
        (Job storage j, Attempt storage a, uint256 epoch) = _accused(id, step);
        if (root == other) revert SameRoot();
        if (Signature.recover(Signature.commitment(id, step, root), signature) != a.solver) revert NotSolver();
        if (Signature.recover(Signature.commitment(id, step, other), otherSignature) != a.solver) revert NotSolver();
        emit Equivocated(id, j.attempt, step, root, other);
        _fall(id, j, a, epoch, Cause.Equivocation, msg.sender);
    }

    /// A signature of the solver that differs from the leaf that it anchored. The sender takes the share.
    function equivocateAnchor(
        bytes32 id,
        uint32 step,
        bytes32 root,
        bytes calldata signature,
        bytes32 leaf,
        bytes32[] calldata proof
    ) external {
        (Job storage j, Attempt storage a, uint256 epoch) = _accused(id, step);
        if (root == leaf) revert SameRoot();
        if (epoch < a.first || epoch >= j.anchors) revert WrongStep(); // not its own anchor
        if (Signature.recover(Signature.commitment(id, step, root), signature) != a.solver) revert NotSolver();
        uint256 index = epoch == 0 ? 0 : (uint256(step) - 1) % j.epochLength;
        uint256 depth = epoch == 0 ? 0 : Tree.depthOf(j.epochLength);
        if (!Tree.verify(_anchors[id][epoch].root, leaf, index, depth, proof)) revert WrongProof();
        emit Equivocated(id, j.attempt, step, root, leaf);
        _fall(id, j, a, epoch, Cause.Equivocation, msg.sender);
    }

    // Leaves on demand

    /// Demands a leaf of tensor `tensor` of the last state of an epoch, while its window is open, or of the final state
    /// until delivery ends. The value sent is `demandFee`.
    function demand(
        bytes32 id,
        uint32 epoch,
        Spec calldata spec,
        bytes calldata header,
        bytes32[] calldata headerProof,
        uint32 tensor,
        uint64 leaf
    ) external payable returns (uint256 n) {
        Job storage j = _live(id);
        if (epoch >= j.anchors) revert WrongAnchor(0);
        if (msg.value != PUBLISH_GAS * j.gasPriceCap) revert WrongValue(msg.value, PUBLISH_GAS * j.gasPriceCap);
        uint256 end = _windowEnd(id, j, epoch);
        if (j.phase == Phase.Anchored && epoch == j.epochs && !j.received) end += j.delivery;
        if (block.timestamp > end) revert TooLate(end);
        Header.State memory s = _stateEntry(j, epoch, spec, header, headerProof, tensor);
        if (leaf >= Tree.leavesOf(s.count, 2)) revert OutOfBounds("leaf");
        (uint256 index, uint256 depth) = _locate(j, epoch, spec.states, s.count, tensor, leaf);
        Attempt storage a = _attempts[id][j.attempt];
        uint256 deadline = block.timestamp + j.clock + DEMAND_SPACING * a.demands;
        ++a.demands;
        n = _demands.length;
        _demands.push(
            Demand({
                job: id,
                root: _anchors[id][epoch].root,
                by: msg.sender,
                deadline: uint64(deadline),
                epoch: epoch,
                fee: uint128(msg.value),
                index: uint64(index), // below 2^(20 + 12 + 32)
                attempt: j.attempt,
                depth: uint8(depth),
                open: true
            })
        );
        emit Demanded(id, n, epoch, tensor, leaf, msg.sender);
    }

    /// Answers a demand: the leaf's 1,024 bytes, and the hashes from it to the anchor. Anybody may; the solver has the fee.
    function publish(uint256 n, bytes calldata leaf, bytes32[] calldata proof) external {
        Demand storage d = _demands[n];
        if (!d.open) return; // already done
        if (block.timestamp > d.deadline) revert TooLate(d.deadline);
        if (!Tree.verify(d.root, Tree.leafHash(leaf), d.index, d.depth, proof)) revert WrongProof();
        emit Published(d.job, n, leaf);
        Attempt storage a = _close(d, n, false);
        _credit(d.job, a.solver, d.fee, Reason.Fee);
    }

    /// Closes a demand that was not answered in time: the epoch falls, and the share goes to who demanded. If the anchor
    /// has fallen meanwhile, nothing is owed any more.
    function unpublished(uint256 n) external {
        Demand storage d = _demands[n];
        if (!d.open) return; // already done
        Job storage j = _jobs[d.job];
        bool stands = d.epoch < j.anchors;
        if (stands && block.timestamp <= d.deadline) revert TooEarly(d.deadline);
        Attempt storage a = _close(d, n, stands);
        _credit(d.job, d.by, d.fee, Reason.FeeBack);
        if (stands) _fall(d.job, j, a, d.epoch, Cause.Unpublished, d.by);
    }

    // For Disputes

    /// A challenger's bond comes in: checks that the anchor stands and is in its window, and counts the game.
    function enter(bytes32 id, uint32 epoch, bytes32 root) external payable onlyDisputes returns (Ground memory) {
        Job storage j = _jobs[id];
        if (epoch >= j.anchors) revert WrongAnchor(0);
        bytes32 expected = _anchors[id][epoch].root;
        if (root != expected) revert WrongAnchor(expected);
        uint256 end = _windowEnd(id, j, epoch);
        if (block.timestamp > end) revert TooLate(end);
        if (msg.value != j.challengeBond) revert WrongValue(msg.value, j.challengeBond);
        // An anchor in its window was posted by the latest attempt: the next cannot begin before.
        uint32 n = j.attempt;
        Attempt storage a = _attempts[id][n];
        ++a.games;
        return Ground({
            attempt: n,
            solver: a.solver,
            before: epoch == 0 ? bytes32(0) : _anchors[id][epoch - 1].root,
            spec: j.spec,
            clock: j.clock,
            extension: j.extension,
            gasPriceCap: j.gasPriceCap,
            steps: j.steps,
            epochLength: j.epochLength
        });
    }

    /// A game ends. `spent` is the winner's metered gas in wei; `publicAt` the block in which the fault became public.
    function verdict(
        bytes32 id,
        uint32 n,
        uint32 epoch,
        address challenger,
        bool challengerWon,
        uint256 spent,
        uint64 publicAt
    ) external onlyDisputes {
        Job storage j = _jobs[id];
        Attempt storage a = _attempts[id][n];
        --a.games;
        a.closedAt = uint64(block.timestamp);
        uint256 bond = j.challengeBond;
        if (challengerWon) {
            if (a.publicAt == 0 || publicAt < a.publicAt) a.publicAt = publicAt;
            _fall(id, j, a, epoch, Cause.Game, address(0));
            // At most a challenge bond, which covers any honest game: the solver's other hands shall not empty the pot by
            // playing expensively.
            uint256 gas = spent < bond ? spent : bond;
            if (gas > a.held) gas = a.held;
            a.held -= uint128(gas);
            _credit(id, challenger, bond, Reason.ChallengeBond);
            _credit(id, challenger, gas, Reason.Gas);
        } else {
            uint256 gas = spent < bond ? spent : bond;
            _credit(id, a.solver, gas, Reason.Gas);
            _burn(id, bond - gas, Cause.LostChallenge);
        }
    }

    /// A won game's report was shown. It counts if the game was opened in a block before that in which the fault became
    /// public: whoever sees a step named in the mempool can at best be in the same block.
    function claim(bytes32 id, uint32 n, uint64 openedAt) external onlyDisputes {
        Attempt storage a = _attempts[id][n];
        (bool ended, uint256 since) = over(id, n);
        if (!ended) revert NotOver();
        uint256 end = since + _jobs[id].window;
        if (block.timestamp > end) revert TooLate(end);
        if (!a.slashed || a.shared || openedAt >= a.publicAt) revert NotEligible();
        ++a.claims;
    }

    /// A share that was claimed is paid, once the attempt is settled.
    function payShare(bytes32 id, uint32 n, address to) external onlyDisputes {
        Attempt storage a = _attempts[id][n];
        if (!a.settled) revert NotOver();
        a.held -= a.share;
        _credit(id, to, a.share, Reason.Share);
    }

    // Internal

    function _in(bytes32 id, Phase phase) private view returns (Job storage j) {
        j = _jobs[id];
        if (j.phase != phase) revert WrongPhase(j.phase);
    }

    function _live(bytes32 id) private view returns (Job storage j) {
        j = _jobs[id];
        if (j.phase != Phase.Open && j.phase != Phase.Active && j.phase != Phase.Anchored) revert WrongPhase(j.phase);
    }

    /// The last second in which an anchor can be challenged.
    function _windowEnd(bytes32 id, Job storage j, uint256 epoch) private view returns (uint256) {
        return uint256(_anchors[id][epoch].postedAt) + j.window;
    }

    /// The share that claims divide: of what was slashed, if so much is left.
    function _share(Job storage j, Attempt storage a) private view returns (uint256 share) {
        share = uint256(a.slash) * j.shareBps / 10_000;
        if (share > a.held) share = a.held;
    }

    /// Reward of the epochs from … to-1. Epoch 0 counts as none; the division's remainder goes to the last epoch.
    function _due(Job storage j, uint256 from, uint256 to) private view returns (uint256 due) {
        if (from == 0) from = 1;
        if (to <= from) return 0;
        uint256 each = j.reward / j.epochs;
        due = each * (to - from);
        if (to > j.epochs) due += j.reward - each * j.epochs;
    }

    function _refund(bytes32 id, Job storage j) private {
        uint256 back = j.reward - _due(j, 0, j.anchors);
        j.escrow -= uint128(back);
        _credit(id, j.client, back, Reason.Refund);
    }

    function _credit(bytes32 id, address account, uint256 amount, Reason reason) private {
        if (amount == 0) return;
        credits[account] += amount;
        emit Credited(id, account, amount, reason);
    }

    function _burn(bytes32 id, uint256 amount, Cause cause) private {
        if (amount == 0) return;
        emit Burnt(id, amount, cause);
        (bool ok,) = address(0).call{value: amount}("");
        if (!ok) revert SendFailed();
    }

    /// The job, the attempt that a signature is to be held against, and the epoch of the step.
    function _accused(bytes32 id, uint32 step) private view returns (Job storage j, Attempt storage a, uint256 epoch) {
        j = _live(id);
        a = _attempts[id][j.attempt];
        if (a.solver == address(0) || a.slashed || a.settled) revert NotEligible();
        if (step > j.steps) revert WrongStep();
        epoch = step == 0 ? 0 : (uint256(step) - 1) / j.epochLength + 1;
    }

    /// The anchors of the latest attempt from `epoch` on are void, the attempt ends and its bond is slashed, once. If this
    /// slashes it and no game is open, `finder` (if any) takes the share at once.
    function _fall(bytes32 id, Job storage j, Attempt storage a, uint256 epoch, Cause cause, address finder) private {
        if (epoch < a.first) epoch = a.first;
        if (j.phase == Phase.Open || j.phase == Phase.Active || j.phase == Phase.Anchored) {
            j.phase = Phase.Open;
            j.received = false;
            if (epoch < j.anchors) j.anchors = uint32(epoch);
        }
        emit Fell(id, j.attempt, j.anchors, cause);
        if (a.slashed) return;
        a.slashed = true;
        a.slash = a.held;
        emit Slashed(id, j.attempt, a.solver, a.slash, cause);
        // While a game is open its challenger may have earned the share: a solver that is about to lose could otherwise
        // take it by showing its own equivocation.
        if (finder == address(0) || a.games != 0) return;
        a.shared = true;
        uint256 share = _share(j, a);
        a.held -= uint128(share);
        _credit(id, finder, share, Reason.Share);
    }

    function _close(Demand storage d, uint256 n, bool failed) private returns (Attempt storage a) {
        d.open = false;
        a = _attempts[d.job][d.attempt];
        --a.demands;
        a.closedAt = uint64(block.timestamp);
        emit DemandClosed(d.job, n, failed);
    }

    /// Entry of a state tensor in the header of the program that made the last state of an epoch.
    function _stateEntry(
        Job storage j,
        uint256 epoch,
        Spec calldata spec,
        bytes calldata header,
        bytes32[] calldata proof,
        uint256 tensor
    ) private view returns (Header.State memory s) {
        if (spec.hash() != j.spec) revert WrongSpec();
        if (tensor >= spec.states) revert OutOfBounds("tensor");
        uint256 t = epoch * j.epochLength;
        if (t > j.steps) t = j.steps;
        uint256 p = spec.programOf(t);
        uint256 kernels = spec.programs[p].kernels;
        if (!Tree.verify(spec.programs[p].root, Tree.sectionLeaf(header), 0, Tree.depthOf(kernels + 2), proof)) {
            revert WrongProof();
        }
        s = Header.state(header, t == 0, kernels, spec.states, spec.consts, tensor);
        if (!s.valid) revert OutOfBounds("header");
    }

    /// Number and depth of a leaf of a tensor of an epoch's last state, among all tensor leaves under the anchor: a tensor
    /// root is a leaf of the state's tree, whose root is a leaf of the anchor's.
    function _locate(Job storage j, uint256 epoch, uint256 states, uint256 count, uint256 tensor, uint256 leaf)
        private
        view
        returns (uint256 index, uint256 depth)
    {
        uint256 dt = Tree.depthOf(Tree.leavesOf(count, 2));
        uint256 ds = Tree.depthOf(states);
        uint256 step;
        depth = dt + ds;
        if (epoch != 0) {
            depth += Tree.depthOf(j.epochLength);
            uint256 t = epoch * j.epochLength;
            if (t > j.steps) t = j.steps;
            step = (t - 1) % j.epochLength;
        }
        index = (step << (ds + dt)) | (tensor << dt) | leaf;
    }

    function _validate(Terms calldata t) private pure {
        if (t.gasPriceCap == 0 || t.gasPriceCap > MAX_GAS_PRICE) revert OutOfBounds("gasPriceCap");
        // The defender's gas, and a quarter more as the penalty for a false challenge.
        uint256 least = WORST_GAS * t.gasPriceCap * 5 / 4;
        if (t.challengeBond < least || t.challengeBond > MAX_MONEY) revert OutOfBounds("challengeBond");
        // A slashed bond pays the gas of at least one winner out of the part that is not shared.
        if (t.bond < 2 * uint256(t.challengeBond) || t.bond > MAX_MONEY) revert OutOfBounds("bond");
        if (t.epochSeconds == 0 || t.epochSeconds > MAX_SECONDS) revert OutOfBounds("epochSeconds");
        if (t.window == 0 || t.window > MAX_SECONDS) revert OutOfBounds("window");
        if (t.clock == 0 || t.clock > MAX_SECONDS) revert OutOfBounds("clock");
        if (t.extension == 0 || t.extension > t.clock) revert OutOfBounds("extension");
        if (t.delivery > MAX_SECONDS) revert OutOfBounds("delivery");
        if (t.shareBps > MAX_SHARE_BPS) revert OutOfBounds("shareBps");
        // A solver must not burn, by missing a deadline, what the winner of a game is to be repaid from.
        if (t.lateBps > MAX_LATE_BPS) revert OutOfBounds("lateBps");
    }
}
