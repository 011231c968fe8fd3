// Package costs has what things cost: the gas of each transaction, measured on the compiled contracts, and the time of steps, audits and hashes,
// measured on one machine with the engine. The file costs.json is written by `make sim-costs`; nothing in it is a guess.
package costs

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"refute/bisect"
)

//go:embed costs.json
var measured []byte

// Table is all that was measured.
type Table struct {
	Gas   Gas    `json:"gas"`
	Paths []Path `json:"paths"`
	// Bytecode is the SHA-256 of the bytecode that the gas was measured on.
	Bytecode string `json:"bytecode"`

	Machine Machine `json:"machine"`
	Jobs    []Job   `json:"jobs"`
	Hash    float64 `json:"hash_bytes_per_second"` // SHA-256 of leaves, one core
}

// Gas is what transactions cost, each as a whole: the 21,000 and the calldata with it.
type Gas struct {
	Create           uint64 `json:"create"`
	Take             uint64 `json:"take"`
	AnchorFirst      uint64 `json:"anchor_first"` // A_0
	Anchor           uint64 `json:"anchor"`
	Lapse            uint64 `json:"lapse"`
	Receipt          uint64 `json:"receipt"`
	Finish           uint64 `json:"finish"` // the attempt's settlement with it
	Cancel           uint64 `json:"cancel"`
	Settle           uint64 `json:"settle"` // of a slashed attempt, without claims
	SettleShared     uint64 `json:"settle_shared"`
	Withdraw         uint64 `json:"withdraw"`
	Timeout          uint64 `json:"timeout"`      // the challenger wins
	TimeoutLost      uint64 `json:"timeout_lost"` // the defender wins
	ClaimShare       uint64 `json:"claim_share"`
	CollectShare     uint64 `json:"collect_share"`
	Equivocate       uint64 `json:"equivocate"`
	EquivocateAnchor uint64 `json:"equivocate_anchor"`
	Demand           uint64 `json:"demand"`
	Publish          uint64 `json:"publish"`
	Unpublished      uint64 `json:"unpublished"`
	// Metered is the share of a side's gas that the contract's meter reads, over all moves of all paths.
	Metered float64 `json:"metered"`
}

// Path is one way for a game to go, from the opening to the verdict: its moves, with what each costs over many places.
type Path struct {
	Name     string `json:"name"` // "published-6", and "published-6 false" of a false challenge
	Withheld bool   `json:"withheld"`
	Rounds   int    `json:"rounds"` // of partial sums: 0, 1 (up to 256 windows), 2 (up to 65,536)
	False    bool   `json:"false"`  // nothing is wrong: the defender has itself judged and wins
	Named    int    `json:"named"`  // which move names the step
	Moves    []Move `json:"moves"`
}

// Move is a transaction of a side.
type Move struct {
	By   string `json:"by"`   // "challenger" or "defender"
	What string `json:"what"` // its first action
	Gas  uint64 `json:"gas"`  // mean
	// Metered is what the contract's meter reads of it, which the loser repays; mean.
	Metered uint64 `json:"metered"`
	// Least and Most are the extremes of all places that were measured.
	Least uint64 `json:"least"`
	Most  uint64 `json:"most"`

	Side bisect.Side `json:"-"`
}

// Machine is where the times were measured.
type Machine struct {
	Processor string `json:"processor"`
	Cores     int    `json:"cores"`
	System    string `json:"system"`
	ISA       string `json:"isa"`
	Go        string `json:"go"`
	Version   string `json:"version"`
	Date      string `json:"date"` // 2006-01-02
}

// Job is what the steps of a reference job cost, in seconds on all cores.
type Job struct {
	Name       string  `json:"name"`
	Parameters int64   `json:"parameters"`
	StateBytes int64   `json:"state_bytes"`
	Step       float64 `json:"step_seconds"`      // bare
	Committed  float64 `json:"committed_seconds"` // with its state hashed, signed, logged and published
	Audited    float64 `json:"audited_seconds"`   // by a verifier: the step again, and the hash of its state
	Traced     float64 `json:"traced_seconds"`    // with its trace root
	Load       float64 `json:"load_seconds"`      // reading and checking a checkpoint
}

// AuditRatio is what auditing a step costs, in costs of the bare step.
func (j *Job) AuditRatio() float64 { return j.Audited / j.Step }

// Default returns the table that comes with the program. It must not be changed.
func Default() *Table {
	t, err := load()
	if err != nil {
		panic("costs: the file in the binary: " + err.Error()) // a test reads it
	}
	return t
}

var load = sync.OnceValues(func() (*Table, error) { return Read(bytes.NewReader(measured)) })

// maxFile bounds a file of costs.
const maxFile = 1 << 20

// Read reads and checks a table.
func Read(r io.Reader) (*Table, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("costs: %w", err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("costs: a file of more than %d bytes: write it with `make sim-costs`", maxFile)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	t := &Table{}
	if err := d.Decode(t); err != nil {
		return nil, fmt.Errorf("costs: %w: write the file with `make sim-costs`", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("costs: something follows the table: write the file with `make sim-costs`")
	}
	if err := t.check(); err != nil {
		return nil, fmt.Errorf("costs: %w: write the file with `make sim-costs`", err)
	}
	return t, nil
}

// Path returns a path's moves. Rounds beyond 2 are 2.
func (t *Table) Path(withheld bool, rounds int, right bool) *Path {
	for i := range t.Paths {
		if p := &t.Paths[i]; p.Withheld == withheld && p.Rounds == min(rounds, maxRounds) && p.False == !right {
			return p
		}
	}
	panic(fmt.Sprintf("costs: no path of %d rounds", rounds)) // check has seen all
}

// Job returns a reference job by its name, nil if there is none.
func (t *Table) Job(name string) *Job {
	for i := range t.Jobs {
		if t.Jobs[i].Name == name {
			return &t.Jobs[i]
		}
	}
	return nil
}
