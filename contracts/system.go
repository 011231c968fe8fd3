package contracts

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"refute/checkpoint"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/contracts/evm"
)

var (
	jobs     = bindings.NewJobs()
	disputes = bindings.NewDisputes()
)

// System is all contracts, deployed without a chain: each call is a transaction with its gas, by whom the caller says and in the block
// that it says. It is for what asks much of the contracts, such as a simulator or a measurement; nodes use package chain. It is not for
// concurrent use.
type System struct {
	World *evm.World
	At    chain.Addresses
	Price *uint256.Int // wei per gas of the transactions; nil is none
}

// NewSystem deploys the committed bytecode by an account without a key, in block 1 at the time 1.
func NewSystem() (*System, error) {
	w, err := evm.NewWorld()
	if err != nil {
		return nil, err
	}
	w.SetBlock(1, 1)
	return Deploy(w, common.Address{0xde})
}

// Deploy deploys the committed bytecode in a world.
func Deploy(w *evm.World, deployer common.Address) (*System, error) {
	put := func(what string, bin string, args []byte) (common.Address, error) {
		r, err := w.Send(evm.Tx{From: deployer, Data: append(common.FromHex(bin), args...)})
		if err != nil {
			return common.Address{}, fmt.Errorf("contracts: deploy %s: %w", what, err)
		}
		return r.Contract, nil
	}
	s := &System{World: w}
	var err error
	if s.At.Referee, err = put("Referee", bindings.RefereeMetaData.Bin, nil); err != nil {
		return nil, err
	}
	// Jobs must know where Disputes will be.
	if s.At.Jobs, err = put("Jobs", bindings.JobsMetaData.Bin, jobs.PackConstructor(w.NextContract(deployer, 1))); err != nil {
		return nil, err
	}
	args := disputes.PackConstructor(s.At.Jobs, s.At.Referee, big.NewInt(chain.HistoryArity), big.NewInt(chain.TreeArity))
	s.At.Disputes, err = put("Disputes", bindings.DisputesMetaData.Bin, args)
	return s, err
}

// Copy returns a system that stands as this one does, and goes on apart from it.
func (s *System) Copy() *System { return &System{s.World.Copy(), s.At, s.Price} }

// Send applies a transaction to one of the contracts. A refusal is a *Refusal, which costs its gas.
func (s *System) Send(from, to common.Address, value chain.Wei, data []byte) (*evm.Receipt, error) {
	r, err := s.World.Send(evm.Tx{From: from, To: &to, Value: value.Int(), Data: data, Price: s.Price})
	return r, refusal(err)
}

// Create creates a job as its client.
func (s *System) Create(client common.Address, t *chain.Terms, reward chain.Wei) (chain.JobID, *evm.Receipt, error) {
	r, err := s.Send(client, s.At.Jobs, reward, jobs.PackCreate(t.Arg()))
	if err != nil {
		return chain.JobID{}, r, err
	}
	id, err := jobs.UnpackCreate(r.Output)
	return id, r, err
}

// Take begins an attempt with the solver's bond.
func (s *System) Take(solver common.Address, job chain.JobID, bond chain.Wei) (*evm.Receipt, error) {
	return s.Send(solver, s.At.Jobs, bond, jobs.PackTake(job))
}

// Anchor anchors the next epoch.
func (s *System) Anchor(solver common.Address, job chain.JobID, before, root checkpoint.Root) (*evm.Receipt, error) {
	return s.Send(solver, s.At.Jobs, chain.Wei{}, jobs.PackAnchor(job, before, root))
}

// Open challenges an anchor with the challenger's bond.
func (s *System) Open(challenger common.Address, job chain.JobID, e checkpoint.Epoch, anchor checkpoint.Root, report common.Hash, ask bool, bond chain.Wei) (chain.GameID, *evm.Receipt, error) {
	r, err := s.Send(challenger, s.At.Disputes, bond, disputes.PackOpen(job, uint32(e), anchor, report, ask))
	if err != nil {
		return chain.GameID{}, r, err
	}
	id, err := disputes.UnpackOpen(r.Output)
	return id, r, err
}

// Move does actions at the position that head names.
func (s *System) Move(by common.Address, g chain.GameID, head common.Hash, actions [][]byte) (*evm.Receipt, error) {
	return s.Send(by, s.At.Disputes, chain.Wei{}, disputes.PackMove(g, head, actions))
}

// ClaimShare shows the report of a won game.
func (s *System) ClaimShare(by common.Address, g chain.GameID, step uint32, root checkpoint.Root, salt [32]byte) (*evm.Receipt, error) {
	return s.Send(by, s.At.Disputes, chain.Wei{}, disputes.PackClaimShare(g, step, root, salt))
}

// ClaimShareByAnchor shows the report of a won game, if it named the challenger's own anchor; see chain.Wallet.
func (s *System) ClaimShareByAnchor(by common.Address, g chain.GameID, anchor checkpoint.Root, salt [32]byte, root checkpoint.Root, proof, before []checkpoint.Root) (*evm.Receipt, error) {
	return s.Send(by, s.At.Disputes, chain.Wei{}, disputes.PackClaimShareByAnchor(g, bindings.DisputesOwnAnchor{
		Anchor: anchor, Salt: salt, Root: root, Proof: hashes(proof), ProofBefore: hashes(before),
	}))
}

// CollectShare credits a claimed share.
func (s *System) CollectShare(by common.Address, g chain.GameID) (*evm.Receipt, error) {
	return s.Send(by, s.At.Disputes, chain.Wei{}, disputes.PackCollectShare(g))
}

// Settle credits what is due at the end of an attempt.
func (s *System) Settle(by common.Address, job chain.JobID, attempt uint32) (*evm.Receipt, error) {
	return s.Send(by, s.At.Jobs, chain.Wei{}, jobs.PackSettle(job, attempt))
}

// Finish ends a job whose final state root is proven in the last anchor.
func (s *System) Finish(by common.Address, job chain.JobID, state checkpoint.Root, proof []checkpoint.Root) (*evm.Receipt, error) {
	return s.Send(by, s.At.Jobs, chain.Wei{}, jobs.PackFinish(job, state, hashes(proof)))
}

func hashes(roots []checkpoint.Root) [][32]byte {
	out := make([][32]byte, len(roots))
	for i := range roots {
		out[i] = roots[i]
	}
	return out
}

// Withdraw pays an account its credits.
func (s *System) Withdraw(by common.Address) (*evm.Receipt, error) {
	return s.Send(by, s.At.Jobs, chain.Wei{}, jobs.PackWithdraw())
}

// Credits returns what an account may withdraw.
func (s *System) Credits(a common.Address) (chain.Wei, error) {
	out, err := s.World.View(s.At.Jobs, jobs.PackCredits(a))
	if err != nil {
		return chain.Wei{}, refusal(err)
	}
	b, err := jobs.UnpackCredits(out)
	if err != nil {
		return chain.Wei{}, fmt.Errorf("contracts: %w", err)
	}
	return chain.WeiFromBig(b)
}

// Game returns the contract's record of a game.
func (s *System) Game(id chain.GameID) (bindings.DisputesGame, error) {
	out, err := s.World.View(s.At.Disputes, disputes.PackGame(id))
	if err != nil {
		return bindings.DisputesGame{}, refusal(err)
	}
	return disputes.UnpackGame(out)
}
