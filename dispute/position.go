package dispute

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/dispute/referee"
	"refute/trainer/tensor"
)

// Table is where games of one job are played: the contracts, and the job as this machine has it.
type Table struct {
	Client *chain.Client
	Job    *job.Job
	Spec   *job.Spec
	ID     chain.JobID
}

// NewTable reads the job and compares its spec with that of the programs and constants at hand: the error is a *job.MismatchError if
// they differ.
func NewTable(ctx context.Context, c *chain.Client, id chain.JobID, j *job.Job) (*Table, error) {
	on, err := c.Job(ctx, id)
	if err != nil {
		return nil, err
	}
	spec, err := j.Check(on.Spec)
	if err != nil {
		return nil, err
	}
	return &Table{c, j, spec, id}, nil
}

// The arities of the deployed contract.
var arities = bisect.Arities{
	History: chain.HistoryArity, Outputs: chain.TreeArity, State: chain.TreeArity, Tensor: chain.TreeArity, Sums: bisect.DefaultArities.Sums,
}

// Topics of the logs that a position is read from.
var (
	topicMoved    = disputes.GetABI().Events["Moved"].ID
	topicRevealed = disputes.GetABI().Events["Revealed"].ID
	topicLeaf     = disputes.GetABI().Events["LeafRevealed"].ID
	topicSums     = disputes.GetABI().Events["SumsClaimed"].ID
	topicOpened   = disputes.GetABI().Events["Opened"].ID
	topicVerdict  = disputes.GetABI().Events["Verdict"].ID
)

// Position returns a game as the pure state machine has it, from the contract's record and what was shown in logs. The path of siblings down to the
// disputed kernel is only there for the challenger (own): it has shown it.
func (t *Table) Position(ctx context.Context, r *chain.Game, own bisect.Side) (*bisect.Game, error) {
	if r.Job != t.ID {
		return nil, fmt.Errorf("dispute: game %s is about job %s, not %s", r.ID.Short(), r.Job.Short(), t.ID.Short())
	}
	g, err := t.record(r)
	if err != nil || g.Phase == bisect.Done || g.Phase == bisect.Trace {
		return g, err
	}
	logs, err := t.logs(ctx, r, topicMoved, topicRevealed, topicLeaf, topicSums)
	if err != nil {
		return nil, err
	}
	if err := shown(g, r, logs); err != nil {
		return nil, err
	}
	if own == bisect.Challenger {
		err = t.paths(ctx, g, r, logs)
	}
	return g, err
}

// record returns what the contract's record alone says.
func (t *Table) record(r *chain.Game) (*bisect.Game, error) {
	x := &r.Record
	g := bisect.New(bisect.Claim{Spec: t.Spec, Epoch: r.Epoch, Anchor: r.Anchor, Previous: x.Before}, arities, false, referee.Referee{})
	g.Phase = bisect.Phase(x.Phase - 1) // the contract's 0 is no game at all
	if g.Phase > bisect.Done {
		return nil, fmt.Errorf("dispute: game %s is in phase %d, which is unknown", r.ID.Short(), x.Phase)
	}
	g.Turn, g.Moves = bisect.Challenger, int(x.Moves)
	if x.Defends {
		g.Turn = bisect.Defender
	}
	if g.Phase == bisect.Done {
		g.Turn, g.Winner, g.Reason = bisect.Nobody, bisect.Defender, hows[min(int(x.How), len(hows)-1)]
		if x.Won {
			g.Winner = bisect.Challenger
		}
		g.Ended = ended(x)
	}
	g.Node, g.Height, g.Index = x.Node, int(x.Height), x.Index
	g.Step, g.State, g.Before, g.Trace = x.Step, x.State, x.Prior, x.Trace
	if x.KernelLeaf != [32]byte{} {
		p := t.Job.ProgramOf(x.Step)
		if int(x.Kernel) >= len(p.Kernels) {
			return nil, fmt.Errorf("dispute: game %s is about kernel %d of %d", r.ID.Short(), x.Kernel, len(p.Kernels))
		}
		g.Kernel, g.Section, g.Op = x.Kernel, x.KernelLeaf, &p.Kernels[x.Kernel]
		g.Facts = bisect.Facts{Float: g.Op.Type == tensor.F32, Init: x.Init, Count: int64(x.Elements), Windows: int64(x.Windows)}
		g.Element, g.Lo, g.Hi, g.PLo, g.PHi = int64(x.Element), int64(x.Lo), int64(x.Hi), x.AccLo, x.AccHi
		g.Claimed = g.Phase == bisect.Sums && !x.Defends
	}
	return g, nil
}

// ended returns the phase in which a game ended, as far as the contract's record still tells.
func ended(x *bindings.DisputesGame) bisect.Phase {
	switch {
	case x.StepAt == 0:
		return bisect.History
	case x.How == 4 || x.How == 5: // by the program's header
		return bisect.State
	case x.KernelLeaf == [32]byte{}:
		return bisect.Outputs
	case x.Hi == 0:
		return bisect.Tensor
	}
	return bisect.Window
}

// hows says how games end, by the contract's numbers.
var hows = [...]string{"", "the clock ran out", "something beyond the count is not zero", "the kernel is not valid", "the program's header is not valid", "a state tensor was judged", "the referee computed the window", "?"}

