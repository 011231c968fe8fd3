package feed

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"refute/bisect"
	"refute/checkpoint"
	"refute/checkpoint/commit"
)

// Limits of openings.
const (
	// maxDown is how many levels below a node are shown at once: 2^8 hashes are 8 KiB.
	maxDown = 8
	// askPatience is how long one answer is waited for. Openings are recomputed from a checkpoint the first time.
	askPatience = 60 * time.Second
	// maxAsking is how many questions are worked on at once; others are refused until one is done.
	maxAsking = 8
)

// Answers shows what a game may ask for. It must refuse (with an error or nil) all but what belongs to a step that a bonded
// game has named.
type Answers interface {
	Children(ctx context.Context, game [32]byte, at bisect.Spot, levels int) ([]checkpoint.Root, error)
	Leaf(ctx context.Context, game [32]byte, at bisect.Spot) ([]byte, error)
}

// Serve answers the job's questions for openings until ctx ends.
func (f *Feed) Serve(ctx context.Context, answers Answers) error {
	questions := make(chan *nats.Msg, maxAsking)
	sub, err := f.nc.ChanSubscribe(f.subject+".open", questions)
	if err != nil {
		return fmt.Errorf("feed: serve openings: %w", err)
	}
	defer sub.Unsubscribe()
	if err := f.nc.Flush(); err != nil {
		return fmt.Errorf("feed: serve openings: %w", err)
	}
	slots := make(chan struct{}, maxAsking)
	var working sync.WaitGroup
	defer working.Wait()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m := <-questions:
			if m.Reply == "" {
				continue
			}
			select {
			case slots <- struct{}{}:
			default:
				_ = m.Respond(encodeAnswer(nil, "busy: ask again"))
				continue
			}
			working.Add(1)
			go func() {
				defer working.Done()
				defer func() { <-slots }()
				data, refusal := answer(ctx, answers, m.Data)
				// If the answer is lost the other side asks again, or on chain.
				_ = m.Respond(encodeAnswer(data, refusal))
			}()
		}
	}
}

func answer(ctx context.Context, answers Answers, question []byte) ([]byte, string) {
	q, err := commit.DecodeQuestion(question)
	if err != nil {
		return nil, err.Error()
	}
	at := bisect.Spot{Phase: bisect.Phase(q.Kind), Step: q.Step, Kernel: q.Kernel, Height: int(q.Level), Index: q.Index}
	if !at.Phase.Tree() || q.Down > maxDown || q.Down > q.Level {
		return nil, "no such node"
	}
	if q.Down == 0 {
		leaf, err := answers.Leaf(ctx, q.Game, at)
		if err != nil || len(leaf) != checkpoint.LeafSize {
			return nil, "not shown"
		}
		return leaf, ""
	}
	children, err := answers.Children(ctx, q.Game, at, int(q.Down))
	if err != nil || len(children) != 1<<q.Down {
		return nil, "not shown"
	}
	return checkpoint.AppendProof(nil, children), ""
}

func encodeAnswer(data []byte, refusal string) []byte {
	return (&commit.Answer{Data: data, Refusal: refusal[:min(len(refusal), commit.MaxRefusal)]}).Encode()
}

// RefusedError says that the other side did not show an opening. It can be asked for on chain.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string {
	return fmt.Sprintf("feed: the opening was refused: %.200q: ask on chain", e.Reason)
}

// Published asks for the openings of one game. What it returns was not checked: the game checks it.
func (f *Feed) Published(game [32]byte) bisect.Published { return published{f, game} }

type published struct {
	feed *Feed
	game [32]byte
}

// Children implements bisect.Published.
func (p published) Children(ctx context.Context, at bisect.Spot, levels int) ([]checkpoint.Root, error) {
	if levels < 1 || levels > maxDown {
		return nil, fmt.Errorf("feed: %d levels asked for: want 1 to %d", levels, maxDown)
	}
	data, err := p.ask(ctx, at, levels)
	if err != nil {
		return nil, err
	}
	out := make([]checkpoint.Root, 1<<levels)
	if len(data) != len(out)*checkpoint.RootSize {
		return nil, fmt.Errorf("feed: %d bytes were shown: want %d hashes", len(data), len(out))
	}
	for i := range out {
		copy(out[i][:], data[i*checkpoint.RootSize:])
	}
	return out, nil
}

// Leaf implements bisect.Published.
func (p published) Leaf(ctx context.Context, at bisect.Spot) ([]byte, error) {
	data, err := p.ask(ctx, at, 0)
	if err == nil && len(data) != checkpoint.LeafSize {
		err = fmt.Errorf("feed: a leaf of %d bytes was shown: want %d", len(data), checkpoint.LeafSize)
	}
	return data, err
}

func (p published) ask(ctx context.Context, at bisect.Spot, levels int) ([]byte, error) {
	if at.Height < 0 || at.Height > checkpoint.MaxDepth {
		return nil, fmt.Errorf("feed: no tree has height %d", at.Height)
	}
	q := commit.Question{Game: p.game, Step: at.Step, Kind: uint8(at.Phase), Kernel: at.Kernel, Level: uint8(at.Height), Index: at.Index, Down: uint8(levels)}
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	m, err := p.feed.nc.RequestWithContext(ctx, p.feed.subject+".open", q.Encode())
	if errors.Is(err, nats.ErrNoResponders) {
		return nil, &RefusedError{"nobody answers"}
	}
	if err != nil {
		return nil, fmt.Errorf("feed: ask for an opening: %w", err)
	}
	a, err := commit.DecodeAnswer(m.Data)
	if err != nil {
		return nil, fmt.Errorf("feed: ask for an opening: %w", err)
	}
	if a.Refusal != "" {
		return nil, &RefusedError{a.Refusal}
	}
	return a.Data, nil
}
