package dispute

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/job"
	"refute/contracts/chain"
	"refute/dispute/referee"
)

// Report is the account of one game, read from the chain: who moved what, to where the game narrowed, who won, and what it cost. As JSON
// it is a transcript that anybody who has the job can replay.
type Report struct {
	Game       chain.GameID    `json:"-"`
	GameHex    string          `json:"game"`
	JobHex     string          `json:"job"`
	Spec       checkpoint.Root `json:"spec"`
	Attempt    uint32          `json:"attempt"`
	Epoch      uint32          `json:"epoch"`
	Anchor     checkpoint.Root `json:"anchor"`
	Previous   checkpoint.Root `json:"previous"` // anchor of the epoch before, zero for epoch 0
	Ask        bool            `json:"ask"`
	Challenger common.Address  `json:"challenger"`
	Defender   common.Address  `json:"defender"`
	Moves      []MoveReport    `json:"moves"` // the opening is the first

	Winner  string  `json:"winner"` // "challenger", "defender", or "" while the game goes on
	Reason  string  `json:"reason,omitempty"`
	Where   string  `json:"where"` // to what the game narrowed, for people
	Step    *uint32 `json:"step"`  // nil if the game ended before it was named
	Kernel  *uint32 `json:"kernel"`
	Name    string  `json:"kernel_name,omitempty"`
	Element []int64 `json:"element"` // index over the kernel's output extents
	Window  []int64 `json:"window"`  // first and last term
	Claimed *Word   `json:"claimed"` // the accumulator after the window, as the defender is bound to it
	Correct *Word   `json:"correct"` // what the referee computed

	Gas             uint64         `json:"gas"`              // of all transactions of the game
	AdjudicationGas uint64         `json:"adjudication_gas"` // of computing the verdict
	GasBy           map[string]int `json:"gas_by"`           // by side
	Seconds         uint64         `json:"seconds"`          // by the chain's clock, from the opening to the verdict
}

// Word is 32 bits, written in hexadecimal.
type Word uint32

// MarshalText implements encoding.TextMarshaler.
func (w Word) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "0x%08x", uint32(w)), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *Word) UnmarshalText(b []byte) error {
	var v uint32
	if n, err := fmt.Sscanf(string(b), "0x%08x", &v); n != 1 || err != nil || len(b) != 10 {
		return fmt.Errorf("dispute: %q is no word: want 0x and 8 digits", b)
	}
	*w = Word(v)
	return nil
}

// MoveReport is one transaction of a game.
type MoveReport struct {
	By      string          `json:"by"` // "challenger", "defender" or "nobody" (another account)
	Tx      common.Hash     `json:"tx"`
	Block   uint64          `json:"block"`
	Time    uint64          `json:"time"` // seconds
	Gas     uint64          `json:"gas"`
	Says    []string        `json:"says"`    // each action, for people
	Where   string          `json:"where"`   // the position after the move, for people
	Actions []hexutil.Bytes `json:"actions"` // as the contract got them; none for the opening
}

// ReadReport reads the account of a game. Moves that were made through another contract are named, but not told in detail.
func (t *Table) ReadReport(ctx context.Context, id chain.GameID) (*Report, error) {
	r, err := t.Client.Game(ctx, id)
	if err != nil {
		return nil, err
	}
	if r.Job != t.ID {
		return nil, fmt.Errorf("dispute: game %s is about job %s, not %s", id.Short(), r.Job.Short(), t.ID.Short())
	}
	logs, err := t.logs(ctx, r, topicOpened, topicMoved, topicVerdict)
	if err != nil {
		return nil, err
	}
	out := &Report{
		Game: id, GameHex: id.String(), JobHex: t.ID.String(), Spec: checkpoint.Root(t.Spec.Hash()), Attempt: r.Attempt, Epoch: uint32(r.Epoch),
		Anchor: r.Anchor, Previous: r.Record.Before, Challenger: r.Challenger, Defender: r.Defender, GasBy: map[string]int{},
	}
	var g *bisect.Game
	var start uint64
	for i := range logs {
		l := &logs[i]
		m, tx, err := t.transaction(ctx, l)
		if err != nil {
			return nil, err
		}
		switch l.Topics[0] {
		case topicOpened:
			if err := out.opened(tx); err != nil {
				return nil, err
			}
			g, start = t.opening(out), m.Time
			m.By, m.Says = bisect.Challenger.String(), []string{fmt.Sprintf("opens a game about epoch %d", r.Epoch)}
		case topicMoved, topicVerdict:
			if g == nil {
				return nil, fmt.Errorf("dispute: game %s has moves but was never opened", id.Short())
			}
			out.tell(g, tx, m)
			if l.Topics[0] == topicVerdict {
				if err := out.verdict(l, r, g); err != nil {
					return nil, err
				}
				out.Seconds = m.Time - start
			}
		}
		m.Where = g.Where(t.Job)
		out.Gas += m.Gas
		out.GasBy[m.By] += int(m.Gas)
		out.Moves = append(out.Moves, *m)
	}
	out.narrowed(g, r, t.Job)
	return out, nil
}

