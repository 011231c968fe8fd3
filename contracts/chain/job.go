package chain

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/contracts/bindings"
)

// JobPhase is where a job stands.
type JobPhase uint8

// The phases of a job, as in docs/protocol.md, section 3.
const (
	NoJob JobPhase = iota
	JobOpen
	JobActive
	JobAnchored
	JobDone
	JobCancelled
	JobDiverged
)

var jobPhases = [...]string{"none", "open", "active", "anchored", "done", "cancelled", "diverged"}

func (p JobPhase) String() string {
	if int(p) < len(jobPhases) {
		return jobPhases[p]
	}
	return fmt.Sprintf("phase(%d)", uint8(p))
}

// Over reports whether nothing more happens to the job.
func (p JobPhase) Over() bool { return p == JobDone || p == JobCancelled || p == JobDiverged }

// Terms say under which conditions a job is done; docs/protocol.md, section 1. Times are in seconds.
type Terms struct {
	Spec          *job.Spec
	Parent        checkpoint.Root
	Bond          Wei
	ChallengeBond Wei
	GasPriceCap   uint64 // wei per gas
	EpochSeconds  uint32
	Window        uint32
	Clock         uint32
	Extension     uint32
	Delivery      uint32
	ShareBps      uint16
	LateBps       uint16
}

// SpecArg returns a spec as an argument of the contracts.
func SpecArg(s *job.Spec) bindings.Spec {
	out := bindings.Spec{
		Schedule: s.Schedule, States: s.States, Consts: s.Consts, ConstRoot: s.ConstRoot, Seed: s.Seed, Steps: s.Steps, EpochLength: s.EpochLength,
	}
	for _, p := range s.Programs {
		out.Programs = append(out.Programs, bindings.Program{Root: p.Root, Kernels: p.Kernels})
	}
	return out
}

// Arg returns the terms as an argument of the contracts.
func (t *Terms) Arg() bindings.Terms {
	return bindings.Terms{
		Spec: SpecArg(t.Spec), Parent: t.Parent, Bond: t.Bond.Big(), ChallengeBond: t.ChallengeBond.Big(), GasPriceCap: t.GasPriceCap,
		EpochSeconds: t.EpochSeconds, Window: t.Window, Clock: t.Clock, Extension: t.Extension, Delivery: t.Delivery,
		ShareBps: t.ShareBps, LateBps: t.LateBps,
	}
}

// WorstGas is the gas for which a challenger's bond must pay: that of a whole game, to the defender.
const WorstGas = 8_000_000

// LeastChallengeBond returns the smallest challenge bond that the contract takes: the defender's gas and a quarter more.
func LeastChallengeBond(gasPriceCap uint64) Wei { return WeiOf(gasPriceCap).Mul(WorstGas / 4 * 5) }

// Job is a job as it stands.
type Job struct {
	ID            JobID
	Client        common.Address
	Phase         JobPhase
	Attempt       uint32           // the latest, from 1; 0 before the first taking
	Anchors       checkpoint.Epoch // anchors that stand: A_0 … A_{Anchors-1}
	Spec          common.Hash
	Terms         common.Hash
	Parent        checkpoint.Root
	History       checkpoint.Root // once done
	State         checkpoint.Root // once done
	Reward        Wei
	Escrow        Wei // what is left of the reward
	Bond          Wei
	ChallengeBond Wei
	GasPriceCap   uint64
	EpochSeconds  uint32
	Window        uint32
	Clock         uint32
	Extension     uint32
	Delivery      uint32
	ShareBps      uint16
	LateBps       uint16
	Deadline      uint64 // of the next anchor, while active
	Epochs        checkpoint.Epochs
	Received      bool
}

// Attempt is one solver's attempt at a job.
type Attempt struct {
	Number   uint32
	Solver   common.Address
	Slashed  bool
	Shared   bool // the share went to one who showed a fault that needs no game
	Settled  bool
	Paid     bool
	First    checkpoint.Epoch // first epoch that it anchors
	Games    uint32           // open
	Demands  uint32           // open
	Claims   uint32
	Held     Wei // the bond, or what is left of the pot
	Share    Wei // of each claim, once settled
	Slash    Wei
	ClosedAt uint64
	PublicAt uint64 // block in which a fault first became public
}

// Anchor is the anchor of an epoch.
type Anchor struct {
	Root     checkpoint.Root
	PostedAt uint64
	Attempt  uint32
}

// Demand is a leaf that somebody demanded.
type Demand struct {
	Number   uint64
	Job      JobID
	Anchor   checkpoint.Root
	By       common.Address
	Deadline uint64
	Epoch    checkpoint.Epoch
	Fee      Wei
	Index    uint64 // of the leaf among all leaves under the anchor
	Depth    uint8
	Attempt  uint32
	Open     bool
}

