// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

import {Spec} from "./Spec.sol";

/// The actions of a game, as arguments of Disputes.move: each is the ABI encoding of a call of one of these functions. No
/// contract implements the interface; it gives the encoding, and the bindings from it. docs/protocol.md, section 4.
interface Actions {
    /// By the challenger: the node becomes its descendant number `index` at `height`; the siblings lead up to the node.
    struct Descent {
        uint64 index;
        uint8 height;
        bytes32 hash;
        bytes32[] proof;
    }

    /// By the challenger: names step t, the History node at height 0. `before` is S_{t-1}, proven against the same anchor
    /// or the one before.
    struct StepNaming {
        Spec spec;
        bytes32 before;
        bytes32[] proof;
    }

    /// By the challenger: the section of the kernel that the Outputs node at height 0 belongs to.
    struct KernelNaming {
        Spec spec;
        bytes kernel;
        bytes32[] proof;
    }

    /// By the challenger: the leaf's 1,024 bytes, and the flat index of the element in the output tensor.
    struct ElementNaming {
        uint64 element;
        bytes leaf;
    }

    /// By the challenger: the part of the range, and the claimed values again.
    struct PartNaming {
        uint32 part;
        bytes values;
    }

    /// By anybody: the kernel's section again and the openings that IReferee.window takes.
    struct WindowJudgement {
        Spec spec;
        bytes kernel;
        bytes openings;
    }

    /// By anybody: the program's header, and the root that the header names: of a kernel's output, proven in the trace, or
    /// of the tensor before, proven in S_{t-1}.
    struct StateJudgement {
        Spec spec;
        bytes header;
        bytes32[] headerProof;
        bytes32 source;
        bytes32[] sourceProof;
    }

    function descend(Descent calldata) external;
    /// By anybody in the defender's turn: the 2^min(arity, height) nodes below the node.
    function reveal(bytes32[] calldata children) external;
    function step(StepNaming calldata) external;
    /// By the defender: T_t, by the 2^min(arity, height) nodes at the top of its tree.
    function claimTrace(bytes32[] calldata children) external;
    /// By the challenger, at the top of the trace.
    function askState() external;
    function kernel(KernelNaming calldata) external;
    /// By anybody in the defender's turn: the tensor leaf's 1,024 bytes.
    function revealLeaf(bytes calldata leaf) external;
    function element(ElementNaming calldata) external;
    /// By the defender: P at lo + q, lo + 2q, … below hi, where q = ceil((hi - lo) / 256), 4 bytes each, big-endian.
    function claimSums(bytes calldata values) external;
    function pick(PartNaming calldata) external;
    function judgeWindow(WindowJudgement calldata) external;
    function judgeState(StateJudgement calldata) external;
    /// By anybody, when the clock of the side whose turn it is has run out.
    function timeout() external;
}
