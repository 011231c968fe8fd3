package court

import (
	"encoding/binary"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"refute/bisect"
	"refute/checkpoint"
	"refute/contracts"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/sim/court/board"
)

// Contracts are the compiled contracts without a chain, where games are judged move by move. Time is that of the caller: seconds, and a
// block for each.
type Contracts struct {
	*contracts.System
}

// NewContracts deploys the contracts.
func NewContracts() (*Contracts, error) {
	s, err := contracts.NewSystem()
	return &Contracts{s}, err
}

// Copy returns contracts that stand as these do, and go on apart from them.
func (c *Contracts) Copy() *Contracts { return &Contracts{c.System.Copy()} }

// At sets the time, in seconds, for the next transactions; it must not fall. There is a block a second.
func (c *Contracts) At(seconds uint64) { c.World.SetBlock(seconds, seconds) }

// Attempt is a solver's attempt at a job that it has anchored.
type Attempt struct {
	Job    chain.JobID
	Solver common.Address
	Terms  *chain.Terms
	Case   *board.Case
	Gas    uint64 // of all transactions up to now

	contracts *Contracts
}

// Begin has a client create a job, and a solver take it and anchor the run of a case.
func (c *Contracts) Begin(client, solver common.Address, t *chain.Terms, reward chain.Wei, on *board.Case) (*Attempt, error) {
	a := &Attempt{Solver: solver, Terms: t, Case: on, contracts: c}
	id, r, err := c.Create(client, t, reward)
	if err != nil {
		return nil, fmt.Errorf("court: create: %w", err)
	}
	a.Job, a.Gas = id, r.Gas
	if r, err = c.Take(solver, id, t.Bond); err != nil {
		return nil, fmt.Errorf("court: take: %w", err)
	}
	a.Gas += r.Gas
	var before checkpoint.Root
	for e, root := range on.Anchors {
		if r, err = c.Anchor(solver, id, before, root); err != nil {
			return nil, fmt.Errorf("court: anchor %d: %w", e, err)
		}
		a.Gas += r.Gas
		before = root
	}
	return a, nil
}

// Trial is a play whose moves the contract judges. The state machine plays along: where the two differ, a move is an error.
type Trial struct {
	*Play
	Attempt    *Attempt
	ID         chain.GameID
	Challenger common.Address
	Deadline   uint64    // seconds: the last in which the side whose turn it is can move
	Gas        [3]uint64 // of moves, by who paid: Nobody is others
	LastGas    uint64    // of the last move

	head common.Hash
}

// Open opens a game with a challenger's bond. Report is what it gives of its knowledge; see docs/protocol.md.
func (a *Attempt) Open(p *Play, challenger common.Address, report common.Hash) (*Trial, error) {
	c := a.contracts
	id, r, err := c.System.Open(challenger, a.Job, p.Case.Claim.Epoch, p.Case.Claim.Anchor, report, p.Path.Withheld, a.Terms.ChallengeBond)
	if err != nil {
		return nil, fmt.Errorf("court: open: %w", err)
	}
	t := &Trial{Play: p, Attempt: a, ID: id, Challenger: challenger, head: common.Hash(id)}
	t.spent(bisect.Challenger, r.Gas)
	for _, l := range r.Logs {
		if l.Topics[0] == topicOpened {
			t.Deadline = word64(l, 6)
		}
	}
	return t, nil
}

func (t *Trial) spent(by bisect.Side, gas uint64) {
	t.LastGas = gas
	t.Gas[by] += gas
}

var (
	disputesABI  = bindings.NewDisputes().GetABI()
	topicOpened  = disputesABI.Events["Opened"].ID
	topicMoved   = disputesABI.Events["Moved"].ID
	topicVerdict = disputesABI.Events["Verdict"].ID
)

// word64 returns a word of a log's data, the low 64 bits.
func word64(l *types.Log, n int) uint64 {
	if len(l.Data) < 32*(n+1) {
		return 0
	}
	return binary.BigEndian.Uint64(l.Data[32*n+24:])
}

// Apply makes a side's move in both. A move that the contract refuses costs gas and changes nothing: it must then be refused by the state
// machine too, which says why.
func (t *Trial) Apply(by bisect.Side, move []bisect.Action) error {
	encoded, err := dispute.Encode(t.Case.Claim.Spec, move...)
	if err != nil {
		return err
	}
	r, refused := t.Attempt.contracts.Move(t.account(by), t.ID, t.head, encoded)
	if r == nil {
		return refused
	}
	t.spent(by, r.Gas)
	if contracts.Refused(refused, "ClockRanOut") || contracts.Refused(refused, "ClockRuns") {
		return fmt.Errorf("court: the contract's clock: %w", refused) // the state machine has none
	}
	err = t.Play.Apply(by, move)
	switch {
	case (err == nil) != (refused == nil):
		return fmt.Errorf("court: %s by the %s at %s: the contract says %v, the state machine %v", move[0].Name(), by, t.Game.Where(nil), refused, err)
	case err != nil:
		return err
	}
	for _, l := range r.Logs {
		switch l.Topics[0] {
		case topicMoved:
			t.head, t.Deadline = common.Hash(l.Data[:32]), word64(l, 6)
			if got := t.stands(l); got != "" {
				return fmt.Errorf("court: after %s by the %s the contract stands at %s, the state machine at %s", move[0].Name(), by, got, t.Game.Where(nil))
			}
		case topicVerdict:
			if won := word64(l, 0) == 1; !t.Over() || won != (t.Game.Winner == bisect.Challenger) || word64(l, 4) != uint64(t.Game.Moves) {
				return fmt.Errorf("court: the contract's verdict for the challenger is %v after %d moves, the state machine says the %s after %d", won, word64(l, 4), t.Game.Winner, t.Game.Moves)
			}
			return nil
		}
	}
	if t.Over() {
		return fmt.Errorf("court: the state machine says that the %s won, the contract goes on", t.Game.Winner)
	}
	return nil
}

func (t *Trial) account(by bisect.Side) common.Address {
	switch by {
	case bisect.Defender:
		return t.Attempt.Solver
	case bisect.Challenger:
		return t.Challenger
	}
	return common.Address{0x0b}
}

// Timeout ends the game against the side whose turn it is, after its deadline.
func (t *Trial) Timeout() error {
	return t.Apply(t.Turn().Other(), []bisect.Action{bisect.Timeout{}})
}

// stands compares the position that a log of a move tells; it returns what differs.
func (t *Trial) stands(l *types.Log) string {
	g := t.Game
	phase, defends, height, index, node := bisect.Phase(word64(l, 1)-1), word64(l, 2) == 1, int(word64(l, 3)), word64(l, 4), l.Data[5*32:6*32]
	if phase != g.Phase || defends != (g.Turn == bisect.Defender) {
		return fmt.Sprintf("phase %s, the defender's turn %v", phase, defends)
	}
	if phase.Tree() && (height != g.Height || index != g.Index || bisect.Root(node) != g.Node) {
		return fmt.Sprintf("node %d at height %d", index, height)
	}
	return ""
}