// logs returns the game's logs with one of the topics, in order.
func (t *Table) logs(ctx context.Context, r *chain.Game, topics ...common.Hash) ([]types.Log, error) {
	head, err := t.Client.Head(ctx)
	if err != nil {
		return nil, err
	}
	var all []types.Log
	for from := r.Record.OpenedAt; from <= head.Number; from += chain.MaxLogBlocks {
		to := min(from+chain.MaxLogBlocks-1, head.Number)
		logs, err := t.Client.Backend().FilterLogs(ctx, ethereum.FilterQuery{
			FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(to), Addresses: []common.Address{t.Client.Addresses().Disputes},
			Topics: [][]common.Hash{topics, {common.Hash(r.ID)}},
		})
		if err != nil {
			return nil, fmt.Errorf("dispute: logs of game %s: %w", r.ID.Short(), err)
		}
		if all = append(all, logs...); len(all) > chain.MaxLogs {
			return nil, fmt.Errorf("dispute: game %s has more than %d logs", r.ID.Short(), chain.MaxLogs)
		}
	}
	for _, l := range all {
		if l.Removed || len(l.Topics) < 2 || l.Topics[1] != common.Hash(r.ID) || !slices.Contains(topics, l.Topics[0]) {
			return nil, fmt.Errorf("dispute: the node gave a log that was not asked for")
		}
	}
	return all, nil
}

// shown takes from the logs what was shown at the position. All of it is checked by hash against the record, so a log of a move that was undone, or
// a node that makes things up, does no harm.
func shown(g *bisect.Game, r *chain.Game, logs []types.Log) error {
	for i := range logs {
		l := &logs[i]
		switch l.Topics[0] {
		case topicRevealed:
			e, err := disputes.UnpackRevealedEvent(l)
			if err != nil {
				return fmt.Errorf("dispute: log: %w", err)
			}
			if !g.Phase.Tree() || g.Turn != bisect.Challenger || e.Node != g.Node || int(e.Height) != g.Height || e.Index != g.Index || g.Height == 0 {
				continue
			}
			if root, err := checkpoint.SubtreeRoot(roots(e.Children)); err == nil && root == g.Node {
				g.Children = roots(e.Children)
			}
		case topicLeaf:
			e, err := disputes.UnpackLeafRevealedEvent(l)
			if err != nil {
				return fmt.Errorf("dispute: log: %w", err)
			}
			if g.Phase != bisect.Tensor || g.Height != 0 || e.Node != g.Node || len(e.Data) != checkpoint.LeafSize {
				continue
			}
			if b := [checkpoint.LeafSize]byte(e.Data); checkpoint.HashLeaf(&b) == g.Node {
				g.Leaf = &b
			}
		case topicSums:
			e, err := disputes.UnpackSumsClaimedEvent(l)
			if err != nil {
				return fmt.Errorf("dispute: log: %w", err)
			}
			if !g.Claimed || int64(e.Lo) != g.Lo || int64(e.Hi) != g.Hi || crypto.Keccak256Hash(e.Values) != r.Record.Sums {
				continue
			}
			if g.Values, err = unwords(e.Values); err != nil {
				return err
			}
		}
	}
	if g.Claimed && g.Values == nil {
		return fmt.Errorf("dispute: the node shows no log of the sums claimed in game %s: ask another node", r.ID.Short())
	}
	return nil
}

// paths restores the siblings that the challenger has shown, from its own transactions.
func (t *Table) paths(ctx context.Context, g *bisect.Game, r *chain.Game, logs []types.Log) error {
	var path, out []checkpoint.Root
	for i := range logs {
		l := &logs[i]
		if l.Topics[0] != topicMoved {
			continue
		}
		e, err := disputes.UnpackMovedEvent(l)
		if err != nil {
			return fmt.Errorf("dispute: log: %w", err)
		}
		if e.Mover != r.Challenger {
			continue
		}
		m, err := t.sent(ctx, l.TxHash)
		if err != nil {
			return err
		}
		for _, a := range m.actions {
			switch a := a.(type) {
			case bisect.Descend:
				path = slices.Concat(a.Proof, path)
			case bisect.Step, bisect.AskState:
				path = nil
			case bisect.OpenKernel:
				path, out = nil, path
			}
		}
	}
	g.Path, g.OutPath = path, out
	var top, got checkpoint.Root
	switch g.Phase {
	case bisect.History:
		top = g.Anchor
	case bisect.Outputs, bisect.Tensor, bisect.Sums, bisect.Window:
		top = g.Trace
	case bisect.State:
		top = g.State
	}
	got, _ = checkpoint.Climb(g.Node, g.Index, path)
	if g.Op != nil { // what the path leads to is the kernel's output
		g.Output = got
		got, _ = checkpoint.Climb(g.Output, uint64(g.Kernel), out)
	}
	if got != top {
		return fmt.Errorf("dispute: the transactions of game %s do not lead to where it stands: the chain changed while it was read", r.ID.Short())
	}
	return nil
}

// sent returns the move that a transaction made.
func (t *Table) sent(ctx context.Context, hash common.Hash) (*move, error) {
	tx, _, err := t.Client.Backend().TransactionByHash(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("dispute: transaction %s: %w", hash, err)
	}
	return decodeMove(tx.Data())
}
