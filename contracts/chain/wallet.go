package chain

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"refute/checkpoint"
	"refute/checkpoint/commit"
	"refute/checkpoint/job"
	"refute/contracts/bindings"
)

// Wallet is a Client with an account: it also sends transactions. It may be used by many goroutines. Its methods return when the
// transaction is in a block, with its receipt.
type Wallet struct {
	*Client
	*Sender
}

// NewWallet returns a wallet of an account; an account should have one.
func NewWallet(ctx context.Context, c *Client, a Account, cfg SenderConfig) (*Wallet, error) {
	s, err := NewSender(ctx, c.backend, a, cfg)
	if err != nil {
		return nil, err
	}
	return &Wallet{c, s}, nil
}

// Account returns the wallet's account, whose key signs commitments too.
func (w *Wallet) Account() Account { return w.account }

func (w *Wallet) toJobs(ctx context.Context, value Wei, data []byte) (*types.Receipt, error) {
	return w.Send(ctx, Tx{To: &w.at.Jobs, Value: value, Data: data})
}

func (w *Wallet) toDisputes(ctx context.Context, value Wei, data []byte) (*types.Receipt, error) {
	return w.Send(ctx, Tx{To: &w.at.Disputes, Value: value, Data: data})
}

// Create makes a job with a reward.
func (w *Wallet) Create(ctx context.Context, t *Terms, reward Wei) (JobID, *types.Receipt, error) {
	r, err := w.toJobs(ctx, reward, jobsABI.PackCreate(t.Arg()))
	if err != nil {
		return JobID{}, r, err
	}
	e, err := only(r, w.at.Jobs, jobsABI.UnpackJobCreatedEvent)
	if err != nil {
		return JobID{}, r, err
	}
	return e.Job, r, nil
}

// Take takes a job with the solver's bond, and returns the attempt's number.
func (w *Wallet) Take(ctx context.Context, id JobID, bond Wei) (uint32, *types.Receipt, error) {
	r, err := w.toJobs(ctx, bond, jobsABI.PackTake(id))
	if err != nil {
		return 0, r, err
	}
	e, err := only(r, w.at.Jobs, jobsABI.UnpackTakenEvent)
	if err != nil {
		return 0, r, err
	}
	return e.Attempt, r, nil
}

// Anchor anchors the next epoch; before is the root of the anchor before, zero for epoch 0.
func (w *Wallet) Anchor(ctx context.Context, id JobID, before, root checkpoint.Root) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackAnchor(id, before, root))
}

// Lapse ends an attempt that missed its deadline.
func (w *Wallet) Lapse(ctx context.Context, id JobID) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackLapse(id))
}

// Receive says, as the client, that the result is there; the delivery time is waived.
func (w *Wallet) Receive(ctx context.Context, id JobID) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackReceipt(id))
}

// Finish ends a job: state is the final state root, proof its proof in the last anchor.
func (w *Wallet) Finish(ctx context.Context, id JobID, state checkpoint.Root, proof []checkpoint.Root) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackFinish(id, state, hashes(proof)))
}

// Cancel gives up an open job, as the client.
func (w *Wallet) Cancel(ctx context.Context, id JobID) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackCancel(id))
}

// Settle credits what is due to the end of an attempt.
func (w *Wallet) Settle(ctx context.Context, id JobID, attempt uint32) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackSettle(id, attempt))
}

// Withdraw collects the account's credits.
func (w *Wallet) Withdraw(ctx context.Context) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackWithdraw())
}

// Equivocate shows two signatures of the solver for one step. The sender takes the share.
func (w *Wallet) Equivocate(ctx context.Context, id JobID, step uint32, one checkpoint.Root, sig commit.Signature, two checkpoint.Root, other commit.Signature) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackEquivocate(id, step, one, sig[:], two, other[:]))
}

