// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.37;

/// A solver's signed commitment to the state after a step (docs/protocol.md, section 2): EIP-712, by the key of an account.
library Signature {
    error SignatureLength(uint256 got);
    error SignatureForm();

    bytes32 internal constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 internal constant COMMITMENT = keccak256("Commitment(bytes32 job,uint32 step,bytes32 root)");
    /// Half of secp256k1's order: a greater s is the other form of a signature that exists with a smaller one.
    uint256 internal constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    function domain() internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN, keccak256("refute"), keccak256("1"), block.chainid, address(this)));
    }

    function commitment(bytes32 job, uint32 step, bytes32 root) internal view returns (bytes32) {
        bytes32 body = keccak256(abi.encode(COMMITMENT, job, step, root));
        return keccak256(abi.encodePacked(hex"1901", domain(), body));
    }

    /// The signer of a digest; the signature is r, s, v in 65 bytes, v 27 or 28. Never address 0.
    function recover(bytes32 digest, bytes calldata signature) internal pure returns (address signer) {
        if (signature.length != 65) revert SignatureLength(signature.length);
        bytes32 r = bytes32(signature[:32]);
        bytes32 s = bytes32(signature[32:64]);
        uint8 v = uint8(signature[64]);
        if (uint256(s) > HALF_ORDER || (v != 27 && v != 28)) revert SignatureForm();
        signer = ecrecover(digest, v, r, s);
        if (signer == address(0)) revert SignatureForm();
    }
}
