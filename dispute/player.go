package dispute

import (
	"context"
	"errors"
	"fmt"
	"time"

	"refute/bisect"
	"refute/contracts/chain"
)

// Strategy says what a side does at a position; bisect.Honest and bisect.Doubter are the honest ones.
type Strategy interface {
	// Next returns the side's next move, nothing while it has none.
	Next(ctx context.Context, g *bisect.Game) ([]bisect.Action, error)
}

// DefaultPoll is how long a player waits before it looks at the chain again.
const DefaultPoll = 500 * time.Millisecond

// maxRefused is how often a player tries a move that the contract refuses at one and the same position.
const maxRefused = 3

// Player plays one side of the games of a table. A player may be used for several games, one goroutine at a time.
type Player struct {
	Table  *Table
	Wallet *chain.Wallet
	Side   bisect.Side
	// Strategy knows the truth as this side has it.
	Strategy Strategy
	// Poll is how long to wait before looking again; 0 is DefaultPoll.
	Poll time.Duration
	// Moved, if not nil, is told of each move that this player made: the position before it, and the actions.
	Moved func(before *bisect.Game, actions []bisect.Action)

	// Trouble, if not nil, is told of errors that the player does not give up for: it looks again.
	Trouble func(error)

	waiting map[chain.GameID]wait
	refused map[chain.GameID]refusal
}

// wait is a position at which the strategy had nothing to do, and how often the player has looked at it since.
type wait struct {
	head  [32]byte
	looks int
}

// lookAgain is how often the chain is looked at before a strategy is asked again about the same position: what is shown off chain may have
// arrived.
const lookAgain = 16

type refusal struct {
	head  [32]byte
	times int
}

// RefusedError says that the contract refuses a move which this player holds to be right: its data or its program are not those of the
// chain. The game is left as it is.
type RefusedError struct {
	Game chain.GameID
	Move string
	Err  error
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("dispute: game %s: the contract refuses %s: %v", e.Game.Short(), e.Move, e.Err)
}

// Unwrap returns what the contract said.
func (e *RefusedError) Unwrap() error { return e.Err }

// Play plays a game to its end and returns how it ended. It returns early only if the context ends or this side cannot go on.
func (p *Player) Play(ctx context.Context, id chain.GameID) (*chain.Game, error) {
	poll := p.Poll
	if poll == 0 {
		poll = DefaultPoll
	}
	for {
		acted, g, err := p.Act(ctx, id)
		if err != nil {
			return g, err
		}
		if g != nil && g.Done {
			return g, nil
		}
		if acted {
			continue
		}
		select {
		case <-ctx.Done():
			return g, ctx.Err()
		case <-time.After(poll):
		}
	}
}

// Act looks at a game once and makes the move that is to be made, if any. It reports whether it made one, and returns the game as it was
// before. Lost races, stale positions and reorganisations are no errors: the next look will tell.
func (p *Player) Act(ctx context.Context, id chain.GameID) (bool, *chain.Game, error) {
	r, err := p.Table.Client.Game(ctx, id)
	var missing *chain.MissingGameError
	if errors.As(err, &missing) {
		return false, nil, nil // not mined yet, or undone by a reorganisation
	}
	if err != nil || r.Done {
		return false, r, err
	}
	now, err := p.Table.Client.Head(ctx)
	if err != nil {
		return false, r, err
	}
	if now.Time > r.Deadline {
		if turn(r) == p.Side {
			return false, r, nil // too late: the other side's to end
		}
		acted, err := p.send(ctx, r, nil, []bisect.Action{bisect.Timeout{}})
		return acted, r, err
	}
	if w := p.waiting[id]; w.head == r.Head && w.looks < lookAgain {
		w.looks++
		p.waiting[id] = w
		return false, r, nil // nothing has changed since
	}
	g, err := p.Table.Position(ctx, r, p.Side)
	if err != nil {
		return false, r, p.ifUnchanged(ctx, r, err)
	}
	actions, err := p.Strategy.Next(ctx, g)
	if err != nil {
		return false, r, p.ifUnchanged(ctx, r, err)
	}
	if len(actions) == 0 {
		if p.waiting == nil {
			p.waiting = map[chain.GameID]wait{}
		}
		p.waiting[id] = wait{head: r.Head}
		return false, r, nil
	}
	acted, err := p.send(ctx, r, g, actions)
	return acted, r, err
}

// turn returns the side whose clock runs.
func turn(r *chain.Game) bisect.Side {
	if r.Record.Defends {
		return bisect.Defender
	}
	return bisect.Challenger
}

func (p *Player) send(ctx context.Context, r *chain.Game, before *bisect.Game, list []bisect.Action) (bool, error) {
	encoded, err := Encode(p.Table.Spec, list...)
	if err != nil {
		return false, err
	}
	_, err = p.Wallet.Move(ctx, r.ID, r.Head, encoded)
	var pending *chain.PendingError
	switch {
	case err == nil:
		if p.Moved != nil && before != nil {
			p.Moved(before, list)
		}
		return true, nil
	case ctx.Err() != nil, errors.As(err, &pending):
		// It may still be mined: then the position has changed, otherwise it is sent again.
		return false, ctx.Err()
	case chain.IsRevert(err, "StaleHead", "ClockRanOut", "ClockRuns", "UnknownGame"):
		return false, nil // somebody was faster, or a reorganisation came between
	}
	return false, p.ifUnchanged(ctx, r, &RefusedError{r.ID, list[0].Name(), err})
}

// ifUnchanged returns the error if it stands at the same position several times: a position that has changed meanwhile explains
// anything.
func (p *Player) ifUnchanged(ctx context.Context, r *chain.Game, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if p.refused == nil {
		p.refused = map[chain.GameID]refusal{}
	}
	now, gameErr := p.Table.Client.Game(ctx, r.ID)
	if gameErr != nil || now.Head != r.Head || now.Done {
		return nil
	}
	f := p.refused[r.ID]
	if f.head != r.Head {
		f = refusal{head: r.Head}
	}
	f.times++
	p.refused[r.ID] = f
	if f.times < maxRefused {
		if p.Trouble != nil {
			p.Trouble(err)
		}
		return nil
	}
	return err
}