// EquivocateAnchor shows a signature of the solver for a root that differs from the leaf that it anchored.
func (w *Wallet) EquivocateAnchor(ctx context.Context, id JobID, step uint32, root checkpoint.Root, sig commit.Signature, leaf checkpoint.Root, proof []checkpoint.Root) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackEquivocateAnchor(id, step, root, sig[:], leaf, hashes(proof)))
}

// Demand demands a leaf of a tensor of the last state of an epoch; header is section 0 of the program that made that state.
func (w *Wallet) Demand(ctx context.Context, id JobID, e checkpoint.Epoch, s *job.Spec, header []byte, proof []checkpoint.Root, tensor uint32, leaf uint64) (uint64, *types.Receipt, error) {
	fee, err := w.DemandFee(ctx, id)
	if err != nil {
		return 0, nil, err
	}
	r, err := w.toJobs(ctx, fee, jobsABI.PackDemand(id, uint32(e), SpecArg(s), header, hashes(proof), tensor, leaf))
	if err != nil {
		return 0, r, err
	}
	d, err := only(r, w.at.Jobs, jobsABI.UnpackDemandedEvent)
	if err != nil {
		return 0, r, err
	}
	if !d.Demand.IsUint64() {
		return 0, r, fmt.Errorf("chain: demand %v", d.Demand)
	}
	return d.Demand.Uint64(), r, nil
}

// Publish answers a demand with the leaf's bytes and the hashes from it to the anchor.
func (w *Wallet) Publish(ctx context.Context, demand uint64, leaf []byte, proof []checkpoint.Root) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackPublish(WeiOf(demand).Big(), leaf, hashes(proof)))
}

// Unpublished closes a demand that was not answered in time: the epoch falls.
func (w *Wallet) Unpublished(ctx context.Context, demand uint64) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackUnpublished(WeiOf(demand).Big()))
}

// Diverged shows an element of the last state of a final epoch that is NaN or infinite.
func (w *Wallet) Diverged(ctx context.Context, id JobID, e checkpoint.Epoch, s *job.Spec, header []byte, headerProof []checkpoint.Root, tensor uint32, element uint64, leaf []byte, proof []checkpoint.Root) (*types.Receipt, error) {
	return w.toJobs(ctx, Wei{}, jobsABI.PackDiverged(id, uint32(e), SpecArg(s), header, hashes(headerProof), tensor, element, leaf, hashes(proof)))
}

// Open challenges an anchor with the challenger's bond. ask: the defender is to reveal the top of the anchor's tree.
func (w *Wallet) Open(ctx context.Context, id JobID, e checkpoint.Epoch, anchor checkpoint.Root, report common.Hash, ask bool, bond Wei) (GameID, *types.Receipt, error) {
	r, err := w.toDisputes(ctx, bond, disputesABI.PackOpen(id, uint32(e), anchor, report, ask))
	if err != nil {
		return GameID{}, r, err
	}
	o, err := only(r, w.at.Disputes, disputesABI.UnpackOpenedEvent)
	if err != nil {
		return GameID{}, r, err
	}
	return o.Game, r, nil
}

// Move does actions (each the ABI encoding of a call of the Actions interface) at the position that head names.
func (w *Wallet) Move(ctx context.Context, g GameID, head common.Hash, actions [][]byte) (*types.Receipt, error) {
	return w.toDisputes(ctx, Wei{}, disputesABI.PackMove(g, head, actions))
}

// ClaimShare shows the report of a won game.
func (w *Wallet) ClaimShare(ctx context.Context, g GameID, step uint32, root checkpoint.Root, salt [32]byte) (*types.Receipt, error) {
	return w.toDisputes(ctx, Wei{}, disputesABI.PackClaimShare(g, step, root, salt))
}

