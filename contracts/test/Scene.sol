// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Actions} from "../src/Actions.sol";
import {Disputes} from "../src/Disputes.sol";
import {IReferee} from "../src/IReferee.sol";
import {Jobs} from "../src/Jobs.sol";
import {Referee} from "../src/Referee.sol";
import {Program, Spec, Terms} from "../src/Spec.sol";
import {Base} from "./Base.sol";

/// Cheat codes that Base does not have.
interface Vm2 {
    function prank(address sender, address origin) external;
    function startPrank(address sender, address origin) external;
    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);
    function getNonce(address account) external view returns (uint64);
    function etch(address target, bytes calldata code) external;
}

/// A small job with real programs, its true run and false ones, and both sides' moves.
///
///     state 0   u32[300]   init: i + 7      step: Σ_{r<1000} x[i]·r   (kernel 0: 16 windows of 64 terms, two leaves)
///     state 1   u32[1]     init: 5          step: x + 1               (kernel 1)
///     state 2   f32[1]     init: 1.0        step: kept
///
/// Kernel 2 of the step is not used. 7 steps in epochs of 3: the last epoch has one step, and trees of 3 leaves have one
/// that is missing.
abstract contract Scene is Base {
    Vm2 internal constant vm2 = Vm2(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint32 internal constant N = 7;
    uint32 internal constant E = 3;
    uint32 internal constant EPOCHS = 3;
    uint32 internal constant FACTOR = 499_500; // 0 + 1 + … + 999
    uint64 internal constant CAP = 10 gwei;
    uint128 internal constant CHALLENGE = 0.2 ether;
    uint128 internal constant BOND = 4 ether;
    uint256 internal constant REWARD = 10 ether + 1; // leaves a remainder of 2 in three epochs
    uint32 internal constant WINDOW = 1000;
    uint32 internal constant CLOCK = 500;
    uint32 internal constant EXTENSION = 50;
    uint32 internal constant DELIVERY = 700;
    uint32 internal constant EPOCH_SECONDS = 2000;

    address internal client = address(0xC11E);
    uint256 internal solverKey = 0x501;
    address internal solver;
    address internal ann = address(0xA11A);
    address internal bob = address(0xB0BB);
    address internal stranger = address(0x5777);

    IReferee internal referee;
    Jobs internal jobs;
    Disputes internal disputes;

    bytes32 internal job;
    bytes32 internal salt = keccak256("salt");

    /// A falsification: at step `step`, element `element` of state 0 is changed by `change` after the kernel (in the trace
    /// too, unless `stateOnly`). Step N+1 is never: the run is true.
    struct Cheat {
        uint32 step;
        uint32 element;
        uint32 change;
        bool stateOnly;
    }

    Cheat internal cheat = Cheat(N + 1, 0, 0, false);

    function setUp() public virtual {
        solver = vm.addr(solverKey);
        address[5] memory rich = [client, solver, ann, bob, stranger];
        for (uint256 i = 0; i < rich.length; ++i) {
            vm.deal(rich[i], 1000 ether);
        }
        vm.warp(1_000_000);
        vm.roll(100);
        vm.txGasPrice(1 gwei);
        referee = IReferee(address(new Referee()));
        jobs = new Jobs(vm2.computeCreateAddress(address(this), vm2.getNonce(address(this)) + 1));
        disputes = new Disputes(jobs, referee, 5, 6);
        job = create(terms());
    }

    // The job

    function terms() internal pure returns (Terms memory t) {
        t.spec = spec();
        t.bond = BOND;
        t.challengeBond = CHALLENGE;
        t.gasPriceCap = CAP;
        t.epochSeconds = EPOCH_SECONDS;
        t.window = WINDOW;
        t.clock = CLOCK;
        t.extension = EXTENSION;
        t.delivery = DELIVERY;
        t.shareBps = 4000;
        t.lateBps = 1000;
    }

    function spec() internal pure returns (Spec memory s) {
        s.programs = new Program[](2);
        s.programs[0] = Program(root(program(true)), 3);
        s.programs[1] = Program(root(program(false)), 3);
        s.schedule = hex"01";
        s.states = 3;
        s.consts = 1;
        uint32[] memory seed = new uint32[](2);
        s.constRoot = tensorRoot(seed);
        s.steps = N;
        s.epochLength = E;
    }

    function create(Terms memory t) internal returns (bytes32) {
        vm.prank(client);
        return jobs.create{value: REWARD}(t);
    }

    function section(bool init, uint256 i) internal pure returns (bytes memory) {
        if (i == 0) return header(init);
        if (i == 4) return hex"01"; // names: never read by a contract
        return kernel(init, i - 1);
    }

    function program(bool init) internal pure returns (bytes32[] memory row) {
        row = new bytes32[](5);
        for (uint256 i = 0; i < 5; ++i) {
            row[i] = sha256(abi.encodePacked(hex"00", section(init, i)));
        }
    }

    function header(bool init) internal pure returns (bytes memory h) {
        h = abi.encodePacked(uint8(1), uint8(init ? 0 : 1), uint16(0), uint32(3), uint32(3), uint32(1), uint64(0));
        h = abi.encodePacked(h, uint8(1), uint8(1), uint16(0), uint32(0), uint64(300));
        h = abi.encodePacked(h, uint8(1), uint8(1), uint16(0), uint32(1), uint64(1));
        h = abi.encodePacked(h, uint8(0), uint8(init ? 1 : 0), uint16(0), uint32(init ? 2 : 0), uint64(1));
        h = abi.encodePacked(h, uint8(1), bytes7(0), uint64(2));
    }

    function kernel(bool init, uint256 i) internal pure returns (bytes memory k) {
        if (init) {
            if (i == 0) {
                k = abi.encodePacked(kernelHead(1, 1, 0, 0, 0, 3), uint32(300));
                return abi.encodePacked(k, op(0x04, 0, 0), imm(0x03, 7), op(0x30, 0, 1));
            }
            if (i == 1) return abi.encodePacked(kernelHead(1, 0, 0, 0, 0, 1), imm(0x03, 5));
            return abi.encodePacked(kernelHead(0, 0, 0, 0, 0, 1), imm(0x02, 0x3f800000));
        }
        if (i == 0) {
            k = abi.encodePacked(kernelHead(1, 1, 1, 6, 1, 5), uint32(300), uint32(1000));
            k = abi.encodePacked(k, uint8(0), uint8(1), uint8(0xff), uint8(0), uint32(0), uint64(300), uint32(0));
            k = abi.encodePacked(k, int64(0), int64(0), int64(1), int64(0));
            return abi.encodePacked(k, op(0x01, 0, 0), op(0x04, 1, 0), op(0x32, 0, 1), op(0x00, 0, 0), op(0x30, 3, 2));
        }
        if (i == 1) {
            k = kernelHead(1, 0, 0, 0, 1, 3);
            k = abi.encodePacked(k, uint8(0), uint8(1), uint8(0xff), uint8(0), uint32(1), uint64(1), uint32(0));
            k = abi.encodePacked(k, int64(0), int64(0));
            return abi.encodePacked(k, op(0x01, 0, 0), imm(0x03, 1), op(0x30, 0, 1));
        }
        return abi.encodePacked(kernelHead(1, 0, 0, 0, 0, 1), imm(0x03, 9));
    }

    function kernelHead(uint8 kind, uint8 p, uint8 r, uint8 window, uint8 operands, uint16 instructions)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(uint8(1), kind, p, r, window, operands, instructions, uint32(0));
    }

    function op(uint8 code, uint16 a, uint16 b) internal pure returns (bytes memory) {
        return abi.encodePacked(code, uint8(0), a, b, uint16(0));
    }

    function imm(uint8 code, uint32 value) internal pure returns (bytes memory) {
        return abi.encodePacked(code, uint24(0), value);
    }

    // The run

    /// State tensor s after step t, as the solver says.
    function tensor(uint256 t, uint256 s) internal view returns (uint32[] memory x) {
        x = new uint32[](s == 0 ? 300 : 1);
        if (s == 1) x[0] = uint32(5 + t);
        if (s == 2) x[0] = 0x3f800000;
        if (s != 0) return x;
        for (uint256 i = 0; i < 300; ++i) {
            x[i] = uint32(i + 7);
        }
        for (uint256 k = 0; k <= t; ++k) {
            if (k != 0) {
                for (uint256 i = 0; i < 300; ++i) {
                    unchecked {
                        x[i] *= FACTOR;
                    }
                }
            }
            if (k == cheat.step) x[cheat.element] ^= cheat.change;
        }
    }

    function tensorRoots(uint256 t) internal view returns (bytes32[] memory roots) {
        roots = new bytes32[](3);
        for (uint256 s = 0; s < 3; ++s) {
            roots[s] = tensorRoot(tensor(t, s));
        }
    }

    function state(uint256 t) internal view virtual returns (bytes32) {
        return root(tensorRoots(t));
    }

    /// Output of kernel i of step t.
    function output(uint256 t, uint256 i) internal view returns (uint32[] memory x) {
        if (i < 2 || t == 0) {
            x = tensor(t, i);
            if (i == 0 && cheat.stateOnly && t == cheat.step) x[cheat.element] ^= cheat.change;
            return x;
        }
        x = new uint32[](1);
        x[0] = 9;
    }

    function trace(uint256 t) internal view returns (bytes32[] memory roots) {
        roots = new bytes32[](3);
        for (uint256 i = 0; i < 3; ++i) {
            roots[i] = tensorRoot(output(t, i));
        }
    }

    /// The state roots of an epoch's steps.
    function steps(uint256 e) internal view returns (bytes32[] memory roots) {
        if (e == 0) {
            roots = new bytes32[](1);
            roots[0] = state(0);
            return roots;
        }
        uint256 first = (e - 1) * E + 1;
        uint256 n = first + E - 1 > N ? N - first + 1 : E;
        roots = new bytes32[](n);
        for (uint256 i = 0; i < n; ++i) {
            roots[i] = state(first + i);
        }
    }

    function anchorRoot(uint256 e) internal view returns (bytes32) {
        return rootAt(steps(e), 0, e == 0 ? 0 : 2);
    }

    // Trees

    function depthOf(uint256 n) internal pure returns (uint256 d) {
        while (1 << d < n) ++d;
    }

    function root(bytes32[] memory row) internal pure returns (bytes32) {
        return rootAt(row, 0, depthOf(row.length));
    }

    function rootAt(bytes32[] memory row, bytes32 missing, uint256 depth) internal pure returns (bytes32) {
        return node(row, missing, 0, depth);
    }

    /// Node `index` at `height` of the tree over the leaves, the rest missing.
    function node(bytes32[] memory row, bytes32 missing, uint256 index, uint256 height)
        internal
        pure
        returns (bytes32)
    {
        if (height == 0) return index < row.length ? row[index] : missing;
        return sha256(
            abi.encodePacked(
                node(row, missing, 2 * index, height - 1), node(row, missing, 2 * index + 1, height - 1)
            )
        );
    }

    /// Siblings from the node up to height `top`.
    function path(bytes32[] memory row, bytes32 missing, uint256 index, uint256 height, uint256 top)
        internal
        pure
        returns (bytes32[] memory p)
    {
        p = new bytes32[](top - height);
        for (uint256 h = height; h < top; ++h) {
            p[h - height] = node(row, missing, index ^ 1, h);
            index >>= 1;
        }
    }

    function leaf(uint32[] memory x, uint256 n) internal pure returns (bytes memory b) {
        b = new bytes(1024);
        for (uint256 i = 0; i < 256 && 256 * n + i < x.length; ++i) {
            uint32 v = x[256 * n + i];
            for (uint256 j = 0; j < 4; ++j) {
                b[4 * i + j] = bytes1(uint8(v >> (8 * j)));
            }
        }
    }

    function leaves(uint32[] memory x) internal pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[]((x.length + 255) / 256);
        for (uint256 i = 0; i < hashes.length; ++i) {
            hashes[i] = sha256(leaf(x, i));
        }
    }

    function tensorRoot(uint32[] memory x) internal pure returns (bytes32) {
        return root(leaves(x)); // of 1 or 2 leaves none is missing
    }

    function join(bytes32[] memory a, bytes32[] memory b, bytes32[] memory c)
        internal
        pure
        returns (bytes32[] memory all)
    {
        all = new bytes32[](a.length + b.length + c.length);
        for (uint256 i = 0; i < all.length; ++i) {
            if (i < a.length) all[i] = a[i];
            else if (i < a.length + b.length) all[i] = b[i - a.length];
            else all[i] = c[i - a.length - b.length];
        }
    }

    // The solver

    function take() internal {
        vm.prank(solver);
        jobs.take{value: BOND}(job);
    }

    function anchor(uint256 e) internal {
        bytes32 before = e == 0 ? bytes32(0) : jobs.anchorOf(job, uint32(e - 1)).root;
        bytes32 r = anchorRoot(e); // before the prank: it calls a precompile
        vm.prank(solver);
        jobs.anchor(job, before, r);
    }

    /// Takes the job and anchors epochs 0 … last.
    function run(uint256 last) internal {
        take();
        for (uint256 e = 0; e <= last; ++e) {
            anchor(e);
        }
    }

    function finalProof() internal view returns (bytes32[] memory) {
        return path(steps(EPOCHS), 0, (N - 1) % E, 0, 2);
    }

    function sign(uint256 key, uint32 step, bytes32 r) internal view returns (bytes memory) {
        (uint8 v, bytes32 x, bytes32 y) = vm.sign(key, jobs.commitmentDigest(job, step, r));
        return abi.encodePacked(x, y, v);
    }

    // Games

    function report(uint32 t, address by) internal view returns (bytes32) {
        return keccak256(abi.encode(t, keccak256("own"), by, salt));
    }

    function open(address by, uint256 e, uint32 t, bool ask) internal returns (bytes32 id) {
        bytes32 r = anchorRoot(e);
        vm2.prank(by, by);
        return disputes.open{value: CHALLENGE}(job, uint32(e), r, report(t, by), ask);
    }

    function move(address by, bytes32 id, bytes[] memory actions) internal {
        bytes32 head = disputes.game(id).head;
        vm2.prank(by, by);
        disputes.move(id, head, actions);
    }

    function move(address by, bytes32 id, bytes memory action) internal {
        move(by, id, list(action));
    }

    function list(bytes memory a) internal pure returns (bytes[] memory l) {
        l = new bytes[](1);
        l[0] = a;
    }

    function list(bytes memory a, bytes memory b) internal pure returns (bytes[] memory l) {
        l = new bytes[](2);
        (l[0], l[1]) = (a, b);
    }

    function list(bytes memory a, bytes memory b, bytes memory c) internal pure returns (bytes[] memory l) {
        l = new bytes[](3);
        (l[0], l[1], l[2]) = (a, b, c);
    }

    function list(bytes memory a, bytes memory b, bytes memory c, bytes memory d)
        internal
        pure
        returns (bytes[] memory l)
    {
        l = new bytes[](4);
        (l[0], l[1], l[2], l[3]) = (a, b, c, d);
    }

    function timeout() internal pure returns (bytes memory) {
        return abi.encodeCall(Actions.timeout, ());
    }

    function descend(bytes32[] memory all, bytes32 missing, uint64 index, uint8 height, uint256 top)
        internal
        pure
        returns (bytes memory)
    {
        bytes32[] memory proof = path(all, missing, index, height, top);
        return abi.encodeCall(
            Actions.descend, (Actions.Descent(index, height, node(all, missing, index, height), proof))
        );
    }

    /// Names step t, from the History node at height 0.
    function nameStep(uint32 t) internal view returns (bytes memory) {
        bytes32 before;
        bytes32[] memory proof;
        if (t != 0) {
            before = state(t - 1);
            uint256 e = (t - 1) / E + 1;
            uint256 index = (t - 1) % E;
            if (index != 0) proof = path(steps(e), 0, index - 1, 0, 2);
            else if (e != 1) proof = path(steps(e - 1), 0, E - 1, 0, 2);
        }
        return abi.encodeCall(Actions.step, (Actions.StepNaming(spec(), before, proof)));
    }

    /// Goes to step t and names it.
    function toStep(uint32 t) internal view returns (bytes[] memory) {
        if (t == 0) return list(nameStep(0));
        return list(descend(steps((t - 1) / E + 1), 0, (t - 1) % E, 0, 2), nameStep(t));
    }

    function claimTrace(uint256 t) internal view returns (bytes memory) {
        bytes32[] memory top = new bytes32[](4);
        bytes32[] memory roots = trace(t);
        (top[0], top[1], top[2]) = (roots[0], roots[1], roots[2]);
        return abi.encodeCall(Actions.claimTrace, (top));
    }

    function nameKernel(uint256 t, uint256 i) internal pure returns (bytes memory) {
        bytes32[] memory proof = path(program(t == 0), 0, i + 1, 0, 3);
        return abi.encodeCall(Actions.kernel, (Actions.KernelNaming(spec(), kernel(t == 0, i), proof)));
    }

    function nameElement(uint256 t, uint256 i, uint64 e) internal view returns (bytes memory) {
        return abi.encodeCall(Actions.element, (Actions.ElementNaming(e, leaf(output(t, i), e >> 8))));
    }

    /// Goes to kernel 0, element e, of step t.
    function toElement(uint256 t, uint64 e) internal view returns (bytes[] memory) {
        return list(
            descend(trace(t), 0, 0, 0, 2),
            nameKernel(t, 0),
            descend(leaves(output(t, 0)), 0, e >> 8, 0, 1),
            nameElement(t, 0, e)
        );
    }

    /// The partial sums of element e of kernel 0 of step t, from what the step read; those from part `wrong` on are
    /// shifted, as a liar must that has claimed a wrong end.
    function sums(uint256 t, uint64 e, uint256 wrong, uint32 shift) internal view returns (bytes memory values) {
        uint32 x = tensor(t - 1, 0)[e];
        for (uint256 w = 1; w < 16; ++w) {
            uint256 k = 64 * w;
            uint32 p;
            unchecked {
                p = x * uint32(k * (k - 1) / 2);
                if (w >= wrong) p += shift;
            }
            values = abi.encodePacked(values, p);
        }
    }

    function pick(uint32 part, bytes memory values) internal pure returns (bytes memory) {
        return abi.encodeCall(Actions.pick, (Actions.PartNaming(part, values)));
    }

    /// The openings of a window of element e of kernel 0 of step t: one leaf of state 0 before the step.
    function openings(uint256 t, uint64 e) internal view returns (bytes memory) {
        bytes32[] memory roots = tensorRoots(t - 1);
        uint32[] memory x = tensor(t - 1, 0);
        bytes memory source = abi.encodePacked(uint8(1), uint8(0), roots[0], path(roots, 0, 0, 0, 2));
        bytes memory shown = abi.encodePacked(uint8(1), uint8(0), uint64(e >> 8), leaf(x, e >> 8));
        return abi.encodePacked(source, shown, path(leaves(x), 0, e >> 8, 0, 1));
    }

    function judgeWindow(uint256 t, uint64 e) internal view returns (bytes memory) {
        bytes memory o = openings(t, e);
        return abi.encodeCall(Actions.judgeWindow, (Actions.WindowJudgement(spec(), kernel(t == 0, 0), o)));
    }

    /// Judges state tensor s of step t: what the trace, or the state before, holds in its place.
    function judgeState(uint256 t, uint256 s) internal view returns (bytes memory) {
        bytes32[] memory headerProof = path(program(t == 0), 0, 0, 0, 3);
        bool kept = s == 2 && t != 0;
        bytes32[] memory from = kept ? tensorRoots(t - 1) : trace(t);
        return abi.encodeCall(
            Actions.judgeState,
            (Actions.StateJudgement(spec(), header(t == 0), headerProof, from[s], path(from, 0, s, 0, 2)))
        );
    }

    /// A whole published game about kernel 0, element e of step t up to the claimed sums.
    function toSums(address by, uint32 t, uint64 e, bytes memory values) internal returns (bytes32 id) {
        id = open(by, t == 0 ? 0 : (t - 1) / E + 1, t, false);
        move(by, id, toStep(t));
        move(solver, id, claimTrace(t));
        move(by, id, toElement(t, e));
        move(solver, id, abi.encodeCall(Actions.claimSums, (values)));
    }
}