// MissingJobError says that the contract does not know a job.
type MissingJobError struct{ Job JobID }

func (e *MissingJobError) Error() string {
	return fmt.Sprintf("chain: there is no job %s: is it another chain's, or not mined yet?", e.Job)
}

// Job returns a job as it stands.
func (c *Client) Job(ctx context.Context, id JobID) (*Job, error) {
	j, err := view(ctx, c, c.at.Jobs, jobsABI.PackJob(id), jobsABI.UnpackJob)
	if err != nil {
		return nil, err
	}
	if JobPhase(j.Phase) == NoJob {
		return nil, &MissingJobError{id}
	}
	if j.Steps == 0 || j.EpochLength == 0 || j.Anchors > j.Epochs+1 {
		return nil, fmt.Errorf("chain: job %s has %d steps in epochs of %d and %d anchors: not a job", id, j.Steps, j.EpochLength, j.Anchors)
	}
	var a amounts
	out := &Job{
		ID: id, Client: j.Client, Phase: JobPhase(j.Phase), Attempt: j.Attempt, Anchors: checkpoint.Epoch(j.Anchors), Spec: j.Spec, Terms: j.Terms,
		Parent: j.Parent, History: j.History, State: j.State,
		Reward: a.of(j.Reward), Escrow: a.of(j.Escrow), Bond: a.of(j.Bond), ChallengeBond: a.of(j.ChallengeBond), GasPriceCap: j.GasPriceCap,
		EpochSeconds: j.EpochSeconds, Window: j.Window, Clock: j.Clock, Extension: j.Extension, Delivery: j.Delivery,
		ShareBps: j.ShareBps, LateBps: j.LateBps, Deadline: j.Deadline,
		Epochs: checkpoint.Epochs{Steps: j.Steps, Length: j.EpochLength}, Received: j.Received,
	}
	return out, a.err
}

// Attempt returns an attempt at a job; its Solver is zero if there was none of that number.
func (c *Client) Attempt(ctx context.Context, id JobID, n uint32) (*Attempt, error) {
	t, err := view(ctx, c, c.at.Jobs, jobsABI.PackAttempt(id, n), jobsABI.UnpackAttempt)
	if err != nil {
		return nil, err
	}
	var a amounts
	out := &Attempt{
		Number: n, Solver: t.Solver, Slashed: t.Slashed, Shared: t.Shared, Settled: t.Settled, Paid: t.Paid, First: checkpoint.Epoch(t.First),
		Games: t.Games, Demands: t.Demands, Claims: t.Claims, Held: a.of(t.Held), Share: a.of(t.Share), Slash: a.of(t.Slash),
		ClosedAt: t.ClosedAt, PublicAt: t.PublicAt,
	}
	return out, a.err
}

// Anchor returns the anchor of an epoch. Only those below Job.Anchors stand.
func (c *Client) Anchor(ctx context.Context, id JobID, e checkpoint.Epoch) (Anchor, error) {
	a, err := view(ctx, c, c.at.Jobs, jobsABI.PackAnchorOf(id, uint32(e)), jobsABI.UnpackAnchorOf)
	return Anchor{a.Root, a.PostedAt, a.Attempt}, err
}

// Over reports whether an attempt can no longer lose anything.
func (c *Client) Over(ctx context.Context, id JobID, attempt uint32) (bool, error) {
	o, err := view(ctx, c, c.at.Jobs, jobsABI.PackOver(id, attempt), jobsABI.UnpackOver)
	return o.Yes, err
}

// Credits returns what the Jobs contract owes an account.
func (c *Client) Credits(ctx context.Context, a common.Address) (Wei, error) {
	b, err := view(ctx, c, c.at.Jobs, jobsABI.PackCredits(a), jobsABI.UnpackCredits)
	if err != nil {
		return Wei{}, err
	}
	return WeiFromBig(b)
}

// DemandFee returns what a demand costs.
func (c *Client) DemandFee(ctx context.Context, id JobID) (Wei, error) {
	b, err := view(ctx, c, c.at.Jobs, jobsABI.PackDemandFee(id), jobsABI.UnpackDemandFee)
	if err != nil {
		return Wei{}, err
	}
	return WeiFromBig(b)
}

// CommitmentDigest returns what the contract says that a commitment's signature is over.
func (c *Client) CommitmentDigest(ctx context.Context, id JobID, step uint32, root checkpoint.Root) (common.Hash, error) {
	return view(ctx, c, c.at.Jobs, jobsABI.PackCommitmentDigest(id, step, root), func(b []byte) (common.Hash, error) {
		return jobsABI.UnpackCommitmentDigest(b)
	})
}
