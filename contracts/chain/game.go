package chain

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"refute/checkpoint"
	"refute/contracts/bindings"
)

// Game is a game as it stands: the contract's own record, with what is asked for most under typed names.
type Game struct {
	ID         GameID
	Job        JobID
	Attempt    uint32
	Epoch      checkpoint.Epoch
	Anchor     checkpoint.Root
	Head       common.Hash
	Challenger common.Address
	Defender   common.Address
	Report     common.Hash
	Won        bool // by the challenger, once Done
	Done       bool
	Moves      uint32
	Step       uint32
	StepNamed  bool
	Deadline   uint64 // when the clock of the side whose turn it is runs out
	Record     bindings.DisputesGame
}

// The phases of a game in the contract's numbering: one more than package bisect's.
const (
	gameNone = 0
	gameDone = 8
)

// MissingGameError says that the contract does not know a game.
type MissingGameError struct{ Game GameID }

func (e *MissingGameError) Error() string {
	return fmt.Sprintf("chain: there is no game %s: is it another chain's, or not mined yet?", e.Game)
}

// Game returns a game as it stands.
func (c *Client) Game(ctx context.Context, id GameID) (*Game, error) {
	g, err := view(ctx, c, c.at.Disputes, disputesABI.PackGame(id), disputesABI.UnpackGame)
	if err != nil {
		return nil, err
	}
	if g.Phase == gameNone {
		return nil, &MissingGameError{id}
	}
	return &Game{
		ID: id, Job: g.Job, Attempt: g.Attempt, Epoch: checkpoint.Epoch(g.Epoch), Anchor: g.Anchor, Head: g.Head, Challenger: g.Challenger,
		Defender: g.Defender, Report: g.Report, Won: g.Won, Done: g.Phase == gameDone, Moves: g.Moves, Step: g.Step,
		StepNamed: g.StepAt != 0, Deadline: g.Clock.Deadline, Record: g,
	}, nil
}