// transaction returns the frame of a move's report, and the transaction.
func (t *Table) transaction(ctx context.Context, l *types.Log) (*MoveReport, *types.Transaction, error) {
	b := t.Client.Backend()
	tx, _, err := b.TransactionByHash(ctx, l.TxHash)
	if err != nil {
		return nil, nil, fmt.Errorf("dispute: transaction %s: %w", l.TxHash, err)
	}
	receipt, err := b.TransactionReceipt(ctx, l.TxHash)
	if err != nil {
		return nil, nil, fmt.Errorf("dispute: receipt of %s: %w", l.TxHash, err)
	}
	at, found, err := chain.HeadAt(ctx, b, l.BlockNumber)
	if err != nil || !found {
		return nil, nil, errors.Join(fmt.Errorf("dispute: no block %d", l.BlockNumber), err)
	}
	return &MoveReport{Tx: l.TxHash, Block: l.BlockNumber, Time: at.Time, Gas: receipt.GasUsed}, tx, nil
}

var openABI = disputes.GetABI().Methods["open"]

// opened reads from the opening's transaction whether it asked for the top of the epoch's tree.
func (r *Report) opened(tx *types.Transaction) error {
	data := tx.Data()
	if len(data) < 4 || [4]byte(data[:4]) != [4]byte(openABI.ID) {
		return nil // through another contract
	}
	args, err := openABI.Inputs.Unpack(data[4:])
	if err != nil {
		return fmt.Errorf("dispute: opening: %w", err)
	}
	r.Ask = args[4].(bool)
	return nil
}

func (t *Table) opening(r *Report) *bisect.Game {
	c := bisect.Claim{Spec: t.Spec, Epoch: checkpoint.Epoch(r.Epoch), Anchor: r.Anchor, Previous: r.Previous}
	return bisect.New(c, arities, r.Ask, referee.Referee{})
}

// tell applies a transaction's actions to the game and says what they are.
func (r *Report) tell(g *bisect.Game, tx *types.Transaction, m *MoveReport) {
	from, err := types.Sender(types.LatestSignerForChainID(tx.ChainId()), tx)
	by := bisect.Nobody
	switch {
	case err != nil:
	case from == r.Defender:
		by = bisect.Defender
	case from == r.Challenger:
		by = bisect.Challenger
	}
	m.By = by.String()
	mv, err := decodeMove(tx.Data())
	if err != nil {
		m.Says = []string{"moves through another contract"}
		return
	}
	for _, b := range mv.raw {
		m.Actions = append(m.Actions, b)
	}
	m.Says = say(g, by, mv.actions)
}

func say(g *bisect.Game, by bisect.Side, list []bisect.Action) []string {
	var says []string
	sim := g.Clone()
	for _, a := range list {
		if sim.Phase == bisect.Done {
			break
		}
		says = append(says, sim.Say(a))
		if sim.Move(by, a) != nil {
			break
		}
	}
	// A move that this machine refuses and the contract took shows in the replay.
	_ = g.Move(by, list...)
	return says
}

func (r *Report) verdict(l *types.Log, game *chain.Game, g *bisect.Game) error {
	v, err := disputes.UnpackVerdictEvent(l)
	if err != nil {
		return fmt.Errorf("dispute: log: %w", err)
	}
	r.Winner, r.Reason = bisect.Defender.String(), hows[min(int(v.How), len(hows)-1)]
	if v.ChallengerWon {
		r.Winner = bisect.Challenger.String()
	}
	if v.AdjudicationGas.IsUint64() {
		r.AdjudicationGas = v.AdjudicationGas.Uint64()
	}
	if v.How == howWindow {
		claimed, correct := Word(game.Record.AccHi), Word(v.Computed)
		r.Claimed, r.Correct = &claimed, &correct
	}
	return nil
}

// howWindow is the contract's number for a verdict by arithmetic.
const howWindow = 6

// narrowed says where the game stands or ended, from the contract's record.
func (r *Report) narrowed(g *bisect.Game, game *chain.Game, j *job.Job) {
	x := &game.Record
	if g != nil {
		r.Where = g.Where(j)
	}
	if !game.StepNamed {
		return
	}
	r.Step = &x.Step
	if x.KernelLeaf == [32]byte{} {
		return
	}
	p := j.ProgramOf(x.Step)
	if int(x.Kernel) >= len(p.Kernels) {
		return
	}
	k := &p.Kernels[x.Kernel]
	r.Kernel, r.Name = &x.Kernel, k.Name
	if x.Hi == 0 { // no element was named
		return
	}
	r.Element = unravel(k.Out, int64(x.Element))
	w := int64(k.Window)
	r.Window = []int64{int64(x.Lo) * w, min(int64(x.Hi)*w, k.Terms()) - 1}
}

