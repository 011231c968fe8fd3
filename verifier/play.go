package verifier

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"refute/bisect"
	"refute/checkpoint"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/trainer"
)

// intent is what a challenge needs to be gone on with after a crash. It is written before the game is opened.
type intent struct {
	Attempt uint32          `json:"attempt"`
	Epoch   uint32          `json:"epoch"`
	Anchor  checkpoint.Root `json:"anchor"`
	Step    *uint32         `json:"step"` // nil: nothing was published
	Salt    checkpoint.Root `json:"salt"`
	Report  common.Hash     `json:"report"` // by which the game is found again
	Named   uint32          `json:"named"`  // what the report says
	Own     checkpoint.Root `json:"own"`
}

// salt returns the salt of a report: nobody can compute it without the secret, and it need not be kept.
func (v *Verifier) salt(anchor checkpoint.Root, step uint32) [32]byte {
	m := hmac.New(sha256.New, v.cfg.Secret[:])
	m.Write([]byte("refute/salt/1"))
	m.Write(v.cfg.ID[:])
	m.Write(anchor[:])
	m.Write(binary.BigEndian.AppendUint32(nil, step))
	return [32]byte(m.Sum(nil))
}

// play opens a game on a case, and has it played to its end by another goroutine.
func (v *Verifier) play(ctx context.Context, c *dispute.Case, w *view) error {
	f, err := c.Check(ctx)
	if err != nil {
		return err
	}
	step, own := c.Report(f)
	salt := v.salt(f.Anchor, step)
	in := intent{
		Attempt: w.anchors[c.Epoch].Attempt, Epoch: uint32(c.Epoch), Anchor: f.Anchor, Step: c.Step, Salt: salt,
		Report: chain.Report(step, own, v.wallet.Address(), salt), Named: step, Own: own,
	}
	if err := v.write(&in); err != nil {
		return err
	}
	ch := &dispute.Challenge{Step: step, Own: own, Salt: salt, Asking: c.Step == nil}
	// It may be on the chain already: a transaction that was not waited for, or a game before a crash.
	games, err := v.opened(ctx, map[common.Hash]*intent{in.Report: &in})
	if err != nil {
		return err
	}
	for _, g := range games {
		ch.Game = g.id
		on, err := v.client.Game(ctx, g.id)
		if err != nil {
			return err
		}
		if on.Done && !on.Won {
			return fmt.Errorf("%w: game %s", errJudged, g.id.Short())
		}
		v.start(ctx, c, f.Anchor, ch)
		return nil
	}
	on, err := v.client.Job(ctx, v.cfg.ID)
	if err != nil {
		return err
	}
	if ch.Game, _, err = v.wallet.Open(ctx, v.cfg.ID, c.Epoch, f.Anchor, in.Report, ch.Asking, on.ChallengeBond); err != nil {
		return fmt.Errorf("verifier: open a game: %w", err)
	}
	v.observe(Opened{ch, c.Epoch})
	v.start(ctx, c, f.Anchor, ch)
	return nil
}

// errJudged says that a game about the same was lost before.
var errJudged = errors.New("verifier: a game about this was lost, no other bond is risked")

// start has a game played, once.
func (v *Verifier) start(ctx context.Context, c *dispute.Case, anchor checkpoint.Root, ch *dispute.Challenge) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.playing == nil {
		v.playing = map[chain.GameID]bool{}
	}
	if v.playing[ch.Game] {
		return
	}
	v.playing[ch.Game] = true
	v.games.Go(func() {
		v.game(ctx, c, anchor, ch)
		v.mu.Lock()
		defer v.mu.Unlock()
		delete(v.playing, ch.Game)
	})
}

// found is a game of this verifier on the chain.
type found struct {
	id     chain.GameID
	intent *intent
}

