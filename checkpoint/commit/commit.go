// Package commit holds the messages by which a solver binds itself: the commitment to the state root after each step, and the
// announcement of a checkpoint.
//
// A signature is over chain, contract, job, step and root (EIP-712), so one that was given elsewhere proves nothing here. It never
// expires. The wire form is msgpack; what is hashed and signed is not the wire form. docs/protocol.md, sections 2 and 5, is the specification.
package commit

import (
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"refute/checkpoint"
)

// Domain says where a signature counts: on one chain, for one Jobs contract.
type Domain struct {
	ChainID uint64
	Jobs    common.Address
}

// SigSize is the size of a signature: r, s and v (27 or 28).
const SigSize = 65

// Signature is a secp256k1 signature: r, s (in the lower half of the order) and v (27 or 28).
type Signature [SigSize]byte

// The type hashes of EIP-712.
var (
	domainType     = crypto.Keccak256([]byte("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"))
	commitmentType = crypto.Keccak256([]byte("Commitment(bytes32 job,uint32 step,bytes32 root)"))
	checkpointType = crypto.Keccak256([]byte("Checkpoint(bytes32 job,uint32 attempt,uint32 step,bytes32 root,string object,uint64 size)"))
	domainName     = crypto.Keccak256([]byte("refute"))
	domainVersion  = crypto.Keccak256([]byte("1"))
)

func word(n uint64) []byte { return common.LeftPadBytes(new(big.Int).SetUint64(n).Bytes(), 32) }

// Separator returns the domain's hash.
func (d Domain) Separator() common.Hash {
	return crypto.Keccak256Hash(domainType, domainName, domainVersion, word(d.ChainID), common.LeftPadBytes(d.Jobs[:], 32))
}

func (d Domain) digest(structHash []byte) common.Hash {
	sep := d.Separator()
	return crypto.Keccak256Hash([]byte{0x19, 0x01}, sep[:], structHash)
}

// Digest returns what is signed for a state root:
//
//	keccak256(0x1901 ‖ separator ‖ keccak256(type ‖ job ‖ step ‖ root))
func (d Domain) Digest(job [32]byte, step uint32, root checkpoint.Root) common.Hash {
	return d.digest(crypto.Keccak256(commitmentType, job[:], word(uint64(step)), root[:]))
}

// Commitment is one link of the chain of signed roots that a solver publishes, one per step.
type Commitment struct {
	Job     [32]byte
	Attempt uint32
	Step    uint32
	Prev    checkpoint.Root // of the step before; zero for step 0
	Root    checkpoint.Root
	Sig     Signature // over job, step and root; attempt and prev only say where the message belongs
}

// Checkpoint announces that the state after a step lies in the job's object store.
type Checkpoint struct {
	Job     [32]byte
	Attempt uint32
	Step    uint32
	Root    checkpoint.Root
	Object  string // name in the object store, 1 to MaxObject bytes of printable ASCII
	Size    uint64 // bytes
	Sig     Signature
}

// MaxObject is the longest name of an object.
const MaxObject = 128

// Sign fills in the signature. The key stays with the caller.
func (c *Commitment) Sign(d Domain, key *ecdsa.PrivateKey) error {
	return sign(&c.Sig, d.Digest(c.Job, c.Step, c.Root), key)
}

// Signer returns who signed. Anybody can make a signature of somebody: compare it with the solver.
func (c *Commitment) Signer(d Domain) (common.Address, error) {
	return Recover(d.Digest(c.Job, c.Step, c.Root), c.Sig)
}

func (c *Checkpoint) digest(d Domain) common.Hash {
	return d.digest(crypto.Keccak256(checkpointType, c.Job[:], word(uint64(c.Attempt)), word(uint64(c.Step)), c.Root[:], crypto.Keccak256([]byte(c.Object)), word(c.Size)))
}

// Sign fills in the signature.
func (c *Checkpoint) Sign(d Domain, key *ecdsa.PrivateKey) error {
	return sign(&c.Sig, c.digest(d), key)
}

// Signer returns who signed.
func (c *Checkpoint) Signer(d Domain) (common.Address, error) { return Recover(c.digest(d), c.Sig) }

func sign(sig *Signature, digest common.Hash, key *ecdsa.PrivateKey) error {
	b, err := crypto.Sign(digest[:], key)
	if err != nil {
		return fmt.Errorf("commit: sign: %w", err)
	}
	copy(sig[:], b)
	sig[64] += 27
	return nil
}

// ErrSignature says that 65 bytes are no signature: out of range, or the second form of one, which the contract refuses as well.
var ErrSignature = errors.New("commit: not a signature: want r, s in the lower half, v of 27 or 28")

// Recover returns who signed a digest.
func Recover(digest common.Hash, sig Signature) (common.Address, error) {
	v := sig[64] - 27
	r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:64])
	if v > 1 || !crypto.ValidateSignatureValues(v, r, s, true) {
		return common.Address{}, ErrSignature
	}
	sig[64] = v
	key, err := crypto.SigToPub(digest[:], sig[:])
	if err != nil {
		return common.Address{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return crypto.PubkeyToAddress(*key), nil
}
