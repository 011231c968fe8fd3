package main

import (
	"encoding/json"
	"io"

	"refute/checkpoint"
	"refute/contracts/chain"
)

// demoResult is what the demo prints with --json. The roots are the honest run's.
type demoResult struct {
	OK          bool                     `json:"ok"`
	Steps       int                      `json:"steps"`
	Accuracy    float64                  `json:"accuracy"` // of the test set
	HistoryRoot checkpoint.Root          `json:"history_root"`
	StateRoot   checkpoint.Root          `json:"state_root"`
	Disputes    []disputeResult          `json:"disputes"`
	Balances    map[string]balanceResult `json:"balances"`
}

// disputeResult is one dispute. Fields that do not apply are null.
type disputeResult struct {
	Cheat           string    `json:"cheat"` // the solver's, or "griefer" for a false challenge
	Step            *uint32   `json:"step"`
	Kernel          *string   `json:"kernel"`
	KernelIndex     *uint32   `json:"kernel_index"`
	Element         []int64   `json:"element"`
	Window          *[2]int64 `json:"window"` // first and last term
	Moves           int       `json:"moves"`
	Gas             uint64    `json:"gas"` // of all its transactions
	AdjudicationGas *uint64   `json:"adjudication_gas"`
	Winner          string    `json:"winner"`
	Seconds         float64   `json:"seconds"` // on the wall
}

// balanceResult is what an account had before the first job and after the last, in wei, credits included.
type balanceResult struct {
	Before chain.Wei `json:"before"`
	After  chain.Wei `json:"after"`
}

func (r *demoResult) writeJSON(w io.Writer) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}