// opened returns the games on the chain whose reports are among the intents', in the order of their opening.
func (v *Verifier) opened(ctx context.Context, intents map[common.Hash]*intent) ([]found, error) {
	f := v.client.Follow(v.cfg.FromBlock)
	var games []found
	for {
		b, err := f.Next(ctx)
		var reorg *chain.ReorgError
		if errors.As(err, &reorg) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if b.Undone {
			f, games = v.client.Follow(v.cfg.FromBlock), nil
			continue
		}
		for i := range b.Logs {
			e, err := v.client.DecodeEvent(&b.Logs[i])
			o, ok := e.(*bindings.DisputesOpened)
			if err != nil || !ok || o.Challenger != v.wallet.Address() || chain.JobID(o.Job) != v.cfg.ID {
				continue
			}
			if in := intents[o.Report]; in != nil {
				games = append(games, found{chain.GameID(o.Game), in})
			}
		}
		if !b.More {
			return games, nil
		}
	}
}

func (v *Verifier) write(in *intent) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	path := filepath.Join(v.cfg.Dir, fmt.Sprintf("challenge-%d-%d.json", in.Attempt, in.Epoch))
	f, err := os.CreateTemp(v.cfg.Dir, "challenge-*.tmp")
	if err != nil {
		return fmt.Errorf("verifier: %w", err)
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("verifier: write down a challenge before opening it: %w", err)
	}
	return nil
}

// resume goes on with the games that were opened before a crash.
func (v *Verifier) resume(ctx context.Context) error {
	files, err := filepath.Glob(filepath.Join(v.cfg.Dir, "challenge-*.json"))
	if err != nil || len(files) == 0 {
		return err
	}
	intents := map[common.Hash]*intent{}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("verifier: %w", err)
		}
		in := new(intent)
		if err := json.Unmarshal(b, in); err != nil {
			return fmt.Errorf("verifier: %s: %w: move it away if its game is lost", name, err)
		}
		intents[in.Report] = in
	}
	said := ""
	for {
		games, err := v.ready(ctx, intents)
		if err == nil {
			for _, g := range games {
				v.goOn(ctx, g.id, g.intent)
			}
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err.Error() != said {
			said = err.Error()
			v.observe(Troubled{err})
		}
		if err := pause(ctx, v.cfg.Poll); err != nil {
			return err
		}
	}
}

// ready reads what is needed to go on with games, and the games.
func (v *Verifier) ready(ctx context.Context, intents map[common.Hash]*intent) ([]found, error) {
	on, err := v.client.Job(ctx, v.cfg.ID)
	if err != nil {
		return nil, err
	}
	if on.Attempt == 0 {
		return nil, nil
	}
	if err := v.refresh(ctx, on); err != nil {
		return nil, err
	}
	return v.opened(ctx, intents)
}

func (v *Verifier) goOn(ctx context.Context, id chain.GameID, in *intent) {
	w := v.view
	e := checkpoint.Epoch(in.Epoch)
	if int(e) < len(w.anchors) && w.anchors[e].Root == in.Anchor {
		w.faulty, w.faultyFrom = true, e
		// The published roots that the case stands on.
		for before := checkpoint.Epoch(0); before <= e; before++ {
			first, last := v.epochs.Range(before)
			if roots, ok := v.signed(w.anchors[before].Attempt, first, last); ok {
				if got, err := checkpoint.Anchor(v.epochs, before, roots); err == nil && got == w.anchors[before].Root {
					w.know(first, roots)
				}
			}
		}
	}
	c := &dispute.Case{Table: v.table, Epoch: e, Step: in.Step, States: w.run, Executors: [2]trainer.NewExecutor{v.cfg.Executor, v.cfg.Second}}
	ch := &dispute.Challenge{Game: id, Step: in.Named, Own: in.Own, Salt: in.Salt, Asking: in.Step == nil}
	v.start(ctx, c, in.Anchor, ch)
}

// undoneAfter is how many blocks a game may be missing from the chain before it counts as undone by a reorganisation. What is undone is
// mostly mined again.
const undoneAfter = 8

// ended tells the loop that a game was lost, or undone.
func (v *Verifier) ended(c *dispute.Case, anchor checkpoint.Root, undone bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.open = append(v.open, openedAgain{c.Epoch, anchor, undone})
}

