package solver

import (
	"context"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"refute/bisect"
	"refute/checkpoint"
	"refute/contracts/bindings"
	"refute/contracts/chain"
	"refute/dispute"
	"refute/dispute/truth"
)

// answerBlocks is within how many blocks after a demand its answer is mined. An answer that a reorganisation may have undone is given again.
const answerBlocks = 64

// watch reads the chain's logs until ctx ends, plays every game that is opened against this attempt, and answers every demand.
func (s *Solver) watch(ctx context.Context) error {
	f := s.client.Follow(s.cfg.FromBlock)
	playing := map[chain.GameID]checkpoint.Epoch{}
	answered := map[uint64]*bindings.JobsDemanded{}
	for {
		b, err := f.Next(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			if b.Undone {
				// A verdict, or an answer, may be undone.
				for id, e := range playing {
					s.play(ctx, id, e)
				}
				for n, d := range answered {
					if at := d.Raw.BlockNumber; at > b.Ancestor {
						delete(answered, n) // it comes again, if at all
					} else if at+answerBlocks > b.Ancestor {
						s.games.Go(func() { s.answer(ctx, d) })
					}
				}
			}
			for i := range b.Logs {
				e, err := s.client.DecodeEvent(&b.Logs[i])
				if err != nil {
					continue // not a log that the contracts can have written
				}
				switch e := e.(type) {
				case *bindings.DisputesOpened:
					id := chain.GameID(e.Game)
					if chain.JobID(e.Job) == s.cfg.ID && e.Defender == s.wallet.Address() && e.Attempt == s.attempt {
						if _, known := playing[id]; !known {
							playing[id] = checkpoint.Epoch(e.Epoch)
							s.mu.Lock()
							s.played = append(s.played, id)
							s.mu.Unlock()
							s.play(ctx, id, checkpoint.Epoch(e.Epoch))
						}
					}
				case *bindings.JobsDemanded:
					if n := e.Demand; chain.JobID(e.Job) == s.cfg.ID && n.IsUint64() && answered[n.Uint64()] == nil && !s.cfg.Mute {
						answered[n.Uint64()] = e
						s.games.Go(func() { s.answer(ctx, e) })
					}
				}
			}
			if b.More {
				continue
			}
		}
		// An error of the node is answered by asking again.
		if err := pause(ctx, s.cfg.Poll); err != nil {
			return err
		}
	}
}

// truth returns what this solver committed to, for one player.
func (s *Solver) truth() *truth.Local {
	return &truth.Local{Job: s.job, States: s.run(), Executors: s.run().Executors, Committed: true}
}

// play has a game defended, by one goroutine.
func (s *Solver) play(ctx context.Context, id chain.GameID, e checkpoint.Epoch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.defended == nil {
		s.defended = map[chain.GameID]bool{}
	}
	if s.defended[id] {
		return
	}
	s.defended[id] = true
	s.games.Go(func() {
		s.defend(ctx, id, e)
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.defended, id)
	})
}

// defend plays a game to its end.
func (s *Solver) defend(ctx context.Context, id chain.GameID, e checkpoint.Epoch) {
	s.observe(Challenged{id, e})
	p := &dispute.Player{
		Table: s.table, Wallet: s.wallet, Side: bisect.Defender, Strategy: bisect.Honest{Truth: s.truth()},
		Moved: func(before *bisect.Game, actions []bisect.Action) { s.observe(Moved{id, before, actions}) },
	}
	said := ""
	var idle common.Hash // the position at which it was the other side's turn, and there was nothing to do
	var looked time.Time
	for {
		g, err := s.client.Game(ctx, id)
		acted := false
		if err == nil && !g.Done && !s.cfg.Mute && (g.Head != idle || time.Since(looked) > lookAgain) {
			done := s.busy()
			acted, g, err = p.Act(ctx, id)
			done()
			if looked = time.Now(); err == nil && g != nil && !acted && !g.Record.Defends {
				idle = g.Head
			}
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil && err.Error() != said {
			// The node may be at fault: look again until the game is over.
			said = err.Error()
			s.observe(Troubled{id, err})
		}
		if err == nil && g != nil && g.Done {
			s.observe(Decided{g})
			return
		}
		if !acted && pause(ctx, s.cfg.Poll) != nil {
			return
		}
	}
}

// lookAgain is how long a player leaves a position in peace at which it is the other side's turn.
const lookAgain = time.Second

// answer publishes a demanded leaf.
func (s *Solver) answer(ctx context.Context, e *bindings.JobsDemanded) {
	n := e.Demand.Uint64()
	for {
		done := s.busy()
		data, proof, err := s.leaf(ctx, checkpoint.Epoch(e.Epoch), int(e.Tensor), e.Leaf)
		if err == nil {
			_, err = s.wallet.Publish(ctx, n, data, proof)
		}
		done()
		if err == nil {
			s.observe(Answered{n})
			return
		}
		if chain.IsRevert(err, "TooLate", "WrongProof") || pause(ctx, s.cfg.Poll) != nil {
			return
		}
	}
}

// leaf returns a demanded leaf and its proof.
func (s *Solver) leaf(ctx context.Context, e checkpoint.Epoch, index int, leaf uint64) ([]byte, []checkpoint.Root, error) {
	first, last := s.epochs.Range(e)
	run := s.run()
	state, err := run.State(ctx, last)
	if err != nil {
		return nil, nil, err
	}
	if index >= len(state) {
		return nil, nil, fmt.Errorf("solver: tensor %d was demanded, there are %d", index, len(state))
	}
	roots, err := run.Roots(ctx, first, last)
	if err != nil {
		return nil, nil, err
	}
	epoch, err := checkpoint.EpochTree(s.epochs, e, roots)
	if err != nil {
		return nil, nil, err
	}
	// From the leaf up: through the tensor's tree, the state's and the epoch's.
	proof, err := checkpoint.TensorTree(state[index]).Proof(leaf)
	if err != nil {
		return nil, nil, err
	}
	up, err := checkpoint.StateTree(state).Proof(uint64(index))
	if err != nil {
		return nil, nil, err
	}
	top, err := epoch.Proof(uint64(last - first))
	if err != nil {
		return nil, nil, err
	}
	data := checkpoint.LeafBytes(state[index], leaf)
	return data[:], append(append(proof, up...), top...), nil
}