func unravel(extents []int64, e int64) []int64 {
	idx := make([]int64, len(extents))
	for d := len(extents) - 1; d >= 0; d-- {
		idx[d], e = e%extents[d], e/extents[d]
	}
	if len(extents) == 0 {
		return []int64{e}
	}
	return idx
}

// String says in a line how the game ended: "step 37 of 240 > kernel 14 (dW1) > element (3, 201) > terms 512..767 > referee: solver's sum
// 0x3f8147ae, correct 0x3f8147af".
func (r *Report) String() string {
	switch {
	case r.Winner == "":
		return r.Where + " > goes on"
	case r.Correct != nil:
		return fmt.Sprintf("%s > referee: solver's sum 0x%08x, correct 0x%08x", r.Where, uint32(*r.Claimed), uint32(*r.Correct))
	}
	return fmt.Sprintf("%s > %s: the %s wins", r.Where, r.Reason, r.Winner)
}

// WriteTo writes the account of all moves, a line for each action.
func (r *Report) WriteTo(w io.Writer) (int64, error) {
	var n int64
	line := func(format string, args ...any) error {
		k, err := fmt.Fprintf(w, format+"\n", args...)
		n += int64(k)
		return err
	}
	for i, m := range r.Moves {
		for j, s := range m.Says {
			head := fmt.Sprintf("%3d  %-10s", i+1, m.By)
			tail := ""
			if j > 0 {
				head = fmt.Sprintf("     %-10s", "")
			}
			if j == len(m.Says)-1 {
				tail = fmt.Sprintf("  [%d gas]", m.Gas)
			}
			if err := line("%s  %s%s", head, s, tail); err != nil {
				return n, err
			}
		}
	}
	err := line("     %s", r)
	if err == nil {
		err = line("     %d moves, %d gas, %d of it for the verdict", len(r.Moves), r.Gas, r.AdjudicationGas)
	}
	return n, err
}

// WriteJSON writes the transcript.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// MaxTranscript bounds the size of a transcript that ReadTranscript takes: a game has at most a few dozen moves of at most 128 KiB.
const MaxTranscript = 64 << 20

// ReadTranscript reads what WriteJSON wrote.
func ReadTranscript(r io.Reader) (*Report, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxTranscript+1))
	if err != nil {
		return nil, fmt.Errorf("dispute: transcript: %w", err)
	}
	if len(b) > MaxTranscript {
		return nil, fmt.Errorf("dispute: a transcript of more than %d bytes", MaxTranscript)
	}
	var out Report
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, fmt.Errorf("dispute: transcript: %w", err)
	}
	id, err := checkpoint.ParseRoot(out.GameHex)
	if err != nil {
		return nil, fmt.Errorf("dispute: transcript: game: %w", err)
	}
	out.Game = chain.GameID(id)
	return &out, nil
}

// sides by name, as in a transcript.
var sides = map[string]bisect.Side{
	bisect.Nobody.String(): bisect.Nobody, bisect.Defender.String(): bisect.Defender, bisect.Challenger.String(): bisect.Challenger,
}

// Replay plays a transcript again, without a chain: every opening is checked and the verdict computed. The error says at which move it does not
// lead to what the transcript says. The spec is the job's.
func (r *Report) Replay(spec *job.Spec) (*bisect.Game, error) {
	if got := checkpoint.Root(spec.Hash()); got != r.Spec {
		return nil, &job.MismatchError{Want: r.Spec, Got: got}
	}
	if checkpoint.Epoch(r.Epoch) > spec.Epochs().Count() {
		return nil, fmt.Errorf("dispute: transcript: epoch %d of %d", r.Epoch, spec.Epochs().Count())
	}
	c := bisect.Claim{Spec: spec, Epoch: checkpoint.Epoch(r.Epoch), Anchor: r.Anchor, Previous: r.Previous}
	g := bisect.New(c, arities, r.Ask, referee.Referee{})
	for i, m := range r.Moves {
		if i == 0 {
			continue // the opening
		}
		var list []bisect.Action
		for _, b := range m.Actions {
			a, err := Decode(b)
			if err != nil {
				return g, fmt.Errorf("dispute: transcript: move %d: %w", i+1, err)
			}
			list = append(list, a)
		}
		if err := g.Move(sides[m.By], list...); err != nil {
			return g, fmt.Errorf("dispute: transcript: move %d: %w", i+1, err)
		}
	}
	if r.Winner != "" && g.Winner.String() != r.Winner {
		return g, fmt.Errorf("dispute: transcript: the %s won by it, the replay has the %s", r.Winner, g.Winner)
	}
	if r.Correct != nil && g.Sum != uint32(*r.Correct) {
		return g, fmt.Errorf("dispute: transcript: the contract computed 0x%08x, the replay 0x%08x", uint32(*r.Correct), g.Sum)
	}
	return g, nil
}