// ClaimShareByAnchor shows the report of a won game, if it named AnyStep and the challenger's own anchor. root is proven under that anchor at the
// game's step, or at the node at which the game ended; before proves the agreed state of the step before, unless the step is an epoch's first.
func (w *Wallet) ClaimShareByAnchor(ctx context.Context, g GameID, anchor checkpoint.Root, salt [32]byte, root checkpoint.Root, proof, before []checkpoint.Root) (*types.Receipt, error) {
	return w.toDisputes(ctx, Wei{}, disputesABI.PackClaimShareByAnchor(g, bindings.DisputesOwnAnchor{
		Anchor: anchor, Salt: salt, Root: root, Proof: hashes(proof), ProofBefore: hashes(before),
	}))
}

// CollectShare credits a claimed share, once the attempt is settled.
func (w *Wallet) CollectShare(ctx context.Context, g GameID) (*types.Receipt, error) {
	return w.toDisputes(ctx, Wei{}, disputesABI.PackCollectShare(g))
}

// AnyStep, in a report, says that the challenger does not know the step: the root is that of its own anchor.
const AnyStep = math.MaxUint32

// Report returns the hash that a challenger gives when it opens a game: what is wrong, without telling.
//
//	keccak256(abi.encode(uint32 step, bytes32 root, address challenger, bytes32 salt))
func Report(step uint32, root checkpoint.Root, challenger common.Address, salt [32]byte) common.Hash {
	var b [4 * 32]byte
	b[28], b[29], b[30], b[31] = byte(step>>24), byte(step>>16), byte(step>>8), byte(step)
	copy(b[32:], root[:])
	copy(b[64+12:], challenger[:])
	copy(b[96:], salt[:])
	return crypto.Keccak256Hash(b[:])
}

func hashes(roots []checkpoint.Root) [][32]byte {
	out := make([][32]byte, len(roots))
	for i, r := range roots {
		out[i] = r
	}
	return out
}

// only returns the one event of a kind that a receipt has from a contract.
func only[E any](r *types.Receipt, from common.Address, unpack func(*types.Log) (*E, error)) (*E, error) {
	var found *E
	for _, l := range r.Logs {
		if l.Address != from {
			continue
		}
		if e, err := unpack(l); err == nil {
			if found != nil {
				return nil, fmt.Errorf("chain: transaction %s has two %T", r.TxHash, *e)
			}
			found = e
		}
	}
	if found == nil {
		return nil, errors.Join(fmt.Errorf("chain: transaction %s lacks the event that it must have", r.TxHash))
	}
	return found, nil
}

// Deploy puts the contracts on a chain: Referee, Jobs and Disputes.
func Deploy(ctx context.Context, s *Sender) (Addresses, error) {
	var at Addresses
	put := func(what string, code, args []byte) (common.Address, error) {
		r, err := s.Send(ctx, Tx{Data: append(code, args...)})
		if err != nil {
			return common.Address{}, fmt.Errorf("deploy %s: %w", what, err)
		}
		return r.ContractAddress, nil
	}
	var err error
	if at.Referee, err = put("Referee", common.FromHex(bindings.RefereeMetaData.Bin), nil); err != nil {
		return at, err
	}
	// Jobs must know where Disputes will be: at the address that the account's next transaction but one makes.
	nonce, err := s.backend.PendingNonceAt(ctx, s.account.Address)
	if err != nil {
		return at, fmt.Errorf("deploy: nonce: %w", err)
	}
	disputes := crypto.CreateAddress(s.account.Address, nonce+1)
	if at.Jobs, err = put("Jobs", common.FromHex(bindings.JobsMetaData.Bin), jobsABI.PackConstructor(disputes)); err != nil {
		return at, err
	}
	args := disputesABI.PackConstructor(at.Jobs, at.Referee, WeiOf(HistoryArity).Big(), WeiOf(TreeArity).Big())
	if at.Disputes, err = put("Disputes", common.FromHex(bindings.DisputesMetaData.Bin), args); err != nil {
		return at, err
	}
	if at.Disputes != disputes {
		return at, fmt.Errorf("deploy: Disputes is at %s, Jobs was told %s: the account sent something else meanwhile: deploy again", at.Disputes, disputes)
	}
	return at, nil
}
