// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// One program of a job: the root over its sections, and its number of kernels.
struct Program {
    bytes32 root;
    uint32 kernels;
}

/// What is to be computed (docs/protocol.md, section 1). The chain keeps only its hash.
struct Spec {
    Program[] programs; // programs[0] is init, the others are step programs
    bytes schedule; // step t runs programs[schedule[(t-1) mod length]]
    uint32 states;
    uint32 consts;
    bytes32 constRoot;
    uint64 seed;
    uint32 steps;
    uint32 epochLength;
}

/// Under which conditions it is computed. All money is in wei, all times are in seconds.
struct Terms {
    Spec spec;
    bytes32 parent;
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
}

/// Rules of a spec that can be checked without its programs, and what follows from one.
library Specs {
    error ProgramCount(uint256 got);
    error KernelCount(uint256 program, uint256 got);
    error ScheduleLength(uint256 got);
    error ScheduleEntry(uint256 entry, uint256 program);
    error StateCount(uint256 got);
    error ConstCount(uint256 got);
    error TensorCount(uint256 got);
    error StepCount(uint256 got);
    error EpochLength(uint256 got);
    error EpochCount(uint256 got);

    uint256 internal constant MAX_PROGRAMS = 16;
    uint256 internal constant MAX_KERNELS = 65_536;
    uint256 internal constant MAX_SCHEDULE = 256;
    uint256 internal constant MAX_TENSORS = 4096;
    /// State tensors and constants together: a judgement shows the whole header, 16 bytes for each, and nodes pass on no
    /// transaction of more than 128 KiB. Who could not send it would lose by the clock.
    uint256 internal constant MAX_TABLE = 6144;
    uint256 internal constant MAX_STEPS = 1 << 31;
    uint256 internal constant MAX_EPOCH_LENGTH = 1 << 20;
    uint256 internal constant MAX_EPOCHS = 1024;

    /// keccak256(abi.encode(spec)).
    function hash(Spec calldata spec) internal pure returns (bytes32) {
        return keccak256(abi.encode(spec));
    }

    /// Number of epochs of N steps in epochs of E: ceil(N/E).
    function epochs(Spec calldata spec) internal pure returns (uint256) {
        return (uint256(spec.steps) + spec.epochLength - 1) / spec.epochLength;
    }

    /// Index of the program that step t runs: 0, init, for step 0.
    function programOf(Spec calldata spec, uint256 t) internal pure returns (uint256) {
        if (t == 0) return 0;
        return uint8(spec.schedule[(t - 1) % spec.schedule.length]);
    }

    /// Reverts unless the spec keeps the limits.
    function validate(Spec calldata spec) internal pure {
        uint256 n = spec.programs.length;
        if (n < 2 || n > MAX_PROGRAMS) revert ProgramCount(n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 k = spec.programs[i].kernels;
            if (k == 0 || k > MAX_KERNELS) revert KernelCount(i, k);
        }
        uint256 length = spec.schedule.length;
        if (length == 0 || length > MAX_SCHEDULE) revert ScheduleLength(length);
        for (uint256 i = 0; i < length; ++i) {
            uint256 p = uint8(spec.schedule[i]);
            if (p == 0 || p >= n) revert ScheduleEntry(i, p);
        }
        if (spec.states == 0 || spec.states > MAX_TENSORS) revert StateCount(spec.states);
        if (spec.consts == 0 || spec.consts > MAX_TENSORS) revert ConstCount(spec.consts);
        if (uint256(spec.states) + spec.consts > MAX_TABLE) revert TensorCount(uint256(spec.states) + spec.consts);
        if (spec.steps == 0 || spec.steps > MAX_STEPS) revert StepCount(spec.steps);
        if (spec.epochLength == 0 || spec.epochLength > MAX_EPOCH_LENGTH) revert EpochLength(spec.epochLength);
        uint256 e = epochs(spec);
        if (e > MAX_EPOCHS) revert EpochCount(e);
    }
}