// game plays a game to its end, and takes what a won one gives.
func (v *Verifier) game(ctx context.Context, c *dispute.Case, anchor checkpoint.Root, ch *dispute.Challenge) {
	var published bisect.Published
	if v.cfg.Feed != nil {
		published = newShown(v.cfg.Feed.Published(ch.Game), v.extension)
	}
	p := &dispute.Player{
		Table: v.table, Wallet: v.wallet, Side: bisect.Challenger, Strategy: c.Strategy(published),
		Moved: func(before *bisect.Game, actions []bisect.Action) { v.observe(Moved{ch.Game, before, actions}) },
	}
	said := ""
	var idle common.Hash // the position at which it was the other side's turn, and there was nothing to do
	var looked time.Time
	var missing uint64 // since when the game is not on the chain: a block, plus one
	decided := false
	for {
		g, err := v.client.Game(ctx, ch.Game)
		if v.isUndone(ctx, err, &missing) {
			v.ended(c, anchor, true)
			return
		}
		acted := false
		if err == nil && !g.Done && (g.Head != idle || time.Since(looked) > lookAgain) {
			done := v.busy()
			acted, g, err = p.Act(ctx, ch.Game)
			done()
			if looked = time.Now(); err == nil && g != nil && !acted && g.Record.Defends {
				idle = g.Head
			}
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil && err.Error() != said {
			said = err.Error()
			v.observe(Troubled{err})
		}
		if err == nil && g != nil && g.Done {
			if !decided {
				decided = true
				v.observe(Decided{g})
			}
			if !g.Won {
				v.ended(c, g.Anchor, false)
				return
			}
			if v.share(ctx, c, ch, g) {
				return
			}
		}
		if !acted && pause(ctx, v.cfg.Poll) != nil {
			return
		}
	}
}

func isMissing(err error) bool {
	var gone *chain.MissingGameError
	return errors.As(err, &gone)
}

// isUndone reports whether a game has been missing from the chain for long; since is a memory between calls.
func (v *Verifier) isUndone(ctx context.Context, err error, since *uint64) bool {
	if !isMissing(err) {
		if err == nil {
			*since = 0
		}
		return false
	}
	head, err := v.client.Head(ctx)
	if err != nil {
		return false
	}
	if *since == 0 || head.Number+1 < *since {
		*since = head.Number + 1
	}
	return head.Number+1 >= *since+undoneAfter
}

// lookAgain is how long a player leaves a position in peace at which it is the other side's turn.
const lookAgain = 500 * time.Millisecond

// share claims the part of the slashed bond that a won game gives, while there is time for it, and has it credited. It returns false if the game is
// no longer won: a reorganisation of the chain has undone the verdict.
func (v *Verifier) share(ctx context.Context, c *dispute.Case, ch *dispute.Challenge, g *chain.Game) bool {
	claimed, settled, said := g.Record.Claimed, false, ""
	for {
		a, err := v.client.Attempt(ctx, v.cfg.ID, g.Attempt)
		if err == nil && a.Shared {
			return true // it went to one who showed a fault that needs no game
		}
		over := false
		if now, gameErr := v.client.Game(ctx, ch.Game); gameErr == nil && !now.Done || isMissing(gameErr) {
			return false
		}
		if err == nil {
			over, err = v.client.Over(ctx, v.cfg.ID, g.Attempt)
		}
		if err == nil && over {
			switch {
			case !claimed:
				_, err = c.ClaimShare(ctx, v.wallet, ch)
				if chain.IsRevert(err, "NotEligible", "TooLate") {
					return true
				}
				claimed = err == nil
			case !settled:
				_, err = v.wallet.Settle(ctx, v.cfg.ID, g.Attempt)
				settled = err == nil || a.Settled
				if chain.IsRevert(err, "NothingToDo") {
					err = nil // the time for claims is not over
				}
			default:
				_, err = v.wallet.CollectShare(ctx, ch.Game)
				if err == nil {
					v.observe(Shared{ch.Game})
				}
				if err == nil || chain.IsRevert(err, "NotEligible") {
					return true
				}
			}
		}
		if ctx.Err() != nil {
			return true
		}
		if err != nil && !chain.IsRevert(err) {
			if err.Error() != said {
				said = err.Error()
				v.observe(Troubled{err})
			}
		}
		if pause(ctx, v.cfg.Poll) != nil {
			return true
		}
	}
}
